"""Slack: incoming webhooks, with what a page printed in plain text, so that it marks nothing up.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: a header has 150
characters, a section 3,000; one message a second; the answer is `ok`, or a word that says why not.
"""

import json
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final

from bot.channels import Gone, Setup, Undelivered
from bot.channels._chat import Chat, Letter, Post, Style
from bot.channels._posting import accepted, kept
from bot.patience import Limit, each
from bot.post import Reply

HEADER: Final = 150
SECTION: Final = 3000
LIMITS: Final = (Limit(1, timedelta(seconds=1), each),)
_GONE: Final = frozenset({403, 404})  # action_prohibited, no_service, channel_not_found


def connect(setup: Setup) -> Chat:
    """The channel. Raises ValidationError."""
    return Chat.connected("slack", setup, Style(compose, judge, LIMITS))


def compose(letter: Letter) -> Post:
    """Blocks; `text` is what a notification shows."""
    blocks = [_block("header", letter.title(HEADER))]
    if below := letter.below(SECTION):
        blocks.append(_block("section", below))
    if links := [f"<{url}|{escape(name, quote=False)}>" for name, url in letter.links]:
        text = {"type": "mrkdwn", "text": "\n".join(links[:10])}
        blocks.append({"type": "context", "elements": [text]})
    said = {"text": escape(letter.title(HEADER), quote=False), "blocks": blocks}
    return Post(letter.to.url, json.dumps(said, ensure_ascii=False).encode())


def _block(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, "text": {"type": "plain_text", "text": text, "emoji": False}}


def judge(reply: Reply, now: datetime) -> None:
    """The status says it all. Raises Undelivered."""
    answer = kept(reply)
    if reply.status in _GONE:
        raise Gone(f"Slack answers {reply.status}: {answer.text}", answer=answer)
    if reply.status == 400:
        raise Undelivered(f"Slack refuses it: {answer.text}", permanent=True, answer=answer)
    accepted(reply, now)

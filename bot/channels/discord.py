"""Discord: an incoming webhook with one embed; nobody is mentioned, whatever a page printed.

https://docs.discord.com/developers/resources/webhook#execute-webhook: a description has 4,096
characters; 5 messages in 2 seconds and 30 a minute; 429 says in its body how long to wait.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from bot import words
from bot.channels import Gone, Setup, Undelivered
from bot.channels._chat import Chat, Letter, Post, Style
from bot.channels._posting import accepted, kept, read
from bot.patience import Limit, each
from bot.post import Reply

DESCRIPTION: Final = 4096
LIMITS: Final = (
    Limit(5, timedelta(seconds=2), each),
    Limit(30, timedelta(minutes=1), each),
)
_GONE: Final = frozenset({401, 403, 404})  # the webhook was deleted, or its token changed


def connect(setup: Setup) -> Chat:
    """The channel. Raises ValidationError."""
    return Chat.connected("discord", setup, Style(compose, judge, LIMITS))


def compose(letter: Letter) -> Post:
    """The whole message in one embed."""
    embed = {"description": letter.text(words.markdown, DESCRIPTION)}
    said: dict[str, Any] = {"embeds": [embed], "allowed_mentions": {"parse": []}}
    return Post(letter.to.url, json.dumps(said, ensure_ascii=False).encode())


def judge(reply: Reply, now: datetime) -> None:
    """The status, and how long to wait where it is too much. Raises Undelivered."""
    answer, said = kept(reply), read(reply)
    if reply.status in _GONE:
        raise Gone(f"Discord answers {reply.status}: {said.get('message')}", answer=answer)
    if reply.status == 400:
        told = f"Discord refuses it: {said.get('message')}"
        raise Undelivered(told, permanent=True, answer=answer)
    if reply.status == 429 and isinstance(wait := said.get("retry_after"), int | float):
        told = "Discord answers 429: too many messages"
        raise Undelivered(told, retry_after=float(wait), answer=answer)
    accepted(reply, now)

"""Feishu and Lark: a custom bot's interactive card, signed (签名校验) where it has a secret.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: the body has 20 kB at most; 5 a
second and 100 a minute; HTTP 200 with a `code` other than 0 is a failure.
"""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any, Final

from bot import words
from bot.channels import Setup
from bot.channels._chat import Chat, Letter, Post, Style
from bot.channels._posting import Verdicts
from bot.patience import Limit, each

TITLE: Final = 200
BELOW: Final = 12_000  # octets, of the 20 kB that the whole may have
BUTTONS: Final = 3
LIMITS: Final = (Limit(5, timedelta(seconds=1), each), Limit(100, timedelta(minutes=1), each))
VERDICTS: Final = Verdicts(
    "Feishu",
    gone=frozenset({19001}),
    refused=frozenset({19002}),
    throttled=frozenset({11232, 11233, 99991400}),
    names=(("code", "msg"), ("StatusCode", "StatusMessage")),
)


def connect(setup: Setup) -> Chat:
    """The channel. Raises ValidationError."""
    return Chat.connected("feishu", setup, Style(compose, VERDICTS.judge, LIMITS))


def compose(letter: Letter) -> Post:
    """A card with the headline, what happened in plain text, and a button to the page."""
    elements: list[dict[str, Any]] = []
    if below := letter.below(BELOW, words.octets):
        elements.append({"tag": "div", "text": _plain(below)})
    if links := letter.links[:BUTTONS]:
        buttons = [{"tag": "button", "text": _plain(name), "url": url} for name, url in links]
        elements.append({"tag": "action", "actions": buttons})
    card = {
        "config": {"wide_screen_mode": True},
        "header": {"title": _plain(letter.title(TITLE)), "template": "blue"},
        "elements": elements,
    }
    said = {**_signature(letter), "msg_type": "interactive", "card": card}
    return Post(letter.to.url, json.dumps(said, ensure_ascii=False).encode())


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}


def _signature(letter: Letter) -> dict[str, str]:
    """The time and its signature: the HMAC of nothing, with both time and secret as its key."""
    if not letter.to.secrets:
        return {}
    stamp = str(int(letter.now.timestamp()))
    key = f"{stamp}\n{letter.to.secrets[0]}".encode()
    digest = hmac.new(key, b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}

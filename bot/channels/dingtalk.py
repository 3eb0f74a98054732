"""DingTalk: a custom robot's Markdown message, signed (加签) where it has a secret.

https://open.dingtalk.com/document/robots/custom-robot-access: 20 messages a minute, else none for
ten minutes; HTTP 200 with an `errcode` other than 0 is a failure. Its Markdown has no escapes.
"""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from bot import words
from bot.channels import Setup
from bot.channels._chat import Chat, Letter, Post, Style
from bot.channels._posting import Verdicts
from bot.patience import Limit, each

TITLE: Final = 100
TEXT: Final = 12_000  # octets, of the 20 kB that the whole may have
LIMITS: Final = (Limit(20, timedelta(minutes=1), each),)
VERDICTS: Final = Verdicts(
    "DingTalk",
    gone=frozenset({300005, 400013, 400101, 400106}),
    refused=frozenset({40035, 43004, 400105, 430101, 430102, 430103, 430104}),
    throttled=frozenset({130101, 410100}),
    pause=600,
)


def connect(setup: Setup) -> Chat:
    """The channel. Raises ValidationError."""
    return Chat.connected("dingtalk", setup, Style(compose, VERDICTS.judge, LIMITS))


def compose(letter: Letter) -> Post:
    """Markdown under a title, which is what a notification shows."""
    text = letter.text(words.light, TEXT, words.octets)
    said = {"msgtype": "markdown", "markdown": {"title": letter.title(TITLE), "text": text}}
    return Post(_signed(letter), json.dumps(said, ensure_ascii=False).encode())


def _signed(letter: Letter) -> str:
    """The address with the time in milliseconds and the signature of it."""
    url, secrets = letter.to.url, letter.to.secrets
    if not secrets:
        return url
    stamp = str(int(letter.now.timestamp() * 1000))
    told = f"{stamp}\n{secrets[0]}".encode()
    digest = hmac.new(secrets[0].encode(), told, hashlib.sha256).digest()
    signed = urlencode({"timestamp": stamp, "sign": base64.b64encode(digest).decode()})
    return f"{url}{'&' if '?' in url else '?'}{signed}"

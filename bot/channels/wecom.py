"""WeCom (企业微信): a group robot's Markdown message.

https://developer.work.weixin.qq.com/document/path/91770: 20 messages a minute, 2,048 octets of
text; HTTP 200 with an `errcode` other than 0 is a failure. Its Markdown has no escapes.
"""

import json
from datetime import timedelta
from typing import Final

from bot import words
from bot.channels import Setup
from bot.channels._chat import Chat, Letter, Post, Style
from bot.channels._posting import Verdicts
from bot.patience import Limit, each

TEXT: Final = 2048
LIMITS: Final = (Limit(20, timedelta(minutes=1), each),)
VERDICTS: Final = Verdicts(
    "WeCom",
    gone=frozenset({93000, 93008}),
    refused=frozenset({40008, 40035, 40058, 44004}),
    throttled=frozenset({45009, 45033}),
)


def connect(setup: Setup) -> Chat:
    """The channel. Raises ValidationError."""
    return Chat.connected("wecom", setup, Style(compose, VERDICTS.judge, LIMITS))


def compose(letter: Letter) -> Post:
    """Markdown as far as there is room."""
    text = letter.text(words.light, TEXT, words.octets)
    said = {"msgtype": "markdown", "markdown": {"content": text}}
    return Post(letter.to.url, json.dumps(said, ensure_ascii=False).encode())

"""Channels are spoken of from a private chat, by their name or number, by those who post there."""

import re
from html import escape
from typing import Final

from telegram import Bot

from bot.chat.rights import Binding, binding
from bot.chat.room import Where
from bot.chat.talk import Talk

_NAME: Final = re.compile(r"(@[A-Za-z]\w{3,31}|-100\d{5,15})(?:\s+|$)")


class NotYours(Exception):
    """The channel cannot be spoken of; the message says why, in Telegram's HTML."""


def named(text: str) -> tuple[str, str]:
    """The channel at the beginning of what was written, empty where none is; and the rest."""
    found = _NAME.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


async def channel(bot: Bot, name: str, where: Where, words: Talk, title: str = "") -> Where:
    """The channel of that name or number, for a person who may have the bot post there.

    `title` is what it is called, if that is known. Raises NotYours, TelegramError.
    """
    if where.kind != "private" or where.person is None:
        raise NotYours(words.channel_in_private)
    key: str | int = name if name.startswith("@") else int(name)
    verdict = await binding(bot, key, where.person)
    if verdict != "fine":
        said = _refusal(verdict, words)
        raise NotYours(said.format(name=escape(title or name)))
    chat = await bot.get_chat(key)
    return Where(chat.id, "channel", None, where.person, where.language, chat.title or "")


def _refusal(verdict: Binding, words: Talk) -> str:
    if verdict == "not an admin":
        return words.channel_not_yours
    return words.channel_bot if verdict == "bot may not post" else words.channel_unknown

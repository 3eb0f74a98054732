"""Alerts in words: Chinese or English; Telegram HTML, plain text or Markdown. Pure."""

from bot.recipients import Language
from bot.words.digest import digest
from bot.words.forms import html, markdown, one_line, plain
from bot.words.line import Line
from bot.words.message import Message, message
from bot.words.parts import bare, parts
from bot.words.terms import count, terms
from bot.words.voice import Rate, Reference, Voice

__all__ = [
    "Language",
    "Line",
    "Message",
    "Rate",
    "Reference",
    "Voice",
    "bare",
    "count",
    "digest",
    "html",
    "markdown",
    "message",
    "one_line",
    "parts",
    "plain",
    "terms",
]

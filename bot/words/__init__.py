"""Alerts in words: Chinese or English; Telegram HTML, plain text or Markdown. Pure."""

from bot.recipients import Language
from bot.words.digest import digest
from bot.words.forms import address, html, light, markdown, one_line, plain
from bot.words.line import Line
from bot.words.message import Message, message, rates, sentence
from bot.words.parts import bare, parts
from bot.words.terms import count, terms
from bot.words.trim import octets, trimmed
from bot.words.voice import Rate, Reference, Voice, elapsed

__all__ = [
    "Language",
    "Line",
    "Message",
    "Rate",
    "Reference",
    "Voice",
    "address",
    "bare",
    "count",
    "digest",
    "elapsed",
    "html",
    "light",
    "markdown",
    "message",
    "octets",
    "one_line",
    "parts",
    "plain",
    "rates",
    "sentence",
    "terms",
    "trimmed",
]

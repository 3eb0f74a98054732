"""Alerts in words: Chinese or English; Telegram HTML, plain text or Markdown. Pure."""

from bot.recipients import Language
from bot.words.forms import html, markdown, one_line, plain
from bot.words.line import Line
from bot.words.message import Message, message, rates, sentence
from bot.words.terms import count, terms
from bot.words.voice import Rate, Reference, Voice, elapsed

__all__ = [
    "Language",
    "Line",
    "Message",
    "Rate",
    "Reference",
    "Voice",
    "count",
    "elapsed",
    "html",
    "markdown",
    "message",
    "one_line",
    "plain",
    "rates",
    "sentence",
    "terms",
]

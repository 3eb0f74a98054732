"""Texts of the chat in lines that fit into a test."""

from collections.abc import Iterator
from textwrap import wrap

from bot.chat.keyboards import Keyboard, Reply


def wrapped(text: str) -> str:
    """The lines of a text, long ones broken: Chinese is twice as wide."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line))


def _parts(line: str) -> Iterator[str]:
    yield from wrap(line, 78 if line.isascii() else 40) or [""]


def drawn(keyboard: Keyboard) -> str:
    """The buttons, a row a line."""
    return "\n".join("".join(f"[{button.label}]" for button in row) for row in keyboard)


def shown(reply: Reply) -> str:
    """A message and its buttons."""
    return wrapped(f"{reply.text}\n\n{drawn(reply.keyboard)}") + "\n"

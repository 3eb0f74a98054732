"""Buttons under a message, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DATA: Final = 64  # bytes that a button may carry; core.telegram.org/bots/api, InlineKeyboardButton


@dataclass(frozen=True, slots=True)
class Button:
    """What it says, and what comes back when it is pressed."""

    label: str
    data: str


Row = tuple[Button, ...]
Keyboard = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: Telegram's HTML, and the buttons beneath it."""

    text: str
    keyboard: Keyboard = ()


def rows(buttons: Sequence[Button], width: int) -> Keyboard:
    """The buttons in rows of so many."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def marked(label: str, *, on: bool) -> str:
    """A label with a tick where it holds."""
    return f"✓ {label}" if on else label

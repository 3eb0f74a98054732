"""Buttons under a message, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def swapped(keyboard: Keyboard, data: str, button: Button) -> Keyboard:
    """The keyboard with another button in the place of the one with this data."""
    return tuple(tuple(button if one.data == data else one for one in row) for row in keyboard)


def ticked(keyboard: Keyboard, data: str) -> Keyboard:
    """The keyboard with a tick at the button with this data, and none at others of its row."""
    return tuple(
        tuple(replace(one, label=marked(_bare(one), on=one.data == data)) for one in row)
        if any(one.data == data for one in row)
        else row
        for row in keyboard
    )


def _bare(button: Button) -> str:
    return button.label.removeprefix("✓ ")

"""A table in letters of equal width that a phone shows without breaking its lines. Pure."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.words import Line

WIDTH: Final = 34  # letters across a phone held upright


def grid(rows: Sequence[Sequence[str]]) -> list[Line] | None:
    """The rows with their columns one below the other; None where they are too wide for a phone.

    The last column is not padded: what stands there may be in letters of any width.
    """
    columns = list(zip(*(row[:-1] for row in rows), strict=True))
    widths = [max(map(width, column)) for column in columns]
    lines = []
    for *cells, last in rows:
        padded = [
            cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)
        ]
        lines.append("  ".join([*padded, last]).rstrip())
    if max(map(width, lines)) > WIDTH:
        return None
    return [Line(line, "table") for line in lines]


def width(text: str) -> int:
    """How many letters wide: a Chinese one counts as two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)

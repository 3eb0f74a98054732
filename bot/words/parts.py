"""A long text in Telegram HTML as several messages, cut at line ends. Pure.

A message holds 4,096 UTF-16 units once its tags and escapes are read, and 100 forms; what is
formed beyond that would be shown plain (core.telegram.org/bots/api, "Formatting options"). A table
(`<pre>`) stays in one message, if it fits into any; one that does not is cut between its rows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

LONGEST: Final = 4096
FORMS: Final = 100

_TAG: Final = re.compile(r"<[^>]*>")
_TABLE: Final = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_WITHIN: Final = "\0"  # a line end in a table; no message has this sign
_SIGN: Final = re.compile(r"<[^>]*>|&#?\w+;|.", re.DOTALL)


def parts(text: str, most: int, note: Callable[[int], str], longest: int = LONGEST) -> list[str]:
    """The messages that say the text, at most `most`; no tag but a table's may span a line end.

    Where they do not hold it all, the last one ends with `note`, which is told how many lines are
    left out. A cut goes where an empty line stands, if that leaves no message half empty.
    """
    blocks = _TABLE.sub(lambda table: table[0].replace("\n", _WITHIN), text).split("\n")
    lines = [_Line.of(piece) for block in blocks for piece in _pieces(block, longest)]
    found: list[str] = []
    while lines := lines[_empty(lines) :]:
        taken = _fitting(lines, longest)
        if len(found) == most - 1 and taken < len(lines):
            return [*found, _ended(lines, note, longest)]
        found.append(_joined(lines[:taken]))
        lines = lines[taken:]
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line or a table, its length as Telegram counts it and the number of its forms."""

    html: str
    units: int
    forms: int

    @classmethod
    def of(cls, html: str) -> "_Line":
        return cls(html, units(html), html.count("</"))

    @property
    def rows(self) -> int:
        """How many lines it shows."""
        return self.html.count("\n") + 1 if self.html else 0


def bare(html: str) -> str:
    """The text of Telegram HTML without its forms."""
    return unescape(_TAG.sub("", html))


def units(html: str) -> int:
    """The length of Telegram HTML once it is read, in UTF-16 units."""
    return len(bare(html).encode("utf-16-le")) // 2


def _pieces(block: str, longest: int) -> Iterator[str]:
    """A line or a table in as many pieces as messages need."""
    whole = block.replace(_WITHIN, "\n")
    if units(whole) <= longest:
        yield whole
    elif table := _TABLE.fullmatch(whole):
        yield from (f"<pre>{rows}</pre>" for rows in _rows(table[1], longest))
    else:
        yield from _cut(whole, longest)


def _rows(table: str, longest: int) -> Iterator[str]:
    """The rows of a table that is too long for any message, as many together as one holds."""
    piece = list[str]()
    for row in (part for line in table.split("\n") for part in _cut(line, longest)):
        if piece and units("\n".join([*piece, row])) > longest:
            yield "\n".join(piece)
            piece = []
        piece.append(row)
    yield "\n".join(piece)


def _cut(line: str, longest: int) -> Iterator[str]:
    """A line that is too long for any message, with its tags closed and opened again."""
    piece, length, opened = "", 0, list[str]()
    for sign in _SIGN.findall(line):
        if length + units(sign) > longest:
            yield piece + _closing(opened)
            piece, length = "".join(opened), 0
        if sign.startswith("</"):
            opened.pop()
        elif sign.startswith("<"):
            opened.append(sign)
        piece, length = piece + sign, length + units(sign)
    yield piece


def _closing(opened: Sequence[str]) -> str:
    names = (re.split(r"[<\s>]", tag)[1] for tag in reversed(opened))
    return "".join(f"</{name}>" for name in names)


def _fitting(lines: Sequence[_Line], longest: int) -> int:
    """How many of the lines make the next message."""
    length, forms, gap = -1, 0, 0
    for place, line in enumerate(lines):
        length, forms = length + 1 + line.units, forms + line.forms
        if length > longest or (place and forms > FORMS):
            return gap or place
        if not line.html and 2 * length > longest:
            gap = place
    return len(lines)


def _ended(lines: Sequence[_Line], note: Callable[[int], str], longest: int) -> str:
    """As many lines as fit before the note that says how many do not."""
    taken = _fitting(lines, longest - units(note(len(lines))) - 1)
    left = sum(line.rows for line in lines[taken:])
    return f"{_joined(lines[:taken])}\n{note(left)}".strip("\n")


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(line.html for line in lines).strip("\n")


def _empty(lines: Sequence[_Line]) -> int:
    """How many empty lines come first."""
    return next((n for n, line in enumerate(lines) if line.html), len(lines))

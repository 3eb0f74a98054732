"""Tables that fit a terminal: numbers, names and ids are never cut.

In a pipe a table is as wide as it is. On a terminal that is narrower, sentences wrap or stand
below their row, spare columns are left out and named, what all rows of a group share is said once
above them, and where that is not enough each row becomes a paragraph.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, takewhile
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

_NARROW: Final = 16  # a column of sentences is at least so wide, or as wide as its longest
_WORD: Final = 30  # a longer word of a sentence may be broken
_GAP: Final = "  "
_WIDE_GAP: Final = "   "
_APART: Final = " · "
_LONE: Final = 2 / 3  # where more of the headings have a single row, paragraphs are better
_LEAD: Final = 2  # so many columns stand above paragraphs

Row = Sequence[str]
Token = tuple[str, str]  # what stands before a piece if it is not the first of its line; the piece


@dataclass(frozen=True)
class Sheet:
    """A table before it is laid out; the columns that say what a row is about come first.

    `right` are columns of numbers. `wraps` are columns of sentences, those in `below` may stand
    under their row; everything else is kept whole. What is `own` to a row is said in every row.
    `spare` can be left out, the first one first.
    """

    columns: Row
    rows: Sequence[Row]
    right: frozenset[str] = frozenset()
    wraps: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    spare: Sequence[str] = ()

    def without(self, left_out: Sequence[str]) -> "Sheet":
        """The same without some columns."""
        kept = [n for n, name in enumerate(self.columns) if name not in left_out]
        rows = [[row[n] for n in kept] for row in self.rows]
        return replace(self, columns=[self.columns[n] for n in kept], rows=rows)

    def widths(self) -> list[int]:
        """The cells that each column takes if nothing in it is wrapped."""
        return [
            max(cell_len(row[number]) for row in (self.columns, *self.rows))
            for number in range(len(self.columns))
        ]


def print_table(sheet: Sheet, console: Console | None = None) -> None:
    """To standard output, as it is written; a pipe gets all columns in full width."""
    target = console or Console(markup=False, emoji=False)
    readable = replace(sheet, rows=[list(map(_visible, row)) for row in sheet.rows])
    if target.is_terminal:
        said = Text("\n").join(_laid_out(readable, target.width))
        target.print(said, soft_wrap=True, highlight=False)
    else:
        target.out("\n".join(line.plain for line in _laid_out(readable)), highlight=False)


def _visible(text: str) -> str:
    """What a page prints must not command the terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def width_of(sheet: Sheet) -> int:
    """The cells that a table takes if nothing in it is wrapped."""
    return sum(sheet.widths()) + len(_WIDE_GAP) * (len(sheet.columns) - 1) + 2


def _laid_out(sheet: Sheet, width: int | None = None) -> list[Text]:
    """The lines of a table; None is as wide as it takes."""
    if width is None or width_of(sheet) <= width:
        return list(_wide(sheet))
    return [Text(), *_fitted(sheet, width), Text()]


def _wide(sheet: Sheet) -> Iterator[Text]:
    """One line a row, and air around it."""
    widths = sheet.widths()
    total = sum(widths) + len(_WIDE_GAP) * (len(widths) - 1)
    yield Text(" " * (total + 2))
    for number, row in enumerate((sheet.columns, *sheet.rows)):
        cells = zip(sheet.columns, row, widths, strict=True)
        line = _WIDE_GAP.join(
            _padded(text, width, right=name in sheet.right) for name, text, width in cells
        )
        yield Text(f" {line} ", "" if number else "bold")
        if not number:
            yield Text(f" {'─' * total} ", "dim")
    yield Text(" " * (total + 2))


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def _fitted(sheet: Sheet, width: int) -> list[Text]:
    """The lines of a table that is too wide; only a single value that is wider goes beyond."""
    shapes = [shape for shape in _shapes(sheet) if shape.tells and shape.lone <= _LONE]
    unwrapped = (shape for shape in shapes if shape.full <= width)
    wrapped = (shape for shape in shapes if shape.least <= width)
    shape = next(unwrapped, None) or next(wrapped, None)
    return list(shape.lines(width) if shape else _paragraphs(sheet, width))


def _shapes(sheet: Sheet) -> "Iterator[_Shape]":
    """Ways to lay it out, the closest to a plain table first."""
    for count in range(len(sheet.spare) + 1):
        yield _Shape(sheet.without(sheet.spare[:count]), left_out=sheet.spare[:count])
    least = sheet.without(sheet.spare)
    names = list(takewhile(lambda name: name not in sheet.own, least.columns))
    for lead in range(max(1, len(names))):  # the last name stays beside what is the row's own
        shared = _shared(least, lead)
        if not lead or lead not in shared:  # else it is the next one, with one label less
            yield _Shape(least, lead, shared, sheet.spare)


def _shared(sheet: Sheet, lead: int) -> frozenset[int]:
    """The columns behind the leading ones that are the same in all rows of each group."""
    groups = [list(rows) for _, rows in groupby(sheet.rows, lambda row: row[:lead])]
    return frozenset(
        number
        for number in range(lead, len(sheet.columns))
        if sheet.columns[number] not in sheet.own
        and all(len({row[number] for row in rows}) == 1 for rows in groups)
    )


@dataclass(frozen=True)
class _Shape:
    """A layout: rows under headings of the `lead` first columns and what else a group shares."""

    sheet: Sheet
    lead: int = 0
    shared: frozenset[int] = frozenset()
    left_out: Sequence[str] = ()

    @cached_property
    def inner(self) -> list[int]:
        """Those that stand in the rows themselves."""
        aside = self.sheet.below
        told = (n for n in range(self.lead, len(self.sheet.columns)) if n not in self.shared)
        return [n for n in told if self.sheet.columns[n] not in aside]

    @property
    def tells(self) -> bool:
        """Is more than one column left to the rows?"""
        return bool(self.inner) and len(self.sheet.columns) - self.lead - len(self.shared) > 1

    @property
    def lone(self) -> float:
        """The part of the headings that have a single row."""
        groups = [len(list(rows)) for _, rows in groupby(self.sheet.rows, self._key)]
        return groups.count(1) / len(groups) if self.lead else 0

    def _key(self, row: Row) -> Row:
        return row[: self.lead]

    @cached_property
    def least(self) -> int:
        """The cells that it takes at least."""
        return sum(self._least(n) for n in self.inner) + self._between

    @cached_property
    def full(self) -> int:
        """The cells that it takes if no sentence is wrapped."""
        return sum(max(self._least(n), self._full(n)) for n in self.inner) + self._between

    @property
    def _between(self) -> int:
        return len(_GAP) * (len(self.inner) - 1 + bool(self.lead))

    def _least(self, number: int) -> int:
        """Of a column: what is kept whole, or some words of a sentence; headers wrap."""
        name, cells = self.sheet.columns[number], [row[number] for row in self.sheet.rows]
        least = max(map(cell_len, name.split()), default=0)
        if name not in self.sheet.wraps:
            return max(least, self._full(number))
        words = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
        return max(least, min(self._full(number), max(_NARROW, min(words, _WORD))))

    def _full(self, number: int) -> int:
        return max((cell_len(row[number]) for row in self.sheet.rows), default=0)

    def _widths(self, width: int) -> list[int]:
        """Of each column; sentences and headers get what is left."""
        left, found = width - self.least, []
        for number in self.inner:
            least = self._least(number)
            full = max(self._full(number), cell_len(self.sheet.columns[number]))
            more = max(0, min(full - least, left))
            left -= more
            found.append(least + more)
        return found

    def lines(self, width: int) -> Iterator[Text]:
        """The header, and every group under its heading."""
        widths, margin = self._widths(width), _GAP if self.lead else ""
        header = [f"{margin}{line}" for line in self._row(self.sheet.columns, widths)]
        rule = "─" * min(width, sum(widths) + self._between)
        top = [*(Text(line, "bold") for line in header), Text(rule, "dim")]
        yield from () if self._captioned else top
        for key, rows in groupby(self.sheet.rows, self._key):
            group = list(rows)
            yield from (Text(line, "bold") for line in self._heading(key, group[0], width))
            yield from top if self._captioned else ()
            for row in group:
                yield from (Text(f"{margin}{line}") for line in self._row(row, widths))
                yield from self._below(row, width)
        if self.left_out:
            yield Text(f"left out for want of room: {', '.join(self.left_out)}", "dim")

    @property
    def _captioned(self) -> bool:
        """Is there one heading above all of it?"""
        return bool(self.shared) and not self.lead

    def _heading(self, key: Row, row: Row, width: int) -> list[str]:
        tokens = [(_APART, value) for value in key if value]
        for number in sorted(self.shared):
            tokens += _labelled(self.sheet, row, number)
        return _flow(tokens, width) if tokens else []

    def _row(self, row: Row, widths: Sequence[int]) -> Iterator[str]:
        """A row in lines of text: as many as its longest cell has."""
        cells = [_wrapped(row[n], width) for n, width in zip(self.inner, widths, strict=True)]
        for place in range(max(map(len, cells))):
            parts = []
            for number, cell, width in zip(self.inner, cells, widths, strict=True):
                text = cell[place] if place < len(cell) else ""
                right = self.sheet.columns[number] in self.sheet.right
                parts.append(_padded(text, width, right=right))
            yield _GAP.join(parts).rstrip()

    def _below(self, row: Row, width: int) -> Iterator[Text]:
        """The sentences that stand under a row."""
        for number in range(self.lead, len(row)):
            told = number not in self.shared and self.sheet.columns[number] in self.sheet.below
            if told and row[number]:
                lines = _flow([(" ", word) for word in row[number].split()], width, _GAP * 2)
                yield from (Text(line, "dim") for line in lines)


def _paragraphs(sheet: Sheet, width: int) -> Iterator[Text]:
    """Where no table fits: each row says what its values are."""
    lead = min(_LEAD, len(sheet.columns) - 1)
    for key, rows in groupby(sheet.rows, lambda row: row[:lead]):
        heading = [(_APART, value) for value in key if value]
        yield from (Text(line, "bold") for line in _flow(heading, width))
        for row in rows:
            tokens = [("", row[lead])] if row[lead] else []
            for number in range(lead + 1, len(row)):
                tokens += _labelled(sheet, row, number)
            yield from (Text(line) for line in _flow(tokens, width, _GAP))


def _labelled(sheet: Sheet, row: Row, number: int) -> list[Token]:
    """A value behind its column's name: in one piece, or word by word if it is a sentence."""
    name, value = sheet.columns[number], row[number]
    if not value:
        return []
    if name not in sheet.wraps | sheet.below:
        return [(_APART, f"{name} {value}")]
    return [(_APART, name), *((" ", word) for word in value.split())]


def _flow(tokens: Iterable[Token], width: int, margin: str = "") -> list[str]:
    """Pieces in lines, each piece whole; lines after the first stand further in."""
    lines, line = [], ""
    for before, piece in tokens:
        longer = f"{line}{before}{piece}" if line else margin + piece
        if line and cell_len(longer) > width:
            lines.append(line)
            longer = margin + _GAP * 2 + piece
        line = longer
    return [*lines, line] if line else lines


def _wrapped(text: str, width: int) -> list[str]:
    """A cell in lines between words; a word that is wider is broken."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        for piece in chop_cells(word, width):
            longer = f"{lines[-1]} {piece}".lstrip()
            if cell_len(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines

"""Tables where they stand in the text of a page, and how they are rewritten.

Each knows what it shows (a `tables.Table`) and gives its text anew without a column or a row, with
another label, or with a row twice. Spans are kept true.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers import labels, tables
from scrapers.quotes import Page
from scrapers.tables import Table

NONSENSE: Final = "Gnarl"


METER = re.compile(
    r"缓存命中|缓存未命中|缓存存储|缓存读取|缓存写入|缓存|命中|未命中|存储|写入|读取|输入|输出|思维链|回答"
    r"|\b(?:base|batch|cached?|caching|hits?|miss|refreshes|reads?|writes?|storage)\b"
    r"|\b(?:1M )?(?:input|output|prompt|completion)s?\b",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"(?:(?:/|\bper|每)\s*)?(?:百万|千|万|1?,?000,000|1\s?[MK]|\bM|\bmillion)\s*个?\s*"
    r"(?:input |output )?tok(?:en)?s?(?![a-z])"
    r"|(?:/|\bper|每)\s*(?:张|秒|次|个|万字符|百万字符|音色|second|image|minute|video)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Sheet:
    """A table in the text of a page: where it stands, what it shows, and how it is rewritten.

    `drop`, `rename` and `twice` take the place of a column (or of a row of the body, counted from
    the first row of all) and give the table's text anew.
    """

    start: int
    end: int
    table: Table
    drop_column: Callable[[int], str]
    drop_row: Callable[[int], str]
    rename_column: Callable[[int], str]
    rename_row: Callable[[int], str]
    twice: Callable[[int, int], str]


def is_label(text: str) -> bool:
    """Is this the label of a price, and no tier or price that also says input?"""
    return labels.meter(text) is not None and not _DIGIT.search(UNIT.sub("", text))


def document(page: Page) -> tuple[str, Callable[[str], str]]:
    """The part of an answer that holds tables, and how it is put back."""
    if page.kind != "json":
        return page.text, str
    answer = json.loads(page.text)
    holder = answer["data"]

    def wrap(text: str) -> str:
        return json.dumps(answer | {"data": holder | {"content": text}}, ensure_ascii=False)

    return holder["content"], wrap


def spliced(text: str, done: Iterable[tuple[Sheet, str]]) -> str:
    """The text with these tables as they are rewritten."""
    for sheet, new in sorted(done, key=lambda pair: -pair[0].start):
        text = text[: sheet.start] + new + text[sheet.end :]
    return text


def found(text: str, *, markdown: bool) -> Iterator[Sheet]:
    """The tables of a page in page order, Markdown before HTML."""
    if markdown:
        yield from _markdown_sheets(text)
    yield from _html_sheets(text)


def _markdown_sheets(text: str) -> Iterator[Sheet]:
    for block in re.finditer(r"(?:^[ \t]*\|.*\n?)+", text, re.MULTILINE):
        read = tables.read(block.group(), markdown=True)
        if len(read) == 1:
            grid = _Pipes([re.split(r"(?<!\\)\|", line) for line in block.group().splitlines()])
            yield _sheet(block.start(), block.end(), read[0], grid)


def _html_sheets(text: str) -> Iterator[Sheet]:
    blocks = list(re.finditer(r"<table\b(?:(?!<table\b).)*?</table>", text, re.DOTALL))
    last = 0
    for number, block in enumerate(blocks):
        if block.start() < last:
            continue
        start, last = block.span()
        read = tables.read(text[start:last])
        if read and not read[0].body and number + 1 < len(blocks):
            joined = tables.read(text[start : blocks[number + 1].end()])
            if len(joined) == 1:
                read, last = joined, blocks[number + 1].end()
        if len(read) == 1:
            yield _sheet(start, last, read[0], _Markup(text[start:last]))


class _Pipes:
    """A Markdown table as cells between pipes; the second line is the ruler."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows

    def _line(self, number: int) -> int:
        return number + (number > 0)

    def text(self, rows: list[list[str]]) -> str:
        return "\n".join("|".join(row) for row in rows) + "\n"

    def without_column(self, place: int) -> str:
        return self.text([row[: place + 1] + row[place + 2 :] for row in self.rows])

    def without_row(self, number: int) -> str:
        line = self._line(number)
        return self.text(self.rows[:line] + self.rows[line + 1 :])

    def changed(self, cells: list[tuple[int, int]]) -> str:
        rows = [list(row) for row in self.rows]
        for number, place in cells:
            row = rows[self._line(number)]
            row[place + 1] = f" {renamed(row[place + 1])} "
        return self.text(rows)

    def twice(self, number: int, place: int) -> str:
        line = self._line(number)
        row = [dearer(c) if n == place + 1 else c for n, c in enumerate(self.rows[line])]
        return self.text([*self.rows[: line + 1], row, *self.rows[line + 1 :]])


class _Markup:
    """One table's markup, or two that are one; each deed works on a fresh tree."""

    def __init__(self, text: str) -> None:
        self.source = text

    def _tree(
        self,
    ) -> tuple[LexborHTMLParser, list[LexborNode], dict[tuple[int, int], LexborNode]]:
        tree = LexborHTMLParser(self.source)
        rows: list[LexborNode] = []
        grid: dict[tuple[int, int], LexborNode] = {}
        for table in tree.css("table"):
            first, own = len(rows), table.css("tr")
            rows += own
            for number, row in enumerate(own, first):
                place = 0
                for node in row.iter():
                    down, right = _spans(node)
                    if not down or not right:
                        continue
                    while (number, place) in grid:
                        place += 1
                    for below in range(number, min(number + down, len(rows))):
                        grid |= {(below, place + n): node for n in range(right)}
                    place += right
        return tree, rows, grid

    def text(self, tree: LexborHTMLParser) -> str:
        body = tree.body
        return (body.inner_html or "") if body else ""

    def without_column(self, place: int) -> str:
        tree, _, grid = self._tree()
        nodes = {node.mem_id: node for (_, p), node in grid.items() if p == place}
        for node in nodes.values():
            right = _spans(node)[1]
            if right > 1:
                node.attrs["colspan"] = str(right - 1)
            else:
                node.decompose()
        return self.text(tree)

    def without_row(self, number: int) -> str:
        tree, rows, grid = self._tree()
        for node in {node.mem_id: node for (n, _), node in grid.items() if n == number}.values():
            down = _spans(node)[0]
            if down == 1:
                continue
            node.attrs["rowspan"] = str(down - 1)
            if node.parent and node.parent.mem_id == rows[number].mem_id:
                rows[number + 1].inner_html = f"{node.html}{rows[number + 1].inner_html}"
        rows[number].decompose()
        return self.text(tree)

    def changed(self, cells: list[tuple[int, int]]) -> str:
        tree, _, grid = self._tree()
        for node in {grid[cell].mem_id: grid[cell] for cell in cells}.values():
            node.inner_html = renamed(node.text(separator=" "))
        return self.text(tree)

    def twice(self, number: int, place: int) -> str:
        tree, rows, grid = self._tree()
        price = grid[number, place].mem_id
        while (below := grid.get((number + 1, place))) and below.mem_id == price:
            number += 1  # the last row of a price that spans several
        nodes = {node.mem_id: node for (n, _), node in grid.items() if n == number}
        copied = []
        for key, node in nodes.items():
            down, right = _spans(node)
            inner = node.inner_html or ""
            if key == price:
                copied.append(f"<td colspan={right}>{dearer(inner)}</td>")
            elif down > 1:
                node.attrs["rowspan"] = str(down + 1)
            else:
                copied.append(f"<td colspan={right}>{inner}</td>")
        html = rows[number].html or ""
        return self.text(tree).replace(html, f"{html}<tr>{''.join(copied)}</tr>", 1)


def _spans(node: LexborNode) -> tuple[int, int]:
    down, right = (node.attributes.get(name) or "1" for name in ("rowspan", "colspan"))
    return int(down), int(right)


def _sheet(start: int, end: int, table: Table, grid: _Pipes | _Markup) -> Sheet:
    def rename_column(place: int) -> str:
        column = [row[place].text for row in table.rows]
        named = [n for n, text in enumerate(column) if n < table.head or labels.meter(text)]
        return grid.changed([(number, place) for number in named])

    def rename_row(number: int) -> str:
        named = [p for p, cell in enumerate(table.rows[number]) if is_label(cell.text)]
        return grid.changed([(number, place) for place in named])

    return Sheet(
        start,
        end,
        table,
        grid.without_column,
        grid.without_row,
        rename_column,
        rename_row,
        grid.twice,
    )


def renamed(label: str) -> str:
    """Another word in the place of the label; a unit that it names stays."""
    return " ".join([NONSENSE, *(METER.sub("", unit) for unit in UNIT.findall(label))])


def dearer(cell: str) -> str:
    """The cell with other amounts, tags as they are: what is signed, else the first number."""
    signed, changed = re.subn(r"([¥￥$€]\s?)(?=\d)", r"\g<1>7", cell)
    return signed if changed else re.sub(r"(?<![\w.#&])(\d)(?![^<>]*>)", r"7\1", cell, count=1)

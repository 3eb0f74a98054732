"""HTML or Markdown tables as plain grids: spans filled, split tables joined, headings kept.

A reader asks a `Table` where the columns stand that its header words name. Nothing here knows a
vendor. Markdown goes through markdown-it to HTML first, so that there is one way to read a table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import INVISIBLE

MOST_CELLS: Final = 100_000
MOST_SPANNED: Final = 65_534  # rows, by the HTML standard; columns never come near it
DEEPEST: Final = 400
BEFORE: Final = 4_000  # characters of the text before a table that are kept

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "section", "article", "main", "blockquote", "pre", "hr"}
    | {"table", "tr", "td", "th", "dl", "dt", "dd", *_HEADINGS}
)
_STRUCK: Final = frozenset({"del", "s", "strike"})
_PARTS: Final = frozenset({"table", "thead", "tr", "td", "th", "sup", *_HEADINGS})
_TEXT: Final = "-text"
# White space before a block says nothing, and is half of the nodes of a page that is indented.
_INDENT = re.compile(
    r">\s+(?=</?(?:t[drh]|table|tbody|thead|colgroup|p|div|section|blockquote|ul|ol|li)[\s>])"
)
_BLANKS: Final = frozenset({" ", "\n"})
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_PRINTED = re.compile(r"[¥￥$€]\s*\d|\d\s*元")
_STRUCK_WORD: Final = "line-through"
_STRUCK_CLASS = re.compile(rf"\b{_STRUCK_WORD}\b")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, as printed: its blocks as `lines`, white space folded, nothing invisible.

    `live` is the text that is neither struck through nor superscript, `struck` and `notes` are
    those two; `header` says that the page marks the cell as one.
    """

    lines: tuple[str, ...] = ()
    live: str = ""
    struck: str = ""
    notes: str = ""
    header: bool = False

    @property
    def text(self) -> str:
        """The whole cell on one line: the evidence that an alert can show."""
        return " ".join(self.lines)


EMPTY: Final = Cell()
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid: all rows have as many cells, a spanning cell stands in each place.

    `head` is the number of header rows. `headings` are the section titles that the table stands
    under, outermost first; `before` is the text between the previous table and this one, and
    `titles` are the section titles in it with their levels (1 is outermost), in page order.
    """

    rows: tuple[Row, ...]
    head: int = 0
    headings: tuple[str, ...] = ()
    before: str = ""
    titles: tuple[tuple[int, str], ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """One label a column: its header cells from top to bottom, each once."""
        columns = zip(*self.rows[: self.head], strict=True)
        return tuple(" ".join(dict.fromkeys(cell.text for cell in column)) for column in columns)

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows under the header."""
        return self.rows[self.head :]

    def columns(self, wanted: Mapping[str, str]) -> dict[str, int]:
        """Where the columns stand whose header matches a pattern (searched, case ignored).

        A column goes to the first name that matches it. Raises Ambiguous where two columns match
        one name. A name that no column matches is left out.
        """
        found: dict[str, int] = {}
        for index, header in enumerate(self.headers):
            name = next(
                (n for n, p in wanted.items() if re.search(p, header, re.IGNORECASE)), None
            )
            if name is None:
                continue
            if name in found:
                raise Ambiguous(f"two columns for {name}", where=" | ".join(self.headers))
            found[name] = index
        return found


def read(page_text: str, *, markdown: bool = False) -> list[Table]:
    """Every table of a page in page order; a table that only frames other tables is left out.

    Raises PageChanged where the page is nested or sized beyond what a page can be, or breaks off
    within a table.
    """
    html = unbroken(render(page_text) if markdown else page_text)
    walk = _Walk(css_strikes=_strikes_by_css(html))
    return _joined(walk.tables(LexborHTMLParser(_INDENT.sub(">", html))))


def unbroken(html: str) -> str:
    """The page as it is. Raises PageChanged where it breaks off within a table.

    Of the last price of such a page only the first digits may have come.
    """
    if html.rfind("<table") > html.rfind("</table"):
        raise PageChanged("the page breaks off within a table")
    return html


def _square(rows: Sequence[str]) -> None:
    """Raises PageChanged where the lines of a Markdown table do not fit its header.

    A parser would pad or cut them, or take a table without its second line for prose.
    """
    widths = [len(_PIPE.split(row.strip().removeprefix("|").removesuffix("|"))) for row in rows]
    ruled = len(rows) > 1 and _RULE.fullmatch(rows[1].strip()) is not None
    if not ruled and any(_PRINTED.search(row) for row in rows):
        raise PageChanged("prices in a table without a header", where=rows[0])
    for row, width in zip(rows, widths, strict=True):
        if ruled and width != widths[0]:
            raise PageChanged(f"{width} cells under {widths[0]} headers", where=row)


def render(markdown: str) -> str:
    """Markdown or MDX as HTML; of component tags alone on a line only stays what they hold.

    Raises PageChanged for a table whose rows do not fit its header.
    """
    lines = []
    for line in markdown.splitlines():
        bare = line.strip()
        if re.fullmatch(r"</?[A-Z][\w.]*(\s[^<>]*)?/?>", bare):
            lines.append("")
        else:
            lines.append(bare if bare.startswith("|") else line)
    for is_row, rows in groupby(lines, lambda line: line.startswith("|")):
        if is_row:
            _square(list(rows))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(parser.render("\n".join(lines)))


@dataclass(slots=True)
class _Open:
    """A table while it is being walked through."""

    headings: tuple[str, ...]
    before: str
    titles: tuple[tuple[int, str], ...]
    rows: list[list[tuple[Cell, int, int]]] = field(default_factory=list)
    head: int = 0
    in_head: bool = False
    frames: bool = False


@dataclass(slots=True)
class _Text:
    """Text being gathered, piece by piece; a line feed stands for the edge of a block."""

    pieces: list[str] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)  # which pieces are "struck" or "notes"

    def __str__(self) -> str:
        return "".join(self.pieces)

    def say(self, text: str, aside: str = "") -> None:
        """One more piece. White space after white space is left out: folding would drop it."""
        if text.isspace():
            if self.pieces and not aside and not self.aside and self.pieces[-1] in _BLANKS:
                return
            text = " "
        elif "\n" in text:
            text = text.replace("\n", " ")
        if aside:
            self.aside[len(self.pieces)] = aside
        self.pieces.append(text)

    def edge(self) -> None:
        """The edge of a block; two in a row are one."""
        if not self.pieces or self.pieces[-1] != "\n":
            self.pieces.append("\n")

    def only(self, kind: str) -> str:
        """The pieces of one kind, a blank for each other; "live" are those not set aside."""
        kinds = (self.aside.get(number, "live") for number in range(len(self.pieces)))
        pairs = zip(self.pieces, kinds, strict=True)
        return _fold("".join(piece if own == kind else " " for piece, own in pairs))


class _Walk:
    """One pass over a document without recursion, so that nesting cannot exhaust the stack."""

    def __init__(self, *, css_strikes: bool) -> None:
        self.css_strikes = css_strikes
        self.done: list[Table] = []
        self.open: list[_Open] = []
        self.texts = [_Text()]
        self.headings: dict[int, str] = {}
        self.titles: list[tuple[int, str]] = []
        self.struck = self.sup = self.cells = 0

    def tables(self, tree: LexborHTMLParser) -> list[Table]:
        for node, tag, entering in _steps(tree.root):
            if tag == _TEXT:
                aside = "struck" if self.struck else "notes" if self.sup else ""
                self.texts[-1].say(node.text_content or "", aside)
            elif entering:
                self._enter(node, tag)
            else:
                self._leave(node, tag)
        return self.done

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.texts[-1].edge()
        if self.css_strikes or tag in _STRUCK:
            self.struck += _strikes(node, tag)
        if tag in _PARTS:
            self._begin(node, tag)

    def _begin(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            self._open()
        elif tag in {"td", "th"} or tag in _HEADINGS:
            self.texts.append(_Text())
        elif tag == "sup":
            self.sup += 1
        elif self.open and tag == "tr":
            self.open[-1].rows.append([])
            self.open[-1].head += self.open[-1].in_head or _marked(node)
        elif self.open and tag == "thead":
            self.open[-1].in_head = True

    def _leave(self, node: LexborNode, tag: str) -> None:
        if self.css_strikes or tag in _STRUCK:
            self.struck -= _strikes(node, tag)
        if tag in _PARTS:
            self._end(node, tag)
        if tag in _BLOCKS:
            self.texts[-1].edge()

    def _end(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            self._close()
        elif tag in {"td", "th"}:
            self._cell(node, tag)
        elif tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag == "sup":
            self.sup -= 1
        elif self.open and tag == "thead":
            self.open[-1].in_head = False

    def _heading(self, level: int) -> None:
        title = _fold(str(self.texts.pop()))
        self.headings = {n: t for n, t in self.headings.items() if n < level} | {level: title}
        self.titles.append((level, title))
        self.texts[-1].say(title)

    def _open(self) -> None:
        if self.open:
            self.open[-1].frames = True
        path = tuple(self.headings[level] for level in sorted(self.headings))
        before = _fold(str(self.texts[-1]))[-BEFORE:]
        self.open.append(_Open(path, before, tuple(self.titles)))

    def _cell(self, node: LexborNode, tag: str) -> None:
        kept = self.texts.pop()
        text = str(kept)
        if len(self.open) != 1:  # what a framing table says is forgotten when it closes
            self.texts[-1].say(text)
        if not self.open or not self.open[-1].rows:
            return
        given = node.attributes
        down, right = _span(given.get("rowspan")), _span(given.get("colspan"))
        if down == 0 or right == 0:  # an editor's placeholder under a merged cell
            return
        lines = tuple(filter(None, map(_fold, text.split("\n"))))
        live, struck, notes = " ".join(lines), "", ""
        if kept.aside:
            live, struck, notes = kept.only("live"), kept.only("struck"), kept.only("notes")
        cell = Cell(lines, live, struck, notes, header=tag == "th")
        self.open[-1].rows[-1].append((cell, down, right))

    def _close(self) -> None:
        table = self.open.pop()
        if not self.open:
            self.texts[-1] = _Text()
        if table.frames or not any(table.rows):
            return
        rows = _grid(table.rows)
        self.cells += sum(map(len, rows))
        if self.cells > MOST_CELLS:
            raise PageChanged("the tables of this page are too large to be a price page")
        head = table.head or next(
            (n for n, row in enumerate(rows) if not all(cell.header for cell in row)), len(rows)
        )
        self.done.append(Table(rows, max(head, 1), table.headings, table.before, table.titles))
        self.titles.clear()


def _steps(root: LexborNode | None) -> Iterator[tuple[LexborNode, str, bool]]:
    """Every node with its tag when it is entered, every element again when it is left."""
    node, depth = root, 0
    while node is not None:
        tag = node.tag or ""
        yield node, tag, True
        child = None if tag == _TEXT or tag in _SILENT else node.first_child
        if child is not None:
            node, depth = child, depth + 1
            if depth > DEEPEST:
                raise PageChanged("the page is nested too deeply to be a price page")
            continue
        while node is not None:
            if tag != _TEXT:
                yield node, tag, False
            if depth == 0:
                return
            following = node.next
            if following is not None:
                node = following
                break
            node, depth = node.parent, depth - 1
            tag = (node.tag or "") if node is not None else ""


def _strikes_by_css(html: str) -> bool:
    """Is anything struck through by a class or style of its own, and not only in a style sheet?

    Then every element must be asked for it, which costs a third of the reading.
    """
    at = html.find(_STRUCK_WORD)
    while at >= 0:
        if html.rfind("<", 0, at) > html.rfind(">", 0, at):
            return True
        at = html.find(_STRUCK_WORD, at + 1)
    return False


def _strikes(node: LexborNode, tag: str) -> bool:
    """Struck by its tag, or by a class or style; asked only on a page that has one of these."""
    if tag in _STRUCK:
        return True
    style = node.attributes
    marks = f"{style.get('class') or ''} {style.get('style') or ''}"
    return _STRUCK_CLASS.search(marks) is not None


def _marked(node: LexborNode) -> bool:
    """Some editors mark the header row by an attribute instead of a thead."""
    return node.attributes.get("thead") == "true"


def _span(printed: str | None) -> int:
    if not printed or printed == "1":
        return 1
    value = printed.strip()
    if not value.isdecimal():
        return 1
    if len(value) > len(str(MOST_SPANNED)) or int(value) > MOST_SPANNED:
        raise PageChanged("a cell spans more than a table can hold", where=value[:20])
    return int(value)


def _fold(text: str) -> str:
    return " ".join((text if text.isascii() else INVISIBLE.sub("", text)).split())


def _grid(rows: list[list[tuple[Cell, int, int]]]) -> tuple[Row, ...]:
    """Spans filled in, short rows padded with empty cells; no span reaches beyond the table."""
    grid: list[dict[int, Cell]] = [{} for _ in rows]
    count = 0
    for number, row in enumerate(rows):
        column = 0
        for cell, down, right in row:
            while column in grid[number]:
                column += 1
            for below in grid[number : number + down]:
                count += right
                if count > MOST_CELLS:
                    raise PageChanged("a cell of this table spans more than a table can hold")
                below.update((place, cell) for place in range(column, column + right))
            column += right
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return tuple(tuple(row.get(place, EMPTY) for place in range(width)) for row in grid)


def _joined(tables: list[Table]) -> list[Table]:
    """A table of nothing but headers and the headerless one after it are one table."""
    joined: list[Table] = []
    for table in tables:
        last = joined[-1] if joined else None
        if last and _belongs(table, last):
            joined[-1] = replace(last, rows=last.rows + table.rows)
        else:
            joined.append(table)
    return joined


def _belongs(body: Table, head: Table) -> bool:
    if head.body or body.titles or len(head.rows[0]) != len(body.rows[0]):
        return False
    return _has_headers(head) and not _has_headers(body)


def _has_headers(table: Table) -> bool:
    return any(cell.header for row in table.rows for cell in row)

"""Tables as grids: spans, split and framed tables, what is struck, Markdown, hostile markup."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import tables
from scrapers.errors import Ambiguous, PageChanged, ScrapeError
from scrapers.tables import Cell, Table

Grid = list[list[str]]


def _texts(table: Table) -> Grid:
    return [[cell.text for cell in row] for row in table.rows]


def _only(page: str, *, markdown: bool = False) -> Table:
    [table] = tables.read(page, markdown=markdown)
    return table


def _cell(inner: str) -> Cell:
    return _only(f"<table><tr><td>{inner}</td></tr></table>").rows[0][0]


@pytest.mark.parametrize(
    ("page", "grid"),
    [
        (
            "<tr><th colspan=2>a<th>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g",
            [["a", "a", "b"], ["c", "d", "e"], ["c", "f", "g"]],
        ),
        ("<tr><td rowspan=9>a<td>b<tr><td>c", [["a", "b"], ["a", "c"]]),
        ("<tr><td>a<td>b<tr><td>c", [["a", "b"], ["c", ""]]),
        ("<tr><td>a<tr></tr><tr><td>b", [["a"], [""], ["b"]]),
        ("<tr><td colspan=-3>a<td rowspan=x>b<td colspan=''>c", [["a", "b", "c"]]),
        (
            "<tr><td rowspan=2 colspan=2>a<td>b<tr><td rowspan=0 colspan=0><td>c",
            [["a", "a", "b"], ["a", "a", "c"]],
        ),
        ("<tr><td rowspan=2>a<td>b<tr><td rowspan=0><td>c", [["a", "b"], ["a", "c"]]),
    ],
)
def test_spans_are_filled(page: str, grid: Grid) -> None:
    """A spanning cell stands in each place, a short row is padded, a placeholder is nothing."""
    assert _texts(_only(f"<table>{page}</table>")) == grid


@pytest.mark.parametrize(
    ("page", "headers", "body"),
    [
        ("<thead><tr><td>a<tbody><tr><th>b", ("a",), [["b"]]),
        ("<tr><th>a<th>b<tr><th>c<td>d", ("a", "b"), [["c", "d"]]),
        ("<tr><th>a<tr><th>b<tr><td>c", ("a b",), [["c"]]),
        (
            "<thead><tr><th rowspan=2>a<th colspan=2>b<tr><th>c<th>b<tbody><tr><td>1<td>2<td>3",
            ("a", "b c", "b"),
            [["1", "2", "3"]],
        ),
        ("<tr><td>a<tr><td>b", ("a",), [["b"]]),
        ("<tr thead=true><td>a<tr thead=true><td>b<tr><td>c", ("a b",), [["c"]]),
    ],
)
def test_header_rows_are_told_from_the_body(
    page: str, headers: tuple[str, ...], body: Grid
) -> None:
    """A thead, rows of header cells, an editor's mark or the first row give a column its label."""
    table = _only(f"<table>{page}</table>")
    assert table.headers == headers
    assert [[cell.text for cell in row] for row in table.body] == body


def test_a_header_table_and_its_body_are_one() -> None:
    """Some pages scroll a body under a header that is a table of its own."""
    page = "<table><tr><th>a<th>b</table><div><table><tr><td>1<td>2</table></div>"
    table = _only(page)
    assert (table.headers, _texts(table)[1:]) == (("a", "b"), [["1", "2"]])


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><th>a<th>b</table><table><tr><td>1</table>",
        "<table><tr><th>a</table><h2>b</h2><table><tr><td>1</table>",
        "<table><tr><th>a</table><table><tr><th>b<tr><td>1</table>",
        "<table><tr><td>a</table><table><tr><td>1</table>",
        "<table><tr><th>a<tr><td>1</table><table><tr><td>2</table>",
    ],
)
def test_other_neighbours_stay_apart(page: str) -> None:
    """A title, another width or a header of its own between them makes two tables of two."""
    assert len(tables.read(page)) == 2


def test_a_table_that_frames_tables_is_left_out() -> None:
    """Layout tables say nothing; the tables in them do, in page order."""
    inner = "<table><tr><td>{}</table>"
    page = f"<table><tr><td>{inner.format('a')}<td>x<td>{inner.format('b')}</table>"
    assert [_texts(table) for table in tables.read(page)] == [[["a"]], [["b"]]]


def test_an_empty_table_is_none() -> None:
    """A table without a cell is not there, nor is a cell without a table."""
    page = "<table></table><table><tr></tr></table><math><tr><td>1</td></tr></math>"
    assert tables.read(page) == []


def test_a_table_knows_what_stands_above_it() -> None:
    """Section titles, the text since the last table, and the titles within that text."""
    page = """<h1>A</h1><p>one</p><table><tr><td>1</table><p>two</p>
              <h2>B</h2><h3>C</h3><p>three</p><table><tr><td>2</table><h2>D</h2>
              <table><tr><td><h4>E</h4></table>"""
    first, second, third = tables.read(page)
    assert (first.headings, first.before, first.titles) == (("A",), "A one", ((1, "A"),))
    assert (second.headings, second.before) == (("A", "B", "C"), "two B C three")
    assert second.titles == ((2, "B"), (3, "C"))
    assert (third.headings, third.before) == (("A", "D"), "D")


def test_only_the_end_of_a_long_text_is_kept() -> None:
    """A table after a book of text has its last words."""
    table = _only("a" * 2 * tables.BEFORE + "<table><tr><td>1</table>")
    assert table.before == "a" * tables.BEFORE


@pytest.mark.parametrize(
    ("inner", "live", "struck", "notes"),
    [
        ("<del>9</del> 8", "8", "9", ""),
        ("<s>9</s><strike>7</strike> 8", "8", "97", ""),
        ("1<s>9</s>2<sup>7</sup>3<s>8</s>", "1 2 3", "9 8", "7"),
        ("<span class='x line-through'>9</span> 8", "8", "9", ""),
        ("<b style='text-decoration: line-through'><i>9</i></b> 8", "8", "9", ""),
        ("<span class='no-line-throughs'>9</span> 8", "9 8", "", ""),
        ("8<sup>1</sup>", "8", "", "1"),
        ("8<sup>1 <del>2</del></sup>", "8", "2", "1"),
        ("<del>9<br>7</del><br>8", "8", "9 7", ""),
        ("8", "8", "", ""),
    ],
)
def test_struck_and_raised_text_is_set_aside(
    inner: str, live: str, struck: str, notes: str
) -> None:
    """What is struck by tag, class or style and what is superscript is not the cell's own text."""
    cell = _cell(inner)
    assert (cell.live, cell.struck, cell.notes) == (live, struck, notes)


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        ("a<br>b<p>c</p><div>d<div>e</div></div>", ("a", "b", "c", "d", "e")),
        (" a\n  b\t<b>c</b>d ", ("a b cd",)),
        ("a<ul><li>b<li>c</ul>", ("a", "b", "c")),
        ("a\u200b\u00ad\ufeffb&nbsp;c&amp;", ("ab c&",)),
        ("a<script>b</script><style>c</style><!--d--><template>e</template><svg>f</svg>", ("a",)),
        ("", ()),
    ],
)
def test_a_cell_is_its_lines(inner: str, lines: tuple[str, ...]) -> None:
    """Blocks are lines, white space is folded, what nobody sees is not there."""
    cell = _cell(inner)
    assert cell.lines == lines
    assert cell.text == " ".join(lines)


def test_columns_are_found_by_their_words() -> None:
    """A column goes to the first pattern that its header matches, whatever the case."""
    table = _only("<table><tr><th>Model<th>INPUT price<th>Output price<th>Notes<tr><td>1</table>")
    wanted = {"model": "^model", "input": r"input", "price": r"price", "cache": "cache"}
    assert table.columns(wanted) == {"model": 0, "input": 1, "price": 2}
    with pytest.raises(Ambiguous, match="two columns for price"):
        table.columns({"price": "price"})


@pytest.mark.parametrize(
    ("page", "grid"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        ("| a | b\n|---|---\n| 1 | 2\n3 | 4", [["a", "b"], ["1", "2"], ["3", "4"]]),
        ("a|b\n-|:-:\n1|", [["a", "b"], ["1", ""]]),
        ("| a | b |\n|---|---|\n| 1 | x \\| y |", [["a", "b"], ["1", "x | y"]]),
        ("| a |\n|---|\n| \\$3 `\\|` |", [["a"], ["$3 |"]]),
        ("| a |\n|---|\n| 1<br/>2 <sup>3</sup> |", [["a"], ["1 2 3"]]),
        (
            "<Tabs>\n  <Tab title='x'>\n  | a |\n  |---|\n  | 1 |\n  </Tab>\n</Tabs>",
            [["a"], ["1"]],
        ),
        ("<Note.Box>\n| a |\n|---|\n| 1 |\n</Note.Box>\n<Card/>", [["a"], ["1"]]),
        ("text\n\n    | a |\n    |---|\n    | 1 |", [["a"], ["1"]]),
        ("<table><tr><td>a</td></tr><tr><td>1</td></tr></table>", [["a"], ["1"]]),
    ],
)
def test_markdown_tables_are_read_alike(page: str, grid: Grid) -> None:
    """Missing pipes, escapes, HTML in cells and component tags on their own lines do no harm."""
    assert _texts(_only(page, markdown=True)) == grid


def test_markdown_strikes_and_titles_count() -> None:
    """What tildes strike is struck, and a heading is a heading."""
    table = _only("# A\n\n## B\n\n| a |\n|---|\n| ~~9~~ 8 |", markdown=True)
    assert table.headings == ("A", "B")
    assert (table.body[0][0].live, table.body[0][0].struck) == ("8", "9")


SPAN = "a cell.* spans more than a table can hold"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<table><tr><td rowspan=100000>a</table>", SPAN),
        ("<table><tr><td colspan=100000>a</table>", SPAN),
        ("<table><tr><td colspan=99999999999999999999>a</table>", SPAN),
        ("<table>" + "<tr><td colspan=60000>a" * 2 + "</table>", SPAN),
        ("<table>" + "<tr><td rowspan=60000 colspan=60>a" * 999 + "</table>", SPAN),
        ("<table><tr><td colspan=60000>a</table>" * 2, "too large"),
        ("<b>" * 2 * tables.DEEPEST + "<table><tr><td>1</table>", "nested too deeply"),
        ("<table><tr><td>1", "breaks off within a table"),
        ("<table><tr><td>1</table><table><tr><td>2", "breaks off within a table"),
    ],
)
def test_a_page_that_no_page_can_be_is_refused(page: str, reason: str) -> None:
    """A hostile span, endless nesting and a page cut short are errors, never a part of a table."""
    with pytest.raises(PageChanged, match=reason):
        tables.read(page)


Rectangle = tuple[int, int, int, int]


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, int, list[Rectangle]]:
    """A grid of rows and columns cut into rectangles, each by its place, height and width."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cut: list[Rectangle] = []
    for top in range(rows):
        for left in range(columns):
            if (top, left) in taken:
                continue
            free = next((n for n in range(left, columns) if (top, n) in taken), columns) - left
            height, width = draw(st.integers(1, rows - top)), draw(st.integers(1, free))
            taken |= {(top + y, left + x) for y in range(height) for x in range(width)}
            cut.append((top, left, height, width))
    return rows, columns, cut


@given(tiling=tilings(), placeholders=st.booleans())
def test_any_grid_with_spans_comes_back(
    tiling: tuple[int, int, list[Rectangle]], *, placeholders: bool
) -> None:
    """However cells are merged, with or without placeholders, each place shows its cell."""
    rows, columns, cut = tiling
    grid = [[""] * columns for _ in range(rows)]
    markup: list[list[str]] = [[] for _ in range(rows)]
    for number, (top, left, height, width) in enumerate(cut):
        markup[top].append(f"<td rowspan={height} colspan={width}>{number}</td>")
        for row in grid[top : top + height]:
            row[left : left + width] = [str(number)] * width
        for row in markup[top + 1 : top + height] if placeholders else ():
            row.append('<td rowspan="0" colspan="0"></td>')
    page = "".join(f"<tr>{''.join(row)}</tr>" for row in markup)
    assert _texts(_only(f"<table>{page}</table>")) == grid


CELLS = st.text("abc 12.,|\\`*_~<>&$¥\u200b", max_size=6)


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n))))
def test_any_text_comes_back_from_a_table(grid: Grid) -> None:
    """Escaped text is the text that a reader sees, white space folded, in its place."""
    cells = [["h"] * len(grid[0]), *grid] if grid else [["h"]]
    page = "".join(f"<tr>{''.join(f'<td>{escape(c)}' for c in row)}" for row in cells)
    seen = [[" ".join(c.replace("\u200b", "").split()) for c in row] for row in cells]
    assert _texts(_only(f"<table>{page}</table>")) == seen


TAGS = st.sampled_from(
    [
        *("<table>", "</table>", "<tr>", "</tr>", "<td>", "<th>", "</td>", "<thead>", "</thead>"),
        *("<td rowspan=2>", "<td colspan=3>", "<td rowspan=0>", "<th colspan=2 rowspan=2>"),
        *("<h2>", "</h2>", "<del>", "</del>", "<sup>", "</sup>", "<br>", "<p>", "</p>", "<div>"),
        *("<span class=line-through>", "</span>", "<!--", "-->", "<script>", "</script>", "<svg>"),
        *("<template>", "</template>", "<caption>", "<select>", "<form>", "a", " ", "¥1", "&amp;"),
    ]
)
LINES = st.sampled_from(
    [
        "| a | b |\n",
        "|---|---|\n",
        "| 1\n",
        "<Tab>\n",
        "# h\n",
        "\n",
        "~~1~~ ",
        "`|`",
        "    ",
        "- ",
    ]
)


@given(st.lists(TAGS, max_size=40).map("".join) | st.text(), st.sampled_from(["", "</table>"]))
def test_any_markup_gives_rectangles_or_a_refusal(page: str, end: str) -> None:
    """Tags in any order are tables whose rows are equally long, or a ScrapeError."""
    try:
        found = tables.read(page + end)
    except ScrapeError:
        return
    for table in found:
        assert {len(row) for row in table.rows} == {len(table.headers)}
        assert 1 <= table.head <= len(table.rows)


@given(st.lists(LINES | TAGS, max_size=20).map("".join) | st.text())
def test_any_markdown_gives_rectangles_or_a_refusal(page: str) -> None:
    """Half a Markdown table is a table, text or a ScrapeError, and nothing worse."""
    try:
        found = tables.read(page, markdown=True)
    except ScrapeError:
        return
    for table in found:
        assert {len(row) for row in table.rows} == {len(table.headers)}

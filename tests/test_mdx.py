"""Tables that stand in the props of an MDX component."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import mdx, tables
from scrapers.errors import PageChanged

HEAD = 'columns={[{ title: "Model", width: "20%" }, { title: "Price" }]}'


def grid(text: str) -> list[list[str]]:
    """The cells of the one table that the MDX text holds, header first."""
    (table,) = tables.read(mdx.plain(text), markdown=True)
    return [[cell.text for cell in row] for row in table.rows]


def test_rows_stand_under_the_titles_of_their_columns() -> None:
    """A component with columns and rows reads like any table."""
    text = f'<DocTable\n  {HEAD}\n  rows={{[\n["moth-1", "$1"],\n["moth-2", "$2"],\n]}}\n/>'
    assert grid(text) == [["Model", "Price"], ["moth-1", "$1"], ["moth-2", "$2"]]


@pytest.mark.parametrize(
    "cell",
    [
        '"$1.50"',
        "'$1.50'",
        "`$1.50`",
        r'"\$1.50"',
        r'"\u00241.50"',
        '<>{"$"}1.50</>',
        "<>{'$'}1.50</>",
        "<>{`$`}{1.50}</>",
        "(<>$1.50</>)",
        r"<span>\$1.50</span>",
        '<span className="price" style={{color: "red"}} data-n={1}>$1.50<br/></span>',
        "<>$1.50{/* a note */}</>",
        "<>\n  $1.50\n</>",
    ],
)
def test_a_price_reads_the_same_however_it_is_written(cell: str) -> None:
    """Quotes, escapes, fragments, braces and comments do not change a cell."""
    assert grid(f'<T {HEAD} rows={{[["moth-1", {cell}]]}} />')[1] == ["moth-1", "$1.50"]


@pytest.mark.parametrize("struck", ['<span style={{textDecoration: "line-through"}}>', "<del>"])
def test_a_struck_price_stays_struck(struck: str) -> None:
    """What JSX strikes through is told apart from what is charged."""
    name = "span" if "span" in struck else "del"
    text = f'<T {HEAD} rows={{[["moth-1", <>{struck}$2</{name}> $1</>]]}} />'
    cell = tables.read(mdx.plain(text), markdown=True)[0].body[0][1]
    assert (cell.live, cell.struck) == ("$1", "$2")


def test_a_row_may_be_an_object() -> None:
    """Objects are read by the keys of the columns; a key that a row lacks is an empty cell."""
    text = """<T
      columns={[{ title: "Model", key: "m" }, { label: 'Price', dataIndex: "p" }, "Note"]}
      rows={[{ m: "moth-1", "p": 1.50 }, { 'p': null, m: "moth-2", Note: undefined }]}
    />"""
    assert grid(text)[1:] == [["moth-1", "1.50", ""], ["moth-2", "", ""]]


def test_objects_without_columns_name_their_columns() -> None:
    """The keys are the header where no columns are given."""
    assert grid('<T rows={[{ Model: "moth-1", "Price": "$1" }]} />')[0] == ["Model", "Price"]


def test_rows_without_columns_keep_their_cells() -> None:
    """A table without a header is still a table."""
    assert grid('<T rows={[["a", "b"], ["c", "d"],]} />') == [["a", "b"], ["c", "d"]]


def test_a_name_stands_for_what_the_page_assigns() -> None:
    """Rows may be a constant of the page; the code that holds it is not shown as text."""
    code = 'export const prices = [\n  ["moth-1", "$1"],\n];'
    text = f"{code}\n\nHello\n\n<T {HEAD} rows={{prices}} />"
    assert grid(text)[1] == ["moth-1", "$1"]
    assert "export" not in mdx.plain(text)


def test_code_of_the_page_is_no_table() -> None:
    """A component that the page itself defines is not looked into, long or short."""
    wide = "export const Wide = ({rows}) => {\n  return <Table rows={rows} />;\n};"
    short = "export const Short = ({rows}) => <Table rows={rows} />;"
    text = f'{wide}\n\n{short}\n\n<T {HEAD} rows={{[["moth-1", "$1"]\n]\n}} />'
    assert grid(text)[1] == ["moth-1", "$1"]


def test_text_between_components_stays() -> None:
    """Headings, prose and components without rows are left as they are."""
    text = """## Prices

<Card title="Moth" href={url} tone='dark' wide>
  Text
</Card>

| a |
|--|
| 1 |
"""
    assert mdx.plain(text) == text
    assert grid(text) == [["a"], ["1"]]


@pytest.mark.parametrize(
    "rows",
    [
        'load("prices")',
        "prices",
        '[["moth-1", cost]]',
        '[["moth-1"]]',
        '[["moth-1", "$1", "$2"]]',
        '["moth-1"]',
        '[{ name: "moth-1" }]',
        '[["moth-1", ["$1"]]]',
        '[["moth-1", <>$1]]',
        '[["moth-1", "$1"]',
        "[" * 50,
        '"moth-1"',
        '[{ Model "moth-1" }]',
        "{}",
    ],
)
def test_what_is_no_table_of_texts_is_refused(rows: str) -> None:
    """Nothing is run and nothing is guessed: the page is refused, not read in part."""
    with pytest.raises(PageChanged):
        mdx.plain(f"<T {HEAD} rows={{{rows}}} />")


@pytest.mark.parametrize(
    "before", ["", f"<T {HEAD} rows={{[]}} />\n", "<Note tone='dark' wide />"]
)
def test_rows_that_belong_to_nothing_are_refused(before: str) -> None:
    """Rows outside of any component's opening tag are a page that is not understood."""
    with pytest.raises(PageChanged):
        mdx.plain(before + 'Text rows={[["moth-1", "$1"]]}')


def test_a_component_inside_a_cell_has_no_table_of_its_own() -> None:
    """What a cell shows is its text; the rows of a component in it are not prices of the page."""
    text = '<T columns={["Model"]} rows={[[<X rows={[["moth-2"]]}>moth-1</X>]]} />'
    assert grid(text) == [["Model"], ["moth-1"]]


def test_a_title_may_be_a_component() -> None:
    """The rows belong to the component whose tag they stand in, not to the nearest one."""
    text = (
        '<T columns={["Model", <B><Tip text="per million" /> Price</B>]} rows={[["m", "$1"]]} />'
    )
    assert grid(text) == [["Model", "Price"], ["m", "$1"]]


def test_a_page_beyond_all_bounds_is_refused() -> None:
    """A megabyte of Markdown is no price page."""
    with pytest.raises(PageChanged, match="too large"):
        mdx.plain("a" * (mdx.LARGEST + 1))


@pytest.mark.parametrize("piece", ["<A {/* ", "<A x={<b> ", "<A x='", "<A x={["])
def test_components_that_never_end_are_passed_over(piece: str) -> None:
    """Only what is given rows is looked into, so a page of openings is returned as it is."""
    text = piece * 20_000
    assert mdx.plain(text) == text


@pytest.mark.parametrize(
    "piece", ["<A rows={[", "<A rows={<b> ", "<A x={<b> rows={", "<A rows={/* "]
)
def test_rows_that_never_end_are_refused(piece: str) -> None:
    """The first of them is the end of the reading."""
    with pytest.raises(PageChanged):
        mdx.plain(piece * 20_000)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["C", "Z"])
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_every_text_comes_back(rows: list[list[str]]) -> None:
    """What is written as JSON strings into a component is read back cell by cell."""
    read = grid(f"<T {HEAD} rows={{{json.dumps(rows)}}} />")
    assert read[1:] == [[tables_fold(cell) for cell in row] for row in rows]


def tables_fold(text: str) -> str:
    """What a table shows of a text."""
    return " ".join(text.split())

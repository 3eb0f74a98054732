"""Data inside a page: script tags, component props, flight data."""

import html
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scrapers import embedded
from scrapers.errors import PageChanged

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = TEXTS.filter(lambda key: not key.startswith("$"))  # only values are escaped
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


def astro(value: Any) -> list[Any]:
    """The value as Astro writes it into a component's props."""
    if isinstance(value, list):
        return [1, [astro(item) for item in value]]
    if isinstance(value, dict):
        return [0, {key: astro(item) for key, item in value.items()}]
    return [0, value]


def island(props: str, component: str = "PriceTable") -> LexborHTMLParser:
    """A page with one component around one table."""
    return LexborHTMLParser(
        f'<astro-island component-export="{component}" props="{html.escape(props)}">'
        "<table></table></astro-island>"
    )


def pushes(*pieces: str) -> str:
    """A page whose scripts push these pieces to the stream."""
    scripts = (
        f"<script>self.__next_f.push({json.dumps([1, piece])})</script>" for piece in pieces
    )
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(scripts)


def row(value: Any) -> str:
    """A row of the stream; a dollar at the head of a string is doubled."""

    def doubled(inner: Any) -> Any:
        if isinstance(inner, str):
            return f"${inner}" if inner.startswith("$") else inner
        if isinstance(inner, list):
            return [doubled(item) for item in inner]
        if isinstance(inner, dict):
            return {key: doubled(item) for key, item in inner.items()}
        return inner

    return f"1a:{json.dumps([doubled(value)], ensure_ascii=False, separators=(',', ':'))}\n"


def test_a_fraction_is_read_exactly() -> None:
    """A price of 0.1 in the data is 0.1, not the nearest float."""
    assert embedded.parse('{"price": 0.1, "count": 3}') == {"price": Decimal("0.1"), "count": 3}


@pytest.mark.parametrize("text", ["", "{", '{"a": 1} b', "NaN", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    """Data cut short, followed by something else or nested beyond reason are no data."""
    with pytest.raises(PageChanged):
        embedded.parse(text)


def test_scripts_of_data_are_found_by_selector() -> None:
    """Each script that the selector finds is read, in page order."""
    page = '<script class="d">[1]</script><script>x()</script><script class="d">{"a": 2}</script>'
    assert embedded.scripts(page, "script.d") == [[1], {"a": 2}]


def test_a_script_that_is_gone_is_refused() -> None:
    """A page without the promised data is a changed page, not one without prices."""
    with pytest.raises(PageChanged, match="no such data"):
        embedded.scripts("<script>x()</script>", "script#data")


def test_props_of_a_component_are_decoded() -> None:
    """Numbers, missing values and nested arrays of a component's props come out plain."""
    given_props = '{"rows": [1, [[1, [[0, "a"], [0, 0.5], [0, null]]]]], "label": [0]}'
    found = embedded.islands(island(given_props), r"Table$")
    assert [(one.component, one.props) for one in found] == [
        ("PriceTable", {"rows": [["a", Decimal("0.5"), None]], "label": None})
    ]
    assert len(found[0].node.css("table")) == 1


def test_a_date_among_the_props_does_not_hide_the_rest() -> None:
    """A kind of value that holds no price is given as nothing."""
    found = embedded.islands(island('{"when": [3, "2026-11-23"], "price": [0, 2]}'), "Table")
    assert found[0].props == {"when": None, "price": 2}


@pytest.mark.parametrize(
    "props", ["", "[]", '{"a": 1}', '{"a": [0, 1, 2]}', '{"a": [1, 2]}', '{"a": [0, [1]]}']
)
def test_props_written_otherwise_are_refused(props: str) -> None:
    """Props that are gone, or written in a way that is not known, are never guessed at."""
    with pytest.raises(PageChanged):
        embedded.islands(island(props), "Table")


def test_a_component_that_is_gone_is_refused() -> None:
    """A page whose component has another name is a changed page."""
    with pytest.raises(PageChanged, match="no such component"):
        embedded.islands(island("{}", component="Chart"), "Table")


@given(st.dictionaries(TEXTS, VALUES))
def test_any_props_survive_the_page(props: dict[str, Any]) -> None:
    """Whatever the values, and however the attribute escapes them, they come out the same."""
    encoded = json.dumps({key: astro(value) for key, value in props.items()})
    assert embedded.islands(island(encoded), "Table")[0].props == props


@given(VALUES, st.data())
def test_flight_data_survive_any_cut(value: Any, data: st.DataObject) -> None:
    """The stream may be cut into pieces anywhere: what it says stays the same."""
    stream = row(value)
    cut = data.draw(st.integers(0, len(stream)))
    assert embedded.flight(pushes(stream[:cut], stream[cut:])) == [[value]]


def test_rows_of_text_and_hints_are_no_data() -> None:
    """Long texts (counted in bytes, line feeds and all), imports and hints are passed over."""
    text = "价格 “$9”\n2:[1]"
    stream = f'1:I[5,["a.js"]]\n:HL["/a.css"]\n2:T{len(text.encode()):x},{text}3:[3]\n4:{{"a":4}}'
    assert embedded.flight(pushes(stream)) == [[3], {"a": 4}]


def test_only_rows_that_hold_a_text_are_read() -> None:
    """A reader that asks for prices is not stopped by a broken row about something else."""
    page = pushes('1:[broken\n2:{"price":1}\n')
    assert embedded.flight(page, '"price"') == [{"price": 1}]


@pytest.mark.parametrize(
    "page",
    [
        "<p>nothing</p>",
        pushes("1:[1"),
        pushes("what is this"),
        pushes('1:I[5,["a.js"]]\n'),
        '<script>self.__next_f.push([1,"1:[',
    ],
)
def test_flight_data_that_are_gone_or_broken_are_refused(page: str) -> None:
    """No data, a row cut short or a stream of another form are a changed page."""
    with pytest.raises(PageChanged):
        embedded.flight(page)


def test_objects_are_found_however_deep() -> None:
    """Every object with all the keys is found, in the order in which they stand."""
    data = [{"a": 1, "b": {"a": 2, "c": [{"a": 3, "b": 0}]}}, {"b": 4}, {"a": 5, "b": 6}]
    assert [one["a"] for one in embedded.objects(data, "a", "b")] == [1, 3, 5]


def test_depth_does_not_exhaust_the_search() -> None:
    """Data nested a hundred thousand times deep are searched to the end."""
    data: Any = {"price": 1}
    for _ in range(100_000):
        data = [data]
    assert list(embedded.objects(data, "price")) == [{"price": 1}]

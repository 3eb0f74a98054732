"""From a cell to quotes, and from a page to a checked reading."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from scrapers import money, reading
from scrapers.errors import Ambiguous, Blocked, PageChanged
from scrapers.quotes import Kind, Page, Quote, Source, conditions
from scrapers.tables import Cell

UNIT = money.Unit("1M tokens", Decimal(1), "CNY")


def _source(read: Callable[[Page], list[Quote]]) -> Source:
    return Source("glass", ("CNY",), {"": ("https://glass.example/",)}, read)


def _cell(text: str, struck: str = "") -> Cell:
    return Cell((text,), live=text, struck=struck)


def test_a_cell_becomes_a_quote() -> None:
    """Amount, former price and promotion come from the cell, the rest from the reader."""
    cell = Cell(("4元", "8元", "(5折)"), live="4元 5折", struck="8元")
    [quote] = reading.quote(
        "glass-4", "input", cell, unit=UNIT, conditions=conditions(window="peak"), schedule="9-21"
    )
    assert quote == Quote(
        "glass-4",
        "input",
        Decimal(4),
        "CNY",
        conditions=(("window", "peak"),),
        was=Decimal(8),
        promo="5折",
        schedule="9-21",
        published="4元 8元 (5折)",
    )


def test_what_the_reader_knows_goes_before_the_cell() -> None:
    """A promotion that a footnote explains replaces the cell's word for it."""
    [quote] = reading.quote("glass-4", "input", _cell("限时免费"), usual="CNY", promo="until May")
    assert (quote.promo, quote.free, quote.per) == ("until May", True, "1M tokens")


def test_a_free_cell_without_a_unit_has_the_usual_one() -> None:
    """Free storage is free by the hour."""
    [quote] = reading.quote("glass-4", "cache_storage", _cell("免费"), usual="CNY")
    assert quote.per == "1M tokens/hour"


def test_a_placeholder_becomes_nothing() -> None:
    """A dash is no quote."""
    assert reading.quote("glass-4", "input", _cell("-"), unit=UNIT) == []


@pytest.mark.parametrize(
    ("cell", "error"), [("4元起", PageChanged), ("4元 8元", Ambiguous), ("$4", Ambiguous)]
)
def test_a_cell_that_cannot_be_read_is_named(cell: str, error: type[Exception]) -> None:
    """The error says whose price it was and what stood there."""
    with pytest.raises(error, match=r"\(glass-4 input: "):
        reading.quote("glass-4", "input", _cell(cell), unit=UNIT)


def test_a_price_without_direction_holds_for_both() -> None:
    """One column of prices gives an input and an output quote."""
    quotes = reading.both_ways("glass-4", _cell("4元"), unit=UNIT)
    assert [(q.meter, q.amount) for q in quotes] == [
        ("input", Decimal(4)),
        ("output", Decimal(4)),
    ]


def test_a_reading_is_checked() -> None:
    """A reader that finds nothing has not read the page."""
    with pytest.raises(PageChanged, match="no prices on this page"):
        reading.read(_source(lambda _page: []), Page("<p>glass</p>"))


def test_a_challenge_is_not_read() -> None:
    """A page that asks whether we are human is a refusal of the vendor's, not a changed page."""
    page = Page("<title>Just a moment...</title><p>Checking your browser before accessing")
    with pytest.raises(Blocked, match="Cloudflare"):
        reading.read(_source(lambda _page: []), page)


@pytest.mark.parametrize(
    "error",
    [
        *(KeyError("price"), IndexError(), ValueError("no such condition"), ZeroDivisionError()),
        *(TypeError(), AttributeError(), RecursionError()),
    ],
)
def test_a_reader_that_stumbles_has_met_another_page(error: Exception) -> None:
    """What a reader did not foresee is a changed page, with what it stumbled over."""

    def read(_page: Page) -> list[Quote]:
        raise error

    with pytest.raises(PageChanged, match="stumbled") as caught:
        reading.read(_source(read), Page("x"))
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("<p>a</p>" * 2_500_000, "html", "too large"),
        ("x" * 20_000_000, "json", "too large"),
        ("| a |" * 100_000, "markdown", "too large"),
        ("<i>" * (reading.MOST_TAGS + 1), "html", "too large"),
        ("<div>" * 100_000, "html", "nested too deeply"),
        ("<div></p>" * 50_000, "html", "nested too deeply"),
    ],
)
def test_a_page_beyond_all_bounds_is_not_even_parsed(text: str, kind: Kind, reason: str) -> None:
    """Twenty megabytes or endless nesting are an error before they cost memory and time."""

    def read(_page: Page) -> list[Quote]:
        pytest.fail("the page was read")

    with pytest.raises(PageChanged, match=reason):
        reading.read(_source(read), Page(text, kind))


def test_a_large_page_is_read() -> None:
    """Many tags side by side are no deep nesting."""
    quote = Quote("glass-4", "input", Decimal(4), "CNY", published="4元")
    page = Page("<div><ul><li>a</ul></div>" * 10_000)
    assert reading.read(_source(lambda _page: [quote]), page) == [quote]

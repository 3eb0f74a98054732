"""Rows that do not fit their header, and dates inside a price cell."""

import pytest

from scrapers import money, reading, registry, tables
from scrapers.errors import PageChanged
from scrapers.quotes import Page
from scrapers.tables import Cell

HEAD = "| Model | Input | Output |\n| --- | --- | --- |\n"
YUAN = money.Unit("1M tokens", money.number("1"), "CNY")


@pytest.mark.parametrize(
    "rows",
    [
        HEAD + "| pro | $3 |",
        HEAD + "| pro | $3 | $6 | $9 |",
        "| Model | Input | Output |\n| pro | $3 | $6 |",
        "| Model | Input |\n| --- | --- | --- |\n| pro | $3 | $6 |",
    ],
    ids=["a cell too few", "a cell too many", "no header", "a header cut short"],
)
def test_a_markdown_table_that_does_not_fit_its_header_is_refused(rows: str) -> None:
    """A parser pads and cuts such rows in silence; a price would be lost or misread."""
    with pytest.raises(PageChanged):
        tables.read(rows, markdown=True)


@pytest.mark.parametrize("row", ["| pro | $3 | $6", "| pro \\| max | $3 | $6 |"])
def test_a_row_without_its_last_bar_or_with_an_escaped_one_fits(row: str) -> None:
    """The bar at the end is optional, and an escaped bar is text."""
    (table,) = tables.read(HEAD + row, markdown=True)
    assert [cell.text for cell in table.body[0]][1:] == ["$3", "$6"]


def test_a_row_of_words_between_bars_is_no_table() -> None:
    """Prose may stand between bars as long as it prints no price."""
    assert tables.read("| just words |", markdown=True) == []


@pytest.mark.parametrize(
    ("cell", "promo"),
    [
        ("3元（限时优惠，截至2026年8月31日）", "限时优惠"),
        ("3元（限时5折，2026年8月31日前）", "限时5折"),
        ("3元（优惠截至 2026-08-31）", "截至 2026-08-31"),
    ],
)
def test_a_date_in_the_cell_ends_the_price(cell: str, promo: str) -> None:
    """A struck price beside it, the words of the offer, and the last day on which it holds."""
    (read,) = reading.quote("m", "input", Cell((cell,), cell, "6元"), unit=YUAN)
    assert (str(read.amount), str(read.was), read.promo) == ("3", "6", promo)
    assert read.effective_until == "2026-08-31"


def test_an_offer_in_words_alone_is_a_promotion() -> None:
    """限时优惠 beside a struck price is a limited-time price, though no share is named."""
    (read,) = reading.quote("m", "input", Cell(("",), "限时优惠 3元", "6元"), unit=YUAN)
    assert read.promo == "限时优惠"


def test_an_amount_among_the_labels_shows_that_a_row_is_askew() -> None:
    """A rowspan that is too small shifts a row: one model would get another one's price."""
    page = """<table><tr><td colspan="2">模型</td><td>a-1</td><td>b-1</td></tr>
    <tr><td rowspan="2">价格</td><td>百万tokens输入（缓存命中）</td><td>1元</td><td>2元</td></tr>
    <tr><td>百万tokens输入（缓存未命中）</td><td>3元</td><td>4元</td></tr>
    <tr><td>百万tokens输出</td><td>5元</td><td>6元</td></tr></table>"""
    with pytest.raises(PageChanged, match="askew"):
        reading.read(registry.sources()["deepseek"], Page(page))

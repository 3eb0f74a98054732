"""Feeds: numbers as programs print them, names given twice, documents made to harm."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import feeds, reading
from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import Page, plain
from scrapers.vendors import litellm, openrouter


@given(st.decimals(min_value="0.000001", max_value=100_000, allow_nan=False, places=6))
def test_a_price_per_token_survives_binary_fractions(price: Decimal) -> None:
    """What a feed computes in floats, per token, reads as the price per million behind it."""
    printed = repr(float(price) / 1_000_000)
    assert feeds.amount(printed, factor=feeds.PER_TOKEN) == price


@pytest.mark.parametrize("printed", [None, "", "-1", "-1.0", "-1000000"])
def test_no_price_and_a_dynamic_price_give_no_amount(printed: str | None) -> None:
    """Null, an empty text and -1 are no price, least of all a price of 0."""
    assert feeds.amount(printed, factor=1) is None


@pytest.mark.parametrize(
    "printed", ["-2", "NaN", "Infinity", "1_000", " 1", "0x1", "1e999999", "١", True, 1.5, [], {}]
)
def test_what_is_no_price_is_refused(printed: object) -> None:
    """A negative number, a word, an absurd exponent or another type is an error, not a guess."""
    with pytest.raises(PageChanged):
        feeds.amount(printed, factor=1)


def test_a_name_given_twice_is_not_decided_by_the_last() -> None:
    """A field that stands twice in one entry with two values is ambiguous."""
    entry = feeds.load(Page('{"one": {"input": 1, "input": 2}}', "json"))["one"]
    with pytest.raises(Ambiguous, match="model input"):
        feeds.quotes("model", entry, {"input": "input"}, factor=1)


@pytest.mark.parametrize(
    "text", ["", "<html>", "[1]", "null", '{"a": NaN}', "[" * 100_000, '{"a":' * 100_000]
)
def test_what_is_no_json_object_is_refused(text: str) -> None:
    """A web page, a bare list, a broken or a bottomless document is no feed."""
    with pytest.raises(PageChanged):
        feeds.load(Page(text, "json"))


def test_every_litellm_entry_with_a_token_price_is_read(pages: Path) -> None:
    """No model of the real capture that has a price per token is left out."""
    text = (pages / "litellm" / "2025-07-01.json").read_text("utf8")
    priced = re.compile(r"(?:in|out)put_cost_per_token")
    wanted = {name for name, entry in json.loads(text).items() if any(map(priced.match, entry))}
    read = reading.read(litellm.VENDOR.sources[0], Page(text, "json"))
    assert {quote.model for quote in read} >= wanted - {"sample_spec"}


def test_openrouter_reads_what_it_printed() -> None:
    """The text of the feed stands beside the amount, so that an alert can show it."""
    text = '{"data": [{"id": "a/b", "pricing": {"prompt": "0.00000014", "completion": "2e-7"}}]}'
    read = reading.read(openrouter.VENDOR.sources[0], Page(text, "json"))
    shown = {plain(quote.amount): quote.published for quote in read}
    assert shown == {"0.14": "0.00000014", "0.2": "2e-7"}

"""Another source may say the same: then one reading is enough, and what is held is let through."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lines import World, source, types

from bot.findings import Finding
from bot.store import Store
from bot.witness import Move, agree
from scrapers.quotes import Quote


def _quote(amount: str, model: str = "deepseek-v4-pro", **more: str) -> Quote:
    given = {"meter": "input", "currency": "USD"} | more
    return Quote(model=model, amount=Decimal(amount), **given)  # type: ignore[arg-type]


def _finding(old: str, new: str) -> Finding:
    return Finding("price", "deepseek-v4-pro", (_quote(old),), (_quote(new),))


CUT = _finding("1", "0.5")
THERE = "deepseek/deepseek-v4-pro"


@pytest.mark.parametrize("shown", ["0.5", "0.502", "0.498"])
def test_an_aggregator_that_shows_the_new_price_bears_witness(shown: str) -> None:
    """The same model under the aggregator's own id, within one percent."""
    assert agree(CUT, [_quote(shown, THERE)], [])


@pytest.mark.parametrize(
    "shown",
    [
        _quote("1", THERE),
        _quote("0.51", THERE),
        _quote("0.5", "deepseek/deepseek-v4-flash"),
        _quote("0.5", THERE, meter="output"),
        _quote("0.5", THERE, currency="CNY"),
    ],
    ids=["old price", "two percent off", "another model", "another meter", "another currency"],
)
def test_what_is_not_the_same_price_is_no_witness(shown: Quote) -> None:
    """Nothing but the new price of that model, meter and currency counts."""
    assert not agree(CUT, [shown], [])


def test_a_price_that_hardly_moved_has_no_witness() -> None:
    """Where old and new are within one percent of each other nobody can tell them apart."""
    assert not agree(_finding("1", "0.995"), [_quote("0.996", THERE)], [])


def test_zero_has_no_witness() -> None:
    """A feed shows 0 where it knows nothing: that proves nothing free."""
    assert not agree(_finding("1", "0"), [_quote("0", THERE)], [])
    assert not agree(_finding("0", "1"), [_quote("1", THERE)], [])


@pytest.mark.parametrize("ratio", ["0.5", "0.45", "0.6"])
def test_the_vendors_other_page_bears_witness_where_it_moved_alike(ratio: str) -> None:
    """The list prices in yuan and dollars move together, rounded."""
    assert agree(CUT, [], [Move("deepseek-v4-pro", "input", (), Decimal(ratio))])


@pytest.mark.parametrize(
    "move",
    [
        Move("deepseek-v4-pro", "input", (), Decimal("1.5")),
        Move("deepseek-v4-pro", "input", (), Decimal("0.05")),
        Move("deepseek-v4-pro", "output", (), Decimal("0.5")),
        Move("deepseek-v4-flash", "input", (), Decimal("0.5")),
        Move("deepseek-v4-pro", "input", (("service", "batch"),), Decimal("0.5")),
    ],
    ids=["other way", "ten times as far", "another meter", "another model", "other terms"],
)
def test_another_move_at_the_vendor_is_no_witness(move: Move) -> None:
    """A slip here is not proven by a cut of something else there."""
    assert not agree(CUT, [], [move])


def test_only_prices_have_witnesses() -> None:
    """A launch or new terms wait for their second reading."""
    assert not agree(Finding("launched", "x", (), (_quote("1"),)), [_quote("1", THERE)], [])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One database for several sources."""
    with Store(tmp_path / "prices.db") as opened:
        yield opened


def _world(store: Store, name: str, body: str) -> World:
    world = World(store, source=replace(source(), name=name))
    world.settle(body)
    return world


def test_one_reading_is_enough_where_an_aggregator_shows_the_same(store: Store) -> None:
    """The second look is spared: the alert goes out with the first sight."""
    feed = _world(store, "feed", "lab/pro-2 input 3")
    vendor = _world(store, "lab", "pro-2 input 3\nlite-2 input 1")
    feed.now = vendor.now
    feed.settle("lab/pro-2 input 1.5")
    vendor.now = feed.now
    vendor.corroborators = ("feed",)
    assert types(vendor.look("pro-2 input 1.5\nlite-2 input 1").events) == ["price.cut"]


def test_a_held_value_is_let_through_by_the_vendors_other_page(store: Store) -> None:
    """A tenfold cut on both of a vendor's pages is a cut, not a slip."""
    here = _world(store, "lab", "pro-2 input 3")
    there = _world(store, "lab-intl", "pro-2 input 5")
    assert types(here.settle("pro-2 input 0.3")) == ["price.quarantined"]
    there.now = here.now
    there.settle("pro-2 input 0.5")
    here.now = there.now
    assert types(here.settle()) == ["price.cut"]

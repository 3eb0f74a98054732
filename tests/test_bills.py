"""What a workload costs: as printed, a range where it depends, nothing where it is not printed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import quote
from stall import dollars, prices

from bot.answers.bills import Bill, bills
from bot.workload import Workload, parse
from scrapers.quotes import Quote

USED = parse("300M in 50M out")
CACHED = parse("300M in 50M out cached 60%")
SHORT, LONG = {"input_max": 32_000}, {"input_min": 32_000, "input_max": 128_000}
TIERS = [
    *(quote("pro input 2", SHORT), quote("pro output 8", SHORT)),
    *(quote("pro input 4", LONG), quote("pro output 16", LONG)),
]


def bill(quotes: list[Quote], workload: Workload = USED) -> Bill:
    """The one bill there is."""
    (found,) = bills(quotes, workload)
    return found


def ends(quotes: list[Quote], workload: Workload = USED) -> tuple[Decimal, Decimal]:
    """Its lower and its upper end."""
    found = bill(quotes, workload)
    return found.low, found.high


def test_a_plain_price_list_gives_one_sum() -> None:
    """300 × 3 + 50 × 6 = 1,200 yuan."""
    assert bill(prices("pro input 3", "pro output 6")) == Bill(Decimal(1200), Decimal(1200), "CNY")


def test_cached_input_has_its_own_price_where_one_is_printed() -> None:
    """40 % of the input in full, 60 % at the price of cache hits."""
    listed = prices("pro input 3", "pro output 6", "pro cache_read 0.5")
    found = bill(listed, CACHED)
    assert found.low == 120 * 3 + 180 * Decimal("0.5") + 50 * 6
    assert not found.full_price
    assert not bill(listed).full_price


def test_cached_input_is_billed_in_full_where_no_price_is_printed() -> None:
    """And the bill says so."""
    found = bill(prices("pro input 3", "pro output 6"), CACHED)
    assert (found.low, found.full_price) == (Decimal(1200), True)


def test_a_cache_price_that_is_missing_in_one_tier_is_said_to_be() -> None:
    """The upper end of the range is billed in full; a length that has one is not."""
    listed = [*TIERS, quote("pro cache_read 0.2", SHORT)]
    assert bill(listed, CACHED).full_price
    short = parse("300M in 50M out cached 60% at 32k")
    assert (bill(listed, short).full_price, bill(TIERS, short).full_price) == (False, True)


def test_tiers_are_a_range_unless_the_length_is_known() -> None:
    """Each sum is made of prices of one tier, never of two."""
    assert ends(TIERS) == (Decimal(1000), Decimal(2000))
    assert bill(TIERS).depends == ("length",)
    assert ends(TIERS, parse("300M in 50M out at 32k")) == (Decimal(1000), Decimal(1000))
    assert ends(TIERS, parse("300M in 50M out at 33k")) == (Decimal(2000), Decimal(2000))


def test_what_is_not_sold_at_a_length_has_no_bill() -> None:
    """The tiers that are printed end at 128k."""
    assert bills(TIERS, parse("300M in 50M out at 200k")) == []


def test_hours_are_a_range() -> None:
    """From all of it off-peak to all of it at peak time."""
    found = bill(
        [
            *prices("pro input 4", "pro output 8", when={"window": "peak"}),
            *prices("pro input 2", "pro output 4", when={"window": "off_peak"}),
        ]
    )
    assert (found.low, found.high, found.depends) == (Decimal(800), Decimal(1600), ("window",))


def test_a_price_for_all_cases_goes_with_each_of_them() -> None:
    """One input price, two output prices: thinking or not."""
    listed = [
        *prices("pro input 2"),
        *prices("pro output 8", when={"mode": "non_thinking"}),
        *prices("pro output 20", when={"mode": "thinking"}),
    ]
    found = bill(listed)
    assert (found.low, found.high, found.depends) == (Decimal(1000), Decimal(1600), ("mode",))


def test_wider_bounds_hold_for_narrower_ones() -> None:
    """A cache price without bounds is that of every tier."""
    found = bill([*TIERS, *prices("pro cache_read 0.2")], CACHED)
    assert found.low == 120 * 2 + 180 * Decimal("0.2") + 50 * 8
    assert found.high == 120 * 4 + 180 * Decimal("0.2") + 50 * 16


def test_two_kinds_of_cache_are_a_range() -> None:
    """Which of them is used is not known."""
    listed = [
        *prices("pro input 3", "pro output 6"),
        *prices("pro cache_read 0.3", when={"cache": "explicit"}),
        *prices("pro cache_read 0.6", when={"cache": "implicit"}),
    ]
    found = bill(listed, CACHED)
    assert found.high - found.low == 180 * Decimal("0.3")
    assert found.depends == ("cache",)


@pytest.mark.parametrize("apart", [{"service": "batch"}, {"tier": "free"}])
def test_other_terms_of_trade_are_no_ordinary_bill(apart: dict[str, Any]) -> None:
    """Batch and a free tier are not what somebody pays who asks for nothing in particular."""
    assert bills(prices("pro input 1", "pro output 1", when=apart), USED) == []


@pytest.mark.parametrize("lacking", ["pro input 3", "pro output 3"])
def test_no_bill_is_made_of_half_a_price_list(lacking: str) -> None:
    """Unknown is not free."""
    assert bills(prices(lacking), USED) == []


def test_what_is_not_used_need_not_be_printed() -> None:
    """An embedding model has no output."""
    assert ends(prices("pro input 3"), parse("300M in")) == (Decimal(900), Decimal(900))


def test_other_units_are_no_tokens() -> None:
    """A price for characters is none for tokens."""
    assert bills(prices("pro input 3", "pro output 6", per="1M chars"), USED) == []


def test_free_in_words_is_told_from_a_bare_zero() -> None:
    """Both cost nothing; only one is called free."""
    assert bill(prices("pro input free", "pro output free")).free
    assert not bill(prices("pro input 0", "pro output 0")).free
    assert not bill(prices("pro input free", "pro output 0")).free


def test_places_and_currencies_have_a_bill_each() -> None:
    """The cheapest first; amounts of different currencies are never added."""
    listed = [
        *prices("pro input 3", "pro output 6"),
        *prices("pro input 2", "pro output 4", when={"region": "广州"}),
        *(dollars("pro input 0.4"), dollars("pro output 0.8")),
    ]
    found = [(one.low, one.currency, one.where) for one in bills(listed, USED)]
    assert found == [
        (Decimal(160), "USD", ()),
        (Decimal(800), "CNY", (("region", "广州"),)),
        (Decimal(1200), "CNY", ()),
    ]


def test_keeping_a_cache_is_said_not_to_be_counted() -> None:
    """Only where a cache is used, and only where keeping costs something."""
    listed = prices("pro input 3", "pro output 6", "pro cache_read 1", "pro cache_write 4")
    listed += prices("pro cache_storage free", per="1M tokens/hour")
    assert bill(listed, CACHED).uncounted == ("cache_write",)
    assert bill(listed).uncounted == ()


AMOUNTS = st.decimals(0, 1000, places=4)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.integers(0, 100))
def test_a_bill_lies_between_all_cached_and_nothing_cached(
    into: Decimal, out: Decimal, hit: Decimal, share: int
) -> None:
    """And twice the tokens cost twice as much, to the last digit."""
    listed = [
        Quote("pro", "input", into, "CNY"),
        Quote("pro", "output", out, "CNY"),
        Quote("pro", "cache_read", hit, "CNY"),
    ]
    used = Workload(Decimal(3_000_000), Decimal(1_000_000), Decimal(share) / 100)
    twice = Workload(used.input * 2, used.output * 2, used.cached)
    low, high = sorted((into * 3 + out, hit * 3 + out))
    assert low <= bill(listed, used).low <= high
    assert bill(listed, twice).low == bill(listed, used).low * 2

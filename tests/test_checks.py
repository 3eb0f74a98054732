"""Is a reading sound in itself?"""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import checks
from scrapers.errors import Ambiguous, Implausible, PageChanged
from scrapers.quotes import Quote, Source, conditions

ONE = Quote("glass-4", "input", Decimal(1), "CNY", published="1元")
SOURCE = Source("glass", ("CNY", "USD"), {"": ("https://glass.example/",)}, lambda _page: [])


def test_quotes_stay_in_page_order_and_repeats_collapse() -> None:
    """A price that a page prints twice is one quote, where it stood first."""
    other = replace(ONE, model="a")
    assert checks.sound(SOURCE, [ONE, other, ONE]) == [ONE, other]


def test_two_amounts_under_one_identity_are_ambiguous() -> None:
    """The error names the model and both amounts, so that a person finds them."""
    with pytest.raises(Ambiguous, match=r"1 and 2 CNY.*glass-4 input “2元”"):
        checks.sound(SOURCE, [ONE, replace(ONE, amount=Decimal(2), published="2元")])


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "glass-5"},
        {"meter": "output"},
        {"currency": "USD"},
        {"per": "image"},
        {"conditions": conditions(service="batch")},
        {"effective_from": "2026-09-01"},
        {"effective_until": "2026-09-01"},
        {"announced": True},
    ],
)
def test_what_differs_in_identity_may_differ_in_amount(changes: dict[str, object]) -> None:
    """Another model, meter, currency, unit, condition or date is another price."""
    other = replace(ONE, amount=Decimal(2), **changes)  # type: ignore[arg-type]
    assert checks.sound(SOURCE, [ONE, other]) == [ONE, other]


def test_a_page_without_prices_is_refused() -> None:
    """No quotes are an error and never "everything withdrawn"."""
    with pytest.raises(PageChanged, match="no prices on this page"):
        checks.sound(SOURCE, [])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"currency": "EUR"}, "EUR instead of CNY or USD"),
        ({"meter": "smell"}, "no such meter or unit: smell"),
        ({"per": "barrel"}, "no such meter or unit: input per barrel"),
        ({"per": "1M tokens/hour"}, "input per 1M tokens/hour"),
        ({"meter": "cache_storage"}, "cache_storage per 1M tokens"),
        ({"amount": Decimal(-1)}, "a negative amount"),
        ({"amount": Decimal("NaN")}, "a negative amount"),
        ({"amount": Decimal("Infinity")}, "a negative amount"),
        ({"free": True}, "free, and yet with an amount"),
    ],
)
def test_what_cannot_be_a_price_is_implausible(changes: dict[str, object], reason: str) -> None:
    """Another currency than the source's, an unknown meter, less than nothing: with its place."""
    with pytest.raises(Implausible, match=f"{reason} .*glass-4"):
        checks.sound(SOURCE, [replace(ONE, **changes)])  # type: ignore[arg-type]


def test_zero_and_free_are_both_prices() -> None:
    """0 is a price whether or not the page calls it free."""
    nought = replace(ONE, amount=Decimal(0))
    free = replace(nought, model="glass-free", free=True)
    storage = replace(free, meter="cache_storage")
    assert checks.sound(SOURCE, [nought, free, storage]) == [nought, free, storage]


def test_a_tier_that_repeats_the_base_price_is_no_quote() -> None:
    """`≤ 128K: 1` beside `1` says nothing new; another amount or a lower bound does."""
    tier = replace(ONE, conditions=conditions(input_max=128_000))
    beyond = replace(ONE, conditions=conditions(input_min=128_000))
    batch = replace(ONE, conditions=conditions(input_max=128_000, service="batch"))
    dearer = replace(tier, model="glass-5", amount=Decimal(2))
    base = replace(dearer, conditions=(), amount=Decimal(3))
    kept = [ONE, beyond, batch, dearer, base]
    assert checks.sound(SOURCE, [tier, *kept]) == kept


QUOTES = st.lists(
    st.builds(
        Quote,
        st.sampled_from("ab"),
        st.sampled_from(["input", "output"]),
        st.sampled_from([Decimal(1), Decimal("1.0"), Decimal(2)]),
        st.just("CNY"),
        conditions=st.sampled_from([(), conditions(input_max=1000), conditions(service="batch")]),
    ),
    min_size=1,
)


@given(QUOTES)
def test_a_sound_reading_is_sound_again(quotes: list[Quote]) -> None:
    """What passed once passes unchanged, and holds no identity twice."""
    try:
        sound = checks.sound(SOURCE, quotes)
    except Ambiguous:
        amounts = {(q.identity, q.amount) for q in quotes}
        assert len(amounts) > len({q.identity for q in quotes})
        return
    assert checks.sound(SOURCE, sound) == sound
    assert len({q.identity for q in sound}) == len(sound)
    assert set(sound) <= set(quotes)

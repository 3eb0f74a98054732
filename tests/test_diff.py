"""Two readings become differences."""

from hypothesis import given
from hypothesis import strategies as st
from making import quote, quotes

from bot.diff import Difference, apply, by_key, diff
from scrapers.quotes import Quote

MODELS, METERS, AMOUNTS = ("pro", "lite"), ("input", "output"), ("0", "1", "2", "free")
PRICES = st.builds(
    lambda *words: quote(" ".join(words)),
    st.sampled_from(MODELS),
    st.sampled_from(METERS),
    st.sampled_from(AMOUNTS),
)
READINGS = st.lists(PRICES, max_size=6).map(by_key)


def test_what_moved_came_or_left_is_named_in_the_order_of_the_page() -> None:
    """A report of differences follows the page, and what is gone from it comes last."""
    before = by_key(quotes("old input 1, pro input 3, pro output 6"))
    after = by_key(quotes("new input 2, pro output 6, pro input 1.5"))
    assert diff(before, after) == [
        Difference(quote("new input 2").key, None, quote("new input 2")),
        Difference(quote("pro input 3").key, quote("pro input 3"), quote("pro input 1.5")),
        Difference(quote("old input 1").key, quote("old input 1"), None),
    ]


def test_a_price_stays_the_same_price_under_another_amount_only() -> None:
    """Another meter, currency or condition is another price; another amount or date is not."""
    plain = quote("pro input 3")
    assert quote("pro input 2", effective_until="2026-09-01").key == plain.key
    others = [quote("pro output 3"), quote("pro input 3", currency="USD")]
    others.append(quote("pro input 3", {"window": "peak"}))
    assert all(other.key != plain.key for other in others)


@given(READINGS, READINGS)
def test_differences_carried_out_give_the_later_reading(
    a: dict[tuple[object, ...], Quote], b: dict[tuple[object, ...], Quote]
) -> None:
    """Nothing that differs between two readings is left out: apply(diff(a, b), a) == b."""
    assert apply(diff(a, b), a) == b  # type: ignore[arg-type]


@given(READINGS)
def test_equal_readings_do_not_differ(reading: dict[tuple[object, ...], Quote]) -> None:
    """A page that says the same in another order has no differences."""
    assert diff(reading, dict(reversed(reading.items()))) == []  # type: ignore[arg-type]

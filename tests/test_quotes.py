"""What a price is, how it is written, and the errors that a reading may end in."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import errors
from scrapers.quotes import Quote, Source, conditions, plain


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("6.00", "6"),
        ("2.8E-3", "0.0028"),
        ("0", "0"),
        ("0E-6", "0"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("0.10", "0.1"),
    ],
)
def test_amounts_are_written_plainly(amount: str, text: str) -> None:
    """Never `6.00`, never `2.8E-3`, and never a 1 out of a 100."""
    assert plain(Decimal(amount)) == text


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False, places=9))
def test_a_plain_amount_is_the_same_amount(amount: Decimal) -> None:
    """What is written can be read back without loss."""
    assert Decimal(plain(amount)) == amount


def test_a_quote_is_written_with_what_applies() -> None:
    """The required fields always, the others only where they say something."""
    quote = Quote("glass-4", "input", Decimal("0.80"), "CNY", published="0.8元")
    assert list(quote.json().items()) == [
        ("model", "glass-4"),
        ("meter", "input"),
        ("amount", "0.8"),
        ("currency", "CNY"),
        ("per", "1M tokens"),
        ("conditions", {}),
        ("free", False),
        ("published", "0.8元"),
    ]


def test_a_quote_is_written_with_all_that_it_has() -> None:
    """Former price, promotion, dates and hours stand between the price and its evidence."""
    quote = Quote(
        "glass-4",
        "input",
        Decimal(0),
        "CNY",
        conditions=conditions(window="peak", input_max=32_000),
        free=True,
        was=Decimal("4.0"),
        promo="限时免费",
        effective_from="2026-09-01",
        effective_until="2026-10-01",
        announced=True,
        schedule="9:00-21:00",
        published="限时免费",
    )
    written = quote.json()
    assert json.dumps(written["conditions"]) == '{"input_max": 32000, "window": "peak"}'
    assert {name: written[name] for name in list(written)[6:]} == {
        "free": True,
        "was": "4",
        "promo": "限时免费",
        "effective_from": "2026-09-01",
        "effective_until": "2026-10-01",
        "announced": True,
        "schedule": "9:00-21:00",
        "published": "限时免费",
    }


def test_conditions_stand_in_one_order() -> None:
    """However they are given, equal conditions are equal; what says nothing is left out."""
    given_one_way = conditions({"service": "batch", "input_min": 0}, region=None, input_max=1000)
    assert given_one_way == conditions(input_max=1000, service="batch", variant="")
    assert given_one_way == (("input_max", 1000), ("service", "batch"))


def test_an_unknown_condition_is_a_mistake_of_the_reader() -> None:
    """A misspelt key never becomes a price under no condition."""
    with pytest.raises(ValueError, match="no such condition: servce"):
        conditions(servce="batch")


def test_the_key_forgets_dates_and_the_identity_does_not() -> None:
    """An extended promotion is the same price; on one page two dates are two prices."""
    now = Quote("glass-4", "input", Decimal(1), "CNY", effective_until="2026-08-31")
    then = Quote("glass-4", "input", Decimal(2), "CNY", effective_from="2026-09-01")
    assert now.key == then.key
    assert now.identity != then.identity


@pytest.mark.parametrize(("source", "vendor"), [("glass", "glass"), ("glass-intl", "glass")])
def test_a_source_belongs_to_the_vendor_of_its_name(source: str, vendor: str) -> None:
    """`glass-intl` is one of glass's."""
    assert Source(source, ("CNY",), {}, lambda _page: []).vendor == vendor


def test_the_error_tree_is_what_it_says() -> None:
    """Whoever catches ScrapeError catches every failed reading, and nothing else is exported."""
    assert errors.__all__ == [
        *("Ambiguous", "Blocked", "Implausible", "NeedsBrowser", "PageChanged", "ScrapeError"),
        "Unreachable",
    ]
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), errors.ScrapeError)
        assert name in (errors.__doc__ or "")


def test_an_error_is_a_sentence_with_its_place() -> None:
    """The reason alone, or with the place on the page in brackets; retry_after is kept."""
    assert str(errors.PageChanged("no prices")) == "no prices"
    error = errors.Unreachable("later", where="HTTP 429", retry_after=30)
    assert str(error) == "later (HTTP 429)"
    assert (error.reason, error.where, error.retry_after) == ("later", "HTTP 429", 30)

"""The days between which a price holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import dates


@pytest.mark.parametrize(
    ("text", "rest", "since", "until"),
    [
        ("Etude 9 through August 31, 2026", "Etude 9", None, "2026-08-31"),
        ("Etude 9 starting September 1, 2026", "Etude 9", "2026-09-01", None),
        ("$1 from 1 May 2026 until 2 Jun. 2026", "$1", "2026-05-01", "2026-06-02"),
        ("$1 (storage price) through Dec 31st, 2026", "$1 (storage price)", None, "2026-12-31"),
        ("¥1（截至2026年9月30日）", "¥1( )", None, "2026-09-30"),
        ("自2026年9月1日起 ¥3", "¥3", "2026-09-01", None),
        ("¥3 2026/8/31 止", "¥3", None, "2026-08-31"),
        ("2026-09-01起 ¥3", "¥3", "2026-09-01", None),
        ("$1 through December 31", "$1 through December 31", None, None),
        ("released on May 1, 2026", "released on May 1, 2026", None, None),
    ],
)
def test_a_term_is_taken_out_of_its_text(
    text: str, rest: str, since: str | None, until: str | None
) -> None:
    """A full date behind a word of beginning or end is read; anything else stays where it is."""
    term = dates.term(text)
    assert (term.rest, term.since, term.until) == (rest, since, until)


def test_only_what_is_printed_becomes_a_particular() -> None:
    """The words of the end qualify the price; a beginning is a date and no promotion."""
    assert dates.term("$1 through August 31, 2026").particulars == {
        "effective_until": "2026-08-31",
        "promo": "through August 31, 2026",
    }
    assert dates.term("$1 starting August 31, 2026").particulars == {
        "effective_from": "2026-08-31"
    }
    assert dates.term("$1").particulars == {}


def test_a_day_in_no_calendar_is_refused() -> None:
    """The 31st of June is a page gone wrong, not a price without an end."""
    with pytest.raises(ValueError, match="day"):
        dates.term("through June 31, 2026")


@given(
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["{:%B} {d}, {:%Y}", "{d} {:%b} {:%Y}", "{:%Y-%m-%d}"]),
)
def test_every_day_comes_back(day: date, form: str) -> None:
    """However a day is written, it is the same day."""
    printed = form.replace("{d}", str(day.day)).format(day, day)
    assert dates.term(f"until {printed}").until == day.isoformat()

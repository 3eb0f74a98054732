"""Prices for a time, and prices announced for a time to come."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from making import DAY, HOUR, Watched, quote, said

from bot.events import Event
from scrapers.quotes import Quote

SOON = "2026-09-01"
PEAK = {"window": "peak"}


def moved(before: str, after: str, **more: object) -> list[Event]:
    """What is said when one price becomes another."""
    page = Watched(f"pro input {before}")
    return page.settle([quote(f"pro input {after}", **more)])  # type: ignore[arg-type]


# Promotions


def test_a_limited_time_price_starts_and_ends() -> None:
    """The way back from a promotion is no rise."""
    page = Watched("pro input 6")
    (began,) = page.settle([quote("pro input 6→3", promo="限时5折")])
    (ended,) = page.settle("pro input 6", later=20 * DAY)
    assert said([began, ended]) == ["promo.started pro input 6→3", "promo.ended pro input 3→6"]
    assert began.promo == ended.promo == "限时5折"


@pytest.mark.parametrize("words", ["永久五折", "Permanent discount"])
def test_a_discount_for_good_is_a_cut(words: str) -> None:
    """A promotion without an end is a lower price."""
    assert said(moved("6", "3", promo=words)) == ["price.cut pro input 6→3"]


def test_a_price_with_an_end_is_limited_without_a_word() -> None:
    """A printed end date makes a promotion."""
    assert said(moved("6", "3", effective_until=SOON)) == ["promo.started pro input 6→3"]


def test_a_promotion_that_moves_is_a_cut_or_a_rise() -> None:
    """A promotion that is made deeper or shallower neither starts nor ends."""
    page = Watched([quote("pro input 5", promo="limited")])
    assert said(page.settle([quote("pro input 4", promo="limited")])) == [
        "price.cut pro input 5→4"
    ]
    page.settle(later=20 * DAY)
    assert said(page.settle([quote("pro input 4.5", promo="limited")])) == [
        "price.raised pro input 4→4.5"
    ]


def test_a_promotion_that_ends_below_is_a_cut() -> None:
    """A list price below the promotion is news of its own kind."""
    page = Watched([quote("pro input 5", promo="limited")])
    assert said(page.settle("pro input 4")) == ["price.cut pro input 5→4"]


def test_free_for_a_time_is_freed_and_charged() -> None:
    """To and from nothing are said as such, promotion or not."""
    page = Watched("pro input 3")
    assert said(page.settle([quote("pro input free", promo="限时免费")])) == [
        "price.freed pro input 3→0"
    ]
    assert said(page.settle("pro input 3", later=2 * DAY)) == ["price.charged pro input 0→3"]


def test_a_promotion_of_a_day_is_no_error_to_correct() -> None:
    """A promotion that ends within hours was true while it lasted."""
    page = Watched("pro input 6")
    page.settle([quote("pro input 3", promo="limited")])
    assert said(page.settle("pro input 6", later=HOUR)) == ["promo.ended pro input 3→6"]


def test_promotions_may_come_and_go() -> None:
    """A vendor that discounts every weekend is told each time."""
    page = Watched("pro input 6")
    for _ in range(3):
        assert len(page.settle([quote("pro input 3", promo="limited")], later=DAY)) == 1
        assert said(page.settle("pro input 6", later=DAY)) == ["promo.ended pro input 3→6"]


def ending(until: str, struck: str = "6→3") -> Watched:
    """A page with a promotion until a day in August."""
    return Watched([quote(f"pro input {struck}", promo="limited", effective_until=until)])


def test_a_promotion_that_ends_within_a_day_is_told_once() -> None:
    """Whoever plans by a promotion hears a day before that it ends, and what comes then."""
    page = ending("2026-08-10")
    assert page.settle(later=9 * DAY - HOUR) == []
    (event,) = page.settle(later=HOUR)
    assert said([event]) == ["promo.ending pro input 3→6"]
    assert (event.effective_until, event.promo) == ("2026-08-10", "limited")
    assert event.ratio == 2
    assert page.settle(later=HOUR) == []


def test_the_day_before_the_end_is_due() -> None:
    """The watch judges the page when the last day begins although nothing on it changed."""
    page = ending("2026-08-10")
    assert page.look().due == datetime(2026, 8, 10, tzinfo=UTC)
    assert page.look(later=9 * DAY).due == datetime(2026, 8, 11, tzinfo=UTC)


def test_a_promotion_that_is_extended_ends_again() -> None:
    """A new end date is no news until its own last day."""
    page = ending("2026-08-10")
    page.settle(later=9 * DAY + HOUR)
    extended = [replace(page.shown[0], effective_until="2026-08-20")]
    assert page.settle(extended) == []
    assert said(page.settle(later=10 * DAY)) == ["promo.ending pro input 3→6"]


def test_what_comes_after_an_unstruck_promotion_is_not_guessed() -> None:
    """Where no former price is printed the end is told without one."""
    assert said(ending("2026-08-02", "3").settle(later=DAY)) == ["promo.ending pro input 3→-"]


def test_an_end_that_is_past_is_not_announced() -> None:
    """A promotion that the page forgot to take down is not ending day after day."""
    assert ending("2026-08-10").settle(later=20 * DAY) == []


def test_an_end_is_not_announced_while_the_page_says_otherwise() -> None:
    """When the price moves on the last day, the move is told and not also the end."""
    page = ending("2026-08-02")
    page.look("pro input 6", later=DAY + HOUR)
    assert said(page.settle()) == ["promo.ended pro input 3→6"]


# Announcements


def announced(amount: str, day: str | None = SOON, now: str = "2") -> list[Quote]:
    """A page with the price of today and one for a day to come."""
    when: dict[str, object] = {"effective_from": day} if day else {"announced": True}
    return [quote(f"pro input {now}"), quote(f"pro input {amount}", **when)]  # type: ignore[arg-type]


def test_a_scheduled_price_is_told_when_it_is_announced_and_when_it_comes() -> None:
    """A rise for September is told in August, and on the day by the clock alone."""
    page = Watched("pro input 2")
    (event,) = page.settle(announced("3"))
    assert said([event]) == ["price.scheduled pro input 2→3"]
    assert (event.effective_from, event.ratio) == (SOON, Decimal("1.5"))
    assert page.rounds(3) == []
    due = page.look().due
    assert due == datetime(2026, 9, 1, tzinfo=UTC)
    assert said(page.settle(later=due - page.now)) == ["price.raised pro input 2→3"]
    assert page.rounds(4) == []
    assert page.settle("pro input 3") == []


def test_the_clock_alone_never_alerts_of_hours() -> None:
    """Peak prices are conditions: nothing is told when the peak begins."""
    page = Watched([quote("pro input 6", PEAK, schedule="9-12"), quote("lite input 3")])
    assert page.rounds(24, later=HOUR) == []


def test_a_promotion_with_a_date_ends_by_the_clock() -> None:
    """The price that follows a dated promotion takes effect without an edit of the page."""
    page = Watched(
        [
            quote("pro input 2", effective_until="2026-08-31"),
            quote("pro input 3", effective_from=SOON),
        ]
    )
    assert said(page.settle(later=31 * DAY)) == ["promo.ended pro input 2→3"]


def test_an_announced_amount_that_changes_is_announced_again() -> None:
    """Who plans by an announcement hears when it says something else."""
    page = Watched(announced("3"))
    assert said(page.settle(announced("4"))) == ["price.scheduled pro input 2→4"]


def test_an_announcement_that_is_taken_back_is_told() -> None:
    """An announced price that disappears before its day is told after three rounds."""
    page = Watched(announced("3"))
    (event,) = page.rounds(3, "pro input 2")
    assert said([event]) == ["price.unscheduled pro input 3→-"]
    assert event.effective_from == SOON


def test_an_announcement_without_a_date_that_came_true_is_no_news_twice() -> None:
    """An undated announcement that gives way to its own price has come true."""
    page = Watched(announced("3", None))
    assert said(page.rounds(5, "pro input 3")) == ["price.raised pro input 2→3"]


def test_a_postponed_price_is_announced_for_its_new_day_only() -> None:
    """A later day is one message: the announcement was moved, not taken back."""
    page = Watched(announced("3"))
    lines = said(page.rounds(5, announced("3", "2026-10-01")))
    assert lines == ["price.scheduled pro input 2→3"]


def test_an_announcement_of_what_is_charged_already_is_no_news() -> None:
    """A price for a later day that equals the one of today changes nothing."""
    page = Watched("pro input 2")
    assert page.rounds(2, announced("2")) == []
    assert page.rounds(5, "pro input 2") == []


def test_an_announcement_beside_a_cut_starts_from_the_cut() -> None:
    """A cut and the price after it, in one edit: what is announced follows what now holds."""
    page = Watched("pro input 4")
    lines = said(page.settle(announced("3", now="2")))
    assert lines == ["price.cut pro input 4→2", "price.scheduled pro input 2→3"]


def test_an_announcement_for_a_price_that_is_gone_has_no_old_one() -> None:
    """Where today's price is no longer printed, what is announced stands alone."""
    page = Watched("pro input 2, pro output 6")
    page.look("pro output 6")
    shown = [quote("pro output 6"), quote("pro input 3", effective_from=SOON)]
    page.look(shown)
    assert said(page.look().events) == ["terms.changed pro", "price.scheduled pro input -→3"]

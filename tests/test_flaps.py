"""Prices that turn back: alerts that are taken back, and flaps that are muted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from making import DAY, HOUR, MINUTE, Watched, flapping, quote, said

# Retraction


def test_an_alert_is_taken_back_when_the_old_value_is_back_within_a_day() -> None:
    """Whoever was told a price that was mended within 24 hours gets a correction that names it."""
    page = Watched("pro input 3, pro output 6")
    (cut,) = page.settle("pro input 2, pro output 6")
    (back,) = page.settle("pro input 3, pro output 6", later=24 * HOUR - 2 * MINUTE)
    assert said([back]) == ["price.retracted pro input 2→3"]
    assert back.refutes == cut.id
    assert page.known("pro input").told == 3


def test_a_value_that_is_back_later_was_true_meanwhile() -> None:
    """After a day a way back is a move of its own."""
    page, steps = flapping("3", "2")
    (back,) = page.settle("pro input 3", later=24 * HOUR)
    assert (steps, back.type, back.refutes) == (
        [["price.cut pro input 3→2"]],
        "price.raised",
        None,
    )


def test_another_value_within_a_day_is_no_correction() -> None:
    """A second cut does not take the first one back."""
    _, steps = flapping("3", "2", "1.5", later=HOUR)
    assert steps == [["price.cut pro input 3→2"], ["price.cut pro input 2→1.5"]]


def test_what_was_never_told_needs_no_correction() -> None:
    """A move below the floor comes and goes in the log alone."""
    _, steps = flapping("100", "99", "100", later=HOUR)
    assert steps == [["(price.cut pro input 100→99)"], ["(price.raised pro input 99→100)"]]


def test_a_correction_takes_back_the_alert_and_not_a_later_small_move() -> None:
    """When a price creeps after an alert, the way back to the told price refutes nothing."""
    _, steps = flapping("10", "5", "4.95", "5", later=HOUR)
    assert steps[2] == ["(price.raised pro input 4.95→5)"]


def test_an_alert_is_taken_back_although_the_price_crept_meanwhile() -> None:
    """The old value refutes the alert, whatever stood between the two."""
    page, _ = flapping("10", "5", "4.95", later=HOUR)
    (back,) = page.settle("pro input 10", later=HOUR)
    assert said([back]) == ["price.retracted pro input 4.95→10"]
    assert back.refutes == page.events[0].id


def test_a_way_back_that_is_too_small_to_tell_is_no_correction() -> None:
    """An alert that crept over the floor is not corrected for half a percent."""
    _, steps = flapping("100", "98.5", "97.9", "98.5", later=HOUR)
    assert steps[1:] == [["price.cut pro input 98.5→97.9"], ["(price.raised pro input 97.9→98.5)"]]


def test_a_correction_is_not_corrected_in_turn() -> None:
    """A price that flips again within the day is muted, and nobody is corrected twice."""
    page, steps = flapping("3", "2", "3", "2", later=HOUR)
    assert steps[1:] == [["price.retracted pro input 2→3"], ["(price.cut pro input 3→2)"]]
    assert said(page.settle("pro input 3", later=HOUR)) == ["(price.raised pro input 2→3)"]


# Flaps


def test_a_price_that_turned_back_waits_a_day() -> None:
    """A rise after a cut may be a flap: it is told when it has stood for a day."""
    page, steps = flapping("3", "2", "3", later=2 * DAY)
    assert steps[1] == ["(price.raised pro input 2→3)"]
    assert page.events[-1].note == "muted until it has stood still for 1 d: it turns back"
    assert page.settle(later=23 * HOUR) == []
    (summary,) = page.settle(later=HOUR)
    assert said([summary]) == ["price.raised pro input 2→3"]
    assert summary.note == "settled: it has stood still since it was muted"
    assert summary.seen_at == page.known("pro input").since
    assert summary.evidence is not None
    assert page.settle(later=DAY) == []


def test_half_a_way_back_is_a_turn_too() -> None:
    """A price that rises after a cut turned back, to whatever amount."""
    _, steps = flapping("3", "2", "2.5", later=2 * DAY)
    assert steps[1] == ["(price.raised pro input 2→2.5)"]


def test_a_price_that_goes_on_to_where_it_was_turned_back() -> None:
    """An amount that a price had within the fortnight is a way back in any direction."""
    page, steps = flapping("6", "10", "8", "6", later=2 * DAY)
    assert steps[2] == ["(price.cut pro input 8→6)"]
    assert len(page.known("pro input").reversals) == 2


def test_a_price_that_turns_back_twice_waits_three_days() -> None:
    """A flap is told at most once, and then summed up when it is over."""
    page, steps = flapping("3", "2", "3", "2.5", later=1.5 * DAY)
    assert steps[2] == ["(price.cut pro input 3→2.5)"]
    assert page.events[-1].note == "muted until it has stood still for 3 d: it turns back"
    assert page.settle(later=2.9 * DAY) == []
    assert said(page.settle(later=0.1 * DAY)) == ["price.raised pro input 2→2.5"]


def test_a_flap_that_ends_where_it_began_is_never_told() -> None:
    """Who was told the price that holds in the end hears nothing of what was between."""
    page, _ = flapping("3", "2", "3", "2", later=1.1 * DAY)
    assert page.settle(later=3 * DAY) == []
    assert page.known("pro input").quiet_until is None


def test_an_endless_flap_is_told_once() -> None:
    """A price that moves every day for a month is one message, and quiet in the log."""
    page, steps = flapping("3", *["2", "3"] * 15)
    told = [line for step in steps for line in step if not line.startswith("(")]
    assert told == ["price.cut pro input 3→2"]
    assert said(page.settle(later=3 * DAY)) == ["price.raised pro input 2→3"]


def test_a_flap_is_not_summed_up_while_the_page_says_otherwise() -> None:
    """A muted price that is moving again when its day is over has not stood still."""
    page, _ = flapping("3", "2", "3", later=2 * DAY)
    look = page.look("pro input 2", later=DAY)
    assert (look.events, look.again) == ((), True)
    assert said(page.settle()) == ["(price.cut pro input 3→2)"]


def test_a_price_that_goes_on_in_one_direction_is_no_flap() -> None:
    """Three cuts within a week are three pieces of news."""
    _, steps = flapping("10", "8", "6", "4")
    assert [len(step) for step in steps] == [1, 1, 1]
    assert all(step[0].startswith("price.cut") for step in steps)


@pytest.mark.parametrize(("later", "told"), [(14 * DAY - 2 * MINUTE, False), (14 * DAY, True)])
def test_a_move_is_remembered_for_a_fortnight(later: timedelta, told: bool) -> None:  # noqa: FBT001 - the expected answer
    """A way back within fourteen days is a flap, later it is news."""
    page, _ = flapping("3", "2")
    (back,) = page.settle("pro input 3", later=later)
    assert back.told is told


def test_a_new_model_is_not_restless_because_another_price_of_it_is() -> None:
    """The first move of a price is told at once, however its neighbours turn."""
    page = Watched("x input 1")
    page.settle("x input 1, pro input 3, pro output 6")
    page.settle("x input 1, pro input 2, pro output 6", later=2 * DAY)
    page.settle("x input 1, pro input 3, pro output 6", later=2 * DAY)
    (cut, *_) = page.settle("x input 1, pro input 3, pro output 5", later=DAY / 2)
    assert said([cut]) == ["price.cut pro output 6→5"]


def test_a_turn_back_is_forgotten_after_a_fortnight() -> None:
    """A price that comes back after a month has not flapped."""
    _, steps = flapping("3", "2", "3", "2", later=15 * DAY)
    assert [step[0].partition(" ")[0] for step in steps] == [
        "price.cut",
        "price.raised",
        "price.cut",
    ]


def test_other_prices_of_a_flapping_model_wait_when_they_move_again() -> None:
    """Where a model's prices turn back and forth, its second move waits until all stand still."""
    page = Watched("pro input 3, pro output 6")
    page.settle("pro input 2, pro output 5", later=2 * DAY)
    page.settle("pro input 3, pro output 5", later=2 * DAY)
    assert said(page.settle("pro input 3, pro output 4", later=2 * DAY))[-1:] == [
        "(price.cut pro output 5→4)"
    ]
    assert said(page.settle(later=3 * DAY)) == ["price.cut pro output 5→4"]


def test_a_summary_can_be_taken_back_too() -> None:
    """What was summed up and is refuted within a day is corrected like any alert."""
    page = Watched("pro input 3, pro output 10")
    page.settle("pro input 2, pro output 9", later=2 * DAY)
    page.settle("pro input 3, pro output 9", later=2 * DAY)
    page.settle("pro input 3, pro output 8", later=2 * DAY)
    (summary,) = page.settle(later=3 * DAY)
    assert said([summary]) == ["price.cut pro output 9→8"]
    (back,) = page.settle("pro input 3, pro output 9", later=HOUR)
    assert (back.type, back.refutes) == ("price.retracted", summary.id)


def test_a_summary_names_all_that_was_printed() -> None:
    """A summary stands for the price as it is printed: terms, hours, dates and the kept page."""
    terms = {"currency": "USD", "per": "1M chars", "schedule": "9-12", "promo": "永久五折"}
    amounts = ("3", "2", "3")
    shown = [[quote(f"pro input {a}", {"window": "peak"}, **terms)] for a in amounts]
    page = Watched(shown[0])
    page.settle(shown[1])
    page.settle([replace(shown[2][0], effective_from="2026-01-01")], later=2 * DAY)
    last = page.proof()
    (summary,) = page.settle(later=DAY)
    assert (summary.conditions, summary.currency, summary.per) == (
        *({"window": "peak"}, "USD"),
        "1M chars",
    )
    assert (summary.schedule, summary.promo) == ("9-12", "永久五折")
    assert summary.effective_from == "2026-01-01"
    assert summary.ratio == Decimal("1.5")
    assert summary.evidence is not None
    assert (summary.evidence.sha256, summary.evidence.published) == (last.sha256, "3")


def test_a_price_that_flips_after_its_summary_is_muted_and_not_corrected() -> None:
    """A price that has turned back twice is quiet, even where its summary no longer holds."""
    page, _ = flapping("3", "2", "3", later=2 * DAY)
    assert said(page.settle(later=DAY)) == ["price.raised pro input 2→3"]
    (flip,) = page.settle("pro input 2", later=HOUR)
    assert (said([flip]), flip.refutes) == (["(price.cut pro input 3→2)"], None)


def test_a_flap_to_nothing_is_summed_up_as_freed() -> None:
    """A summary says whether the page called the price free."""
    page, steps = flapping("3", "free", "3", "free", later=2 * DAY)
    assert steps[2] == ["(price.freed pro input 3→0)"]
    page, _ = flapping("free", "3", "free", later=2 * DAY)
    (summary,) = page.settle(later=DAY)
    assert (summary.type, summary.free) == ("price.freed", True)

"""What moved together is judged together: one price list, one message."""

import pytest
from making import HOUR, Watched

from bot.judge import Rules


def test_what_was_seen_together_is_told_together() -> None:
    """An input cut to a fifth takes a third look; the output that fell with it waits for it."""
    page = Watched("pro input 5, pro output 5")
    events = page.settle("pro input 1, pro output 2")
    assert [(e.meter, e.at) for e in events] == [("input", page.now), ("output", page.now)]


def test_what_is_held_keeps_nobody_waiting() -> None:
    """A held value does not delay the cut that was seen with it."""
    page = Watched("pro input 3, mini input 2")
    events = page.settle("pro input 0.003, mini input 1")
    assert [(e.type, e.model) for e in events if e.told] == [("price.cut", "mini")]


def test_a_tenfold_cut_within_a_price_list_is_no_slip() -> None:
    """Qwen-Long fell from 20 and 20 to 0.5 and 2: the ratios differ, so no unit slipped."""
    page = Watched("qwen-long input 20, qwen-long output 20")
    events = page.settle("qwen-long input 0.5, qwen-long output 2")
    assert [(e.type, e.told) for e in events] == [("price.cut", True)] * 2


@pytest.mark.parametrize(
    "after",
    [
        "pro input 0.3, pro output 0.6",  # both by ten: the unit
        "pro input 0.3, pro output 7",  # the other one rose
        "pro input 0.3, pro output 6",  # the other one stayed
        "pro input 0.3, pro output free",  # freed says nothing of units
        "pro input 0.003, pro output 3",  # a thousand is too much for any list
    ],
)
def test_a_power_of_ten_that_no_sibling_speaks_for_is_held(after: str) -> None:
    """A slip of the unit moves prices by one power of ten; nothing here says that it is none."""
    page = Watched("pro input 3, pro output 6")
    events = page.settle(after)
    assert "input" in {e.meter for e in events if e.type == "price.quarantined"}


def test_another_models_move_speaks_for_nobody() -> None:
    """Only the same model's prices show that a price list was rewritten."""
    page = Watched("pro input 3, mini input 2")
    events = page.settle("pro input 0.3, mini input 1")
    assert {e.model for e in events if e.type == "price.quarantined"} == {"pro"}


def test_a_stricter_rule_holds_for_all_of_a_moment() -> None:
    """However many readings the slowest takes, the rest waits no longer than for it."""
    page = Watched("pro input 5, pro output 5", rules=Rules(readings_if_large=4))
    began = page.now
    page.settle("pro input 1, pro output 2")
    assert page.now - began < HOUR

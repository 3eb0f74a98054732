"""A new version of a reader: it tells nobody what only it learnt, and hides no change."""

from dataclasses import replace

import pytest
from making import DAY, HOUR, Watched, pro_at, quote, quotes, said

SOON = "2026-09-01"


@pytest.fixture
def page() -> Watched:
    """A page with two prices that was read once."""
    return Watched("pro input 3, pro output 6")


def test_a_new_reader_tells_nobody_what_only_it_learnt(page: Watched) -> None:
    """Prices that the old reader did not see, or saw wrongly, are taken over in silence."""
    assert page.rebase("pro input 3, pro output 7, pro cache_read 1, lite input 1") == []
    assert page.settle("pro input 3, pro output 7, pro cache_read 1, lite input 1") == []
    assert page.prices["pro output"] == "7"
    assert page.prices["pro cache_read"] == "1"


def test_a_new_reader_forgets_what_was_never_a_price(page: Watched) -> None:
    """A quote that only the old reader made is dropped, and nothing is withdrawn."""
    assert page.rebase("pro input 3") == []
    assert page.rounds(4, "pro input 3") == []
    assert page.prices == {"pro input": "3"}


def test_a_new_reader_hides_no_cut_that_waits_for_its_second_look(page: Watched) -> None:
    """An upgrade between two looks neither swallows nor hurries the cut."""
    page.look(pro_at("2"))
    page.rebase(pro_at("2"))
    assert page.prices["pro input"] == "3"
    assert said(page.settle()) == ["price.cut pro input 3→2"]


def test_a_new_reader_believes_no_held_value(page: Watched) -> None:
    """What waits for a person keeps waiting through an upgrade, with its time."""
    page.settle(pro_at("0.3"))
    page.rebase(pro_at("0.3", published="¥0.3"))
    assert page.prices["pro input"] == "3"
    assert page.settle(later=47 * HOUR) == []
    assert said(page.settle(later=HOUR)) == ["price.cut pro input 3→0.3"]


def test_a_new_reader_keeps_counting_what_is_absent_or_new() -> None:
    """Launches, withdrawals and announcements that wait are still waited for."""
    plan, gone = quote("pro input 4", effective_from=SOON), quote("lite input 2", announced=True)
    base = quotes("pro input 3, lite input 1, old input 9")
    page = Watched([*base, gone])
    shown = [*quotes("pro input 3, lite input 1, new input 5"), plan]
    page.look(shown)
    page.rebase(shown)
    assert set(page.prices) == {"pro input", "lite input", "old input"}
    assert sorted(said(page.rounds(3))) == [
        "model.launched new",
        "model.withdrawn old",
        "price.scheduled pro input 3→4",
        "price.unscheduled lite input 2→-",
    ]


def test_what_only_the_old_reader_took_for_a_change_is_over(page: Watched) -> None:
    """A held value that the new reader reads as the old price is reverted, and kept as such."""
    page.settle(pro_at("0.003"))
    page.rebase(pro_at("3"))
    assert page.resolved(pro_at("3")) == ["reverted"]


def test_a_model_that_only_the_old_reader_missed_never_left() -> None:
    """A new reader that finds the missing row again keeps what is known of it."""
    page = Watched("pro input 3, old input 9")
    page.rounds(2, "pro input 3")
    known = page.known("old input")
    page.rebase("pro input 3, old input 9")
    assert page.known("old input") == known
    assert page.rounds(3, "pro input 3, old input 9") == []


def test_announcements_are_reread_in_silence() -> None:
    """Plans that only one of two readers saw, or saw otherwise, come and go without a word."""
    base = quotes("a input 1, b input 1, c input 1, d input 1")
    plans = {m: quote(f"{m} input 2", effective_from=SOON) for m in "abcd"}
    wiser = replace(plans["c"], published="two")
    other = replace(plans["d"], amount=plans["d"].amount * 2)
    page = Watched([*base, plans["a"], plans["c"], plans["d"]])
    shown = [*base, plans["b"], wiser, other]
    assert page.rebase(shown) == []
    assert page.rounds(4, shown) == []
    assert page.state is not None
    assert set(page.state.planned.values()) == {plans["b"], wiser, other}


def test_a_price_that_began_during_the_upgrade_is_told() -> None:
    """What the clock changed is not taken for something that the reader learnt."""
    shown = [
        quote("pro input 2", effective_until="2026-08-31"),
        quote("pro input 3", effective_from=SOON),
    ]
    page = Watched(shown)
    page.now += 40 * DAY
    page.rebase(shown)
    assert said(page.settle()) == ["promo.ended pro input 2→3"]


def test_an_alert_that_the_new_reader_denies_is_retracted(page: Watched) -> None:
    """Whoever was told a price that was misread gets a correction that names the alert."""
    (cut,) = page.settle(pro_at("2"))
    (correction,) = page.rebase(pro_at("2.5"))
    assert said([correction]) == ["price.retracted pro input 2→2.5"]
    assert correction.refutes == cut.id
    assert page.rebase(pro_at("2.5")) == []


def test_an_alert_about_what_was_no_price_is_retracted(page: Watched) -> None:
    """A told price that the new reader does not find at all is taken back."""
    page.settle(pro_at("2"))
    (correction,) = page.rebase("pro output 6")
    assert said([correction]) == ["price.retracted pro input 2→-"]


def test_an_alert_stays_true_when_only_its_terms_are_read_better(page: Watched) -> None:
    """A reader that learnt which hours a price is for takes no true alert back."""
    page.settle(pro_at("2"))
    peak, off = (
        quote("pro input 2", {"window": "peak"}),
        quote("pro input 1", {"window": "off_peak"}),
    )
    assert page.rebase([peak, off, quote("pro output 6")]) == []


def test_an_alert_that_the_new_reader_confirms_stays(page: Watched) -> None:
    """A price that crept since it was told and is read as it was told needs no correction."""
    page.settle(pro_at("2"))
    page.settle(pro_at("2.01"))
    assert page.rebase(pro_at("2")) == []


def test_a_state_without_a_proof_is_reread_at_the_present_time() -> None:
    """A state that has lost its last proof goes on; what it tells next has no page before it."""
    page = Watched("pro input 3")
    assert page.state is not None
    page.state = replace(page.state, last=None)
    page.rebase("pro input 2")
    (cut,) = page.settle("pro input 1")
    assert said([cut]) == ["price.cut pro input 2→1"]
    assert cut.evidence is not None
    assert cut.evidence.before is None

"""Is it news? What confirms a finding, what takes patience, and what proves it."""

import pytest
from making import DAY, HOUR, MINUTE, PLACE, START, Watched, pro_at, quote, said

from bot.judge import Reading, Rules, judge

SOON = "2026-09-01"


@pytest.fixture
def page() -> Watched:
    """A page with two prices that was read once."""
    return Watched("pro input 3, pro output 6")


# First sight and confirmation


def test_the_first_sight_of_a_page_is_silent() -> None:
    """Nobody is told of prices that were there before anybody watched."""
    page = Watched("pro input 3, free input free")
    first = judge(None, Reading(page.shown, page.proof()), START, PLACE, Rules())
    assert (first.events, first.again, first.due) == ((), False, None)
    assert page.prices == {"pro input": "3", "free input": "0"}


def test_one_sight_of_another_price_is_no_news(page: Watched) -> None:
    """The first look changes nothing but asks for a second one."""
    look = page.look("pro input 2, pro output 6")
    assert (look.events, look.again) == ((), True)
    assert page.prices == {"pro input": "3", "pro output": "6"}


def test_a_second_equal_look_makes_it_news(page: Watched) -> None:
    """A cut is told two minutes after it was seen, with both times."""
    (cut,) = page.settle("pro input 2, pro output 6")
    assert said([cut]) == ["price.cut pro input 3→2"]
    assert cut.at - cut.seen_at == 2 * MINUTE
    assert page.prices == {"pro input": "2", "pro output": "6"}


def test_a_value_that_is_gone_at_the_second_look_was_nothing(page: Watched) -> None:
    """A slip that the vendor mends within minutes reaches nobody and leaves nothing open."""
    page.look("pro input 2, pro output 6")
    assert page.settle("pro input 3, pro output 6") == []
    assert page.state is not None
    assert page.state.open == {}


def test_another_value_at_the_second_look_is_counted_anew(page: Watched) -> None:
    """Three different prices in three readings confirm nothing."""
    for amount in ("2", "2.5", "2.8"):
        look = page.look(pro_at(amount))
        assert (look.events, look.again) == ((), True)
    assert said(page.settle()) == ["price.cut pro input 3→2.8"]


def test_a_scheduled_round_confirms_as_well_as_a_second_look(page: Watched) -> None:
    """Where the second look failed the next round takes its place."""
    page.look("pro input 2, pro output 6")
    assert said(page.look(later=HOUR).events) == ["price.cut pro input 3→2"]


@pytest.mark.parametrize(("amount", "looks"), [("0.61", 2), ("0.6", 3), ("0.08", 3), ("9", 2)])
def test_a_cut_to_a_fifth_or_less_takes_a_third_look(
    page: Watched, amount: str, looks: int
) -> None:
    """A very large cut is checked once more, and needs no person."""
    events = [page.look(pro_at(amount)).events]
    while not events[-1]:
        events.append(page.look(later=2 * MINUTE, regular=False).events)
    assert len(events) == looks
    assert said(events[-1])[0].endswith(f"3→{amount}")


def test_what_changed_at_one_moment_is_told_at_one_moment(page: Watched) -> None:
    """A small cut beside a very large one waits for the third look: one message for both."""
    events = page.settle("pro input 0.5, pro output 5")
    assert said(events) == ["price.cut pro input 3→0.5", "price.cut pro output 6→5"]
    assert {event.at - event.seen_at for event in events} == {4 * MINUTE}


def test_what_changed_later_waits_for_nobody(page: Watched) -> None:
    """A cut that is confirmed does not wait for one that was seen after it."""
    page.look("pro input 2, pro output 6")
    look = page.look("pro input 2, pro output 1")
    assert (said(look.events), look.again) == (["price.cut pro input 3→2"], True)


def test_a_rise_from_nothing_is_no_large_cut() -> None:
    """What was free and is charged again takes two looks."""
    page = Watched("pro input free")
    page.look("pro input 0.0001")
    assert said(page.look().events) == ["price.charged pro input 0→0.0001"]


def test_an_equal_page_says_nothing_and_asks_for_nothing(page: Watched) -> None:
    """A page that stays as it is costs no second look and no further judgement."""
    look = page.look()
    assert (look.events, look.again, look.due, look.failure) == ((), False, None, None)


def test_another_source_that_says_the_same_saves_a_look() -> None:
    """A corroborated cut is told at first sight; a very large one at the second."""
    page = Watched("pro input 3, pro output 6", agrees=lambda finding: finding.kind == "price")
    assert said(page.look(pro_at("2")).events) == ["price.cut pro input 3→2"]
    assert page.look(pro_at("0.1")).events == ()
    assert said(page.look().events) == ["price.cut pro input 2→0.1"]


# What is missing


def test_a_model_is_withdrawn_after_three_scheduled_rounds() -> None:
    """Being absent takes patience: second looks within minutes do not count."""
    page = Watched("pro input 3, old input 1")
    assert page.look("pro input 3").again is False
    page.look(regular=False)
    page.look(regular=False)
    assert page.rounds(1) == []
    assert said(page.settle()) == ["model.withdrawn old"]


def test_a_model_that_comes_back_in_time_never_left() -> None:
    """Two rounds without a model are forgotten when it returns."""
    page = Watched("pro input 3, old input 1")
    page.rounds(2, "pro input 3")
    page.settle("pro input 3, old input 1")
    assert page.rounds(2, "pro input 3") == []


def test_an_emptied_cell_is_neither_free_nor_cut() -> None:
    """A price that is no longer printed becomes a change of terms after three rounds."""
    page = Watched("pro input 3, pro output 6")
    assert page.rounds(2, "pro output 6") == []
    assert said(page.settle()) == ["terms.changed pro"]
    assert page.prices == {"pro output": "6"}


def test_what_is_not_sure_yet_is_judged_in_every_round(page: Watched) -> None:
    """An unchanged page is judged again while a matter of it is open."""
    assert page.look("pro output 6").due == page.now
    assert page.look("pro input 2, pro output 6").due == page.now
    assert page.look().due is None


# The clock


def test_the_day_on_which_a_price_begins_is_due() -> None:
    """An announced price is judged when its day comes although the page stays as it is."""
    page = Watched([quote("pro input 2"), quote("pro input 3", effective_from=SOON)])
    assert page.look().due is not None
    assert page.look().due.date().isoformat() == SOON  # type: ignore[union-attr]


def test_a_muted_price_is_due_when_it_may_be_told(page: Watched) -> None:
    """What was muted is summed up in time, without a change of the page."""
    page.settle(pro_at("2"))
    page.settle(later=2 * DAY)
    page.settle(pro_at("3"))
    assert page.look().due == page.known("pro input").quiet_until


# Evidence and names


def test_every_event_proves_the_old_and_the_new_value(page: Watched) -> None:
    """Both kept pages, both cells and both times stand with a change."""
    seen_before = page.proof()
    page.look(pro_at("2"), later=DAY)
    seen_first = page.proof()
    (cut,) = page.look().events
    assert cut.evidence is not None
    assert cut.evidence.before is not None
    assert (cut.evidence.sha256, cut.evidence.published) == (seen_first.sha256, "2")
    assert (cut.evidence.before.sha256, cut.evidence.before.published) == (seen_before.sha256, "3")
    assert cut.evidence.read_at - cut.evidence.before.read_at == DAY


def test_the_page_before_is_the_last_without_any_of_it(page: Watched) -> None:
    """A value that changed between the looks still points to the page before the first of them."""
    seen_before = page.proof()
    page.look(pro_at("2.5"))
    (cut,) = page.settle(pro_at("2"))
    assert cut.evidence is not None
    assert cut.evidence.before is not None
    assert cut.evidence.before.sha256 == seen_before.sha256


def test_a_round_that_is_repeated_gives_the_same_events() -> None:
    """After a crash the same facts have the same names, so that nothing is told twice."""
    first, second = (Watched("pro input 3, old input 1") for _ in range(2))
    for page in (first, second):
        page.rounds(3, "pro input 2")
    assert [event.id for event in first.events] == [event.id for event in second.events]
    assert len({event.id for event in first.events}) == len(first.events) == 2


def test_rules_can_be_stricter_for_a_source() -> None:
    """A source that is not trusted may need four equal readings."""
    page = Watched("pro input 3", rules=Rules(readings=4))
    page.look("pro input 2")
    assert [len(page.look().events) for _ in range(3)] == [0, 0, 1]

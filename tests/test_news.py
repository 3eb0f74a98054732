"""What is said of a confirmed finding, and whether a subscriber with default settings hears it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from making import DAY, Watched, flapping, quote, said

from bot.events import Event
from bot.state import Place

SOON = "2026-09-01"
PEAK = {"window": "peak"}


def moved(before: str, after: str, **more: object) -> list[Event]:
    """What is said when one price becomes another."""
    page = Watched(f"pro input {before}")
    return page.settle([quote(f"pro input {after}", **more)])  # type: ignore[arg-type]


# Moves


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("3", "2", "price.cut pro input 3→2"),
        ("2", "3", "price.raised pro input 2→3"),
        ("3", "free", "price.freed pro input 3→0"),
        ("free", "3", "price.charged pro input 0→3"),
        ("0", "3", "price.charged pro input 0→3"),
    ],
)
def test_a_move_has_the_name_of_its_direction(before: str, after: str, line: str) -> None:
    """Down, up, to nothing and from nothing are four different pieces of news."""
    assert said(moved(before, after)) == [line]


def test_a_move_names_all_that_was_printed_of_it() -> None:
    """Meter, conditions, unit, currency, ratio and the cell stand with the change."""
    page = Watched([quote("pro input 4", PEAK, schedule="9-12", currency="USD", per="1M chars")])
    (cut,) = page.settle([replace(page.shown[0], amount=Decimal(1), published="$1")])
    assert (cut.source, cut.vendor, cut.page, cut.model) == ("acme", "acme", None, "pro")
    assert (cut.meter, cut.conditions, cut.schedule) == ("input", PEAK, "9-12")
    assert (cut.currency, cut.per, cut.ratio) == ("USD", "1M chars", Decimal("0.25"))
    assert (cut.free, cut.promo, cut.effective_until) == (None, None, None)
    assert cut.evidence is not None
    assert cut.evidence.published == "$1"


def test_free_is_said_only_where_the_page_says_it() -> None:
    """A price of 0 that stood long enough to be believed is freed without the word."""
    assert moved("3", "free")[0].free is True
    page = Watched("pro input 3")
    page.settle("pro input 0")
    (freed,) = page.settle(later=3 * DAY)
    assert said([freed]) == ["price.freed pro input 3→0"]
    assert freed.free is None


def test_a_reworded_cell_is_taken_over_in_silence() -> None:
    """Badges, dates and wording follow the page, so that answers show them as printed."""
    page = Watched([quote("pro input 3"), quote("pro input 4", effective_from=SOON)])
    shown = [
        quote("pro input 3", promo="new!", published="¥3"),
        quote("pro input 4", effective_from=SOON, published="¥4"),
    ]
    assert page.settle(shown) == []
    assert page.state is not None
    assert [known.quote for known in page.state.prices.values()] == shown[:1]
    assert list(page.state.planned.values()) == shown[1:]


# What is worth telling


def test_a_move_below_the_floor_only_enters_the_log() -> None:
    """One percent is no message, two are."""
    assert said(moved("100", "99")) == ["(price.cut pro input 100→99)"]
    assert said(moved("100", "98.01")) == ["(price.cut pro input 100→98.01)"]
    assert said(moved("100", "98")) == ["price.cut pro input 100→98"]


def test_creep_adds_up_to_a_message() -> None:
    """Small moves in one direction are told when together they reach the floor."""
    _, steps = flapping("100", "99", "98.5", "98", "97")
    assert steps == [
        ["(price.cut pro input 100→99)"],
        ["(price.cut pro input 99→98.5)"],
        ["price.cut pro input 98.5→98"],
        ["(price.cut pro input 98→97)"],
    ]


def test_from_and_to_nothing_every_move_is_told() -> None:
    """No floor holds where a share of the price means nothing."""
    assert said(moved("free", "0.0001")) == ["price.charged pro input 0→0.0001"]
    assert said(moved("0.0001", "free")) == ["price.freed pro input 0.0001→0"]


# Models


def test_a_launch_lists_the_prices_of_the_model() -> None:
    """A new row is one message for the model, with everything that it costs."""
    page = Watched("pro input 3")
    (launch,) = page.settle("pro input 3, new output 2, new input 1")
    assert (said([launch]), launch.free) == (["model.launched new"], None)
    assert launch.after is not None
    assert [one["published"] for one in launch.after] == ["1", "2"]
    assert page.prices == {"pro input": "3", "new input": "1", "new output": "2"}


@pytest.mark.parametrize(
    ("shown", "free"),
    [
        ("new input free, new output free", True),
        ("new input free, new output free, new search 1", True),
        ("new input free, new output 1", None),
        ("new image 0.04", None),
        ("new image free", True),
    ],
)
def test_a_model_is_launched_free_where_its_tokens_are(shown: str, free: bool | None) -> None:  # noqa: FBT001 - the expected answer
    """Free is what costs nothing to use; a model without tokens is judged by what it has."""
    page = Watched("pro input 3")
    (launch,) = page.settle(f"pro input 3, {shown}")
    assert launch.free is free


def test_a_withdrawal_lists_what_the_model_cost() -> None:
    """Who used the model reads what it cost last."""
    page = Watched("pro input 3, old input 1")
    (gone,) = page.rounds(3, "pro input 3")
    assert gone.before is not None
    assert [one["published"] for one in gone.before] == ["1"]
    assert page.prices == {"pro input": "3"}


def test_a_model_that_comes_and_goes_is_muted_after_its_second_leave() -> None:
    """A model that flickers on the page is not told for ever; each told leave has its return."""
    page = Watched("pro input 3, old input 1")
    lines = []
    for shown in ["pro input 3", "pro input 3, old input 1"] * 3:
        lines += said(page.rounds(3, shown))
    assert lines == [
        *["model.withdrawn old", "model.launched old"] * 2,
        *["(model.withdrawn old)", "(model.launched old)"],
    ]
    assert page.events[1].note == "back after it had left"


def test_a_model_that_returns_after_a_fortnight_is_news_again() -> None:
    """What left long ago counts no longer."""
    page = Watched("pro input 3, old input 1")
    for shown in ["pro input 3", "pro input 3, old input 1"] * 3:
        (event,) = page.rounds(3, shown, later=4 * DAY)
        assert event.told


def test_a_rename_moves_what_is_known_of_the_prices() -> None:
    """A model under a new name keeps its history: nothing is cut, launched or withdrawn."""
    page = Watched("pro input 3, pro output 6")
    (cut,) = page.settle("pro input 2, pro output 6")
    (renamed,) = page.settle("max input 2, max output 6")
    assert (said([renamed]), renamed.was_model) == (["model.renamed max"], "pro")
    (back,) = page.settle("max input 3, max output 6")
    assert (back.type, back.refutes) == ("price.retracted", cut.id)


def test_a_rename_moves_the_announcement_too() -> None:
    """What was announced for the old name is neither taken back nor announced again."""
    other = [quote("x input 1"), quote("x input 2", effective_from=SOON)]
    page = Watched([quote("pro input 3"), quote("pro input 4", effective_from=SOON), *other])
    shown = [quote("max input 3"), quote("max input 4", effective_from=SOON), *other]
    assert said(page.rounds(5, shown)) == ["model.renamed max"]
    assert page.state is not None
    assert set(page.state.planned.values()) == {shown[1], other[1]}


def test_what_was_announced_for_a_withdrawn_model_goes_with_it() -> None:
    """A model that left takes its announced price along, without a word of its own."""
    page = Watched(
        [quote("x input 1"), quote("pro input 3"), quote("pro input 4", effective_from=SOON)]
    )
    assert said(page.rounds(7, "x input 1")) == ["model.withdrawn pro"]


# Names


def test_an_event_names_its_page_where_the_source_has_several() -> None:
    """The same change on two pages of a vendor is two events."""
    shown = [quote("pro input 3"), quote("lite input 1", effective_until="2026-08-01")]
    pages = [Watched(shown, place=Place("acme", "acme", name)) for name in ("k2", "k3")]
    events = [event for page in pages for event in page.settle([quote("pro input 2"), shown[1]])]
    assert said(events[:2]) == ["promo.ending lite input 1→-", "price.cut pro input 3→2"]
    assert [event.page for event in events] == ["k2", "k2", "k3", "k3"]
    assert len({event.id for event in events}) == 4
    assert moved("3", "2")[0].page is None


def test_two_events_of_one_moment_have_two_names() -> None:
    """Each change can be asked for by its own id."""
    page = Watched("pro input 3, pro output 6, lite input 1")
    events = page.settle("pro input 2, pro output 5, lite input 0.5")
    assert len({event.id for event in events}) == 3
    assert all(event.id.startswith("ev_") for event in events)

"""What holds of every page, however it is edited: laws of judging, on small pages of all kinds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY, HOUR, MINUTE, Watched, many, quote

from bot.diff import Key
from bot.events import Event
from bot.judge import Verdict
from bot.news import Telling
from scrapers.quotes import Quote

FLOOR = Telling().floor
PEAK = {"window": "peak"}
ROWS: list[tuple[str, dict[str, str] | None]] = [
    *(("a input", None), ("a input", PEAK), ("a output", None)),
    *(("b input", None), ("c input", None)),
]
AMOUNTS = ["100", "100", "101", "103", "99", "10", "50", "0", "free", None]
WORDS: list[dict[str, object]] = [
    {},
    {},
    {"promo": "limited"},
    {"effective_until": "2026-08-04"},
    {"effective_from": "2026-08-06"},
    {"schedule": "9-12"},
    {"schedule": "9-18"},
]
CELLS = st.tuples(st.sampled_from(AMOUNTS), st.sampled_from(WORDS))
REST = many(10)  # what makes a page long enough to be cut short


def _page(cells: Sequence[tuple[str | None, dict[str, object]]], *, whole: bool) -> list[Quote]:
    rows = [
        quote(f"{name} {amount}", when, **words)
        for (name, when), (amount, words) in zip(ROWS, cells, strict=True)
        if amount
    ]
    return [*rows, *REST] if whole else [*rows, *REST[:1]]


PAGES = st.builds(
    _page, st.tuples(*[CELLS] * len(ROWS)), whole=st.sampled_from([True, True, True, False])
)
STEPS = st.lists(
    st.tuples(
        PAGES, st.integers(1, 3), st.sampled_from([MINUTE, 6 * HOUR, DAY, 60 * HOUR, 9 * DAY])
    ),
    max_size=7,
)
small = settings(max_examples=100)


def looks(page: Watched, steps: Sequence[tuple[list[Quote], int, timedelta]]) -> Iterator[Verdict]:
    """Every look at a page that is edited step by step, the second looks among them."""
    for shown, rounds, later in steps:
        for _ in range(rounds):
            verdict = page.look(shown, later=later)
            yield verdict
            while verdict.again:
                verdict = page.look(later=2 * MINUTE, regular=False)
                yield verdict


@dataclass
class Subscriber:
    """Somebody with default settings, who knows the first prices and what was told since."""

    told: dict[Key, Decimal] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take in one event that is told."""
        if event.type == "model.renamed":
            self._rename(event)
        elif event.type == "model.withdrawn":
            self.told = {key: told for key, told in self.told.items() if key[0] != event.model}
        elif event.type in {"terms.changed", "model.launched"}:
            for one in event.before or ():
                del self.told[_key(one)]
            self.told |= {_key(one): Decimal(one["amount"]) for one in event.after or ()}
        elif event.type in MOVES:
            assert event.new is not None
            self.told[_key(event.model_dump())] = event.new

    def _rename(self, event: Event) -> None:
        names = {event.was_model: event.model or ""}
        self.told = {(names.get(k[0], k[0]), *k[1:]): told for k, told in self.told.items()}


MOVES = {"price.cut", "price.raised", "price.freed", "price.charged", "price.retracted"}
MOVES |= {"promo.started", "promo.ended"}


def _key(one: dict[str, Any]) -> Key:
    conditions = tuple(one["conditions"].items())
    return one["model"], one["meter"], one["currency"], one["per"], conditions


@small
@given(PAGES, STEPS)
def test_who_listens_knows_the_price(
    first: list[Quote], steps: list[tuple[list[Quote], int, timedelta]]
) -> None:
    """What was told is within the floor of what is believed, or the price is muted."""
    page = Watched(first)
    assert page.state is not None
    listener = Subscriber({key: known.quote.amount for key, known in page.state.prices.items()})
    for verdict in looks(page, steps):
        for event in verdict.events:
            if event.told:
                listener.hear(event)
        restless = {m for m, left in verdict.state.departed.items() if len(left) > 2}
        believed = {k: one for k, one in verdict.state.prices.items() if k[0] not in restless}
        assert listener.told.keys() - {k for k in listener.told if k[0] in restless} == set(
            believed
        )
        for key, known in believed.items():
            told, amount = listener.told[key], known.quote.amount
            near = abs(amount - told) < FLOOR * told or amount == told
            assert near or known.quiet_until is not None, (key, told, amount)


@small
@given(PAGES, STEPS)
def test_nothing_is_said_without_a_confirmed_difference(
    first: list[Quote], steps: list[tuple[list[Quote], int, timedelta]]
) -> None:
    """Every move goes from what was believed or told to what is believed now, and they differ."""
    page = Watched(first)
    before = page.state
    for verdict in looks(page, steps):
        assert before is not None
        for event in (one for one in verdict.events if one.type in MOVES):
            known = before.prices[_key(event.model_dump())]
            assert event.old in {known.quote.amount, known.told, known.whispered}
            assert event.new == verdict.state.prices[known.quote.key].quote.amount != event.old
        if verdict.failure:
            assert (verdict.events, verdict.state.prices) == ((), before.prices)
        before = verdict.state


@small
@given(PAGES, STEPS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    first: list[Quote], steps: list[tuple[list[Quote], int, timedelta]], chance: Random
) -> None:
    """A page that is sorted otherwise says the same, and is believed the same."""
    page, other = Watched(first), Watched(_shuffled(first, chance))
    for shown, rounds, later in steps:
        page.rounds(rounds, shown, later=later)
        other.rounds(rounds, _shuffled(shown, chance), later=later)
        assert other.state == page.state
    assert _lines(other.events) == _lines(page.events)


def _shuffled(shown: list[Quote], chance: Random) -> list[Quote]:
    return chance.sample(shown, len(shown))


def _lines(events: list[Event]) -> list[str]:
    return sorted(event.model_dump_json() for event in events)


@small
@given(PAGES, STEPS, PAGES)
def test_a_page_that_stays_as_it_is_says_nothing_new(
    first: list[Quote], steps: list[tuple[list[Quote], int, timedelta]], last: list[Quote]
) -> None:
    """When all that can be confirmed is confirmed, reading the same page again tells nothing."""
    page = Watched(first)
    for _ in looks(page, steps):
        pass
    page.rounds(7, last, later=MINUTE)
    assert page.rounds(3, later=MINUTE) == []


@small
@given(st.lists(st.sampled_from(["90", "100", "105", "10", "0", "free"]), max_size=9))
def test_a_page_that_never_says_the_same_twice_tells_nothing(amounts: list[str]) -> None:
    """What no second reading shows in equal form is no news, however often the page changes."""
    page = Watched("a input 95, b input 1")
    for before, amount in zip(["95", *amounts], amounts, strict=False):
        if amount != before:
            assert page.look(f"a input {amount}, b input 1").events == ()
    assert page.prices["a input"] == "95"


@small
@given(PAGES, STEPS)
def test_a_held_value_never_vanishes(
    first: list[Quote], steps: list[tuple[list[Quote], int, timedelta]]
) -> None:
    """What waits for a person keeps waiting until it is over, and how it ended is kept."""
    page = Watched(first)
    waiting: set[tuple[str, str]] = set()
    for verdict in looks(page, steps):
        over = {(matter.finding.subject, matter.form) for matter, _ in verdict.resolved}
        still = {(subject, matter.form) for subject, matter in verdict.state.open.items()}
        assert waiting <= over | still
        assert not over & still
        waiting = {(m.finding.subject, m.form) for m in page.held}

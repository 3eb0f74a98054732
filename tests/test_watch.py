"""Rounds of one page from the fetch to the database, with a real SQLite and a recorded vendor."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lines import World, due, read, source, types

from bot.store import Store
from scrapers.quotes import Page, Quote, plain
from scrapers.recorded import Recorded


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A page with two prices that was read once."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store)
        world.settle("a input 3\na output 6")
        yield world


def _amounts(world: World) -> dict[str, str]:
    return {
        f"{q.model} {q.meter}": plain(q.amount) for q in (x.quote for x in world.store.latest())
    }


def test_the_first_sight_of_a_page_is_silent_and_sets_the_baseline(world: World) -> None:
    """A new source tells nobody about prices that were there before it was watched."""
    assert world.store.events() == []
    assert _amounts(world) == {"a input": "3", "a output": "6"}


def test_a_cut_is_told_when_the_second_look_confirms_it(world: World) -> None:
    """One sight of a lower price is no news; the second look two minutes later makes it so."""
    first = world.look("a input 1.5\na output 6")
    assert (first.events, first.again) == ((), True)
    assert _amounts(world)["a input"] == "3"
    second = world.look(regular=False, later=2)
    assert types(second.events) == ["price.cut"]
    assert _amounts(world)["a input"] == "1.5"


def test_a_value_seen_once_is_never_told(world: World) -> None:
    """A page that shows another price for one reading leaves no trace with subscribers."""
    world.look("a input 1.5\na output 6")
    assert world.look("a input 3\na output 6", regular=False, later=2).events == ()
    assert world.settle() == []


def test_a_failed_round_keeps_the_last_good_prices_and_is_told_once(world: World) -> None:
    """A broken page changes no price; the operator hears of it once, and once when it mends."""
    world.status = 500
    assert types(world.look().events) == ["source.broken"]
    assert world.look().events == ()
    assert _amounts(world) == {"a input": "3", "a output": "6"}
    world.status = 200
    assert types(world.look().events) == ["source.recovered"]


def test_a_page_without_prices_is_a_failed_round_and_no_withdrawal(world: World) -> None:
    """An empty page is refused, and the refused body is kept for a week to look at."""
    outcome = world.look("no prices here today, sorry")
    assert types(outcome.events) == ["source.broken"]
    row = world.store.page("lines", "")
    assert row is not None
    assert row.reason == "not a price (no prices here today, sorry)"
    assert row.streak == 1


def test_a_page_that_is_not_read_for_a_day_is_told_to_subscribers_once(world: World) -> None:
    """Silence means "no change": after a day of failures subscribers hear that nobody looks."""
    world.status = 403
    world.look()
    stale = world.look(later=24 * 60)
    assert [(e.type, e.told) for e in stale.events] == [("source.stale", True)]
    assert world.look().events == ()
    world.status = 200
    assert [(e.type, e.told) for e in world.look().events] == [("source.recovered", True)]


def test_unchanged_bytes_are_not_read_again(world: World) -> None:
    """The same bytes are an equal reading without being parsed."""
    assert world.look().unchanged
    assert world.store.page("lines", "").good_at == world.now  # type: ignore[union-attr]


def test_a_nonce_elsewhere_on_the_page_is_an_equal_reading(tmp_path: Path) -> None:
    """What changes outside the price-bearing part of a web page costs no reading."""
    reads = []

    def counting(page: Page) -> list[Quote]:
        reads.append(page)
        return read(page)

    shown = "a input 3"
    with Store(tmp_path / "prices.db") as store:
        world = World(store, source=source(read=counting, essence=lambda _: shown))
        world.settle("a input 3\n<!-- nonce 1 -->")
        assert world.look("a input 3\n<!-- nonce 2 -->").unchanged
    assert len(reads) == 1


def test_a_new_reader_version_tells_nobody_what_only_the_reader_learnt(world: World) -> None:
    """An upgraded reader reads the kept page first: new quotes of old pages are the baseline."""

    def wiser(page: Page) -> list[Quote]:
        quotes = read(page)
        return [*quotes, *(_as_cache(q) for q in quotes if q.meter == "input")]

    world.source = source(version=2, read=wiser)
    assert world.settle() == []
    assert "a cache_read" in _amounts(world)


def test_a_new_reader_version_hides_no_change(world: World) -> None:
    """What the vendor changed while the reader was upgraded is told all the same."""
    world.source = source(version=2)
    assert types(world.settle("a input 2\na output 6")) == ["price.cut"]


def test_a_second_address_serves_when_the_first_is_refused(world: World) -> None:
    """Addresses stand in for one another, and the page says which one served."""
    calls = []

    def answer(url: str) -> Recorded:
        calls.append(url)
        good = url.endswith("twin.md")
        return type(world).answer(world, url) if good else _refusal()

    world.source = source(
        pages={"": ("https://lines.example/gone.md", "https://lines.example/twin.md")}
    )
    world.answer = answer  # type: ignore[method-assign]
    outcome = world.look()
    assert outcome.error is None
    assert outcome.served == "https://lines.example/twin.md"
    assert calls == ["https://lines.example/gone.md", "https://lines.example/twin.md"]


def test_every_change_points_to_the_two_kept_pages_that_prove_it(world: World) -> None:
    """The page before and the page after are kept under the hashes that the event names."""
    (cut,) = world.settle("a input 2\na output 6")
    assert cut.evidence is not None
    assert cut.evidence.before is not None
    new = world.store.body(cut.evidence.sha256)
    old = world.store.body(cut.evidence.before.sha256)
    assert new is not None
    assert old is not None
    assert new.page().text == "a input 2\na output 6"
    assert old.page().text == "a input 3\na output 6"
    assert (cut.evidence.published, cut.evidence.before.published) == ("2", "3")


def test_an_alert_and_its_delivery_are_stored_with_the_price(world: World) -> None:
    """What is told can be looked up again by its alert, and is due at once."""
    (cut,) = world.settle("a input 2\na output 6")
    (delivery,) = due(world.store, world.now)
    assert world.store.alert(delivery.alert).events == (cut,)


def test_an_approved_value_is_told_with_the_next_round(world: World) -> None:
    """A held value waits; a person's word lets it through without a further change of the page."""
    assert types(world.settle("a input 0.003\na output 6")) == ["price.quarantined"]
    (held,) = world.store.held()
    world.store.decide(held.id, "approved")
    assert types(world.settle()) == ["price.cut"]
    assert world.store.held() == []


def _as_cache(quote: Quote) -> Quote:
    return replace(quote, meter="cache_read")


def _refusal() -> Recorded:
    return Recorded(403, "text/html", b"<html><body>Forbidden</body></html>")

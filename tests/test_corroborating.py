"""Who hears of what a source finds: a source that only corroborates tells no subscriber."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lines import World, due, source, types

from bot import app, replay
from bot.judge import Rules
from bot.settings import Settings
from bot.store import Store


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A page of a source that only corroborates, read once."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store, source=source(audience="corroborate"))
        world.settle("a input 3\na output 6")
        yield world


def test_what_a_corroborating_source_finds_is_logged_and_told_to_nobody(world: World) -> None:
    """Its prices are followed and its changes recorded, but there is no alert to deliver."""
    (cut,) = world.settle("a input 1.5\na output 6")
    assert (cut.type, cut.told, cut.alert) == ("price.cut", False, None)
    assert [event.told for event in world.store.events()] == [False]
    assert due(world.store, world.now) == []
    assert {str(one.quote.amount) for one in world.store.latest(names=["a"])} == {"1.5", "6"}


def test_an_operator_hears_of_a_corroborating_source_all_the_same(world: World) -> None:
    """That it is broken, suspicious or unread for a day is news for the operator alone."""
    world.status = 500
    said = [*world.look().events, *world.look(later=24 * 60).events]
    world.status = 200
    said += world.look().events
    said += world.settle("a input 0\na output 6")
    heard = ["source.broken", "source.stale", "source.recovered", "price.quarantined"]
    assert types(said) == heard
    assert not any(event.told for event in said)
    alerts = [world.store.alert(event.alert or "") for event in said]
    assert [alert.audience for alert in alerts] == ["operator"] * 4
    assert len(due(world.store, world.now)) == 1  # and the others wait behind it


def test_the_settings_can_let_a_corroborating_source_speak() -> None:
    """An aggregator runs where it is named, and alerts where its audience says so."""
    named = Settings.model_validate({"sources": {"only": ["openrouter"]}})
    (quiet,) = app.chosen(named)
    assert quiet.audience == "corroborate"
    assert "openrouter" not in {one.name for one in app.chosen(Settings())}
    loud = Settings.model_validate({"sources": {"openrouter": {"audience": "alert"}}})
    found = {one.name: one.audience for one in app.chosen(loud)}
    assert found["openrouter"] == "alert"
    assert "litellm" not in found


FEED = (
    '{"data": [{"id": "made/by-hand", "pricing": {"prompt": "%s", "completion": "0.000006"}},'
    ' {"id": "made/too", "pricing": {"prompt": "0.000001", "completion": "0.000002"}}]}'
)


def test_a_replay_asks_what_would_be_told_whatever_the_source(tmp_path: Path) -> None:
    """In a replay an aggregator alerts too: that is what it is replayed for."""
    folder = tmp_path / "captures" / "openrouter"
    folder.mkdir(parents=True)
    for date, price in (("2026-08-01", "0.000003"), ("2026-08-02", "0.0000015")):
        (folder / f"{date}.json").write_text(FEED % price, "utf8")

    async def told(store: Store) -> list[tuple[str, bool]]:
        found = replay.captures(folder.parent)
        played = replay.replay(store, found, Rules(), timedelta(minutes=2))
        return [(event.type, event.told) async for one in played for event in one.events]

    with Store(tmp_path / "prices.db") as store:
        assert asyncio.run(told(store)) == [("price.cut", True)]

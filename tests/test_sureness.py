"""What it costs to be sure is measured, and what is muted is counted, where `sources` shows it."""

from datetime import timedelta
from pathlib import Path

from lines import World

from bot.store import Store, Sureness


def test_the_delay_of_an_alert_is_measured(tmp_path: Path) -> None:
    """Two looks two minutes apart: an alert comes two minutes after the first sight."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store)
        world.settle("a input 3\na output 6")
        assert store.sureness() == {}
        world.settle("a input 2\na output 6")
        assert store.sureness() == {("lines", ""): Sureness(timedelta(minutes=2))}


def test_a_price_that_turns_back_and_forth_is_counted_as_muted(tmp_path: Path) -> None:
    """Who wonders at the silence finds the flap in the list of sources."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store)
        world.settle("a input 3\na output 6")
        for amount in (2, 3, 2):
            world.settle(f"a input {amount}\na output 6", later=2 * 24 * 60)
        assert store.sureness()["lines", ""].muted == 1

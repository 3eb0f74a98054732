"""A reader says that a change looks wrong: the operator sees it again, with its evidence."""

from datetime import timedelta
from pathlib import Path

from lines import TO_CONSOLE, World, due

from bot.doubts import doubt
from bot.store import Mark, Store


def test_a_doubted_change_comes_before_the_operator_once(tmp_path: Path) -> None:
    """Two readers press the button; the operator gets one message that proves the change."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store)
        world.settle("a input 3\na output 6")
        (cut,) = world.settle("a input 1.5\na output 6")
        later = world.now + timedelta(days=1)
        (first,) = due(store, later)
        store.turn([Mark((first.id,), first.target, world.now)], later, {})
        for minutes in (5, 9):
            event, alert = doubt(cut, world.now + timedelta(minutes=minutes))
            store.announce([event], [alert], TO_CONSOLE.told(alert))
        (raised,) = store.events(kinds=["price.quarantined"])
        (again,) = due(store, later)
        assert store.alert(again.alert).events == (raised,)
        store.turn([Mark((again.id,), again.target, later)], later, {})
        assert due(store, later) == []
    assert (raised.evidence, raised.old, raised.new) == (cut.evidence, cut.old, cut.new)
    assert raised.reason == f"a reader says that this looks wrong: {cut.id}"
    assert not raised.told


def test_a_doubt_goes_to_the_operator_alone(tmp_path: Path) -> None:
    """Subscribers hear of it only if the alert is retracted."""
    with Store(tmp_path / "prices.db") as store:
        world = World(store)
        world.settle("a input 3")
        (cut,) = world.settle("a input 1.5")
    event, alert = doubt(cut, world.now)
    assert alert.audience == "operator"
    assert alert.events == (event,)
    assert event.id != cut.id

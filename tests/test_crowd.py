"""Two thousand subscribers of one event are planned for at once, and told at Telegram's pace."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import crowd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts import bundle
from bot.events import Event
from bot.planner import SINGLY, posted
from bot.recipients import Quiet, Reader, Subscribed, Target
from bot.store import Delivery, Store
from bot.subscriptions import parse, written

SIZE = 2000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database with a crowd that the cut was planned for."""
    with Store(tmp_path / "crowd.db") as store:
        crowd.gather(store, SIZE)
        crowd.announce(store)
        yield store


def planned(store: Store) -> list[Delivery]:
    """Every delivery, by its target and then in its order."""
    rows = store.db.query("SELECT * FROM deliveries ORDER BY channel, target, rowid")
    return [
        Delivery(
            row["id"],
            row["alert"],
            Target(row["channel"], row["target"]),
            datetime.fromisoformat(row["due_at"]),
            digest=bool(row["digest"]),
        )
        for row in rows
    ]


def test_everybody_gets_one_delivery(store: Store) -> None:
    """Nobody is left out and nobody twice; it is the whole alert, and due at once."""
    found = planned(store)
    assert len({delivery.target for delivery in found}) == len(found) == SIZE
    (name,) = {delivery.alert for delivery in found}
    alert = store.alert(name)
    assert alert.events[0].id == crowd.cut().id
    assert found == [posted(alert, delivery.target, crowd.NOW) for delivery in found]


def test_it_is_sent_at_the_full_pace(store: Store) -> None:
    """Thirty in each second from the first to the last, never more, and no second is lost."""
    seen = asyncio.run(crowd.carry(store, SIZE, storms=False))
    assert set(seen.told.values()) == {1}
    assert crowd.most_in_any_second(seen) == 30
    seconds = crowd.per_second(seen)
    assert [seconds[second] for second in range(66)] == [30] * 66
    assert seen.asked[-1] < SIZE / 30


def test_storms_cost_their_own_time_only(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """Twice Telegram refuses everybody, and forty chats besides: all are told, each once."""
    caplog.set_level(logging.ERROR)
    seen = asyncio.run(crowd.carry(store, SIZE))
    assert len(seen.told) == SIZE
    assert set(seen.told.values()) == {1}
    assert seen.refused < 40 + 2 * 31
    assert crowd.most_in_any_second(seen) == 30
    storms = 5 + 20 + 2
    waiting = 15 + 1  # those who were refused last
    assert seen.asked[-1] < SIZE / 30 + storms + waiting


def test_more_can_be_paid_for(store: Store) -> None:
    """The pace is the setting's."""
    seen = asyncio.run(crowd.carry(store, SIZE, rate=100, storms=False))
    assert set(seen.told.values()) == {1}
    assert crowd.most_in_any_second(seen) == 100
    assert seen.asked[-1] < SIZE / 100


# One by one, or all at once

RULES = ("all", "cut 20%", "free", "zhipu", "pro* rise", "lite* cut")
readers = st.builds(
    Reader,
    timezone=st.sampled_from([None, "Asia/Shanghai"]),
    quiet=st.sampled_from(
        [None, Quiet(time(22), time(9)), Quiet(time(22), time(9), free_through=True)]
    ),
    muted_until=st.sampled_from([None, crowd.NOW + timedelta(hours=3)]),
    title=st.sampled_from(["Ann", "Bob"]),
)
subscriptions = st.tuples(
    st.integers(0, 9), st.sampled_from(RULES), st.integers(0, 3), st.booleans()
)
moves = st.tuples(
    st.sampled_from(["pro", "lite"]),
    st.sampled_from(["input", "output"]),
    st.sampled_from(["0", "1", "2", "3"]),
    st.sampled_from(["0", "1", "2", "3"]),
)


def _event(number: int, move: tuple[str, str, str, str]) -> Event:
    model, meter, old, new = move
    known = crowd.cut().model_dump() | {"id": f"ev_{number:020d}", "model": model}
    known |= {"meter": meter, "old": old, "new": new, "free": new == "0" or None}
    known["type"] = "price.freed" if new == "0" else "price.cut" if new < old else "price.raised"
    return Event(**known)


def _target(number: int) -> Target:
    """Three of ten are webhooks."""
    return Target("webhook" if number % 3 == 0 else "telegram", f"t{number}")


@given(
    readers=st.lists(readers, min_size=10, max_size=10),
    wanted=st.lists(subscriptions, max_size=20),
    rounds=st.lists(
        st.lists(moves.filter(lambda move: move[2] != move[3]), min_size=1, max_size=4),
        min_size=1,
        max_size=3,
    ),
)
def test_a_crowd_gets_what_each_would_get_alone(
    readers: list[Reader],
    wanted: list[tuple[int, str, int, bool]],
    rounds: list[list[tuple[str, str, str, str]]],
) -> None:
    """The database puts rules and readers together just as is done for those with several."""
    found = []
    for often in (False, True):
        with Store(":memory:") as store, pytest.MonkeyPatch.context() as patch:
            _gather(store, readers, wanted)
            if often:
                everybody = {tuple(_target(number)) for number in range(10)}
                patch.setattr(store, "subscribed_often", lambda all_=everybody: all_)
            for number, moved in enumerate(rounds):
                _tell(store, [_event(10 * number + n, move) for n, move in enumerate(moved)])
            states = [row["state"] for row in store.db.query(_STATES)]
            found.append((planned(store), states))
    assert found[0] == found[1]


_STATES = "SELECT state FROM deliveries ORDER BY channel, target, rowid"


def _gather(store: Store, readers: list[Reader], wanted: list[tuple[int, str, int, bool]]) -> None:
    for number, reader in enumerate(readers):
        store.keep_reader(_target(number), reader, crowd.NOW)
    for n, (number, rule, since, digest) in enumerate(wanted):
        target = _target(number)
        told = digest and target.channel not in SINGLY
        parsed = written(parse(rule.split(), ["zhipu"]))
        store.subscribe(Subscribed(f"s_{n}", target, parsed, since, digest=told))


def _tell(store: Store, events: list[Event]) -> None:
    named, alerts = bundle(crowd.PLACE, events, crowd.NOW)
    crowd.store_round(store, named, alerts, crowd.NOW)

"""Deliveries reach their channels in order, at least once, and nobody's trouble is another's."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import outbox
from bot.alerts import Alert
from bot.channels import Answer, Arrived, Gone, Moved, Parcel, Undelivered
from bot.events import Event
from bot.outbox import Outbox
from bot.pages import PageRow
from bot.patience import Limit, Manner, Patience, each
from bot.recipients import Reader, Target
from bot.state import Place
from bot.store import Delivery, Round, Store

NOW = datetime(2026, 8, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
Reply = Callable[[str, str], Awaitable[None]]


async def _gladly(address: str, alert: str) -> None:
    """Takes everything."""


@dataclass
class Wire:
    """A channel that keeps what arrived, by address, and every attempt; `answer` may refuse."""

    name: str = "wire"
    answer: Reply = _gladly
    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    attempts: list[tuple[str, str]] = field(default_factory=list)
    manner: Manner = field(default_factory=Manner)
    receipt: str | None = None

    async def send(self, parcel: Parcel) -> Arrived:
        name = " ".join(alert.id for alert in parcel.alerts)
        self.attempts.append((parcel.address, name))
        await self.answer(parcel.address, name)
        self.arrived[parcel.address].append(name)
        return Arrived(self.receipt)

    async def close(self) -> None:
        """Nothing is held open."""


@dataclass
class World:
    """A store with an outbox; `tell` stores an alert for addresses, as a round does."""

    store: Store
    wire: Wire = field(default_factory=Wire)
    told: int = 0
    arrivals: list[tuple[datetime, str]] = field(default_factory=list)

    def tell(
        self, *addresses: str, at: datetime = NOW, channel: str = "wire", digest: bool = False
    ) -> str:
        self.told += 1
        name = f"al_{self.told}"
        place = Place("deepseek", "deepseek")
        event = Event(
            id=f"ev_{self.told}", type="price.cut", at=at, seen_at=at, source="s", vendor="v"
        )
        alert = Alert(name, "deepseek", "deepseek", at, "subscribers", (event,))
        sent = [
            Delivery(f"{name}/{address}", name, Target(channel, address), at, digest=digest)
            for address in addresses
        ]
        row = PageRow("deepseek", "")
        done = Round(place, row, at, events=(event,), alerts=(alert,), deliveries=tuple(sent))
        self.store.record(done)
        return name

    def outbox(self, **more: Any) -> Outbox:
        return Outbox(self.store, {"wire": self.wire}, chance=lambda: 0.5, **more)

    def next_due(self, after: datetime) -> datetime | None:
        return self.store.turn([], after, {"wire": 0})[1]

    def carry(self, at: datetime = NOW) -> int:
        return asyncio.run(self.outbox().run_once(at))

    def states(self) -> list[tuple[str, int, str | None]]:
        rows = self.store.db.query("SELECT state, attempts, error FROM deliveries ORDER BY rowid")
        return [(row["state"], row["attempts"], row["error"]) for row in rows]


@pytest.fixture
def world() -> Iterator[World]:
    """An empty store."""
    with Store(":memory:") as store:
        yield World(store)


def _refusing(trouble: Exception, *addresses: str) -> Reply:
    async def answer(address: str, _: str) -> None:
        if not addresses or address in addresses:
            raise trouble

    return answer


def test_a_delivery_arrives_once(world: World) -> None:
    """What arrived is marked, and not sent again."""
    name = world.tell("a", "b")
    assert world.carry() == 2
    assert world.carry(NOW + DAY) == 0
    assert world.wire.arrived == {"a": [name], "b": [name]}
    assert world.states() == [("sent", 0, None)] * 2


def test_what_is_not_due_yet_waits(world: World) -> None:
    """A delivery has its time."""
    world.tell("a", at=NOW + SECOND)
    assert world.carry() == 0
    assert world.carry(NOW + SECOND) == 1


def test_later_alerts_wait_for_the_one_that_failed(world: World) -> None:
    """A target gets its alerts in order; other targets get theirs at once."""
    world.wire.answer = _refusing(Undelivered("busy"), "a")
    names = [world.tell("a", "b"), world.tell("a", "b")]
    assert world.carry() == 2
    assert world.wire.attempts.count(("a", names[0])) == 1
    assert ("a", names[1]) not in world.wire.attempts
    assert world.wire.arrived == {"b": names}
    world.wire.answer = _gladly
    assert world.carry(NOW + SECOND) == 0
    assert world.carry(NOW + 5 * SECOND) == 2
    assert world.wire.arrived["a"] == names


def test_the_wait_grows_with_every_failure(world: World) -> None:
    """Five seconds, twenty, eighty …: a receiver that is down is not hammered."""
    world.wire.answer = _refusing(Undelivered("busy"))
    world.tell("a")
    waits, at = [], NOW
    for _ in range(4):
        world.carry(at)
        due = world.next_due(at)
        assert due is not None
        waits.append((due - at).total_seconds())
        at = due
    assert waits == [5, 20, 80, 320]
    assert world.states() == [("due", 4, "busy")]


@given(chance=st.floats(0, 1), attempts=st.integers(0, 10_000))
def test_waits_are_jittered_within_bounds(chance: float, attempts: int) -> None:
    """A thousand targets of one dead receiver do not come back in the same second."""
    patience = Patience()
    wait = patience.wait(attempts, chance)
    middle = patience.wait(attempts, 0.5)
    assert patience.waits[0] <= middle <= patience.longest
    assert 0.8 * middle - SECOND <= wait <= 1.2 * middle + SECOND
    assert patience.wait(attempts, 0.5) <= patience.wait(attempts + 1, 0.5)


def test_a_receivers_own_wish_counts(world: World) -> None:
    """Retry-After is kept to, rounded up to the second."""
    world.wire.answer = _refusing(Undelivered("429", retry_after=41.2))
    world.tell("a")
    world.carry()
    assert world.next_due(NOW) == NOW + 42 * SECOND


@pytest.mark.parametrize("wish", [0.0, -5.0, float("nan")])
def test_a_wish_for_no_time_is_granted_a_second(world: World, wish: float) -> None:
    """A receiver that says "at once" and fails again does not spin the outbox."""
    world.wire.answer = _refusing(Undelivered("429", retry_after=wish))
    world.tell("a")
    world.carry()
    assert world.next_due(NOW) == NOW + SECOND


def test_a_wish_beyond_patience_is_tried_a_last_time(world: World) -> None:
    """A wish to come back in ten years is answered when the alert would be given up anyway."""
    world.wire.answer = _refusing(Undelivered("later", retry_after=float("inf")))
    world.tell("a")
    world.carry()
    assert world.next_due(NOW) == NOW + 5 * DAY
    world.carry(NOW + 5 * DAY)
    assert world.states() == [("failed", 1, "later")]


def test_a_wish_costs_none_of_the_tries(world: World) -> None:
    """A receiver that says "in a moment" ten times over does not lose the alert by it."""
    world.wire.manner = Manner(Patience(tries=2))
    world.wire.answer = _refusing(Undelivered("in a moment", retry_after=1))
    name = world.tell("a")
    for second in range(10):
        world.carry(NOW + second * SECOND)
    assert world.states() == [("due", 0, "in a moment")]
    world.wire.answer = _gladly
    assert world.carry(NOW + 10 * SECOND) == 1
    assert world.wire.arrived == {"a": [name]}


def test_a_permanent_refusal_ends_that_delivery_alone(world: World) -> None:
    """A message that can never arrive is not repeated, and holds nothing back."""
    first, second = world.tell("a"), world.tell("a")

    async def answer(_: str, alert: str) -> None:
        if alert == first:
            raise Undelivered("no such chat", permanent=True)

    world.wire.answer = answer
    assert world.carry() == 1
    assert world.wire.arrived == {"a": [second]}
    assert world.states() == [("failed", 1, "no such chat"), ("sent", 0, None)]


def test_an_unreachable_target_is_given_up_after_days(world: World) -> None:
    """Five days of failures end it, with the reason kept."""
    world.wire.answer = _refusing(Undelivered("down"))
    world.tell("a")
    at: datetime | None = NOW
    while at:
        world.carry(at)
        last, at = at, world.next_due(at)
    assert last == NOW + 5 * DAY
    ((state, attempts, error),) = world.states()
    assert (state, error) == ("failed", "down")
    assert attempts < 40


def test_a_channel_that_is_not_set_up_loses_nothing(world: World) -> None:
    """A token that is missing today may be there tomorrow."""
    world.tell("a", channel="telegram")
    assert world.carry() == 0
    assert world.states() == [("due", 0, None)]


def test_a_fault_of_a_channel_is_no_fault_of_the_outbox(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in one channel is tried again; its text, which may hold secrets, is not stored."""
    world.wire.answer = _refusing(ValueError("token 123"), "a")
    world.tell("a", "b")
    assert world.carry() == 1
    assert world.states() == [("due", 1, "ValueError in the channel"), ("sent", 0, None)]
    assert "a fault of the channel itself" in caplog.text


def test_an_attempt_that_never_ends_is_cut_off(world: World) -> None:
    """A receiver that hangs holds up nobody but itself."""

    async def hang(address: str, _: str) -> None:
        if address == "a":
            await asyncio.Event().wait()

    world.wire.answer = hang
    world.wire.manner = Manner(Patience(attempt=timedelta(0)))
    world.tell("a", "b")
    assert world.carry() == 1
    assert world.states()[0] == ("due", 1, "no end after 0 s")


def test_an_alert_that_is_gone_fails_alone(world: World) -> None:
    """A damaged row does not stop the others."""
    lost, kept = world.tell("a"), world.tell("a")
    world.store.db.execute("DELETE FROM alerts WHERE id = ?", (lost,))
    assert world.carry() == 1
    assert world.wire.arrived == {"a": [kept]}
    assert world.states()[0] == ("failed", 1, "its alert is not in the database")


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("kill_at", range(6))
def test_a_crash_repeats_at_most_the_message_in_flight(world: World, kill_at: int) -> None:
    """Ended between arrival and mark at any message, the next start loses none, repeats one."""
    names = [world.tell("a") for _ in range(6)]
    arrived: list[str] = []

    async def answer(_: str, alert: str) -> None:
        arrived.append(alert)
        if len(arrived) == kill_at + 1:
            raise Killed

    world.wire.answer = answer
    with pytest.raises(Killed):
        world.carry()
    world.carry()
    assert arrived == [*names[: kill_at + 1], *names[kill_at:]]


# The loop


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 the outbox is looked at from outside
            await asyncio.sleep(0)


def test_the_loop_delivers_what_it_is_woken_for_and_stops(world: World) -> None:
    """What is due goes out at once, what comes later when the loop is woken."""

    async def scene() -> None:
        box, stop = world.outbox(), asyncio.Event()
        first = world.tell("a")
        running = asyncio.create_task(box.run(stop, lambda: NOW))
        await _until(lambda: world.wire.arrived["a"] == [first])
        second = world.tell("a")
        box.wake()
        await _until(lambda: world.wire.arrived["a"] == [first, second])
        stop.set()
        await running

    asyncio.run(scene())
    assert world.states() == [("sent", 0, None)] * 2


def test_a_slow_target_delays_no_other(world: World) -> None:
    """While one target takes its time, another gets several alerts; the first stays in order."""

    async def scene() -> None:
        box, stop, release = world.outbox(), asyncio.Event(), asyncio.Event()

        async def answer(address: str, _: str) -> None:
            if address == "slow":
                await release.wait()

        world.wire.answer = answer
        names = [world.tell("slow", "quick") for _ in range(3)]
        running = asyncio.create_task(box.run(stop, lambda: NOW))
        await _until(lambda: world.wire.arrived["quick"] == names)
        assert world.wire.attempts.count(("slow", names[0])) == 1
        assert not world.wire.arrived["slow"]
        release.set()
        await _until(lambda: world.wire.arrived["slow"] == names)
        stop.set()
        await running

    asyncio.run(scene())


def test_what_is_in_flight_is_finished_before_the_end(world: World) -> None:
    """Stopping in the middle of a message waits for it, and starts no other."""

    async def scene() -> None:
        box, stop, release = world.outbox(), asyncio.Event(), asyncio.Event()

        async def answer(_: str, __: str) -> None:
            await release.wait()

        world.wire.answer = answer
        world.tell("a")
        world.tell("a")
        running = asyncio.create_task(box.run(stop, lambda: NOW))
        await _until(lambda: len(world.wire.attempts) == 1)
        stop.set()
        await asyncio.sleep(0)
        assert not running.done()
        release.set()
        await running

    asyncio.run(scene())
    assert [state for state, _, _ in world.states()] == ["sent", "due"]


def test_no_more_targets_than_allowed_are_served_at_once(world: World) -> None:
    """Ten thousand endpoints do not open ten thousand connections."""
    inside = most = 0

    async def answer(_: str, __: str) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1

    async def scene() -> None:
        world.wire.answer = answer
        world.tell(*(f"t{n}" for n in range(9)))
        stop = asyncio.Event()
        world.wire.manner = Manner(at_once=2)
        running = asyncio.create_task(world.outbox().run(stop, lambda: NOW))
        await _until(lambda: len(world.wire.arrived) == 9)
        stop.set()
        await running

    asyncio.run(scene())
    assert most == 2


def test_what_waited_for_a_digest_goes_out_as_one_parcel(world: World) -> None:
    """Quiet hours end with one message, not with ten; what comes at once does not wait for it."""
    later = NOW + DAY
    held = [world.tell("a", at=later, digest=True) for _ in range(3)]
    now = world.tell("a")
    assert world.carry() == 1
    assert world.wire.arrived["a"] == [now]
    assert world.carry(later) == 3
    assert world.wire.arrived["a"] == [now, " ".join(held)]
    assert world.states()[:3] == [("sent", 0, None)] * 3


def test_a_receipt_is_kept_for_corrections(world: World) -> None:
    """What a channel needs to find its message again is there when a correction comes."""
    world.wire.receipt = "17,18"
    world.tell("a")
    world.carry()
    assert world.store.receipts(Target("wire", "a"), "ev_1") == ["17,18"]
    assert world.store.receipts(Target("wire", "b"), "ev_1") == []


def test_an_answer_is_kept_with_its_attempt(world: World) -> None:
    """Whoever asks why an endpoint is off finds what it answered, for 30 days."""
    world.wire.answer = _refusing(Undelivered("busy", answer=Answer(503, "later")))
    world.tell("a")
    world.carry()
    rows = list(world.store.db.query("SELECT status, said FROM attempts"))
    assert rows == [{"status": 503, "said": "later"}]
    world.store.forget_deliveries(NOW + 31 * DAY)
    assert world.store.db["attempts"].count == 0
    assert world.states() == [("due", 1, "busy")]


def test_who_is_gone_gets_nothing_more(world: World) -> None:
    """A user who blocked the bot is sent none of what still waited."""
    target = Target("wire", "a")
    world.store.keep_reader(target, Reader(), NOW)
    world.wire.answer = _refusing(Gone("blocked"), "a")
    world.tell("a", "b")
    world.tell("a")
    assert world.carry() == 1
    assert {state for state, _, _ in world.states()} == {"failed", "sent"}
    assert world.store.known_reader(target) is None


def test_who_moved_gets_the_message_at_the_new_address(world: World) -> None:
    """A group that became a supergroup loses nothing, and its order stays."""
    world.wire.answer = _refusing(Moved("upgraded", to="b"), "a")
    names = [world.tell("a"), world.tell("a")]
    assert world.carry() == 2
    assert world.wire.arrived == {"b": names}


def test_how_long_a_recipient_has_only_failed_is_known(world: World) -> None:
    """An endpoint that fails for days can be found; one success makes it well again."""
    target = Target("wire", "a")
    world.store.keep_reader(target, Reader(), NOW)
    world.wire.answer = _refusing(Undelivered("down"))
    world.tell("a")
    world.carry()
    world.carry(NOW + DAY)
    assert _failing_since(world) == "2026-08-02T00:00:00Z"
    world.wire.answer = _gladly
    world.carry(NOW + 2 * DAY)
    assert _failing_since(world) is None


def _failing_since(world: World) -> str | None:
    (row,) = world.store.db.query("SELECT failing_since FROM recipients")
    since: str | None = row["failing_since"]
    return since


def test_so_many_tries_and_no_more(world: World) -> None:
    """A channel may end after its own schedule instead of after days."""
    world.wire.manner = Manner(Patience((SECOND, SECOND), tries=3))
    world.wire.answer = _refusing(Undelivered("500"))
    world.tell("a")
    at: datetime | None = NOW
    while at:
        world.carry(at)
        at = world.next_due(at)
    assert world.states() == [("failed", 3, "500")]


@dataclass
class Clock:
    """A clock that jumps to the end of every wait."""

    now: datetime = NOW
    naps: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, woken: asyncio.Event, longest: timedelta) -> None:
        """Stands in for the outbox's own sleep."""
        for _ in range(9):  # whoever is ready goes first
            await asyncio.sleep(0)
        if not woken.is_set():
            self.naps.append(longest.total_seconds())
            self.now += longest


def test_the_loop_sleeps_until_the_next_attempt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed delivery is tried again when its wait is over, by the service's own clock."""
    clock, tried, stop = Clock(), [], asyncio.Event()

    async def answer(_: str, __: str) -> None:
        tried.append(clock.now)
        if len(tried) < 4:
            raise Undelivered("busy")
        stop.set()

    world.wire.answer = answer
    world.tell("a")
    monkeypatch.setattr(outbox, "sleep", clock.sleep)
    asyncio.run(world.outbox().run(stop, clock))
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert [wait.total_seconds() for wait in waits] == [5, 20, 80]
    assert max(clock.naps) <= 60
    assert world.states() == [("sent", 3, None)]


def test_without_its_store_the_loop_ends_loudly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be marked must not be sent again and again: the service stops instead."""

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(world.store, "_mark", broken)
    world.tell("a")
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(world.outbox().run(asyncio.Event(), lambda: NOW))
    assert caught.group_contains(OSError, match="disk full")
    assert len(world.wire.attempts) == 1


# Pace


def _at_pace(world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """The outbox runs by the clock until so many have arrived."""

    async def scene() -> None:
        stop = asyncio.Event()

        async def answer(address: str, _: str) -> None:
            if sum(map(len, world.wire.arrived.values())) == count - 1:
                stop.set()
            arrivals.append((clock.now, address))

        arrivals = world.arrivals
        world.wire.answer = answer
        await world.outbox(aside=_inline).run(stop, clock)

    monkeypatch.setattr(outbox, "sleep", clock.sleep)
    asyncio.run(scene())


async def _inline(do: Callable[[], Any]) -> Any:
    return do()


def test_no_limit_is_passed_in_any_window(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten a second for all together, three in ten seconds for one: in every window of time."""
    world.wire.manner = Manner(
        limits=(Limit(10, SECOND), Limit(3, 10 * SECOND, each)), at_once=100
    )
    for _ in range(5):
        world.tell(*(f"t{n}" for n in range(12)))
    clock = Clock()
    _at_pace(world, clock, monkeypatch, 60)
    times = [at for at, _ in world.arrivals]
    assert all(later - first >= SECOND for first, later in zip(times, times[10:], strict=False))
    for address in {address for _, address in world.arrivals}:
        own = [at for at, to in world.arrivals if to == address]
        assert len(own) == 5
        assert all(c - a >= 10 * SECOND for a, c in zip(own, own[3:], strict=False))
    assert clock.now - NOW < 30 * SECOND


def test_a_refusal_of_everybody_holds_everybody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the receiver says that it means the whole bot, nothing goes until its time is over."""
    clock = Clock()
    refused: list[str] = []
    world.tell("a", "b", "c")
    world.wire.manner = Manner(at_once=1)

    async def scene() -> None:
        stop = asyncio.Event()

        async def answer(address: str, _: str) -> None:
            if not refused:
                refused.append(address)
                raise Undelivered("429", retry_after=30, everywhere=True)
            world.arrivals.append((clock.now, address))
            if len(world.arrivals) == 3:
                stop.set()

        world.wire.answer = answer
        await world.outbox(aside=_inline).run(stop, clock)

    monkeypatch.setattr(outbox, "sleep", clock.sleep)
    asyncio.run(scene())
    assert {address for _, address in world.arrivals} == {"a", "b", "c"}
    assert all(at >= NOW + 30 * SECOND for at, _ in world.arrivals)


def test_receivers_that_hang_give_up_their_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that never answer do not keep the third waiting, although only two may go at once."""
    clock = Clock()
    reached: list[datetime] = []
    world.tell("x", "y")
    world.tell("z")
    world.wire.manner = Manner(at_once=2, most=3)

    async def scene() -> None:
        stop = asyncio.Event()

        async def answer(address: str, _: str) -> None:
            if address != "z":
                await stop.wait()
                return
            reached.append(clock.now)
            stop.set()

        world.wire.answer = answer
        await world.outbox(aside=_inline).run(stop, clock)

    monkeypatch.setattr(outbox, "sleep", clock.sleep)
    asyncio.run(scene())
    assert reached == [NOW + SECOND / 4]

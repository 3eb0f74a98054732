"""A hundred thousand subscribers of one event: planning for them, and telling them all.

`python tests/crowd.py FOLDER` plans for the crowd of FOLDER/crowd.db, in a process of its own.
"""

import asyncio
import heapq
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from telegram import Bot
from telegram.error import RetryAfter

from bot import outbox
from bot.alerts import Alert, bundle
from bot.channels.telegram import Telegram, manner_of
from bot.events import Event
from bot.outbox import Outbox
from bot.pages import PageRow
from bot.planner import Planner
from bot.recipients import Language, Reader, Subscribed, Target
from bot.state import Place
from bot.store import Round, Store
from bot.store.recipients import reader_text
from bot.subscriptions import Subscription, written
from bot.words import Voice

NOW = datetime(2026, 8, 2, 8, tzinfo=UTC)
PLACE = Place("deepseek", "deepseek")
LOG = 20  # events of the model that are heard again
SINCE = 400  # so many different beginnings
LATENCY = 0.2  # seconds that Telegram takes for a message
FIRST = 10**9
_LANGUAGES: tuple[Language | None, ...] = (None, "en", "zh")
_ZONES = (None, "Asia/Shanghai", "America/New_York")
_RULES = tuple(
    written(Subscription(floor=Decimal(percent) / 100, kinds=frozenset(kinds)))
    for percent in (0, 2, 5, 10, 20, 30)
    for kinds in (("cut",), ("cut", "free"), ("cut", "free", "rise", "launch"))
)


def _event(number: int, old: str, new: str) -> Event:
    at = NOW - timedelta(days=LOG - number)
    return Event(
        id=f"ev_{number:020d}",
        type="price.cut" if Decimal(new) < Decimal(old) else "price.raised",
        at=at,
        seen_at=at,
        source="deepseek",
        vendor="deepseek",
        model="deepseek-v4-pro",
        meter="input",
        old=Decimal(old),
        new=Decimal(new),
        currency="CNY",
        per="1M tokens",
    )


def _record(store: Store, event: Event) -> None:
    events, alerts = bundle(PLACE, [event], event.at)
    store_round(store, events, alerts, event.at)


def store_round(
    store: Store, events: Sequence[Event], alerts: Sequence[Alert], at: datetime
) -> None:
    """A round with some events, as the watch stores it."""
    with store.atomic():
        plan = Planner().plan(store, PLACE, events, alerts, at)
        store.record(
            Round(
                *(PLACE, PageRow("deepseek", ""), at),
                events=tuple(events),
                alerts=plan.alerts,
                deliveries=plan.deliveries,
                crowd=plan.crowd,
            )
        )


def gather(store: Store, size: int) -> None:
    """So many chats with a subscription each, which all want the next cut; and a log before it."""
    for number in range(1, LOG):
        prices = ("6", "7") if number % 2 else ("7", "6")
        _record(store, _event(number, *prices))
    people = list(_people(size))
    with store.atomic():
        store.db.conn.executemany(
            "INSERT INTO recipients (channel, target, since, title, reader)"
            " VALUES ('telegram', ?, '2026-01-01T00:00:00Z', ?, ?)",
            ((address, f"Reader {address}", reader) for address, reader, _ in people),
        )
        store.db.conn.executemany(
            "INSERT INTO subscriptions (id, channel, target, rule, heard_from, digest)"
            " VALUES (?, 'telegram', ?, ?, ?, ?)",
            (
                (f"s_{n}", address, one.rule, one.heard_from, int(one.digest))
                for n, (address, _, one) in enumerate(people)
            ),
        )


def _people(size: int) -> Iterator[tuple[str, str, Subscribed]]:
    """Chats with their own names, languages, zones, rules and beginnings."""
    chance = random.Random(size)  # noqa: S311 - the same crowd every time
    for n, number in enumerate(chance.sample(range(10**9), size)):
        address = str(FIRST + number)
        reader = Reader(chance.choice(_LANGUAGES), chance.choice(_ZONES), kind="private")
        rule = chance.choice(_RULES)
        target = Target("telegram", address)
        yield (
            address,
            reader_text(reader),
            Subscribed(f"s_{n}", target, rule, chance.randrange(SINCE)),
        )


def cut() -> Event:
    """The event that all of them hear: a price is halved."""
    return _event(LOG, "6", "3")


def announce(store: Store) -> float:
    """Plan and store the cut for everybody, in one transaction; the seconds that took."""
    began = time.perf_counter()
    _record(store, cut())
    return time.perf_counter() - began


# Sending


@dataclass
class Clock:
    """A clock that jumps to whatever comes next: the end of a nap, or an answer of Telegram's."""

    now: datetime = NOW
    _coming: list[tuple[datetime, int, asyncio.Future[None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The same as a number that only grows."""
        return (self.now - NOW).total_seconds()

    async def wait(self, seconds: float) -> None:
        """Until so much later."""
        done = asyncio.get_running_loop().create_future()
        at = self.now + timedelta(seconds=seconds)
        heapq.heappush(self._coming, (at, next(self._number), done))
        await done

    async def sleep(self, woken: asyncio.Event, longest: timedelta) -> None:
        """Stands in for the outbox's own sleep."""
        for _ in range(9):  # whoever is ready goes first
            await asyncio.sleep(0)
        if woken.is_set():
            return
        self.now = min([self.now + longest, *(at for at, _, _ in self._coming[:1])])
        while self._coming and self._coming[0][0] <= self.now:
            heapq.heappop(self._coming)[2].set_result(None)
        await asyncio.sleep(0)


@dataclass
class Servers:
    """Telegram, as far as sending goes: it takes its time, and refuses at times.

    In each of the `storms` (seconds since the beginning, and how long) it refuses everybody; and
    some chats in any case, once.
    """

    clock: Clock
    everybody: int
    stop: asyncio.Event
    storms: tuple[tuple[float, int], ...] = ()
    touchy: frozenset[int] = frozenset()
    told: Counter[int] = field(default_factory=Counter)
    asked: list[float] = field(default_factory=list)
    refused: int = 0
    _calmed: set[int] = field(default_factory=set)

    async def send_message(self, chat_id: int, text: str, **_: Any) -> SimpleNamespace:  # noqa: ARG002
        """Take a message, or do not. Raises RetryAfter."""
        now = self.clock.seconds()
        self.asked.append(now)
        await self.clock.wait(LATENCY)
        for begins, seconds in self.storms:
            if begins <= now < begins + seconds:
                self.refused += 1
                raise RetryAfter(int(begins + seconds - now) + 1)
        if chat_id in self.touchy - self._calmed:
            self._calmed.add(chat_id)
            self.refused += 1
            raise RetryAfter(15)
        self.told[chat_id] += 1
        if self.told.total() == self.everybody:
            self.stop.set()
        return SimpleNamespace(message_id=len(self.asked))


async def _inline(work: Callable[[], Any]) -> Any:
    return work()


async def carry(store: Store, size: int, rate: int = 30, *, storms: bool = True) -> Servers:
    """Tell everybody what was planned, by a clock that jumps; what Telegram has seen of it."""
    clock, stop = Clock(), asyncio.Event()
    chats = [int(row["target"]) for row in store.db.query("SELECT target FROM recipients")]
    servers = Servers(
        clock,
        size,
        stop,
        storms=((10, 5), (40, 20)) if storms else (),
        touchy=frozenset(chats[::50]) if storms else frozenset(),
    )
    channel = Telegram(
        cast("Bot", servers),
        cast("Any", None),
        Voice(),
        cast("Any", store),
        manner_of(rate),
        clock=clock.seconds,
    )
    box = Outbox(store, {"telegram": channel}, lambda: 0.5, _inline)
    nap, outbox.sleep = outbox.sleep, clock.sleep
    try:
        await box.run(stop, clock)
    finally:
        outbox.sleep = nap
    return servers


def per_second(servers: Servers) -> Counter[int]:
    """How many messages Telegram was asked for in each second."""
    return Counter(int(at) for at in servers.asked)


def most_in_any_second(servers: Servers) -> int:
    """In whatever window of a second."""
    asked = servers.asked
    most = 0
    first = 0
    for place, at in enumerate(asked):
        while round(at - asked[first], 6) >= 1:  # the clock's own steps: floats hide some
            first += 1
        most = max(most, place - first + 1)
    return most


def _peak() -> float:
    """The most memory that this process had, in MB.

    On Linux a process inherits the peak of the one that started it; its status begins anew.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(folder: Path) -> None:
    """Plan for the crowd of a database; print what it took: seconds and the process's memory.

    A few are told first, as in a service that has run for a while: what is made once is no part
    of it.
    """
    with Store(":memory:") as few:
        gather(few, 10)
        announce(few)
    before = _peak()
    with Store(folder / "crowd.db") as store:
        cpu = time.process_time()
        seconds = announce(store)
        cpu = time.process_time() - cpu
    peak = _peak()
    taken = {"seconds": seconds, "cpu": cpu, "before": before, "peak": peak}
    sys.stdout.write(json.dumps(taken) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

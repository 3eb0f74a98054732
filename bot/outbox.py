"""Takes due deliveries to their channels, and decides about trying again.

Every target has its own queue: what comes later waits for what failed before, and one target's
trouble is nobody else's. A delivery is marked after it arrived, so that a crash between the two
repeats that one message, with the same ids.
"""

import asyncio
import contextlib
import logging
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerts import Alert
from bot.channels import Channel, Undelivered
from bot.events import stamp
from bot.store import Delivery, Store, Target

log = logging.getLogger("pricewar.outbox")

_SECOND: Final = timedelta(seconds=1)
LONGEST_NAP: Final = timedelta(minutes=1)  # then the clock is looked at again: it may have jumped


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before the next attempt, and when to give an alert up.

    The wait grows by `factor` from `first` to `longest`, more or less a share of `jitter`; a
    receiver's own wish counts instead. An attempt may take `attempt`; an alert older than
    `give_up` is not tried again.
    """

    first: timedelta = timedelta(seconds=5)
    factor: float = 4
    longest: timedelta = timedelta(hours=6)
    jitter: float = 0.2
    attempt: timedelta = timedelta(seconds=60)
    give_up: timedelta = timedelta(days=5)

    def wait(self, attempts: int, chance: float) -> timedelta:
        """The wait after so many failures before this one; `chance` is between 0 and 1."""
        grown = math.log(self.longest / self.first, self.factor)
        wait = self.first * self.factor**attempts if attempts < grown else self.longest
        return wait * (1 + self.jitter * (2 * chance - 1))


async def sleep(woken: asyncio.Event, longest: timedelta) -> None:
    """Until woken, or the time is over."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(longest.total_seconds()):
            await woken.wait()


class Outbox:
    """Carries deliveries out. `store` is a connection of its own; `chance` gives the jitter.

    At most `at_once` targets are served at the same time.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        patience: Patience | None = None,
        chance: Callable[[], float] = random.random,
        at_once: int = 50,
    ) -> None:
        self._store = store
        self._channels = channels
        self._patience = patience or Patience()
        self._chance = chance
        self._at_once = at_once
        self._busy: set[Target] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._woken.set()

    async def run_once(self, now: datetime) -> int:
        """Deliver all that is due at `now`, one after the other a target; how many arrived."""
        arrived = 0
        while found := self._store.due(now, self._at_once):
            arrived += sum(
                await asyncio.gather(*(self._deliver(one, lambda: now) for one in found))
            )
        return arrived

    async def run(self, stop: asyncio.Event, clock: Callable[[], datetime]) -> None:
        """Deliver what is due, as it becomes due, until `stop` is set and all in flight is done.

        Raises what the store raises: without it nothing can be said to have been delivered.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wake_at(stop))
            while not stop.is_set():
                self._woken.clear()
                self._start(group, clock)
                await self._nap(clock())

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    def _start(self, group: asyncio.TaskGroup, clock: Callable[[], datetime]) -> None:
        """Set out with the first due delivery of each target that has none in flight."""
        found = self._store.due(clock(), self._at_once + len(self._busy))
        idle = [one for one in found if one.target not in self._busy]
        for delivery in idle[: self._at_once - len(self._busy)]:
            self._busy.add(delivery.target)
            group.create_task(self._carry(delivery, clock))

    async def _carry(self, delivery: Delivery, clock: Callable[[], datetime]) -> None:
        await self._deliver(delivery, clock)
        self._busy.remove(delivery.target)
        self.wake()

    async def _nap(self, now: datetime) -> None:
        """Until something is woken up or due; what is due already waits for one in flight."""
        due = self._store.next_due(now)
        await sleep(self._woken, min(due - now, LONGEST_NAP) if due else LONGEST_NAP)

    async def _deliver(self, delivery: Delivery, clock: Callable[[], datetime]) -> bool:
        """One attempt and what follows from it; whether the delivery arrived."""
        try:
            alert = self._store.alert(delivery.alert)
        except KeyError:
            self._store.failed(delivery.id, "its alert is not in the database")
            return False
        trouble = await self._attempt(delivery.target, alert)
        if trouble is None:
            self._store.sent(delivery.id, clock())
        else:
            self._put_off(delivery, alert, trouble, clock())
        return trouble is None

    async def _attempt(self, target: Target, alert: Alert) -> Undelivered | None:
        channel, patience = self._channels.get(target.channel), self._patience.attempt
        if channel is None:
            return Undelivered(f"the channel {target.channel} is not set up")
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await channel.send(alert, target.address)
        except Undelivered as trouble:
            return trouble
        except TimeoutError:
            return Undelivered(f"no end after {patience.total_seconds():g} s")
        except Exception as error:  # a fault of one channel must not silence the others
            log.exception("%s: a fault of the channel itself", target.channel)
            return Undelivered(f"{type(error).__name__} in the channel")
        return None

    def _put_off(
        self, delivery: Delivery, alert: Alert, trouble: Undelivered, now: datetime
    ) -> None:
        """Try again later, or never."""
        where = f"{delivery.target.channel} {delivery.target.address}".rstrip()
        last = alert.at + self._patience.give_up
        if trouble.permanent or now >= last:
            self._store.failed(delivery.id, str(trouble))
            log.error("%s: %s is given up: %s", where, delivery.alert, trouble)
            return
        again = min(now + self._wait(delivery, trouble), last)
        again = max(again, now + _SECOND)
        self._store.retry(delivery.id, again, str(trouble))
        log.warning("%s: %s again at %s: %s", where, delivery.alert, stamp(again), trouble)

    def _wait(self, delivery: Delivery, trouble: Undelivered) -> timedelta:
        """In whole seconds, as the store counts them, so that "later" is later there too."""
        if trouble.retry_after is None:
            seconds = self._patience.wait(delivery.attempts, self._chance()).total_seconds()
        else:
            most = self._patience.give_up.total_seconds()
            seconds = min(max(0.0, trouble.retry_after), most)
        return math.ceil(seconds) * _SECOND

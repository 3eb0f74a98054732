"""Takes due deliveries to their channels, and decides about trying again.

Every target has its own queue: what comes later waits for what failed before, and one target's
trouble is nobody else's. A delivery is in flight until it is marked in the database, so that a
crash between arrival and mark repeats that one message, with the same ids.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final

from bot.channels import Answer, Arrived, Channel, Gone, Moved, Parcel, Undelivered
from bot.events import stamp
from bot.patience import Manner, Pace, whole_seconds
from bot.recipients import Target
from bot.store import Due, Mark, Store

log = logging.getLogger("pricewar.outbox")

Queue = tuple[Target, bool]
Turn = tuple[list[Due], datetime | None]
Aside = Callable[[Callable[[], Turn]], Awaitable[Turn]]

_SECOND: Final = timedelta(seconds=1)
# Most have answered by then. Who has not is only waited for, which costs next to nothing: of a
# thousand that hang, each two hundred hold up all others for this long.
_SLOW: Final = timedelta(seconds=0.25)
LONGEST_NAP: Final = timedelta(minutes=1)  # then the clock is looked at again: it may have jumped


async def sleep(woken: asyncio.Event, longest: timedelta) -> None:
    """Until woken, or the time is over."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(longest.total_seconds()):
            await woken.wait()


@dataclass(slots=True)
class _Lane:
    """One channel's part of the outbox: what is in flight since when, and what is held back."""

    channel: Channel
    pace: Pace = field(init=False)
    busy: dict[Queue, datetime] = field(default_factory=dict)
    held: dict[Queue, datetime] = field(default_factory=dict)
    blocked: datetime | None = None

    def __post_init__(self) -> None:
        self.pace = Pace(self.channel.manner.limits)

    def room(self, now: datetime) -> int:
        """How many more may set out: attempts that hang do not take the place of others."""
        latest_first = reversed(self.busy.values())
        young = sum(1 for _ in takewhile(lambda began: now - began < _SLOW, latest_first))
        manner = self.channel.manner
        return max(0, min(manner.at_once - young, manner.most - len(self.busy)))

    def wants(self, now: datetime) -> int:
        """How many due targets to ask for: as many as there is room, beside those passed over."""
        if self.closed(now) > now or not self.room(now):
            return 0
        self.held = {queue: until for queue, until in self.held.items() if until > now}
        return self.room(now) + len(self.busy) + len(self.held)

    def closed(self, now: datetime) -> datetime:
        """Until when nothing at all may go."""
        return max(self.pace.free_for_all(now), self.blocked or now)

    def admits(self, due: Due, now: datetime) -> bool:
        """May this go now? Remembers until when not."""
        queue = queue_of(due)
        if queue in self.busy or queue in self.held or not self.room(now):
            return False
        if self.closed(now) > now:
            return False
        free = self.pace.free(due.target.address, now)
        if free > now:
            self.held[queue] = free
            return False
        self.busy[queue] = now
        self.pace.took(due.target.address, now)
        return True

    def took(self, due: Due, result: Arrived | Undelivered, now: datetime) -> None:
        """An attempt is over: what it took beyond one message counts for the limits too."""
        if isinstance(result, Arrived):
            for _ in range(result.messages - 1):
                self.pace.took(due.target.address, now)

    def wakes(self, now: datetime) -> datetime | None:
        """When something that was held back may go, or an attempt leaves its place to others."""
        times = [*self.held.values(), self.closed(now)]
        if self.busy and not self.room(now):
            times += [began + _SLOW for began in self.busy.values()]
        return min((time for time in times if time > now), default=None)


def queue_of(due: Due) -> Queue:
    """What these deliveries stand in line with: those to the target, or those of its digest."""
    return due.target, due.deliveries[0].digest


class Outbox:
    """Carries deliveries out. `store` is a connection of its own; `chance` gives the jitter.

    `aside` runs what blocks outside of the event loop.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        chance: Callable[[], float] = random.random,
        aside: Aside = asyncio.to_thread,
    ) -> None:
        self._store = store
        self._lanes = {name: _Lane(channel) for name, channel in channels.items()}
        self._chance = chance
        self._aside = aside
        self._woken = asyncio.Event()
        self._done: list[tuple[Queue, Mark]] = []
        self._next: datetime | None = None

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._woken.set()

    async def close(self) -> None:
        """Let go of the channels' connections."""
        for lane in self._lanes.values():
            await lane.channel.close()

    async def run_once(self, now: datetime) -> int:
        """Deliver all that is due at `now`, a target's alerts one by one; how many arrived."""
        arrived = 0
        while found := await self._turn(now, dict.fromkeys(self._lanes, 100)):
            carried = (
                self._carry(self._lanes[due.target.channel], due, lambda: now) for due in found
            )
            await asyncio.gather(*carried)
            arrived += sum(len(mark.ids) for _, mark in self._done if mark.error is None)
        return arrived

    async def run(self, stop: asyncio.Event, clock: Callable[[], datetime]) -> None:
        """Deliver what is due, as it becomes due, until `stop` is set and all in flight is done.

        Raises what the store raises: without it nothing can be said to have been delivered.
        """
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(self._wake_at(stop))
            while not stop.is_set():
                self._woken.clear()
                for due in await self._turn(clock()):
                    self._start(group, due, clock)
                await self._nap(clock())
            waiting.cancel()
        await self._turn(clock(), {})

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    def _wants(self, now: datetime) -> dict[str, int]:
        wants = {name: lane.wants(now) for name, lane in self._lanes.items()}
        return {name: want for name, want in wants.items() if want}

    async def _turn(self, now: datetime, wants: Mapping[str, int] | None = None) -> list[Due]:
        """Mark what is done, in one transaction, and see what is due next."""
        done, self._done = self._done, []
        for (target, digest), _ in done:
            self._lanes[target.channel].busy.pop((target, digest), None)
        marks = [mark for _, mark in done]
        asked = self._wants(now) if wants is None else wants
        passed = {
            (target.channel, target.address, digest)
            for lane in self._lanes.values()
            for target, digest in (*lane.busy, *lane.held)
        }
        found, self._next = await self._aside(lambda: self._store.turn(marks, now, asked, passed))
        return found

    def _start(self, group: asyncio.TaskGroup, due: Due, clock: Callable[[], datetime]) -> None:
        lane = self._lanes[due.target.channel]
        if lane.admits(due, clock()):
            group.create_task(self._carry(lane, due, clock))

    async def _carry(self, lane: _Lane, due: Due, clock: Callable[[], datetime]) -> None:
        """One attempt, and what follows from it."""
        try:
            result = await self._attempt(lane.channel, due)
            lane.took(due, result, clock())
            self._done.append((queue_of(due), self._mark(lane, due, result, clock())))
        finally:
            self.wake()

    async def _nap(self, now: datetime) -> None:
        """Until something is woken up or due; what is due already waits for one in flight."""
        times = [lane.wakes(now) for lane in self._lanes.values()]
        soonest = min((time for time in (*times, self._next) if time), default=now + LONGEST_NAP)
        await sleep(self._woken, max(timedelta(0), min(soonest - now, LONGEST_NAP)))

    async def _attempt(self, channel: Channel, due: Due) -> Arrived | Undelivered:
        if not due.alerts:
            return Undelivered("its alert is not in the database", permanent=True)
        patience = channel.manner.patience.attempt
        parcel = Parcel(due.deliveries[0].id, due.target.address, due.alerts)
        try:
            async with asyncio.timeout(patience.total_seconds()):
                return await channel.send(parcel)
        except Undelivered as trouble:
            return trouble
        except TimeoutError:
            return Undelivered(f"no end after {patience.total_seconds():g} s")
        except Exception as error:  # a fault of one channel must not silence the others
            log.exception("%s: a fault of the channel itself", channel.name)
            return Undelivered(f"{type(error).__name__} in the channel")

    def _mark(self, lane: _Lane, due: Due, result: Arrived | Undelivered, now: datetime) -> Mark:
        ids = tuple(delivery.id for delivery in due.deliveries)
        mark = Mark(ids, due.target, now, **_answered(result.answer))
        if isinstance(result, Arrived):
            return replace(mark, receipt=result.receipt)
        if isinstance(result, Moved):
            log.info("%s: %s", lane.channel.name, result)
            return replace(mark, error=str(result), moved_to=result.to)
        if result.everywhere and result.retry_after is not None:
            lane.blocked = now + whole_seconds(result.retry_after)
        return self._put_off(lane.channel, due, mark, result)

    def _put_off(self, channel: Channel, due: Due, mark: Mark, trouble: Undelivered) -> Mark:
        """Try again later, or never."""
        where = f"{due.target.channel} {due.target.address}".rstrip()
        name = due.deliveries[0].alert
        again = None if trouble.permanent else self._again(channel.manner, due, mark.at, trouble)
        if again is None:
            log.error("%s: %s is given up: %s", where, name, trouble)
        else:
            log.warning("%s: %s again at %s: %s", where, name, stamp(again), trouble)
        counted = trouble.retry_after is None
        gone = isinstance(trouble, Gone)
        return replace(mark, error=str(trouble), again=again, gone=gone, counted=counted)

    def _again(
        self, manner: Manner, due: Due, now: datetime, trouble: Undelivered
    ) -> datetime | None:
        """When to try again, None where patience has run out; a receiver's own wish counts.

        It costs none of the tries: who asks for a pause of a second must not lose by it.
        """
        patience, attempts = manner.patience, due.deliveries[0].attempts
        last = min(alert.at for alert in due.alerts) + patience.give_up if due.alerts else now
        wish, tries = trouble.retry_after, patience.tries
        if now >= last or (wish is None and tries is not None and attempts + 1 >= tries):
            return None
        wait = patience.wait(attempts, self._chance()).total_seconds()
        if wish is not None:
            wait = min(max(0.0, wish), patience.give_up.total_seconds())
        return max(min(now + whole_seconds(wait), last), now + _SECOND)


def _answered(answer: Answer | None) -> dict[str, Any]:
    return {"status": answer.status, "said": answer.text} if answer else {}

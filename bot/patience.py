"""How often and how patiently a channel is asked. Pure, and handed `now`."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

Bucket = Callable[[str], str | None]
_GROWING: Final = tuple(timedelta(seconds=5 * 4**n) for n in range(7))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before the next attempt, and when to give an alert up.

    The wait after the n-th failure is the n-th of `waits`, then `longest`, more or less a share of
    `jitter`; a receiver's own wish counts instead. An attempt may take `attempt`; after `tries`
    attempts, or once it is older than `give_up`, an alert is not tried again.
    """

    waits: tuple[timedelta, ...] = _GROWING
    longest: timedelta = timedelta(hours=6)
    jitter: float = 0.2
    attempt: timedelta = timedelta(seconds=60)
    give_up: timedelta = timedelta(days=5)
    tries: int | None = None

    def wait(self, attempts: int, chance: float) -> timedelta:
        """The wait after so many failures before this one; `chance` is between 0 and 1."""
        wait = self.waits[attempts] if attempts < len(self.waits) else self.longest
        return wait * (1 + self.jitter * (2 * chance - 1))


def everyone(_: str) -> str:
    """All addresses of a channel share one limit."""
    return ""


def each(address: str) -> str:
    """Every address has a limit of its own."""
    return address


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `per`, for all addresses that `bucket` puts together.

    An address without a bucket is not limited.
    """

    count: int
    per: timedelta
    bucket: Bucket = everyone


@dataclass(frozen=True, slots=True)
class Manner:
    """How a channel wants to be used, as data: the outbox keeps to it.

    At most `at_once` attempts younger than a second run at the same time, and at most `most`
    altogether: receivers that hang do not keep the others waiting.
    """

    patience: Patience = field(default_factory=Patience)
    limits: tuple[Limit, ...] = ()
    at_once: int = 50
    most: int = 2000


@dataclass(slots=True)
class Pace:
    """When the next message may go, so that no limit is ever passed in any window of time."""

    limits: tuple[Limit, ...]
    _gone: dict[tuple[int, str], deque[datetime]] = field(default_factory=dict)
    _swept: datetime | None = None

    def free(self, address: str, now: datetime) -> datetime:
        """The first time, from now on, at which a message to this address may go."""
        waits = (self._until(n, limit, address) for n, limit in enumerate(self.limits))
        return max([now, *(until for until in waits if until)])

    def free_for_all(self, now: datetime) -> datetime:
        """The first time at which a message to any address may go."""
        shared = [(n, one) for n, one in enumerate(self.limits) if one.bucket is everyone]
        waits = (self._until(n, limit, "") for n, limit in shared)
        return max([now, *(until for until in waits if until)])

    def took(self, address: str, now: datetime) -> None:
        """A message goes to this address now."""
        self._sweep(now)
        for n, limit in enumerate(self.limits):
            bucket = limit.bucket(address)
            if bucket is not None:
                gone = self._gone.setdefault((n, bucket), deque(maxlen=limit.count))
                gone.append(now)

    def _until(self, n: int, limit: Limit, address: str) -> datetime | None:
        bucket = limit.bucket(address)
        gone = None if bucket is None else self._gone.get((n, bucket))
        return gone[0] + limit.per if gone and len(gone) == limit.count else None

    def _sweep(self, now: datetime) -> None:
        """Forget, once in a while, the addresses that are free again."""
        longest = max((limit.per for limit in self.limits), default=timedelta(0))
        if self._swept is not None and now - self._swept < longest:
            return
        self._swept = now
        kept = {key: gone for key, gone in self._gone.items() if now - gone[-1] < longest}
        self._gone = kept


def whole_seconds(wait: float) -> timedelta:
    """Rounded up, as the store counts them, so that "later" is later there too."""
    return timedelta(seconds=math.ceil(wait))

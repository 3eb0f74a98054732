"""When a reader wants to be told: quiet hours, a mute, the hour of the digest. Pure.

Clock times are those on the reader's wall. An hour that a change of clocks skips is over at once;
one that comes twice is quiet twice, and the digest comes with the first.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from bot.recipients import Quiet, Reader

__all__ = ["DIGEST_AT", "UTC", "due", "zone_of"]

DIGEST_AT: Final = time(9)  # for readers who have named no hour
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


def due(reader: Reader, zone: tzinfo, now: datetime, *, digest: bool, freed: bool) -> datetime:
    """The first instant from `now` on at which something may be told.

    `zone` is that of readers who have named none; a `digest` waits for its hour; `freed` says that
    a model became free, for readers who let that through their quiet hours.
    """
    quiet = None if reader.quiet and freed and reader.quiet.free_through else reader.quiet
    if not (quiet or digest or reader.muted_until):
        return now
    at = max(now, reader.muted_until or now)
    hour = (reader.digest_at or DIGEST_AT) if digest else None
    return _due(at, zone_of(reader, zone), hour, quiet)


def zone_of(reader: Reader, zone: tzinfo) -> tzinfo:
    """The reader's time zone; `zone` where none is named, or one that is not known any more."""
    try:
        return ZoneInfo(reader.timezone) if reader.timezone else zone
    except (KeyError, OSError, ValueError):
        return zone


@lru_cache(maxsize=4096)  # thousands of readers share a zone and the usual hours
def _due(at: datetime, zone: tzinfo, digest: time | None, quiet: Quiet | None) -> datetime:
    if digest is not None:
        at = _next(at, digest, zone)
    return _after(at, quiet, zone) if quiet else at


def _next(at: datetime, clock: time, zone: tzinfo) -> datetime:
    """The first instant from `at` on at which a day comes to that hour."""
    today = at.astimezone(zone).date()
    days = (datetime.combine(today + n * _DAY, clock, zone) for n in count())
    return next(begin for day in days if (begin := _instant(day)) >= at)


def _after(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """The first instant from `at` on that is not quiet."""
    if not _covers(quiet, at, zone):
        return at
    ends = (end for end in _ends(at, quiet.ends, zone) if end > at)
    return next(end for end in ends if not _covers(quiet, end, zone))


def _covers(quiet: Quiet, at: datetime, zone: tzinfo) -> bool:
    """Is it quiet at that instant? A window without length never is."""
    wall = at.astimezone(zone).time()
    if quiet.begins <= quiet.ends:
        return quiet.begins <= wall < quiet.ends
    return wall >= quiet.begins or wall < quiet.ends


def _ends(at: datetime, clock: time, zone: tzinfo) -> Iterator[datetime]:
    """The instants, from that day on, at which the wall comes to show this hour."""
    today = at.astimezone(zone).date()
    for n in count():
        day = datetime.combine(today + n * _DAY, clock, zone)
        yield _instant(day)
        yield _instant(day.replace(fold=1))


def _instant(local: datetime) -> datetime:
    """When the wall shows this, in UTC; if it never does, when the clocks were moved past it."""
    at = local.astimezone(UTC)
    if at.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    other = local.replace(fold=1 - local.fold).astimezone(UTC)
    return _moved(min(at, other), max(at, other), local)


def _moved(before: datetime, after: datetime, local: datetime) -> datetime:
    """The instant between two, to the second, from which on the wall shows more than `local`."""
    wanted = local.replace(tzinfo=None)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(local.tzinfo).replace(tzinfo=None) > wanted:
            after = middle
        else:
            before = middle
    return after

"""Is a page still read? A streak of failures is one word, and one when it mends. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.events import Event, Type, identify
from bot.pages import PageRow
from bot.state import Place
from scrapers.errors import ScrapeError


def failed(
    row: PageRow, place: Place, error: ScrapeError, now: datetime, stale_after: timedelta
) -> tuple[PageRow, list[Event]]:
    """The page after a failed round, and what is said of it.

    The first failure after a good round is told to the operator; a page that was never read well
    has nobody who misses it. Nothing read for `stale_after` is told once to subscribers too.
    """
    events, stale = [], row.stale_told
    if row.good_at and row.streak == 0:
        events.append(_event("source.broken", place, now, now, str(error)))
    if row.good_at and not stale and now - row.good_at >= stale_after:
        stale = True
        told = _event("source.stale", place, now, row.good_at, str(error))
        events.append(told.model_copy(update={"told": True}))
    after = replace(
        row,
        streak=row.streak + 1,
        failing_since=row.failing_since or now,
        reason=str(error),
        stale_told=stale,
        again=False,
    )
    return after, events


def well(row: PageRow, place: Place, now: datetime) -> tuple[PageRow, list[Event]]:
    """The page after a good round; who was told that we were blind hears that we see again."""
    events = []
    if row.good_at and row.streak:
        back = _event("source.recovered", place, now, row.failing_since or now, row.reason)
        events.append(back.model_copy(update={"told": row.stale_told}))
    after = replace(row, streak=0, failing_since=None, reason=None, stale_told=False, good_at=now)
    return after, events


def _event(kind: Type, place: Place, now: datetime, seen: datetime, reason: str | None) -> Event:
    return Event(
        id=identify("ev", place.source, place.page, kind, now),
        type=kind,
        at=now,
        seen_at=seen,
        source=place.source,
        vendor=place.vendor,
        page=place.page or None,
        reason=reason,
        told=False,
    )

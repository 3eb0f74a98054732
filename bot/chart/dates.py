"""The dates under a chart: a few, each where a day of the reader's begins."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final

from babel.dates import format_skeleton

MOST: Final = 5
_DAYS: Final = (1, 2, 5, 10, 15)  # apart, counted from the first of a month
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_LONG: Final = timedelta(days=80)  # from here on months


def dates(
    begins: datetime, ends: datetime, zone: tzinfo, language: str
) -> list[tuple[datetime, str]]:
    """When, and what is written there: as close to one another as has room."""
    steps = _MONTHS if ends - begins > _LONG else _DAYS
    find = _months if steps is _MONTHS else _days
    for step in steps:
        found = [at for at in find(begins.astimezone(zone), ends, step) if begins <= at < ends]
        if len(found) <= MOST:
            break
    kind = "MMMd" if find is _days else "y" if step % 12 == 0 else "MMM"
    whole = [at for at in found if at.month == 1] or found[:1]  # months that have a year beside
    kinds = ["yMMM" if kind == "MMM" and at in whole else kind for at in found]
    return [
        (at, format_skeleton(kind, at, locale=language))
        for at, kind in zip(found, kinds, strict=True)
    ]


def _days(begins: datetime, ends: datetime, step: int) -> Iterator[datetime]:
    """Midnights of the 1st, the 1st and so many days, …; none too close to the next first."""
    at = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    while at < ends:
        if (at.day - 1) % step == 0 and (at.day == 1 or 31 - at.day >= step / 2):
            yield at
        at += timedelta(days=1)  # by the clock on the wall


def _months(begins: datetime, ends: datetime, step: int) -> Iterator[datetime]:
    """The first midnight of every so many months, counted from January of a round year."""
    year, month = begins.year, begins.month
    while (at := datetime(year, month, 1, tzinfo=begins.tzinfo)) < ends:
        if (year * 12 + month - 1) % step == 0:
            yield at
        year, month = year + month // 12, month % 12 + 1

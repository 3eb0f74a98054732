"""Times and months as people type them, in English and Chinese. Pure."""

import re
from calendar import month_abbr, month_name
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from bot import numerals

_UNITS: Final = {
    **numerals.UNITS,
    r"months?|个月": timedelta(days=30),
    r"years?|y|年": timedelta(days=365),
}
_AGO: Final = re.compile(
    r"(?:since |in )?(?:the )?(?P<since>last|past|最近|过去|近)?\s*(?P<count>\d+)?\s*"
    rf"(?P<unit>{'|'.join(_UNITS)})\s*(?:ago|以?来|以?内|前)?"
)
_WEEK: Final = ("周", "星期", "礼拜")
_DAYS: Final = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("yesterday", "昨天", "昨日"), 1),
    "前天": 2,
}
_WEEKS: Final = {
    "this week": 0,
    **{f"{this}{week}": 0 for this in ("本", "这", "这个") for week in _WEEK},
    **{f"{last}{week}": 1 for last in ("上", "上个") for week in _WEEK},
}
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DAY: Final = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_MONTH: Final = re.compile(r"(?P<year>20\d\d|21\d\d)[-/.年\s]*(?P<month>\d{1,2})\s*月?(?:份)?")
_ALONE: Final = re.compile(r"(?P<month>\d{1,2})\s*月(?:份)?")
_THIS: Final = frozenset({"this month", "本月", "这个月", "当月"})
_LAST: Final = frozenset({"last month", "上个月", "上月"})
_NAMES: Final = {
    name.casefold(): number
    for names in (month_name, month_abbr)
    for number, name in enumerate(names)
    if name
}


def moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The time that `7d`, `3 days`, `昨天`, `2026-8-1` or an ISO time says, in UTC.

    A day is a day in `zone`, and so is an hour without a zone of its own. Raises ValueError.
    """
    try:
        return _moment(numerals.in_digits(text), now, zone)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text} is no time") from error


def _moment(said: str, now: datetime, zone: tzinfo) -> datetime:
    here = now.astimezone(zone)
    if (ago := _AGO.fullmatch(said)) and (ago["count"] or ago["since"]):
        return now - numerals.unit_of(ago["unit"], _UNITS) * int(ago["count"] or 1)
    if day := _began(said, here.date()):
        return _at(day.year, day.month, day.day, zone)
    if given := _DATE.fullmatch(said):
        return _at(int(given[1]), int(given[2]), int(given[3]), zone)
    if given := _DAY.fullmatch(said):
        number, day_of = map(int, given.groups())
        return _at(_year(number, here), number, day_of, zone)
    if (whole := _named(said, here)) is not None:
        return _at(*whole, 1, zone)
    at = datetime.fromisoformat(said.upper())
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=zone).astimezone(UTC)


def _began(said: str, today: date) -> date | None:
    """The day that `昨天` is, or the Monday on which `上周` began."""
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    if said in _WEEKS:
        return today - timedelta(days=today.weekday() + 7 * _WEEKS[said])
    return None


def month(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The beginning of a month such as `2024-05` and of the next; None where it is none.

    Both in the zone of `now`. A month without a year is the last one of that name, a date stands
    for its month.
    """
    try:
        said = numerals.in_digits(text)
    except ValueError:
        return None
    given = _DATE.fullmatch(said)
    found = (int(given[1]), int(given[2])) if given else _named(said, now)
    if found is None or not (2000 <= found[0] < 2200 and 1 <= found[1] <= 12):
        return None
    begins = datetime(*found, 1, tzinfo=now.tzinfo)
    return begins, (begins + timedelta(days=31)).replace(day=1)


def _named(said: str, here: datetime) -> tuple[int, int] | None:
    """The year and the month that are named."""
    if said in _THIS:
        return here.year, here.month
    if said in _LAST:
        before = here.replace(day=1) - timedelta(days=1)
        return before.year, before.month
    if match := _MONTH.fullmatch(said):
        return int(match["year"]), int(match["month"])
    if match := _ALONE.fullmatch(said):
        return _year(int(match["month"]), here), int(match["month"])
    return _in_english(said.replace(",", " ").split(), here)


def _in_english(words: list[str], here: datetime) -> tuple[int, int] | None:
    """`May 2024`, `2024 May`, `May`."""
    months = [_NAMES[word] for word in words if word in _NAMES]
    years = [int(word) for word in words if re.fullmatch(r"\d{4}", word)]
    if len(months) != 1 or len(years) > 1 or len(words) != len(months) + len(years):
        return None
    return (years[0] if years else _year(months[0], here)), months[0]


def _year(number: int, here: datetime) -> int:
    """The year of the last month of this number."""
    return here.year if number <= here.month else here.year - 1


def _at(year: int, number: int, day: int, zone: tzinfo) -> datetime:
    return datetime(year, number, day, tzinfo=zone).astimezone(UTC)

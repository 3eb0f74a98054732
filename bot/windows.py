"""The clock hours of `window` prices: which window holds now, and until when.

Pure. The printed words of a schedule become data only where they can be read exactly; what is not
understood gives no answer instead of a likely one. The clock itself is never news: that it moves
on is what these prices are about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot import hours as printed
from bot.hours import DAY, EVERY, WEEKEND, Unread, Window, Word
from scrapers.quotes import Conditions, Quote

Key = tuple[str, str, str, str, Conditions]
Holidays = Literal["unsaid", "included", "excluded", "working_days"]
Doubt = Literal["today", "that_day", "working_days"]

_UNLESS: Final[Mapping[Doubt, str]] = {
    "today": " unless today is a public holiday",
    "that_day": " unless that day is a public holiday",
    "working_days": " unless holidays move the working days",
}
_WEEK: Final = 7 * DAY
_OTHER: Final[Mapping[Window, Window]] = {"peak": "off_peak", "off_peak": "peak"}
_BEIJING: Final = ZoneInfo("Asia/Shanghai")
# Zones are the same where their clocks are, in the winter and in the summer.
_SEASONS: Final = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours that begin on each of some days (Monday is 0), in seconds after its midnight.

    What ends on the next day ends after 86400.
    """

    days: frozenset[int]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a window holds: within its hours by the clock of its zone, or `outside` of them.

    Raises Unread for hours that never begin or never end.
    """

    zone: tzinfo
    hours: tuple[Hours, ...]
    holidays: Holidays = "unsaid"
    outside: bool = False

    def __post_init__(self) -> None:
        if not any(_edges(self.hours)):
            raise Unread("hours that never begin or end")

    @property
    def holidays_unknown(self) -> bool:
        """Do public holidays change the answer? There is no calendar of them here."""
        return self.holidays in {"excluded", "working_days"}


def parse(text: str, window: str | None = None) -> Schedule | None:
    """The hours of a window as a page prints them; None unless every word is understood.

    A text that prints the hours of the other window only means all but those. Without a window it
    is the one that has its hours printed. Hours without a time zone are not understood, nor are
    hours of some days that pass midnight where the page does not say that they do.
    """
    try:
        return _parsed(text, window)
    except Unread:
        return None


@lru_cache(maxsize=512)
def _parsed(text: str, window: str | None) -> Schedule:
    said = tuple(printed.words(text))
    if len({word for word in said if isinstance(word, printed.Priced)}) > 1:
        raise Unread("hours of several meters")
    own, outside = _own(said, window)
    clocks = {_offsets(zone) for zone in _zones(said)}
    pieces = _pieces(own, printed.Zone) if len(clocks) > 1 else [own]
    first, *rest = (_schedule(piece, said if len(clocks) == 1 else piece) for piece in pieces)
    if not all(same(first, other) for other in rest):
        raise Unread("hours that differ from zone to zone")
    return replace(first, outside=outside)


def _own(said: Sequence[Word], window: str | None) -> tuple[Sequence[Word], bool]:
    """The words that tell the hours of a window, or those of the other window and True."""
    names = _names(said)
    if len(names) == 2:
        return _of_two(said, window), False
    others = {w.window for w in said if isinstance(w, printed.Rest | printed.Off) and w.window}
    names = names or {_OTHER[other] for other in others}
    if others & names:
        raise Unread("the rest of the hours belongs to the window that has them")
    _pieces(said, printed.Named)
    return said, bool(window and names and window not in names)


def _of_two(said: Sequence[Word], window: str | None) -> Sequence[Word]:
    """The words of one window where both have their hours printed."""
    if any(isinstance(word, printed.Rest | printed.Off) for word in said):
        raise Unread("words that may speak of either window")
    pieces = _pieces(said, printed.Named)
    if len({any(days != EVERY for days in _days(piece)) for piece in pieces}) > 1:
        raise Unread("days that may belong to either window")
    if any(len(_names(piece)) > 1 for piece in pieces):
        raise Unread("hours of two windows")
    return [word for piece in pieces if window in _names(piece) for word in piece]


def _names(said: Iterable[Word]) -> set[Window]:
    return {word.window for word in said if isinstance(word, printed.Named)}


def _days(said: Iterable[Word]) -> list[frozenset[int]]:
    return [word.days for word in said if isinstance(word, printed.Days)]


def _zones(said: Iterable[Word]) -> list[tzinfo]:
    return [word.zone for word in said if isinstance(word, printed.Zone)]


def _offsets(zone: tzinfo) -> tuple[int, ...]:
    return tuple(
        int((at.astimezone(zone).replace(tzinfo=UTC) - at).total_seconds()) for at in _SEASONS
    )


def _pieces(said: Sequence[Word], kind: type[Word]) -> list[Sequence[Word]]:
    """The words, cut so that all hours have their own words of a kind, before or behind them.

    Raises Unread where a word stands between hours and may belong to either.
    """
    order = [isinstance(word, kind) for word in said if isinstance(word, kind | printed.Span)]
    found = {word for word in said if isinstance(word, kind)}
    if not found or (len(found) == 1 and (order[0] or order[-1])):
        return [said]
    if order[0] == order[-1]:
        raise Unread("words that may belong to the hours before or behind")
    pieces: list[list[Word]] = [[]]
    last = order[0]
    for word in said:
        if isinstance(word, kind | printed.Span):
            marks = isinstance(word, kind)
            if marks != last and marks == order[0]:
                pieces.append([])
            last = marks
        pieces[-1].append(word)
    return list(pieces)


def _schedule(own: Sequence[Word], said: Sequence[Word]) -> Schedule:
    """The schedule that words tell; the zone stands somewhere in `said`."""
    zones = _zones(said)
    if len({_offsets(zone) for zone in zones}) != 1:
        raise Unread("no time zone, or two")
    off = [word for word in own if isinstance(word, printed.Off)]
    pieces = _pieces(own, printed.Days)
    if len({frozenset(_days(piece)) for piece in pieces}) > 1 and off:
        raise Unread("days off that may belong to some of the days only")
    hours = tuple(each for piece in pieces for each in _hours(piece, off))
    working = any(isinstance(word, printed.Days) and word.working for word in own)
    return Schedule(zones[0], hours, _holidays(off, working=working))


def _hours(piece: Sequence[Word], off: Iterable[printed.Off]) -> Iterator[Hours]:
    days = frozenset[int]().union(*_days(piece)) or EVERY
    for word in off:
        if word.weekends and not word.excepted and days != EVERY:
            raise Unread("weekends that do and do not belong to it")
        if word.weekends and word.excepted:
            days -= WEEKEND
    for span in (word for word in piece if isinstance(word, printed.Span)):
        if span.ends > DAY and days != EVERY and not span.told:
            raise Unread("the day on which the hours after midnight fall")
        yield Hours(days, span.begins, span.ends)


def _holidays(off: Iterable[printed.Off], *, working: bool) -> Holidays:
    excepted = {word.excepted for word in off if word.holidays}
    if len(excepted) > 1:
        raise Unread("holidays that do and do not belong to it")
    if False in excepted:
        return "included"
    if working:
        return "working_days"
    return "excluded" if excepted else "unsaid"


def _runs(hours: Iterable[Hours]) -> list[tuple[int, int]]:
    """From and until in seconds of the week; what ends after it goes on at its beginning."""
    return [(day * DAY + h.begins, day * DAY + h.ends) for h in hours for day in h.days]


def _within(runs: Iterable[tuple[int, int]], at: int) -> bool:
    return any(begins <= at < ends or begins <= at + _WEEK < ends for begins, ends in runs)


def _edges(hours: Iterable[Hours]) -> tuple[frozenset[int], frozenset[int]]:
    """The seconds of the week at which hours begin, and those at which they end."""
    runs = _runs(hours)
    begins = {begins % _WEEK for begins, _ in runs if not _within(runs, (begins - 1) % _WEEK)}
    ends = {ends % _WEEK for _, ends in runs if not _within(runs, ends % _WEEK)}
    return frozenset(begins), frozenset(ends)


def same(one: Schedule, other: Schedule) -> bool:
    """Do two schedules hold at the same instants, in whatever words, spans and zones?"""
    return _shape(one) == _shape(other)


def _shape(schedule: Schedule) -> tuple[object, ...]:
    begins, ends = _edges(schedule.hours)
    unknown = schedule.holidays_unknown and (schedule.holidays, schedule.outside)
    flips = (ends, begins) if schedule.outside else (begins, ends)
    return unknown, [
        [{(at - offset) % _WEEK for at in side} for side in flips]
        for offset in _offsets(schedule.zone)
    ]


def alike(old: Quote, new: Quote) -> bool:
    """Do two readings of a price print the same hours, if in other words?

    Words that are not understood are the same only where they are equal.
    """
    if old.schedule == new.schedule:
        return True
    before, after = _of_quote(old), _of_quote(new)
    return before is not None and after is not None and same(before, after)


def _of_quote(quote: Quote) -> Schedule | None:
    return parse(quote.schedule, _window(quote)) if quote.schedule else None


def _window(quote: Quote) -> Window | None:
    named = dict(quote.conditions).get("window")
    return next((window for window in _OTHER if window == named), None)


def holds(schedule: Schedule, now: datetime) -> bool:
    """Does it hold at an instant? Public holidays count as any other day."""
    wall = now.astimezone(schedule.zone)
    at = wall.weekday() * DAY + wall.hour * 3600 + wall.minute * 60 + wall.second
    return _within(_runs(schedule.hours), at) != schedule.outside


def until(schedule: Schedule, now: datetime) -> datetime:
    """The next instant, in UTC, at which it begins or ends; a change of clocks may be one."""
    state = holds(schedule, now)
    flips = (at for at in _instants(schedule, now) if at > now and holds(schedule, at) != state)
    return next(flips)


def _instants(schedule: Schedule, now: datetime) -> list[datetime]:
    """All at which it may begin or end in two weeks: one may be lost in a change of clocks."""
    clocks = {second % DAY for h in schedule.hours for second in (h.begins, h.ends)}
    midnight = datetime.combine(now.astimezone(schedule.zone), time.min)
    walls = (midnight + timedelta(days=d, seconds=s) for d in range(-1, 16) for s in clocks)
    return sorted({instant for wall in walls for instant in _shown(wall, schedule.zone)})


def _shown(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """When a clock shows a time; around a change of clocks (twice or never) also when that is."""
    folds = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    early, late = sorted(folds)
    return (early,) if early == late else (early, _change(zone, early, late), late)


def _change(zone: tzinfo, early: datetime, late: datetime) -> datetime:
    """The second between two instants at which the clocks are changed."""
    before = early.astimezone(zone).utcoffset()
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        at = early + timedelta(seconds=middle)
        low, high = (middle, high) if at.astimezone(zone).utcoffset() == before else (low, middle)
    return early + timedelta(seconds=high)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the clock says of a window: does it hold now, and at which instant is that over?"""

    window: Window
    now: bool
    until: datetime
    schedule: Schedule

    @property
    def holidays_unknown(self) -> bool:
        """Is it true only as far as no public holiday says otherwise?"""
        return self.schedule.holidays_unknown

    @property
    def doubt(self) -> Doubt | None:
        """What could make it untrue, None where nothing could."""
        if not self.holidays_unknown:
            return None
        if self.now != self.schedule.outside:
            return "today"
        return "working_days" if self.schedule.holidays == "working_days" else "that_day"

    @property
    def unless(self) -> str:
        """The reservation in words, empty where there is none."""
        return _UNLESS[self.doubt] if self.doubt else ""

    def clock(self, now: datetime) -> str:
        """When it is over on the clock of the schedule: `08:30 UTC+08:00`; dated if not today."""
        over, today = (at.astimezone(self.schedule.zone) for at in (self.until, now))
        day = "" if over.date() == today.date() else f"{over:%Y-%m-%d} "
        return f"{day}{over:%H:%M} {_offset(over)}"


def _offset(wall: datetime) -> str:
    return "UTC" if not wall.utcoffset() else f"UTC{wall.isoformat()[-6:]}"


def turns(quotes: Iterable[Quote], now: datetime) -> dict[Key, Turn]:
    """For the window prices of one page: what the clock says of each, by the quote's key.

    Of two windows, the one that prints no hours has all but those of the other. Nothing is said
    of hours that are not understood, nor of two windows that contradict each other.
    """
    pairs: dict[Key, dict[Window, Quote]] = defaultdict(dict)
    for quote in quotes:
        if window := _window(quote):
            rest = tuple(term for term in quote.conditions if term[0] != "window")
            pairs[*quote.key[:4], rest][window] = quote
    return {
        pair[window].key: turn
        for pair in pairs.values()
        for window, turn in _turns(pair, now).items()
    }


def _turns(pair: Mapping[Window, Quote], now: datetime) -> dict[Window, Turn]:
    read = {window: found for window, q in pair.items() if (found := _of_quote(q))}
    for window, quote in pair.items():
        if not quote.schedule and (other := read.get(_OTHER[window])):
            read[window] = replace(other, outside=not other.outside)
    said = {w: Turn(w, holds(s, now), until(s, now), s) for w, s in read.items()}
    if len(said) == 2:
        peak, off_peak = said["peak"], said["off_peak"]
        if peak.now == off_peak.now or peak.until != off_peak.until:
            return {}
    return said


def now_line(quotes: Iterable[Quote], now: datetime) -> str | None:
    """Which window of one model's meter holds: `off-peak until 2026-08-02 08:30 Beijing`.

    None where that is not known. Where the one window that is known does not hold, it says so.
    """
    found = sorted(turns(quotes, now).values(), key=lambda turn: not turn.now)
    if not found:
        return None
    turn = found[0]
    over = turn.until.astimezone(turn.schedule.zone)
    place = "Beijing" if turn.schedule.zone == _BEIJING else _offset(over)
    name = turn.window.replace("_", "-") if turn.now else f"not {turn.window.replace('_', '-')}"
    return f"{name} until {over:%Y-%m-%d %H:%M} {place}{turn.unless}"

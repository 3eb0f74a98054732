"""What printed clock hours are made of: spans, days, zones, holidays, the windows' names.

In Chinese and English. Every word of a text is known, or the text is refused: a word that is
skipped might be the one that says "except". What the words mean together is for `windows`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

Window = Literal["peak", "off_peak"]

DAY: Final = 86_400
EVERY: Final = frozenset(range(7))  # Monday is 0
WEEKEND: Final = frozenset({5, 6})


class Unread(ValueError):
    """The words cannot be read exactly."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Whose clock is meant."""

    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week; `working` days are what a calendar of public holidays makes of them."""

    days: frozenset[int]
    working: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From and until, in seconds after midnight; what ends on the next day ends after `DAY`.

    `told` where the page says in words that it is the next day.
    """

    begins: int
    ends: int
    told: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a window."""

    window: Window


@dataclass(frozen=True, slots=True)
class Rest:
    """All hours that are not printed belong to this window."""

    window: Window


@dataclass(frozen=True, slots=True)
class Off:
    """Weekends, public holidays or both are excepted from the hours, or expressly are not.

    `window` is where they belong instead, as far as the page names it.
    """

    weekends: bool
    holidays: bool
    excepted: bool = True
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """Whose price it is, input or output; hours of both may differ."""

    meter: str


Word = Zone | Days | Span | Named | Rest | Off | Priced


def words(text: str) -> Iterator[Word]:
    """The words of a schedule in printed order. Raises Unread."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    place = 0
    while place < len(text):
        found = ((m, read) for words, read in _READERS if (m := words.match(text, place)))
        match, read = next(found, (None, None))
        if match is None:
            raise Unread(text[place:])
        if read:
            yield read(match[0])
        place = match.end()


def _case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_W: Final = r"(?![A-Za-z\d])"  # where a word of letters ends; Chinese may follow without a space

# Spans

_NEXT = rf"(?:次日|第二天|翌日|(?:the )?(?:next|following) day{_W})"
_AM_PM = rf"\s?[ap](?:m{_W}|\.m\.)"
_TIME = (
    rf"(?:[01]?\d|2[0-4])"
    rf"(?::[0-5]\d(?::[0-5]\d)?(?:{_AM_PM})?|\s?[点时](?:半|[0-5]?\d分)?|{_AM_PM})(?![\d:])"
)
_TO = rf"\s*(?:[-–—−~]+|至|到|(?:to|until|till){_W})\s*"
_SPAN = (
    rf"{_TIME}{_TO}(?:{_NEXT}|当[日天])?\s*{_TIME}(?:\s*\(?(?:{_NEXT}|\+1)\)?)?"
    rf"|between {_TIME} and {_TIME}"
)
_ALL_DAY = rf"全天|all day(?: long)?{_W}|24\s?(?:小时|hours{_W})"
_TIMES = _case(_TIME)
_TOLD = _case(rf"{_NEXT}|\+1")
_PARTS = re.compile(r"(\d+)(?::(\d+)(?::(\d+))?|\s?[点时](?:(半)|(\d+)分)?)?(?:\s?([ap])[.m]*)?")


def _span(text: str) -> Span:
    begins, ends = (_PARTS.fullmatch(time.casefold()) for time in _TIMES.findall(text))
    if begins is None or ends is None or bool(begins[6]) != bool(ends[6]):
        raise Unread(text)
    first, last, told = _seconds(begins), _inclusive(ends), _TOLD.search(text) is not None
    if first == last or first >= DAY or (told and last > first):
        raise Unread(text)
    return Span(first, last if last > first else last + DAY, told)


def _seconds(time: re.Match[str]) -> int:
    """A time of day, of twelve hours where it says a.m. or p.m., as seconds after midnight."""
    hour, half = int(time[1]), time[6]
    if half and not 1 <= hour <= 12:
        raise Unread(time[0])
    hour = hour % 12 + 12 * (half == "p") if half else hour
    minute = 30 if time[4] else int(time[2] or time[5] or 0)
    seconds = hour * 3600 + minute * 60 + int(time[3] or 0)
    if seconds > DAY:
        raise Unread(time[0])
    return seconds


def _inclusive(time: re.Match[str]) -> int:
    """Where a span ends: `08:59` and `08:59:59` name the last minute or second that is in it."""
    if time[3] == "59":
        return _seconds(time) + 1
    return _seconds(time) + 60 * (time[2] == "59" and time[3] is None)


# Days

_CHINESE: Final = "一二三四五六日"
_ENGLISH: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_DAY = r"(?:周|星期|礼拜)"
_ONE = r"[一二三四五六日天]"
_EN_DAY = rf"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?{_W}\.?"
_THROUGH = rf"\s*(?:[-–—−~]+|至|到|(?:to|through|thru){_W})\s*"
_RANGE = rf"{_ZH_DAY}{_ONE}{_THROUGH}{_ZH_DAY}?{_ONE}|{_EN_DAY}{_THROUGH}{_EN_DAY}"
_LIST = rf"{_ZH_DAY}{_ONE}+|{_EN_DAY}"
_ALL_WEEK = rf"每[日天]|天天|(?:daily|every ?day|each day){_W}"
_WORKING = rf"工作日|(?:working|business) days?{_W}|workdays?{_W}"
_WEEKDAYS = rf"weekdays?{_W}"
_WEEKENDS = rf"(?:周末|双休日|weekends?{_W})"
_EN_DAYS = _case(_EN_DAY)


def _range(text: str) -> Days:
    first, last = _numbers(text)
    return Days(frozenset((first + more) % 7 for more in range((last - first) % 7 + 1)))


def _list(text: str) -> Days:
    return Days(frozenset(_numbers(text)))


def _numbers(text: str) -> list[int]:
    if text[0].isascii():
        return [_ENGLISH.index(name[:3].casefold()) for name in _EN_DAYS.findall(text)]
    return [_CHINESE.index(day) for day in text.replace("天", "日") if day in _CHINESE]


# Zones

_PLACES: Final = {
    rf"北京时间|中国标准时间|东八区(?:时间)?|(?:china standard|china|beijing) time{_W}"
    rf"|beijing{_W}": "Asia/Shanghai",
    rf"新加坡时间|singapore time{_W}|sgt{_W}": "Asia/Singapore",
    rf"(?:美国)?太平洋时间|(?:us )?pacific time{_W}|pt{_W}": "America/Los_Angeles",
    rf"美国东部时间|(?:us )?eastern time{_W}|et{_W}": "America/New_York",
}
_GREENWICH = (
    r"协调世界时|世界标准时间|格林[威尼]治(?:标准)?时间"
    rf"|(?:greenwich mean|coordinated universal) time{_W}"
)
_OFFSET = rf"(?:utc|gmt)(?:\s?([+−-])\s?([01]?\d)(?::?([0-5]\d))?(?![\d:]))?{_W}"
_IANA = r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?"
_OFFSETS = _case(_OFFSET)
_FARTHEST: Final = timedelta(hours=14)


def _offset(text: str) -> Zone:
    found = _OFFSETS.fullmatch(text)
    if found is None or found[1] is None:
        return Zone(UTC)
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if not size:
        return Zone(UTC)
    if size > _FARTHEST:
        raise Unread(text)
    return Zone(timezone(size if found[1] == "+" else -size))


def _place(name: str) -> Zone:
    try:
        return Zone(ZoneInfo(name))
    except (KeyError, ValueError, OSError) as error:
        raise Unread(name) from error


# Holidays, and the names of the windows

_HOLIDAYS = (
    r"(?:(?:中国|国家)?(?:法定|公共)?(?:节假日|假期|假日|节日)"
    rf"|(?:(?:chinese|china's|national|statutory|legal|official|public|bank) )*holidays{_W})"
)
_AND = rf"\s*(?:以及|[及和与、,/&]|and{_W})\s*"
_OFF_DAYS = rf"(?:{_WEEKENDS}|{_HOLIDAYS})(?:{_AND}(?:{_WEEKENDS}|{_HOLIDAYS}))?"
_WITHOUT = (
    rf"(?:不含|不包括|不包含|除去?|剔除|(?:except(?:ing)?(?: for| on)?|excluding|other than"
    rf"|not on|not including){_W})\s*{_OFF_DAYS}(?:\s*(?:以外|之外|除外|外))?"
    rf"|{_OFF_DAYS}\s*(?:除外|(?:are )?(?:excluded|excepted){_W})"
)
_WITH = (
    rf"(?:含|包含|包括|including{_W})\s*{_OFF_DAYS}(?:在内)?"
    rf"|{_OFF_DAYS}\s*(?:are )?included{_W}"
)
_OFF_PEAK = (
    rf"(?:非高峰|低峰|低谷|谷时|谷段|空闲|闲时|错峰|优惠时段|(?:off|non)[- ]?peak{_W}|idle{_W})"
)
_PEAK = rf"(?:高峰|峰时|峰段|忙时|标准时段|peak{_W})"
_WINDOW = rf"(?:{_OFF_PEAK}|{_PEAK})"
_IS = rf"\s*(?:[均都则皆]?(?:为|是|属于|按)?|(?:are|is){_W})\s*(?:considered )?"
_REST = (
    rf"(?:其余|其他|其它|剩余)(?:时间段|时段|时间)?{_IS}{_WINDOW}"
    rf"|(?:all )?(?:the )?(?:other|remaining) (?:hours|times|periods){_IS}{_WINDOW}"
    rf"|(?:the )?rest(?: of the day)?{_IS}{_WINDOW}|otherwise,? {_WINDOW}"
)
_INSTEAD = rf"(?:{_WEEKENDS}{_AND})?{_HOLIDAYS}\s*(?:全天)?{_IS}{_WINDOW}(?: all day{_W})?"
_OF_WEEKENDS, _OF_HOLIDAYS, _CHEAP = _case(_WEEKENDS), _case(_HOLIDAYS), _case(_OFF_PEAK)


def _window(text: str) -> Window:
    return "off_peak" if _CHEAP.search(text) else "peak"


def _off(text: str) -> Off:
    return Off(bool(_OF_WEEKENDS.search(text)), bool(_OF_HOLIDAYS.search(text)))


def _with(text: str) -> Off:
    found = _off(text)
    return Off(found.weekends, found.holidays, excepted=False)


def _instead(text: str) -> Off:
    found = _off(text)
    return Off(found.weekends, found.holidays, window=_window(text))


# What says nothing about the time, and what joins the rest.
_SILENT = (
    r"[\s,、;。.:()\[\]·/&\"“”]|时间段|时段|时间|期间|当[日天]|以及|[期内为是的在从按指均和与及每]"
    r"|计费|价格|单价|原厂直供|模型"
    r"|(?:the|are|is|at|from|on|of|in|during|and|each|every|hours?|times?|periods?|windows?"
    r"|prices?|pricing|billing|rates?|models?)"
    rf"{_W}"
)

# The first that matches; what contains another stands before it.
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], Word] | None], ...]] = (
    (re.compile(_IANA), _place),
    (_OFFSETS, _offset),
    (_case(_GREENWICH), lambda _: Zone(UTC)),
    *((_case(said), lambda _, name=name: _place(name)) for said, name in _PLACES.items()),
    (_case(_SPAN), _span),
    (_case(_ALL_DAY), lambda _: Span(0, DAY)),
    (_case(_WITHOUT), _off),
    (_case(_WITH), _with),
    (_case(_INSTEAD), _instead),
    (_case(_RANGE), _range),
    (_case(_LIST), _list),
    (_case(_ALL_WEEK), lambda _: Days(EVERY)),
    (_case(_WORKING), lambda _: Days(EVERY - WEEKEND, working=True)),
    (_case(_WEEKDAYS), lambda _: Days(EVERY - WEEKEND)),
    (_case(_WEEKENDS), lambda _: Days(WEEKEND)),
    (_case(_REST), lambda text: Rest(_window(text))),
    (_case(_OFF_PEAK), lambda _: Named("off_peak")),
    (_case(_PEAK), lambda _: Named("peak")),
    (_case(rf"输入|输出|(?:input|output){_W}"), lambda text: Priced(text.casefold())),
    (_case(_SILENT), None),
)

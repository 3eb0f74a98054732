"""What people write after /mute, /quiet and /digest, in English and Chinese. Pure.

Every word of a wish is understood, or the wish is refused: half a wish is another wish. None is
the wish to end what was asked for before.
"""

import re
from datetime import time, timedelta
from typing import Final

from bot import numerals
from bot.recipients import Quiet

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=30)

# What ends what was asked for before, whatever it is.
OFF: Final = frozenset(
    {"off", "no", "none", "stop", "end", "cancel", "clear", "reset", "delete", "remove", "forget"}
    | {"关", "关闭", "关掉", "取消", "停止", "无", "不要", "不用", "清除", "清空", "删除", "忘记"}
)
_UNITS: Final = {**numerals.UNITS, "m": timedelta(minutes=1)}
_UNIT: Final = "|".join(_UNITS)
_AMOUNT: Final = re.compile(rf"(\d+(?:\.\d+)?|半)\s?({_UNIT})(?![a-z])(?:\s|,|和|and(?![a-z]))*")
_CLOCK: Final = re.compile(
    r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜)?\s?(\d{1,2})"
    r"(?:[:.]([0-5]\d)|\s?[点时](?:整|(半)|([0-5]?\d)分?)?)?(?:\s?([ap])\.?m(?![a-z])\.?)?"
)
_COMPACT: Final = re.compile(r"\b([0-2]\d)([0-5]\d)\b")
_FROM: Final = re.compile(r"^(?:from |between |从)")
_TO: Final = re.compile(r"\s*(?:[-–—−~至到]|to |until |till |and |(?<=\s))\s*")
_LATER: Final = frozenset({"下午", "傍晚", "晚上", "夜里", "夜间"})
_FREE: Final = re.compile(
    r"[\s,;]*(?:but |except |besides |除了?|但是?)?\s*"
    r"(?:(?:free models?|freed?)(?![a-z])|免费(?:的|模型)?)\s*(?:除外|例外|照常|以外|也?可以)?\s*"
)


class Unclear(ValueError):
    """The words can be understood in no way, or in several."""


def mute(text: str) -> timedelta | None:
    """How long nothing is to be told: `8h`, `2d`, `90 min`, `8小时`, `半天`. Raises Unclear."""
    said = _plain(text)
    if said in OFF:
        return None
    total, place = timedelta(0), 0
    while place < len(said):
        amount = _AMOUNT.match(said, place)
        if amount is None:
            raise Unclear(text)
        total += _length(amount[1], amount[2])
        place = amount.end()
    if not SHORTEST <= total <= LONGEST:
        raise Unclear(text)
    return total


def quiet(text: str) -> Quiet | None:
    """From when until when it is to be quiet: `23:00-08:00`, `23点到8点`. Raises Unclear.

    With "free" or 免费 in it, a model that becomes free is told all the same.
    """
    said = _plain(text)
    if said in OFF:
        return None
    hours, freed = _FREE.subn(" ", said)
    begins, ends = _parted(hours.strip())
    if begins == ends:
        raise Unclear(text)
    return Quiet(begins, ends, free_through=bool(freed))


def digest(text: str) -> time | None:
    """At what time of day the digest is to come: `09:00`, `9am`, `早上9点`. Raises Unclear."""
    said = _plain(text)
    return None if said in OFF else _clock(said)


def _parted(hours: str) -> tuple[time, time]:
    """The two hours of a window."""
    said = _FROM.sub("", _COMPACT.sub(r"\1:\2", hours))
    first = _CLOCK.match(said)
    between = _TO.match(said, first.end()) if first else None
    if first is None or between is None:
        raise Unclear(hours)
    return _clock(first[0]), _clock(said[between.end() :])


def _plain(text: str) -> str:
    """One line in small letters, with numbers in digits."""
    try:
        return numerals.in_digits(text)
    except ValueError as error:
        raise Unclear(text) from error


def _length(amount: str, unit: str) -> timedelta:
    one = numerals.unit_of(unit, _UNITS)
    number = 0.5 if amount == "半" else float(amount)
    if number > LONGEST / one:
        raise Unclear(amount + unit)
    return one * number


def _clock(text: str) -> time:
    """One time of day, of twelve hours where it says a.m., p.m. or the part of the day."""
    found = _CLOCK.fullmatch(_COMPACT.sub(r"\1:\2", text))
    if found is None:
        raise Unclear(text)
    part, half = found[1] or "", found[6] or ""
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or found[5] or 0)
    if hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        raise Unclear(text)
    return time((_shown(hour, part, half)) % 24, minute)


def _shown(hour: int, part: str, half: str) -> int:
    """The hour of twenty-four."""
    if half:
        return hour % 12 + 12 * (half == "p")
    if part in _LATER and hour <= 12:
        return hour + 12
    if part == "中午" and hour < 11:
        return hour + 12
    return 0 if part in {"凌晨", "半夜"} and hour == 12 else hour

"""What the labels around a price say: which meter, which bounds, which model.

The words here are the trade's own, in Chinese and English; a word that only one vendor uses stays
in that vendor's file.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from scrapers import money
from scrapers.errors import PageChanged
from scrapers.quotes import TOKEN_HOURS, TOKENS

# In this order: a more special phrase stands before the word that it contains.
_METERS: Final = {
    "cache_storage": r"缓存存储|缓存储存|\bstorage\b",
    "cache_write_1h": r"\b1[- ]?h(?:our)?\b.*\bcach\w* (?:write|creation)"
    r"|\bcach\w* (?:writes?|creation)\b.*\b1[- ]?h(?:our)?s?\b"
    r"|1\s?小时.*缓存(?:写入|创建)|缓存(?:写入|创建).*\b1\s?(?:h\b|小时)",
    "cache_write": r"缓存(?:写入|创建)|创建缓存"
    r"|\bcach\w* (?:input )?(?:write|creation)|\bwrites?\b.*\bcache",
    "input": r"缓存未命中|未命中缓存|(?:非|未|无|不含)缓存的?输入"
    r"|\bcache[- ]miss|\b(?:non|un)-?cached\b",
    "cache_read": r"缓存命中|命中缓存|缓存读取?|缓存输入|输入缓存"
    r"|\bcach(?:e|ing)[- ]?(?:hits?|reads?)\b|\bcached\b|\bread\b.*\bcache",
    "output": r"输出|\boutput\b|\bcompletion\b",
    "_input": r"输入|\binput\b|\bprompt\b(?! cach)",
    "training": r"训练|\btraining\b",
}
_SUFFIXES: Final = {
    "audio": r"音频|语音|\baudio\b",
    "image": r"图片|图像|\bimages?\b",
    "video": r"视频|\bvideos?\b",
}
_NOT = re.compile(r"非(?:音频|语音|图片|视频)|\bnon[- ](?:audio|image|video)\b")
_SHARED = re.compile(r"文本|文字|\btext\b")
_BOTH = re.compile(
    r"输入\s*[/、和与及+&]?\s*输出|输出\s*[/、和与及+&]?\s*输入"
    r"|\binputs?\s*(?:[/,&+]|and)\s*outputs?\b|\boutputs?\s*(?:[/,&+]|and)\s*inputs?\b"
)
_SUFFIXED: Final = frozenset({"input", "output", "cache_read"})

_BADGE_WORDS: Final = (
    r"新品|最新|热门|推荐|限时|即将下线"
    r"|new|hot|beta|preview only|deprecated|legacy|limited availability"
)
_BADGE_LINE = re.compile(rf"(?:{_BADGE_WORDS})", re.IGNORECASE)
_BADGE_TAIL = re.compile(
    rf"(?:\s*[(（\[]\s*(?:{_BADGE_WORDS}|\d{{1,2}}|retired[^)）]*)\s*[)）\]]"
    r"|\s*[¹²³⁴⁵⁶⁷⁸⁹*†‡]|\s(?:新品|New|Beta))+$",
    re.IGNORECASE,
)

_SCALES: Final = {"k": 1_000, "千": 1_000, "m": 1_000_000, "百万": 1_000_000, "万": 10_000}
_END = r"(\d+(?:\.\d+)?)\s*(k|m|千|百万|万)?"
_INTERVAL = re.compile(rf"[\[(]\s*{_END}\s*(?:[,，~-]\s*(?:{_END}|\+?\s*[∞inf]+)|\+)\s*[\])]")
_BETWEEN = re.compile(rf"{_END}\s*(?:tokens?)?\s*[<≤]=?\s*[a-z 长度输入输出]*?\s*[<≤]=?\s*{_END}")
_RANGE = re.compile(
    r"(?<![\w.-])(\d+(?:\.\d+)?)\s*(k|m|千|百万|万)?\s*(?:[~–—-]|至|到|to)\s*"
    r"(\d+(?:\.\d+)?)\s*(k|m|千|百万|万)(?![a-z])"
)
_UP_TO = re.compile(
    r"(?:[≤<]=?|up to|under|below|at most|不超过|不大于|不高于|(?<!不)(?:小于|少于|低于))\s*"
    rf"{_END}|{_END}\s*(?:以内|以下|及以下)"
)
_OVER = re.compile(
    r"(?:[≥>]=?|over|above|more than|at least|(?<!不)(?:超过|大于|高于)|不小于|不少于|不低于)\s*"
    rf"{_END}"
)
_PLUS = re.compile(rf"{_END}\s*(?:\+(?!\s*[∞i])|及?以上)")
# A comma before three digits that end a number; between the ends of an interval it parts them.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIDES = re.compile(r"输出|\boutput\b|输入|\binput\b")
_LENGTH = re.compile(r"长度|\blength\b|token", re.IGNORECASE)

# "off-peak" before the "peak" that it contains.
_WINDOWS: Final = {
    "off_peak": r"非高峰|低峰|低谷|谷时|空闲|闲时|平峰|\boff[- ]?peak\b|\bidle\b",
    "peak": r"高峰|峰时|忙时|\bpeak\b",
}
_MODES: Final = {
    "non_thinking": r"非思考|\bnon-?thinking\b",
    "thinking": r"思考|\bthinking\b",
}


@lru_cache(maxsize=4096)  # a page repeats its headers
def meter(label: str) -> str | None:
    """The meter that a header or row label names, None where it names none or both directions."""
    text = _NOT.sub(" ", money.fold(label).lower())
    found = next((m for m, words in _METERS.items() if re.search(words, text)), None)
    if found is None or _BOTH.search(text):
        return None
    found = found.removeprefix("_")
    if found in _SUFFIXED and not _SHARED.search(text):
        suffix = next((s for s, words in _SUFFIXES.items() if re.search(words, text)), None)
        return f"{found}_{suffix}" if suffix else found
    return found


def usual_unit(meter: str) -> str:
    """The unit of a meter where a free cell prints none."""
    units = {
        "cache_storage": TOKEN_HOURS,
        "speech": "1M chars",
        "search": "request",
        "transcription": "minute",
    }
    return units.get(meter, meter if meter in {"image", "video", "request"} else TOKENS)


def model(lines: Iterable[str]) -> str:
    """The model's name as written in a cell: the first line that is no badge, without its marks.

    Raises PageChanged where nothing is left.
    """
    named = [line for line in lines if not _BADGE_LINE.fullmatch(line.strip(" ()（）[]"))]
    name = _BADGE_TAIL.sub("", named[0]).strip() if named else ""
    if not name:
        raise PageChanged("a row without a model's name", where=" ".join(lines))
    return name


def lengths(text: str, *, scale: int = 1) -> dict[str, str | int | None]:
    """The bounds on input and output length that a cell prints, as conditions in tokens.

    `scale` is what a bare number counts in (1000 where the header says 千tokens). A side that the
    text does not name is the input. Without a bound there is nothing: `128K` alone is a window.
    Raises PageChanged for a fraction of a token.
    """
    folded = money.fold(text).lower()
    bounds: dict[str, str | int | None] = {}
    for side, part in _parts(folded):
        low, high = _bounds(part, scale)
        bounds |= {f"{side}_min": low or None, f"{side}_max": high}
    return {key: value for key, value in bounds.items() if value is not None}


def _parts(folded: str) -> list[tuple[str, str]]:
    """The text cut before each word that names a side; before the first one it is the input."""
    marks = list(_SIDES.finditer(folded))
    if not marks:
        return [("input", folded)]
    starts = [0, *(mark.start() for mark in marks[1:]), len(folded)]
    sides = ["output" if mark.group() in {"输出", "output"} else "input" for mark in marks]
    return [(side, folded[a:b]) for side, a, b in zip(sides, starts, starts[1:], strict=False)]


def _bounds(text: str, scale: int) -> tuple[int | None, int | None]:
    interval, text = _INTERVAL.search(text), _THOUSANDS.sub("", text)
    if match := interval or _BETWEEN.search(text) or _RANGE.search(text):
        low, low_unit, high, high_unit = match.groups()
        if high and not low_unit and money.number(low) < money.number(high):
            low_unit = high_unit  # [32, 128k)
        return _tokens(low, low_unit, scale), _tokens(high, high_unit, scale) if high else None
    low, high = _OVER.search(text) or _PLUS.search(text), _UP_TO.search(text)
    return (
        _tokens(low[1], low[2], scale) if low else None,
        _tokens(high[1] or high[3], high[2] or high[4], scale) if high else None,
    )


def _tokens(number: str, unit: str | None, scale: int) -> int:
    value = money.number(number) * (_SCALES[unit] if unit else scale)
    if value != int(value):
        raise PageChanged("a length that is no number of tokens", where=number)
    return int(value)


def window(text: str) -> str | None:
    """The time of day that a text names: `peak`, `off_peak` or None."""
    return _first(_WINDOWS, text)


def terms(text: str, header: str = "") -> dict[str, str | int | None]:
    """What a cell of a column of conditions says: bounds, window, mode; other words are a variant.

    The header says what a bare number counts in. Raises PageChanged for a length that is not
    understood or whose unit is printed nowhere.
    """
    if money.missing(text):
        return {}
    unit = money.unit(header)
    bounds = lengths(text, scale=int(1_000_000 / unit.factor) if unit else 1)
    if not unit and any(isinstance(bound, int) and bound < 1_000 for bound in bounds.values()):
        raise PageChanged("a length without its unit", where=text)
    named = {"window": window(text), "mode": _first(_MODES, text)}
    if found := bounds | {key: value for key, value in named.items() if value is not None}:
        return found
    if _LENGTH.search(text):
        raise PageChanged("a condition that is not understood", where=text)
    return {"variant": text}


def _first(words: dict[str, str], text: str) -> str | None:
    folded = money.fold(text).lower()
    return next((name for name, pattern in words.items() if re.search(pattern, folded)), None)

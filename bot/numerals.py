"""Numbers and lengths of time as people write them, in English and Chinese. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

_DIGITS: Final = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE: Final = re.compile(r"[零一二两三四五六七八九十]+")
# Patterns of one unit each. What `m` means depends on what is asked for.
UNITS: Final[Mapping[str, timedelta]] = {
    r"min(?:ute)?s?|分钟?": timedelta(minutes=1),
    r"h(?:ou)?rs?|h|个?(?:小时|钟头)": timedelta(hours=1),
    r"days?|d|天|日": timedelta(days=1),
    r"weeks?|w|个?(?:周|星期|礼拜)": timedelta(weeks=1),
}


def unit_of(word: str, units: Mapping[str, timedelta]) -> timedelta:
    """How long one of the units is, by a word for it."""
    return next(one for words, one in units.items() if re.fullmatch(words, word))


def in_digits(text: str) -> str:
    """One line in small letters, with numbers in digits. Raises ValueError."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _CHINESE.sub(lambda found: str(_number(found[0])), folded)


def _number(chinese: str) -> int:
    """The number of Chinese words below a hundred."""
    tens, ten, ones = chinese.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[digit]) for digit in chinese))
    if not {tens, ones} <= {"", *_DIGITS}:
        raise ValueError(chinese)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)

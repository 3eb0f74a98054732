"""Numbers that people write in Chinese words, as digits. Pure."""

import re
import unicodedata
from typing import Final

_DIGITS: Final = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE: Final = re.compile(r"[零一二两三四五六七八九十]+")


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

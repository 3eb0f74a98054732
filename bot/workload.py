"""What somebody uses in a month, as they say it: `300M in 50M out cached 60% at 32k`. Pure.

In English and Chinese. Every word is understood or the text is refused: a number that is skipped
would make a wrong bill.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from bot import numerals
from scrapers.quotes import plain

MOST: Final = Decimal(10) ** 15  # tokens: more than all vendors together serve in a month
UNITS: Final = ((10**9, "B"), (10**6, "M"), (10**3, "k"))

Part = Literal["input", "output", "cached", "length"]

_SIZES: Final = {
    "": 1,
    "k": 10**3,
    "千": 10**3,
    "万": 10**4,
    "w": 10**4,
    "m": 10**6,
    "million": 10**6,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "b": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "trillion": 10**12,
    "万亿": 10**12,
}
_PARTS: Final[dict[str, Part]] = {
    **dict.fromkeys(("in", "input", "inputs", "prompt", "输入", "进"), "input"),
    **dict.fromkeys(("out", "output", "outputs", "completion", "输出", "出"), "output"),
    **dict.fromkeys(("cached", "cache", "缓存", "缓存命中", "缓存命中率"), "cached"),
    **dict.fromkeys(("命中", "命中率", "缓存率"), "cached"),
    **dict.fromkeys(("at", "length", "长度", "每次", "单次"), "length"),
}
_SILENT: Final = frozenset(
    {"tokens", "token", "of", "and", "a", "per", "month", "monthly", "with"}
    | {"hit", "hits", "rate", "ratio", "每月", "月", "每个月", "个", "的", "和", "其中"}
)


def _either(words: Iterable[str], kind: Callable[[str], bool] = bool) -> str:
    """A pattern for one of the words, the longest first: it may have another one in it."""
    return "|".join(sorted(filter(kind, words), key=len, reverse=True))


def _chinese(word: str) -> bool:
    return bool(word) and not word.isascii()


# A letter that says the size may stand before the word for what is counted: `300Min 50Mout`.
_NUMBER: Final = (
    r"(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?|(?<!\d)\.\d+)\s*"
    rf"(?P<size>{_either(_SIZES, _chinese)}|(?:{_either(_SIZES, str.isascii)})"
    rf"(?:(?![a-z\d])|(?=(?:{_either(_PARTS, str.isascii)}|tokens?)(?![a-z]))))?"
    r"(?!\d)(?(size)|(?![a-z]))\s*(?P<percent>%|成)?"
)
_SAID: Final = re.compile(
    rf"{_NUMBER}|(?P<word>{_either({*_PARTS, *_SILENT}, _chinese)}|[a-z]+)"
    r"|[\s,;:、/+&=。]+|(?P<other>[^\W\d_]+|.)"
)


class BadWorkload(ValueError):
    """A workload that cannot be understood; `word` is what is wrong, "" where amounts lack."""

    def __init__(self, word: str = "") -> None:
        self.word = word
        super().__init__(f"{word} is not understood in a workload" if word else "no amounts")


@dataclass(frozen=True, slots=True)
class Workload:
    """Tokens a month, in and out; `cached` is the share of what goes in that was seen before.

    `length` is how many tokens go in at once, None where that is not said.
    """

    input: Decimal
    output: Decimal
    cached: Decimal = Decimal(0)
    length: int | None = None

    @property
    def fresh(self) -> Decimal:
        """Tokens that go in and are not in the cache."""
        return self.input * (1 - self.cached)

    @property
    def hits(self) -> Decimal:
        """Tokens that go in and are in the cache."""
        return self.input * self.cached

    @property
    def text(self) -> str:
        """The workload as `parse` reads it, to be kept: `300M in 50M out cached 60% at 32k`."""
        parts = [f"{size(self.input)} in", f"{size(self.output)} out"]
        parts += [f"cached {plain(self.cached * 100)}%"] if self.cached else []
        parts += [f"at {size(Decimal(self.length))}"] if self.length else []
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class _Number:
    amount: Decimal
    percent: bool
    text: str


_Word = _Number | Part


def size(tokens: Decimal, units: Sequence[tuple[int, str]] = UNITS) -> str:
    """A number of tokens as the trade writes it, exactly: 300M, 1.5B, 32k, 200."""
    for unit, letter in units:
        if tokens >= unit and tokens % (unit // 1000) == 0:
            return f"{plain(tokens / unit)}{letter}"
    return plain(tokens)


def tokens(text: str) -> int | None:
    """A whole number of tokens such as `128k`, `1M`, `12.8万`; None where it is something else."""
    match = re.fullmatch(_NUMBER, _folded(text))
    if match is None or match["percent"]:
        return None
    amount = _number(match).amount
    return int(amount) if amount == amount.to_integral_value() else None


def parse(text: str) -> Workload:
    """The workload that a text names; a word may stand before or behind its number.

    Two numbers alone are in and out. Raises BadWorkload.
    """
    said = list(_words(_folded(text)))
    length = _length(said)
    cached = _share(said)
    amounts = _pairs(said)
    if not amounts or not any(amounts.values()):
        raise BadWorkload
    nothing = Decimal(0)
    given = amounts.get("input", nothing), amounts.get("output", nothing)
    return Workload(*given, cached, length)


def _folded(text: str) -> str:
    try:
        return numerals.in_digits(text)
    except ValueError as error:
        raise BadWorkload(str(error)) from error


def _words(text: str) -> Iterator[_Word]:
    for match in _SAID.finditer(text):
        word = match["word"]
        if match["amount"]:
            yield _number(match)
        elif word in _PARTS:
            yield _PARTS[word]
        elif match["other"] or (word and word not in _SILENT):
            raise BadWorkload(match[0])


def _number(match: re.Match[str]) -> _Number:
    amount = Decimal(match["amount"].replace(",", "")) * _SIZES[match["size"] or ""]
    if amount > MOST:
        raise BadWorkload(match[0].strip())
    tenths = 10 if match["percent"] == "成" else 1
    return _Number(amount * tenths, bool(match["percent"]), match[0].strip())


def _length(said: list[_Word]) -> int | None:
    """How many tokens at once; takes the word and the number behind it out."""
    if "length" not in said:
        return None
    place = said.index("length")
    number = said[place + 1] if place + 1 < len(said) else None
    if not isinstance(number, _Number) or number.percent or number.amount < 1:
        raise BadWorkload(number.text if isinstance(number, _Number) else "")
    del said[place : place + 2]
    return int(number.amount)


def _share(said: list[_Word]) -> Decimal:
    """The one percentage there may be is what is cached; takes it and its word out."""
    said[:] = _shares(said)
    shares = [word for word in said if isinstance(word, _Number) and word.percent]
    if len(shares) != said.count("cached") or len(shares) > 1:
        raise BadWorkload(shares[0].text if shares else "cached")
    if not shares:
        return Decimal(0)
    if shares[0].amount > 100:
        raise BadWorkload(shares[0].text)
    said.remove("cached")
    said.remove(shares[0])
    return shares[0].amount / 100


def _shares(said: Sequence[_Word]) -> Iterator[_Word]:
    """`cached 0.6` is a share too: of a token there is no part."""
    for before, word in zip([None, *said], said, strict=False):
        part = isinstance(word, _Number) and not word.percent and 0 < word.amount < 1
        if before == "cached" and isinstance(word, _Number) and part:
            yield replace(word, amount=word.amount * 100, percent=True)
        else:
            yield word


def _pairs(said: Sequence[_Word]) -> dict[Part, Decimal]:
    """The amounts by their part. Raises BadWorkload where one has none, or two."""
    numbers = [word for word in said if isinstance(word, _Number)]
    parts: list[Part] = [word for word in said if not isinstance(word, _Number)]
    if not parts and len(numbers) == 2:
        parts = ["input", "output"]
    alternate = all(
        isinstance(one, _Number) != isinstance(other, _Number) for one, other in pairwise(said)
    )
    fits = len(parts) == len(numbers) == len(set(parts)) and "length" not in parts
    if not fits or not (alternate or len(numbers) == len(said)):
        raise BadWorkload(numbers[-1].text if numbers else "")
    return {part: number.amount for part, number in zip(parts, numbers, strict=True)}

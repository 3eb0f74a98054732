"""Under which conditions a price holds, in words: `input ≤ 32k`, `batch`, `off-peak 00:30`."""

from collections.abc import Mapping
from decimal import Decimal

from bot import windows
from bot.words.voice import Voice
from scrapers.quotes import plain

_SPANS = ("input", "output")


def terms(
    conditions: Mapping[str, str | int], voice: Voice, schedule: str | None = None
) -> list[str]:
    """The conditions in the notation's order; the clock hours stand behind their window.

    Hours that are printed of the other window are said to be outside of it.
    """
    rest = dict(conditions)
    found = [words for name in _SPANS if (words := _span(name, rest, voice))]
    for key, value in rest.items():
        words = _term(key, str(value), voice)
        if key == "window" and schedule:
            words, schedule = _hours(words, str(value), schedule, voice), None
        found.append(words)
    return [*found, schedule] if schedule else found


def _hours(words: str, window: str, schedule: str, voice: Voice) -> str:
    """A window with its hours; a page may print only those of the other one, at both."""
    found = windows.parse(schedule, window)
    if found and found.outside:
        return voice.words.outside.format(window=words, hours=schedule)
    return f"{words} {schedule}"


def _span(name: str, rest: dict[str, str | int], voice: Voice) -> str | None:
    """A lower and an upper bound become one range. Takes both out of `rest`."""
    sides = {side: rest.pop(f"{name}_{side}", None) for side in ("min", "max")}
    low, high = (None if bound is None else count(int(bound)) for bound in sides.values())
    words = voice.words.conditions
    if low and high:
        return words[name].format(low=low, high=high)
    side = "min" if low else "max"
    return words[f"{name}_{side}"].format(value=low or high) if low or high else None


def _term(key: str, value: str, voice: Voice) -> str:
    words = voice.words
    said = words.values.get((key, value))
    if said is None:
        said = value.replace("_", " ") if key in {"service", "window", "mode"} else value
    return words.conditions[key].format(value=said)


def count(tokens: int) -> str:
    """A number of tokens as the trade writes it: 32k, 1.5M, 200."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if tokens >= size and tokens % (size // 10) == 0:
            return f"{plain(Decimal(tokens) / size)}{letter}"
    return str(tokens)

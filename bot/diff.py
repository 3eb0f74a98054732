"""Two readings become differences. Pure; knows neither time nor trust."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scrapers.quotes import Conditions, Quote

Key = tuple[str, str, str, str, Conditions]
Prices = Mapping[Key, Quote]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that differs: `old` is None for a new one, `new` is None for one that is gone."""

    key: Key
    old: Quote | None
    new: Quote | None


def by_key(quotes: Iterable[Quote]) -> dict[Key, Quote]:
    """Quotes by what stays the same from reading to reading."""
    return {quote.key: quote for quote in quotes}


def diff(before: Prices, after: Prices) -> list[Difference]:
    """What must be done to `before` to get `after`, in the order of `after`, what is gone last."""
    moved = [
        Difference(key, before.get(key), new)
        for key, new in after.items()
        if before.get(key) != new
    ]
    gone = [Difference(key, old, None) for key, old in before.items() if key not in after]
    return moved + gone


def apply(differences: Iterable[Difference], before: Prices) -> dict[Key, Quote]:
    """`before` with the differences carried out: apply(diff(a, b), a) == b."""
    after = dict(before)
    for difference in differences:
        if difference.new is None:
            del after[difference.key]
        else:
            after[difference.key] = difference.new
    return after

"""What a workload costs in a month at printed prices, as far as they say it. Pure.

Nothing is made up: where the price depends on what is not known (the length of the input, the time
of day, thinking or not) the bill is a range; where no price is printed there is no bill.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.answers.offers import order, ordinary, place, terms
from bot.workload import Workload
from scrapers.quotes import Conditions, Quote

MILLION: Final = Decimal(10) ** 6
_RANGES: Final = ("input", "output")
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("input_min", "input_max", "output_min", "output_max", "context"), "length"),
    "window": "window",
    "mode": "mode",
    "variant": "variant",
    "cache": "cache",
}


@dataclass(frozen=True, slots=True)
class Bill:
    """A month's sum, from `low` to `high`, in one currency; `depends` says on what.

    `full_price` is true where cached tokens are billed like others because no price is printed
    for them; `uncounted` are meters that the page charges besides and a workload does not tell.
    `free` where the page says so of all of it.
    """

    low: Decimal
    high: Decimal
    currency: str
    where: Conditions = ()
    depends: tuple[str, ...] = ()
    full_price: bool = False
    uncounted: tuple[str, ...] = ()
    free: bool = False


def bills(quotes: Sequence[Quote], workload: Workload) -> list[Bill]:
    """The bills of one model at one source, one for each place and currency; cheapest first."""
    groups: dict[tuple[Conditions, str], list[Quote]] = {}
    for quote in quotes:
        groups.setdefault((place(quote), quote.currency), []).append(quote)
    found = [_bill(where, group, workload) for (where, _), group in groups.items()]
    return sorted((one for one in found if one), key=lambda one: (one.low, one.high))


def _bill(where: Conditions, quotes: Sequence[Quote], workload: Workload) -> Bill | None:
    """None where a price that the workload needs is not printed."""
    needed = {"input": workload.fresh + workload.hits, "output": workload.output}
    prices = {meter: ordinary(quotes, meter) for meter in ("input", "output", "cache_read")}
    cases = _cases(prices, [meter for meter, amount in needed.items() if amount], workload.length)
    sums = [total for case in cases for total in _sums(case, prices, workload)]
    if not sums:
        return None
    low, high = min(sums), max(sums)
    return Bill(
        low,
        high,
        quotes[0].currency,
        where,
        depends=_depends(cases, prices["cache_read"]) if low != high else (),
        full_price=bool(workload.hits) and not prices["cache_read"],
        uncounted=_uncounted(quotes, workload),
        free=high == 0 and all(q.free for meter in needed for q in prices[meter]),
    )


def _cases(
    prices: Mapping[str, Sequence[Quote]], needed: Sequence[str], length: int | None
) -> list[Conditions]:
    """The terms under which all that is needed has a price."""
    every = dict.fromkeys(terms(quote) for meter in needed for quote in prices[meter])
    cases = [
        case
        for case in every
        if all(_fitting(prices[meter], case) for meter in needed) and _takes(case, length)
    ]
    return sorted(cases, key=order)


def _takes(case: Conditions, length: int | None) -> bool:
    """Does an input of this length fall under the terms?"""
    if length is None:
        return True
    low, high = _span(dict(case), "input")
    return low < length and (high is None or length <= high)


def _fitting(quotes: Iterable[Quote], case: Conditions) -> list[Quote]:
    """The prices that hold under the terms, those that say most about them only."""
    held = [quote for quote in quotes if _holds(terms(quote), case)]
    most = max((len(terms(quote)) for quote in held), default=0)
    return [quote for quote in held if len(terms(quote)) == most]


@lru_cache(maxsize=16_384)
def _holds(given: Conditions, case: Conditions) -> bool:
    """Does a price of these terms hold in a case? Bounds may be wider than the case's."""
    mine, theirs = dict(given), dict(case)
    if any(not _within(_span(theirs, name), _span(mine, name)) for name in _RANGES):
        return False
    rest = {key for key in mine if not key.endswith(("_min", "_max"))} - {"cache"}
    return all(mine[key] == theirs.get(key) for key in rest)


def _span(given: Mapping[str, str | int], name: str) -> tuple[int, int | None]:
    low, high = (given.get(f"{name}_{side}") for side in ("min", "max"))
    return int(low or 0), None if high is None else int(high)


def _within(inner: tuple[int, int | None], outer: tuple[int, int | None]) -> bool:
    if inner[0] < outer[0]:
        return False
    return outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])


def _sums(
    case: Conditions, prices: Mapping[str, Sequence[Quote]], workload: Workload
) -> list[Decimal]:
    """The cheapest and the dearest sum under these terms."""
    held = {meter: _fitting(found, case) for meter, found in prices.items()}
    hits = held["cache_read"] or held["input"]
    parts = (
        (workload.fresh, held["input"]),
        (workload.hits, hits),
        (workload.output, held["output"]),
    )
    used = [(amount, found) for amount, found in parts if amount]
    return [
        sum((amount * pick(q.amount for q in found) for amount, found in used), Decimal(0))
        / MILLION
        for pick in (min, max)
    ]


def _depends(cases: Sequence[Conditions], cached: Sequence[Quote]) -> tuple[str, ...]:
    """On what the sum depends: the kinds of terms in which the cases differ."""
    said = [dict(case) for case in cases]
    keys = {key for one in said for key in one if any(o.get(key) != one[key] for o in said)}
    keys |= {"cache"} if any("cache" in dict(quote.conditions) for quote in cached) else set()
    return tuple(dict.fromkeys(kind for key, kind in _KINDS.items() if key in keys))


def _uncounted(quotes: Iterable[Quote], workload: Workload) -> tuple[str, ...]:
    """What keeping a cache costs besides; it is only said where one is used."""
    if not workload.hits:
        return ()
    meters = {quote.meter for quote in quotes if quote.amount}
    return tuple(m for m in ("cache_write", "cache_write_1h", "cache_storage") if m in meters)

"""What a workload costs in a month at printed prices, as far as they say it. Pure.

Nothing is made up: where the price depends on what is not known (the length of the input, the time
of day, thinking or not) the bill is a range; where no price is printed there is no bill.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
}
_KEEPING: Final = ("cache_write", "cache_write_1h", "cache_storage")  # what a cache costs besides
_NOTHING: Final = Decimal(0)

Three = tuple[Decimal, Decimal, Decimal]  # for input, cached input, output


@dataclass(frozen=True, slots=True)
class Bill:
    """A month's sum, from `low` to `high`, in one currency; `depends` says on what.

    `full_price` is true where cached tokens are billed like others because no price is printed
    for them, if only under some of the terms; `uncounted` are meters that the page charges besides
    and a workload does not tell. `free` where the page says so of all of it. `quotes` are the
    prices that it is made of.
    """

    low: Decimal
    high: Decimal
    currency: str
    where: Conditions = ()
    depends: tuple[str, ...] = ()
    full_price: bool = False
    uncounted: tuple[str, ...] = ()
    free: bool = False
    quotes: tuple[Quote, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """Terms under which all that is needed has a price: of input, cached input, output.

    The lowest and the highest of each; they differ only where several kinds of cache are priced.
    `cached` tells whether cached input has a price of its own under them.
    """

    terms: Conditions
    low: Three
    high: Three
    cached: bool = True

    def takes(self, length: int | None) -> bool:
        """Does an input of this length fall under the terms?"""
        if length is None:
            return True
        low, high = _span(self.terms, "input")
        return low < length and (high is None or length <= high)


@dataclass(frozen=True, slots=True)
class PriceList:
    """The ordinary prices of one model at one place in one currency, made ready for bills.

    `keeping` are the meters that a cache costs besides, `free` that every price is called so.
    """

    where: Conditions
    currency: str
    cases: tuple[Case, ...]
    keeping: tuple[str, ...]
    free: bool
    quotes: tuple[Quote, ...]

    def bill(self, workload: Workload) -> Bill | None:
        """What the workload costs; None where a price that it needs is not printed."""
        cases = [case for case in self.cases if case.takes(workload.length)]
        if not cases:
            return None
        used = (workload.fresh, workload.hits, workload.output)
        low = min(_sum(used, case.low) for case in cases)
        high = max(_sum(used, case.high) for case in cases)
        return Bill(
            low,
            high,
            self.currency,
            self.where,
            depends=_depends(cases) if low != high else (),
            full_price=bool(workload.hits) and not all(case.cached for case in cases),
            uncounted=self.keeping if workload.hits else (),
            free=self.free,
            quotes=self.quotes,
        )


def _sum(used: Three, prices: Three) -> Decimal:
    return (used[0] * prices[0] + used[1] * prices[1] + used[2] * prices[2]) / MILLION


def needed(workload: Workload) -> tuple[str, ...]:
    """The meters without which there is no bill."""
    amounts = {"input": workload.input, "output": workload.output}
    return tuple(meter for meter, amount in amounts.items() if amount)


def price_lists(quotes: Iterable[Quote], meters: Sequence[str]) -> list[PriceList]:
    """The price lists of one model at one source in which all of these meters have a price."""
    groups: dict[tuple[Conditions, str], list[Quote]] = {}
    for quote in quotes:
        groups.setdefault((place(quote), quote.currency), []).append(quote)
    lists = (_list(where, group, meters) for (where, _), group in groups.items())
    return [one for one in lists if one.cases]


def bills(quotes: Iterable[Quote], workload: Workload) -> list[Bill]:
    """The bills of one model at one source, one for each place and currency; cheapest first."""
    found = (one.bill(workload) for one in price_lists(quotes, needed(workload)))
    return sorted((bill for bill in found if bill), key=lambda bill: (bill.low, bill.high))


def _list(where: Conditions, quotes: Sequence[Quote], meters: Sequence[str]) -> PriceList:
    prices = {meter: ordinary(quotes, meter) for meter in ("input", "output", "cache_read")}
    charged = {quote.meter for quote in quotes if quote.amount}
    return PriceList(
        where,
        quotes[0].currency,
        _cases(prices, meters),
        keeping=tuple(meter for meter in _KEEPING if meter in charged),
        free=all(quote.free for meter in meters for quote in prices[meter]),
        quotes=tuple(quote for found in prices.values() for quote in found),
    )


def _cases(prices: Mapping[str, Sequence[Quote]], meters: Sequence[str]) -> tuple[Case, ...]:
    """The terms under which all of the meters have a price."""
    every = dict.fromkeys(terms(quote) for meter in meters for quote in prices[meter])
    found = (_case(given, prices, meters) for given in sorted(every, key=order))
    return tuple(case for case in found if case)


def _case(
    given: Conditions, prices: Mapping[str, Sequence[Quote]], meters: Sequence[str]
) -> Case | None:
    held = {meter: _fitting(quotes, given) for meter, quotes in prices.items()}
    if not all(held[meter] for meter in meters):
        return None
    columns = (held["input"], held["cache_read"] or held["input"], held["output"])
    low, high = (
        [pick((quote.amount for quote in found), default=_NOTHING) for found in columns]
        for pick in (min, max)
    )
    cached = bool(held["cache_read"])
    return Case(given, (low[0], low[1], low[2]), (high[0], high[1], high[2]), cached)


def _fitting(quotes: Sequence[Quote], given: Conditions) -> list[Quote]:
    """The prices that hold under the terms, those that say most about them only."""
    held = [quote for quote in quotes if _holds(terms(quote), given)]
    most = max((len(terms(quote)) for quote in held), default=0)
    return [quote for quote in held if len(terms(quote)) == most]


@lru_cache(maxsize=16_384)
def _holds(own: Conditions, given: Conditions) -> bool:
    """Does a price of these terms hold under given ones? Its bounds may be wider."""
    if any(not _within(_span(given, name), _span(own, name)) for name in _RANGES):
        return False
    theirs = dict(given)
    rest = [(k, v) for k, v in own if k != "cache" and not k.endswith(("_min", "_max"))]
    return all(theirs.get(key) == value for key, value in rest)


@lru_cache(maxsize=4096)
def _span(given: Conditions, name: str) -> tuple[int, int | None]:
    said = dict(given)
    low, high = (said.get(f"{name}_{side}") for side in ("min", "max"))
    return int(low or 0), None if high is None else int(high)


def _within(inner: tuple[int, int | None], outer: tuple[int, int | None]) -> bool:
    if inner[0] < outer[0]:
        return False
    return outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])


def _depends(cases: Sequence[Case]) -> tuple[str, ...]:
    """On what a sum depends: the kinds of terms in which the cases differ, the kind of cache."""
    said = [dict(case.terms) for case in cases]
    keys = {key for one in said for key in one if any(o.get(key) != one[key] for o in said)}
    kinds = dict.fromkeys(kind for key, kind in _KINDS.items() if key in keys)
    caches = any(case.low != case.high for case in cases)
    return (*kinds, *(["cache"] if caches else []))

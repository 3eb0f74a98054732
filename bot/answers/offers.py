"""What one source sells one model for: prices under the same terms beside one another. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

from bot.store import Latest
from scrapers.quotes import CONDITION_KEYS, TOKENS, Conditions, Quote

T = TypeVar("T")
METERS: Final = ("input", "output", "cache_read")  # what most people ask for, in this order
_PLACES: Final = ("scope", "region", "channel")
_APART: Final = ("service", "tier")  # other terms of trade than the ordinary ones
_ORDER: Final = {
    name: place
    for place, name in enumerate(
        (*METERS, "cache_write", "cache_write_1h", "cache_storage", "output_reasoning")
    )
}
_FIRST: Final = {"peak": 0, "off_peak": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """Prices under the same terms (`terms` are the conditions without the place), by meter."""

    terms: Conditions
    prices: tuple[Latest, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The prices themselves."""
        return tuple(one.quote for one in self.prices)

    @property
    def apart(self) -> tuple[str, ...]:
        """The service and the tier, empty where somebody asks for nothing in particular."""
        return apart(self.terms)

    @property
    def usual(self) -> bool:
        """Is there a price here that most people ask for?"""
        return any(quote.meter in METERS for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Section:
    """A price list in one currency, and where it holds: deployment scope, region, channel.

    Several places where the lists are equal. What is free altogether is so in every currency.
    """

    places: tuple[Conditions, ...]
    rows: tuple[Row, ...]

    @property
    def currency(self) -> str:
        """In which currency its prices are printed."""
        return self.rows[0].quotes[0].currency

    @property
    def breadth(self) -> int:
        """How many of the prices are there that most people ask for."""
        return sum(bool(ordinary(self.quotes, meter)) for meter in METERS)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The prices themselves."""
        return tuple(quote for one in self.rows for quote in one.quotes)


@dataclass(frozen=True)  # no slots: what is made of it is kept
class Offer:
    """One model at one page of one source."""

    source: str
    page: str
    vendor: str
    prices: tuple[Latest, ...]
    plans: tuple[Quote, ...] = ()  # announced for later, the next one first

    @property
    def place(self) -> str:
        """The source, and which of its pages, where it has several."""
        return f"{self.source} {self.page}".rstrip()

    @property
    def name(self) -> str:
        """The model as the page writes it."""
        return self.prices[0].quote.model

    @property
    def quotes(self) -> list[Quote]:
        """The prices themselves."""
        return [one.quote for one in self.prices]

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the offer once; another offer takes its place when a price changes."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The price lists of the model's places; places with equal lists share one."""
        lists: dict[tuple[Conditions, str], list[Latest]] = defaultdict(list)
        for one in self.prices:
            lists[place(one.quote), one.quote.currency].append(one)
        alike: dict[tuple[object, ...], list[tuple[Conditions, str]]] = defaultdict(list)
        for key, found in lists.items():
            alike[_shown(found)].append(key)
        return tuple(
            Section(tuple(dict.fromkeys(where for where, _ in keys)), _rows(lists[keys[0]]))
            for keys in alike.values()
        )

    def usual(self, currency: str) -> Section:
        """The price list that is meant where there is room for one only.

        The one at the first place with ordinary prices; of those there in several currencies the
        one nearest to the asker's own, unless another prices more of what most people ask for.
        """
        if len(self.sections) == 1:
            return self.sections[0]

        def chosen() -> Section:
            priced = (one for one in self.sections if one.breadth)
            where = next(priced, self.sections[0]).places[0]
            there = (one for one in self.sections if one.places[0] == where)
            return min(there, key=lambda one: (-one.breadth, *nearness(one.currency, currency)))

        return self.keep(("usual", currency), chosen)


def offers(found: Iterable[Latest], plans: Iterable[Quote] = ()) -> list[Offer]:
    """The prices by page and model, in the order in which they first appear.

    `plans` are what is announced where they all stand.
    """
    groups: dict[tuple[str, str, str, str], list[Latest]] = defaultdict(list)
    for one in found:
        groups[one.source, one.page, one.vendor, one.quote.model].append(one)
    later: dict[str, list[Quote]] = defaultdict(list)
    for plan in sorted(plans, key=_by_day):
        later[plan.model].append(plan)
    return [
        Offer(source, page, vendor, tuple(prices), tuple(later.get(model, ())))
        for (source, page, vendor, model), prices in groups.items()
    ]


def _by_day(plan: Quote) -> tuple[object, ...]:
    """What is announced without a day comes last."""
    return plan.effective_from is None, plan.effective_from, *order(terms(plan)), *by_meter(plan)


def place(quote: Quote) -> Conditions:
    """The conditions that say where a price holds."""
    return _split(quote.conditions)[0]


def terms(quote: Quote) -> Conditions:
    """The conditions that say under which terms."""
    return _split(quote.conditions)[1]


@lru_cache(maxsize=4096)  # a page prints thousands of prices under a few hundred conditions
def _split(given: Conditions) -> tuple[Conditions, Conditions]:
    where = tuple(term for term in given if term[0] in _PLACES)
    return where, tuple(term for term in given if term[0] not in _PLACES)


def ordinary(quotes: Iterable[Quote], meter: str) -> list[Quote]:
    """The prices of a meter for text tokens on ordinary terms: no batch, no free tier."""
    return [
        quote
        for quote in quotes
        if quote.meter == meter and quote.per == TOKENS and not apart(quote.conditions)
    ]


@lru_cache(maxsize=4096)
def apart(given: Conditions) -> tuple[str, ...]:
    """The service and the tier, empty where somebody asks for nothing in particular."""
    return tuple(str(value) for key, value in given if key in _APART)


def _shown(found: Sequence[Latest]) -> tuple[object, ...]:
    """All that a reader sees of a price list but the place."""
    free = all(one.quote.free for one in found)
    return tuple(
        (
            *(q.meter, terms(q), q.amount, q.free, q.per, q.promo, q.was, q.schedule),
            *(free or q.currency, q.effective_from, q.effective_until),
        )
        for q in (one.quote for one in sorted(found, key=_by_terms))
    )


def nearness(currency: str, own: str) -> tuple[bool, bool]:
    """Sorts currencies: the asker's own one, the dollar, in which the references are, others."""
    return currency != own, currency != "USD"


def nearest_currency(currencies: Iterable[str], own: str) -> str:
    """The one of them that is nearest to the asker's own, of several such the first."""
    return min(currencies, key=lambda one: nearness(one, own))


def in_one_currency(quotes: Sequence[Quote], own: str) -> list[Quote]:
    """The prices in the currency that is nearest to the asker's own; none of none."""
    if not quotes:
        return []
    chosen = nearest_currency((quote.currency for quote in quotes), own)
    return [quote for quote in quotes if quote.currency == chosen]


def _rows(found: Sequence[Latest]) -> tuple[Row, ...]:
    groups: dict[Conditions, list[Latest]] = defaultdict(list)
    for one in sorted(found, key=_by_terms):
        groups[terms(one.quote)].append(one)
    rows = (Row(key, tuple(prices)) for key, prices in groups.items())
    return tuple(sorted(rows, key=lambda row: (row.apart, not row.usual, order(row.terms))))


def _by_terms(one: Latest) -> tuple[object, ...]:
    return usual_first(one.quote)


def usual_first(quote: Quote) -> tuple[object, ...]:
    """Sorts prices: ordinary terms first, then what most people ask for."""
    return *order(terms(quote)), *by_meter(quote)


def by_meter(quote: Quote) -> tuple[object, ...]:
    """Sorts prices: what most people ask for first."""
    return _ORDER.get(quote.meter, len(_ORDER)), quote.meter, quote.currency


@lru_cache(maxsize=4096)
def order(given: Conditions) -> tuple[object, ...]:
    """Sorts terms: ordinary ones first, short before long, peak before off-peak."""
    said: Mapping[str, str | int] = dict(given)
    apart = [str(said.get(key, "")) for key in _APART]
    bounds = [int(said.get(f"{side}_{end}", 0)) for side in ("input", "output") for end in _ENDS]
    named = [_name(said.get(key)) for key in CONDITION_KEYS if not key.endswith(_BOUNDS)]
    return (*apart, *bounds, *named)


_ENDS: Final = ("min", "max")
_BOUNDS: Final = ("_min", "_max")


def _name(value: str | int | None) -> tuple[int, str]:
    text = "" if value is None else str(value)
    return _FIRST.get(text, 0), text

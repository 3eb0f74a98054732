"""Differences between two readings, put into the words of the trade: a price, a launch, new terms.

Pure. A finding is not news yet: `judge` counts how often it was seen and decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final, Literal

from bot.diff import Difference, Key, Prices, diff
from bot.events import Direction
from bot.windows import alike
from scrapers.quotes import Quote, plain

Kind = Literal["price", "terms", "lost", "launched", "gone", "renamed", "scheduled", "unscheduled"]
# What is announced, and the day from which it holds, "" where none is named.
Plan = tuple[Key, str]
Planned = Mapping[Plan, Quote]

ALIKE: Final = 0.4  # how alike two names must be where several models come and go at once
ALIKE_IF_FREE: Final = 0.8  # that both cost nothing proves nothing: free models come and go daily
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page says at one moment: the prices in force, and those announced for later."""

    prices: Prices
    planned: Planned


@dataclass(frozen=True, slots=True)
class Finding:
    """What would be said of one subject: the quotes that no longer hold and those that do now.

    Several quotes stand in the order of their keys, whatever the order of the page.
    """

    kind: Kind
    model: str
    old: tuple[Quote, ...] = ()
    new: tuple[Quote, ...] = ()
    was_model: str | None = None

    @property
    def subject(self) -> str:
        """The name under which the finding is counted from reading to reading."""
        if self.kind in {"price", "scheduled", "unscheduled"}:
            quote = (self.new or self.old)[0]
            return "|".join((self.kind, *map(str, quote.key), *self._date(quote)))
        return f"{self.kind}|{self.model}"

    @property
    def form(self) -> str:
        """What must be equal in two readings for the second to confirm the first."""
        kept = {quote.key for quote in self.new}
        gone = (f"-{quote.key}" for quote in self.old if quote.key not in kept)
        come = (f"{q.key}={_word(q)}{plain(q.amount)} {q.schedule or ''}" for q in self.new)
        return "\n".join(sorted((*gone, *come)))

    @property
    def absent(self) -> bool:
        """Nothing stands in the place of what is gone: patience tells a slip from a fact."""
        return self.kind in {"lost", "gone", "unscheduled"}

    def _date(self, quote: Quote) -> tuple[str, ...]:
        return () if self.kind == "price" else (quote.effective_from or "",)


def in_force(quotes: Iterable[Quote], now: datetime) -> Standing:
    """The prices that hold at `now`, and those that are announced for later.

    A date without a time begins and ends with the day in UTC. Of several that hold the one that
    began last does, of several such the one that ends first; one whose end is past holds on only
    where nothing has taken its place.
    """
    current: dict[Key, list[Quote]] = defaultdict(list)
    planned: dict[Plan, list[Quote]] = defaultdict(list)
    for quote in quotes:
        begins = moment(quote.effective_from)
        if begins > now if begins else quote.announced:
            planned[plan_of(quote)].append(quote)
        else:
            current[quote.key].append(quote)
    return Standing(
        {key: _holding(several, now) for key, several in current.items()},
        {plan: _holding(several, now) for plan, several in planned.items()},
    )


def plan_of(quote: Quote) -> Plan:
    """The name under which an announced price is known."""
    return quote.key, quote.effective_from or ""


def _holding(several: Sequence[Quote], now: datetime) -> Quote:
    if alive := [quote for quote in several if _ends(quote) > now]:
        return max(alive, key=lambda quote: (_begins(quote), _NEVER - _ends(quote)))
    return max(several, key=lambda quote: (_begins(quote), _ends(quote)))


def _begins(quote: Quote) -> datetime:
    return moment(quote.effective_from) or _ALWAYS


def _ends(quote: Quote) -> datetime:
    return moment(quote.effective_until, end=True) or _NEVER


def moment(date: str | None, *, end: bool = False) -> datetime | None:
    """An ISO date or date-time as an instant in UTC; a day ends where the next begins."""
    if not date:
        return None
    parsed = datetime.fromisoformat(date)
    at = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return at + timedelta(days=1) if end and len(date) == len("2026-01-01") else at


def boundary(quotes: Iterable[Quote], now: datetime) -> datetime | None:
    """When the clock alone next changes what holds, or is a day before a promotion ends."""
    instants = []
    for quote in quotes:
        ends = moment(quote.effective_until, end=True)
        instants += [moment(quote.effective_from), ends, ends and ends - timedelta(days=1)]
    return min((instant for instant in instants if instant and instant > now), default=None)


def find(known: Standing, seen: Standing) -> list[Finding]:
    """Everything that differs, one finding a subject, in the order of the page."""
    before, after = known.prices, seen.prices
    differences = [one for one in diff(before, after) if material(one)]
    old_models, new_models = _models(before), _models(after)
    gone = {m: ordered(q) for m, q in old_models.items() if m not in new_models}
    come = {m: ordered(q) for m, q in new_models.items() if m not in old_models}
    renamed = _renamed(gone, come)
    found = [Finding("renamed", new, gone[old], come[new], old) for old, new in renamed]
    moved = {name for pair in renamed for name in pair}
    found += [Finding("launched", m, (), q) for m, q in come.items() if m not in moved]
    found += [Finding("gone", m, q) for m, q in gone.items() if m not in moved]
    by_model: dict[str, list[Difference]] = defaultdict(list)
    for one in differences:
        if one.key[0] in old_models and one.key[0] in new_models:
            by_model[one.key[0]].append(one)
    for model, changed in by_model.items():
        found += _of_model(model, changed, before, after)
    return found + _plans(known, seen, set(gone))


def material(one: Difference) -> bool:
    """Does a subscriber care? Dates, badges and the wording of a cell are refreshed in silence."""
    if one.old is None or one.new is None:
        return True
    return one.old.amount != one.new.amount or (
        bool(one.old.schedule) and bool(one.new.schedule) and not alike(one.old, one.new)
    )


def ordered(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Quotes by their keys: the order of a page means nothing."""
    return tuple(sorted(quotes, key=lambda quote: str(quote.key)))


def _word(quote: Quote) -> str:
    return "free " if quote.free else ""


def _models(prices: Prices) -> dict[str, list[Quote]]:
    models: dict[str, list[Quote]] = defaultdict(list)
    for quote in prices.values():
        models[quote.model].append(quote)
    return models


def _renamed(
    gone: Mapping[str, tuple[Quote, ...]], come: Mapping[str, tuple[Quote, ...]]
) -> list[tuple[str, str]]:
    """Names that left, and names that came with the same prices in their place."""
    alone = len(gone) == len(come) == 1
    shapes: dict[frozenset[object], list[str]] = defaultdict(list)
    for new, quotes in come.items():
        shapes[_shape(quotes)].append(new)
    likely = [
        (likeness, old, new)
        for old, quotes in gone.items()
        for new in shapes.get(_shape(quotes), ())
        if (likeness := _likeness(old, new)) >= _enough(quotes, alone=alone and "/" not in old)
    ]
    pairs: dict[str, str] = {}
    for _, old, new in sorted(likely, key=lambda one: (-one[0], one[1:])):
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    return list(pairs.items())


def _likeness(old: str, new: str) -> float:
    """From 0 to 1; a feed's id under another provider's name is the same."""
    if old.rpartition("/")[2] == new.rpartition("/")[2]:
        return 1
    return SequenceMatcher(None, old.casefold(), new.casefold()).ratio()


def _enough(quotes: Iterable[Quote], *, alone: bool) -> float:
    if all(quote.amount == 0 for quote in quotes):
        return ALIKE_IF_FREE
    return 0 if alone else ALIKE


def _shape(quotes: Iterable[Quote]) -> frozenset[object]:
    return frozenset((quote.key[1:], quote.amount) for quote in quotes)


def _of_model(
    model: str, changed: list[Difference], before: Prices, after: Prices
) -> list[Finding]:
    """Redrawn meters are one finding with their model; other prices stand alone."""
    redrawn = {one.key[1] for one in changed if one.old is None or _rescheduled(one)}
    lost = {one.key[1] for one in changed if one.new is None} - redrawn
    found = []
    if redrawn:
        old, new = _of_meters(model, redrawn, before), _of_meters(model, redrawn, after)
        found.append(Finding("terms", model, old, new))
    if lost:
        missing = (one.old for one in changed if one.old and not one.new and one.key[1] in lost)
        found.append(Finding("lost", model, ordered(missing)))
    return found + [
        Finding("price", model, (one.old,), (one.new,))
        for one in changed
        if one.old and one.new and one.key[1] not in redrawn
    ]


def _rescheduled(one: Difference) -> bool:
    return bool(one.old and one.new and one.old.amount == one.new.amount)


def _of_meters(model: str, meters: set[str], prices: Prices) -> tuple[Quote, ...]:
    return ordered(q for q in prices.values() if q.model == model and q.meter in meters)


def _plans(known: Standing, seen: Standing, gone: set[str]) -> list[Finding]:
    found = []
    for plan, quote in seen.planned.items():
        before = known.planned.get(plan)
        if (before is None or before.amount != quote.amount) and quote.key in known.prices:
            found.append(Finding("scheduled", quote.model, (known.prices[quote.key],), (quote,)))
    for plan, quote in known.planned.items():
        if plan not in seen.planned and quote.model not in gone:
            found.append(Finding("unscheduled", quote.model, (quote,)))
    return found


def direction(old: Sequence[Quote], new: Sequence[Quote], charged: Sequence[Quote]) -> Direction:
    """Whom new terms favour: the range of amounts before against after, meter by meter.

    `charged` is all that the model cost until now: a new meter (a cache price) replaces its input
    price. Amounts in different currencies or units are never compared.
    """
    signs = set()
    for meter, *unit in {_counted(quote) for quote in (*old, *new)}:
        was = _amounts(old, meter, *unit) or _amounts(charged, "input", *unit)
        now = _amounts(new, meter, *unit)
        if was and now:
            signs |= {_sign(min(was), min(now)), _sign(max(was), max(now))}
        else:
            signs.add(0)
    if signs <= {0, -1} and -1 in signs:
        return "cheaper"
    return "dearer" if signs <= {0, 1} and 1 in signs else "mixed"


def _counted(quote: Quote) -> tuple[str, str, str]:
    return quote.meter, quote.currency, quote.per


def _amounts(quotes: Iterable[Quote], *counted: str) -> list[Decimal]:
    return [quote.amount for quote in quotes if _counted(quote) == counted]


def _sign(old: Decimal, new: Decimal) -> int:
    return (new > old) - (new < old)

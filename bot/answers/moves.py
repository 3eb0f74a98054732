"""Which prices moved, day by day, out of what was told. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal
from typing import Final

from bot.answers.offers import ordinary, place, terms
from bot.events import Event, Type
from bot.words.sentences import quote_of, quotes_of
from scrapers.quotes import Quote

METERS: Final = ("input", "output")
# What begins to hold with these. An announced price is a move when its day has come.
TYPES: Final[tuple[Type, ...]] = (
    *("price.cut", "price.raised", "price.freed", "price.charged"),
    *("promo.started", "promo.ended", "terms.changed", "model.launched"),
)
_FURTHER: Final = frozenset({"input_min", "output_min", "window", "context"})


@dataclass(frozen=True, slots=True)
class Move:
    """A price that began to hold; `old` is what was charged before, if anything was."""

    new: Quote
    old: Decimal | None = None

    @property
    def still(self) -> bool:
        """Is the price what it was?"""
        return self.old == self.new.amount


@dataclass(frozen=True, slots=True)
class Row:
    """What moved of one model in one price list, by meter."""

    model: str
    moves: Mapping[str, Move]


@dataclass(frozen=True, slots=True)
class Step:
    """What one vendor did on one day of the reader's."""

    day: date
    vendor: str
    rows: Sequence[Row]


def steps(events: Iterable[Event], zone: tzinfo) -> list[Step]:
    """The moves of text token prices, by the day in this zone on which they were first seen.

    What a price did on one day is one move, from what it was to what it became.
    """
    days: dict[tuple[date, str], dict[tuple[object, ...], Move]] = defaultdict(dict)
    for event in sorted(events, key=lambda event: event.seen_at):
        day = days[event.seen_at.astimezone(zone).date(), event.vendor]
        for move in _moves(event):
            key = (event.source, event.page, move.new.key)
            before = day.get(key)
            day[key] = replace(move, old=before.old) if before else move
    found = [Step(day, vendor, _rows(moves)) for (day, vendor), moves in days.items()]
    return [step for step in found if step.rows]


def _moves(event: Event) -> Iterator[Move]:
    """The ordinary prices of text tokens that an event brings, of several lengths the shortest."""
    if event.type not in TYPES:
        return
    were = {_what(quote): quote.amount for quote in quotes_of(event.before) if _usual(quote)}
    moves = [Move(quote, were.get(_what(quote))) for quote in quotes_of(event.after)]
    if event.meter and event.new is not None:
        moves.append(Move(quote_of(event, event.new), event.old))
    yield from (move for move in moves if _usual(move.new))


def _what(quote: Quote) -> tuple[object, ...]:
    """What stays the same of a price when its terms are redrawn."""
    return quote.meter, quote.currency, place(quote)


def _usual(quote: Quote) -> bool:
    """Ordinary text tokens, and no price of long inputs, long outputs or a time of day."""
    keys = {key for key, _ in terms(quote)}
    return any(ordinary([quote], meter) for meter in METERS) and not keys & _FURTHER


def _rows(moves: Mapping[tuple[object, ...], Move]) -> tuple[Row, ...]:
    """A row a model and price list; what another list of the vendor's says alike is said once."""
    lists: dict[tuple[object, ...], dict[str, Move]] = defaultdict(dict)
    for (source, page, _), move in moves.items():
        if not move.still:
            one = move.new
            lists[source, page, one.model, one.currency].setdefault(one.meter, move)
    alike: dict[tuple[object, ...], Row] = {}
    for (_, _, model, currency), found in lists.items():
        said = tuple((meter, m.old, m.new.amount, m.new.free) for meter, m in found.items())
        alike.setdefault((model, currency, said), Row(str(model), found))
    return tuple(alike.values())

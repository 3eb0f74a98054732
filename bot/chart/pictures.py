"""What a chart shows, in the reader's own words already. Values only."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Literal, NamedTuple

from bot.recipients import Language

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a price: what its point is labelled with, and how far it went.

    The label with the larger `size` stays where there is no room for two.
    """

    at: datetime
    label: str
    size: float = 0.0


class Spot(NamedTuple):
    """What a price was from a time on; an amount of None where it was not printed.

    It is `free` where the page says so: a bare 0 is not that.
    """

    at: datetime
    amount: Decimal | None
    free: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One price over time; `steps` are in order.

    `vendor` gives the colour; tracks of one colour are told apart by their `stroke` (0, 1, 2 …),
    those that share that too by being `thin`.
    """

    label: str
    vendor: str
    stroke: int
    steps: tuple[Spot, ...]
    marks: tuple[Mark, ...] = ()
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Prices in one currency and unit; `title` names these, and what else all of them share."""

    title: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A model's prices until `ends`, with dates in a `zone`.

    `free` is the word for what is free, `gone` for what is no longer printed.
    """

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    ends: datetime
    free: str
    gone: str
    notes: tuple[str, ...] = ()
    language: Language = "en"
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Leap:
    """From what (None: nothing was charged before) to what, as parts of another price.

    It ends `free` where the page says so: a bare 0 is not that.
    """

    old: Decimal | None
    new: Decimal
    label: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One model's move, a leap for each meter of the chart; None where that did not move."""

    label: str
    vendor: str
    leaps: tuple[Leap | None, ...]


@dataclass(frozen=True, slots=True)
class War:
    """Moves in their order. `axis` names the price of which they are parts, `meters` the leaps."""

    title: str
    subtitle: str
    axis: str
    meters: tuple[str, ...]
    rungs: tuple[Rung, ...]
    free: str
    notes: tuple[str, ...] = ()
    language: Language = "en"


Picture = History | War

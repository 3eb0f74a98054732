"""What a chart shows, in the reader's own words already. Values only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from bot.recipients import Language

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a price: what its point is labelled with."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Track:
    """One price over time; `steps` are in order, an amount of None where it was not printed.

    `vendor` gives the colour; tracks of one colour are told apart by their `stroke` (0, 1, 2 …).
    """

    label: str
    vendor: str
    stroke: int
    steps: tuple[tuple[datetime, Decimal | None], ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Prices in one currency and unit, which `title` names."""

    title: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A model's prices until `ends`. `free` is the word for a price of 0."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    ends: datetime
    free: str
    notes: tuple[str, ...] = ()
    language: Language = "en"


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

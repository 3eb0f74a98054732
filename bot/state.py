"""What is believed of one page: confirmed prices, and matters not sure yet. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from bot.diff import Key
from bot.events import Proof, identify
from bot.findings import Finding
from scrapers.quotes import Quote

Decision = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: the source, its vendor, the page's name and address."""

    source: str
    vendor: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A confirmed price and what was told of it.

    `told` is the amount that a subscriber with default settings was last told (the first sight
    counts as told), `event` and `told_at` the event that did it, `told_from` the amount that the
    event said it had before. `left` are the amounts it had before within the last fortnight with
    the time it left them, `reversals` the times within the fortnight at which it turned back. A
    muted one is told when it has stood still until `quiet_until`. `whispered` is the amount that
    only rules with a smaller floor have been told since.
    """

    quote: Quote
    since: datetime
    told: Decimal
    event: str | None = None
    told_at: datetime | None = None
    told_from: Decimal | None = None
    left: tuple[tuple[datetime, Decimal], ...] = ()
    reversals: tuple[datetime, ...] = ()
    quiet_until: datetime | None = None
    ending_told: str | None = None
    whispered: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A finding that is being watched: how often it was seen in this form, and why it is held.

    `readings` counts every equal reading, `rounds` only the scheduled ones. `before` proves the
    last good reading without it, `seen` the first one with it.
    """

    finding: Finding
    form: str
    first_seen: datetime
    readings: int
    rounds: int
    seen: Proof
    before: Proof | None = None
    reason: str | None = None
    announced: bool = False
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One page: prices by key, announced prices, open matters by subject, departures by model.

    `last` proves the last good reading.
    """

    prices: Mapping[Key, Known] = field(default_factory=dict)
    planned: Mapping[tuple[Key, str], Quote] = field(default_factory=dict)
    open: Mapping[str, Matter] = field(default_factory=dict)
    departed: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    last: Proof | None = None


def held_id(place: Place, matter: Matter) -> str:
    """The name under which a person approves or rejects a held matter."""
    return identify("q", place.source, place.page, matter.finding.subject, matter.form)[:12]

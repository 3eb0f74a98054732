"""What happened, in the words of docs/events.md: one shape for logs, webhooks and channels."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from scrapers.quotes import Quote, plain

Type = Literal[
    "price.cut",
    "price.raised",
    "price.freed",
    "price.charged",
    "price.scheduled",
    "price.unscheduled",
    "promo.started",
    "promo.ending",
    "promo.ended",
    "model.launched",
    "model.withdrawn",
    "model.renamed",
    "terms.changed",
    "price.retracted",
    "price.quarantined",
    "source.broken",
    "source.recovered",
    "source.stale",
]
OPERATORS: Final[frozenset[Type]] = frozenset(
    {"price.quarantined", "source.broken", "source.recovered", "source.stale"}
)
# The fields that no event is without, although some may be null.
FIXED: Final = frozenset(
    {"id", "type", "at", "seen_at", "alert", "source", "vendor", "model", "meter", "conditions"}
    | {"old", "new", "currency", "per", "ratio", "evidence", "told"}
)
_SIX_DIGITS: Final = Context(prec=6)
Direction = Literal["cheaper", "dearer", "mixed"]


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC with `Z`, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Amount = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$"}, mode="serialization"),
]
Instant = Annotated[
    datetime,
    PlainSerializer(stamp, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


class Proof(BaseModel):
    """Where a value was read: the address, the hash of the kept page, the cell, the time (UTC)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    sha256: str
    published: str
    read_at: Instant


class Evidence(Proof):
    """The reading that shows the new value; `before` is the one that showed the old."""

    before: Proof | None = None


class Event(BaseModel):
    """One thing that happened. Amounts are in `currency` per `per`; `ratio` is new/old; UTC.

    `seen_at` is when it was first seen, `at` when it was told. `told` is what a subscriber with
    default settings hears; operator events carry `reason`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    id: str
    type: Type
    at: Instant
    seen_at: Instant
    alert: str | None = None
    source: str
    vendor: str
    model: str | None = None
    meter: str | None = None
    conditions: dict[str, str | int] = {}
    old: Amount | None = None
    new: Amount | None = None
    currency: str | None = None
    per: str | None = None
    ratio: Amount | None = None
    evidence: Evidence | None = None
    free: bool | None = None
    promo: str | None = None
    effective_from: str | None = None
    effective_until: str | None = None
    schedule: str | None = None
    was_model: str | None = None
    before: list[dict[str, Any]] | None = None
    after: list[dict[str, Any]] | None = None
    direction: Direction | None = None
    refutes: str | None = None
    reason: str | None = None
    note: str | None = None
    muted: bool | None = None
    page: str | None = None
    told: bool = True

    @property
    def proofs(self) -> tuple[str, ...]:
        """The hashes of the kept pages that prove it: the new one, and the old one if there is."""
        if self.evidence is None:
            return ()
        before = self.evidence.before
        return (self.evidence.sha256, *([before.sha256] if before else []))

    def json_line(self) -> dict[str, Any]:
        """The event in its published shape: the fixed fields always, others where they apply."""
        dumped = self.model_dump(mode="json")
        if dumped["evidence"] and dumped["evidence"]["before"] is None:
            del dumped["evidence"]["before"]
        return {key: value for key, value in dumped.items() if key in FIXED or value is not None}


def identify(kind: str, *parts: object) -> str:
    """A stable id: the same facts give the same id, so that a repeated round repeats no event."""
    text = "\x1f".join(str(part) for part in parts)
    return f"{kind}_{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def ratio(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    """new/old to six digits, None where either is missing or the old price was 0."""
    if old is None or new is None or old == 0:
        return None
    return _SIX_DIGITS.divide(new, old)


def beyond(told: Decimal, new: Decimal, floor: Decimal) -> bool:
    """Has a price moved by a share or more since it was told? From 0 every move counts."""
    return new != told and abs(new - told) >= floor * told


def quotes_json(quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    """Quotes as an event carries them, in a stable order."""
    return [
        quote.json()
        for quote in sorted(quotes, key=lambda quote: (quote.meter, str(quote.conditions)))
    ]

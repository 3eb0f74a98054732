"""An alert that tries out a subscription: real prices, and a move that never happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.alerts import Alert
from bot.events import Event, Evidence, Type, quotes_json, ratio
from bot.store import Latest, Store
from bot.subscriptions import KINDS, Kind, Subscription
from scrapers.quotes import Quote

_HALF, _TWICE = Decimal("0.5"), Decimal(2)
_TYPES: Final[Mapping[Kind, Type]] = {
    "cut": "price.cut",
    "free": "price.freed",
    "rise": "price.raised",
    "launch": "model.launched",
}


def sample(
    store: Store, wanted: Subscription, vendors: Sequence[str], now: datetime
) -> Alert | None:
    """What the subscription would tell of one of its models, of another where it has none yet.

    None where no price is known at all. It enters no log, and its ids are those of nothing real.
    """
    first = None
    for latest in store.priced(vendors):
        event = _event(latest, wanted, now)
        if wanted.covers(event):
            return _alert(event)
        first = first or event
    return _alert(first) if first else None


def _alert(event: Event) -> Alert:
    return Alert("al_test", event.source, event.vendor, event.at, "subscribers", (event,))


def _event(latest: Latest, wanted: Subscription, now: datetime) -> Event:
    """The first kind of event that is wanted, as it would happen to this price."""
    quote = latest.quote
    cut: Kind = "cut"
    kind = next((kind for kind in KINDS if kind in wanted.kinds), cut)
    proof = Evidence(url="", sha256="", published=quote.published, read_at=now)
    return Event(
        id="ev_test",
        type=_TYPES[kind],
        at=now,
        seen_at=now,
        source=latest.source,
        vendor=latest.vendor,
        model=quote.model,
        page=latest.page or None,
        evidence=proof,
        **_facts(quote, kind),
    )


def _facts(quote: Quote, kind: Kind) -> dict[str, Any]:
    """What an event of this kind says of a price."""
    if kind == "launch":
        return {"after": quotes_json([quote])}
    factor = {"cut": _HALF, "rise": _TWICE}.get(kind, Decimal(0))
    new = quote.amount * factor
    return {
        "meter": quote.meter,
        "conditions": dict(quote.conditions),
        "old": quote.amount,
        "new": new,
        "free": True if kind == "free" else None,
        "currency": quote.currency,
        "per": quote.per,
        "ratio": ratio(quote.amount, new),
        "schedule": quote.schedule,
    }

"""Values to columns and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from pydantic import TypeAdapter

from bot.alerts import Alert, Notice
from bot.events import Event, Proof, stamp
from bot.pages import PageRow
from bot.recipients import Target
from bot.state import Decision, Known, Matter, Place, held_id
from bot.store.values import Delivery, Held, Latest, Past, Round
from bot.witness import Move
from scrapers.quotes import Conditions, Quote, conditions, plain

KNOWN: Final = TypeAdapter(Known)
MATTER: Final = TypeAdapter(Matter)
QUOTE: Final = TypeAdapter(Quote)
DEPARTED: Final = TypeAdapter(dict[str, tuple[datetime, ...]])
PROOF: Final = TypeAdapter(Proof)
NOTICE: Final = TypeAdapter(Notice)
_PAGE_ROW: Final = TypeAdapter(PageRow)


def instant(text: str | None) -> datetime | None:
    """A stored time."""
    return datetime.fromisoformat(text) if text else None


def stamped(at: datetime | None) -> str | None:
    """A time to store."""
    return stamp(at) if at else None


@cache
def conditions_text(given: Conditions) -> str:
    """Conditions as one text that sorts and compares."""
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


PAGE_ROW: Final = tuple(PageRow.__dataclass_fields__)


def page_row(row: Iterable[Any]) -> PageRow:
    """A row of `pages` out of the columns of `PAGE_ROW`."""
    return _PAGE_ROW.validate_python(dict(zip(PAGE_ROW, row, strict=True)))


def key_columns(quote: Quote) -> tuple[str, ...]:
    """A quote's key: model, meter, currency, unit, conditions."""
    return (quote.model, quote.meter, quote.currency, quote.per, conditions_text(quote.conditions))


def latest_row(place: Place, known: Known) -> tuple[object, ...]:
    """A row for `latest`."""
    quote = known.quote
    told = (
        place.vendor,
        plain(quote.amount),
        int(quote.free),
        KNOWN.dump_json(known, exclude_defaults=True).decode(),
    )
    return (place.source, place.page, *key_columns(quote), *told)


def latest(source: str, page: str, vendor: str, known: str) -> Latest:
    """A confirmed price."""
    return Latest(source, page, vendor, KNOWN.validate_json(known))


def history_rows(
    steps: Iterable[tuple[Quote, str | None]], done: Round
) -> Iterator[tuple[object, ...]]:
    """Rows for `history`: each quote with its new amount, None where it is no longer printed."""
    place, at = (done.place.source, done.place.page), stamp(done.at)
    for quote, amount in steps:
        yield (*place, *key_columns(quote), amount, int(quote.free), at, done.row.sha256)


def matter(row: sqlite3.Row) -> Matter:
    """A matter with the decision that was taken on it."""
    return replace(MATTER.validate_json(row["matter"]), decision=row["decision"])


def matter_row(
    place: Place, subject: str, one: Matter, decided: Mapping[str, Decision]
) -> tuple[object, ...]:
    """A row for `matters`; only a held one has a name, by which it may be `decided`."""
    name = held_id(place, one) if one.reason else None
    dumped = MATTER.dump_json(one).decode()
    where = (place.source, place.page, subject)
    return (*where, name, one.reason, decided.get(name or "", one.decision), dumped)


def held(row: sqlite3.Row) -> Held:
    """A row of `matters` that waits for a person."""
    found = matter(row)
    return Held(row["held"], row["source"], row["page"], row["reason"], found.decision, found)


def event_row(event: Event) -> tuple[object, ...]:
    """A row for `events`."""
    what = (event.id, event.type, stamp(event.at), event.source, event.vendor, event.model)
    return (*what, int(event.told), event.alert, event.model_dump_json())


def alert_row(alert: Alert) -> tuple[object, ...]:
    """A row for `alerts`."""
    said = NOTICE.dump_json(alert.notice).decode() if alert.notice else None
    return (alert.id, alert.source, alert.vendor, stamp(alert.at), alert.audience, said)


def delivery(row: sqlite3.Row) -> Delivery:
    """A row of `deliveries`."""
    target = Target(row["channel"], row["target"])
    due = datetime.fromisoformat(row["due_at"])
    digest = bool(row["digest"])
    return Delivery(row["id"], row["alert"], target, due, row["attempts"], digest)


PAST: Final = "source, page, model, meter, currency, per, conditions, amount, free, at, sha256, id"


def past(row: Sequence[Any]) -> Past:
    """A step of history out of the columns of `PAST`."""
    source, page, model, meter, currency, per, where, amount, free, at, sha256, _ = row
    when = datetime.fromisoformat(at)
    price = (source, page, model, meter, currency, per, _conditions(where))
    return Past(*price, amount, bool(free), when, sha256)


@lru_cache(maxsize=4096)
def _conditions(text: str) -> Conditions:
    return tuple((key, value) for key, value in json.loads(text))


def move(one: Matter) -> Move | None:
    """The move of a matter about one price; None for any other, and where it began at 0."""
    finding = one.finding
    if finding.kind != "price" or finding.old[0].amount == 0:
        return None
    old, new = finding.old[0], finding.new[0]
    return Move(new.model, new.meter, new.conditions, new.amount / old.amount)


def told_move(event: Event) -> Move | None:
    """The move that an event tells of, None where it tells of none."""
    if event.ratio is None or event.model is None or event.meter is None:
        return None
    return Move(event.model, event.meter, conditions(event.conditions), event.ratio)

"""Answers as aligned tables for a person at a terminal; colour only where there is one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from bot.doctor import Finding
from bot.events import Event, stamp
from bot.pages import PageRow
from bot.store import Held, Latest, Past
from scrapers.quotes import Conditions, Quote, Source, plain


_SOON: Final = datetime.min.replace(tzinfo=UTC)


def print_table(table: Table, console: Console | None = None) -> None:
    """To standard output; a pipe gets all columns in full width, without colour."""
    target = console or Console()
    if not target.is_terminal:
        target = Console(width=max(160, target.width), color_system=None, soft_wrap=True)
    target.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column in {"price", "old", "new", "quotes", "streak", "age"}
        table.add_column(column, justify="right" if right else "left", no_wrap=column != "reason")
    return table


def amount(quote: Quote) -> str:
    """The vendor's own number with its currency; a free word is told from a bare zero."""
    return "free" if quote.free else f"{plain(quote.amount)} {quote.currency}"


def terms(conditions: Conditions) -> str:
    """Conditions in short: `input ≤ 32k, batch`."""
    return ", ".join(_term(key, value) for key, value in conditions)


def _term(key: str, value: str | int) -> str:
    if isinstance(value, int):
        side, _, bound = key.partition("_")
        return f"{side} {'≤' if bound == 'max' else '>'} {count(value)}"
    return str(value).replace("_", " ") if key in {"service", "window"} else f"{key} {value}"


def count(tokens: int) -> str:
    """A number of tokens as the trade writes it: 32k, 1M, 200."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if tokens >= size and tokens % (size // 10) == 0:
            return f"{tokens / size:g}{letter}"
    return str(tokens)


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough: 12 s, 5 min, 3 h, 8 d."""
    if since is None:
        return "never"
    passed = max(now - since, timedelta(0))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if passed.total_seconds() >= 2 * size:
            return f"{int(passed.total_seconds() // size)} {unit}"
    return f"{int(passed.total_seconds())} s"


def prices(found: Sequence[Latest], rows: Iterable[PageRow], now: datetime) -> Table:
    """The latest prices with the age of the reading that showed them."""
    read = {(row.source, row.page): row for row in rows}
    table = _table("source", "model", "meter", "price", "per", "conditions", "since", "age")
    for one in found:
        row = read.get((one.source, one.page))
        quote, since = one.quote, f"{one.known.since:%Y-%m-%d}"
        shown = (quote.model, quote.meter, amount(quote), quote.per, terms(quote.conditions))
        table.add_row(one.source, *shown, since, age(row.good_at if row else None, now))
    return table


def history(steps: Sequence[Past]) -> Table:
    """Every price a model had and from when; a dash is where it was no longer printed."""
    table = _table("from", "source", "meter", "price", "per", "conditions")
    for step in steps:
        price = "–" if step.amount is None else f"{step.amount} {step.currency}"
        shown = (step.meter, "free" if step.free else price, step.per, terms(step.conditions))
        table.add_row(stamp(step.at), step.source, *shown)
    return table


def changes(events: Iterable[Event]) -> Table:
    """The change log; what no subscriber with default settings was told says so."""
    table = _table("at", "source", "type", "model", "meter", "old", "new", "conditions", "told")
    for event in events:
        old, new = (None if a is None else plain(a) for a in (event.old, event.new))
        shown = (event.model or "", event.meter or "", old or "", new or "")
        told = "yes" if event.told else "log only"
        where = terms(tuple(event.conditions.items()))
        table.add_row(stamp(event.at), event.source, event.type, *shown, where, told)
    return table


@dataclass(frozen=True, slots=True)
class Health:
    """How one page of one source fares, and when it is asked next (None: it is not running)."""

    source: Source
    row: PageRow
    next_check: datetime | None

    @property
    def state(self) -> str:
        """One word: ok, failing, off, or not read yet."""
        if self.row.streak:
            return "failing"
        if self.row.good_at:
            return "ok"
        return "not read yet" if self.next_check else self.why_off

    @property
    def why_off(self) -> str:
        """Why a source does not run by default."""
        if self.source.experimental:
            return "experimental"
        return "aggregator" if self.source.audience == "corroborate" else "off"

    def json(self) -> dict[str, object]:
        """The same for a machine; times RFC 3339 in UTC or null."""
        row = self.row
        return {
            "source": self.source.name,
            "page": row.page,
            "vendor": self.source.vendor,
            "state": self.state,
            "experimental": self.source.experimental,
            "audience": self.source.audience,
            "last_good": row.good_at and stamp(row.good_at),
            "last_checked": row.checked_at and stamp(row.checked_at),
            "next_check": self.next_check and stamp(self.next_check),
            "streak": row.streak,
            "quotes": row.quotes,
            "served": row.served,
            "reason": row.reason,
        }


def health(
    known: Iterable[Source], rows: Iterable[PageRow], running: Collection[str]
) -> list[Health]:
    """Every page of every source; the next check is due an interval after the last."""
    read = {(row.source, row.page): row for row in rows}
    lines = []
    for source in known:
        for page in source.pages:
            row = read.get((source.name, page)) or PageRow(source.name, page)
            wait = timedelta(seconds=source.interval or 0)
            due = (row.checked_at or _SOON) + wait if source.name in running else None
            lines.append(Health(source, row, due))
    return lines


def sources(lines: Iterable[Health], now: datetime) -> Table:
    """Every source and page: last good reading, streak of failures, quotes, next check."""
    table = _table("source", "page", "state", "last good", "streak", "quotes", "next", "reason")
    for line in lines:
        row, due = line.row, line.next_check
        soon = "–" if due is None else "now" if due <= now else stamp(due)
        good = age(row.good_at, now) + (" ago" if row.good_at else "")
        counts = (str(row.streak), str(row.quotes))
        why = row.reason or ("" if not row.served else f"served by {row.served}")
        table.add_row(line.source.name, row.page, line.state, good, *counts, soon, why)
    return table


def quotes(found: Iterable[Quote]) -> Table:
    """What a page prints, in page order."""
    table = _table("model", "meter", "price", "per", "conditions", "published")
    for quote in found:
        shown = (quote.model, quote.meter, amount(quote), quote.per, terms(quote.conditions))
        table.add_row(*shown, quote.published)
    return table


def price_line(one: Latest) -> dict[str, object]:
    """A latest price for a machine: the quote, where it stands and since when."""
    since = {"source": one.source, "vendor": one.vendor, "since": stamp(one.known.since)}
    return since | one.quote.json()


def past_line(step: Past) -> dict[str, object]:
    """A step of history for a machine; the amount is null from when it was no longer printed."""
    line = {name: getattr(step, name) for name in ("source", "model", "meter", "amount")}
    rest = {"currency": step.currency, "per": step.per, "conditions": dict(step.conditions)}
    return {"at": stamp(step.at)} | line | rest | {"free": step.free, "sha256": step.sha256}


def held_line(one: Held) -> dict[str, object]:
    """A held matter for a machine."""
    finding = one.matter.finding
    return {
        "id": one.id,
        "source": one.source,
        "page": one.page,
        "model": finding.model,
        "reason": one.reason,
        "decision": one.decision,
        "seen_at": stamp(one.matter.first_seen),
        "old": [quote.json() for quote in finding.old],
        "new": [quote.json() for quote in finding.new],
    }


def quarantine(held: Iterable[Held]) -> Table:
    """What waits for a person, with the reason."""
    table = _table("id", "source", "model", "meter", "old", "new", "since", "decision", "reason")
    for one in held:
        finding = one.matter.finding
        old, new = (" ".join(plain(q.amount) for q in qs[:3]) for qs in (finding.old, finding.new))
        meters = " ".join(dict.fromkeys(q.meter for q in (*finding.old, *finding.new)))
        shown = (finding.model, meters, old, new, stamp(one.matter.first_seen))
        table.add_row(one.id, one.source, *shown, one.decision or "", one.reason)
    return table


def findings(found: Iterable[Finding]) -> Table:
    """What the doctor looked at, and how to mend what is not well."""
    table = _table("level", "what", "how to mend it")
    for finding in found:
        table.add_row(finding.level, finding.what, finding.how_to_mend)
    return table

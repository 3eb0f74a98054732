"""Answers as aligned tables for a person at a terminal; colour only where there is one."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table

from bot.answers.answer import Scene
from bot.answers.prices import freshness
from bot.doctor import Finding
from bot.events import Event, stamp
from bot.evidence import Exhibit
from bot.pages import PageRow
from bot.store import Held, Latest, Past, Sureness
from bot.windows import Turn, turns
from bot.words import Voice, elapsed, terms
from scrapers.errors import NeedsBrowser
from scrapers.quotes import Quote, Source, plain

_SOON: Final = datetime.min.replace(tzinfo=UTC)
_WIDE: Final = 100_000
_ENGLISH: Final = Voice()


def print_table(table: Table, console: Console | None = None) -> None:
    """To standard output, as it is written; a pipe gets all columns in full width."""
    target = console or Console(markup=False, emoji=False)
    if not target.is_terminal:
        target.width = _WIDE
    target.print(table)


def print_json(values: Iterable[Mapping[str, object]]) -> None:
    """To standard output, one JSON object a line."""
    for value in values:
        print(json.dumps(value, ensure_ascii=False))


def print_changes(events: Sequence[Event], *, as_json: bool = False) -> None:
    """A change log for a person or a machine."""
    if as_json:
        print_json(event.json_line() for event in events)
    elif events:
        print_table(changes(events))
    else:
        print("no changes")


def listed(lines: Sequence[Mapping[str, object]]) -> Table:
    """What JSON would say, a row a line, for a person."""
    table = _table(*lines[0])
    for line in lines:
        table.add_row(*("" if value is None else str(value) for value in line.values()))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column in {"price", "old", "new", "quotes", "streak", "age"}
        table.add_column(column, justify="right" if right else "left", no_wrap=column != "reason")
    return table


def amount(quote: Quote) -> str:
    """The vendor's own number with its currency; a free word is told from a bare zero."""
    return "free" if quote.free else f"{plain(quote.amount)} {quote.currency}"


def _columns(quote: Quote) -> tuple[str, ...]:
    where = _terms(dict(quote.conditions))
    return (quote.model, quote.meter, amount(quote), quote.per, where)


def _terms(conditions: Mapping[str, str | int]) -> str:
    return ", ".join(terms(conditions, _ENGLISH))


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough: 12 s, 5 min, 3 h, 8 d."""
    if since is None:
        return "never"
    count, unit = elapsed(since, now)
    return f"{count} {unit}"


def prices(found: Sequence[Latest], rows: Iterable[PageRow], now: datetime) -> Table:
    """The latest prices with the age of the reading that showed them."""
    read = {(row.source, row.page): row for row in rows}
    table = _table("source", "model", "meter", "price", "per", "conditions", "since", "age")
    for one, turn in _timed(found, now):
        row = read.get((one.source, one.page))
        *shown, where = _columns(one.quote)
        since, good = f"{one.known.since:%Y-%m-%d}", age(row.good_at if row else None, now)
        if turn and turn.now:
            where += f", now until {turn.clock(now)}{turn.unless}"
        table.add_row(one.source, *shown, where, since, good)
    return table


def unread(found: Sequence[Latest], rows: Iterable[PageRow], now: datetime) -> Iterator[str]:
    """A line a page of these prices that cannot be read: since when, and how old they are."""
    pages = {(one.source, one.page) for one in found}
    kept = {(row.source, row.page): row for row in rows if row.failing_since}
    scene = Scene(_ENGLISH, now, kept)
    for place in sorted(pages & kept.keys()):
        yield f"{' '.join(place).strip()}: {freshness(*place, scene)}"


def _timed(found: Sequence[Latest], now: datetime) -> Iterator[tuple[Latest, Turn | None]]:
    """The prices in their order, with what the clock says of those that have a time of day."""
    pages: dict[tuple[str, str], list[Quote]] = defaultdict(list)
    for one in found:
        pages[one.source, one.page].append(one.quote)
    known = {page: turns(quotes, now) for page, quotes in pages.items()}
    return ((one, known[one.source, one.page].get(one.quote.key)) for one in found)


def history(steps: Sequence[Past]) -> Table:
    """Every price a model had and from when; a dash is where it was no longer printed."""
    table = _table("from", "source", "model", "meter", "price", "per", "conditions")
    for step in steps:
        what = (step.source, step.model, step.meter)
        where = _terms(dict(step.conditions))
        table.add_row(stamp(step.at), *what, _past(step), step.per, where)
    return table


def _past(step: Past) -> str:
    if step.amount is None:
        return "–"
    return "free" if step.free else f"{step.amount} {step.currency}"


def changes(events: Iterable[Event]) -> Table:
    """The change log; what no subscriber with default settings was told says so."""
    table = _table("at", "source", "type", "model", "meter", "old", "new", "conditions", "told")
    for event in events:
        old, new = (None if a is None else plain(a) for a in (event.old, event.new))
        shown = (event.model or "", event.meter or "", old or "", new or "")
        told = "yes" if event.told else "muted" if event.muted else "log only"
        where = _terms(event.conditions)
        table.add_row(stamp(event.at), event.source, event.type, *shown, where, told)
    return table


@dataclass(frozen=True, slots=True)
class Health:
    """How one page of one source fares, and when it is asked next (None: it is not running).

    `missing` is what would install the browser that its page may need; "" if there is no need.
    """

    source: Source
    row: PageRow
    next_check: datetime | None
    missing: str = ""
    sureness: Sureness = field(default_factory=Sureness)

    @property
    def state(self) -> str:
        """In a word: ok, failing, needs a browser, not read yet, or why it is off."""
        if self.row.good_at and not self.row.streak:
            return "ok"
        if not self.row.streak and self.next_check is None:
            return self.why_off
        if (self.reason or "").startswith(NeedsBrowser.SAYS):
            return NeedsBrowser.SAYS
        return "failing" if self.row.streak else "not read yet"

    @property
    def reason(self) -> str | None:
        """Why the last round failed, or what the first one will lack."""
        if self.row.reason or self.row.good_at or not self.missing:
            return self.row.reason
        return f"{NeedsBrowser.SAYS}: {self.missing}"

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
            "next_check": self.next_check and row.checked_at and stamp(self.next_check),
            "streak": row.streak,
            "quotes": row.quotes,
            "served": row.served,
            "told_after_seconds": self.sureness.delay and self.sureness.delay.total_seconds(),
            "muted": self.sureness.muted,
            "reason": self.reason,
        }


def health(
    known: Iterable[Source],
    rows: Iterable[PageRow],
    running: Collection[str],
    missing: str = "",
    sureness: Mapping[tuple[str, str], Sureness] | None = None,
) -> list[Health]:
    """Every page of every source; the next check is due an interval after the last.

    `missing` is what would install a browser, "" where there is one; `sureness` is by source and
    page.
    """
    read = {(row.source, row.page): row for row in rows}
    lines = []
    for source in known:
        for page in source.pages:
            row = read.get((source.name, page)) or PageRow(source.name, page)
            wait = timedelta(seconds=source.interval or 0)
            due = (row.checked_at or _SOON) + wait if source.name in running else None
            needs = missing if source.render else ""
            cost = (sureness or {}).get((source.name, page), Sureness())
            lines.append(Health(source, row, due, needs, cost))
    return lines


def sources(lines: Iterable[Health], now: datetime) -> Table:
    """Every source and page: last good reading, streak of failures, quotes, next check.

    "told after" is the median time from the first sight of a change to its alert.
    """
    columns = ("state", "last good", "streak", "quotes", "muted", "told after", "next", "reason")
    table = _table("source", "page", *columns)
    for line in lines:
        row, due = line.row, line.next_check
        soon = "–" if due is None else "now" if due <= now else stamp(due)
        good = age(row.good_at, now) + (" ago" if row.good_at else "")
        delay = line.sureness.delay
        after = "–" if delay is None else f"{delay.total_seconds() / 60:.0f} min"
        counts = (str(row.streak), str(row.quotes), str(line.sureness.muted), after)
        why = line.reason or ("" if not row.served else f"served by {row.served}")
        table.add_row(line.source.name, row.page, line.state, good, *counts, soon, why)
    return table


def quotes(found: Iterable[Quote]) -> Table:
    """What a page prints, in page order."""
    table = _table("model", "meter", "price", "per", "conditions", "published")
    for quote in found:
        table.add_row(*_columns(quote), quote.published)
    return table


def price_lines(found: Sequence[Latest], now: datetime) -> Iterator[dict[str, object]]:
    """The latest prices for a machine."""
    return (price_line(one, turn) for one, turn in _timed(found, now))


def price_line(one: Latest, turn: Turn | None = None) -> dict[str, object]:
    """A latest price for a machine: the quote, where it stands and since when.

    A price of a time of day says whether it holds `now`, and `until` when that is so.
    """
    since = {"source": one.source, "vendor": one.vendor, "since": stamp(one.known.since)}
    line = since | one.quote.json()
    if turn:
        line |= {"now": turn.now, "until": stamp(turn.until)}
    return line | ({"holidays_unknown": True} if turn and turn.holidays_unknown else {})


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


def exhibits(found: Iterable[Exhibit]) -> Iterator[str]:
    """The old and the new reading, each with its cell in context."""
    for exhibit in found:
        yield exhibit.title
        yield f"  sha256 {exhibit.proof.sha256}" + ("" if exhibit.body else " (no longer kept)")
        yield f"  cell: {exhibit.proof.published or '–'}"
        yield from (f"  {line}" for line in exhibit.context)


def exhibit_line(exhibit: Exhibit) -> dict[str, object]:
    """The same for a machine."""
    proof = exhibit.proof.model_dump(mode="json")
    kept = exhibit.body is not None
    return {"side": exhibit.side, **proof, "kept": kept, "context": list(exhibit.context)}


def frequency(told: Sequence[Event], log: Sequence[Event], since: datetime | None) -> str:
    """How often a rule would have fired over the recorded time, in one sentence."""
    if not log:
        return "nothing is recorded yet"
    begins = max(log[0].at, since) if since else log[0].at
    days = max((log[-1].at - begins).days, 1)
    moments = len({event.alert or event.id for event in told})
    return f"{len(told)} events in {moments} messages over the {days} days that are recorded"

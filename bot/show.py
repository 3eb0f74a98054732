"""Answers as aligned tables for a person at a terminal; colour only where there is one."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.answers.answer import Scene
from bot.answers.prices import freshness, qualified
from bot.doctor import Finding
from bot.events import Event, stamp
from bot.evidence import Exhibit
from bot.layout import Row, Sheet, print_table
from bot.pages import PageRow
from bot.store import Held, Latest, Past, Sureness
from bot.windows import Turn, turns
from bot.words import Voice, elapsed, terms
from bot.words.sentences import quote_of, quotes_of
from scrapers.errors import NeedsBrowser
from scrapers.quotes import Quote, Source, plain

_SOON: Final = datetime.min.replace(tzinfo=UTC)
_ENGLISH: Final = Voice()
_NUMBERS: Final = frozenset({"price", "old", "new", "quotes", "streak", "age"})
_WRAPS: Final = frozenset({"conditions", "what"})
_BELOW: Final = frozenset({"reason", "how to mend it"})
_OWN: Final = frozenset({"id", "price", "old", "new", "reason", "what"})


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


def listed(lines: Sequence[Mapping[str, object]]) -> Sheet:
    """What JSON would say, a row a line, for a person."""
    rows = [["" if value is None else str(value) for value in line.values()] for line in lines]
    return Sheet(list(lines[0]), rows, wraps=frozenset({"told", "said"}))


def _sheet(columns: Row, rows: Iterable[Row], *, spare: Sequence[str] = ()) -> Sheet:
    return Sheet(columns, list(rows), _NUMBERS, _WRAPS, _BELOW, _OWN, spare)


def amount(quote: Quote) -> str:
    """The vendor's own number with its currency; a free word is told from a bare zero."""
    return "free" if quote.free else f"{plain(quote.amount)} {quote.currency}"


def _columns(quote: Quote) -> tuple[str, ...]:
    was = [] if quote.was is None else [_ENGLISH.replies.was.format(amount=plain(quote.was))]
    said = [_terms(dict(quote.conditions)), *was, qualified(quote, _ENGLISH)]
    where = ", ".join(part for part in said if part)
    return (quote.model, quote.meter, amount(quote), quote.per, where)


def _terms(conditions: Mapping[str, str | int]) -> str:
    return ", ".join(terms(conditions, _ENGLISH))


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough: 12 s, 5 min, 3 h, 8 d."""
    if since is None:
        return "never"
    count, unit = elapsed(since, now)
    return f"{count} {unit}"


def prices(found: Sequence[Latest], rows: Iterable[PageRow], now: datetime) -> Sheet:
    """The latest prices with the age of the reading that showed them."""
    read = {(row.source, row.page): row for row in rows}
    lines = []
    for one, turn in _timed(found, now):
        row = read.get((one.source, one.page))
        *shown, where = _columns(one.quote)
        since, good = f"{one.known.since:%Y-%m-%d}", age(row.good_at if row else None, now)
        if turn and turn.now:
            where += f", now until {turn.clock(now)}{turn.unless}"
        lines.append((one.source, *shown, where, since, good))
    columns = ("source", "model", "meter", "price", "per", "conditions", "since", "age")
    return _sheet(columns, lines)


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


def history(steps: Sequence[Past]) -> Sheet:
    """Every price a model had and from when; a dash is where it was no longer printed."""
    rows = []
    for step in steps:
        what = (step.source, step.model, step.meter)
        where = _terms(dict(step.conditions))
        rows.append((stamp(step.at), *what, _past(step), step.per, where))
    return _sheet(("from", "source", "model", "meter", "price", "per", "conditions"), rows)


def _past(step: Past) -> str:
    if step.amount is None:
        return "–"
    return "free" if step.free else f"{step.amount} {step.currency}"


def changes(events: Iterable[Event]) -> Sheet:
    """The change log; what no subscriber with default settings was told says so.

    A row a change; one that brings several prices (a launch, other terms) has a row for each.
    """
    columns = ("at", "source", "type", "model", "meter", "old", "new", "per", "conditions", "told")
    return _sheet(columns, (row for event in events for row in _changed(event)))


def _changed(event: Event) -> Iterator[Row]:
    was = f"{event.was_model} → " if event.was_model else ""
    what = (stamp(event.at), event.source, event.type, f"{was}{event.model or ''}")
    told = "yes" if event.told else "muted" if event.muted else "log only"
    for old, new in _pairs(event) or [(None, None)]:
        prices = ["" if quote is None else amount(quote) for quote in (old, new)]
        if (of := new or old) is None:
            yield (*what, event.meter or "", *prices, "", _terms(event.conditions), told)
        else:
            yield (*what, of.meter, *prices, of.per, _terms(dict(of.conditions)), told)


def _pairs(event: Event) -> list[tuple[Quote | None, Quote | None]]:
    """The old and the new of each price that an event is about, where they differ."""
    if event.meter:
        old, new = (None if a is None else quote_of(event, a) for a in (event.old, event.new))
        return [(old, new)] if old or new else []
    before, after = (
        {quote.key[1:]: quote for quote in quotes_of(printed)}
        for printed in (event.before, event.after)
    )
    pairs = [(before.get(key), after.get(key)) for key in {**before, **after}]
    return [(old, new) for old, new in pairs if not old or not new or amount(old) != amount(new)]


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


def sources(lines: Iterable[Health], now: datetime) -> Sheet:
    """Every source and page: last good reading, streak of failures, quotes, next check.

    "told after" is the median time from the first sight of a change to its alert.
    """
    columns = ("state", "last good", "streak", "quotes", "muted", "told after", "next", "reason")
    rows = []
    for line in lines:
        row, due = line.row, line.next_check
        soon = "–" if due is None else "now" if due <= now else stamp(due)
        good = age(row.good_at, now) + (" ago" if row.good_at else "")
        delay = line.sureness.delay
        after = "–" if delay is None else f"{delay.total_seconds() / 60:.0f} min"
        counts = (str(row.streak), str(row.quotes), str(line.sureness.muted), after)
        why = line.reason or ("" if not row.served else f"served by {row.served}")
        rows.append((line.source.name, row.page, line.state, good, *counts, soon, why))
    spare = ("told after", "muted", "streak", "next")
    return _sheet(("source", "page", *columns), rows, spare=spare)


def quotes(found: Iterable[Quote]) -> Sheet:
    """What a page prints, in page order."""
    columns = ("model", "meter", "price", "per", "conditions", "published")
    return _sheet(columns, ((*_columns(quote), quote.published) for quote in found))


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


def quarantine(held: Iterable[Held]) -> Sheet:
    """What waits for a person, with the reason."""
    columns = ("id", "source", "model", "meter", "old", "new", "since", "decision", "reason")
    rows = []
    for one in held:
        finding = one.matter.finding
        old, new = (", ".join(map(amount, quotes[:3])) for quotes in (finding.old, finding.new))
        meters = " ".join(dict.fromkeys(q.meter for q in (*finding.old, *finding.new)))
        shown = (finding.model, meters, old, new, stamp(one.matter.first_seen))
        rows.append((one.id, one.source, *shown, one.decision or "", one.reason))
    return _sheet(columns, rows)


def findings(found: Iterable[Finding]) -> Sheet:
    """What the doctor looked at, and how to mend what is not well."""
    rows = ((finding.level, finding.what, finding.how_to_mend) for finding in found)
    return _sheet(("level", "what", "how to mend it"), rows)


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
    events, messages = _counted(len(told), "event"), _counted(moments, "message")
    return f"{events} in {messages} over {_counted(days, 'recorded day')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

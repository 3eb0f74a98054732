"""All SQL there is. One transaction per fact: a round is stored whole or not at all.

Money is text, times are RFC 3339 in UTC. Values with structure (a known price, an open matter, an
event) are JSON of their type beside the columns that are asked for.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import zstandard
from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.alerts import Alert
from bot.events import Event, Proof, stamp
from bot.migrations import migrations
from bot.pages import Body, PageRow
from bot.state import Decision, Known, Matter, Place, State, held_id
from scrapers.quotes import Conditions, Quote, plain

_KNOWN: Final = TypeAdapter(Known)
_MATTER: Final = TypeAdapter(Matter)
_QUOTE: Final = TypeAdapter(Quote)
_DEPARTED: Final = TypeAdapter(dict[str, tuple[datetime, ...]])
_PROOF: Final = TypeAdapter(Proof)
REFUSED_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery goes: a channel and an address within it."""

    channel: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one target. `id` is stable over retries."""

    id: str
    alert: str
    target: Target
    due_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that one round of one page changes; stored in one transaction."""

    place: Place
    row: PageRow
    at: datetime
    before: State | None = None
    after: State | None = None
    body: Body | None = None
    events: tuple[Event, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    resolved: tuple[tuple[Matter, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """A confirmed price as `prices` shows it: where it stands and since when it holds."""

    source: str
    page: str
    vendor: str
    known: Known

    @property
    def quote(self) -> Quote:
        """The quote itself."""
        return self.known.quote


@dataclass(frozen=True, slots=True)
class Past:
    """One step of a price's history; `amount` is None from the moment it was no longer printed."""

    source: str
    page: str
    model: str
    meter: str
    currency: str
    per: str
    conditions: Conditions
    amount: str | None
    free: bool
    at: datetime
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A matter that waits for a person."""

    id: str
    source: str
    page: str
    reason: str
    decision: Decision | None
    matter: Matter


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _stamp(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _conditions(given: Conditions) -> str:
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


_PAGE_ROW: Final = TypeAdapter(PageRow)


class Store:
    """The SQLite file. Not shared between threads at the same time; every write is atomic."""

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 5000")
        self.db = Database(connection)
        self.db.enable_wal()
        migrations.apply(self.db)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. The lock is taken at once: two connections then wait, and never clash."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    # Pages and what is believed of them

    def page(self, source: str, page: str) -> PageRow | None:
        """The page's health, None before its first round."""
        row = next(
            self._rows("SELECT * FROM pages WHERE source = ? AND page = ?", source, page), None
        )
        return _page_row(row) if row else None

    def pages(self) -> list[PageRow]:
        """Every page that was ever asked for, by source and name."""
        return [_page_row(row) for row in self._rows("SELECT * FROM pages ORDER BY source, page")]

    def state(self, source: str, page: str) -> State | None:
        """What is believed of a page, None before its first good reading."""
        where = "WHERE source = ? AND page = ?"
        row = next(self._rows(f"SELECT * FROM pages {where}", source, page), None)
        if row is None or row["good_at"] is None:
            return None
        known = self._rows(f"SELECT known FROM latest {where}", source, page)
        prices = [_KNOWN.validate_json(one["known"]) for one in known]
        plans = self._rows(f"SELECT quote FROM planned {where}", source, page)
        planned = [_QUOTE.validate_json(one["quote"]) for one in plans]
        matters = self._rows(
            f"SELECT subject, matter, decision FROM matters {where}", source, page
        )
        return State(
            prices={one.quote.key: one for one in prices},
            planned={(one.key, one.effective_from or ""): one for one in planned},
            open={one["subject"]: _matter(one) for one in matters},
            departed=_DEPARTED.validate_json(row["departed"]),
            last=_PROOF.validate_json(row["last"]) if row["last"] else None,
        )

    def record(self, done: Round) -> None:
        """Store a round whole: body, prices, history, open matters, events, alerts, deliveries."""
        with self.atomic():
            if done.body:
                self._keep(done.body)
            if done.after is not None:
                self._believe(done)
            self._save_page(done)
            for matter, outcome in done.resolved:
                self._resolve(done, matter, outcome)
            self._tell(done)
            if done.body:
                self._forget_bodies(done.at)

    def _save_page(self, done: Round) -> None:
        row = done.row
        values: dict[str, Any] = {
            "source": row.source,
            "page": row.page,
            "served": row.served,
            "etag": row.etag,
            "last_modified": row.last_modified,
            "sha256": row.sha256,
            "essence": row.essence,
            "version": row.version,
            "checked_at": _stamp(row.checked_at),
            "good_at": _stamp(row.good_at),
            "failing_since": _stamp(row.failing_since),
            "stale_told": int(row.stale_told),
            "streak": row.streak,
            "reason": row.reason,
            "quotes": row.quotes,
            "due": _stamp(row.due),
            "again": int(row.again),
        }
        if done.after is not None:
            values["departed"] = _DEPARTED.dump_json(dict(done.after.departed)).decode()
            values["last"] = done.after.last and _PROOF.dump_json(done.after.last).decode()
        self._upsert("pages", values, ("source", "page"))

    def _believe(self, done: Round) -> None:
        before, after = done.before or State(), done.after or State()
        place = done.place
        changed = [k for key, k in after.prices.items() if before.prices.get(key) is not k]
        self._many(
            "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_latest_row(place, known) for known in changed],
        )
        gone = [known.quote for key, known in before.prices.items() if key not in after.prices]
        self._many(
            "DELETE FROM latest WHERE source = ? AND page = ? AND model = ? AND meter = ? "
            "AND currency = ? AND per = ? AND conditions = ?",
            [(place.source, place.page, *_key_columns(quote)) for quote in gone],
        )
        moved = [
            known.quote for known in changed if _moved(before.prices.get(known.quote.key), known)
        ]
        sha256 = done.row.sha256
        steps = [(quote, plain(quote.amount)) for quote in moved] + [
            (quote, None) for quote in gone
        ]
        self._many(
            "INSERT INTO history (source, page, model, meter, currency, per, conditions, amount,"
            " free, at, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    place.source,
                    place.page,
                    *_key_columns(q),
                    amount,
                    int(q.free),
                    stamp(done.at),
                    sha256,
                )
                for q, amount in steps
            ],
        )
        self._replace_open(place, before, after)

    def _replace_open(self, place: Place, before: State, after: State) -> None:
        where = (place.source, place.page)
        if before.open or after.open:
            self.db.execute("DELETE FROM matters WHERE source = ? AND page = ?", where)
            self._many(
                "INSERT INTO matters VALUES (?, ?, ?, ?, ?, ?, ?)",
                [_matter_row(place, subject, one) for subject, one in after.open.items()],
            )
        if before.planned != after.planned:
            self.db.execute("DELETE FROM planned WHERE source = ? AND page = ?", where)
            self._many(
                "INSERT INTO planned VALUES (?, ?, ?, ?)",
                [
                    (*where, f"{key}{begins}", _QUOTE.dump_json(quote).decode())
                    for (key, begins), quote in after.planned.items()
                ],
            )

    def _tell(self, done: Round) -> None:
        self._many(
            "INSERT OR IGNORE INTO events (id, type, at, source, vendor, model, told, alert, event)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_event_row(event) for event in done.events],
        )
        self._many(
            "INSERT OR IGNORE INTO alerts VALUES (?, ?, ?, ?, ?)",
            [(a.id, a.source, a.vendor, stamp(a.at), a.audience) for a in done.alerts],
        )
        self._many(
            "INSERT OR IGNORE INTO alert_events VALUES (?, ?, ?)",
            [(a.id, n, event.id) for a in done.alerts for n, event in enumerate(a.events)],
        )
        self._many(
            "INSERT OR IGNORE INTO deliveries (id, alert, channel, target, due_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (d.id, d.alert, d.target.channel, d.target.address, stamp(d.due_at))
                for d in done.deliveries
            ],
        )
        proofs = {p.sha256 for e in done.events if e.evidence for p in _proofs(e)}
        self._many("UPDATE bodies SET proof = 1 WHERE sha256 = ?", [(sha,) for sha in proofs])

    # Kept pages

    def body(self, sha256: str) -> Body | None:
        """A kept page by its hash, None where it was not kept or is forgotten."""
        row = next(self._rows("SELECT * FROM bodies WHERE sha256 = ?", sha256), None)
        if row is None:
            return None
        return Body(
            sha256=row["sha256"],
            body=zstandard.decompress(row["body"]),
            kind=row["kind"],
            encoding=row["encoding"],
            url=row["url"],
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
            refused=row["keep_until"] is not None,
        )

    def _keep(self, body: Body) -> None:
        until = stamp(body.fetched_at + REFUSED_KEPT) if body.refused else None
        packed = zstandard.compress(body.body, 6)
        self.db.execute(
            "INSERT INTO bodies (sha256, body, kind, encoding, url, fetched_at, keep_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET"
            " keep_until = CASE WHEN excluded.keep_until IS NULL OR keep_until IS NULL THEN NULL"
            " ELSE excluded.keep_until END",
            (
                body.sha256,
                packed,
                body.kind,
                body.encoding,
                body.url,
                stamp(body.fetched_at),
                until,
            ),
        )

    def _forget_bodies(self, now: datetime) -> None:
        """Keep what proves a change, what is the last good body of a page, and refusals for a week."""
        self.db.execute(
            "DELETE FROM bodies WHERE proof = 0 AND (keep_until < ? OR (keep_until IS NULL"
            " AND sha256 NOT IN (SELECT sha256 FROM pages WHERE sha256 IS NOT NULL)"
            " AND sha256 NOT IN (SELECT last ->> 'sha256' FROM pages WHERE last IS NOT NULL)"
            " AND sha256 NOT IN (SELECT matter ->> '$.seen.sha256' FROM matters)"
            " AND sha256 NOT IN (SELECT coalesce(matter ->> '$.before.sha256', '') FROM matters)))",
            (stamp(now),),
        )

    # Questions

    def latest(self, words: Sequence[str] = (), *, free: bool = False) -> list[Latest]:
        """The latest prices; each word is a vendor, a source or a part of a model's name."""
        clauses, values = [], []
        for word in words:
            clauses.append("(vendor = ? OR source = ? OR model LIKE ? ESCAPE '\\')")
            values += [word.lower(), word.lower(), _like(word)]
        where = f"({' OR '.join(clauses)})" if clauses else "1"
        if free:
            where += " AND free = 1"
        rows = self._rows(
            f"SELECT source, page, vendor, known FROM latest WHERE {where}"
            " ORDER BY vendor, source, page, model, meter, conditions",
            *values,
        )
        return [
            Latest(r["source"], r["page"], r["vendor"], _KNOWN.validate_json(r["known"]))
            for r in rows
        ]

    def history(self, model: str) -> list[Past]:
        """Every price that a model ever had, oldest first. The name is matched without case."""
        rows = self._rows(
            "SELECT * FROM history WHERE model = ? COLLATE NOCASE ORDER BY at, id", model
        )
        return [_past(row) for row in rows]

    def events(
        self,
        *,
        since: datetime | None = None,
        vendor: str | None = None,
        kinds: Sequence[str] = (),
    ) -> list[Event]:
        """The change log, oldest first."""
        clauses, values = ["1"], []
        if since:
            clauses.append("at >= ?")
            values.append(stamp(since))
        if vendor:
            clauses.append("vendor = ?")
            values.append(vendor)
        if kinds:
            clauses.append(f"type IN ({', '.join('?' * len(kinds))})")
            values += list(kinds)
        where = " AND ".join(clauses)
        rows = self._rows(f"SELECT event FROM events WHERE {where} ORDER BY at, seq", *values)
        return [Event.model_validate_json(row["event"]) for row in rows]

    def alert(self, name: str) -> Alert:
        """An alert with its events. Raises KeyError."""
        row = next(self._rows("SELECT * FROM alerts WHERE id = ?", name), None)
        if row is None:
            raise KeyError(name)
        told = self._rows(
            "SELECT e.event FROM alert_events a JOIN events e ON e.id = a.event"
            " WHERE a.alert = ? ORDER BY a.place",
            name,
        )
        events = tuple(Event.model_validate_json(one["event"]) for one in told)
        at = datetime.fromisoformat(row["at"])
        return Alert(row["id"], row["source"], row["vendor"], at, row["audience"], events)

    # The quarantine

    def held(self) -> list[Held]:
        """What waits for a person, oldest first."""
        rows = self._rows("SELECT * FROM matters WHERE held IS NOT NULL")
        found = [_held(row) for row in rows]
        return sorted(found, key=lambda held: (held.matter.first_seen, held.id))

    def decide(self, held: str, decision: Decision) -> Held:
        """Approve or reject a held matter; it takes effect with the next round. Raises KeyError."""
        with self.atomic():
            row = next(self._rows("SELECT * FROM matters WHERE held = ?", held), None)
            if row is None:
                raise KeyError(held)
            self.db.execute("UPDATE matters SET decision = ? WHERE held = ?", (decision, held))
            where = (row["source"], row["page"])
            self.db.execute(
                "UPDATE pages SET due = checked_at WHERE source = ? AND page = ?", where
            )
        return replace(_held(row), decision=decision)

    def _resolve(self, done: Round, matter: Matter, outcome: str) -> None:
        held = held_id(done.place, matter)
        self.db.execute(
            "INSERT INTO resolved (held, source, page, at, reason, outcome, matter)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(held, done.place.source, done.place.page, stamp(done.at)),
                *(matter.reason or "", outcome, _MATTER.dump_json(matter).decode()),
            ),
        )

    # The outbox

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """Deliveries whose time has come, oldest first."""
        rows = self._rows(
            "SELECT * FROM deliveries WHERE state = 'due' AND due_at <= ? ORDER BY due_at, rowid"
            " LIMIT ?",
            stamp(now),
            limit,
        )
        return [_delivery(row) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next delivery is due."""
        row = next(self._rows("SELECT min(due_at) AS at FROM deliveries WHERE state = 'due'"))
        return _time(row["at"])

    def sent(self, delivery: str, at: datetime) -> None:
        """The delivery arrived."""
        self._set(delivery, "state = 'sent', sent_at = ?, error = NULL", stamp(at))

    def retry(self, delivery: str, at: datetime, error: str) -> None:
        """The delivery failed for now; try again at a time."""
        self._set(delivery, "due_at = ?, error = ?, attempts = attempts + 1", stamp(at), error)

    def failed(self, delivery: str, error: str) -> None:
        """The delivery failed for good."""
        self._set(delivery, "state = 'failed', error = ?, attempts = attempts + 1", error)

    def _set(self, delivery: str, what: str, *values: object) -> None:
        with self.atomic():
            self.db.execute(f"UPDATE deliveries SET {what} WHERE id = ?", (*values, delivery))

    # The three ways to SQLite

    def _rows(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        cursor = self.db.conn.cursor()
        cursor.row_factory = sqlite3.Row
        yield from cursor.execute(sql, values)

    def _many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self.db.conn.executemany(sql, rows)

    def _upsert(self, table: str, values: Mapping[str, Any], key: Sequence[str]) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sets = ", ".join(f"{name} = excluded.{name}" for name in values if name not in key)
        self.db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}",
            tuple(values.values()),
        )


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _page_row(row: sqlite3.Row) -> PageRow:
    return _PAGE_ROW.validate_python({name: row[name] for name in PageRow.__dataclass_fields__})


def _key_columns(quote: Quote) -> tuple[str, ...]:
    return (quote.model, quote.meter, quote.currency, quote.per, _conditions(quote.conditions))


def _latest_row(place: Place, known: Known) -> tuple[object, ...]:
    quote = known.quote
    told = (place.vendor, plain(quote.amount), int(quote.free), _KNOWN.dump_json(known).decode())
    return (place.source, place.page, *_key_columns(quote), *told)


def _moved(before: Known | None, after: Known) -> bool:
    return before is None or before.quote.amount != after.quote.amount


def _matter(row: sqlite3.Row) -> Matter:
    return replace(_MATTER.validate_json(row["matter"]), decision=row["decision"])


def _matter_row(place: Place, subject: str, matter: Matter) -> tuple[object, ...]:
    held = held_id(place, matter) if matter.reason else None
    dumped = _MATTER.dump_json(matter).decode()
    where = (place.source, place.page, subject)
    return (*where, held, matter.reason, matter.decision, dumped)


def _held(row: sqlite3.Row) -> Held:
    matter = _matter(row)
    return Held(row["held"], row["source"], row["page"], row["reason"], matter.decision, matter)


def _event_row(event: Event) -> tuple[object, ...]:
    what = (event.id, event.type, stamp(event.at), event.source, event.vendor, event.model)
    return (*what, int(event.told), event.alert, event.model_dump_json())


def _proofs(event: Event) -> list[Proof]:
    if event.evidence is None:
        return []
    return [event.evidence, *([event.evidence.before] if event.evidence.before else [])]


def _delivery(row: sqlite3.Row) -> Delivery:
    target = Target(row["channel"], row["target"])
    due = datetime.fromisoformat(row["due_at"])
    return Delivery(row["id"], row["alert"], target, due, row["attempts"])


def _past(row: sqlite3.Row) -> Past:
    conditions = tuple((key, value) for key, value in json.loads(row["conditions"]))
    return Past(
        *(row["source"], row["page"], row["model"], row["meter"], row["currency"], row["per"]),
        *(conditions, row["amount"], bool(row["free"]), datetime.fromisoformat(row["at"])),
        sha256=row["sha256"],
    )

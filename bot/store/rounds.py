"""Rounds are stored whole: what is believed of a page, and all that follows from a reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import zstandard

from bot.alerts import Alert
from bot.events import Event, stamp
from bot.pages import Body, PageRow
from bot.state import Known, Place, State
from bot.store import columns
from bot.store.crowds import Crowds
from bot.store.quarantine import Quarantine
from bot.store.values import Delivery, Round
from scrapers.quotes import plain

REFUSED_KEPT: Final = timedelta(days=7)

_PAGE_ROW: Final = ", ".join(columns.PAGE_ROW)
_KEY: Final = ("source", "page", "model", "meter", "currency", "per", "conditions")
_UPSERT_LATEST: Final = (
    "INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET"
    " amount = excluded.amount, free = excluded.free, known = excluded.known"
)
_DELETE_LATEST: Final = f"DELETE FROM latest WHERE {' AND '.join(f'{k} = ?' for k in _KEY)}"
_INSERT_HISTORY: Final = (
    f"INSERT INTO history ({', '.join(_KEY)}, amount, free, at, sha256)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Rounds(Quarantine, Crowds):
    """Pages, what is believed of them, kept bodies; written a round at a time."""

    def page(self, source: str, page: str) -> PageRow | None:
        """The page's health, None before its first round."""
        where = "SELECT * FROM pages WHERE source = ? AND page = ?"
        return next(map(columns.page_row, self._at_once(_PAGE_ROW, where, source, page)), None)

    def pages(self) -> list[PageRow]:
        """Every page that was ever asked for, by source and name."""
        rows = self._at_once(_PAGE_ROW, "SELECT * FROM pages ORDER BY source, page")
        return [columns.page_row(row) for row in rows]

    def state(self, source: str, page: str) -> State | None:
        """What is believed of a page, None before its first good reading."""
        where = "WHERE source = ? AND page = ?"
        row = next(self._rows(f"SELECT * FROM pages {where}", source, page), None)
        if row is None or row["good_at"] is None:
            return None
        known = self._rows(f"SELECT known FROM latest {where}", source, page)
        prices = [columns.KNOWN.validate_json(one["known"]) for one in known]
        plans = self._rows(f"SELECT quote FROM planned {where}", source, page)
        planned = [columns.QUOTE.validate_json(one["quote"]) for one in plans]
        matters = self._rows(
            f"SELECT subject, matter, decision FROM matters {where}", source, page
        )
        return State(
            prices={one.quote.key: one for one in prices},
            planned={(one.key, one.effective_from or ""): one for one in planned},
            open={one["subject"]: columns.matter(one) for one in matters},
            departed=columns.DEPARTED.validate_json(row["departed"]),
            last=columns.PROOF.validate_json(row["last"]) if row["last"] else None,
        )

    def record(self, done: Round) -> None:
        """Store a round whole: body, prices, history, open matters, events, alerts, deliveries."""
        with self.atomic():
            if done.body:
                self._keep(done.body)
            if done.after is not None:
                self._believe(done)
            if done.contexts is not None:
                self._replace_contexts(done.place, done.contexts)
            self._save_page(done)
            self._call_for_approved(done.place)
            for matter, outcome in done.resolved:
                self._resolve(done, matter, outcome)
            self._tell(done.events, done.alerts, done.deliveries)
            if done.crowd:
                self._tell_all(done.crowd)
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
            "checked_at": columns.stamped(row.checked_at),
            "good_at": columns.stamped(row.good_at),
            "failing_since": columns.stamped(row.failing_since),
            "stale_told": int(row.stale_told),
            "streak": row.streak,
            "reason": row.reason,
            "quotes": row.quotes,
            "due": columns.stamped(row.due),
            "again": int(row.again),
        }
        if done.after is not None:
            values["departed"] = columns.DEPARTED.dump_json(dict(done.after.departed)).decode()
            values["last"] = done.after.last and columns.PROOF.dump_json(done.after.last).decode()
        self._upsert("pages", values, ("source", "page"))

    def _believe(self, done: Round) -> None:
        before, after = done.before or State(), done.after or State()
        changed = [k for key, k in after.prices.items() if before.prices.get(key) is not k]
        gone = [known.quote for key, known in before.prices.items() if key not in after.prices]
        self._many(_UPSERT_LATEST, [columns.latest_row(done.place, known) for known in changed])
        place = (done.place.source, done.place.page)
        self._many(_DELETE_LATEST, [(*place, *columns.key_columns(quote)) for quote in gone])
        steps = [(k.quote, plain(k.quote.amount)) for k in changed if _moved(before, k)]
        self._many(
            _INSERT_HISTORY,
            columns.history_rows([*steps, *((quote, None) for quote in gone)], done),
        )
        self._replace_open(done.place, before, after)

    def _replace_open(self, place: Place, before: State, after: State) -> None:
        where = (place.source, place.page)
        if before.open or after.open:
            decided = self._decided(place)
            self.db.execute("DELETE FROM matters WHERE source = ? AND page = ?", where)
            self._many(
                "INSERT INTO matters VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    columns.matter_row(place, subject, one, decided)
                    for subject, one in after.open.items()
                ],
            )
        if before.planned != after.planned:
            self.db.execute("DELETE FROM planned WHERE source = ? AND page = ?", where)
            self._many(
                "INSERT INTO planned VALUES (?, ?, ?, ?)",
                [
                    (*where, f"{key}{begins}", columns.QUOTE.dump_json(quote).decode())
                    for (key, begins), quote in after.planned.items()
                ],
            )

    def _replace_contexts(self, place: Place, contexts: Mapping[str, int]) -> None:
        where = (place.source, place.page)
        kept = self._rows(
            "SELECT model, tokens FROM contexts WHERE source = ? AND page = ?", *where
        )
        if {row["model"]: row["tokens"] for row in kept} != contexts:
            self.db.execute("DELETE FROM contexts WHERE source = ? AND page = ?", where)
            rows = [(*where, model, tokens) for model, tokens in contexts.items()]
            self._many("INSERT INTO contexts VALUES (?, ?, ?, ?)", rows)

    def announce(
        self, events: Sequence[Event], alerts: Sequence[Alert], deliveries: Iterable[Delivery]
    ) -> None:
        """Store what is said outside a round; what was said before under the same id stays."""
        with self.atomic():
            self._tell(events, alerts, deliveries)

    def _tell(
        self, events: Sequence[Event], alerts: Sequence[Alert], deliveries: Iterable[Delivery]
    ) -> None:
        self._many(
            "INSERT OR IGNORE INTO events (id, type, at, source, vendor, model, told, alert,"
            " event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [columns.event_row(event) for event in events],
        )
        self._many(
            "INSERT OR IGNORE INTO alerts (id, source, vendor, at, audience, notice)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [columns.alert_row(alert) for alert in alerts],
        )
        self._many(
            "INSERT OR IGNORE INTO alert_events VALUES (?, ?, ?)",
            [(a.id, n, event.id) for a in alerts for n, event in enumerate(a.events)],
        )
        self._post(deliveries)
        proofs = {sha for event in events for sha in event.proofs}
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
        """Keep what proves a change, each page's last good body, and refusals for a week."""
        self.db.execute(
            "DELETE FROM bodies WHERE proof = 0 AND (keep_until < ? OR (keep_until IS NULL"
            " AND sha256 NOT IN (SELECT sha256 FROM pages WHERE sha256 IS NOT NULL)"
            " AND sha256 NOT IN (SELECT last ->> 'sha256' FROM pages WHERE last IS NOT NULL)"
            " AND sha256 NOT IN (SELECT matter ->> '$.seen.sha256' FROM matters)"
            " AND sha256 NOT IN"
            " (SELECT coalesce(matter ->> '$.before.sha256', '') FROM matters)))",
            (stamp(now),),
        )


def _moved(before: State, after: Known) -> bool:
    known = before.prices.get(after.quote.key)
    return known is None or known.quote.amount != after.quote.amount

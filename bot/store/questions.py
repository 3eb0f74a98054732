"""What people and machines ask: latest prices, history, the change log."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from statistics import median

from bot.events import Event, stamp
from bot.store import columns
from bot.store.lookups import Lookups, marks
from bot.store.values import Latest, Sureness
from bot.witness import Move
from scrapers.quotes import Quote


class Questions(Lookups):
    """Reads only."""

    def latest(
        self, place: str | None = None, names: Collection[str] | None = None
    ) -> list[Latest]:
        """The latest prices: at a vendor or a source, under exactly these names, or all."""
        where, values = ["1"], list[str]()
        if place is not None:
            where.append("(vendor = ? OR source = ?)")
            values += [place, place]
        if names is not None:
            where.append(f"model IN ({marks(names)})")
            values += names
        return self._prices(" AND ".join(where), *values)

    def models(self) -> list[str]:
        """The names of all models that have a price now."""
        return [row["model"] for row in self._rows("SELECT DISTINCT model FROM latest")]

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
        sql = f"SELECT event FROM events WHERE {where} ORDER BY at, seq"
        return [Event.model_validate_json(event) for event in self._texts("event", sql, *values)]

    def shown(self, sources: Sequence[str], quote: Quote) -> list[Quote]:
        """What sources show of any model for the same meter, currency, unit and conditions."""
        rows = self._rows(
            f"SELECT known FROM latest WHERE source IN ({marks(sources)})"
            " AND meter = ? AND currency = ? AND per = ? AND conditions = ?",
            *sources,
            *columns.key_columns(quote)[1:],
        )
        return [columns.KNOWN.validate_json(row["known"]).quote for row in rows]

    def moves(self, vendor: str, source: str, since: datetime) -> list[Move]:
        """What moved at a vendor's other sources: seen and not yet sure, or told since a time."""
        waiting = self._rows(
            "SELECT matter, decision FROM matters WHERE source != ? AND (source = ?"
            " OR source LIKE ?)",
            *(source, vendor, f"{vendor}-%"),
        )
        found = [columns.move(columns.matter(row)) for row in waiting]
        said = self._rows(
            "SELECT event FROM events WHERE vendor = ? AND source != ? AND at >= ?",
            *(vendor, source, stamp(since)),
        )
        found += [columns.told_move(Event.model_validate_json(row["event"])) for row in said]
        return [move for move in found if move]

    def sureness(self) -> dict[tuple[str, str], Sureness]:
        """What being sure costs, by source and page."""
        delays: dict[tuple[str, str], list[float]] = defaultdict(list)
        told = self._rows(
            "SELECT source, coalesce(event ->> '$.page', '') AS page, unixepoch(at)"
            " - unixepoch(event ->> '$.seen_at') AS delay FROM events"
            " WHERE told = 1 AND type != 'source.stale'"
        )
        for row in told:
            delays[row["source"], row["page"]].append(row["delay"])
        muted = self._rows(
            "SELECT source, page, count(*) AS count FROM latest"
            " WHERE known ->> '$.quiet_until' IS NOT NULL GROUP BY source, page"
        )
        counts = {(row["source"], row["page"]): row["count"] for row in muted}
        return {
            place: Sureness(
                timedelta(seconds=median(delays[place])) if place in delays else None,
                counts.get(place, 0),
            )
            for place in delays.keys() | counts.keys()
        }

    def event(self, name: str) -> Event | None:
        """A change by its id, None where there is none."""
        row = next(self._rows("SELECT event FROM events WHERE id = ?", name), None)
        return Event.model_validate_json(row["event"]) if row else None

"""What people and machines ask: latest prices, history, the change log."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from bot import search
from bot.events import Event, stamp
from bot.store import columns
from bot.store.lookups import Lookups, marks
from bot.store.values import Latest, Past, Sureness
from bot.witness import Move
from scrapers.quotes import Quote


class Questions(Lookups):
    """Reads only."""

    def latest(self, words: Sequence[str] = (), *, free: bool = False) -> list[Latest]:
        """The latest prices; each word is a vendor, a source, or a model in anybody's spelling.

        Raises UnknownModel where prices are known, but none under one of the words.
        """
        where, values = self._meant(words) if words else ("1", [])
        if free:
            where = f"({where}) AND free = 1"
        return self._prices(where, *values)

    def models(self) -> list[str]:
        """The names of all models that have a price now."""
        return [row["model"] for row in self._rows("SELECT DISTINCT model FROM latest")]

    def _meant(self, words: Sequence[str]) -> tuple[str, list[str]]:
        """The condition for the prices that the words mean: each part of it has its index."""
        places = [word.lower() for word in words if self._is_place(word.lower())]
        rest = [word for word in words if word.lower() not in places]
        known = self.models() if rest else []
        names = [name for word in rest if known for name in search.known(word, known)]
        parts = (("vendor", places), ("source", places), ("model", list(dict.fromkeys(names))))
        found = [(name, values) for name, values in parts if values]
        where = " OR ".join(f"{name} IN ({marks(values)})" for name, values in found)
        return where or "0", [value for _, values in found for value in values]

    def _is_place(self, word: str) -> bool:
        asked = "SELECT 1 FROM latest WHERE vendor = ? OR source = ? LIMIT 1"
        return next(self._rows(asked, word, word), None) is not None

    def history(self, model: str) -> list[Past]:
        """Every price that a model ever had under all its names, oldest first.

        Raises UnknownModel where none is known, or the name could mean several.
        """
        ever, _ = self.names_ever()
        return self.steps(search.only(model, ever)) if ever else []

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

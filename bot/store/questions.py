"""What people and machines ask: latest prices, history, the change log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.alerts import Alert
from bot.events import Event, stamp
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Latest, Past


# Each part has its index; the names are searched in the index alone, not in the rows.
_MATCHES: Final = (
    "vendor = ? OR source = ?"
    " OR model IN (SELECT DISTINCT model FROM latest WHERE model LIKE ? ESCAPE '\\')"
)


class Questions(Connection):
    """Reads only."""

    def latest(self, words: Sequence[str] = (), *, free: bool = False) -> list[Latest]:
        """The latest prices; each word is a vendor, a source or a part of a model's name."""
        where, values = "1", []
        if words:
            where = " OR ".join([_MATCHES] * len(words))
            values = [v for w in words for v in (w.lower(), w.lower(), _like(w))]
        if free:
            where = f"({where}) AND free = 1"
        rows = self._rows(
            f"SELECT source, page, vendor, known FROM latest WHERE {where}"
            " ORDER BY vendor, source, page, model, meter, conditions",
            *values,
        )
        return [
            Latest(r["source"], r["page"], r["vendor"], columns.KNOWN.validate_json(r["known"]))
            for r in rows
        ]

    def history(self, model: str) -> list[Past]:
        """Every price that a model ever had, oldest first. The name is matched without case."""
        rows = self._rows(
            "SELECT * FROM history WHERE model = ? COLLATE NOCASE ORDER BY at, id", model
        )
        return [columns.past(row) for row in rows]

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


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"

"""What answers are made of: prices by page and by name, announcements, steps of history."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from bot.events import Event, stamp
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Latest, Past
from scrapers.quotes import Quote

# From name to name through the index, not through ten million rows; case makes no difference.
_NAMES_EVER: Final = """
WITH RECURSIVE names (name) AS (
    SELECT min(model COLLATE NOCASE) FROM history
    UNION ALL
    SELECT (SELECT min(model COLLATE NOCASE) FROM history WHERE model > name COLLATE NOCASE)
    FROM names WHERE name IS NOT NULL
) SELECT name FROM names WHERE name IS NOT NULL
"""
_LATEST: Final = "SELECT source, page, vendor, known FROM latest WHERE"
_IN_ORDER: Final = "ORDER BY vendor, source, page, model, meter, conditions"


class Lookups(Connection):
    """Reads only, each by an index."""

    def prices_at(self, source: str, page: str) -> list[Latest]:
        """The prices of one page."""
        return self._prices("source = ? AND page = ?", source, page)

    def prices_of(self, names: Sequence[str], sources: Collection[str]) -> list[Latest]:
        """The prices under exactly these names, at these sources."""
        where = f"model IN ({marks(names)}) AND +source IN ({marks(sources)})"
        return self._prices(where, *names, *sources)

    def free_at(self, sources: Collection[str]) -> list[Latest]:
        """What these sources call free."""
        return self._prices(f"free = 1 AND source IN ({marks(sources)})", *sources)

    def _prices(self, where: str, *values: object) -> list[Latest]:
        rows = self._rows(f"{_LATEST} {where} {_IN_ORDER}", *values)
        return [
            Latest(r["source"], r["page"], r["vendor"], columns.KNOWN.validate_json(r["known"]))
            for r in rows
        ]

    def names_at(self, source: str) -> list[str]:
        """The names under which a source prints a price now."""
        rows = self._rows("SELECT DISTINCT model FROM latest WHERE source = ?", source)
        return [row["model"] for row in rows]

    def planned(self, names: Sequence[str]) -> list[Quote]:
        """The announced prices of models, by their names."""
        rows = self._rows(
            f"SELECT quote FROM planned WHERE quote ->> '$.model' IN ({marks(names)})", *names
        )
        return [columns.QUOTE.validate_json(row["quote"]) for row in rows]

    def names_ever(self, after: int = 0) -> tuple[list[str], int]:
        """Every name that ever had a price, and the number of the last step of history.

        With `after` only the names of the steps behind that number; case makes no difference.
        """
        last = next(self._rows("SELECT max(id) AS id FROM history"))["id"] or 0
        if after == last:
            return [], last
        later = "SELECT DISTINCT model AS name FROM history WHERE id > ?"
        rows = self._rows(later, after) if after else self._rows(_NAMES_EVER)
        return [row["name"] for row in rows], last

    def sources_ever(self, names: Sequence[str]) -> list[str]:
        """The sources that ever printed a price under one of these names."""
        rows = self._rows(
            "SELECT DISTINCT source FROM history"
            f" WHERE model COLLATE NOCASE IN ({marks(names)}) ORDER BY source",
            *names,
        )
        return [row["source"] for row in rows]

    def steps(
        self, names: Sequence[str], sources: Sequence[str] | None = None, most: int = -1
    ) -> list[Past]:
        """The steps of history under these names, oldest first; of very many the last `most`."""
        where, values = f"model COLLATE NOCASE IN ({marks(names)})", list(names)
        if sources is not None:
            where += f" AND source IN ({marks(sources)})"
            values += sources
        rows = self._rows(
            f"SELECT * FROM history WHERE {where} ORDER BY at DESC, id DESC LIMIT ?",
            *values,
            most,
        )
        return [columns.past(row) for row in rows][::-1]

    def events_between(self, begins: datetime, ends: datetime) -> list[Event]:
        """What was told from one time until before another, oldest first."""
        rows = self._rows(
            "SELECT event FROM events WHERE told = 1 AND at >= ? AND at < ? ORDER BY at, seq",
            *(stamp(begins), stamp(ends)),
        )
        return [Event.model_validate_json(row["event"]) for row in rows]

    def months_told(self) -> list[str]:
        """The months (`2024-05`, UTC) in which anything was told, the latest first."""
        rows = self._rows(
            "SELECT DISTINCT substr(at, 1, 7) AS month FROM events WHERE told = 1"
            " ORDER BY month DESC"
        )
        return [row["month"] for row in rows]


def marks(values: Collection[object]) -> str:
    """So many places for values."""
    return ", ".join("?" * len(values))

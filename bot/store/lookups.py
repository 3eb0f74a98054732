"""What answers are made of: prices by page and by name, announcements, steps of history."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from bot.events import Event, stamp
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Context, Latest, Past
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
# From source to source of each name, for the same reason.
_PRINTED_EVER: Final = """
WITH RECURSIVE asked (model) AS (VALUES {asked}), places (model, source) AS (
    SELECT model, (SELECT min(source) FROM history h WHERE h.model = asked.model COLLATE NOCASE)
    FROM asked
    UNION ALL
    SELECT model, (
        SELECT min(source) FROM history h
        WHERE h.model = places.model COLLATE NOCASE AND h.source > places.source
    ) FROM places WHERE source IS NOT NULL
) SELECT model, source FROM places WHERE source IS NOT NULL
"""
# The first step of each name at a source, by the index again.
_KNOWN_SINCE: Final = """
WITH asked (model) AS (VALUES {asked}) SELECT min((
    SELECT min(at) FROM history h WHERE h.model = asked.model COLLATE NOCASE AND h.source = ?
)) AS at FROM asked
"""
_PLACES: Final = 200  # names and sources of one model: a statement has room for 500
_LATEST: Final = "SELECT * FROM latest WHERE"
_IN_ORDER: Final = "ORDER BY vendor, source, page, model, meter, conditions"
_AT: Final = "event ->> '$.seen_at'"
_SEEN: Final = """
SELECT event, at, seq FROM events WHERE told = 1 AND type IN ({types}) AND id NOT IN (
    SELECT event ->> '$.refutes' FROM events WHERE event ->> '$.refutes' IS NOT NULL
)"""
_PRICE: Final = "source, page, vendor, known"


class Lookups(Connection):
    """Reads only, each by an index, and all rows in one step."""

    def prices_at(
        self, source: str, page: str, kept: Mapping[str, Latest] | None = None
    ) -> dict[str, Latest]:
        """The prices of one page by the text that they are stored as.

        Those that are `kept` under an equal text are the same values, and cost nothing to read.
        """
        sql, have = f"{_LATEST} source = ? AND page = ? {_IN_ORDER}", kept or {}
        found = self._at_once(_PRICE, sql, source, page)
        return {row[-1]: have.get(row[-1]) or columns.latest(*row) for row in found}

    def prices_of(self, names: Collection[str], sources: Collection[str]) -> list[Latest]:
        """The prices under exactly these names, at these sources."""
        where = f"model IN ({marks(names)}) AND +source IN ({marks(sources)})"
        return self._prices(where, *names, *sources)

    def free_at(self, sources: Collection[str]) -> list[Latest]:
        """What these sources call free."""
        sql = (
            "SELECT * FROM latest INDEXED BY latest_free"
            f" WHERE free = 1 AND source IN ({marks(sources)}) {_IN_ORDER}"
        )
        found = self._at_once(_PRICE, sql, *sources)
        return [columns.latest(*row) for row in found]

    def _prices(self, where: str, *values: object) -> list[Latest]:
        found = self._at_once(_PRICE, f"{_LATEST} {where} {_IN_ORDER}", *values)
        return [columns.latest(*row) for row in found]

    def names_at(self, source: str) -> list[str]:
        """The names under which a source prints a price now."""
        sql = "SELECT DISTINCT model FROM latest WHERE source = ? ORDER BY model"
        return self._texts("model", sql, source)

    def contexts(self) -> list[Context]:
        """How many tokens models take, wherever that is printed."""
        sql = "SELECT source, page, model, tokens FROM contexts"
        return [Context(*row) for row in self._at_once("source, page, model, tokens", sql)]

    def planned_at(self, source: str, page: str) -> list[Quote]:
        """The announced prices of one page."""
        sql = "SELECT quote FROM planned WHERE source = ? AND page = ?"
        found = self._texts("quote", sql, source, page)
        return [columns.QUOTE.validate_json(quote) for quote in found]

    def names_ever(self, after: int = 0) -> tuple[list[str], int]:
        """Every name that ever had a price, and the number of the last step of history.

        With `after` only the names of the steps behind that number; case makes no difference.
        """
        last = self.last_step()
        if after == last:
            return [], last
        if after:
            later = "SELECT DISTINCT model FROM history WHERE id > ?"
            return self._texts("model", later, after), last
        return self._texts("name", _NAMES_EVER), last

    def last_step(self) -> int:
        """The number of the last step of history, 0 where there is none."""
        number: int | None = next(self._rows("SELECT max(id) AS id FROM history"))["id"]
        return number or 0

    def known_since(self, source: str) -> datetime | None:
        """When the first of the prices that stand at a source was read, whatever it was then.

        Of a long list the first names are looked at: later than true perhaps, never earlier.
        """
        names = self.names_at(source)[:_PLACES]
        sql = _KNOWN_SINCE.format(asked=", ".join(["(?)"] * len(names)))
        first = self._texts("at", sql, *names, source)[0] if names else None
        return None if first is None else datetime.fromisoformat(first)

    def printed_ever(self, names: Collection[str]) -> list[tuple[str, str]]:
        """Which of these names were ever printed at which source; case makes no difference."""
        asked = ", ".join(["(?)"] * len(names))
        found = self._at_once("model, source", _PRINTED_EVER.format(asked=asked), *names)
        return [(name, source) for name, source in found]

    def steps(self, names: Collection[str]) -> list[Past]:
        """Every step of history under these names, oldest first; case makes no difference."""
        sql = (
            f"SELECT * FROM history WHERE model COLLATE NOCASE IN ({marks(names)}) ORDER BY at, id"
        )
        return [columns.past(row) for row in self._at_once(columns.PAST, sql, *names)]

    def last_steps(self, printed: Collection[tuple[str, str]], most: int) -> list[Past]:
        """The last so many steps of these names, each at a source, oldest first.

        Each is read backwards along the index, so that it does not matter how long its history is;
        of many none may take much more than its share.
        """
        each = (
            "SELECT * FROM (SELECT * FROM history WHERE model = ? COLLATE NOCASE AND source = ?"
            " ORDER BY at DESC LIMIT ?)"
        )
        asked = list(printed)[:_PLACES]
        every = " UNION ALL ".join([each] * len(asked)) or "SELECT * FROM history WHERE 0"
        sql = f"SELECT * FROM ({every}) ORDER BY at DESC, id DESC LIMIT ?"
        share = max(most // max(len(asked) // 2, 1), most // 10)
        values = [value for one in asked for value in (*one, min(share, most))]
        found = self._at_once(columns.PAST, sql, *values, most)
        return [columns.past(row) for row in reversed(found)]

    def events_seen(self, begins: datetime, ends: datetime, types: Collection[str]) -> list[Event]:
        """What was told and never taken back, by its first sight: from one time until another."""
        sql = f"{_SEEN.format(types=marks(types))} AND {_AT} >= ? AND {_AT} < ?"
        values = (*types, stamp(begins), stamp(ends))
        found = self._texts("event", f"{sql} ORDER BY {_AT}, at, seq", *values)
        return [Event.model_validate_json(event) for event in found]

    def times_seen(self, types: Collection[str]) -> list[datetime]:
        """When anything of these types was first seen, the latest first."""
        sql = f"SELECT DISTINCT {_AT} AS seen FROM ({_SEEN.format(types=marks(types))})"
        found = self._texts("seen", f"{sql} ORDER BY seen DESC", *types)
        return [datetime.fromisoformat(at) for at in found]

    def _texts(self, column: str, sql: str, *values: object) -> list[str]:
        return [row[0] for row in self._at_once(column, sql, *values)]


def marks(values: Collection[object]) -> str:
    """So many places for values."""
    return ", ".join("?" * len(values))

"""One round for very many: their deliveries are made where their subscriptions are.

What is decided in Python is decided once for all rules with the same beginning, and for all who
read alike; the database puts the two together.
"""

from typing import Final

from bot.events import stamp
from bot.store.deliveries import OPEN, Deliveries
from bot.store.values import Crowd

_TABLES: Final = """
CREATE TEMP TABLE heard (
    rule TEXT, carried TEXT, heard_from INTEGER, alert TEXT, frees INTEGER,
    PRIMARY KEY (rule, carried, heard_from)
) WITHOUT ROWID;
CREATE TEMP TABLE hours (
    reader TEXT, digest INTEGER, frees INTEGER, due_at TEXT, waits INTEGER,
    PRIMARY KEY (reader, digest, frees)
) WITHOUT ROWID;
CREATE TEMP TABLE apart (channel TEXT, target TEXT, PRIMARY KEY (channel, target)) WITHOUT ROWID;
CREATE TEMP TABLE busy (channel TEXT, target TEXT, PRIMARY KEY (channel, target)) WITHOUT ROWID
"""
# The id is that of `planner.posted`. In the order of the indices each row finds its place sooner.
_FAN_OUT: Final = (
    "INSERT OR IGNORE INTO deliveries (id, alert, channel, target, due_at, digest, state)"
    " SELECT 'dl_' || substr(h.alert, 4) || '_' || s.channel || '_' || s.target,"
    " h.alert, s.channel, s.target, w.due_at, w.waits,"
    " CASE WHEN w.waits = 0 AND (s.channel, s.target) IN temp.busy THEN 'waiting' ELSE 'due' END"
    " FROM subscriptions s"
    " CROSS JOIN recipients r ON r.channel = s.channel AND r.target = s.target"
    " CROSS JOIN temp.heard h"
    " ON h.rule = s.rule AND h.carried = s.carried AND h.heard_from = s.heard_from"
    " CROSS JOIN temp.hours w"
    " ON w.reader = r.reader AND w.digest = s.digest AND w.frees = h.frees"
    " WHERE r.gone_after IS NULL AND s.paused IS NULL"
    " AND (s.channel, s.target) NOT IN temp.apart ORDER BY s.channel, s.target"
)


class Crowds(Deliveries):
    """Subscribers by the hundred thousand."""

    def subscribed_often(self) -> set[tuple[str, str]]:
        """The channels and addresses that have several subscriptions."""
        rows = self.db.conn.execute(
            "SELECT channel, target FROM subscriptions GROUP BY 1, 2 HAVING count(*) > 1"
        )
        return set(rows)

    def subscribed_on(self, channel: str) -> set[tuple[str, str]]:
        """The channel and the addresses in it that have a subscription."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT channel, target FROM subscriptions WHERE channel = ?", (channel,)
        )
        return set(rows)

    def beginnings(self) -> list[tuple[str, str, int]]:
        """Every rule that is not paused, with what it carries over and since when it hears."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT rule, carried, heard_from FROM subscriptions WHERE paused IS NULL"
        )
        return list(rows)

    def ways_of_reading(self) -> list[str]:
        """The JSON of every reader, each once."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT reader FROM recipients WHERE gone_after IS NULL"
        )
        return [reader for (reader,) in rows]

    def _tell_all(self, crowd: Crowd) -> None:
        """Put everybody's deliveries into the outbox, after those that were made one by one."""
        for table in _TABLES.split(";"):
            self.db.execute(table)
        self._many("INSERT INTO temp.heard VALUES (?, ?, ?, ?, ?)", crowd.heard)
        hours = ((*one[:3], stamp(one.due_at), int(one.waits)) for one in crowd.hours)
        self._many("INSERT INTO temp.hours VALUES (?, ?, ?, ?, ?)", hours)
        self._many("INSERT INTO temp.apart VALUES (?, ?)", crowd.apart)
        self.db.execute(f"INSERT INTO temp.busy {OPEN}")
        self.db.execute(_FAN_OUT)
        for table in ("heard", "hours", "apart", "busy"):
            self.db.execute(f"DROP TABLE temp.{table}")

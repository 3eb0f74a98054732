"""Registered addresses, what was tried with each, and what is sent again."""

import sqlite3
from datetime import datetime
from typing import Final

from bot.events import stamp
from bot.recipients import Target
from bot.store import columns
from bot.store.deliveries import Deliveries
from bot.store.values import Attempt, Registered, Standing

# An endpoint's target has the name of its format as its channel, but for the standard one.
_CHANNEL: Final = "CASE e.format WHEN 'standard' THEN 'webhook' ELSE e.format END"
_STANDINGS: Final = (
    "SELECT e.*, r.gone_after IS NOT NULL AS gone, r.failing_since,"
    " (SELECT count(*) FROM deliveries d WHERE d.channel = " + _CHANNEL + " AND d.target = e.id"
    " AND d.state IN ('due', 'waiting')) AS waiting"
    " FROM endpoints e LEFT JOIN recipients r ON r.channel = " + _CHANNEL + " AND r.target = e.id"
)


class Endpoints(Deliveries):
    """Addresses that were registered. A write is stored when it returns."""

    def keep_endpoint(self, one: Registered) -> None:
        """Store an address, or what changed of it."""
        values = {
            "id": one.id,
            "format": one.format,
            "shown": one.shown,
            "url": one.url,
            "secret": one.secret,
            "previous": one.previous,
            "previous_until": columns.stamped(one.previous_until),
            "made_at": stamp(one.made_at),
            "verified_at": columns.stamped(one.verified_at),
            "owner_channel": one.owner and one.owner.channel,
            "owner": one.owner and one.owner.address,
            "ended": one.ended,
        }
        with self.atomic():
            self._upsert("endpoints", values, ("id",))

    def registered(self, name: str) -> Registered | None:
        """The address of an id, None where there is none."""
        row = next(self._rows("SELECT * FROM endpoints WHERE id = ?", name), None)
        return _registered(row) if row else None

    def standings(self, owner: Target | None = None) -> list[Standing]:
        """How every address does, or those of one owner; oldest first."""
        where = " WHERE e.owner_channel = ? AND e.owner = ?" if owner else ""
        values = [owner.channel, owner.address] if owner else []
        rows = self._rows(f"{_STANDINGS}{where} ORDER BY e.rowid", *values)
        return [_standing(row) for row in rows]

    def standing(self, name: str) -> Standing | None:
        """How one address does, None where there is none."""
        row = next(self._rows(f"{_STANDINGS} WHERE e.id = ?", name), None)
        return _standing(row) if row else None

    def forget_endpoint(self, one: Registered) -> None:
        """Delete an address with all that was on its way to it."""
        with self.atomic():
            self.db.execute(
                "DELETE FROM attempts WHERE delivery = ? OR delivery IN"
                " (SELECT id FROM deliveries WHERE channel = ? AND target = ?)",
                (one.id, one.target.channel, one.target.address),
            )
            self.forget(one.target)
            self.db.execute("DELETE FROM endpoints WHERE id = ?", (one.id,))

    def attempted(self, one: Attempt) -> None:
        """Keep an attempt that was no delivery's."""
        with self.atomic():
            self._many(
                "INSERT INTO attempts (delivery, at, status, said) VALUES (?, ?, ?, ?)",
                [(one.delivery, stamp(one.at), one.status, one.said)],
            )

    def attempts(self, one: Registered, most: int = 50) -> list[Attempt]:
        """The last attempts with an address, newest first; tests go by its own id."""
        rows = self._rows(
            "SELECT * FROM attempts WHERE delivery = ? OR delivery IN"
            " (SELECT id FROM deliveries WHERE channel = ? AND target = ?)"
            " ORDER BY at DESC, id DESC LIMIT ?",
            *(one.id, one.target.channel, one.target.address, most),
        )
        return [_attempt(row) for row in rows]

    def endpoint_of(self, delivery: str) -> Registered | None:
        """The address that a delivery went to, None where it is no such delivery."""
        row = next(
            self._rows(
                "SELECT e.* FROM deliveries d JOIN endpoints e ON e.id = d.target"
                f" AND d.channel = {_CHANNEL} WHERE d.id = ?",
                delivery,
            ),
            None,
        )
        return _registered(row) if row else None

    def replay(
        self, target: Target, now: datetime, *, since: datetime | None, only: str | None = None
    ) -> int:
        """Send again what was done with: since a time, or what failed, or one; how many.

        They keep their ids and their order, and begin their tries anew.
        """
        where, value = "state = 'failed'", None
        if only is not None:
            where, value = "id = ?", only
        elif since is not None:
            where, value = (
                "(SELECT a.at FROM alerts a WHERE a.id = deliveries.alert) >= ?",
                stamp(since),
            )
        with self.atomic():
            done = self.db.execute(
                "UPDATE deliveries SET state = 'waiting', due_at = ?, attempts = 0, digest = 0,"
                " sent_at = NULL, error = NULL WHERE channel = ? AND target = ?"
                f" AND state IN ('sent', 'failed') AND {where}",
                (stamp(now), target.channel, target.address, *([value] if value else [])),
            )
            self._promote_idle(target)
        return done.rowcount

    def _promote_idle(self, target: Target) -> None:
        """The first that waits is due, unless another already is."""
        where = (target.channel, target.address)
        due = self._rows(
            "SELECT 1 FROM deliveries WHERE channel = ? AND target = ? AND digest = 0"
            " AND state = 'due'",
            *where,
        )
        if next(due, None) is None:
            self._promote(*where)


def _registered(row: sqlite3.Row) -> Registered:
    owner = Target(row["owner_channel"], row["owner"]) if row["owner_channel"] else None
    return Registered(
        *(row["id"], row["format"], row["shown"], row["url"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        secret=row["secret"],
        previous=row["previous"],
        previous_until=columns.instant(row["previous_until"]),
        verified_at=columns.instant(row["verified_at"]),
        owner=owner,
        ended=row["ended"],
    )


def _standing(row: sqlite3.Row) -> Standing:
    since = columns.instant(row["failing_since"])
    return Standing(_registered(row), bool(row["gone"]), since, row["waiting"])


def _attempt(row: sqlite3.Row) -> Attempt:
    at = datetime.fromisoformat(row["at"])
    return Attempt(row["delivery"], at, row["status"], row["said"] or "")

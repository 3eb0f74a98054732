"""The outbox in the database: due, sent, to be tried again, failed for good."""

from datetime import datetime
from typing import Final

from bot.events import stamp
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Delivery

_FIRST: Final = (
    "state = 'due' AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.state = 'due'"
    " AND e.channel = d.channel AND e.target = d.target AND e.rowid < d.rowid)"
)


class Deliveries(Connection):
    """Deliveries on their way; at least once, with stable ids."""

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """The first delivery on its way to each target, where its time has come; oldest first.

        What comes after it waits, also while it is put off: a target gets its alerts in order.
        """
        rows = self._rows(
            f"SELECT * FROM deliveries d WHERE {_FIRST} AND due_at <= ?"
            " ORDER BY due_at, rowid LIMIT ?",
            stamp(now),
            limit,
        )
        return [columns.delivery(row) for row in rows]

    def next_due(self, after: datetime) -> datetime | None:
        """When the next first delivery of a target becomes due, later than a time."""
        row = next(
            self._rows(
                f"SELECT due_at FROM deliveries d WHERE {_FIRST} AND due_at > ?"
                " ORDER BY due_at LIMIT 1",
                stamp(after),
            ),
            None,
        )
        return columns.instant(row["due_at"]) if row else None

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

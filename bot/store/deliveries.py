"""The outbox in the database: due, sent, to be tried again, failed for good."""

from datetime import datetime

from bot.events import stamp
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Delivery


class Deliveries(Connection):
    """Deliveries on their way; at least once, with stable ids."""

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """Deliveries whose time has come, oldest first."""
        rows = self._rows(
            "SELECT * FROM deliveries WHERE state = 'due' AND due_at <= ? ORDER BY due_at, rowid"
            " LIMIT ?",
            stamp(now),
            limit,
        )
        return [columns.delivery(row) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next delivery is due."""
        row = next(self._rows("SELECT min(due_at) AS at FROM deliveries WHERE state = 'due'"))
        return columns.instant(row["at"])

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

"""The outbox in the database: due, waiting behind another, sent, failed for good."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from bot.alerts import Alert
from bot.events import Event, stamp
from bot.recipients import Target
from bot.store import columns
from bot.store.recipients import Recipients
from bot.store.values import Delivery, Due, Mark

KEPT: Final = timedelta(days=30)
_REMEMBERED: Final = 256
_AT_ONCE: Final = 5000  # rows that are forgotten in one transaction
_QUEUED: Final = "channel = ? AND target = ? AND digest = ? AND state IN ('due', 'waiting')"
OPEN: Final = (
    "SELECT DISTINCT channel, target FROM deliveries"
    " WHERE digest = 0 AND state IN ('due', 'waiting')"
)
_INSERT: Final = (
    "INSERT OR IGNORE INTO deliveries (id, alert, channel, target, due_at, digest, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


Queue = tuple[str, str, bool]  # the channel and address of a target, and whether its digest


class Deliveries(Recipients):
    """Deliveries on their way; at least once, with stable ids."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path)
        self._recent: dict[str, Alert] = {}  # an alert goes to many, and never changes

    def turn(
        self,
        marks: Sequence[Mark],
        now: datetime,
        wants: Mapping[str, int],
        passed: Collection[Queue] = frozenset(),
    ) -> tuple[list[Due], datetime | None]:
        """Write what became of deliveries; then what is due, and when something else will be.

        `wants` says how many targets of each channel may be served, `passed` which queues among
        them are passed over. A target gets its alerts in the order in which they were stored: what
        comes later waits for the one before it.
        """
        if marks:
            with self.atomic():
                for mark in marks:
                    self._mark(mark)
        found = [
            due for channel, most in wants.items() for due in self._due(channel, now, most, passed)
        ]
        return found, self._next_due(now, tuple(wants))

    def _due(
        self, channel: str, now: datetime, most: int, passed: Collection[Queue]
    ) -> Iterator[Due]:
        rows = self._rows(
            "SELECT * FROM deliveries WHERE state = 'due' AND channel = ? AND due_at <= ?"
            " ORDER BY due_at, rowid LIMIT ?",
            *(channel, stamp(now), most),
        )
        digests: set[Target] = set()
        some = [row for row in rows if (channel, row["target"], row["digest"] != 0) not in passed]
        for delivery in map(columns.delivery, some):
            if not delivery.digest:
                yield self._with_alerts([delivery])
            elif delivery.target not in digests:
                digests.add(delivery.target)
                yield self._with_alerts(self._of_digest(delivery.target, now))

    def _of_digest(self, target: Target, now: datetime) -> list[Delivery]:
        rows = self._rows(
            f"SELECT * FROM deliveries WHERE {_QUEUED} AND due_at <= ? ORDER BY rowid",
            *(target.channel, target.address, 1, stamp(now)),
        )
        return [columns.delivery(row) for row in rows]

    def _with_alerts(self, deliveries: Sequence[Delivery]) -> Due:
        """The deliveries whose alert is known; one that is not is shown without."""
        alerts = (self._alert(delivery.alert) for delivery in deliveries)
        return Due(tuple(deliveries), tuple(alert for alert in alerts if alert))

    def _next_due(self, after: datetime, channels: Sequence[str]) -> datetime | None:
        times = [
            row["due_at"]
            for channel in channels
            for row in self._rows(
                "SELECT min(due_at) AS due_at FROM deliveries"
                " WHERE state = 'due' AND channel = ? AND due_at > ?",
                *(channel, stamp(after)),
            )
            if row["due_at"]
        ]
        return columns.instant(min(times)) if times else None

    def _mark(self, mark: Mark) -> None:
        where = (mark.target.channel, mark.target.address)
        if mark.status is not None or mark.said is not None:
            self._many(
                "INSERT INTO attempts (delivery, at, status, said) VALUES (?, ?, ?, ?)",
                [(name, stamp(mark.at), mark.status, mark.said) for name in mark.ids],
            )
        if mark.moved_to is not None:
            self._move(mark.target.channel, mark.target.address, mark.moved_to)
            return
        self._note_health(mark, where)
        what, values = _outcome(mark)
        self._many(
            f"UPDATE deliveries SET {what} WHERE id = ?", [(*values, name) for name in mark.ids]
        )
        if mark.gone:
            self._leave(mark.target, mark.error or "")
        elif mark.again is None:
            self._promote(*where)

    def _note_health(self, mark: Mark, where: tuple[str, str]) -> None:
        """Since when a recipient has only failed."""
        self.db.execute(
            "UPDATE recipients SET failing_since = CASE WHEN ? THEN coalesce(failing_since, ?) END"
            " WHERE channel = ? AND target = ?",
            (mark.error is not None, stamp(mark.at), *where),
        )

    def _promote(self, channel: str, address: str) -> None:
        """The first of those that waited is due now."""
        self.db.execute(
            "UPDATE deliveries SET state = 'due' WHERE rowid ="
            f" (SELECT min(rowid) FROM deliveries WHERE {_QUEUED})",
            (channel, address, 0),
        )

    def _post(self, deliveries: Iterable[Delivery]) -> None:
        """Put deliveries into the outbox; what is there already stays as it is."""
        first = next(coming := iter(deliveries), None)
        if first is not None:
            busy = {tuple(row) for row in self.db.conn.execute(OPEN)}
            self._many(_INSERT, _rows_of(chain([first], coming), busy))

    def forget_deliveries(self, now: datetime) -> None:
        """Forget what became of deliveries that are done, and every attempt, after 30 days.

        Some thousands at a time, so that nobody who writes waits for long.
        """
        before = stamp(now - KEPT)
        self._forget("attempts", "at < ?", before)
        done = "state IN ('sent', 'failed') AND coalesce(sent_at, due_at) < ?"
        self._forget("deliveries", done, before)

    def _forget(self, table: str, which: str, before: str) -> None:
        rows = self._rows(f"SELECT rowid AS number FROM {table} WHERE {which}", before)
        old = [(row["number"], before) for row in rows]
        for first in range(0, len(old), _AT_ONCE):
            with self.atomic():
                sql = f"DELETE FROM {table} WHERE rowid = ? AND {which}"
                self._many(sql, old[first : first + _AT_ONCE])

    def alert(self, name: str) -> Alert:
        """An alert with its events. Raises KeyError."""
        found = self._alert(name)
        if found is None:
            raise KeyError(name)
        return found

    def corrections(self, alert: Alert) -> list[Event]:
        """The events that refute what an alert told, in their order."""
        told = {event.id for event in alert.events}
        log = self.log_of(alert.source, list({event.model: None for event in alert.events}))
        return [event for _, event in log if event.refutes in told and not event.muted]

    def _alert(self, name: str) -> Alert | None:
        if name in self._recent:
            return self._recent[name]
        found = self._stored_alert(name)
        if found is not None:
            if len(self._recent) >= _REMEMBERED:
                self._recent.clear()
            self._recent[name] = found
        return found

    def _stored_alert(self, name: str) -> Alert | None:
        row = next(self._rows("SELECT * FROM alerts WHERE id = ?", name), None)
        if row is None:
            return None
        told = self._rows(
            "SELECT e.event FROM alert_events a JOIN events e ON e.id = a.event"
            " WHERE a.alert = ? ORDER BY a.place",
            name,
        )
        events = tuple(Event.model_validate_json(one["event"]) for one in told)
        at = datetime.fromisoformat(row["at"])
        notice = columns.NOTICE.validate_json(row["notice"]) if row["notice"] else None
        return Alert(row["id"], row["source"], row["vendor"], at, row["audience"], events, notice)


def _outcome(mark: Mark) -> tuple[str, tuple[str | None, ...]]:
    """What a mark sets of its deliveries."""
    if mark.again is not None:
        counted = "attempts + 1" if mark.counted else "attempts"
        return f"due_at = ?, error = ?, attempts = {counted}", (stamp(mark.again), mark.error)
    if mark.error is not None:
        return "state = 'failed', error = ?, attempts = attempts + 1", (mark.error,)
    return "state = 'sent', sent_at = ?, error = NULL, receipt = ?", (
        stamp(mark.at),
        mark.receipt,
    )


def _rows_of(
    deliveries: Iterable[Delivery], busy: set[tuple[str, ...]]
) -> Iterator[tuple[object, ...]]:
    """Rows to insert; what stands behind another to the same target waits. Adds to `busy`."""
    stamped = lru_cache(maxsize=1024)(stamp)
    for d in deliveries:
        waits = not d.digest and d.target in busy
        if not d.digest:
            busy.add(d.target)
        state = "waiting" if waits else "due"
        yield (d.id, d.alert, *d.target, stamped(d.due_at), int(d.digest), state)

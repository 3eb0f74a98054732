"""Who is told: recipients, their subscriptions, and what each has heard."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from bot.events import Event, identify, stamp
from bot.recipients import Listener, Reader, Subscribed, Target
from bot.store.columns import instant
from bot.store.connection import Connection

_READER: Final = TypeAdapter(Reader)
_LISTENERS: Final = (
    "SELECT s.channel, s.target, s.digest, s.rule, s.carried, s.heard_from, r.reader"
    " FROM subscriptions s JOIN recipients r ON r.channel = s.channel AND r.target = s.target"
    " WHERE r.gone_after IS NULL AND s.paused IS NULL"
)


class Recipients(Connection):
    """Chats, endpoints and what they want to hear. A write is stored when it returns."""

    def reader(self, target: Target) -> Reader:
        """How a recipient is spoken to; the defaults for one that is not known."""
        return self.known_reader(target) or Reader()

    def known_reader(self, target: Target) -> Reader | None:
        """How an active recipient is spoken to, None for one that is not known or gone."""
        return self._reader(target, "AND gone_after IS NULL")

    def remembered(self, target: Target) -> Reader | None:
        """How a recipient wants to be spoken to, one that is gone too; None for an unknown one."""
        return self._reader(target)

    def _reader(self, target: Target, only: str = "") -> Reader | None:
        row = next(
            self._rows(
                f"SELECT title, reader FROM recipients WHERE channel = ? AND target = ? {only}",
                *target,
            ),
            None,
        )
        return replace(reader_of(row["reader"]), title=row["title"]) if row else None

    def keep_reader(self, target: Target, reader: Reader, now: datetime) -> None:
        """Remember how a recipient wants to be spoken to; one that was gone is back."""
        with self.atomic():
            self.db.execute(
                "INSERT INTO recipients (channel, target, since, title, reader)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET title = excluded.title,"
                " reader = excluded.reader, gone_after = NULL, failing_since = NULL",
                (*target, stamp(now), reader.title, reader_text(reader)),
            )

    def subscribe(self, one: Subscribed) -> None:
        """Add a subscription, or put it in the place of the one with its id."""
        values = {
            "id": one.id,
            "channel": one.target.channel,
            "target": one.target.address,
            "rule": one.rule,
            "heard_from": one.heard_from,
            "carried": one.carried,
            "digest": int(one.digest),
            "paused": one.paused,
        }
        with self.atomic():
            self._upsert("subscriptions", values, ("id",))

    def unsubscribe(self, name: str) -> None:
        """Remove a subscription."""
        with self.atomic():
            self.db.execute("DELETE FROM subscriptions WHERE id = ?", (name,))

    def subscriptions(self, target: Target) -> list[Subscribed]:
        """A recipient's subscriptions in the order in which they were made."""
        rows = self._rows(
            "SELECT * FROM subscriptions WHERE channel = ? AND target = ? ORDER BY rowid", *target
        )
        return [subscribed(row) for row in rows]

    def listening(self, target: Target) -> Iterator[Listener]:
        """What a recipient hears: its subscriptions, unless it is gone or they are paused."""
        one = f"{_LISTENERS} AND s.channel = ? AND s.target = ? ORDER BY s.rowid"
        return map(Listener._make, self.db.conn.execute(one, target))

    def gone_after(self, target: Target) -> int | None:
        """The number of the last event before a recipient was gone, None where it is not gone."""
        row = next(
            self._rows(
                "SELECT gone_after FROM recipients WHERE channel = ? AND target = ?",
                *target,
            ),
            None,
        )
        return row["gone_after"] if row else None

    def newest_event(self) -> int:
        """The number of the last event in the change log."""
        return int(next(self._rows("SELECT coalesce(max(seq), 0) AS seq FROM events"))["seq"])

    def log_of(self, source: str, models: Sequence[str | None]) -> list[tuple[int, Event]]:
        """The change log of some models of a source (None: of the source itself), numbered."""
        found = [
            (row["seq"], Event.model_validate_json(row["event"]))
            for model in models
            for row in self._rows(
                "SELECT seq, event FROM events WHERE source = ? AND model IS ? ORDER BY seq",
                *(source, model),
            )
        ]
        return sorted(found, key=lambda one: one[0])

    def log_after(self, number: int) -> list[tuple[int, Event]]:
        """The whole change log after an event, numbered; without evidence, which is half of it."""
        rows = self._rows(
            "SELECT seq, json_remove(event, '$.evidence', '$.before', '$.after') AS event"
            " FROM events WHERE seq > ? ORDER BY seq",
            number,
        )
        return [(row["seq"], Event.model_validate_json(row["event"])) for row in rows]

    def told_of(self, event: str) -> list[tuple[Target, str, datetime | None]]:
        """The active recipients that were sent an event, or will be, each with its reader's JSON.

        The time is that of the digest in which it waits, None where it does not.
        """
        rows = self._rows(
            "SELECT d.channel, d.target, r.reader, CASE WHEN"
            " min(d.digest AND d.state IN ('due', 'waiting')) THEN max(d.due_at) END AS until"
            " FROM alert_events a"
            " JOIN deliveries d ON d.alert = a.alert"
            " JOIN recipients r ON r.channel = d.channel AND r.target = d.target"
            " WHERE a.event = ? AND d.state != 'failed' AND r.gone_after IS NULL"
            " GROUP BY d.channel, d.target ORDER BY min(d.rowid)",
            event,
        )
        return [
            (Target(row["channel"], row["target"]), row["reader"], instant(row["until"]))
            for row in rows
        ]

    def receipts(self, target: Target, event: str) -> list[str]:
        """The receipts of what a recipient was sent of an event, oldest first."""
        rows = self._rows(
            "SELECT d.receipt FROM alert_events a JOIN deliveries d ON d.alert = a.alert"
            " WHERE a.event = ? AND d.channel = ? AND d.target = ? AND d.receipt IS NOT NULL"
            " ORDER BY d.sent_at, d.rowid",
            *(event, target.channel, target.address),
        )
        return [row["receipt"] for row in rows]

    def forget(self, target: Target) -> None:
        """Delete all that is known of a recipient."""
        with self.atomic():
            for table in ("deliveries", "subscriptions", "recipients", "drafts"):
                self.db.execute(
                    f"DELETE FROM {table} WHERE channel = ? AND target = ?",
                    target,
                )

    def leave(self, target: Target) -> None:
        """The recipient is gone: nothing is sent any more; what it wanted stays for its return."""
        with self.atomic():
            self._leave(target, "the recipient is gone")

    def _leave(self, target: Target, error: str) -> None:
        where = target
        self.db.execute(
            "UPDATE recipients SET gone_after = (SELECT coalesce(max(seq), 0) FROM events)"
            " WHERE channel = ? AND target = ? AND gone_after IS NULL",
            where,
        )
        self.db.execute(
            "UPDATE deliveries SET state = 'failed', error = ? WHERE channel = ? AND target = ?"
            " AND state IN ('due', 'waiting')",
            (error, *where),
        )

    def move(self, channel: str, old: str, new: str) -> None:
        """A recipient has a new address: its settings, subscriptions and deliveries go with it."""
        with self.atomic():
            self._move(channel, old, new)

    def _move(self, channel: str, old: str, new: str) -> None:
        for table in ("recipients", "subscriptions", "deliveries", "drafts"):
            self.db.execute(
                f"UPDATE OR REPLACE {table} SET target = ? WHERE channel = ? AND target = ?",
                (new, channel, old),
            )


def subscribed(row: sqlite3.Row) -> Subscribed:
    """A row of `subscriptions`."""
    return Subscribed(
        id=row["id"],
        target=Target(row["channel"], row["target"]),
        rule=row["rule"],
        heard_from=row["heard_from"],
        carried=row["carried"],
        digest=bool(row["digest"]),
        paused=row["paused"],
    )


def reader_text(reader: Reader) -> str:
    """A reader as JSON, without what is as the settings say, and without the name."""
    return _READER.dump_json(replace(reader, title=""), exclude_defaults=True).decode()


def reader_of(text: str) -> Reader:
    """The reader of a JSON text."""
    return _READER.validate_json(text)


def subscription_id(target: Target, rule: str, now: datetime) -> str:
    """A short name for a new subscription."""
    return identify("s", target.channel, target.address, rule, now)[:12]

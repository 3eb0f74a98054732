"""What the chat asks and keeps: drafts, the places of a chat, what an operator wants to see."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.events import Event, stamp
from bot.recipients import Subscribed, Target
from bot.store import columns
from bot.store.recipients import Recipients, subscribed
from bot.store.values import Latest

_OF_CHAT: Final = "channel = ? AND (target = ? OR (target > ? AND target < ?))"
DRAFTS_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft of a subscription for `target`, which only `person` goes on with; None: any admin.

    `draft` is the JSON of `bot.chat.drafts`.
    """

    id: str
    target: Target
    person: int | None
    draft: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """What became of a channel's deliveries: due by now, waiting for later, failed, sent."""

    channel: str
    due: int
    waiting: int
    failed: int
    sent: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A recipient to whom nothing could be delivered since a time, and the last error."""

    target: Target
    since: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Census:
    """A channel's recipients, those there and those gone; their subscriptions, and the paused."""

    channel: str
    active: int
    gone: int
    subscriptions: int
    paused: int


class Chats(Recipients):
    """Chats as people use them. An address is that of a chat, or of a topic in it: `-100/7`."""

    # Drafts

    def keep_draft(self, one: Unfinished, now: datetime) -> None:
        """Remember a draft; those that nobody goes on with are forgotten after a week."""
        with self.atomic():
            self.db.execute("DELETE FROM drafts WHERE at < ?", (stamp(now - DRAFTS_KEPT),))
            self._upsert(
                "drafts",
                {
                    "id": one.id,
                    "channel": one.target.channel,
                    "target": one.target.address,
                    "person": one.person,
                    "at": stamp(now),
                    "draft": one.draft,
                },
                ("id",),
            )

    def draft(self, name: str) -> Unfinished | None:
        """A draft by its name, None where there is none any more."""
        row = next(self._rows("SELECT * FROM drafts WHERE id = ?", name), None)
        if row is None:
            return None
        target = Target(row["channel"], row["target"])
        return Unfinished(row["id"], target, row["person"], row["draft"])

    def drop_draft(self, name: str) -> None:
        """A draft is finished."""
        with self.atomic():
            self.db.execute("DELETE FROM drafts WHERE id = ?", (name,))

    # The places of a chat

    def places(self, chat: Target) -> list[Target]:
        """A chat and its topics, as far as they are known, gone or not."""
        rows = self._rows(
            f"SELECT target FROM recipients WHERE {_OF_CHAT} ORDER BY rowid", *_of(chat)
        )
        return [Target(chat.channel, row["target"]) for row in rows]

    def count_subscriptions(self, chat: Target) -> int:
        """The subscriptions of a chat, its topics included."""
        row = next(
            self._rows(f"SELECT count(*) AS count FROM subscriptions WHERE {_OF_CHAT}", *_of(chat))
        )
        return int(row["count"])

    def subscription(self, name: str) -> Subscribed | None:
        """A subscription by its id, whosever it is."""
        row = next(self._rows("SELECT * FROM subscriptions WHERE id = ?", name), None)
        return subscribed(row) if row else None

    def was_sent(self, target: Target, event: str) -> bool:
        """Was a recipient sent this event, or will it be?"""
        rows = self._rows(
            "SELECT 1 FROM alert_events a JOIN deliveries d ON d.alert = a.alert"
            " WHERE a.event = ? AND d.channel = ? AND d.target = ? LIMIT 1",
            *(event, *target),
        )
        return next(rows, None) is not None

    def put_off(self, target: Target, at: datetime) -> None:
        """What waits for a recipient's digest, or for the end of its quiet, is due then."""
        with self.atomic():
            self.db.execute(
                "UPDATE deliveries SET due_at = ? WHERE channel = ? AND target = ?"
                " AND digest = 1 AND state IN ('due', 'waiting')",
                (stamp(at), *target),
            )

    def drop_waiting(self, target: Target) -> None:
        """What waits for a recipient's hour is not told any more."""
        with self.atomic():
            self.db.execute(
                "UPDATE deliveries SET state = 'failed', error = 'unsubscribed'"
                " WHERE channel = ? AND target = ? AND digest = 1"
                " AND state IN ('due', 'waiting')",
                target,
            )

    def priced(self, vendors: Collection[str]) -> Iterator[Latest]:
        """What these vendors ask money for, prices of text that goes in first."""
        rows = self._rows(
            "SELECT source, page, vendor, known FROM latest"
            f" WHERE vendor IN ({', '.join('?' * len(vendors))}) AND amount != '0'"
            " ORDER BY meter != 'input', conditions, vendor, source, model",
            *vendors,
        )
        for row in rows:
            known = columns.KNOWN.validate_json(row["known"])
            yield Latest(row["source"], row["page"], row["vendor"], known)

    def heard_since(self, since: datetime, vendors: Collection[str] = ()) -> list[Event]:
        """The change log from a time on, of all vendors or some, oldest first.

        Without what nobody can be told, and without evidence: that halves the time it takes.
        """
        where = f"vendor IN ({', '.join('?' * len(vendors))})" if vendors else "1"
        rows = self._rows(
            "SELECT json_remove(event, '$.evidence', '$.before', '$.after') AS event FROM events"
            f" WHERE at >= ? AND event ->> '$.muted' IS NOT 1 AND {where} ORDER BY at, seq",
            *(stamp(since), *vendors),
        )
        return [Event.model_validate_json(row["event"]) for row in rows]

    def recorded_since(self) -> datetime | None:
        """When the first price was recorded, None before it."""
        row = next(self._rows("SELECT at FROM history ORDER BY id LIMIT 1"), None)
        return datetime.fromisoformat(row["at"]) if row else None

    def leave_chat(self, chat: Target) -> None:
        """A chat is gone, with all its topics; what it wanted stays for its return."""
        with self.atomic():
            for place in self.places(chat):
                self.leave(place)

    def forget_chat(self, chat: Target) -> None:
        """Delete all that is known of a chat and its topics."""
        with self.atomic():
            for place in {chat, *self.places(chat)}:
                self.forget(place)

    def move_chat(self, chat: Target, to: str) -> None:
        """A chat has another id: its topics go with it."""
        with self.atomic():
            for place in self.places(chat):
                self.move(chat.channel, place.address, to + place.address[len(chat.address) :])

    # For operators

    def traffic(self, now: datetime, since: datetime) -> list[Traffic]:
        """The deliveries of each channel, of those that are done only the ones since a time."""
        rows = self._rows(
            "SELECT channel,"
            " sum(state IN ('due', 'waiting') AND due_at <= ?) AS due,"
            " sum(state IN ('due', 'waiting') AND due_at > ?) AS waiting,"
            " sum(state = 'failed' AND due_at >= ?) AS failed,"
            " sum(state = 'sent' AND sent_at >= ?) AS sent"
            " FROM deliveries GROUP BY channel ORDER BY channel",
            *(stamp(now), stamp(now), stamp(since), stamp(since)),
        )
        return [Traffic(**{name: row[name] for name in row.keys()}) for row in rows]  # noqa: SIM118

    def failing(self, most: int) -> list[Failing]:
        """Active recipients that have failed for longest, so many at most."""
        rows = self._rows(
            "SELECT r.channel, r.target, r.failing_since, (SELECT d.error FROM deliveries d"
            " WHERE d.channel = r.channel AND d.target = r.target AND d.error IS NOT NULL"
            " AND d.state IN ('due', 'waiting') ORDER BY d.rowid LIMIT 1) AS error"
            " FROM recipients r"
            " WHERE r.failing_since IS NOT NULL AND r.gone_after IS NULL"
            " ORDER BY r.failing_since LIMIT ?",
            most,
        )
        return [
            Failing(
                Target(row["channel"], row["target"]),
                datetime.fromisoformat(row["failing_since"]),
                row["error"] or "",
            )
            for row in rows
        ]

    def census(self) -> list[Census]:
        """Who is there, by channel."""
        rows = self._rows(
            "SELECT channel, sum(gone_after IS NULL) AS active,"
            " sum(gone_after IS NOT NULL) AS gone,"
            " (SELECT count(*) FROM subscriptions s WHERE s.channel = r.channel) AS subscriptions,"
            " (SELECT count(*) FROM subscriptions s WHERE s.channel = r.channel"
            " AND s.paused IS NOT NULL) AS paused"
            " FROM recipients r GROUP BY channel ORDER BY channel"
        )
        return [Census(**{name: row[name] for name in row.keys()}) for row in rows]  # noqa: SIM118


def _of(chat: Target) -> tuple[str, ...]:
    """The values of `_OF_CHAT`: all addresses that begin with the chat's and a slash."""
    return chat.channel, chat.address, f"{chat.address}/", f"{chat.address}0"

"""A database of an earlier pricewar opens with everything in it."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from bot.store import Store
from bot.store.migrations import migrations

NOW = datetime(2026, 8, 2, tzinfo=UTC)


def test_what_was_on_its_way_before_there_were_subscribers_still_arrives(tmp_path: Path) -> None:
    """Deliveries keep their order, their attempts and their state over the upgrade."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        migrations.apply(Database(connection), stop_before="m002_recipients")
        connection.executemany(
            "INSERT INTO deliveries (id, alert, channel, target, state, due_at, attempts)"
            " VALUES (?, ?, 'jsonl', ?, ?, ?, ?)",
            [
                ("d1", "al_1", "", "sent", "2026-08-01T00:00:00Z", 0),
                ("d2", "al_2", "", "due", "2026-08-01T00:00:00Z", 3),
                ("d3", "al_3", "", "due", "2026-08-01T00:00:00Z", 0),
                ("d4", "al_3", "other", "due", "2026-08-01T00:00:00Z", 0),
            ],
        )
    connection.close()
    with Store(path) as store:
        found, _ = store.turn([], NOW, {"jsonl": 9})
        ways = [(one.id, one.attempts) for due in found for one in due.deliveries]
        states = {row["id"]: row["state"] for row in store.db.query("SELECT * FROM deliveries")}
    assert ways == [("d2", 3), ("d4", 0)]
    assert states == {"d1": "sent", "d2": "due", "d3": "waiting", "d4": "due"}

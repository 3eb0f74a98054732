"""One connection to the SQLite file, and the three ways to it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from bot.store.migrations import migrations


class Connection:
    """Opens and migrates the file. Not for two threads at the same time; every write is atomic."""

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 5000")
        self.db = Database(connection)
        self.db.enable_wal()
        migrations.apply(self.db)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. The lock is taken at once, so that two connections take turns."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    def _rows(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        cursor = self.db.conn.cursor()
        cursor.row_factory = sqlite3.Row
        yield from cursor.execute(sql, values)

    def _many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self.db.conn.executemany(sql, rows)

    def _upsert(self, table: str, values: Mapping[str, Any], key: Sequence[str]) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sets = ", ".join(f"{name} = excluded.{name}" for name in values if name not in key)
        self.db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}",
            tuple(values.values()),
        )

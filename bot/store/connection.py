"""One connection to the SQLite file, and the three ways to it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from bot.store.migrations import migrations

StoreError = sqlite3.Error  # so that nobody else need know what the store is made of


class Connection:
    """Opens and migrates the file. Not for two threads at the same time; every write is atomic.

    Opening, asking and writing raise StoreError where the file cannot be used.
    """

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            _make_room(Path(path))
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 60000")  # ms: longer than any write takes
        connection.execute("PRAGMA cache_size = -32000")  # kB: a round may write 100,000 rows
        self.db = Database(connection)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        """Bring the tables up to date; of several that open a new file at once, one does."""
        if migrations.pending(self.db):
            with self.atomic():
                migrations.apply(self.db)
        with suppress(sqlite3.OperationalError):  # another is at it; the last to come succeeds
            self.db.enable_wal()

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. The lock is taken at once, so that two connections take turns.

        Within another one it is a part of that one.
        """
        if self.db.conn.in_transaction:
            yield
            return
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

    def _at_once(self, columns: str, sql: str, *values: object) -> list[list[Any]]:
        """The rows of a query, these of its columns (text, numbers, None), in one step.

        Each step gives up the interpreter's lock, and a thread that reads a page meanwhile keeps
        it for milliseconds: a question of a thousand rows would wait for seconds.
        """
        query = f"SELECT json_group_array(json_array({columns})) AS found FROM ({sql})"
        found: list[list[Any]] = json.loads(next(self._rows(query, *values))["found"])
        return found

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


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise sqlite3.OperationalError(f"{path.parent}: {error.strerror}") from error

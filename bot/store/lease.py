"""Only one process carries deliveries out of a database: two would say everything twice."""

import fcntl
from pathlib import Path
from typing import IO


class Taken(Exception):
    """Another process delivers from this database."""


class Lease:
    """Held from `with` to its end, and by the system no longer than the process lives."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.outbox")
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        """Raises Taken, OSError."""
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise Taken(f"another pricewar already delivers from {self._path.stem}") from None
        self._file = file

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

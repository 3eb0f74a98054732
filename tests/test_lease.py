"""Two processes on one database would say everything twice: only one delivers."""

from pathlib import Path

import pytest

from bot.store.lease import Lease, Taken


def test_only_one_delivers_from_a_database(tmp_path: Path) -> None:
    """A second one is told so in a sentence; when the first one ends it may."""
    database = tmp_path / "pricewar.db"
    with Lease(database):
        with pytest.raises(Taken, match=r"another pricewar already delivers from pricewar\.db"):
            Lease(database).__enter__()
        with Lease(tmp_path / "other.db"):
            pass
    with Lease(database):
        pass

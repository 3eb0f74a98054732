"""Secrets in the database can be read by nobody who has the database alone."""

import stat
from pathlib import Path

import pytest

from bot import seals
from bot.seals import BrokenSeal, Seal, kept_key


def test_what_is_sealed_can_be_opened_with_the_same_key_only() -> None:
    """Another key, and a changed text, are an error that says what to look at."""
    seal = Seal(lambda: "a person's own words")
    token = seal.sealed("whsec_智")
    assert "whsec" not in token
    assert seal.sealed("whsec_智") != token
    assert Seal(lambda: "a person's own words").opened(token) == "whsec_智"
    for other, changed in ((Seal(lambda: "other words"), token), (seal, token[:-4] + "AAA=")):
        with pytest.raises(BrokenSeal, match=r"not sealed with this webhooks\.key"):
            other.opened(changed)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """In a file of mode 600 beside the database, in folders that are made; and nothing else."""
    database = tmp_path / "new" / "prices.db"
    key = kept_key(database)
    assert len(key) >= 43
    assert kept_key(database) == key
    (file,) = database.parent.iterdir()
    assert file.name == "webhooks.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_of_two_that_make_a_key_the_second_takes_the_firsts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command and the service may start at the same time."""
    database = tmp_path / "prices.db"
    first = kept_key(database)
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as the second saw it a moment ago
    assert kept_key(database) == first
    assert [file.name for file in tmp_path.iterdir()] == [seals.FILE]

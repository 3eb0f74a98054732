"""Dated captures through the live path: what they are, and what becomes of them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shop import page

from bot.judge import Rules
from bot.replay import BadCapture, Capture, captures, replay
from bot.store import Store
from bot.watch import Outcome
from scrapers import registry

CONFIRM = timedelta(minutes=2)


def saved(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder of captures, by name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    return folder


def played(folder: Path, db: Path) -> list[Outcome]:
    """Every round of a replay."""

    async def rounds(store: Store) -> list[Outcome]:
        return [one async for one in replay(store, captures(folder), Rules(), CONFIRM)]

    with Store(db) as store:
        return asyncio.run(rounds(store))


def told(outcomes: list[Outcome]) -> list[str]:
    """The events of a replay: when, where and what."""
    events = [event for one in outcomes for event in one.events]
    return [
        f"{e.at:%d %H:%M} {e.source} {e.page or ''} {e.type}".replace("  ", " ") for e in events
    ]


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time in August."""
    return datetime(2026, 8, day, hour, minute, tzinfo=UTC)


# What is a capture


def test_captures_are_found_in_time_order_over_all_sources(tmp_path: Path) -> None:
    """Name, label and status come from the file's name; a date without a time is midnight UTC."""
    names = {
        "zhipu/2026-08-02.html": "",
        "deepseek/2026-08-02T0930--k2--x.status-403.html": "",
        "deepseek/2026-08-02.md": "",
        "deepseek/2026-08-01--k2.json": "",
        "deepseek/.hidden": "",
        "README.md": "no capture: it stands beside the sources",
    }
    found = captures(saved(tmp_path, names))
    assert [(one.source, one.label, one.at, one.status) for one in found] == [
        ("deepseek", "k2", at(1), 200),
        ("deepseek", "", at(2), 200),
        ("zhipu", "", at(2), 200),
        ("deepseek", "k2--x", at(2, 9, 30), 403),
    ]
    assert found[0] == Capture(
        "deepseek", "k2", at(1), 200, tmp_path / "deepseek/2026-08-01--k2.json"
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("acme/2026-08-01.html", "acme is no source; `pricewar sources` lists them"),
        ("deepseek/page.html", "deepseek/page.html: not <YYYY-MM-DD>[--label].<ext>"),
        ("deepseek/2026-08-01.pdf", "deepseek/2026-08-01.pdf: not <YYYY-MM-DD>[--label].<ext>"),
        ("deepseek/2026-08-32.html", "deepseek/2026-08-32.html: no such time"),
        ("deepseek/2026-08-01T2500.html", "deepseek/2026-08-01T2500.html: no such time"),
        (
            "deepseek/2026-08-01.html/page",
            "deepseek/2026-08-01.html: not <YYYY-MM-DD>[--label].<ext>",
        ),
    ],
)
def test_what_is_no_capture_is_named(tmp_path: Path, name: str, sentence: str) -> None:
    """The file and what is wrong with it, before anything is replayed."""
    with pytest.raises(BadCapture) as error:
        captures(saved(tmp_path, {name: ""}))
    assert str(error.value) == sentence


def test_a_folder_that_holds_none_is_named(tmp_path: Path) -> None:
    """A missing folder, a file, an empty folder."""
    saved(tmp_path, {"file": "", "empty/deepseek/.keep": ""})
    for name, sentence in {
        "missing": "{} is not a folder",
        "file": "{} is not a folder",
        "empty": "no captures in {}",
    }.items():
        with pytest.raises(BadCapture) as error:
            captures(tmp_path / name)
        assert str(error.value) == sentence.format(tmp_path / name)


# What becomes of them


def test_a_change_is_confirmed_on_the_same_bytes_as_live(tmp_path: Path) -> None:
    """The clock stands at the capture's time; the second look comes two minutes later."""
    files = {
        "deepseek/2026-08-01.md": page("whale 3 6"),
        "deepseek/2026-08-02T0800.md": page("whale 2 6"),
        "deepseek/2026-08-03.md": page("whale 2 6"),
    }
    outcomes = played(saved(tmp_path / "dated", files), tmp_path / "db")
    assert told(outcomes) == ["02 08:02 deepseek price.cut"]
    assert [one.again for one in outcomes] == [False, True, False, False]
    address = registry.sources()["deepseek"].pages[""][0]
    assert {one.served for one in outcomes} == {address}


def test_a_status_in_the_name_is_what_the_vendor_answered(tmp_path: Path) -> None:
    """A refusal is a broken source and loses no price; the next good page mends it."""
    files = {
        "deepseek/2026-08-01.md": page("whale 3 6"),
        "deepseek/2026-08-02.status-403.html": "<html>Forbidden</html>",
        "deepseek/2026-08-03.md": page("whale 3 6"),
    }
    outcomes = played(saved(tmp_path / "dated", files), tmp_path / "db")
    assert told(outcomes) == [
        "02 00:00 deepseek source.broken",
        "02 00:00 deepseek source.stale",
        "03 00:00 deepseek source.recovered",
    ]


def test_each_label_is_a_page_of_its_own_over_time(tmp_path: Path) -> None:
    """Two pages of one source never take each other's models for withdrawn."""
    files = {
        "deepseek/2026-08-01--a.md": page("whale 3 6"),
        "deepseek/2026-08-01--b.md": page("minnow 1 2"),
        "deepseek/2026-08-02--a.md": page("whale 3 5"),
        "deepseek/2026-08-02--b.md": page("minnow 1 2"),
    }
    outcomes = played(saved(tmp_path / "dated", files), tmp_path / "db")
    assert told(outcomes) == ["02 00:02 deepseek a price.cut"]


def test_a_feed_is_given_to_its_reader_as_json(tmp_path: Path) -> None:
    """The extension is the content type, as with `pricewar read`."""
    (case,) = (Path(__file__).parent / "vendors" / "openrouter").glob("plain")
    text = (case / "page.json").read_text("utf8")
    folder = saved(tmp_path / "dated", {"openrouter/2026-08-01.json": text})
    (outcome,) = played(folder, tmp_path / "db")
    assert outcome.error is None
    with Store(tmp_path / "db") as store:
        assert store.latest("openrouter")


def test_the_kept_database_goes_on_where_it_ended(tmp_path: Path) -> None:
    """A second replay into the same file sees what has happened since the first."""
    first = saved(tmp_path / "first", {"deepseek/2026-08-01.md": page("whale 3 6")})
    second = saved(tmp_path / "second", {"deepseek/2026-08-02.md": page("whale 3 5")})
    assert told(played(first, tmp_path / "db")) == []
    assert told(played(second, tmp_path / "db")) == ["02 00:02 deepseek price.cut"]

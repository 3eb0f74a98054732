"""Keeps the pages of a source as cases: each page, what is read of it now, and a note about both.

A case counts for nothing until a person has held every line against the page. A vendor's page is
the vendor's: the folder is for the one who fetched it, and is not committed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.events import stamp
from bot.watch import Door, Screen
from scrapers import reading
from scrapers.errors import ScrapeError
from scrapers.fetch import Fetched
from scrapers.quotes import Page, Quote, Source

_ENDINGS: Final = {"html": "html", "markdown": "md", "json": "json"}
NOTE: Final = (
    "What is proposed is what the reader made of the page. Check every line against the page,"
    " mend what is wrong, then set reviewed = true: until then it proves nothing."
    " The page is the vendor's: do not commit it."
)


class KeptAlready(Exception):
    """A folder that would be overwritten: the message names it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One page: its folder with how many quotes are proposed, or the error if no page came.

    A page that came and was refused has both a folder and the error.
    """

    page: str
    folder: Path
    quotes: int = 0
    error: ScrapeError | None = None
    came: bool = True


@dataclass(frozen=True, slots=True)
class _Look:
    fetched: Fetched
    quotes: Sequence[Quote]
    error: ScrapeError | None = None


async def keep(
    source: Source, out: Path, now: datetime, door: Door, screen: Screen | None = None
) -> list[Kept]:
    """Fetch every page of a source and write its case below `out`, a folder each.

    Raises KeptAlready before anything is asked for, OSError where nothing can be written.
    """
    folders = {page: out / source.name / _case(page, now) for page in source.pages}
    for folder in folders.values():
        if folder.exists():
            raise KeptAlready(f"{folder} is there already: a case is never overwritten")
    done = []
    for page, folder in folders.items():
        try:
            look = await _look(source, page, door, screen)
        except ScrapeError as error:
            done.append(Kept(page, folder, error=error, came=False))
            continue
        _write(folder, source, look, now)
        done.append(Kept(page, folder, len(look.quotes), look.error))
    return done


def _case(page: str, now: datetime) -> str:
    return f"{now:%Y-%m-%d}--{page}" if page else f"{now:%Y-%m-%d}"


async def _look(source: Source, page: str, door: Door, screen: Screen | None) -> _Look:
    """The first address whose page can be read, else the first page that came.

    Raises the first address's error where none came.
    """
    refused, failures = [], []
    for url in source.pages[page]:
        try:
            fetched = await door.get_one(url)
        except ScrapeError as error:
            failures.append(error)
            continue
        look = await _shown(source, _read(source, fetched), screen)
        if look.error is None:
            return look
        refused.append(look)
    if not refused:
        raise failures[0]
    return refused[0]


async def _shown(source: Source, look: _Look, screen: Screen | None) -> _Look:
    """What a browser shows, where the page as it was sent cannot be read."""
    if look.error is None or not source.render or screen is None:
        return look
    try:
        return _read(source, await screen.render(look.fetched, source))
    except ScrapeError as error:
        return replace(look, error=error)


def _read(source: Source, fetched: Fetched) -> _Look:
    try:
        return _Look(fetched, reading.read(source, fetched.page()))
    except ScrapeError as error:
        return _Look(fetched, (), error)


def _write(folder: Path, source: Source, look: _Look, now: datetime) -> None:
    page = look.fetched.page()
    folder.mkdir(parents=True)
    lines = [json.dumps(quote.json(), ensure_ascii=False) + "\n" for quote in look.quotes]
    for name, text in (
        (f"page.{_ENDINGS[page.kind]}", page.text),
        ("quotes.jsonl", "".join(lines)),
        ("about.toml", _about(source, page, look, now)),
    ):
        (folder / name).write_bytes(text.encode("utf8", "backslashreplace"))


def _about(source: Source, page: Page, look: _Look, now: datetime) -> str:
    refused = {} if look.error is None else {"refused": str(look.error)}
    facts: dict[str, str | int] = {
        "source": source.name,
        "kind": "captured",
        "url": page.url,
        "captured": stamp(now),
        "sha256": look.fetched.sha256,
        "encoding": look.fetched.encoding,
        "reader": source.version,
        **refused,
        "reviewed": False,
        "note": NOTE,
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in facts.items())


def _toml(value: str | int) -> str:
    """A value as TOML writes it: as JSON does, but without a bare DEL or half a surrogate pair."""
    whole = value.encode("utf8", "replace").decode() if isinstance(value, str) else value
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")

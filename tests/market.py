"""A market for those who ask: real pages, read within the last days, and the war of May 2024.

Before its last move, DeepSeek's page is made to say what it would have said before a cut; a page
with peak hours is made by hand.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from chatting import Talk, chat, settings
from stand import Stand, telegram
from stand.world import NOW
from talking import OPERATOR, PLANNER, VENDORS

from bot import app
from bot.answers import Answers
from bot.chat import Inquiry, Room
from bot.demo import PAGES
from bot.replay import Capture, captures, replay
from bot.settings import Settings
from bot.store import Store
from scrapers import registry

SOURCES = ("anthropic", "deepseek", "moonshot", "openai", "zhipu", "volcengine")
PEAKS = Path(__file__).parent / "vendors" / "volcengine" / "peak-hours" / "page.html"
DAY = timedelta(days=1)
CONFIRM = timedelta(minutes=2)
VOICE = app.voice(Settings())


def read(pages: Path, folder: Path) -> Path:
    """A store with the captures, read as if they had been kept within the last days."""
    found = [one for source in SOURCES for one in _kept(pages, source)]
    found += [Capture("volcengine", "", NOW - 3 * DAY, 200, PEAKS)]
    found += [replace(one, at=NOW - timedelta(minutes=20)) for one in _last(found)]
    found += [Capture("deepseek", "", NOW - 7 * DAY, 200, _before(pages, folder))]
    return played(sorted(found, key=lambda one: one.at), folder / "market.db")


def fight(folder: Path) -> Path:
    """A store with the war of May 2024."""
    return played(captures(PAGES), folder / "war.db")


def _kept(pages: Path, source: str) -> list[Capture]:
    """The captures of a source, the last one two days ago, those before it two days apart."""
    known, found = registry.sources()[source].pages, dict[str, list[Path]]()
    for path in sorted((pages / source).glob("*.*")):
        if path.suffix in {".html", ".md"}:
            label = path.stem.partition("--")[2]
            found.setdefault(label if label in known else "", []).append(path)
    return [
        Capture(source, label, NOW - 2 * DAY * age, 200, path)
        for label, paths in found.items()
        for age, path in enumerate(reversed(paths), 1)
    ]


def _last(found: list[Capture]) -> list[Capture]:
    newest = {(one.source, one.label): one for one in sorted(found, key=lambda one: one.at)}
    return list(newest.values())


def _before(pages: Path, folder: Path) -> Path:
    """DeepSeek's page as it would have been before a cut of one model by a quarter and a third."""
    (kept,) = (pages / "deepseek").glob("*.html")
    text = kept.read_text("utf8")
    path = folder / "before.html"
    path.write_text(text.replace("<td>3元</td>", "<td>4元</td>").replace(">6元<", ">9元<"), "utf8")
    return path


def played(found: list[Capture], path: Path) -> Path:
    """Replay the captures into a store, which must take all of them."""

    async def play() -> None:
        with Store(path) as store:
            async for outcome in replay(store, found, app.rules(Settings()), CONFIRM):
                assert outcome.error is None, outcome

    asyncio.run(play())
    return path


@asynccontextmanager
async def asking(stand: Stand, path: Path, **telegram: Any) -> AsyncIterator[Talk]:
    """The bot, answering from a copy of a store that outlives it."""
    with Store(path) as store, Store(path) as asked:
        room = Room(store, VOICE, VENDORS, SOURCES, PLANNER)
        own = settings(stand, **{"operators": [OPERATOR], **telegram})
        inquiry = Inquiry(Answers(asked, SOURCES), replace(room, store=asked))
        async with chat(stand, own, room=room, asked=inquiry) as talk:
            yield talk


def of_market(scene: Callable[[Stand, Path], Awaitable[None]]) -> Callable[[Path, Path], None]:
    """A test with a stand and a copy of the market of its own."""

    def test(market: Path, tmp_path: Path) -> None:
        asyncio.run(_staged(scene, market, tmp_path))

    test.__doc__ = scene.__doc__
    return test


def of_war(scene: Callable[[Stand, Path], Awaitable[None]]) -> Callable[[Path, Path], None]:
    """A test with a stand and a copy of the war of its own."""

    def test(war: Path, tmp_path: Path) -> None:
        asyncio.run(_staged(scene, war, tmp_path))

    test.__doc__ = scene.__doc__
    return test


async def _staged(
    scene: Callable[[Stand, Path], Awaitable[None]], kept: Path, folder: Path
) -> None:
    path = folder / "own.db"
    shutil.copy(kept, path)
    async with telegram() as stand:
        await scene(stand, path)

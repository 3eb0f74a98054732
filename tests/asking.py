"""A thousand questions a minute beside ten million rows of history, while a round runs.

Part of the bench: questions are asked as the service asks them, from a thread and through a
connection of their own, while every captured page is read and stored again and again.
"""

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from conftest import PAGES
from rich.table import Table

from bot import app, chart
from bot.answers import Answers
from bot.interpreter import taking_turns
from bot.settings import Settings
from bot.store import Store
from bot.watch import Watch
from bot.words import Voice
from bot.workload import parse
from scrapers import recorded, registry
from scrapers.quotes import Source
from scrapers.recorded import Recorded

ROWS = 10_000_000
A_MINUTE = 1_000
SECONDS = 30
NOW = datetime(2026, 8, 22, tzinfo=UTC)
KINDS = {".html", ".md", ".mdx", ".json"}
TYPES = {".html": "text/html", ".json": "application/json"}
FIXED = (
    *("free", "now", "status", "changes 7d", "changes 30d cut", "war 2026-08", "war 2024-05"),
    *("cheapest", "cheapest zhipu deepseek 128k", "cheapest free", "price glm", "price 豆包"),
    *("price gpt", "price claude", "price gtp-4o-mni", "prices openai", "prices aliyun"),
    *("prices openrouter", "price nothing-of-the-kind"),
)


@dataclass
class Shelves:
    """Every capture behind its source's addresses; with a `turn` each page is another one."""

    turn: int = 0
    files: dict[str, Path] = field(default_factory=dict)

    def sources(self) -> Iterator[Source]:
        """The sources that have captures, aggregators too, each page at one address."""
        for source in registry.sources().values():
            found = {}
            for path in sorted((PAGES / source.name).glob("*.*")):
                if (
                    path.suffix in {".html", ".md", ".mdx", ".json"}
                    and "no-prices" not in path.name
                ):
                    label = path.stem.partition("--")[2]
                    page = label if label in source.pages else next(iter(source.pages))
                    url = f"https://{source.name}.example/{page}{path.suffix}"
                    found[page] = (url,)
                    self.files[url] = path
            if found:
                yield replace(source, pages=found)

    def answer(self, url: str) -> Recorded:
        """A page; after the first turn with a word more, so that it has to be read again."""
        path = self.files[url]
        body = path.read_bytes()
        if self.turn and path.suffix != ".json":
            body += f"\n\n<p>turn {self.turn}</p>\n".encode()
        return Recorded(200, TYPES.get(path.suffix, "text/markdown"), body + b" " * self.turn)


def history(store: Store, rows: int = ROWS) -> int:
    """Many old steps for every price there is: how many rows there are then."""
    prices = next(store.db.execute("SELECT count(*) FROM latest"))[0]
    index = "SELECT sql FROM sqlite_master WHERE name = 'history_by_model'"
    (made,) = next(store.db.execute(index))
    with store.atomic():
        store.db.execute("DROP INDEX history_by_model")
        store.db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO history (source, page, model, meter, currency, per, conditions,"
            " amount, free, at) SELECT source, page, model, meter, currency, per, conditions,"
            " CAST(1 + (i * 7 + length(model)) % 97 AS TEXT), 0,"
            " strftime('%Y-%m-%dT%H:%M:%SZ', 1735689600 + i * 86400, 'unixepoch')"
            " FROM n, latest",
            (max(rows // prices, 1),),
        )
        store.db.execute(made)
    found: int = next(store.db.execute("SELECT count(*) FROM history"))[0]
    return found


def questions(store: Store, count: int, seed: int = 6) -> list[str]:
    """What people ask, mixed: mostly the price of some model, in whatever spelling."""
    chance = random.Random(seed)  # noqa: S311 - a mix, and the same one every time
    names = sorted({row["model"] for row in store.db.query("SELECT DISTINCT model FROM latest")})
    listed = [name for name in names if "/" not in name] or names
    asked = []
    for _ in range(count):
        one, two, three = chance.choices(listed, k=3)
        anything = chance.choice(names)
        kinds = (
            *(f"price {one}", f"price {two}", f"price {one[:6]}", f"price {anything}"),
            *(f"history {one}", f"compare {one}, {two}, {three}", chance.choice(FIXED)),
        )
        asked.append(chance.choice(kinds))
    return asked


@dataclass
class Measured:
    """How long answers took, in seconds, how much of it was computing, how long the loop stood."""

    took: list[tuple[float, str]] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)
    blocked: float = 0.0
    rounds: int = 0

    def percentile(self, share: int) -> float:
        """The time that so many of a hundred answers stayed below."""
        return statistics.quantiles([seconds for seconds, _ in self.took], n=100)[share - 1]

    @property
    def processor(self) -> float:
        """The same of a hundred's ninety-nine, whatever else the machine does."""
        return statistics.quantiles(self.computed, n=100)[98]


async def crowd(folder: Path, shelves: Shelves, sources: Sequence[Source]) -> Measured:
    """People ask, pages are read, and a pulse is felt."""
    measured, over = Measured(), asyncio.Event()
    voice = replace(app.voice(Settings()), workload=parse("300M in 50M out cached 60%"))
    with Store(folder / "asked.db") as mine, Store(folder / "asked.db") as watched:
        answers = Answers(mine, [source.name for source in sources])
        lines = questions(mine, A_MINUTE * SECONDS // 60)
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as desk:
            await loop.run_in_executor(desk, answers.warm, voice, NOW)
            async with recorded.fetcher(shelves.answer) as door:
                asked = asyncio.gather(
                    *(
                        _ask(measured, desk, answers, line, voice, 60 / A_MINUTE * number)
                        for number, line in enumerate(lines)
                    )
                )
                others = [
                    asyncio.create_task(
                        _read(measured, Watch(watched, door), shelves, sources, over)
                    ),
                    asyncio.create_task(_pulse(measured, over)),
                ]
                await asked
                over.set()
                await asyncio.gather(*others)
    return measured


async def _ask(
    measured: Measured,
    desk: ThreadPoolExecutor,
    answers: Answers,
    line: str,
    voice: Voice,
    after: float,
) -> None:
    """One question at its time; it waits for those before it, and that counts."""
    await asyncio.sleep(after)
    command, _, words = line.partition(" ")
    began = time.perf_counter()
    loop = asyncio.get_running_loop()

    def answer() -> None:
        spent = time.thread_time()
        answers.ask(command, words, voice, NOW)
        measured.computed.append(time.thread_time() - spent)

    await loop.run_in_executor(desk, answer)
    measured.took.append((time.perf_counter() - began, line))


async def _read(
    measured: Measured,
    watch: Watch,
    shelves: Shelves,
    sources: Sequence[Source],
    over: asyncio.Event,
) -> None:
    """Round after round of every page, each of them changed."""
    for turn in itertools.count(1):
        shelves.turn = turn
        at = NOW + timedelta(minutes=30 * turn)
        for source in sources:
            for page in source.pages:
                if over.is_set():
                    return
                await watch.round(source, page, at)
        measured.rounds += 1


async def _pulse(measured: Measured, over: asyncio.Event) -> None:
    while not over.is_set():
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        measured.blocked = max(measured.blocked, time.perf_counter() - before - 0.005)


async def stock(
    store: Store, shelves: Shelves, sources: Sequence[Source], at: datetime = NOW
) -> None:
    """The first reading of every page."""
    async with recorded.fetcher(shelves.answer) as door:
        watch = Watch(store, door)
        for source in sources:
            for page in source.pages:
                await watch.round(source, page, at)


def measure(table: Table, folder: Path, rows: int = ROWS) -> None:
    """Everything above, as rows of the bench's table."""
    shelves = Shelves()
    sources = list(shelves.sources())
    if not sources:
        table.add_row("questions while a round runs", "not here", "", "≤ 100 ms")
        return
    with Store(folder / "asked.db") as store:
        asyncio.run(stock(store, shelves, sources))
        found = history(store, rows)
    usual = [source for source in sources if source.audience == "alert"]
    beside = f"{A_MINUTE} a minute, {found / 1e6:.1f}M rows"
    for what, read, goal in (
        ("a question while rounds run", usual, "≤ 100 ms"),
        ("the same, lists of other people too", sources, ""),
    ):
        with taking_turns():
            measured = asyncio.run(crowd(folder, shelves, read))
        half, most = (f"{measured.percentile(share) * 1000:.0f} ms" for share in (50, 99))
        table.add_row(f"{what}: p50", half, beside, "")
        table.add_row(f"{what}: p99", most, f"{len(measured.took)} questions", goal)
        seconds, line = max(measured.took)
        spent = f"{measured.processor * 1000:.0f} ms"
        table.add_row("  computing alone, whatever else runs here: p99", spent, "", goal)
        table.add_row("  the slowest", f"{seconds * 1000:.0f} ms", line, "")
        stopped = f"{measured.blocked * 1000:.0f} ms"
        table.add_row("  longest stop of the event loop", stopped, "asked from a thread", "")
    drawing(table, folder)


def drawing(table: Table, folder: Path) -> None:
    """A model's chart from the question to the bytes, the drawing library loaded; and again."""
    voice = app.voice(Settings())
    with Store(folder / "asked.db") as store:
        answers, times = Answers(store), []
        for name in ("deepseek-v4-pro", "glm-5", "qwen3-max", "gpt-5"):
            picture = answers.ask("history", name, voice, NOW).picture
            if picture is None:
                continue
            for _ in range(2):
                began = time.perf_counter()
                chart.draw(picture)
                times.append(time.perf_counter() - began)
    first, again = max(times[2::2]), max(times[3::2])
    table.add_row("a chart of a long history", f"{first * 1000:.0f} ms", "", "< 1 s")
    table.add_row("the same chart again", f"{again * 1000:.1f} ms", "", "")

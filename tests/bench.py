"""`make bench`: what reading, rounds and the store cost on this machine, beside a yardstick.

Everything runs in one go on one machine; the ratios are what counts, the seconds are noise.
"""

import asyncio
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import announcing
import asking
import posting
from bs4 import BeautifulSoup
from rich.console import Console
from rich.table import Table

from bot.diff import Key
from bot.events import Proof
from bot.pages import PageRow
from bot.state import Known, Place, State
from bot.store import Round, Store
from bot.watch import Watch
from scrapers import pages, reading, recorded, registry
from scrapers.fetch import Fetcher, Manners
from scrapers.quotes import Page, Quote, Source
from scrapers.recorded import Recorded

PAGES = Path(__file__).resolve().parents[2] / "shared" / "pages"
NOW = datetime(2026, 8, 1, tzinfo=UTC)
LARGEST = (
    "volcengine/2026-07-17--rendered.html",
    "aliyun/2026-08-10.json",
    "zhipu/2026-07-17--rendered.html",
    "tencent/2026-08-10.html",
    "openai/2026-08-21.html",
    "moonshot/2026-07-17--k26.html",
)


def best(work: Callable[[], object], times: int = 5) -> float:
    """The fastest of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        gc.collect()
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def reads(table: Table) -> None:
    """Reading a page, against BeautifulSoup (lxml) merely building its tree of the same bytes."""
    for name in LARGEST:
        path = PAGES / name
        source = registry.sources().get(name.partition("/")[0])
        if not path.exists() or source is None:
            table.add_row(f"read {name}", "not here", "", "")
            continue
        page = Page(path.read_text("utf8"), pages.kind_of(path))
        html = json.loads(page.text)["data"]["content"] if page.kind == "json" else page.text
        ours = best(lambda page=page, source=source: reading.read(source, page))  # type: ignore[misc]
        tree = best(lambda html=html: BeautifulSoup(html, "lxml"), 3)  # type: ignore[misc]
        ratio = f"{ours / tree:.2f} × the tree"
        table.add_row(f"read {name}", f"{ours * 1000:.0f} ms", ratio, "≤ 0.5")


@dataclass
class Vendors:
    """Fifty local pages of 300 kB, as one vendor each would print them."""

    nonce: int = 0
    cut: bool = False
    filler: str = "<p>" + "The quick brown fox reads the small print. " * 6 + "</p>\n"

    def answer(self, url: str) -> Recorded:
        """The page of an address; every page carries the nonce in a meta tag and a script."""
        head = f'<meta name="nonce" content="{self.nonce}"><script>var n = {self.nonce}</script>'
        price = "1.5" if self.cut and url.endswith("/7") else "3"
        rows = "".join(
            f"<tr><td>deepseek-{n}</td><td>{price}元</td><td>6元</td></tr>" for n in range(40)
        )
        body = f"<html><head>{head}</head><body><table>{rows}</table>{self.filler * 1100}</body>"
        return Recorded(200, "text/html", body.encode(), etag=f'"{self.nonce}{price}"')


def _reader(page: Page) -> list[Quote]:
    """The plainest reader there is: what a round costs besides the vendor's own oddities."""
    from scrapers import tables  # noqa: PLC0415 - the reader is part of what is measured

    found = []
    for model, price, _ in tables.read(page.text)[0].rows:
        amount = Decimal(price.text.removesuffix("元"))
        found.append(Quote(model.text, "input", amount, "CNY", published=price.text))
    return found


def rounds(table: Table, folder: Path) -> None:
    """A round over 50 local pages: first, 304, a nonce in each page, one changed."""
    vendors = Vendors()
    sources = [
        Source(f"bench-{n}", ("CNY",), {"": (f"https://v{n}.example/{n}",)}, _reader)
        for n in range(50)
    ]
    with Store(folder / "rounds.db") as store:
        at = NOW
        for name, goal in (
            ("first", ""),
            ("nothing changed, 304", "≤ 0.6"),
            ("nothing but a nonce", "≤ 1.5"),
            ("one changed", ""),
        ):
            vendors.nonce += "nonce" in name
            vendors.cut = name == "one changed"
            at += timedelta(minutes=30)
            began, spent = time.perf_counter(), time.process_time()
            asyncio.run(_round(store, vendors, sources, at))
            wall, cpu = time.perf_counter() - began, time.process_time() - spent
            label = f"50 pages of 300 kB: {name}"
            table.add_row(label, f"{wall:.2f} s wall", f"{cpu:.2f} s CPU", f"{goal} s CPU")


async def _round(store: Store, vendors: Vendors, sources: list[Source], at: datetime) -> None:
    async with recorded.fetcher(vendors.answer) as door:
        watch = Watch(store, door)
        await asyncio.gather(*(watch.round(source, "", at) for source in sources))


def everything(table: Table, folder: Path) -> None:
    """A round of all sources against a local server that has all captures; twice."""
    captures = sorted(PAGES.glob("*/*.*"))
    if not captures:
        table.add_row("a round of all sources", "not here", "", "≤ 8 s, ≤ 1 s")
        return
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serve.py")), str(PAGES)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = int(server.stdout.readline()) if server.stdout else 0
        sources = list(_local(f"http://127.0.0.1:{port}"))
        with Store(folder / "all.db") as store:
            for name, goal in (("first", "≤ 8 s"), ("unchanged", "≤ 1 s")):
                began = time.perf_counter()
                quotes, blocked = asyncio.run(_all(store, sources))
                wall = time.perf_counter() - began
                label = f"a round of {len(sources)} sources with captures: {name}"
                table.add_row(label, f"{wall:.2f} s", f"{quotes} quotes", goal)
                table.add_row(
                    "  longest stop of the event loop", f"{blocked * 1000:.0f} ms", "", "≤ 150 ms"
                )
    finally:
        server.terminate()
        server.wait(timeout=10)


def _local(root: str) -> Iterator[Source]:
    """Every source that has a capture, its newest one a page, at the local server."""
    for source in registry.sources().values():
        found = {}
        for path in sorted((PAGES / source.name).glob("*.*")):
            if path.suffix in {".html", ".md", ".mdx", ".json"} and "no-prices" not in path.name:
                _, _, label = path.stem.partition("--")
                page = label if label in source.pages else next(iter(source.pages))
                found[page] = (f"{root}/{source.name}/{path.name}",)
        if found:
            yield replace(source, pages=found)


async def _all(store: Store, sources: list[Source]) -> tuple[int, float]:
    """One round of all pages side by side: how many quotes, and how long the loop stood still."""
    longest, done = 0.0, asyncio.Event()

    async def beat() -> None:
        nonlocal longest
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - before - 0.005)

    async with Fetcher(Manners(allow_hosts=("127.0.0.1",))) as door:
        watch, pulse = Watch(store, door), asyncio.create_task(beat())
        pages = [(source, page) for source in sources for page in source.pages]
        now = datetime.now(UTC)
        outcomes = await asyncio.gather(*(watch.round(s, page, now) for s, page in pages))
        done.set()
        await pulse
    for outcome in outcomes:
        if outcome.error:
            print(f"bench: {outcome.place.source}: {outcome.error}", file=sys.stderr)
    return sum(row.quotes for row in store.pages()), longest


def storing(table: Table, folder: Path) -> None:
    """10,000 quotes of one reading stored, and stored again with other amounts."""
    place, row = Place("openrouter", "openrouter"), PageRow("openrouter", "", good_at=NOW)
    proof = Proof(url="https://bench.example/", sha256="0" * 64, published="", read_at=NOW)
    states = [State(_ten_thousand(Decimal(n)), last=proof) for n in (1, 2, 3, 4)]
    with Store(folder / "store.db") as store:
        store.record(Round(place, row, NOW, None, states[0]))
        seconds = []
        for before, after in pairwise(states):
            began = time.perf_counter()
            store.record(Round(place, row, NOW, before, after))
            seconds.append(time.perf_counter() - began)
    table.add_row("upsert of 10,000 quotes", f"{min(seconds) * 1000:.0f} ms", "", "≤ 150 ms")


def _ten_thousand(amount: Decimal) -> dict[Key, Known]:
    meters = ("input", "output", "cache_read", "cache_write")
    quotes = (
        Quote(f"vendor/model-{n // 4}", meters[n % 4], amount, "USD", published="0.000001")
        for n in range(10_000)
    )
    return {quote.key: Known(quote, NOW, quote.amount) for quote in quotes}


def latest(table: Table, folder: Path, rows: int = 10_000_000) -> None:
    """The latest prices of one model beside ten million rows of history."""
    place, row = Place("openrouter", "openrouter"), PageRow("openrouter", "", good_at=NOW)
    with Store(folder / "latest.db") as store:
        store.record(Round(place, row, NOW, None, State(_ten_thousand(Decimal(1)))))
        with store.atomic():
            store.db.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                " INSERT INTO history (source, page, model, meter, currency, per, conditions,"
                " amount, free, at) SELECT 'openrouter', '', 'vendor/model-' || (i % 2500),"
                " 'input', 'USD', '1M tokens', '[]', i % 97, 0, '2026-01-01T00:00:00Z' FROM n",
                (rows,),
            )
        asked = best(lambda: store.latest(names=["vendor/model-777"]))
        steps = best(lambda: store.steps(["vendor/model-777"]), 2)
    name = f"beside {rows / 1e6:g}M rows of history"
    table.add_row(f"latest prices of a model {name}", f"{asked * 1000:.1f} ms", "", "≤ 5 ms")
    table.add_row(f"history of a model {name}", f"{steps * 1000:.0f} ms", "4,000 rows", "")


def idle(table: Table, folder: Path) -> None:
    """The memory of the service once it has nothing to do."""
    environ = {**os.environ, "PRICEWAR_STORE__PATH": str(folder / "idle.db")}
    environ |= {"PRICEWAR_BOARD__LISTEN": "", "PRICEWAR_SOURCES__INTERVAL": "86400"}
    command = [sys.executable, "-m", "bot", "run"]
    running = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        status = Path(f"/proc/{running.pid}/status")
        if not status.exists():
            table.add_row("the idle service", "not measured: no /proc", "", "≤ 120 MB")
            return
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        used = int(lines["VmRSS"].split()[0]) / 1000
        table.add_row("the idle service", f"{used:.0f} MB", "", "≤ 120 MB")
    finally:
        running.terminate()
        running.wait(timeout=20)


def main() -> None:
    """Everything, one table."""
    console = Console(width=120)
    table = Table("what", "cost", "beside", "to reach", title="pricewar, measured on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pricewar-bench-"))
    try:
        reads(table)
        rounds(table, folder)
        everything(table, folder)
        storing(table, folder)
        latest(table, folder)
        asking.measure(table, folder)
        posting.measure(table, folder)
        announcing.measure(table, folder)
        idle(table, folder)
    finally:
        shutil.rmtree(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    table.add_row("peak memory of all this", f"{peak:.0f} MB", "", "")
    console.print(table)


if __name__ == "__main__":
    main()

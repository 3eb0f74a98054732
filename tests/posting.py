"""What posting costs: webhooks a second to a receiver on this machine, for the bench."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fanout
import httpx
from fanout import KEY, Sender
from rich.table import Table

from bot import payload
from bot.book import Book
from bot.channels import Setup
from bot.channels.webhook import Webhooks
from bot.destinations import Rules
from bot.post import Door
from bot.store import Store

POSTS = 2000
MANY = 10_000
BAD = ("/hang", "/hang", "/500", "/500", "/429")  # of every twenty


def measure(table: Table, folder: Path) -> None:
    """The sender alone, the sender behind the outbox, and ten thousand endpoints of all kinds."""
    logging.getLogger("pricewar.outbox").setLevel(logging.CRITICAL)
    for at_once in (1, 10, 50, 200):
        ours = asyncio.run(_posts(_place(folder, f"posts-{at_once}"), at_once))
        pool = asyncio.run(_pool(_place(folder, f"pool-{at_once}"), at_once))
        name = f"signed webhooks, {at_once} at once"
        table.add_row(name, str(ours), f"one httpx pool: {pool}", "≥ 500/s")
    fan = _fan(_place(folder, "fan"), ["/ok"] * POSTS)
    table.add_row(f"{POSTS:,} endpoints from the database", str(fan), "", "")
    paths = [(BAD + ("/ok",) * 15)[number % 20] for number in range(MANY)]
    alone = _fan(_place(folder, "alone"), [path for path in paths if path == "/ok"])
    among = _fan(_place(folder, "among"), paths)
    name = f"healthy ones of {MANY:,} endpoints, a quarter bad"
    beside = f"alone × {among.wall / alone.wall:.2f}, CPU × {among.cpu / alone.cpu:.2f}"
    table.add_row(name, f"{among.wall:.1f} s", beside, "≤ × 2")


def _place(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir()
    return place


@dataclass(frozen=True)
class Took:
    """How long so many posts took, by the clock and of this process's own time."""

    count: int
    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.count / self.wall:.0f}/s ({self.count / self.cpu:.0f}/s of one core)"


def _since(count: int, began: tuple[float, float]) -> Took:
    return Took(count, time.perf_counter() - began[0], time.process_time() - began[1])


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


async def _rate(post: Callable[[], Awaitable[object]], at_once: int) -> Took:
    """What the posts take, so many at a time."""
    left = iter(range(POSTS))

    async def work() -> None:
        for _ in left:
            await post()

    began = _now()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return _since(POSTS, began)


async def _posts(folder: Path, at_once: int) -> Took:
    """Looked up, opened, signed and posted, as the channel does it."""
    body = payload.probe("ep_0", datetime.now(UTC))
    with fanout.receiving(folder / "log") as root:
        fanout.prepared(folder, root, ["/ok"], events=0)
        with Store(folder / "fanout.db") as store:
            async with Door(Rules(("127.0.0.1",))) as door:
                book = Book(store, KEY, lambda: datetime.now(UTC))
                channel = Webhooks(Setup(book=book, door=door))
                return await _rate(lambda: channel.post("dl_0", "ep_0", body), at_once)


async def _pool(folder: Path, at_once: int) -> Took:
    """The same bytes by one pool of httpx, unsigned."""
    body = payload.probe("ep_0", datetime.now(UTC))
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    with fanout.receiving(folder / "log") as root:
        async with httpx.AsyncClient(limits=limits, trust_env=False, timeout=60) as client:
            headers = {"webhook-id": "dl_0", "content-type": "application/json"}
            return await _rate(
                lambda: client.post(f"{root}/ok", content=body, headers=headers), at_once
            )


def _fan(folder: Path, paths: list[str]) -> Took:
    """What it takes until every healthy endpoint has its event."""
    healthy = paths.count("/ok")
    with fanout.receiving(folder / "log") as root:
        fanout.prepared(folder, root, paths, events=1)
        began = _now()
        got = asyncio.run(Sender(folder).send(healthy))
        took = _since(healthy, began)
    if got < healthy:
        raise RuntimeError(f"{healthy - got} healthy endpoints were not told")
    return took

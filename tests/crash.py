"""A vendor cuts a price while the service is killed at every step in turn (see test_crash).

Usage: crash.py FOLDER. For N = 1, 2, … a forked child works through three readings of a page in a
new database under FOLDER/N and kills itself with SIGKILL before its N-th step (a statement of
SQLite, an answer of the vendor, a delivery, its end). A second child starts on what is left and
carries on. It ends with the first N that the work is done before.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lines import MINUTES, START, TO_FILE, source

from bot.channels import Arrived, Parcel
from bot.channels.jsonl import JsonLines
from bot.outbox import Outbox
from bot.patience import Manner
from bot.store import Store
from bot.watch import Watch
from scrapers import recorded
from scrapers.recorded import Recorded

READINGS = ("a input 3\na output 6", "a input 1.5\na output 6", "a input 1.5\na output 6")


@dataclass(frozen=True)
class Steps:
    """A channel whose deliveries are steps: one before it is written, one after."""

    channel: JsonLines
    step: Callable[[], None]
    name: str = "jsonl"
    manner: Manner = field(default_factory=Manner)

    async def send(self, parcel: Parcel) -> Arrived:
        """Deliver between two steps."""
        self.step()
        arrived = await self.channel.send(parcel)
        self.step()
        return arrived

    async def close(self) -> None:
        """Nothing is held open."""


def work(folder: Path, step: Callable[[], None]) -> None:
    """Three scheduled rounds a day apart with their second looks, each followed by the outbox."""
    with Store(folder / "prices.db") as store:
        store.db.conn.set_trace_callback(lambda _: step())
        outbox = Outbox(store, {"jsonl": Steps(JsonLines(folder / "told.jsonl"), step)})
        for number, body in list(enumerate(READINGS))[_today(folder) :]:
            (folder / "today").write_text(str(number))
            asyncio.run(_day(store, outbox, START + timedelta(days=number), body, step))
        step()


def _today(folder: Path) -> int:
    """The day of the vendor's page when the service starts: it does not go back after a kill."""
    kept = folder / "today"
    return int(kept.read_text()) if kept.exists() else 0


async def _day(
    store: Store, outbox: Outbox, now: datetime, body: str, step: Callable[[], None]
) -> None:
    def answer(_url: str) -> Recorded:
        step()
        return Recorded(200, "text/markdown", body.encode())

    async with recorded.fetcher(answer) as door:
        watch = Watch(store, door, planner=TO_FILE)
        outcome = await watch.round(source(), "", now)
        while outcome.again:
            now += 2 * MINUTES
            outcome = await watch.round(source(), "", now, regular=False)
        await outbox.run_once(now)


def killed_at(number: int) -> Callable[[], None]:
    """A step that is this process's last one when it is the N-th."""
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def child(folder: Path, step: Callable[[], None]) -> bool:
    """Work in a child; whether it was killed. Any other failure ends the whole run."""
    folder.mkdir(parents=True, exist_ok=True)
    pid = os.fork()
    if pid == 0:
        work(folder, step)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status != 0:
        sys.exit(f"{folder}: the child failed by itself ({status})")
    return killed


def main(folder: Path) -> None:
    """Kill at step 1, 2, … until a child comes through; each time another carries on."""
    for number in range(1, 2000):
        place = folder / str(number)
        if not child(place, killed_at(number)):
            return
        child(place, lambda: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What telling a hundred thousand subscribers costs: a section of `make bench`."""

import asyncio
import json
import logging
import subprocess
import sys
import time
from pathlib import Path

import crowd
from rich.table import Table

from bot.store import Store

CROWD = 100_000


def measure(table: Table, folder: Path) -> None:
    """Planning for them, and sending to them."""
    planned(table, folder)
    sent(table, folder)


def planned(table: Table, folder: Path) -> None:
    """A round that 100,000 subscribers hear, planned and stored in a process of its own."""
    with Store(folder / "crowd.db") as store:
        crowd.gather(store, CROWD)
    command = [sys.executable, str(Path(__file__).with_name("crowd.py")), str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    taken = json.loads(answer)
    ratio = f"{taken['cpu'] / _inserting():.0f} × the plain rows"
    name = f"one event for {CROWD:,} subscribers: planned and in the outbox"
    table.add_row(name, f"{taken['seconds']:.2f} s, {taken['cpu']:.2f} s CPU", ratio, "≤ 2 s")
    table.add_row("  memory at its peak", f"{taken['peak']:.0f} MB", "", "≤ 300 MB")


def _inserting() -> float:
    """The yardstick: the CPU seconds that 100,000 plain rows of three columns take."""
    with Store(":memory:") as store:
        store.db.execute("CREATE TABLE plain (a TEXT, b TEXT, c INTEGER)")
        rows = [(str(n), "telegram", n) for n in range(CROWD)]
        began = time.thread_time()
        with store.atomic():
            store.db.conn.executemany("INSERT INTO plain VALUES (?, ?, ?)", rows)
        return time.thread_time() - began


def sent(table: Table, folder: Path) -> None:
    """The same sent at 30 a second by a clock that jumps; then with storms of 429."""
    logging.getLogger("pricewar").setLevel(logging.CRITICAL)
    for storms, name in ((False, "sent to all of them"), (True, "  with storms of 429")):
        with Store(folder / f"sent-{storms}.db") as store:
            crowd.gather(store, CROWD)
            crowd.announce(store)
            began = time.process_time()
            seen = asyncio.run(crowd.carry(store, CROWD, storms=storms))
            cpu = time.process_time() - began
        rate, most = CROWD / seen.asked[-1], crowd.most_in_any_second(seen)
        twice = sum(count > 1 for count in seen.told.values())
        told = f"{len(seen.told):,} told, {twice} twice, {seen.refused} refused"
        pace = f"{rate:.2f} a second, {most} at most"
        table.add_row(name, pace, f"{told}, {cpu:.0f} s CPU", "" if storms else "30 a second")

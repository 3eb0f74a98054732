"""The price war of May 2024, told by the real parts; only clock and vendors are stood in for.

Dated pages made by hand (`pages/<source>/<YYYY-MM-DD>.html`) are served over loopback HTTP, and
fetcher, readers, judge, store and outbox do with them what they do with the vendors' own. Whoever
edits a page gets other alerts. The same pages give the same output, byte for byte.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from bot import app
from bot.demo.herald import Herald
from bot.demo.mirror import Mirror, Stand, direct
from bot.outbox import Outbox
from bot.planner import Planner
from bot.recipients import Target
from bot.replay import Capture, captures
from bot.settings import Settings
from bot.store import Store
from bot.watch import Watch
from bot.words import Rate
from scrapers import registry
from scrapers.fetch import Fetcher, Manners
from scrapers.quotes import Source

__all__ = ["PAGES", "agenda", "run"]

PAGES: Final = Path(__file__).parent / "pages"

# The yuan of those days: at a later rate, 1 yuan would not be 1/72 of 10 dollars.
RATE: Final = Rate(Decimal("7.2"), date(2024, 5, 6))

HALF_HOUR: Final = timedelta(minutes=30)
# The sources are asked one after the other, so that the second looks of one do not meet the next.
APART: Final = timedelta(minutes=5)


def run(settings: Settings, pages: Path = PAGES, out: TextIO | None = None) -> None:
    """Print every alert of the war, its timeline and the prices at its end.

    `settings` give the language, the references and the rules. Raises BadCapture for a folder or
    file in `pages` that is none of a page.
    """
    asyncio.run(_war(settings, captures(pages), out or sys.stdout))


async def _war(settings: Settings, found: Sequence[Capture], out: TextIO) -> None:
    voice = app.voice(settings)
    herald = Herald(out, replace(voice, rates={**voice.rates, "CNY": RATE}))
    herald.opens()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Store(Path(scratch) / "demo.db") as store,
        Stand(found) as stand,
    ):
        with direct():
            door = Fetcher(Manners(attempts=1, allow_hosts=(stand.host,)))
        async with door:
            await _rounds(settings, store, Mirror(door, stand), herald)
        herald.closes(store, stand.now)


async def _rounds(settings: Settings, store: Store, mirror: Mirror, herald: Herald) -> None:
    """Every round in its order; what is told is delivered before the clock moves on."""
    stand, rules = mirror.stand, app.rules(settings)
    watch = Watch(store, mirror, rules, Planner((Target(herald.name),)))
    outbox = Outbox(store, {herald.name: herald})
    for at, name in herald.track(agenda(stand.found, rules.hold)):
        stand.now = at
        confirm_after = timedelta(seconds=settings.sources.confirm_after_of(name))
        await _round(watch, stand, mirror.source(registry.sources()[name]), confirm_after)
        await outbox.run_once(stand.now)


async def _round(watch: Watch, stand: Stand, source: Source, confirm_after: timedelta) -> None:
    """One round and the second looks that it asks for, on the stand's clock."""
    page = next(iter(source.pages))
    outcome = await watch.round(source, page, stand.now)
    while outcome.again:
        stand.now += confirm_after
        outcome = await watch.round(source, page, stand.now, regular=False)


def agenda(found: Sequence[Capture], hold: timedelta) -> list[tuple[datetime, str]]:
    """When which source is asked: of the rounds of half an hour, those that can bring news.

    That is the last before a page changes, the first after it, as many more as it takes to be sure
    that something is gone, and the one at which the clock releases what was held.
    """
    first = {one.source: one.at for one in reversed(found)}
    offsets = (-HALF_HOUR, timedelta(0), HALF_HOUR, 2 * HALF_HOUR, hold)
    times = sorted({one.at + offset for one in found for offset in offsets})
    return [
        (at + number * APART, source)
        for at in times
        for number, source in enumerate(sorted(first))
        if at >= first[source]
    ]

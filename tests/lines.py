"""A price page so plain that a test can write it in a line: `model meter amount`, in yuan."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.events import Event
from bot.planner import Planner
from bot.recipients import Target
from bot.store import Delivery, Store
from bot.watch import Outcome, Watch
from scrapers import recorded
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source
from scrapers.recorded import Recorded

START = datetime(2026, 8, 1, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def read(page: Page) -> list[Quote]:
    """One quote a line; a line that is no price refuses the page."""
    quotes = []
    for line in page.text.splitlines():
        words = line.split()
        if line.startswith("<!--") or not words:
            continue
        if len(words) != 3:
            raise PageChanged("not a price", where=line)
        model, meter, amount = words
        free = amount == "free"
        value = Decimal(0) if free else Decimal(amount)
        quotes.append(Quote(model, meter, value, "CNY", free=free, published=amount))
    return quotes


def source(version: int = 1, **changes: object) -> Source:
    """A source of plain lines with one page at one address."""
    given: dict[str, object] = {
        "name": "lines",
        "currencies": ("CNY",),
        "pages": {"": ("https://lines.example/prices.md",)},
        "read": read,
        "version": version,
    }
    return Source(**given | changes)  # type: ignore[arg-type]


TO_CONSOLE = Planner((Target("console"),))
TO_FILE = Planner((Target("jsonl"),))


@dataclass
class World:
    """A vendor's page that a test rewrites, and the watch that reads it."""

    store: Store
    now: datetime = START
    body: str = ""
    status: int = 200
    source: Source = field(default_factory=source)
    asked: list[str] = field(default_factory=list)
    corroborators: tuple[str, ...] = ()

    def answer(self, url: str) -> Recorded:
        """What the page answers now."""
        self.asked.append(url)
        return Recorded(self.status, "text/markdown", self.body.encode())

    def look(self, body: str | None = None, *, regular: bool = True, later: int = 30) -> Outcome:
        """One round, some minutes later."""
        self.body = self.body if body is None else body
        self.now += later * MINUTES
        return asyncio.run(self._look(regular=regular))

    def settle(self, body: str | None = None, *, later: int = 30) -> list[Event]:
        """A scheduled round and the second looks that it asks for: the events of all."""
        outcome = self.look(body, later=later)
        events = list(outcome.events)
        while outcome.again:
            outcome = self.look(regular=False, later=2)
            events += outcome.events
        return events

    async def _look(self, *, regular: bool) -> Outcome:
        async with recorded.fetcher(self.answer) as door:
            watch = Watch(self.store, door, planner=TO_CONSOLE, corroborators=self.corroborators)
            return await watch.round(self.source, "", self.now, regular=regular)


def due(store: Store, at: datetime, channel: str = "console") -> list[Delivery]:
    """The deliveries of a channel that are to go out at a time."""
    found, _ = store.turn([], at, {channel: 99})
    return [delivery for one in found for delivery in one.deliveries]


def types(events: Sequence[Event]) -> list[str]:
    """What was said, in order."""
    return [event.type for event in events]

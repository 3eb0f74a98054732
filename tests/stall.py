"""A store with the prices that a test puts in it, and what is asked of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from making import quote

from bot import app, words
from bot.answers import Answer, Answers
from bot.events import Event, Type
from bot.pages import PageRow
from bot.settings import Settings
from bot.state import Known, Place, State
from bot.store import Round, Store
from bot.words import Language, Voice
from bot.workload import parse
from scrapers.quotes import Quote

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3)
MINUTES = timedelta(minutes=1)
DAY = timedelta(days=1)
BEIJING = ZoneInfo("Asia/Shanghai")


def voice(language: Language = "en", workload: str = "", **more: Any) -> Voice:
    """How the settings speak to somebody who said this and that."""
    zone = BEIJING if language == "zh" else UTC
    given: dict[str, Any] = {"language": language, "timezone": zone}
    if workload:
        given["workload"] = parse(workload)
    return replace(app.voice(Settings()), **given | more)


def dollars(line: str, when: Mapping[str, str | int] | None = None, **more: object) -> Quote:
    """A price in dollars, as `making.quote` writes it."""
    return quote(line, when, currency="USD", **more)


@dataclass
class Stall:
    """Pages of real vendors with made-up prices; every page was read well five minutes ago."""

    store: Store = field(default_factory=lambda: Store(":memory:"))
    states: dict[tuple[str, str], State] = field(default_factory=dict)
    running: tuple[str, ...] = ()

    def shows(
        self,
        source: str,
        quotes: Sequence[Quote],
        at: datetime = EARLIER,
        *,
        page: str = "",
        planned: Sequence[Quote] = (),
        events: Sequence[Event] = (),
    ) -> None:
        """What a page prints from a time on; what it printed before and no longer does is gone."""
        before = self.states.get((source, page))
        known = {} if before is None else before.prices
        prices = {one.key: _known(known.get(one.key), one, at) for one in quotes}
        plans = {(one.key, one.effective_from or ""): one for one in planned}
        after = State(prices, planned=plans)
        place = Place(source, source.partition("-")[0], page)
        row = PageRow(source, page, good_at=NOW - 5 * MINUTES, checked_at=at, quotes=len(quotes))
        self.store.record(Round(place, row, at, before, after, events=tuple(events)))
        self.states[source, page] = after

    def fares(self, source: str, page: str = "", **health: Any) -> None:
        """How a page fares from now on."""
        place = Place(source, source.partition("-")[0], page)
        row = next(r for r in self.store.pages() if (r.source, r.page) == (source, page))
        self.store.record(Round(place, replace(row, **health), NOW))

    def takes(self, source: str, contexts: Mapping[str, int]) -> None:
        """A page says besides how many tokens its models take."""
        place = Place(source, source.partition("-")[0], "")
        row = next((r for r in self.store.pages() if r.source == source), PageRow(source, ""))
        self.store.record(Round(place, row, NOW, contexts=contexts))

    def ask(self, line: str, spoken: Voice | None = None, now: datetime = NOW) -> Answer:
        """The answer to a line such as `price glm-5`."""
        command, _, rest = line.partition(" ")
        return Answers(self.store, self.running).ask(command, rest, spoken or voice(), now)

    def says(self, line: str, spoken: Voice | None = None, now: datetime = NOW) -> str:
        """The same as plain text."""
        return words.plain(self.ask(line, spoken, now).message)


def _known(known: Known | None, one: Quote, at: datetime) -> Known:
    """A price that stands as it is keeps its time."""
    if known and known.quote.amount == one.amount:
        return replace(known, quote=one)
    return Known(one, at, one.amount)


def prices(*priced: str, **more: Any) -> list[Quote]:
    """Several prices in yuan, each as `model meter amount`."""
    return [quote(line, **more) for line in priced]


def event(kind: Type, at: datetime, old: str | None, new: str | None, **facts: Any) -> Event:
    """Something that happened to an input price of deepseek's in yuan."""
    ratio = None
    if old and new and Decimal(old):
        ratio = Decimal(new) / Decimal(old)
    given: dict[str, Any] = {
        "id": f"ev_{kind}_{at:%Y%m%d%H%M}_{facts.get('model', '')}_{facts.get('meter', '')}",
        "type": kind,
        "at": at,
        "seen_at": at,
        "source": "deepseek",
        "vendor": "deepseek",
        "model": "deepseek-v4-pro",
        "meter": "input",
        "old": old and Decimal(old),
        "new": new and Decimal(new),
        "currency": "CNY",
        "per": "1M tokens",
        "ratio": ratio,
    }
    return Event(**given | facts)


def stocked() -> Stall:
    """DeepSeek, Zhipu and OpenAI, with tiers, cache prices, free models."""
    one = Stall(running=("deepseek", "zhipu", "openai", "xai"))
    pro = prices("deepseek-v4-pro input 3", "deepseek-v4-pro output 6")
    hit = prices("deepseek-v4-pro cache_read 0.025")
    one.shows("deepseek", [*pro, *hit, *prices("deepseek-v4-flash input 1")])
    short, long = {"input_max": 32_000}, {"input_min": 32_000}
    tiers = [
        *prices("GLM-5 input 4", "GLM-5 output 18", when=short),
        *prices("GLM-5 input 6", "GLM-5 output 22", when=long),
    ]
    flash = [
        replace(one, published="免费")
        for one in prices("GLM-4.7-Flash input free", "GLM-4.7-Flash output free")
    ]
    storage = quote("GLM-5 cache_storage free", per="1M tokens/hour", promo="限时免费")
    one.shows("zhipu", [*tiers, *flash, storage])
    gpt = [dollars(f"gpt-5 {line}") for line in ("input 1.25", "output 10", "cache_read 0.125")]
    one.shows("openai", gpt)
    return one

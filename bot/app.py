"""The composition root: settings become a store, a door, channels, a scheduler. Start and stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import channels, chat
from bot.judge import Rules
from bot.news import Telling
from bot.outbox import Outbox
from bot.planner import Planner
from bot.recipients import Target
from bot.settings import ConsoleSettings, Settings
from bot.store import Store
from bot.store.lease import Lease, Taken
from bot.watch import Outcome, Watch
from bot.words import Rate, Reference, Voice
from scrapers import registry
from scrapers.fetch import Fetcher, Manners
from scrapers.quotes import Source
from scrapers.render import Browser

log = logging.getLogger("pricewar")


def utc_now() -> datetime:
    """The time, in UTC. The one place that asks for it while the service runs."""
    return datetime.now(UTC)


def chosen(settings: Settings, only: Sequence[str] = ()) -> list[Source]:
    """The sources to run: those named, else those of the settings, else all that are proven.

    Raises KeyError for a name that no vendor file has.
    """
    known = registry.sources()
    names = only or settings.sources.only
    found = [known[name] for name in dict.fromkeys(names or known)]
    adjusted = [settings.sources.adjusted(source) for source in found]
    if names:
        return adjusted
    return [s for s in adjusted if not s.experimental and s.audience == "alert"]


def corroborators(settings: Settings) -> tuple[str, ...]:
    """The sources that bear witness and are not told of: the aggregators, unless set otherwise."""
    known = map(settings.sources.adjusted, registry.sources().values())
    return tuple(source.name for source in known if source.audience == "corroborate")


def rules(settings: Settings) -> Rules:
    """How sure is sure enough, as the settings say."""
    floor = settings.judge.floor_percent / Decimal(100)
    hold = timedelta(hours=settings.judge.hold_hours)
    return Rules(hold=hold, telling=Telling(floor=floor))


def manners(settings: Settings) -> Manners:
    """How the door behaves, as the settings say."""
    network = settings.network
    return Manners(
        contact=network.contact,
        timeout=network.timeout,
        deadline=network.deadline,
        allow_hosts=network.allow_hosts,
    )


def planner(settings: Settings) -> Planner:
    """The operator's own channels: the console and the JSON Lines file; subscribers besides."""
    fixed = [Target("console")] if settings.console.enabled else []
    if settings.jsonl.path:
        fixed.append(Target("jsonl"))
    return Planner(tuple(fixed), zone=settings.locale.zone)


def voice(settings: Settings) -> Voice:
    """How the operator's own channels speak, as the settings say."""
    rates = {
        code: Rate(rate.per_dollar, rate.date)
        for code, rate in (("CNY", settings.rates.CNY), ("EUR", settings.rates.EUR))
    }
    compared = tuple(Reference(r.name, r.currency, r.input, r.output) for r in settings.references)
    return Voice(
        language=settings.locale.language,
        timezone=settings.locale.zone,
        references=compared,
        rates=rates,
        vendors=registry.vendors(),
    )


def room(settings: Settings, store: Store, sources: Sequence[Source]) -> chat.Room:
    """What the chat works with; one can subscribe to the vendors whose sources run."""
    told = [source for source in sources if source.audience == "alert"]
    return chat.Room(
        store,
        voice(settings),
        vendors=tuple(dict.fromkeys(source.vendor for source in told)),
        sources=tuple(source.name for source in sources),
        planner=planner(settings),
        most=settings.telegram.subscriptions_per_chat,
    )


def outbox(settings: Settings, store: Store) -> Outbox:
    """The outbox with every channel that the settings want. Raises BadChannel."""
    options: dict[str, dict[str, Any]] = {
        "console": {"enabled": settings.console.enabled},
        "jsonl": {"path": settings.jsonl.path},
    }
    return Outbox(store, channels.connect(voice(settings), options))


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that runs in one event loop: a job a page, the outbox, and the chat."""

    settings: Settings
    sources: Sequence[Source]
    watch: Watch
    outbox: Outbox
    scheduler: AsyncIOScheduler

    async def run(self, stop: asyncio.Event) -> None:
        """First round at once, then on schedule, until `stop` is set."""
        self.scheduler.add_listener(_trouble, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
        for source in self.sources:
            for page in source.pages:
                self._schedule(source, page)
        self.scheduler.start()
        log.info("watching %d sources: %s", len(self.sources), _names(self.sources))
        try:
            with Lease(self.settings.store.path):
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._talk(stop))
                    await self.outbox.run(stop, utc_now)
        finally:
            async with self.watch.desk:  # what is being stored is stored whole first
                self.scheduler.shutdown(wait=False)

    async def round(self, source: Source, page: str) -> list[Outcome]:
        """One round and its second looks, waiting as long as the settings say."""
        outcomes = [await self.watch.round(source, page, utc_now())]
        while outcomes[-1].again:
            await asyncio.sleep(self.settings.sources.confirm_after_of(source.name))
            outcomes.append(await self.watch.round(source, page, utc_now(), regular=False))
        return outcomes

    async def _talk(self, stop: asyncio.Event) -> None:
        """The chat, with a connection of its own: the outbox writes from a thread."""
        with Store(self.settings.store.path) as store:
            own = room(self.settings, store, self.sources)
            if talk := chat.connect(self.settings, own, utc_now, self.outbox.wake):
                await talk.run(stop)

    def _schedule(self, source: Source, page: str) -> None:
        seconds = source.interval or self.settings.sources.interval
        self.scheduler.add_job(
            self._round,
            "interval",
            args=(source, page),
            seconds=seconds,
            jitter=seconds // 10 or None,
            id=f"{source.name}/{page}",
            next_run_time=utc_now(),
        )

    async def _round(self, source: Source, page: str, *, regular: bool = True) -> None:
        try:
            outcome = await self.watch.round(source, page, utc_now(), regular=regular)
        except asyncio.CancelledError:  # the service stops: the next start asks again
            return
        report(outcome)
        if outcome.events:
            self.outbox.wake()
        if outcome.again:
            self._look_again(source, page)

    def _look_again(self, source: Source, page: str) -> None:
        delay = timedelta(seconds=self.settings.sources.confirm_after_of(source.name))
        self.scheduler.add_job(
            self._round,
            "date",
            run_date=utc_now() + delay,
            args=(source, page),
            kwargs={"regular": False},
            id=f"{source.name}/{page}/again",
            replace_existing=True,
        )


@asynccontextmanager
async def service(settings: Settings, sources: Sequence[Source]) -> AsyncIterator[Service]:
    """The service, composed; closes what it opened.

    The watch has a connection of its own: it writes from a thread.
    """
    store, watched = Store(settings.store.path), Store(settings.store.path)
    try:
        polite = manners(settings)
        async with Fetcher(polite) as door, Browser(polite, settings.network.browser) as screen:
            watch = Watch(
                watched,
                door,
                rules(settings),
                planner(settings),
                screen=screen,
                corroborators=corroborators(settings),
            )
            defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
            scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
            carried = outbox(settings, store)
            try:
                yield Service(settings, sources, watch, carried, scheduler)
            finally:
                await carried.close()
    finally:
        watched.close()
        store.close()


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with service(settings, chosen(settings)) as running:
        await running.run(stop)


async def check(settings: Settings, only: Sequence[str]) -> AsyncIterator[list[Outcome]]:
    """One round of every page now, with the second looks that it asks for, as they finish.

    Nothing is said on the console: what is new is the caller's to print.
    """
    quiet = settings.model_copy(update={"console": ConsoleSettings(enabled=False)})
    async with service(quiet, chosen(settings, only)) as running:
        pages = [(source, page) for source in running.sources for page in source.pages]
        for done in asyncio.as_completed([running.round(*one) for one in pages]):
            yield await done
        with suppress(Taken), Lease(settings.store.path):  # else the service delivers
            await running.outbox.run_once(utc_now())


def report(outcome: Outcome) -> None:
    """What a round came to, for the log: a failure every time, success only in detail."""
    name = f"{outcome.place.source} {outcome.place.page}".strip()
    if outcome.error:
        log.warning("%s: %s", name, outcome.error)
    else:
        log.debug("%s: %s", name, "unchanged" if outcome.unchanged else "read")


def _trouble(event: JobExecutionEvent) -> None:
    """A job that was missed or that failed in a way nobody planned for."""
    if event.exception:
        log.error("%s failed unexpectedly", event.job_id, exc_info=event.exception)
    else:
        log.warning("%s was missed at %s", event.job_id, event.scheduled_run_time)


def _names(sources: Sequence[Source]) -> str:
    return ", ".join(source.name for source in sources)

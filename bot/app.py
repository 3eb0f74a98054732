"""The composition root: settings become a store, a door, channels, a scheduler. Start and stop."""

import asyncio
import logging
import resource
import signal
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import channels, chat, destinations, webhooks
from bot.answers import Answers
from bot.book import Book
from bot.channels import Channel, Triable, apprise
from bot.endpoints import CHATS
from bot.judge import Rules
from bot.news import Telling
from bot.outbox import Outbox
from bot.planner import Planner
from bot.post import Door
from bot.recipients import Target
from bot.seals import Seal, seal_of
from bot.settings import ConsoleSettings, Settings
from bot.store import Store
from bot.store.lease import Lease, Taken
from bot.watch import Outcome, Watch
from bot.webhooks import Desk
from bot.words import Rate, Reference, Voice
from scrapers import registry
from scrapers.fetch import Fetcher, Manners
from scrapers.quotes import Source
from scrapers.render import Browser

log = logging.getLogger("pricewar")

RETIRING: Final = 300  # seconds
FORGETTING: Final = 86_400
FILES: Final = 8192
LOCAL: Final = frozenset({"console", "jsonl"})


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
    fixed += [Target(name) for name in CHATS if getattr(settings, name).url is not None]
    fixed += [Target("apprise", apprise.name_of(url)) for url in settings.apprise.urls]
    operators = settings.telegram.operators if settings.telegram.token else ()
    return Planner(
        tuple(fixed),
        tuple(Target("telegram", str(person)) for person in operators),
        zone=settings.locale.zone,
    )


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


def door(settings: Settings) -> Door:
    """The one way out for posts, as the settings guard it."""
    rules = destinations.Rules(settings.network.allow_hosts, frozenset(settings.webhooks.ports))
    return Door(rules, agent=manners(settings).agent)


def seal(settings: Settings) -> Seal:
    """What keeps the secrets of registered addresses; its key is made when it is first needed."""
    return seal_of(settings.store.path, settings.webhooks.key)


def connected(settings: Settings, store: Store, way: Door) -> dict[str, Channel]:
    """Every channel that the settings want; `store` is one of the event loop's own.

    Raises BadChannel.
    """
    options = {name: dict(getattr(settings, name)) for name in ("console", "jsonl", "apprise")}
    options |= {name: dict(getattr(settings, name)) for name in CHATS}
    wanted = ("token", "base_url", "broadcast_rate")
    options["telegram"] = {name: getattr(settings.telegram, name) for name in wanted}
    book = Book(store, seal(settings), utc_now)
    return channels.connect(voice(settings), options, book, way)


@asynccontextmanager
async def addresses(settings: Settings, owner: Target | None = None) -> AsyncIterator[Desk]:
    """The desk at which addresses are registered, for one owner or for the operator."""
    path = settings.store.path
    with Store(path) as store, Store(path) as looked:
        async with door(settings) as way:
            found = connected(settings, looked, way)
            posting = {name: one for name, one in found.items() if isinstance(one, Triable)}
            most = settings.webhooks.per_chat
            try:
                yield Desk(store, seal(settings), way, posting, owner, most)
            finally:
                for one in found.values():
                    await one.close()


def retire(settings: Settings, now: datetime) -> list[str]:
    """End registered addresses that only fail; who was ended."""
    with Store(settings.store.path) as store:
        return webhooks.retire(store, planner(settings), now)


def forget(settings: Settings, now: datetime) -> None:
    """Forget deliveries that are done, and attempts, after their time."""
    with Store(settings.store.path) as store:
        store.forget_deliveries(now)


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
        addresses=partial(addresses, settings) if settings.webhooks.from_chats else None,
    )


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
        for work, seconds in ((self._retire, RETIRING), (self._forget, FORGETTING)):
            every = {"seconds": seconds, "next_run_time": utc_now()}
            self.scheduler.add_job(work, "interval", id=work.__name__, **every)
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
        """The chat, with connections of its own: the outbox writes from a thread.

        One is for what people set, one for what they ask.
        """
        path = self.settings.store.path
        with Store(path) as store, Store(path) as asked:
            own = room(self.settings, store, self.sources)
            reading = replace(own, store=asked)
            with chat.Inquiry(Answers(asked, own.sources), reading) as inquiry:
                if talk := chat.connect(self.settings, own, inquiry, utc_now, self.outbox.wake):
                    inquiry.warm(own.voice, utc_now())
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

    async def _retire(self) -> None:
        """End the addresses where nobody is."""
        with suppress(asyncio.CancelledError):  # the service stops
            if await asyncio.to_thread(retire, self.settings, utc_now()):
                self.outbox.wake()

    async def _forget(self) -> None:
        """Forget what is long past."""
        with suppress(asyncio.CancelledError):  # as above
            await asyncio.to_thread(forget, self.settings, utc_now())

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
async def service(
    settings: Settings, sources: Sequence[Source], carries: Collection[str] | None = None
) -> AsyncIterator[Service]:
    """The service, composed; closes what it opened. `carries` are the channels that deliver.

    The watch has a connection of its own: it writes from a thread. So have the channels: they look
    up while the outbox writes.
    """
    store, watched, looked = (Store(settings.store.path) for _ in range(3))
    try:
        polite = manners(settings)
        async with (
            Fetcher(polite) as fetcher,
            Browser(polite, settings.network.browser) as screen,
            door(settings) as way,
        ):
            watch = Watch(
                watched,
                fetcher,
                rules(settings),
                planner(settings),
                screen=screen,
                corroborators=corroborators(settings),
            )
            defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
            scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
            ways = connected(settings, looked, way)
            carried = Outbox(
                store, {name: ways[name] for name in ways if carries is None or name in carries}
            )
            try:
                yield Service(settings, sources, watch, carried, scheduler)
            finally:
                await carried.close()
    finally:
        for one in (store, watched, looked):
            one.close()


def allow_files() -> None:
    """Let this process open as many files as hanging receivers may need, if the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    allow_files()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with service(settings, chosen(settings)) as running:
        await running.run(stop)


async def check(settings: Settings, only: Sequence[str]) -> AsyncIterator[list[Outcome]]:
    """One round of every page now, with the second looks that it asks for, as they finish.

    Nothing is said on the console: what is new is the caller's to print. What goes out of the
    house is left to the service, which keeps to everybody's pace.
    """
    quiet = settings.model_copy(update={"console": ConsoleSettings(enabled=False)})
    async with service(quiet, chosen(settings, only), LOCAL) as running:
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

"""The service as an operator sees it, in front of a vendor on this machine."""

import asyncio
import json
import logging
import os
import resource
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from receiver import Receiver, answer, beside
from shop import Shop, given, opened
from stand import TOKEN, telegram
from standardwebhooks.webhooks import Webhook

from bot import app
from bot.alerts import Alert
from bot.app import Service, chosen, planner, service
from bot.channels import Triable
from bot.recipients import Reader, Target
from bot.settings import RoomSettings, Settings, TelegramSettings
from bot.store import Attempt, Registered, Store
from bot.subscriptions import Subscription
from bot.webhooks import Desk, Wish
from bot.words import Rate, Reference
from scrapers.fetch import Fetcher

NOW = datetime(2026, 8, 1, tzinfo=UTC)
PATIENCE = 10  # seconds until a test gives up


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands before this machine, and nobody waits between two attempts."""

    async def at_once(_: float) -> None:
        """Wait for nothing."""

    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(app, "Fetcher", partial(Fetcher, sleep=at_once))


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The vendor's address, on this machine."""
    with opened(Shop()) as shop:
        shop.show("whale 3 6")
        yield shop


@pytest.fixture
def settings(tmp_path: Path, shop: Shop) -> Settings:
    """Settings that lead to the shop; the console is silent."""
    return Settings(**given(tmp_path, shop), console={"enabled": False})


def checked(settings: Settings) -> list[str]:
    """One round now: the types of its events."""

    async def events() -> list[str]:
        done = [outcomes async for outcomes in app.check(settings, ())]
        return [event.type for outcomes in done for one in outcomes for event in one.events]

    return asyncio.run(events())


def told(settings: Settings) -> list[dict[str, Any]]:
    """What arrived in the JSON Lines file."""
    path = settings.jsonl.path
    if path is None or not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """The service in its loop; stopped in the end, and waited for."""
    stop = asyncio.Event()
    async with service(settings, chosen(settings)) as one:
        task = asyncio.create_task(one.run(stop))
        try:
            yield one
        finally:
            stop.set()
            await asyncio.wait_for(task, PATIENCE)


async def until(holds: Callable[[], object]) -> None:
    """Let the service work until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - files and threads set no event
            await asyncio.sleep(0.005)


def kept(settings: Settings) -> int:
    """How often DeepSeek's page failed in a row."""
    with Store(settings.store.path) as store:
        (row,) = store.pages()
    return row.streak


def read(settings: Settings) -> bool:
    """Was every page read?"""
    with Store(settings.store.path) as store:
        return all(row.good_at for row in store.pages()) and bool(store.pages())


# The service


def test_the_service_looks_after_registered_addresses(settings: Settings) -> None:
    """One that wants nothing more is ended, and what is older than 30 days is forgotten."""
    made = Registered("ep_1", "standard", "https://x.example/…", "sealed", NOW, verified_at=NOW)
    with Store(settings.store.path) as store:
        store.keep_endpoint(made)
        store.keep_reader(made.target, Reader(), NOW)
        store.leave(made.target)
        store.attempted(Attempt("ep_1", NOW - timedelta(days=31), 500, ""))

    def ended() -> bool:
        with Store(settings.store.path) as looked:
            (one,) = looked.standings()
            return one.endpoint.ended == "gone" and not looked.attempts(made)

    async def looked_after() -> None:
        async with running(settings):
            await until(ended)

    asyncio.run(looked_after())


def test_the_service_talks(settings: Settings) -> None:
    """With a token people are answered in the service's own loop, from the start to the end."""

    async def work() -> None:
        async with telegram() as stand:
            ann = stand.private(1)
            bot = TelegramSettings(token=SecretStr(TOKEN), base_url=stand.url)
            async with running(settings.model_copy(update={"telegram": bot})):
                await ann.says("/help")
                assert "/help" in (await ann.hears()).text

    asyncio.run(work())


@pytest.mark.usefixtures("shop")
def test_the_service_answers_from_what_it_read(settings: Settings) -> None:
    """A question is answered with the price that the last round found."""

    async def work() -> None:
        async with telegram() as stand:
            ann = stand.private(1)
            bot = TelegramSettings(token=SecretStr(TOKEN), base_url=stand.url)
            async with running(settings.model_copy(update={"telegram": bot})):
                await until(lambda: read(settings))
                await ann.says("/price whale")
                assert "input 3" in (await ann.hears("whale")).text

    asyncio.run(work())


def test_from_start_to_the_first_alert(settings: Settings, shop: Shop) -> None:
    """One press, and the next cut arrives in the chat; what looks wrong reaches the operator."""

    async def work() -> None:
        async with telegram() as stand:
            ann, boss = stand.private(1), stand.private(2, started=True)
            bot = TelegramSettings(token=SecretStr(TOKEN), base_url=stand.url, operators=(2,))
            async with running(settings.model_copy(update={"telegram": bot})) as one:
                await ann.says("/start")
                await ann.hears("One button is enough")
                await ann.presses("All cuts and free models")
                await ann.hears("You will be told at once")
                await until(lambda: read(settings))
                shop.show("whale 1.5 6")
                await one.round(one.sources[0], "")
                one.outbox.wake()
                alert = await ann.hears("DeepSeek cuts prices: whale input −50 %")
                await ann.presses(alert.labels[1])
                await boss.hears("a reader says that this looks wrong")

    asyncio.run(work())


def test_a_cut_is_delivered_after_the_second_look(
    settings: Settings, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """The first round is at once, the confirming one follows, and the alert is in the file."""
    assert checked(settings) == []
    shop.show("whale 1.5 6")
    before = shop.asked

    async def work() -> None:
        async with running(settings):
            await until(lambda: told(settings))

    asyncio.run(work())
    (alert,) = told(settings)
    assert (alert["type"], alert["old"], alert["new"]) == ("price.cut", "3", "1.5")
    assert shop.asked - before == 2
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_registered_address_is_told_by_the_service(settings: Settings, shop: Shop) -> None:
    """From a page that changed to a signed webhook, through everything between; a room too."""
    checked(settings)

    async def work(receiver: Receiver, room: Receiver) -> str:
        url = SecretStr(room.url())
        rooms = settings.model_copy(update={"wecom": RoomSettings(url=url)})
        async with app.door(rooms) as way, running(rooms):
            with Store(rooms.store.path) as store, Store(rooms.store.path) as looked:
                posting = app.connected(rooms, looked, way)
                triable = {name: one for name, one in posting.items() if isinstance(one, Triable)}
                desk = Desk(store, app.seal(rooms), way, triable)
                made = await desk.register(Wish(receiver.url(), Subscription()), app.utc_now())
            shop.show("whale 1.5 6")
            await until(lambda: len(receiver.got) == 1)
        async with running(rooms):
            await until(lambda: len(receiver.got) == 2 and room.got)
        return made.secret or ""

    with beside() as receiver, beside(answer(200, b'{"errcode":0}')) as room:
        secret = asyncio.run(work(receiver, room))
        said = [Webhook(secret).verify(got.body, dict(got.headers)) for got in receiver.got]
        assert [one["type"] for one in said] == ["webhook.test", "price.cut"]
        assert "whale" in room.got[0].body.decode()


def test_the_service_tells_what_another_one_had_yet_to_deliver(
    settings: Settings, shop: Shop
) -> None:
    """What was stored but could not be delivered goes out at the next start."""
    checked(settings)
    shop.show("whale 1.5 6")
    first = Settings(**settings.model_dump() | {"jsonl": {"path": settings.store.path / "none"}})
    assert checked(first) == ["price.cut"]

    async def work() -> None:
        async with running(settings):
            await until(lambda: told(settings))

    with Store(settings.store.path) as store, store.atomic():
        store.db.execute("UPDATE deliveries SET due_at = '2026-08-01T00:00:00Z'")
    asyncio.run(work())
    assert [one["type"] for one in told(settings)] == ["price.cut"]


class Slow(Shop):
    """A vendor that is stopped in the middle of its answer, and whose visitors are told to go."""

    def answer(self) -> tuple[int, bytes]:
        """The page, after a signal to this process."""
        os.kill(os.getpid(), signal.SIGINT if self.asked else signal.SIGTERM)
        return super().answer()


@pytest.mark.parametrize("asked", [0, 1])
def test_a_signal_ends_the_service_with_nothing_half_stored_and_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, asked: int
) -> None:
    """SIGTERM and SIGINT in the middle of a round: the database is whole, the log is clean."""
    with opened(Slow(asked=asked)) as shop:
        shop.show("whale 3 6")
        settings = Settings(**given(tmp_path, shop))
        asyncio.run(asyncio.wait_for(app.serve(settings), PATIENCE))
        with Store(settings.store.path) as store:
            read = {bool(row.good_at) for row in store.pages()}
            assert {bool(store.latest())} == (read or {False})
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_service_that_is_stopped_while_it_starts_ends_without_an_error(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Rounds that had no time to begin are no failures."""

    async def work() -> None:
        stop = asyncio.Event()
        stop.set()
        async with service(settings, chosen(settings)) as one:
            await asyncio.wait_for(one.run(stop), PATIENCE)

    asyncio.run(work())
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("limits", "raised"),
    [
        ((1024, 4096), [(4096, 4096)]),
        ((1024, -1), [(8192, -1)]),
        ((20_000, 20_000), []),
        ((-1, -1), []),
    ],
)
def test_a_thousand_receivers_that_hang_need_files(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], raised: list[tuple[int, int]]
) -> None:
    """The usual soft limit of 1,024 is raised as far as the system lets it."""
    given_to: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: given_to.append(new))
    app.allow_files()
    assert given_to == raised


def test_a_source_that_fails_is_logged_and_asked_again(
    settings: Settings, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """Each failure is a warning with the reason; when the page is back, it is read."""
    shop.status = 403

    async def work() -> None:
        async with running(settings) as one:
            await until(lambda: "refuses" in caplog.text)
            shop.show("whale 3 6")
            one.scheduler.modify_job("deepseek/", next_run_time=app.utc_now())
            await until(lambda: "deepseek: read" in caplog.text)

    with caplog.at_level(logging.DEBUG, "pricewar"):
        asyncio.run(work())
    assert kept(settings) == 0
    ours = [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "pricewar"]
    refusal = f"deepseek: the vendor refuses the request (403) ({shop.url})"
    assert ours == [
        ("INFO", "watching 1 sources: deepseek"),
        ("WARNING", refusal),
        ("DEBUG", "deepseek: read"),
    ]


def test_without_a_network_the_service_says_so_and_keeps_trying(
    settings: Settings, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody answers: the source is named with the reason, and the next round is planned."""
    nowhere = settings.model_dump()
    nowhere["sources"] = {"only": ["deepseek"], "deepseek": {"urls": ["http://127.0.0.1:9/"]}}
    unplugged = Settings(**nowhere)
    assert shop.asked == 0

    async def work() -> datetime:
        async with running(unplugged) as one:
            await until(lambda: "deepseek: the connection failed" in caplog.text)
            planned: datetime = one.scheduler.get_job("deepseek/").next_run_time
            return planned

    planned = asyncio.run(work())
    assert timedelta(minutes=20) < planned - app.utc_now() < timedelta(minutes=40)
    assert kept(unplugged) == 1


def test_a_fault_of_the_program_itself_is_logged_and_the_service_lives_on(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that fails in a way nobody planned for is an error with its trace, not the end."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(Store, "record", fail)

    async def work() -> None:
        async with running(settings):
            await until(lambda: "failed unexpectedly" in caplog.text)

    asyncio.run(work())
    (ours,) = [one for one in caplog.records if one.name == "pricewar"]
    assert ours.getMessage() == "deepseek/ failed unexpectedly"
    assert ours.exc_info is not None
    assert isinstance(ours.exc_info[1], ZeroDivisionError)


def test_a_round_that_was_missed_is_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Should the scheduler ever skip a round, the operator reads which one."""

    async def work() -> None:
        async with running(settings) as one:
            await until(lambda: "deepseek: read" in caplog.text)
            late = {"misfire_grace_time": 1, "next_run_time": NOW}
            one.scheduler.modify_job("deepseek/", **late)
            await until(lambda: "deepseek/ was missed" in caplog.text)

    with caplog.at_level(logging.DEBUG, "pricewar"):
        asyncio.run(work())
    assert "deepseek/ was missed at" in caplog.text


def test_a_check_confirms_and_delivers_before_it_ends(
    settings: Settings, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """One call does it all, and leaves what it prints to the caller."""
    loud = Settings(**settings.model_dump() | {"console": {"enabled": True}})
    assert checked(loud) == []
    shop.show("whale 1.5 6")
    assert checked(loud) == ["price.cut"]
    assert [one["type"] for one in told(loud)] == ["price.cut"]
    assert capsys.readouterr().out == ""


# What settings become


def test_all_proven_sources_run_unless_the_settings_name_some() -> None:
    """Experimental sources and aggregators run only where somebody asks for them."""
    usual = chosen(Settings())
    assert {"deepseek", "zhipu", "anthropic"} <= {source.name for source in usual}
    assert all(s.audience == "alert" and not s.experimental for s in usual)
    named = Settings(sources={"only": ["openrouter", "deepseek", "openrouter"]})
    assert [source.name for source in chosen(named)] == ["openrouter", "deepseek"]
    assert [source.name for source in chosen(named, ["zhipu"])] == ["zhipu"]
    with pytest.raises(KeyError):
        chosen(named, ["deepsek"])


def test_a_source_runs_with_its_own_addresses_and_interval(settings: Settings, shop: Shop) -> None:
    """What the settings say of one source holds for it."""
    (source,) = chosen(settings)
    assert (dict(source.pages), source.interval) == ({"": (shop.url,)}, 1800)


@pytest.mark.parametrize(
    ("given", "targets"),
    [
        ({}, [Target("console")]),
        ({"jsonl": {"path": "told.jsonl"}}, [Target("console"), Target("jsonl")]),
        ({"console": {"enabled": False}}, []),
    ],
)
def test_an_alert_goes_once_to_each_channel_of_the_settings(
    given: dict[str, Any], targets: list[Target]
) -> None:
    """Deliveries have ids made from alert and target, so that planning twice adds none."""
    alert = Alert("al_1", "deepseek", "deepseek", NOW, "subscribers", ())
    plan = planner(Settings(**given)).told
    assert [one.target for one in plan(alert)] == targets
    assert all(one.due_at == NOW for one in plan(alert))
    assert plan(alert) == plan(alert)
    assert len({one.id for one in plan(alert)}) == len(targets)


def test_the_rules_of_judging_follow_the_settings() -> None:
    """Hours of holding and the floor in percent become what the judge counts with."""
    rules = app.rules(Settings(judge={"hold_hours": 6, "floor_percent": "2.5"}))
    assert (rules.hold, rules.telling.floor) == (timedelta(hours=6), Decimal("0.025"))
    assert app.rules(Settings()).telling.floor == Decimal("0.02")


def test_the_manners_of_asking_follow_the_settings() -> None:
    """Contact, times and allowed hosts are the operator's."""
    network = {"contact": "me@example.com", "timeout": 7, "deadline": 9}
    manners = app.manners(Settings(network=network | {"allow_hosts": ["127.0.0.1"]}))
    assert (manners.contact, manners.timeout, manners.deadline) == ("me@example.com", 7, 9)
    assert manners.allow_hosts == ("127.0.0.1",)


def test_the_voice_of_the_operators_channels_follows_the_settings() -> None:
    """Language, time zone, reference prices and rates with their dates."""
    voice = app.voice(
        Settings(
            locale={"language": "zh", "timezone": "Asia/Shanghai"},
            rates={"CNY": {"per_dollar": "7.2", "date": "2026-08-01"}},
            references=[{"name": "R", "currency": "USD", "input": "10", "output": "30"}],
        )
    )
    assert (voice.language, voice.timezone) == ("zh", ZoneInfo("Asia/Shanghai"))
    assert voice.references == (Reference("R", "USD", Decimal(10), Decimal(30)),)
    assert voice.rates["CNY"] == Rate(Decimal("7.2"), date(2026, 8, 1))
    assert voice.vendor("deepseek") == "深度求索"

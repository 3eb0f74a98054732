"""Registered addresses: tried before they count, told while they answer, else ended."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from lines import source
from receiver import Receiver, answer, looped, receiving
from standardwebhooks.webhooks import Webhook

from bot import channels, webhooks
from bot.alerts import Alert
from bot.book import Book
from bot.channels import Triable
from bot.destinations import Address, Rules
from bot.outbox import Outbox
from bot.planner import Planner
from bot.post import Door
from bot.recipients import Reader, Target
from bot.seals import BrokenSeal, Seal
from bot.store import Registered, Standing, Store
from bot.subscriptions import Subscription, parse
from bot.watch import Watch
from bot.webhooks import Desk, Made, NotDone, Wish
from bot.words import Voice, message
from scrapers import recorded

NOW = datetime.now(UTC).replace(microsecond=0)  # the verifying library looks at the clock
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ALL = Subscription()
ANN = Target("telegram", "42")
CONSOLE = Target("console")


@dataclass
class Hall:
    """A database, a desk and an outbox beside it, and a page whose prices a test changes."""

    store: Store
    desk: Desk
    sent: Outbox
    now: datetime = NOW
    plan: Planner = field(default_factory=lambda: Planner((CONSOLE,)))

    async def reads(self, body: str) -> None:
        """A vendor's page says this now, and what follows from it is planned."""

        def page(_url: str) -> recorded.Recorded:
            return recorded.Recorded(200, "text/markdown", body.encode())

        async with recorded.fetcher(page) as door:
            watch = Watch(self.store, door, planner=self.plan)
            self.now += HOUR
            while (await watch.round(source(), "", self.now, regular=False)).again:
                self.now += timedelta(minutes=2)

    async def carries(self) -> None:
        """The outbox has its turn."""
        await self.sent.run_once(self.now)

    async def register(self, url: str, wanted: Subscription = ALL, **more: object) -> Made:
        return await self.desk.register(Wish(url, wanted, **more), self.now)  # type: ignore[arg-type]

    def state(self, name: str) -> str:
        standing = self.store.standing(name)
        assert standing
        return webhooks.state(standing, paused=self.desk.paused(standing.endpoint))


@asynccontextmanager
async def hall(folder: Path, key: str = "key") -> AsyncIterator[Hall]:
    """A page that was read once, and nobody registered."""
    with Store(folder / "prices.db") as store, Store(folder / "prices.db") as looked:
        async with Door(Rules(("127.0.0.1",))) as door:
            seal = Seal(lambda: key)
            times = [NOW]
            book = Book(looked, seal, lambda: times[0])
            found = channels.connect(Voice(), {}, book, door)
            posting = {name: one for name, one in found.items() if isinstance(one, Triable)}
            made = Hall(store, Desk(store, seal, door, posting), Outbox(store, posting))
            await made.reads("a input 100\na output 60")
            yield made


def types(receiver: Receiver) -> list[str]:
    """What came, by type."""
    return [json.loads(got.body)["type"] for got in receiver.got]


@looped
async def test_an_address_that_answers_a_test_is_told_from_then_on(tmp_path: Path) -> None:
    """The test and every event are signed with the one secret that was shown."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        assert (made.trouble, here.state(made.id)) == (None, "verified")
        await here.reads("a input 50\na output 60")
        await here.carries()
    assert types(receiver) == ["webhook.test", "price.cut"]
    assert made.secret
    for got in receiver.got:
        assert Webhook(made.secret).verify(got.body, dict(got.headers))
    assert json.loads(receiver.got[0].body)["data"] == {"endpoint": made.id}


@looped
async def test_an_address_counts_only_once_it_has_answered(tmp_path: Path) -> None:
    """A receiver that does not know its secret yet may refuse: it is asked again when it does."""
    async with hall(tmp_path) as here, receiving(answer(401)) as receiver:
        made = await here.register(receiver.url())
        assert made.secret
        assert "answers 401" in (made.trouble or "")
        assert here.state(made.id) == "pending"
        await here.reads("a input 50\na output 60")
        await here.carries()
        receiver.script = answer()
        await here.desk.test(made.id, here.now)
        assert here.state(made.id) == "verified"
        await here.reads("a input 25\na output 60")
        await here.carries()
    assert types(receiver) == ["webhook.test", "webhook.test", "price.cut"]
    assert json.loads(receiver.got[-1].body)["data"]["old"] == "50"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://10.0.0.1/", "number for a host"),
        ("http://example.com/", "must begin with https"),
        ("https://user:word@example.com/", "user name or a password"),
        ("https://inside.example/", "leads to 10.0.0.7, which is not a public address"),
    ],
)
@looped
async def test_a_refused_address_leaves_nothing_behind(
    tmp_path: Path, url: str, sentence: str
) -> None:
    """One sentence, and no row."""

    async def inside(_: str) -> list[Address]:
        return [IPv4Address("10.0.0.7")]

    async with hall(tmp_path) as here:
        here.desk = replace(here.desk, door=Door(resolve=inside))
        with pytest.raises(NotDone, match=sentence):
            await here.register(url)
        assert here.store.standings() == []


@looped
async def test_secrets_and_addresses_are_sealed(tmp_path: Path) -> None:
    """Whoever has the database alone learns neither; with another key nothing is posted."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url("/hook/word?token=word"))
        assert made.secret
        dump = "\n".join(here.store.db.conn.iterdump())
        assert "word" not in dump
        assert made.secret.removeprefix("whsec_") not in dump
        standing = here.store.standing(made.id)
        assert standing
        assert standing.endpoint.shown == f"http://127.0.0.1:{receiver.port}/…"
    async with hall(tmp_path, key="another") as here:
        with pytest.raises(BrokenSeal):
            Book(here.store, here.desk.seal, lambda: NOW).endpoint(made.id)
        with pytest.raises(NotDone, match=r"not sealed with this webhooks\.key"):
            await here.desk.test(made.id, here.now)


@looped
async def test_filters_are_those_of_a_subscription(tmp_path: Path) -> None:
    """By type, and by percent since what this address was told last."""
    wanted = replace(parse(["price.cut", "50%"], ()), models=("a*",))
    async with hall(tmp_path) as here, receiving() as receiver:
        await here.register(receiver.url(), wanted)
        for price in (80, 60, 45, 100):
            await here.reads(f"a input {price}\na output 60")
        await here.carries()
    assert types(receiver) == ["webhook.test", "price.cut"]
    assert json.loads(receiver.got[1].body)["data"]["new"] == "45"


@looped
async def test_a_rotated_secret_signs_beside_the_one_before_for_a_day(tmp_path: Path) -> None:
    """A receiver may know either meanwhile; then only the new one."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        new = here.desk.rotate(made.id, here.now)
        assert made.secret
        assert new != made.secret
        await here.reads("a input 50\na output 60")
        await here.carries()
        got = receiver.got[-1]
        for secret in (made.secret, new):
            assert Webhook(secret).verify(got.body, dict(got.headers))
        later = here.now + DAY
        (left,) = _endpoint(here, made.id, later)
        assert left == new


def _endpoint(here: Hall, name: str, at: datetime) -> tuple[str, ...]:
    found = Book(here.store, here.desk.seal, lambda: at).endpoint(name)
    assert found
    assert repr(found) == "Endpoint(…)"
    return found.secrets


@looped
async def test_a_chat_room_is_registered_in_its_own_format(tmp_path: Path) -> None:
    """It is told in words, signed with what the service gave, and has no secret of ours."""
    taken = answer(200, b'{"code":0,"msg":"success"}')
    async with hall(tmp_path) as here, receiving(taken) as receiver:
        made = await here.register(receiver.url(), format="feishu", secret="word")
        await here.reads("a input 50\na output 60")
        await here.carries()
        assert (made.secret, here.state(made.id)) == ("word", "verified")
        with pytest.raises(NotDone, match="changed there"):
            here.desk.rotate(made.id, here.now)
        with pytest.raises(NotDone, match="for dingtalk and feishu"):
            await here.register(receiver.url(), format="slack", secret="word")
    bodies = [json.loads(got.body) for got in receiver.got]
    assert [body["msg_type"] for body in bodies] == ["interactive", "interactive"]
    assert all(body["sign"] for body in bodies)


@looped
async def test_who_registers_in_a_chat_is_spoken_to_in_its_language(tmp_path: Path) -> None:
    """A room's language is that of the chat that registered it."""
    taken = answer(200, b'{"errcode":0}')
    async with hall(tmp_path) as here, receiving(taken) as receiver:
        here.store.keep_reader(ANN, Reader(language="zh"), NOW)
        here.desk = replace(here.desk, owner=ANN)
        await here.register(receiver.url(), format="wecom")
        await here.reads("a input 50\na output 60")
        await here.carries()
        (one,) = here.store.standings(ANN)
        assert here.store.standings(Target("telegram", "43")) == []
        assert here.store.reader(one.endpoint.target).language == "zh"
    assert "降价" in json.loads(receiver.got[-1].body)["markdown"]["content"]


@looped
async def test_a_paused_address_is_told_nothing_until_it_is_resumed(tmp_path: Path) -> None:
    """What changed meanwhile is measured from what held when the pause began."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        here.desk.pause(made.id)
        assert here.state(made.id) == "paused"
        await here.reads("a input 99\na output 60")
        await here.carries()
        await here.desk.resume(made.id, here.now)
        assert here.state(made.id) == "verified"
        await here.reads("a input 98\na output 60")
        await here.carries()
    assert types(receiver) == ["webhook.test", "price.cut"]


@looped
async def test_a_410_ends_an_address_and_its_owner_hears_of_it(tmp_path: Path) -> None:
    """Nothing is posted any more, until it is resumed and has answered a test."""
    async with hall(tmp_path) as here, receiving() as receiver:
        here.desk = replace(here.desk, owner=ANN)
        made = await here.register(receiver.url())
        receiver.script = answer(410)
        await here.reads("a input 50\na output 60")
        await here.carries()
        assert here.state(made.id) == "disabled"
        assert webhooks.retire(here.store, here.plan, here.now) == [made.id]
        assert webhooks.retire(here.store, here.plan, here.now) == []
        (alert,) = _notices(here, ANN)
        assert alert.notice
        assert (alert.notice.ending, alert.notice.endpoint) == ("gone", made.id)
        with pytest.raises(NotDone, match="has come to an end: webhook resume"):
            here.desk.pause(made.id)
        with pytest.raises(NotDone, match="answers 410"):
            await here.desk.resume(made.id, here.now)
        receiver.script = answer()
        await here.desk.resume(made.id, here.now)
        await here.reads("a input 25\na output 60")
        await here.carries()
        assert here.state(made.id) == "verified"
    assert types(receiver)[-2:] == ["webhook.test", "price.cut"]


def _notices(here: Hall, target: Target) -> list[Alert]:
    """What a target is told that is no change of a price."""
    where = [target.channel, target.address]
    sent = here.store.db.query(
        "SELECT alert FROM deliveries WHERE channel = ? AND target = ?", where
    )
    alerts = [here.store.alert(row["alert"]) for row in sent]
    return [alert for alert in alerts if alert.notice]


@looped
async def test_an_address_that_only_fails_for_five_days_is_ended(tmp_path: Path) -> None:
    """The operator hears of one that nobody else registered; a single success begins anew."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        receiver.script = answer(500)
        await here.reads("a input 50\na output 60")
        await here.carries()
        began = here.now
        here.now = began + 5 * DAY - HOUR
        assert webhooks.retire(here.store, here.plan, here.now) == []
        here.now = began + 5 * DAY
        assert webhooks.retire(here.store, here.plan, here.now) == [made.id]
        assert here.state(made.id) == "disabled"
        (alert,) = _notices(here, CONSOLE)
        said = message(alert, Voice())
        assert f"({made.id}) any more: it has done nothing but fail since" in said.headline
        await here.carries()
    assert types(receiver) == ["webhook.test", "price.cut"]


def test_what_is_no_end() -> None:
    """Neither an address that was never verified, nor one that is ended already."""
    made = Registered("ep", "standard", "x", "x", NOW)
    failing = Standing(made, gone=True, failing_since=NOW - 9 * DAY)
    assert webhooks.ending(failing, NOW) is None
    verified = replace(failing, endpoint=replace(made, verified_at=NOW))
    assert webhooks.ending(verified, NOW) == "gone"
    assert webhooks.ending(replace(verified, gone=False), NOW) == "failing"
    ended = replace(verified, endpoint=replace(verified.endpoint, ended="gone"))
    assert webhooks.ending(ended, NOW) is None


@looped
async def test_every_attempt_is_kept_and_can_be_sent_again(tmp_path: Path) -> None:
    """Status, time and the beginning of the answer; a replay keeps the id and the order."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        one = here.store.registered(made.id)
        assert one
        receiver.script = answer(404, b"x" * 2000)
        await here.reads("a input 50\na output 60")
        await here.carries()
        last = here.store.attempts(one)[0]
        assert (last.status, last.said, last.at) == (404, "x" * 1024, here.now)
        with pytest.raises(NotDone, match="still on its way"):
            here.desk.replay(last.delivery, here.now)
        receiver.script = answer()
        here.now += HOUR
        await here.carries()
        await here.reads("a input 25\na output 60")
        await here.carries()
        before = [got.headers["webhook-id"] for got in receiver.got]
        assert here.desk.replay(last.delivery, here.now) == 1
        await here.carries()
        assert here.desk.replay(made.id, here.now) == 0  # nothing has failed for good
        assert here.desk.replay(made.id, here.now, NOW) == 2
        assert here.desk.replay(made.id, here.now, here.now + DAY) == 0
        await here.carries()
    again = [got.headers["webhook-id"] for got in receiver.got][len(before) :]
    assert again == [last.delivery, last.delivery, before[-1]]


@looped
async def test_a_failed_delivery_is_sent_again_with_new_tries(tmp_path: Path) -> None:
    """After nine retries it is given up; a replay begins anew."""
    async with hall(tmp_path) as here, receiving() as receiver:
        made = await here.register(receiver.url())
        receiver.script = answer(500)
        await here.reads("a input 50\na output 60")
        for _ in range(20):
            await here.carries()
            here.now += timedelta(hours=6)
        assert types(receiver) == ["webhook.test", *["price.cut"] * 10]
        receiver.script = answer()
        assert here.desk.replay(made.id, here.now) == 1
        await here.carries()
    assert len({got.headers["webhook-id"] for got in receiver.got[1:]}) == 1
    assert len(receiver.got) == 12


@looped
async def test_a_removed_address_leaves_nothing(tmp_path: Path) -> None:
    """No row, no subscription, no delivery, no attempt."""
    async with hall(tmp_path) as here, receiving(answer(500)) as receiver:
        before = _rows(here.store)
        receiver.script = answer()
        made = await here.register(receiver.url())
        receiver.script = answer(500, b"no")
        await here.reads("a input 50\na output 60")
        await here.carries()
        here.desk.remove(made.id)
        after = _rows(here.store)
        with pytest.raises(NotDone, match="no address is registered as"):
            here.desk.remove(made.id)
    assert before == after


def _rows(store: Store) -> dict[str, int]:
    tables = ("endpoints", "recipients", "subscriptions", "attempts")
    counts = {name: store.db.execute(f"SELECT count(*) FROM {name}") for name in tables}  # noqa: S608
    return {name: row.fetchone()[0] for name, row in counts.items()}


@looped
async def test_an_address_that_does_not_count_yet_has_nothing_to_pause_or_send(
    tmp_path: Path,
) -> None:
    """The sentence says what to do."""
    async with hall(tmp_path) as here, receiving(answer(500)) as receiver:
        made = await here.register(receiver.url())
        for act in (here.desk.pause, lambda name: here.desk.replay(name, NOW)):
            with pytest.raises(NotDone, match="has not answered a test yet: webhook test"):
                act(made.id)


@looped
async def test_nobody_reaches_the_addresses_of_another(tmp_path: Path) -> None:
    """A desk for one recipient knows that recipient's addresses only, and not too many of them."""
    async with hall(tmp_path) as here, receiving() as receiver:
        operators = await here.register(receiver.url())
        here.desk = replace(here.desk, owner=ANN, most=2)
        await here.reads("a input 50\na output 60")
        await here.carries()
        delivery = receiver.got[-1].headers["webhook-id"]
        for act in (here.desk.pause, here.desk.remove):
            with pytest.raises(NotDone, match="no address is registered as"):
                act(operators.id)
        for name in (operators.id, delivery):
            with pytest.raises(NotDone, match="no address is registered as"):
                here.desk.replay(name, here.now)
        for _ in range(2):
            await here.register(receiver.url())
        with pytest.raises(NotDone, match="no more than 2 can be registered here"):
            await here.register(receiver.url())
    assert [one.endpoint.owner for one in here_standings(tmp_path)] == [None, ANN, ANN]


def here_standings(folder: Path) -> list[Standing]:
    """What is registered in the end."""
    with Store(folder / "prices.db") as store:
        return store.standings()

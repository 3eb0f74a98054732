"""Alerts arrive in Telegram as people should see them, whatever Telegram answers meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from inline_snapshot import snapshot
from stand import TOKEN, Person, Stand, faults, telegram, units
from telegram.error import RetryAfter
from telling import CHINESE, ENGLISH, NO_PRICE, NOTHING, NOW, alert, correction, event

from bot import channels
from bot.alerts import Alert
from bot.buttons import Press, press
from bot.channels import BadChannel, Gone, Moved, Parcel, Setup, Undelivered
from bot.channels.telegram import Telegram, connect, manner_of
from bot.chats import Chat
from bot.doubts import doubt
from bot.logs import handler
from bot.outbox import Outbox
from bot.pages import PageRow
from bot.patience import Pace
from bot.planner import posted
from bot.recipients import Reader, Target
from bot.state import Place
from bot.store import Round, Store
from bot.words import Voice

SECOND = timedelta(seconds=1)
BOB = Person(2, "Bob")


class Book(Store):
    """The database as the channel sees it."""

    def endpoint(self, _: str) -> None:
        """No address is registered."""


@dataclass
class Scene:
    """A database, the outbox, the channel, and the people who read it."""

    stand: Stand
    store: Book
    channel: Telegram
    now: datetime = NOW
    rounds: int = field(default=0)

    def tell(self, said: Alert, *addresses: str, digest: bool = False) -> None:
        """Store an alert for some chats, as a round does."""
        self.rounds += 1
        place = Place(said.source, said.vendor)
        sent = [
            posted(said, Target("telegram", address), self.now, digest=digest)
            for address in addresses
        ]
        row = PageRow(said.source, "")
        with self.store.atomic():
            for address in addresses:
                target = Target("telegram", address)
                if self.store.known_reader(target) is None and self.rounds == 1:
                    self.store.keep_reader(target, Reader(), self.now)
            self.store.record(
                Round(place, row, self.now, events=said.events, alerts=(said,), deliveries=sent)
            )

    async def carry(self, later: float = 0) -> int:
        """Deliver what is due some seconds later; how much arrived."""
        self.now += timedelta(seconds=later)
        box = Outbox(self.store, {"telegram": self.channel}, lambda: 0.5, inline)
        return await box.run_once(self.now)

    async def send(self, address: str, *alerts: Alert) -> channels.Arrived:
        """Send alerts past the outbox."""
        return await self.channel.send(Parcel("dl_1", address, alerts))

    async def refused(self, address: str, *alerts: Alert) -> Undelivered:
        """The trouble that sending makes."""
        with pytest.raises(Undelivered) as caught:
            await self.send(address, *(alerts or (alert(event()),)))
        return caught.value

    def states(self) -> list[tuple[str, str, str]]:
        """Address, state and error of every delivery, in their order."""
        rows = self.store.db.query("SELECT target, state, error FROM deliveries ORDER BY rowid")
        return [(row["target"], row["state"], row["error"] or "") for row in rows]


async def inline(work: Callable[[], Any]) -> Any:
    """The store is asked in the loop itself."""
    return work()


def channel_to(stand: Stand, store: Book, voice: Voice = ENGLISH, **more: Any) -> Telegram:
    """The channel as the service makes it, at the stand."""
    options = {"token": TOKEN, "base_url": stand.url} | more
    made = connect(Setup(voice, options, store))
    assert made is not None
    return made


def staged(play: Callable[[Scene], Awaitable[None]]) -> Callable[[], None]:
    """A test with a stand and a database of its own."""

    async def work() -> None:
        with Book(":memory:") as store:
            async with telegram() as stand:
                scene = Scene(stand, store, channel_to(stand, store))
                try:
                    await play(scene)
                finally:
                    await scene.channel.close()

    def test() -> None:
        asyncio.run(work())

    test.__doc__ = play.__doc__
    return test


def long_alert() -> Alert:
    """Twenty launches of models with long names and price lists."""
    listed = [
        {"model": "m", "meter": "input", "amount": "9", "currency": "CNY", "per": "1M tokens"}
        | {"conditions": {"variant": f"{n} {'x' * 60}"}, "free": False}
        for n in range(8)
    ]
    launched = [
        event(n, "model.launched", model=f"model {n}", after=listed, **NO_PRICE)
        for n in range(1, 13)
    ]
    return alert(*launched)


# What people see


@staged
async def test_an_alert(scene: Scene) -> None:
    """Who did what, each price, the comparison, the page, when it was read; two buttons."""
    ann = scene.stand.private(1, started=True)
    scene.tell(alert(event(1), event(2, conditions={"input_max": 32000})), "1")
    assert await scene.carry() == 1
    seen = await ann.hears()
    assert seen.text == snapshot("""\
DeepSeek cuts prices: deepseek-v1 input −50 %, deepseek-v2 input (input ≤ 32k) −50 %

deepseek-v1
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   1/47 of GPT-4-Turbo's input price

deepseek-v2
• input (input ≤ 32k): 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   1/47 of GPT-4-Turbo's input price

DeepSeek's price page
read 2026-08-02 08:00 UTC
1 USD = 7.1 CNY (2025-11-20)\
""")
    assert seen.formed("bold") == [seen.text.splitlines()[0], "deepseek-v1", "deepseek-v2"]
    assert seen.links == {"DeepSeek's price page": "https://api-docs.deepseek.com/pricing?a=1&b=2"}
    assert seen.preview is False
    assert seen.labels == ["Mute DeepSeek", "Looks wrong"]


@staged
async def test_an_alert_in_the_readers_language_and_zone(scene: Scene) -> None:
    """What a chat has chosen counts, whatever the settings say."""
    ann = scene.stand.private(1, started=True)
    reader = Reader(language="zh", timezone="Asia/Shanghai")
    scene.store.keep_reader(Target("telegram", "1"), reader, NOW)
    await scene.send("1", alert(event()))
    seen = await ann.hears()
    assert seen.text == snapshot("""\
深度求索降价：deepseek-v1 输入 −50%

deepseek-v1
• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）
   GPT-4-Turbo 输入价的 1/47

深度求索价格页
读取于 2026-08-02 16:00 UTC+08:00
1 美元 = 7.1 元（2025-11-20）\
""")
    assert seen.labels == snapshot(["不再接收深度求索", "看起来不对"])


@staged
async def test_buttons_say_what_they_are_about(scene: Scene) -> None:
    """The vendor that is muted; the change that is doubted, or the alert to choose from."""
    ann = scene.stand.private(1, started=True)
    for said, doubted in (
        (alert(event(1)), event(1).id),
        (alert(event(2), event(3)), alert(event(2)).id),
    ):
        await scene.send("1", said)
        (row,) = (await ann.hears()).rows
        asked = [press(button.data) for button in row]
        assert asked == [Press("mute", "deepseek"), Press("wrong", doubted)]


@staged
async def test_an_operator_decides_below_the_alert(scene: Scene) -> None:
    """Each held value has its row; of a reader's doubt there is only the evidence to see."""
    bob = scene.stand.private(2, "Bob", started=True)
    held = [
        event(n, "price.quarantined", note=f"q_{n}", reason="a unit slip?", told=False)
        for n in (1, 2)
    ]
    await scene.send("2", alert(*held, audience="operator"))
    seen = await bob.hears("reason: a unit slip?")
    assert seen.labels == snapshot(
        [
            "Approve deepseek-v1 input",
            "Reject",
            "Evidence",
            "Approve deepseek-v2 input",
            "Reject",
            "Evidence",
        ]
    )
    asked = [[press(button.data) for button in row] for row in seen.rows]
    proof = Press("evidence", held[1].id)
    assert asked[1] == [Press("approve", "q_2"), Press("reject", "q_2"), proof]
    _, doubted = doubt(event(3), NOW)
    await scene.send("2", doubted)
    (row,) = (await bob.hears("a reader says")).rows
    assert [press(button.data) for button in row] == [Press("evidence", event(3).id)]
    gone = event(4, "source.broken", **NOTHING, reason="403", told=False)
    await scene.send("2", alert(gone, audience="operator"))
    assert (await bob.hears()).rows == ()


@staged
async def test_a_storm_says_where_the_rest_is(scene: Scene) -> None:
    """The count, the biggest moves, the page, and the command that lists them all."""
    ann = scene.stand.private(1, started=True)
    await scene.send("1", alert(*(event(n, new=n) for n in range(30, 60))))
    seen = await ann.hears("DeepSeek: 30 changes at once")
    assert "All of them: /changes deepseek" in seen.text
    assert seen.formed("bot_command") == ["/changes"]
    assert len(scene.stand.sent()) == 1


@staged
async def test_a_long_alert_is_cut_at_line_ends(scene: Scene) -> None:
    """Every message is one that Telegram takes; the buttons stand under the last."""
    ann = scene.stand.private(1, started=True)
    scene.tell(long_alert(), "1")
    await scene.carry()
    seen = ann.messages
    assert len(seen) == 3
    assert all(2048 < units(one.text) <= 4096 for one in seen[:-1])
    assert [bool(one.rows) for one in seen] == [False, False, True]
    assert all(f"model {n}" in "\n".join(one.text for one in seen) for n in range(1, 13))
    numbers = " ".join(str(one.id) for one in seen)
    receipts = scene.store.receipts(Target("telegram", "1"), event(1).id)
    assert receipts == [f"{numbers} {long_alert().id}"]


@staged
async def test_what_waited_comes_as_a_digest(scene: Scene) -> None:
    """Several alerts are one message; one that was taken back meanwhile is not in it."""
    ann = scene.stand.private(1, started=True)
    wrong = event(1)
    for said in (alert(wrong), alert(event(2, vendor="zhipu")), alert(event(3))):
        scene.tell(said, "1", digest=True)
    scene.tell(alert(correction(wrong)), "1", digest=True)
    assert await scene.carry() == 4
    seen = await ann.hears("2 changes at Zhipu AI, DeepSeek (cut: 2)")
    assert "deepseek-v1" not in seen.text
    assert len(ann.messages) == 1


@staged
async def test_a_digest_of_nothing_is_not_sent(scene: Scene) -> None:
    """A change and its correction leave nothing to say, and are done with."""
    scene.stand.private(1, started=True)
    scene.tell(alert(event(1)), "1", digest=True)
    scene.tell(alert(correction(event(1))), "1", digest=True)
    await scene.carry()
    assert scene.stand.calls == []
    assert {state for _, state, _ in scene.states()} == {"sent"}


# Corrections


@staged
async def test_a_correction_edits_and_answers(scene: Scene) -> None:
    """What was told is struck, with the truth above it; a reply says so to who has read it."""
    ann = scene.stand.private(1, started=True)
    scene.tell(alert(event(1)), "1")
    await scene.carry()
    first = await ann.hears()
    scene.tell(alert(correction(event(1))), "1")
    await scene.carry()
    struck, reply = ann.messages
    assert struck.id == first.id
    assert struck.text == snapshot("""\
Correction: DeepSeek's deepseek-v1 input costs 3 CNY per 1M tokens, not 1.5

DeepSeek cuts prices: deepseek-v1 input −50 %

deepseek-v1
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   1/47 of GPT-4-Turbo's input price

DeepSeek's price page
read 2026-08-02 08:00 UTC
1 USD = 7.1 CNY (2025-11-20)\
""")
    assert struck.formed("strikethrough") == snapshot(
        [
            "DeepSeek cuts prices: deepseek-v1 input −50 %",
            "input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)",
            "1/47 of GPT-4-Turbo's input price",
        ]
    )
    assert struck.labels == ["Mute DeepSeek"]
    assert reply.reply_to == first.id
    assert reply.text == snapshot("""\
Correction: DeepSeek's deepseek-v1 input costs 3 CNY per 1M tokens, not 1.5

deepseek-v1
• input costs 3 CNY per 1M tokens, not 1.5

DeepSeek's price page
read 2026-08-02 08:00 UTC\
""")


@staged
async def test_what_is_still_true_is_not_struck(scene: Scene) -> None:
    """Of several changes only the refuted one is; the next correction keeps the first."""
    ann = scene.stand.private(1, started=True)
    one, other = event(1), event(2)
    scene.tell(alert(one, other, event(3)), "1")
    await scene.carry()
    struck = []
    for number, wrong in ((98, one), (99, other)):
        scene.tell(alert(correction(wrong, number)), "1")
        await scene.carry(later=60)
        struck.append(ann.messages[0].formed("strikethrough"))
    assert [len(lines) for lines in struck] == [2, 4]
    assert ann.messages[0].text.startswith("Correction: DeepSeek's deepseek-v1 input costs 3 CNY")
    assert "Correction: DeepSeek's deepseek-v2 input costs 3 CNY" in ann.messages[0].text
    assert ann.messages[0].labels == ["Mute DeepSeek", "Looks wrong"]


@staged
async def test_a_long_alert_is_corrected_in_its_place(scene: Scene) -> None:
    """All its messages stay, and no further one is made of what the correction takes."""
    ann = scene.stand.private(1, started=True)
    long = long_alert()
    scene.tell(long, "1")
    await scene.carry()
    before = ann.messages
    wrong = long.events[0].model_copy(update={"new": event().old, "meter": "input"})
    scene.tell(alert(correction(wrong)), "1")
    await scene.carry()
    *after, reply = ann.messages
    assert [one.id for one in after] == [one.id for one in before]
    assert after[0].text.startswith("Correction: ")
    assert after[0].formed("strikethrough")
    assert reply.reply_to == before[0].id
    assert [bool(one.rows) for one in after] == [False, False, True]


@staged
async def test_a_correction_of_a_message_that_is_gone(scene: Scene) -> None:
    """Deleted by the reader, or forgotten by us: then it is just said."""
    ann = scene.stand.private(1, started=True)
    for number in (1, 2):
        scene.tell(alert(event(number)), "1")
    await scene.carry()
    scene.stand.world.messages.clear()
    scene.store.db.execute("DELETE FROM alerts WHERE id = ?", (alert(event(2)).id,))
    scene.store._recent.clear()  # noqa: SLF001 - as after a restart
    for number in (1, 2):
        scene.tell(alert(correction(event(number), 90 + number)), "1")
    assert await scene.carry() == 2
    assert [one.reply_to for one in ann.messages] == [None, None]
    assert [one.text[:11] for one in ann.messages] == ["Correction:"] * 2


@staged
async def test_a_correction_is_finished_when_telegram_is_back(scene: Scene) -> None:
    """The edit went through, the reply did not: the next attempt makes up for it, once."""
    ann = scene.stand.private(1, started=True)
    scene.tell(alert(event(1)), "1")
    await scene.carry()
    scene.tell(alert(correction(event(1))), "1")
    scene.stand.fails(faults.bad_gateway())
    assert await scene.carry() == 0
    assert ann.messages[0].edited
    assert await scene.carry(later=60) == 1
    assert len(ann.messages) == 2


# What goes wrong


@staged
async def test_a_chat_that_is_asked_to_wait_waits_alone(scene: Scene) -> None:
    """As long as Telegram says, while others are told."""
    ann, bob = (scene.stand.private(n, started=True) for n in (1, 2))
    scene.tell(alert(event(1)), "1", "2")
    scene.stand.fails(faults.flood(30), chat=1)
    assert await scene.carry() == 1
    assert (len(ann.messages), len(bob.messages)) == (0, 1)
    assert await scene.carry(later=29) == 0
    assert await scene.carry(later=1) == 1
    assert len(ann.messages) == 1


@staged
async def test_chats_refused_one_after_another_mean_the_bot(scene: Scene) -> None:
    """Three within a second; one chat again and again means that chat, with all its topics."""
    times = iter([0, 0.3, 0.6, 0.9, 5.0, 5.5, 6.2, 9, 9, 9, 9, 9])
    scene.channel.clock = lambda: next(times)

    async def refused(*addresses: str) -> list[bool]:
        scene.stand.fails(faults.flood(7), times=len(addresses))
        troubles = [await scene.refused(address) for address in addresses]
        assert {one.retry_after for one in troubles} == {7}
        return [one.everywhere for one in troubles]

    assert await refused("1", "1", "2", "3") == [False, False, False, True]
    assert await refused("4", "5", "6") == [False, False, False]
    assert await refused("-7/1", "-7/2", "-7") == [False, False, False]
    scene.stand.private(8, started=True)
    await scene.send("8", alert(event(1)))
    assert await refused("1", "2") == [False, False]


@staged
async def test_who_blocks_the_bot_is_left_in_peace(scene: Scene) -> None:
    """The recipient is gone at once, with all that was on its way; others are not."""
    ann = scene.stand.private(1, started=True)
    scene.stand.private(2, started=True)
    for number in (1, 2):
        scene.tell(alert(event(number)), "1", "2")
    await ann.blocks()
    assert await scene.carry() == 2
    blocked = "Telegram answers: Forbidden: bot was blocked by the user"
    assert [one for one in scene.states() if one[0] == "1"] == [("1", "failed", blocked)] * 2
    assert scene.store.known_reader(Target("telegram", "1")) is None
    assert scene.store.known_reader(Target("telegram", "2")) == Reader()


@staged
async def test_whoever_is_not_there_is_gone(scene: Scene) -> None:
    """Deleted accounts, groups that threw the bot out, chats that nobody knows."""
    ann = scene.stand.private(1, started=True)
    ann.deactivated = True
    group = scene.stand.group(admins=[BOB])
    await group.removes_bot(BOB)
    for address in ("1", str(group.id), "777"):
        assert isinstance(await scene.refused(address), Gone)


@staged
async def test_a_silenced_bot_is_not_gone(scene: Scene) -> None:
    """The alert is given up, the group keeps what it wanted: its admins may think again."""
    group = scene.stand.group(admins=[BOB])
    await group.mutes_bot(BOB)
    trouble = await scene.refused(str(group.id))
    assert trouble.permanent
    assert not isinstance(trouble, Gone)
    assert "Not enough rights" in str(trouble)


@staged
async def test_a_group_that_becomes_a_supergroup(scene: Scene) -> None:
    """It is told at its new address, with all that was to come, and keeps its settings."""
    group = scene.stand.group()
    for number in (1, 2):
        scene.tell(alert(event(number)), str(group.id))
    old = group.id
    await group.becomes_supergroup(-1001, told=False)
    assert await scene.carry() == 2
    assert len(group.messages) == 2
    assert scene.store.known_reader(Target("telegram", "-1001")) == Reader()
    assert scene.store.known_reader(Target("telegram", str(old))) is None


@staged
async def test_a_topic_of_a_group_that_moves(scene: Scene) -> None:
    """The topic is part of the address, and goes with it."""
    group = scene.stand.group()
    old = group.id
    await group.becomes_supergroup(-1001, told=False)
    trouble = await scene.refused(f"{old}/7")
    assert isinstance(trouble, Moved)
    assert trouble.to == "-1001/7"


@staged
async def test_topics(scene: Scene) -> None:
    """An alert stands in its topic; a topic that was deleted is gone, the others are not."""
    group = scene.stand.group(topics=True)
    prices, news = group.topic("Prices"), group.topic("News")
    address = [Chat(group.id, topic.thread).address for topic in (prices, news)]
    scene.tell(alert(event(1)), *address)
    assert await scene.carry() == 2
    assert (len(prices.messages), len(news.messages)) == (1, 1)
    prices.is_deleted()
    scene.tell(alert(event(2)), *address)
    assert await scene.carry() == 1
    assert scene.states()[2][:2] == (address[0], "failed")
    assert scene.store.known_reader(Target("telegram", address[0])) is None
    assert scene.store.known_reader(Target("telegram", address[1])) == Reader()


@staged
async def test_channels_are_posted_to(scene: Scene) -> None:
    """As an admin who may post."""
    channel = scene.stand.channel(admins=[BOB])
    await channel.admits_bot(BOB)
    await scene.send(str(channel.id), alert(event(1)))
    assert (await channel.hears("DeepSeek cuts prices")).labels == ["Mute DeepSeek", "Looks wrong"]


@pytest.mark.parametrize("fault", [faults.bad_gateway(), faults.cut()])
def test_what_the_network_loses_is_sent_again(fault: faults.Fault) -> None:
    """A bad gateway and a lost connection pass; nothing is given up."""

    @staged
    async def play(scene: Scene) -> None:
        """A failure and a success."""
        ann = scene.stand.private(1, started=True)
        scene.tell(alert(event(1)), "1")
        scene.stand.fails(fault)
        assert await scene.carry() == 0
        assert scene.states()[0][1] == "due"
        assert await scene.carry(later=60) == 1
        assert len(ann.messages) == 1

    play()


@staged
async def test_silence_is_not_waited_for_for_ever(scene: Scene) -> None:
    """Telegram may have sent the message: it comes twice rather than not at all."""
    ann = scene.stand.private(1, started=True)
    scene.channel.door._client.timeout = 0.05  # noqa: SLF001
    scene.stand.fails(faults.silence(late=True))
    trouble = await scene.refused("1")
    assert str(trouble) == "Telegram does not answer in time"
    assert not trouble.permanent
    await scene.send("1", alert(event()))
    assert len(ann.messages) == 2


class Killed(BaseException):
    """The process ends here."""


def stopping(at: int, error: BaseException) -> pytest.MonkeyPatch:
    """The channel fails instead of sending its message of that number, until that is undone."""
    patch, sent, calls = pytest.MonkeyPatch(), Telegram._message, count(1)  # noqa: SLF001

    async def message(channel: Telegram, *what: Any) -> int:
        if next(calls) == at:
            raise error
        return await sent(channel, *what)

    patch.setattr(Telegram, "_message", message)
    return patch


@staged
async def test_a_long_alert_goes_on_where_it_stopped(scene: Scene) -> None:
    """What has arrived of it is not sent again by the next attempt."""
    ann = scene.stand.private(1, started=True)
    scene.tell(long_alert(), "1")
    patch = stopping(2, RetryAfter(5))
    assert await scene.carry() == 0
    assert len(ann.messages) == 1
    assert await scene.carry(later=5) == 1
    patch.undo()
    assert len(ann.messages) == 3
    numbers = " ".join(str(one.id) for one in ann.messages)
    receipts = scene.store.receipts(Target("telegram", "1"), event(1).id)
    assert receipts == [f"{numbers} {long_alert().id}"]


@staged
async def test_a_restart_begins_the_alert_in_flight_anew(scene: Scene) -> None:
    """A process that ends between two messages of an alert repeats that alert and no other."""
    ann = scene.stand.private(1, started=True)
    for said in (alert(event(90)), long_alert()):
        scene.tell(said, "1")
    patch, first = stopping(3, Killed()), scene.channel
    with pytest.raises(Killed):
        await scene.carry()
    patch.undo()
    scene.channel = channel_to(scene.stand, scene.store)
    await scene.carry()
    await first.close()
    begins = [one.text.splitlines()[0] for one in ann.messages]
    assert len(begins) == 5
    assert begins[1] == begins[2]
    assert len(set(begins)) == 4


@staged
async def test_few_unfinished_alerts_are_remembered(scene: Scene) -> None:
    """The oldest begins anew rather than that memory grows without end."""
    ann = scene.stand.private(1, started=True)
    with pytest.MonkeyPatch.context() as small:
        small.setattr("bot.channels.telegram.BEGUN", 1)
        for name in ("dl_1", "dl_2"):
            patch = stopping(2, RetryAfter(5))
            with pytest.raises(Undelivered):
                await scene.channel.send(Parcel(name, "1", (long_alert(),)))
            patch.undo()
    for name, sent in (("dl_2", 2), ("dl_1", 3)):
        arrived = await scene.channel.send(Parcel(name, "1", (long_alert(),)))
        assert arrived.messages == sent
    assert len(ann.messages) == 7


@staged
async def test_what_telegram_cannot_read_is_sent_without_forms(scene: Scene) -> None:
    """Better a plain alert than none; what fails twice is given up."""
    ann = scene.stand.private(1, started=True)
    unreadable = faults.Fault(status=400, words="Bad Request: can't parse entities: oh")
    scene.stand.fails(unreadable)
    await scene.send("1", alert(event(1, model="a<b")))
    seen = await ann.hears("a<b")
    assert seen.formed("bold") == []
    assert seen.labels == ["Mute DeepSeek", "Looks wrong"]
    scene.stand.fails(unreadable, times=2)
    assert (await scene.refused("1")).permanent


@staged
async def test_another_refusal_is_for_good(scene: Scene) -> None:
    """What Telegram calls a bad request is never tried blindly again."""
    scene.stand.private(1, started=True)
    scene.stand.fails(faults.Fault(status=400, words="Bad Request: button_data_invalid"))
    trouble = await scene.refused("1")
    assert (trouble.permanent, str(trouble)) == (True, "Telegram answers: Button_data_invalid")
    scene.stand.fails(faults.conflict())
    assert not (await scene.refused("1")).permanent


def test_a_refused_token_is_said_once_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is lost by it, everything waits; the log names the setting, and no secret."""

    @staged
    async def play(scene: Scene) -> None:
        """A token that was revoked, and mended."""
        ann = scene.stand.private(1, started=True)
        scene.stand.token = "1:other"
        for _ in range(2):
            trouble = await scene.refused("1")
            assert str(trouble) == "Telegram refuses telegram.token"
            assert (trouble.permanent, trouble.everywhere) == (False, True)
            assert trouble.retry_after is not None
        scene.stand.token = TOKEN
        await scene.send("1", alert(event()))
        assert len(ann.messages) == 1

    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        play()
    ours = [one for one in caplog.records if one.name == "pricewar.telegram"]
    assert [one.levelname for one in ours] == ["ERROR"]
    shown = handler()
    assert all(TOKEN not in shown.format(one) for one in caplog.records)
    assert any(TOKEN in one.getMessage() for one in caplog.records), "else this proves nothing"


# How it is set up


def test_without_a_token_there_is_no_telegram() -> None:
    """The settings decide; what is wrong with them is said without the token."""
    assert "telegram" not in channels.connect(ENGLISH, {"telegram": {"token": None}})
    with pytest.raises(BadChannel, match=r"^telegram\.broadcast_rate: ") as caught:
        channels.connect(ENGLISH, {"telegram": {"token": TOKEN, "broadcast_rate": "fast"}})
    assert TOKEN not in str(caught.value)


@staged
async def test_more_than_thirty_a_second_are_paid_for(scene: Scene) -> None:
    """Only then Telegram is told that the bot pays."""
    scene.stand.private(1, started=True)
    paying = channel_to(scene.stand, scene.store, broadcast_rate=100)
    try:
        for channel in (scene.channel, paying):
            await channel.send(Parcel("dl_1", "1", (alert(event()),)))
    finally:
        await paying.close()
    assert ["allow_paid_broadcast" in call for call in scene.stand.sent()] == [False, True]


def test_the_pace() -> None:
    """30 a second overall, one a second a chat, 20 a minute a group with all its topics."""
    pace = Pace(manner_of(30).limits)
    for number in range(1, 31):
        pace.took(str(number), NOW)
    assert pace.free("99", NOW) == NOW + SECOND
    pace = Pace(manner_of(30).limits)
    pace.took("1", NOW)
    assert (pace.free("1", NOW), pace.free("2", NOW)) == (NOW + SECOND, NOW)
    at = NOW
    for n in range(20):
        address = f"-5/{n}"
        at = pace.free(address, at)
        pace.took(address, at)
    assert at == NOW + 19 * SECOND
    assert pace.free("-5", at) == NOW + 60 * SECOND
    assert pace.free("6", at) == at


@staged
async def test_every_message_counts(scene: Scene) -> None:
    """A split alert, and a correction with its edit, say how many messages they were."""
    scene.stand.private(1, started=True)
    assert (await scene.send("1", long_alert())).messages == 3
    scene.tell(alert(event(1)), "1")
    await scene.carry()
    assert (await scene.send("1", alert(correction(event(1))))).messages == 2


def test_chinese_is_spoken_where_the_settings_say_so() -> None:
    """To chats that have not chosen."""

    async def work() -> None:
        with Book(":memory:") as store:
            async with telegram() as stand:
                ann = stand.private(1, started=True)
                channel = channel_to(stand, store, CHINESE)
                await channel.send(Parcel("dl_1", "1", (alert(event()),)))
                await channel.close()
                await ann.hears("深度求索降价")

    asyncio.run(work())


@staged
async def test_few_letters_are_kept(scene: Scene) -> None:
    """An alert is composed once for all who read alike, and memory does not grow without end."""
    scene.stand.private(1, started=True)
    with pytest.MonkeyPatch.context() as small:
        small.setattr("bot.channels.telegram.LETTERS", 2)
        for number in (1, 1, 2, 3):
            await scene.send("1", alert(event(number)))
        assert len(scene.channel._letters) == 1  # noqa: SLF001
    first, again, *_ = (call["text"] for call in scene.stand.sent())
    assert first == again

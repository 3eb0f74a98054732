"""The buttons under alerts: no more of a vendor, this looks wrong; and what operators decide."""

import asyncio
from datetime import timedelta

from chatting import staged
from inline_snapshot import snapshot
from stand import Person, Private, Stand, faults
from stand.chats import Chat
from talking import OPERATOR, deliver, rules, screen, shows, talking

from bot.store import Store

BOB = Person(2, "Bob")


BEFORE = "pro input 100\npro output 50\nlite input 10"
CHEAPER = "pro input 60\npro output 50\nlite input 10"
BOTH_CHEAPER = "pro input 60\npro output 40\nlite input 10"


@staged
async def test_a_vendor_is_muted_and_heard_again(stand: Stand) -> None:
    """One press mutes it here, the same button takes it back."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe cut")
            await ann.hears()
            await ann.says("/subscribe deepseek free")
            await ann.hears()
            await shows(store, BEFORE, CHEAPER)
            await deliver(stand, store)
            alert = await ann.hears("DeepSeek cuts prices")
            assert alert.labels == snapshot(["Mute DeepSeek", "Looks wrong"])
            assert (await ann.presses(alert.labels[0])).text == snapshot(
                "DeepSeek is muted in 2 subscriptions."
            )
            assert rules(store, 1) == ["cut -deepseek", "deepseek free -deepseek"]
            await ann.hears()
            assert (await ann.presses("↩ Hear DeepSeek again")).text == snapshot(
                "DeepSeek is heard again."
            )
            assert rules(store, 1) == ["cut", "deepseek free"]
            assert (await ann.hears()).labels == alert.labels


@staged
async def test_in_a_group_only_admins_mute(stand: Stand) -> None:
    """Everybody may doubt."""
    cat = Person(3, "Cat", "zh")
    group = stand.group(admins=[BOB], members=[cat])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.says("/subscribe cut", by=BOB)
            await group.hears()
            await shows(store, BEFORE, CHEAPER)
            await deliver(stand, store)
            mute, wrong = (await group.hears("DeepSeek cuts prices")).labels
            assert (await group.presses(mute, cat)).text.startswith("Only admins")
            assert (await group.presses(wrong, cat)).text == snapshot(
                "Thank you! Somebody will look at it."
            )
            await group.presses(mute, BOB)
        assert rules(store, group.id) == ["cut -deepseek"]


@staged
async def test_a_doubt_reaches_the_operator_once(stand: Stand) -> None:
    """With its evidence; whoever doubts the same later is thanked too."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    boss = stand.private(OPERATOR, started=True)
    with Store(":memory:") as store:
        async with talking(stand, store) as talk:
            for person in (ann, ben):
                await person.says("/subscribe cut")
                await person.hears()
            await shows(store, BEFORE, CHEAPER)
            await deliver(stand, store)
            _, wrong = (await ann.hears("DeepSeek cuts prices")).labels
            assert (await ann.presses(wrong)).text == snapshot(
                "Thank you! Somebody will look at it."
            )
            await asyncio.wait_for(talk.woken.wait(), 5)
            assert (await ann.presses(wrong)).text == snapshot(
                "Thank you! It is being looked at already."
            )
            _, wrong = (await ben.hears("深度求索降价")).labels
            assert (await ben.presses(wrong)).text == snapshot("谢谢！已经有人在核实了。")
            await deliver(stand, store, timedelta(hours=4))
            assert screen(await boss.hears("Held for a person")) == snapshot("""\
Held for a person to look at: DeepSeek's
pro input −40 %

pro
• input: 100 → 60 CNY per 1M tokens (−40
%, ×0.6)
   pricewar evidence ev_3f7fd666322e77c1b68c
   reason: a reader says that this looks wrong: ev_3f7fd666322e77c1b68c

DeepSeek's price page
read 2026-11-23 13:00 UTC

[Evidence]
""")
            assert await pressed(boss, "evidence:ev_none") == "This button is too old."
            await boss.presses("Evidence")
            assert screen(await boss.hears()) == snapshot("""\
old: 2026-11-23 12:30 UTC
https://lines.example/prices.md
• … pro input 100 pro output 50 lite
input 10 …
new: 2026-11-23 13:00 UTC
https://lines.example/prices.md
• … pro input 60 pro output 50 lite
input 10 …
""")
        assert len(boss.messages) == 2


@staged
async def test_of_several_changes_one_is_doubted(stand: Stand) -> None:
    """The person says which of them looks wrong."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe cut")
            await ann.hears()
            await shows(store, BEFORE, BOTH_CHEAPER)
            await deliver(stand, store)
            _, wrong = (await ann.hears("DeepSeek cuts prices")).labels
            await ann.presses(wrong)
            which = await ann.hears()
            assert screen(which) == snapshot("""\
Which of it looks wrong?

[DeepSeek cuts prices: pro input −40 %]
[DeepSeek cuts prices: pro output −20 %]
""")
            assert (await ann.presses(which.labels[1])).text == snapshot(
                "Thank you! Somebody will look at it."
            )
        doubted = [event for event in store.events() if event.type == "price.quarantined"]
        assert [event.meter for event in doubted] == ["output"]


@staged
async def test_only_what_was_told_here_is_doubted_here(stand: Stand) -> None:
    """A made-up button, or one carried from another chat, reaches nobody."""
    ann, eve = stand.private(1), stand.private(5)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe cut")
            await ann.hears()
            await eve.says("/start")
            await eve.hears()
            await shows(store, BEFORE, BOTH_CHEAPER)
            (event, _) = (one for one in store.events() if one.type == "price.cut")
            for data in (
                *(f"wrong:{event.id}", f"wrong:{event.alert}", "wrong:ev_none", "wrong:al_none"),
                *("mute:nobody", "h:nobody", "what:ever", "", "d:none:x", "s:none:p", "l:0@-1x"),
            ):
                toast = await pressed(eve, data)
                assert toast in {"This button is too old.", over(data)}
            for data in ("approve:x", "reject:x", f"evidence:{event.id}"):
                assert await pressed(eve, data) == snapshot("Only operators can do that.")
        assert not [one for one in store.events() if one.type == "price.quarantined"]


def over(data: str) -> str:
    """What is said of a dialogue that is none."""
    return "This has been decided already. /subscribe begins anew." if data[:1] == "d" else ""


async def pressed(place: Private, data: str) -> str:
    """Send what no button of ours says."""
    return (await Chat._press(place, place.messages[-1], data, place.person)).text  # noqa: SLF001


# Operators


@staged
async def test_operators_decide_what_is_held(stand: Stand) -> None:
    """Approve, reject, think again; the button that counts has the tick."""
    boss = stand.private(OPERATOR)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await boss.says("/start")
            await boss.hears()
            await shows(store, "pro input 1000", "pro input 1")
            await deliver(stand, store)
            alert = await boss.hears("Held for a person")
            assert alert.labels == snapshot(["Approve pro input", "Reject", "Evidence"])
            approve, reject, evidence = alert.labels
            assert (await boss.presses(approve)).text == snapshot(
                "Approved: it is told with the next round."
            )
            assert (await boss.hears()).labels == snapshot(
                ["✓ Approve pro input", "Reject", "Evidence"]
            )
            assert [one.decision for one in store.held()] == ["approved"]
            assert (await boss.presses(reject)).text == snapshot(
                "Rejected: the price that was known stays."
            )
            assert (await boss.hears()).labels[1].startswith("✓")
            assert [one.decision for one in store.held()] == ["rejected"]
            await boss.presses(evidence)
            assert "pro input 1000" in (await boss.hears()).text
            await shows(store, "pro input 1000")
            toast = await boss.presses(approve)
            assert (toast.text, toast.alert) == (snapshot("This is not held any more."), True)


@staged
async def test_operators_see_how_things_are(stand: Stand) -> None:
    """Sources, deliveries, failing recipients, who is there; nobody else learns that it exists."""
    ann, boss = stand.private(1), stand.private(OPERATOR)
    ben, chinese = stand.private(2), stand.private(OPERATOR + 1, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store, operators=[OPERATOR, OPERATOR + 1]):
            assert "admin" not in boss.menu
            await boss.says("/start")
            await boss.hears()
            await boss.says("/admin")
            assert screen(await boss.hears()) == snapshot("""\
Sources: 0 of 0 pages are read

Recipients
• telegram: 1 here, 0 gone; 0
subscriptions, 0 paused

Held: 0
""")
            for person in (ann, ben):
                await person.says("/subscribe deepseek cut")
                await person.hears()
            await ben.says("/mute 9d")
            await ben.hears()
            await shows(store, BEFORE, CHEAPER)
            stand.fails(faults.bad_gateway(), times=1, chat=1)
            await deliver(stand, store)
            await shows(store, "nothing of the kind")
            await boss.says("/admin")
            assert screen(await boss.hears("Failing")) == snapshot("""\
Sources: 0 of 1 pages are read
• deepseek: since 2026-11-23 12:30 UTC:
not a price (nothing of the kind)

Deliveries of 24 hours
• telegram: 0 due, 3 waiting, 0 failed,
0 sent

Failing
• telegram 1: since 2026-11-23 15:00
UTC: Telegram answers: Bad Gateway

Recipients
• telegram: 3 here, 0 gone; 2
subscriptions, 0 paused

Held: 0
""")
            await chinese.says("/admin")
            assert screen(await chinese.hears()) == snapshot("""\
来源：1 个页面中 0 个正常
• deepseek：自 2026-11-23 12:30 UTC：not a
price (nothing of the kind)

投递（24 小时）
• telegram：到期 0，等待 3，失败 0，已发 0

投递失败
• telegram 1：自 2026-11-23 15:00
UTC：Telegram answers: Bad Gateway

接收者
• telegram：在 3，离开 0；订阅 2，暂停 0

待确认：0
""")
            await ann.says("/admin")
            assert "admin" in boss.menu
            assert (await ann.hears("know")).text == snapshot(
                "I do not know that command; /help lists those I know."
            )

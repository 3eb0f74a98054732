"""Groups, topics and channels; who may change things there; and how chats go and come back."""

import asyncio

from chatting import logged, staged
from inline_snapshot import snapshot
from stand import Person, Stand, faults
from stand.chats import Chat
from talking import deliver, listeners, press, priced, rules, screen, shows, talking

from bot.recipients import Target
from bot.store import Store

BOB = Person(2, "Bob")
CAT = Person(3, "Cat", "zh-hans")


@staged
async def test_in_a_group_admins_change_and_all_may_ask(stand: Stand) -> None:
    """Members see what is told and cannot touch it, by command or by button."""
    group = stand.group(admins=[BOB], members=[CAT])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.says("/subscribe deepseek cut", by=CAT)
            assert (await group.hears()).text == snapshot(
                "只有本群管理员才能更改这项设置；查询对所有人开放。"
            )
            await group.says("/subscribe deepseek cut", by=BOB)
            await group.hears("You will be told")
            await group.says("/subscribe zhipu free", by=group.unnamed)
            await group.hears("You will be told")
            await group.says("/subscriptions", by=CAT)
            assert screen(await group.hears()) == snapshot("""\
What I tell here

1. You will be told at once when a model of DeepSeek gets cheaper by 2 % or
more.

2. You will be told at once when a model of Zhipu becomes free.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[⏸ 1][✎ 1][🗑 1][🔔 1]
[⏸ 2][✎ 2][🗑 2][🔔 2]
""")
            for label in ("⏸ 1", "✎ 1", "🗑 1", "🔔 1"):
                toast = await group.presses(label, CAT)
                assert (toast.text, toast.alert) == (
                    snapshot(
                        "Only admins of this group can change that. Everybody may ask: /help"
                    ),
                    True,
                )
            await press(group, "🗑 1", by=BOB)
        assert rules(store, group.id) == ["zhipu free"]
        assert store.reader(Target("telegram", str(group.id))).title == "Watchers"


@staged
async def test_a_group_that_lets_the_bot_in_is_greeted(stand: Stand) -> None:
    """In the language of the person who did it, with the one button; members cannot press it."""
    group = stand.group(admins=[CAT], members=[BOB])
    await group.removes_bot(CAT)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.adds_bot(CAT)
            assert screen(await group.hears()) == snapshot("""\
大家好！大模型厂商降价或免费时，我会告诉本群。谁都可以问我（/help）；通知什
么由管理员决定，按一下按钮就行。

[所有降价和免费模型]
""")
            assert (await group.presses("所有降价和免费模型", BOB)).text == snapshot(
                "Only admins of this group can change that. Everybody may ask: /help"
            )
            assert screen(await press(group, "所有降价和免费模型", by=CAT)) == snapshot("""\
任何模型降价 2% 及以上或转为免费时，会立即通知你。

小幅变动会累计；预告的价格和新的计费方式不论幅度都会通知。价格页一整天读不到时，
也会告诉你。

还没有记录任何价格，因此无法估计会有多少消息。

[✎ 修改][🔔 测试]
""")
        assert rules(store, group.id) == ["cut free"]


@staged
async def test_a_group_that_removes_the_bot_hears_nothing(stand: Stand) -> None:
    """At once; and who lets it in again finds everything after /start."""
    group = stand.group(admins=[BOB])
    with Store(":memory:") as store:
        async with talking(stand, store):
            for rule in ("deepseek cut", "zhipu free"):
                await group.says(f"/subscribe {rule}", by=BOB)
                await group.hears()
            await group.says("/language zh", by=BOB)
            await group.hears()
            await group.removes_bot(BOB)
            await group.adds_bot(BOB)
            await group.hears("大家好")
            assert listeners(store) == []
            await group.says("/start", by=BOB)
            assert screen(await group.hears()) == snapshot("欢迎回来！你的 2 项订阅已恢复。\n")
        assert len(listeners(store)) == 2


@staged
async def test_who_blocks_the_bot_comes_back_with_start(stand: Stand) -> None:
    """Subscriptions are silent from the block on, and active again after /start."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe deepseek cut")
            await ann.hears()
            await ann.blocks()
            await ann.unblocks()
            await ann.says("/subscriptions")
            await ann.hears()
            assert listeners(store) == []
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot(
                "Welcome back! Your subscription is active again.\n"
            )
            assert len(listeners(store)) == 1
            await ann.says("/stop")
            await ann.hears()
            await press(ann, "Yes, delete")
            await ann.says("/start")
            await ann.hears("Hello!")
            await ann.blocks()
            await ann.unblocks()
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot("""\
Welcome back! /subscribe lets you choose what I tell you.

[All cuts and free models]
""")


@staged
async def test_stop_deletes_all_that_is_known(stand: Stand) -> None:
    """After a question; nothing of the chat is left in any table."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            for person in (ann, ben):
                await person.says("/subscribe deepseek cut")
                await person.hears()
            await ann.says("/subscribe")
            await ann.hears()
            await ann.says("/stop")
            assert screen(await ann.hears()) == snapshot("""\
Delete all that I know of this chat? Subscriptions (1), language, hours: it
cannot be undone.

[Yes, delete][No, keep]
""")
            assert screen(await press(ann, "No, keep")) == snapshot("Everything stays as it is.\n")
            assert rules(store, 1) == ["deepseek cut"]
            await ann.says("/stop")
            await ann.hears()
            assert screen(await press(ann, "Yes, delete")) == snapshot(
                "Done: I know nothing of this chat any more. /start begins anew.\n"
            )
            await ben.says("/stop")
            assert screen(await ben.hears()) == snapshot("""\
删除我所知道的关于这个聊天的一切？包括订阅（1 项）、语言和时段，无法恢复。

[是，删除][不，保留]
""")
            assert screen(await press(ben, "是，删除")) == snapshot(
                "好了，关于这个聊天我什么都不知道了。/start 可以重新开始。\n"
            )
        for table in ("recipients", "subscriptions", "drafts", "deliveries"):
            assert store.db[table].count == 0


@staged
async def test_a_topic_has_subscriptions_of_its_own(stand: Stand) -> None:
    """What is subscribed in a topic is told there; its habits are its own."""
    group = stand.group(topics=True, admins=[BOB])
    prices, news = group.topic("Prices"), group.topic("News")
    with Store(":memory:") as store:
        async with talking(stand, store, most=2):
            await prices.says("/subscribe deepseek cut", by=BOB)
            first = await prices.hears("You will be told")
            assert first.thread == prices.thread
            await news.says("/subscribe", by=BOB)
            await news.hears()
            await press(group, *("Next ›", "Next ›", "10 %", "At once"), by=BOB)
            await news.says("/language zh", by=BOB)
            await news.hears()
            await news.says("/subscriptions", by=BOB)
            await news.hears("我会在这里通知")
            await group.says("/subscribe free", by=BOB)
            assert (await group.hears("There are 2")).thread is None
            await group.presses("🔔 Test", BOB)
        assert rules(store, f"{group.id}/{prices.thread}") == ["deepseek cut"]
        assert rules(store, f"{group.id}/{news.thread}") == ["10%"]
        assert rules(store, group.id) == []
        store.leave_chat(Target("telegram", str(group.id)))
        assert listeners(store) == []


@staged
async def test_a_group_becomes_a_supergroup(stand: Stand) -> None:
    """Subscriptions, habits and an open dialogue go with it, though it is said twice."""
    group = stand.group(admins=[BOB])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.says("/subscribe deepseek cut", by=BOB)
            await group.hears()
            await group.says("/language zh", by=BOB)
            await group.hears()
            old = group.id
            await group.becomes_supergroup(-1009999)
            await group.says("/subscriptions", by=BOB)
            await group.hears("我会在这里通知")
        assert rules(store, -1009999) == ["deepseek cut"]
        assert store.places(Target("telegram", str(old))) == []


# Channels


@staged
async def test_a_channel_is_subscribed_from_a_private_chat(stand: Stand) -> None:
    """By an admin of it, with the bot as an admin who may post; every command takes its name."""
    ann = stand.private(1)
    channel = stand.channel("Price news", admins=[ann.person], username="pricenews")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe @pricenews deepseek cut")
            assert screen(await ann.hears()) == snapshot(
                "I can find no channel @pricenews, or I am no admin of it.\n"
            )
            await channel.admits_bot(BOB, posts=False)
            await ann.says("/subscribe @pricenews deepseek cut")
            assert screen(await ann.hears("make me")) == snapshot(
                "First make me an admin of @pricenews who may post there.\n"
            )
            await channel.admits_bot(BOB)
            await ann.says("/subscribe @pricenews deepseek cut")
            assert screen(await ann.hears("You will")) == snapshot("""\
Price news: You will be told at once when a model of DeepSeek gets cheaper by
2 % or more.

Small moves add up; announced prices and new terms count whatever their size.
When a price page cannot be read for a day, you hear that too.

No prices are recorded yet, so nobody can say how often that will be.

[✎ Change][🔔 Test]
""")
            await ann.says("/language @pricenews zh")
            await ann.hears()
            await ann.says(f"/subscriptions {channel.id}")
            assert screen(await ann.hears("Price news")) == snapshot("""\
Price news: What I tell here

1. You will be told at once when a model of DeepSeek gets cheaper by 2 % or
more.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[⏸ 1][✎ 1][🗑 1][🔔 1]
""")
            await press(ann, "✎ 1", "Next ›", "Next ›", "30 %", "At once")
            assert rules(store, channel.id) == ["deepseek cut 30%"]
            await ann.says("/unsubscribe @pricenews 1")
            await ann.hears("Ended.")
        assert (rules(store, channel.id), rules(store, 1)) == ([], [])


@staged
async def test_a_channel_is_its_admins_only(stand: Stand) -> None:
    """Neither by name nor by number nor by a button does anybody else speak for it."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    channel = stand.channel("Price news", admins=[ann.person], username="pricenews")
    await channel.admits_bot(ann.person)
    group = stand.group(admins=[ann.person])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ben.says("/subscribe @pricenews deepseek cut")
            assert screen(await ben.hears()) == snapshot("只有 @pricenews 的管理员可以这样做。\n")
            await ben.says("/subscribe @nowhere deepseek cut")
            assert screen(await ben.hears()) == snapshot(
                "找不到频道 @nowhere，或者我还不是它的管理员。\n"
            )
            await group.says("/subscribe @pricenews deepseek cut", by=ann.person)
            assert screen(await group.hears()) == snapshot("Write me that in our private chat.\n")
            await ann.says("/subscribe @pricenews deepseek cut")
            await ann.hears("You will")
            channel.leaves(ann.person)
            assert (await ann.presses("✎ Change")).text == snapshot(
                "Only an admin of Price news can do that."
            )
        assert rules(store, channel.id) == ["deepseek cut"]


@staged
async def test_a_channel_that_lets_the_bot_in(stand: Stand) -> None:
    """Whoever does that is asked in private what it is to tell; no name is needed."""
    cat = stand.private(3, language="zh")
    secret = stand.channel("Secret", admins=[cat.person])
    await cat.says("/start")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await cat.hears()
            await secret.admits_bot(cat.person)
            assert screen(await cat.hears()).replace(str(secret.id), "-100…") == snapshot("""\
我可以在 Secret 发消息了。要通知什么？按一下按钮就行；或者
/subscribe -100… deepseek cut
20%

[所有降价和免费模型]
""")
            assert screen(await press(cat, "所有降价和免费模型")) == snapshot("""\
Secret：任何模型降价 2% 及以上或转为免费时，会立即通知你。

小幅变动会累计；预告的价格和新的计费方式不论幅度都会通知。价格页一整天读不到时，
也会告诉你。

还没有记录任何价格，因此无法估计会有多少消息。

[✎ 修改][🔔 测试]
""")
            assert rules(store, secret.id) == ["cut free"]
            await secret.removes_bot(cat.person)
            await cat.says("/help")
            await cat.hears()
        assert listeners(store) == []


@staged
async def test_a_stranger_who_lets_the_bot_into_a_channel(stand: Stand) -> None:
    """The bot may not write to who never wrote to it, and lets it be."""
    ann = stand.private(1)
    channel = stand.channel(admins=[BOB])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await channel.admits_bot(BOB)
            await ann.says("/help")
            await ann.hears()


@staged
async def test_a_test_for_a_channel_that_refuses(stand: Stand) -> None:
    """The person sees why it did not arrive."""
    ann = stand.private(1)
    channel = stand.channel("Price news", admins=[ann.person], username="pricenews")
    await channel.admits_bot(ann.person)
    with Store(":memory:") as store:
        await asyncio.to_thread(priced, store)
        async with talking(stand, store):
            await ann.says("/subscribe @pricenews deepseek cut")
            await ann.hears("You will")
            await ann.presses("🔔 Test")
            await channel.hears("Only a test")
            stand.fails(
                faults.Fault(status=403, words="Forbidden: not enough rights"), chat=channel.id
            )
            toast = await ann.presses("🔔 Test")
            assert (toast.text, toast.alert) == (
                snapshot("Telegram answers: Forbidden: not enough rights"),
                True,
            )


# What Telegram does not do


@staged
async def test_a_message_that_is_gone(stand: Stand) -> None:
    """Where a message cannot be changed any more, its answer is a new one."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            first = await ann.hears()
            del stand.world.messages[first.chat, first.id]
            await ann.presses("DeepSeek", on=first)
            assert "a model of DeepSeek" in (await ann.hears()).text


@staged
async def test_a_press_that_comes_late(stand: Stand) -> None:
    """A query that Telegram has forgotten is done all the same."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/start")
            await ann.hears()
            stale = "Bad Request: query is too old and response timeout expired"
            stand.fails(faults.Fault(status=400, words=stale, late=True), "answerCallbackQuery")
            await ann.presses("All cuts and free models")
            await ann.hears("You will be told")
        assert rules(store, 1) == ["cut free"]


@staged
async def test_alerts_in_a_channel_have_buttons(stand: Stand) -> None:
    """Its admins mute a vendor there, and nobody else."""
    ann = stand.private(1)
    channel = stand.channel("Price news", admins=[ann.person], username="pricenews")
    await channel.admits_bot(ann.person)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe @pricenews cut")
            await ann.hears("You will")
            await shows(store, "pro input 100", "pro input 60")
            await deliver(stand, store)
            mute, _ = (await channel.hears("DeepSeek cuts prices")).labels
            toast = await channel.presses(mute, CAT)
            assert (toast.text, toast.alert) == (
                snapshot("Only an admin of Price news can do that."),
                True,
            )
            assert (await channel.presses(mute, ann.person)).text == "DeepSeek is muted."
        assert rules(store, channel.id) == ["cut -deepseek"]


@staged
async def test_a_button_of_another_topic(stand: Stand) -> None:
    """It is about the topic whose it is, wherever in the group it is pressed."""
    group = stand.group(topics=True, admins=[BOB])
    prices = group.topic("Prices")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await prices.says("/subscribe deepseek cut", by=BOB)
            await prices.hears("You will be told")
            await group.says("/help", by=BOB)
            here = await group.hears("What I can do")
            place = Target("telegram", f"{group.id}/{prices.thread}")
            (one,) = store.subscriptions(place)
            await Chat._press(group, here, f"s:{one.id}:p", BOB)  # noqa: SLF001
            await group.hears("Paused")
        assert rules(store, place.address) == ["deepseek cut paused"]


@staged
async def test_a_press_that_fails(stand: Stand) -> None:
    """The person is told, and the button comes to rest."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        with logged() as log:
            async with talking(stand, store):
                await ann.says("/start")
                await ann.hears()
                store.db.execute("DROP TABLE subscriptions")
                toast = await ann.presses("All cuts and free models")
        assert (toast.text, toast.alert) == (
            snapshot("Something went wrong on my side. The operator can see it in the log."),
            True,
        )
    assert "OperationalError while answering" in log.getvalue()

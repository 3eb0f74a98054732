"""The subscriptions of a chat: shown, paused, changed, ended, tried out."""

import asyncio

from chatting import staged
from inline_snapshot import snapshot
from stand import Private, Stand
from talking import press, priced, rules, screen, talking

from bot.chat.listing import PAGE
from bot.chat.rules import LONGEST
from bot.recipients import Subscribed, Target
from bot.store import Store
from bot.subscriptions import KINDS, Subscription, written
from bot.words.parts import LONGEST as MESSAGE
from bot.words.parts import units


async def subscribe(person: Private, *rules: str) -> None:
    """Subscribe in one line each."""
    for rule in rules:
        await person.says(f"/subscribe {rule}")
        await person.hears()


@staged
async def test_the_list_and_its_buttons(stand: Stand) -> None:
    """Each is a sentence, and can be paused, resumed, changed and ended in place."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscriptions")
            assert screen(await ann.hears()) == snapshot(
                "There are no subscriptions here. /subscribe makes one.\n"
            )
            await subscribe(ann, "deepseek cut 20%", "free daily")
            await ann.says("/subscriptions")
            assert screen(await ann.hears()) == snapshot("""\
What I tell here

1. You will be told at once when a model of DeepSeek gets cheaper by 20 % or
more.

2. You will be told in the daily digest when any model becomes free.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[⏸ 1][✎ 1][🗑 1][🔔 1]
[⏸ 2][✎ 2][🗑 2][🔔 2]
""")
            assert screen(await press(ann, "⏸ 1")) == snapshot("""\
What I tell here

1. You will be told at once when a model
of DeepSeek gets cheaper by 20 % or
more. ⏸ Paused.

2. You will be told in the daily digest when any model becomes free.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[▶ 1][✎ 1][🗑 1][🔔 1]
[⏸ 2][✎ 2][🗑 2][🔔 2]
""")
            assert rules(store, 1) == ["deepseek cut 20% paused", "free digest"]
            await press(ann, "▶ 1")
            assert rules(store, 1) == ["deepseek cut 20%", "free digest"]
            assert screen(await press(ann, "🗑 2")) == snapshot("""\
Ended. To have it again: /subscribe free digest

What I tell here

1. You will be told at once when a model of DeepSeek gets cheaper by 20 % or
more.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[⏸ 1][✎ 1][🗑 1][🔔 1]
""")
            assert screen(await press(ann, "🗑 1")) == snapshot("""\
Ended. To have it again: /subscribe deepseek cut 20%

There are no subscriptions here. /subscribe makes one.
""")
        assert rules(store, 1) == []


@staged
async def test_the_list_in_chinese(stand: Stand) -> None:
    """The same in Chinese."""
    ann = stand.private(1, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "智谱 降价", "免费 每日")
            await ann.says("/subscriptions")
            await ann.hears()
            assert screen(await press(ann, "⏸ 2")) == snapshot("""\
我会在这里通知

1. 智谱的模型降价 2% 及以上时，会立即通知你。

2. 任何模型转为免费时，会在每日摘要里告诉你。 ⏸ 已暂停。

⏸ 暂停  ▶ 恢复  ✎ 修改  🗑 结束  🔔 测试

[⏸ 1][✎ 1][🗑 1][🔔 1]
[▶ 2][✎ 2][🗑 2][🔔 2]
""")
            assert screen(await press(ann, "🗑 1", "🗑 1")) == snapshot("""\
已结束。想恢复时：/subscribe free digest

这里没有订阅。发送 /subscribe 新建一项。
""")


@staged
async def test_a_subscription_is_changed_step_by_step(stand: Stand) -> None:
    """The dialogue begins with what is there, and puts the new one in its place."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "deepseek glm-* cut 20%")
            name = store.subscriptions(Target("telegram", "1"))[0].id
            first = await press(ann, "✎ Change")
            assert "a model of DeepSeek or one like glm-*" in first.text
            await press(ann, "Next ›", "Free", "Next ›", "Next ›", "Daily digest")
        (one,) = store.subscriptions(Target("telegram", "1"))
        assert (one.id, rules(store, 1)) == (name, ["deepseek glm-* cut free 20% digest"])


@staged
async def test_what_ended_meanwhile_is_made_anew(stand: Stand) -> None:
    """Who ends a subscription while changing it gets what was chosen, and no error."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "deepseek cut")
            dialogue = await press(ann, "✎ Change")
            await ann.says("/unsubscribe 1")
            await ann.hears("Ended.")
            await press(ann, *("Next ›", "Next ›", "5 %", "At once"), message=dialogue)
        assert rules(store, 1) == ["deepseek cut 5%"]


@staged
async def test_old_buttons_do_nothing(stand: Stand) -> None:
    """A list that stands further up may be out of date; forged data is refused the same way."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "deepseek cut")
            await ann.says("/subscriptions")
            old = await ann.hears()
            await press(ann, "🗑 1")
            for label in ("⏸ 1", "✎ 1", "🗑 1", "🔔 1"):
                assert (await ann.presses(label, on=old)).text == snapshot(
                    "This button is too old."
                )


@staged
async def test_many_subscriptions_have_pages(stand: Stand) -> None:
    """A message holds a few; arrows turn to the others."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, *(f"gpt-{n}* cut" for n in range(6)))
            await ann.says("/subscriptions")
            assert (await ann.hears()).labels[-3:] == ["‹", "1/2", "›"]
            assert screen(await press(ann, "›")) == snapshot("""\
What I tell here

5. You will be told at once when a model like gpt-4* gets cheaper by 2 % or
more.

6. You will be told at once when a model like gpt-5* gets cheaper by 2 % or
more.

⏸ pause  ▶ resume  ✎ change  🗑 end  🔔
test

[⏸ 5][✎ 5][🗑 5][🔔 5]
[⏸ 6][✎ 6][🗑 6][🔔 6]
[‹][2/2][›]
""")
            assert (await press(ann, "⏸ 6")).text.count("Paused") == 1
            assert (await press(ann, "▶ 6", "›")).labels[0] == "⏸ 1"


@staged
async def test_the_longest_list_fits(stand: Stand) -> None:
    """Rules as long as they may be stay below what a message holds."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/start")
            await ann.hears()
            vendors = frozenset(("aliyun", "tencent", "volcengine", "moonshot", "siliconflow"))
            models = tuple(f"model-{n:03}-*" for n in range(LONGEST // 12))
            longest = Subscription(vendors, models, frozenset(KINDS), without=vendors)
            for n in range(PAGE):
                store.subscribe(Subscribed(f"s_{n}", Target("telegram", "1"), written(longest), 0))
            await ann.says("/subscriptions")
            assert units((await ann.hears("model-000")).text) < MESSAGE


@staged
async def test_unsubscribing(stand: Stand) -> None:
    """By number, by rule, by button, or all at once, which is asked first."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "deepseek cut", "zhipu", "openai free", "google")
            await ann.says("/unsubscribe 2")
            assert screen(await ann.hears()) == snapshot(
                "Ended. To have it again: /subscribe zhipu\n"
            )
            await ann.says("/unsubscribe openai free")
            await ann.hears("Ended.")
            assert rules(store, 1) == ["deepseek cut", "google"]
            for nothing in ("7", "xai", "0", "?"):
                await ann.says(f"/unsubscribe {nothing}")
                assert screen(await ann.hears()).startswith(
                    f"There is no subscription {nothing} here"
                )
            await ann.says("/unsubscribe")
            assert (await ann.hears()).labels[-1] == "🗑 End all"
            assert screen(await press(ann, "🗑 End all")) == snapshot("""\
End all 2 subscriptions?

[Yes, end][No, keep]
""")
            assert screen(await press(ann, "No, keep")) == snapshot("Everything stays as it is.\n")
            await ann.says("/unsubscribe all")
            await ann.hears()
            assert screen(await press(ann, "Yes, end")) == snapshot(
                "It is done: I tell you nothing any more. /subscribe begins anew.\n"
            )
            assert rules(store, 1) == []
            await ann.says("/unsubscribe")
            assert screen(await ann.hears()) == snapshot(
                "There are no subscriptions here. /subscribe makes one.\n"
            )


@staged
async def test_unsubscribing_in_chinese(stand: Stand) -> None:
    """The only one there is is asked for too."""
    ann = stand.private(1, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "智谱 降价")
            await ann.says("/unsubscribe 3")
            assert screen(await ann.hears()) == snapshot(
                "这里没有订阅 3；/subscriptions 列出全部。\n"
            )
            await ann.says("/unsubscribe")
            assert screen(await ann.hears()) == snapshot("""\
结束你的订阅？

[是，结束][不，保留]
""")
            assert screen(await press(ann, "是，结束")) == snapshot(
                "好了，我不再通知任何消息。/subscribe 可以重新开始。\n"
            )
            await ann.says("/unsubscribe 全部")
            assert screen(await ann.hears()) == snapshot(
                "这里没有订阅。发送 /subscribe 新建一项。\n"
            )


@staged
async def test_a_test_looks_like_an_alert(stand: Stand) -> None:
    """In the very words of alerts, with a real price, and marked as what it is."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await subscribe(ann, "deepseek cut")
            toast = await ann.presses("🔔 Test")
            assert (toast.text, toast.alert) == (
                snapshot("No price is known yet that it could be shown with."),
                True,
            )
            await asyncio.to_thread(priced, store)
            assert (await ann.presses("🔔 Test")).text == snapshot("Sent.")
            assert screen(await ann.hears("Only a test")) == snapshot("""\
🔔 Only a test. Nothing has changed; this
is how it looks when something does.

DeepSeek cuts prices: pro input −50 %

pro
• input: 100 → 50 CNY per 1M tokens (−50
%, 1/2)

DeepSeek's price page
read 2026-11-23 12:00 UTC
""")
        assert store.events() == []


@staged
async def test_a_test_shows_what_was_subscribed(stand: Stand) -> None:
    """A rise, a free model, a new one; another model where there is none of its own yet."""
    ann, told = stand.private(1), []
    with Store(":memory:") as store:
        await asyncio.to_thread(priced, store)
        async with talking(stand, store):
            for rule in ("rise", "free", "launch pro*", "unheard-of-* rise 5%", "model.renamed"):
                await subscribe(ann, rule)
                await ann.presses("🔔 Test")
                told.append((await ann.hears("Only a test")).text.splitlines()[2])
    assert told == snapshot(
        [
            "DeepSeek raises prices: pro input +100 %",
            "DeepSeek makes pro input free",
            "DeepSeek launches pro",
            "DeepSeek raises prices: pro input +100 %",
            "DeepSeek cuts prices: pro input −50 %",
        ]
    )

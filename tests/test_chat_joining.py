"""How people come to be told: one press, one line, or step by step."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from chatting import staged
from inline_snapshot import snapshot
from stand import Person, Stand
from talking import press, recorded, rules, screen, talking
from wrapping import wrapped

from bot.store import Store

BOB = Person(2, "Bob")


@staged
async def test_one_press_is_enough(stand: Stand) -> None:
    """/start offers one button, and it works at once."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot("""\
Hello! I read the price pages of LLM vendors and tell you when something gets
cheaper or free.

One button is enough; /subscribe lets you choose, /help shows the rest.

[All cuts and free models]
""")
            assert screen(await press(ann, "All cuts and free models")) == snapshot("""\
You will be told at once when any model gets cheaper by 2 % or more or becomes
free.

Small moves add up; announced prices and new terms count whatever their size.
When a price page cannot be read for a day, you hear that too.

No prices are recorded yet, so nobody can say how often that will be.

[✎ Change][🔔 Test]
""")
            assert rules(store, 1) == ["cut free"]
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot(
                "I am here. /subscriptions shows what I tell you, /help what else I can do.\n"
            )


@staged
async def test_one_press_is_enough_in_chinese(stand: Stand) -> None:
    """All of it in the language of the person's client."""
    ann = stand.private(1, language="zh-hans")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot("""\
你好！我读取各家大模型厂商的价格页，降价或免费时告诉你。

按一下按钮就行；/subscribe 可以自己选择，/help 有更多说明。

[所有降价和免费模型]
""")
            assert screen(await press(ann, "所有降价和免费模型")) == snapshot("""\
任何模型降价 2% 及以上或转为免费时，会立即通知你。

小幅变动会累计；预告的价格和新的计费方式不论幅度都会通知。价格页一整天读不到时，
也会告诉你。

还没有记录任何价格，因此无法估计会有多少消息。

[✎ 修改][🔔 测试]
""")
            await ann.says("/start")
            assert screen(await ann.hears()) == snapshot(
                "我在。/subscriptions 查看我会通知什么，/help 查看其他功能。\n"
            )


@staged
async def test_a_rule_in_one_line(stand: Stand) -> None:
    """What is not understood is named, with the nearest word and an example."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe deepsek glm-* cut free 20%")
            assert screen(await ann.hears()) == snapshot("""\
deepsek is neither a vendor, a model such as glm-*, a kind (cut, free, rise,
launch, all) nor a percentage.
Did you mean deepseek?
For example: /subscribe deepseek glm-* cut free 20%
""")
            await ann.says("/subscribe deepseek cut 20")
            assert screen(await ann.hears()) == snapshot("""\
20: a percentage is below 100 and has its sign, such as 20%.
For example: /subscribe deepseek glm-* cut free 20%
""")
            await ann.says("/subscribe deepseek glm-* cut free 20%")
            assert screen(await ann.hears()) == snapshot("""\
You will be told at once when a model of DeepSeek or one like glm-* gets
cheaper by 20 % or more or becomes free.

Small moves add up; announced prices and new terms count whatever their size.
When a price page cannot be read for a day, you hear that too.

No prices are recorded yet, so nobody can say how often that will be.

[✎ Change][🔔 Test]
""")
            await ben.says("/subscribe 智谱 降价 二十")
            assert screen(await ben.hears()) == snapshot("""\
二十 既不是厂商，也不是模型（如
glm-*）、类别（降价、免费、涨价、上新、全部）或百分比。
例如：/subscribe deepseek glm-* 降价 免费 20%
""")
            await ben.says("/subscribe 智谱 降价20% 每日")
            assert screen(await ben.hears()) == snapshot("""\
智谱的模型降价 20% 及以上时，会在每日摘要里告诉你。

小幅变动会累计；预告的价格和新的计费方式不论幅度都会通知。价格页一整天读不到时，
也会告诉你。

还没有记录任何价格，因此无法估计会有多少消息。

[✎ 修改][🔔 测试]
""")
        assert rules(store, 1) == ["deepseek glm-* cut free 20%"]
        assert rules(store, 2) == ["zhipu cut 20% digest"]


@staged
async def test_the_dialogue_to_its_end(stand: Stand) -> None:
    """Four questions in one message, which ends as the sentence."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            first = await ann.hears()
            assert screen(first) == snapshot("""\
1/4 · Whose prices?

Single models are chosen in one line: /subscribe glm-* cut free 20%

So far: You will be told at once when any model gets cheaper or dearer by 2 %
or more, becomes free, is launched, withdrawn or renamed, or changes its terms
in any other way.

[Alibaba Cloud][Anthropic]
[Baidu][DeepSeek]
[Google][MiniMax]
[Mistral AI][Moonshot AI]
[OpenAI][SiliconFlow]
[‹][1/2][›]
[✓ All vendors]
[Cancel][Next ›]
""")
            assert screen(await press(ann, "DeepSeek", "›", "Zhipu")) == snapshot("""\
1/4 · Whose prices?

Single models are chosen in one line: /subscribe glm-* cut free 20%

So far: You will be told at once when a model of DeepSeek or Zhipu gets
cheaper or dearer by 2 % or more, becomes free, is launched, withdrawn or
renamed, or changes its terms in any other way.

[Tencent Cloud][Volcengine]
[xAI][✓ Zhipu]
[‹][2/2][›]
[All vendors]
[Cancel][Next ›]
""")
            assert screen(
                await press(ann, "Next ›", "✓ Dearer", "✓ New and withdrawn models")
            ) == snapshot("""\
2/4 · What do you want to hear of?

So far: You will be told at once when a model of DeepSeek or Zhipu gets
cheaper by 2 % or more or becomes free.

[✓ Cheaper][✓ Free]
[Dearer][New and withdrawn models]
[Everything]
[‹ Back][Cancel][Next ›]
""")
            assert screen(await press(ann, "Next ›")) == snapshot("""\
3/4 · From which change on?

So far: You will be told at once when a model of DeepSeek or Zhipu gets
cheaper by 2 % or more or becomes free.

[Any][✓ 2 %][5 %][10 %]
[20 %][30 %][50 %]
[‹ Back][Cancel][Next ›]
""")
            assert screen(await press(ann, "20 %")) == snapshot("""\
4/4 · At once, or once a day?

So far: You will be told at once when a model of DeepSeek or Zhipu gets
cheaper by 20 % or more or becomes free.

[At once][Daily digest]
[‹ Back][Cancel]
""")
            last = await press(ann, "Daily digest")
            assert screen(last) == snapshot("""\
You will be told in the daily digest when a model of DeepSeek or Zhipu gets
cheaper by 20 % or more or becomes free.

Small moves add up; announced prices and new terms count whatever their size.
When a price page cannot be read for a day, you hear that too.

No prices are recorded yet, so nobody can say how often that will be.

[✎ Change][🔔 Test]
""")
        assert last.id == first.id
        assert rules(store, 1) == ["deepseek zhipu cut free 20% digest"]


@staged
async def test_the_dialogue_in_chinese(stand: Stand) -> None:
    """The same four questions."""
    ann = stand.private(1, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            asked = [await ann.hears()]
            labels = ("深度求索", "下一步 ›", "✓ 涨价", "下一步 ›", "10%", "立即")
            asked += [await press(ann, label) for label in labels]
    questions = [one for one in asked if one.rows and "/4" in one.text]
    assert "\n".join(map(screen, [*questions[-5::2], asked[-1]])) == snapshot("""\
1/4 · 关注哪些厂商？

只关注个别模型时，写成一行：/subscribe glm-* 降价 免费 20%

目前：深度求索的模型降价或涨价 2%
及以上、转为免费、上线、下线、更名或计费方式有其他调整时，会立即通知你。

[阿里云百炼][Anthropic]
[百度][✓ 深度求索]
[谷歌][稀宇科技]
[Mistral AI][月之暗面]
[OpenAI][硅基流动]
[‹][1/2][›]
[所有厂商]
[取消][下一步 ›]

2/4 · 想知道哪些变化？

目前：深度求索的模型降价 2%
及以上、转为免费或上线、下线、更名时，会立即通知你。

[✓ 降价][✓ 免费]
[涨价][✓ 模型上线与下线]
[全部]
[‹ 上一步][取消][下一步 ›]

4/4 · 立即通知，还是每天一次？

目前：深度求索的模型降价 10%
及以上、转为免费或上线、下线、更名时，会立即通知你。

[立即][每日摘要]
[‹ 上一步][取消]

深度求索的模型降价 10% 及以上、转为免费或上线、下线、更名时，会立即通知你。

小幅变动会累计；预告的价格和新的计费方式不论幅度都会通知。价格页一整天读不到时，
也会告诉你。

还没有记录任何价格，因此无法估计会有多少消息。

[✎ 修改][🔔 测试]
""")


@staged
async def test_a_restart_in_the_middle(stand: Stand) -> None:
    """The dialogue goes on where it was."""
    ann = stand.private(1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prices.db"
        with Store(path) as store:
            async with talking(stand, store):
                await ann.says("/subscribe")
                await ann.hears()
                await press(ann, "DeepSeek", "Next ›", "✓ Dearer")
        with Store(path) as store:
            async with talking(stand, store):
                await press(ann, "✓ New and withdrawn models", "Next ›", "5 %", "At once")
            assert rules(store, 1) == ["deepseek cut free 5%"]


@staged
async def test_quick_presses_all_count(stand: Stand) -> None:
    """Who presses faster than the message is redrawn loses nothing; twice does no harm."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            first = await ann.hears()
            for label in ("DeepSeek", "OpenAI", "DeepSeek"):
                await ann.presses(label, on=first)
            await ann.hears("DeepSeek or OpenAI")
            await press(ann, "Next ›", "Next ›", "5 %", "At once")
        assert rules(store, 1) == ["deepseek openai 5%"]


@staged
async def test_the_last_kind_stays(stand: Stand) -> None:
    """A subscription to nothing cannot be made."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            await ann.hears()
            await press(ann, "Next ›", "✓ Cheaper", "✓ Dearer", "✓ New and withdrawn models")
            assert (await ann.presses("✓ Free")).text == snapshot("One of them has to stay.")


@staged
async def test_a_dialogue_can_be_left(stand: Stand) -> None:
    """Nothing is kept, and its buttons say so afterwards."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe")
            first = await ann.hears()
            assert screen(await press(ann, "DeepSeek", "Cancel")) == snapshot(
                "Cancelled; everything is as it was.\n"
            )
            assert (await ann.presses("OpenAI", on=first)).text == snapshot(
                "This has been decided already. /subscribe begins anew."
            )
        assert rules(store, 1) == []


@staged
async def test_two_people_choose_at_the_same_time(stand: Stand) -> None:
    """In a group each has a message of their own, and nobody turns at another's."""
    ann = stand.private(1)
    group = stand.group(admins=[ann.person, BOB])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.says("/subscribe", by=ann.person)
            hers = await group.hears()
            await group.says("/subscribe", by=BOB)
            his = await group.hears()
            assert (await group.presses("DeepSeek", BOB, on=hers)).text == snapshot(
                "Somebody else is choosing here. /subscribe begins your own."
            )
            hers = await press(group, "DeepSeek", by=ann.person, message=hers)
            his = await press(group, "OpenAI", "Next ›", by=BOB, message=his)
            await press(
                group, *("Next ›", "Next ›", "10 %", "At once"), by=ann.person, message=hers
            )
            await press(group, "Next ›", "10 %", "At once", by=BOB, message=his)
        assert sorted(rules(store, group.id)) == ["deepseek 10%", "openai 10%"]


@staged
async def test_an_unnamed_admin_chooses(stand: Stand) -> None:
    """Who writes as the group has a name when pressing; any admin goes on."""
    group = stand.group(admins=[BOB], members=[Person(3, "Cat")])
    with Store(":memory:") as store:
        async with talking(stand, store):
            await group.says("/subscribe", by=group.unnamed)
            await group.hears()
            assert (await group.presses("DeepSeek", Person(3, "Cat"))).text == snapshot(
                "Only admins of this group can change that. Everybody may ask: /help"
            )
            await press(group, "DeepSeek", "Next ›", "Next ›", "10 %", "At once", by=BOB)
        assert rules(store, group.id) == ["deepseek 10%"]


@staged
async def test_so_many_subscriptions_and_no_more(stand: Stand) -> None:
    """A polite sentence, however one asks; what is there already may be asked for again."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store, most=2):
            await ann.says("/start")
            await ann.hears()
            await ann.says("/subscribe")
            await ann.hears()
            await ann.says("/subscribe deepseek")
            await ann.hears()
            await ann.says("/subscribe zhipu")
            await ann.hears()
            await ann.says("/subscribe openai")
            full = (await ann.hears()).text
            assert wrapped(full + "\n") == snapshot(
                """\
There are 2 subscriptions here, and more are not possible. /unsubscribe makes
room.
"""
            )
            await ann.says("/subscribe")
            assert (await ann.hears()).text == full
            await press(ann, "Next ›", "Next ›", "10 %")
            toast = await ann.presses("At once")
            assert (toast.text, toast.alert) == (full, True)
            toast = await ann.presses("All cuts and free models")
            assert (toast.text, toast.alert) == (full, True)
            await ann.says("/subscribe zhipu")
            assert (await ann.hears()).text.startswith("You have that subscription already.")
        assert rules(store, 1) == ["deepseek", "zhipu"]


@staged
async def test_who_wants_a_digest_gets_what_is_new_in_it(stand: Stand) -> None:
    """After /digest everything comes together, also what is subscribed later."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/digest 9am")
            await ann.says("/subscribe zhipu free")
            await ann.hears("You will be told in the daily digest")
        assert rules(store, 1) == ["zhipu free digest"]


@staged
async def test_rules_without_end_are_refused(stand: Stand) -> None:
    """A rule has to fit into a message."""
    ann = stand.private(1, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await ann.says("/subscribe " + "x-* " * 100)
            assert (await ann.hears()).text == snapshot("一项订阅写不下这么多，请分成几项。")


@staged
async def test_what_was_recorded_is_counted(stand: Stand) -> None:
    """How often it would have been comes out of the change log, off the event loop."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        await asyncio.to_thread(recorded, store)
        async with talking(stand, store):
            await ann.says("/subscribe pro* cut")
            assert wrapped((await ann.hears()).text.splitlines()[-1] + "\n") == snapshot(
                """\
Prices are recorded since Nov 3, 2026 only; since then that would have been 2
messages.
"""
            )
            await ann.says("/subscribe pro* cut 30% digest")
            assert wrapped((await ann.hears()).text.splitlines()[-1] + "\n") == snapshot(
                """\
Prices are recorded since Nov 3, 2026 only; since then that would have been
one message.
"""
            )

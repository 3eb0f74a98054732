"""When and how a chat is told: mute, quiet hours, digest, language, time zone, currency."""

import asyncio
from datetime import timedelta

from chatting import staged
from inline_snapshot import snapshot
from stand import Private, Stand
from stand.world import NOW
from talking import page, press, rules, screen, talking

from bot.recipients import Target
from bot.store import Store

ANN = Target("telegram", "1")


async def answers(person: Private, *texts: str) -> str:
    """What each of these is answered, one after the other."""
    found = []
    for text in texts:
        await person.says(text)
        found.append(f"{text}\n{screen(await person.hears())}")
    return "\n".join(found)


@staged
async def test_mute(stand: Stand) -> None:
    """For a while, in one's own time zone; off again; what is not understood is said."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            await answers(ann, "/timezone Berlin")
            assert await answers(ann, "/mute", "/mute 8h", "/mute", "/mute a lot") == snapshot("""\
/mute
For how long? /mute 8h or /mute 2d

/mute 8h
You hear nothing until 2026-11-23 21:00 UTC+01:00; what happens meanwhile is
told then. /mute off ends it.

/mute
Now: You hear nothing until 2026-11-23 21:00 UTC+01:00; what happens meanwhile
is told then. /mute off ends it.
For how long? /mute 8h or /mute 2d

/mute a lot
I do not understand a lot. For how long? /mute 8h or /mute 2d
""")
            assert store.reader(ANN).muted_until == NOW + timedelta(hours=8)
            assert await answers(ann, "/mute off", "/mute") == snapshot("""\
/mute off
You are told again.

/mute
For how long? /mute 8h or /mute 2d
""")
            assert store.reader(ANN).muted_until is None
            said = await answers(ben, "/mute", "/mute 2天", "/mute", "/mute 很久", "/mute 关")
            assert said == snapshot("""\
/mute
静音多久？/mute 8h 或 /mute 2天

/mute 2天
2026-11-25 12:00 UTC
之前不再通知；其间发生的事届时再告诉你。/mute off 可以取消。

/mute
目前：2026-11-25 12:00 UTC
之前不再通知；其间发生的事届时再告诉你。/mute off 可以取消。
静音多久？/mute 8h 或 /mute 2天

/mute 很久
看不懂 很久。静音多久？/mute 8h 或 /mute 2天

/mute 关
已恢复通知。
""")


@staged
async def test_quiet_hours(stand: Stand) -> None:
    """Across midnight; free models may break through."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            said = await answers(
                ann,
                *("/quiet", "/quiet 23:00-08:00", "/quiet", "/quiet 23:00-08:00 free"),
                *("/quiet at night", "/quiet off", "/quiet"),
            )
            assert said == snapshot("""\
/quiet
From when to when? /quiet 23:00-08:00; with free behind it, models that become
free are told all the same.

/quiet 23:00-08:00
You hear nothing between 23:00 and 08:00 (UTC); what happens then is told
after. /quiet off ends it.

/quiet
Now: You hear nothing between 23:00 and 08:00 (UTC); what happens then is told
after. /quiet off ends it.
From when to when? /quiet 23:00-08:00; with free behind it, models that become
free are told all the same.

/quiet 23:00-08:00 free
You hear nothing between 23:00 and 08:00 (UTC), but of models that become
free; what else happens then is told after. /quiet off ends it.

/quiet at night
I do not understand at night. From when to when? /quiet 23:00-08:00; with free
behind it, models that become free are told all the same.

/quiet off
There are no quiet hours.

/quiet
From when to when? /quiet 23:00-08:00; with free behind it, models that become
free are told all the same.
""")
            said = await answers(
                ben,
                "/quiet",
                "/quiet 23点到8点",
                "/quiet 23:00-08:00 免费",
                "/quiet 晚上",
                "/quiet 关",
            )
            assert said == snapshot("""\
/quiet
从几点到几点？/quiet 23:00-08:00；后面加上
免费，模型转为免费时照常通知。

/quiet 23点到8点
每天 23:00 至
08:00（UTC）不通知；其间发生的事之后再告诉你。/quiet off
可以取消。

/quiet 23:00-08:00 免费
每天 23:00 至 08:00（UTC）不通知，但模型转为免费时照常通知；其他
的事之后再告诉你。/quiet off 可以取消。

/quiet 晚上
看不懂 晚上。从几点到几点？/quiet 23:00-08:00；后面加上
免费，模型转为免费时照常通知。

/quiet 关
没有免打扰时段。
""")


@staged
async def test_digest(stand: Stand) -> None:
    """Everything that is subscribed comes once a day, or at once again."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            assert await answers(ann, "/digest", "/digest 09:00") == snapshot("""\
/digest
Now: You are told at once.
At what time? /digest 09:00

/digest 09:00
Everything comes together once a day, at 09:00 (UTC). /digest off ends it.
There is nothing to tell yet: /subscribe begins.
""")
            await answers(ann, "/digest off", "/subscribe deepseek", "/subscribe zhipu daily")
            said = await answers(ann, "/digest", "/digest 7:30pm", "/digest", "/digest soon")
            assert said == snapshot("""\
/digest
Now: Everything comes together once a day, at 09:00 (UTC). /digest off ends
it.
At what time? /digest 09:00

/digest 7:30pm
Everything comes together once a day, at 19:30 (UTC). /digest off ends it.

/digest
Now: Everything comes together once a day, at 19:30 (UTC). /digest off ends
it.
At what time? /digest 09:00

/digest soon
I do not understand soon. At what time? /digest 09:00
""")
            assert rules(store, 1) == ["deepseek digest", "zhipu digest"]
            assert await answers(ann, "/digest off", "/digest") == snapshot("""\
/digest off
You are told at once.

/digest
Now: You are told at once.
At what time? /digest 09:00
""")
            assert rules(store, 1) == ["deepseek", "zhipu"]
            await answers(ben, "/subscribe 智谱")
            assert await answers(ben, "/digest", "/digest 早上9点", "/digest 关") == snapshot("""\
/digest
目前：有变化立即通知。
几点发送？/digest 09:00

/digest 早上9点
所有消息每天合并一次，09:00 发送（UTC）。/digest off
可以取消。

/digest 关
有变化立即通知。
""")


@staged
async def test_language(stand: Stand) -> None:
    """By command or by button, and the answer is in it."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            assert await answers(ann, "/language", "/language klingon") == snapshot("""\
/language
Which language?

[✓ English][中文]

/language klingon
Which language?

[✓ English][中文]
""")
            assert screen(await press(ann, "中文")) == snapshot("从现在起我在这里说中文。\n")
            assert await answers(ann, "/language", "/language english") == snapshot("""\
/language
用哪种语言？

[English][✓ 中文]

/language english
I speak English here now.
""")
        assert store.reader(ANN).language == "en"


@staged
async def test_timezone(stand: Stand) -> None:
    """Names, offsets, cities; a near miss is suggested; the answer says what time it is there."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            said = await answers(
                ann,
                *("/timezone", "/timezone Beijing", "/timezone UTC+5:30", "/timezone -3"),
                *("/timezone nowhere", "/timezone Bejing"),
            )
            assert said == snapshot("""\
/timezone
Times are those of UTC now, where it is 2026-11-23 12:00 UTC. Which city or
time zone? /timezone Berlin, /timezone +8

[Asia/Shanghai][Asia/Tokyo]
[Asia/Singapore][Europe/London]
[Europe/Berlin][America/New_York]
[America/Los_Angeles][UTC]

/timezone Beijing
Times are those of Asia/Shanghai now, where it is 2026-11-23 20:00 UTC+08:00.

/timezone UTC+5:30
Times are those of Asia/Kolkata now, where it is 2026-11-23 17:30 UTC+05:30.

/timezone -3
Times are those of UTC-3 now, where it is 2026-11-23 09:00 UTC-03:00.

/timezone nowhere
I know no time zone nowhere. Which city or time zone? /timezone Berlin,
/timezone +8

/timezone Bejing
I know no time zone Bejing. Did you mean Asia/Shanghai?

[Asia/Shanghai]
""")
            assert screen(await press(ann, "Asia/Shanghai")) == snapshot(
                "Times are those of Asia/Shanghai now, where it is 2026-11-23 20:00 UTC+08:00.\n"
            )
            assert store.reader(ANN).timezone == "Asia/Shanghai"
            said = await answers(ben, "/timezone", "/timezone 伦敦", "/timezone 火星")
            assert said == snapshot("""\
/timezone
现在使用 UTC 的时间，那里是 2026-11-23 12:00
UTC。哪个城市或时区？/timezone 北京、/timezone +8

[Asia/Shanghai][Asia/Tokyo]
[Asia/Singapore][Europe/London]
[Europe/Berlin][America/New_York]
[America/Los_Angeles][UTC]

/timezone 伦敦
现在使用 Europe/London 的时间，那里是 2026-11-23
12:00 UTC。

/timezone 火星
没有时区叫 火星。哪个城市或时区？/timezone 北京、/timezone
+8
""")


@staged
async def test_currency(stand: Stand) -> None:
    """One that there is a rate of; the vendor's own price stays first."""
    ann, ben = stand.private(1), stand.private(2, language="zh")
    with Store(":memory:") as store:
        async with talking(stand, store):
            said = await answers(ann, "/currency", "/currency yuan", "/currency yen")
            assert said == snapshot("""\
/currency
Which currency do you want to see beside the vendor's own?

[USD][CNY][✓ As usual]

/currency yuan
Beside the vendor's own price you see CNY now.

/currency yen
I know no exchange rate of yen; there are USD, CNY.
""")
            assert store.reader(ANN).currency == "CNY"
            assert await answers(ann, "/currency") == snapshot("""\
/currency
Which currency do you want to see beside the vendor's own?

[USD][✓ CNY][As usual]
""")
            assert screen(await press(ann, "USD")) == snapshot(
                "Beside the vendor's own price you see USD now.\n"
            )
            assert await answers(ann, "/currency off") == snapshot("""\
/currency off
Beside the vendor's own price you see {currency}, as usual.
""")
            assert store.reader(ANN).currency is None
            said = await answers(ben, "/currency", "/currency 美元", "/currency 日元")
            assert said == snapshot("""\
/currency
除厂商标价外，想同时看到哪种货币？

[USD][CNY][✓ 照常]

/currency 美元
除厂商标价外，同时显示折合的美元。

/currency 日元
没有 日元 的汇率；可以用 USD，CNY。
""")


@staged
async def test_words_of_people_are_no_markup(stand: Stand) -> None:
    """Whatever is typed comes back as it was typed."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        async with talking(stand, store):
            await answers(ann, "/subscribe deepseek")
            for command in ("mute", "quiet", "digest", "timezone", "currency", "unsubscribe"):
                await ann.says(f"/{command} <b>&amp;")
                assert "<b>&amp;" in (await ann.hears()).text
            await ann.says("/subscribe <b>*&amp;*")
            assert "like <b>*&amp or * gets" in (await ann.hears()).text
    assert not [one for one in stand.world.refused if "can't parse" in one]


def moves(store: Store, price: int) -> None:
    """The page shows another price, and that is told."""
    world = page(store)
    world.now = NOW + timedelta(minutes=price)
    world.settle(f"pro input {price}")


def due(store: Store, hours: float) -> int:
    """How many alerts are due for Ann so many hours from now."""
    found, _ = store.turn([], NOW + timedelta(hours=hours), {"telegram": 9})
    return sum(len(one.alerts) for one in found)


@staged
async def test_what_waits_follows_the_new_habits(stand: Stand) -> None:
    """A mute that ends early tells at once what waited; a later one holds it back."""
    ann = stand.private(1)
    with Store(":memory:") as store:
        await asyncio.to_thread(moves, store, 1)
        async with talking(stand, store):
            await answers(ann, "/subscribe deepseek", "/mute 8h")
            await asyncio.to_thread(moves, store, 2)
            assert (due(store, 2), due(store, 9)) == (0, 1)
            await answers(ann, "/mute 3d")
            assert (due(store, 9), due(store, 73)) == (0, 1)
            await answers(ann, "/mute off")
            assert due(store, 1) == 1
            await answers(ann, "/digest 15:00")
            assert (due(store, 2), due(store, 3)) == (0, 1)
            await answers(ann, "/unsubscribe all")
            await press(ann, "Yes, end")
            assert due(store, 99) == 0

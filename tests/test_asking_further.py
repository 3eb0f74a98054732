"""What follows a question: buttons to their end, charts, groups, and what goes wrong."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from market import asking, of_market, of_war
from stall import Stall, event, prices
from stand import Button, Person, Stand, faults
from talking import deliver, page, press, screen, shows
from wrapping import wrapped

from bot import chart
from bot.chart.canvas import NoFont
from bot.recipients import Target
from bot.store import Store

BOB = Person(2, "Bob")
CAT = Person(3, "Cat")


@of_market
async def test_buttons_turn_the_message_into_the_next_answer(stand: Stand, path: Path) -> None:
    """From several models to one, from there to its vendor, a long list page by page."""
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/price claude opus")
        first = await ann.hears()
        assert screen(first) == snapshot("""\
claude opus could be any of 8 models

• Claude Opus 5: input 5, output 25,
cached input 0.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4.8: input 5, output 25,
cached input 0.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4.7: input 5, output 25,
cached input 0.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4.6: input 5, output 25,
cached input 0.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4.5: input 5, output 25,
cached input 0.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4.1: input 15, output 75,
cached input 1.5 USD per 1M tokens
(Anthropic)
• Claude Opus 4: input 15, output 75,
cached input 1.5 USD per 1M tokens
(Anthropic)
• Claude Opus 3: input 15, output 75,
cached input 1.5 USD per 1M tokens
(Anthropic)

[Claude Opus 5][Claude Opus 4.8]
[Claude Opus 4.7][Claude Opus 4.6]
[Claude Opus 4.5][Claude Opus 4.1]
[Claude Opus 4][Claude Opus 3]
""")
        assert screen(await press(ann, "Claude Opus 5")) == snapshot("""\
Claude Opus 5

Anthropic (anthropic), USD per 1M tokens
• input 5, output 25, cached input 0.5,
cache write 6.25, cache write (1 hour)
10
   input: 1/2 of GPT-4-Turbo, 1/3 of Claude 3 Opus
   output: ×0.83 of GPT-4-Turbo, 1/3 of
Claude 3 Opus
• batch: input 2.5, output 12.5
• fast: input 10, output 50
   read 20 min ago

Anthropic's price page

[History][All of Anthropic]
""")
        await ann.presses("Claude Opus 4.8", on=first)  # in a client that has not heard of it
        seen = await ann.hears("Claude Opus 4.8")
        assert (seen.id, seen.labels) == (first.id, ["History", "All of Anthropic"])
        await press(ann, "All of Anthropic")
        await ann.says("/prices openai")
        seen = await ann.hears()
        while more := [label for label in seen.labels if label.startswith("More")]:
            seen = await press(ann, more[0])
        assert seen.text.splitlines()[0] == snapshot("OpenAI: 78 models (3/3)")
        assert len(ann.messages) == 2


@of_market
async def test_a_button_that_is_pressed_twice(stand: Stand, path: Path) -> None:
    """The same answer again changes nothing, and the button comes to rest."""
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/compare deepseek-v4-pro deepseek-v4-flash")
        shown = await ann.hears()
        await press(ann, "deepseek-v4-pro")
        toast = await ann.presses("deepseek-v4-pro", on=shown)
        assert toast.text == ""
        await ann.says("/status")
        await ann.hears("pages are well")
        assert len(ann.messages) == 2


@of_market
async def test_a_history_is_a_chart(stand: Stand, path: Path) -> None:
    """A photo with a caption; the other colours are a button away, the rest a message."""
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/history deepseek-v4-pro")
        seen = await ann.hears()
        assert seen.file
        assert seen.file.startswith(b"\x89PNG")
        assert screen(seen) == snapshot("""\
deepseek-v4-pro: its prices

Nov 21, 2026: DeepSeek (deepseek)
• input: 4 → 3 CNY per 1M tokens (−25 %,
×0.75)
• output: 9 → 6 CNY per 1M tokens (−33.3
%, ×0.67)

Nov 21, 2026: Volcengine (volcengine)
• input: 12 CNY per 1M tokens
• output: 24 CNY per 1M tokens
• cached input: 1 CNY per 1M tokens
• cache storage: 0.017 CNY per 1M tokens
and hour

Nov 16, 2026: DeepSeek (deepseek)
• input: 4 CNY per 1M tokens
• output: 9 CNY per 1M tokens
• cached input: 0.025 CNY per 1M tokens

[The price now][🌙 Dark]
""")
        dark = await press(ann, "🌙 Dark")
        assert dark.file
        assert dark.file != seen.file
        light = await press(ann, "☀ Light")
        assert light.file == seen.file
        await ann.presses("The price now")
        assert "\n• input 3" in (await ann.hears()).text
        await ann.presses("History")
        assert (await ann.hears()).file == seen.file


@of_market
async def test_a_message_that_cannot_be_changed(stand: Stand, path: Path) -> None:
    """The answer comes as another one."""
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/price deepseek-v4-pro")
        seen = await ann.hears()
        stand.fails(faults.Fault(status=400, words="Bad Request: no"), "editMessageText")
        await ann.presses("All of DeepSeek")
        assert (await ann.hears("DeepSeek: ")).id != seen.id
        await ann.presses("All of DeepSeek", on=replace(seen, id=9999))  # it was deleted
        await ann.hears("DeepSeek: ")
        await ann.says("/history deepseek-v4-pro")
        light = await ann.hears()
        for _ in range(2):
            await ann.presses("🌙 Dark", on=light)
        await ann.says("/status")
        await ann.hears("pages are well")
        assert [one.labels[-1] for one in ann.messages if one.file] == ["☀ Light"]


@of_market
async def test_a_chart_goes_up_once(stand: Stand, path: Path) -> None:
    """Asked again it is sent by its number; where Telegram lost it, it is uploaded anew."""
    ann, li = stand.private(1), stand.private(2, language="zh")

    def uploads() -> int:
        sent = [one for one in stand.calls if one.method == "sendPhoto" and not one.refused]
        return sum("photo" not in one.fields for one in sent)

    async with asking(stand, path):
        for person in (ann, ann):
            await person.says("/history deepseek-v4-pro dark")
            assert (await person.hears()).file
        assert uploads() == 1
        await li.says("/history deepseek-v4-pro 深色")
        assert screen(await li.hears()) == snapshot("""\
deepseek-v4-pro 的历史价格

2026年11月21日：深度求索（deepseek）
• 输入：4 → 3 元/百万 tokens（−25%，×0.75）
• 输出：9 → 6 元/百万 tokens（−33.3%，×0.67）

2026年11月21日：火山引擎（volcengine）
• 输入：12 元/百万 tokens
• 输出：24 元/百万 tokens
• 缓存命中输入：1 元/百万 tokens
• 缓存存储：0.017 元/百万 tokens/小时

2026年11月16日：深度求索（deepseek）
• 输入：4 元/百万 tokens
• 输出：9 元/百万 tokens
• 缓存命中输入：0.025 元/百万 tokens

[现价][☀ 浅色]
""")
        assert uploads() == 2
        stand.fails(
            faults.Fault(status=400, words="Bad Request: wrong file identifier"), "sendPhoto"
        )
        await ann.says("/history deepseek-v4-pro dark")
        assert (await ann.hears()).file
        assert uploads() == 3


def moving(path: Path) -> None:
    """A price that moves every day for a while."""
    with Store(path) as store:
        world = page(store, timedelta(days=40))
        for number in range(14):
            text = f"pro input {100 - 4 * number}\npro output {200 - 9 * number}"
            world.settle(text, later=24 * 60)


@of_market
async def test_a_long_history(stand: Stand, path: Path) -> None:
    """The caption says what fits; a button says all of it."""
    ann, long = stand.private(1), path.with_name("long.db")
    await asyncio.to_thread(moving, long)
    async with asking(stand, long):
        await ann.says("/history pro")
        seen = await ann.hears()
        assert screen(seen) == snapshot("""\
pro: its prices

Oct 28, 2026: DeepSeek (deepseek)
• input: 52 → 48 CNY per 1M tokens (−7.7
%, ×0.92)
• output: 92 → 83 CNY per 1M tokens
(−9.8 %, ×0.9)

Oct 27, 2026: DeepSeek (deepseek)
• input: 56 → 52 CNY per 1M tokens (−7.1
%, ×0.93)
• output: 101 → 92 CNY per 1M tokens
(−8.9 %, ×0.91)

Oct 26, 2026: DeepSeek (deepseek)
• input: 60 → 56 CNY per 1M tokens (−6.7
%, ×0.93)
• output: 110 → 101 CNY per 1M tokens
(−8.2 %, ×0.92)

Oct 25, 2026: DeepSeek (deepseek)
• input: 64 → 60 CNY per 1M tokens (−6.3
%, ×0.94)
• output: 119 → 110 CNY per 1M tokens
(−7.6 %, ×0.92)

Oct 24, 2026: DeepSeek (deepseek)
• input: 68 → 64 CNY per 1M tokens (−5.9
%, ×0.94)
• output: 128 → 119 CNY per 1M tokens
(−7 %, ×0.93)

Oct 23, 2026: DeepSeek (deepseek)
• input: 72 → 68 CNY per 1M tokens (−5.6
%, ×0.94)
• output: 137 → 128 CNY per 1M tokens
(−6.6 %, ×0.93)

Oct 22, 2026: DeepSeek (deepseek)
• input: 76 → 72 CNY per 1M tokens (−5.3
%, ×0.95)
• output: 146 → 137 CNY per 1M tokens
(−6.2 %, ×0.94)
…

[The price now][All of it in words]
[🌙 Dark]
""")
        await ann.presses("All of it in words")
        told = await ann.hears()
        assert told.text.startswith(seen.text.removesuffix("…").rstrip())
        assert len(told.text) > 1024


@of_market
async def test_without_a_font_there_are_words(stand: Stand, path: Path) -> None:
    """The answer is given all the same, and says that there is no chart."""

    def refuse(*_: object) -> bytes:
        raise NoFont("no font")

    ann = stand.private(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chart, "draw", refuse)
        async with asking(stand, path):
            await ann.says("/history deepseek-v4-pro")
            seen = await ann.hears("input: 4 → 3 CNY")
            assert seen.text.endswith("\n\nNo chart: it cannot be drawn here.")
            assert not seen.file


@of_war
async def test_the_war(stand: Stand, path: Path) -> None:
    """The chart, and the moves in words: who, how long after whom, how far."""
    ann, li = stand.private(1), stand.private(2, "Li", language="zh")
    async with asking(stand, path):
        await ann.says("/war 2024-05")
        picture = await ann.hears()
        assert picture.file
        assert screen(picture) == snapshot("""\
Who moved in 2024-05

May 6, 2024: DeepSeek
• DeepSeek-V2: input 1 CNY, output 2 CNY
   1/71, 1/107 of GPT-4-Turbo; 1/107, 1/266 of Claude 3 Opus

May 11, 2024: Zhipu, 5 days after DeepSeek
• GLM-3-Turbo: input 5 → 1 CNY, output 5
→ 2 CNY
   1/71, 1/107 of GPT-4-Turbo; 1/107, 1/266 of Claude 3 Opus

May 15, 2024: Volcengine, 4 days after Zhipu
• Doubao-pro-32k: input 0.8 CNY, output
2 CNY
   1/89, 1/107 of GPT-4-Turbo; 1/133, 1/266 of Claude 3 Opus
• Doubao-pro-128k: input 5 CNY, output 9
CNY
   1/14, 1/24 of GPT-4-Turbo; 1/21, 1/59 of Claude 3 Opus

May 21, 2024: Baidu, 6 days after Volcengine
• ERNIE Speed: input 4 → free, output 8
→ free
• ERNIE Lite: input 3 → free, output 6 →
free

May 21, 2024: Alibaba Cloud, the same day as Baidu
• Qwen-Long: input 20 → 0.5 CNY, output
20 → 2 CNY
   1/142, 1/107 of GPT-4-Turbo; 1/213, 1/266 of Claude 3 Opus

Prices per 1M tokens.
Below each model: its input and output price as parts of others' prices.
1 USD = 7.1 CNY (2025-11-20)

[🌙 Dark]
""")
        await li.says("/war 2024年5月 深色")
        assert screen(await li.hears()) == snapshot("""\
2024-05 谁动了价格

2024年5月6日：深度求索
• DeepSeek-V2：输入 1 元，输出 2 元
   GPT-4-Turbo 的 1/71，1/107；Claude 3
Opus 的 1/107，1/266

2024年5月11日：智谱（比深度求索晚 5 天）
• GLM-3-Turbo：输入 5 → 1 元，输出 5 → 2 元
   GPT-4-Turbo 的 1/71，1/107；Claude 3
Opus 的 1/107，1/266

2024年5月15日：火山引擎（比智谱晚 4 天）
• Doubao-pro-32k：输入 0.8 元，输出 2 元
   GPT-4-Turbo 的 1/89，1/107；Claude 3
Opus 的 1/133，1/266
• Doubao-pro-128k：输入 5 元，输出 9 元
   GPT-4-Turbo 的 1/14，1/24；Claude 3 Opus
的 1/21，1/59

2024年5月21日：百度（比火山引擎晚 6 天）
• ERNIE Speed：输入 4 → 免费，输出 8 → 免费
• ERNIE Lite：输入 3 → 免费，输出 6 → 免费

2024年5月21日：阿里云百炼（与百度同一天）
• Qwen-Long：输入 20 → 0.5 元，输出 20 → 2 元
   GPT-4-Turbo 的 1/142，1/107；Claude 3
Opus 的 1/213，1/266

价格按百万 tokens 计。
各模型下方依次为输入价、输出价与参照价格之比。
1 美元 = 7.1 元（2025-11-20）

[☀ 浅色]
""")
        await ann.says("/war 2024-06")
        assert screen(await ann.hears()) == snapshot("""\
No move is recorded in 2024-06

• These months have some.

[2024-05]
""")
        await ann.presses("2024-05")
        assert (await ann.hears()).file == picture.file


@of_war
async def test_a_war_of_many_moves_is_read_page_by_page(stand: Stand, path: Path) -> None:
    """The chart of all of them comes once; the words are turned in their place."""
    at = datetime(2024, 7, 2, tzinfo=UTC)
    moves = [event("price.cut", at, "3", "2", model=f"m-{n}", source="xai") for n in range(90)]
    with Store(path) as store:
        Stall(store).shows("xai", prices("m-1 input 2"), at, events=moves)
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/war 2024-07")
        drawn, first = await ann.hears(), await ann.hears()
        assert drawn.text == "Who moved in 2024-07"
        assert first.text.startswith("Who moved in 2024-07 (1/3)")
        last = await press(ann, "More (2/3)", "More (3/3)")
        assert (last.id, last.file, len(ann.messages)) == (first.id, None, 2)


@of_market
async def test_in_a_group_all_may_ask(stand: Stand, path: Path) -> None:
    """In its language, in reply; what is used a month is for admins to say."""
    group = stand.group(admins=[BOB], members=[CAT])
    async with asking(stand, path):
        number = await group.says("/price deepseek-v4-pro", by=CAT)
        seen = await group.hears()
        assert seen.reply_to == number
        await group.says("/workload", by=CAT)
        assert (await group.hears()).text == snapshot(
            "Say it like this: 300M in 50M out cached 60% at 32k"
        )
        await group.says("/workload 300M in 50M out", by=CAT)
        assert (await group.hears()).text == snapshot(
            "Only admins of this chat may change that. Asking is open to all."
        )
        await group.says("/workload 300M in 50M out", by=BOB)
        assert (await group.hears()).text == snapshot(
            "From now on prices are also given for a month of 300M in, 50M out"
        )
        await group.says("/price deepseek-v4-pro", by=CAT)
        assert "300M in, 50M out" in (await group.hears()).text
        await group.presses("History", CAT)
        assert (await group.hears("its prices")).file


@of_market
async def test_the_workload_of_a_channel(stand: Stand, path: Path) -> None:
    """It is said from the private chat of an admin, whose own is another one."""
    ann, bob = stand.private(1), stand.private(2, "Bob")
    channel = stand.channel("News", admins=[ann.person], username="pricenews")
    await channel.admits_bot(ann.person)
    async with asking(stand, path):
        await ann.says("/workload @pricenews 5M in 1M out")
        await ann.hears("From now on")
        await ann.says("/workload @pricenews")
        assert (await ann.hears()).text == snapshot("Your workload: 5M in, 1M out a month")
        await ann.says("/workload")
        await ann.hears("Say it like this")
        await bob.says("/workload @pricenews off")
        assert (await bob.hears()).text == snapshot("Only an admin of @pricenews can do that.")
    with Store(path) as store:
        assert store.reader(Target("telegram", str(channel.id))).workload == "5M in 1M out"


@of_market
async def test_in_a_topic(stand: Stand, path: Path) -> None:
    """The answer stays in the topic, a photo too."""
    group = stand.group(admins=[BOB], members=[CAT], topics=True)
    topic = group.topic("Prices")
    async with asking(stand, path):
        await topic.says("/history deepseek-v4-pro", by=CAT)
        seen = await topic.hears()
        assert seen.file
        await topic.presses("The price now", CAT)
        assert "input 3" in (await topic.hears("input 3")).text


@of_market
async def test_what_a_client_makes_up(stand: Stand, path: Path) -> None:
    """A button that asks nothing that can be asked says so; none changes a setting."""
    ann = stand.private(1)
    async with asking(stand, path):
        await ann.says("/status")
        seen = await ann.hears()
        for data in ("?drop tables", "?workload 1M in 1M out"):
            made_up = replace(seen, rows=((Button("?", data),),))
            toast = await ann.presses("?", on=made_up)
            assert toast.text == "This button is too old."
        await ann.says("/workload")
        assert (await ann.hears()).text == snapshot(
            "Say it like this: 300M in 50M out cached 60% at 32k"
        )


@of_market
async def test_many_ask_at_once(stand: Stand, path: Path) -> None:
    """Each gets the own answer, whatever the others do."""
    people = [stand.private(number) for number in range(1, 13)]
    async with asking(stand, path):
        await asyncio.gather(*(one.says(f"/prices {_vendor(one.id)}") for one in people))
        for one in people:
            assert (await one.hears()).text.casefold().startswith(_vendor(one.id))


@of_market
async def test_nobody_who_asks_waits_for_a_round(stand: Stand, path: Path) -> None:
    """While something big is stored, what changes a setting waits, and answers do not."""
    ann, bob = stand.private(1), stand.private(2, "Bob")
    async with asking(stand, path):
        with Store(path) as other, other.atomic():
            await ann.says("/mute 8h")
            await bob.says("/price deepseek-v4-pro")
            await bob.hears("input 3")
            await bob.asks("glm-4.5")
            assert not ann.messages
        await ann.hears("You hear nothing")


def _vendor(number: int) -> str:
    return ("deepseek", "openai", "zhipu")[number % 3]


@of_market
async def test_an_alert_speaks_of_the_workload(stand: Stand, path: Path) -> None:
    """What a move means for the bill of the chat that is told."""
    ann, own = stand.private(1), path.with_name("alerted.db")
    with Store(own) as store:
        await shows(store, "pro input 100\npro output 60")
        async with asking(stand, own):
            for setting in ("/subscribe deepseek cut", "/workload 300M in 50M out cached 60%"):
                await ann.says(setting)
                await ann.hears()
        await shows(store, "pro input 50\npro output 60")
        await deliver(stand, store)
    assert screen(await ann.hears("50 CNY")) == snapshot("""\
DeepSeek cuts prices: pro input −50 %

pro
• input: 100 → 50 CNY per 1M tokens (−50
%, 1/2)
   your 120M of uncached input a month:
12,000 → 6,000 CNY

DeepSeek's price page
read 2026-11-23 12:30 UTC

[Mute DeepSeek][Looks wrong]
""")


@of_market
async def test_the_menu_names_every_question(stand: Stand, path: Path) -> None:
    """In both languages, in private and in groups."""
    ann, li = stand.private(1), stand.private(2, language="zh")
    async with asking(stand, path):
        await ann.says("/help")
        await ann.hears()
    asked = ("price", "prices", "compare", "free", "cheapest", "changes", "history", "war", "now")
    assert set(asked) | {"status", "workload"} <= set(ann.menu)
    assert wrapped("\n".join(li.menu[name] for name in asked)) == snapshot("""\
某个模型的价格：/price glm-4.5
某家厂商的价格：/prices deepseek
并排比较模型：/compare glm-5, deepseek-v4-pro
现在有哪些免费
最便宜的模型：/cheapest 智谱 128k 免费
最近的变动：/changes 7d deepseek
价格走势图：/history glm-4.5
某月价格战：/war 2024-05
现在是高峰还是低谷\
""")

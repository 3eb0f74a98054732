"""Questions in a private chat, answered from real pages, in both languages."""

from pathlib import Path

from inline_snapshot import snapshot
from market import asking, of_market
from stand import Private, Stand
from talking import screen


def people(stand: Stand) -> tuple[Private, Private]:
    """One who reads English, and one who reads Chinese."""
    return stand.private(1), stand.private(2, "Li", language="zh-hans")


async def said(place: Private, question: str) -> str:
    """What a person sees after a question."""
    await place.says(question)
    return screen(await place.hears())


@of_market
async def test_a_price(stand: Stand, path: Path) -> None:
    """One card: every condition, the references, how old it is; and what may be asked next."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/price deepseek-v4-pro") == snapshot("""\
deepseek-v4-pro

DeepSeek (deepseek), CNY per 1M tokens
• input 3 (≈ $0.423), output 6 (≈
$0.845), cached input 0.025 (≈ $0.00352)
   input: 1/24 of GPT-4-Turbo, 1/36 of Claude 3 Opus
   output: 1/36 of GPT-4-Turbo, 1/89 of Claude 3 Opus
   read 20 min ago

Volcengine (volcengine), CNY per 1M tokens
• input 12 (≈ $1.69), output 24 (≈
$3.38), cached input 1 (≈ $0.141)
   input: 1/5.9 of GPT-4-Turbo, 1/8.9 of Claude 3 Opus
   output: 1/8.9 of GPT-4-Turbo, 1/22 of Claude 3 Opus
• cache storage 0.017 CNY per 1M tokens
and hour (≈ $0.00239)
   read 20 min ago

DeepSeek's price page
1 USD = 7.1 CNY (2025-11-20)

[History][All of DeepSeek]
""")
        assert await said(li, "/price glm-4.5-air") == snapshot("""\
GLM-4.5-Air

智谱（zhipu），元/百万 tokens
• 输入 ≤ 32k，输出 ≤ 200：输入 0.8，输出 2，缓存命中输入
0.16，缓存存储 免费（“限时免费”）
   输入：GPT-4-Turbo 的 1/89，Claude 3 Opus 的
1/133
   输出：GPT-4-Turbo 的 1/107，Claude 3 Opus
的 1/266
• 输入 ≤ 32k，输出 > 200：输入 0.8，输出 6，缓存命中输入
0.16，缓存存储 免费（“限时免费”）
• 输入 32k–128k：输入 1.2，输出 8，缓存命中输入
0.24，缓存存储 免费（“限时免费”）
   20 分钟前读取

智谱价格页
1 美元 = 7.1 元（2025-11-20）

[历史价格][智谱全部价格]
""")


@of_market
async def test_a_price_by_the_hour(stand: Stand, path: Path) -> None:
    """What holds now and until when, by the asker's clock."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/price alpha-2-flash") == snapshot("""\
alpha-2-flash

Volcengine (volcengine), CNY per 1M tokens
• peak 北京时间周一至周五 9:00 - 12:00、14:00 -
18:00 为高峰时段: input 2 (≈ $0.282), output
8 (≈ $1.13), cached input 0.04 (≈
$0.00563)
   input: 1/36 of GPT-4-Turbo, 1/53 of Claude 3 Opus
   output: 1/27 of GPT-4-Turbo, 1/67 of Claude 3 Opus
• off-peak, outside of “北京时间周一至周五 9:00 -
12:00、14:00 - 18:00 为高峰时段”: input 1 (≈
$0.141), output 4 (≈ $0.563), cached
input 0.02 (≈ $0.00282)
• now: off-peak, until 2026-11-24 01:00
UTC
   read 20 min ago

Volcengine's price page
1 USD = 7.1 CNY (2025-11-20)

[History][All of Volcengine]
""")
        await said(li, "/timezone 北京")
        assert await said(li, "/now") == snapshot("""\
2026-11-23 20:00 UTC+08:00 的分时价格

火山引擎（volcengine）
• 现在：低谷时段，至 2026-11-24 09:00 UTC+08:00
   alpha-2-flash
   20 分钟前读取
""")


@of_market
async def test_words_without_a_command(stand: Stand, path: Path) -> None:
    """In private a name is enough, and a question by its name; what says nothing gets a hint."""
    ann, li = people(stand)
    group = stand.group(members=[ann.person])
    async with asking(stand, path):
        for plain, command in (
            ("glm-5", "/price glm-5"),
            ("how much is deepseek v4 pro?", "/price deepseek-v4-pro"),
            ("free", "/free"),
            ("哪些免费", "/free"),
            ("智谱", "/price 智谱"),
            ("gtp-4o-mni", "/price gtp-4o-mni"),
        ):
            assert await said(ann, plain) == await said(ann, command)
        assert await said(ann, "good morning") == snapshot("""\
No price of good morning is known

A model's or a vendor's name is enough, such as glm-4.5; /help says the rest.
""")
        assert await said(li, "你好") == snapshot("""\
没有“你好”的价格

直接发送模型或厂商的名称就行，例如 glm-4.5；/help 有更多说明。
""")
        assert (await said(ann, "glm-5 " * 50)).startswith(
            "A model's or a vendor's name is enough"
        )
        await group.admits_bot(ann.person)
        await group.says("glm-5", by=ann.person)
        await group.says("/status", by=ann.person)
        assert "glm-5" not in (await group.hears()).text


@of_market
async def test_what_was_not_written_to_the_bot(stand: Stand, path: Path) -> None:
    """A card that was chosen inline and a forwarded message are no questions."""
    ann, _ = people(stand)
    async with asking(stand, path):
        me = {"id": 7, "is_bot": True, "first_name": "Price bot", "username": "price_bot"}
        origin = {"type": "hidden_user", "sender_user_name": "Ben", "date": 1}
        await ann.says("glm-5", via_bot=me)
        await ann.says("glm-5", forward_origin=origin)
        assert (await said(ann, "/status")).startswith("7 of 7 pages")


@of_market
async def test_nothing_is_called_so(stand: Stand, path: Path) -> None:
    """The nearest thing is offered; without words the vendors are."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/price gtp-4o-mni") == snapshot("""\
No price of gtp-4o-mni is known

The nearest names:
• gpt-4o-mini: input 0.15, output 0.6,
cached input 0.075 USD per 1M tokens
(OpenAI)
• gpt-5.4-mini: input 0.75, output 4.5,
cached input 0.075 USD per 1M tokens
(OpenAI)
• gpt-4.1-mini: input 0.4, output 1.6,
cached input 0.1 USD per 1M tokens
(OpenAI)
• gpt-4o-mini-tts: input 0.6 USD per 1M
tokens (OpenAI)
• gpt-5-mini: input 0.25, output 2,
cached input 0.025 USD per 1M tokens
(OpenAI)

[gpt-4o-mini][gpt-5.4-mini]
[gpt-4.1-mini][gpt-4o-mini-tts]
[gpt-5-mini]
""")
        assert await said(li, "/price") == snapshot("""\
想查哪个模型或厂商？

[Anthropic][深度求索]
[月之暗面][OpenAI]
[火山引擎][智谱]
""")


@of_market
async def test_the_prices_of_a_vendor(stand: Stand, path: Path) -> None:
    """A line a model, under the page and its age."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/prices moonshot") == snapshot("""\
Moonshot AI: 3 models

Moonshot AI (moonshot k26), CNY per 1M tokens
   read 20 min ago
• kimi-k2.6: input 6.5, output 27,
cached input 1.1

Moonshot AI (moonshot k27-code), CNY per 1M tokens
   read 20 min ago
• kimi-k2.7-code: input 6.5, output 27,
cached input 1.3
• kimi-k2.7-code-highspeed: input 13,
output 54, cached input 2.6
""")
        assert await said(li, "/prices 深度求索") == snapshot("""\
深度求索：2 个模型

深度求索（deepseek），元/百万 tokens
   20 分钟前读取
• deepseek-v4-pro：输入 3，输出 6，缓存命中输入 0.025
• deepseek-v4-flash：输入 1，输出 2，缓存命中输入
0.02
""")


@of_market
async def test_models_side_by_side(stand: Stand, path: Path) -> None:
    """A table that fits a phone, in letters of equal width."""
    ann, li = people(stand)
    async with asking(stand, path):
        await ann.says("/compare deepseek-v4-pro, glm-4.5-air, claude opus 4.5")
        seen = await ann.hears()
        assert screen(seen) == snapshot("""\
Side by side

• A deepseek-v4-pro, DeepSeek (deepseek)
   input: 1/24 of GPT-4-Turbo, 1/36 of Claude 3 Opus
   output: 1/36 of GPT-4-Turbo, 1/89 of Claude 3 Opus
   read 20 min ago
• B GLM-4.5-Air, Zhipu (zhipu)
   input: 1/89 of GPT-4-Turbo, 1/133 of Claude 3 Opus
   output: 1/107 of GPT-4-Turbo, 1/266 of Claude 3 Opus
   read 20 min ago
• C Claude Opus 4.5, Anthropic
(anthropic)
   input: 1/2 of GPT-4-Turbo, 1/3 of Claude 3 Opus
   output: ×0.83 of GPT-4-Turbo, 1/3 of
Claude 3 Opus
   read 20 min ago
A      B            C
CNY    CNY          USD  per 1M
3      0.8–1.2      5    in
6      2–8          25   out
0.025  0.16–0.24    0.5  cached
0.423  0.113–0.169  5    ≈$ in
0.845  0.282–1.13   25   ≈$ out
   a range depends on the input's length, the time of day or thinking

1 USD = 7.1 CNY (2025-11-20)

[deepseek-v4-pro][GLM-4.5-Air]
[Claude Opus 4.5]
""")
        (table,) = (one.of(seen.text) for one in seen.entities if one.kind == "pre")
        assert max(map(len, table.splitlines())) <= 40
        assert await said(li, "/compare deepseek-v4-pro glm-4.5-air") == snapshot("""\
价格对比

• A deepseek-v4-pro，深度求索（deepseek）
   输入：GPT-4-Turbo 的 1/24，Claude 3 Opus 的
1/36
   输出：GPT-4-Turbo 的 1/36，Claude 3 Opus 的
1/89
   20 分钟前读取
• B GLM-4.5-Air，智谱（zhipu）
   输入：GPT-4-Turbo 的 1/89，Claude 3 Opus 的
1/133
   输出：GPT-4-Turbo 的 1/107，Claude 3 Opus
的 1/266
   20 分钟前读取
A      B
CNY    CNY        每百万
3      0.8–1.2    输入
6      2–8        输出
0.025  0.16–0.24  缓存
   区间取决于输入长度、时段或是否思考

1 美元 = 7.1 元（2025-11-20）

[deepseek-v4-pro][GLM-4.5-Air]
""")


@of_market
async def test_what_is_free(stand: Stand, path: Path) -> None:
    """With the words by which the page says so."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/free zhipu") == snapshot("""\
Free now

Zhipu (zhipu)
• input, output; input, output (batch):
GLM-4-Flash
   the page says: “免费”
• input, output: GLM-4-Flash-250414,
GLM-4.1V-Thinking-Flash, GLM-4V-Flash,
GLM-Z1-Flash
   the page says: “免费”
• input, output, cached input, cache
storage: GLM-4.6V-Flash, GLM-4.7-Flash
   the page says: “免费”
• video: CogVideoX-Flash
   the page says: “免费”
• image: CogView-3-Flash
   the page says: “免费”
• cache storage: GLM-4.5-Air, GLM-4.5V,
GLM-4.6V, GLM-4.6V-FlashX, GLM-4.7,
GLM-4.7-FlashX, GLM-5, GLM-5-Turbo,
GLM-5.1, GLM-5.2, GLM-5V-Turbo
   the page says: “限时免费”
   read 20 min ago

Only what a page calls free in words; a bare 0 is not listed.
""")
        assert await said(li, "/free openai") == snapshot("""\
现在免费

OpenAI（openai）
• 输入：omni-moderation-latest
   页面标注：“Free”
   20 分钟前读取

只列页面明确写明免费的；仅标 0 的不算。
""")


@of_market
async def test_what_changed(stand: Stand, path: Path) -> None:
    """The newest day first; a vendor and a kind narrow it; silence is explained."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/changes 7d deepseek") == snapshot("""\
2 changes since 2026-11-16 12:00 UTC

Nov 21, 2026: DeepSeek
• deepseek-v4-pro input: 4 → 3 CNY per
1M tokens (−25 %, ×0.75)
• deepseek-v4-pro output: 9 → 6 CNY per
1M tokens (−33.3 %, ×0.67)
""")
        assert await said(li, "/changes 7d 降价") == snapshot("""\
自 2026-11-16 12:00 UTC 起 2 项变动

2026年11月21日：深度求索
• deepseek-v4-pro 输入：4 → 3 元/百万
tokens（−25%，×0.75）
• deepseek-v4-pro 输出：9 → 6 元/百万
tokens（−33.3%，×0.67）

以下来源的记录更晚才开始：moonshot（2026-11-21 12:00
UTC），openai（2026-11-21 12:00
UTC），volcengine（2026-11-20 12:00
UTC），zhipu（2026-11-21 12:00 UTC）
""")
        assert await said(li, "/changes 哪天") == snapshot(
            "“哪天”不是时间；请写 7d、24h 或日期，如 2026-08-01。\n"
        )
        assert await said(ann, "/changes 1d") == snapshot("""\
Nothing changed since 2026-11-22 12:00 UTC

Every source was read within the last 24 hours.
""")


@of_market
async def test_how_old_it_is(stand: Stand, path: Path) -> None:
    """Every page that is read, and when it was."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/status") == snapshot("""\
7 of 7 pages are well

Well
• anthropic: read 20 min ago, 118 prices
• deepseek: read 20 min ago, 6 prices
• moonshot k26: read 20 min ago, 3
prices
• moonshot k27-code: read 20 min ago, 6
prices
• openai: read 20 min ago, 546 prices
• volcengine: read 20 min ago, 506
prices
• zhipu: read 20 min ago, 193 prices
""")
        assert await said(li, "/status") == snapshot("""\
7 个页面中 7 个正常

正常
• anthropic：20 分钟前读取，118 项价格
• deepseek：20 分钟前读取，6 项价格
• moonshot k26：20 分钟前读取，3 项价格
• moonshot k27-code：20 分钟前读取，6 项价格
• openai：20 分钟前读取，546 项价格
• volcengine：20 分钟前读取，506 项价格
• zhipu：20 分钟前读取，193 项价格
""")


@of_market
async def test_the_cheapest(stand: Stand, path: Path) -> None:
    """By vendor, context and free tier; for the asker's own bill, once that is known."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/cheapest deepseek moonshot") == snapshot("""\
Cheapest for 3M in, 1M out, a month

• 1. deepseek-v4-flash (DeepSeek): 5 CNY
(≈ $0.704)
• 2. deepseek-v4-pro (DeepSeek): 15 CNY
(≈ $2.11)
• 3. kimi-k2.6 (Moonshot AI): 46.5 CNY
(≈ $6.55)
• 4. kimi-k2.7-code (Moonshot AI): 46.5
CNY (≈ $6.55)
• 5. kimi-k2.7-code-highspeed (Moonshot
AI): 93 CNY (≈ $13.1)

You have told no workload; /workload 300M in 50M out cached 60% sets yours.
1 USD = 7.1 CNY (2025-11-20)

[deepseek-v4-flash][deepseek-v4-pro]
[kimi-k2.6]
""")
        assert await said(li, "/cheapest 智谱 免费") == snapshot("""\
每月用量 输入 300万，输出 100万，最便宜的是

• 1. GLM-4-Flash（智谱）：免费
• 2. GLM-4V-Flash（智谱）：免费
• 3. GLM-Z1-Flash（智谱）：免费
• 4. GLM-4.7-Flash（智谱）：免费
• 5. GLM-4.6V-Flash（智谱）：免费
• 6. GLM-4.1V-Thinking-Flash（智谱）：免费

您还没有设置用量；/workload 输入3亿 输出5000万 缓存60%
可设置。
免费额度通常有限制，此处未计。

[GLM-4-Flash][GLM-4V-Flash]
[GLM-Z1-Flash]
""")


@of_market
async def test_a_workload_is_remembered(stand: Stand, path: Path) -> None:
    """Cards and the ranking speak of it until it is switched off; without words it is shown."""
    ann, li = people(stand)
    async with asking(stand, path):
        assert await said(ann, "/workload") == snapshot(
            "Say it like this: 300M in 50M out cached 60% at 32k\n"
        )
        assert await said(ann, "/workload 300M in 50M out cached 60%") == snapshot(
            "From now on prices are also given for a month of 300M in, 50M out, 60 % cached\n"
        )
        assert await said(ann, "/workload") == snapshot(
            "Your workload: 300M in, 50M out, 60 % cached a month\n"
        )
        assert "a month" in await said(ann, "/price deepseek-v4-pro")
        assert await said(ann, "/cheapest deepseek") == snapshot("""\
Cheapest for 300M in, 50M out, 60 % cached, a month

• 1. deepseek-v4-flash (DeepSeek): 223.6
CNY (≈ $31.5)
• 2. deepseek-v4-pro (DeepSeek): 664.5
CNY (≈ $93.6)

1 USD = 7.1 CNY (2025-11-20)

[deepseek-v4-flash][deepseek-v4-pro]
""")
        assert await said(ann, "/workload off") == snapshot("Your workload is forgotten.\n")
        assert "a month" not in await said(ann, "/price deepseek-v4-pro")
        assert await said(li, "/workload 很多") == snapshot("""\
请这样写：输入3亿 输出5000万 缓存60% 每次32k

• 无法理解“很多”。
""")
        assert await said(li, "/workload 输入3亿 输出5000万") == snapshot(
            "从现在起，价格会同时按每月用量计算：输入 3亿，输出 5000万\n"
        )
    async with asking(stand, path):
        assert await said(li, "/workload") == snapshot("您的每月用量：输入 3亿，输出 5000万\n")

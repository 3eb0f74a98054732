"""The price of a model: every condition, how old, against what; and what is said instead."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import DAY, MINUTES, NOW, Stall, dollars, prices, voice

from bot import words
from bot.answers import Answers
from bot.words import Rate
from scrapers.quotes import Quote

SHORT, LONG = {"input_max": 32_000}, {"input_min": 32_000, "input_max": 128_000}
HOURS = "北京时间 00:30-08:30"
TIMED = [
    *prices("deepseek-v4-pro input 3", "deepseek-v4-pro output 6", when={"window": "peak"}),
    *prices(
        *("deepseek-v4-pro input 1.5", "deepseek-v4-pro output 3"),
        when={"window": "off_peak"},
        schedule=HOURS,
    ),
]


@pytest.fixture
def stall() -> Stall:
    """Zhipu's two pages, Alibaba's of the same model, and somebody's list."""
    one = Stall()
    batch = [
        quote("GLM-5 input 2", {"service": "batch"}),
        quote("GLM-5 output 9", {"service": "batch"}),
    ]
    storage = quote("GLM-5 cache_storage free", per="1M tokens/hour", promo="限时免费")
    tiers = [
        *(quote("GLM-5 input 4", SHORT), quote("GLM-5 output 18", SHORT)),
        *(quote("GLM-5 cache_read 1", SHORT), quote("GLM-5 input 6", LONG)),
        *(quote("GLM-5 output 22", LONG), quote("GLM-5 cache_read 1.5", LONG)),
    ]
    one.shows("zhipu", [*tiers, storage, *batch, *prices("GLM-4.7-Flash input free")])
    one.shows("zhipu-intl", [dollars("GLM-5 input 1"), dollars("GLM-5 output 3.2")])
    places = [
        quote(f"glm-5 {line}", {"region": region})
        for region in ("华北2（北京）", "新加坡")
        for line in ("input 4", "output 18")
    ]
    one.shows("aliyun", places)
    hosts = [dollars("z-ai/glm-5 input 0.95"), dollars("z-ai/glm-5 output 3.15")]
    one.shows("openrouter", [*hosts, *prices("z-ai/glm-5:free input free", currency="USD")])
    return one


def test_a_card_in_english(stall: Stall) -> None:
    """Tiers, cache, batch, places, another currency, other people's lists, the references."""
    assert stall.says("price glm-5") == snapshot("""\
GLM-5

Zhipu (zhipu-intl), USD per 1M tokens
• input 1, output 3.2
   input: 1/10 of GPT-4-Turbo, 1/15 of Claude 3 Opus
   output: 1/9.4 of GPT-4-Turbo, 1/23 of Claude 3 Opus
   read 5 min ago

Zhipu (zhipu), CNY per 1M tokens
• input ≤ 32k: input 4 (≈ $0.563), output 18 (≈ $2.54), cached input 1 (≈ $0.141)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
• input 32k–128k: input 6 (≈ $0.845), output 22 (≈ $3.1), cached input 1.5 (≈ $0.211)
• cache storage free
   the page says: “限时免费”
• batch: input 2 (≈ $0.282), output 9 (≈ $1.27)
   read 5 min ago

Alibaba Cloud (aliyun), as glm-5, region 华北2（北京）; region 新加坡, CNY per 1M tokens
• input 4 (≈ $0.563), output 18 (≈ $2.54)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
   read 5 min ago

In other people's lists
• OpenRouter (1 entry): input 0.95, output 3.15 USD per 1M tokens
   read 5 min ago

Zhipu's price page: https://docs.z.ai/guides/overview/pricing
1 USD = 7.1 CNY (2025-11-20)\
""")


def test_a_card_in_chinese(stall: Stall) -> None:
    """The same, the vendor's own currency first; what is converted comes second."""
    assert stall.says("price GLM 5", voice("zh")) == snapshot("""\
GLM-5

智谱（zhipu），元/百万 tokens
• 输入 ≤ 32k：输入 4，输出 18，缓存命中输入 1
   输入：GPT-4-Turbo 的 1/18，Claude 3 Opus 的 1/27
   输出：GPT-4-Turbo 的 1/12，Claude 3 Opus 的 1/30
• 输入 32k–128k：输入 6，输出 22，缓存命中输入 1.5
• 缓存存储 免费
   页面标注：“限时免费”
• 批量：输入 2，输出 9
   5 分钟前读取

智谱（zhipu-intl），美元/百万 tokens
• 输入 1（≈ ¥7.1），输出 3.2（≈ ¥22.7）
   输入：GPT-4-Turbo 的 1/10，Claude 3 Opus 的 1/15
   输出：GPT-4-Turbo 的 1/9.4，Claude 3 Opus 的 1/23
   5 分钟前读取

阿里云百炼（aliyun），页面名称 glm-5，地域 华北2（北京）；地域 新加坡，元/百万 tokens
• 输入 4，输出 18
   输入：GPT-4-Turbo 的 1/18，Claude 3 Opus 的 1/27
   输出：GPT-4-Turbo 的 1/12，Claude 3 Opus 的 1/30
   5 分钟前读取

其他价目汇总
• OpenRouter（1 条）：输入 0.95，输出 3.15 美元/百万 tokens
   5 分钟前读取

智谱价格页: https://open.bigmodel.cn/pricing
1 美元 = 7.1 元（2025-11-20）\
""")


def test_a_card_as_telegram_and_markdown_take_it(stall: Stall) -> None:
    """What a vendor prints is no markup in either."""
    found = stall.ask("price glm-4.7-flash").message
    assert words.html(found) == snapshot("""\
<b>GLM-4.7-Flash</b>

<b>Zhipu (zhipu)</b>
• input free
   <i>read 5 min ago</i>

<a href="https://open.bigmodel.cn/pricing">Zhipu's price page</a>\
""")
    assert words.markdown(found) == snapshot("""\
**GLM-4.7-Flash**

**Zhipu (zhipu)**

- input free
  - read 5 min ago

[Zhipu's price page](https://open.bigmodel.cn/pricing)\
""")


def test_a_card_leads_on(stall: Stall) -> None:
    """To the history, to all of the vendor's prices, to the model's variants."""
    stall.shows("zhipu-intl", [dollars("GLM-5-20260715 input 1"), dollars("GLM-5 input 1")])
    asked = [(choice.label, choice.ask) for choice in stall.ask("price glm-5").choices]
    assert asked == snapshot(
        [
            ("History", "history glm-5"),
            ("All of Zhipu", "prices zhipu"),
            ("GLM-5-20260715", "price glm-5@2026-07-15"),
        ]
    )


def test_a_workload_adds_what_it_would_cost(stall: Stall) -> None:
    """A range, on what it depends, and what is not in it."""
    said = stall.says("price zhipu glm-5", voice(workload="300M in 50M out cached 60%"))
    assert [
        line for line in said.splitlines() if "a month" in line or "depends" in line
    ] == snapshot(
        [
            "• 300M in, 50M out, 60 % cached: 460 USD a month",
            "• 300M in, 50M out, 60 % cached: 1,560–2,090 CNY (≈ $220–294) a month",
            "   depends on the length of the input or output",
        ]
    )


def test_a_workload_that_cannot_be_priced_says_so() -> None:
    """Unknown, not free."""
    stall = Stall()
    stall.shows("deepseek", prices("deepseek-v4-pro input 3"))
    said = stall.says("price deepseek-v4-pro", voice(workload="300M in 50M out"))
    assert "unknown, not every price that it takes is printed" in said


# The time of day


def test_the_window_that_holds_now_is_named_with_its_end() -> None:
    """By the reader's clock; the page's own hours stand with the price."""
    stall = Stall()
    stall.shows("deepseek", TIMED)
    night = NOW.replace(hour=18)  # 02:00 in Beijing
    assert stall.says("price deepseek-v4-pro", voice("zh"), night) == snapshot("""\
deepseek-v4-pro

深度求索（deepseek），元/百万 tokens
• 高峰时段：输入 3，输出 6
   输入：GPT-4-Turbo 的 1/24，Claude 3 Opus 的 1/36
   输出：GPT-4-Turbo 的 1/36，Claude 3 Opus 的 1/89
• 低谷时段 北京时间 00:30-08:30：输入 1.5，输出 3
• 现在：低谷时段，至 08:30 UTC+08:00
   6 小时前读取

深度求索价格页: https://api-docs.deepseek.com/zh-cn/quick_start/pricing
1 美元 = 7.1 元（2025-11-20）\
""")
    assert "• now: peak, until 16:30 UTC" in stall.says("price deepseek-v4-pro")


def test_hours_that_cannot_be_read_give_no_answer() -> None:
    """Rather no answer than a likely one."""
    stall = Stall()
    odd = [replace(one, schedule="sometimes") for one in TIMED]
    stall.shows("deepseek", odd)
    assert "which window holds now is unknown" in stall.says("price deepseek-v4-pro")


def test_holidays_are_a_reservation() -> None:
    """There is no calendar of them here."""
    stall = Stall()
    weekdays = [
        replace(one, schedule="工作日 09:00-18:00 北京时间")
        if dict(one.conditions)["window"] == "peak"
        else replace(one, schedule=None)
        for one in TIMED
    ]
    stall.shows("deepseek", weekdays)
    said = stall.says("price deepseek-v4-pro", now=NOW.replace(day=21, hour=2))
    assert "• now: peak, until 10:00 UTC (unless today is a public holiday)" in said


# How old


def test_a_source_that_fails_says_since_when_and_how_old_its_prices_are(stall: Stall) -> None:
    """In both languages."""
    good_at, since = NOW - timedelta(hours=6), NOW - timedelta(hours=5)
    stall.fares("zhipu", good_at=good_at, failing_since=since, streak=10, reason="403")
    english, chinese = (
        stall.says("price zhipu glm-5"),
        stall.says("price zhipu glm-5", voice("zh")),
    )
    assert [line for line in english.splitlines() if "read" in line] == snapshot(
        [
            "   read 5 min ago",
            "   cannot be read since 2026-08-22 07:00 UTC; what stands here was read 6 h ago",
        ]
    )
    assert [line for line in chinese.splitlines() if "读" in line] == snapshot(
        [
            "   自 2026-08-22 15:00 UTC+08:00 起无法读取，以下是 6 小时前读到的价格",
            "   5 分钟前读取",
        ]
    )


def test_a_source_that_nobody_asks_any_more_is_old(stall: Stall) -> None:
    """Nothing fails, and yet the price is of last week."""
    stall.fares("zhipu", good_at=NOW - 7 * DAY)
    assert "read 7 d ago, not since then (2026-08-15 12:00 UTC)" in stall.says("price zhipu glm-5")


# What a page says of a price


def test_words_dates_and_struck_prices_stand_with_the_price() -> None:
    """With the one they belong to; once, where they belong to all."""
    stall = Stall()
    until = {"promo": "限时5折", "effective_until": "2026-08-31"}
    stall.shows(
        "moonshot",
        [
            *prices("kimi-k2.6 input 13→6.5", "kimi-k2.6 output 54→27", **until),
            *prices("kimi-k2.7 input 13→6.5", **until),
            *prices("kimi-k2.7 output 27"),
        ],
        page="k26",
    )
    assert stall.says("price kimi-k2.6") == snapshot("""\
kimi-k2.6

Moonshot AI (moonshot k26), CNY per 1M tokens
• input 6.5 (was 13, ≈ $0.915), output 27 (was 54, ≈ $3.8)
   input: 1/11 of GPT-4-Turbo, 1/16 of Claude 3 Opus
   output: 1/7.9 of GPT-4-Turbo, 1/20 of Claude 3 Opus
   the page says: “限时5折”, until Aug 31, 2026
   read 5 min ago

Moonshot AI's price page: https://platform.kimi.com/docs/pricing/chat-k26
1 USD = 7.1 CNY (2025-11-20)\
""")
    assert "input 6.5 (was 13, ≈ $0.915, “限时5折”, until Aug 31, 2026), output 27" in stall.says(
        "price kimi-k2.7"
    )


def test_a_bare_zero_is_not_called_free() -> None:
    """The page prints 0 and no word."""
    stall = Stall()
    stall.shows("deepseek", prices("deepseek-v4-pro input 0", "deepseek-v4-pro output 6"))
    said = stall.says("price deepseek-v4-pro")
    assert "• input 0, output 6 (≈ $0.845)" in said
    assert "the page prints 0 without calling it free" in said


def test_announced_prices_are_told_with_their_day() -> None:
    """With a date or without."""
    stall = Stall()
    now = Quote("Claude Sonnet 5", "input", Decimal(2), "USD")
    later = replace(now, amount=Decimal(3), effective_from="2026-09-01")
    undated = replace(now, amount=Decimal(4), announced=True)
    stall.shows("anthropic", [now], planned=[later, undated])
    said = stall.says("price claude sonnet 5")
    assert "• input: 3 USD per 1M tokens from Sep 1, 2026" in said
    assert "• input: 4 USD per 1M tokens, announced without a date" in said


def test_other_units_stand_in_full() -> None:
    """A price for a picture is none for tokens."""
    stall = Stall()
    stall.shows("zhipu", [quote("CogView-4 image 0.06", per="image")])
    assert stall.says("price cogview-4") == snapshot("""\
CogView-4

Zhipu (zhipu)
• image 0.06 CNY per image (≈ $0.00845)
   read 5 min ago

Zhipu's price page: https://open.bigmodel.cn/pricing
1 USD = 7.1 CNY (2025-11-20)\
""")


def test_the_conversion_is_into_the_readers_currency() -> None:
    """Named with its rate and day; none where the price is in it already."""
    stall = Stall()
    stall.shows("deepseek", prices("deepseek-v4-pro input 3"))
    euro = voice(
        also_in="EUR",
        rates={
            "CNY": Rate(Decimal(7), date(2026, 8, 1)),
            "EUR": Rate(Decimal("0.9"), date(2026, 8, 2)),
        },
    )
    said = stall.says("price deepseek-v4-pro", euro)
    assert "• input 3 (≈ €0.386)" in said
    assert "1 USD = 7 CNY (2026-08-01)\n1 USD = 0.9 EUR (2026-08-02)" in said
    assert "≈" not in stall.says("price deepseek-v4-pro", voice(also_in="CNY"))
    assert "≈" not in stall.says("price deepseek-v4-pro", voice(rates={}))


def test_many_conditions_turn_to_more_pages() -> None:
    """None of them is lost, and each page fits a message."""
    stall = Stall()
    many = [
        quote(f"pro-9 input {n + 1}", {"variant": f"a variant with quite a long name {n}"})
        for n in range(150)
    ]
    stall.shows("deepseek", many)
    said, line = [], "price pro-9"
    while line:
        answer = stall.ask(line)
        text = words.plain(answer.message)
        assert len(text) < 4096
        said.append(text)
        line = next((one.ask for one in answer.choices if one.label.startswith("More")), "")
    assert len(said) > 2
    assert all(f"name {n}: input {n + 1} " in "".join(said) for n in range(150))
    assert "pro-9 (2/" in said[1]


# Who is meant


def test_several_models_become_buttons(stall: Stall) -> None:
    """The newest first, each with its price; the rest on further pages."""
    names = [f"GLM-4.{n}" for n in range(9)]
    stall.shows("zhipu", prices(*(f"{name} input {n + 1}" for n, name in enumerate(names))))
    answer = stall.ask("price glm")
    assert words.plain(answer.message) == snapshot("""\
glm could be any of 12 models (1/2)

• GLM-5: input 1, output 3.2 USD per 1M tokens (Zhipu)
• GLM-4.8: input 9 CNY per 1M tokens (Zhipu)
• GLM-4.7: input 8 CNY per 1M tokens (Zhipu)
• GLM-4.6: input 7 CNY per 1M tokens (Zhipu)
• GLM-4.5: input 6 CNY per 1M tokens (Zhipu)
• GLM-4.4: input 5 CNY per 1M tokens (Zhipu)
• GLM-4.3: input 4 CNY per 1M tokens (Zhipu)
• GLM-4.2: input 3 CNY per 1M tokens (Zhipu)\
""")
    assert [choice.ask for choice in answer.choices][-2:] == ["price glm-4.2", "price glm #2"]
    assert "GLM-4.0" in stall.says("price glm #2")


def test_a_vendor_is_answered_with_its_prices() -> None:
    """By its name, its alias, in either language."""
    stall = Stall()
    stall.shows("anthropic", [Quote("Claude Opus 5", "input", Decimal(5), "USD")])
    stall.shows("zhipu", prices("GLM-5 input 4"))
    assert stall.says("price Anthropic") == stall.says("prices anthropic") != stall.says("price")
    assert stall.says("price bigmodel").startswith("Zhipu: 1 model\n")


def test_a_vendor_before_a_model_narrows_where_it_is_sold(stall: Stall) -> None:
    """But a model whose name begins with its vendor is that model everywhere."""
    assert "aliyun" not in stall.says("price zhipu glm-5")
    stall.shows("deepseek", prices("deepseek-v4-pro input 3"))
    stall.shows("volcengine", prices("deepseek-v4-pro input 12"))
    assert "volcengine" in stall.says("price deepseek v4 pro")
    assert stall.says("price volcengine v4-pro").startswith("deepseek-v4-pro\n\nVolcengine")


def test_a_slip_of_the_pen_is_answered_with_the_nearest(stall: Stall) -> None:
    """And is no answer to what was asked."""
    answer = stall.ask("price gml-5")
    assert not answer.found
    assert words.plain(answer.message) == snapshot("""\
No price of gml-5 is known

The nearest names:
• GLM-5: input 1, output 3.2 USD per 1M tokens (Zhipu)\
""")
    assert [choice.ask for choice in answer.choices] == ["price glm-5"]
    assert stall.ask("price zhipuu").choices[0].ask == "prices zhipu"


def test_what_nobody_prints_is_unknown(stall: Stall) -> None:
    """In both languages, without a guess."""
    assert stall.says("price xyzzy") == "No price of xyzzy is known"
    assert stall.says("price xyzzy", voice("zh")) == "没有“xyzzy”的价格"


def test_what_is_no_longer_printed_is_told_with_what_it_cost() -> None:
    """The nearest thing to a price that there is."""
    stall = Stall()
    stall.shows("deepseek", prices("deepseek-chat input 2", "deepseek-v4-pro input 3"))
    stall.shows("deepseek", prices("deepseek-v4-pro input 3"), NOW - DAY)
    answer = stall.ask("price deepseek-chat")
    assert not answer.found
    assert words.plain(answer.message) == snapshot("""\
deepseek-chat is no longer on any page that is read

Aug 21, 2026: DeepSeek (deepseek)
• input: no longer printed; until then 2 CNY per 1M tokens

Aug 19, 2026: DeepSeek (deepseek)
• input: 2 CNY per 1M tokens\
""")


def test_a_model_of_other_peoples_lists_only() -> None:
    """From the lowest to the highest; their bare zeros are no prices."""
    stall = Stall()
    stall.shows(
        "openrouter",
        [dollars("a/yi-9 input 1"), dollars("b/yi-9 input 2"), dollars("c/yi-9 input 0")],
    )
    said = stall.says("price yi-9")
    assert "• OpenRouter (3 entries): input 1–2 USD per 1M tokens" in said
    stall.shows("openrouter", [dollars("c/yi-9 input 0")], NOW)
    assert "unknown: no price is printed" in stall.says("price yi-9")


def test_no_question_is_answered_with_whom_one_may_ask(stall: Stall) -> None:
    """The vendors as buttons; before the first round nothing is known."""
    answer = stall.ask("price")
    assert (answer.message.headline, answer.found) == ("Which model or vendor?", False)
    assert ("Zhipu", "prices zhipu") in [(one.label, one.ask) for one in answer.choices]
    assert Stall().says("price") == "No prices are known yet: the first round is still to come."


def test_cards_to_choose_from(stall: Stall) -> None:
    """Those that vendors sell themselves, as many as are wanted."""
    found = Answers(stall.store).cards("glm", voice(), NOW, 2)
    assert [one.message.headline for one in found] == ["GLM-5", "GLM-4.7-Flash"]


@pytest.mark.parametrize("name", ["a" * 80, "云" * 40])
def test_a_name_that_is_too_long_for_a_button_can_be_asked_for(name: str) -> None:
    """Telegram's buttons carry 64 bytes."""
    stall = Stall()
    other = Quote(f"{name}-2", "input", Decimal(4), "CNY")
    stall.shows("deepseek", [Quote(name, "input", Decimal(3), "CNY"), other])
    choices = [one for one in stall.ask(f"price {name[:30]}").choices if one.label == name]
    (choice,) = choices
    assert len(choice.ask.encode()) <= 60
    assert stall.ask(choice.ask).message.headline == name
    assert stall.says(f"history {choice.ask.split()[1]}").startswith(f"{name}: its prices")


def test_prices_that_are_read_anew_are_answered_anew(stall: Stall) -> None:
    """What is kept in memory is as new as the last round."""
    answers = Answers(stall.store)
    answers.warm(voice(), NOW)
    before = words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)
    stall.shows("zhipu", prices("GLM-4.7-Flash input 0.5"), NOW - MINUTES)
    after = words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)
    assert ("input free" in before, "input 0.5" in after) == (True, True)
    stall.shows("zhipu", prices("GLM-4.7-Flash input 0.7"), NOW - MINUTES)  # the same second
    assert "input 0.7" in words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)


def test_a_page_that_was_read_again_without_change_is_only_fresher(stall: Stall) -> None:
    """Its prices stay in memory as they are; how old they are is told anew."""
    answers = Answers(stall.store)
    before = words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)
    stall.fares("zhipu", good_at=NOW - MINUTES)
    after = words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)
    assert after == before.replace("read 5 min ago", "read 60 s ago")
    stall.fares("zhipu", good_at=None)
    never = words.plain(answers.ask("price", "glm-4.7-flash", voice(), NOW).message)
    assert "never read yet" in never


def test_vendors_that_nobody_named_have_no_link_and_no_lists(stall: Stall) -> None:
    """A voice that knows no vendors calls them by their slugs."""
    said = stall.says("price glm-5", voice(vendors={}))
    assert "zhipu (zhipu), CNY per 1M tokens" in said
    assert "price page" not in said
    assert "other people's lists" not in said


def test_a_release_that_is_sold_beside_the_model_becomes_a_button() -> None:
    """It has prices of its own, and nobody has to know what Tencent calls it."""
    stall = Stall()
    stall.shows("deepseek", prices("deepseek-v4-flash input 1"))
    release = Quote("DeepSeek-V4-Flash 正式版", "input", Decimal(2), "CNY")
    stall.shows("tencent", [release])
    (choice,) = [
        one for one in stall.ask("price deepseek-v4-flash").choices if "正式版" in one.label
    ]
    assert "input 2" in stall.says(choice.ask)

"""What somebody uses in a month, and which models cost least for it."""

import pytest
from inline_snapshot import snapshot
from stall import DAY, NOW, Stall, dollars, prices, stocked, voice

from bot import words
from bot.answers.ranking import wish
from bot.workload import parse

USED = "300M in 50M out cached 60%"


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI."""
    return stocked()


# What a month costs


def test_a_workload_is_understood_and_handed_on(stall: Stall) -> None:
    """For the chat to remember; in either language."""
    answer = stall.ask("workload 输入3亿 输出5000万 缓存60%", voice("zh"))
    assert answer.workload is not None
    assert answer.workload.text == "300M in 50M out cached 60%"
    assert words.plain(answer.message) == snapshot(
        "从现在起，价格会同时按每月用量计算：输入 3亿，输出 5000万，缓存命中 60%"
    )
    assert stall.says("workload", voice(workload=USED)) == snapshot(
        "Your workload: 300M in, 50M out, 60 % cached a month"
    )


def test_a_workload_is_forgotten_or_refused(stall: Stall) -> None:
    """What is not understood changes nothing."""
    assert stall.ask("workload off").forget
    refused = stall.ask("workload 300 cats")
    assert (refused.workload, refused.forget, refused.found) == (None, False, False)
    assert words.plain(refused.message) == snapshot("""\
Say it like this: 300M in 50M out cached 60% at 32k

• “cats” is not understood here.\
""")
    assert stall.says("workload") == "Say it like this: 300M in 50M out cached 60% at 32k"


@pytest.mark.parametrize("word", ["off", "end", "clear", "取消", "关闭", "删除", "清空", "不要"])
def test_many_words_forget_a_workload(stall: Stall, word: str) -> None:
    """In either language."""
    assert stall.ask(f"workload {word}").forget


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        *(("zhipu, deepseek", "zhipu deepseek"), ("智谱、深度求索", "zhipu deepseek")),
        *(("智谱和深度求索", "zhipu deepseek"), ("from zhipu and deepseek", "zhipu deepseek")),
        *(
            ("at 128k", "128k"),
            ("128k上下文", "128k"),
            ("一百万上下文", "1M"),
            ("智谱128k以上的模型", "zhipu 128k"),
            ("128k context", "128k"),
            ("≥128k", "128k"),
        ),
        *(("free tier", "free"), ("免费额度", "free"), ("Moonshot AI", "moonshot")),
        *(("Alibaba Cloud", "aliyun"), ("阿里云", "aliyun"), ("豆包", "volcengine")),
        ("zhipu 10M in 1M out 128k", "zhipu 10M in 1M out at 128k"),
        ("智谱 输入1000w 输出100w 每次128k", "zhipu 10M in 1M out at 128k"),
    ],
)
def test_one_filter_in_many_words(typed: str, same: str) -> None:
    """Vendors by any of their names, with any mark between; a length with or without a word."""
    assert wish(typed, voice()) == wish(same, voice())


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("300M in 50M out cached 60%", "输入 3亿，输出 5000万，缓存命中 60%"),
        ("2.5T in 1T out", "输入 2.5万亿，输出 1万亿"),
        ("1.5B in 20k out at 32k", "输入 15亿，输出 2万，每次 32k"),
        ("123456789 in 900 out", "输入 123456789，输出 900"),
    ],
)
def test_chinese_counts_amounts_in_its_own_units(stall: Stall, typed: str, echo: str) -> None:
    """And understands them again; lengths are in thousands everywhere."""
    assert stall.says(f"workload {typed}", voice("zh")).endswith(f"：{echo}")
    assert parse(echo) == parse(typed)


def test_a_filter_leaves_the_askers_own_workload(stall: Stall) -> None:
    """With its length, unless another one is said."""
    mine = voice(workload=f"{USED} at 32k")
    assert wish("deepseek", mine).workload == parse(f"{USED} at 32k")
    assert wish("deepseek 128k", mine).workload == parse(f"{USED} at 128k")
    assert wish("10M in", mine).workload == parse("10M in")
    assert "60 % cached, 32k at once" in stall.says("cheapest deepseek", mine)


def test_the_last_number_of_a_workload_is_no_length() -> None:
    """In and out come first."""
    spoken = voice()
    assert wish("10M 1M", spoken).workload == parse("10M in 1M out")
    assert wish("in 10M out 1M", spoken).workload == parse("10M in 1M out")


@pytest.mark.parametrize(("typed", "word"), [("0", "0"), ("10", "10"), ("deepseek cats", "cats")])
def test_a_filter_that_is_not_understood(stall: Stall, typed: str, word: str) -> None:
    """A small number is no length; what would be one is shown."""
    answer = stall.ask(f"cheapest {typed}")
    assert answer.message.headline == f"“{word}” is not understood here."
    assert answer.message.lines[0].text == snapshot(
        "Name vendors, a length or free: zhipu deepseek 128k free"
    )


def test_whose_prices_are_not_ranked(stall: Stall) -> None:
    """Lists of other people's prices, and pages that were never read."""
    answer = stall.ask("cheapest openrouter")
    assert words.plain(answer.message) == snapshot(
        "OpenRouter lists other vendors' prices: only a vendor's own are ranked"
    )
    assert [one.ask for one in answer.choices] == ["prices openrouter"]
    assert stall.says("cheapest xai") == "No prices of xAI have been read yet"


def test_what_is_cheapest(stall: Stall) -> None:
    """By the month; free in words first, half a price list not at all."""
    assert stall.says("cheapest", voice(workload=USED)) == snapshot("""\
Cheapest for 300M in, 50M out, 60 % cached, a month

• 1. GLM-4.7-Flash (Zhipu): free
• 2. deepseek-v4-pro (DeepSeek): 664.5 CNY (≈ $93.6)
• 3. GLM-5 (Zhipu): 2,100–2,900 CNY (≈ $296–408)*
• 4. gpt-5 (OpenAI): 672.5 USD

Ordered by the lower end of a range; a length (32k) makes it narrower.
* where no price of cached input is printed, all input is billed in full
1 USD = 7.1 CNY (2025-11-20)\
""")
    assert stall.says("cheapest", voice("zh", USED)) == snapshot("""\
每月用量 输入 3亿，输出 5000万，缓存命中 60%，最便宜的是

• 1. GLM-4.7-Flash（智谱）：免费
• 2. deepseek-v4-pro（深度求索）：664.5 元
• 3. GLM-5（智谱）：2,100–2,900 元*
• 4. gpt-5（OpenAI）：672.5 美元（≈ ¥4,775）

区间按低端排序；给出长度（如 32k）可以更准确。
* 页面没有缓存命中价之处，输入全部按原价计
1 美元 = 7.1 元（2025-11-20）\
""")


def ranked(stall: Stall, line: str, workload: str = USED) -> list[str]:
    """The lines of a ranking."""
    said = stall.ask(line, voice(workload=workload)).message
    return [one.text for one in said.lines]


def test_cheapest_of_a_vendor_a_length_free_of_charge(stall: Stall) -> None:
    """Each alone and all together."""
    assert [line[:12] for line in ranked(stall, "cheapest openai 深度求索")] == [
        "1. deepseek-",
        "2. gpt-5 (Op",
    ]
    assert ranked(stall, "cheapest zhipu 16k")[-1].startswith("2. GLM-5 (Zhipu): 2,100 CNY")
    assert ranked(stall, "cheapest zhipu 128k")[-1].startswith("2. GLM-5 (Zhipu): 2,900 CNY")
    assert ranked(stall, "cheapest free") == ["1. GLM-4.7-Flash (Zhipu): free"]
    assert ranked(stall, "cheapest free openai") == []


def test_what_is_not_sold_at_a_length_is_left_out(stall: Stall) -> None:
    """Prices that end at 32k say nothing of 64k."""
    short = {"input_max": 32_000}
    stall.shows("zhipu", prices("GLM-5 input 4", "GLM-5 output 18", when=short))
    assert ranked(stall, "cheapest zhipu 64k") == []
    assert ranked(stall, "cheapest zhipu 32k")[-1].startswith("1. GLM-5")


def test_a_free_tier_counts_where_free_is_asked_for(stall: Stall) -> None:
    """And is said to have limits."""
    tier = {"tier": "free"}
    page = [dollars(f"gemini-2.5-pro {meter} free", tier) for meter in ("input", "output")]
    stall.shows("google", page)
    assert any("gemini" in line for line in ranked(stall, "cheapest free"))
    assert not any("gemini" in line for line in ranked(stall, "cheapest"))
    assert "A free tier has limits" in stall.says("cheapest free")


def test_without_a_workload_a_usual_one_is_ranked_and_named(stall: Stall) -> None:
    """And one may be given in the question itself."""
    said = stall.says("cheapest")
    assert said.startswith("Cheapest for 3M in, 1M out, a month\n")
    assert "You have told no workload" in said
    assert stall.says("cheapest 10M in 1M out").startswith(
        "Cheapest for 10M in, 1M out, a month\n"
    )
    assert stall.says("cheapest cats").startswith("“cats” is not understood here.")


def test_a_model_is_ranked_once_whatever_its_date(stall: Stall) -> None:
    """The name without a date stands for its dates at the same price."""
    dated = ("gpt-5-2025-08-07", "gpt-5")
    page = [dollars(f"{name} {m} 1") for name in dated for m in ("input", "output")]
    stall.shows("openai", page)
    assert ranked(stall, "cheapest openai") == ["1. gpt-5 (OpenAI): 350 USD*"]


def test_what_cannot_be_converted_is_not_ranked(stall: Stall) -> None:
    """Yuan and dollars are not compared without a rate."""
    said = stall.ask("cheapest", voice(workload=USED, rates={})).message
    assert not any("DeepSeek" in line.text for line in said.lines)


def test_a_bare_zero_is_ranked_and_said_to_be_one(stall: Stall) -> None:
    """The page does not call it free; free in words needs no such note."""
    assert "Where 0 stands" not in stall.says("cheapest")
    stall.shows("xai", [dollars("grok-9 input 0"), dollars("grok-9 output 0")])
    said = stall.says("cheapest")
    assert "grok-9 (xAI): 0 USD" in said
    assert "Where 0 stands, the page does not call it free." in said


def test_a_long_ranking_is_turned_page_by_page() -> None:
    """How many pages there are is said; the places go on."""
    stall = Stall()
    page = [f"qwen-{n}-plus {meter} {n + 1}" for n in range(60) for meter in ("input", "output")]
    stall.shows("aliyun", prices(*page))
    first = stall.ask("cheapest")
    assert first.message.headline == "Cheapest for 3M in, 1M out, a month (1/3)"
    assert [one.ask for one in first.choices][-1] == "cheapest #2"
    assert ranked(stall, "cheapest #2")[0].startswith("26. qwen-25-plus")
    assert len(ranked(stall, "cheapest #3")) == 10


def test_a_price_that_is_old_says_so_in_the_ranking(stall: Stall) -> None:
    """A source that has been failing for days is no fresher than one that nobody asks."""
    stall.fares("openai", good_at=NOW - 5 * DAY, failing_since=NOW - 5 * DAY, streak=99)
    (line,) = [one for one in ranked(stall, "cheapest") if "gpt-5" in one]
    assert line == "4. gpt-5 (OpenAI): 672.5 USD, read 5 d ago"
    assert sum("ago" in one for one in ranked(stall, "cheapest")) == 1


def test_how_old_all_of_them_are_is_said_once(stall: Stall) -> None:
    """Not on every line."""
    said = stall.says("cheapest", voice(workload=USED), NOW + 30 * DAY)
    assert said.count("read 30 d ago") == 1


def test_every_button_of_a_ranking_asks_what_it_says() -> None:
    """A question that is too long for a button is not asked in part: its page can be typed."""
    stall = Stall()
    page = [f"qwen-{n}-plus {meter} {n + 1}" for n in range(60) for meter in ("input", "output")]
    stall.shows("aliyun", prices(*page))
    short, long = (
        "cheapest 30M in 5M out",
        "cheapest 300000000 in 50000000 out cached 60% at 32000",
    )
    for line in (short, f"{long} aliyun"):
        answer = stall.ask(line)
        assert answer.message.headline.endswith("(1/3)")
        assert all(stall.ask(choice.ask).found for choice in answer.choices)
        assert stall.ask(f"{line} #2").message.headline.endswith("(2/3)")
    assert any(choice.label.startswith("More") for choice in stall.ask(short).choices)

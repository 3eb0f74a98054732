"""Models side by side: no entry stands for a list by chance, and every column says what it is."""

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import Stall, dollars, prices, stocked, voice


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI, and a list of other people's."""
    one = stocked()
    hosts = [dollars(f"{host}/yi-9 {price}") for host, price in HOSTS]
    one.shows("openrouter", hosts)
    return one


HOSTS = (
    *(("a", "input 5"), ("a", "output 15"), ("b", "input 0.2"), ("b", "output 0.8")),
    *(("c", "input 0"), ("c", "output 0")),
)


def test_other_peoples_entries_are_a_range(stall: Stall) -> None:
    """As on the card: from the cheapest to the dearest, a bare 0 is none; so is the bill."""
    said = stall.says("compare yi-9, gpt-5", voice(workload="300M in 50M out"))
    assert said == snapshot("""\
Side by side

• A yi-9, OpenRouter (openrouter), 3 entries
   read 5 min ago
• B gpt-5, OpenAI (openai)
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   read 5 min ago

A       B
USD     USD    per 1M
0.2–5   1.25   in
0.8–15  10     out
?       0.125  cached
   ? is unknown: no price is printed
   a range over entries goes from the lowest to the highest of them

300M in, 50M out, a month:
• A 100–2,250 USD
• B 875 USD\
""")


def test_what_is_not_priced_by_tokens_is_not_unknown(stall: Stall) -> None:
    """Its price stands below the table, under its letter."""
    stall.shows("zhipu", [quote("CogView-4 image 0.06", per="image")])
    assert stall.says("compare cogview-4, gpt-5") == snapshot("""\
Side by side

• A CogView-4, Zhipu (zhipu)
   read 5 min ago
• B gpt-5, OpenAI (openai)
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   read 5 min ago

A  B
-  USD    per 1M
-  1.25   in
-  10     out
-  0.125  cached
• A image 0.06 CNY per image
   - has no ordinary price of text tokens: what it costs stands below it\
""")


def test_a_table_that_does_not_fit_loses_nothing(stall: Stall) -> None:
    """The second currency stands beside the first; no mark is explained that is not there."""
    many = [f"pro-{n} {meter} 0.0000000{n}" for n in (1, 2) for meter in ("input", "output")]
    stall.shows("openai", [*map(dollars, many), dollars("gpt-5 input 1.25")])
    said = stall.says("compare pro-1, pro-2, glm-5, gpt-5", voice("zh"))
    assert said == snapshot("""\
价格对比

• A pro-1，OpenAI（openai）
   输入：GPT-4-Turbo 的 1/1,000,000,000，Claude 3 Opus 的 1/1,500,000,000
   输出：GPT-4-Turbo 的 1/3,000,000,000，Claude 3 Opus 的 1/7,500,000,000
   5 分钟前读取
• B pro-2，OpenAI（openai）
   输入：GPT-4-Turbo 的 1/500,000,000，Claude 3 Opus 的 1/750,000,000
   输出：GPT-4-Turbo 的 1/1,500,000,000，Claude 3 Opus 的 1/3,750,000,000
   5 分钟前读取
• C GLM-5，智谱（zhipu）
   输入：GPT-4-Turbo 的 1/18，Claude 3 Opus 的 1/27
   输出：GPT-4-Turbo 的 1/12，Claude 3 Opus 的 1/30
   5 分钟前读取
• D gpt-5，OpenAI（openai）
   输入：GPT-4-Turbo 的 1/8，Claude 3 Opus 的 1/12
   5 分钟前读取
• A 输入 0.00000001，输出 0.00000001 美元/百万 tokens（≈ ¥0.000000071，≈ ¥0.000000071）
• B 输入 0.00000002，输出 0.00000002 美元/百万 tokens（≈ ¥0.000000142，≈ ¥0.000000142）
• C 输入 4–6，输出 18–22 元/百万 tokens
• D 输入 1.25 美元/百万 tokens（≈ ¥8.88）
   区间取决于输入长度、时段或是否思考

1 美元 = 7.1 元（2025-11-20）\
""")


def test_free_is_free_in_any_currency(stall: Stall) -> None:
    """Not 0."""
    said = stall.says("compare glm-4.7-flash, gpt-5", voice("zh"))
    assert said == snapshot("""\
价格对比

• A GLM-4.7-Flash，智谱（zhipu）
   5 分钟前读取
• B gpt-5，OpenAI（openai）
   输入：GPT-4-Turbo 的 1/8，Claude 3 Opus 的 1/12
   输出：GPT-4-Turbo 的 1/3，Claude 3 Opus 的 1/7.5
   5 分钟前读取

A     B
CNY   USD    每百万
免费  1.25   输入
免费  10     输出
?     0.125  缓存
免费  8.88   ≈¥ 输入
免费  71     ≈¥ 输出
   ? 表示未知：页面没有标价

1 美元 = 7.1 元（2025-11-20）\
""")
    stall.shows(
        "zhipu", prices("pro-9 input free", when={"input_max": 9}) + prices("pro-9 input 2")
    )
    assert "免费–2" in stall.says("compare pro-9, gpt-5", voice("zh"))


def test_a_line_of_other_peoples_prices_names_whose_list_it_is(stall: Stall) -> None:
    """Prices of another list are not among them."""
    stall.shows("litellm", [dollars("x/yi-9 input 7"), dollars("x/yi-9-max input 8")])
    assert "• yi-9: input 7 USD per 1M tokens (LiteLLM)" in stall.says("price yi").splitlines()

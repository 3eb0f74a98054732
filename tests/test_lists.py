"""A vendor's prices, models side by side, what is free: many models, short."""

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import DAY, NOW, Stall, dollars, prices, stocked, voice

from bot import words
from bot.answers.grid import WIDTH, width

USED = "300M in 50M out cached 60%"


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI."""
    return stocked()


# A vendor's prices


def test_the_prices_of_a_vendor(stall: Stall) -> None:
    """A line a model, the unit once."""
    assert stall.says("prices zhipu") == snapshot("""\
Zhipu: 2 models

Zhipu (zhipu), CNY per 1M tokens
   read 5 min ago
• GLM-5: input 4–6, output 18–22
• GLM-4.7-Flash: input free, output free\
""")
    assert stall.says("prices 深度求索", voice("zh")) == snapshot("""\
深度求索：2 个模型

深度求索（deepseek），元/百万 tokens
   5 分钟前读取
• deepseek-v4-flash：输入 1
• deepseek-v4-pro：输入 3，输出 6，缓存命中输入 0.025\
""")


def test_the_newest_prices_come_first(stall: Stall) -> None:
    """Whoever asks for a vendor wants to see what is new."""
    page = prices("deepseek-v4-pro input 3", "deepseek-v4-flash input 0.5")
    stall.shows("deepseek", page, NOW - DAY)
    names = [line for line in stall.says("prices deepseek").splitlines() if "input" in line]
    assert names == ["• deepseek-v4-flash: input 0.5", "• deepseek-v4-pro: input 3"]


def test_the_prices_of_a_vendor_can_be_narrowed(stall: Stall) -> None:
    """By words behind the vendor; by a source's name."""
    assert stall.says("prices deepseek flash").startswith("DeepSeek, flash: 1 model\n")
    stall.shows("deepseek-intl", [dollars("deepseek-v4-pro input 0.4")])
    assert "deepseek-intl" not in stall.says("prices deepseek flash")
    assert stall.says("prices deepseek-intl").count("•") == 1
    assert not stall.ask("prices deepseek xyzzy").found


def test_a_long_list_is_turned_page_by_page() -> None:
    """Every model stands on exactly one page, and the button turns it."""
    stall = Stall()
    stall.shows("aliyun", prices(*(f"qwen-{n}-plus input {n + 1}" for n in range(70))))
    seen, line = [], "prices aliyun"
    while line:
        answer = stall.ask(line)
        seen += [one.text.partition(":")[0] for one in answer.message.lines if "plus" in one.text]
        line = next((one.ask for one in answer.choices), "")
    assert sorted(seen) == sorted(f"qwen-{n}-plus" for n in range(70))


def test_other_peoples_lists_are_counted_whole_and_looked_up_in_parts() -> None:
    """Thousands of names are no reason to read thousands of prices; a 0 is not called free."""
    stall = Stall()
    names = [f"host-{n}/llama-{n}" for n in range(50)]
    stall.shows("openrouter", [dollars(f"{name} input {n}") for n, name in enumerate(names)])
    said = stall.says("prices openrouter")
    assert said.startswith("OpenRouter: 50 models (1/2)\n")
    assert said.count("•") == 30
    assert "Where 0 stands, the page does not" in stall.says("prices openrouter llama-0")


def test_a_vendors_name_may_have_two_words(stall: Stall) -> None:
    """In every question that takes a vendor."""
    stall.shows("mistral", [dollars("mistral-large input 2"), dollars("mistral-small input 1")])
    whole = stall.says("prices mistral")
    assert stall.says("prices Mistral AI") == stall.says("price Mistral AI") == whole
    assert stall.says("prices Mistral AI small").startswith("Mistral AI, small: 1 model\n")
    assert stall.says("price Mistral AI large").startswith("mistral-large\n")


def test_what_is_no_vendor_is_looked_for_as_a_model(stall: Stall) -> None:
    """And no word at all is answered with the vendors."""
    assert stall.says("prices gpt-5") == stall.says("price gpt-5")
    assert stall.ask("prices").choices == stall.ask("price").choices


# Side by side


def test_models_side_by_side(stall: Stall) -> None:
    """Letters over columns, labels behind them; what is unknown or a range is said to be."""
    assert stall.says("compare deepseek-v4-pro glm-5 gpt-5", voice(workload=USED)) == snapshot("""\
Side by side

• A deepseek-v4-pro, DeepSeek (deepseek)
   input: 1/24 of GPT-4-Turbo, 1/36 of Claude 3 Opus
   output: 1/36 of GPT-4-Turbo, 1/89 of Claude 3 Opus
   read 5 min ago
• B GLM-5, Zhipu (zhipu)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
   read 5 min ago
• C gpt-5, OpenAI (openai)
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   read 5 min ago

A      B            C
CNY    CNY          USD    per 1M
3      4–6          1.25   in
6      18–22        10     out
0.025  ?            0.125  cached
0.423  0.563–0.845  1.25   ≈$ in
0.845  2.54–3.1     10     ≈$ out
   ? is unknown: no price is printed
   a range depends on the input's length, the time of day or thinking

300M in, 50M out, 60 % cached, a month:
• A 664.5 CNY (≈ $93.6)
• B 2,100–2,900 CNY (≈ $296–408)
• C 672.5 USD

1 USD = 7.1 CNY (2025-11-20)\
""")
    assert stall.says("compare deepseek-v4-pro glm-5 gpt-5", voice("zh", USED)) == snapshot("""\
价格对比

• A deepseek-v4-pro，深度求索（deepseek）
   输入：GPT-4-Turbo 的 1/24，Claude 3 Opus 的 1/36
   输出：GPT-4-Turbo 的 1/36，Claude 3 Opus 的 1/89
   5 分钟前读取
• B GLM-5，智谱（zhipu）
   输入：GPT-4-Turbo 的 1/18，Claude 3 Opus 的 1/27
   输出：GPT-4-Turbo 的 1/12，Claude 3 Opus 的 1/30
   5 分钟前读取
• C gpt-5，OpenAI（openai）
   输入：GPT-4-Turbo 的 1/8，Claude 3 Opus 的 1/12
   输出：GPT-4-Turbo 的 1/3，Claude 3 Opus 的 1/7.5
   5 分钟前读取

A      B      C
CNY    CNY    USD    每百万
3      4–6    1.25   输入
6      18–22  10     输出
0.025  ?      0.125  缓存
3      4–6    8.88   ≈¥ 输入
6      18–22  71     ≈¥ 输出
   ? 表示未知：页面没有标价
   区间取决于输入长度、时段或是否思考

输入 3亿，输出 5000万，缓存命中 60%，每月：
• A 664.5 元
• B 2,100–2,900 元
• C 672.5 美元（≈ ¥4,775）

1 美元 = 7.1 元（2025-11-20）\
""")


def test_a_table_fits_a_phone(stall: Stall) -> None:
    """In letters of equal width; where it is too wide the models stand one below the other."""
    table = stall.ask("compare deepseek-v4-pro, glm-5, gpt-5").message
    rows = [line.text for line in table.lines if line.rank == "table"]
    assert rows
    assert max(map(width, rows)) <= WIDTH
    assert "<pre>A" in words.html(table)
    assert "```\nA" in words.markdown(table)
    long = [f"pro-{n} input 0.0000000{n}" for n in range(1, 5)]
    stall.shows("openai", [dollars(line) for line in long])
    stacked = stall.ask("compare pro-1 pro-2 pro-3 pro-4").message
    assert "table" not in {line.rank for line in stacked.lines}
    assert "A input 0.00000001 USD per 1M tokens" in [line.text for line in stacked.lines]


def test_what_cannot_be_compared_is_named(stall: Stall) -> None:
    """The others are compared all the same."""
    assert "xyzzy: no such price is known" in stall.says("compare glm-5 vs xyzzy")
    assert not stall.ask("compare xyzzy").found
    assert not stall.ask("compare").found
    assert stall.says("compare glm-5 glm-5").count("GLM-5") == 1


def test_models_without_tokens_are_compared_by_what_they_have(stall: Stall) -> None:
    """Pictures by the picture."""
    stall.shows("zhipu", [quote("CogView-4 image 0.06", per="image"), *prices("x-1 input 0")])
    assert "• A image 0.06 CNY per image" in stall.says("compare cogview-4")
    assert "Where 0 stands" in stall.says("compare x-1")


def test_what_a_model_has_no_price_for_is_unknown_beside_others(stall: Stall) -> None:
    """In its own currency and in the reader's; and so is its bill."""
    answer = stall.ask("compare deepseek-v4-flash gpt-5", voice(workload=USED))
    rows = [one.text for one in answer.message.lines if one.rank == "table"]
    assert rows[3:] == [
        "?      10     out",
        "?      0.125  cached",
        "0.141  1.25   ≈$ in",
        "?      10     ≈$ out",
    ]
    assert "A unknown: no price is printed" in [one.text for one in answer.message.lines]


# Free


def test_what_is_free_now(stall: Stall) -> None:
    """By which words of which page; whole models before parts of them."""
    stall.shows("google", [dollars("gemini-2.5-pro input free", {"tier": "free"})])
    stall.shows("openrouter", [dollars("a/x:free input free"), dollars("a/y input 0")])
    assert stall.says("free") == snapshot("""\
Free now

Google (google)
• input (free tier): gemini-2.5-pro
   the page says: “free”
   read 5 min ago

Zhipu (zhipu)
• input, output: GLM-4.7-Flash
   the page says: “免费”
• cache storage: GLM-5
   the page says: “限时免费”
   read 5 min ago

OpenRouter (openrouter)
• input: a/x:free
   the page says: “free”
   read 5 min ago

Only what a page calls free in words; a bare 0 is not listed.\
""")
    assert stall.says("free", voice("zh")) == snapshot("""\
现在免费

谷歌（google）
• 输入（免费档）：gemini-2.5-pro
   页面标注：“free”
   5 分钟前读取

智谱（zhipu）
• 输入，输出：GLM-4.7-Flash
   页面标注：“免费”
• 缓存存储：GLM-5
   页面标注：“限时免费”
   5 分钟前读取

OpenRouter（openrouter）
• 输入：a/x:free
   页面标注：“free”
   5 分钟前读取

只列页面明确写明免费的；仅标 0 的不算。\
""")


def test_free_can_be_asked_of_one_vendor(stall: Stall) -> None:
    """And nothing free is said to be nothing."""
    assert stall.says("free zhipu").count("\n\n") == 2
    nothing = "no page that is read calls anything free now."
    assert stall.says("free deepseek") == f"DeepSeek: {nothing}"
    assert stall.says("free openai gpt-5") == f"OpenAI, gpt-5: {nothing}"


def test_free_can_be_asked_of_a_model(stall: Stall) -> None:
    """By whatever name; a word that means nothing here is named, not dropped."""
    stall.shows(
        "openrouter", [dollars("z-ai/glm-4.7-flash input free"), dollars("a/b input free")]
    )
    said = stall.says("free glm-4.7-flash")
    assert "GLM-4.7-Flash\n" in said
    assert "z-ai/glm-4.7-flash" in said
    assert "GLM-5" not in said
    assert "a/b" not in said
    assert stall.says("free openrouter glm").count("glm") == 1
    assert stall.says("free gpt-5") == "gpt-5: no page that is read calls anything free now."
    assert stall.says("free gpt-5", voice("zh")) == "gpt-5：目前读取的页面都没有写明免费的价格。"
    assert stall.says("free foo") == "No price of foo is known"


def test_one_free_tier_of_several_is_not_the_whole(stall: Stall) -> None:
    """Free up to 32k is not free."""
    short, long = {"input_max": 32_000}, {"input_min": 32_000}
    page = [*prices("m-1 input free", when=short), *prices("m-1 input 2", when=long)]
    stall.shows("deepseek", page)
    assert "• input (input ≤ 32k): m-1" in stall.says("free deepseek")


def test_a_model_on_special_terms_only_keeps_all_its_prices(stall: Stall) -> None:
    """In one unit, which is said once; no other price is lost in a list."""
    tuned = [dollars(f"gpt-4 {price}", {"service": "fine_tuned"}) for price in TUNED]
    stall.shows("openai", tuned)
    line = "gpt-4: fine-tuned: input 3.75, output 15"
    assert line in stall.says("prices openai").splitlines()[-1]
    stall.shows("openai", [*tuned, dollars("gpt-4-turbo input 10")])
    assert f"{line} USD per 1M tokens (OpenAI)" in stall.says("price gpt")


TUNED = ("input 3.75", "output 15")

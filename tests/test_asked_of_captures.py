"""Questions about the captured pages: real prices, in both languages, within a phone's bounds."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asking import Shelves, stock
from conftest import PAGES
from inline_snapshot import snapshot
from stall import voice

from bot import chart, models, words
from bot.answers import Answer, Answers
from bot.answers.grid import WIDTH, width
from bot.store import Store
from bot.words import Language, Voice
from scrapers import registry

READ = datetime(2026, 8, 22, 11, 55, tzinfo=UTC)
NOW = READ + timedelta(minutes=5)
LANGUAGES: tuple[Language, ...] = ("en", "zh")
USED = "300M in 50M out cached 60%"
LONGEST, FORMS, BUTTON = 4096, 100, 60  # what a message of Telegram's holds, and our share of 64


@pytest.fixture(scope="module")
def answers(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Every source's newest capture, read a moment ago by a round as the service makes it."""
    assert pages.is_dir()
    shelves = Shelves()
    with Store(tmp_path_factory.mktemp("asked") / "asked.db") as store:
        asyncio.run(stock(store, shelves, list(shelves.sources()), READ))
        yield Answers(store, [source.name for source in registry.sources().values()])


def ask(answers: Answers, line: str, spoken: Voice | None = None) -> Answer:
    """The answer to a line."""
    command, _, rest = line.partition(" ")
    return answers.ask(command, rest, spoken or voice(), NOW)


def said(answers: Answers, line: str, spoken: Voice | None = None) -> str:
    """The same as plain text."""
    return words.plain(ask(answers, line, spoken).message)


def test_a_model_in_english(answers: Answers) -> None:
    """Every seller, every condition, other people's lists."""
    assert said(answers, "price glm-5") == snapshot("""\
GLM-5

Zhipu (zhipu-intl), USD per 1M tokens
• input 1, output 3.2, cached input 0.2, cache storage free (“Limited-time Free”)
   input: 1/10 of GPT-4-Turbo, 1/15 of Claude 3 Opus
   output: 1/9.4 of GPT-4-Turbo, 1/23 of Claude 3 Opus
   read 5 min ago

Zhipu (zhipu), CNY per 1M tokens
• input ≤ 32k: input 4 (≈ $0.563), output 18 (≈ $2.54), cached input 1 (≈ $0.141), cache storage free (“限时免费”)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
• input > 32k: input 6 (≈ $0.845), output 22 (≈ $3.1), cached input 1.5 (≈ $0.211), cache storage free (“限时免费”)
   read 5 min ago

Baidu (baidu-intl), USD per 1M tokens
• input 1, output 3.2, cached input 0.2
   input: 1/10 of GPT-4-Turbo, 1/15 of Claude 3 Opus
   output: 1/9.4 of GPT-4-Turbo, 1/23 of Claude 3 Opus
   read 5 min ago

Alibaba Cloud (aliyun), as ZHIPU/GLM-5, region 华北2（北京）, CNY per 1M tokens
• input 6 (≈ $0.845), output 22 (≈ $3.1)
   input: 1/12 of GPT-4-Turbo, 1/18 of Claude 3 Opus
   output: 1/9.7 of GPT-4-Turbo, 1/24 of Claude 3 Opus
   read 5 min ago

Alibaba Cloud (aliyun), as glm-5, region 华北2（北京）, CNY per 1M tokens
• input ≤ 32k: input 4 (≈ $0.563), output 18 (≈ $2.54)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
• input 32k–198k: input 6 (≈ $0.845), output 22 (≈ $3.1)
   read 5 min ago

Tencent Cloud (tencent), region 广州, CNY per 1M tokens
• input ≤ 32k: input 4 (≈ $0.563), output 18 (≈ $2.54), cached input 1 (≈ $0.141)
   input: 1/18 of GPT-4-Turbo, 1/27 of Claude 3 Opus
   output: 1/12 of GPT-4-Turbo, 1/30 of Claude 3 Opus
• input > 32k: input 6 (≈ $0.845), output 22 (≈ $3.1), cached input 1.5 (≈ $0.211)

Tencent Cloud (tencent), CNY per 1M tokens
• input ≤ 32k, batch: input 2 (≈ $0.282), output 9 (≈ $1.27), cached input 0.5 (≈ $0.0704)
• input > 32k, batch: input 3 (≈ $0.423), output 11 (≈ $1.55), cached input 0.75 (≈ $0.106)

Tencent Cloud (tencent), region 新加坡, CNY per 1M tokens
• input 7.325 (≈ $1.03), output 23.439 (≈ $3.3), cached input 1.465 (≈ $0.206)
   read 5 min ago

In other people's lists
• models.dev (40 entries): input 0.3–1.2, output 1.9–3.5, cached input 0.1–0.2 USD per 1M tokens
   read 5 min ago
• OpenRouter (1 entry): input 0.95, output 3.15, cached input 0.19 USD per 1M tokens
   read 5 min ago

Zhipu's price page: https://docs.z.ai/guides/overview/pricing
1 USD = 7.1 CNY (2025-11-20)\
""")  # noqa: E501 - as long as a message has them


def test_a_model_in_chinese(answers: Answers) -> None:
    """Tiers by input and output, batch, fine-tunes; with a workload."""
    assert said(answers, "price doubao-seed-1.6", voice("zh", USED)) == snapshot("""\
doubao-seed-1.6

火山引擎（volcengine），元/百万 tokens
• 输入 ≤ 32k，输出 ≤ 200：输入 0.8，输出 2，缓存命中输入 0.16
   输入：GPT-4-Turbo 的 1/89，Claude 3 Opus 的 1/133
   输出：GPT-4-Turbo 的 1/107，Claude 3 Opus 的 1/266
• 输入 ≤ 32k，输出 ≤ 200：缓存存储 0.017 元/百万 tokens/小时
• 输入 ≤ 32k，输出 > 200：输入 0.8，输出 8，缓存命中输入 0.16
• 输入 ≤ 32k，输出 > 200：缓存存储 0.017 元/百万 tokens/小时
• 输入 32k–128k：输入 1.2，输出 16，缓存命中输入 0.16
• 输入 32k–128k：缓存存储 0.017 元/百万 tokens/小时
• 输入 128k–256k：输入 2.4，输出 24，缓存命中输入 0.16
• 输入 128k–256k：缓存存储 0.017 元/百万 tokens/小时
• 输入 ≤ 32k，输出 ≤ 200，批量：输入 0.4，输出 1，缓存命中输入 0.16
• 输入 ≤ 32k，输出 > 200，批量：输入 0.4，输出 4，缓存命中输入 0.16
• 输入 32k–128k，批量：输入 0.6，输出 8，缓存命中输入 0.16
• 输入 128k–256k，批量：输入 1.2，输出 12，缓存命中输入 0.16
• 输入 ≤ 32k，微调模型：输入 1.6，输出 16
• 输入 32k–128k，微调模型：输入 2.4，输出 32
• 输入 ≤ 32k，微调模型批量：输入 0.4，输出 4，缓存命中输入 0.16
• 输入 32k–128k，微调模型批量：输入 0.6，输出 8，缓存命中输入 0.16
• 输入 128k–256k，微调模型批量：输入 1.2，输出 12，缓存命中输入 0.16
• 输入 3亿，输出 5000万，缓存命中 60%：每月 224.8–1,516.8 元
   取决于输入或输出长度
   不含缓存存储
   5 分钟前读取

火山引擎价格页: https://www.volcengine.com/docs/82379/1544106
1 美元 = 7.1 元（2025-11-20）\
""")


def test_a_free_tier_and_long_inputs(answers: Answers) -> None:
    """The free tier beside what is paid, each length for itself."""
    assert said(answers, "price gemini 2.5 pro") == snapshot("""\
gemini-2.5-pro

Google (google), USD per 1M tokens
• input ≤ 200k: input 1.25, output 10, cached input 0.125
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
• input > 200k: input 2.5, output 15, cached input 0.25
• cache storage 4.5 USD per 1M tokens and hour
• input ≤ 200k, batch: input 0.625, output 5, cached input 0.125
• input > 200k, batch: input 1.25, output 7.5, cached input 0.25
• batch: cache storage 4.5 USD per 1M tokens and hour
• free tier: input free, output free
   read 5 min ago

In other people's lists
• LiteLLM (3 entries): input 1.25–2.5, output 10–15 USD per 1M tokens
   read 5 min ago
• models.dev (28 entries): input 0.87–2.5, output 7–15, cached input 0.087–0.3125 USD per 1M tokens
   read 5 min ago
• OpenRouter (1 entry): input 1.25–2.5, output 10–15, cached input 0.125–0.25 USD per 1M tokens
   read 5 min ago

Google's price page: https://ai.google.dev/gemini-api/docs/pricing\
""")


def test_side_by_side(answers: Answers) -> None:
    """Three vendors, two currencies, a bill each."""
    line = "compare deepseek-v4-pro, glm-5, gpt-5"
    assert said(answers, line, voice(workload=USED)) == snapshot("""\
Side by side

• A deepseek-v4-pro, DeepSeek (deepseek-intl)
   until 2026-05-31 15:59 UTC, which has passed
   input: 1/23 of GPT-4-Turbo, 1/34 of Claude 3 Opus
   output: 1/34 of GPT-4-Turbo, 1/86 of Claude 3 Opus
   read 5 min ago
• B GLM-5, Zhipu (zhipu-intl)
   input: 1/10 of GPT-4-Turbo, 1/15 of Claude 3 Opus
   output: 1/9.4 of GPT-4-Turbo, 1/23 of Claude 3 Opus
   read 5 min ago
• C gpt-5, OpenAI (openai)
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   read 5 min ago

A         B    C
USD       USD  USD    per 1M
0.435     1    1.25   in
0.87      3.2  10     out
0.003625  0.2  0.125  cached

300M in, 50M out, 60 % cached, a month:
• A 96.35 USD
• B 316 USD
• C 672.5 USD\
""")
    assert said(answers, line, voice("zh")) == snapshot("""\
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
0.025  1–1.5  0.125  缓存
3      4–6    8.88   ≈¥ 输入
6      18–22  71     ≈¥ 输出
   区间取决于输入长度、时段或是否思考

1 美元 = 7.1 元（2025-11-20）\
""")


def test_what_a_family_costs(answers: Answers) -> None:
    """Several hits: the newest first, each a button."""
    assert said(answers, "price glm") == snapshot("""\
glm could be any of 102 models (1/13)

• GLM-5.2: input 1.4, output 4.4, cached input 0.26 USD per 1M tokens (Zhipu)
• glm-5.2-us: input 10.492, output 32.974 CNY per 1M tokens (Alibaba Cloud)
• glm-5.2-fast-preview: input 16, output 56 CNY per 1M tokens (Alibaba Cloud)
• GLM-5.1: input 1.4, output 4.4, cached input 0.26 USD per 1M tokens (Zhipu)
• GLM-5: input 1, output 3.2, cached input 0.2 USD per 1M tokens (Zhipu)
• GLM-5-Turbo: input 1.2, output 4, cached input 0.24 USD per 1M tokens (Zhipu)
• GLM-5V-Turbo: input 1.2, output 4, cached input 0.24 USD per 1M tokens (Zhipu)
• GLM-4.7: input 0.6, output 2.2, cached input 0.11 USD per 1M tokens (Zhipu)\
""")
    assert [one.ask for one in ask(answers, "price claude").choices][:3] == snapshot(
        ["price claude-opus-5", "price claude-fable-5", "price claude-mythos-5"]
    )


def test_what_is_free(answers: Answers) -> None:
    """By the pages' own words, in either language."""
    assert said(answers, "free mistral") == snapshot("""\
Free now

Mistral AI (mistral)
• input, output: labs-leanstral-2603
   the page says: “for a limited period”
   read 5 min ago

Only what a page calls free in words; a bare 0 is not listed.\
""")
    assert said(answers, "free 阿里云百炼", voice("zh")) == snapshot("""\
现在免费

阿里云百炼（aliyun）
• 输入，输出：deepseek-r1-distill-qwen-1.5b，facechain-facedetect
   页面标注：“限时免费”
   5 分钟前读取

只列页面明确写明免费的；仅标 0 的不算。\
""")


def test_what_is_cheapest(answers: Answers) -> None:
    """Of two vendors, for inputs of 128k, by the month."""
    assert said(answers, "cheapest anthropic deepseek 128k", voice(workload=USED)) == snapshot("""\
Cheapest for 300M in, 50M out, 60 % cached, 128k at once, a month

• 1. deepseek-v4-flash (DeepSeek, 1M): 31.3 USD
• 2. deepseek-v4-pro (DeepSeek, 1M): 96.35 USD, until 2026-05-31 15:59 UTC, which has passed
• 3. Claude Haiku 3.5 (Anthropic, 200k): 310.4 USD
• 4. Claude Haiku 4.5 (Anthropic, 200k): 388 USD
• 5. Claude Sonnet 5 (Anthropic, 1M): 776 USD, until Aug 31, 2026
• 6. Claude Sonnet 4 (Anthropic, 200k): 1,164 USD
• 7. Claude Sonnet 4.5 (Anthropic, 200k): 1,164 USD
• 8. Claude Sonnet 4.6 (Anthropic, 1M): 1,164 USD
• 9. Claude Opus 4.5 (Anthropic, 200k): 1,940 USD
• 10. Claude Opus 4.6 (Anthropic, 1M): 1,940 USD
• 11. Claude Opus 4.7 (Anthropic, 1M): 1,940 USD
• 12. Claude Opus 4.8 (Anthropic, 1M): 1,940 USD
• 13. Claude Fable 5 (Anthropic, 1M): 3,880 USD
• 14. Claude Opus 4 (Anthropic, 200k): 5,820 USD
• 15. Claude Opus 4.1 (Anthropic, 200k): 5,820 USD

Of these neither their pages nor a list says how long an input may be
• 16. Claude Opus 5 (Anthropic): 1,940 USD
• 17. Claude Mythos 5 (Anthropic): 3,880 USD

Writing to and storing in a cache is not in it.\
""")


def test_a_slip_is_answered_with_the_nearest(answers: Answers) -> None:
    """Among thousands of names."""
    assert [one.ask for one in ask(answers, "price gtp-4o-mni").choices][:2] == snapshot(
        ["price gpt-4o-mini", "price gpt-5.4-mini"]
    )


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("price deepseek-chat", "deepseek-chat\n\nDeepSeek (deepseek-intl), as deepseek-v4-flash"),
        (
            "price Mistral Large 3",
            "mistral-large-3\n\nMistral AI (mistral), as mistral-large-latest",
        ),
        (
            "price Ministral 3 - 3B",
            "ministral-3-3b\n\nMistral AI (mistral), as ministral-3b-latest",
        ),
        ("price ~moonshotai/kimi-latest", "kimi-latest\n\nIn other people's lists"),
        ("price gpt-5.6", "gpt-5.6 could be any of 5 models\n\n• gpt-5.6-sol"),
        ("price gemini 3 pro", "gemini 3 pro could be any of 2 models\n\n• gemini-3-pro-preview"),
        ("price k2", "k2 could be any of 3 models\n\n• Moonshot-Kimi-K2-Instruct"),
        ("price google", "Google: 13 models"),
        ("price 混元3", "Hy3\n\nTencent Cloud (tencent)"),
        ("price grok", "grok could be any of 49 models (1/7)\n\n• grok-4.5"),
        ("price 腾讯deepseek", "腾讯deepseek could be any of 3 models"),
        ("price 百度 glm", "百度 glm could be any of 3 models"),
        ("price openrouter glm-4.5", "OpenRouter, glm-4.5: 1 model"),
    ],
)
def test_what_people_type(answers: Answers, line: str, begins: str) -> None:
    """Nicknames, names that a page explains, names that only lists have."""
    assert said(answers, line).startswith(begins)


def test_what_a_page_explains_has_its_price_there(answers: Answers) -> None:
    """Each name of `[beside]` leads to a price that its maker prints now, and says under which."""
    for name, other in models.rules().beside.items():
        assert f", as {other}," in said(answers, f"price {name}").splitlines()[2], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_model_has_an_answer_that_fits(answers: Answers, language: Language) -> None:
    """No message is too long, has too many forms, or a button that Telegram refuses."""
    spoken = voice(language, USED)
    names = sorted({offer.name for offer in answers.kept.offers()})
    assert len(names) > 600 or not PAGES.is_dir()
    for line in [f"price {name}" for name in names[::3]] + [f"history {n}" for n in names[::9]]:
        answer = ask(answers, line, spoken)
        assert answer.found, line
        _fits(answer, line)


def _fits(answer: Answer, line: str) -> None:
    html = words.html(answer.message)
    text = re.sub(r"<[^>]*>", "", html)
    assert len(text.encode("utf-16-le")) // 2 < LONGEST, line
    assert html.count("</") <= FORMS, line
    assert all(len(one.ask.encode()) <= BUTTON for one in answer.choices), line
    rows = [one.text for one in answer.message.lines if one.rank == "table"]
    assert all(width(row) <= WIDTH for row in rows), line


@pytest.mark.parametrize(
    "line",
    [
        *("price", "price qwen", "prices aliyun", "prices aliyun #15", "prices openai #3"),
        *("prices modelsdev", "prices openrouter gpt", "free", "free #3", "now", "status"),
        *("changes 30d", "war", "cheapest", "cheapest free", "cheapest 1M", "compare gpt-5"),
        *("compare qwen3-max qwen-plus qwen-turbo qwen-flash", "workload 1M in", "price grok"),
    ],
)
def test_every_answer_fits(answers: Answers, line: str) -> None:
    """Also those about all models at once."""
    for language in LANGUAGES:
        _fits(ask(answers, line, voice(language)), line)


@pytest.mark.parametrize("name", ["deepseek-v4-pro", "qwen3-max", "doubao-seed-1.6", "CogView-4"])
def test_every_history_can_be_drawn(answers: Answers, name: str) -> None:
    """Text tokens, tiers, several vendors, pictures."""
    picture = ask(answers, f"history {name}", voice("zh")).picture
    assert picture is not None
    assert chart.draw(picture, "dark").startswith(b"\x89PNG")

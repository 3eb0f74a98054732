"""What an alert says: every event, in both languages, exactly and without anything forged."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from string import Formatter
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from markdown_it import MarkdownIt

from bot import words
from bot.alerts import Alert, Audience
from bot.events import Event, Evidence, Proof, Type
from bot.recipients import Reader
from bot.words import Language, Line, Message, Rate, Reference, Voice, figures
from bot.words.catalogue import Catalogue
from bot.words.chinese import CHINESE
from bot.words.english import ENGLISH
from bot.words.replies_chinese import REPLIES_ZH
from bot.words.replies_english import REPLIES_EN
from bot.workload import parse
from scrapers.quotes import CONDITION_KEYS, METERS, UNITS, Quote, Source, Vendor, plain

NOW = datetime(2026, 8, 2, 0, 2, tzinfo=UTC)
URL = "https://api-docs.deepseek.com/pricing?a=1&b=2"
REFERENCES = (
    Reference("GPT-4-Turbo", "USD", Decimal(10), Decimal(30)),
    Reference("Claude 3 Opus", "USD", Decimal(15), Decimal(75)),
)
RATES = {"CNY": Rate(Decimal("7.1"), date(2025, 11, 20))}
NOBODY = Source("deepseek-x", ("CNY",), {"": ("https://example.org",)}, lambda _: [])
VENDORS = {"deepseek": Vendor("deepseek", "DeepSeek", (NOBODY,), name_zh="深度求索")}
NO_PRICE: dict[str, Any] = dict.fromkeys(("meter", "old", "new", "currency", "per"))
LANGUAGES: tuple[Language, ...] = get_args(Language)
TYPES: tuple[Type, ...] = get_args(Type)
SPOKEN = {"en": ENGLISH, "zh": CHINESE}


def _voice(language: Language = "en", **more: Any) -> Voice:
    return Voice(language, vendors=VENDORS, **more)


def _proof(published: str, at: datetime) -> dict[str, Any]:
    return {"url": URL, "sha256": "a" * 64, "published": published, "read_at": at}


def _event(kind: Type = "price.cut", *, gap: timedelta = timedelta(0), **facts: Any) -> Event:
    known: dict[str, Any] = {
        "id": "ev_1",
        "type": kind,
        "at": NOW,
        "seen_at": NOW,
        "source": "deepseek",
        "vendor": "deepseek",
        "model": "deepseek-v4-pro",
        "meter": "input",
        "old": Decimal(3),
        "new": Decimal("1.5"),
        "currency": "CNY",
        "per": "1M tokens",
        "evidence": Evidence(**_proof("1.5", NOW), before=Proof(**_proof("3", NOW - gap))),
    }
    return Event(**known | facts)


def _source_event(kind: Type, **facts: Any) -> Event:
    nothing = NO_PRICE | {"model": None, "evidence": None}
    since = NOW - timedelta(hours=25)
    return _event(kind, **nothing, seen_at=since, reason="403: a bot wall", **facts)


def _listed(
    meter: str, amount: str, schedule: str | None = None, **conditions: Any
) -> dict[str, Any]:
    quote = Quote(
        *("deepseek-v4-pro", meter, Decimal(amount), "CNY"),
        conditions=tuple(conditions.items()),
        schedule=schedule,
    )
    return quote.json()


def _alert(*events: Event, audience: Audience = "subscribers") -> Alert:
    return Alert("al_1", "deepseek", "deepseek", NOW, audience, events)


def _said(*events: Event, spoken: Voice | None = None, audience: Audience = "subscribers") -> str:
    return words.plain(words.message(_alert(*events, audience=audience), spoken or _voice()))


def _body(*events: Event, spoken: Voice | None = None, audience: Audience = "subscribers") -> str:
    """The message without its footer."""
    told = _said(*events, spoken=spoken, audience=audience)
    return told.partition("\n\nDeepSeek's price page")[0]


ONE_OF_EACH: dict[Type, Event] = {
    "price.cut": _event(),
    "price.raised": _event("price.raised", old=Decimal(2), new=Decimal(3)),
    "price.freed": _event("price.freed", old=Decimal(1), new=Decimal(0), free=True),
    "price.charged": _event("price.charged", old=Decimal(0), new=Decimal("0.5")),
    "price.scheduled": _event("price.scheduled", effective_from="2026-09-01"),
    "price.unscheduled": _event(
        "price.unscheduled", old=Decimal("0.5"), new=None, effective_from="2026-09-01"
    ),
    "promo.started": _event(
        "promo.started", promo="限时5折", effective_until="2026-08-31T23:59+08:00"
    ),
    "promo.ending": _event(
        "promo.ending", old=Decimal("1.5"), new=Decimal(3), effective_until="2026-08-02"
    ),
    "promo.ended": _event("promo.ended", old=Decimal("1.5"), new=Decimal(3), promo="限时5折"),
    "model.launched": _event(
        "model.launched",
        **NO_PRICE,
        after=[_listed("input", "1", input_max=32000), _listed("output", "2")],
    ),
    "model.withdrawn": _event(
        "model.withdrawn",
        **NO_PRICE,
        before=[_listed("input", "3"), _listed("output", "6")],
    ),
    "model.renamed": _event(
        "model.renamed",
        **NO_PRICE,
        was_model="deepseek-chat",
    ),
    "terms.changed": _event(
        "terms.changed",
        **NO_PRICE,
        direction="mixed",
        before=[
            _listed("input", "3"),
            _listed("output", "6"),
            _listed("output", "3", "00:30–08:30", window="off_peak"),
            _listed("cache_read", "0.5"),
        ],
        after=[
            _listed("input", "2", input_max=32000),
            _listed("output", "5"),
            _listed("output", "3", "01:00–09:00", window="off_peak"),
            _listed("cache_read", "0.5"),
        ],
    ),
    "price.retracted": _event(
        "price.retracted", old=Decimal("1.5"), new=Decimal(3), refutes="ev_0"
    ),
    "price.quarantined": _event(
        "price.quarantined", new=Decimal("0.003"), reason="a unit slip?", note="q_0123456789"
    ),
    "source.broken": _source_event("source.broken"),
    "source.recovered": _source_event("source.recovered"),
    "source.stale": _source_event("source.stale", page="chat"),
}


def test_a_cut_in_english() -> None:
    """A reader sees who did what, old and new, against the references, where and when."""
    spoken = _voice(references=REFERENCES, rates=RATES)
    output = _event(
        meter="output",
        conditions={"service": "batch"},
        old=Decimal(20),
        new=Decimal("0.5"),
    )
    assert _said(_event(), output, spoken=spoken) == snapshot("""\
DeepSeek cuts prices: deepseek-v4-pro output (batch) −97.5 %

deepseek-v4-pro
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   1/47 of GPT-4-Turbo's input price, 1/71 of Claude 3 Opus's input price
• output (batch): 20 → 0.5 CNY per 1M tokens (−97.5 %, 1/40)
   1/426 of GPT-4-Turbo's output price, 1/1,065 of Claude 3 Opus's output price

DeepSeek's price page: https://api-docs.deepseek.com/pricing?a=1&b=2
read 2026-08-02 00:02 UTC
1 USD = 7.1 CNY (2025-11-20)\
""")


def test_a_cut_in_chinese() -> None:
    """The same in Chinese, in the reader's own zone."""
    spoken = _voice("zh", timezone=ZoneInfo("Asia/Shanghai"), references=REFERENCES, rates=RATES)
    output = _event(
        meter="output",
        conditions={"service": "batch"},
        old=Decimal(20),
        new=Decimal("0.5"),
    )
    assert _said(_event(), output, spoken=spoken) == snapshot("""\
深度求索降价：deepseek-v4-pro 输出（批量） −97.5%

deepseek-v4-pro
• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）
   GPT-4-Turbo 输入价的 1/47，Claude 3 Opus 输入价的 1/71
• 输出（批量）：20 → 0.5 元/百万 tokens（−97.5%，1/40）
   GPT-4-Turbo 输出价的 1/426，Claude 3 Opus 输出价的 1/1,065

深度求索价格页: https://api-docs.deepseek.com/pricing?a=1&b=2
读取于 2026-08-02 08:02 UTC+08:00
1 美元 = 7.1 元（2025-11-20）\
""")


def test_the_forms_of_one_message() -> None:
    """Telegram, Markdown and a log line say the same; angle brackets and stars stay text."""
    message = words.message(_alert(_event(model="<b>a*b_c</b>")), _voice())
    assert words.html(message) == snapshot("""\
<b>DeepSeek cuts prices: &lt;b&gt;a*b_c&lt;/b&gt; input −50 %</b>

<b>&lt;b&gt;a*b_c&lt;/b&gt;</b>
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

<a href="https://api-docs.deepseek.com/pricing?a=1&amp;b=2">DeepSeek's price page</a>
read 2026-08-02 00:02 UTC\
""")
    assert words.markdown(message) == snapshot("""\
**DeepSeek cuts prices: \\<b\\>a\\*b\\_c\\</b\\> input −50 %**

**\\<b\\>a\\*b\\_c\\</b\\>**

- input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

[DeepSeek's price page](https://api-docs.deepseek.com/pricing?a=1&b=2)

read 2026-08-02 00:02 UTC\
""")
    assert words.one_line(message).split(" · ") == snapshot(
        [
            "DeepSeek cuts prices: <b>a*b_c</b> input −50 %",
            "<b>a*b_c</b> input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)",
            "DeepSeek's price page: https://api-docs.deepseek.com/pricing?a=1&b=2",
            "read 2026-08-02 00:02 UTC",
        ]
    )


def test_every_event_in_english() -> None:
    """Each event type has its own sentence, with its dates, prices and reasons."""
    told = [_body(ONE_OF_EACH[kind], audience="operator") for kind in TYPES]
    assert "\n\n\n".join(told) == snapshot("""\
DeepSeek cuts prices: deepseek-v4-pro input −50 %

deepseek-v4-pro
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)


DeepSeek raises prices: deepseek-v4-pro input +50 %

deepseek-v4-pro
• input: 2 → 3 CNY per 1M tokens (+50 %, ×1.5)


DeepSeek makes deepseek-v4-pro input free

deepseek-v4-pro
• input: 1 CNY per 1M tokens → free


DeepSeek now charges for deepseek-v4-pro input

deepseek-v4-pro
• input: 0 → 0.5 CNY per 1M tokens


DeepSeek announces new prices: deepseek-v4-pro input −50 %

deepseek-v4-pro
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2) from Sep 1, 2026


DeepSeek takes an announced price back: deepseek-v4-pro input

deepseek-v4-pro
• input: no longer announced: 0.5 CNY per 1M tokens from Sep 1, 2026


DeepSeek cuts prices for a limited time: deepseek-v4-pro input −50 %

deepseek-v4-pro
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   the page says “限时5折”
   until 2026-08-31 15:59 UTC


DeepSeek ends a limited-time price soon: deepseek-v4-pro input

deepseek-v4-pro
• input: 1.5 CNY per 1M tokens until Aug 2, 2026, then 3 CNY per 1M tokens


DeepSeek has ended a limited-time price: deepseek-v4-pro input +100 %

deepseek-v4-pro
• input: 1.5 → 3 CNY per 1M tokens (+100 %, ×2)
   the page said “限时5折” until then


DeepSeek launches deepseek-v4-pro

deepseek-v4-pro
• input (input ≤ 32k): 1 CNY per 1M tokens
• output: 2 CNY per 1M tokens


DeepSeek withdraws deepseek-v4-pro

deepseek-v4-pro
• no longer on the price page; its last prices:
• input: 3 CNY per 1M tokens
• output: 6 CNY per 1M tokens


DeepSeek renames deepseek-chat → deepseek-v4-pro

deepseek-v4-pro
• called deepseek-chat until now; the prices stay


DeepSeek changes its terms: deepseek-v4-pro (partly cheaper, partly dearer)

deepseek-v4-pro
• new: input (input ≤ 32k): 2 CNY per 1M tokens
• output: 6 → 5 CNY per 1M tokens (−16.7 %, ×0.83)
• output (off-peak): hours 00:30–08:30 → 01:00–09:00
• gone: input: 3 CNY per 1M tokens


Correction: DeepSeek's deepseek-v4-pro input costs 3 CNY per 1M tokens, not 1.5

deepseek-v4-pro
• input costs 3 CNY per 1M tokens, not 1.5


Held for a person to look at: DeepSeek's deepseek-v4-pro input −99.9 %

deepseek-v4-pro
• input: 3 → 0.003 CNY per 1M tokens (−99.9 %, 1/1,000)
   pricewar quarantine approve q_0123456789, or reject q_0123456789
   reason: a unit slip?


DeepSeek: source deepseek can no longer be read

• source deepseek: the last good prices stay
   reason: 403: a bot wall


DeepSeek's prices can be read again

• source deepseek: nothing could be read since 2026-07-31 23:02 UTC
   reason: 403: a bot wall


Blind on DeepSeek since 2026-07-31 23:02 UTC

• source deepseek, page chat: nothing could be read since then; the last good prices stay
   reason: 403: a bot wall\
""")


def test_every_event_in_chinese() -> None:
    """The same sentences in Chinese."""
    spoken = _voice("zh")
    told = [_said(ONE_OF_EACH[kind], spoken=spoken, audience="operator") for kind in TYPES]
    assert "\n\n\n".join(one.partition("\n\n深度求索价格页")[0] for one in told) == snapshot("""\
深度求索降价：deepseek-v4-pro 输入 −50%

deepseek-v4-pro
• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）


深度求索涨价：deepseek-v4-pro 输入 +50%

deepseek-v4-pro
• 输入：2 → 3 元/百万 tokens（+50%，×1.5）


深度求索免费开放：deepseek-v4-pro 输入

deepseek-v4-pro
• 输入：1 元/百万 tokens → 免费


深度求索开始收费：deepseek-v4-pro 输入

deepseek-v4-pro
• 输入：0 → 0.5 元/百万 tokens


深度求索预告新价格：deepseek-v4-pro 输入 −50%

deepseek-v4-pro
• 输入：2026年9月1日起 3 → 1.5 元/百万 tokens（−50%，1/2）


深度求索撤回价格预告：deepseek-v4-pro 输入

deepseek-v4-pro
• 输入：不再预告：2026年9月1日起 0.5 元/百万 tokens


深度求索限时降价：deepseek-v4-pro 输入 −50%

deepseek-v4-pro
• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）
   页面标注“限时5折”
   至 2026-08-31 15:59 UTC


深度求索限时优惠即将结束：deepseek-v4-pro 输入

deepseek-v4-pro
• 输入：1.5 元/百万 tokens，至 2026年8月2日，之后 3 元/百万 tokens


深度求索限时优惠已结束：deepseek-v4-pro 输入 +100%

deepseek-v4-pro
• 输入：1.5 → 3 元/百万 tokens（+100%，×2）
   此前页面标注“限时5折”


深度求索上线新模型：deepseek-v4-pro

deepseek-v4-pro
• 输入（输入 ≤ 32k）：1 元/百万 tokens
• 输出：2 元/百万 tokens


深度求索下线模型：deepseek-v4-pro

deepseek-v4-pro
• 已不在价格页上，最后的价格：
• 输入：3 元/百万 tokens
• 输出：6 元/百万 tokens


深度求索更名模型：deepseek-chat → deepseek-v4-pro

deepseek-v4-pro
• 原名 deepseek-chat，价格不变


深度求索调整计费方式：deepseek-v4-pro（有升有降）

deepseek-v4-pro
• 新增：输入（输入 ≤ 32k）：2 元/百万 tokens
• 输出：6 → 5 元/百万 tokens（−16.7%，×0.83）
• 输出（低谷时段）：时段 00:30–08:30 → 01:00–09:00
• 取消：输入：3 元/百万 tokens


更正：深度求索 deepseek-v4-pro 输入的价格是 3 元/百万 tokens，不是 1.5

deepseek-v4-pro
• 输入的价格是 3 元/百万 tokens，不是 1.5


待人工确认：深度求索 deepseek-v4-pro 输入 −99.9%

deepseek-v4-pro
• 输入：3 → 0.003 元/百万 tokens（−99.9%，1/1,000）
   pricewar quarantine approve q_0123456789 或 reject q_0123456789
   原因：a unit slip?


深度求索：来源 deepseek 无法读取

• 来源 deepseek：保留最后一次读到的价格
   原因：403: a bot wall


深度求索的价格已恢复读取

• 来源 deepseek：自 2026-07-31 23:02 UTC 起曾无法读取
   原因：403: a bot wall


自 2026-07-31 23:02 UTC 起读不到深度求索的价格

• 来源 deepseek，页面 chat：此后一直无法读取，保留最后一次读到的价格
   原因：403: a bot wall\
""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meter_unit_and_condition_has_a_word(language: Language) -> None:
    """No language lets a code name through where the notation has a word."""
    spoken = SPOKEN[language]
    assert spoken.meters.keys() == METERS
    assert spoken.units.keys() == UNITS
    assert spoken.conditions.keys() == {*CONDITION_KEYS, "input", "output"}
    assert set(spoken.headlines) == set(spoken.kinds) == set(TYPES)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    """A template is filled with the same values in both languages; none forgets one."""
    for field in fields(Catalogue):
        ours, theirs = getattr(ENGLISH, field.name), getattr(CHINESE, field.name)
        if field.name in {"currencies", "and_more"}:  # codes in English; "and 2 more" of 5 there
            continue
        if isinstance(ours, str):
            ours, theirs = {"": ours}, {"": theirs}
        assert ours.keys() == theirs.keys(), field.name
        for key, text in ours.items():
            assert _placeholders(text) == _placeholders(theirs[key]), (field.name, key)


def test_conditions_in_words() -> None:
    """Every condition is said as the trade says it; what is printed stays as printed."""
    given: list[dict[str, str | int]] = [
        {"input_max": 32000},
        {"input_min": 128000},
        {"input_min": 32000, "input_max": 1_000_000},
        {"output_min": 200},
        {"output_min": 200, "output_max": 1500},
        {"service": "batch"},
        {"service": "some_new_one"},
        {"window": "peak"},
        {"context": "long"},
        {"tier": "free"},
        {"mode": "non_thinking"},
        {"cache": "explicit"},
        {"scope": "global"},
        {"region": "华北2（北京）"},
        {"channel": "原厂直供"},
        {"variant": "1080p_10s"},
        {"input_max": 32000, "service": "batch", "region": "Singapore"},
    ]
    english, chinese = _voice(), _voice("zh")
    assert [", ".join(words.terms(one, english)) for one in given] == snapshot(
        [
            "input ≤ 32k",
            "input > 128k",
            "input 32k–1M",
            "output > 200",
            "output 200–1.5k",
            "batch",
            "some new one",
            "peak",
            "long context",
            "free tier",
            "non-thinking",
            "explicit cache",
            "scope global",
            "region 华北2（北京）",
            "channel 原厂直供",
            "1080p_10s",
            "input ≤ 32k, batch, region Singapore",
        ]
    )
    assert ["，".join(words.terms(one, chinese)) for one in given] == snapshot(
        [
            "输入 ≤ 32k",
            "输入 > 128k",
            "输入 32k–1M",
            "输出 > 200",
            "输出 200–1.5k",
            "批量",
            "some new one",
            "高峰时段",
            "长上下文",
            "免费档",
            "非思考模式",
            "显式缓存",
            "部署范围 global",
            "地域 华北2（北京）",
            "渠道 原厂直供",
            "1080p_10s",
            "输入 ≤ 32k，批量，地域 Singapore",
        ]
    )


def test_hours_stand_behind_their_window() -> None:
    """A time-of-day price tells its clock hours; without a window they stand alone."""
    hours = "00:30–08:30 Beijing"
    off_peak = _event(conditions={"window": "off_peak"}, schedule=hours)
    assert "input (off-peak 00:30–08:30 Beijing): 3 →" in _said(off_peak)
    assert words.terms({"service": "batch"}, _voice(), hours) == ["batch", hours]


def test_hours_of_the_other_window_are_not_those_of_this_one() -> None:
    """A page prints the peak hours at both prices: off-peak is outside of them."""
    hours = "高峰时段：每日9:00-21:00（北京时间）"
    for window, said in (
        ("peak", f"peak {hours}"),
        ("off_peak", f"off-peak, outside of “{hours}”"),
    ):
        assert words.terms({"window": window}, _voice(), hours) == [said]
    assert words.terms({"window": "off_peak"}, _voice(language="zh"), hours) == [
        f"低谷时段，不在“{hours}”之内"
    ]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("20", "0.5", "−97.5 %, 1/40"),
        ("3", "1.5", "−50 %, 1/2"),
        ("3", "2", "−33.3 %, ×0.67"),
        ("100", "0.0001", "−99.9999 %, 1/1,000,000"),
        ("1000", "999.9", "−0.01 %, ×0.9999"),
        ("2", "3", "+50 %, ×1.5"),
        ("1", "1.04", "+4 %, ×1.04"),
        ("0.5", "10", "+1,900 %, ×20"),
    ],
)
def test_a_move_is_given_in_percent_and_times(old: str, new: str, change: str) -> None:
    """Rounded so far as it stays true."""
    moved = f"input: {old} → {new} CNY per 1M tokens ({change})"
    assert moved in _said(_event(old=Decimal(old), new=Decimal(new)))


amounts = st.decimals("0.000001", "100000", places=6)


@given(old=amounts, new=amounts)
def test_no_price_is_rounded_away(old: Decimal, new: Decimal) -> None:
    """A price that is not 0 never fell by 100 %, a moved one never by 0 %; amounts are exact."""
    told = figures.percent(old, new, _voice())
    if old == new:
        assert told is None
        return
    assert told is not None
    assert told.startswith("−" if new < old else "+")
    assert told not in {"−100 %", "−0 %", "+0 %"}
    assert figures.times(old, new, _voice()) not in {"1/1", "×1", "×0"}
    quote = Quote("m", "input", new, "CNY")
    assert figures.move(old, quote, _voice()).startswith(f"{plain(old)} → {plain(new)} CNY")


def test_a_bare_zero_is_not_called_free() -> None:
    """Only a free word on the page makes a price free; a printed 0 is a 0."""
    told = _said(_event("price.freed", new=Decimal(0)))
    assert "input: 3 → 0 CNY per 1M tokens (−100 %)" in told
    assert "the page prints 0 without calling it free" in told
    assert "without calling" not in _said(ONE_OF_EACH["price.freed"])


def test_a_launch_tells_free_prices_and_the_pages_own_words() -> None:
    """A model that comes free or at a discount is launched as such."""
    prices = [
        _listed("input", "0") | {"free": True, "promo": "限时免费"},
        _listed("output", "2") | {"promo": "限时5折"},
    ]
    told = _said(ONE_OF_EACH["model.launched"].model_copy(update={"after": prices}))
    assert "• input: free (限时免费)\n" in told
    assert "• output: 2 CNY per 1M tokens (限时5折)\n" in told


def test_a_model_that_is_free_altogether_is_named_alone() -> None:
    """Input and output free: the model is free; one meter alone is named."""
    freed = [
        _event("price.freed", model="ERNIE Speed", meter=meter, new=Decimal(0), free=True)
        for meter in ("input", "output")
    ]
    assert _said(*freed).startswith("DeepSeek makes ERNIE Speed free\n")
    assert _said(freed[0]).startswith("DeepSeek makes ERNIE Speed input free\n")


def test_references_in_another_currency_name_the_rate_and_its_day() -> None:
    """A comparison across currencies is as good as its exchange rate, which is printed."""
    told = _said(_event(), spoken=_voice(references=REFERENCES[:1], rates=RATES))
    assert "1/47 of GPT-4-Turbo's input price" in told
    assert "1 USD = 7.1 CNY (2025-11-20)" in told
    assert "GPT" not in _said(_event(), spoken=_voice(references=REFERENCES))


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("1", "1/10 of GPT-4-Turbo's input price"),
        ("8", "0.8 × GPT-4-Turbo's input price"),
        ("10", "exactly GPT-4-Turbo's input price"),
        ("25", "2.5 × GPT-4-Turbo's input price"),
    ],
)
def test_references_in_the_same_currency_need_no_rate(new: str, told: str) -> None:
    """Dollars against dollars: no rate is needed and none is printed."""
    cut = _event(new=Decimal(new), old=Decimal(30), currency="USD")
    text = _said(cut, spoken=_voice(references=REFERENCES[:1]))
    assert told in text
    assert "USD =" not in text


def test_what_is_not_compared() -> None:
    """Free models, other meters and units, and the reference itself are compared with nothing."""
    spoken = _voice(references=REFERENCES[:1], rates=RATES)
    assert "GPT" not in _said(ONE_OF_EACH["price.freed"], spoken=spoken)
    assert "GPT" not in _said(_event(meter="cache_read"), spoken=spoken)
    assert "GPT" not in _said(_event(per="1M chars"), spoken=spoken)
    assert "of GPT" not in _said(_event(model="gpt-4-turbo"), spoken=spoken)


def test_a_model_is_compared_once_a_meter() -> None:
    """Ten tiers of one model do not repeat the comparison ten times."""
    tiers = [_event(conditions={"input_max": bound}) for bound in (32000, 128000)]
    spoken = _voice(references=REFERENCES[:1], rates=RATES)
    assert _said(*tiers, _event(model="other"), spoken=spoken).count("of GPT-4-Turbo") == 2


def test_after_a_gap_both_times_are_told() -> None:
    """Nobody looked for nine hours: it changed somewhere between the two readings."""
    spoken = _voice(timezone=ZoneInfo("Asia/Shanghai"))
    told = _said(_event(gap=timedelta(hours=9)), spoken=spoken)
    between = "changed between 2026-08-01 23:02 UTC+08:00 and 2026-08-02 08:02 UTC+08:00"
    assert between in told
    assert "read 2026-08-02 00:02 UTC" in _said(_event(gap=timedelta(hours=2)))


def test_a_vendors_day_stays_its_day() -> None:
    """A printed date is not moved into the reader's zone; a printed instant is."""
    far = _voice(timezone=ZoneInfo("America/New_York"))
    assert "from Sep 1, 2026" in _said(ONE_OF_EACH["price.scheduled"], spoken=far)
    assert "until 2026-08-31 11:59 UTC-04:00" in _said(ONE_OF_EACH["promo.started"], spoken=far)
    naive = _event(effective_until="2026-08-31T12:00")
    assert "until 2026-08-31 12:00 UTC" in _said(naive)


def test_an_announcement_without_a_date_says_so() -> None:
    """The reader is not left to guess when."""
    told = _said(_event("price.scheduled"))
    assert "(−50 %, 1/2), announced without a date" in told
    taken_back = _event("price.unscheduled", new=None)
    assert "no longer announced: 3 CNY per 1M tokens\n" in _said(taken_back)


def test_a_promotion_may_end_without_a_day_or_a_price_after_it() -> None:
    """What the page does not print is not made up."""
    bare = _said(_event("promo.ending", new=None))
    assert "• input: 3 CNY per 1M tokens\n" in bare
    dated = _said(_event("promo.ending", new=None, effective_until="2026-08-02"))
    assert "• input: 3 CNY per 1M tokens until Aug 2, 2026\n" in dated


def test_held_terms_say_what_may_be_done() -> None:
    """Where no single price is held, the operator still hears what, why and how to decide."""
    held = _event("price.quarantined", **NO_PRICE, reason="CNY became USD", note=None)
    told = _said(held, audience="operator")
    assert told.startswith("Held for a person to look at: DeepSeek's deepseek-v4-pro\n")
    assert "what the page says now is held back" in told
    assert "reason: CNY became USD" in told
    assert "approve" not in told


def test_what_was_never_on_the_page_is_taken_back() -> None:
    """A told price that no page bears out is corrected without inventing another."""
    told = _said(_event("price.retracted", old=Decimal("1.5"), new=None))
    assert told.startswith("Correction: DeepSeek's deepseek-v4-pro input does not cost 1.5 CNY")


def test_several_kinds_in_one_alert() -> None:
    """The headline names what matters most, and counts the rest."""
    mixed = (ONE_OF_EACH["price.raised"], ONE_OF_EACH["model.launched"], _event(model="b"))
    headline = _said(*mixed).partition("\n")[0]
    assert headline == "DeepSeek cuts prices: b input −50 % (also raised: 1, launched: 1)"


def test_many_models_are_counted_in_the_headline() -> None:
    """The biggest moves are named first, three at most."""
    cuts = [_event(model=f"m{n}", new=Decimal(3) / n) for n in (2, 4, 8, 1000, 5)]
    told = _said(*cuts).partition("\n")[0]
    assert told == (
        "DeepSeek cuts prices: m1000 input −99.9 %, m8 input −87.5 %, m5 input −80 % and 2 more"
    )


def test_a_digest_names_the_count_and_the_biggest_movers() -> None:
    """A storm is one message: how many, of what kind, and the biggest moves."""
    storm = [_event(model=f"m{n}", new=Decimal(n) / 10) for n in range(1, 25)]
    assert _body(*storm, ONE_OF_EACH["model.launched"]) == snapshot("""\
DeepSeek: 25 changes at once

• cut: 24 (m1 input −96.7 %, m2 input −93.3 %, m3 input −90 % and 21 more)
• launched: 1 (deepseek-v4-pro)

The biggest moves:
• m1 input: 3 → 0.1 CNY per 1M tokens (−96.7 %, 1/30)
• m2 input: 3 → 0.2 CNY per 1M tokens (−93.3 %, 1/15)
• m3 input: 3 → 0.3 CNY per 1M tokens (−90 %, 1/10)
• m4 input: 3 → 0.4 CNY per 1M tokens (−86.7 %, 1/7.5)
• m5 input: 3 → 0.5 CNY per 1M tokens (−83.3 %, 1/6)\
""")


def test_a_digest_without_moves_has_no_movers() -> None:
    """Twenty-one launches have no biggest move."""
    launched = ONE_OF_EACH["model.launched"]
    storm = [launched.model_copy(update={"model": f"m{n}"}) for n in range(21)]
    assert _body(*storm) == snapshot("""\
DeepSeek: 21 changes at once

• launched: 21 (m0, m1, m2 and 18 more)\
""")


def test_a_long_price_list_is_cut_short_and_says_so() -> None:
    """A model with a dozen tiers does not fill the screen."""
    tiers = [_listed("input", "1", input_max=n * 1000) for n in range(1, 12)]
    launched = ONE_OF_EACH["model.launched"].model_copy(update={"after": tiers, "free": True})
    told = _said(launched)
    assert told.startswith("DeepSeek launches deepseek-v4-pro (free)\n")
    assert told.count("• ") == 8
    assert "and 3 more on the page" in told
    redrawn = ONE_OF_EACH["terms.changed"].model_copy(update={"after": tiers, "direction": None})
    assert "and 7 more on the page" in _said(redrawn)


def test_reasons_are_for_operators() -> None:
    """A subscriber hears that we are blind, an operator also why."""
    stale = ONE_OF_EACH["source.stale"]
    assert "bot wall" not in _said(stale)
    assert "reason: 403: a bot wall" in _said(stale, audience="operator")


def test_notes_of_ours_are_translated() -> None:
    """What the judge remarks is read in Chinese too; a remark that is not known stays as it is."""
    spoken = _voice("zh")
    muted = _event(note="muted: turned back 2 times within a fortnight")
    assert "已静音：两周内反复 2 次" in _said(muted, spoken=spoken)
    assert "something new" in _said(_event(note="something new"), spoken=spoken)


def test_vendors_go_by_their_own_names() -> None:
    """A vendor has its Chinese name in Chinese, its other one without, its slug where unknown."""
    bare = {"deepseek": Vendor("deepseek", "DeepSeek", (NOBODY,))}
    assert _voice("zh").vendor("deepseek") == "深度求索"
    assert Voice("zh", vendors=bare).vendor("deepseek") == "DeepSeek"
    assert Voice("zh").vendor("deepseek") == "deepseek"


def test_currencies_in_both_languages() -> None:
    """The code in English; in Chinese the everyday name, or else the full one."""
    assert _voice().currency("CNY") == "CNY"
    assert [_voice("zh").currency(code) for code in ("CNY", "USD", "JPY")] == [
        "元",
        "美元",
        "日元",
    ]


printed = st.text(min_size=1) | st.text("#*_-+=:1.)`<>&;[](!|~$\\\n\u202e a", min_size=1)


@given(model=printed, note=printed, promo=printed)
def test_nothing_that_a_page_prints_can_forge_a_message(model: str, note: str, promo: str) -> None:
    """No tag, link, line or control character of a page gets through; every form says the same."""
    message = words.message(_alert(_event(model=model, note=note, promo=promo)), _voice())
    html, markdown = words.html(message), words.markdown(message)
    tree = BeautifulSoup(html, "lxml")
    assert {tag.name for tag in tree.find_all()} <= {"html", "body", "p", "b", "i", "a"}
    assert [link["href"] for link in tree.find_all("a")] == [URL]
    assert len(html.splitlines()) == len(words.plain(message).splitlines())
    rendered = BeautifulSoup(MarkdownIt().render(markdown), "lxml")
    unmarked = BeautifulSoup(re.sub("^• ", "", html, flags=re.MULTILINE), "lxml")
    assert _folded(rendered.get_text()) == _folded(unmarked.get_text())
    line = words.one_line(message)
    assert line.isprintable()
    assert line.count(URL) == 1


def _folded(text: str) -> str:
    return " ".join(text.split())


def test_only_web_addresses_become_links() -> None:
    """An address that is none stays text."""
    proof = Evidence(url="javascript:alert(1)", sha256="b", published="", read_at=NOW)
    message = words.message(_alert(_event(evidence=proof)), _voice())
    assert "href" not in words.html(message)
    assert "](" not in words.markdown(message)


def test_the_link_leads_to_the_page_for_people() -> None:
    """What was read may be a JSON answer; the reader gets the page that it stands behind."""
    twins = ("https://example.org/api/doc.json", "https://example.org/pricing")
    known = Source("deepseek", ("CNY",), {"": twins}, lambda _: [])
    voice = Voice(vendors={"deepseek": Vendor("deepseek", "DeepSeek", (known,))})
    assert twins[1] in words.plain(words.message(_alert(_event()), voice))


@given(st.integers(1, 10**9))
def test_counts_of_tokens_are_exact(tokens: int) -> None:
    """32k is 32,000 and nothing else."""
    text = words.count(tokens)
    factor = {"k": 1000, "M": 1_000_000}.get(text[-1], 1)
    assert Decimal(text.rstrip("kM")) * factor == tokens


# What a reader uses, and in which currency


def test_a_move_is_told_for_the_readers_own_month() -> None:
    """Of what goes in the part that is not cached; in both languages."""
    spoken = _voice(workload=parse("300M in 50M out cached 60%"))
    fresh = "   your 120M of uncached input a month: 360 → 180 CNY"
    assert fresh in _said(_event(), spoken=spoken)
    hit = _event(meter="cache_read", old=Decimal("0.5"), new=Decimal("0.1"))
    assert "   your 180M a month: 90 → 18 CNY" in _said(hit, spoken=spoken)
    freed = _event("price.freed", old=Decimal(1), new=Decimal(0), free=True, meter="output")
    assert "   your 50M a month: 50 → 0 CNY" in _said(freed, spoken=spoken)
    chinese = replace(spoken, language="zh")
    assert "您每月未命中缓存的输入 1.2亿：360 → 180 元" in _said(_event(), spoken=chinese)
    nothing_cached = _voice(workload=parse("300M in 50M out"))
    assert "   your 300M a month: 900 → 450 CNY" in _said(_event(), spoken=nothing_cached)


@pytest.mark.parametrize(
    "facts",
    [
        {"meter": "image", "per": "image"},
        {"meter": "cache_write"},
        {"conditions": {"service": "batch"}},
        {"conditions": {"input_min": 32_000}},
        {"conditions": {"window": "off_peak"}},
        {"conditions": {"input_max": 32_000}},
        {"conditions": {"region": "北京"}},
        {"conditions": {"scope": "global"}},
        {"conditions": {"channel": "原厂直供"}},
        {"meter": "cache_read", "conditions": {"cache": "explicit"}},
    ],
)
def test_a_price_that_the_reader_may_not_pay_is_not_multiplied(facts: dict[str, Any]) -> None:
    """Batch, some lengths, hours and regions, other meters; and nothing without a workload."""
    used = _voice(workload=parse("300M in 50M out cached 60%"))
    assert "a month" not in _said(_event(**facts), spoken=used)
    assert "a month" not in _said(_event())


def test_a_price_of_the_readers_own_length_is_multiplied() -> None:
    """As the bill does: up to a bound and with it, from behind one on."""
    used = _voice(workload=parse("300M in 50M out at 32k"))
    short, long = {"input_max": 32_000}, {"input_min": 32_000}
    assert "your 300M a month" in _said(_event(conditions=short), spoken=used)
    assert "a month" not in _said(_event(conditions=long), spoken=used)


def test_a_voice_is_that_of_its_reader() -> None:
    """What the reader chose; what the reader did not choose stays as it is."""
    chosen = Reader(
        language="zh", timezone="Asia/Shanghai", currency="EUR", workload="1M in 1M out"
    )
    spoken = _voice().to(chosen)
    assert (spoken.language, str(spoken.timezone), spoken.second) == ("zh", "Asia/Shanghai", "EUR")
    assert spoken.workload == parse("1M in 1M out")
    assert spoken.to(Reader()) == spoken
    assert (_voice("zh").second, _voice().second) == ("CNY", "USD")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("3", "≈ $0.423"), ("10000", "≈ $1,408"), ("0.0001", "≈ $0.0000141"), ("0", None)],
)
def test_a_conversion_has_three_digits_or_whole_units(amount: str, shown: str | None) -> None:
    """It is for the eye; nothing is said of nothing."""
    rough = figures.roughly([Decimal(amount)], "CNY", _voice(rates=RATES))
    assert (rough and rough.text) == shown


def test_a_conversion_without_a_rate_is_none() -> None:
    """No number is made up; a currency without a sign goes by its code."""
    assert figures.roughly([Decimal(3)], "CNY", _voice()) is None
    assert figures.roughly([Decimal(3)], "USD", _voice(rates=RATES)) is None
    kronor = _voice(also_in="SEK", rates={"SEK": Rate(Decimal(10), date(2026, 1, 1))})
    rough = figures.roughly([Decimal(3), Decimal(4)], "USD", kronor)
    assert rough is not None
    assert (rough.text, rough.rates) == ("≈ SEK 30–40", frozenset({"SEK"}))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1643.506", "1,643.51"), ("0.0845", "0.0845"), ("664.5", "664.5"), ("0", "0")],
)
def test_a_sum_is_told_to_the_cent(amount: str, shown: str) -> None:
    """And smaller ones to three digits."""
    assert figures.money(Decimal(amount), _voice()) == shown


def test_both_languages_answer_the_same_questions() -> None:
    """No word of an answer is missing, and templates are filled with the same things."""
    for field in fields(REPLIES_EN):
        if field.name == "amounts":  # each counts in units of its own
            continue
        english, chinese = (getattr(one, field.name) for one in (REPLIES_EN, REPLIES_ZH))
        if isinstance(english, str):
            english, chinese = {"": english}, {"": chinese}
        elif isinstance(english, tuple):
            english, chinese = dict(enumerate(english)), dict(enumerate(chinese))
        assert english.keys() == chinese.keys()
        for key, said in english.items():
            assert said
            assert _placeholders(said) == _placeholders(chinese[key]), (field.name, key)


def test_the_table_of_a_message_keeps_its_columns() -> None:
    """In every form; a vendor's backtick cannot end it, nor can a tag begin in it."""
    table = [Line("A   B", "table"), Line("1   <2`  ", "table")]
    told = Message("head", (Line("before"), *table, Line("after")))
    assert words.plain(told) == "head\n\n• before\n\nA   B\n1   <2`\n• after"
    assert words.html(told).endswith("• before\n<pre>A   B\n1   &lt;2`</pre>\n• after")
    assert "\n```\nA   B\n1   <2'\n```\n" in words.markdown(told)

"""What changed, which hours hold, how the sources fare: never more than is known."""

from datetime import timedelta
from decimal import Decimal
from typing import get_args

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import DAY, EARLIER, MINUTES, NOW, Stall, event, prices, stocked, voice

from bot import words
from bot.answers import QUESTIONS, Answers
from bot.events import Type
from bot.words import Language
from scrapers.quotes import Quote

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI."""
    return stocked()


# Changes


@pytest.fixture
def changed(stall: Stall) -> Stall:
    """A cut, a launch, a rename, a move too small to be told, a page that cannot be read."""
    when = NOW - DAY
    launch = {"meter": None, "currency": None, "per": None, "model": "deepseek-v5"}
    after = [one.json() for one in prices("deepseek-v5 input 1", "deepseek-v5 output 2")]
    events = [
        event("price.cut", when, "3", "1.5"),
        event("model.launched", when, None, None, **launch, after=after),
        event("model.renamed", when - DAY, None, None, **launch, was_model="deepseek-chat"),
        event("price.raised", when, "1", "1.01", told=False),
        event("source.stale", when, None, None, **launch | {"model": None}),
    ]
    stall.shows("deepseek", prices("deepseek-v4-pro input 1.5"), when, events=events)
    stall.fares("zhipu", good_at=NOW - 2 * DAY)
    return stall


def test_what_changed(changed: Stall) -> None:
    """The newest day first; what was not told is counted; of what silence says nothing."""
    assert changed.says("changes 7d") == snapshot("""\
4 changes since 2026-08-19 12:00 UTC

Aug 21, 2026: DeepSeek
• deepseek-v4-pro input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
• deepseek-v5 (launched): input: 1 CNY per 1M tokens, output: 2 CNY per 1M tokens
• blind: source deepseek: nothing could be read since then; the last good prices stay

Aug 20, 2026: DeepSeek
• deepseek-v5 (renamed): called deepseek-chat until now; the prices stay

Prices are known here since 2026-08-19 12:00 UTC only.
1 move more was too small to be told, or muted.
zhipu: nothing could be read since 2026-08-20 12:00 UTC
Not read yet: xai\
""")
    assert changed.says("changes 7d", voice("zh")) == snapshot("""\
自 2026-08-19 20:00 UTC+08:00 起 4 项变动

2026年8月21日：深度求索
• deepseek-v4-pro 输入：3 → 1.5 元/百万 tokens（−50%，1/2）
• deepseek-v5（上线）：输入：1 元/百万 tokens，输出：2 元/百万 tokens
• 长时间无法读取：来源 deepseek：此后一直无法读取，保留最后一次读到的价格

2026年8月20日：深度求索
• deepseek-v5（更名）：原名 deepseek-chat，价格不变

这里只有 2026-08-19 20:00 UTC+08:00 之后的价格记录。
另有 1 项变动过小或已静音。
zhipu：自 2026-08-20 20:00 UTC+08:00 起读不到价格
尚未读取：xai\
""")


def test_changes_of_a_vendor_a_kind_a_time(changed: Stall) -> None:
    """In any order."""
    assert changed.says("changes cut deepseek 7d").startswith("1 change since")
    assert changed.says("changes model.launched").startswith("1 change since")
    assert changed.says("changes 12h").startswith("Nothing changed since 2026-08-22 00:00 UTC")
    assert changed.says("changes 2026-08-20 zhipu").startswith("Nothing changed since 2026-08-20")
    assert changed.says("changes 1小时").startswith("Nothing changed since 2026-08-22 11:00 UTC")


@pytest.mark.parametrize(
    "said",
    [
        *("2d deepseek price.cut", "DeepSeek, 2 days, price.cut", "price.cut 两天 深度求索"),
        *("2026-8-20 深度求索 price.cut", "price.cut deepseek 2026年8月20日"),
    ],
)
def test_what_narrows_the_changes_is_said_anyhow(changed: Stall, said: str) -> None:
    """Times and vendors of several words, any mark between them."""
    assert changed.says(f"changes {said}").startswith("1 change since 2026-08-20")


def test_kinds_of_changes_go_by_the_names_of_a_rule(changed: Stall) -> None:
    """In both languages; an event type also by its second half. All of them narrow nothing."""
    for said in ("cut", "降价", "Cheaper", "price.cut"):
        assert changed.says(f"changes 7d,{said}、深度求索").startswith("1 change since")
    for said in ("上新 renamed", "launch"):
        assert changed.says(f"changes {said}").startswith("2 changes since")
    assert changed.says("changes renamed").startswith("1 change since")
    for said in ("全部", "all", "cut free rise launch"):
        assert changed.says(f"changes {said} 30d").startswith("4 changes since")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("最近2天降价的", "2d cut"),
        ("最近哪些降价了？", "cut"),
        ("深度求索昨天涨价了吗", "yesterday rise deepseek"),
        ("2d,降价、深度求索", "2d cut deepseek"),
        ("全部 2d", "2d"),
    ],
)
def test_changes_are_asked_for_in_a_chinese_sentence(
    changed: Stall, said: str, meant: str
) -> None:
    """Without spaces, as people write."""
    assert changed.says(f"changes {said}") == changed.says(f"changes {meant}")


def test_a_date_begins_where_the_reader_is(changed: Stall) -> None:
    """At midnight in Beijing, when it is still yesterday in Greenwich."""
    said = changed.says("changes 2026-08-21", voice("zh"))
    assert said.startswith("自 2026-08-21 00:00 UTC+08:00 起")


def test_several_vendors_change_together(changed: Stall) -> None:
    """Only those that are named."""
    assert changed.says("changes zhipu deepseek 7d").startswith("4 changes")
    assert changed.says("changes zhipu, Moonshot AI 7d").startswith("Nothing changed")


def test_many_changes_are_turned_by_a_button(stall: Stall) -> None:
    """Also where the question was long: the button asks the same in fewer letters."""
    cuts = [
        event("price.cut", NOW - DAY - n * MINUTES, "3", "1.5", model=f"deepseek-v4-number-{n}")
        for n in range(99)
    ]
    stall.shows("deepseek", prices("deepseek-v4-pro input 1.5"), NOW - DAY, events=cuts)
    asked = "changes 2026-07-01T00:00:00+08:00 deepseek price.cut price.raised price.freed"
    for spoken in (voice(), voice("zh")):
        first = stall.ask(asked, spoken)
        turned = stall.ask(first.choices[-1].ask, spoken)
        assert first.message.headline.replace("1/", "2/") == turned.message.headline
    everything = " ".join(get_args(Type))
    assert stall.ask(f"changes {everything} 7d").choices == ()


def test_silence_means_no_change_only_where_all_was_read(stall: Stall, changed: Stall) -> None:
    """And says which it is."""
    assert "zhipu: nothing could be read since 2026-08-20" in changed.says("changes 12h")
    quiet = Stall()
    quiet.shows("zhipu", prices("GLM-5 input 4"))
    assert "Every source was read within the last 24 hours." in quiet.says("changes")
    assert stall is changed


def test_what_is_no_time_is_named(stall: Stall) -> None:
    """With an example of what is one."""
    assert stall.says("changes some day") == (
        "some day is no time; say 7d, 24h or a date such as 2026-08-01."
    )
    assert not stall.ask("changes 99999999999w").found


# The clock and the sources


def test_which_windows_hold_now(stall: Stall) -> None:
    """A line a clock, with the models that go by it."""
    peak, off = {"window": "peak"}, {"window": "off_peak"}
    hours = "00:30-08:30 (UTC+8)"
    timed = [
        line
        for name in ("deepseek-v4-pro", "deepseek-v4-flash")
        for line in (
            quote(f"{name} input 3", peak),
            quote(f"{name} input 1", off, schedule=hours),
        )
    ]
    odd = [quote("odd-1 input 3", peak, schedule="at dusk")]
    stall.shows("deepseek", [*timed, *odd])
    assert stall.says("now") == snapshot("""\
Time-of-day prices at 2026-08-22 12:00 UTC

DeepSeek (deepseek)
• now: peak, until 16:30 UTC
   deepseek-v4-flash, deepseek-v4-pro
• which window holds now is unknown: its hours cannot be read exactly
   odd-1
   read 5 min ago\
""")
    assert stall.says("now", voice("zh")) == snapshot("""\
2026-08-22 20:00 UTC+08:00 的分时价格

深度求索（deepseek）
• 现在：高峰时段，至 2026-08-23 00:30 UTC+08:00
   deepseek-v4-flash，deepseek-v4-pro
• 现在是哪个时段：未知，页面的时段文字无法准确解读
   odd-1
   5 分钟前读取\
""")


def test_places_with_clocks_of_their_own_are_told_apart(stall: Stall) -> None:
    """Peak in one region while it is off-peak in the other."""
    night, evening = "00:30-08:30 (UTC+8)", "18:30-22:30 (UTC+8)"
    timed = [
        line
        for region, hours in (("北京", night), ("新加坡", evening))
        for line in (
            quote("pro-9 input 3", {"window": "peak", "region": region}),
            quote("pro-9 input 1", {"window": "off_peak", "region": region}, schedule=hours),
        )
    ]
    stall.shows("aliyun", timed)
    assert stall.says("now") == snapshot("""\
Time-of-day prices at 2026-08-22 12:00 UTC

Alibaba Cloud (aliyun)
• now: peak, until 16:30 UTC
   pro-9 (region 北京)
• now: off-peak, until 14:30 UTC
   pro-9 (region 新加坡)
   read 5 min ago\
""")


def test_without_windows_nothing_is_said_to_hold(stall: Stall) -> None:
    """It is no failure that nobody prints hours."""
    assert stall.says("now") == "No page that is read prints prices for times of day now."


def test_how_the_sources_fare(stall: Stall) -> None:
    """Those that are not well first; only those that are asked at all."""
    stall.fares("openai", streak=3, failing_since=NOW - timedelta(hours=2), reason="a bot wall")
    assert stall.says("status") == snapshot("""\
2 of 4 pages are well

Not well
• openai: cannot be read since 2026-08-22 10:00 UTC; what stands here was read 5 min ago, 3 prices

Well
• deepseek: read 5 min ago, 4 prices
• zhipu: read 5 min ago, 7 prices
• Not read yet: xai\
""")
    assert stall.says("status", voice("zh")) == snapshot("""\
4 个页面中 2 个正常

异常
• openai：自 2026-08-22 18:00 UTC+08:00 起无法读取，以下是 5 分钟前读到的价格，3 项价格

正常
• deepseek：5 分钟前读取，4 项价格
• zhipu：5 分钟前读取，7 项价格
• 尚未读取：xai\
""")


# All of them


@pytest.mark.parametrize("command", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_an_answer_before_the_first_round(
    command: str, language: Language
) -> None:
    """An empty store is no error."""
    answer = Stall().ask(command, voice(language))
    assert words.plain(answer.message)


def test_an_unknown_command_is_an_error() -> None:
    """The chat offers those there are."""
    with pytest.raises(KeyError):
        Answers(Stall().store).ask("weather", "", voice(), NOW)


def test_a_price_in_a_chat_is_the_vendors_own_number(stall: Stall) -> None:
    """However many digits it has."""
    odd = Quote("odd-1", "input", Decimal("0.123456789"), "CNY")
    stall.shows("deepseek", [odd], EARLIER)
    assert "0.123456789" in stall.says("price odd-1")
    assert "0.123456789" in stall.says("compare odd-1")
    assert "0.123456789" in stall.says("history odd-1")


@pytest.mark.parametrize("command", sorted(QUESTIONS))
def test_of_a_long_text_the_beginning_is_asked(stall: Stall, command: str) -> None:
    """Somebody pastes a page: that is answered shortly, and keeps nobody waiting."""
    pasted = "glm and so on " * 300
    assert stall.says(f"{command} {pasted}") == stall.says(f"{command} {pasted[:300]}")
    assert len(stall.says(f"{command} {'?' * 4000}")) < 2000

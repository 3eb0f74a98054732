"""What a model cost and when, in words and as a chart."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import BEIJING, DAY, NOW, Stall, dollars, prices, stocked, voice

from bot.answers import Answers
from bot.chart import History
from bot.search import UnknownModel
from bot.words import Voice


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI."""
    return stocked()


@pytest.fixture
def moved(stall: Stall) -> Stall:
    """A model that was cut, gone, back, made free and charged again."""
    page = prices("deepseek-v4-flash input 1")
    for days, amount in ((30, "3"), (20, "1.5"), (12, ""), (9, "1.5"), (5, "free"), (2, "0.5")):
        pro = prices(f"deepseek-v5 input {amount}") if amount else []
        stall.shows("deepseek", [*page, *pro], NOW - days * DAY)
    return stall


def test_the_history_of_a_model(moved: Stall) -> None:
    """What it cost and when, the newest first; gone is not free."""
    assert moved.says("history deepseek-v5") == snapshot("""\
deepseek-v5: its prices

Aug 20, 2026: DeepSeek (deepseek)
• input: free → 0.5 CNY per 1M tokens

Aug 17, 2026: DeepSeek (deepseek)
• input: 1.5 CNY per 1M tokens → free

Aug 13, 2026: DeepSeek (deepseek)
• input: 1.5 CNY per 1M tokens

Aug 10, 2026: DeepSeek (deepseek)
• input: no longer printed; until then 1.5 CNY per 1M tokens

Aug 2, 2026: DeepSeek (deepseek)
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

Jul 23, 2026: DeepSeek (deepseek)
• input: 3 CNY per 1M tokens\
""")
    assert moved.says("history deepseek-v5", voice("zh")) == snapshot("""\
deepseek-v5 的历史价格

2026年8月20日：深度求索（deepseek）
• 输入：免费 → 0.5 元/百万 tokens

2026年8月17日：深度求索（deepseek）
• 输入：1.5 元/百万 tokens → 免费

2026年8月13日：深度求索（deepseek）
• 输入：1.5 元/百万 tokens

2026年8月10日：深度求索（deepseek）
• 输入：不再标价，此前为 1.5 元/百万 tokens

2026年8月2日：深度求索（deepseek）
• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）

2026年7月23日：深度求索（deepseek）
• 输入：3 元/百万 tokens\
""")


def test_of_one_day_the_makers_prices_come_first(stall: Stall) -> None:
    """Those in the asker's currency before others; what most people ask for before the rest."""
    here = ("cache_storage free", "output 8", "cache_read 1", "input 4")
    stall.shows("aliyun", prices("glm-7 input 5"))
    stall.shows("zhipu-intl", [dollars("glm-7 input 1")])
    stall.shows("zhipu", [quote(f"glm-7 {price}") for price in here])
    said = stall.says("history glm-7", voice("zh")).splitlines()
    assert [line.rpartition("：")[2] for line in said if line.startswith("2026")] == [
        "智谱（zhipu）",
        "智谱（zhipu-intl）",
        "阿里云百炼（aliyun）",
    ]
    assert [line.partition("：")[0] for line in said[3:7]] == [
        "• 输入",
        "• 输出",
        "• 缓存命中输入",
        "• 缓存存储",
    ]


def test_a_long_history_tells_the_last_moves(stall: Stall) -> None:
    """And says that there are older ones."""
    for number in range(100):
        stall.shows(
            "deepseek", prices(f"flap-1 input {1 + number % 2}"), NOW - (100 - number) * DAY
        )
    answer = stall.ask("history flap-1")
    assert "Older steps are left out here." in [line.text for line in answer.message.footer]
    assert answer.message.headline == "flap-1: its prices (1/2)"
    assert answer.picture is not None


def test_many_prices_that_began_on_one_day_are_counted(stall: Stall) -> None:
    """The first day of a model with many conditions."""
    stall.shows("deepseek", [quote("pro-9 input 1", {"variant": f"v{n}"}) for n in range(20)])
    assert "   and 8 more on the page" in stall.says("history pro-9")


def test_whose_history_is_meant_is_asked_back(stall: Stall) -> None:
    """As for a price; the buttons ask for the history."""
    stall.shows("zhipu", prices("GLM-5 input 4", "GLM-4.7 input 2"))
    assert [one.ask for one in stall.ask("history glm").choices][:2] == [
        "history glm-5",
        "history glm-4.7",
    ]
    assert not stall.ask("history xyzzy").found
    assert not stall.ask("history").found


def test_what_is_drawn_is_one_model(stall: Stall) -> None:
    """A word that could be several is refused, with the word."""
    answers = Answers(stall.store)
    assert answers.picture("glm-5", voice(), NOW) == stall.ask("history glm-5").picture
    for words_of in ("glm", "xyzzy"):
        with pytest.raises(UnknownModel, match=words_of):
            answers.picture(words_of, voice(), NOW)


def test_a_chart_shows_what_most_people_pay(stall: Stall) -> None:
    """The maker's own page first, a panel a currency; what moved alike is one line."""
    tiers = [{"input_max": 32_000, "output_max": 200}, {"input_max": 32_000, "output_min": 200}]
    page = [
        *(quote("GLM-6 input 2", tier) for tier in tiers),
        *(quote(f"GLM-6 output {n + 8}", tier) for n, tier in enumerate(tiers)),
        *(quote("GLM-6 cache_read 1", tier) for tier in tiers),
        *prices("GLM-6 input 1", when={"service": "batch"}),
        *prices("GLM-6 input 9", when={"region": "新加坡"}),
    ]
    stall.shows("zhipu", page)
    stall.shows("aliyun", prices("glm-6 input 3"))
    stall.shows("zhipu-intl", [dollars("GLM-6 input 0.3")])
    shown = stall.ask("history glm-6").picture
    assert isinstance(shown, History)
    labels = {panel.title: [one.label for one in panel.tracks] for panel in shown.panels}
    assert labels == snapshot(
        {
            "USD per 1M tokens, Zhipu": ["input"],
            "CNY per 1M tokens": [
                "Zhipu input (input ≤ 32k)",
                "Zhipu output (input ≤ 32k, output ≤ 200)",
                "Zhipu output (input ≤ 32k, output > 200)",
                "Zhipu cached input (input ≤ 32k)",
                "Alibaba Cloud input",
            ],
        }
    )
    said = " ".join(shown.subtitle.split())
    assert said == "Zhipu, Alibaba Cloud · Aug 19, 2026 – Aug 22, 2026"


def test_a_chart_is_the_same_all_day_while_the_prices_are(moved: Stall) -> None:
    """So that it is drawn once; moves, gaps and what is free are marked."""
    shown = moved.ask("history deepseek-v5").picture
    assert moved.ask("history deepseek-v5", now=NOW + timedelta(hours=11)).picture == shown
    assert moved.ask("history deepseek-v5", now=NOW + DAY).picture != shown
    assert isinstance(shown, History)
    (track,) = shown.panels[0].tracks
    assert [mark.label for mark in track.marks] == [
        "−50 %",
        "no longer printed",
        "free",
        "free → 0.5",
    ]
    assert track.steps[2].amount is None
    assert [spot.free for spot in track.steps] == [False] * 4 + [True, False]


def test_a_chart_says_what_it_leaves_out(stall: Stall) -> None:
    """How many prices, and since when a page could not be read."""
    many = [quote(f"pro-9 input {n + 1}", {"variant": f"v{n}"}) for n in range(12)]
    stall.shows("deepseek", many)
    stall.fares("deepseek", good_at=NOW - 2 * DAY)
    shown = stall.ask("history pro-9").picture
    assert isinstance(shown, History)
    assert len(shown.panels[0].tracks) == 8
    assert shown.notes == (
        "4 more prices are not drawn",
        "deepseek: nothing could be read since 2026-08-20 12:00 UTC",
    )


def test_what_has_no_tokens_is_drawn_by_its_own_unit(stall: Stall) -> None:
    """Pictures by the picture."""
    stall.shows("zhipu", [quote("CogView-4 image 0.06", per="image")])
    shown = stall.ask("history cogview-4").picture
    assert isinstance(shown, History)
    assert [panel.title for panel in shown.panels] == ["CNY per image"]


def drawn(stall: Stall, words: str, spoken: Voice | None = None) -> History:
    """What the chart of a model shows."""
    shown = stall.ask(f"history {words}", spoken).picture
    assert isinstance(shown, History)
    return shown


def test_what_all_lines_share_stands_above_them(stall: Stall) -> None:
    """Beside each is what tells it from the others; a range of lengths is not torn apart."""
    for number, (low, high) in enumerate(((0, 32_000), (32_000, 128_000), (32_000, 256_000)), 1):
        when: dict[str, str | int] = {"mode": "thinking", "input_max": high}
        when |= {"input_min": low} if low else {}
        stall.shows("zhipu", [quote(f"GLM-7 input {number}", when)], page=f"p{number}")
    (panel,) = drawn(stall, "glm-7").panels
    assert panel.title == "CNY per 1M tokens, thinking"
    assert [track.label for track in panel.tracks] == [
        "input (input ≤ 32k)",
        "input (input 32k–128k)",
        "input (input 32k–256k)",
    ]
    assert [track.thin for track in panel.tracks] == [False, True, True]


def test_a_panel_of_one_vendor_says_whose_it_is_where_there_are_several(stall: Stall) -> None:
    """And where there is one vendor the subtitle has said so."""
    stall.shows("moonshot", prices("kimi-9 input 4"))
    assert [panel.title for panel in drawn(stall, "kimi-9").panels] == ["CNY per 1M tokens"]
    stall.shows("baidu-intl", [dollars("kimi-9 input 0.6")])
    titles = [panel.title for panel in drawn(stall, "kimi-9").panels]
    assert titles == ["CNY per 1M tokens, Moonshot AI", "USD per 1M tokens, Baidu"]


def test_entries_of_a_list_keep_their_names(stall: Stall) -> None:
    """A list of other people's prices has a model under many names, at different prices."""
    stall.shows("openrouter", [dollars("x/odd-9 input 1"), dollars("y/odd-9 input 2")])
    (panel,) = drawn(stall, "odd-9").panels
    assert [track.label for track in panel.tracks] == ["x/odd-9 input", "y/odd-9 input"]
    assert "• y/odd-9 input: 2 USD per 1M tokens" in stall.says("history odd-9")


def test_a_bare_0_is_not_drawn_as_free(stall: Stall) -> None:
    """The card says that the page does not call it so."""
    for days, amount in ((9, "4"), (5, "0"), (2, "0.5")):
        stall.shows("zhipu", prices(f"GLM-8 input {amount}"), NOW - days * DAY)
    (track,) = drawn(stall, "glm-8").panels[0].tracks
    assert not any(spot.free for spot in track.steps)
    assert [mark.label for mark in track.marks] == ["−100 %", "0 → 0.5"]


def test_a_move_that_is_too_small_to_be_told_is_not_marked(stall: Stall) -> None:
    """The line has its step all the same; of others it is known how far they went."""
    for days, amount in ((9, "1000"), (7, "999.999"), (5, "500"), (2, "50")):
        stall.shows("zhipu", prices(f"GLM-8 input {amount}"), NOW - days * DAY)
    (track,) = drawn(stall, "glm-8").panels[0].tracks
    assert len(track.steps) == 4
    assert [mark.label for mark in track.marks] == ["−50 %", "−90 %"]
    assert track.marks[0].size < track.marks[1].size


def test_announced_prices_stand_below_the_chart_and_above_the_past(stall: Stall) -> None:
    """What most people pay first; a date in the reader's language."""
    later: dict[str, Any] = {"effective_from": "2026-09-01"}
    plans = [
        quote("GLM-8 input 9", {"service": "batch"}, **later),
        quote("GLM-8 output 20", announced=True),
        quote("GLM-8 input 8", **later),
    ]
    batch = quote("GLM-8 input 2", {"service": "batch"})
    page = [batch, *prices("GLM-8 input 4", "GLM-8 output 6")]
    stall.shows("zhipu", page, planned=plans)
    first = "Announced: input: 8 CNY per 1M tokens from Sep 1, 2026"
    assert drawn(stall, "glm-8").notes[0] == first
    assert "\n".join(stall.says("history glm-8", voice("zh")).splitlines()[2:6]) == snapshot("""\
已预告
• 输入：2026年9月1日起 8 元/百万 tokens
• 输出：20 元/百万 tokens，已预告，日期未定
• 输入（批量）：2026年9月1日起 9 元/百万 tokens\
""")


def test_a_chart_ends_with_the_readers_day(stall: Stall) -> None:
    """One day is said once, and no line is broken within a date."""
    at = datetime(2026, 8, 22, 17, tzinfo=UTC)  # the 23rd in Beijing
    stall.shows("zhipu", prices("GLM-8 input 4"), at)
    shown = stall.ask("history glm-8", voice("zh"), at).picture
    assert isinstance(shown, History)
    assert shown.subtitle.split("·")[1].strip() == "2026年8月23日"
    assert (shown.ends, shown.zone) == (datetime(2026, 8, 23, 16, tzinfo=UTC), BEIJING)
    english = drawn(stall, "glm-8").subtitle
    assert english == "Zhipu ·\u00a0Aug\u00a022,\u00a02026"

"""What a model cost and when, in words and as a chart."""

from datetime import timedelta

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import DAY, NOW, Stall, dollars, prices, stocked, voice

from bot.answers import Answers
from bot.chart import History
from bot.search import UnknownModel


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
            "USD per 1M tokens": ["input"],
            "CNY per 1M tokens": [
                "Zhipu input (input ≤ 32k)",
                "Zhipu output (input ≤ 32k, output ≤ 200)",
                "Zhipu output (input ≤ 32k, output > 200)",
                "Zhipu cached input (input ≤ 32k)",
                "Alibaba Cloud input",
            ],
        }
    )
    assert shown.subtitle == "Zhipu, Alibaba Cloud · Aug 19, 2026 – Aug 22, 2026"


def test_a_chart_is_the_same_all_day_while_the_prices_are(moved: Stall) -> None:
    """So that it is drawn once; moves, gaps and what is free are marked."""
    shown = moved.ask("history deepseek-v5").picture
    assert moved.ask("history deepseek-v5", now=NOW + timedelta(hours=11)).picture == shown
    assert moved.ask("history deepseek-v5", now=NOW + DAY).picture != shown
    assert isinstance(shown, History)
    (track,) = shown.panels[0].tracks
    assert [mark.label for mark in track.marks] == ["−50 %", "no longer printed", "free"]
    assert [amount for _, amount in track.steps][2] is None


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

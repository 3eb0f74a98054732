"""A price that is announced with its day: said before it, charged from it on, read or not."""

from typing import Any

import pytest
from inline_snapshot import snapshot
from stall import NOW, Stall, dollars, voice

from bot.answers import Answers
from bot.words import plain

BEFORE, AFTER = NOW.replace(day=25), NOW.replace(month=9, day=3)
UNTIL: dict[str, Any] = {"promo": "through August 31, 2026", "effective_until": "2026-08-31"}
LATER: dict[str, Any] = {"effective_from": "2026-09-01"}


@pytest.fixture
def stall() -> Stall:
    """Claude Sonnet 5 at 2 and 10 through August, at 3 and 15 from September on; and GPT-5."""
    one = Stall()
    now = ("input 2", "output 10", "cache_write 2.5")
    then = ("output 15", "cache_write 3.75", "input 3")
    one.shows(
        "anthropic",
        [dollars(f"claude-sonnet-5 {price}", **UNTIL) for price in now],
        planned=[dollars(f"claude-sonnet-5 {price}", **LATER) for price in then],
    )
    one.shows("openai", [dollars("gpt-5 input 1.25"), dollars("gpt-5 output 10")])
    return one


def lines(said: str, *words: str) -> list[str]:
    """The lines in which one of the words stands."""
    return [line for line in said.splitlines() if any(word in line for word in words)]


def test_before_its_day_every_answer_says_until_when_a_price_holds(stall: Stall) -> None:
    """And what comes then, in the order of the trade."""
    used = voice(workload="300M in 50M out")
    assert lines(stall.says("price claude-sonnet-5", used, BEFORE), "Aug 31", "Sep") == snapshot(
        [
            "   the page says: “through August 31, 2026”, until Aug 31, 2026",
            "   until Aug 31, 2026",
            "• input: 3 USD per 1M tokens from Sep 1, 2026",
            "• output: 15 USD per 1M tokens from Sep 1, 2026",
            "• cache write: 3.75 USD per 1M tokens from Sep 1, 2026",
        ]
    )
    assert lines(stall.says("compare claude-sonnet-5, gpt-5", used, BEFORE), "Aug 31", "Sep") == (
        snapshot(
            ["   until Aug 31, 2026", "   input 3, output 15 USD per 1M tokens from Sep 1, 2026"]
        )
    )
    assert lines(stall.says("cheapest anthropic", used, BEFORE), "claude") == snapshot(
        ["• 1. claude-sonnet-5 (Anthropic): 1,100 USD, until Aug 31, 2026, read 3 d ago"]
    )
    assert lines(stall.says("prices anthropic", used, BEFORE), "claude") == snapshot(
        ["• claude-sonnet-5: input 2, output 10 (until Aug 31, 2026)"]
    )


def test_from_its_day_on_it_is_charged_although_the_page_was_not_read_since(stall: Stall) -> None:
    """As announced, which every answer says; the old price and its end are gone."""
    used = voice(workload="300M in 50M out")
    assert stall.says("price claude-sonnet-5", used, AFTER) == snapshot("""\
claude-sonnet-5

Anthropic (anthropic), USD per 1M tokens
• input 3, output 15, cache write 3.75
   input: 1/3.3 of GPT-4-Turbo, 1/5 of Claude 3 Opus
   output: 1/2 of GPT-4-Turbo, 1/5 of Claude 3 Opus
   as announced from Sep 1, 2026
• 300M in, 50M out: 1,650 USD a month
   as announced from Sep 1, 2026
   read 12 d ago, not since then (2026-08-22 11:55 UTC)

Anthropic's price page: https://platform.claude.com/docs/en/about-claude/pricing\
""")
    assert stall.says("compare claude-sonnet-5, gpt-5", used, AFTER) == snapshot("""\
Side by side

• A claude-sonnet-5, Anthropic (anthropic)
   as announced from Sep 1, 2026
   input: 1/3.3 of GPT-4-Turbo, 1/5 of Claude 3 Opus
   output: 1/2 of GPT-4-Turbo, 1/5 of Claude 3 Opus
   read 12 d ago, not since then (2026-08-22 11:55 UTC)
• B gpt-5, OpenAI (openai)
   input: 1/8 of GPT-4-Turbo, 1/12 of Claude 3 Opus
   output: 1/3 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   read 12 d ago, not since then (2026-08-22 11:55 UTC)

A    B
USD  USD   per 1M
3    1.25  in
15   10    out

300M in, 50M out, a month:
• A 1,650 USD
• B 875 USD\
""")
    assert lines(stall.says("cheapest anthropic", now=AFTER), "claude") == snapshot(
        ["• 1. claude-sonnet-5 (Anthropic): 24 USD, as announced from Sep 1, 2026, read 12 d ago"]
    )
    assert lines(stall.says("prices anthropic", voice("zh"), AFTER), "claude") == snapshot(
        ["• claude-sonnet-5：输入 3，输出 15（按预告 2026年9月1日起生效）"]
    )


def test_the_clock_moves_on_while_a_page_stands_still(stall: Stall) -> None:
    """What is kept in memory follows it, in the minute in which the day begins."""
    answers = Answers(stall.store)
    midnight = NOW.replace(month=9, day=1, hour=0)
    said = [
        plain(answers.ask("prices", "anthropic", voice(), at).message)
        for at in (midnight.replace(month=8, day=31, hour=23, minute=59), midnight, AFTER)
    ]
    assert ["input 2, output 10" in one for one in said] == [True, False, False]
    assert ["input 3, output 15" in one for one in said] == [False, True, True]


def test_what_a_round_has_read_is_not_called_announced_any_more(stall: Stall) -> None:
    """Then the page itself says so."""
    read = [dollars(f"claude-sonnet-5 {p}", **LATER) for p in ("input 3.5", "output 15")]
    stall.shows("anthropic", read, AFTER)
    said = stall.says("price claude-sonnet-5", now=AFTER)
    assert "input 3.5, output 15" in said
    assert "announced" not in said


def test_part_of_a_price_list_may_be_announced(stall: Stall) -> None:
    """Then it is said which; what has no day never begins."""
    now = [dollars("gpt-5 input 1.25"), dollars("gpt-5 output 10")]
    plans = [dollars("gpt-5 output 12", **LATER), dollars("gpt-5 input 9", announced=True)]
    stall.shows("openai", now, planned=plans)
    said = stall.says("price gpt-5", now=AFTER)
    assert lines(said, "announced", "output 1") == snapshot(
        [
            "• input 1.25, output 12",
            "   output: as announced from Sep 1, 2026",
            "• input: 9 USD per 1M tokens, announced without a date",
        ]
    )


def test_a_price_of_another_page_is_not_announced_here() -> None:
    """Two pages print the same model: each has its own plans."""
    stall = Stall()
    plan = dollars("glm-5 input 9", **LATER)
    stall.shows("zhipu-intl", [dollars("glm-5 input 1")], planned=[plan])
    stall.shows("baidu-intl", [dollars("glm-5 input 1")])
    assert stall.says("price glm-5").count("from Sep 1") == 1
    assert "input 1" in stall.says("prices baidu-intl", now=AFTER)


def test_an_end_that_is_over_is_said_to_be(stall: Stall) -> None:
    """Nothing is announced for the time after it, and nobody has read the page since."""
    stall.shows("openai", [dollars("gpt-5 input 1.25", **UNTIL), dollars("gpt-5 output 10")])
    over = "until Aug 31, 2026, which has passed"
    for line in ("compare gpt-5", "cheapest openai", "prices openai"):
        assert over in stall.says(line, now=AFTER)
        assert over not in stall.says(line, now=BEFORE)


def test_a_card_says_what_is_over_beside_the_pages_words(stall: Stall) -> None:
    """In both languages, and of what is free too."""
    page = ("gpt-5 input 1.25", "gpt-6 input free")
    half: dict[str, Any] = {**UNTIL, "promo": "50% off"}
    stall.shows("openai", [dollars(one, **half) for one in page])
    for line in ("price gpt-5", "free"):
        said = "the page says: “50% off”, until Aug 31, 2026"
        assert f"{said}\n" in stall.says(line, now=BEFORE)
        assert f"{said}, which has passed\n" in stall.says(line, now=AFTER)
    said = stall.says("price gpt-5", voice("zh"), now=AFTER)
    assert "页面标注：“50% off”，至 2026年8月31日（该日期已过）" in said

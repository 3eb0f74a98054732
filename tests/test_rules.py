"""People write what they want to hear in their own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.rules import LONGEST, LongRule, Typed, read, write
from bot.subscriptions import BadRule, parse
from scrapers import registry

VENDORS = registry.vendors()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("deepseek glm-* cut free 20%", "deepseek glm-* cut free 20%"),
        ("DeepSeek GLM-* Cuts freed 20 %", "deepseek glm-* cut free 20%"),
        ("智谱降价20%", "zhipu cut 20%"),
        ("智谱、深度求索 免费，每日", "deepseek zhipu free digest"),
        ("kimi cut -智谱", "moonshot cut -zhipu"),
        ("-kimi", "-moonshot"),
        ("glm glm-4*", "zhipu glm-4*"),
        ("Alibaba Cloud, xAI; new", "aliyun xai launch"),
        ("全部 daily", "all digest"),
        ("上新 涨价 5％", "rise launch 5%"),
        ("", "all"),
    ],
)
def test_a_rule_is_understood_in_both_languages(text: str, rule: str) -> None:
    """Vendors go by any of their names, kinds and percentages as people write them."""
    typed = read(text, VENDORS)
    assert write(typed.wanted, digest=typed.digest) == rule


def test_a_name_inside_a_pattern_is_left_alone() -> None:
    """The pattern kimi-* is about models, although kimi is a vendor."""
    assert read("kimi-* */qwen-?", VENDORS) == Typed(parse(["kimi-*", "*/qwen-?"], VENDORS))


def test_what_is_not_understood_is_named() -> None:
    """The word that is wrong comes back, with the nearest that is known."""
    with pytest.raises(BadRule) as error:
        read("deepsek cut", VENDORS)
    assert (error.value.word, error.value.nearest) == ("deepsek", "deepseek")


def test_nobody_can_send_a_rule_without_end() -> None:
    """A rule has to fit into a message, beside others."""
    with pytest.raises(LongRule):
        read("x-" * LONGEST, VENDORS)


words = st.sampled_from(["deepseek", "zhipu", "-openai", "glm-*", "cut", "free", "20%", "0%"])


@given(st.lists(words), st.booleans())
def test_a_rule_reads_as_it_is_written(found: list[str], daily: bool) -> None:  # noqa: FBT001
    """read(write(rule)) == rule."""
    typed = read(" ".join(found + ["daily"] * daily), VENDORS)
    assert read(write(typed.wanted, digest=typed.digest), VENDORS) == typed

"""What somebody says is used in a month, and what is refused rather than misread."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workload import BadWorkload, Workload, parse, size, tokens

MILLION = Decimal(10) ** 6
USED = Workload(300 * MILLION, 50 * MILLION, Decimal("0.6"))


@pytest.mark.parametrize(
    "said",
    [
        "300M in 50M out cached 60%",
        "in 300M, out 50M, cached 60%",
        "0.3B input tokens a month and 50,000k output with 60% cached",
        "输入3亿 输出5000万 缓存60%",
        "每月输入 3 亿 tokens，输出 5000万个 tokens，其中缓存命中 60％",
        "300百万输入、5千万输出、缓存命中率60%",
        "输入3亿tokens，输出5000万tokens，命中60%",
        "3亿token输入，5000万token输出，缓存率60%",
        "30000w输入 5000w输出 缓存命中六成",
        "三亿进 五千万出 缓存六成",
        "in=300M out=50M cached=0.6",
        "300Min 50Mout cache hit rate 60%",
        ".3B in, 0.00005T out, cached .6",
    ],
)
def test_one_workload_in_many_words(said: str) -> None:
    """English and Chinese, words before or behind their numbers, units of either."""
    assert parse(said) == USED


def test_a_length_narrows_the_workload() -> None:
    """How many tokens go in at once, in either language."""
    assert parse("300M in 50M out at 32k").length == 32_000
    assert parse("输入3亿 输出5000万 每次3.2万").length == 32_000


def test_two_numbers_alone_are_in_and_out() -> None:
    """As the trade writes it."""
    assert parse("300M/50M") == Workload(300 * MILLION, 50 * MILLION)


def test_what_goes_in_is_cached_or_fresh() -> None:
    """Nothing of it is lost and nothing is counted twice."""
    assert (USED.hits, USED.fresh) == (180 * MILLION, 120 * MILLION)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("", ""),
        ("cats", "cats"),
        ("300M", "300m"),
        ("300M in 50M", "50m"),
        ("300M in 3M in", "3m"),
        ("60%", "60%"),
        ("300M in 50M out cached", "cached"),
        ("300M in 50M out 120% cached", "120%"),
        ("300M in 50M out 60% 70% cached", "60%"),
        ("300M in 50M out at", ""),
        ("300M in 50M out at 0", "0"),
        ("in out", ""),
        ("0 in 0 out", ""),
        ("99999999B in", "99999999b"),
        ("300M in − 50M out", "−"),
        ("300M 50M in out", "50m"),
        ("300Mx in", "3"),
        ("3亿5000万", "亿"),
        ("豆包 1M in", "豆包"),
        ("输入十一十", "十一十"),
    ],
)
def test_what_is_not_understood_is_named(said: str, word: str) -> None:
    """A number that is skipped would make a wrong bill."""
    with pytest.raises(BadWorkload) as refused:
        parse(said)
    assert refused.value.word == word


AMOUNTS = st.integers(0, 10**12).map(Decimal)


@given(AMOUNTS, AMOUNTS, st.integers(0, 100), st.none() | st.integers(1, 10**7))
def test_a_workload_is_remembered_as_it_was_said(
    into: Decimal, out: Decimal, share: int, length: int | None
) -> None:
    """Its own text reads as itself again."""
    used = Workload(into, out, Decimal(share) / 100, length)
    if into or out:
        assert parse(used.text) == used


@given(st.integers(1, 10**12))
def test_a_size_is_exact(count: int) -> None:
    """300M is 300,000,000 and nothing else."""
    assert tokens(size(Decimal(count))) == count


@pytest.mark.parametrize("said", ["glm-5", "60%", "0.5", "", "1M tokens", "-3"])
def test_what_is_no_number_of_tokens(said: str) -> None:
    """A name, a share, half a token, nothing, a phrase."""
    assert tokens(said) is None

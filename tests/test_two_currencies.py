"""A page that prints each price in two currencies: they are two price lists, never one range."""

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import Stall, dollars, voice

from scrapers.quotes import Quote


def euros(line: str) -> Quote:
    """A price in euros, as `making.quote` writes it."""
    return quote(line, currency="EUR")


@pytest.fixture
def stall() -> Stall:
    """A model and a free one, in euros first and in dollars second; one in euros only."""
    one = Stall()
    euro = ("mistral-9 input 1.9", "mistral-9 output 5.6", "leanstral input free", "old input 1")
    dollar = ("mistral-9 input 2", "mistral-9 output 6", "leanstral input free")
    one.shows("mistral", [*map(euros, euro), *map(dollars, dollar)])
    one.shows("openai", [dollars("gpt-5 input 1.25"), dollars("gpt-5 output 10")])
    return one


def test_a_list_is_in_the_readers_currency_where_the_page_prints_it(stall: Stall) -> None:
    """Else in dollars, as the references are; what has another says so."""
    assert stall.says("prices mistral") == snapshot("""\
Mistral AI: 3 models

Mistral AI (mistral), USD per 1M tokens
   read 5 min ago
• mistral-9: input 2, output 6
• leanstral: input free
• old: input 1 EUR per 1M tokens\
""")
    assert stall.says("prices mistral", voice(also_in="CNY")) == stall.says("prices mistral")
    said = stall.says("prices mistral", voice(also_in="EUR"))
    assert "EUR per 1M tokens\n" in said
    assert "mistral-9: input 1.9, output 5.6\n" in said


def test_who_counts_in_neither_currency_sees_the_dollars_first(stall: Stall) -> None:
    """A card compares them with the references without a rate, a ranking and a table use them."""
    reader = voice("zh")
    said = stall.says("price mistral-9", reader)
    assert said.index("美元/百万 tokens") < said.index("欧元/百万 tokens")
    assert "输入：GPT-4-Turbo 的 1/5，" in said
    assert "mistral-9（Mistral AI）：12 美元" in stall.says("cheapest", reader)
    assert "USD" in stall.says("compare mistral-9, gpt-5", reader)
    assert "EUR" not in stall.says("compare mistral-9, gpt-5", reader)


def test_the_ranking_takes_the_page_in_the_readers_currency() -> None:
    """Of a vendor's two pages, where the other would be cheaper by a hair; free is free."""
    stall = Stall()
    here = ("v4 input 1", "v4 output 2", "v5 input 3", "v5 output 6")
    abroad = ("v4 input 0.14", "v4 output 0.28", "v5 input free", "v5 output free")
    stall.shows("deepseek", [quote(f"deepseek-{line}") for line in here])
    stall.shows("deepseek-intl", [dollars(f"deepseek-{line}") for line in abroad])
    assert "deepseek-v4 (DeepSeek): 0.7 USD" in stall.says("cheapest")
    said = stall.says("cheapest", voice("zh"))
    assert "deepseek-v4（深度求索）：5 元" in said
    assert "deepseek-v5（深度求索）：免费" in said


def test_a_card_has_a_block_for_each_currency(stall: Stall) -> None:
    """The reader's own first, and that one against the references; free is said once."""
    assert stall.says("price mistral-9") == snapshot("""\
mistral-9

Mistral AI (mistral), USD per 1M tokens
• input 2, output 6
   input: 1/5 of GPT-4-Turbo, 1/7.5 of Claude 3 Opus
   output: 1/5 of GPT-4-Turbo, 1/13 of Claude 3 Opus

Mistral AI (mistral), EUR per 1M tokens
• input 1.9 (≈ $2.18), output 5.6 (≈ $6.44)
   read 5 min ago

Mistral AI's price page: https://mistral.ai/pricing
1 USD = 0.87 EUR (2025-11-20)\
""")
    assert stall.says("price leanstral").count("free") == 1


def test_models_side_by_side_are_in_one_currency_each(stall: Stall) -> None:
    """Two currencies are no range, and what the page prints itself is not converted."""
    said = stall.says("compare mistral-9, gpt-5", voice(workload="300M in 50M out"))
    assert "2    1.25  in\n" in said
    assert "• A 900 USD\n" in said
    assert "–" not in said
    assert "≈" not in said


@pytest.mark.parametrize(("own", "total"), [("USD", "12 USD"), ("EUR", "11.3 EUR")])
def test_the_ranking_bills_in_the_readers_own_currency(stall: Stall, own: str, total: str) -> None:
    """Also where the other one would be cheaper by a hair."""
    assert f"mistral-9 (Mistral AI): {total}" in stall.says("cheapest", voice(also_in=own))


def test_a_currency_that_prices_less_does_not_stand_for_the_page() -> None:
    """A cell that is empty in euros has a price in dollars."""
    stall = Stall()
    given = [
        euros("mistral-9 output 5.6"),
        dollars("mistral-9 input 2"),
        dollars("mistral-9 output 6"),
    ]
    stall.shows("mistral", given)
    said = stall.says("prices mistral", voice(also_in="EUR"))
    assert "mistral-9: input 2, output 6\n" in f"{said}\n"

"""Who counts in another currency sees it behind the vendor's own number, with its rate."""

from dataclasses import replace

from inline_snapshot import snapshot
from telling import CHINESE, ENGLISH, alert, event

from bot import words
from bot.recipients import Reader
from bot.words import Voice


def said(voice: Voice, *numbers: int) -> str:
    """Some cuts in words; several of them as a digest."""
    message = words.digest([alert(event(n)) for n in numbers], voice)
    assert message is not None
    return words.plain(message)


def test_a_price_is_said_again_in_the_readers_currency() -> None:
    """The vendor's number comes first, what was converted is marked and names its rate."""
    dollars = ENGLISH.to(Reader(currency="USD"))
    assert said(dollars, 1).splitlines()[3] == snapshot(
        "• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2) (≈ $0.211)"
    )
    assert said(dollars, 1).splitlines()[-1] == snapshot("1 USD = 7.1 CNY (2025-11-20)")
    assert said(CHINESE.to(Reader(currency="USD")), 1).splitlines()[3] == snapshot(
        "• 输入：3 → 1.5 元/百万 tokens（−50%，1/2）（≈ $0.211）"
    )


def test_a_digest_names_the_rates_too() -> None:
    """Once, below."""
    told = said(ENGLISH.to(Reader(currency="USD")), 1, 2)
    assert told.count("(≈ $0.211)") == 2
    assert told.count("1 USD = 7.1 CNY (2025-11-20)") == 1


def test_nothing_is_converted_that_need_not_be() -> None:
    """Not the reader's own currency, not without a rate, not for who has asked for none."""
    for voice in (
        ENGLISH,
        ENGLISH.to(Reader(currency="CNY")),
        replace(ENGLISH, also_in="USD", rates={}),
    ):
        assert "≈" not in said(voice, 1)

"""What a page says around its tables: sentences, footnotes and the instants that they name."""

import pytest

from scrapers import notes
from scrapers.quotes import Page


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "This price takes effect from 2026/4/26 12:15 UTC.",
            {"effective_from": "2026-04-26T12:15Z"},
        ),
        (
            "Offered at a discount, extended until 2026/05/31 15:59 UTC.",
            {"effective_until": "2026-05-31T15:59Z"},
        ),
        (
            "The new prices take effect at 16:00 UTC on August 16, 2026, as follows:",
            {"effective_from": "2026-08-16T16:00Z"},
        ),
        (
            "新价格将于北京时间 2026 年 8 月 17 日 00:00 生效，具体如下：",
            {"effective_from": "2026-08-17T00:00+08:00"},
        ),
        (
            "优惠期延长至北京时间 2026/05/31 23:59。",
            {"effective_until": "2026-05-31T23:59+08:00"},
        ),
    ],
)
def test_a_sentence_dates_a_price_to_the_minute(sentence: str, found: dict[str, str]) -> None:
    """A date with a clock time and a zone is an instant, in Chinese and in English."""
    assert notes.term(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "活动截止 2026 年 9 月 9 日 24:00（UTC+8，北京时间）",
        "The offer ends on September 9, 2026.",
        "Valid until 2026-09-09, from 08:00 to 20:00 UTC.",
        "Valid until 2026-09-09 20:00.",
    ],
)
def test_a_day_stays_a_day_where_no_single_instant_is_printed(sentence: str) -> None:
    """Midnight at the day's end, hours of opening or a time without a zone give no time of day."""
    assert notes.term(sentence) == {"effective_until": "2026-09-09"}


def test_a_sentence_without_a_date_dates_nothing() -> None:
    """Hours of the day are no term."""
    assert notes.term("Peak hours are 01:00 - 04:00 UTC.") == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>(1) One. Two<br>(2) Three.</p><ul><li>(3) Four.</li></ul><p>Five</p>", "html"),
        ("(1) One. Two\n(2) Three.\n\n- (3) Four.\n\nFive\n", "markdown"),
    ],
)
def test_footnotes_are_found_by_their_number(text: str, kind: str) -> None:
    """A footnote reaches to the next number or to the end of its paragraph."""
    prose = notes.prose(Page(text, "html" if kind == "html" else "markdown"))
    assert prose.notes == {"1": ("One.", "Two"), "2": ("Three.",), "3": ("Four.",)}
    assert prose.sentences == ("One.", "Two", "Three.", "Four.", "Five")


def test_chinese_sentences_need_no_blank_between_them() -> None:
    """The ideographic full stop ends a sentence, a point inside a number does not."""
    assert notes.sentences("现为 0.5 元。 之后为\n1 元。") == ("现为 0.5 元。", "之后为 1 元。")

"""Several alerts become one message that fits, and what was taken back is not said at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from inline_snapshot import snapshot
from stand import read, units
from telling import (
    CHINESE,
    ENGLISH,
    NO_PRICE,
    NOTHING,
    NOW,
    VENDORS,
    alert,
    correction,
    event,
    several,
)

from bot import words
from bot.alerts import Alert, standing
from bot.events import Event
from bot.letters import letter
from bot.words import Voice
from bot.words.digest import MESSAGES

HOUR = timedelta(hours=1)


def day() -> list[Alert]:
    """What happened on a day: cuts, a launch, new terms, of three vendors."""
    launched = event(
        *(4, "model.launched", "moonshot"),
        **NO_PRICE,
        after=[
            {"model": "kimi-k2.9", "meter": "input", "amount": "9", "currency": "CNY"}
            | {"per": "1M tokens", "conditions": {}, "free": False}
        ],
    )
    redrawn = event(
        5,
        "terms.changed",
        "moonshot",
        direction="dearer",
        **NO_PRICE,
    )
    later = event(3, "price.freed", "zhipu", new=0, free=True, at=NOW + 9 * HOUR)
    return [alert(event(1), event(2, new=1)), alert(later), alert(launched, redrawn)]


def test_a_digest_in_english() -> None:
    """Counts, a block a vendor, each change in one line, the pages and when they were read."""
    assert words.plain(digest(day())) == snapshot("""\
5 changes at DeepSeek, Zhipu AI, Moonshot AI (made free: 1, cut: 2, terms changed: 1, launched: 1)

DeepSeek
• deepseek-v2 input: 3 → 1 CNY per 1M tokens (−66.7 %, 1/3)
• deepseek-v1 input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)
   DeepSeek's price page: https://api-docs.deepseek.com/pricing?a=1&b=2
   read 2026-08-02 08:00 UTC

Zhipu AI
• zhipu-v3 input: 3 CNY per 1M tokens → free
   Zhipu AI's price page: https://docs.bigmodel.cn/pricing
   read 2026-08-02 08:00 UTC

Moonshot AI
• moonshot-v5 (terms changed): dearer
• moonshot-v4 (launched): input: 9 CNY per 1M tokens
   Moonshot AI's price page: https://platform.moonshot.cn/pricing
   read 2026-08-02 08:00 UTC\
""")


def test_a_digest_in_chinese() -> None:
    """The same, in Chinese."""
    assert words.plain(digest(day(), CHINESE)) == snapshot("""\
深度求索，智谱，月之暗面：共 5 项变动（转为免费 1 项，降价 2 项，计费方式调整 1 项，上线 1 项）

深度求索
• deepseek-v2 输入：3 → 1 元/百万 tokens（−66.7%，1/3）
• deepseek-v1 输入：3 → 1.5 元/百万 tokens（−50%，1/2）
   深度求索价格页: https://api-docs.deepseek.com/pricing?a=1&b=2
   读取于 2026-08-02 08:00 UTC

智谱
• zhipu-v3 输入：3 元/百万 tokens → 免费
   智谱价格页: https://docs.bigmodel.cn/pricing
   读取于 2026-08-02 08:00 UTC

月之暗面
• moonshot-v5（计费方式调整）：更贵
• moonshot-v4（上线）：输入：9 元/百万 tokens
   月之暗面价格页: https://platform.moonshot.cn/pricing
   读取于 2026-08-02 08:00 UTC\
""")


def test_a_long_digest_begins_with_the_biggest_moves() -> None:
    """More than anybody reads line by line: the rest is counted, and can be asked for."""
    many = [event(n, "price.raised", new=3 + n) for n in range(1, 60)]
    said = words.plain(digest([alert(one) for one in many]))
    assert said.splitlines()[:9] == snapshot(
        [
            "59 changes at DeepSeek (raised: 59)",
            "",
            "The biggest moves:",
            "• deepseek-v59 input: 3 → 62 CNY per 1M tokens (+1,966.7 %, ×21)",
            "• deepseek-v58 input: 3 → 61 CNY per 1M tokens (+1,933.3 %, ×20)",
            "• deepseek-v57 input: 3 → 60 CNY per 1M tokens (+1,900 %, ×20)",
            "• deepseek-v56 input: 3 → 59 CNY per 1M tokens (+1,866.7 %, ×20)",
            "• deepseek-v55 input: 3 → 58 CNY per 1M tokens (+1,833.3 %, ×19)",
            "",
        ]
    )
    assert said.splitlines()[-5:] == snapshot(
        [
            "   and 47 more",
            "   DeepSeek's price page: https://api-docs.deepseek.com/pricing?a=1&b=2",
            "   read 2026-08-02 08:00 UTC",
            "",
            "All of them: /changes",
        ]
    )


def test_a_change_and_its_correction_are_not_worth_a_word() -> None:
    """What was taken back before anybody was told is not told; the rest is."""
    wrong, right = event(1), event(2)
    told = [alert(wrong, right), alert(correction(wrong))]
    assert standing(told) == (replace(told[0], events=(right,)),)
    assert digest(told) == words.message(alert(right, name=1), ENGLISH)
    assert words.digest([alert(wrong), alert(correction(wrong))], ENGLISH) is None
    assert letter([alert(wrong), alert(correction(wrong))], ENGLISH) is None


def test_a_correction_of_what_was_told_earlier_stays() -> None:
    """Who was told yesterday hears today that it was wrong."""
    said = words.plain(digest([alert(correction(event(1))), alert(event(2))]))
    assert "• deepseek-v1 input costs 3 CNY per 1M tokens, not 1.5" in said


def test_an_event_is_told_once() -> None:
    """However many alerts carry it."""
    one = event(1)
    assert standing([alert(one), alert(one, event(2), name=7)])[1].events == (event(2),)


def test_the_headline_names_three_vendors() -> None:
    """And counts the others."""
    told = [alert(event(n, vendor=vendor)) for n, vendor in enumerate(sorted(VENDORS))]
    assert digest(told).headline == snapshot(
        "4 changes at DeepSeek, Moonshot AI, OpenAI and 1 more (cut: 4)"
    )
    assert digest(told, CHINESE).headline == snapshot(
        "深度求索，月之暗面，OpenAI 和另外 1 家：共 4 项变动（降价 4 项）"
    )


def test_what_has_no_page_is_told_without_one() -> None:
    """A source that cannot be read has no reading to point to."""
    ends = [event(n, "source.stale", **NOTHING, seen_at=NOW - 30 * HOUR) for n in (1, 2)]
    assert words.plain(digest([alert(one) for one in ends])) == snapshot("""\
2 changes at DeepSeek (blind: 2)

DeepSeek
• Blind on DeepSeek since 2026-08-01 02:00 UTC
• Blind on DeepSeek since 2026-08-01 02:00 UTC\
""")


def test_one_alert_is_told_in_full() -> None:
    """A digest of one alert is that alert, with its comparisons."""
    assert digest([alert(event(1))]) == words.message(alert(event(1)), ENGLISH)


@pytest.mark.parametrize("voice", [ENGLISH, CHINESE])
def test_what_was_refuted_later_is_struck(voice: Voice) -> None:
    """A digest that was sent shows which of its lines do not hold any more."""
    html = words.html(digest(day(), voice, {event(1).id}))
    _, entities = read(html, "HTML")
    struck = [one for one in entities if one.kind == "strikethrough"]
    assert len(struck) == 1


@given(told=several())
@settings(max_examples=60)
def test_a_digest_fits_and_can_be_read(told: list[Alert]) -> None:
    """Telegram understands each message, there are three at most, and every vendor is named."""
    for voice in (ENGLISH, CHINESE):
        sent = letter(told, voice)
        if sent is None:
            assert not standing(told)
            continue
        shown = [read(text, "HTML")[0] for text in sent.texts]
        assert all(0 < units(text) <= 4096 for text in shown)
        if len(told) > 1:
            assert len(shown) <= MESSAGES
        vendors = {voice.vendor(one.vendor) for one in standing(told)}
        assert all(name in "\n".join(shown) for name in vendors)


def test_as_much_is_listed_as_there_is_room_for() -> None:
    """Long names cost lines, never a fourth message and never the count."""
    long = [event(n, vendor=("deepseek", "zhipu")[n % 2], model=f"m{n}" * 150) for n in range(40)]
    said = digest([alert(one) for one in long])
    assert said.headline.startswith("40 changes at DeepSeek, Zhipu AI (cut: 40)")
    assert len(words.parts(words.html(said), 9, str)) <= MESSAGES
    assert 5 <= sum(line.rank == "item" for line in said.lines) - 5 < 24, "of twelve a vendor"


def digest(
    told: list[Alert], voice: Voice = ENGLISH, refuted: set[str] | None = None
) -> words.Message:
    """A digest of what is not nothing."""
    said = words.digest(told, voice, refuted or ())
    assert said is not None
    return said


def test_every_event_has_its_line() -> None:
    """No kind of event is left out of a digest, or breaks it."""
    stale: list[Event] = [
        event(1, "source.stale", **NOTHING, told=True),
        event(2, "source.recovered", **NOTHING, told=True),
    ]
    others = [
        event(3, "model.withdrawn", **NO_PRICE, before=[]),
        event(4, "model.renamed", **NO_PRICE, was_model="old-name"),
        event(5, "terms.changed", **NO_PRICE),
        event(6, "model.launched", **NO_PRICE, after=[]),
        event(7, "promo.started", promo="限时5折", effective_until="2026-08-31"),
    ]
    said = digest([alert(*stale), alert(*others)])
    shown = [line.text.partition(", until")[0] for line in said.lines if line.rank == "item"]
    assert shown == snapshot(
        [
            "deepseek-v7 input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2), the page says “限时5折”",
            "deepseek-v5 (terms changed)",
            "deepseek-v6 (launched)",
            "deepseek-v3 (withdrawn)",
            "deepseek-v4 (renamed): called old-name until now; the prices stay",
            "Blind on DeepSeek since 2026-08-02 08:00 UTC",
            "DeepSeek's prices can be read again",
        ]
    )

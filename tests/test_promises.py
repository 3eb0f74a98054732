"""Before anybody is told anything, one sentence says what will be told, and how often."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from making import Watched
from wrapping import wrapped

from bot.chat import rules
from bot.chat.promises import SPAN, Record, frequency, promise, remarks
from bot.recipients import Quiet, Reader
from bot.subscriptions import FLOOR, KINDS, TYPES, Subscription
from bot.words import Voice
from scrapers import registry

VENDORS = registry.vendors()
EN, ZH = (Voice(language, vendors=VENDORS) for language in ("en", "zh"))
NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)


def both(rule: str) -> str:
    """The sentence for a rule, in English and in Chinese."""
    typed = rules.read(rule, VENDORS)
    return page_of(promise(typed.wanted, voice, digest=typed.digest) for voice in (EN, ZH))


def page_of(sentences: Iterable[str]) -> str:
    """A sentence a paragraph, in lines that fit here."""
    return "".join(f"{wrapped(one)}\n" for one in sentences)


def test_the_sentence_names_vendors_models_kinds_and_the_floor() -> None:
    """A rule of every part is one sentence in the reader's language."""
    assert both("deepseek glm-* cut free 20%") == snapshot("""\
You will be told at once when a model of DeepSeek or one like
<code>glm-*</code> gets cheaper by 20 % or more or becomes free.
深度求索的模型或名称形如 <code>glm-*</code> 的模型降价
20% 及以上或转为免费时，会立即通知你。
""")


def test_without_limits_everything_is_named() -> None:
    """Who wants everything is told what everything is."""
    assert both("all") == snapshot("""\
You will be told at once when any model gets cheaper or dearer by 2 % or more,
becomes free, is launched, withdrawn or renamed, or changes its terms in any
other way.
任何模型降价或涨价 2%
及以上、转为免费、上线、下线、更名或计费方式有其他调整时，会立即通知你。
""")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "free",
            snapshot("""\
You will be told at once when any model becomes free.
任何模型转为免费时，会立即通知你。
"""),
        ),
        (
            "cut free",
            snapshot("""\
You will be told at once when any model gets cheaper by 2 % or more or becomes
free.
任何模型降价 2% 及以上或转为免费时，会立即通知你。
"""),
        ),
        (
            "launch zhipu",
            snapshot("""\
You will be told at once when a model of Zhipu is launched, withdrawn or
renamed.
智谱的模型上线、下线、更名时，会立即通知你。
"""),
        ),
        (
            "rise 0%",
            snapshot("""\
You will be told at once when any model gets dearer.
任何模型涨价时，会立即通知你。
"""),
        ),
        (
            "gpt-* claude-*",
            snapshot("""\
You will be told at once when a model like <code>gpt-*</code> or
<code>claude-*</code> gets cheaper or dearer by 2 % or more, becomes free, is
launched, withdrawn or renamed, or changes its terms in any other way.
名称形如
<code>gpt-*</code>或<code>claude-*</code>
的模型降价或涨价 2%
及以上、转为免费、上线、下线、更名或计费方式有其他调整时，会立即通知你。
"""),
        ),
        (
            "cut -zhipu -openai 5.5%",
            snapshot("""\
You will be told at once when any model (never one of OpenAI or Zhipu) gets
cheaper by 5.5 % or more.
任何模型（OpenAI或智谱除外）降价 5.5% 及以上时，会立即通知你。
"""),
        ),
        (
            "deepseek zhipu openai rise cut digest",
            snapshot("""\
You will be told in the daily digest when a model of DeepSeek, OpenAI, or
Zhipu gets cheaper or dearer by 2 % or more.
深度求索、OpenAI或智谱的模型降价或涨价 2%
及以上时，会在每日摘要里告诉你。
"""),
        ),
        (
            "free model.withdrawn price.cut 5%",
            snapshot("""\
You will be told at once when any model becomes free or has news of type
<code>model.withdrawn</code> or <code>price.cut</code> by 5 % or more.
任何模型转为免费或有 <code>model.withdrawn</code>或
<code>price.cut</code> 类消息 5%
及以上时，会立即通知你。
"""),
        ),
        (
            "promo.ending zhipu 20%",
            snapshot("""\
You will be told at once when a model of Zhipu has news of type
<code>promo.ending</code>.
智谱的模型有 <code>promo.ending</code>
类消息时，会立即通知你。
"""),
        ),
        (
            "x<b>* cut",
            snapshot("""\
You will be told at once when a model like <code>x&lt;b&gt;*</code> gets
cheaper by 2 % or more.
名称形如 <code>x&lt;b&gt;*</code> 的模型降价 2%
及以上时，会立即通知你。
"""),
        ),
    ],
)
def test_each_kind_of_rule_has_its_sentence(rule: str, expected: str) -> None:
    """What is not asked for is not in the sentence; what people write cannot become markup."""
    assert both(rule) == expected


subscriptions = st.builds(
    Subscription,
    vendors=st.frozensets(st.sampled_from(sorted(VENDORS)), max_size=4),
    models=st.lists(st.text("ab-*<&,", min_size=1, max_size=4), max_size=3).map(tuple),
    kinds=st.frozensets(st.sampled_from(KINDS), min_size=1),
    floor=st.integers(0, 9999).map(lambda n: Decimal(n) / 10_000),
    without=st.frozensets(st.sampled_from(sorted(VENDORS)), max_size=2),
    types=st.frozensets(st.sampled_from(sorted(TYPES)), max_size=2),
)


def meant(wanted: Subscription) -> Subscription:
    """A floor means something for moves only, and types nothing beside all kinds."""
    if wanted.kinds == set(KINDS):
        wanted = replace(wanted, types=frozenset())
    return wanted if wanted.sized else replace(wanted, floor=FLOOR)


@given(subscriptions, subscriptions, st.booleans(), st.booleans())
def test_different_subscriptions_never_share_a_sentence(
    one: Subscription,
    other: Subscription,
    digest: bool,  # noqa: FBT001
    daily: bool,  # noqa: FBT001
) -> None:
    """promise(a) == promise(b) only where a and b tell the same."""
    for voice in (EN, ZH):
        same = promise(one, voice, digest=digest) == promise(other, voice, digest=daily)
        assert same == ((meant(one), digest) == (meant(other), daily))


@given(
    subscriptions,
    st.sampled_from(("floor", "vendors", "models", "kinds", "without", "types")),
    st.data(),
)
def test_a_sentence_changes_with_every_part(
    one: Subscription, part: str, data: st.DataObject
) -> None:
    """Two subscriptions that differ in one part only have different sentences."""
    other = replace(one, **{part: getattr(data.draw(subscriptions), part)})
    for voice in (EN, ZH):
        same = promise(one, voice, digest=False) == promise(other, voice, digest=False)
        assert same == (meant(one) == meant(other))


def test_what_goes_without_saying_is_said_where_it_holds() -> None:
    """Announcements have no floor; who follows a vendor hears when its page cannot be read."""
    asked = ("deepseek cut 20%", "deepseek cut 0%", "glm-* cut", "glm-* free")
    said = (remarks(rules.read(rule, VENDORS).wanted, EN) or "–" for rule in asked)
    assert page_of(said) == snapshot("""\
Small moves add up; announced prices and new terms count whatever their size.
When a price page cannot be read for a day, you hear that too.
When a price page cannot be read for a day, you hear that too.
Small moves add up; announced prices and new terms count whatever their size.
–
""")


# How often


def three_moves() -> Watched:
    """Two moves on one day, and one two days later."""
    page = Watched("pro input 100")
    page.settle("pro input 90", later=timedelta(hours=1))
    page.settle("pro input 80", later=timedelta(hours=1))
    page.settle("pro input 70", later=timedelta(days=2))
    return page


def often(page: Watched, voice: Voice, days: int, digest: Reader | None = None) -> str:
    """The sentence where so many days are recorded."""
    record = Record(page.now - timedelta(days=days), page.now)
    return frequency(page.events, record, voice, digest)


def test_it_is_said_how_many_messages_that_would_have_been() -> None:
    """What was recorded is counted in messages, over 90 days."""
    page = three_moves()
    assert page_of(often(page, voice, 200) for voice in (EN, ZH)) == snapshot("""\
In the last 90 days that would have been 3 messages.
过去 90 天里，这样的消息会有：3 条消息。
""")


def test_a_digest_counts_days() -> None:
    """What one digest holds is one message, by the reader's own hours; a mute is not eternal."""
    page = three_moves()
    mine = Reader(digest_at=time(23), muted_until=page.now + timedelta(days=9))
    assert "2 messages" in often(page, EN, 200, mine)
    assert "2 messages" in often(page, EN, 200, replace(mine, quiet=Quiet(time(22), time(8))))


def test_a_short_record_is_no_ninety_days() -> None:
    """Where fewer days are recorded, the sentence says since when."""
    page = three_moves()
    short = SPAN.days - 1
    assert page_of(often(page, voice, short) for voice in (EN, ZH)) == snapshot("""\
Prices are recorded since May 6, 2026 only; since then that would have been 3
messages.
价格从 2026年5月6日 才开始记录；此后这样的消息会有：3 条消息。
""")
    assert often(page, EN, SPAN.days).startswith("In the last 90 days")


def test_few_messages_are_counted_in_words() -> None:
    """None and one have words of their own; without a record nothing is guessed."""
    page, record = three_moves(), Record(NOW - SPAN, NOW)
    said = (
        sentence
        for voice in (EN, ZH)
        for sentence in (
            frequency([], record, voice),
            frequency(page.events[:1], record, voice),
            frequency([], Record(None, NOW), voice),
        )
    )
    assert page_of(said) == snapshot("""\
In the last 90 days that would have been no message.
In the last 90 days that would have been one message.
No prices are recorded yet, so nobody can say how often that will be.
过去 90 天里，这样的消息会有：没有消息。
过去 90 天里，这样的消息会有：1 条消息。
还没有记录任何价格，因此无法估计会有多少消息。
""")

"""The guided way to a subscription: what each button does, and what the messages say."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from wrapping import shown

from bot.chat.drafts import PAGE, Draft, NoChoice, choose, draft_of, refuses, written
from bot.chat.keyboards import DATA, Reply
from bot.chat.questions import Asking, ask
from bot.chat.rules import read
from bot.recipients import Language
from bot.subscriptions import KINDS, Subscription, spell
from bot.words import Voice
from scrapers import registry

VENDORS = sorted(registry.vendors())
NAME = "0123456789"


def asked(draft: Draft, language: Language = "en", vendors: Sequence[str] = VENDORS) -> Reply:
    """The message of a draft."""
    voice = Voice(language, vendors=registry.vendors())
    return ask(Asking(draft, NAME, vendors, voice))


def choices(draft: Draft) -> list[str]:
    """What the buttons of a draft choose."""
    rows = asked(draft).keyboard
    return [button.data.removeprefix(f"d:{NAME}:") for row in rows for button in row]


def pressed(draft: Draft, *labels: str) -> Draft:
    """The draft after the buttons with these labels were pressed, one after the other."""
    for label in labels:
        buttons = [button for row in asked(draft).keyboard for button in row]
        data = next(one.data for one in buttons if one.label.removeprefix("✓ ") == label)
        draft = choose(draft, data.removeprefix(f"d:{NAME}:"), VENDORS)
    return draft


def test_the_first_question_offers_the_vendors() -> None:
    """Ten at a time, two in a row, and all at once."""
    assert shown(asked(Draft())) == snapshot("""\
<b>1/4 · Whose prices?</b>

Single models are chosen in one line: <code>/subscribe glm-* cut free
20%</code>

<i>So far:</i> You will be told at once when any model gets cheaper or dearer
by 2 % or more, becomes free, is launched, withdrawn or renamed, or changes
its terms in any other way.

[Alibaba Cloud][Anthropic]
[Baidu][DeepSeek]
[Google][LiteLLM]
[MiniMax][Mistral AI]
[models.dev][Moonshot AI]
[‹][1/2][›]
[✓ All vendors]
[Cancel][Next ›]
""")


def test_the_second_question_offers_the_kinds() -> None:
    """What is marked is told."""
    draft = pressed(Draft(), "DeepSeek", "Next ›", "Dearer", "New and withdrawn models")
    assert shown(asked(draft)) == snapshot("""\
<b>2/4 · What do you want to hear
of?</b>

<i>So far:</i> You will be told at once when a model of DeepSeek gets cheaper
by 2 % or more or becomes free.

[✓ Cheaper][✓ Free]
[Dearer][New and withdrawn models]
[Everything]
[‹ Back][Cancel][Next ›]
""")
    assert shown(asked(draft, "zh")) == snapshot("""\
<b>2/4 · 想知道哪些变化？</b>

<i>目前：</i>深度求索的模型降价 2% 及以上或转为免费时，会立即通知你。

[✓ 降价][✓ 免费]
[涨价][模型上线与下线]
[全部]
[‹ 上一步][取消][下一步 ›]
""")


def test_the_third_question_goes_on_by_itself() -> None:
    """A percentage is one answer; the last question follows."""
    draft = replace(Draft(), step="floor")
    assert shown(asked(draft)) == snapshot("""\
<b>3/4 · From which change on?</b>

<i>So far:</i> You will be told at once when any model gets cheaper or dearer
by 2 % or more, becomes free, is launched, withdrawn or renamed, or changes
its terms in any other way.

[Any][✓ 2 %][5 %][10 %]
[20 %][30 %][50 %]
[‹ Back][Cancel][Next ›]
""")
    assert shown(asked(pressed(draft, "20 %"))) == snapshot("""\
<b>4/4 · At once, or once a day?</b>

<i>So far:</i> You will be told at once when any model gets cheaper or dearer
by 20 % or more, becomes free, is launched, withdrawn or renamed, or changes
its terms in any other way.

[At once][Daily digest]
[‹ Back][Cancel]
""")


def test_the_last_answer_ends_it() -> None:
    """From the first question to a subscription."""
    done = pressed(
        Draft(),
        *("DeepSeek", "›", "Zhipu", "Next ›"),
        *("Dearer", "New and withdrawn models", "Next ›", "20 %", "Daily digest"),
    )
    assert (spell(done.wanted), done.digest, done.step) == (
        "deepseek zhipu cut free 20%",
        True,
        "done",
    )


def test_how_far_is_not_asked_where_nothing_moves() -> None:
    """Who wants free and new models only is not asked for a percentage."""
    draft = pressed(Draft(step="kinds"), "Cheaper", "Dearer", "Next ›")
    assert draft.step == "when"
    assert asked(draft).text.startswith("<b>3/3")
    assert "s" + "kinds" in choices(draft)


def test_one_kind_always_stays() -> None:
    """The last kind cannot be taken away: nothing would be told."""
    draft = Draft(Subscription(kinds=frozenset({"free"})), step="kinds")
    assert refuses(draft, "k-free")
    assert choose(draft, "k-free", VENDORS) == draft
    assert not refuses(draft, "k+cut")


def test_a_muted_vendor_is_heard_again_at_a_press() -> None:
    """In a subscription that is changed, what was muted is marked, and one press undoes it."""
    typed = read("cut -zhipu", registry.vendors())
    draft = Draft(typed.wanted, page=1)
    assert spell(pressed(draft, "🔇 Zhipu").wanted) == "cut"
    chosen = Draft(replace(typed.wanted, vendors=frozenset({"openai"})), page=1)
    assert spell(pressed(chosen, "🔇 Zhipu").wanted) == "openai cut"


def test_all_vendors_means_all() -> None:
    """Patterns, choices and mutes give way to everything."""
    typed = read("deepseek glm-* cut -zhipu 20%", registry.vendors())
    assert spell(pressed(Draft(typed.wanted), "All vendors").wanted) == "cut 20%"


def test_models_of_a_rule_stay_while_it_is_changed() -> None:
    """Who changes the kinds of `glm-*` keeps the pattern."""
    typed = read("glm-* cut", registry.vendors())
    draft = pressed(Draft(typed.wanted, edits="s_1"), "DeepSeek", "Next ›", "Free")
    assert (spell(draft.wanted), draft.edits) == ("deepseek glm-* cut free", "s_1")


def test_few_vendors_need_no_pages() -> None:
    """Arrows are there only where there is somewhere to go."""
    labels = [
        button.label for row in asked(Draft(), vendors=VENDORS[:PAGE]).keyboard for button in row
    ]
    assert "›" not in labels


@pytest.mark.parametrize(
    "choice",
    [
        *(
            "",
            "?",
            "v",
            "v+",
            "v+nobody",
            "v?zhipu",
            "k",
            "k+",
            "k+sale",
            "k?cut",
            "f",
            "f1",
            "f-5",
        ),
        *("p", "p9", "p-1", "pp", "s", "snowhere", "sdone", "w", "w?", "z"),
    ],
)
def test_what_no_button_says_is_refused(choice: str) -> None:
    """A client may send anything; nothing comes of it."""
    with pytest.raises(NoChoice):
        choose(Draft(), choice, VENDORS)


drafts = st.builds(
    Draft,
    wanted=st.builds(
        Subscription,
        vendors=st.frozensets(st.sampled_from(VENDORS)),
        models=st.lists(st.sampled_from(("glm-*", "gpt-?", "a/b")), unique=True).map(tuple),
        kinds=st.frozensets(st.sampled_from(KINDS), min_size=1),
        floor=st.sampled_from((Decimal(0), Decimal("0.02"), Decimal("0.15"))),
        without=st.frozensets(st.sampled_from(VENDORS)),
    ),
    step=st.sampled_from(("vendors", "kinds", "floor", "when")),
    page=st.integers(0, 5),
    digest=st.booleans(),
    edits=st.none() | st.just("s_0123456789"),
)


@given(drafts)
def test_every_button_is_understood_and_short_enough(draft: Draft) -> None:
    """Telegram takes 64 bytes a button; each of them leads to a draft that can be shown."""
    for row in asked(draft).keyboard:
        for button in row:
            assert len(button.data.encode()) <= DATA
            after = choose(draft, button.data.removeprefix(f"d:{NAME}:"), VENDORS)
            assert after.step in {"done", "dropped"} or asked(after).text


@given(drafts, st.data())
def test_pressing_twice_is_pressing_once(draft: Draft, data: st.DataObject) -> None:
    """choose(choose(d, c), c) == choose(d, c): a press that comes again does no harm."""
    choice = data.draw(st.sampled_from(choices(draft)))
    once = choose(draft, choice, VENDORS)
    assert choose(once, choice, VENDORS) == once


@given(drafts, st.data())
def test_quick_presses_both_count(draft: Draft, data: st.DataObject) -> None:
    """Two vendors pressed before the message was redrawn are both chosen, in either order."""
    vendors = st.sampled_from(VENDORS)
    one, other = data.draw(st.tuples(vendors, vendors))
    first, second = (choose(draft, f"v+{slug}", VENDORS) for slug in (one, other))
    both = choose(first, f"v+{other}", VENDORS)
    assert both == choose(second, f"v+{one}", VENDORS)
    assert {one, other} <= both.wanted.vendors


@given(drafts)
def test_a_draft_comes_back_as_it_was_written(draft: Draft) -> None:
    """draft_of(written(d)) == d."""
    assert draft_of(written(draft)) == draft

"""Who hears what: rules as people write them, and change logs as they come."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import World, source
from making import HOUR, START, Watched

from bot.events import Event, Type
from bot.store import Store
from bot.subscriptions import (
    KINDS,
    BadRule,
    Kind,
    Subscription,
    fired,
    kinds_of,
    parse,
    rule_of,
    spell,
    written,
)

CUT: frozenset[Kind] = frozenset({"cut"})
VENDORS = ("acme", "deepseek", "openai", "zhipu")
NEITHER = "is neither a vendor, a model pattern, a kind nor a percentage"
BELOW = "a percentage is below 100 and has its sign, such as 20%"
NUMBER = iter(range(1_000_000))


def event(kind: str, **facts: object) -> Event:
    """Something that happened to acme's model `pro`."""
    given: dict[str, Any] = {"id": f"ev_{next(NUMBER)}", "type": kind, "at": START}
    given |= {"seen_at": START, "source": "acme", "vendor": "acme", "model": "pro"}
    return Event(**given | facts)


def move(old: str, new: str, **facts: object) -> Event:
    """The price of `pro` moves; what kind of move it is follows from the amounts."""
    before, after = Decimal(old), Decimal(new)
    kind = "price.freed" if after == 0 else "price.charged" if before == 0 else ""
    kind = kind or ("price.cut" if after < before else "price.raised")
    priced = {"meter": "input", "currency": "CNY", "per": "1M tokens"}
    return event(kind, **priced | {"old": before, "new": after} | facts)


def path(*amounts: str) -> list[Event]:
    """The price of `pro` goes from amount to amount."""
    return [move(old, new) for old, new in pairwise(amounts)]


def heard(rule: str, log: Sequence[Event]) -> list[str]:
    """What a subscriber with this rule is told of a log: where each price went, or the type."""
    told = fired(parse(rule.split(), VENDORS), log)
    return [str(one.new) if one.new is not None else one.type for one in told]


SOME: frozenset[Type] = frozenset({"price.cut", "promo.ended"})

# Rules


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("", Subscription()),
        ("DeepSeek, Zhipu; cut", Subscription(frozenset({"deepseek", "zhipu"}), (), CUT)),
        ("glm-* qwen2", Subscription(models=("glm-*", "qwen2"))),
        ("openai/gpt", Subscription(models=("openai/gpt",))),
        ("cuts freed rises launches", Subscription(kinds=frozenset(KINDS))),
        ("all", Subscription()),
        ("free 20%", Subscription(kinds=frozenset({"free"}), floor=Decimal("0.2"))),
        ("0.5％", Subscription(floor=Decimal("0.005"))),
        ("price.cut Promo.Ended", Subscription(kinds=frozenset(), types=SOME)),
        ("free price.cut promo.ended", Subscription(kinds=frozenset({"free"}), types=SOME)),
        ("deepseek glm-* 0%", Subscription(frozenset({"deepseek"}), ("glm-*",), floor=Decimal(0))),
    ],
)
def test_a_rule_is_vendors_patterns_kinds_and_a_percentage(rule: str, meant: Subscription) -> None:
    """In any order and case, with commas or without; what is left out means all and 2 %."""
    assert parse(rule.split(" "), VENDORS) == meant


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("deepsek cut", f"deepsek {NEITHER}; did you mean deepseek?"),
        ("cutt", f"cutt {NEITHER}; did you mean cut?"),
        ("xyzzy", f"xyzzy {NEITHER}"),
        ("100%", f"100%: {BELOW}"),
        ("cut 20", f"20: {BELOW}"),
        ("20 %", f"20: {BELOW}"),
        ("5 cut", f"5: {BELOW}"),
        ("price.quarantined", f"price.quarantined {NEITHER}"),
    ],
)
def test_a_rule_that_is_not_understood_names_the_word(rule: str, sentence: str) -> None:
    """A person sees which word it was, and the nearest one that is known."""
    with pytest.raises(BadRule) as error:
        parse(rule.split(), VENDORS)
    assert str(error.value) == sentence


def test_a_rule_is_stored_as_it_was_before_there_were_types() -> None:
    """Equal rules are equal texts, whenever they were written; types survive being stored."""
    assert "types" not in written(parse(["cut"], VENDORS))
    typed = parse(["deepseek", "price.cut", "promo.ended", "10%"], VENDORS)
    assert rule_of(written(typed)) == typed
    assert parse(spell(typed).split(), VENDORS) == typed


# Which events


@pytest.mark.parametrize(
    ("rule", "model", "covered"),
    [
        ("", "pro", True),
        ("acme", "pro", True),
        ("zhipu", "pro", False),
        ("zhipu p*", "Pro", True),
        ("gpt-*", "OpenAI/GPT-5", True),
        ("openai/gpt-?", "openai/gpt-5", True),
        ("gpt-5", "gpt-5-mini", False),
    ],
)
def test_a_vendor_or_a_pattern_is_enough(rule: str, model: str, covered: bool) -> None:  # noqa: FBT001
    """Either fits; a pattern is held against the name with and without its path."""
    assert heard(rule, [event("model.launched", model=model)]) == ["model.launched"] * covered


@pytest.mark.parametrize(
    ("kind", "facts", "kinds"),
    [
        ("price.cut", {}, {"cut"}),
        ("price.raised", {}, {"rise"}),
        ("price.freed", {}, {"free"}),
        ("price.charged", {}, {"rise"}),
        ("price.scheduled", {"old": Decimal(2), "new": Decimal(1)}, {"cut"}),
        ("price.scheduled", {"old": Decimal(1), "new": Decimal(2)}, {"rise"}),
        ("price.scheduled", {}, set()),
        ("price.unscheduled", {}, set()),
        ("promo.started", {}, {"cut"}),
        ("promo.ending", {}, set()),
        ("promo.ended", {}, {"rise"}),
        ("model.launched", {}, {"launch"}),
        ("model.launched", {"free": True}, {"launch", "free"}),
        ("model.withdrawn", {}, {"launch"}),
        ("model.renamed", {}, {"launch"}),
        ("terms.changed", {"direction": "cheaper"}, {"cut"}),
        ("terms.changed", {"direction": "dearer"}, {"rise"}),
        ("terms.changed", {"direction": "mixed"}, set()),
        ("price.retracted", {}, set()),
        ("price.quarantined", {}, set()),
        ("source.broken", {}, set()),
        ("source.recovered", {}, set()),
        ("source.stale", {}, set()),
    ],
)
def test_the_kinds_of_every_event(kind: str, facts: dict[str, object], kinds: set[Kind]) -> None:
    """Which subscriptions an event is for, as docs/events.md says."""
    assert kinds_of(event(kind, **facts)) == kinds


def test_only_who_hears_all_hears_what_has_no_kind() -> None:
    """The end of a promotion that is near, mixed terms: nobody asked for them by name."""
    log = [event("promo.ending"), event("terms.changed", direction="mixed")]
    assert heard("all", log) == ["promo.ending", "terms.changed"]
    assert heard("cut free rise", log) == []


def test_what_only_the_log_hears_is_told_to_nobody() -> None:
    """A muted price, and a model that comes and goes."""
    log = [move("3", "1", muted=True, told=False), event("model.withdrawn", told=False)]
    assert heard("all", log) == []


def test_a_source_that_only_corroborates_is_heard_by_nobody(tmp_path: Path) -> None:
    """An aggregator's moves are in the log, for no subscriber, however small their floor."""
    with Store(tmp_path / "prices.db") as store:
        feed = World(store, source=source(audience="corroborate"))
        feed.settle("a input 3")
        log = feed.settle("a input 2")
    assert [one.type for one in log] == ["price.cut"]
    assert heard("all 0%", log) == []


def test_operators_events_are_not_for_subscribers() -> None:
    """Not even for those who hear everything."""
    log = [event("source.broken", told=False), event("price.quarantined", told=False)]
    log += [event("source.recovered", told=False)]
    assert heard("all 0%", log) == []


def test_every_subscriber_of_a_vendor_hears_that_nobody_looks_and_when_it_ends() -> None:
    """Silence means "no change", whatever the kinds that were asked for."""
    log = [event("source.stale", model=None), event("source.recovered", model=None, told=True)]
    assert heard("acme free", log) == ["source.stale", "source.recovered"]
    assert heard("zhipu", log) == []


# How far


def test_small_cuts_add_up_for_each_subscriber() -> None:
    """Five cuts of 3 % reach a subscriber of 10 % once, and one of 2 % five times."""
    log = path("100", "97", "94.09", "91.2673", "88.529281", "85.87340257")
    assert heard("cut 10%", log) == ["88.529281"]
    assert len(heard("cut", log)) == 5
    assert heard("cut 20%", log) == []


def test_a_rise_that_was_told_is_the_new_measure() -> None:
    """From 10 to 12 and back to 11: for who heard of 12, that is 8 %."""
    log = path("10", "12", "11", "10.5")
    assert heard("cut rise 10%", log) == ["12", "10.5"]


def test_who_hears_no_rises_is_told_of_a_cut_from_the_height_it_came_down_from() -> None:
    """From 10 to 20 and down to 18: 10 % less, though dearer than what was told last."""
    assert heard("cut 10%", path("10", "9", "20", "19", "18")) == ["9", "18"]
    assert heard("rise 10%", path("10", "11", "5", "5.2", "5.5")) == ["11", "5.5"]


def test_free_is_beyond_every_floor() -> None:
    """To nothing and from nothing there is no percentage."""
    assert heard("free 99%", path("0.01", "0", "0.01")) == ["0"]
    assert heard("rise 99%", path("0.01", "0", "0.01")) == ["0.01"]
    assert heard("all 99%", path("5", "0", "0.01")) == ["0", "0.01"]


def test_each_price_is_measured_by_itself() -> None:
    """Meters, conditions and sources do not mix."""
    log = [
        move("10", "9.6"),
        move("10", "9.6", meter="output"),
        move("10", "9.6", conditions={"service": "batch"}),
        move("10", "9.6", source="acme-intl", currency="USD"),
        move("9.6", "9.4"),
    ]
    assert heard("5%", log) == ["9.4"]


@pytest.mark.parametrize("kind", ["terms.changed", "model.withdrawn", "model.launched"])
def test_redrawn_prices_are_measured_anew(kind: str) -> None:
    """What was told of a model's prices before its terms were redrawn is no measure any more."""
    log = [move("10", "9"), event(kind, direction="mixed"), move("20", "19.5")]
    assert heard("all 10%", log) == ["9", kind]
    other = event(kind, direction="mixed", model="other")
    assert heard("cut 10%", [move("10", "9"), other, move("9", "8.5"), move("8.5", "8.1")]) == [
        "9",
        "8.1",
    ]


def test_a_muted_price_is_heard_in_its_summary() -> None:
    """While it flaps nothing is told; what came of it is told once, against what was told last."""
    flap = [move("10", "8", muted=True, told=False), move("8", "10", muted=True, told=False)]
    assert heard("all", [*flap, move("10", "8")]) == ["8"]


# Corrections


def test_a_correction_reaches_those_who_were_told_what_it_corrects() -> None:
    """And nobody else, whatever they asked for."""
    cut = move("10", "9")
    back = move("9", "10").model_copy(update={"type": "price.retracted", "refutes": cut.id})
    assert heard("cut", [cut, back]) == ["9", "10"]
    for rule in ("cut 50%", "rise", "zhipu"):
        assert heard(rule, [cut, back]) == []


def test_after_a_correction_the_old_price_is_the_measure_again() -> None:
    """A cut that never was makes no later one larger or smaller."""
    cut = move("10", "5")
    back = move("5", "10").model_copy(update={"type": "price.retracted", "refutes": cut.id})
    after = [move("10", "9.9"), move("9.9", "8.9")]
    assert heard("cut 10%", [cut, back, *after]) == ["5", "10", "8.9"]
    assert heard("rise 10%", [cut, back, move("10", "10.5")]) == []
    assert heard("all 60%", [cut, back, move("10", "4.5"), move("4.5", "4")]) == ["4"]


def test_a_correction_without_a_price_is_heard_too() -> None:
    """A better reader finds no price where one was told."""
    cut = move("10", "5")
    gone = move("5", "5").model_copy(
        update={"type": "price.retracted", "refutes": cut.id, "new": None}
    )
    assert heard("cut", [cut, gone]) == ["5", "price.retracted"]
    assert heard("rise", [cut, gone]) == []
    assert heard("cut", [move("10", "5").model_copy(update={"old": None})]) == []


# Laws

AMOUNTS = st.sampled_from(["1", "1.01", "1.05", "2", "5", "free"])
LOOKS = st.lists(
    st.tuples(AMOUNTS, AMOUNTS, st.booleans(), st.sampled_from([1, 30, 100])), max_size=12
)
Looks = list[tuple[str, str, bool, int]]


def recorded(looks: Looks) -> list[Event]:
    """The change log of a page on which two prices move and a model comes and goes."""
    page = Watched("pro input 2,pro output 2")
    for into, out, more, hours in looks:
        shown = f"pro input {into},pro output {out}" + ",lite input 1" * more
        page.settle(shown, later=hours * HOUR)
    return page.events


@given(LOOKS)
def test_default_settings_hear_what_the_log_calls_told(looks: Looks) -> None:
    """`told` on an event is a promise about a subscriber with default settings."""
    log = recorded(looks)
    assert fired(Subscription(), log) == [one for one in log if one.told]


@given(LOOKS, st.sampled_from(["1%", "10%", "50%"]))
def test_a_higher_floor_is_never_louder(looks: Looks, floor: str) -> None:
    """Who asks for larger moves gets no more messages than who hears of every move."""
    log = recorded(looks)
    assert len(heard(f"all {floor}", log)) <= len(heard("all 0%", log))


def test_a_type_is_heard_by_its_own_name_alone() -> None:
    """Not the other types of its kind; the percent is measured as ever."""
    log = [*path("10", "8", "7.9", "9"), event("promo.started"), *path("9", "5")]
    assert heard("price.cut 10%", log) == ["8", "5"]
    assert heard("model.launched", [event("model.launched"), event("model.withdrawn")]) == [
        "model.launched"
    ]

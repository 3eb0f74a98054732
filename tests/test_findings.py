"""What differs, in the words of the trade: prices, terms, launches, names, announcements."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from making import START, quote, quotes

from bot.diff import by_key
from bot.findings import (
    Finding,
    Standing,
    boundary,
    direction,
    find,
    in_force,
    moment,
    plan_of,
)
from scrapers.quotes import Quote

SOON = "2026-09-01"
PEAK, OFF_PEAK = {"window": "peak"}, {"window": "off_peak"}


def standing(shown: str | list[Quote]) -> Standing:
    """What a page says at the start of August."""
    return in_force(quotes(shown) if isinstance(shown, str) else shown, START)


def found(before: str | list[Quote], after: str | list[Quote]) -> list[Finding]:
    """What differs between two pages."""
    return find(standing(before), standing(after))


def kinds(findings: list[Finding]) -> list[tuple[str, str]]:
    """What was found of which model."""
    return [(finding.kind, finding.model) for finding in findings]


# What holds at a moment


def test_a_price_that_begins_later_is_announced_and_not_charged() -> None:
    """A page with today's price and next month's shows both, each for what it is."""
    now, later = quote("pro input 2"), quote("pro input 3", effective_from=SOON)
    seen = standing([now, later])
    assert seen.prices == {now.key: now}
    assert seen.planned == {(now.key, SOON): later}


def test_an_announcement_without_a_date_waits_until_the_page_says_otherwise() -> None:
    """A future price without a date never takes effect by the clock."""
    later = quote("pro input 3", announced=True)
    distant = in_force([later], START + timedelta(days=3650))
    assert distant.planned == {plan_of(later): later}
    assert distant.prices == {}


def test_an_announcement_whose_day_has_come_is_charged() -> None:
    """What was announced with a date holds from that day, whatever the page still calls it."""
    due = quote("pro input 3", announced=True, effective_from="2026-08-01")
    assert standing([due]).prices == {due.key: due}


@pytest.mark.parametrize(
    ("at", "amount"),
    [("2026-08-31T23:59:59+00:00", "2"), ("2026-09-01T00:00:00+00:00", "3")],
)
def test_a_day_ends_where_the_next_begins(at: str, amount: str) -> None:
    """A price "through August 31" holds for all of that day, in UTC."""
    promo = quote("pro input 2", effective_until="2026-08-31")
    after = quote("pro input 3", effective_from="2026-09-01")
    for page in ([promo, after], [after, promo]):
        held = in_force(page, datetime.fromisoformat(at))
        assert held.prices[promo.key].amount == Decimal(amount)


def test_a_time_with_a_zone_is_that_instant() -> None:
    """Midnight in Beijing is four in the afternoon in UTC."""
    later = quote("pro input 3", effective_from="2026-09-01T00:00:00+08:00")
    instant = datetime(2026, 8, 31, 16, tzinfo=UTC)
    assert in_force([later], instant - timedelta(seconds=1)).prices == {}
    assert in_force([later], instant).prices == {later.key: later}
    assert moment("2026-09-01T00:00:00+08:00", end=True) == instant


def test_of_several_prices_the_one_that_began_last_holds() -> None:
    """A page that keeps its old price list beside the new one charges the new one."""
    old = quote("pro input 2", effective_from="2026-01-01")
    new = quote("pro input 3", effective_from="2026-07-01")
    undated = quote("pro input 4")
    assert standing([new, old, undated]).prices == {new.key: new}


def test_a_price_for_a_time_goes_before_the_one_without_an_end() -> None:
    """A promotion printed beside the list price is what is charged, in whatever order."""
    promo, usual = quote("pro input 2", effective_until="2026-08-31"), quote("pro input 3")
    assert standing([promo, usual]).prices == {usual.key: promo}
    assert standing([usual, promo]).prices == {usual.key: promo}


def test_a_price_whose_end_is_past_holds_where_nothing_took_its_place() -> None:
    """An end date that the vendor forgot to take down empties no price list."""
    past, older = (quote("pro input 2", effective_until=f"2026-0{n}-01") for n in (7, 6))
    assert standing([older, past]).prices == {past.key: past}
    assert standing([past, older]).prices == {past.key: past}


def test_two_plans_for_one_day_are_one_the_shorter() -> None:
    """Of two announcements for one day the one with the nearer end comes first."""
    short = quote("pro input 2", effective_from=SOON, effective_until="2026-09-30")
    long = quote("pro input 3", effective_from=SOON)
    assert standing([short, long]).planned == {plan_of(long): short}
    assert standing([long, short]).planned == {plan_of(long): short}


def test_the_clock_next_matters_when_a_price_begins_ends_or_is_about_to_end() -> None:
    """The watch knows when a page must be judged again although nothing on it changed."""
    begins = quote("pro input 3", effective_from="2026-09-01")
    ends = quote("lite input 1", effective_until="2026-08-20")
    page = [begins, ends, quote("max input 9")]
    at = START
    instants = []
    while at := boundary(page, at):  # type: ignore[assignment]
        instants.append(at.date().isoformat())
    assert instants == ["2026-08-20", "2026-08-21", "2026-09-01"]


# What differs


def test_an_amount_that_moved_is_a_price() -> None:
    """Each price that moved stands alone, with what it was and what it is."""
    (finding,) = found("pro input 3, pro output 6", "pro input 2, pro output 6")
    assert finding == Finding("price", "pro", (quote("pro input 3"),), (quote("pro input 2"),))


def test_dates_badges_and_wording_are_no_findings() -> None:
    """An extended promotion or a new badge is the same price."""
    plain = quote("pro input 3")
    dressed = quote(
        "pro input 3", promo="limited", effective_until="2027-01-01", published="¥3.00"
    )
    assert found([plain], [dressed]) == []
    assert found([quote("pro input 3", PEAK)], [quote("pro input 3", PEAK, schedule="9-12")]) == []
    assert found([quote("pro input 3", PEAK, schedule="9-12")], [quote("pro input 3", PEAK)]) == []


def test_a_model_that_comes_is_launched_and_one_that_leaves_is_gone() -> None:
    """A launch or a withdrawal is one finding with all prices of the model, by their keys."""
    came = found("pro input 3", "pro input 3, new output 2, new input 1")
    assert came == [Finding("launched", "new", (), tuple(quotes("new input 1, new output 2")))]
    left = found("pro input 3, old output 2, old input 1", "pro input 3")
    assert left == [Finding("gone", "old", tuple(quotes("old input 1, old output 2")))]


def test_a_meter_with_new_conditions_is_redrawn_as_a_whole() -> None:
    """Tiers in place of a plain price are new terms; another meter that moved stands alone."""
    before = quotes("pro input 3, pro output 6")
    tiers = [
        quote("pro input 2", {"input_max": 32000}),
        quote("pro input 4", {"input_min": 32000}),
    ]
    findings = found(before, [*reversed(tiers), quote("pro output 5")])
    assert kinds(findings) == [("terms", "pro"), ("price", "pro")]
    assert findings[0].old == (before[0],)
    assert set(findings[0].new) == set(tiers)


def test_edited_hours_are_new_terms() -> None:
    """Peak hours that are drawn otherwise concern whoever plans by them, at equal prices."""
    before = [quote("pro input 3", PEAK, schedule="9-12"), quote("pro input 1", OFF_PEAK)]
    after = [quote("pro input 3", PEAK, schedule="9-18"), quote("pro input 1", OFF_PEAK)]
    (finding,) = found(before, after)
    assert (finding.kind, finding.old, finding.new) == (
        "terms",
        tuple(before[::-1]),
        tuple(after[::-1]),
    )


def test_the_same_hours_in_other_words_are_no_new_terms() -> None:
    """A vendor that writes its hours otherwise has not moved them."""
    before, after = ("09:00-12:00 (UTC+8)", "between 9:00 and 12:00 (UTC+8)")
    page = [quote("pro input 3", PEAK, schedule=before)]
    assert found(page, [quote("pro input 3", PEAK, schedule=after)]) == []
    assert len(found(page, [quote("pro input 3", PEAK, schedule=after.replace("8", "9"))])) == 1


def test_an_emptied_cell_is_lost_and_the_rest_of_the_model_stays() -> None:
    """A price that is no longer printed is neither free nor cut; its neighbours may move."""
    findings = found("pro input 3, pro output 6", "pro output 5")
    assert kinds(findings) == [("lost", "pro"), ("price", "pro")]
    assert findings[0].old == (quote("pro input 3"),)
    assert [finding.absent for finding in findings] == [True, False]


# Names


def test_a_single_name_that_was_replaced_is_a_rename_however_it_reads() -> None:
    """One model leaves, one comes with the same prices: the name changed."""
    (finding,) = found("old input 3, old output 6", "Zephyr output 6, Zephyr input 3")
    assert (finding.kind, finding.was_model, finding.model) == ("renamed", "old", "Zephyr")


def test_another_price_under_another_name_is_another_model() -> None:
    """A successor at another price is a launch and a withdrawal."""
    assert kinds(found("pro-1 input 3", "pro-2 input 2")) == [
        ("launched", "pro-2"),
        ("gone", "pro-1"),
    ]


def test_many_names_that_change_at_once_are_paired_by_likeness() -> None:
    """A vendor that writes all its names otherwise has renamed them, each its own."""
    before = "deep-chat input 1, deep-coder input 1, deep-math input 1, wide input 7"
    after = "x/deep-math input 1, x/deep-chat input 1, x/deep-coder input 1, x/wide input 7"
    renamed = {finding.was_model: finding.model for finding in found(before, after)}
    assert renamed == {
        name: f"x/{name}" for name in ("deep-chat", "deep-coder", "deep-math", "wide")
    }


@pytest.mark.parametrize(
    ("left", "came", "kind"),
    [
        ("glm-4-flash input free", "GLM-4-Flash-2504 input free", ["renamed"]),
        ("qwen3-4b:free input free", "qwen3.6-plus:free input free", ["launched", "gone"]),
        ("trinity input 0", "lyria input 0", ["launched", "gone"]),
    ],
)
def test_free_models_are_renamed_only_where_the_names_say_so(
    left: str, came: str, kind: list[str]
) -> None:
    """All free models cost the same: one that leaves as another comes is not that other."""
    assert [finding.kind for finding in found(left, came)] == kind


def test_a_name_is_paired_with_its_likest_and_only_once() -> None:
    """Of two new names at the old price the likelier one is the rename, the other a launch."""
    findings = found("deep-chat input 1", "deep-chat-v2 input 1, dip-chart input 1")
    assert kinds(findings) == [("renamed", "deep-chat-v2"), ("launched", "dip-chart")]


# Announcements


def test_a_new_date_or_a_new_amount_for_it_is_an_announcement() -> None:
    """What will be charged is found when it appears and when it is changed."""
    now, later = quote("pro input 2"), quote("pro input 3", effective_from=SOON)
    dearer = quote("pro input 4", effective_from=SOON)
    assert found([now], [now, later]) == [Finding("scheduled", "pro", (now,), (later,))]
    assert found([now, later], [now, dearer]) == [Finding("scheduled", "pro", (now,), (dearer,))]
    assert found([now, later], [now, later]) == []


def test_an_announcement_that_is_taken_back_is_unscheduled() -> None:
    """Nothing stands in its place, so it takes patience."""
    now, later = quote("pro input 2"), quote("pro input 3", effective_from=SOON)
    (finding,) = found([now, later], [now])
    assert finding == Finding("unscheduled", "pro", (later,))
    assert finding.absent


def test_the_announcement_of_a_model_goes_where_the_model_goes() -> None:
    """A model that is new, gone or renamed is said once, not once more for its announced price."""
    now, later = quote("pro input 2"), quote("pro input 3", effective_from=SOON)
    named, plan = quote("max input 2"), quote("max input 3", effective_from=SOON)
    other = quote("lite input 9")
    assert kinds(found([other], [other, now, later])) == [("launched", "pro")]
    assert kinds(found([other, now, later], [other])) == [("gone", "pro")]
    assert kinds(found([other, now, later], [other, named, plan])) == [("renamed", "max")]


# Counting


def test_the_form_of_a_finding_is_what_is_printed_not_in_which_order() -> None:
    """Rows that are sorted otherwise confirm; another amount, word or schedule does not."""
    one, two = found("a input 1", "a input 1, b input 2, b output 3"), None
    two = found("a input 1", "b output 3, b input 2, a input 1")
    assert one[0].form == two[0].form
    forms = {
        found([quote("a input 1", PEAK)], [quote(f"a input {shown}", PEAK, schedule=hours)])[
            0
        ].form
        for shown, hours in [("0", None), ("free", None), ("2", None), ("2", "9-12")]
    }
    assert len(forms) == 4


def test_what_is_gone_is_part_of_the_form() -> None:
    """A model renamed from another name, or missing with other prices, is another finding."""
    one, two = (
        found("a input 1, b input 2", "b input 2"),
        found("a output 1, b input 2", "b input 2"),
    )
    assert one[0].subject == two[0].subject == "gone|a"
    assert one[0].form != two[0].form


def test_each_price_and_each_date_is_counted_under_its_own_name() -> None:
    """Two announcements of one price are two subjects; a price is one whatever its dates."""
    now = quote("a input 1")
    plans = [quote("a input 2", effective_from=day) for day in (SOON, "2026-10-01")]
    assert len({finding.subject for finding in found([now], [now, *plans])}) == 2
    moved = found([now], [quote("a input 2", effective_until="2026-09-01")])
    assert moved[0].subject == found([now], "a input 3")[0].subject


# Whom new terms favour

TIERS = ({"input_max": 32000}, {"input_min": 32000})


def favours(old: list[Quote], new: list[Quote], charged: list[Quote] | None = None) -> str:
    """Whom the new terms of a model favour."""
    return direction(old, new, old if charged is None else charged)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [("1", "3", "cheaper"), ("3", "5", "dearer"), ("2", "4", "mixed"), ("3", "3", "mixed")],
)
def test_tiers_favour_whom_the_range_of_prices_moved_towards(
    low: str, high: str, verdict: str
) -> None:
    """Tiers at or below the old price are cheaper, at or above dearer, around it mixed."""
    tiers = [
        quote(f"pro input {amount}", tier) for amount, tier in zip((low, high), TIERS, strict=True)
    ]
    assert favours([quote("pro input 3")], tiers) == verdict


def test_a_cache_price_is_held_against_the_input_price_that_it_replaces() -> None:
    """What is read from a cache was paid as input until now."""
    charged = quotes("pro input 3, pro output 6")
    assert favours([], [quote("pro cache_read 0.3")], charged) == "cheaper"
    assert favours([], [quote("pro cache_write 3.75")], charged) == "dearer"
    assert favours([], [quote("pro cache_read 0.3")], []) == "mixed"


def test_a_meter_that_is_gone_beside_a_cheaper_one_leaves_it_cheaper() -> None:
    """What is no longer charged separately takes nothing away from a cut."""
    old = [quote("pro input 3"), quote("pro cache_write 4")]
    assert favours(old, [quote("pro input 2", PEAK), quote("pro input 1", OFF_PEAK)]) == "cheaper"


def test_two_currencies_are_never_compared() -> None:
    """Three yuan that became one dollar are no cut."""
    assert favours([quote("pro input 3")], [quote("pro input 1", currency="USD")]) == "mixed"
    assert favours([], [quote("pro image 0.1", per="image")], quotes("pro input 3")) == "mixed"


def test_every_difference_belongs_to_one_finding_at_most() -> None:
    """Nothing is said twice: subjects differ, and no new price is in two findings."""
    before = "a input 1, a output 2, b input 3, c input 4, d input 5"
    after = "a input 2, a cache_read 1, bb input 3, c input 5, e input 9"
    findings = found(before, after)
    assert len({finding.subject for finding in findings}) == len(findings)
    said = [quote.key for finding in findings for quote in finding.new]
    assert len(said) == len(set(said))
    assert by_key(quotes(after)).keys() >= set(said)

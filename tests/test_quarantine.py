"""What is held back for a person, and every way out."""

import pytest
from making import DAY, HOUR, PLACE, Watched, many, pro_at, quote, said

from bot.events import OPERATORS
from bot.findings import Finding
from bot.state import held_id
from scrapers.quotes import Quote


@pytest.fixture
def page() -> Watched:
    """A page with two prices that was read once."""
    return Watched("pro input 3, pro output 6")


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("0.003", "exactly 10^-3 times the old price: a unit slip?"),
        ("30", "exactly 10^1 times the old price: a unit slip?"),
        ("3020", "exactly 10^3 times the old price: a unit slip?"),
        ("0.00000296", "exactly 10^-6 times the old price: a unit slip?"),
        ("0", "zero without a free word"),
    ],
)
def test_a_suspicious_price_waits_for_a_person(page: Watched, amount: str, reason: str) -> None:
    """A slip of the unit or an empty zero goes to the operator only, with the reason."""
    (event,) = page.settle(pro_at(amount))
    assert (event.type, event.told, event.reason) == ("price.quarantined", False, reason)
    assert event.type in OPERATORS
    assert event.note == held_id(PLACE, page.held[0])
    assert page.prices["pro input"] == "3"


@pytest.mark.parametrize("amount", ["29.9", "0.31", "0.29", "3060", "0.0029", "free"])
def test_what_is_merely_large_is_not_held(page: Watched, amount: str) -> None:
    """Powers of ten are slips, near ones from a thousand on; a free word says it in words."""
    assert len(page.settle(pro_at(amount))) == 1
    assert page.held == []


def test_a_price_that_leaves_zero_is_not_held() -> None:
    """From nothing every price is infinitely more, and none of them suspicious."""
    page = Watched("pro input 0, pro output 6")
    assert said(page.settle("pro input 10, pro output 6")) == ["price.charged pro input 0→10"]


def test_a_free_word_that_comes_later_is_seen_twice_like_anything_else(page: Watched) -> None:
    """A bare zero is held; when the page says so in words it takes two looks, and no person."""
    assert said(page.settle(pro_at("0"))) == ["(price.quarantined pro input 3→0)"]
    assert page.look(pro_at("free")).events == ()
    assert said(page.look().events) == ["price.freed pro input 3→0"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"currency": "USD"}, "CNY per 1M tokens became USD per 1M tokens"),
        ({"per": "1M chars"}, "CNY per 1M tokens became CNY per 1M chars"),
    ],
)
def test_a_currency_or_unit_that_moved_is_held(
    page: Watched, changed: dict[str, str], reason: str
) -> None:
    """Three yuan that became three dollars are neither cut nor new terms until someone says so."""
    (event,) = page.settle(pro_at("3", **changed))
    assert (event.type, event.reason) == ("price.quarantined", reason)
    assert page.prices["pro input"] == "3"


def _dollars(*lines: str) -> list[Quote]:
    return [quote(line, currency="USD") for line in lines]


def test_prices_that_changed_places_are_held() -> None:
    """A swapped column is neither a rise nor a cut; mended, nothing was ever told."""
    page = Watched(_dollars("pro input 5", "pro output 20"))
    events = page.settle(_dollars("pro input 20", "pro output 5"))
    assert [event.reason for event in events] == [
        "input and output changed places: a swapped column?",
        "output and input changed places: a swapped column?",
    ]
    assert page.settle(_dollars("pro input 5", "pro output 20"), later=DAY) == []
    assert page.held == []


def test_one_price_that_takes_the_others_place_is_not_held() -> None:
    """An output price that falls to what the input cost is a cut."""
    page = Watched(_dollars("pro input 5", "pro output 20"))
    assert said(page.settle(_dollars("pro input 4", "pro output 5"))) == [
        "price.cut pro input 5→4",
        "price.cut pro output 20→5",
    ]


@pytest.mark.parametrize(
    ("currency", "before", "after", "held"),
    [
        ("USD", ("0.5", "2"), ("3.55", "14.2"), True),
        ("CNY", ("3.55", "14.2"), ("0.5", "2"), True),
        ("USD", ("3.55", "14.2"), ("0.5", "2"), False),
        ("CNY", ("0.5", "2"), ("3.55", "14.2"), False),
        ("USD", ("0.5", "2"), ("3.55", "15"), False),
        ("USD", ("0.5", "2"), ("3.55", "2"), False),
        ("EUR", ("0.5", "2"), ("3.55", "14.2"), False),
        ("USD", ("1", "2"), ("8", "16"), False),
    ],
)
def test_a_move_by_the_yuans_rate_is_held(
    currency: str,
    before: tuple[str, str],
    after: tuple[str, str],
    held: bool,  # noqa: FBT001
) -> None:
    """Yuan under a dollar sign raise every price of a model by one ratio, which no vendor does."""

    def shown(prices: tuple[str, str]) -> list[Quote]:
        lines = zip(("input", "output"), prices, strict=True)
        return [quote(f"pro {meter} {amount}", currency=currency) for meter, amount in lines]

    page = Watched(shown(before))
    events = page.settle(shown(after))
    reason = f"every price moved by the yuan's rate to the dollar: is this {currency}?"
    assert ([event.reason for event in events] == [reason] * 2) is held
    assert bool(page.held) is held


def test_a_thousandfold_waits_longer_than_a_tenfold(page: Watched) -> None:
    """A true tenfold rise is told after two days; a thousandfold is doubted for two weeks."""
    page.settle(pro_at("3000000"))
    assert page.rounds(10, later=DAY) == []
    assert said(page.rounds(4, later=DAY)) == ["price.raised pro input 3→3000000"]


def test_a_second_currency_beside_the_first_is_not_held(page: Watched) -> None:
    """A vendor that starts to print dollars too has moved nothing."""
    shown = [*pro_at("3"), quote("pro input 0.42", currency="USD")]
    assert said(page.settle(shown)) == ["terms.changed pro"]
    assert said(page.settle([*shown, quote("pro input 0.4", currency="EUR")])) == [
        "terms.changed pro"
    ]


@pytest.mark.parametrize(("moved", "held"), [(10, 0), (11, 11)])
def test_more_than_half_of_twenty_prices_at_once_are_held(moved: int, held: int) -> None:
    """A page on which most prices moved at one moment was rather read wrongly."""
    page = Watched(many(20))
    events = page.settle([*many(moved, "0.9"), *many(20)[moved:]])
    assert len(page.held) == held
    assert {event.type for event in events} == {"price.quarantined" if held else "price.cut"}
    assert all(m.reason == "11 of 20 prices moved at once" for m in page.held)


def test_most_prices_of_a_short_page_may_move_at_once() -> None:
    """A vendor with nineteen prices that cuts them all is believed."""
    page = Watched(many(19))
    assert len(page.settle(many(19, "0.9"))) == 19


def test_a_suspicious_price_among_many_keeps_its_own_reason() -> None:
    """The operator reads what is odd about each price."""
    page = Watched(many(20))
    page.settle([quote("model-0 input 0.1"), *many(20, "0.9")[1:]])
    assert page.held[0].reason == "exactly 10^-1 times the old price: a unit slip?"


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        ("input 20, output 20", "input 0.5, output 2", 0),
        ("input 2, output 6", "input 20, output 12", 0),
        ("input 20, output 20", "input 2, output 2", 2),
        ("input 20, output 20", "input 2, output 21", 1),
        ("input 2, output 6", "input 20, output 5", 1),
        ("input 20, output 20", "input 2, output free", 1),
        ("input 20, output 0", "input 2, output 1", 1),
        ("input 2, output 0", "input 20, output 1", 1),
        ("input 20, output 20", "input 0.02, output 5", 1),
    ],
)
def test_a_tenfold_move_is_believed_as_part_of_a_new_price_list(
    before: str, after: str, held: int
) -> None:
    """A slip moves every price of a model by one power of ten; a price list by several ratios."""
    page = Watched(before.replace("input", "long input").replace("output", "long output"))
    page.settle(after.replace("input", "long input").replace("output", "long output"))
    assert len(page.held) == held


def test_another_model_makes_no_price_list() -> None:
    """What a neighbour costs now says nothing about a tenfold move."""
    page = Watched("long input 20, pro input 3")
    page.settle("long input 2, pro input 2")
    assert [matter.finding.model for matter in page.held] == ["long"]


def test_a_held_value_is_announced_once(page: Watched) -> None:
    """The operator hears of a held value once, not with every round."""
    page.settle(pro_at("0.003"))
    assert page.rounds(3) == []


# The ways out of quarantine


def test_an_approved_value_is_told(page: Watched) -> None:
    """A person's yes lets a held value through with the next round."""
    page.settle(pro_at("0.003"))
    page.decide("approved")
    look = page.look()
    assert said(look.events) == ["price.cut pro input 3→0.003"]
    assert [outcome for _, outcome in look.resolved] == ["approved"]
    assert page.held == []


def test_a_rejected_value_is_never_told(page: Watched) -> None:
    """A person's no keeps the old price for as long as the page shows the slip."""
    page.settle(pro_at("0.003"))
    page.decide("rejected")
    assert page.rounds(4, later=DAY) == []
    assert page.prices["pro input"] == "3"
    assert len(page.held) == 1
    assert page.resolved(pro_at("3")) == ["rejected"]


def test_a_decision_holds_for_the_value_that_it_was_taken_on(page: Watched) -> None:
    """Another suspicious value under the same name is another question."""
    page.settle(pro_at("0.003"))
    page.decide("rejected")
    assert page.resolved(pro_at("0.0003")) == ["rejected"]
    assert said(page.look().events) == ["(price.quarantined pro input 3→0.0003)"]


def test_a_value_that_is_mended_is_over(page: Watched) -> None:
    """A slip that goes away is kept as reverted, and nobody is told."""
    page.settle(pro_at("0.003"))
    assert page.resolved(pro_at("3")) == ["reverted"]
    assert page.held == []


def test_a_held_value_that_gives_way_to_another_is_not_lost(page: Watched) -> None:
    """What replaces a held value is judged for itself; the held one is kept as reverted."""
    page.settle(pro_at("0.003"))
    assert page.resolved(pro_at("2")) == ["reverted"]
    assert said(page.look().events) == ["price.cut pro input 3→2"]


def test_a_value_that_stands_for_two_days_is_true(page: Watched) -> None:
    """A true tenfold cut is told in the end without anybody's help."""
    page.settle(pro_at("0.3"))
    assert page.settle(later=47 * HOUR) == []
    look = page.look(later=HOUR)
    assert said(look.events) == ["price.cut pro input 3→0.3"]
    assert [outcome for _, outcome in look.resolved] == ["confirmed"]


def test_a_value_that_was_seen_once_does_not_stand(page: Watched) -> None:
    """Two days between two readings are no two days of an unchanged page."""
    page.look(pro_at("0.3"))
    assert page.look(later=3 * DAY).events != ()
    page.look(pro_at("3"), later=HOUR)
    page.look(pro_at("0.03"), later=HOUR)
    assert page.prices["pro input"] == "0.3"


def test_a_value_that_another_source_confirms_is_told() -> None:
    """The vendor's other page or an aggregator lets a held value through."""
    agreed: list[Finding] = []
    page = Watched("pro input 3, pro output 6", agrees=lambda finding: finding in agreed)
    page.settle(pro_at("0.3"))
    agreed += [page.held[0].finding]
    look = page.look()
    assert said(look.events) == ["price.cut pro input 3→0.3"]
    assert [outcome for _, outcome in look.resolved] == ["confirmed"]


def test_when_most_prices_are_back_the_rest_is_plain_news() -> None:
    """What is no longer part of a mass move is told like any cut."""
    page = Watched(many(20))
    page.settle(many(20, "0.9"))
    look = page.look([*many(5, "0.9"), *many(20)[5:]])
    assert len(look.events) == 5
    assert [outcome for _, outcome in look.resolved].count("reverted") == 15
    assert page.held == []


def test_a_held_value_is_judged_in_every_round_until_a_person_says_no(page: Watched) -> None:
    """Another source or time may confirm it at any moment although the page does not change."""
    first = page.look(pro_at("0.003"))
    assert (first.again, first.due) == (True, page.now)
    second = page.look()
    assert (second.again, second.due) == (False, page.now)
    page.decide("rejected")
    assert page.look().due is None

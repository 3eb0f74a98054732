"""A page that lost rows is a broken page until it has stood, or a person says otherwise."""

from datetime import timedelta

from making import DAY, HOUR, Watched, many, quote, said

from scrapers.quotes import Quote


def failure(page: Watched, shown: str | list[Quote], later: timedelta = HOUR) -> str | None:
    """Why a reading is not trusted."""
    return page.look(shown, later=later).failure


def test_a_page_that_lost_a_third_of_its_prices_is_a_failed_reading() -> None:
    """Six of ten rows are a broken page, not four models withdrawn."""
    page = Watched(many(10))
    assert failure(page, many(7)) is None
    assert failure(page, many(6)) == "4 of 10 prices are gone at once"
    assert len(page.prices) == 10


def test_a_failed_reading_changes_nothing_but_what_is_open() -> None:
    """Not even a plain cut is counted on a page that is cut short."""
    page = Watched(many(10))
    for _ in range(4):
        look = page.look([quote("model-0 input 0.9"), *many(6)[1:]])
        assert (look.events, look.again) == ((), False)
    assert set(page.prices.values()) == {"1"}


def test_a_short_list_may_lose_more() -> None:
    """Of nine prices five may go, after three rounds each."""
    page = Watched(many(9))
    assert len(page.rounds(3, many(4))) == 5


def test_a_page_that_lost_a_whole_meter_is_a_failed_reading() -> None:
    """A column that is gone is a broken page, not a change of everybody's terms."""
    shown = [quote(f"m{n} {meter} 1") for n in range(3) for meter in ("input", "output")]
    page = Watched(shown)
    assert failure(page, shown[::2]) == "every price of the meter output is gone at once"
    assert failure(page, shown[:-1]) is None


def test_a_meter_of_two_models_may_go() -> None:
    """With two models a column that is gone may well be true."""
    shown = [quote(f"m{n} {meter} 1") for n in range(2) for meter in ("input", "output")]
    page = Watched(shown)
    assert said(page.rounds(3, shown[::2])) == ["terms.changed m0", "terms.changed m1"]


def test_a_service_that_is_given_up_is_no_lost_meter() -> None:
    """Batch prices that go leave the meter where the plain prices stay."""
    plain = [quote(f"m{n} input 2") for n in range(3)]
    page = Watched([*plain, *(quote(f"m{n} input 1", {"service": "batch"}) for n in range(3))])
    assert len(page.rounds(3, plain)) == 3


def test_a_meter_that_goes_with_its_models_is_no_lost_meter() -> None:
    """Three image models that leave take their meter along, after three rounds."""
    images = [quote(f"image-{n} image 1", per="image") for n in range(3)]
    page = Watched([*many(5), *images])
    assert len(page.rounds(3, many(5))) == 3


def test_a_page_that_stays_short_for_two_days_is_believed() -> None:
    """What is gone for 48 hours is gone: it is told at once, and the other rows count again."""
    page = Watched(many(10))
    page.look(many(6))
    assert failure(page, many(6), 47 * HOUR) is not None
    look = page.look(later=HOUR)
    assert look.failure is None
    assert said(look.events) == [f"model.withdrawn model-{n}" for n in range(6, 10)]
    assert [outcome for _, outcome in look.resolved] == ["confirmed"]
    assert page.held == []


def test_a_page_that_is_cut_elsewhere_is_counted_anew() -> None:
    """Two days of a page that breaks in different places prove nothing."""
    page = Watched(many(10))
    page.look(many(6))
    look = page.look(many(5), later=30 * HOUR)
    assert [outcome for _, outcome in look.resolved] == ["reverted"]
    assert failure(page, many(5), 30 * HOUR) == "5 of 10 prices are gone at once"
    assert failure(page, many(5), 30 * HOUR) is None


def test_a_page_that_is_whole_again_was_never_short() -> None:
    """When the rows are back nothing has happened; what was held is over."""
    page = Watched(many(10))
    page.look(many(6))
    look = page.look(many(10), later=3 * DAY)
    assert (look.events, look.failure) == ((), None)
    assert [outcome for _, outcome in look.resolved] == ["reverted"]


def test_a_short_page_that_a_person_approves_is_believed() -> None:
    """An operator who knows that a vendor cleaned up need not wait for two days."""
    page = Watched(many(10))
    page.look(many(6))
    page.decide("approved")
    look = page.look()
    assert len(look.events) == 4
    assert [outcome for _, outcome in look.resolved] == ["approved"]


def test_a_short_page_that_a_person_rejects_stays_a_failure() -> None:
    """An operator who knows better keeps the old list for as long as the page is short."""
    page = Watched(many(10))
    page.look(many(6))
    page.decide("rejected")
    assert failure(page, many(6), 9 * DAY) is not None

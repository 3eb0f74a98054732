"""Redrawn tiers, hours and meters: one event a model, and no cut or rise out of it."""

from making import DAY, HOUR, Watched, quote, said

from scrapers.quotes import Quote

PEAK, OFF_PEAK = {"window": "peak"}, {"window": "off_peak"}


def test_redrawn_tiers_are_one_event_with_before_and_after() -> None:
    """Tiers in place of a price are one change of terms; no cut or rise is made of it."""
    tiers = [
        quote("pro input 2", {"input_max": 32000}),
        quote("pro input 3", {"input_min": 32000}),
    ]
    page = Watched("pro input 3, pro output 6")
    (event,) = page.settle([*tiers, quote("pro output 6")])
    assert (said([event]), event.direction) == (["terms.changed pro"], "cheaper")
    assert event.before is not None
    assert event.after is not None
    assert [one["amount"] for one in event.before] == ["3"]
    assert [one["conditions"] for one in event.after] == [
        {"input_max": 32000},
        {"input_min": 32000},
    ]
    assert page.settle() == []


def test_peak_hours_are_a_change_of_terms() -> None:
    """Hours that cost more than before are dearer, and told once."""
    page = Watched("pro input 3")
    hours = [quote("pro input 6", PEAK, schedule="9-12"), quote("pro input 3", OFF_PEAK)]
    (event,) = page.settle(hours)
    assert event.direction == "dearer"
    assert page.rounds(3) == []


def test_an_added_cache_price_is_cheaper() -> None:
    """What was paid as input until now has a price of its own."""
    page = Watched("pro input 3, pro output 6")
    (event,) = page.settle("pro input 3, pro output 6, pro cache_read 0.3")
    assert (said([event]), event.direction) == (["terms.changed pro"], "cheaper")


def test_a_price_that_is_no_longer_printed_is_mixed() -> None:
    """Nobody can say whether a cache price that is gone makes a model cheaper."""
    page = Watched("pro input 3, pro cache_read 0.3")
    (event,) = page.rounds(3, "pro input 3")
    assert (event.type, event.direction, event.after) == ("terms.changed", "mixed", [])


def test_an_edited_schedule_is_told_once() -> None:
    """Other peak hours at equal prices are new terms, once."""
    page = Watched([quote("pro input 6", PEAK, schedule="9-12"), quote("pro input 3", OFF_PEAK)])
    shown = [quote("pro input 6", PEAK, schedule="9-18"), quote("pro input 3", OFF_PEAK)]
    (event,) = page.settle(shown)
    assert (said([event]), event.direction) == (["terms.changed pro"], "mixed")
    assert page.rounds(4) == []
    assert {known.quote.schedule for known in page.state.prices.values()} == {None, "9-18"}  # type: ignore[union-attr]


def test_a_schedule_that_appears_or_goes_is_no_news() -> None:
    """Hours that are spelt out later change nothing that is paid."""
    page = Watched([quote("pro input 6", PEAK)])
    assert page.rounds(2, [quote("pro input 6", PEAK, schedule="9-12")]) == []
    assert page.rounds(2, [quote("pro input 6", PEAK)]) == []


def test_redrawn_terms_end_what_was_whispered() -> None:
    """They list the price that holds: no small move before them is summed up after them."""

    def page_of(amount: str, hours: str) -> list[Quote]:
        return [quote(f"pro input {amount}", PEAK, schedule=hours), quote("pro input 9", OFF_PEAK)]

    page = Watched(page_of("100", "9-12"))
    small = page.settle(page_of("99", "9-12"))
    back = page.settle(page_of("100", "9-12"), later=HOUR)
    assert [one.told for one in (*small, *back)] == [False, False]
    assert said(page.settle(page_of("100", "9-18"), later=HOUR)) == ["terms.changed pro"]
    assert page.settle(later=3 * DAY) == []


def test_redrawn_terms_are_what_was_told_last() -> None:
    """After a change of terms, moves count from the prices that it listed."""
    page = Watched("pro input 100, pro output 200")
    page.settle("pro input 101.5, pro output 200")
    batch = quote("pro input 50", {"service": "batch"})
    page.settle([quote("pro input 101.5"), quote("pro output 200"), batch])
    assert page.known("pro output").told == 200
    shown = [quote("pro input 99"), quote("pro output 200"), batch]
    assert said(page.settle(shown, later=15 * DAY)) == ["price.cut pro input 101.5→99"]


def test_a_price_that_moves_after_its_terms_were_redrawn_twice_in_days_is_restless() -> None:
    """A redrawing counts as a move: where prices turn back and forth it is muted like one."""
    page = Watched("pro input 3, pro output 6")
    page.settle("pro input 2, pro output 6", later=DAY)
    page.settle("pro input 3, pro output 6", later=2 * DAY)
    cached = "pro input 3, pro output 6, pro cache_read"
    page.settle(f"{cached} 1", later=2 * DAY)
    assert said(page.settle(f"{cached} 0.5", later=DAY)) == ["(price.cut pro cache_read 1→0.5)"]

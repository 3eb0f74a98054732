"""What a correction takes back was an error: it mutes nothing, and it does not come too late."""

from making import DAY, HOUR, MINUTE, Watched, said


def test_a_true_cut_after_a_corrected_error_is_told() -> None:
    """An error of some hours is no flap: a new level two days later is news at once."""
    page = Watched("pro input 3, pro output 6")
    page.settle("pro input 3, pro output 4")
    (correction,) = page.settle("pro input 3, pro output 6", later=6 * HOUR)
    assert correction.type == "price.retracted"
    assert said(page.settle("pro input 3, pro output 5", later=2 * DAY)) == [
        "price.cut pro output 6→5"
    ]


def test_the_day_of_a_correction_ends_with_its_first_sight() -> None:
    """A fall to a fifth takes a third look; the value was back within the day all the same."""
    page = Watched("pro input 3, pro output 6")
    page.settle("pro input 3, pro output 36")
    back = page.settle("pro input 3, pro output 6", later=DAY - MINUTE)
    assert [event.type for event in back] == ["price.retracted"]


def test_an_error_that_comes_again_is_muted() -> None:
    """The second time the same wrong value is a flap."""
    page = Watched("pro input 3, pro output 6")
    for amount in (4, 6):
        page.settle(f"pro input 3, pro output {amount}", later=6 * HOUR)
    assert said(page.settle("pro input 3, pro output 4", later=DAY)) == [
        "(price.cut pro output 6→4)"
    ]


def test_new_terms_wait_where_half_of_a_page_is_held() -> None:
    """A feed that moved all prices at once is not believed about its tiers either."""
    before = ", ".join(f"m{n} input 7" for n in range(30))
    after = ", ".join(f"m{n} input 49" for n in range(30)) + ", m0 output_reasoning 3"
    page = Watched(before)
    assert {event.type for event in page.settle(after)} == {"price.quarantined"}


def test_the_end_of_a_free_price_is_dearer() -> None:
    """Who hears of rises hears that what cost nothing is gone."""
    page = Watched("pro input 3, pro cache_read free, air input 1")
    events = page.rounds(3, "pro input 3, air input 1")
    assert [(event.type, event.direction) for event in events] == [("terms.changed", "dearer")]


def test_a_rename_on_a_feed_needs_a_likeness() -> None:
    """Another lab's model at the same prices is a launch, not a new name."""
    page = Watched("deepseek/v4-flash input 3, z/air input 1")
    first = page.settle("openai/gpt-9-mini input 3, z/air input 1")
    assert [event.type for event in first] == ["model.launched"]


def test_a_free_model_under_another_providers_name_is_renamed() -> None:
    """The name after the slash says that it is the same."""
    page = Watched("qwen/coder-3 input free, z/air input 1, z/pro input 2")
    events = page.settle("alibaba/coder-3 input free, z/air input 1, z/pro input 2")
    assert [event.type for event in events] == ["model.renamed"]

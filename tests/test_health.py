"""Whether a page is still read: a word when it breaks, when it mends, and after a blind day."""

from datetime import datetime, timedelta

from making import DAY, HOUR, PLACE, START

from bot import health
from bot.events import Event
from bot.pages import PageRow
from bot.state import Place
from scrapers.errors import Blocked, PageChanged, ScrapeError

GOOD = PageRow("acme", "", good_at=START)
WALL = Blocked("403 Forbidden")


def failed(
    row: PageRow, now: datetime, error: ScrapeError = WALL, stale_after: timedelta = DAY
) -> tuple[PageRow, list[Event]]:
    """The page after a failed round."""
    return health.failed(row, PLACE, error, now, stale_after)


def heard(events: list[Event]) -> list[tuple[str, bool]]:
    """What was said, and whether subscribers hear it."""
    return [(event.type, event.told) for event in events]


def test_the_first_failure_is_told_to_the_operator_with_its_reason() -> None:
    """A page that breaks is named once, with what is wrong and where."""
    row, (event,) = failed(GOOD, START + HOUR, PageChanged("no unit", where="table 2"))
    assert heard([event]) == [("source.broken", False)]
    assert event.reason == "no unit (table 2)"
    assert (row.streak, row.failing_since, row.reason) == (1, START + HOUR, "no unit (table 2)")


def test_further_failures_are_silent_but_remembered() -> None:
    """A page that stays broken is not told again; its row shows since when and why."""
    row, _ = failed(GOOD, START + HOUR)
    row, events = failed(row, START + 2 * HOUR, PageChanged("no table"))
    assert events == []
    assert (row.streak, row.failing_since, row.reason) == (2, START + HOUR, "no table")
    assert row.good_at == START


def test_a_failure_calls_off_the_second_look() -> None:
    """What was to be confirmed is looked at again in the next scheduled round."""
    row, _ = failed(PageRow("acme", "", good_at=START, again=True), START + HOUR)
    assert row.again is False


def test_a_blind_day_is_told_once_to_subscribers_too() -> None:
    """Silence must mean "no change": who subscribes hears that nobody looks, and since when."""
    row, _ = failed(GOOD, START + HOUR)
    row, events = failed(row, START + DAY - HOUR)
    assert events == []
    row, (stale,) = failed(row, START + DAY)
    assert heard([stale]) == [("source.stale", True)]
    assert (stale.seen_at, stale.reason) == (START, "403 Forbidden")
    assert row.stale_told
    assert failed(row, START + 2 * DAY)[1] == []


def test_a_page_that_was_not_asked_for_a_day_breaks_and_is_stale_at_once() -> None:
    """After a long stop of the service a failure is both pieces of news."""
    _, events = failed(GOOD, START + 3 * DAY)
    assert heard(events) == [("source.broken", False), ("source.stale", True)]


def test_how_long_is_blind_is_the_installations_choice() -> None:
    """An installation that reads once a day calls a page stale later."""
    assert heard(failed(GOOD, START + DAY, stale_after=2 * DAY)[1]) == [("source.broken", False)]


def test_nobody_misses_a_page_that_was_never_read() -> None:
    """A source that does not work on the first day is shown by `sources`, and alerts nobody."""
    row, events = failed(PageRow("acme", ""), START)
    assert (events, row.streak, row.reason) == ([], 1, "403 Forbidden")
    row, events = failed(row, START + 2 * DAY)
    assert (events, row.streak, row.stale_told) == ([], 2, False)
    row, events = health.well(row, PLACE, START + 3 * DAY)
    assert (events, row.streak, row.good_at) == ([], 0, START + 3 * DAY)


def test_a_page_that_mends_is_told_to_the_operator() -> None:
    """The first good round after a failure says since when and why the page was broken."""
    row, _ = failed(GOOD, START + HOUR)
    row, (event,) = health.well(row, PLACE, START + 2 * HOUR)
    assert heard([event]) == [("source.recovered", False)]
    assert (event.seen_at, event.reason) == (START + HOUR, "403 Forbidden")
    assert row == PageRow("acme", "", good_at=START + 2 * HOUR)


def test_who_heard_that_we_were_blind_hears_that_we_see_again() -> None:
    """Subscribers who were told of the blind day are told of its end."""
    row, _ = failed(GOOD, START + 2 * DAY)
    row, events = health.well(row, PLACE, START + 3 * DAY)
    assert heard(events) == [("source.recovered", True)]
    assert heard(failed(row, START + 9 * DAY)[1]) == [
        ("source.broken", False),
        ("source.stale", True),
    ]


def test_a_good_round_after_a_good_one_says_nothing() -> None:
    """A page that is read well only moves the time of its last good reading."""
    row, events = health.well(GOOD, PLACE, START + HOUR)
    assert (events, row) == ([], PageRow("acme", "", good_at=START + HOUR))


def test_a_failure_names_the_page_where_the_source_has_several() -> None:
    """The operator reads which of a vendor's pages broke; each is told for itself."""
    places = [Place("acme", "acme", name) for name in ("", "k2", "k3")]
    broken = [health.failed(GOOD, place, WALL, START, DAY)[1][0] for place in places]
    assert [event.page for event in broken] == [None, "k2", "k3"]
    assert len({event.id for event in broken}) == 3


def test_a_repeated_round_gives_the_same_event() -> None:
    """After a crash the same failure has the same name; the next one has another."""
    names = {failed(GOOD, START + n * HOUR)[1][0].id for n in (1, 1, 2)}
    assert len(names) == 2

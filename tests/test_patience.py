"""No limit of a receiver is ever passed, and nobody waits longer than it takes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.patience import Limit, Pace, each, everyone

NOW = datetime(2026, 8, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def group(address: str) -> str | None:
    """Only what begins with a dash is limited."""
    return address if address.startswith("-") else None


LIMITS = (Limit(5, SECOND), Limit(2, 3 * SECOND, each), Limit(3, 20 * SECOND, group))
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["a", "b", "-g", "-h"]), st.integers(0, 4000)), max_size=60
)


def _times(messages: list[tuple[str, int]]) -> list[tuple[str, datetime]]:
    """When each message goes that may go no earlier than so many milliseconds after the last."""
    pace, now, gone = Pace(LIMITS), NOW, []
    for address, milliseconds in messages:
        now += timedelta(milliseconds=milliseconds)
        now = pace.free(address, now)
        assert pace.free(address, now) == now
        pace.took(address, now)
        gone.append((address, now))
    return gone


@given(MESSAGES)
def test_no_window_of_time_has_more_than_its_limit(messages: list[tuple[str, int]]) -> None:
    """Whatever is sent to whom and when: any window of a limit's length has at most its count."""
    gone = _times(messages)
    for limit in LIMITS:
        for bucket in {limit.bucket(address) for address, _ in gone} - {None}:
            times = [at for address, at in gone if limit.bucket(address) == bucket]
            windows = zip(times, times[limit.count :], strict=False)
            assert all(later - first >= limit.per for first, later in windows)


@given(MESSAGES)
def test_a_wait_is_never_longer_than_a_limit_needs(messages: list[tuple[str, int]]) -> None:
    """Who has to wait would have passed a limit by going a moment earlier."""
    gone = _times(messages)
    due = NOW
    for number, (address, at) in enumerate(gone):
        due += timedelta(milliseconds=messages[number][1])
        if number and at > max(due, gone[number - 1][1]):
            early = at - timedelta(microseconds=1)
            assert any(_would_pass(limit, gone[:number], address, early) for limit in LIMITS)
        due = at


def _would_pass(
    limit: Limit, gone: list[tuple[str, datetime]], address: str, at: datetime
) -> bool:
    bucket = limit.bucket(address)
    recent = [t for a, t in gone if limit.bucket(a) == bucket and at - t < limit.per]
    return bucket is not None and len(recent) >= limit.count


def test_who_is_free_for_all_asks_only_what_is_shared() -> None:
    """One busy address keeps nobody else waiting; the common limit keeps everybody."""
    pace = Pace((Limit(2, SECOND), Limit(1, 60 * SECOND, each)))
    pace.took("a", NOW)
    assert pace.free_for_all(NOW) == NOW
    assert pace.free("a", NOW) == NOW + 60 * SECOND
    pace.took("b", NOW)
    assert pace.free_for_all(NOW) == NOW + SECOND == pace.free("c", NOW)


def test_addresses_that_are_free_again_are_forgotten() -> None:
    """A bot that runs for a year does not remember everybody it ever wrote to."""
    pace = Pace((Limit(1, SECOND, each),))
    for number in range(1000):
        pace.took(f"chat {number}", NOW + number * SECOND)
    assert len(pace._gone) <= 2  # noqa: SLF001 - what it remembers is the point


def test_the_buckets_that_channels_use() -> None:
    """All together, or each for itself."""
    assert {everyone(address) for address in ("a", "b")} == {""}
    assert [each(address) for address in ("a", "b")] == ["a", "b"]

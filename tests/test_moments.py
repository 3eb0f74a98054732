"""When a reader is told: quiet hours, mutes, digests, and what changes of clocks do to them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot import moments
from bot.recipients import Quiet, Reader

NIGHT = Quiet(time(23), time(8))
SHANGHAI = Reader(timezone="Asia/Shanghai")
BERLIN = Reader(timezone="Europe/Berlin")
NEW_YORK = Reader(timezone="America/New_York")
# Clocks are moved by half an hour, an hour, two hours, around a fast, or never.
ZONES = (
    *("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    *("Antarctica/Troll", "Asia/Kathmandu", "Africa/Casablanca", "Africa/Cairo"),
)
DAY = timedelta(days=1)
MOVED = timedelta(hours=2)  # no clock is moved by more

instants = st.timedeltas(timedelta(0), 3000 * DAY).map(datetime(2024, 1, 1, tzinfo=UTC).__add__)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
windows = st.builds(Quiet, clocks, clocks, st.booleans())
readers = st.builds(
    Reader,
    timezone=st.sampled_from(ZONES),
    quiet=windows | st.none(),
    muted_until=instants | st.none(),
    digest_at=clocks | st.none(),
)


def due(
    reader: Reader, now: datetime | str, *, digest: bool = False, freed: bool = False
) -> datetime:
    """When the reader is told; `now` may be a text in UTC."""
    at = datetime.fromisoformat(now).replace(tzinfo=UTC) if isinstance(now, str) else now
    return moments.due(reader, UTC, at, digest=digest, freed=freed)


def told(reader: Reader, now: datetime | str, *, digest: bool = False, freed: bool = False) -> str:
    """When the reader is told, in UTC and to the minute."""
    return f"{due(reader, now, digest=digest, freed=freed):%Y-%m-%d %H:%M}"


def wall(at: datetime, reader: Reader) -> time:
    """What the reader's clock shows."""
    return at.astimezone(ZoneInfo(reader.timezone or "UTC")).time()


def is_quiet(at: datetime, reader: Reader) -> bool:
    """Is it between the reader's hours, by the clock on the wall?"""
    quiet, shown = reader.quiet, wall(at, reader)
    if quiet is None:
        return False
    if quiet.begins < quiet.ends:
        return quiet.begins <= shown < quiet.ends
    return quiet.begins != quiet.ends and not quiet.ends <= shown < quiet.begins


def test_who_asked_for_nothing_is_told_at_once() -> None:
    """Without quiet hours, mute or digest there is nothing to wait for."""
    assert told(Reader(), "2026-11-23 12:34") == "2026-11-23 12:34"


def test_quiet_hours_pass_midnight() -> None:
    """From eleven in the evening to eight in the morning, as the clock in Shanghai shows it."""
    reader = replace(SHANGHAI, quiet=NIGHT)
    assert told(reader, "2026-11-23 14:59") == "2026-11-23 14:59"
    assert told(reader, "2026-11-23 15:00") == "2026-11-24 00:00"
    assert told(reader, "2026-11-23 23:59") == "2026-11-24 00:00"
    assert told(reader, "2026-11-24 00:00") == "2026-11-24 00:00"


def test_quiet_hours_within_a_day() -> None:
    """A break at noon ends on the same day."""
    reader = replace(SHANGHAI, quiet=Quiet(time(12), time(14, 30)))
    assert told(reader, "2026-11-23 04:00") == "2026-11-23 06:30"
    assert told(reader, "2026-11-23 03:59") == "2026-11-23 03:59"


def test_quiet_hours_without_length_are_none() -> None:
    """They would otherwise never end."""
    assert told(Reader(quiet=Quiet(time(8), time(8))), "2026-11-23 08:00") == "2026-11-23 08:00"


def test_a_freed_model_breaks_through_where_that_is_wanted() -> None:
    """Through quiet hours, not through a mute, and only if the reader said so."""
    open_night = replace(NIGHT, free_through=True)
    reader = replace(SHANGHAI, quiet=open_night)
    assert told(reader, "2026-11-23 18:00", freed=True) == "2026-11-23 18:00"
    assert told(reader, "2026-11-23 18:00") == "2026-11-24 00:00"
    strict = replace(SHANGHAI, quiet=NIGHT)
    assert told(strict, "2026-11-23 18:00", freed=True) == "2026-11-24 00:00"
    muted = replace(reader, muted_until=datetime(2026, 11, 23, 19, tzinfo=UTC))
    assert told(muted, "2026-11-23 18:00", freed=True) == "2026-11-23 19:00"


def test_a_mute_holds_everything_until_it_ends() -> None:
    """And what ends in quiet hours waits for their end too."""
    until = datetime(2026, 11, 23, 10, tzinfo=UTC)
    reader = replace(SHANGHAI, muted_until=until)
    assert told(reader, "2026-11-23 02:00") == "2026-11-23 10:00"
    assert told(reader, "2026-11-23 11:00") == "2026-11-23 11:00"
    late = replace(reader, quiet=NIGHT, muted_until=until + timedelta(hours=6))
    assert told(late, "2026-11-23 02:00") == "2026-11-24 00:00"


def test_a_digest_comes_at_its_hour() -> None:
    """At the hour that was named, else at nine; after a mute, and not in quiet hours."""
    assert told(SHANGHAI, "2026-11-23 01:00", digest=True) == "2026-11-23 01:00"
    assert told(SHANGHAI, "2026-11-23 01:01", digest=True) == "2026-11-24 01:00"
    early = replace(SHANGHAI, digest_at=time(7, 15))
    assert told(early, "2026-11-23 12:00", digest=True) == "2026-11-23 23:15"
    assert told(early, "2026-11-23 12:00") == "2026-11-23 12:00"
    muted = replace(early, muted_until=datetime(2026, 11, 24, tzinfo=UTC))
    assert told(muted, "2026-11-23 12:00", digest=True) == "2026-11-24 23:15"
    quiet = replace(early, quiet=NIGHT)
    assert told(quiet, "2026-11-23 12:00", digest=True) == "2026-11-24 00:00"


def test_an_hour_that_is_skipped_is_over_at_once() -> None:
    """In Berlin the clock goes from two to three: quiet until half past two ends at three."""
    reader = replace(BERLIN, quiet=Quiet(time(23), time(2, 30)), digest_at=time(2, 15))
    assert told(reader, "2027-03-27 23:30") == "2027-03-28 01:00"
    assert told(replace(reader, quiet=None), "2027-03-28 00:00", digest=True) == "2027-03-28 01:00"
    assert told(reader, "2027-03-28 23:30") == "2027-03-29 00:30"


def test_a_skipped_end_may_lead_into_the_next_beginning() -> None:
    """Who is free from half past two to three only is not free in that night at all."""
    reader = replace(BERLIN, quiet=Quiet(time(3), time(2, 30)))
    assert told(reader, "2027-03-27 12:00") == "2027-03-29 00:30"


def test_an_hour_that_comes_twice() -> None:
    """In New York it is half past one twice: quiet ends at both."""
    reader = replace(NEW_YORK, quiet=Quiet(time(23), time(1, 30)), digest_at=time(1, 15))
    assert told(reader, "2026-11-01 05:00") == "2026-11-01 05:30"
    assert told(reader, "2026-11-01 06:10") == "2026-11-01 06:30"
    loud = replace(reader, quiet=None)
    assert told(loud, "2026-11-01 04:00", digest=True) == "2026-11-01 05:15"
    assert told(loud, "2026-11-01 06:00", digest=True) == "2026-11-02 06:15"


def test_a_zone_that_is_not_known_any_more() -> None:
    """The zone of the settings counts, and nothing fails in the middle of a round."""
    lost = Reader(timezone="Mars/Olympus", quiet=NIGHT)
    assert told(lost, "2026-11-23 23:30") == "2026-11-24 08:00"
    assert moments.zone_of(lost, UTC) is UTC
    assert moments.zone_of(SHANGHAI, UTC) == ZoneInfo("Asia/Shanghai")


def test_a_whole_day_that_is_skipped() -> None:
    """Samoa went from the 29th to the 31st of December 2011: no digest on the day between."""
    samoa = Reader(timezone="Pacific/Apia", digest_at=time(9))
    assert told(samoa, "2011-12-29 20:00", digest=True) == "2011-12-30 10:00"
    assert told(replace(samoa, quiet=NIGHT), "2011-12-30 09:30") == "2011-12-30 18:00"


@given(reader=readers, now=instants, digest=st.booleans(), freed=st.booleans())
def test_nobody_is_told_too_early(
    *, reader: Reader, now: datetime, digest: bool, freed: bool
) -> None:
    """Never before now, before a mute ends, or in quiet hours, but for what may break through."""
    at = due(reader, now, digest=digest, freed=freed)
    assert at >= max(now, reader.muted_until or now)
    through = freed and reader.quiet is not None and reader.quiet.free_through
    assert through or not is_quiet(at, reader)


@given(reader=readers, now=instants, digest=st.booleans())
def test_nobody_waits_too_long(*, reader: Reader, now: datetime, digest: bool) -> None:
    """A day for the digest, the quiet hours, and one more where a clock skips their end."""
    at = due(reader, now, digest=digest)
    start = max(now, reader.muted_until or now)
    most = (DAY + MOVED if digest else timedelta(0)) + (
        2 * DAY + MOVED if reader.quiet else timedelta(0)
    )
    assert at - start <= most


@given(st.sampled_from(ZONES), windows, instants, st.floats(0, 1, exclude_max=True))
@example("Europe/Berlin", Quiet(time(23), time(2, 30)), datetime(2027, 3, 28, tzinfo=UTC), 0.999)
def test_nobody_waits_for_nothing(zone: str, quiet: Quiet, now: datetime, share: float) -> None:
    """All the time until a message goes it is quiet, as long as no clock is turned back."""
    reader = Reader(timezone=zone, quiet=quiet)
    at = due(reader, now)
    between = now + (at - now) * share
    back = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    fore = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    assert between >= at or back < fore or is_quiet(between, reader)


@given(reader=readers, now=instants, digest=st.booleans())
def test_what_is_due_stays_due(*, reader: Reader, now: datetime, digest: bool) -> None:
    """Asked again when the time has come, a reader is told then, unless the two hours differ."""
    at = due(reader, now, digest=digest)
    again = due(reader, at, digest=digest)
    assert again == at or (digest and reader.quiet)


@given(readers, instants)
def test_a_digest_comes_once_a_day(reader: Reader, now: datetime) -> None:
    """What is decided just after one waits for the next, on another day of the reader."""
    plain = replace(reader, quiet=None, muted_until=None)
    first = due(plain, now, digest=True)
    second = due(plain, first + timedelta(microseconds=1), digest=True)
    zone = ZoneInfo(reader.timezone or "UTC")
    assert first.astimezone(zone).date() < second.astimezone(zone).date()
    assert DAY - MOVED <= second - first <= DAY + MOVED

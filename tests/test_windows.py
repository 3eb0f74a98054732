"""Which time-of-day price holds now, and until when; and what a page says about its hours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from making import quote

from bot import show
from bot.hours import DAY, EVERY, Unread
from bot.state import Known
from bot.store import Latest
from bot.windows import Hours, Schedule, alike, holds, now_line, parse, same, turns, until
from scrapers.quotes import Quote

CASES = Path(__file__).parent / "vendors"
BEIJING = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
SECOND = timedelta(seconds=1)
NIGHT = "北京时间 00:30-08:30"
WORKDAYS = "北京时间周一至周五（不含法定节假日）9:00-18:00 为高峰时段；其余时段均为空闲时段。"


def at(text: str) -> datetime:
    """An instant: with an offset as it says, else in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read(text: str, window: str | None = None) -> Schedule:
    """A schedule that must be understood."""
    found = parse(text, window)
    assert found is not None, text
    return found


def spelt(schedule: Schedule) -> str:
    """The hours in short: `01234 9-18`; days first where they are not all."""
    return ", ".join(
        ("" if h.days == EVERY else "".join(map(str, sorted(h.days))) + " ")
        + f"{h.begins / 3600:g}-{h.ends / 3600:g}"
        for h in schedule.hours
    )


def peak(schedule: str | None = None, **more: object) -> Quote:
    """The dearer of two prices."""
    return quote("pro input 3", {"window": "peak"}, schedule=schedule, **more)


def off_peak(schedule: str | None = None, **more: object) -> Quote:
    """The cheaper of two prices."""
    return quote("pro input 1", {"window": "off_peak"}, schedule=schedule, **more)


# What a page says


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (NIGHT, "0.5-8.5"),
        ("UTC 16:30-00:30", "16.5-24.5"),
        ("(UTC 16:30-00:30)", "16.5-24.5"),
        ("16:30-00:30 UTC", "16.5-24.5"),
        ("UTC 17:30:00 – 01:30:00", "17.5-25.5"),
        ("from UTC 16:30 to 00:30", "16.5-24.5"),
        ("between 9:00 and 12:00 UTC", "9-12"),
        ("每日 北京时间 00:30–08:30", "0.5-8.5"),
        ("每天21:00至次日08:30（北京时间）", "21-32.5"),
        ("21:00 - 09:00 (next day) UTC, daily", "21-33"),
        ("北京时间 18:00～24:00", "18-24"),
        ("北京时间 9点半到21时", "9.5-21"),
        ("UTC 12:00-23:59", "12-24"),
        ("UTC 00:00:00-08:59:59", "0-9"),
        ("9:00 AM to 6:30 p.m. UTC", "9-18.5"),
        ("12am-12pm UTC", "0-12"),
        ("01:00-04:00, 06:00-10:00 UTC", "1-4, 6-10"),
        ("01:00-04:00 UTC, 06:00-10:00 UTC", "1-4, 6-10"),
        ("北京时间工作日 09:00–18:00", "01234 9-18"),
        ("北京时间周一至周五 9:00 - 12:00、14:00 - 18:00", "01234 9-12, 01234 14-18"),
        ("Monday to Friday 9:00-18:00 UTC", "01234 9-18"),
        ("9am-5pm UTC, Fri - Mon", "0456 9-17"),
        ("星期一、星期三 9:00-12:00 UTC", "02 9-12"),
        ("周六日 9:00-12:00 UTC", "56 9-12"),
        ("周一至五 9:00-12:00 UTC", "01234 9-12"),
        ("周末全天（北京时间）", "56 0-24"),
        ("weekends all day UTC", "56 0-24"),
        ("01:00-04:00 UTC mon, tue", "01 1-4"),
        ("北京时间工作日18:00-次日9:00，周末全天", "01234 18-33, 56 0-24"),
        ("北京时间每日 9:00-18:00（周末除外）", "01234 9-18"),
        ("9:00-18:00 UTC (including weekends)", "9-18"),
        ("北京时间 00:30-08:30 (UTC 16:30-00:30)", "0.5-8.5"),
        ("北京时间（UTC+8）9:00-21:00", "9-21"),
    ],
)
def test_hours_are_read_as_they_are_printed(text: str, hours: str) -> None:
    """Chinese and English, days, several spans, across midnight."""
    assert spelt(read(text)) == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "北京时间",
        "9:00-12:00",
        "高峰时段 9:00-12:00",
        "local time 9:00-12:00",
        "9-12 UTC",
        "25:00-26:00 UTC",
        "12:00-24:30 UTC",
        "24:00-06:00 UTC",
        "12:00-12:00 UTC",
        "13pm-3pm UTC",
        "9:00-11:00 pm UTC",
        "下午2:00-6:00（北京时间）",
        "UTC 0:00-24:00",
        "UTC 00:00-23:59",
        "北京时间 9:00-次日12:00",
        "自8月16日起北京时间 9:00-12:00",
        "北京时间 9:00-12:00（试行）",
        "北京时间 9:00-12:00，春节期间除外",
        "北京时间周末及法定节假日 9:00-12:00",
        "北京时间工作日 21:00-9:00",
        "16:30-00:30 UTC weekdays",
        "9:00-12:00 weekdays, 14:00-18:00 UTC",
        "北京时间周一 9:00-12:00 周二",
        "北京时间周末 9:00-12:00 含周末",
        "北京时间（含节假日）9:00-12:00（节假日除外）",
        "北京时间周一 9:00-12:00，周二 10:00-12:00，法定节假日除外",
        "北京时间 00:30-08:30 (UTC 16:30-00:31)",
        "北京时间 9:00-12:00 UTC 13:00-14:00 北京时间",
        "09:00-12:00 UTC Asia/Shanghai",
        "09:00-12:00 America/Nowhere",
        "UTC+15 9:00-12:00",
        "UTC-16:30-00:30",
        "1, 2, 3 9:00-12:00 UTC",
        "输入 9:00-12:00，输出 14:00-18:00（北京时间）",
        "除 9:00-12:00 以外（北京时间）",
        "Peak hours 8:00-11:00 and 13:00 UTC",
        "尖峰 9:00-12:00，平段 12:00-18:00（北京时间）",
    ],
)
def test_words_that_cannot_be_read_exactly_give_nothing(text: str) -> None:
    """No zone, no days, an unknown word, a contradiction: no answer instead of a likely one."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("9:00-12:00 UTC+8", 8),
        ("9:00-12:00 UTC+08:00", 8),
        ("9:00-12:00 GMT-5", -5),
        ("9:00-12:00 UTC+0530", 5.5),
        ("9:00-12:00 UTC+0", 0),
        ("9:00-12:00 Asia/Shanghai", 8),
        ("9:00-12:00 Beijing time", 8),
        ("9:00-12:00 Singapore time", 8),
        ("9:00-12:00 America/New_York", -4),
        ("9:00-12:00 Pacific Time", -7),
        ("格林威治时间 9:00-12:00", 0),
    ],
)
def test_the_zone_is_the_one_that_is_printed(text: str, offset: float) -> None:
    """Nine o'clock is nine o'clock there, in summer time where there is one."""
    schedule, nine = read(text), at("2026-07-02T09:00") - timedelta(hours=offset)
    assert [holds(schedule, nine - SECOND), holds(schedule, nine)] == [False, True]
    assert until(schedule, nine) == nine + timedelta(hours=3)


@pytest.mark.parametrize(
    ("text", "holidays", "unknown"),
    [
        ("北京时间周一至周五 9:00-18:00", "unsaid", False),
        ("北京时间每日（含节假日）9:00-18:00", "included", False),
        ("weekdays 9:00-18:00 UTC, public holidays included", "included", False),
        ("北京时间周一至周五（不含法定节假日）9:00-18:00", "excluded", True),
        ("北京时间周一至周五 9:00-18:00，法定节假日除外", "excluded", True),
        ("除法定节假日外，每日 9:00-18:00（北京时间）", "excluded", True),
        ("Monday to Friday 9:00-18:00 UTC, except public holidays", "excluded", True),
        ("Excluding weekends and public holidays, 9:00-18:00 UTC", "excluded", True),
        ("北京时间工作日 9:00-18:00", "working_days", True),
        ("北京时间工作日（含节假日）9:00-18:00", "included", False),
    ],
)
def test_holidays_without_a_calendar_are_a_reservation(
    text: str, holidays: str, *, unknown: bool
) -> None:
    """Where public holidays are excepted, the answer says that it does not know of any."""
    found = read(text)
    assert (found.holidays, found.holidays_unknown) == (holidays, unknown)


BOTH = "高峰 北京时间 9:00-12:00，闲时 北京时间 12:00-次日9:00，高峰 北京时间 12:00-13:00"


@pytest.mark.parametrize(
    ("text", "window", "hours", "outside"),
    [
        (NIGHT, "off_peak", "0.5-8.5", False),
        ("高峰时段为北京时间 9:00-21:00，其余为闲时", "peak", "9-21", False),
        ("高峰时段为北京时间 9:00-21:00，其余为闲时", "off_peak", "9-21", True),
        ("北京时间 9:00-21:00，其余时段均为空闲时段", "peak", "9-21", False),
        ("北京时间 9:00-21:00，其余时段均为空闲时段", "off_peak", "9-21", True),
        ("9:00-21:00 UTC; all other hours are peak", "off_peak", "9-21", False),
        ("Peak hours: 9:00-21:00 UTC", "off_peak", "9-21", True),
        ("Peak hours: 9:00-21:00 UTC, otherwise off-peak", "off_peak", "9-21", True),
        ("高峰 9:00-21:00，闲时 21:00-9:00（北京时间）", "peak", "9-21", False),
        ("高峰 9:00-21:00，闲时 21:00-9:00（北京时间）", "off_peak", "21-33", False),
        ("9:00-21:00 高峰，21:00-9:00 闲时（北京时间）", "off_peak", "21-33", False),
        ("北京时间工作日 9-21 点", "peak", None, False),
        (BOTH, "peak", "9-12, 12-13", False),
        ("工作日 9:00-21:00 高峰，周末及节假日为闲时 UTC", "peak", "01234 9-21", False),
        ("工作日 9:00-21:00 高峰，周末及节假日为闲时 UTC", "off_peak", "01234 9-21", True),
        ("9:00-21:00 peak, public holidays are peak all day, UTC", "peak", None, False),
        ("9:00-21:00 peak, the rest is peak, UTC", "peak", None, False),
        ("工作日 9:00-21:00 高峰，21:00-9:00 闲时 UTC", "off_peak", None, False),
        ("9:00-21:00 高峰，21:00-9:00 闲时，法定节假日除外 UTC", "peak", None, False),
        ("高峰 闲时 9:00-21:00 UTC", "peak", None, False),
        ("9:00-21:00 UTC 高峰 21:00-22:00 UTC", "peak", None, False),
        ("高峰 9:00-21:00，闲时 21:00-9:00（北京时间）", None, None, False),
    ],
)
def test_a_text_may_print_the_hours_of_the_other_window(
    text: str, window: str | None, hours: str | None, *, outside: bool
) -> None:
    """What is said of the peak holds for off-peak too: all but those hours."""
    found = parse(text, window)
    assert (found and spelt(found)) == hours
    assert found is None or found.outside is outside


def test_all_that_vendors_print_is_understood_where_it_names_a_zone() -> None:
    """Every schedule that a reader writes is read, unless nobody can know whose clock it means."""
    texts = [case.read_text("utf-8") for case in CASES.glob("*/*/quotes.jsonl")]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    shown = {(q["schedule"], q["conditions"]["window"]) for q in lines if "schedule" in q}
    unread = {text for text, window in shown if parse(text, window) is None}
    assert len(shown) > 20
    assert unread == {text for text, _ in shown if not any(z in text for z in ("北京", "UTC"))}


# Equal hours in other words


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (NIGHT, "UTC 16:30-00:30", True),
        (NIGHT, "每天 UTC+8 0:30 至 8:30", True),
        ("UTC 9:00-12:00、12:00-18:00", "9am-6pm UTC", True),
        ("北京时间周一至周五 9:00-12:00", "01:00-04:00 UTC, Mon-Fri", True),
        ("UTC 22:00-02:00", "UTC 0:00-2:00, 22:00-24:00", True),
        (NIGHT, "北京时间 00:30-08:00", False),
        ("ET 9:00-12:00", "UTC-4 9:00-12:00", False),
        ("周一至周五 9:00-12:00 UTC", "9:00-12:00 UTC", False),
        ("工作日 9:00-12:00 UTC", "周一至周五 9:00-12:00 UTC", False),
    ],
)
def test_reworded_hours_are_the_same_hours(one: str, other: str, *, equal: bool) -> None:
    """Spelling, spans and zones may differ; what counts is when the price holds."""
    assert same(read(one), read(other)) is equal
    assert alike(off_peak(one), off_peak(other)) is equal


def test_words_that_nobody_understands_are_the_same_only_where_they_are_equal() -> None:
    """An edit of unreadable hours is an edit."""
    assert alike(peak("除夕"), peak("除夕"))
    assert not alike(peak("除夕"), peak("元宵"))
    assert not alike(peak(NIGHT), peak("元宵"))
    assert not alike(peak(NIGHT), peak())


def test_hours_of_the_peak_and_of_the_rest_are_the_same_schedule() -> None:
    """`9-21 is peak` says of off-peak what `21-9` says."""
    assert same(read("高峰 UTC 9:00-21:00", "off_peak"), read("UTC 21:00-9:00", "off_peak"))


# Now, and until when


@pytest.mark.parametrize(
    ("text", "now", "state", "over"),
    [
        (NIGHT, "2026-08-01T16:30", True, "2026-08-02T00:30"),
        (NIGHT, "2026-08-01T16:29:59", False, "2026-08-01T16:30"),
        (NIGHT, "2026-08-02T00:30", False, "2026-08-02T16:30"),
        ("UTC 16:30-00:30", "2026-08-02T00:10", True, "2026-08-02T00:30"),
        ("UTC 9:00-12:00、12:00-18:00", "2026-08-02T10:00", True, "2026-08-02T18:00"),
        # the first of August 2026 is a Saturday
        ("UTC 周一至周五 9:00-18:00", "2026-08-01T10:00", False, "2026-08-03T09:00"),
        ("UTC 周末全天", "2026-08-01T10:00", True, "2026-08-03T00:00"),
        ("UTC 周日 22:00-次日6:00", "2026-08-03T01:00", True, "2026-08-03T06:00"),
        # clocks in New York: forward on 8 March at 07:00 UTC, back on 1 November at 06:00 UTC
        ("ET 1:30-2:30", "2026-03-08T06:45", True, "2026-03-08T07:00"),
        ("ET 2:10-2:20", "2026-03-08T06:45", False, "2026-03-09T06:10"),
        ("ET 周日 2:10-2:20", "2026-03-08T06:45", False, "2026-03-15T06:10"),
        ("ET 0:00-9:00", "2026-03-08T05:00", True, "2026-03-08T13:00"),
        ("ET 0:00-9:00", "2026-11-01T04:00", True, "2026-11-01T14:00"),
        ("ET 0:30-1:30", "2026-11-01T05:00", True, "2026-11-01T05:30"),
        ("ET 0:30-1:30", "2026-11-01T05:30", False, "2026-11-01T06:00"),
        ("ET 0:30-1:30", "2026-11-01T06:00", True, "2026-11-01T06:30"),
    ],
)
def test_a_window_holds_until_its_clock_says_otherwise(
    text: str, now: str, over: str, *, state: bool
) -> None:
    """A clock that is changed shows some times twice and others never."""
    schedule = read(text)
    assert (holds(schedule, at(now)), until(schedule, at(now))) == (state, at(over))


@pytest.mark.parametrize("hours", [(), (Hours(EVERY, 0, DAY),)])
def test_hours_that_never_begin_or_never_end_are_no_schedule(hours: tuple[Hours, ...]) -> None:
    """A price of all hours is no price of a time of day."""
    with pytest.raises(Unread):
        Schedule(UTC, hours)


ZONES = st.sampled_from(
    (
        *("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Apia"),
        *("Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"),
    )
).map(ZoneInfo)
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: minute * 60)
# Near the nights in which clocks are changed (Apia left out a whole day in 2011), and others.
INSTANTS = st.one_of(
    st.sampled_from(
        ["2011-12-30", "2026-03-08", "2026-03-29", "2026-10-04", "2026-10-25", "2026-11-01"]
    ).flatmap(lambda day: st.integers(-90_000, 120_000).map(lambda s: at(day) + s * SECOND)),
    st.integers(0, 10 * 366 * DAY).map(lambda seconds: at("2020-01-01") + seconds * SECOND),
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any hours of any days, some of them across midnight."""
    hours = []
    for _ in range(draw(st.integers(1, 3))):
        begins, ends = draw(MINUTES), draw(MINUTES)
        days = draw(st.frozensets(st.integers(0, 6), min_size=1) | st.just(EVERY))
        hours.append(Hours(days, begins, ends if ends > begins else ends + DAY))
    try:
        return Schedule(draw(ZONES), tuple(hours), outside=draw(st.booleans()))
    except Unread:
        assume(condition=False)
        raise


@settings(max_examples=300)
@given(schedules(), INSTANTS, st.floats(0, 1))
def test_the_state_stays_until_it_is_over_and_flips_there(
    schedule: Schedule, now: datetime, part: float
) -> None:
    """What is said of now holds at every instant before its end, and no longer."""
    over, state = until(schedule, now), holds(schedule, now)
    assert now < over
    assert holds(schedule, over) is not state
    assert holds(schedule, max(now, over - timedelta(microseconds=1))) is state
    assert holds(schedule, now + (over - now - timedelta(microseconds=1)) * part) is state


@settings(max_examples=200)
@given(MINUTES, MINUTES, INSTANTS)
def test_at_every_instant_exactly_one_of_two_windows_holds(
    begins: int, ends: int, now: datetime
) -> None:
    """Whether a page prints the hours of one window or of both, they share the day."""
    assume(begins != ends)
    first, last = (f"{s // 3600:02}:{s // 60 % 60:02}:00" for s in (begins, ends))
    hours, rest = f"北京时间 {first}-{last}", f"北京时间 {last}-{first}"
    assert same(read(rest), replace(read(hours), outside=True))
    assert holds(read(hours), now) is not holds(read(rest), now)
    for pair in ([peak(hours), off_peak(rest)], [peak(hours), off_peak()]):
        said = [turn.now for turn in turns(pair, now).values()]
        assert sorted(said) == [False, True]
        assert now_line(pair, now) == now_line([peak(hours), off_peak(rest)], now)


@settings(max_examples=100)
@given(
    st.sampled_from(
        [NIGHT, WORKDAYS, "Peak hours are 9:00-12:00 UTC (all other hours are off-peak)"]
    ),
    st.sampled_from(["春节", "暂定", "9", "until further notice", "not", "?", "2026/08/16"]),
    st.integers(0, 80),
)
def test_a_word_that_is_not_understood_is_never_skipped(text: str, word: str, place: int) -> None:
    """It may be the one that turns the meaning round."""
    place = min(place, len(text))
    assume(not (place and text[place - 1].isascii() and text[place - 1].isalnum()))
    edited = f"{text[:place]} {word} {text[place:]}"
    assert parse(edited, "peak") is None


# The prices of one page


EVENING = at("2026-08-01T18:00+00:00")


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        ([peak(), off_peak(NIGHT)], "off-peak until 2026-08-02 08:30 Beijing"),
        ([peak("UTC 16:30-00:30"), off_peak()], "peak until 2026-08-02 00:30 UTC"),
        ([peak("ET 9:00-12:00"), off_peak()], "off-peak until 2026-08-02 09:00 UTC-04:00"),
        ([peak(NIGHT), off_peak("some time")], "peak until 2026-08-02 08:30 Beijing"),
        ([peak("北京时间 08:30-00:30")], "not peak until 2026-08-02 08:30 Beijing"),
        ([peak("UTC 9:00-12:00")], "not peak until 2026-08-02 09:00 UTC"),
        ([peak(), off_peak()], None),
        ([peak(), off_peak("some time")], None),
        ([peak(NIGHT), off_peak(NIGHT)], None),
        ([peak(NIGHT), off_peak("北京时间 09:00-00:30")], None),
        ([quote("pro input 3")], None),
        ([quote("pro input 3", schedule=NIGHT)], None),
    ],
)
def test_the_window_that_holds_is_named_with_its_end(pair: list[Quote], line: str | None) -> None:
    """Nothing is said of hours that are not known or that contradict each other."""
    assert now_line(pair, EVENING) == line


@pytest.mark.parametrize(
    ("text", "now", "line"),
    [
        (
            WORKDAYS,
            "2026-08-03T10:00+08:00",
            "peak until 2026-08-03 18:00 Beijing unless today is a public holiday",
        ),
        (
            WORKDAYS,
            "2026-08-01T10:00+08:00",
            "off-peak until 2026-08-03 09:00 Beijing unless that day is a public holiday",
        ),
        (
            "高峰时段为工作日9:00-21:00（北京时间）",
            "2026-08-03T10:00+08:00",
            "peak until 2026-08-03 21:00 Beijing unless today is a public holiday",
        ),
        (
            "高峰时段为工作日9:00-21:00（北京时间）",
            "2026-08-01T10:00+08:00",
            "off-peak until 2026-08-03 09:00 Beijing unless holidays move the working days",
        ),
    ],
)
def test_public_holidays_are_a_reservation_in_words(text: str, now: str, line: str) -> None:
    """Nobody here knows the calendar, and nobody pretends to."""
    assert now_line([peak(text), off_peak(text)], at(now)) == line
    assert all(turn.holidays_unknown for turn in turns([peak(text)], at(now)).values())


def test_each_model_and_meter_has_its_own_hours() -> None:
    """A window is only completed by the same price of the other window."""
    other = quote("flash input 2", {"window": "peak"})
    tiered = quote("pro input 4", {"input_max": 32_000, "window": "peak"})
    pair = [off_peak(NIGHT), peak()]
    assert set(turns([*pair, other, tiered], EVENING)) == {one.key for one in pair}


def latest(one: Quote, source: str = "acme") -> Latest:
    """A price that holds since a day ago."""
    return Latest(source, "", "acme", Known(one, EVENING - timedelta(days=1), one.amount))


def columns(found: list[Latest], now: datetime) -> list[str]:
    """What the table of prices prints as conditions."""
    table = show.prices(found, [], now)
    place = table.columns.index("conditions")
    return [row[place] for row in table.rows]


def test_the_table_of_prices_marks_the_window_that_holds() -> None:
    """The other one, and prices without hours, stay as they are."""
    shown = [latest(peak()), latest(off_peak(NIGHT)), latest(quote("pro output 2"))]
    assert columns(shown, EVENING) == ["peak", "off-peak, now until 08:30 UTC+08:00", ""]
    morning = at("2026-08-02T10:00+08:00")
    assert columns(shown, morning)[0] == "peak, now until 2026-08-03 00:30 UTC+08:00"
    working = [latest(peak(WORKDAYS)), latest(off_peak(WORKDAYS))]
    assert columns(working, at("2026-08-03T10:00+08:00")) == [
        "peak, now until 18:00 UTC+08:00 unless today is a public holiday",
        "off-peak",
    ]


def test_a_machine_reads_whether_a_window_holds_and_until_when() -> None:
    """Both windows say so; a price without hours has no such field."""
    shown = [latest(peak()), latest(off_peak(NIGHT)), latest(quote("pro output 2"))]
    lines = [
        {k: line.get(k) for k in ("now", "until")} for line in show.price_lines(shown, EVENING)
    ]
    over = "2026-08-02T00:30:00Z"
    assert lines[:2] == [{"now": False, "until": over}, {"now": True, "until": over}]
    assert not {"now", "until", "holidays_unknown"} & show.price_line(shown[2]).keys()
    (working,) = show.price_lines([latest(peak(WORKDAYS))], EVENING)
    assert working["holidays_unknown"] is True


def test_the_hours_of_one_source_say_nothing_of_another() -> None:
    """Two pages that sell the same model may split the day differently."""
    assert columns([latest(peak(), "other"), latest(off_peak(NIGHT))], EVENING)[0] == "peak"

"""Times and months as people type them: many spellings mean one moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.when import moment, month

NOW = datetime(2026, 8, 22, 1, 30, tzinfo=UTC)
BEIJING, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
WEEK = NOW - timedelta(days=7)


@pytest.mark.parametrize(
    "said",
    [
        *("7d", "7D", "7ｄ", "7 d", "7 days", "1 week", "1w", "last week", "past 7 days", "1周"),
        *(
            "7天",
            "七天",
            "一周",
            "最近7天",
            "最近一周",
            "近七天",
            "过去 7 天",
            "7天内",
            "一个星期",
        ),
        *(
            "7 days ago",
            "168h",
            "168小时",
            "168个钟头",
            "2026-08-15T01:30Z",
            "2026-08-15T09:30+08:00",
        ),
    ],
)
def test_a_week_in_many_words(said: str) -> None:
    """Digits or words, either language, and exact times."""
    assert moment(said, NOW, BEIJING) == WEEK


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2026-8-1",
            "2026-08-01",
            "2026/8/1",
            "2026.8.1",
            "２０２６－０８－０１",
            "2026年8月1日",
        ),
        *(
            "2026 年 8 月 1 日",
            "8月1日",
            "八月一号",
            "8月",
            "2026-08",
            "this month",
            "本月",
            "August",
        ),
        *("2026-08-01T00:00", "aug 2026"),
    ],
)
def test_a_day_is_a_day_of_the_readers_own_zone(said: str) -> None:
    """It begins at midnight there, not in Greenwich."""
    assert moment(said, NOW, BEIJING) == datetime(2026, 7, 31, 16, tzinfo=UTC)
    assert moment(said, NOW, NEW_YORK) == datetime(2026, 8, 1, 4, tzinfo=UTC)
    assert moment(said, NOW, UTC) == datetime(2026, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "days"), [("today", 0), ("今天", 0), ("yesterday", 1), ("昨天", 1), ("前天", 2)]
)
def test_today_is_today_where_the_reader_is(said: str, days: int) -> None:
    """In New York it is still the 21st."""
    for zone, hour in ((BEIJING, 16), (NEW_YORK, 4)):
        midnight = datetime(2026, 8, 21, hour, tzinfo=UTC)
        assert moment(said, NOW, zone) == midnight - timedelta(days=days)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *(("this week", 17), ("本周", 17), ("这周", 17), ("这个星期", 17)),
        *(("上周", 10), ("上个星期", 10), ("上礼拜", 10)),
    ],
)
def test_a_week_begins_on_monday(said: str, day: int) -> None:
    """At midnight of the reader's own zone; 2026-08-22 is a Saturday."""
    assert moment(said, NOW, BEIJING) == datetime(2026, 8, day, tzinfo=BEIJING)


@pytest.mark.parametrize("said", ["1y", "1 year", "365d", "一年", "近一年", "last year", "一年内"])
def test_a_year_is_so_many_days(said: str) -> None:
    """As a month is thirty."""
    assert moment(said, NOW, BEIJING) == NOW - timedelta(days=365)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from((BEIJING, NEW_YORK, UTC)))
def test_every_date_is_its_midnight(day: date, zone: ZoneInfo) -> None:
    """Written as ISO has it or as people do."""
    loose = f"{day.year}/{day.month}/{day.day}"
    assert moment(day.isoformat(), NOW, zone) == moment(loose, NOW, zone)
    there = moment(loose, NOW, zone).astimezone(zone)
    assert (there.date(), there.hour, there.minute) == (day, 0, 0)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "d",
        "天",
        "cats",
        "glm-5",
        "2026-13-01",
        "2026-02-30",
        "13月",
        "十一十天",
        "week",
        "9" * 20 + "w",
    ],
)
def test_what_is_no_time(said: str) -> None:
    """A unit without a number, a day that no month has, any other word."""
    with pytest.raises(ValueError, match=f"^{said} is no time$"):
        moment(said, NOW, UTC)


@pytest.mark.parametrize(
    "said",
    [
        *("2024-05", "2024-5", "2024 年 5 月", "2024年5月", "2024/05", "２０２４－０５", "202405"),
        *("May 2024", "may, 2024", "2024 May", "2024-05-15", "2024年5月15日"),
    ],
)
def test_a_month_in_many_words(said: str) -> None:
    """Either language, any mark; a date stands for its month."""
    assert month(said, NOW) == (
        datetime(2024, 5, 1, tzinfo=UTC),
        datetime(2024, 6, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        *(("5月", "2026-05"), ("五月", "2026-05"), ("May", "2026-05"), ("8月", "2026-08")),
        *(("12月", "2025-12"), ("dec", "2025-12"), ("上个月", "2026-07"), ("本月", "2026-08")),
        *(("last month", "2026-07"), ("this month", "2026-08")),
    ],
)
def test_a_month_without_a_year_is_the_last_one(said: str, begins: str) -> None:
    """None that is still to come."""
    found = month(said, NOW)
    assert found
    assert f"{found[0]:%Y-%m}" == begins


@pytest.mark.parametrize(
    "said", ["", "cats", "2024-13", "2024-00", "13月", "2024", "may june", "十一十月"]
)
def test_what_is_no_month(said: str) -> None:
    """A number that no month has, a year alone, two months."""
    assert month(said, NOW) is None

"""People name their time zone as they like."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.chat.zones import NoZone, zone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("Beijing", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("纽约", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("San Francisco", "America/Los_Angeles"),
        ("Germany", "Europe/Berlin"),
        ("德国", "Europe/Berlin"),
        ("日本", "Asia/Tokyo"),
        ("UTC", "UTC"),
        ("utc+0", "UTC"),
        ("UTC+8", "Etc/GMT-8"),
        ("GMT -05:00", "Etc/GMT+5"),
        ("+8", "Etc/GMT-8"),
        ("−3", "Etc/GMT+3"),
        ("+5:30", "Asia/Kolkata"),
        ("+0545", "Asia/Kathmandu"),
    ],
)
def test_a_zone_is_found_by_name_city_country_and_offset(text: str, name: str) -> None:
    """In English and Chinese, in any case, with or without accents."""
    assert zone(text) == name


@pytest.mark.parametrize("hours", range(-12, 15))
def test_an_offset_is_what_it_says(hours: int) -> None:
    """UTC+8 is eight hours ahead of UTC, whatever POSIX calls it."""
    there = ZoneInfo(zone(f"UTC{hours:+}"))
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(there).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("offset", ["+5:30", "+5:45", "+3:30", "+8:45", "-9:30", "+9:30", "+6:30"])
@pytest.mark.parametrize("month", [1, 7])
def test_an_offset_with_minutes_holds_all_year(offset: str, month: int) -> None:
    """The place that stands for it never changes its clocks."""
    sign, (hours, minutes) = offset[0], map(int, offset[1:].split(":"))
    away = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    there = datetime(2026, month, 1, tzinfo=UTC).astimezone(ZoneInfo(zone(offset)))
    assert there.utcoffset() == away


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Bejing", "Asia/Shanghai"),
        ("Europe/Berln", "Europe/Berlin"),
        ("qwertz", None),
        ("+15", None),
        ("-13", None),
        ("+5:17", None),
        ("Factory", None),
        ("x" * 5000, None),
    ],
)
def test_a_near_miss_is_suggested(text: str, nearest: str | None) -> None:
    """Who slips is asked whether that was meant; what is far from everything is refused."""
    with pytest.raises(NoZone) as error:
        zone(text)
    assert error.value.nearest == nearest


def test_every_zone_goes_by_its_own_name() -> None:
    """Whatever a device reports as its zone is understood as just that."""
    known = available_timezones() - {"Factory", "localtime", "GMT+0", "GMT-0"}  # two offsets
    assert {zone(name) for name in known} == known

"""Which time zone is meant: a name, a city or a country in English or Chinese, an offset. Pure.

Cities and countries are those of CLDR, by Babel.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

LANGUAGES: Final = ("en", "zh")
NEAR: Final = 0.7
LONGEST: Final = 60  # characters; no place has a longer name
_NO_PLACES: Final = {"Factory", "localtime"}
_UTC: Final = "UTC"
# The zone of most people where a country has several; its capital's.
_CAPITALS: Final = {
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "PT": "Europe/Lisbon",
    "NZ": "Pacific/Auckland",
    "MY": "Asia/Kuala_Lumpur",
    "UA": "Europe/Kyiv",
    "CL": "America/Santiago",
    "UZ": "Asia/Tashkent",
}
# Cities that people name and the zone database does not.
_CITIES: Final = {
    "Asia/Shanghai": (
        *("Beijing", "Peking", "Shenzhen", "Guangzhou", "Hangzhou", "Chengdu", "Nanjing", "Wuhan"),
        *("北京", "深圳", "广州", "杭州", "成都", "南京", "武汉", "西安", "中国大陆"),
    ),
    "America/Los_Angeles": ("San Francisco", "Seattle", "Silicon Valley", "旧金山", "西雅图"),
}
# Offsets with a part of an hour, and a place that keeps them all year round.
_PARTS: Final = {
    "+03:30": "Asia/Tehran",
    "+04:30": "Asia/Kabul",
    "+05:30": "Asia/Kolkata",
    "+05:45": "Asia/Kathmandu",
    "+06:30": "Asia/Yangon",
    "+08:45": "Australia/Eucla",
    "+09:30": "Australia/Darwin",
    "-09:30": "Pacific/Marquesas",
}
_OFFSET: Final = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?")
_EAST, _WEST = 14, 12


class NoZone(LookupError):
    """No time zone goes by this name; `nearest` is one that nearly does."""

    def __init__(self, text: str, nearest: str | None = None) -> None:
        self.nearest = nearest
        super().__init__(text)


def zone(text: str) -> str:
    """The name of the time zone that is meant, as the zone database has it. Raises NoZone."""
    word = _plain(text)
    if len(word) > LONGEST:
        raise NoZone(text)
    found = _offset(word) or _names().get(word)
    if found:
        return found
    near = get_close_matches(word, _names(), n=1, cutoff=NEAR)
    raise NoZone(text, _names()[near[0]] if near else None)


def called(name: str) -> str:
    """What people call a zone: `UTC+8` for one that is an offset only."""
    if not name.startswith("Etc/GMT"):
        return name
    hours = name.removeprefix("Etc/GMT")
    return "UTC" + hours.translate({ord("+"): "-", ord("-"): "+"})


def _plain(text: str) -> str:
    """Small letters without accents; a slash, a space and an underscore are the same."""
    folded = unicodedata.normalize("NFKD", text.replace("−", "-")).casefold()
    letters = "".join(one for one in folded if not unicodedata.combining(one))
    return re.sub(r"[\s_]+", " ", letters).strip(" .,;。").removesuffix("时间")


def _offset(word: str) -> str | None:
    """The zone of an offset such as `utc+8`. In `Etc/GMT-8` the sign is that of POSIX."""
    found = _OFFSET.fullmatch(word.replace(" ", ""))
    if found is None:
        return None
    sign, hours, minutes = found[1], int(found[2]), found[3] or "00"
    if minutes != "00":
        return _PARTS.get(f"{sign}{hours:02d}:{minutes}")
    if hours > (_EAST if sign == "+" else _WEST):
        return None
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else _UTC


@cache
def _names() -> dict[str, str]:
    """Every name that is understood, with its zone; the zone database's own names count most."""
    known = sorted(available_timezones() - _NO_PLACES)
    found = {_plain(name): zone for name, zone in (*_countries(), *_cities(known))}
    return found | {_plain(name): name for name in known}


def _cities(known: list[str]) -> Iterator[tuple[str, str]]:
    """Cities by their zone; of several zones with one city, a continent's is later and counts."""
    for name in known:
        if name.count("/") and not name.startswith(("Etc/", "SystemV/")):
            yield name.rpartition("/")[2], name
    for language in LANGUAGES:
        for name, words in Locale(language).time_zones.items():
            if name in known and "city" in words:
                yield words["city"], name
    for name, cities in _CITIES.items():
        yield from ((city, name) for city in cities)


def _countries() -> Iterator[tuple[str, str]]:
    zones = get_global("territory_zones")
    for code, names in zones.items():
        one = _CAPITALS.get(code) or (names[0] if len(names) == 1 else None)
        for language in LANGUAGES if one else ():
            if country := Locale(language).territories.get(code):
                yield country, str(one)

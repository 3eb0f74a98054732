"""Who is spoken to: language, time zone, and what prices are compared with. Values only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal, get_currency_name

from bot.events import Event
from bot.moments import zone_of
from bot.recipients import Language, Reader
from bot.words.catalogue import Catalogue
from bot.words.chinese import CHINESE
from bot.words.english import ENGLISH
from bot.words.replies import Elapsed, Replies
from bot.words.replies_chinese import REPLIES_ZH
from bot.words.replies_english import REPLIES_EN
from bot.workload import Workload, parse
from scrapers.quotes import Vendor, owner

CATALOGUES: Final[Mapping[Language, Catalogue]] = {"en": ENGLISH, "zh": CHINESE}
REPLIES: Final[Mapping[Language, Replies]] = {"en": REPLIES_EN, "zh": REPLIES_ZH}
_SIZES: Final[Mapping[Elapsed, int]] = {"d": 86_400, "h": 3_600, "min": 60}
_SECOND: Final[Mapping[Language, str]] = {"en": "USD", "zh": "CNY"}


@lru_cache(maxsize=8192)  # the same few numbers again and again, each of them slow to write
def _number(value: Decimal, pattern: str, language: Language) -> str:
    text: str = format_decimal(value, pattern, language, decimal_quantization=False)
    return text


def elapsed(since: datetime, now: datetime) -> tuple[int, Elapsed]:
    """How long it is since then, in the largest unit that says enough: 119 s, 5 min, 3 h, 8 d."""
    passed = max(now - since, timedelta(0)).total_seconds()
    for unit, size in _SIZES.items():
        if passed >= 2 * size:
            return int(passed // size), unit
    return int(passed), "s"


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of a currency one US dollar buys, and on which day. For display only."""

    per_dollar: Decimal
    date: dt.date


@dataclass(frozen=True, slots=True)
class Reference:
    """A well-known price to compare with: `input` and `output` in `currency` per 1M tokens."""

    name: str
    currency: str
    input: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak to one reader.

    `rates` are by currency (the dollar needs none), `vendors` by slug. A change that was read
    more than `gap` after the reading before it is told with both times. `changes` is the command
    that lists changes, where the reader can give one. Prices are said a second time, roughly, in
    the currency `also_in`; with a `workload` it is said what they mean for it.
    """

    language: Language = "en"
    timezone: tzinfo = UTC
    references: tuple[Reference, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    gap: timedelta = timedelta(hours=2)
    vendors: Mapping[str, Vendor] = field(default_factory=dict)
    changes: str | None = None
    also_in: str | None = None
    workload: Workload | None = None

    def to(self, reader: Reader) -> "Voice":
        """The same to a reader with wishes; what the reader does not say stays."""
        return replace(
            self,
            language=reader.language or self.language,
            timezone=zone_of(reader, self.timezone),
            also_in=reader.currency or self.also_in,
            workload=parse(reader.workload) if reader.workload else self.workload,
        )

    @property
    def words(self) -> Catalogue:
        """The words of the reader's language."""
        return CATALOGUES[self.language]

    @property
    def replies(self) -> Replies:
        """The words of answers, in the reader's language."""
        return REPLIES[self.language]

    @property
    def second(self) -> str:
        """The currency in which prices are said a second time: the reader's own."""
        return self.also_in or _SECOND[self.language]

    def vendor(self, slug: str) -> str:
        """What the vendor is called in the reader's language."""
        if slug not in self.vendors:
            return slug
        vendor = self.vendors[slug]
        return (self.language == "zh" and vendor.name_zh) or vendor.name

    def link(self, event: Event) -> str | None:
        """Where a person finds the price: the vendor's page, else what was read."""
        found = self.page(event.source, event.page or "")
        return found or (event.evidence.url if event.evidence else None)

    def page(self, source: str, page: str) -> str | None:
        """The address of a source's page for people, None where it is not known."""
        vendor = self.vendors.get(owner(source))
        known = (one for one in vendor.sources if one.name == source) if vendor else ()
        return next((one.link(page) for one in known if page in one.pages), None)

    def currency(self, code: str) -> str:
        """The unit of account: its code in English, its name in Chinese."""
        if self.language == "en":
            return code
        own = self.words.currencies.get(code)
        return own or get_currency_name(code, locale=self.language)

    def number(self, value: Decimal, pattern: str = "#,##0.#") -> str:
        """A number that was computed (never a vendor's own), with the reader's separators."""
        return _number(value, pattern, self.language)

    def time(self, at: datetime) -> str:
        """An instant to the minute in the reader's zone, which is named."""
        local = at.astimezone(self.timezone)
        zone = "'UTC'xxx" if local.utcoffset() else "'UTC'"
        return format_datetime(local, f"yyyy-MM-dd HH:mm {zone}", self.timezone, self.language)

    def day(self, printed: str) -> str:
        """A printed ISO date is the vendor's day and stays it; a date-time is an instant."""
        if len(printed) == len("2026-01-01"):
            return format_date(dt.date.fromisoformat(printed), "medium", self.language)
        at = datetime.fromisoformat(printed)
        return self.time(at if at.tzinfo else at.replace(tzinfo=UTC))

    def date(self, day: dt.date) -> str:
        """A day, in full."""
        return format_date(day, "medium", self.language)

    def short_date(self, day: dt.date) -> str:
        """A day of a year that is known."""
        return format_skeleton("MMMd", day, locale=self.language)

    def clock(self, at: datetime, now: datetime) -> str:
        """An instant by the reader's clock: `09:00 UTC+08:00`; with its day if not today."""
        local, today = at.astimezone(self.timezone), now.astimezone(self.timezone)
        if local.date() != today.date():
            return self.time(at)
        zone = "'UTC'xxx" if local.utcoffset() else "'UTC'"
        return format_datetime(local, f"HH:mm {zone}", self.timezone, self.language)

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago something was: `5 min ago`."""
        count, unit = elapsed(at, now)
        return self.replies.ago[unit].format(count=count)

    def counted(self, words: tuple[str, str], count: int) -> str:
        """The words for one or for several, with their number."""
        return words[count != 1].format(count=self.number(Decimal(count)))

    def span(self, low: str, high: str) -> str:
        """From one to the other: `0.8–2.4`; what is the same is said once."""
        return low if low == high else self.replies.span.format(low=low, high=high)

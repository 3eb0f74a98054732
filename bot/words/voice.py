"""Who is spoken to: language, time zone, and what prices are compared with. Values only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, get_currency_name

from bot.events import Event
from bot.moments import zone_of
from bot.recipients import Language, Reader
from bot.words.catalogue import Catalogue
from bot.words.chinese import CHINESE
from bot.words.english import ENGLISH
from scrapers.quotes import Vendor

CATALOGUES: Final[Mapping[Language, Catalogue]] = {"en": ENGLISH, "zh": CHINESE}


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
    that lists changes, where the reader can give one.
    """

    language: Language = "en"
    timezone: tzinfo = UTC
    references: tuple[Reference, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    gap: timedelta = timedelta(hours=2)
    vendors: Mapping[str, Vendor] = field(default_factory=dict)
    changes: str | None = None

    def to(self, reader: Reader) -> "Voice":
        """The same to a reader with wishes; what the reader does not say stays."""
        return replace(
            self,
            language=reader.language or self.language,
            timezone=zone_of(reader, self.timezone),
        )

    @property
    def words(self) -> Catalogue:
        """The words of the reader's language."""
        return CATALOGUES[self.language]

    def vendor(self, slug: str) -> str:
        """What the vendor is called in the reader's language."""
        if slug not in self.vendors:
            return slug
        vendor = self.vendors[slug]
        return (self.language == "zh" and vendor.name_zh) or vendor.name

    def link(self, event: Event) -> str | None:
        """Where a person finds the price: the vendor's page, else what was read."""
        vendor = self.vendors.get(event.vendor)
        source = (
            next((s for s in vendor.sources if s.name == event.source), None) if vendor else None
        )
        if source and (event.page or "") in source.pages:
            return source.link(event.page or "")
        return event.evidence.url if event.evidence else None

    def currency(self, code: str) -> str:
        """The unit of account: its code in English, its name in Chinese."""
        if self.language == "en":
            return code
        own = self.words.currencies.get(code)
        return own or get_currency_name(code, locale=self.language)

    def number(self, value: Decimal, pattern: str = "#,##0.#") -> str:
        """A number that was computed (never a vendor's own), with the reader's separators."""
        text: str = format_decimal(value, pattern, self.language, decimal_quantization=False)
        return text

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

"""What a price is: the values that readers make and everyone else passes on.

A `Quote` is one printed price: one model, one meter, one set of conditions, in the vendor's own
currency. Everything here is frozen and does no I/O.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

TOKENS: Final = "1M tokens"
TOKEN_HOURS: Final = "1M tokens/hour"

UNITS: Final = frozenset(
    {TOKENS, TOKEN_HOURS, "1M chars", "image", "video", "second", "minute", "request"}
    | {"1K requests", "page", "song", "voice", "1M pixels"}
)
METERS: Final = frozenset(
    {"input", "output", "cache_read", "cache_write", "cache_write_1h", "cache_storage"}
    | {"input_audio", "output_audio", "cache_read_audio", "output_reasoning"}
    | {"input_image", "output_image", "cache_read_image", "input_video", "output_video"}
    | {"image", "video", "speech", "transcription", "search", "request", "training"}
)
CONDITION_KEYS: Final = (
    *("input_min", "input_max", "output_min", "output_max", "service", "window", "context"),
    *("tier", "mode", "cache", "scope", "region", "channel", "variant"),
)

Conditions = tuple[tuple[str, str | int], ...]
Kind = Literal["html", "markdown", "json"]
Audience = Literal["alert", "corroborate"]


def conditions(
    given: Mapping[str, str | int | None] | None = None, **more: str | int | None
) -> Conditions:
    """The conditions that apply, in the notation's order; None, "" and a bound of 0 are left out.

    Raises ValueError for a key that the notation does not know.
    """
    merged = {**(given or {}), **more}
    if unknown := merged.keys() - set(CONDITION_KEYS):
        raise ValueError(f"no such condition: {', '.join(sorted(unknown))}")
    return tuple(
        (key, value) for key in CONDITION_KEYS if (value := merged.get(key)) not in (None, "", 0)
    )


def plain(amount: Decimal) -> str:
    """The amount in plain notation without trailing zeros: `0.0028`, never `6.00` or `2.8E-3`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Quote:
    """One printed price: `amount` of `currency` per `per`, charged now, after a discount."""

    model: str
    meter: str
    amount: Decimal
    currency: str
    per: str = TOKENS
    conditions: Conditions = ()
    free: bool = False
    was: Decimal | None = None
    promo: str | None = None
    effective_from: str | None = None
    effective_until: str | None = None
    announced: bool = False
    schedule: str | None = None
    published: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, Conditions]:
        """What stays from reading to reading: model, meter, currency, unit, conditions."""
        return self.model, self.meter, self.currency, self.per, self.conditions

    @property
    def identity(self) -> tuple[object, ...]:
        """What may stand only once on a page: the key and the dates between which it holds."""
        return (*self.key, self.effective_from, self.effective_until, self.announced)

    def json(self) -> dict[str, Any]:
        """The quote in the notation of docs/quotes.md; optional fields only where they apply."""
        line: dict[str, Any] = {
            "model": self.model,
            "meter": self.meter,
            "amount": plain(self.amount),
            "currency": self.currency,
            "per": self.per,
            "conditions": dict(self.conditions),
            "free": self.free,
        }
        optional = {
            "was": None if self.was is None else plain(self.was),
            "promo": self.promo,
            "effective_from": self.effective_from,
            "effective_until": self.effective_until,
            "announced": self.announced or None,
            "schedule": self.schedule,
        }
        line |= {name: value for name, value in optional.items() if value is not None}
        return line | {"published": self.published}


@dataclass(frozen=True, slots=True)
class Page:
    """What a vendor answered, as text; `kind` is the content type that it came with."""

    text: str
    kind: Kind = "html"
    url: str = ""


Reader = Callable[[Page], list[Quote]]


def owner(source: str) -> str:
    """The slug of a source's vendor: the part of its name before the first dash."""
    return source.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Source:
    """One place where one vendor prints prices in one currency.

    `pages` maps a page's name ("" where there is only one) to its addresses, which stand in for
    one another in order. `read` is pure: it raises ScrapeError rather than give a short answer.
    `currencies` lists what the page may print; `essence` reduces a page to the part that bears
    prices (see scrapers/pages.py), so that a nonce elsewhere does not cost a reading.
    `contexts` gives the tokens that models take, by name, where a page says so.
    With `render` a web page that gives no reading as it is sent is read again as a browser shows
    it; `hosts` are the vendor's domains from which its scripts may load what they need.
    """

    name: str
    currencies: tuple[str, ...]
    pages: Mapping[str, tuple[str, ...]]
    read: Reader
    version: int = 1
    essence: Callable[[Page], str] | None = None
    contexts: Callable[[Page], dict[str, int]] | None = None
    experimental: bool = False
    audience: Audience = "alert"
    render: bool = False
    hosts: tuple[str, ...] = ()
    interval: int | None = None

    def link(self, page: str) -> str:
        """The page's address for people: its first that is no JSON or Markdown twin."""
        urls = self.pages[page]
        return next((url for url in urls if not _TWIN.search(url)), urls[0])

    @property
    def vendor(self) -> str:
        """The vendor's slug."""
        return owner(self.name)


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who prints the prices: a slug, the name in English and Chinese, and its sources."""

    slug: str
    name: str
    sources: tuple[Source, ...]
    name_zh: str = ""
    aliases: tuple[str, ...] = field(default=())


_TWIN: Final = re.compile(r"\.(?:json|md|txt)\b|/api/")
INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

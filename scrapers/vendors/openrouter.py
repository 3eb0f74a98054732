"""OpenRouter, https://openrouter.ai/api/v1/models: a list of models, US dollars per token as text.

- 2025: every entry carries `request`, `image`, `web_search` and `internal_reasoning`, "0" where
  there is no such charge, and `image` is the price of one picture.
- 2026-02: those fields are printed where they are charged, yet some entries still carry the four
  zeros; `image` is now the price of a picture's tokens.
- 2026-07-17: 343 entries; new are `input_cache_write_1h`, `input_audio_cache`, `audio_output`,
  `image_output` and `overrides`: prices from so many prompt tokens on (`min_prompt_tokens`) or
  between two hours of the day (`utc_start`, `utc_end`); what an override leaves out stays as it
  is. -1 is "dynamic" (the routers, such as openrouter/auto): no price. "0" is free where the id
  says so. `internal_reasoning` repeats `completion` for all models but one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from scrapers import contexts, feeds
from scrapers.contexts import Contexts
from scrapers.errors import PageChanged
from scrapers.quotes import Conditions, Page, Quote, Source, Vendor, conditions

METERS: Final = {
    "prompt": "input",
    "completion": "output",
    "input_cache_read": "cache_read",
    "input_cache_write": "cache_write",
    "input_cache_write_1h": "cache_write_1h",
    "internal_reasoning": "output_reasoning",
    "audio": "input_audio",
    "audio_output": "output_audio",
    "input_audio_cache": "cache_read_audio",
    "image": "input_image",
    "image_token": "input_image",
    "image_output": "output_image",
}
EACH: Final = {"request": "request", "web_search": "search"}
BOUNDS: Final = {
    "min_prompt_tokens": "input_min",
    "max_prompt_tokens": "input_max",
    "min_completion_tokens": "output_min",
    "max_completion_tokens": "output_max",
}
SPAN: Final = ("utc_start", "utc_end")
HOURS = re.compile(r"utc_\w+|(?:week)?days?|time_?zone")
# Zero is how the feed says that these are not charged beside the tokens: no price of their own.
EXTRAS: Final = frozenset({"output_reasoning", "input_image", "request", "search"})
# A picture has at least 85 tokens, and no vendor asks fifty times the text price for one of them.
DEAREST: Final = 50


def read(page: Page) -> list[Quote]:
    """Every model's prices and their overrides. Raises PageChanged, Ambiguous."""
    models = list(_models(feeds.load(page)))
    overrides = [each for model, prices in models for each in _overrides(model, prices)]
    fields = {field for prices in [*(p for _, p in models), *overrides] for field in prices}
    conditional = {field for field in fields if HOURS.fullmatch(field)}
    feeds.familiar(fields, {*METERS, *EACH, *BOUNDS, *conditional, "overrides"})
    feeds.whole([prices for _, prices in models], overrides, METERS)
    return [quote for model, prices in models for quote in _quotes(model, prices)]


def lengths(page: Page) -> Contexts:
    """What each model takes (`context_length`), also the models that have no price."""
    entries = feeds.items(feeds.load(page), "data", "feed")
    return contexts.known((str(e.get("id")), str(e.get("context_length"))) for e in entries)


def _models(feed: feeds.Entry) -> Iterator[tuple[str, feeds.Entry]]:
    if not feed.get("data"):
        raise PageChanged("the feed holds no list of models", where="data")
    for number, entry in enumerate(feeds.items(feed, "data", "feed"), 1):
        model = entry.get("id")
        if not isinstance(model, str) or not model.strip():
            raise PageChanged("an entry without an id", where=f"entry {number}")
        if prices := feeds.inner(entry, "pricing", model):
            yield model.strip(), prices


def _overrides(model: str, prices: feeds.Entry) -> list[feeds.Entry]:
    return feeds.items(prices, "overrides", model)


def _quotes(model: str, prices: feeds.Entry) -> list[Quote]:
    if feeds.dynamic(prices.get("prompt")) or feeds.dynamic(prices.get("completion")):
        return []
    base = _prices(model, prices)
    if not (overrides := _overrides(model, prices)):
        return base
    found = list(base)
    for override in overrides:
        tier = feeds.under(_prices(model, override), _bounds(model, override))
        hours = _hours(override)
        found += feeds.timed(tier, found, hours) if hours else tier
    return feeds.joined(found)


def _prices(model: str, prices: feeds.Entry) -> list[Quote]:
    tokens = feeds.quotes(model, prices, METERS, factor=feeds.PER_TOKEN)
    each = feeds.quotes(model, prices, EACH, factor=1, per="request")
    usual = {quote.meter: quote.amount for quote in tokens}
    return [_pictures(quote, usual) for quote in tokens + each if _of_its_own(quote, usual)]


def _of_its_own(quote: Quote, usual: Mapping[str, Decimal]) -> bool:
    repeated = quote.meter == "output_reasoning" and quote.amount == usual.get("output")
    return not repeated and (quote.amount != 0 or quote.meter not in EXTRAS)


def _pictures(quote: Quote, usual: Mapping[str, Decimal]) -> Quote:
    """Until 2025 `image` is the price of a picture, later of its tokens: only its size tells."""
    if quote.meter != "input_image" or quote.amount <= DEAREST * usual.get("input", 0):
        return quote
    return replace(quote, amount=quote.amount / feeds.PER_TOKEN, per="image")


def _bounds(model: str, override: feeds.Entry) -> Conditions:
    found: dict[str, str | int | None] = {}
    for field, name in BOUNDS.items():
        if (bound := override.get(field)) is not None:
            found[name] = feeds.tokens(bound, f"{model} {field}")
    if not found and not _hours(override):
        raise PageChanged("an override without a condition", where=model)
    return conditions(found)


def _hours(override: feeds.Entry) -> str:
    """The hours of the day as printed and whatever else narrows the time, empty for none."""
    timed = {field: value for field, value in override.items() if HOURS.fullmatch(field)}
    given = {field: feeds.clock(value) for field, value in timed.items() if value is not None}
    span = "-".join(given.pop(field) for field in SPAN if field in given)
    return " ".join([*([f"{span} UTC"] if span else []), *given.values()])


VENDOR = Vendor(
    slug="openrouter",
    name="OpenRouter",
    sources=(
        Source(
            name="openrouter",
            currencies=("USD",),
            pages={"": ("https://openrouter.ai/api/v1/models",)},
            read=read,
            version=2,
            contexts=lengths,
            audience="corroborate",
        ),
    ),
)

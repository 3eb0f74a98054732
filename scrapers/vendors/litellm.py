"""LiteLLM, model_prices_and_context_window.json in its repository: a map of models, kept by hand.

- 2025-07: 1,141 entries of hundreds of contributors, US dollars per token as numbers (3e-06). The
  first one, `sample_spec`, explains the fields. A field's name carries its conditions:
  `_above_128k_tokens`, `_batches`; `input_cost_per_token_cache_hit` is an older name of
  `cache_read_input_token_cost`.
- Later: `_flex`, `_priority`, `_above_1hr` for cache writes, prices of pictures' tokens, and
  `tiered_pricing`, a list of `range`s of input length, sometimes without any base price.
- 2026-09: `off_peak_pricing` with `hours_utc`.

Read are the prices of tokens, under the key as it stands. Anything else (per second, per query,
per pixel, units of a marketplace) is passed over: every provider brings names of its own.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from scrapers import contexts, feeds
from scrapers.contexts import Contexts
from scrapers.errors import PageChanged
from scrapers.quotes import Conditions, Page, Quote, Source, Vendor, conditions

REPOSITORY: Final = "https://raw.githubusercontent.com/BerriAI/litellm"
NEW_NAME: Final = "cache_read_input_token_cost"
OLD_NAME: Final = "input_cost_per_token_cache_hit"
METERS: Final = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "output_cost_per_reasoning_token": "output_reasoning",
    NEW_NAME: "cache_read",
    OLD_NAME: "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_read_input_token_cost_per_audio_token": "cache_read_audio",
    "input_cost_per_image_token": "input_image",
    "output_cost_per_image_token": "output_image",
    "cache_read_input_image_token_cost": "cache_read_image",
    "input_cost_per_video_token": "input_video",
    "output_cost_per_video_token": "output_video",
}
SERVICES: Final = {"batches": "batch", "batch_requests": "batch", "batch": "batch"}
FIELD = re.compile(
    r"(?P<price>\w+?)(?:_above_(?P<low>\d+)(?P<scale>[km])_tokens"
    r"|_(?P<service>batches|batch_requests|batch|flex|priority))*"
)
TINY = re.compile(r"\d(?:\.\d+)?[eE]-0?\d|0\.0000\d+")
SCALES: Final = {"k": 1_000, "m": 1_000_000}


def read(page: Page) -> list[Quote]:
    """The token prices of every entry. Raises PageChanged, Ambiguous."""
    models = [pair for pair in feeds.entries(feeds.load(page)) if pair[0] != "sample_spec"]
    priced = [entry for _, entry in models if any(map(_meaning, entry))]
    for model, entry in models:
        _account(model, entry)
    feeds.whole(priced, (), METERS)
    return [quote for model, entry in models for quote in _quotes(model, entry)]


def lengths(page: Page) -> Contexts:
    """What each model takes (`max_input_tokens`), also the models that have no price."""
    entries = feeds.entries(feeds.load(page))
    return contexts.known((model, str(e.get("max_input_tokens"))) for model, e in entries)


def _account(model: str, entry: feeds.Entry) -> None:
    """Raises PageChanged for what looks like a price per token under a name that is no price's."""
    for field, value in entry.items():
        if isinstance(value, str) and TINY.fullmatch(value) and "cost" not in field:
            raise PageChanged("a price under an unknown name", where=f"{model} {field}: {value}")


@cache
def _meaning(field: str) -> tuple[str, Conditions] | None:
    """The meter and the conditions that a field's name carries; None if it is no token price."""
    match = FIELD.fullmatch(field)
    if match is None or (meter := METERS.get(match["price"])) is None:
        return None
    low = int(match["low"]) * SCALES[match["scale"]] if match["low"] else None
    service = match["service"]
    return meter, conditions(input_min=low, service=SERVICES.get(service, service))


def _quotes(model: str, entry: feeds.Entry) -> Iterator[Quote]:
    yield from _prices(model, entry)
    for tier in feeds.items(entry, "tiered_pricing", model):
        yield from feeds.under(_prices(model, tier), _range(model, tier))
    if cheaper := feeds.inner(entry, "off_peak_pricing", model):
        hours = {name: value for name, value in cheaper.items() if not _meaning(name)}
        for quote in _prices(model, cheaper):
            yield feeds.during(quote, "off_peak", f"{feeds.clock(hours)} UTC")


def _prices(model: str, entry: feeds.Entry) -> Iterator[Quote]:
    groups: dict[Conditions, dict[str, str]] = {}
    for field in entry:
        if (meaning := _meaning(field)) and not (field == OLD_NAME and NEW_NAME in entry):
            groups.setdefault(meaning[1], {})[field] = meaning[0]
    for given, meters in groups.items():
        found = feeds.quotes(model, entry, meters, factor=feeds.PER_TOKEN)
        yield from feeds.under(found, given)


def _range(model: str, tier: feeds.Entry) -> Conditions:
    match tier.get("range"):
        case [low, high]:
            top = None if high is None else feeds.tokens(high, model)
            return conditions(input_min=feeds.tokens(low, model), input_max=top)
    if any(map(_meaning, tier)):
        raise PageChanged("a tier without its range", where=model)
    return ()


VENDOR = Vendor(
    slug="litellm",
    name="LiteLLM",
    sources=(
        Source(
            name="litellm",
            currencies=("USD",),
            pages={"": (f"{REPOSITORY}/main/model_prices_and_context_window.json",)},
            read=read,
            version=2,
            contexts=lengths,
            audience="corroborate",
        ),
    ),
)

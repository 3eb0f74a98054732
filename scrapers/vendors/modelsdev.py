"""models.dev, https://models.dev/api.json: a catalogue that its readers keep, one file a model.

- 2025, summer: one object a provider, under it `models`; `cost` in US dollars per million tokens,
  with `context_over_200k` for the long-context price.
- 2026-07-11: 159 providers, 5,622 models, 3 MB. `cost.tiers[]` carries the true bound of a
  long-context price (128000, 256000, 272000, …); `context_over_200k` beside it repeats the numbers
  whatever the bound is, and counts only where there are no tiers. `experimental.modes` holds
  prices of modes on trial: no part of `cost`, not read. Numbers carry the noise of binary
  fractions (0.024999999999999998), models without a public price have no `cost`, and plans that
  include a model print 0, which is a 0 and not "free": only an id that says so is.
- 2026-08: the maintainers discuss tiers by time of day (`type = "time"` with UTC `windows`).
"""

from collections.abc import Iterator
from typing import Final

from scrapers import contexts, feeds
from scrapers.contexts import Contexts
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source, Vendor, conditions

METERS: Final = {
    "input": "input",
    "output": "output",
    "reasoning": "output_reasoning",
    "cache_read": "cache_read",
    "cache_write": "cache_write",
    "input_audio": "input_audio",
    "output_audio": "output_audio",
}
NESTED: Final = frozenset({"tiers", "tier", "context_over_200k"})


def read(page: Page) -> list[Quote]:
    """Every model's prices with their tiers. Raises PageChanged, Ambiguous."""
    costs = list(_costs(feeds.load(page)))
    tiers = [tier for model, cost in costs for tier in _tiers(model, cost)]
    fields = {field for _, cost in costs for field in cost} | {f for tier in tiers for f in tier}
    feeds.familiar(fields, {*METERS, *NESTED})
    feeds.whole([cost for _, cost in costs], tiers, METERS)
    return [quote for model, cost in costs for quote in _quotes(model, cost)]


def lengths(page: Page) -> Contexts:
    """What each model takes (`limit.context`), also the models that have no price."""
    return contexts.known(
        (f"{provider}/{name}", str(feeds.inner(entry, "limit", name).get("context")))
        for provider, about in feeds.entries(feeds.load(page))
        for name, entry in feeds.entries(about, "models")
    )


def _costs(feed: feeds.Entry) -> Iterator[tuple[str, feeds.Entry]]:
    for provider, about in feeds.entries(feed):
        for name, entry in feeds.entries(about, "models"):
            model = f"{provider}/{name}"
            if cost := feeds.inner(entry, "cost", model):
                yield model, cost


def _tiers(model: str, cost: feeds.Entry) -> list[feeds.Entry]:
    tiers = feeds.items(cost, "tiers", model)
    over = feeds.inner(cost, "context_over_200k", model)
    if tiers or not over:
        return tiers
    return [{**over, "tier": {"type": "context", "size": "200000"}}]


def _quotes(model: str, cost: feeds.Entry) -> list[Quote]:
    base = feeds.quotes(model, cost, METERS, factor=feeds.PER_MILLION)
    tiers = _tiers(model, cost)
    if not tiers:
        return base
    return feeds.joined([*base, *(q for tier in tiers for q in _tier(model, tier, base))])


def _tier(model: str, tier: feeds.Entry, base: list[Quote]) -> list[Quote]:
    about = feeds.inner(tier, "tier", model)
    plain = feeds.quotes(model, tier, METERS, factor=feeds.PER_MILLION)
    match about:
        case {"type": "context", "size": size}:
            return feeds.under(plain, conditions(input_min=feeds.tokens(size, model)))
        case {"type": "time", "windows": hours}:
            zone = about.get("timezone", "UTC")
            return feeds.timed(plain, base, f"{feeds.clock(hours)} {zone}")
    raise PageChanged("a tier of another kind", where=f"{model}: {dict(about)}"[:200])


VENDOR = Vendor(
    slug="modelsdev",
    name="models.dev",
    sources=(
        Source(
            name="modelsdev",
            currencies=("USD",),
            pages={"": ("https://models.dev/api.json",)},
            read=read,
            version=2,
            contexts=lengths,
            audience="corroborate",
        ),
    ),
)

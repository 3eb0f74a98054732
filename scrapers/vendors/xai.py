"""xAI (Grok), docs.x.ai: one page of models and prices, in dollars. Written without a capture.

What is known of the page, from its public copies:

2024-12   docs/models: a table with all prices of a model in one cell (`Text input $2.00 …`).
2025-07   docs/models: columns for modalities, capabilities, rate limits and pricing; the rows were
          filled in by the browser ("Loading models…"): without prices, refused.
2026-03   the Markdown twin developers/models.md holds one column `Pricing [in (cached in) / out]`
          with cells such as `$2.00 ($0.20) / $6.00` and `$0.02/image`, some rows twice.
2026-05   prices moved to developers/pricing: "Prices per 1M tokens" over a table with a column a
          meter, below it `Model | Cost` for images and seconds of video. Prices of tools and of
          the voice API stand in tables without a model.
2026-10   two rows of headers, short and long context, and the bound beside the model's name
          (`Long context ≥ 200k tokens`); pictures are priced by resolution, a table not read yet.
"""

import re
from dataclasses import replace
from typing import Final

from scrapers import labels, money, reading, tables
from scrapers.errors import PageChanged
from scrapers.quotes import Conditions, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Table

_TEXTS: Final = {"model": r"^models?$", "window": r"^context(?: window)?$"}
_PRICE = re.compile(r"[$€¥]\s?\d|\bfree\b", re.IGNORECASE)
_ONE = re.compile(r"^(?:cost|price|pricing)\b", re.IGNORECASE)
_BUNDLE = re.compile(r"(\S*\d)(?: \((\S*\d)\))? / (\S*\d)")
_PIECES: Final = {"image": "image", "second": "video"}
_MEDIA = re.compile(r"\bmedia\b|resolution", re.IGNORECASE)
_UNIT = re.compile(r"\bper (?:1m|million|1,000,000) tokens", re.IGNORECASE)
_LONG = re.compile(r"\s*\blong context\s*(?P<bound>[≥>].*)", re.IGNORECASE)


def read(page: Page) -> list[Quote]:
    """The prices of tokens, and of pictures and video where they are priced by the piece."""
    found = []
    for table in tables.read(page.text, markdown=page.kind == "markdown"):
        if "model" in table.columns(_TEXTS) and _has_prices(table):
            found += _quotes(table)
    if not {"input", "output"} <= {quote.meter for quote in found}:
        raise PageChanged("no table with the prices of tokens")
    return found


def _has_prices(table: Table) -> bool:
    return any(_PRICE.search(cell.text) for row in table.body for cell in row)


def _quotes(table: Table) -> list[Quote]:
    places = table.columns(_TEXTS)
    rest = {n: text for n, text in enumerate(table.headers) if n not in places.values()}
    meters = {place: labels.meter(text) for place, text in rest.items()}
    single = next((place for place, text in rest.items() if _ONE.search(text)), None)
    if single is not None:
        meters = {single: "all"}
    elif any(map(_MEDIA.search, table.headers)):
        return []  # pictures and video by resolution: see the history
    elif not {"input", "output"} <= set(meters.values()):
        raise PageChanged("a price table without input or output", " | ".join(table.headers))
    _account(table, set(rest) - {place for place, meter in meters.items() if meter})
    unit = _unit(table)
    found = []
    for row in table.body:
        priced = {p: m for p, m in meters.items() if m and not money.missing(row[p].live)}
        name, limits = _model(row[places["model"]], [table.headers[place] for place in priced])
        for place, meter in priced.items():
            side = limits.get(_side(table.headers[place]), ())
            found += _cell(name, meter, row[place], unit, side)
    return found


def _account(table: Table, places: set[int]) -> None:
    """Raises PageChanged for a column of prices under a header that names no meter."""
    for place in places:
        if any(_PRICE.search(row[place].text) for row in table.body):
            raise PageChanged("a price under an unknown header", where=table.headers[place])


def _unit(table: Table) -> money.Unit | None:
    said = _UNIT.findall(" ".join((*table.headings[-1:], table.before, *table.headers)))
    return money.unit(said[-1]) if said else None


def _side(header: str) -> str:
    return next((side for side in ("short", "long") if side in header.lower()), "")


def _model(cell: Cell, headers: list[str]) -> tuple[str, dict[str, Conditions]]:
    """The model's name, and what holds for its prices for short and long context.

    The bound is beside the name; without one the sides have their names, and a price for short
    context alone holds for any.
    """
    bound = _LONG.search(cell.text)
    name = labels.model([cell.text[: bound.start()] if bound else cell.text])
    low = labels.lengths(bound["bound"]).get("input_min") if bound else None
    if low is not None:
        return name, {"short": conditions(input_max=low), "long": conditions(input_min=low)}
    if not any(_side(header) == "long" for header in headers):
        return name, {}
    return name, {side: conditions(context=side) for side in ("short", "long")}


def _cell(
    name: str, meter: str, cell: Cell, unit: money.Unit | None, limits: Conditions
) -> list[Quote]:
    if meter != "all":
        return reading.quote(name, meter, cell, unit=unit, usual="USD", conditions=limits)
    if bundle := _BUNDLE.fullmatch(cell.live):
        parts = zip(bundle.groups(""), ("input", "cache_read", "output"), strict=True)
        pieces = [(each, replace(cell, live=part)) for part, each in parts]
        return [q for each, piece in pieces for q in reading.quote(name, each, piece, unit=unit)]
    own = money.unit(cell.live)
    if own is None or own.per not in _PIECES:
        raise PageChanged("a price of nothing known", where=f"{name}: {cell.text}")
    return reading.quote(name, _PIECES[own.per], cell)


VENDOR = Vendor(
    slug="xai",
    name="xAI",
    aliases=("grok", "x.ai"),
    sources=(
        Source(
            name="xai",
            currencies=("USD",),
            pages={
                "": ("https://docs.x.ai/developers/pricing", "https://docs.x.ai/docs/models"),
            },
            read=read,
            experimental=True,
        ),
    ),
)

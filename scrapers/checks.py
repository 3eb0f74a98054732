"""Is a reading sound in itself? Shrinkage against the last reading is the watch's business."""

from collections.abc import Iterable
from decimal import Decimal

from scrapers.errors import Ambiguous, Implausible, PageChanged
from scrapers.quotes import METERS, TOKEN_HOURS, UNITS, Quote, Source, plain


def sound(source: Source, quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes in page order, repeats collapsed.

    Raises PageChanged for a page without prices, Implausible for a currency that the source does
    not print, an unknown meter or unit or a negative amount, Ambiguous for two amounts under one
    identity.
    """
    kept: dict[tuple[object, ...], Quote] = {}
    for quote in quotes:
        _plausible(source, quote)
        first = kept.setdefault(quote.identity, quote)
        if first.amount != quote.amount:
            both = f"{plain(first.amount)} and {plain(quote.amount)} {quote.currency}"
            raise Ambiguous(f"two amounts under one identity: {both}", where=_place(quote))
    if not kept:
        raise PageChanged("no prices on this page")
    return [quote for quote in kept.values() if not _repeats_base(quote, kept)]


def _plausible(source: Source, quote: Quote) -> None:
    if quote.currency not in source.currencies:
        expected = " or ".join(source.currencies)
        raise Implausible(f"{quote.currency} instead of {expected}", where=_place(quote))
    if quote.meter not in METERS or quote.per not in UNITS:
        raise Implausible(f"no such meter or unit: {quote.meter} per {quote.per}", _place(quote))
    if not quote.free and (quote.meter == "cache_storage") != (quote.per == TOKEN_HOURS):
        raise Implausible(f"{quote.meter} per {quote.per}", _place(quote))
    if not quote.amount.is_finite() or quote.amount < 0:
        raise Implausible("a negative amount", where=_place(quote))
    if quote.free and quote.amount != Decimal(0):
        raise Implausible("free, and yet with an amount", where=_place(quote))


def _repeats_base(quote: Quote, kept: dict[tuple[object, ...], Quote]) -> bool:
    """A `≤` tier that only repeats the base price adds no quote (docs/quotes.md)."""
    bounds = [key for key, _ in quote.conditions if key.endswith(("_min", "_max"))]
    if bounds != ["input_max"]:
        return False
    without = tuple(pair for pair in quote.conditions if pair[0] != "input_max")
    model, meter, currency, per, _, *dates = quote.identity
    base = kept.get((model, meter, currency, per, without, *dates))
    return base is not None and base.amount == quote.amount


def _place(quote: Quote) -> str:
    conditions = " ".join(f"{key}={value}" for key, value in quote.conditions)
    return " ".join(filter(None, (quote.model, quote.meter, conditions, f"“{quote.published}”")))

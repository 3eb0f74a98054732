"""From a cell to quotes, and from a page to a checked reading."""

from typing import Any

from scrapers import checks, labels, money, walls
from scrapers.errors import Blocked, PageChanged
from scrapers.quotes import Conditions, Page, Quote, Source
from scrapers.tables import Cell


def read(source: Source, page: Page) -> list[Quote]:
    """Every price of a page, checked.

    Raises ScrapeError (Blocked, PageChanged, Implausible, Ambiguous) where the page must not be
    trusted; there is no short answer.
    """
    if wall := walls.challenge(page.text):
        raise Blocked(f"the vendor answered with a challenge page ({wall})", where=page.url)
    try:
        quotes = source.read(page)
    except (LookupError, ValueError, ArithmeticError, TypeError, AttributeError) as error:
        raise PageChanged(f"the reader stumbled over this page: {error!r}") from error
    return checks.sound(source, quotes)


def quote(
    model: str,
    meter: str,
    cell: Cell,
    *,
    unit: money.Unit | None = None,
    usual: str = "",
    conditions: Conditions = (),
    **more: Any,
) -> list[Quote]:
    """The quote that a cell prints, an empty list for a placeholder.

    `unit` is what the header says, `usual` the currency of a free cell that prints none, `more`
    goes into the Quote as it is. Raises what `money.price` raises, with the model and meter named.
    """
    try:
        price = money.price(cell.live, struck=cell.struck, unit=unit, usual=usual)
    except PageChanged as error:
        raise PageChanged(error.reason, where=f"{model} {meter}: {cell.text}") from error
    if price is None:
        return []
    given = {"promo": price.promo, "was": price.was} | more
    return [
        Quote(
            model=model,
            meter=meter,
            amount=price.amount,
            currency=price.currency,
            per=price.per or labels.usual_unit(meter),
            conditions=conditions,
            free=price.free,
            published=cell.text,
            **given,
        )
    ]


def both_ways(model: str, cell: Cell, **more: Any) -> list[Quote]:
    """A token price without a direction holds for input and output (docs/quotes.md)."""
    return [*quote(model, "input", cell, **more), *quote(model, "output", cell, **more)]

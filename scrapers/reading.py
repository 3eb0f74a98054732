"""From a cell to quotes, and from a page to a checked reading."""

import re
from typing import Any, Final

from scrapers import checks, dates, labels, money, pages, walls
from scrapers.errors import Blocked, PageChanged, ScrapeError
from scrapers.quotes import Conditions, Page, Quote, Source
from scrapers.tables import Cell

# Several times what the largest of them has: what is beyond costs seconds before it is looked at.
LARGEST: Final = {"html": 10_000_000, "json": 10_000_000, "markdown": 250_000}
MOST_TAGS: Final = 150_000
DEEPEST: Final = 5_000
_YEAR = re.compile(r"20\d\d")  # without one there is no date in a cell
_FEW: Final = 20_000  # tags that cost little however they are nested
# Elements that a parser looks through from the innermost to the outermost.
_NESTING = re.compile(
    r"<(\\?/)?(?:div|[uod]l|section|article|main|nav|blockquote|center|details|summary|fieldset"
    r"|pre|address|dir|menu|figure|rt)\b",
    re.IGNORECASE,
)


def read(source: Source, page: Page) -> list[Quote]:
    """Every price of a page, checked.

    Raises ScrapeError (Blocked, PageChanged, Implausible, Ambiguous) where the page must not be
    trusted; there is no short answer.
    """
    _bounded(page)
    if wall := walls.challenge(page.text):
        raise Blocked(f"the vendor answered with a challenge page ({wall})", where=page.url)
    try:
        quotes = source.read(page)
    except pages.UNFORESEEN as error:
        raise PageChanged(f"the reader stumbled over this page: {error!r}") from error
    return checks.sound(source, quotes)


def _bounded(page: Page) -> None:
    tags = page.text.count("<")
    if len(page.text) > LARGEST[page.kind] or tags > MOST_TAGS:
        raise PageChanged("this page is too large to be a price page", where=page.url)
    if tags > _FEW:
        depth = 0
        for tag in _NESTING.finditer(page.text):
            depth += -1 if tag[1] else 1
            if depth > DEEPEST:
                raise PageChanged("this page is nested too deeply to be a price page")


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
        term = dates.term(cell.live) if _YEAR.search(cell.live) else dates.Term(cell.live)
        price = money.price(term.rest, struck=cell.struck, unit=unit, usual=usual)
    except ScrapeError as error:
        raise type(error)(error.reason, where=f"{model} {meter}: {cell.text}") from error
    if price is None:
        return []
    given: dict[str, Any] = {"promo": price.promo or term.words, "was": price.was}
    given |= {"effective_from": term.since, "effective_until": term.until} | more
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

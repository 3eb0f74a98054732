"""Announced prices whose day has come: they hold by the clock, before anybody reads them. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.findings import in_force, moment
from bot.state import Known
from bot.store import Latest
from scrapers.quotes import Quote

Span = tuple[datetime, datetime]
_EVER: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def begun(plans: Iterable[Quote], now: datetime) -> tuple[list[Quote], list[Quote], Span]:
    """Those that are announced for a day that has come, those for later, and while this holds."""
    come, later, first, last = list[Quote](), list[Quote](), *_EVER
    for plan in plans:
        day = moment(plan.effective_from)
        if day and day <= now:
            come.append(plan)
            first = max(first, day)
        else:
            later.append(plan)
            last = min(last, day or last)
    return come, later, (first, last)


def charged(found: Collection[Latest], plans: Sequence[Quote], now: datetime) -> list[Latest]:
    """One page's prices, with plans that have begun in the place of the prices that they follow.

    By the rule by which a round judges them; such a price is `announced` until one has done so.
    """
    if not plans or not found:
        return list(found)
    prices = dict(in_force([*(one.quote for one in found), *plans], now).prices)
    held = [_held(one, prices.pop(one.quote.key)) for one in found]
    return [*held, *(_held(held[0], quote) for quote in prices.values())]


def _held(one: Latest, quote: Quote) -> Latest:
    begins = moment(quote.effective_from)
    if quote == one.quote or begins is None:
        return one
    plan = replace(quote, announced=True)
    return replace(one, known=Known(plan, begins, plan.amount))

"""Announced prices whose day has come: they hold by the clock, before anybody reads them. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.findings import in_force, moment
from bot.state import Known
from bot.store import Latest
from scrapers.quotes import Quote


def begun(plans: Sequence[Quote], now: datetime) -> tuple[Quote, ...]:
    """Those that are announced for a day that has come."""
    days = ((plan, moment(plan.effective_from)) for plan in plans)
    return tuple(plan for plan, day in days if day and day <= now)


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

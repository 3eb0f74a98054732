"""Does another source say the same? Pure: handed what the others show and what moved there.

Two kinds of witness count. An aggregator that shows the new price within 1 % (and not the old
one), in the same currency and unit: an exchange rate proves nothing. And the vendor's other page,
where the same meter of the same model moved the same way, about as far, within the last days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot import models
from bot.findings import Finding
from scrapers.quotes import Conditions, Quote

CLOSE: Final = Decimal("0.01")
ABOUT: Final = 2  # two currencies' list prices are rounded: 1 → 0.5 here may be 0.14 → 0.07 there


@dataclass(frozen=True, slots=True)
class Move:
    """A price that moved elsewhere: model, meter, conditions, and new/old."""

    model: str
    meter: str
    conditions: Conditions
    ratio: Decimal


def agree(finding: Finding, shown: Iterable[Quote], moved: Iterable[Move]) -> bool:
    """Is a moved price corroborated by what aggregators show, or by what moved at the vendor?"""
    if finding.kind != "price" or finding.old[0].amount == 0 or finding.new[0].amount == 0:
        return False  # zero is no witness and has none: a missing price may look like it
    return any(_shows(finding, quote) for quote in shown) or any(
        _follows(finding, move) for move in moved
    )


def _shows(finding: Finding, quote: Quote) -> bool:
    old, new = finding.old[0], finding.new[0]
    if quote.key[1:] != new.key[1:] or not models.same(quote.model, new.model):
        return False
    return _close(quote.amount, new.amount) and not _close(quote.amount, old.amount)


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= CLOSE * other


def _follows(finding: Finding, move: Move) -> bool:
    old, new = finding.old[0], finding.new[0]
    alike = (new.meter, new.conditions) == (move.meter, move.conditions)
    if not alike or not models.same(new.model, move.model):
        return False
    ratio = new.amount / old.amount
    same_way = (ratio < 1) == (move.ratio < 1)
    return same_way and ratio <= ABOUT * move.ratio and move.ratio <= ABOUT * ratio

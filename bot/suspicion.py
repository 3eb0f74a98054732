"""What looks like a slip: such a change waits for a person, another source, or time. Pure.

A large move alone is no reason: Qwen-Long fell by 97.5 %, and it was true.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.diff import by_key
from bot.findings import Finding
from scrapers.quotes import Quote

# What a dollar cost in yuan in the years of the trade: a page in dollars on which a model's prices
# rise just so, or a page in yuan on which they fall just so, may print the other currency's.
YUAN_PER_DOLLAR: Final = (Decimal("6.7"), Decimal("7.4"))
_ALIKE: Final = Decimal("0.005")
_THOUSANDFOLD: Final = 3


def odd(finding: Finding, prices: Sequence[Finding]) -> str | None:
    """What looks like a slip, None where nothing does; `prices` are all that moved with it."""
    if finding.kind == "price":
        siblings = [one for one in prices if one.model == finding.model and one is not finding]
        return _odd_move(finding, siblings) or _odd_price(
            finding.old[0], finding.new[0], [_ratio(one) for one in siblings]
        )
    if finding.kind == "terms":
        return _moved_unit(finding)
    return None


def absurd(finding: Finding) -> bool:
    """A thousandfold or more: no true price ever moved so far, but many a unit was mistaken."""
    if finding.kind != "price" or 0 in {finding.old[0].amount, finding.new[0].amount}:
        return False
    return abs(_power_of_ten(_ratio(finding))) >= _THOUSANDFOLD


def _odd_move(finding: Finding, siblings: Sequence[Finding]) -> str | None:
    """Why a model's prices may have been mixed up with each other or with another currency's."""
    old, new = finding.old[0], finding.new[0]
    for one in siblings:
        beside = one.new[0].conditions == new.conditions and one.new[0].per == new.per
        if beside and (one.old[0].amount, one.new[0].amount) == (new.amount, old.amount):
            return f"{new.meter} and {one.new[0].meter} changed places: a swapped column?"
    ratio = _ratio(finding)
    same = [one for one in siblings if abs(_ratio(one) - ratio) <= _ALIKE * ratio]
    if same and len(same) == len(siblings) and _like_another_currency(new.currency, ratio):
        return f"every price moved by the yuan's rate to the dollar: is this {new.currency}?"
    return None


def _like_another_currency(currency: str, ratio: Decimal) -> bool:
    low, high = YUAN_PER_DOLLAR
    if currency == "USD":
        return low <= ratio <= high
    return currency == "CNY" and 1 / high <= ratio <= 1 / low


def _ratio(finding: Finding) -> Decimal:
    """new/old of a price; 1, which is no move, where it began at 0."""
    old, new = finding.old[0].amount, finding.new[0].amount
    return Decimal(1) if old == 0 else new / old


def _odd_price(old: Quote, new: Quote, siblings: Sequence[Decimal]) -> str | None:
    """Why this move may be a slip; `siblings` are the ratios of the model's other moves.

    A slip of the unit moves every price of a row by one power of ten. A tenfold move beside one
    that goes the same way by another ratio is a price list: Qwen-Long went from 20 and 20 to 0.5
    and 2.
    """
    if new.free:  # a free word exempts: the page says in words what the number says
        return None
    if new.amount == 0:
        return "zero without a free word"
    if old.amount == 0:
        return None
    power = _power_of_ten(new.amount / old.amount)
    if abs(power) == 1 and any(_goes_along(power, ratio) for ratio in siblings):
        return None
    return f"exactly 10^{power} times the old price: a unit slip?" if power else None


def _goes_along(power: int, ratio: Decimal) -> bool:
    if ratio == 0 or _power_of_ten(ratio):
        return False
    return ratio < 1 if power < 0 else ratio > 1


def _power_of_ten(ratio: Decimal) -> int:
    """The exponent where a ratio is a power of ten, else 0; from 1000 on it may be rounded."""
    exponent = round(ratio.log10())
    off = abs(ratio / Decimal(10) ** exponent - 1)
    return exponent if off == 0 or (abs(exponent) >= 3 and off < Decimal("0.02")) else 0


def _moved_unit(finding: Finding) -> str | None:
    """The same meter and conditions under another unit or currency is a slip until proven."""
    kept = by_key(finding.old).keys() & by_key(finding.new).keys()
    gone = {(q.meter, q.conditions): q for q in finding.old if q.key not in kept}
    for quote in finding.new:
        was = gone.get((quote.meter, quote.conditions))
        if was and quote.key not in kept:
            return f"{was.currency} per {was.per} became {quote.currency} per {quote.per}"
    return None

"""Prices, moves and comparisons. A vendor's own number is printed exactly, never rounded."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.words.voice import Reference, Voice
from scrapers.quotes import TOKENS, Quote, plain

_SIGNED: Final = "+#,##0.#;−#,##0.#"


def price(quote: Quote, voice: Voice) -> str:
    """An amount with its currency and unit, or the word for free."""
    if quote.free:
        return voice.words.free
    return voice.words.price.format(amount=plain(quote.amount), **_measure(quote, voice))


def move(old: Decimal, new: Quote, voice: Voice) -> str:
    """From one amount to another: `3 → 1.5 CNY per 1M tokens (−50 %, 1/2)`, `1 CNY … → free`."""
    words, measure = voice.words, _measure(new, voice)
    if new.free:
        before = words.price.format(amount=plain(old), **measure)
        return words.freed.format(old=before)
    moved = words.move.format(old=plain(old), new=plain(new.amount), **measure)
    change = (percent(old, new.amount, voice), times(old, new.amount, voice))
    said = words.comma.join(part for part in change if part)
    return words.change.format(what=moved, change=said) if said else moved


def _measure(quote: Quote, voice: Voice) -> dict[str, str]:
    unit = voice.words.units.get(quote.per, quote.per)
    return {"currency": voice.currency(quote.currency), "unit": unit}


def percent(old: Decimal, new: Decimal, voice: Voice) -> str | None:
    """How far a price moved: `−97.5 %`; None from 0. Only a price that is 0 now fell by 100 %."""
    if old in (0, new):
        return None
    moved = (new - old) / old * 100
    never = () if new == 0 else (Decimal(0), Decimal(-100))
    return voice.words.percent.format(value=voice.number(_round(moved, 1, never), _SIGNED))


def times(old: Decimal, new: Decimal, voice: Voice) -> str | None:
    """A price as a multiple of another: `1/40`, `×1.5`; None where one is 0 or both are equal."""
    if old == 0 or new in (0, old):
        return None
    return _fraction(old, new, voice) or f"×{_multiple(new / old, voice)}"


def _fraction(whole: Decimal, part: Decimal, voice: Voice) -> str | None:
    """`1/40`, where the part is half or less."""
    return f"1/{_multiple(whole / part, voice)}" if part * 2 <= whole else None


def _multiple(value: Decimal, voice: Voice) -> str:
    """To two digits or so; never 1 for what is not the same."""
    digits = 0 if value >= 10 else 1 if value >= 2 else 2
    return voice.number(_round(value, digits, (Decimal(0), Decimal(1))))


def _round(value: Decimal, digits: int, never: Iterable[Decimal]) -> Decimal:
    """Rounded to so many digits, and to more where it would otherwise become what it never was."""
    while True:
        rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if rounded not in never or rounded == value:
            return rounded
        digits += 1


def comparisons(quote: Quote, voice: Voice) -> list[tuple[str, frozenset[str]]]:
    """A price against the references, each with the currencies whose rates it rests on.

    Only text tokens in and out are compared, and what is free with nothing.
    """
    if quote.per != TOKENS or quote.meter not in {"input", "output"} or quote.amount == 0:
        return []
    found = [_compared(quote, reference, voice) for reference in voice.references]
    return [one for one in found if one]


def _compared(
    quote: Quote, reference: Reference, voice: Voice
) -> tuple[str, frozenset[str]] | None:
    if quote.model.casefold() == reference.name.casefold():
        return None
    foreign = {quote.currency, reference.currency}
    needed = frozenset(foreign - {"USD"}) if len(foreign) > 1 else frozenset()
    if needed - voice.rates.keys():
        return None
    rates = {code: voice.rates[code].per_dollar for code in needed}
    theirs = reference.input if quote.meter == "input" else reference.output
    theirs /= rates.get(reference.currency, Decimal(1))
    ours = quote.amount / rates.get(quote.currency, Decimal(1))
    words, meter = voice.words, voice.words.meters[quote.meter]
    if ours == theirs:
        return words.same_as_reference.format(name=reference.name, meter=meter), needed
    fraction = _fraction(theirs, ours, voice)
    said = fraction or _multiple(ours / theirs, voice)
    template = words.reference if fraction else words.multiple
    return template.format(times=said, name=reference.name, meter=meter), needed

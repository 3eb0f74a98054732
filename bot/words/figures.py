"""Prices, moves and comparisons. A vendor's own number is printed exactly, never rounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.words.terms import terms
from bot.words.voice import Reference, Voice
from bot.workload import size
from scrapers.quotes import TOKENS, Quote, plain

_SIGNED: Final = "+#,##0.#;−#,##0.#"


def price(quote: Quote, voice: Voice) -> str:
    """An amount with its currency and unit, or the word for free."""
    if quote.free:
        return voice.words.free
    return voice.words.price.format(amount=plain(quote.amount), **_measure(quote, voice))


def meter(quote: Quote, voice: Voice) -> str:
    """What is counted, and under which conditions: `input (batch)`."""
    what = voice.words.meters.get(quote.meter, quote.meter)
    narrowed = voice.words.comma.join(terms(dict(quote.conditions), voice, quote.schedule))
    if not narrowed:
        return what
    return voice.words.narrowed.format(what=what, conditions=narrowed)


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
    """A price against the references, each with the currencies whose rates it rests on."""
    return [(_compared(quote, one, voice), one.rates) for one in _compare(quote, voice)]


def shares(quote: Quote, voice: Voice) -> list[tuple[str, str, frozenset[str]]]:
    """The same in short: `1/72`, `×1.4` or `×1`, of which reference, and the currencies."""
    return [(_share(one, voice), one.reference.name, one.rates) for one in _compare(quote, voice)]


def share(quote: Quote, reference: Reference, voice: Voice) -> str | None:
    """A price as a part or a multiple of one reference's; None where no rate is known."""
    found = _pair(quote, reference, voice)
    return _share(found, voice) if found else None


def part(quote: Quote, amount: Decimal, reference: Reference, voice: Voice) -> Decimal | None:
    """An amount of a quote's currency as a part of a reference's price; None as above."""
    found = _pair(replace(quote, amount=amount), reference, voice)
    return found.ours / found.theirs if found else None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A price and a reference's in one currency, and whose rates that took."""

    reference: Reference
    ours: Decimal
    theirs: Decimal
    rates: frozenset[str]


def _compare(quote: Quote, voice: Voice) -> list[_Pair]:
    """Only text tokens in and out are compared, and what is free with nothing."""
    if quote.per != TOKENS or quote.meter not in {"input", "output"} or quote.amount == 0:
        return []
    others = (r for r in voice.references if r.name.casefold() != quote.model.casefold())
    return [found for one in others if (found := _pair(quote, one, voice))]


def _pair(quote: Quote, reference: Reference, voice: Voice) -> _Pair | None:
    theirs = reference.input if quote.meter == "input" else reference.output
    if quote.currency == reference.currency:
        return _Pair(reference, quote.amount, theirs, frozenset())
    ours = dollars(quote.amount, quote.currency, voice)
    whole = dollars(theirs, reference.currency, voice)
    if ours is None or whole is None:
        return None
    return _Pair(reference, ours, whole, frozenset({quote.currency, reference.currency} - {"USD"}))


def _share(pair: _Pair, voice: Voice) -> str:
    return times(pair.theirs, pair.ours, voice) or "×1"


def _compared(quote: Quote, pair: _Pair, voice: Voice) -> str:
    words, meter = voice.words, voice.words.meters[quote.meter]
    named = {"name": pair.reference.name, "meter": meter}
    if pair.ours == pair.theirs:
        return words.same_as_reference.format(**named)
    fraction = _fraction(pair.theirs, pair.ours, voice)
    said = fraction or _multiple(pair.ours / pair.theirs, voice)
    template = words.reference if fraction else words.multiple
    return template.format(times=said, **named)


def monthly(old: Decimal, new: Quote, voice: Voice) -> str | None:
    """What a move means for the reader's workload: `your 120M a month: 360 → 180 CNY`.

    None where no workload is known, or this price is none that it is sure to pay: of a batch, of
    some hours, of one region, of inputs of another length. Of input only what is not cached is
    counted, and said to be: whether the model has a price of cached input an event does not tell.
    """
    used = voice.workload
    if used is None or new.per != TOKENS or not _pays(dict(new.conditions), used.length):
        return None
    amounts = {"input": used.fresh, "output": used.output, "cache_read": used.hits}
    tokens = amounts.get(new.meter)
    if not tokens:
        return None
    sums = (money(amount * tokens / _MILLION, voice) for amount in (old, new.amount))
    said = dict(zip(("old", "new"), sums, strict=True))
    measure = {
        "tokens": size(tokens, voice.replies.amounts),
        "currency": voice.currency(new.currency),
    }
    part = new.meter == "input" and used.hits
    template = voice.replies.monthly_fresh if part else voice.replies.monthly
    return template.format(**said, **measure)


def _pays(conditions: Mapping[str, str | int], length: int | None) -> bool:
    """Is a price under these conditions sure to be paid by one whose inputs have this length?"""
    low, high = (conditions.get(f"input_{end}") for end in ("min", "max"))
    if conditions.keys() - {"input_min", "input_max"}:
        return False
    if length is None:
        return not conditions
    return int(low or 0) < length and (high is None or length <= int(high))


# In the reader's own currency, roughly


@dataclass(frozen=True, slots=True)
class Rough:
    """Amounts in another currency, for the eye, and the currencies whose rates they rest on."""

    sign: str
    numbers: str
    rates: frozenset[str]

    @property
    def text(self) -> str:
        """`≈ $0.42–0.84`."""
        return f"≈ {self.sign}{self.numbers}"


def roughly(amounts: Sequence[Decimal], currency: str, voice: Voice) -> Rough | None:
    """From the first to the last of some amounts in the reader's second currency.

    None where that is their own, where they are nothing, or where no rate is known.
    """
    if currency == voice.second or not any(amounts):
        return None
    return converted(amounts, currency, voice)


def converted(amounts: Sequence[Decimal], currency: str, voice: Voice) -> Rough | None:
    """The same, and the amounts as they are where they have the reader's currency already."""
    ends, foreign = (amounts[0], amounts[-1]), currency != voice.second
    rates = frozenset({currency, voice.second} - {"USD"}) if foreign else frozenset[str]()
    if rates - voice.rates.keys():
        return None
    rate = _per_dollar(voice.second, voice) / _per_dollar(currency, voice)
    low, high = (rounded(a * rate, voice) if foreign else plain(a) for a in ends)
    return Rough(sign(voice.second), voice.span(low, high), rates)


def dollars(amount: Decimal, currency: str, voice: Voice) -> Decimal | None:
    """An amount in US dollars, to compare it with others; None where no rate is known."""
    if currency != "USD" and currency not in voice.rates:
        return None
    return amount / _per_dollar(currency, voice)


def _per_dollar(currency: str, voice: Voice) -> Decimal:
    return Decimal(1) if currency == "USD" else voice.rates[currency].per_dollar


def sign(currency: str) -> str:
    """The sign of a currency, where everybody knows it: ¥, $, €; else its code."""
    return _SIGNS.get(currency, f"{currency} ")


def rounded(amount: Decimal, voice: Voice) -> str:
    """A number that was computed, to three digits or to the unit: `1,644`, `15.6`, `0.0845`."""
    if amount == 0:
        return "0"
    digits = max(0, 2 - amount.adjusted())
    return voice.number(amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP).normalize())


def money(amount: Decimal, voice: Voice) -> str:
    """A sum that was computed, to the cent: `1,643.5`, `0.0845`."""
    if amount < 1:
        return rounded(amount, voice)
    return voice.number(amount.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize(), "#,##0.##")


_MILLION: Final = Decimal(10) ** 6
_SIGNS: Final = {"CNY": "¥", "USD": "$", "EUR": "€"}

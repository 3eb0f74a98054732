"""Which models cost a workload least. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.bills import Bill, bills
from bot.answers.offers import Offer
from bot.answers.sums import total_words, workload_words
from bot.answers.vendors import vendor_of
from bot.models import identity
from bot.words import Line, Voice, figures
from bot.workload import BadWorkload, Workload, parse, tokens
from scrapers.quotes import Quote

USUAL: Final = Workload(Decimal(3_000_000), Decimal(1_000_000))
RANKED: Final = 60
_FREE: Final = frozenset({"free", "免费"})
_SILENT: Final = frozenset({"context", "上下文", "for", "with", "from", "vendor", "厂商", "length"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is ranked: by which workload, of which vendors (none: all), free of charge only.

    The workload's `length` leaves out what is not sold for inputs of that length.
    """

    workload: Workload
    vendors: frozenset[str] = frozenset()
    free: bool = False
    usual: bool = False


def wish(text: str, voice: Voice) -> Wish:
    """A filter such as `zhipu deepseek 128k free`, or with a workload. Raises BadWorkload."""
    vendors, rest, free = set[str](), list[str](), False
    for word in text.split():
        slug = vendor_of(word, voice)
        if slug:
            vendors.add(slug)
        elif word.casefold() in _FREE:
            free = True
        elif word.casefold() not in _SILENT:
            rest.append(word)
    said = " ".join(rest)
    length = tokens(said.strip("≥>=+"))
    if said and length is None:
        return Wish(parse(said), frozenset(vendors), free=free)
    own = voice.workload or USUAL
    workload = replace(own, length=length) if length else own
    return Wish(workload, frozenset(vendors), free=free, usual=voice.workload is None)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model at one vendor, and its cheapest bill."""

    offer: Offer
    bill: Bill
    dollars: Decimal


def rank(offers: Iterable[Offer], wanted: Wish, voice: Voice) -> list[Ranked]:
    """The cheapest bill of each model at each vendor, by its lower end.

    What has no price for the workload, or none that can be compared, is left out.
    """
    best: dict[tuple[object, str], Ranked] = {}
    for offer in offers:
        if wanted.vendors and offer.vendor not in wanted.vendors:
            continue
        quotes = _free(offer.quotes) if wanted.free else offer.quotes
        for bill in bills(quotes, wanted.workload):
            cost = figures.dollars(bill.low, bill.currency, voice)
            if cost is None or (wanted.free and not bill.free):
                continue
            key = (identity(offer.name), offer.vendor)
            if key not in best or cost < best[key].dollars:
                best[key] = Ranked(offer, bill, cost)
    return sorted(best.values(), key=lambda one: (one.dollars, one.bill.high, one.offer.name))


def _free(quotes: Iterable[Quote]) -> list[Quote]:
    """What is free, a free tier as if it were the ordinary terms."""
    return [
        replace(quote, conditions=tuple(t for t in quote.conditions if t[0] != "tier"))
        for quote in quotes
        if quote.free
    ]


def cheapest(found: Sequence[Ranked], wanted: Wish, scene: Scene) -> Draft:
    """The ranking, a line a model."""
    voice, said = scene.voice, scene.voice.replies
    asked = workload_words(wanted.workload, voice)
    if not found:
        return Draft(said.none_cheapest.format(workload=asked), found=False)
    lines = [_line(place, one, voice) for place, one in enumerate(found[:RANKED], 1)]
    notes = [said.usual_workload] if wanted.usual else []
    notes += [said.by_lower_end] if any(one.bill.low != one.bill.high for one in found) else []
    notes += [said.full_price_mark] if any(one.bill.full_price for one in found) else []
    notes += [said.cache_uncounted] if any(one.bill.uncounted for one in found) else []
    choices = [Choice(one.offer.name, ask("price", one.offer.name)) for one in found[:3]]
    headline = said.cheapest.format(workload=asked)
    return Draft(headline, [lines], [Line(note) for note in notes], choices)


def _line(place: int, one: Ranked, voice: Voice) -> Line:
    total, rates = total_words(one.bill, voice)
    mark = "*" if one.bill.full_price else ""
    whose = {"what": one.offer.name, "conditions": voice.vendor(one.offer.vendor)}
    named = voice.words.narrowed.format(**whose)
    text = voice.replies.ranked.format(place=place, what=named, total=f"{total}{mark}")
    return Line(text, rates=rates)

"""Which models cost a workload least. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask, turn
from bot.answers.bills import Bill, PriceList, price_lists
from bot.answers.offers import Offer
from bot.answers.prices import aged, dated
from bot.answers.sums import total_words, workload_words
from bot.answers.vendors import vendor_of
from bot.models import Identity, identity
from bot.words import Line, Voice, figures
from bot.workload import Workload, parse, tokens
from scrapers.quotes import Quote

USUAL: Final = Workload(Decimal(3_000_000), Decimal(1_000_000))
RANKED: Final = 25  # models on a page
_FREE: Final = frozenset({"free", "免费"})
_SILENT: Final = frozenset(
    {"context", "上下文", "for", "with", "from", "vendor", "厂商", "length"}
)


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

    @property
    def order(self) -> tuple[object, ...]:
        """The cheapest first; of equal bills the shortest name, which has no date."""
        return self.dollars, self.bill.high, len(self.offer.name), self.offer.name


Priced = tuple[Offer, Sequence[PriceList]]


def priced(offers: Iterable[Offer], meters: tuple[str, ...], *, free: bool) -> list[Priced]:
    """Every offer with its price lists for these meters; with `free` only those free of charge."""
    made = ((one, one.keep((meters, free), partial(_lists, one, meters, free))) for one in offers)
    return [(offer, lists) for offer, lists in made if lists]


def _lists(offer: Offer, meters: Sequence[str], free: bool) -> list[PriceList]:  # noqa: FBT001 - handed on by position
    quotes = [quote for section in offer.sections for quote in section.quotes]
    lists = price_lists(_free(quotes) if free else quotes, meters)
    return [one for one in lists if one.free or not free]


def rank(found: Iterable[Priced], wanted: Wish, voice: Voice) -> list[Ranked]:
    """The cheapest bill of each model at each vendor, whatever its date.

    What cannot be compared, because no rate is known for its currency, is left out.
    """
    best: dict[tuple[Identity, str], Ranked] = {}
    for offer, lists in found:
        if wanted.vendors and offer.vendor not in wanted.vendors:
            continue
        for bill in (one.bill(wanted.workload) for one in _own(lists, voice)):
            cost = figures.dollars(bill.low, bill.currency, voice) if bill else None
            if bill is not None and cost is not None:
                key = (identity(offer.name).alias, offer.vendor)
                one = Ranked(offer, bill, cost)
                best[key] = min(best.get(key, one), one, key=lambda ranked: ranked.order)
    return sorted(best.values(), key=lambda one: one.order)


def _own(lists: Sequence[PriceList], voice: Voice) -> Sequence[PriceList]:
    """Where a page prints several currencies the asker's own one, else the first."""
    if len(lists) == 1:
        return lists
    currencies = {one.currency for one in lists}
    own = voice.second if voice.second in currencies else lists[0].currency
    return [one for one in lists if one.currency == own]


def _free(quotes: Iterable[Quote]) -> list[Quote]:
    """What is free, a free tier as if it were the ordinary terms."""
    return [
        replace(quote, conditions=tuple(t for t in quote.conditions if t[0] != "tier"))
        for quote in quotes
        if quote.free
    ]


def cheapest(found: Sequence[Ranked], wanted: Wish, scene: Scene, page: int = 1) -> Draft:
    """A page of the ranking, a line a model, and on what it rests."""
    voice, said = scene.voice, scene.voice.replies
    asked = workload_words(wanted.workload, voice)
    if not found:
        return Draft(said.none_cheapest.format(workload=asked), found=False)
    shown, turned = turn(found, page, RANKED)
    first = (turned[0] - 1) * RANKED + 1
    lines = [_line(place, one, scene) for place, one in enumerate(shown, first)]
    choices = [Choice(one.offer.name, ask("price", one.offer.name)) for one in shown[:3]]
    footer = [Line(note) for note in _notes([one.bill for one in shown], wanted, voice)]
    heading = said.cheapest.format(workload=asked)
    return Draft(heading, [lines], footer, choices, turned=turned)


def _notes(found: Sequence[Bill], wanted: Wish, voice: Voice) -> list[str]:
    said = voice.replies
    notes = {
        said.usual_workload: wanted.usual,
        said.free_limits: wanted.free,
        said.length_unsaid: wanted.workload.length is not None,
        said.by_lower_end: any(bill.low != bill.high for bill in found),
        said.full_price_mark: any(bill.full_price and not bill.free for bill in found),
        said.cache_uncounted: any(bill.uncounted for bill in found),
        said.bare_zero: any(bill.low == 0 and not bill.free for bill in found),
    }
    return [note for note, applies in notes.items() if applies]


def _line(place: int, one: Ranked, scene: Scene) -> Line:
    """A place: whose model, what it costs, until when; how old that is, where it is old."""
    voice, offer = scene.voice, one.offer
    total, rates = total_words(one.bill, voice)
    mark = "*" if one.bill.full_price and not one.bill.free else ""
    said = [f"{total}{mark}", *dated(one.bill.quotes, scene)]
    said += aged(offer.source, offer.page, scene)
    whose = {"what": offer.name, "conditions": voice.vendor(offer.vendor)}
    named = voice.words.narrowed.format(**whose)
    listed = voice.words.comma.join(said)
    text = voice.replies.ranked.format(place=place, what=named, total=listed)
    return Line(text, rates=rates)

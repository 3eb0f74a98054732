"""Which models cost a workload least. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask, turn
from bot.answers.bills import Bill, PriceList, price_lists
from bot.answers.contexts import Contexts, rounded
from bot.answers.offers import Offer, nearest_currency
from bot.answers.prices import aged, dated
from bot.answers.sums import total_words, workload_words
from bot.answers.vendors import named
from bot.models import Identity, identity
from bot.words import Line, Voice, figures
from bot.workload import BadWorkload, Workload, parse, tokens
from scrapers.quotes import Quote

USUAL: Final = Workload(Decimal(3_000_000), Decimal(1_000_000))
RANKED: Final = 25  # models on a page
SHORTEST: Final = 1_000  # tokens at once: nobody limits a model to fewer
FREE: Final = frozenset({"free", "免费", "免费的", "免费模型", "免费额度"})
_AT: Final = frozenset({"at", "每次", "单次"})
_SILENT: Final = frozenset(
    {"context", "window", "for", "with", "from", "vendor", "length", "tier", "tiers", "model"}
    | {"models", "and", "or", "上下文", "厂商", "额度", "模型", "长度", "以上", "的", "和"}
)
_CHINESE: Final = re.compile(
    "|".join(word for word in _SILENT if len(word) > 1 and not word.isascii())
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is ranked: by which workload, of which vendors (none: all), free of charge only.

    The workload's `length` leaves out what does not take inputs of that length.
    """

    workload: Workload
    vendors: frozenset[str] = frozenset()
    free: bool = False
    usual: bool = False


def wish(text: str, voice: Voice) -> Wish:
    """A filter such as `zhipu deepseek 128k free`, or with a workload. Raises BadWorkload."""
    vendors, words = named(_CHINESE.sub(r" \g<0> ", text), voice)
    free = any(word.casefold() in FREE for word in words)
    said = [word for word in words if word.casefold() not in FREE | _SILENT]
    used, length = _used(said)
    own = used or voice.workload or USUAL
    workload = replace(own, length=length) if length else own
    usual = used is None and voice.workload is None
    return Wish(workload, frozenset(vendors), free=free, usual=usual)


def _used(words: Sequence[str]) -> tuple[Workload | None, int | None]:
    """The amounts, if any are said, and the length: `10M in 1M out 128k`, `at 128k`, `128k`."""
    if not words:
        return None, None
    try:
        used = parse(" ".join(words))
    except BadWorkload:
        length = tokens(words[-1].strip("≥>=+"))
        if length is None or length < SHORTEST:
            raise
        amounts = [word for word in words[:-1] if word.casefold() not in _AT]
        return (parse(" ".join(amounts)) if amounts else None), length
    return used, used.length


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model at one vendor, its cheapest bill, and how many tokens it takes, if that is known."""

    offer: Offer
    bill: Bill
    dollars: Decimal
    context: int | None = None

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


def rank(found: Iterable[Priced], wanted: Wish, voice: Voice, contexts: Contexts) -> list[Ranked]:
    """The cheapest bill of each model at each vendor, whatever its date.

    Of a vendor's pages in several currencies the one in the asker's own counts; free is free.
    What cannot be compared, because no rate is known for its currency, is left out; so is what is
    known to take less than the length that is wanted. Where that is not known it comes last.
    """
    least = wanted.workload.length or 0
    best: dict[tuple[Identity, str], Ranked] = {}

    def own_first(one: Ranked) -> tuple[object, ...]:
        return not one.bill.free and one.bill.currency != voice.second, one.order

    for offer, lists in found:
        if wanted.vendors and offer.vendor not in wanted.vendors:
            continue
        context = contexts.of(offer)
        if context is not None and context < least:
            continue
        for bill in (one.bill(wanted.workload) for one in _own(lists, voice)):
            cost = figures.dollars(bill.low, bill.currency, voice) if bill else None
            if bill is not None and cost is not None:
                key = (identity(offer.name).alias, offer.vendor)
                one = Ranked(offer, bill, cost, context)
                best[key] = min(best.get(key, one), one, key=own_first)
    return sorted(best.values(), key=lambda one: (not _fits(one, wanted), one.order))


def _own(lists: Sequence[PriceList], voice: Voice) -> Sequence[PriceList]:
    """Where a page prints several currencies the one that is nearest to the asker's own."""
    if len(lists) < 2:
        return lists
    own = nearest_currency((one.currency for one in lists), voice.second)
    return [one for one in lists if one.currency == own]


def _free(quotes: Iterable[Quote]) -> list[Quote]:
    """What is free, a free tier as if it were the ordinary terms."""
    return [
        replace(quote, conditions=tuple(t for t in quote.conditions if t[0] != "tier"))
        for quote in quotes
        if quote.free
    ]


def cheapest(found: Sequence[Ranked], wanted: Wish, scene: Scene, page: int = 1) -> Draft:
    """A page of the ranking, a line a model, and on what it rests.

    Where a length is wanted, those of which nobody says whether they take it stand apart, below.
    How old prices are, where they are old, is said once if all of them are.
    """
    voice, said = scene.voice, scene.voice.replies
    asked = workload_words(wanted.workload, voice)
    if not found:
        return Draft(said.none_cheapest.format(workload=asked), found=False)
    shown, turned = turn(found, page, RANKED)
    first = (turned[0] - 1) * RANKED + 1
    ages = {one.offer.place: aged(one.offer.source, one.offer.page, scene) for one in shown}
    same = len(shown) > 1 and len(set(map(tuple, ages.values()))) == 1
    alike = next(iter(ages.values())) if same else []
    lines = [
        _line(place, one, wanted, [] if alike else ages[one.offer.place], scene)
        for place, one in enumerate(shown, first)
    ]
    takes = [line for line, one in zip(lines, shown, strict=True) if _fits(one, wanted)]
    unsaid = lines[len(takes) :]
    apart = [[Line(said.length_unsaid, "name"), *unsaid]] if unsaid else []
    choices = [Choice(one.offer.name, ask("price", one.offer.name)) for one in shown[:3]]
    notes = [*alike, *_notes([one.bill for one in shown], wanted, voice)]
    heading = said.cheapest.format(workload=asked)
    return Draft(heading, [takes, *apart], list(map(Line, notes)), choices, turned=turned)


def _fits(one: Ranked, wanted: Wish) -> bool:
    """Is it known to take what is wanted?"""
    return wanted.workload.length is None or one.context is not None


def _notes(found: Sequence[Bill], wanted: Wish, voice: Voice) -> list[str]:
    said = voice.replies
    notes = {
        said.usual_workload: wanted.usual,
        said.free_limits: wanted.free,
        said.by_lower_end: any(bill.low != bill.high for bill in found),
        said.full_price_mark: any(bill.full_price and not bill.free for bill in found),
        said.cache_uncounted: any(bill.uncounted for bill in found),
        said.bare_zero: any(bill.low == 0 and not bill.free for bill in found),
    }
    return [note for note, applies in notes.items() if applies]


def _line(place: int, one: Ranked, wanted: Wish, age: Sequence[str], scene: Scene) -> Line:
    """A place: whose model, what it costs, until when, how old that is."""
    voice, offer = scene.voice, one.offer
    total, rates = total_words(one.bill, voice)
    mark = "*" if one.bill.full_price and not one.bill.free else ""
    said = [f"{total}{mark}", *dated(one.bill.quotes, scene), *age]
    beside = [voice.vendor(offer.vendor)]
    if wanted.workload.length and one.context:
        beside.append(rounded(one.context))
    comma = voice.words.comma
    named = voice.words.narrowed.format(what=offer.name, conditions=comma.join(beside))
    text = voice.replies.ranked.format(place=place, what=named, total=comma.join(said))
    return Line(text, rates=rates)

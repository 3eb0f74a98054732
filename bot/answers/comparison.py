"""Several models side by side, on a phone. Pure.

Each is shown by what somebody pays who asks for nothing in particular: a range where that depends
on the length of the input or the time of day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.bills import Bill, bills
from bot.answers.grid import grid
from bot.answers.offers import METERS, Offer, nearest_currency, ordinary
from bot.answers.prices import UNKNOWN, against, brief, dated, freshness, span, spans
from bot.answers.sums import total_words, workload_words
from bot.words import Line, Voice, figures
from bot.words.figures import Rough
from bot.workload import Workload
from scrapers.quotes import Quote

MOST: Final = 4  # models beside one another
OTHER: Final = "-"  # in a table: priced, but not by text tokens on ordinary terms
_KEYS: Final = "ABCD"


@dataclass(frozen=True, slots=True)
class Column:
    """One model of a comparison: what it is called, whose offer stands for it, its price lists.

    A vendor's own page has one list, other people's a list an entry; all are in one currency.
    """

    name: str
    offer: Offer
    lists: tuple[Sequence[Quote], ...]

    @property
    def quotes(self) -> list[Quote]:
        """The prices of all lists."""
        return [quote for quotes in self.lists for quote in quotes]

    def prices(self, meter: str) -> list[Quote]:
        """The ordinary prices of a meter."""
        return ordinary(self.quotes, meter)

    @property
    def unknown(self) -> str:
        """What stands where no price is: that it is unknown, or priced by something else."""
        return UNKNOWN if not self.quotes or any(map(self.prices, METERS)) else OTHER

    @property
    def currency(self) -> str:
        """The currency of its text tokens."""
        priced = (quote for meter in METERS for quote in self.prices(meter))
        return next((quote.currency for quote in priced), self.unknown)

    def bill(self, workload: Workload) -> Bill | None:
        """What a workload costs: of several lists from the cheapest to the dearest."""
        found = [some[0] for quotes in self.lists if (some := bills(quotes, workload))]
        if not found:
            return None
        low = min(found, key=lambda bill: (bill.low, bill.high))
        return replace(low, high=max(bill.high for bill in found))


def column(
    name: str, own: Sequence[Offer], elsewhere: Sequence[Offer], voice: Voice
) -> Column | None:
    """A model as it stands in a comparison: at its maker, else in the first list that prices it.

    A bare 0 of other people's lists is no price. None where nobody has it.
    """
    if own:
        return Column(name, own[0], (own[0].usual(voice.second).quotes,))
    entries = [(one, [q for q in one.quotes if q.amount or q.free]) for one in elsewhere]
    first = next((one for one, priced in entries if priced), next(iter(elsewhere), None))
    if first is None:
        return None
    found = [priced for one, priced in entries if one.place == first.place]
    shown = [quote.currency for quotes in (*found, first.quotes) for quote in quotes]
    chosen = nearest_currency(shown, voice.second)
    lists = ([q for q in priced if q.currency == chosen] for priced in found)
    return Column(name, first, tuple(lists))


def compare(columns: Sequence[Column], missing: Sequence[str], scene: Scene) -> Draft:
    """A legend, a table, the bills; `missing` are words under which nothing was found."""
    voice, said = scene.voice, scene.voice.replies
    lost = [Line(said.not_found.format(words=word), "remark") for word in missing]
    blocks = [_legend(columns, scene), _prices(columns, scene), _bills(columns, voice), lost]
    choices = [Choice(one.name, ask("price", one.name)) for one in columns]
    return Draft(said.compared, [block for block in blocks if block], choices=choices)


def _legend(columns: Sequence[Column], scene: Scene) -> list[Line]:
    """A line a model: its letter, whose it is; what part of the references, how old it is."""
    voice, lines = scene.voice, list[Line]()
    for key, one in zip(_KEYS, columns, strict=False):
        offer = one.offer
        parts = [one.name]
        parts.append(
            voice.replies.offered.format(vendor=voice.vendor(offer.vendor), source=offer.place)
        )
        if len(one.lists) > 1:
            parts.append(voice.counted(voice.replies.entries, len(one.lists)))
        lines.append(Line(f"{key} {voice.words.comma.join(parts)}"))
        lines += [Line(text, "remark") for text in _days(one, scene)]
        if len(one.lists) == 1:
            lines += against([q for meter in METERS[:2] for q in one.prices(meter)[:1]], voice)
        lines.append(Line(freshness(offer.source, offer.page, scene), "remark"))
    return lines


def _days(one: Column, scene: Scene) -> list[str]:
    """Until when a model's prices hold, and what is announced for later."""
    voice = scene.voice
    days: dict[str, list[Quote]] = {}
    for plan in one.offer.plans:
        if plan.currency == one.currency:
            days.setdefault(plan.effective_from or "", []).append(plan)
    said = dated(one.quotes, scene)
    for day, plans in days.items():
        if price := spans(plans, voice):
            begins, undated = voice.words.begins, voice.words.undated
            date = voice.day(day) if day else ""
            said.append((begins if day else undated).format(price=price, date=date))
    return said


def _prices(columns: Sequence[Column], scene: Scene) -> list[Line]:
    """A table with a column a model; a line a model where that does not fit, or has no row."""
    voice = scene.voice
    named = list(zip(_KEYS, columns, strict=False))
    lines = _table(columns, voice)
    stacked = [one for one in named if not lines or one[1].unknown == OTHER]
    lines = [*(lines or ()), *_stacked(stacked, scene)]
    return [*lines, *(Line(note, "remark") for note in _marks(columns, lines, voice))]


def _table(columns: Sequence[Column], voice: Voice) -> list[Line] | None:
    """None where no model is priced by text tokens, or the columns are too wide for a phone."""
    rows = _rows(columns, voice)
    rough, rates = _converted(columns, voice)
    lines = grid([*_head(columns, voice), *rows, *rough]) if rows else None
    return lines and [replace(lines[0], rates=rates), *lines[1:]]


def _stacked(named: Sequence[tuple[str, Column]], scene: Scene) -> list[Line]:
    """The same in a line a model, with the reader's currency behind the page's own."""
    voice = scene.voice
    lines, converts = list[Line](), _several_currencies([one for _, one in named])
    for key, one in named:
        said = spans(one.quotes, voice) or brief(one.offer, scene)
        found = [_rough(one.prices(meter), voice) for meter in METERS[:2]] if converts else []
        rough = [each for each in found if each and each.rates]
        if rough:
            beside = voice.words.comma.join(each.text for each in rough)
            said = voice.words.narrowed.format(what=said, conditions=beside)
        rates = frozenset[str]().union(*(each.rates for each in rough))
        lines.append(Line(f"{key} {said}", rates=rates))
    return lines


def _head(columns: Sequence[Column], voice: Voice) -> list[list[str]]:
    currencies = [one.currency for one in columns]
    return [[*_KEYS[: len(columns)], ""], [*currencies, voice.replies.per_million]]


def _rows(columns: Sequence[Column], voice: Voice) -> list[list[str]]:
    """A row for each meter of text tokens that one of the models has a price for."""
    rows = []
    for meter in METERS:
        found = [one.prices(meter) for one in columns]
        if any(found):
            cells = [
                span(quotes, voice) if quotes else one.unknown
                for one, quotes in zip(columns, found, strict=True)
            ]
            rows.append([*cells, voice.replies.short_meters[meter]])
    return rows


def _marks(columns: Sequence[Column], lines: Sequence[Line], voice: Voice) -> list[str]:
    """What the marks in the cells mean."""
    said = voice.replies
    table = {cell for line in lines if line.rank == "table" for cell in line.text.split()}
    ranges = [
        len(one.lists)
        for one in columns
        if any(len({(q.amount, q.free) for q in one.prices(meter)}) > 1 for meter in METERS)
    ]
    quotes = [quote for one in columns for meter in METERS for quote in one.prices(meter)]
    notes = {
        said.unknown_mark: UNKNOWN in table,
        said.other_mark: OTHER in table,
        said.range_mark: 1 in ranges,
        said.entries_mark: any(count > 1 for count in ranges),
        said.bare_zero: any(quote.amount == 0 and not quote.free for quote in quotes),
    }
    return [note for note, applies in notes.items() if applies]


def _several_currencies(columns: Sequence[Column]) -> bool:
    """Do the models that are priced by text tokens have different ones?"""
    return len({one.currency for one in columns} - {UNKNOWN, OTHER}) > 1


def _converted(columns: Sequence[Column], voice: Voice) -> tuple[list[list[str]], frozenset[str]]:
    """Input and output in the reader's second currency, where the models have several."""
    if not _several_currencies(columns):
        return [], frozenset()
    rows, rates = [], frozenset[str]()
    for meter in METERS[:2]:
        found = [_rough(one.prices(meter), voice) for one in columns]
        label = voice.replies.roughly_in.format(
            sign=figures.sign(voice.second), meter=voice.replies.short_meters[meter]
        )
        cells = (
            rough.numbers if rough else one.unknown
            for one, rough in zip(columns, found, strict=True)
        )
        rows.append([*cells, label])
        rates = rates.union(*(one.rates for one in found if one))
    return rows, rates


def _rough(quotes: Sequence[Quote], voice: Voice) -> Rough | None:
    """The lowest and the highest price in the reader's second currency; free is free in any."""
    charged = sorted(quote.amount for quote in quotes if not quote.free)
    free = voice.words.free
    if not charged:
        return Rough("", free, frozenset()) if quotes else None
    ends = figures.converted((charged[0], charged[-1]), quotes[0].currency, voice)
    if ends is None or len(charged) == len(quotes):
        return ends
    top = figures.converted(charged[-1:], quotes[0].currency, voice)
    return top and replace(top, numbers=voice.span(free, top.numbers))


def _bills(columns: Sequence[Column], voice: Voice) -> list[Line]:
    """What the reader's workload would cost at each."""
    if voice.workload is None:
        return []
    asked = workload_words(voice.workload, voice)
    lines = [Line(voice.replies.bills.format(workload=asked), "name")]
    for key, one in zip(_KEYS, columns, strict=False):
        found = one.bill(voice.workload)
        said, rates = total_words(found, voice) if found else (voice.replies.unknown, frozenset())
        lines.append(Line(f"{key} {said}", rates=rates))
    return lines

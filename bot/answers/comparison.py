"""Several models side by side, on a phone. Pure.

Each is shown by what somebody pays who asks for nothing in particular: a range where that depends
on the length of the input or the time of day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.bills import bills
from bot.answers.grid import grid
from bot.answers.offers import METERS, Offer, ordinary
from bot.answers.prices import UNKNOWN, against, brief, freshness, span
from bot.answers.sums import total_words, workload_words
from bot.words import Line, Voice, figures
from bot.words.figures import Rough
from scrapers.quotes import Quote

MOST: Final = 4  # models beside one another
_KEYS: Final = "ABCD"


@dataclass(frozen=True, slots=True)
class Column:
    """One model of a comparison: what it is called, and the offer that stands for it."""

    name: str
    offer: Offer

    def prices(self, meter: str) -> list[Quote]:
        """The ordinary prices of a meter at the offer's first place."""
        return ordinary(self.offer.sections[0].quotes, meter)

    @property
    def currency(self) -> str:
        """The currency of its text tokens."""
        priced = (quote for meter in METERS for quote in self.prices(meter))
        return next((quote.currency for quote in priced), UNKNOWN)


def compare(columns: Sequence[Column], missing: Sequence[str], scene: Scene) -> Draft:
    """A legend, a table, the bills; `missing` are words under which nothing was found."""
    voice, said = scene.voice, scene.voice.replies
    lost = [Line(said.not_found.format(words=word), "remark") for word in missing]
    blocks = [_legend(columns, scene), _table(columns, voice), _bills(columns, voice), lost]
    choices = [Choice(one.name, ask("price", one.name)) for one in columns]
    return Draft(said.compared, [block for block in blocks if block], choices=choices)


def _legend(columns: Sequence[Column], scene: Scene) -> list[Line]:
    """A line a model: its letter, whose it is; what part of the references, how old it is."""
    voice, lines = scene.voice, list[Line]()
    for key, one in zip(_KEYS, columns, strict=False):
        offer = one.offer
        whose = voice.replies.offered.format(vendor=voice.vendor(offer.vendor), source=offer.place)
        lines.append(Line(f"{key} {voice.words.comma.join((one.name, whose))}"))
        lines += against([q for meter in METERS[:2] for q in one.prices(meter)[:1]], voice)
        lines.append(Line(freshness(offer.source, offer.page, scene), "remark"))
    return lines


def _table(columns: Sequence[Column], voice: Voice) -> list[Line]:
    """A column a model; one below the other where they do not fit beside one another."""
    rows = _rows(columns, voice)
    rough, rates = _converted(columns, voice)
    lines = grid([*_head(columns, voice), *rows, *rough]) if rows else None
    if lines is None:
        shown = zip(_KEYS, columns, strict=False)
        lines, rates = (
            [Line(f"{key} {brief(one.offer, voice)}") for key, one in shown],
            frozenset(),
        )
    lines[0] = replace(lines[0], rates=rates)
    return [*lines, *(Line(note, "remark") for note in _marks(columns, rows, voice))]


def _head(columns: Sequence[Column], voice: Voice) -> list[list[str]]:
    currencies = [one.currency for one in columns]
    return [[*_KEYS[: len(columns)], ""], [*currencies, voice.replies.per_million]]


def _rows(columns: Sequence[Column], voice: Voice) -> list[list[str]]:
    """A row for each meter of text tokens that one of the models has a price for."""
    rows = []
    for meter in METERS:
        cells = [_cell(one.prices(meter), voice) for one in columns]
        if any(cell != UNKNOWN for cell in cells):
            rows.append([*cells, voice.replies.short_meters[meter]])
    return rows


def _marks(columns: Sequence[Column], rows: Sequence[Sequence[str]], voice: Voice) -> list[str]:
    """What the marks in the cells mean."""
    said, cells = voice.replies, [cell for row in rows for cell in row[:-1]]
    quotes = [quote for one in columns for meter in METERS for quote in one.prices(meter)]
    notes = {
        said.unknown_mark: UNKNOWN in cells,
        said.range_mark: any("–" in cell for cell in cells),
        said.bare_zero: any(quote.amount == 0 and not quote.free for quote in quotes),
    }
    return [note for note, applies in notes.items() if applies]


def _cell(quotes: Sequence[Quote], voice: Voice) -> str:
    return span(quotes, voice) if quotes else UNKNOWN


def _converted(columns: Sequence[Column], voice: Voice) -> tuple[list[list[str]], frozenset[str]]:
    """Input and output in the reader's second currency, where the models have several."""
    if len({one.currency for one in columns}) == 1:
        return [], frozenset()
    rows, rates = [], frozenset[str]()
    for meter in METERS[:2]:
        found = [_rough(one.prices(meter), voice) for one in columns]
        label = voice.replies.roughly_in.format(
            sign=figures.sign(voice.second), meter=voice.replies.short_meters[meter]
        )
        rows.append([*(one.numbers if one else UNKNOWN for one in found), label])
        rates = rates.union(*(one.rates for one in found if one))
    return rows, rates


def _rough(quotes: Sequence[Quote], voice: Voice) -> Rough | None:
    if not quotes:
        return None
    amounts = sorted(quote.amount for quote in quotes)
    return figures.converted((amounts[0], amounts[-1]), quotes[0].currency, voice)


def _bills(columns: Sequence[Column], voice: Voice) -> list[Line]:
    """What the reader's workload would cost at each."""
    if voice.workload is None:
        return []
    asked = workload_words(voice.workload, voice)
    lines = [Line(voice.replies.bills.format(workload=asked), "name")]
    for key, one in zip(_KEYS, columns, strict=False):
        found = bills(one.offer.quotes, voice.workload)
        said, rates = (
            total_words(found[0], voice) if found else (voice.replies.unknown, frozenset())
        )
        lines.append(Line(f"{key} {said}", rates=rates))
    return lines

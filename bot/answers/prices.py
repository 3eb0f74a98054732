"""Prices in few words: one in a cell, a row of them, what a model costs in brief. Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from bot.answers.answer import Scene
from bot.answers.offers import METERS, Offer, Row, ordinary
from bot.words import Line, Voice, figures, terms
from scrapers.quotes import TOKENS, Quote, plain

OLD: Final = timedelta(hours=24)  # as long as a source may be silent before it is told to be blind

Unit = tuple[str, str]  # currency and per


def unit(quotes: Iterable[Quote]) -> Unit | None:
    """The currency of a price list of text tokens; None where it has none."""
    return next(((q.currency, q.per) for q in quotes if q.per == TOKENS and not q.free), None)


def amount(quote: Quote, voice: Voice, known: Unit | None = None) -> str:
    """The vendor's own number; with currency and unit, unless they are known from above."""
    if quote.free:
        return voice.words.free
    return plain(quote.amount) if known == (quote.currency, quote.per) else figures.price(quote, voice)


def cell(quote: Quote, voice: Voice, known: Unit | None) -> Line:
    """A meter and its price: `input 0.6 (≈ ¥4.26)`, with what it was where that is printed."""
    said, codes = amount(quote, voice, known), frozenset[str]()
    beside = [voice.replies.was.format(amount=plain(quote.was))] if quote.was is not None else []
    if not quote.free and (rough := figures.roughly(quote.amount, quote.currency, voice)):
        beside.append(rough[0])
        codes = rough[1]
    if beside:
        said = voice.words.narrowed.format(what=said, conditions=voice.words.comma.join(beside))
    meter = voice.words.meters.get(quote.meter, quote.meter)
    return Line(voice.replies.cell.format(meter=meter, price=said), rates=codes)


def row(one: Row, voice: Voice, known: Unit | None) -> list[Line]:
    """The prices under the same terms: those of the list's own unit in one line, others after."""
    alike = [quote for quote in one.quotes if known == (quote.currency, quote.per) or quote.free]
    other = [quote for quote in one.quotes if quote not in alike]
    lines = [_line(one, alike, voice, known)] if alike else []
    return [*lines, *(_line(one, [quote], voice, known) for quote in other)]


def _line(one: Row, quotes: Sequence[Quote], voice: Voice, known: Unit | None) -> Line:
    cells = [cell(quote, voice, known) for quote in quotes]
    said = voice.words.comma.join(line.text for line in cells)
    if label := label_of(one, voice):
        said = voice.words.line.format(what=label, price=said)
    return Line(said, rates=frozenset().union(*(line.rates for line in cells)))


def label_of(one: Row, voice: Voice) -> str:
    """The terms of a row in words, with the hours of its window; empty for the ordinary ones."""
    schedule = next((quote.schedule for quote in one.quotes if quote.schedule), None)
    return voice.words.comma.join(terms(dict(one.terms), voice, schedule))


def span(quotes: Sequence[Quote], voice: Voice) -> str:
    """From the lowest to the highest of these prices: `0.8–2.4`, `free`, `free–2`."""
    ordered = sorted(quotes, key=lambda quote: (quote.amount, not quote.free))
    ends = [voice.words.free if q.free else plain(q.amount) for q in (ordered[0], ordered[-1])]
    return voice.replies.span.format(low=ends[0], high=ends[1]) if ends[0] != ends[1] else ends[0]


def brief(offer: Offer, voice: Voice) -> str:
    """What a model costs, in a few words: `input 4–6, output 18–22 CNY per 1M tokens`.

    Of several places the first; other terms of trade (batch, a free tier) only where there are
    none.
    """
    rows = offer.sections[0].rows
    quotes = [q for one in rows for q in one.quotes]
    found = {meter: plain_ones for meter in METERS if (plain_ones := ordinary(quotes, meter))}
    if not found:
        first = next((one for one in rows if one.standard), rows[0])
        return row(first, voice, None)[0].text
    cells = [
        voice.replies.cell.format(meter=voice.words.meters[meter], price=span(prices, voice))
        for meter, prices in found.items()
    ]
    said = voice.words.comma.join(cells)
    known = unit(quote for prices in found.values() for quote in prices)
    if known is None:
        return said
    measure = {"currency": voice.currency(known[0]), "unit": voice.words.units[known[1]]}
    return voice.words.price.format(amount=said, **measure)


def freshness(source: str, page: str, scene: Scene) -> str:
    """How old what is known of a page is; since when it cannot be read, where that is so."""
    voice, found = scene.voice, scene.rows.get((source, page))
    if found is None or found.good_at is None:
        return voice.replies.never_read
    ago = voice.ago(found.good_at, scene.now)
    if found.failing_since is not None:
        return voice.replies.failing.format(since=voice.time(found.failing_since), ago=ago)
    if scene.now - found.good_at > OLD:
        return voice.replies.old.format(time=voice.time(found.good_at), ago=ago)
    return voice.replies.fresh.format(ago=ago)

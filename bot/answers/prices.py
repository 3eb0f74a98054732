"""Prices in few words: one in a cell, a row of them, what a model costs in brief. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.answers.answer import Scene
from bot.answers.offers import METERS, Offer, Row, in_one_currency, ordinary
from bot.findings import moment
from bot.words import Line, Voice, figures, terms
from scrapers.quotes import TOKENS, Conditions, Quote, plain

UNKNOWN: Final = "?"  # in a table: no price is printed
NAMED: Final = 3  # so many places that share a price list are named
OLD: Final = timedelta(hours=24)  # as long as a source may be silent before it is told to be blind

Unit = tuple[str, str]  # currency and per


def unit(quotes: Iterable[Quote]) -> Unit | None:
    """The currency of a price list of text tokens; None where it has none."""
    return next(((q.currency, q.per) for q in quotes if q.per == TOKENS and not q.free), None)


def amount(quote: Quote, voice: Voice, known: Unit | None = None) -> str:
    """The vendor's own number; with currency and unit, unless they are known from above."""
    if quote.free:
        return voice.words.free
    return (
        plain(quote.amount)
        if known == (quote.currency, quote.per)
        else figures.price(quote, voice)
    )


def cell(quote: Quote, scene: Scene, known: Unit | None, *, words: bool = True) -> Line:
    """A meter and its price: `input 0.6 (≈ ¥4.26)`.

    What it was is said beside it, and (with `words`) how the page qualifies it.
    """
    voice = scene.voice
    said, codes = amount(quote, voice, known), frozenset[str]()
    beside = [voice.replies.was.format(amount=plain(quote.was))] if quote.was is not None else []
    if not quote.free and (rough := figures.roughly([quote.amount], quote.currency, voice)):
        beside.append(rough.text)
        codes = rough.rates
    if words and (printed := qualified(quote, voice, scene.now)):
        beside.append(printed)
    if beside:
        said = voice.words.narrowed.format(what=said, conditions=voice.words.comma.join(beside))
    meter = voice.words.meters.get(quote.meter, quote.meter)
    return Line(voice.replies.cell.format(meter=meter, price=said), rates=codes)


def qualified(quote: Quote, voice: Voice, now: datetime | None = None) -> str:
    """The page's own words for a price, and until when it holds; empty where there are none.

    With `now` it is said where that is over.
    """
    parts = [voice.replies.quoted.format(words=quote.promo)] if quote.promo else []
    if quote.effective_until:
        over = now is not None and _over(quote.effective_until, now)
        until = voice.replies.ended if over else voice.words.until
        parts.append(until.format(date=voice.day(quote.effective_until)))
    return voice.words.comma.join(parts)


def _over(until: str, now: datetime) -> bool:
    last = moment(until, end=True)
    return last is not None and last <= now


def row(one: Row, scene: Scene, known: Unit | None) -> list[Line]:
    """The prices under the same terms: those in the list's own unit in one line, others after.

    Words that the page prints with all of them stand below, like that a bare 0 is not called free
    and that a price holds because it was announced.
    """
    voice = scene.voice
    alike = [quote for quote in one.quotes if known == (quote.currency, quote.per) or quote.free]
    other = [quote for quote in one.quotes if quote not in alike]
    said = {qualified(quote, voice, scene.now) for quote in one.quotes}
    shared = said.pop() if len(said) == 1 else ""
    lines = [_line(one, alike, scene, known, words=not shared)] if alike else []
    lines += [_line(one, [quote], scene, known, words=not shared) for quote in other]
    lines += [Line(voice.replies.page_says.format(words=shared), "remark")] if shared else []
    lines += [Line(text, "remark") for text in _announced(one.quotes, voice)]
    if any(quote.amount == 0 and not quote.free for quote in one.quotes):
        lines.append(Line(voice.words.no_free_word, "remark"))
    return lines


def _announced(quotes: Sequence[Quote], voice: Voice) -> list[str]:
    """That prices hold because they were announced for a day that has come; which, if not all."""
    held = [quote for quote in quotes if quote.announced and quote.effective_from]
    if not held:
        return []
    said = as_announced(max(quote.effective_from or "" for quote in held), voice)
    meters = voice.words.comma.join(voice.words.meters[quote.meter] for quote in held)
    return [said if len(held) == len(quotes) else voice.words.line.format(what=meters, price=said)]


def as_announced(day: str, voice: Voice) -> str:
    """That a price holds because it was announced for this day."""
    return voice.replies.as_announced.format(date=voice.day(day))


def dated(quotes: Iterable[Quote], scene: Scene) -> list[str]:
    """From when prices hold that are only announced, and until when the first of them does.

    That this day is over, where no other price has taken its place.
    """
    voice = scene.voice
    limited = [quote for quote in quotes if quote.effective_until or quote.announced]
    usual = [quote for meter in METERS for quote in ordinary(limited, meter)]
    begun = [quote.effective_from for quote in usual if quote.announced and quote.effective_from]
    ends = [quote.effective_until for quote in usual if quote.effective_until]
    said = [as_announced(max(begun), voice)] if begun else []
    if ends:
        until = voice.replies.ended if _over(min(ends), scene.now) else voice.words.until
        said.append(until.format(date=voice.day(min(ends))))
    return said


def _line(
    one: Row, quotes: Sequence[Quote], scene: Scene, known: Unit | None, *, words: bool
) -> Line:
    voice = scene.voice
    cells = [cell(quote, scene, known, words=words) for quote in quotes]
    said = voice.words.comma.join(line.text for line in cells)
    if label := _label_of(one, voice):
        said = voice.words.line.format(what=label, price=said)
    return Line(said, rates=frozenset[str]().union(*(line.rates for line in cells)))


def _label_of(one: Row, voice: Voice) -> str:
    """The terms of a row in words, with the hours of its window; empty for the ordinary ones."""
    schedule = next((quote.schedule for quote in one.quotes if quote.schedule), None)
    return voice.words.comma.join(terms(dict(one.terms), voice, schedule))


def span(quotes: Sequence[Quote], voice: Voice) -> str:
    """From the lowest to the highest of one currency's prices: `0.8–2.4`, `free`, `free–2`."""
    ordered = sorted(quotes, key=lambda quote: (quote.amount, not quote.free))
    ends = (ordered[0], ordered[-1])
    return voice.span(*(voice.words.free if q.free else plain(q.amount) for q in ends))


def brief(offer: Offer, scene: Scene, known: Unit | None = None) -> str:
    """What a model costs, in a few words: `input 4–6, output 18–22 CNY per 1M tokens`.

    Of several places the first; other terms of trade (batch, a free tier) only where there are
    none. The unit is left out where it is `known` from above. Until when it holds is said.
    """
    voice = scene.voice
    section = offer.usual(voice.second)
    said = spans(section.quotes, voice, known) or _special(section.rows[0], voice, known)
    beside = voice.words.comma.join(dated(section.quotes, scene))
    return voice.words.narrowed.format(what=said, conditions=beside) if beside else said


def _special(one: Row, voice: Voice, known: Unit | None) -> str:
    """What is sold on special terms, or not by text tokens: `batch: input 2, output 8 CNY …`."""
    own = unit(one.quotes)
    shown = [quote for quote in one.quotes if own in (None, (quote.currency, quote.per))]
    cells = [
        voice.replies.cell.format(
            meter=voice.words.meters.get(quote.meter, quote.meter),
            price=amount(quote, voice, own),
        )
        for quote in shown
    ]
    said = _measured(voice.words.comma.join(cells), own, voice, known)
    label = _label_of(one, voice)
    return voice.words.line.format(what=label, price=said) if label else said


def listed(quotes: Sequence[Quote], voice: Voice) -> str:
    """What other people's lists say, from the lowest to the highest price of a meter.

    A bare 0 is no price there: it may mean a subscription, or nothing at all.
    """
    priced = in_one_currency(
        [quote for quote in quotes if quote.amount or quote.free], voice.second
    )
    return spans(priced, voice) or voice.replies.unknown


def spans(quotes: Sequence[Quote], voice: Voice, known: Unit | None = None) -> str:
    """The ordinary prices of each meter from the lowest to the highest, all of one currency.

    Empty where there are none.
    """
    found = [prices for meter in METERS if (prices := ordinary(quotes, meter))]
    cells = [
        voice.replies.cell.format(
            meter=voice.words.meters[prices[0].meter], price=span(prices, voice)
        )
        for prices in found
    ]
    own = unit(quote for prices in found for quote in prices)
    return _measured(voice.words.comma.join(cells), own, voice, known)


def _measured(said: str, own: Unit | None, voice: Voice, known: Unit | None) -> str:
    """Amounts with their unit behind them, unless it is known from above."""
    if own in (None, known):
        return said
    unit_words = {"currency": voice.currency(own[0]), "unit": voice.words.units[own[1]]}
    return voice.words.price.format(amount=said, **unit_words)


def against(quotes: Iterable[Quote], voice: Voice) -> list[Line]:
    """A line a meter: what part or multiple of each reference's price it is."""
    lines = []
    for quote in quotes:
        if shares := figures.shares(quote, voice):
            said = voice.words.comma.join(
                voice.replies.share.format(times=times, name=name) for times, name, _ in shares
            )
            rates = frozenset().union(*(codes for *_, codes in shares))
            meter = voice.words.meters[quote.meter]
            text = voice.words.line.format(what=meter, price=said)
            lines.append(Line(text, "remark", rates=rates))
    return lines


def heading_of(offer: Offer, known: Unit | None, voice: Voice) -> str:
    """Whose prices these are, from which source, and in what unit."""
    said = voice.replies.offered.format(vendor=voice.vendor(offer.vendor), source=offer.place)
    return voice.words.comma.join([said, *measure(known, voice)])


def places(given: Sequence[Conditions], voice: Voice) -> str:
    """Where a price list holds; of many places the first few."""
    said = [voice.words.comma.join(terms(dict(one), voice)) for one in given if one]
    named, more = voice.replies.apart.join(said[:NAMED]), len(said) - NAMED
    if more <= 0:
        return named
    return voice.words.and_more.format(listed=named, more=more, count=len(said))


def measure(known: Unit | None, voice: Voice) -> list[str]:
    """`CNY per 1M tokens`, if it is known."""
    if known is None:
        return []
    words = {
        "currency": voice.currency(known[0]),
        "unit": voice.words.units.get(known[1], known[1]),
    }
    return [voice.replies.measure.format(**words)]


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


def aged(source: str, page: str, scene: Scene) -> list[str]:
    """How old what is known of a page is, where that is more than a day; else nothing."""
    found = scene.rows.get((source, page))
    if found is None or found.good_at is None:
        return [scene.voice.replies.never_read]
    if scene.now - found.good_at <= OLD:
        return []
    return [scene.voice.replies.fresh.format(ago=scene.voice.ago(found.good_at, scene.now))]


def blind(source: str, page: str, scene: Scene) -> str | None:
    """That nothing was read of a page for a day: silence says nothing. None where it was."""
    found = scene.rows.get((source, page))
    if found is None or found.good_at is None or scene.now - found.good_at <= OLD:
        return None
    name, since = f"{source} {page}".strip(), scene.voice.time(found.good_at)
    return scene.voice.replies.blind.format(source=name, time=since)

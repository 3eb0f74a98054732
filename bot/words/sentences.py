"""An event in sentences: what happened, and what is worth knowing beside it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from bot.events import Event, Type
from bot.words.figures import comparisons, meter, monthly, move, price, roughly
from bot.words.line import Line
from bot.words.voice import Voice
from scrapers.quotes import TOKENS, Quote, plain

MOST: Final = 8  # so many prices of one model are listed


def sentences(event: Event, voice: Voice) -> list[Line]:
    """What happened, and the page's own words, dates and our note beside it."""
    return [*SENTENCES[event.type](event, voice), *_remarks(event, voice)]


def reason(event: Event, voice: Voice) -> list[Line]:
    """Why, for those who look after the sources: in the words of the reader of the page."""
    if event.reason is None:
        return []
    return [Line(voice.words.reason.format(reason=event.reason), "remark")]


# What an event is about


def quote_of(event: Event, amount: Decimal | None) -> Quote:
    """The event's price at one of its two amounts; `free` only where the page says so of it."""
    return Quote(
        model=event.model or "",
        meter=event.meter or "",
        amount=amount or Decimal(0),
        currency=event.currency or "",
        per=event.per or TOKENS,
        conditions=tuple(event.conditions.items()),
        free=bool(event.free) and amount == 0,
        schedule=event.schedule,
    )


def quotes_of(printed: Iterable[Mapping[str, Any]] | None) -> list[Quote]:
    """The prices that an event lists in `before` or `after`."""
    return [
        Quote(
            model=one["model"],
            meter=one["meter"],
            amount=Decimal(one["amount"]),
            currency=one["currency"],
            per=one["per"],
            conditions=tuple(one["conditions"].items()),
            free=one["free"],
            promo=one.get("promo"),
            schedule=one.get("schedule"),
        )
        for one in printed or ()
    ]


def subject(event: Event, voice: Voice) -> str:
    """The model and what of it: `deepseek-v4-pro input (batch)`."""
    if event.meter is None:
        return event.model or ""
    what = meter(quote_of(event, None), voice)
    return voice.words.subject.format(model=event.model, meter=what)


def correction(event: Event, what: str, voice: Voice) -> str:
    """What holds, and what was told wrongly."""
    old, words = quote_of(event, event.old), voice.words
    if event.new is None:
        return words.unfounded.format(what=what, old=price(old, voice))
    new = price(quote_of(event, event.new), voice)
    return words.corrected.format(what=what, new=new, old=plain(old.amount))


def place(event: Event, voice: Voice) -> str:
    """The source, and the page where it has several."""
    words = voice.words.page if event.page else voice.words.source
    return words.format(source=event.source, page=event.page)


# Sentences by type


def _moved(event: Event, voice: Voice) -> list[Line]:
    new = quote_of(event, event.new)
    said = _priced(new, _move(event, voice), voice)
    return [said, *_compared(new, voice), *_monthly(event.old, new, voice)]


def _monthly(old: Decimal | None, new: Quote, voice: Voice) -> list[Line]:
    """What the move means for the reader's own workload."""
    said = None if old is None else monthly(old, new, voice)
    return [Line(said, "remark")] if said else []


def _move(event: Event, voice: Voice) -> str:
    new = quote_of(event, event.new)
    return price(new, voice) if event.old is None else move(event.old, new, voice)


def _line(quote: Quote, said: str, voice: Voice) -> str:
    return voice.words.line.format(what=meter(quote, voice), price=said)


def _priced(quote: Quote, said: str, voice: Voice) -> Line:
    """What is said of a price, and behind it roughly the price in the reader's own currency."""
    text = _line(quote, said, voice)
    rough = roughly([quote.amount], quote.currency, voice) if voice.also_in else None
    if rough is None:
        return Line(text)
    text = voice.words.narrowed.format(what=text, conditions=rough.text)
    return Line(text, rates=rough.rates)


def _compared(quote: Quote, voice: Voice) -> list[Line]:
    found = comparisons(quote, voice)
    if not found:
        return []
    said = voice.words.comma.join(text for text, _ in found)
    rates = frozenset().union(*(needed for _, needed in found))
    return [Line(said, "remark", once=quote.meter, rates=rates)]


def _freed(event: Event, voice: Voice) -> list[Line]:
    found = _moved(event, voice)
    if not event.free:
        found.append(Line(voice.words.no_free_word, "remark"))
    return found


def _scheduled(event: Event, voice: Voice) -> list[Line]:
    new, said = quote_of(event, event.new), _move(event, voice)
    dated = _begins(event, said, voice) or voice.words.undated.format(price=said)
    return [_priced(new, dated, voice), *_compared(new, voice)]


def _unscheduled(event: Event, voice: Voice) -> list[Line]:
    old = quote_of(event, event.old)
    said = price(old, voice)
    dated = _begins(event, said, voice) or said
    return [Line(_line(old, voice.words.unscheduled.format(price=dated), voice))]


def _begins(event: Event, said: str, voice: Voice) -> str | None:
    if event.effective_from is None:
        return None
    return voice.words.begins.format(date=voice.day(event.effective_from), price=said)


def _ending(event: Event, voice: Voice) -> list[Line]:
    now = quote_of(event, event.old)
    said = price(now, voice)
    if event.effective_until:
        said = voice.words.ending.format(price=said, date=voice.day(event.effective_until))
    if event.new is not None:
        later = price(quote_of(event, event.new), voice)
        said = voice.words.then.format(now=said, later=later)
    return [Line(_line(now, said, voice))]


def _launched(event: Event, voice: Voice) -> list[Line]:
    return _listed(quotes_of(event.after), voice, compared=True)


def _withdrawn(event: Event, voice: Voice) -> list[Line]:
    return [Line(voice.words.withdrawn), *_listed(quotes_of(event.before), voice)]


def _listed(quotes: Sequence[Quote], voice: Voice, *, compared: bool = False) -> list[Line]:
    found = []
    for quote in quotes[:MOST]:
        said = price(quote, voice)
        if quote.promo:
            said = voice.words.narrowed.format(what=said, conditions=quote.promo)
        found.append(_priced(quote, said, voice))
        found += _compared(quote, voice) if compared else []
    return found + _more(len(quotes) - MOST, voice)


def _more(count: int, voice: Voice) -> list[Line]:
    return [Line(voice.words.more_prices.format(count=count), "remark")] if count > 0 else []


def _renamed(event: Event, voice: Voice) -> list[Line]:
    return [Line(voice.words.renamed.format(was=event.was_model))]


def _redrawn(event: Event, voice: Voice) -> list[Line]:
    before = {quote.key[1:]: quote for quote in quotes_of(event.before)}
    after = {quote.key[1:]: quote for quote in quotes_of(event.after)}
    found: list[list[Line]] = []
    for key, new in after.items():
        found += [lines] if (lines := _term(before.get(key), new, voice)) else []
    for key, old in before.items():
        if key not in after:
            line = _line(old, price(old, voice), voice)
            found.append([Line(voice.words.term_gone.format(line=line))])
    shown = [line for lines in found[:MOST] for line in lines]
    return shown + _more(len(found) - MOST, voice)


def _term(old: Quote | None, new: Quote, voice: Voice) -> list[Line]:
    """One of the new terms against the one that it replaces; nothing where they are the same."""
    if old is None:
        said = voice.words.term_new.format(line=_line(new, price(new, voice), voice))
        return [Line(said), *_compared(new, voice)]
    if old.amount != new.amount:
        return [_priced(new, move(old.amount, new, voice), voice), *_compared(new, voice)]
    if old.schedule and new.schedule and old.schedule != new.schedule:
        what = meter(replace(new, schedule=None), voice)
        return [Line(voice.words.hours.format(what=what, old=old.schedule, new=new.schedule))]
    return []


def _retracted(event: Event, voice: Voice) -> list[Line]:
    return [Line(correction(event, meter(quote_of(event, None), voice), voice))]


def _held(event: Event, voice: Voice) -> list[Line]:
    if event.meter is None:
        found = [Line(voice.words.held)]
    else:
        found = [Line(_line(quote_of(event, event.new), _move(event, voice), voice))]
    if event.note:  # what a reader doubts was told already: there is nothing to decide
        doubted = event.note.startswith("ev_")
        template = voice.words.prove if doubted else voice.words.decide
        found.append(Line(template.format(id=event.note), "remark"))
    return found


def _source(event: Event, voice: Voice) -> list[Line]:
    words = voice.words.source_words[event.type]
    return [Line(words.format(where=place(event, voice), since=voice.time(event.seen_at)))]


SENTENCES: Final[Mapping[Type, Callable[[Event, Voice], list[Line]]]] = {
    "price.cut": _moved,
    "price.raised": _moved,
    "price.freed": _freed,
    "price.charged": _moved,
    "price.scheduled": _scheduled,
    "price.unscheduled": _unscheduled,
    "promo.started": _moved,
    "promo.ending": _ending,
    "promo.ended": _moved,
    "model.launched": _launched,
    "model.withdrawn": _withdrawn,
    "model.renamed": _renamed,
    "terms.changed": _redrawn,
    "price.retracted": _retracted,
    "price.quarantined": _held,
    "source.broken": _source,
    "source.recovered": _source,
    "source.stale": _source,
}


# What goes with any of them

_DATED: Final = frozenset({"price.scheduled", "price.unscheduled", "promo.ending"})
_OVER: Final = frozenset({"price.unscheduled", "promo.ended"})


def _remarks(event: Event, voice: Voice) -> list[Line]:
    said = []
    if event.promo:
        over = event.type in _OVER
        words = voice.words.promo_was if over else voice.words.promo
        said.append(words.format(words=event.promo))
    if event.type not in _DATED:
        dates = (
            (voice.words.since, event.effective_from),
            (voice.words.until, event.effective_until),
        )
        said += [words.format(date=voice.day(date)) for words, date in dates if date]
    if event.note and event.type != "price.quarantined":
        said.append(_note(event.note, voice))
    return [Line(text, "remark") for text in said]


def _note(note: str, voice: Voice) -> str:
    """A note of ours in the reader's language; one that is not known is passed on as it is."""
    for pattern, words in voice.words.notes.items():
        if match := re.fullmatch(pattern, note):
            return words.format(*match.groups())
    return note

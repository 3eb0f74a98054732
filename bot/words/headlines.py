"""Who did what, in one line. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.events import Event, Type
from bot.words.figures import percent
from bot.words.sentences import correction, place, subject
from bot.words.voice import Voice

# What is said first where several things happened at once.
ORDER: Final[tuple[Type, ...]] = (
    *("price.retracted", "price.freed", "price.cut", "promo.started", "price.charged"),
    *("price.raised", "promo.ended", "price.scheduled", "price.unscheduled", "promo.ending"),
    *("terms.changed", "model.launched", "model.withdrawn", "model.renamed"),
    *("source.stale", "source.recovered", "price.quarantined", "source.broken"),
)
NAMED: Final = 3


def by_kind(events: Sequence[Event]) -> dict[Type, list[Event]]:
    """The events by type, the most newsworthy type first and in it the biggest move."""
    kinds = {kind: [event for event in events if event.type == kind] for kind in ORDER}
    return {kind: sorted(found, key=swing) for kind, found in kinds.items() if found}


def swing(event: Event) -> Decimal:
    """Sorts moves by their size, biggest first: to or from 0 is the biggest there is."""
    old, new = event.old, event.new
    if old is None or new is None or old == new:
        return Decimal(0)
    if old == 0 or new == 0:
        return Decimal("-Infinity")
    return -max(old / new, new / old)


def headline(events: Sequence[Event], voice: Voice) -> str:
    """What happened first and foremost, and in short what else did."""
    kinds = by_kind(events)
    (kind, first), *others = kinds.items()
    vendor = voice.vendor(first[0].vendor)
    said = voice.words.headlines[kind].format(vendor=vendor, what=named(kind, first, voice))
    if not others:
        return said
    tally = voice.words.tally
    counts = [
        tally.format(kind=voice.words.kinds[other], count=len(found)) for other, found in others
    ]
    return voice.words.also.format(headline=said, tallies=voice.words.comma.join(counts))


def named(kind: Type, events: Sequence[Event], voice: Voice) -> str:
    """The first few of the models that something happened to, and how many more there are."""
    found = _freed(events, voice) if kind == "price.freed" else _each(events, voice)
    listed = voice.words.comma.join(found[:NAMED])
    more = len(found) - NAMED
    if more <= 0:
        return listed
    return voice.words.and_more.format(listed=listed, more=more, count=len(found))


def _each(events: Sequence[Event], voice: Voice) -> list[str]:
    """One name a model: that of its biggest move."""
    found: dict[str | None, str] = {}
    for event in events:
        found.setdefault(event.model, _name(event, voice))
    return list(found.values())


def _name(event: Event, voice: Voice) -> str:
    name = _NAMES.get(event.type)
    return name(event, voice) if name else subject(event, voice)


def _swung(event: Event, voice: Voice) -> str:
    if event.old is None or event.new is None:
        return subject(event, voice)
    change = percent(event.old, event.new, voice)
    return " ".join(part for part in (subject(event, voice), change) if part)


def _freed(events: Sequence[Event], voice: Voice) -> list[str]:
    """A model by its name alone where all text that goes in and comes out is free now."""
    meters: dict[str | None, set[str | None]] = {}
    for event in events:
        meters.setdefault(event.model, set()).add(event.meter)
    whole = {model for model, found in meters.items() if found >= {"input", "output"}}
    names = ((e.model or "") if e.model in whole else subject(e, voice) for e in events)
    return list(dict.fromkeys(names))


def _launched(event: Event, voice: Voice) -> str:
    model = event.model or ""
    return voice.words.launched_free.format(model=model) if event.free else model


def _renamed(event: Event, _: Voice) -> str:
    return f"{event.was_model} → {event.model}"


def _redrawn(event: Event, voice: Voice) -> str:
    if event.direction is None:
        return event.model or ""
    direction = voice.words.directions[event.direction]
    return voice.words.narrowed.format(what=event.model, conditions=direction)


def _corrected(event: Event, voice: Voice) -> str:
    return correction(event, subject(event, voice), voice)


def _since(event: Event, voice: Voice) -> str:
    return voice.time(event.seen_at)


_NAMES: Final[Mapping[Type, Callable[[Event, Voice], str]]] = {
    "price.cut": _swung,
    "price.raised": _swung,
    "price.scheduled": _swung,
    "price.quarantined": _swung,
    "promo.started": _swung,
    "promo.ended": _swung,
    "price.retracted": _corrected,
    "model.launched": _launched,
    "model.renamed": _renamed,
    "terms.changed": _redrawn,
    "source.broken": place,
    "source.recovered": place,
    "source.stale": _since,
}

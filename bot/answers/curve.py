"""From the steps of a model's prices to what a chart of them shows. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.answers.answer import Scene
from bot.answers.offers import METERS, order, ordinary, place, terms
from bot.answers.past import Key, announced, by_price, quote
from bot.answers.prices import blind, measure
from bot.chart import History, Mark, Panel, Spot, Track
from bot.events import beyond
from bot.store import Past
from bot.subscriptions import FLOOR
from bot.words import Voice, figures
from bot.words.terms import terms as words_of
from scrapers.quotes import Conditions, Quote, owner, plain

TRACKS: Final = (8, 5)  # lines of a panel that can be told apart, if it is alone and of two
ANNOUNCED: Final = 3  # so many announced prices are named
MARKED: Final = 40  # so many of its last steps are labelled, where there is room
_BOUND: Final = "\u00a0"  # a space at which no line is broken

Steps = Mapping[Key, Sequence[Past]]


@dataclass(frozen=True, slots=True)
class Line:
    """The steps of one price, or of several that moved alike; `terms` are what they share."""

    steps: Sequence[Past]
    terms: Conditions

    @property
    def first(self) -> Past:
        """Where it begins."""
        return self.steps[0]

    @property
    def vendor(self) -> str:
        """The slug of the vendor."""
        return owner(self.first.source)


def picture(name: str, steps: Iterable[Past], plans: Sequence[Quote], scene: Scene) -> History:
    """The ordinary prices, a panel a currency.

    The steps (there is at least one) come source by source, in the order in which sources matter.
    What is announced (`plans`) stands below. The day ends the chart, not the moment: it is the
    same all day while the prices are.
    """
    voice, chosen = scene.voice, _chosen(by_price(steps))
    groups = _groups(chosen)
    drawn = [line for group in groups for line in group]
    left = len(chosen) - len(drawn)
    notes = [
        voice.words.line.format(what=voice.replies.announced, price=line.text)
        for line in announced(plans[:ANNOUNCED], voice)
    ]
    notes += [voice.replies.not_drawn.format(count=left)] if left else []
    places = sorted({(line.first.source, line.first.page) for line in drawn})
    notes += [said for place in places if (said := blind(*place, scene))]
    today = scene.now.astimezone(voice.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    several = len({line.vendor for line in drawn}) > 1
    return History(
        name,
        _subtitle(drawn, scene),
        tuple(_panel(group, voice, several=several) for group in groups),
        today + timedelta(days=1),
        voice.words.free,
        voice.replies.gone,
        tuple(notes),
        voice.language,
        voice.timezone,
    )


def _subtitle(drawn: Sequence[Line], scene: Scene) -> str:
    """Whose prices, and from when to when."""
    voice = scene.voice
    vendors = dict.fromkeys(voice.vendor(line.vendor) for line in drawn)
    first = min(line.first.at for line in drawn)
    days = [voice.date(at.astimezone(voice.timezone).date()) for at in (first, scene.now)]
    begins, ends = days
    spanned = voice.replies.from_to.format(begins=begins, ends=ends) if begins != ends else ends
    return f"{voice.words.comma.join(vendors)} " + f"· {spanned}".replace(" ", _BOUND)


def _chosen(found: Steps) -> list[Line]:
    """The prices that are drawn: ordinary text tokens, else all of the first unit there is.

    Of each source those of its first place; what moved alike under several terms is one line.
    """
    quotes = {key: quote(steps[0]) for key, steps in found.items()}
    usual = [key for key, one in quotes.items() if any(ordinary([one], m) for m in METERS)]
    if not usual:
        units = [(one.currency, one.per) for one in quotes.values()]
        usual = [key for key, one in quotes.items() if (one.currency, one.per) == units[0]]
    first: dict[tuple[str, str], Conditions] = {}
    for key in sorted(usual, key=lambda key: len(place(quotes[key]))):
        first.setdefault(key[:2], place(quotes[key]))
    alike: dict[tuple[object, ...], list[Sequence[Past]]] = defaultdict(list)
    for key in usual:
        if place(quotes[key]) == first[key[:2]]:
            moves = tuple((step.at, step.amount) for step in found[key])
            alike[key[:2], quotes[key].meter, moves].append(found[key])
    lines = [
        Line(steps[0], _shared([terms(quote(one[0])) for one in steps]))
        for steps in alike.values()
    ]
    sources = list(dict.fromkeys((line.first.source, line.first.page) for line in lines))
    return sorted(lines, key=lambda line: _rank(line, sources))


def _shared(given: Sequence[Conditions]) -> Conditions:
    """The terms that several prices have in common; a range is one term."""
    return tuple(
        term
        for term in given[0]
        if all(_side(term, other) == _side(term, given[0]) for other in given)
    )


def _side(term: tuple[str, str | int], given: Conditions) -> Conditions:
    """The terms that are about the same as this one: both ends of a range."""
    return tuple(other for other in given if _about(other) == _about(term))


def _about(term: tuple[str, str | int]) -> str:
    return term[0].removesuffix("_min").removesuffix("_max")


def _rank(line: Line, sources: Sequence[tuple[str, str]]) -> tuple[object, ...]:
    """The first source first; its prices for what goes in and out before cached input."""
    one = quote(line.first)
    meter = METERS.index(one.meter) if one.meter in METERS else len(METERS)
    where = sources.index((line.first.source, line.first.page))
    return where, meter >= METERS.index("cache_read"), order(terms(one)), meter


def _groups(chosen: Sequence[Line]) -> list[list[Line]]:
    """The prices of one or two currencies, as many of each as have room."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in chosen:
        groups[line.first.currency, line.first.per].append(line)
    room = TRACKS[min(len(groups), len(TRACKS)) - 1]
    return [group[:room] for group in list(groups.values())[: len(TRACKS)]]


def _panel(group: Sequence[Line], voice: Voice, *, several: bool) -> Panel:
    """One currency. What all of its lines share stands above them, what differs beside each.

    With `several` vendors in the chart it is said whose each one is.
    """
    first = group[0]
    shared = _shared([line.terms for line in group])
    vendors = {line.vendor for line in group}
    said = measure((first.first.currency, first.first.per), voice)
    said += [voice.vendor(first.vendor)] if several and len(vendors) == 1 else []
    said += words_of(dict(shared), voice)
    labels = [_label(line, shared, group, voice) for line in group]
    tracks = (_track(*one, voice, group) for one in zip(group, labels, strict=True))
    return Panel(voice.words.comma.join(said), tuple(tracks))


def _label(line: Line, shared: Conditions, group: Sequence[Line], voice: Voice) -> str:
    """What a line is, where others differ: whose, under which name, under which terms."""
    rest = tuple(term for term in line.terms if term not in shared)
    said = figures.meter(replace(quote(line.first), conditions=rest), voice)
    names = {other.first.model for other in group if other.vendor == line.vendor}
    whose = [voice.vendor(line.vendor)] if len({other.vendor for other in group}) > 1 else []
    whose += [line.first.model] if len(names) > 1 else []
    for name in reversed(whose):
        said = voice.words.subject.format(model=name, meter=said)
    return said


def _track(line: Line, label: str, voice: Voice, group: Sequence[Line]) -> Track:
    """One price, and how it moved; of several with one meter at one vendor the first is thick."""
    meter = line.first.meter
    spots = tuple(_spot(step) for step in line.steps)
    stroke = METERS.index(meter) if meter in METERS else 0
    marks = (_mark(old, new, voice) for old, new in pairwise(line.steps[-MARKED:]))
    first = next(o for o in group if (o.vendor, o.first.meter) == (line.vendor, meter))
    found = tuple(mark for mark in marks if mark)
    return Track(label, line.vendor, stroke, spots, found, thin=line is not first)


def _spot(step: Past) -> Spot:
    amount = None if step.amount is None else Decimal(step.amount)
    return Spot(step.at, amount, step.free and amount is not None)


def _mark(before: Past, step: Past, voice: Voice) -> Mark | None:
    """What a step is labelled with: how far it went, that it was free, that it was gone.

    None where it began, and where it moved less than is told to somebody who asks for no floor.
    """
    if step.amount is None:
        return Mark(step.at, voice.replies.gone, math.inf)
    if before.amount is None:
        return None
    if step.free:
        return Mark(step.at, voice.words.free, math.inf)
    old, new = Decimal(before.amount), Decimal(step.amount)
    if old == 0:
        was = voice.replies.from_free if before.free else "0 → {new}"
        return Mark(step.at, was.format(new=plain(new)), math.inf) if new else None
    moved = figures.percent(old, new, voice)
    if moved is None or not beyond(old, new, FLOOR):
        return None
    return Mark(step.at, moved, abs(math.log(new / old)) if new else math.inf)

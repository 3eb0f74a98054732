"""From the steps of a model's prices to what a chart of them shows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.answers.answer import Scene
from bot.answers.offers import METERS, order, ordinary, place, terms
from bot.answers.past import Key, by_price, quote
from bot.answers.prices import blind, measure
from bot.chart import History, Mark, Panel, Track
from bot.store import Past
from bot.words import Voice, figures
from scrapers.quotes import Conditions

TRACKS: Final = (8, 5)  # lines of a panel that can be told apart, if it is alone and of two
MARKED: Final = 25  # so many of its last steps are labelled; a chart shows a few of them

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
        return self.first.source.partition("-")[0]


def picture(name: str, steps: Iterable[Past], scene: Scene) -> History:
    """The ordinary prices, a panel a currency.

    The steps (there is at least one) come source by source, in the order in which sources matter.
    The day ends the chart, not the moment: it is the same all day while the prices are.
    """
    voice, chosen = scene.voice, _chosen(by_price(steps))
    groups = _groups(chosen)
    drawn = [line for group in groups for line in group]
    left = len(chosen) - len(drawn)
    notes = [voice.replies.not_drawn.format(count=left)] if left else []
    places = sorted({(line.first.source, line.first.page) for line in drawn})
    notes += [said for place in places if (said := blind(*place, scene))]
    midnight = scene.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return History(
        name,
        _subtitle(drawn, scene),
        tuple(_panel(group, voice) for group in groups),
        midnight + timedelta(days=1),
        voice.words.free,
        tuple(notes),
        voice.language,
    )


def _subtitle(drawn: Sequence[Line], scene: Scene) -> str:
    """Whose prices, and from when to when."""
    voice = scene.voice
    vendors = dict.fromkeys(voice.vendor(line.vendor) for line in drawn)
    first = min(line.first.at for line in drawn)
    begins, ends = (voice.date(at.astimezone(voice.timezone).date()) for at in (first, scene.now))
    spanned = voice.replies.from_to.format(begins=begins, ends=ends)
    return f"{voice.words.comma.join(vendors)} · {spanned}"


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
    lines = [Line(steps[0], _shared(steps)) for steps in alike.values()]
    sources = list(dict.fromkeys((line.first.source, line.first.page) for line in lines))
    return sorted(lines, key=lambda line: _rank(line, sources))


def _shared(alike: Sequence[Sequence[Past]]) -> Conditions:
    """The terms that several prices have in common."""
    given = [terms(quote(steps[0])) for steps in alike]
    return tuple(term for term in given[0] if all(term in other for other in given))


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


def _panel(group: Sequence[Line], voice: Voice) -> Panel:
    first = group[0].first
    title = measure((first.currency, first.per), voice)[0]
    several = len({line.vendor for line in group}) > 1
    return Panel(title, tuple(_track(line, voice, several=several) for line in group))


def _track(line: Line, voice: Voice, *, several: bool) -> Track:
    """One price: what it is (of several vendors also whose), and how it moved."""
    one = quote(line.first)
    label = figures.meter(replace(one, conditions=line.terms), voice)
    if several:
        label = voice.words.subject.format(model=voice.vendor(line.vendor), meter=label)
    amounts = tuple((s.at, None if s.amount is None else Decimal(s.amount)) for s in line.steps)
    stroke = METERS.index(one.meter) if one.meter in METERS else 0
    marks = (_mark(old, new, voice) for old, new in pairwise(line.steps[-MARKED:]))
    return Track(label, line.vendor, stroke, amounts, tuple(mark for mark in marks if mark))


def _mark(before: Past, step: Past, voice: Voice) -> Mark | None:
    """What a step is labelled with: how far it went, that it was free, that it was gone."""
    if step.amount is None:
        return Mark(step.at, voice.replies.gone)
    if before.amount is None:
        return None
    if step.free:
        return Mark(step.at, voice.words.free)
    moved = figures.percent(quote(before).amount, quote(step).amount, voice)
    return Mark(step.at, moved) if moved else None

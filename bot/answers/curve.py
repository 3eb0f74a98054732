"""From the steps of a model's prices to what a chart of them shows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Final

from bot.answers.answer import Scene
from bot.answers.offers import METERS, order, ordinary, place, terms
from bot.answers.past import Key, by_price, quote
from bot.answers.prices import blind
from bot.chart import History, Mark, Panel, Track
from bot.store import Past
from bot.words import Voice, figures
from scrapers.quotes import Conditions, Quote

TRACKS: Final = 8  # lines of a panel that can be told apart
PANELS: Final = 2

Steps = Mapping[Key, Sequence[Past]]


def picture(name: str, steps: Iterable[Past], scene: Scene) -> History | None:
    """The ordinary prices, a panel a currency; None where there is nothing to draw.

    The steps come source by source, in the order in which sources matter. The day ends the chart,
    not the moment, so that it is the same all day while the prices are.
    """
    voice, chosen = scene.voice, _chosen(by_price(steps))
    if not chosen:
        return None
    panels, left = _panels(chosen, voice)
    shown = {(steps[0].source, steps[0].page) for steps in chosen.values()}
    sources = dict.fromkeys(steps[0].source for steps in chosen.values())
    notes = [voice.replies.not_drawn.format(count=left)] if left else []
    notes += [said for place in sorted(shown) if (said := blind(*place, scene))]
    midnight = scene.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return History(
        name,
        _subtitle(sources, [step for steps in chosen.values() for step in steps], scene),
        panels,
        midnight + timedelta(days=1),
        voice.words.free,
        tuple(notes),
        voice.language,
    )


def _subtitle(sources: Iterable[str], steps: Sequence[Past], scene: Scene) -> str:
    """Whose prices, and from when to when."""
    voice = scene.voice
    vendors = dict.fromkeys(voice.vendor(source.partition("-")[0]) for source in sources)
    first = min(step.at for step in steps).astimezone(voice.timezone)
    days = (voice.date(at.date()) for at in (first, scene.now.astimezone(voice.timezone)))
    low, high = days
    spanned = voice.replies.from_to.format(begins=low, ends=high)
    return f"{voice.words.comma.join(vendors)} · {spanned}"


def _chosen(found: Steps) -> dict[Key, list[Past]]:
    """The prices that are drawn: ordinary text tokens, else all of the first unit there is.

    Of each source those of its first place.
    """
    quotes = {key: quote(steps[0]) for key, steps in found.items()}
    plain = [key for key, one in quotes.items() if any(ordinary([one], m) for m in METERS)]
    if not plain:
        units = [(one.currency, one.per) for one in quotes.values()]
        plain = [key for key, one in quotes.items() if (one.currency, one.per) == units[0]]
    first: dict[tuple[str, str], Conditions] = {}
    for key in sorted(plain, key=lambda key: len(place(quotes[key]))):
        first.setdefault(key[:2], place(quotes[key]))
    kept = [key for key in plain if place(quotes[key]) == first[key[:2]]]
    sources = list(dict.fromkeys(key[:2] for key in kept))
    kept.sort(key=lambda key: (sources.index(key[:2]), *_rank(quotes[key])))
    return {key: list(found[key]) for key in kept}


def _rank(one: Quote) -> tuple[object, ...]:
    meter = METERS.index(one.meter) if one.meter in METERS else len(METERS)
    return order(terms(one)), meter


def _panels(chosen: Steps, voice: Voice) -> tuple[tuple[Panel, ...], int]:
    """The panels, and how many prices found no room in them."""
    groups: dict[tuple[str, str], list[Sequence[Past]]] = defaultdict(list)
    for steps in chosen.values():
        groups[steps[0].currency, steps[0].per].append(steps)
    panels = []
    for (currency, per), found in list(groups.items())[:PANELS]:
        measure = {"currency": voice.currency(currency), "unit": voice.words.units.get(per, per)}
        several = len({steps[0].source.partition("-")[0] for steps in found}) > 1
        tracks = tuple(_track(steps, voice, several=several) for steps in found[:TRACKS])
        panels.append(Panel(voice.replies.measure.format(**measure), tracks))
    return tuple(panels), len(chosen) - sum(len(panel.tracks) for panel in panels)


def _track(steps: Sequence[Past], voice: Voice, *, several: bool) -> Track:
    one = quote(steps[0])
    label = figures.meter(replace(one, conditions=terms(one)), voice)
    vendor = steps[0].source.partition("-")[0]
    if several:
        label = voice.words.subject.format(model=voice.vendor(vendor), meter=label)
    amounts = tuple((s.at, None if s.amount is None else quote(s).amount) for s in steps)
    stroke = METERS.index(one.meter) if one.meter in METERS else 0
    marks = (_mark(old, new, voice) for old, new in pairwise(steps))
    return Track(label, vendor, stroke, amounts, tuple(mark for mark in marks if mark))


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

"""What a model cost, and when. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.offers import usual_first
from bot.answers.prices import blind
from bot.store import Past
from bot.words import Line, Voice, figures
from scrapers.quotes import Conditions, Quote, owner

LISTED: Final = 12  # so many prices that began on one day are listed

MOST: Final = 60  # so many moves are told: more is for a chart, or for the command line

Key = tuple[str, str, str, str, str, str, Conditions]  # source, page, and the key of the price
Move = tuple[Past | None, Past]  # a step that changed a price, and the one before it


def quote(step: Past) -> Quote:
    """A step as a price; where it is no longer printed the amount says nothing."""
    return Quote(
        *(step.model, step.meter, Decimal(step.amount or 0), step.currency, step.per),
        conditions=step.conditions,
        free=step.free and step.amount is not None,
    )


def by_price(steps: Iterable[Past]) -> dict[Key, list[Past]]:
    """The steps of each price, in order."""
    found: dict[Key, list[Past]] = defaultdict(list)
    for step in steps:
        found[step.source, step.page, *step.key].append(step)
    return found


def told(
    name: str,
    key: str,
    steps: Sequence[Past],
    scene: Scene,
    order: Mapping[str, int] = MappingProxyType({}),
) -> Draft:
    """The moves of a model's prices, the newest day first; of very many the last ones.

    What was not read for a day is said: it may have moved since.

    `key` is how the model is asked for; `order` are the places of sources on one day, others last.
    """
    voice = scene.voice
    moves, several = _moves(steps), _several(steps)
    days: dict[tuple[date, str], list[Move]] = defaultdict(list)
    for before, step in moves[-MOST:]:
        days[step.at.astimezone(voice.timezone).date(), step.source].append((before, step))
    newest = sorted(days, key=lambda when: (-when[0].toordinal(), order.get(when[1], len(order))))
    blocks = []
    for day, source in newest:
        usual = sorted(days[day, source], key=lambda move: usual_first(quote(move[1])))
        lines = [_said(*move, voice, named=source in several) for move in usual]
        blocks.append(_day(voice.date(day), source, lines, voice))
    footer = [Line(voice.replies.older)] if len(moves) > MOST else []
    places = sorted({(step.source, step.page) for step in steps})
    footer += [Line(text) for place in places if (text := blind(*place, scene))]
    choices = [Choice(voice.replies.ask_price, ask("price", key))]
    return Draft(voice.replies.history.format(model=name), blocks, footer, choices)


def announced(plans: Iterable[Quote], voice: Voice) -> list[Line]:
    """What prices will be, a line each, and from when."""
    words, found = voice.words, []
    for plan in plans:
        said = words.undated.format(price=figures.price(plan, voice))
        if plan.effective_from:
            begins = {"date": voice.day(plan.effective_from), "price": figures.price(plan, voice)}
            said = words.begins.format(**begins)
        found.append(Line(words.line.format(what=figures.meter(plan, voice), price=said)))
    return found


def _several(steps: Iterable[Past]) -> set[str]:
    """The sources that print the model under more than one name."""
    names: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        names[step.source].add(step.model)
    return {source for source, found in names.items() if len(found) > 1}


def _moves(steps: Iterable[Past]) -> list[Move]:
    """Each step that changed a price, with the one before it; None where it was not printed."""
    found: list[Move] = []
    last: dict[Key, Past] = {}
    for step in steps:
        key = (step.source, step.page, *step.key)
        before = last.get(key)
        known = before if before and before.amount is not None else None
        same = known and (known.amount, known.free) == (step.amount, step.free)
        if not same and (known or step.amount is not None):
            found.append((known, step))
        last[key] = step
    return found


def _day(day: str, source: str, lines: Sequence[Line], voice: Voice) -> list[Line]:
    vendor = voice.vendor(owner(source))
    whose = voice.replies.offered.format(vendor=vendor, source=source)
    block = [Line(voice.words.line.format(what=day, price=whose), "name"), *lines[:LISTED]]
    more = len(lines) - LISTED
    if more > 0:
        block.append(Line(voice.words.more_prices.format(count=more), "remark"))
    return block


def _said(before: Past | None, step: Past, voice: Voice, *, named: bool) -> Line:
    """From what to what a price went; what it was first, and that it was gone.

    It is `named` where its source prints the model under several names.
    """
    now = quote(step)
    if before is None:
        said = figures.price(now, voice)
    elif step.amount is None:
        said = voice.replies.no_longer.format(price=figures.price(quote(before), voice))
    elif before.free:
        said = voice.replies.from_free.format(new=figures.price(now, voice))
    else:
        said = figures.move(quote(before).amount, now, voice)
    what = figures.meter(now, voice)
    if named:
        what = voice.words.subject.format(model=step.model, meter=what)
    return Line(voice.words.line.format(what=what, price=said))

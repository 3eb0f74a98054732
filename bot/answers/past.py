"""What a model cost, and when. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.store import Past
from bot.words import Line, Voice, figures
from scrapers.quotes import Quote

LISTED: Final = 12  # so many prices that began on one day are listed

Key = tuple[str, str, tuple[object, ...]]  # source, page, and the key of the price


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
        found[step.source, step.page, quote(step).key].append(step)
    return found


def told(name: str, steps: Sequence[Past], scene: Scene) -> Draft:
    """Every move of a model's prices, the newest day first."""
    voice = scene.voice
    days: dict[tuple[str, str], list[Line]] = defaultdict(list)
    before: dict[Key, Past] = {}
    for step in steps:
        day = voice.date(step.at.astimezone(voice.timezone).date())
        key = (step.source, step.page, quote(step).key)
        said = _step(before.get(key), step, voice)
        if said:
            days[day, step.source].append(said)
        before[key] = step
    blocks = [_day(*when, lines, voice) for when, lines in reversed(days.items())]
    choices = [Choice(voice.replies.ask_price, ask("price", name))]
    return Draft(voice.replies.history.format(model=name), blocks, choices=choices)


def _day(day: str, source: str, lines: Sequence[Line], voice: Voice) -> list[Line]:
    vendor = voice.vendor(source.partition("-")[0])
    whose = voice.replies.offered.format(vendor=vendor, source=source)
    block = [Line(voice.words.line.format(what=day, price=whose), "name"), *lines[:LISTED]]
    more = len(lines) - LISTED
    if more > 0:
        block.append(Line(voice.words.more_prices.format(count=more), "remark"))
    return block


def _step(before: Past | None, step: Past, voice: Voice) -> Line | None:
    """From what to what a price went; what it was first, and that it was gone."""
    now, was = quote(step), quote(before) if before else None
    what = figures.meter(now, voice)
    if step.amount is None:
        if was is None or before is None or before.amount is None:
            return None
        said = voice.replies.no_longer.format(price=figures.price(was, voice))
    elif was is None or before is None or before.amount is None:
        said = figures.price(now, voice)
    elif was.amount == now.amount and was.free == now.free:
        return None
    elif was.free:
        said = voice.replies.from_free.format(new=figures.price(now, voice))
    else:
        said = figures.move(was.amount, now, voice)
    return Line(voice.words.line.format(what=what, price=said))

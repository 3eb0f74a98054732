"""Questions about all vendors: what is free, what changed, who moved, what is cheapest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, get_args

from bot import search, subscriptions
from bot.answers import clock, lists, log, ranking, war
from bot.answers import status as sources
from bot.answers.answer import Answer, Draft
from bot.answers.asked import Asked
from bot.answers.bills import needed
from bot.answers.offers import offers
from bot.answers.sums import workload_words
from bot.answers.vendors import led_by, vendor_of
from bot.answers.when import moment
from bot.events import Event, Type
from bot.models import identity
from bot.words import Line
from bot.workload import BadWorkload, parse

WEEK: Final = timedelta(days=7)
LATER: Final = timedelta(days=4)  # at most so long after it was seen is a move told
MONTHS: Final = 6  # so many others are offered where a month has no moves
FORGET: Final = frozenset({"off", "none", "stop", "无", "清除"})


def free(asked: Asked) -> Answer:
    """What is free now: at one vendor, or of the models that are meant, if those are named."""
    finder, voice = asked.finder, asked.scene.voice
    found = [*finder.shelf.offers(), *offers(asked.store.free_at(sorted(finder.aside)))]
    slug, rest = led_by(asked.words, voice)
    if slug:
        found = [one for one in found if one.vendor == slug]
        named = set(search.matches(rest, dict.fromkeys(one.name for one in found)))
        found = [one for one in found if not rest or one.name in named]
    elif rest:
        meant = {model.identity for model in finder.meant(rest)}
        if not meant:
            said = voice.replies.no_price.format(words=rest)
            return asked.answer(Draft(said, found=False))
        found = [one for one in found if identity(one.name) in meant]
    about = voice.words.comma.join([*([voice.vendor(slug)] if slug else []), *rest.split()])
    return asked.answer(lists.free(found, about, asked.scene))


def changes(asked: Asked) -> Answer:
    """The change log since a time, of one vendor or kind if those are named."""
    since, vendor, kinds, unknown = asked.scene.now - WEEK, None, set[str](), ""
    for word in asked.words.split():
        small = word.casefold()
        if small in {*subscriptions.KINDS, *get_args(Type)}:
            kinds.add(small)
        elif slug := vendor_of(word, asked.scene.voice):
            vendor = slug
        elif (at := _moment(word, asked.scene.now)) is not None:
            since = at
        else:
            unknown = word
    if unknown:
        said = asked.scene.voice.replies.bad_time.format(words=unknown)
        return asked.answer(Draft(said, found=False))
    if since > asked.scene.now:
        said = asked.scene.voice.replies.still_to_come
        return asked.answer(Draft(said.format(time=asked.scene.voice.time(since)), found=False))
    found = [
        event
        for event in asked.store.events(since=since, vendor=vendor)
        if event.told or event.source not in asked.finder.aside
    ]
    sources = _sources(asked, vendor)
    return asked.answer(log.changes(log.of_kinds(found, kinds), since, sources, asked.scene))


def _sources(asked: Asked, vendor: str | None) -> log.Sources:
    """The sources that are asked now, those of one vendor if it is named."""
    every = asked.running or {source for source, _ in asked.scene.rows}
    names = [name for name in every if vendor in (None, name.partition("-")[0])]
    began = {name: at for name in names if (at := asked.finder.shelf.began(name))}
    return log.Sources(names, began)


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        return moment(text, now)
    except (ValueError, OverflowError):
        return None


def now(asked: Asked) -> Answer:
    """Which time-of-day windows hold."""
    return asked.answer(clock.now(asked.finder.shelf.offers(), asked.scene))


def status(asked: Asked) -> Answer:
    """How the sources fare."""
    return asked.answer(sources.status(asked.running, asked.scene))


def battle(asked: Asked) -> Answer:
    """Who moved in a month, this one if none is named; with what a chart is drawn from."""
    voice = asked.scene.voice
    name = asked.words or f"{asked.scene.now:%Y-%m}"
    span = war.month(name)
    if span is None:
        return asked.answer(Draft(voice.replies.bad_month.format(words=name), found=False))
    begins, ends = span
    name = f"{begins:%Y-%m}"
    found = war.steps(_seen(asked.store.events_between(begins, ends + LATER), begins, ends))
    if not found:
        others = [month for month in asked.store.months_told() if month != name]
        return asked.answer(war.nothing(name, others[:MONTHS], asked.scene))
    answer = asked.answer(war.told(found, name, asked.scene), "war", name)
    return replace(answer, picture=war.picture(found, name, voice))


def _seen(events: Sequence[Event], begins: datetime, ends: datetime) -> list[Event]:
    return [event for event in events if begins <= event.seen_at < ends]


def workload(asked: Asked) -> Answer:
    """What the asker uses a month, from now on remembered; without words what is remembered."""
    voice, words = asked.scene.voice, asked.words
    said = voice.replies
    if words.casefold() in FORGET:
        return replace(asked.answer(Draft(said.forgotten)), forget=True)
    if not words:
        known = voice.workload
        text = said.your_workload.format(workload=workload_words(known, voice)) if known else ""
        return asked.answer(Draft(text or said.how_workload, found=known is not None))
    try:
        found = parse(words)
    except BadWorkload as error:
        wrong = [Line(said.not_understood.format(word=error.word))] if error.word else []
        return asked.answer(Draft(said.how_workload, [wrong], found=False))
    text = said.remembered.format(workload=workload_words(found, voice))
    return replace(asked.answer(Draft(text)), workload=found)


def cheapest(asked: Asked) -> Answer:
    """The models by what they cost the asker a month."""
    voice = asked.scene.voice
    try:
        wanted = ranking.wish(asked.words, voice)
    except BadWorkload as error:
        said = voice.replies.not_understood.format(word=error.word or asked.words)
        lines = [Line(voice.replies.how_workload)]
        return asked.answer(Draft(said, [lines], found=False))
    offers, meters = asked.finder.shelf.offers(), needed(wanted.workload)
    found = ranking.rank(ranking.priced(offers, meters, free=wanted.free), wanted, voice)
    return asked.answer(ranking.cheapest(found, wanted, asked.scene, asked.page))

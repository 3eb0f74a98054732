"""Questions about all vendors: what is free, what changed, who moved, what is cheapest."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot import search
from bot.answers import clock, ladder, lists, log, moves, ranking, war
from bot.answers import status as sources
from bot.answers.answer import Answer, Choice, Draft, ask
from bot.answers.asked import Asked
from bot.answers.bills import needed
from bot.answers.contexts import contexts
from bot.answers.offers import offers
from bot.answers.sums import workload_words
from bot.answers.vendors import named
from bot.answers.when import moment, month
from bot.models import identity
from bot.subscriptions import kinds_apart, kinds_named
from bot.wishes import OFF
from bot.words import Line, Voice
from bot.workload import BadWorkload, parse
from scrapers.quotes import owner

MIDNIGHT: Final = datetime.min.time()
DAY: Final = len("2026-08-01")
WEEK: Final = timedelta(days=7)
_IDLE: Final = frozenset(
    {"", "的", "了", "吗", "了吗", "谁", "哪些", "有哪些", "最近", "最近哪些", "最近谁"}
)
MONTHS: Final = 6  # so many others are offered where a month has no moves


def free(asked: Asked) -> Answer:
    """What is free now: at the vendors, or of the models, that are named, if any are."""
    finder, voice = asked.finder, asked.scene.voice
    found = [*finder.shelf.offers(), *offers(asked.store.free_at(sorted(finder.aside)))]
    vendors, others = named(asked.words, voice)
    rest = " ".join(others)
    if vendors:
        found = [one for one in found if one.vendor in vendors]
        sold = set(search.matches(rest, dict.fromkeys(one.name for one in found)))
        found = [one for one in found if not rest or one.name in sold]
    elif rest:
        meant = {model.identity for model in finder.meant(rest).models}
        if not meant:
            said = voice.replies.no_price.format(words=rest)
            return asked.answer(Draft(said, found=False))
        found = [one for one in found if identity(one.name) in meant]
    about = voice.words.comma.join([*map(voice.vendor, vendors), *others])
    return asked.answer(lists.free(found, about, asked.scene))


def changes(asked: Asked) -> Answer:
    """The change log since a time, of one vendor or kind if those are named."""
    voice, now = asked.scene.voice, asked.scene.now
    vendors, words = named(kinds_apart(asked.words), voice)
    rest = [word for each in words if (word := each.strip("?？")) not in _IDLE]
    kinds = {kind for word in rest for kind in kinds_named(word)}
    time = " ".join(word for word in rest if not kinds_named(word))
    since = _since(time, asked)
    if since is None:
        said = voice.replies.bad_time.format(words=time)
        return asked.answer(Draft(said, choices=_of_model("history", time, asked), found=False))
    if since > now:
        said = voice.replies.still_to_come.format(time=voice.time(since))
        return asked.answer(Draft(said, found=False))
    found = [
        event
        for event in asked.store.events(since=since, vendor=_only(vendors))
        if (not vendors or event.vendor in vendors)
        and (event.told or event.source not in asked.finder.aside)
    ]
    draft = log.changes(log.of_kinds(found, kinds), since, _sources(asked, vendors), asked.scene)
    return asked.answer(draft, "changes", _again(time, since, vendors, kinds, voice))


def _only(vendors: Sequence[str]) -> str | None:
    return vendors[0] if len(vendors) == 1 else None


def _sources(asked: Asked, vendors: Sequence[str]) -> log.Sources:
    """The sources that are asked now, those of the vendors that are named, if any are."""
    every = asked.running or {source for source, _ in asked.scene.rows}
    names = [name for name in every if not vendors or owner(name) in vendors]
    began = {name: at for name in names if (at := asked.finder.shelf.began(name))}
    return log.Sources(names, began)


def _of_model(command: str, words: str, asked: Asked) -> list[Choice]:
    """What somebody may want to ask who names a model where none belongs."""
    meant = asked.finder.meant(words)
    named = meant.models[:1] if meant.sure else ()
    return [Choice(one.name, ask(command, asked.finder.words_for(one))) for one in named]


def _again(
    time: str, since: datetime, vendors: Sequence[str], kinds: Iterable[str], voice: Voice
) -> str:
    """The words that ask the same, short enough for a button."""
    here = since.astimezone(voice.timezone)
    if len(time) > DAY:
        time = f"{here:%Y-%m-%d}" if here.time() == MIDNIGHT else f"{since:%Y-%m-%dT%H:%MZ}"
    return " ".join((*time.split(), *vendors, *sorted(map(_briefly, kinds))))


def _briefly(kind: str) -> str:
    """A kind, or an event type by its second half, where that names nothing else."""
    short = kind.partition(".")[2]
    return short if kinds_named(short) == (kind,) else kind


def _since(text: str, asked: Asked) -> datetime | None:
    """The time that somebody says, a week ago without words; None where it is no time."""
    if not text:
        return asked.scene.now - WEEK
    try:
        return moment(text, asked.scene.now, asked.scene.voice.timezone)
    except ValueError:
        return None


def now(asked: Asked) -> Answer:
    """Which time-of-day windows hold."""
    return asked.answer(clock.now(asked.finder.shelf.offers(), asked.scene))


def status(asked: Asked) -> Answer:
    """How the sources fare."""
    return asked.answer(sources.status(asked.running, asked.scene))


def battle(asked: Asked) -> Answer:
    """Who moved in a month, this one if none is named; with what a chart is drawn from.

    A further page is words only: the chart of all moves came with the first.
    """
    voice = asked.scene.voice
    here = asked.scene.now.astimezone(voice.timezone)
    name = asked.words or f"{here:%Y-%m}"
    span = month(name, here)
    if span is None:
        return asked.answer(Draft(voice.replies.bad_month.format(words=name), found=False))
    name = f"{span[0]:%Y-%m}"
    found = _moved(asked, *span)
    if not found:
        others = islice(_fought(asked, name), MONTHS)
        return asked.answer(war.nothing(name, list(others), asked.scene))
    answer = asked.answer(war.told(found, name, asked.scene), "war", name)
    drawn = ladder.picture(found, name, voice) if asked.page == 1 else None
    return replace(answer, picture=drawn)


def _moved(asked: Asked, begins: datetime, ends: datetime) -> list[moves.Step]:
    """The moves between two times, by the reader's days."""
    events = asked.store.events_seen(begins, ends, moves.TYPES)
    return moves.steps(events, asked.scene.voice.timezone)


def _fought(asked: Asked, but: str) -> Iterator[str]:
    """The other months that have moves, the latest first."""
    here = asked.scene.now.astimezone(asked.scene.voice.timezone)
    seen = (at.astimezone(here.tzinfo) for at in asked.store.times_seen(moves.TYPES))
    for name in dict.fromkeys(f"{at:%Y-%m}" for at in seen if f"{at:%Y-%m}" != but):
        if (span := month(name, here)) and _moved(asked, *span):
            yield name


def workload(asked: Asked) -> Answer:
    """What the asker uses a month, from now on remembered; without words what is remembered."""
    voice, words = asked.scene.voice, asked.words
    said = voice.replies
    if words.casefold() in OFF:
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
        wrong = _as_typed(error.word, asked.words)
        said = voice.replies.not_understood.format(word=wrong)
        lines = [Line(voice.replies.how_cheapest), Line(voice.replies.how_workload)]
        choices = _of_model("price", asked.words, asked)
        return asked.answer(Draft(said, [lines], choices=choices, found=False))
    offers, meters = asked.finder.shelf.offers(), needed(wanted.workload)
    known = contexts(asked.store.contexts() if wanted.workload.length else (), asked.finder.aside)
    priced = ranking.priced(offers, meters, free=wanted.free)
    found = ranking.rank(priced, wanted, voice, known)
    unread = wanted.vendors - {offer.vendor for offer in offers}
    if not found and unread and unread == wanted.vendors:
        return asked.answer(_unranked(sorted(unread), asked))
    return asked.answer(ranking.cheapest(found, wanted, asked.scene, asked.page))


def _as_typed(word: str, text: str) -> str:
    """The word with what is written to it: `gpt-5`, where only `gpt` was looked at."""
    whole = re.search(rf"[\w.-]*{re.escape(word)}[\w.-]*", text, re.ASCII | re.IGNORECASE)
    return whole[0] if word.isascii() and whole else word or text


def _unranked(vendors: Sequence[str], asked: Asked) -> Draft:
    """Why vendors have no place in the ranking: only what they print themselves is ranked."""
    voice = asked.scene.voice
    listing = asked.finder.aside.intersection(vendors)
    said = voice.replies.not_ranked if listing else voice.replies.vendor_unread
    names = voice.words.comma.join(map(voice.vendor, vendors))
    choices = [Choice(voice.vendor(slug), ask("prices", slug)) for slug in sorted(listing)]
    return Draft(said.format(vendor=names), choices=choices, found=False)

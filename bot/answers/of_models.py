"""Questions about models: what they cost, side by side, over time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot import models, search
from bot.answers import card, comparison, curve, lists, past
from bot.answers.answer import Answer, Choice, Draft, ask, turn
from bot.answers.asked import Asked
from bot.answers.comparison import Column
from bot.answers.finder import Finder, Meant, Model
from bot.answers.offers import Offer, offers, usual_first
from bot.answers.prices import aged, brief, listed
from bot.answers.vendors import led_by, named, nearest, vendor_of
from bot.chart import History
from bot.search import UnknownModel
from bot.spellings import bare
from bot.store import Past
from bot.words import Line
from scrapers.quotes import Quote, owner

LISTED: Final = 8  # so many of the models that may be meant are shown with their prices
ALIKE: Final = 4  # so many dates and variants of a model become buttons
PER_PAGE: Final = 30  # models of a price list
STEPS: Final = 600  # of a history: more cannot be told apart, neither in text nor in a chart
LONG: Final = 5  # words of a model's name
_BETWEEN: Final = re.compile(
    r"\s*(?:[,、，;；|｜&＆]|\b(?:vs|versus)\b\.?|(?<!\S)(?:and|or|with|to|against|\+)(?!\S)"
    r"|还是|或者?|对比|比较|和|与|跟|(?<!\S)@\S*)\s*",
    re.IGNORECASE,
)


def price(asked: Asked) -> Answer:
    """The card of one model; several become buttons, a vendor its list, a slip the nearest."""
    words, voice = asked.words, asked.scene.voice
    if not _says(words):
        return _which(asked)
    slug, rest = led_by(words, voice)
    if (slug in asked.finder.aside and rest) or (slug and not rest and not search.family(words)):
        return prices(asked)
    meant = asked.finder.meant(words)
    if meant.sure:
        return _card(asked, meant.models[0], meant.models[1:])
    if meant.models:
        return _several(asked, meant)
    if slug := vendor_of(words, voice):
        return prices(replace(asked, words=slug))
    several = _named(asked)
    together = len(several) > 1 and all(map(asked.finder.knows, several))
    return compare(asked) if together else _unknown(asked)


def cards(asked: Asked, most: int, after: int = 0) -> list[Answer]:
    """The cards of the models that may be meant, for a list to choose from, behind so many."""
    found = asked.finder.meant(asked.words).models
    sold = [one for one in found if one.own] or found
    return [_card(asked, one, ()) for one in sold[after : after + most]]


def _card(asked: Asked, model: Model, others: Sequence[Model]) -> Answer:
    """One model; its dates and variants, which are others, become buttons."""
    elsewhere = asked.finder.elsewhere(model)
    if not model.own and not elsewhere:
        return _gone(asked, model)
    key = asked.finder.words_for(model)
    draft = card.card(model.name, key, model.own, elsewhere, asked.scene)
    known, name = model.identity, model.identity.name
    alike = [one for one in others if one.identity.name == name and one.identity != known]
    kin = [one for one in alike if one.own or one.identity.text == name]
    choices = [*draft.choices, *(_choice(asked, one) for one in kin[:ALIKE])]
    return asked.answer(replace(draft, choices=choices), "price", key)


def _choice(
    asked: Asked, model: Model, command: str = "price", vendor: str | None = None
) -> Choice:
    words = asked.finder.words_for(model)
    return Choice(model.name, ask(command, f"{vendor} {words}" if vendor else words))


def _gone(asked: Asked, model: Model) -> Answer:
    """A model that is no longer printed anywhere: what it cost until then."""
    said = asked.scene.voice.replies.no_longer_printed.format(model=model.name)
    key = asked.finder.words_for(model)
    draft = past.told(model.name, key, _steps(asked, model), asked.scene)
    gone = replace(draft, headline=said, choices=(), found=False)
    return asked.answer(gone, "price", key)


def _several(asked: Asked, meant: Meant) -> Answer:
    """The likeliest models with their prices; each is a button that asks the same of it."""
    voice = asked.scene.voice
    shown, turned = turn(meant.models, asked.page, LISTED)
    lines = [_brief(asked, one) for one in shown]
    said = voice.replies.several.format(words=asked.words, count=len(meant.models))
    choices = [_choice(asked, one, asked.command, meant.vendor) for one in shown]
    return asked.answer(Draft(said, [lines], choices=choices, turned=turned))


def _brief(asked: Asked, model: Model) -> Line:
    """A model in a line: what it costs at its maker, else in somebody else's list."""
    voice = asked.scene.voice
    elsewhere = () if model.own else asked.finder.elsewhere(model)
    column = comparison.column(model.name, model.own, elsewhere, voice)
    if column is None:
        return Line(voice.words.line.format(what=model.name, price=voice.replies.gone))
    offer = column.offer
    said = brief(offer, asked.scene) if model.own else listed(column.quotes, voice)
    beside = [voice.vendor(offer.vendor), *aged(offer.source, offer.page, asked.scene)]
    conditions = voice.words.comma.join(beside)
    said = voice.words.narrowed.format(what=said, conditions=conditions)
    return Line(voice.words.line.format(what=model.name, price=said))


def _unknown(asked: Asked) -> Answer:
    """Nothing is called so: what is spelt nearly so; behind a vendor's name, what others sell."""
    if not _says(bare(asked.words)):
        return _which(asked)
    voice = asked.scene.voice
    _, rest = led_by(asked.words, voice)
    close = list(asked.finder.meant(rest).models[:LISTED]) if rest != asked.words else []
    close = close or asked.finder.nearest(asked.words)
    near = nearest(asked.words, voice) or ([] if close else named(asked.words, voice)[0])
    vendors = [slug for slug in near if _has_prices(asked, slug)]
    lines = [Line(voice.replies.nearest, "name"), *(_brief(asked, one) for one in close)]
    choices = [Choice(voice.vendor(slug), ask("prices", slug)) for slug in vendors]
    choices += [_choice(asked, one) for one in close]
    said = voice.replies.no_price.format(words=asked.words)
    blocks = [lines] if close else []
    return asked.answer(Draft(said, blocks, choices=choices, found=False))


def _says(words: str) -> bool:
    """Is there more than marks?"""
    return any(map(str.isalnum, words))


def _which(asked: Asked) -> Answer:
    """No model is named: the vendors that have prices."""
    voice = asked.scene.voice
    vendors = dict.fromkeys(offer.vendor for offer in asked.finder.shelf.offers())
    choices = [Choice(voice.vendor(slug), ask("prices", slug)) for slug in vendors]
    said = voice.replies.ask_what if vendors else voice.replies.no_prices_yet
    return asked.answer(Draft(said, choices=choices, found=False))


def prices(asked: Asked) -> Answer:
    """What the models of a vendor, or those of them that words name, cost in brief."""
    voice = asked.scene.voice
    slug, rest = led_by(asked.words, voice)
    if slug is None:
        slug, rest = _source(asked)
    if slug is None:
        return price(asked) if asked.words else _which(asked)
    sold = _sold(asked, slug, rest)
    if not sold:
        return _unknown(asked) if rest or slug not in voice.vendors else unread(asked, slug)
    vendor = voice.vendor(owner(slug))
    said = voice.replies.filtered if rest else voice.replies.prices_of
    count = voice.counted(voice.replies.models, len(dict.fromkeys(name for name, _ in sold)))
    heading = said.format(vendor=vendor, words=rest, count=count)
    shown, turned = turn(sold, asked.page, PER_PAGE)
    draft = lists.prices(heading, _offered(asked, slug, shown), asked.scene)
    return asked.answer(replace(draft, turned=turned), "prices", f"{slug} {rest}".rstrip())


def unread(asked: Asked, slug: str) -> Answer:
    """A vendor whose pages gave no prices yet, or are not read; its models in others' lists."""
    voice, rows = asked.scene.voice, asked.finder.shelf.rows
    sources = {source.name for source in voice.vendors[slug].sources}
    begun = sources.intersection(asked.running) or any(source in sources for source, _ in rows)
    said = voice.replies.vendor_unread if begun else voice.replies.vendor_not_read
    family = next((key for key, one in models.rules().families.items() if one.vendor == slug), "")
    known = asked.finder.meant(family).models[:LISTED] if family else ()
    lines = [Line(voice.replies.elsewhere, "name"), *(_brief(asked, one) for one in known)]
    blocks = [lines] if known else []
    draft = Draft(said.format(vendor=voice.vendor(slug)), blocks, found=False)
    return asked.answer(replace(draft, choices=[_choice(asked, one) for one in known]))


def _has_prices(asked: Asked, slug: str) -> bool:
    return any(owner(source) == slug for source, _ in asked.finder.shelf.rows)


def _source(asked: Asked) -> tuple[str | None, str]:
    """The source that the first word names, if it has prices, and the words behind it."""
    word, _, rest = asked.words.partition(" ")
    known = {source for source, _ in asked.finder.shelf.rows}
    return (word.casefold() if word.casefold() in known else None), rest


def _sold(asked: Asked, slug: str, words: str) -> list[tuple[str, Offer | None]]:
    """What a vendor or a source sells, by name; of a list of other people's prices names only."""
    finder = asked.finder
    if slug in finder.aside:
        names = asked.store.names_at(slug)
        chosen = search.matches(words, names) if words else names
        return [(name, None) for name in chosen]
    sold = [one for one in finder.shelf.offers() if slug in {one.vendor, one.source}]
    meant = set(search.matches(words, dict.fromkeys(one.name for one in sold))) if words else set()
    return [(one.name, one) for one in lists.newest(sold) if not words or one.name in meant]


def _offered(
    asked: Asked, slug: str, shown: Sequence[tuple[str, Offer | None]]
) -> Sequence[Offer]:
    """The offers themselves, looked up where only their names are known."""
    known = [offer for _, offer in shown if offer]
    return known or offers(asked.store.prices_of([name for name, _ in shown], [slug]))


def compare(asked: Asked) -> Answer:
    """Up to four models side by side."""
    voice = asked.scene.voice
    columns, missing = list[Column](), list[str]()
    named = _named(asked)
    for words in named[: comparison.MOST]:
        column = _column(asked, words)
        if column is None:
            missing.append(words)
        elif column not in columns:
            columns.append(column)
    if not columns:
        said = voice.replies.compare_what.format(most=comparison.MOST)
        return asked.answer(Draft(said, found=False))
    draft = comparison.compare(columns, missing, asked.scene)
    left = voice.words.comma.join(named[comparison.MOST :])
    said = voice.replies.too_many.format(words=left, most=comparison.MOST)
    footer = [*draft.footer, Line(said)] if left else draft.footer
    return asked.answer(replace(draft, footer=footer))


def _named(asked: Asked) -> list[str]:
    """The models that are named: between commas and the like, else by words that name one."""
    parts = [part for part in map(str.strip, _BETWEEN.split(asked.words)) if bare(part)]
    return parts if len(parts) > 1 else list(_names(asked.finder, " ".join(parts).split()))


def _names(finder: Finder, words: Sequence[str]) -> Iterator[str]:
    """Word by word the longest names that are known: `glm 5 gpt 5`; `glm-5/gpt-5` are two.

    A number belongs to the word before it: `豆包 1.6 混元 3`.
    """
    place = 0
    while place < len(words):
        ends = range(min(place + LONG, len(words)), place + 1, -1)
        end = next((e for e in ends if finder.knows(" ".join(words[place:e]))), place + 1)
        while end < len(words) and words[end][0].isdigit():
            end += 1
        said = " ".join(words[place:end])
        either = said.split("/")
        yield from either if len(either) > 1 and all(map(finder.knows, either)) else [said]
        place = end


def _column(asked: Asked, words: str) -> Column | None:
    """The likeliest model of these words that anybody sells."""
    finder = asked.finder
    for model in finder.meant(words).models[:LISTED]:
        elsewhere = () if model.own else finder.elsewhere(model)
        if column := comparison.column(model.printed, model.own, elsewhere, finder.voice):
            return column
    return None


def history(asked: Asked) -> Answer:
    """Every move of one model, with what a chart is drawn from."""
    if not _says(asked.words):
        return _which(asked)
    meant = asked.finder.meant(asked.words)
    if not meant.models:
        return _unknown(asked)
    if not meant.sure:
        return _several(asked, meant)
    model = meant.models[0]
    steps, key = _steps(asked, model), asked.finder.words_for(model)
    draft = past.told(model.printed, key, steps, asked.scene, _sources(model))
    if lines := past.announced(_plans(model), asked.scene.voice):
        name = Line(asked.scene.voice.replies.announced, "name")
        draft = replace(draft, blocks=[[name, *lines], *draft.blocks])
    answer = asked.answer(draft, "history", key)
    return replace(answer, picture=_drawn(asked, model, steps))


def picture(asked: Asked) -> History:
    """What a chart of one model's history is drawn from. Raises UnknownModel."""
    meant = asked.finder.meant(asked.words)
    if not meant.sure:
        raise UnknownModel(f"{asked.words} is no model, or could be several")
    return _drawn(asked, meant.models[0], _steps(asked, meant.models[0]))


def _drawn(asked: Asked, model: Model, steps: Sequence[Past]) -> History:
    """The chart: its maker's own pages come first, then who else sells it now."""
    order = _sources(model)
    by_source = sorted(steps, key=lambda step: (order.get(step.source, len(order)), step.source))
    return curve.picture(model.printed, by_source, _plans(model), asked.scene)


def _sources(model: Model) -> dict[str, int]:
    """Who sells it now, and in which order they are shown."""
    known = dict.fromkeys(offer.source for offer in model.own)
    return {source: number for number, source in enumerate(known)}


def _plans(model: Model) -> list[Quote]:
    """What is announced of the prices that the model's pages print, what most pay first."""
    return sorted((plan for offer in model.own for plan in offer.plans), key=usual_first)


def _steps(asked: Asked, model: Model) -> list[Past]:
    """The steps of a model under all its names: at vendors' own pages, if it ever was on one."""
    if model.explained:
        places = [(offer.name, offer.source) for offer in model.own]
        return asked.store.last_steps(places, STEPS)
    ever = asked.store.printed_ever(model.names)
    own = [one for one in ever if one[1] not in asked.finder.aside]
    return asked.store.last_steps(own or ever, STEPS)

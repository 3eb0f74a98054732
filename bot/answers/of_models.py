"""Questions about models: what they cost, side by side, over time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot import search
from bot.answers import card, comparison, curve, lists, past
from bot.answers.answer import Answer, Choice, Draft, ask, turn
from bot.answers.asked import Asked
from bot.answers.comparison import Column
from bot.answers.finder import Model, sure
from bot.answers.offers import Offer, offers
from bot.answers.prices import aged, brief, listed
from bot.answers.vendors import led_by, nearest, vendor_of
from bot.chart import History
from bot.search import UnknownModel
from bot.store import Past
from bot.words import Line

LISTED: Final = 8  # so many of the models that may be meant are shown with their prices
ALIKE: Final = 4  # so many dates and variants of a model become buttons
PER_PAGE: Final = 30  # models of a price list
STEPS: Final = 600  # of a history: more cannot be told apart, neither in text nor in a chart
_BETWEEN: Final = re.compile(r"\s*(?:[,、，;；]|\bvs\.?\s|\band\s|和)\s*", re.IGNORECASE)


def price(asked: Asked) -> Answer:
    """The card of one model; several become buttons, a vendor its list, a slip the nearest."""
    words = asked.words
    if not words:
        return _which(asked)
    if (of_vendor := asked.finder.of_vendor(words)) and asked.finder.names_one(words):
        return _card(asked, of_vendor[0], of_vendor[1:])
    found = asked.finder.meant(words)
    if found and sure(words, found):
        return _card(asked, found[0], found[1:])
    slug = vendor_of(words, asked.scene.voice)
    if slug and (not found or search.family(words) is None):
        return prices(asked)
    found = found or of_vendor
    if len(found) == 1:
        return _card(asked, found[0], ())
    return _several(asked, found) if found else _unknown(asked)


def cards(asked: Asked, most: int) -> list[Answer]:
    """The cards of the models that may be meant, for a list to choose from."""
    found = asked.finder.meant(asked.words) or asked.finder.of_vendor(asked.words)
    sold = [one for one in found if one.own] or found
    return [_card(asked, one, ()) for one in sold[:most]]


def _card(asked: Asked, model: Model, others: Sequence[Model]) -> Answer:
    """One model; its dates and variants, which are others, become buttons."""
    elsewhere = asked.finder.elsewhere(model)
    if not model.own and not elsewhere:
        return _gone(asked, model)
    key = model.identity.text
    draft = card.card(model.name, key, model.own, elsewhere, asked.scene)
    kin = [one for one in others if one.identity.name == model.identity.name and one.own]
    choices = [*draft.choices, *(_choice(one) for one in kin[:ALIKE])]
    return asked.answer(replace(draft, choices=choices), "price", key)


def _choice(model: Model, command: str = "price") -> Choice:
    return Choice(model.name, ask(command, model.identity.text))


def _gone(asked: Asked, model: Model) -> Answer:
    """A model that is no longer printed anywhere: what it cost until then."""
    said = asked.scene.voice.replies.no_longer_printed.format(model=model.name)
    draft = past.told(model.name, model.identity.text, _steps(asked, model), asked.scene)
    gone = replace(draft, headline=said, choices=(), found=False)
    return asked.answer(gone, "price", model.identity.text)


def _several(asked: Asked, found: Sequence[Model]) -> Answer:
    """The likeliest models with their prices; each is a button that asks the same of it."""
    voice = asked.scene.voice
    shown, turned = turn(found, asked.page, LISTED)
    lines = [_brief(asked, one) for one in shown]
    said = voice.replies.several.format(words=asked.words, count=len(found))
    choices = [_choice(one, asked.command) for one in shown]
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
    """Nothing is called so: what is spelt nearly so."""
    voice = asked.scene.voice
    close = asked.finder.nearest(asked.words)
    vendors = nearest(asked.words, voice)
    lines = [Line(voice.replies.nearest, "name"), *(_brief(asked, one) for one in close)]
    choices = [Choice(voice.vendor(slug), ask("prices", slug)) for slug in vendors]
    choices += [_choice(one) for one in close]
    said = voice.replies.no_price.format(words=asked.words)
    blocks = [lines] if close else []
    return asked.answer(Draft(said, blocks, choices=choices, found=False))


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
        return _unknown(asked)
    vendor = voice.vendor(slug.partition("-")[0])
    said = voice.replies.filtered if rest else voice.replies.prices_of
    count = voice.counted(voice.replies.models, len(dict.fromkeys(name for name, _ in sold)))
    heading = said.format(vendor=vendor, words=rest, count=count)
    shown, turned = turn(sold, asked.page, PER_PAGE)
    draft = lists.prices(heading, _offered(asked, slug, shown), asked.scene)
    return asked.answer(replace(draft, turned=turned), "prices")


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
    named = _named(asked.words)[: comparison.MOST]
    for words in named:
        column = _column(asked, words)
        if column is None:
            missing.append(words)
        elif column.name not in {one.name for one in columns}:
            columns.append(column)
    if not columns:
        said = voice.replies.compare_what.format(most=comparison.MOST)
        return asked.answer(Draft(said, found=False))
    return asked.answer(comparison.compare(columns, missing, asked.scene))


def _named(words: str) -> list[str]:
    """The models that are named: between commas, else the words themselves."""
    parts = _BETWEEN.split(words)
    return [part for part in (parts if len(parts) > 1 else words.split()) if part]


def _column(asked: Asked, words: str) -> Column | None:
    """The likeliest model of these words that anybody sells."""
    finder = asked.finder
    for model in (finder.meant(words) or finder.of_vendor(words))[:LISTED]:
        elsewhere = () if model.own else finder.elsewhere(model)
        if column := comparison.column(model.name, model.own, elsewhere, finder.voice):
            return column
    return None


def history(asked: Asked) -> Answer:
    """Every move of one model, with what a chart is drawn from."""
    if not asked.words:
        return _which(asked)
    found = asked.finder.meant(asked.words) or asked.finder.of_vendor(asked.words)
    if not found:
        return _unknown(asked)
    if not sure(asked.words, found):
        return _several(asked, found)
    model = found[0]
    steps = _steps(asked, model)
    draft = past.told(model.name, model.identity.text, steps, asked.scene)
    answer = asked.answer(draft, "history", model.identity.text)
    return replace(answer, picture=_drawn(asked, model, steps))


def picture(asked: Asked) -> History:
    """What a chart of one model's history is drawn from. Raises UnknownModel."""
    found = asked.finder.meant(asked.words) or asked.finder.of_vendor(asked.words)
    if not found or not sure(asked.words, found):
        raise UnknownModel(f"{asked.words} is no model, or could be several")
    return _drawn(asked, found[0], _steps(asked, found[0]))


def _drawn(asked: Asked, model: Model, steps: Sequence[Past]) -> History:
    """The chart: its maker's own pages come first, then who else sells it now."""
    known = dict.fromkeys(offer.source for offer in model.own)
    order = {source: number for number, source in enumerate(known)}
    by_source = sorted(steps, key=lambda step: (order.get(step.source, len(order)), step.source))
    return curve.picture(model.name, by_source, asked.scene)


def _steps(asked: Asked, model: Model) -> list[Past]:
    """The steps of a model under all its names: at vendors' own pages, if it ever was on one."""
    ever = asked.store.printed_ever(model.names)
    own = [one for one in ever if one[1] not in asked.finder.aside]
    return asked.store.last_steps(own or ever, STEPS)

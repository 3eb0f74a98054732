"""What is asked for on the command line, as rows: latest prices and steps of history.

Several words are one question, as in the chat: a vendor or a source, a model, or both. Where
nothing is called so, each word is a question of its own.
"""

from collections.abc import Sequence

from bot import search
from bot.answers.vendors import led_by
from bot.models import identity, small
from bot.search import UnknownModel
from bot.store import Latest, Past, Store
from bot.words import Voice
from scrapers.quotes import owner


def prices(
    words: Sequence[str], store: Store, voice: Voice, *, free: bool = False
) -> list[Latest]:
    """The latest prices that the words mean, all without any. Raises UnknownModel."""
    found = _each(words, store, voice) if words else store.latest()
    return [one for one in found if one.quote.free or not free]


def _each(words: Sequence[str], store: Store, voice: Voice) -> list[Latest]:
    try:
        return _prices(" ".join(words), store, voice)
    except UnknownModel as error:
        try:
            found = [one for word in words for one in _prices(word, store, voice)]
        except UnknownModel:
            raise error from None
        return list({(one.source, one.page, one.quote.key): one for one in found}.values())


def _prices(said: str, store: Store, voice: Voice) -> list[Latest]:
    place, model = _place(said, store, voice)
    sold = store.latest(place) if place else []
    if not model:
        return sold or _named(place, store)
    meant = set(search.matches(model, {one.quote.model for one in sold}))
    own = [one for one in sold if one.quote.model in meant]
    if any(_called(one.quote.model, model) for one in own):
        return own
    try:
        return _named(said, store)
    except UnknownModel:
        if own:
            return own
        raise


def _named(said: str, store: Store) -> list[Latest]:
    """The prices of what goes by a name, wherever it is sold."""
    known = store.models()
    return store.latest(names=search.known(said, known)) if known else []


def history(words: Sequence[str], store: Store, voice: Voice) -> list[Past]:
    """Every step of the one model that the words mean, at a vendor if it is named before it.

    Raises UnknownModel where none is known, or several may be meant.
    """
    said = " ".join(words)
    place, model = _place(said, store, voice)
    ever, _ = store.names_ever()
    sold = _ever_sold_at(place, model, ever, store) if place and model else []
    if any(_called(name, model) for name in sold):
        return _steps_at(place, search.only(model, sold), store)
    try:
        return store.steps(search.only(said, ever)) if ever else []
    except UnknownModel:
        if sold:
            return _steps_at(place, search.only(model, sold), store)
        raise


def _ever_sold_at(place: str, model: str, ever: Sequence[str], store: Store) -> list[str]:
    """Under which names a vendor or a source ever had what may be meant."""
    meant = search.matches(model, ever)
    printed = store.printed_ever(meant) if meant else []
    return [name for name, source in printed if _is_at(place, source)]


def _steps_at(place: str, names: Sequence[str], store: Store) -> list[Past]:
    return [step for step in store.steps(names) if _is_at(place, step.source)]


def _is_at(place: str, source: str) -> bool:
    return place in {source, owner(source)}


def _place(said: str, store: Store, voice: Voice) -> tuple[str, str]:
    """The vendor or the source that a question begins with, "" for none, and what follows it.

    A name that also goes for models (`glm`, `claude`) is no vendor here, unless it is its own.
    """
    first, _, rest = said.partition(" ")
    if first.casefold() in {row.source for row in store.pages()}:
        return first.casefold(), rest
    slug, rest = led_by(said, voice)
    lead = said.removesuffix(rest).strip()
    if slug is None or (search.family(lead) and not _own_name(lead, slug, voice)):
        return "", said
    return slug, rest


def _own_name(lead: str, slug: str, voice: Voice) -> bool:
    vendor = voice.vendors[slug]
    return small(lead) in {small(name) for name in (slug, vendor.name, vendor.name_zh)}


def _called(name: str, model: str) -> bool:
    """Is this a name of just that model?"""
    return identity(name).name == identity(model).name

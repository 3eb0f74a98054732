"""Which of the known names a person means who types a model, the closest first. Pure."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot import models
from bot.models import Identity, identity


class UnknownModel(LookupError):
    """A word that is no model, or could be several; `nearest` are names that would be one."""

    def __init__(self, sentence: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        super().__init__(f"{sentence}: {', '.join(nearest)}" if nearest else sentence)


def matches(query: str, names: Sequence[str]) -> list[str]:
    """The names that a person who types `query` means, the closest first; empty where none is.

    Of these the first that finds any counts: an id with its path, as it stands; the model, with
    all its dates and variants unless the query names one; the family, or names that begin so;
    names that have all the words; names with this piece in them.
    """
    meant = identity(query)
    ways = (_verbatim, _exactly, _begins, _has_words, _has_piece)
    found = next((hits for way in ways if (hits := way(query, meant, names))), [])
    return sorted(found, key=lambda name: _distance(meant, name))


def only(query: str, names: Sequence[str]) -> list[str]:
    """The names of the one model that is meant. Raises UnknownModel where none is, or several."""
    if found := models.alike(query, names):
        return found
    found = matches(query, names)
    meant = list(dict.fromkeys(identity(name).text for name in found))
    if not found:
        raise UnknownModel(*_unknown(query, names))
    if len(meant) > 1:
        raise UnknownModel(f"{query} could be any of {len(meant)} models, such as", meant[:5])
    return found


def known(query: str, names: Sequence[str]) -> list[str]:
    """As `matches`. Raises UnknownModel where none is meant."""
    if found := matches(query, names):
        return found
    raise UnknownModel(*_unknown(query, names))


def nearest(query: str, names: Iterable[str], count: int = 5) -> list[str]:
    """Names that are spelt nearly so, for a person who may have slipped."""
    called = dict.fromkeys(identity(name).name for name in names)
    return get_close_matches(identity(query).name, called, n=count, cutoff=0.6)


def _unknown(query: str, names: Iterable[str]) -> tuple[str, list[str]]:
    close = nearest(query, names)
    said = f"no price of {query} is known"
    return (f"{said}; the nearest names are" if close else said), close


def _distance(meant: Identity, name: str) -> tuple[object, ...]:
    """What is asked for itself first, then its dates and variants, then longer names."""
    found = identity(name)
    plain = (found != meant, found.variant is not None, found.snapshot is not None)
    return (found.name != meant.name, len(found.name), found.name, *plain, name)


def _verbatim(query: str, _: Identity, names: Iterable[str]) -> list[str]:
    if "/" not in query:
        return []
    return [name for name in names if models.small(name) == models.small(query)]


def _exactly(_: str, meant: Identity, names: Iterable[str]) -> list[str]:
    found = [(identity(name), name) for name in names]
    hits = [(one, name) for one, name in found if one.name == meant.name]
    if meant.snapshot or meant.variant:
        hits = [(one, name) for one, name in hits if _within(meant, one)]
    pointers = all(one.snapshot == "latest" for one, _ in hits) and not meant.snapshot
    return [] if pointers else [name for _, name in hits]


def _within(meant: Identity, one: Identity) -> bool:
    return meant.snapshot in {None, one.snapshot} and meant.variant in {None, one.variant}


def _begins(query: str, meant: Identity, names: Iterable[str]) -> list[str]:
    family, start = _family(models.small(query)), meant.name.split("-")
    return [
        name
        for name in names
        if (one := identity(name)).family == family or one.name.split("-")[: len(start)] == start
    ]


def _family(word: str) -> str | None:
    """The key of the family that goes by this word."""
    families = models.rules().families.items()
    return next((key for key, f in families if word in {key, f.name.casefold(), *f.words}), None)


def _has_words(_: str, meant: Identity, names: Iterable[str]) -> list[str]:
    words = set(meant.name.split("-"))
    return [name for name in names if words <= set(identity(name).name.split("-"))]


def _has_piece(query: str, meant: Identity, names: Iterable[str]) -> list[str]:
    """A piece that ends in a number is not found inside of a longer number or version."""
    pieces = "|".join(re.escape(piece) for piece in {meant.name, models.small(query)} if piece)
    if not pieces:
        return []
    whole_numbers = (r"(?:(?<!\d)(?<!\d\.)|(?!\d))", r"(?:(?!\d)(?!\.\d)|(?<!\d))")
    find = re.compile(f"(?:{pieces})".join(whole_numbers))
    return [n for n in names if find.search(models.small(n)) or find.search(identity(n).name)]

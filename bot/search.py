"""Which of the known names a person means who types a model, the closest first. Pure."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate
from typing import Final

from bot import models
from bot.models import Identity, identity
from bot.spellings import spellings

_GAP: Final = re.compile(r"(?<!\d)-|-(?!\d)")


class UnknownModel(LookupError):
    """A word that is no model, or could be several; `nearest` are names that would be one."""

    def __init__(self, sentence: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        super().__init__(f"{sentence}: {', '.join(nearest)}" if nearest else sentence)


class Names:
    """Known names, sorted by what they mean once, so that many questions can be asked of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.named: dict[str, list[tuple[Identity, str]]] = defaultdict(list)
        for name in names:
            one = identity(name)
            self.named[one.name].append((one, name))
        self.families = {name: found[0][0].family for name, found in self.named.items()}
        self.words = {name: name.split("-") for name in self.named}
        self.joined = {_gapless(name): name for name in self.named}
        self.raw = [(called, raw) for called, found in self.named.items() for _, raw in found]
        lines = [f"{models.small(raw)}\t{called}" for called, raw in self.raw]
        self.text = "\n".join(lines)
        self.ends = list(accumulate(len(line) + 1 for line in lines))

    def all(self, called: Iterable[str]) -> list[str]:
        """The names behind what models are called."""
        return [name for one in called for _, name in self.named[one]]

    def having(self, piece: str) -> Iterator[tuple[str, str]]:
        """The names that have this piece, each with the text that it was found in."""
        place = self.text.find(piece)
        while place >= 0:
            number = bisect_right(self.ends, place)
            begins = self.ends[number - 1] if number else 0
            yield self.raw[number][1], self.text[begins : self.ends[number] - 1]
            place = self.text.find(piece, self.ends[number])


@dataclass(frozen=True, slots=True)
class Found:
    """Names that may be meant, the closest first, and what was asked for.

    `exactly` says that they are one model, as it is called, with its dates and variants.
    """

    names: tuple[str, ...]
    asked: Identity
    exactly: bool = False


def find(query: str, names: Iterable[str] | Names) -> Found:
    """The names that a person who types `query` means.

    Of these the first that finds any counts: an id with its path, as it stands; the model, with
    all its dates and variants unless the query names one; the model, spelt with other gaps; the
    family, or names that begin so (and, where no version is said, those that have all the words);
    names that have all the words; names with this piece in them.
    Where nothing is called so, the query's other spellings are tried.
    """
    among = _known(names)
    for spelling in spellings(query):
        meant = identity(spelling)
        for way in _WAYS:
            if hits := way(spelling, meant, among):
                asked = identity(hits[0]).alias if way is _joined else meant
                ordered = sorted(hits, key=lambda name: _distance(asked, name))
                return Found(tuple(ordered), asked, way in _EXACT)
    return Found((), identity(query))


def around(found: Found, names: Names) -> list[str]:
    """Other names that may be meant: those that begin so or, without a version, have the words.

    A model that is called just so has others of its family around it, one of a date none.
    """
    asked = found.asked
    if found.exactly and (asked.snapshot not in {None, "latest"} or asked.variant):
        return []
    more = set(_begins(asked.name, asked, names))
    if not (found.exactly and models.version(asked)):
        more |= set(_has_words(asked.name, asked, names))
    kin = (one for one in more if not found.exactly or identity(one).family == asked.family)
    return sorted(kin, key=lambda name: _distance(asked, name))


def joined(meant: Identity, names: Names) -> str | None:
    """What the model is called that is spelt so but for gaps: `gpt5-mini`, `hy-3`."""
    return names.joined.get(_gapless(meant.name))


def matches(query: str, names: Iterable[str] | Names) -> list[str]:
    """The names that a person who types `query` means, the closest first; empty where none is."""
    return list(find(query, names).names)


def only(query: str, names: Iterable[str] | Names) -> list[str]:
    """The names of the one model that is meant. Raises UnknownModel where none is, or several."""
    known = _known(names)
    meant = identity(query)
    if found := [name for one, name in known.named.get(meant.name, ()) if one == meant]:
        return found
    found = matches(query, known)
    texts = list(dict.fromkeys(identity(name).text for name in found))
    if not found:
        raise UnknownModel(*_unknown(query, known))
    if len(texts) > 1:
        raise UnknownModel(f"{query} could be any of {len(texts)} models, such as", texts[:5])
    return found


def known(query: str, names: Iterable[str] | Names) -> list[str]:
    """As `matches`. Raises UnknownModel where none is meant."""
    among = _known(names)
    if found := matches(query, among):
        return found
    raise UnknownModel(*_unknown(query, among))


def nearest(query: str, names: Iterable[str] | Names, count: int = 5) -> list[str]:
    """Names that are spelt nearly so, for a person who may have slipped."""
    return get_close_matches(identity(query).name, _known(names).named, n=count, cutoff=0.6)


def family(word: str) -> str | None:
    """The key of the family that goes by this word."""
    said = models.small(word)
    families = models.rules().families.items()
    return next((key for key, f in families if said in {key, f.name.casefold(), *f.words}), None)


def _gapless(name: str) -> str:
    """The name without its dashes, but for those between numbers: 3-1b is not 31b."""
    return _GAP.sub("", name)


def _known(names: Iterable[str] | Names) -> Names:
    return names if isinstance(names, Names) else Names(names)


def _unknown(query: str, names: Names) -> tuple[str, list[str]]:
    close = nearest(query, names)
    said = f"no price of {query} is known"
    return (f"{said}; the nearest names are" if close else said), close


def _distance(meant: Identity, name: str) -> tuple[object, ...]:
    """What is asked for itself first, then its dates and variants, then longer names."""
    found = identity(name)
    plain = (found != meant, found.variant is not None, found.snapshot is not None)
    return (found.name != meant.name, len(found.name), found.name, *plain, name)


def _verbatim(query: str, _: Identity, names: Names) -> list[str]:
    if "/" not in query:
        return []
    said = models.small(query)
    return [name for name, text in names.having(f"{said}\t") if text.startswith(f"{said}\t")]


def _exactly(_: str, meant: Identity, names: Names) -> list[str]:
    hits = names.named.get(meant.name, [])
    if meant.snapshot or meant.variant:
        hits = [(one, name) for one, name in hits if _within(meant, one)]
    pointers = all(one.snapshot == "latest" for one, _ in hits) and not meant.snapshot
    return [] if pointers else [name for _, name in hits]


def _within(meant: Identity, one: Identity) -> bool:
    return meant.snapshot in {None, one.snapshot} and meant.variant in {None, one.variant}


def _joined(_: str, meant: Identity, names: Names) -> list[str]:
    name = joined(meant, names)
    begun = meant.name.endswith("-")  # somebody is still typing
    return names.all([name]) if name and name != meant.name and not begun else []


def _begins(query: str, meant: Identity, names: Names) -> list[str]:
    asked, start = family(query), meant.name.split("-")
    return names.all(
        name
        for name, words in names.words.items()
        if words[: len(start)] == start or (asked and names.families[name] == asked)
    )


def _worded(query: str, meant: Identity, names: Names) -> list[str]:
    """Without a version `doubao pro` is the Pro of every version, not only `doubao-pro-32k`."""
    found = _begins(query, meant, names)
    if found and (models.version(meant) or "-" not in meant.name):
        return found
    return list(dict.fromkeys([*found, *_has_words(query, meant, names)]))


def _has_words(_: str, meant: Identity, names: Names) -> list[str]:
    said = set(meant.name.split("-"))
    return names.all(name for name, words in names.words.items() if said.issubset(words))


def _has_piece(query: str, meant: Identity, names: Names) -> list[str]:
    """A piece that ends in a number is not found inside of a longer number or version."""
    pieces = [piece for piece in {meant.name, models.small(query)} if piece]
    whole_numbers = (r"(?:(?<!\d)(?<!\d\.)|(?!\d))", r"(?:(?!\d)(?!\.\d)|(?<!\d))")
    find = re.compile(f"(?:{'|'.join(map(re.escape, pieces))})".join(whole_numbers))
    found = (hit for piece in pieces for hit in names.having(piece))
    return list(dict.fromkeys(name for name, text in found if find.search(text)))


_WAYS: Final[tuple[Callable[[str, Identity, Names], list[str]], ...]] = (
    *(_verbatim, _exactly, _joined),
    *(_worded, _has_piece),
)
_EXACT: Final = (_verbatim, _exactly, _joined)

"""Which model somebody means, and who sells it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import models, search
from bot.answers.answer import NAMELESS, nameless
from bot.answers.offers import Offer, offers
from bot.answers.shelf import Shelf
from bot.answers.vendors import aggregators, led_by
from bot.models import Identity, identity
from bot.spellings import spellings
from bot.words import Voice

_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Model:
    """A model that may be meant: every name it ever had, and its offers on vendors' own pages.

    The offers of its maker come first, those in the asker's currency before others.
    """

    identity: Identity
    names: tuple[str, ...]
    own: tuple[Offer, ...] = ()

    @property
    def name(self) -> str:
        """What it is called: by its maker, else by most of those who have it in their lists."""
        if self.explained:
            return self.identity.name
        if self.own:
            return self.own[0].name
        bare = Counter(sorted(name.rpartition("/")[2] for name in self.names))
        return bare.most_common(1)[0][0]

    @property
    def explained(self) -> bool:
        """Does its maker print the price under another name only, and explain this one by it?"""
        return bool(self.own) and identity(self.own[0].name) != self.identity

    @property
    def printed(self) -> str:
        """The name beside which the price stands."""
        return self.own[0].name if self.own else self.name


@dataclass(frozen=True, slots=True)
class Meant:
    """The models that somebody may mean, the likeliest first.

    `sure` says that it is the first: the others are its dates and variants. `vendor` is whose
    price of them is asked for, where one is named.
    """

    models: tuple[Model, ...] = ()
    sure: bool = False
    vendor: str | None = None


class Finder:
    """Looks for models on behalf of one asker."""

    def __init__(self, shelf: Shelf, voice: Voice, now: datetime) -> None:
        self.shelf, self.voice = shelf, voice
        self.aside = aggregators(voice)
        shelf.refresh(self.aside, now)

    def meant(self, words: str) -> Meant:
        """The models that the words may mean; they may begin with the vendor that sells it."""
        if words.startswith(NAMELESS) and (hashed := self._hashed(words)):
            return Meant(tuple(hashed), sure=True)
        slug, rest = led_by(words, self.voice)
        sold = self._sold_by(slug, rest) if slug and rest else []
        if any(one.identity.name == identity(rest).name for one in sold):
            return Meant(tuple(sold), sure=True, vendor=slug)
        nickname = bool(rest) and search.family(words.removesuffix(rest)) is not None
        if sold and not nickname:  # `豆包 pro` is none of the other models that are sold there
            return Meant(tuple(sold), sure=len(sold) == 1, vendor=slug)
        found = self._called(words)
        return found if found.models or not (slug and rest) else self._made_by(slug, rest)

    def _made_by(self, slug: str, words: str) -> Meant:
        """The models, if it is their maker that stands before them: `百度文心4.5`."""
        found = self._called(words)
        families = models.rules().families
        made = found.models and families.get(found.models[0].identity.family)
        return found if made and made.vendor == slug else Meant()

    def words_for(self, model: Model) -> str:
        """What asks for this very model; its hash where its name means others before it."""
        text = model.identity.text
        found = self._called(text) if not model.own else None
        clear = found is None or (found.sure and found.models[0].identity == model.identity)
        return text if clear else nameless(text)

    def knows(self, words: str) -> bool:
        """Is one model called just so?"""
        said = list(map(identity, spellings(words)))
        names = self.shelf.names()
        return any(one.text in _pairs() or search.joined(one, names) for one in said)

    def _called(self, words: str) -> Meant:
        hit = search.find(words, self.shelf.names())
        found = self._grouped(hit.names)
        said = [hit.asked] if hit.exactly else map(identity, spellings(words))
        if told := self._beside(said, found):
            return Meant((told, *found), sure=True)
        if not any(one.own for one in found) and not (hit.exactly and "/" in words):
            # A name in somebody's list is not the last word, unless it is copied from there.
            sold, known = self.shelf.sold(), {one.identity for one in found}
            more = search.around(hit, sold)
            found += [one for one in self._grouped(more) if one.identity not in known]
        found = _ordered(found, words, hit.asked)
        sure = len(found) == 1 or (bool(found) and _so_called(found[0], hit.asked))
        return Meant(tuple(found), sure=sure)

    def _beside(self, said: Iterable[Identity], found: Sequence[Model]) -> Model | None:
        """A model that no vendor prints a price for, but explains by another, with its offers."""
        asked = next((one for one in said if one.text in _pairs()), None)
        same = next((one for one in found if one.identity == asked), None)
        if asked is None or (same and same.own):
            return None
        sold = sorted(self.shelf.of(identity(_pairs()[asked.text])), key=self._distance)
        own = [offer for offer in sold if offer.vendor == _maker(offer)]
        names = same.names if same else (asked.name,)
        return Model(asked, names, tuple(own)) if own else None

    def _hashed(self, words: str) -> list[Model]:
        names = self.shelf.names()
        every = names.all(names.named)
        return self._grouped(one for one in every if nameless(identity(one).text) == words)

    def _sold_by(self, slug: str, words: str) -> list[Model]:
        """The models that a vendor sells under these words, each with its offers only."""
        sold = [offer.name for offer in self.shelf.offers() if offer.vendor == slug]
        found = self._grouped(search.matches(words, sold))
        return [
            Model(one.identity, one.names, tuple(o for o in one.own if o.vendor == slug))
            for one in _ordered(found, words, identity(words))
        ]

    def elsewhere(self, model: Model) -> list[Offer]:
        """The model in other people's lists."""
        if not self.aside:
            return []
        return offers(self.shelf.store.prices_of(model.names, sorted(self.aside)))

    def nearest(self, words: str) -> list[Model]:
        """Models that are spelt nearly so."""
        close = search.nearest(words, self.shelf.names())
        return [one for name in close for one in self._called(name).models[:1]]

    def _grouped(self, names: Iterable[str]) -> list[Model]:
        groups: dict[Identity, list[str]] = {}
        for name in names:
            groups.setdefault(identity(name), []).append(name)
        return [
            Model(one, tuple(found), tuple(sorted(self.shelf.of(one), key=self._distance)))
            for one, found in groups.items()
        ]

    def _distance(self, offer: Offer) -> tuple[object, ...]:
        foreign = all(quote.currency != self.voice.second for quote in offer.quotes)
        return offer.vendor != _maker(offer), foreign, offer.source, offer.page


def _maker(offer: Offer) -> str:
    """The vendor whose model it is; its seller where that is not known."""
    family = models.rules().families.get(identity(offer.name).family)
    return family.vendor if family else offer.vendor


def _pairs() -> Mapping[str, str]:
    return models.rules().beside


def _ordered(found: Iterable[Model], words: str, asked: Identity) -> list[Model]:
    """What is called so at its vendor, what vendors sell, the rest.

    Who names no version means the newest.
    """
    loose = not _DIGIT.search(words)

    def likely(one: Model) -> tuple[object, ...]:
        other, foreign = not _so_called(one, asked), not one.own
        newest = loose and -models.version(one.identity)
        return other or foreign, foreign, other, one.identity != asked, newest

    return sorted(found, key=likely)


def _so_called(one: Model, asked: Identity) -> bool:
    """Is this the model, of whatever date? What points to the newest is, at its vendor."""
    pointer = one.identity.snapshot == "latest" != asked.snapshot
    return one.identity.name == asked.name and (bool(one.own) or not pointer)

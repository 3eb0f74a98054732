"""Which model somebody means, and who sells it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import models, search
from bot.answers.answer import NAMELESS, nameless
from bot.answers.offers import Offer, offers
from bot.answers.shelf import Shelf
from bot.answers.vendors import aggregators, led_by
from bot.models import Identity, identity
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
        if self.own:
            return self.own[0].name
        bare = Counter(sorted(name.rpartition("/")[2] for name in self.names))
        return bare.most_common(1)[0][0]


class Finder:
    """Looks for models on behalf of one asker."""

    def __init__(self, shelf: Shelf, voice: Voice, now: datetime) -> None:
        self.shelf, self.voice = shelf, voice
        self.aside = aggregators(voice)
        shelf.refresh(self.aside, now)

    def meant(self, words: str) -> list[Model]:
        """The models that the words may mean, the likeliest first; empty where none is known."""
        if words.startswith(NAMELESS):
            return self._grouped(
                name
                for name in self.shelf.names().all(self.shelf.names().named)
                if nameless(identity(name).text) == words
            )
        asked = identity(words)
        found = self._grouped(search.matches(words, self.shelf.names()))
        loose = not _DIGIT.search(words)  # who names no version means the newest
        return sorted(
            found,
            key=lambda one: (
                one.identity != asked,
                not one.own,
                loose and -models.version(one.identity),
            ),
        )

    def of_vendor(self, words: str) -> list[Model]:
        """The same where the words begin with a vendor and the rest is one of its models."""
        slug, rest = led_by(words, self.voice)
        if slug is None or not rest:
            return []
        sold = [offer.name for offer in self.shelf.offers() if offer.vendor == slug]
        found = self._grouped(search.matches(rest, sold))
        return [
            Model(one.identity, one.names, tuple(o for o in one.own if o.vendor == slug))
            for one in found
        ]

    def names_one(self, words: str) -> bool:
        """Is a model named behind a vendor, so that this only narrows where it is sold?"""
        return identity(led_by(words, self.voice)[1]).name in self.shelf.names().named

    def elsewhere(self, model: Model) -> list[Offer]:
        """The model in other people's lists."""
        if not self.aside:
            return []
        return offers(self.shelf.store.prices_of(model.names, sorted(self.aside)))

    def nearest(self, words: str) -> list[Model]:
        """Models that are spelt nearly so."""
        close = search.nearest(words, self.shelf.names())
        return [one for name in close for one in self.meant(name)[:1]]

    def _grouped(self, names: Iterable[str]) -> list[Model]:
        groups: dict[Identity, list[str]] = {}
        for name in names:
            groups.setdefault(identity(name), []).append(name)
        return [
            Model(one, tuple(found), tuple(sorted(self.shelf.of(one), key=self._distance)))
            for one, found in groups.items()
        ]

    def _distance(self, offer: Offer) -> tuple[object, ...]:
        family = models.rules().families.get(identity(offer.name).family)
        maker = family.vendor if family else offer.vendor
        foreign = all(quote.currency != self.voice.second for quote in offer.quotes)
        return offer.vendor != maker, foreign, offer.source, offer.page


def sure(words: str, found: Sequence[Model]) -> bool:
    """Is the first of these surely meant? The others are its dates and variants."""
    return (
        len(found) == 1
        or words.startswith(NAMELESS)
        or found[0].identity.name == identity(words).name
    )

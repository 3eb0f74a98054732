"""What many questions need again and again, kept in memory as long as it is true.

The prices on vendors' own pages are a few thousand, and a page is read again only after its next
round; the names that ever had a price only grow. Everything else is asked of the store.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.answers.announced import Span, begun, charged
from bot.answers.offers import Offer, offers
from bot.models import Identity, identity
from bot.pages import PageRow
from bot.search import Names
from bot.store import Latest, Store
from scrapers.quotes import Quote

Place = tuple[str, str]


@dataclass(slots=True)
class Shelf:
    """One store's prices at hand. Not for two threads at the same time, as the store is not."""

    store: Store
    rows: dict[Place, PageRow] = field(default_factory=dict)
    _prices: dict[Place, dict[str, Latest]] = field(default_factory=dict)
    _plans: dict[Place, list[Quote]] = field(default_factory=dict)
    _hold: dict[Place, Span] = field(default_factory=dict)
    _pages: dict[Place, list[Offer]] = field(default_factory=dict)
    _models: dict[Identity, list[Offer]] = field(default_factory=dict)
    _first: dict[str, datetime] = field(default_factory=dict)
    _ever: set[str] = field(default_factory=set)
    _last: int = 0
    _step: int = 0
    _names: Names = field(default_factory=lambda: Names(()))
    _sold: Names = field(default_factory=lambda: Names(()))

    def refresh(self, aside: Iterable[str], now: datetime) -> None:
        """Read again what a round may have changed; `aside` are sources that are not kept.

        A round shows in its page's row. Two of one second may leave the row as it is: then a step
        of history that no row accounts for has every page looked at. What was announced holds from
        its day on, also where no round has said so yet.
        """
        rows, step = (
            {(row.source, row.page): row for row in self.store.pages()},
            self.store.last_step(),
        )
        left = frozenset(aside)
        ours = [at for at in rows if at[0] not in left]
        touched = [at for at in ours if rows[at] != self.rows.get(at)]
        if not touched and step != self._step:
            touched = ours
        moved = {at for at in touched if self._read(at)}
        moved |= {at for at, (first, last) in self._hold.items() if not first <= now < last}
        self.rows, self._step = rows, step
        for at in moved:
            self._offer(at, now)
        if moved:
            self._models = defaultdict(list)
            for offer in self.offers():
                self._models[identity(offer.name)].append(offer)
            self._sold = Names(dict.fromkeys(offer.name for offer in self.offers()))

    def _read(self, at: Place) -> bool:
        """Read a page's prices and what it announces; has any changed?"""
        before, announced = self._prices.get(at, {}), self._plans.get(at, [])
        prices, plans = self.store.prices_at(*at, before), self.store.planned_at(*at)
        if prices.keys() == before.keys() and plans == announced and at in self._pages:
            return False
        self._prices[at], self._plans[at] = prices, plans
        return True

    def _offer(self, at: Place, now: datetime) -> None:
        """What a page offers at a time; offers of which nothing has changed stay as they are."""
        come, later, self._hold[at] = begun(self._plans[at], now)
        held = charged(self._prices[at].values(), come, now)
        known = {offer.name: offer for offer in self._pages.get(at, ())}
        self._pages[at] = [
            old if (old := known.get(offer.name)) == offer else offer
            for offer in offers(held, later)
        ]

    def offers(self) -> list[Offer]:
        """Every offer of the vendors' own pages."""
        return [offer for at in sorted(self._pages) for offer in self._pages[at]]

    def of(self, model: Identity) -> list[Offer]:
        """The offers of one model on vendors' own pages."""
        return list(self._models.get(model, ()))

    def sold(self) -> Names:
        """The names under which vendors' own pages print prices now."""
        return self._sold

    def began(self, source: str) -> datetime | None:
        """When the first price of a source was read, which never changes; None: not yet."""
        if source not in self._first and (first := self.store.known_since(source)):
            self._first[source] = first
        return self._first.get(source)

    def names(self) -> Names:
        """Every name that ever had a price."""
        found, self._last = self.store.names_ever(self._last)
        if not self._ever.issuperset(found):
            self._ever.update(found)
            self._names = Names(sorted(self._ever))
        return self._names

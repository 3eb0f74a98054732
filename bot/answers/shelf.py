"""What many questions need again and again, kept in memory as long as it is true.

The prices on vendors' own pages are a few thousand, and a page is read again only after its next
round; the names that ever had a price only grow. Everything else is asked of the store.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from bot.answers.offers import Offer, offers
from bot.models import Identity, identity
from bot.pages import PageRow
from bot.search import Names
from bot.store import Store

Place = tuple[str, str]
T = TypeVar("T")
MADE: Final = 32  # so many workloads' bills are kept


@dataclass(slots=True)
class Shelf:
    """One store's prices at hand. Not for two threads at the same time, as the store is not."""

    store: Store
    rows: dict[Place, PageRow] = field(default_factory=dict)
    _pages: dict[Place, list[Offer]] = field(default_factory=dict)
    _models: dict[Identity, list[Offer]] = field(default_factory=dict)
    _made: dict[Hashable, Any] = field(default_factory=dict)
    _ever: set[str] = field(default_factory=set)
    _last: int = 0
    _names: Names = field(default_factory=lambda: Names(()))

    def refresh(self, aside: Iterable[str]) -> None:
        """Read again what a round may have changed; `aside` are sources that are not kept."""
        rows = {(row.source, row.page): row for row in self.store.pages()}
        left = frozenset(aside)
        moved = [at for at, row in rows.items() if at[0] not in left and row != self.rows.get(at)]
        for at in moved:
            self._pages[at] = offers(self.store.prices_at(*at))
        self.rows = rows
        if moved:
            self._made.clear()
            self._models = defaultdict(list)
            for offer in self.offers():
                self._models[identity(offer.name)].append(offer)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the offers, made anew when they have changed."""
        if key not in self._made:
            if len(self._made) >= MADE:
                self._made.clear()
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def offers(self) -> list[Offer]:
        """Every offer of the vendors' own pages."""
        return [offer for at in sorted(self._pages) for offer in self._pages[at]]

    def of(self, model: Identity) -> list[Offer]:
        """The offers of one model on vendors' own pages."""
        return list(self._models.get(model, ()))

    def names(self) -> Names:
        """Every name that ever had a price."""
        found, self._last = self.store.names_ever(self._last)
        if not self._ever.issuperset(found):
            self._ever.update(found)
            self._names = Names(sorted(self._ever))
        return self._names

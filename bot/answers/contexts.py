"""How long a context a model takes, as far as pages and lists say. Pure.

Its own page counts first, then what its name says (`-32k`), then what vendors print of the same
model elsewhere, then what most lists of others have.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.answers.offers import Offer
from bot.models import identity
from bot.store import Context
from bot.workload import size

_NAMED: Final = re.compile(r"[-_ ](\d{1,4})k(?![a-z0-9.])", re.IGNORECASE)
THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Contexts:
    """What is known: by page and model, and by what a name means."""

    printed: Mapping[tuple[str, str, str], int]
    said: Mapping[str, int]

    def of(self, offer: Offer) -> int | None:
        """The tokens that a model takes; None where nobody says."""
        own = self.printed.get((offer.source, offer.page, offer.name))
        if own is None and (named := _NAMED.search(offer.name)):
            own = int(named[1]) * THOUSAND
        return own or self.said.get(identity(offer.name).name)


def contexts(rows: Iterable[Context], lists: Collection[str]) -> Contexts:
    """What the store knows; `lists` are the sources that print other people's models."""
    printed: dict[tuple[str, str, str], int] = {}
    ours: dict[str, list[int]] = defaultdict(list)
    theirs: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.source in lists:
            theirs[identity(row.model).name].append(row.tokens)
        else:
            printed[row.source, row.page, row.model] = row.tokens
            ours[identity(row.model).name].append(row.tokens)
    return Contexts(printed, {name: _usual(found) for name, found in (theirs | ours).items()})


def _usual(found: Iterable[int]) -> int:
    """What most say; of equally many the most."""
    counted = Counter(found)
    return max(counted, key=lambda tokens: (counted[tokens], tokens))


def rounded(tokens: int) -> str:
    """`128k`; what is no round number is cut to thousands: `262k`."""
    return size(Decimal(max(tokens - tokens % THOUSAND, min(tokens, THOUSAND))))

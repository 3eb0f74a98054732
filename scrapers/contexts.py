"""How long a context a model takes, where a page says so beside its prices.

It is no part of a price: what a page does not say, or says in a way that is not understood, is
simply not known, and refuses nothing.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from scrapers import money, pages
from scrapers.errors import ScrapeError
from scrapers.quotes import Page, Source

Contexts = dict[str, int]

_SIZE = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*([km])?(?:\s*tokens?)?", re.IGNORECASE)
_SCALES: Final = {"": 1, "k": 1_000, "m": 1_000_000}


def read(source: Source, page: Page) -> Contexts:
    """Tokens by model, named as its quotes name it; empty where the page says nothing."""
    try:
        return source.contexts(page) if source.contexts else {}
    except (ScrapeError, *pages.UNFORESEEN):
        return {}


def size(text: str) -> int | None:
    """`128K`, `1M`, `262,144 tokens`: that many tokens; None for anything else, such as a tier."""
    match = _SIZE.fullmatch(money.fold(text).strip())
    if not match:
        return None
    tokens = Decimal(match[1].replace(",", "")) * _SCALES[(match[2] or "").lower()]
    return int(tokens) or None


def known(printed: Iterable[tuple[str, str]]) -> Contexts:
    """The models whose context is printed, by name; of one that is printed twice the larger."""
    found: Contexts = {}
    for model, text in printed:
        if model and (tokens := size(text)):
            found[model] = max(tokens, found.get(model, 0))
    return found

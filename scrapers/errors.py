"""Why a page gave no quotes.

The tree:

    ScrapeError            a reading failed; the last good prices stay
    ├── Unreachable        no answer, or one that says "later" (time-out, 5xx, 429)
    │   └── NeedsBrowser   its scripts would have to run, and nothing here can run them
    ├── Blocked            the vendor refused us (403, a challenge page, a log-in)
    ├── PageChanged        the page is not the price page we know
    ├── Implausible        it reads, but cannot be true (wrong currency, no unit, half of it gone)
    └── Ambiguous          it prints two amounts for one identity
"""

from typing import Final

__all__ = [
    "Ambiguous",
    "Blocked",
    "Implausible",
    "NeedsBrowser",
    "PageChanged",
    "ScrapeError",
    "Unreachable",
]


class ScrapeError(Exception):
    """A reading failed. `reason` is a sentence to act on, `where` the place on the page."""

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason = reason
        self.where = where
        super().__init__(f"{reason} ({where})" if where else reason)


class Unreachable(ScrapeError):
    """No usable answer came. `retry_after` is the vendor's own wish in seconds, if any."""

    def __init__(self, reason: str, where: str = "", retry_after: float | None = None) -> None:
        super().__init__(reason, where)
        self.retry_after = retry_after


class NeedsBrowser(Unreachable):
    """The page is empty until its scripts have run; the reason begins with `SAYS`."""

    SAYS: Final = "needs a browser"


class Blocked(ScrapeError):
    """The vendor refused the request or answered with a challenge instead of the page."""


class PageChanged(ScrapeError):
    """The page is not the price page this reader knows: a header, unit or table is missing."""


class Implausible(ScrapeError):
    """The page reads well, but what it says cannot be the vendor's prices."""


class Ambiguous(ScrapeError):
    """Two amounts stand under one identity; none of them is chosen."""

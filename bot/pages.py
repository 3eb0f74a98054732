"""What is kept of a page: its health and its bytes. Values only."""

from dataclasses import dataclass
from datetime import datetime

from scrapers.quotes import Kind, Page


@dataclass(frozen=True, slots=True)
class PageRow:
    """What is known of a page besides its prices: how it was served, its health, what is due.

    `sha256` and `essence` are those of the last healthy reading; `due` is when its prices must be
    judged again although nothing changed; `again` asks for the second look that confirms.
    """

    source: str
    page: str
    served: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    essence: str | None = None
    version: int | None = None
    checked_at: datetime | None = None
    good_at: datetime | None = None
    failing_since: datetime | None = None
    stale_told: bool = False
    streak: int = 0
    reason: str | None = None
    quotes: int = 0
    due: datetime | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A kept page: the bytes as they came, decoded from the transfer."""

    sha256: str
    body: bytes
    kind: Kind
    encoding: str
    url: str
    fetched_at: datetime
    refused: bool = False

    def page(self) -> Page:
        """The kept bytes as text, ready for a reader."""
        return Page(self.body.decode(self.encoding), self.kind, self.url)

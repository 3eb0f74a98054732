"""What proves a change: the two kept pages, and the cells in their rows. Pure but for `write`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.events import Event, Proof, stamp
from bot.pages import Body
from scrapers import tables
from scrapers.errors import ScrapeError
from scrapers.quotes import Page

AROUND: Final = 160  # characters on each side where a page has no tables
_EXTENSIONS: Final = {"html": ".html", "markdown": ".md", "json": ".json"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One reading of a change: "old" or "new", when and where it was read, and its cell in context.

    `body` is None where the page is no longer kept.
    """

    side: str
    proof: Proof
    body: Body | None
    context: tuple[str, ...]

    @property
    def title(self) -> str:
        """When, where and under which hash it was read."""
        return f"{self.side}: read {stamp(self.proof.read_at)} at {self.proof.url}"


def exhibits(event: Event, bodies: dict[str, Body | None]) -> list[Exhibit]:
    """The old and the new reading of a change; a launch has no old one."""
    if event.evidence is None:
        return []
    proofs = [("new", event.evidence)]
    if event.evidence.before:
        proofs.insert(0, ("old", event.evidence.before))
    found = []
    for side, proof in proofs:
        body = bodies.get(proof.sha256)
        lines = context(body.page(), event.model or "", proof.published) if body else []
        found.append(Exhibit(side, proof, body, tuple(lines)))
    return found


def context(page: Page, model: str, cell: str) -> list[str]:
    """The cell with the labels of its row and column, where the model is one of them.

    A page that has no such table (a feed) gives the text around the model's name.
    """
    found = [] if page.kind == "json" else list(dict.fromkeys(_cells(page, model, cell)))
    if found:
        return found
    text = " ".join(page.text.split())
    at = text.find(model)
    if at < 0:
        return []
    return [f"… {text[max(0, at - AROUND) : at + len(model) + AROUND]} …"]


def _cells(page: Page, model: str, cell: str) -> Iterator[str]:
    try:
        found = tables.read(page.text, markdown=page.kind == "markdown")
    except ScrapeError:
        return
    for table in found:
        for row in table.body:
            texts = [one.text for one in row]
            for column, text in enumerate(texts):
                labels = [*texts[:column], table.headers[column]]
                if text and text in cell and any(model in label for label in labels):
                    yield f"{' | '.join(dict.fromkeys(filter(None, labels)))}: {text}"


def write(event: Event, found: list[Exhibit], folder: Path) -> list[Path]:
    """The kept pages as files named by change, side and hash; those that are still kept.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for exhibit in found:
        if exhibit.body is None:
            continue
        suffix = _EXTENSIONS[exhibit.body.kind]
        path = folder / f"{event.id}-{exhibit.side}-{exhibit.body.sha256[:12]}{suffix}"
        path.write_bytes(exhibit.body.body)
        written.append(path)
    return written

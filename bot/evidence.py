"""What proves a change: the two kept pages, and the cells in their rows. Pure but for `write`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup

from bot.events import Event, Proof, stamp
from bot.pages import Body
from scrapers import tables
from scrapers.errors import ScrapeError
from scrapers.quotes import Page

AROUND: Final = 160  # characters on each side where a page has no tables
_EXTENSIONS: Final = {"html": ".html", "markdown": ".md", "json": ".json"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One reading of a change ("old" or "new"): its proof, and its cell in context.

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
    proofs: list[tuple[str, Proof]] = [("new", event.evidence)]
    if event.evidence.before:
        proofs.insert(0, ("old", event.evidence.before))
    found = []
    for side, proof in proofs:
        body = bodies.get(proof.sha256)
        lines = context(body.page(), event.model or "", proof.published) if body else []
        found.append(Exhibit(side, proof, body, tuple(lines)))
    return found


def context(page: Page, model: str, cell: str) -> list[str]:
    """The cells with the labels of their row and column, where the model is one of them.

    `cell` is what was printed, of several cells one after the other. A page that has no such table
    (a feed) gives the text around the model's name.
    """
    found = [] if page.kind == "json" else list(dict.fromkeys(_cells(page, model, cell)))
    if found:
        return found
    text = " ".join(page.text.split())
    for name in (model, model.rpartition("/")[2]):  # a feed may group models by their provider
        if (at := text.find(name)) >= 0:
            return [f"… {_readable(text[max(0, at - AROUND) : at + len(name) + AROUND])} …"]
    return []


def _readable(piece: str) -> str:
    """A piece of a page without its markup, wherever it was cut: a JSON answer may hold HTML."""
    return BeautifulSoup(piece, "lxml").get_text(" ", strip=True)


def _cells(page: Page, model: str, cell: str) -> Iterator[str]:
    try:
        found = tables.read(page.text, markdown=page.kind == "markdown")
    except ScrapeError:
        return
    for table in found:
        heads = table.headers or [one.text for one in table.rows[0]]
        for row in table.body:
            texts = [one.text for one in row]
            for column, text in enumerate(texts):
                labels = _naming(model, [*texts[:column], heads[column]], table.headings[-1:])
                if text and labels and f" {text} " in f" {cell} ":
                    yield f"{' | '.join(dict.fromkeys(filter(None, labels)))}: {text}"


def _naming(model: str, labels: Sequence[str], headings: Sequence[str]) -> Sequence[str]:
    """The labels of a cell that say which model it is about; a section's title may do so."""
    for named in (labels, (*headings, *labels)):
        if any(model in label for label in named):
            return named
    return ()


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

"""Dated captures through the whole live path: only the clock and the network are stood in for.

Layout: `DIR/<source>/<YYYY-MM-DD or YYYY-MM-DDTHHMM>[--label][.status-403].<ext>`. Captures of one
source with the same label are one page over time.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.judge import Rules
from bot.store import Store
from bot.watch import Outcome, Watch
from scrapers import recorded, registry
from scrapers.quotes import Source
from scrapers.recorded import Recorded

_NAME: Final = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:T(?P<time>\d{4}))?(?:--(?P<label>.+?))?"
    r"(?:\.status-(?P<status>\d{3}))?\.(?P<ext>html|mdx?|json|txt)"
)
_TYPES: Final = {"html": "text/html", "json": "application/json"}


class BadCapture(ValueError):
    """A folder or file that is no capture: the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One saved page: which source and page, when it was taken (UTC), what status it answered."""

    source: str
    label: str
    at: datetime
    status: int
    path: Path


def captures(folder: Path) -> list[Capture]:
    """Every capture below a folder in time order. Raises BadCapture."""
    if not folder.is_dir():
        raise BadCapture(f"{folder} is not a folder")
    known = registry.sources()
    found = []
    for path in sorted(folder.glob("*/[!.]*")):
        if path.parent.name not in known:
            raise BadCapture(f"{path.parent.name} is no source; `pricewar sources` lists them")
        found.append(_capture(path))
    if not found:
        raise BadCapture(f"no captures in {folder}")
    return sorted(found, key=lambda one: (one.at, one.source, one.label))


def _capture(path: Path) -> Capture:
    match = _NAME.fullmatch(path.name)
    if match is None or not path.is_file():
        raise BadCapture(f"{path.parent.name}/{path.name}: not <YYYY-MM-DD>[--label].<ext>")
    clock = match["time"] or "0000"
    try:
        at = datetime.strptime(match["date"] + clock, "%Y-%m-%d%H%M").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadCapture(f"{path.parent.name}/{path.name}: no such time") from error
    status = int(match["status"] or 200)
    return Capture(path.parent.name, match["label"] or "", at, status, path)


@dataclass(slots=True)
class Player:
    """Holds the capture whose turn it is; `answer` is what every address answers meanwhile."""

    capture: Capture

    def answer(self, _url: str) -> Recorded:
        """The bytes of the capture with its status and the content type of its extension."""
        path = self.capture.path
        kind = _TYPES.get(path.suffix.removeprefix("."), "text/markdown")
        return Recorded(self.capture.status, kind, path.read_bytes())


async def replay(
    store: Store, found: Sequence[Capture], rules: Rules, confirm_after: timedelta
) -> AsyncIterator[Outcome]:
    """The rounds of all captures in order, each followed by the second looks that it asks for."""
    sources = {one.source: _pages(registry.sources()[one.source], found) for one in found}
    player = Player(found[0])
    async with recorded.fetcher(player.answer) as door:
        watch = Watch(store, door, rules)
        for player.capture in found:
            at, page = player.capture.at, player.capture.label
            source = sources[player.capture.source]
            outcome = await watch.round(source, page, at)
            yield outcome
            while outcome.again:
                at += confirm_after
                outcome = await watch.round(source, page, at, regular=False)
                yield outcome


def _pages(source: Source, found: Sequence[Capture]) -> Source:
    """The source with a page for every label that its captures carry, at its first address.

    It alerts, whatever it does by default: a replay asks what would be told.
    """
    labels = {one.label for one in found if one.source == source.name}
    address = next(iter(source.pages.values()))[:1]
    pages = {label: source.pages.get(label, address)[:1] for label in labels}
    return replace(source, pages=pages, audience="alert")

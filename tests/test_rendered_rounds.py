"""Rounds of pages that may need a browser: what is tried first, what is kept, what is said."""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from lines import MINUTES, START, read, source, types
from scripted import APP, app, opened

from bot import show
from bot.pages import PageRow
from bot.store import Store
from bot.watch import Outcome, Watch
from scrapers import recorded
from scrapers.errors import Implausible, NeedsBrowser, PageChanged, ScrapeError, Unreachable
from scrapers.fetch import Fetched, Fetcher, Manners, Validators
from scrapers.quotes import Page, Quote, Source, plain
from scrapers.recorded import Recorded
from scrapers.render import Browser

PAGE = "https://lines.example/prices"
TWIN = "https://lines.example/prices.md"
SHELL = "<html><body><main id=app></main><script src=app.js></script></body></html>"
LACKING = NeedsBrowser("needs a browser: apt-get install chromium", where=PAGE)


def paragraphs(page: Page) -> list[Quote]:
    """One quote a paragraph of a web page, one a line of its twin."""
    lines = re.findall(r"<p>(.*?)</p>", page.text) if page.kind == "html" else [page.text]
    return read(replace(page, text="\n".join(lines)))


def written(*lines: str) -> str:
    """The page with its prices on it."""
    return SHELL.replace("<main id=app>", "<main id=app>" + "".join(f"<p>{x}</p>" for x in lines))


def rendered(*urls: str) -> Source:
    """A source whose pages may need a browser."""
    return source(pages={"": urls or (PAGE,)}, read=paragraphs, render=True)


@dataclass
class Screen:
    """A browser that shows what a test wants, and keeps what it was given."""

    shows: str | ScrapeError
    given: list[Fetched] = field(default_factory=list)

    async def render(self, sent: Fetched, source: Source) -> Fetched:
        assert source.render
        self.given.append(sent)
        if isinstance(self.shows, ScrapeError):
            raise self.shows
        body = self.shows.encode()
        sha256 = hashlib.sha256(body).hexdigest()
        bare = Validators(None, None, sent.url)
        return replace(sent, body=body, sha256=sha256, encoding="utf-8", validators=bare)


@dataclass
class Desk:
    """A page, what its addresses answer, the browser that may run it, and the rounds of it."""

    store: Store
    source: Source = field(default_factory=rendered)
    answers: dict[str, Recorded] = field(default_factory=dict)
    screen: Screen = field(default_factory=lambda: Screen(written("a input 3", "a output 6")))
    now: datetime = START
    without: bool = False

    def look(self, *, regular: bool = True) -> Outcome:
        """One round, half an hour later."""
        self.now += 30 * MINUTES
        return asyncio.run(self._look(regular=regular))

    async def _look(self, *, regular: bool) -> Outcome:
        async with recorded.fetcher(self._answer) as door:
            watch = Watch(self.store, door, screen=None if self.without else self.screen)
            return await watch.round(self.source, "", self.now, regular=regular)

    def _answer(self, url: str) -> Recorded:
        shell = Recorded(200, "text/html", SHELL.encode(), etag='"shell"')
        return self.answers.get(url, shell)

    @property
    def row(self) -> PageRow:
        """What is known of the page."""
        row = self.store.page("lines", "")
        assert row is not None
        return row

    def amounts(self) -> list[str]:
        """The prices that are believed."""
        return [plain(one.quote.amount) for one in self.store.latest()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A page that is empty as it is sent."""
    with Store(tmp_path / "prices.db") as store:
        yield Desk(store)


def test_an_empty_page_is_read_as_a_browser_shows_it(desk: Desk) -> None:
    """The prices, the hash and the kept body are those of the page after its scripts ran."""
    assert desk.look().error is None
    assert desk.amounts() == ["3", "6"]
    kept = desk.store.body(desk.row.sha256 or "")
    assert kept is not None
    assert kept.page().text == desk.screen.shows
    assert (desk.row.served, desk.row.etag) == (PAGE, None)


def test_an_unchanged_shell_says_nothing_about_the_prices(desk: Desk) -> None:
    """The same empty page again is run again: what its scripts fetch may have changed."""
    desk.look()
    assert desk.look().unchanged
    desk.screen.shows = written("a input 1", "a output 6")
    assert desk.look().again
    assert types(desk.look(regular=False).events) == ["price.cut"]
    assert desk.amounts() == ["1", "6"]
    assert [sent.unchanged for sent in desk.screen.given] == [False] * 4


def test_a_page_that_can_be_read_as_it_is_sent_needs_no_browser(desk: Desk) -> None:
    """A browser costs seconds; it is started only for a page that gives no reading."""
    desk.answers[PAGE] = Recorded(200, "text/html", written("a input 3").encode())
    assert desk.look().error is None
    assert desk.screen.given == []


def test_every_twin_comes_before_the_browser(desk: Desk) -> None:
    """A page that gives no reading waits until every other address was asked."""
    desk.source = rendered(PAGE, TWIN)
    desk.answers[TWIN] = Recorded(200, "text/markdown", b"a input 3")
    assert desk.look().served == TWIN
    assert desk.screen.given == []
    desk.answers[TWIN] = Recorded(404, "text/markdown", b"gone")
    assert desk.look().served == PAGE
    assert [sent.asked for sent in desk.screen.given] == [PAGE]


@pytest.mark.parametrize(
    "answer",
    [
        Recorded(403, "text/html", b"<p>Forbidden</p>"),
        Recorded(200, "text/html", b"<html><title>Just a moment...</title>"),
        Recorded(200, "text/markdown", b"no price at all"),
    ],
)
def test_what_is_no_page_is_not_run(desk: Desk, answer: Recorded) -> None:
    """A browser is not there to get past a refusal, and a text has no scripts."""
    desk.answers[PAGE] = answer
    assert desk.look().error is not None
    assert desk.screen.given == []


def test_a_page_that_cannot_be_true_is_not_run(desk: Desk) -> None:
    """Prices in another currency are on the page already; scripts would not mend them."""
    desk.source = replace(desk.source, currencies=("USD",))
    desk.answers[PAGE] = Recorded(200, "text/html", written("a input 3").encode())
    assert isinstance(desk.look().error, Implausible)
    assert desk.screen.given == []


def test_a_source_that_needs_no_browser_never_gets_one(desk: Desk) -> None:
    """Only a source that says so is run; the rest is refused as it was sent."""
    desk.source = replace(desk.source, render=False)
    error = desk.look().error
    assert isinstance(error, PageChanged)
    assert desk.screen.given == []


def test_a_page_that_stays_empty_is_kept_as_the_browser_showed_it(desk: Desk) -> None:
    """Whoever looks at the refused body sees what the reader saw."""
    desk.screen.shows = written().replace("<main", "<main class=empty")
    error = desk.look().error
    assert isinstance(error, PageChanged)
    assert desk.row.reason == "no prices on this page"
    sha256 = hashlib.sha256(desk.screen.shows.encode()).hexdigest()
    kept = desk.store.body(sha256)
    assert kept is not None
    assert kept.refused


def test_a_browser_that_fails_is_a_failed_round(desk: Desk) -> None:
    """The prices that are known stay; the browser's own reason is told."""
    desk.look()
    desk.screen.shows = Unreachable("the page did not come to rest in time")
    assert types(desk.look().events) == ["source.broken"]
    assert desk.row.reason == "the page did not come to rest in time"
    kept = desk.store.body(hashlib.sha256(SHELL.encode()).hexdigest())
    assert kept is not None
    assert kept.refused
    assert desk.amounts() == ["3", "6"]


def test_without_a_browser_the_reason_names_the_command_and_the_page(desk: Desk) -> None:
    """The operator reads what to install, and what the reader missed in the page as it is sent."""
    desk.screen.shows = LACKING
    error = desk.look().error
    assert isinstance(error, NeedsBrowser)
    assert desk.row.reason == f"{LACKING.reason} (no prices on this page)"


def test_a_replay_runs_no_page(desk: Desk) -> None:
    """Where the pages are captures already, an empty one is just that."""
    desk.without = True
    assert isinstance(desk.look().error, PageChanged)
    assert desk.row.reason == "no prices on this page"


def states(
    desk: Desk, missing: str = "apt-get install chromium", **changes: bool
) -> list[tuple[str, str]]:
    """State and reason of the page as `pricewar sources` lists them."""
    known = [replace(desk.source, interval=1800, **changes)]  # type: ignore[arg-type]
    running = [] if known[0].experimental else ["lines"]
    listed = show.health(known, desk.store.pages(), running, missing)
    return [(line.state, line.reason or "") for line in listed]


def test_the_list_of_sources_says_who_needs_a_browser(desk: Desk) -> None:
    """Before the first round and after a failed one; not where the page could be read without."""
    assert states(desk) == [("needs a browser", LACKING.reason)]
    assert states(desk, experimental=True) == [("experimental", LACKING.reason)]
    assert states(desk, missing="") == [("not read yet", "")]
    assert states(desk, render=False) == [("not read yet", "")]
    desk.screen.shows = LACKING
    desk.look()
    assert states(desk) == [("needs a browser", desk.row.reason)]
    desk.answers[PAGE] = Recorded(403, "text/html", b"<p>Forbidden</p>")
    desk.look()
    assert states(desk) == [("failing", desk.row.reason)]
    desk.answers[PAGE] = Recorded(200, "text/html", written("a input 3").encode())
    desk.look()
    assert states(desk) == [("ok", "")]


@pytest.mark.usefixtures("chromium")
def test_a_round_over_a_page_that_a_real_browser_runs(tmp_path: Path) -> None:
    """From the address to the price: fetched, refused as sent, run, read, stored, unchanged."""

    async def ran() -> list[Outcome]:
        manners = Manners(allow_hosts=("127.0.0.1",))
        with Store(tmp_path / "prices.db") as store:
            async with (
                opened(app(APP)) as shop,
                Fetcher(manners) as door,
                Browser(manners, quiet=0.2) as screen,
            ):
                watch = Watch(store, door, screen=screen)
                rounds = [START + 30 * MINUTES * n for n in range(2)]
                return [await watch.round(rendered(shop.url), "", now) for now in rounds]

    first, second = asyncio.run(ran())
    assert (first.error, first.unchanged) == (None, False)
    assert (second.error, second.unchanged) == (None, True)
    with Store(tmp_path / "prices.db") as store:
        assert sorted(plain(one.quote.amount) for one in store.latest()) == ["3", "6"]

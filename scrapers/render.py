"""A page as a browser shows it, for pages that their scripts fill.

The door (scrapers/fetch.py) has asked for the page already: its answer is what the browser is
given, so that redirects, refusals and limits are judged in one place. From there the page's own
scripts run, and may ask the vendor's hosts and nobody else. Playwright is an optional extra, the
browser is one that is installed; nothing is downloaded.
"""

import asyncio
import hashlib
import os
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapers import addresses, walls
from scrapers.errors import Blocked, NeedsBrowser, PageChanged, ScrapeError, Unreachable
from scrapers.fetch import Fetched, Manners, Validators
from scrapers.quotes import Source

if TYPE_CHECKING:
    from playwright.async_api import Page, Playwright, Request, Route

__all__ = ["Browser", "missing"]

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Playwright itself turns off updates, synchronisation and the rest of what asks for more.
FLAGS: Final = ("--disable-gpu", "--disable-quic")
NOT_LOADED: Final = frozenset({"image", "font", "media"})
# Vendors whose pages need a browser are Chinese, and some choose the language by the visitor's.
LOCALE: Final = "zh-CN"
# Seconds that a browser has to end by itself before it is ended.
GRACE: Final = 5.0

# Also what lies in hidden tabs counts, which innerText would leave out.
LENGTH: Final = "document.body ? document.body.textContent.length : 0"
WHOLE: Final = """limit => {
    const html = "<!DOCTYPE html>" + document.documentElement.outerHTML;
    return html.length > limit ? null : html;
}"""


def missing(program: str = "") -> str:
    """What installs what is missing to run pages in a browser; "" if nothing is.

    `program` is the browser's path or name, where it is not one of the usual ones.
    """
    wants = []
    if find_spec("playwright") is None:
        wants.append(shlex.join([sys.executable, "-m", "pip", "install", "pricewar[browser]"]))
    if _program(program) is None and program:
        wants.append(f"name a browser that is there in network.browser, not {program}")
    elif _program(program) is None:
        wants.append("apt-get install chromium")
    return " && ".join(wants)


def _program(named: str) -> str | None:
    return next(filter(None, map(shutil.which, (named,) if named else PROGRAMS)), None)


@asynccontextmanager
async def _driver() -> AsyncIterator["Playwright"]:
    """Playwright's process. To be cancelled while it starts would leave it behind."""
    from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra

    starting = asyncio.ensure_future(async_playwright().start())
    try:
        yield await asyncio.shield(starting)
    finally:
        await (await starting).stop()


@dataclass(slots=True, eq=False)
class Browser:
    """Runs pages, one at a time; there is a browser only while one is run.

    An async context manager: at its end what is being run is given up. `program` is as in
    `missing`. A page is at rest when its text has kept its length for `quiet` seconds and nothing
    is being loaded.
    """

    manners: Manners = field(default_factory=Manners)
    program: str = ""
    quiet: float = 1.0
    _turn: asyncio.Lock = field(init=False, repr=False, default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[str]] = field(init=False, repr=False, default_factory=set)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            if not task.cancelling():  # twice would cut short how it ends the browser
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def render(self, sent: Fetched, source: Source) -> Fetched:
        """The page that was sent, as it is once its scripts have run.

        Limits as for an answer: `manners.deadline` for all of it, `manners.max_bytes` for what is
        loaded and for what comes of it. Raises NeedsBrowser, Unreachable, Blocked for a wall or a
        log-in, PageChanged for a page that is too large or leads elsewhere.
        """
        if wanted := missing(self.program):
            raise NeedsBrowser(f"{NeedsBrowser.SAYS}: {wanted}", where=sent.url)
        task = asyncio.create_task(self._in_turn(sent, source))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.to_thread(_shown, sent, await task, self.manners.max_bytes)

    async def _in_turn(self, sent: Fetched, source: Source) -> str:
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            async with self._turn, _driver() as driver, asyncio.timeout(self.manners.deadline):
                return await self._run(driver, sent, source)
        except TimeoutError as error:
            raise Unreachable("the page did not come to rest in time", sent.url) from error
        except Error as error:
            # A signal that stops us stops the browser too: that is no failure of the page's.
            await asyncio.sleep(self.quiet)
            raise Unreachable(f"the browser failed: {_told(error.message)}", sent.url) from error

    async def _run(self, driver: "Playwright", sent: Fetched, source: Source) -> str:
        theirs = _Theirs(source)
        async with self._opened(driver, theirs) as page:
            visit = _Visit(page, sent, theirs, self.manners)
            await visit.begin()
            await self._rest(visit)
            html: str | None = await page.evaluate(WHOLE, self.manners.max_bytes)
        if html is None:
            raise visit.too_large()
        return html

    @asynccontextmanager
    async def _opened(self, driver: "Playwright", theirs: "_Theirs") -> AsyncIterator["Page"]:
        """An empty page in a browser of its own, which is gone afterwards."""
        browser = await driver.chromium.launch(
            executable_path=_program(self.program),
            args=[*FLAGS, f"--host-resolver-rules={theirs.resolver_rules()}"],
            chromium_sandbox=os.geteuid() != 0,  # there is none for root
            # Scripts of others run there: nothing of ours that is secret lies around.
            env={k: v for k, v in os.environ.items() if not k.startswith("PRICEWAR_")},
        )
        try:
            context = await browser.new_context(
                user_agent=_agent(browser.version, self.manners),
                locale=LOCALE,
                accept_downloads=False,
                service_workers="block",  # their requests could not be looked at
                # What was sent has no address of its own in the browser, which would therefore
                # refuse scripts from a vendor's host that a proxy or a tunnel makes look local.
                permissions=["local-network-access"],
            )
            # Of what a page opens beside itself nothing is loaded.
            await context.route("**/*", lambda route: route.abort())
            yield await context.new_page()
        finally:
            with suppress(Exception):  # whatever it is, the driver ends the browser at last
                await asyncio.wait_for(browser.close(), GRACE)

    async def _rest(self, visit: "_Visit") -> None:
        """Wait until the page changes no more."""
        clock = asyncio.get_running_loop().time
        length, changed, loaded = -1, clock(), clock()
        while True:
            now = await visit.length()
            if now != length:
                length, changed = now, clock()
            if visit.loading:
                loaded = clock()
            # What never ends to load is not waited for longer than for any silence.
            silence = clock() - changed
            if silence >= self.manners.timeout or min(silence, clock() - loaded) >= self.quiet:
                return
            await asyncio.sleep(self.quiet / 5)


@dataclass(frozen=True, slots=True)
class _Theirs:
    """What belongs to a source's vendor: the sites of its addresses, and its domains."""

    source: Source

    def sites(self) -> frozenset[addresses.Site]:
        """The sites where the page itself may be."""
        urls = (url for urls in self.source.pages.values() for url in urls)
        return frozenset(site for url in urls if (site := addresses.site(url)))

    def has(self, url: str) -> bool:
        """Whether something that the page needs may be loaded from there."""
        return addresses.belongs(url, self.sites(), self.source.hosts)

    def resolver_rules(self) -> str:
        """Chromium's words for: there are no other hosts.

        This also holds for what no request handler sees: redirects, sockets, preconnections.
        """
        proxies = filter(None, (urlsplit(url).hostname for url in getproxies().values()))
        names = {*(host for host, _ in self.sites()), *self.source.hosts, *proxies}
        return ", ".join(["MAP * ~NOTFOUND", *_exceptions(sorted(names))])


def _exceptions(names: list[str]) -> Iterator[str]:
    for name in names:
        yield f"EXCLUDE {name}"
        yield f"EXCLUDE *.{name}"


@dataclass(eq=False)  # without slots: Playwright notes on an object which of its methods it calls
class _Visit:
    """One page in the browser: what it may load, and what speaks against it by now."""

    page: "Page"
    sent: Fetched
    theirs: _Theirs
    manners: Manners
    loading: "set[Request]" = field(default_factory=set)
    taken: int = 0
    given: bool = False
    refusal: ScrapeError | None = None

    async def begin(self) -> None:
        """Open the page at its address, with what was sent from there."""
        self.page.on("request", self._began)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)
        await self.page.route("**/*", self._admit)
        wire = await self.page.context.new_cdp_session(self.page)
        wire.on("Network.dataReceived", self._count)
        await wire.send("Network.enable")
        await self.page.goto(self.sent.url, wait_until="commit", timeout=0)

    async def length(self) -> int:
        """How much text there is, -1 while there is no page. Raises what speaks against it."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            length = int(await self.page.evaluate(LENGTH))
            self._is_theirs(self.page.url)
        except Error:  # it is just being exchanged, or gone for ever
            if self.page.is_closed():
                raise
            length = -1
        if self.refusal:
            raise self.refusal
        return length

    def too_large(self) -> PageChanged:
        """The refusal of a page that does not end."""
        return PageChanged(
            f"the page is larger than {self.manners.max_bytes / 1e6:g} MB", self.sent.url
        )

    async def _admit(self, route: "Route", request: "Request") -> None:
        """Let a request out, answer it, or stop it."""
        if self._leads(request) and not self.given:
            self.given = True
            html = self.sent.page().text
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif self._is_wanted(request):
            await route.continue_()
        else:
            await route.abort()

    def _is_wanted(self, request: "Request") -> bool:
        if self._leads(request):
            return self._is_theirs(request.url)
        return request.resource_type not in NOT_LOADED and self.theirs.has(request.url)

    def _leads(self, request: "Request") -> bool:
        """Whether the page itself is asked for, and not something on it."""
        return request.is_navigation_request() and request.frame == self.page.main_frame

    def _is_theirs(self, url: str) -> bool:
        """Whether the page may be there; it is refused if not."""
        start = addresses.permitted(self.sent.url, self.manners.allow_hosts)
        try:
            addresses.redirected(start, url, self.theirs.sites())
        except ScrapeError as error:
            self.refusal = self.refusal or error
            return False
        return True

    def _began(self, request: "Request") -> None:
        self.loading.add(request)
        if self._leads(request):  # redirects begin here too, and are never admitted
            self._is_theirs(request.url)

    def _ended(self, request: "Request") -> None:
        self.loading.discard(request)

    def _count(self, received: dict[str, Any]) -> None:
        self.taken += received["dataLength"]
        if self.taken > self.manners.max_bytes:
            self.refusal = self.refusal or self.too_large()


def _told(message: str) -> str:
    """The first line of Playwright's many, unless another one says what to do."""
    if "sandboxing failed" in message:
        return "its sandbox does not work here (Debian: apt-get install chromium-sandbox)"
    return message.partition("\n")[0]


def _agent(version: str, manners: Manners) -> str:
    """The browser's own User-Agent, which scripts look at, and who asks."""
    major = version.partition(".")[0]
    engine = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
    return f"Mozilla/5.0 (X11; Linux x86_64) {engine} {manners.agent}"


def _shown(sent: Fetched, html: str, limit: int) -> Fetched:
    """The answer with what the browser made of it in the place of what was sent."""
    if wall := walls.challenge(html):
        raise Blocked(f"a challenge page came instead of the page ({wall})", sent.url)
    body = html.encode("utf-8", "replace")
    if len(body) > limit:
        raise PageChanged(f"the page is larger than {limit / 1e6:g} MB", sent.url)
    return replace(
        sent,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        encoding="utf-8",
        validators=Validators(None, None, sent.url),
    )

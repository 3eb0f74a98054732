"""The one door to vendors: asks for a price page with good manners, or says why none came.

Conditional requests, redirects only within the vendor's own hosts, limits on time and size,
retries only for what may pass, one request at a time per host. Nothing is remembered between
requests: the caller keeps the `Validators` of a page and hands them back.
"""

import asyncio
import hashlib
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import metadata
from types import TracebackType
from typing import Final, Self

import httpx

from scrapers import addresses, bodies, walls
from scrapers.errors import Blocked, PageChanged, ScrapeError, Unreachable
from scrapers.pauses import pause
from scrapers.quotes import Kind, Page

__all__ = ["Fetched", "Fetcher", "Manners", "Validators"]

REDIRECTS: Final = 5
# Longer wishes are handed to the caller, who plans the next round.
PATIENCE: Final = 60.0
# An unconditional request means to see the page itself, not what a cache kept of it.
AFRESH: Final = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
SERVER_FAULTS: Final = range(500, 600)
# Of a refusal only as much is read as a challenge page needs.
PEEK: Final = 1_000_000

ACCEPT: Final = "text/html, text/markdown, application/json;q=0.9, text/plain;q=0.8, */*;q=0.1"
# No vendor's wish counts for more than a day.
LONGEST_WISH: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with; they hold for the address `url` alone."""

    etag: str | None
    last_modified: str | None
    url: str

    def fit(self, url: str) -> bool:
        """Whether there is something to ask with at this address."""
        return self.url == url and bool(self.headers())

    def headers(self) -> dict[str, str]:
        """The request headers that make a GET conditional."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a vendor answered.

    `asked` is the address that was tried, `url` the one that answered after redirects. `body` is
    unpacked but in the page's own character set, `sha256` its hash. With `unchanged` (304) there
    is no new body: `body` and `sha256` are empty, and the caller's kept page still holds.
    """

    asked: str
    url: str
    status: int
    body: bytes
    sha256: str
    kind: Kind
    encoding: str
    validators: Validators
    unchanged: bool = False

    def page(self) -> Page:
        """The answer as text, ready for a reader."""
        return Page(self.body.decode(self.encoding), self.kind, self.url)


@dataclass(frozen=True, slots=True)
class Manners:
    """How to behave: whom to name, how long to wait (seconds), how much to take, how often to try.

    `timeout` bounds the connection and every silence, `deadline` one whole answer. `allow_hosts`
    lists host names, addresses and networks that may be asked although they are not public.
    """

    contact: str = ""
    timeout: float = 30.0
    deadline: float = 120.0
    max_bytes: int = 20_000_000
    attempts: int = 3
    allow_hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.contact.isascii() or not self.contact.isprintable():
            raise ValueError("the contact goes into a request header: printable ASCII only")

    @property
    def agent(self) -> str:
        """The User-Agent: who asks, and where to complain."""
        name = f"pricewar/{_version()}"
        return f"{name} (+{self.contact})" if self.contact else name


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer to one request; `raw` is still packed, `conditional` tells what was asked."""

    asked: str
    url: str
    status: int
    headers: httpx.Headers
    raw: bytes
    conditional: Validators | None


@dataclass(slots=True, eq=False)
class Fetcher:
    """Fetches pages; an async context manager that belongs to one event loop.

    `transport`, `sleep` and `jitter` (a number between two bounds) stand in for the network, the
    clock and chance.
    """

    manners: Manners = field(default_factory=Manners)
    transport: httpx.AsyncBaseTransport | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[float, float], float] = random.uniform
    _client: httpx.AsyncClient = field(init=False, repr=False)
    _turns: defaultdict[str, asyncio.Lock] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = defaultdict(asyncio.Lock)
        self._client = httpx.AsyncClient(
            transport=self.transport,
            timeout=self.manners.timeout,
            # A cookie would make one reading depend on another.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={
                "User-Agent": self.manners.agent,
                "Accept": ACCEPT,
                "Accept-Encoding": bodies.ACCEPTED,
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def get(self, urls: Sequence[str], validators: Validators | None = None) -> Fetched:
        """The page from the first of `urls` that serves it; they stand in for one another.

        Conditional only with `validators`, and only towards the address they are of; without them
        caches on the way are bypassed. Raises the ScrapeError of the first address, its reason
        naming the others.
        """
        own = frozenset(site for url in urls if (site := addresses.site(url)))
        failures: list[ScrapeError] = []
        for url in urls:
            if _told_to_wait(url, failures):
                continue
            try:
                return await self._patiently(url, validators, own)
            except ScrapeError as error:
                failures.append(error)
        if not failures:
            raise ValueError("no address to fetch")
        raise _together(failures)

    async def get_one(self, url: str, validators: Validators | None = None) -> Fetched:
        """The page from this address alone; otherwise as `get`."""
        return await self.get((url,), validators)

    async def _patiently(
        self, url: str, validators: Validators | None, own: frozenset[addresses.Site]
    ) -> Fetched:
        tried = 0
        while True:
            tried += 1
            try:
                return await self._follow(url, validators, own)
            except Unreachable as error:
                wish = error.retry_after
                if tried >= self.manners.attempts or (wish or 0) > PATIENCE:
                    raise
            await self.sleep(self._pause(tried, wish))

    def _pause(self, tried: int, wish: float | None) -> float:
        """Seconds until the next attempt: the vendor's wish, or 1, 2, 4 … give or take half."""
        if wish is not None:
            return wish + self.jitter(0, 1)
        return self.jitter(0.5, 1.5) * 2.0 ** (tried - 1)

    async def _follow(
        self, asked: str, validators: Validators | None, own: frozenset[addresses.Site]
    ) -> Fetched:
        url = addresses.permitted(asked, self.manners.allow_hosts)
        for _ in range(REDIRECTS + 1):
            conditional = validators if validators and validators.fit(str(url)) else None
            answer = await self._exchange(asked, url, conditional)
            if not _is_redirect(answer):
                return await asyncio.to_thread(_settled, answer, self.manners.max_bytes)
            target = addresses.redirected(url, answer.headers["location"], own)
            url = addresses.permitted(str(target), self.manners.allow_hosts)
        raise PageChanged(f"more than {REDIRECTS} redirects", where=asked)

    async def _exchange(
        self, asked: str, url: httpx.URL, conditional: Validators | None
    ) -> _Answer:
        """One request and its answer, while nobody else asks the same host."""
        headers = conditional.headers() if conditional else AFRESH
        async with self._turns[url.host]:
            try:
                async with (
                    asyncio.timeout(self.manners.deadline),
                    self._client.stream("GET", url, headers=headers) as response,
                ):
                    raw = await self._drain(response)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise Unreachable("no whole answer came in time", where=str(url)) from error
            except httpx.TransportError as error:
                told = str(error) or type(error).__name__
                raise Unreachable(f"the connection failed: {told}", where=str(url)) from error
        return _Answer(asked, str(url), response.status_code, response.headers, raw, conditional)

    async def _drain(self, response: httpx.Response) -> bytes:
        """The body as it came over the wire; of anything but a page only the beginning."""
        whole = response.status_code == httpx.codes.OK
        limit = self.manners.max_bytes if whole else PEEK
        raw = bytearray()
        if response.has_redirect_location:
            return b""
        async for piece in response.aiter_raw():
            raw += piece
            if len(raw) > limit:
                break
        if whole and len(raw) > limit:
            raise PageChanged(f"the page is larger than {limit / 1e6:g} MB", str(response.url))
        return bytes(raw)


def _settled(answer: _Answer, limit: int) -> Fetched:
    """The answer as a page, or the reason why it is none."""
    if answer.status == httpx.codes.NOT_MODIFIED and answer.conditional:
        return _unchanged(answer, answer.conditional)
    content_type = answer.headers.get("content-type", "")
    try:
        body = bodies.unpack(answer.raw, answer.headers.get("content-encoding", ""), limit)
        text, encoding = bodies.decode(body, content_type)
    except ScrapeError as error:
        if answer.status == httpx.codes.OK:
            raise type(error)(error.reason, answer.url) from error
        body, text, encoding = b"", "", "utf-8"
    if refusal := _refused(answer, text):
        raise refusal
    return Fetched(
        asked=answer.asked,
        url=answer.url,
        status=answer.status,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        kind=bodies.kind(content_type, httpx.URL(answer.url).path, text),
        encoding=encoding,
        validators=_validators(answer),
    )


def _unchanged(answer: _Answer, asked_with: Validators) -> Fetched:
    content_type = answer.headers.get("content-type", "")
    fresh = _validators(answer)
    return Fetched(
        asked=answer.asked,
        url=answer.url,
        status=answer.status,
        body=b"",
        sha256="",
        kind=bodies.kind(content_type, httpx.URL(answer.url).path, ""),
        encoding="utf-8",
        validators=Validators(
            fresh.etag or asked_with.etag,
            fresh.last_modified or asked_with.last_modified,
            answer.url,
        ),
        unchanged=True,
    )


def _validators(answer: _Answer) -> Validators:
    """The answer's validators; one that is not ASCII could not be sent back and is left out."""
    etag, modified = (
        value if (value := answer.headers.get(name)) and value.isascii() else None
        for name in ("etag", "last-modified")
    )
    return Validators(etag, modified, answer.url)


def _refused(answer: _Answer, text: str) -> ScrapeError | None:
    """Why this answer is not the page; None where it is one."""
    status, where = answer.status, answer.url
    wall = walls.announced(answer.headers) or walls.challenge(text)
    if status in (408, 425, 429) or (status in SERVER_FAULTS and not wall):
        wish = _retry_after(answer.headers)
        return Unreachable(f"the vendor answers {status}: not now", where, retry_after=wish)
    if wall:
        return Blocked(f"a challenge page came instead of the page ({wall}, {status})", where)
    if status in (401, 403, 407, 451):
        return Blocked(f"the vendor refuses the request ({status})", where)
    if status in (404, 410):
        return PageChanged(f"the address is gone ({status})", where)
    if status != httpx.codes.OK:
        return PageChanged(f"the vendor answers {status} instead of the page", where)
    return None if text.strip() else PageChanged("the answer is empty", where)


def _retry_after(headers: httpx.Headers) -> float | None:
    """The vendor's wish in seconds, as far as one counts."""
    asked = pause(headers.get("retry-after", ""), headers.get("date", ""), datetime.now(UTC))
    return None if asked is None else min(asked, LONGEST_WISH)


def _is_redirect(answer: _Answer) -> bool:
    return answer.status in (301, 302, 303, 307, 308) and "location" in answer.headers


def _told_to_wait(url: str, failures: Sequence[ScrapeError]) -> bool:
    """Whether the site of `url` has asked for a pause through another address of this page."""
    return addresses.site(url) in {
        addresses.site(failure.where)
        for failure in failures
        if isinstance(failure, Unreachable) and failure.retry_after is not None
    }


def _together(failures: Sequence[ScrapeError]) -> ScrapeError:
    """The first failure, its reason naming what the other addresses said."""
    first, *others = failures
    if not others:
        return first
    also = "; ".join(f"{other.where}: {other.reason}" for other in others)
    reason = f"{first.reason}; nor did another address serve: {also}"
    if isinstance(first, Unreachable):
        return Unreachable(reason, first.where, first.retry_after)
    return type(first)(reason, first.where)


def _version() -> str:
    try:
        return metadata.version("pricewar")
    except metadata.PackageNotFoundError:
        return "unreleased"

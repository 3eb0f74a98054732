"""The one guarded door for outgoing posts: every channel of our own goes through it.

A name is resolved here, every address it has must be one that may be reached, and the connection
goes to exactly the address that was looked at, whatever the name says a moment later; the
certificate is checked against the name. Nothing is followed: no redirect, no proxy, no cookie.
Of an answer no more is read than a limit allows, and nothing in it is unpacked.

HTTP/1.1 is spoken by h11 over asyncio's streams. A pool of connections that looks through all of
them for every request costs more than the request once a thousand receivers hang at a time; here
an idle connection is found by its origin, at the same price whatever else is open.
"""

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self

import h11
import httpx

from bot.destinations import Address, Destination, Rules, admitted, destination

__all__ = ["Door", "Limits", "NoAnswer", "Reply", "Resolve", "Unresolved", "resolved"]

# Asking for nothing packed keeps what is kept of an answer readable.
_ALWAYS: Final = (("Accept", "*/*"), ("Accept-Encoding", "identity"))
# A name that never resolves occupies a thread for as long as the system's resolver tries.
_RESOLVING: Final = 64
_ADDRESSES_TRIED: Final = 4
_PIECE: Final = 65_536

Resolve = Callable[[str], Awaitable[Sequence[Address]]]
Origin = tuple[str, int, bool]


class NoAnswer(Exception):
    """Nobody answered: the message says why, in words that name the host at most.

    `late`: the time was over, or the receiver did not even take the connection.
    """

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late


class Unresolved(NoAnswer):
    """Nobody knows the host by its name."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver said; header names are in lower case, `body` is as it came over the wire.

    `whole` is false where the body went on beyond the limits of size and time.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole exchange and for one attempt to connect; bytes of a body.

    At most `idle` connections are kept open for the next post, each for `keep` seconds.
    """

    total: float = 15
    connect: float = 5
    body: int = 64 * 1024
    idle: int = 256
    keep: float = 15


async def resolved(name: str, threads: ThreadPoolExecutor | None = None) -> list[Address]:
    """Every address that the system's resolver has for a name. Raises Unresolved."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(
            threads, lambda: socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        )
    except (OSError, UnicodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "no host name"
        raise Unresolved(f"{name} could not be resolved: {said}") from None
    return [ip_address(one[4][0]) for one in found]


class _Line:
    """One connection, and what has been said on it."""

    def __init__(
        self, origin: Origin, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.origin = origin
        self.until = 0.0
        self.heard = False
        self._reader, self._writer = reader, writer
        self._wire = h11.Connection(h11.CLIENT)

    @property
    def alive(self) -> bool:
        """False once the receiver has hung up."""
        return not (self._reader.at_eof() or self._writer.is_closing())

    async def ask(self, request: h11.Request, body: bytes) -> h11.Response:
        """Send a request and wait for the head of its answer."""
        self.heard = False
        events = (request, h11.Data(body), h11.EndOfMessage())
        self._writer.write(b"".join(self._wire.send(event) or b"" for event in events))
        await self._writer.drain()
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                return event

    async def read(self, body: bytearray, limit: int) -> bool:
        """Fill in the body up to a limit, and say whether that is all of it."""
        while not isinstance(event := await self._next(), h11.EndOfMessage):
            body += event.data if isinstance(event, h11.Data) else b""
            if len(body) > limit:
                del body[limit:]
                return False
        return True

    async def _next(self) -> h11.Event:
        while not isinstance(event := self._wire.next_event(), h11.Event):
            piece = await self._reader.read(_PIECE)
            self.heard = self.heard or bool(piece)
            self._wire.receive_data(piece)
        return event

    def again(self) -> bool:
        """Make ready for another request; false where the connection must end with this one."""
        if self._wire.our_state is not h11.DONE or self._wire.their_state is not h11.DONE:
            return False
        if self._wire.trailing_data != (b"", False):  # an answer that nobody asked for
            return False
        self._wire.start_next_cycle()
        return True

    def drop(self) -> None:
        """Let go at once, without waiting for the receiver's farewell."""
        self._writer.transport.abort()


class _Idle:
    """Connections that wait for the next post to their origin; the oldest makes room."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_origin: defaultdict[Origin, deque[_Line]] = defaultdict(deque)
        self._in_order: dict[_Line, None] = {}

    def take(self, origin: Origin, now: float) -> _Line | None:
        """The connection that waited least, if there is a live one."""
        self._drop_old(now)
        while lines := self._by_origin.get(origin):
            line = lines.pop()
            self._forget(line)
            if line.alive:
                return line
            line.drop()
        return None

    def park(self, line: _Line, now: float) -> None:
        """Keep a connection for a while."""
        line.until = now + self._limits.keep
        self._by_origin[line.origin].append(line)
        self._in_order[line] = None
        self._drop_old(now)

    def clear(self) -> None:
        """Drop all of them."""
        self._drop_old(float("inf"))

    def _drop_old(self, now: float) -> None:
        while self._in_order:
            oldest = next(iter(self._in_order))
            if oldest.until > now and len(self._in_order) <= self._limits.idle:
                return
            self._by_origin[oldest.origin].popleft()
            self._forget(oldest)
            oldest.drop()

    def _forget(self, line: _Line) -> None:
        del self._in_order[line]
        if not self._by_origin[line.origin]:
            del self._by_origin[line.origin]


class Door:
    """Posts to addresses that `rules` permit; an async context manager of one event loop.

    `resolve` and `tls` stand in for the system's resolver and for the usual authorities, which
    SSL_CERT_FILE may replace.
    """

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        agent: str = "pricewar",
        limits: Limits | None = None,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._rules = rules or Rules()
        self._agent = agent
        self._limits = limits or Limits()
        self._threads = ThreadPoolExecutor(_RESOLVING, thread_name_prefix="resolving")
        self._resolve = resolve or (lambda name: resolved(name, self._threads))
        self._given_tls = tls
        self._idle = _Idle(self._limits)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom certificates are trusted of; read from the disk when the first one comes."""
        return self._given_tls or httpx.create_ssl_context()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._idle.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.sleep(0)  # what was dropped is closed by the loop

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """What the receiver answers to a body. Raises Refused, NoAnswer."""
        where = destination(url, self._rules)
        deadline = asyncio.get_running_loop().time() + self._limits.total
        request = self._request(where, body, headers)
        try:
            async with asyncio.timeout_at(deadline):
                line, head = await self._ask(where, request, body)
        except TimeoutError:
            told = f"{where.name} did not answer within {self._limits.total:g} s"
            raise NoAnswer(told, late=True) from None
        said = {name.decode(): value.decode("latin-1") for name, value in head.headers}
        return Reply(head.status_code, said, *await self._body(line, deadline))

    async def admit(self, url: str) -> None:
        """Returns where an address may be posted to at this moment. Raises Refused, Unresolved."""
        where = destination(url, self._rules)
        await self._admitted(where)

    async def _admitted(self, where: Destination) -> list[Address]:
        """The addresses of a destination, all of which may be reached."""
        literal = where.literal
        found = [literal] if literal else await self._resolve(where.name)
        return admitted(where, found, self._rules)

    def _request(self, where: Destination, body: bytes, headers: Mapping[str, str]) -> h11.Request:
        own = (("Host", where.authority), ("User-Agent", self._agent), *_ALWAYS)
        length = ("Content-Length", str(len(body)))
        return h11.Request(
            method="POST", target=where.target, headers=[*own, *headers.items(), length]
        )

    async def _ask(
        self, where: Destination, request: h11.Request, body: bytes
    ) -> tuple[_Line, h11.Response]:
        """On a connection that is open already, or else on a new one."""
        clock = asyncio.get_running_loop().time
        while line := self._idle.take(_origin(where), clock()):
            try:
                return line, await self._heard(line, where, request, body)
            except NoAnswer:  # it had been closed meanwhile, unless an answer had begun
                if line.heard:
                    raise
        line = await self._connect(where)
        return line, await self._heard(line, where, request, body)

    async def _heard(
        self, line: _Line, where: Destination, request: h11.Request, body: bytes
    ) -> h11.Response:
        try:
            return await line.ask(request, body)
        except (OSError, h11.RemoteProtocolError) as error:
            line.drop()
            raise _failed(where, error) from None
        except BaseException:
            line.drop()
            raise

    async def _body(self, line: _Line, deadline: float) -> tuple[bytes, bool]:
        """What follows the head, and whether all of it came; the answer counts without it too."""
        body, whole = bytearray(), False
        try:
            with suppress(OSError, h11.RemoteProtocolError):  # TimeoutError is an OSError
                async with asyncio.timeout_at(deadline):
                    whole = await line.read(body, self._limits.body)
        except BaseException:
            line.drop()
            raise
        if whole and line.again():
            self._idle.park(line, asyncio.get_running_loop().time())
        else:
            line.drop()
        return bytes(body), whole

    async def _connect(self, where: Destination) -> _Line:
        trouble: OSError | None = None
        for address in (await self._admitted(where))[:_ADDRESSES_TRIED]:
            try:
                async with asyncio.timeout(self._limits.connect):
                    return await self._open(where, address)
            except OSError as error:
                trouble = trouble or error
        raise _failed(where, trouble or OSError())

    async def _open(self, where: Destination, address: Address) -> _Line:
        tls, name = (self._tls, where.name) if where.tls else (None, None)
        ends = await asyncio.open_connection(
            str(address), where.port, ssl=tls, server_hostname=name
        )
        return _Line(_origin(where), *ends)


def _origin(where: Destination) -> Origin:
    return where.name, where.port, where.tls


def _failed(where: Destination, error: Exception) -> NoAnswer:
    """The failure in words, without the address's path."""
    if isinstance(error, TimeoutError):
        return NoAnswer(f"{where.name} does not take the connection", late=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NoAnswer(f"the certificate of {where.name} does not hold: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return NoAnswer(f"{where.name} does not speak TLS as it should: {error.reason}")
    if isinstance(error, h11.RemoteProtocolError):
        return NoAnswer(f"{where.name} did not answer in HTTP: {error}")
    said = error.strerror if isinstance(error, OSError) else None
    return NoAnswer(f"the connection to {where.name} failed: {said or type(error).__name__}")

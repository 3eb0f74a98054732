"""Receivers of posts on this machine: good, slow, broken and hostile ones, byte by byte."""

import asyncio
import functools
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from queue import Queue
from ssl import SSLContext
from threading import Thread
from typing import Any, ParamSpec

import h11
from ports import listening


@dataclass(frozen=True)
class Request:
    """What came, header names in lower case."""

    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Caller:
    """One connection: what to answer on, and whether it has been hung up."""

    writer: asyncio.StreamWriter
    reader: asyncio.StreamReader

    async def say(self, text: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(text)
        await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the other side hangs up."""
        while await self.reader.read(65_536):
            pass


Script = Callable[[Request, Caller], Awaitable[None]]
Given = ParamSpec("Given")


def looped(test: Callable[Given, Coroutine[Any, Any, None]]) -> Callable[Given, None]:
    """A test that runs in an event loop of its own."""

    @functools.wraps(test)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Script:
    """A script that always gives this answer; `retry_after` is spelt Retry-After."""

    async def say(_: Request, caller: Caller) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status} -", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in named.items()]
        await caller.say("\r\n".join([*lines, "", ""]).encode() + body)

    return say


@dataclass
class Receiver:
    """What answers, and what came; `callers` counts the connections.

    `asked` is set when a request came, `left` when a connection ended.
    """

    script: Script = field(default_factory=answer)
    got: list[Request] = field(default_factory=list)
    callers: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    scheme: str = "http"

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        """Its address."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        self.callers += 1
        wire = h11.Connection(h11.SERVER)
        try:
            while request := await _request(wire, reader):
                self.got.append(request)
                self.asked.set()
                await self.script(request, Caller(writer, reader))
                _next(wire)
        except (OSError, h11.RemoteProtocolError):
            pass
        finally:
            writer.close()
            self.left.set()


def _next(wire: h11.Connection) -> None:
    """The script has answered behind the back of h11: let it think that it did itself."""
    wire.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
    wire.send(h11.EndOfMessage())
    wire.start_next_cycle()


async def _request(wire: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head, body = None, b""
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            wire.receive_data(await reader.read(65_536))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head:
            named = {name.decode(): value.decode("latin-1") for name, value in head.headers}
            return Request(head.target.decode(), named, body)
        else:
            return None


@asynccontextmanager
async def receiving(
    script: Script | None = None, *, tls: SSLContext | None = None
) -> AsyncIterator[Receiver]:
    """A receiver that answers as the script says, until the end of the block."""
    receiver = Receiver(script or answer(), scheme="https" if tls else "http")
    async with listening(receiver.serve, tls=tls) as receiver.port:
        yield receiver


@contextmanager
def beside(script: Script | None = None) -> Iterator[Receiver]:
    """A receiver in a thread of its own, for commands that have an event loop of theirs."""
    ready: Queue[tuple[Receiver, Callable[[], object]]] = Queue()

    async def serve() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        async with receiving(script) as receiver:
            ready.put((receiver, lambda: loop.call_soon_threadsafe(stop.set)))
            await stop.wait()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    receiver, stop = ready.get(timeout=10)
    try:
        yield receiver
    finally:
        stop()
        thread.join()


@asynccontextmanager
async def saying(text: bytes) -> AsyncIterator[int]:
    """A port that says this to whoever comes, and listens until they leave."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        try:
            with suppress(OSError):
                await Caller(writer, reader).gone()
        finally:
            writer.close()

    async with listening(serve) as port:
        yield port

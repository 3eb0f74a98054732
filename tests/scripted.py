"""A price page that its script fills, served on this machine, and the browsers that look at it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ports import listening

# Made by hand: the page is empty, its script asks for the prices and writes them down.
SHELL = '<body><main id="app">…</main><script src="/app.js"></script></body>'
APP = """
    const told = await (await fetch("/api.json")).json();
    document.getElementById("app").innerHTML = told.map(line => `<p>${line}</p>`).join("");
"""
PRICES = ["a input 3", "a output 6"]
KINDS = {"js": "text/javascript", "json": "application/json", "png": "image/png"}


@dataclass
class Shop:
    """A vendor on this machine: what its paths answer, what was asked, who came to the door.

    An answer that begins with `->` is a redirect, one that begins with `?` waits until /go is
    asked, `…` never ends. `look` says which browsers are there, and is asked at every request.
    """

    answers: Mapping[str, str]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    connections: int = 0
    browsers: list[list[int]] = field(default_factory=list)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    look: Callable[[], Iterable[int]] = tuple

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request of one connection."""
        self.connections += 1
        head = (await reader.read(65_536)).decode()
        if head:  # a browser also connects in advance
            path = head.split()[1]
            self.asked.append(path)
            self.agents |= {x for x in head.splitlines() if x.lower().startswith("user-agent")}
            self.browsers.append(list(self.look()))
            if path == "/go":
                self.go.set()
            if self.answers.get(path, "").startswith("?"):
                await self.go.wait()
            writer.write(self.answer(path))
            if self.answers.get(path) == "…":
                self.waiting.set()
                await reader.read()
        writer.close()

    def answer(self, path: str) -> bytes:
        """The whole answer at a path, as it goes over the wire."""
        text = self.answers.get(path, "").removeprefix("?")
        status = "200 OK" if text else "404 Not Found"
        lines = [f"Content-Type: {KINDS.get(path.partition('.')[2], 'text/html')}; charset=utf-8"]
        if text.startswith("->"):
            status, lines = "302 Found", [f"Location: {text[2:]}"]
        size = 1_000 if text == "…" else len(text.encode())
        head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {size}", "Connection: close"]
        return "\r\n".join([*head, "", ""]).encode() + text.encode()


def app(script: str, **more: str) -> dict[str, str]:
    """The answers of a page with this script; more of them by their names, `_` for a dot."""
    wrapped = f"(async () => {{{script}}})()"
    extra = {f"/{name.replace('_', '.')}": text for name, text in more.items()}
    return {"/": SHELL, "/app.js": wrapped, "/api.json": json.dumps(PRICES)} | extra


@asynccontextmanager
async def opened(answers: Mapping[str, str]) -> AsyncIterator[Shop]:
    """The shop on a port of its own."""
    shop = Shop(answers)
    async with listening(shop.handle) as port:
        shop.url = f"http://127.0.0.1:{port}/"
        yield shop


def below() -> Iterator[int]:
    """The processes that this one started, and those that they did."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            state, parent = (folder / "stat").read_text("utf8").rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(folder.name)] = int(parent)
    for pid in parents:
        above = pid
        while above and above != os.getpid():
            above = parents.get(above, 0)
        if above and pid != above:
            yield pid


def browsers() -> Iterator[int]:
    """The browsers among them: of each its first process."""
    for pid in below():
        given = words(pid, "cmdline")
        if "--headless" in given and not any(word.startswith("--type=") for word in given):
            yield pid


def words(pid: int, what: str) -> list[str]:
    """What the system has written down of a process: its `cmdline`, its `environ`."""
    try:
        return Path(f"/proc/{pid}/{what}").read_text("utf8", "replace").split("\0")
    except OSError:  # gone meanwhile
        return []

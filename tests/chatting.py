"""The project's own bot in front of the stand-in, for tests of what people see of it."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from stand import TOKEN, Stand, telegram

from bot import logs
from bot.answers import Answers
from bot.chat import furnish
from bot.chat.commands import Command, Desk, publish
from bot.chat.connection import Connection, application
from bot.chat.inquiry import Inquiry
from bot.chat.room import Room
from bot.chat.table import COMMANDS
from bot.settings import Settings
from bot.store import Store


def settings(stand: Stand, token: str = TOKEN, **telegram: Any) -> Settings:
    """Settings that lead to the stand-in."""
    return Settings(telegram={"token": token, "base_url": stand.url, **telegram})


@dataclass(slots=True)
class Talk:
    """A bot that polls: whether it still does, how long its waits would have been.

    `woken` says that it has something to deliver.
    """

    naps: list[float] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    running: asyncio.Task[None] | None = None

    async def nap(self, seconds: float) -> None:
        """Waits pass at once."""
        self.naps.append(seconds)
        await asyncio.sleep(0)

    async def ends(self) -> None:
        """Until the bot has given up by itself."""
        assert self.running is not None
        async with asyncio.timeout(30):
            await asyncio.wait({self.running})


@asynccontextmanager
async def chat(
    stand: Stand,
    own: Settings | None = None,
    commands: Sequence[Command] = COMMANDS,
    room: Room | None = None,
    asked: Inquiry | None = None,
) -> AsyncIterator[Talk]:
    """The bot, polling until the block ends. Its clock is that of the stand-in."""
    own = own or settings(stand)
    assert own.telegram.token is not None
    talk, stop = Talk(), asyncio.Event()
    with ExitStack() as stack:
        store = stack.enter_context(Store(":memory:"))
        app = application(own.telegram.token.get_secret_value(), own.telegram.base_url)
        room = room or Room(store)
        inquiry = stack.enter_context(asked or Inquiry(Answers(room.store), room))
        clock, wake = lambda: stand.world.now, talk.woken.set
        desk = Desk(own, room, clock, tuple(commands), inquiry, wake)
        furnish(desk, app)
        line = Connection(app, lambda: publish(app.bot, desk), talk.nap, lambda: 0.5)
        talk.running = asyncio.create_task(line.run(stop))
        try:
            yield talk
        finally:
            stop.set()
            await talk.running


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the service's own handler writes meanwhile."""
    stream = io.StringIO()
    handler = logs.handler(stream)
    root = logging.getLogger()
    level = root.level
    logs.hush()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def staged(scene: Callable[[Stand], Awaitable[None]]) -> Callable[[], None]:
    """A test with a stand of its own."""

    async def play() -> None:
        async with telegram() as stand:
            await scene(stand)

    def test() -> None:
        asyncio.run(play())

    test.__doc__ = scene.__doc__
    return test


def said(log: str, level: str = "WARNING") -> list[str]:
    """The messages of a level."""
    lines = [line.split(" ", 3)[2:] for line in log.splitlines() if line.count(" ") >= 3]
    return [line[1] for line in lines if line[0] == level]

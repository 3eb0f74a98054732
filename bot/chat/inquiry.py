"""Where the chat's questions are answered: off the event loop, through a connection of their own.

A round that is being stored, or an alert that goes out to many, delays no answer: nothing is
written here, and who only reads waits for nobody who writes. One thread asks, another draws.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar

from bot import chart
from bot.answers import Answer, Answers
from bot.chart import Picture, Theme
from bot.chat.room import Room, Visit, Where
from bot.words import Voice

T = TypeVar("T")
KEPT: Final = 512  # charts whose number at Telegram is remembered


class Inquiry:
    """Asks one question after the other; the store that it asks is nobody else's to use.

    It also remembers under which number Telegram has a chart, for as long as the service runs.
    """

    def __init__(self, answers: Answers, room: Room) -> None:
        self._answers = answers
        self._room = room
        self._desk = ThreadPoolExecutor(1, "asking")
        self._board = ThreadPoolExecutor(1, "drawing")
        self._files: OrderedDict[str, str] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the question that is being answered; nobody waits for others any more."""
        for pool in (self._desk, self._board):
            pool.shutdown(cancel_futures=True)

    def warm(self, voice: Voice, now: datetime) -> None:
        """Let what questions need be loaded before the first one comes."""
        self._desk.submit(self._answers.warm, voice, now)

    async def ask(self, command: str, words: str, voice: Voice, now: datetime) -> Answer:
        """The answer to a question; raises as `Answers.ask`."""
        return await self.run(lambda answers: answers.ask(command, words, voice, now))

    async def run(self, question: Callable[[Answers], T]) -> T:
        """What several questions come to that are asked in one go."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._desk, question, self._answers)

    async def visit(self, where: Where, now: datetime) -> Visit:
        """Who is here, and how to speak to them."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._desk, self._room.visit, where, now)

    # Charts

    async def draw(self, picture: Picture, theme: Theme) -> bytes:
        """The chart as PNG. Raises NoFont."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._board, chart.draw, picture, theme)

    def file(self, picture: Picture, theme: Theme) -> str | None:
        """The number under which Telegram has this very chart, if it has been sent before."""
        return self._files.get(chart.name(picture, theme))

    def remember(self, picture: Picture, theme: Theme, file: str) -> None:
        """Telegram has the chart under this number now."""
        self._files[chart.name(picture, theme)] = file
        while len(self._files) > KEPT:
            self._files.popitem(last=False)

    def forget(self, picture: Picture, theme: Theme) -> None:
        """Telegram does not have it any more."""
        self._files.pop(chart.name(picture, theme), None)

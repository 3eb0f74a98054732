"""What comes from one chat is answered in order; chats do not wait for each other."""

import asyncio
from collections.abc import Awaitable
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE: Final = 256


class Turns(BaseUpdateProcessor):
    """Takes up to `AT_ONCE` updates at the same time, of each chat one."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait until all that came from there before is done. An inline query has its user."""
        turn = self._turns.setdefault(_place(update), asyncio.Lock())
        async with turn:
            await coroutine

    async def initialize(self) -> None:
        """Nothing is needed."""

    async def shutdown(self) -> None:
        """Nothing is held."""


def _place(update: object) -> int:
    """The chat or the user; 0 for what has neither."""
    place = isinstance(update, Update) and (update.effective_chat or update.effective_user)
    return place.id if place else 0

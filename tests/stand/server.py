"""The Bot API as a server on loopback, and the doors through which tests get to its people."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from stand.faults import Cut, Fault, Plan, Silence
from stand.groups import Channel, Group
from stand.methods import Methods
from stand.people import Person
from stand.private import Private
from stand.queues import Queues
from stand.tdlib import Json
from stand.world import BOT_ID, World

TOKEN: Final = f"{BOT_ID}:" + "AAtestTESTtestTESTtestTESTtestTEST0"
_UNAUTHORIZED: Final = {"ok": False, "error_code": 401, "description": "Unauthorized"}
_SUPERGROUPS: Final = -(10**12)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot; `refused` says how it went wrong, if it did."""

    method: str
    fields: Json
    refused: str = ""


class Stand(LoBotApiEmulator):
    """The server. Its `world` is what Telegram knows; `calls` is all that the bot asked."""

    def __init__(self) -> None:
        super().__init__(
            max_assets=10_000, max_updates=100_000, allow_insecure_loopback_webhooks=True
        )
        self._queues = Queues(record=self._record, max_updates=100_000, insecure_webhooks=True)
        self._update_queues = self._queues  # those of the emulator are not used
        self.token = TOKEN
        self.url = ""
        self.down = False
        self.calls: list[Call] = []
        self.world = World(self._send)
        self.closing = asyncio.Event()
        self._faults = Plan()
        self._methods = Methods(self.world, super().validate)

    # What tests use

    def private(
        self,
        id: int,  # noqa: A002
        name: str = "Ann",
        *,
        language: str | None = "en",
        username: str | None = None,
        started: bool = False,
    ) -> Private:
        """The chat of a person with the bot; `started` where they talked before the test."""
        return Private(self.world, Person(id, name, language, username), started=started)

    def group(
        self,
        title: str = "Watchers",
        *,
        admins: Iterable[Person] = (),
        members: Iterable[Person] = (),
        supergroup: bool = False,
        topics: bool = False,
    ) -> Group:
        """A group that the bot is a member of."""
        number = -self.world.number()
        group = Group(
            self.world, number + _SUPERGROUPS * (supergroup or topics), title, topics=topics
        )
        group.joins(*members)
        for person in admins:
            group.appoints(person)
        return group

    def channel(
        self, title: str = "News", *, admins: Iterable[Person] = (), username: str | None = None
    ) -> Channel:
        """A channel that the bot does not belong to yet."""
        number = _SUPERGROUPS - self.world.number()
        channel = Channel(self.world, number, title, username)
        for person in admins:
            channel.appoints(person)
        return channel

    def fails(
        self, fault: Fault, method: str = "sendMessage", chat: int | None = None, times: int = 1
    ) -> None:
        """The next calls of a method go wrong."""
        self._faults.add(fault, method, chat, times)

    async def revokes_token(self) -> None:
        """BotFather gives the bot another token; the old one is refused, now and from now on."""
        old, self.token = self.token, f"{BOT_ID}:" + "AB" * 17 + "x"
        await self._queues.end(old)

    def sent(self, method: str = "sendMessage") -> list[Json]:
        """The fields of all calls of a method that were granted."""
        return [one.fields for one in self.calls if one.method == method and not one.refused]

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """All calls of a method, as soon as there are so many."""
        return await self.world.until(
            lambda: self._called(method, times),
            lambda: f"{method} was called {len(self._called(method, 0) or [])} times",
        )

    def _called(self, method: str, times: int) -> list[Call] | None:
        found = [one for one in self.calls if one.method == method]
        return found if len(found) >= times else None

    # What the server does

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request of the bot."""
        if request.match_info["token"] != self.token:
            return web.json_response(_UNAUTHORIZED, status=401)
        try:
            response: web.StreamResponse = await super().handle(request)
        except Silence:
            await self.closing.wait()
            return web.Response(status=503)
        except Cut:
            if request.transport:
                request.transport.close()
            return web.Response(status=503)
        return response

    def validate(self, method: str, fields: Json, uploads: Json) -> Any:
        """Answer a call, or let it go wrong. Raises ApiRefusal, Silence, Cut."""
        asked = dict(fields)
        try:
            answer = self._answer(method, fields, uploads)
        except ApiRefusal as refusal:
            self.world.refused.append(f"{method}: {refusal.description}")
            self._note(Call(method, asked, refusal.description))
            raise
        except (Silence, Cut) as fault:
            self._note(Call(method, asked, type(fault).__name__))
            raise
        self._note(Call(method, asked))
        return answer

    def _answer(self, method: str, fields: Json, uploads: Json) -> Any:
        if self.down:
            raise Cut
        fault = self._faults.take(method, fields.get("chat_id"))
        if fault and not fault.late:
            raise fault.happens()
        answer = self._methods.answer(method, fields, uploads)
        if fault:
            raise fault.happens()
        return answer

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        self.world.wake()

    async def _send(self, update: Json) -> None:
        await self.enqueue_update(update, token=self.token)


@asynccontextmanager
async def telegram() -> AsyncIterator[Stand]:
    """The stand, listening at its `url` until the block ends."""
    stand = Stand()
    runner = web.AppRunner(stand.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stand.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield stand
    finally:
        stand.closing.set()
        await runner.cleanup()

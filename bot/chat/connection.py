"""The line to Telegram by long polling, inside the service's own loop: opened, kept, closed.

The library's own updater is not used: it falls silent for good when the token is revoked, prints a
traceback for every lost connection, and stops at an update that it cannot read.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from bot.chat.reasons import reason
from bot.chat.turns import Turns
from bot.patience import Patience

App = Application[Any, Any, Any, Any, Any, Any]
Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")

log = logging.getLogger("pricewar.chat")

# What is asked for; of anything else Telegram need not tell.
WANTED: Final = ("message", "callback_query", "inline_query", "my_chat_member")
POLL: Final = timedelta(seconds=30)  # so long Telegram keeps an empty answer back
CLOSING: Final = 10  # seconds for what is being answered when the service stops
PATIENCE: Final = Patience(
    waits=tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30)),
    longest=timedelta(minutes=1),
)


class Requests(HTTPXRequest):
    """Requests with time-outs of their own; an update that cannot be read comes empty."""

    def __init__(self) -> None:
        super().__init__(
            connection_pool_size=64,
            connect_timeout=10,
            read_timeout=20,
            write_timeout=20,
            pool_timeout=10,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON of an answer. Raises TelegramError."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(found := answer.get("result"), list):
            answer["result"] = [_readable(one) for one in found]
        return answer


def _readable(item: Any) -> Any:
    """An update that the library cannot read is passed over; it must not come again for ever."""
    if not isinstance(item, dict) or "update_id" not in item:
        return item
    try:
        Update.de_json(item, None)
    except Exception:  # noqa: BLE001 - the library raises what it likes
        log.warning("telegram: update %s cannot be read and is passed over", item["update_id"])
        return {"update_id": item["update_id"]}
    return item


def application(token: str, base_url: str) -> App:
    """The library's application for a bot; `base_url` is the root of the Bot API's addresses."""
    base = base_url.rstrip("/")
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        allow_sending_without_reply=True,
    )
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(Requests())
        .get_updates_request(Requests())
        .defaults(defaults)
        .concurrent_updates(Turns())
        .job_queue(None)
        .updater(None)
        .build()
    )


class Connection:
    """Polls for the updates of an application and hands them to it.

    `opened` is called when Telegram has answered for the first time; `sleep` and `chance` are
    those of the waits between attempts.
    """

    def __init__(
        self,
        app: App,
        opened: Callable[[], Awaitable[None]],
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._app = app
        self._opened = opened
        self._sleep = sleep
        self._chance = chance
        self._offset = 0
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set, or the token is refused: the log says so, and nothing is raised."""
        serving = asyncio.create_task(self._serve())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            serving.cancel()
            stopping.cancel()
            await asyncio.gather(serving, stopping, return_exceptions=True)
        if not serving.cancelled():
            serving.result()

    async def _serve(self) -> None:
        try:
            await self._keep_at(self._app.initialize)
            await self._keep_at(self._app.bot.delete_webhook)
            log.info("telegram: @%s answers", self._app.bot.username)
            await self._keep_at(self._opened)
            await self._app.start()
            while True:
                self._take(await self._keep_at(self._poll))
        except InvalidToken as error:
            self._give_up(error)
        finally:
            await self._close()

    def _give_up(self, error: InvalidToken) -> None:
        log.error("telegram: %s; there is no chat until the service starts again", reason(error))

    async def _keep_at(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What an attempt gives, as soon as one succeeds. Raises InvalidToken."""
        failures = 0
        while True:
            try:
                found = await attempt()
            except InvalidToken:
                raise
            except TelegramError as error:
                self._note(reason(error))
                await self._sleep(self._wait(error, failures))
                failures += 1
            else:
                self._note("")
                return found

    def _wait(self, error: TelegramError, failures: int) -> float:
        if isinstance(error, RetryAfter):
            wish = error.retry_after
            return wish.total_seconds() if isinstance(wish, timedelta) else float(wish)
        return PATIENCE.wait(failures, self._chance()).total_seconds()

    def _note(self, trouble: str) -> None:
        """Say what hinders once, not at every attempt; and say when it is over."""
        if trouble and trouble != self._trouble:
            log.warning("telegram: %s; trying again until it works", trouble)
        elif self._trouble and not trouble:
            log.info("telegram: it works again")
        self._trouble = trouble

    async def _poll(self) -> tuple[Update, ...]:
        bot = self._app.bot
        found: tuple[Update, ...] = await bot.get_updates(
            self._offset, timeout=POLL, allowed_updates=WANTED
        )
        return found

    def _take(self, updates: tuple[Update, ...]) -> None:
        for update in updates:
            self._app.update_queue.put_nowait(update)
            self._offset = update.update_id + 1

    async def _close(self) -> None:
        """Answer what was taken (the poll that was held has told Telegram so), and let go."""
        try:
            async with asyncio.timeout(CLOSING):
                if self._app.running:
                    await self._app.stop()
        except (TelegramError, TimeoutError) as error:
            log.warning("telegram: not all was answered: %s", reason(error))
        finally:
            await self._app.shutdown()
            await self._app.bot.shutdown()  # the application forgets it if it was never ready

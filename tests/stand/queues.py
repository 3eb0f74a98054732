"""Updates on their way to the bot. Of two that poll the older is sent away, as Telegram does."""

from collections.abc import Callable

from lo_bot_api_emulator import updates
from lo_bot_api_emulator.updates import UpdateError, UpdateQueues

from stand import faults
from stand.tdlib import Json

# The emulator hands out these kinds as well as its own; it only does not expect them.
updates.KINDS |= {"my_chat_member", "edited_message", "channel_post"}
# Of these it has not heard yet, and python-telegram-bot asks for all that there are.
updates.ALLOWED_UPDATE_TYPES |= {"guest_message", "managed_bot"}


class Queues(UpdateQueues):
    """The emulator's queues, with Telegram's rule for two that poll at once."""

    _turn = 0

    async def poll(
        self, token: str, fields: Json, *, disconnected: Callable[[], bool] | None = None
    ) -> list[Json]:
        """The updates from `offset` on. Raises UpdateError (409) when another poll begins."""
        self._turn += 1
        turn, inbox = self._turn, self._state(token)

        def over() -> bool:
            if self._turn != turn:
                raise UpdateError(faults.conflict().words, 409)
            return bool(disconnected and disconnected())

        async with inbox.condition:
            inbox.condition.notify_all()
            await inbox.condition.wait_for(lambda: not inbox.polling)
        try:
            found: list[Json] = await super().poll(token, fields, disconnected=over)
        finally:
            async with inbox.condition:
                inbox.condition.notify_all()
        return found

    async def end(self, token: str) -> None:
        """Whoever polls is sent away."""
        self._turn += 1
        inbox = self._state(token)
        async with inbox.condition:
            inbox.condition.notify_all()

"""Who may change what a chat is told. Everyone may ask."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

Ask = Callable[[int], Awaitable[frozenset[int]]]
Binding = Literal["fine", "no channel", "bot is no admin", "bot may not post", "not an admin"]

KEPT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and where; `speaks_as` is the chat in whose name it is done, if any."""

    chat: int
    kind: str
    user: int | None
    speaks_as: int | None = None


class Rights:
    """The rule, and the admins of each group as they were within the last minute.

    `ask` gives the admins of a group.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._admins: dict[int, tuple[datetime, frozenset[int]]] = {}

    async def may_change(self, who: Actor, now: datetime) -> bool:
        """In a private chat the user may, in a group its admins, those too who stay unnamed.

        What a channel is told is changed in the private chat from which an admin bound it.
        """
        if who.kind == ChatType.PRIVATE:
            return True
        if who.kind == ChatType.CHANNEL:
            return False
        if who.speaks_as is not None:  # others who speak as a chat are guests
            return who.speaks_as == who.chat
        return who.user in await self._admins_of(who.chat, now)

    async def _admins_of(self, chat: int, now: datetime) -> frozenset[int]:
        self._admins = {c: kept for c, kept in self._admins.items() if now - kept[0] < KEPT}
        if chat not in self._admins:
            self._admins[chat] = (now, await self._ask(chat))
        return self._admins[chat][1]


async def admins(bot: Bot, chat: int) -> frozenset[int]:
    """The user ids of a group's admins; none where Telegram does not tell."""
    try:
        return frozenset(member.user.id for member in await bot.get_chat_administrators(chat))
    except (BadRequest, Forbidden):
        return frozenset()


async def binding(bot: Bot, channel: int | str, user: int) -> Binding:
    """May this user have the bot post into a channel, given by its id or `@name`?"""
    try:
        chat = await bot.get_chat(channel)
        if chat.type != ChatType.CHANNEL:
            return "no channel"
        own = await bot.get_chat_member(chat.id, bot.id)
        theirs = await bot.get_chat_member(chat.id, user)
    except Forbidden:
        return "bot is no admin"
    except BadRequest as error:
        return "no channel" if "not found" in error.message.casefold() else "bot is no admin"
    if not (isinstance(own, ChatMemberAdministrator) and own.can_post_messages):
        return "bot may not post"
    runs = isinstance(theirs, ChatMemberAdministrator | ChatMemberOwner)
    return "fine" if runs else "not an admin"

"""What happens to the bot in chats: it is blocked, removed, let in; a group gets another id."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from telegram import (
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberUpdated,
    Message,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import CallbackContext, ChatMemberHandler, MessageHandler, filters

from bot.chat import arrivals, joining
from bot.chat.arrivals import markup
from bot.chat.commands import Desk
from bot.chat.connection import App
from bot.chat.keyboards import Button, Reply
from bot.chat.room import CHANNEL, Visit, Where
from bot.recipients import Target

Context = CallbackContext[Any, Any, Any, Any]
_OUT: Final = frozenset({ChatMember.LEFT, ChatMember.BANNED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Keeps up with where the bot is."""

    desk: Desk

    def open(self, app: App) -> None:
        """From now on it is noticed."""
        app.add_handler(ChatMemberHandler(self.change, ChatMemberHandler.MY_CHAT_MEMBER))
        app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.migrate))

    async def change(self, update: Update, _: Context) -> None:
        """The bot is in or out. Whoever put it out is told nothing more, at once."""
        changed = update.my_chat_member
        if changed is None:
            return
        where = arrivals.moved(changed)
        if changed.new_chat_member.status in _OUT:
            chat = Target(CHANNEL, str(where.chat))
            await self.desk.ask(lambda room: room.store.leave_chat(chat))
        elif _enters(changed):
            await self._greet(changed, where)

    async def migrate(self, update: Update, _: Context) -> None:
        """A group is a supergroup now: all that is known of it has its new id."""
        message = update.message
        if message is None:
            return
        old, new = _ids(message)
        moved = Target(CHANNEL, str(old))
        await self.desk.ask(lambda room: room.store.move_chat(moved, str(new)))

    async def _greet(self, changed: ChatMemberUpdated, where: Where) -> None:
        """A few words in the language of who let it in; about a channel, in private."""
        now = self.desk.clock()
        visit = await self.desk.ask(lambda room: room.visit(where, now))
        bot = changed.get_bot()
        with suppress(TelegramError):  # it may not write there, or not to that person
            if where.kind == "channel":
                reply = _ready(visit)
                await bot.send_message(
                    changed.from_user.id, reply.text, reply_markup=markup(reply.keyboard)
                )
            else:
                buttons = markup(joining.quick_button(visit))
                await bot.send_message(where.chat, visit.words.greeting, reply_markup=buttons)


def _enters(changed: ChatMemberUpdated) -> bool:
    """Is it in a group now, or may it post in a channel, and was it not so before?"""
    new, old = changed.new_chat_member, changed.old_chat_member
    if changed.chat.type == Chat.CHANNEL:
        return _posts(new) and not _posts(old)
    return changed.chat.type != Chat.PRIVATE and old.status in _OUT


def _posts(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


def _ids(message: Message) -> tuple[int, int]:
    """The old and the new id: two messages say it, one in each chat."""
    if message.migrate_to_chat_id:
        return message.chat_id, message.migrate_to_chat_id
    return message.migrate_from_chat_id or message.chat_id, message.chat_id


def _ready(visit: Visit) -> Reply:
    """A channel may be subscribed: the one button, and how to say more."""
    address = visit.target.address
    example = f"/subscribe {address} deepseek cut 20%"
    text = visit.words.channel_ready.format(title=visit.title, example=example)
    return Reply(text, ((Button(visit.words.quick, f"q@{address}"),),))

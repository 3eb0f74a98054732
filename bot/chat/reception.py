"""Where updates come in: who is let in, how often, and to which command."""

import logging
import traceback
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackContext,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chat import arrivals, rights
from bot.chat.commands import Asked, Command, Desk, publish, scope_of
from bot.chat.connection import App
from bot.chat.flood import Flood
from bot.chat.phrases import PHRASES, Phrases
from bot.chat.reasons import reason
from bot.chat.rights import Actor, Rights

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]

log = logging.getLogger("pricewar.chat")

PRESSES: Final = 5  # buttons for each command: a dialogue of one command has many
_FIRST: Final = -1  # the group of handlers that sees every update before all others


@dataclass(frozen=True, slots=True)
class Reception:
    """Lets in, counts, and hands every command to the function of the table."""

    desk: Desk
    flood: Flood
    presses: Flood
    rights: Rights

    def open(self, app: App) -> None:
        """From now on the application answers what is in the table."""
        written = filters.UpdateType.MESSAGE
        app.add_handler(TypeHandler(Update, self.admit), group=_FIRST)
        for command in self.desk.commands:
            app.add_handler(CommandHandler(command.name, self._taking(command), written))
        private = written & filters.COMMAND & filters.ChatType.PRIVATE
        app.add_handler(MessageHandler(private, self.wonder))
        app.add_error_handler(self.regret)

    async def admit(self, update: Update, _: Context) -> None:
        """Whoever is denied is not heard; who asks too often is told so, once a minute."""
        places = {one.id for one in (update.effective_chat, update.effective_user) if one}
        if not places.isdisjoint(self.desk.settings.telegram.denied):
            raise ApplicationHandlerStop
        if update.effective_chat is None or not _asks(update):
            return
        flood = self.presses if update.callback_query else self.flood
        judgement = flood.judge(str(update.effective_chat.id), self.desk.clock())
        if judgement != "answer":
            await self._hold_back(update, aloud=judgement == "say so")
            raise ApplicationHandlerStop

    async def wonder(self, update: Update, _: Context) -> None:
        """A command that is not in the table."""
        if update.message:
            await update.message.reply_text((await self._words(update)).unknown)

    async def regret(self, update: object, context: Context) -> None:
        """Something failed: the log gets where, never what people wrote; they get a sentence."""
        error = context.error
        if isinstance(error, TelegramError):
            log.warning("telegram: an answer could not be given: %s", reason(error))
            return
        where = traceback.format_tb(error.__traceback__ if error else None)
        log.error(
            "telegram: %s while answering\n%s", type(error).__name__, "".join(where).rstrip()
        )
        if isinstance(update, Update):
            with suppress(TelegramError):
                await self._apologize(update)

    async def _apologize(self, update: Update) -> None:
        sorry = (await self._words(update)).sorry
        if update.callback_query:
            await update.callback_query.answer(sorry, show_alert=True)
        elif update.effective_message:
            await update.effective_message.reply_text(sorry)

    async def take(self, command: Command, message: Message) -> None:
        """Answer a command, if it works here and its giver may use it."""
        asked = await self._asked(message)
        if not command.works(asked.scope):
            await asked.answer(_elsewhere(command, asked))
        elif command.alters(asked.args) and not await self._may_change(message, asked):
            await asked.answer(asked.words.only_admins)
        else:
            await command.run(asked)
            if command.name == "start" and asked.scope == "operator":  # Telegram knows them now
                await publish(message.get_bot(), self.desk, ["operator"])

    async def _may_change(self, message: Message, asked: Asked) -> bool:
        return await self.rights.may_change(_actor(message), asked.now)

    def _taking(self, command: Command) -> Callback:
        async def take(update: Update, _: Context) -> None:
            if update.message:
                await self.take(command, update.message)

        return take

    async def _hold_back(self, update: Update, *, aloud: bool) -> None:
        count = self.desk.settings.telegram.commands_per_minute
        said = (await self._words(update)).too_many.format(count=count)
        if update.callback_query:  # a button turns and turns until it is answered
            await update.callback_query.answer(said)
        elif update.message and aloud:
            await update.message.reply_text(said)

    async def _asked(self, message: Message) -> Asked:
        args = " ".join((message.text or "").split(maxsplit=1)[1:])
        scope = scope_of(message, self.desk.settings.telegram.operators)
        where, now = arrivals.written(message), self.desk.clock()
        visit = await self.desk.inquiry.visit(where, now)
        return Asked(self.desk, message, args, scope, visit)

    async def _words(self, update: Update) -> Phrases:
        where, now = arrivals.place(update), self.desk.clock()
        if where is None:
            return PHRASES[self.desk.settings.locale.language]
        visit = await self.desk.inquiry.visit(where, now)
        return PHRASES[visit.voice.language]


def reception(desk: Desk, app: App) -> Reception:
    """The reception of the bot of an application."""

    async def ask(chat: int) -> frozenset[int]:
        return await rights.admins(app.bot, chat)

    count = desk.settings.telegram.commands_per_minute
    return Reception(desk, Flood(count), Flood(count * PRESSES), Rights(ask))


def _asks(update: Update) -> bool:
    """Does it want an answer: a pressed button, a command, words in a private chat?"""
    if update.callback_query:
        return True
    text = update.message.text if update.message else None
    private = update.effective_chat and update.effective_chat.type == ChatType.PRIVATE
    return bool(text) and bool(private or (text or "").startswith("/"))


def _elsewhere(command: Command, asked: Asked) -> str:
    """What to say to a command that does not work here; an operator's is nobody's business."""
    if command.scopes == {"operator"}:
        return asked.words.unknown
    return asked.words.only_private if asked.scope == "group" else asked.words.only_groups


def _actor(message: Message) -> Actor:
    user = message.from_user.id if message.from_user else None
    speaks_as = message.sender_chat.id if message.sender_chat else None
    return Actor(message.chat_id, message.chat.type, user, speaks_as)

"""Where buttons are pressed: who may, what comes of it, and how the message looks afterwards."""

from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final

from telegram import Bot, CallbackQuery, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot import chats
from bot.chat import arrivals, naming, presses
from bot.chat.arrivals import keyboard_of, markup
from bot.chat.commands import Desk
from bot.chat.connection import App
from bot.chat.keyboards import Reply, swapped, ticked
from bot.chat.naming import NotYours
from bot.chat.presses import Need, Pressing
from bot.chat.reasons import reason
from bot.chat.rights import Actor, Rights, binding
from bot.chat.room import Pressed, Visit, Where
from bot.recipients import Target
from bot.words import bare

Context = CallbackContext[Any, Any, Any, Any]
TOAST: Final = 200  # characters; core.telegram.org/bots/api#answercallbackquery
_THE_SAME: Final = "message is not modified"


@dataclass(frozen=True, slots=True)
class Counter:
    """Answers what is pressed."""

    desk: Desk
    rights: Rights

    def open(self, app: App) -> None:
        """From now on buttons do something."""
        app.add_handler(CallbackQueryHandler(self.press))

    async def press(self, update: Update, _: Context) -> None:
        """One pressed button."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        pressing = presses.pressing(query.data or "")
        where = arrivals.pressed(query.message, query.from_user)
        try:
            visit = await self._visit(query.get_bot(), where, pressing)
        except NotYours as error:
            await _toast(query, Pressed(toast=bare(str(error)), aloud=True))
            return
        result = await self.desk.ask(lambda room: presses.act(room, visit, pressing))
        await self._carry_out(query, visit, result)

    # Who may

    async def _visit(self, bot: Bot, where: Where, pressing: Pressing) -> Visit:
        """Whose it is, for a person who may do that. Raises NotYours."""
        now = self.desk.clock()
        here = await self.desk.ask(lambda room: room.visit(where, now))
        target = await self.desk.ask(lambda room: presses.target_of(room, pressing))
        about = await self._about(bot, here, target)
        await self._permit(bot, here, presses.need_of(pressing))
        if about is None:
            return here
        return await self.desk.ask(lambda room: room.visit(where, now, about))

    async def _about(self, bot: Bot, here: Visit, target: Target | None) -> Where | None:
        """The place that it is about, if it is another one. Raises NotYours."""
        where = here.where
        if target is None or target == where.target:
            return None
        chat = chats.chat_of(target.address)
        if chat.id != where.chat:
            known = await self.desk.ask(lambda room: room.store.remembered(target))
            title = known.title if known else ""
            return await naming.channel(bot, str(chat.id), where, here.words, title)
        return replace(where, topic=chat.topic)

    async def _permit(self, bot: Bot, here: Visit, need: Need) -> None:
        """Raises NotYours where the person may not do that here."""
        where, words = here.where, here.words
        if need == "operator" and where.person not in self.desk.settings.telegram.operators:
            raise NotYours(words.only_operators)
        if need != "changes":
            return
        if where.kind == "channel":
            if await binding(bot, where.chat, where.person or 0) != "fine":
                raise NotYours(words.channel_not_yours.format(name=escape(where.title)))
        elif not await self.rights.may_change(_actor(where), here.now):
            raise NotYours(words.only_admins)

    # What comes of it

    async def _carry_out(self, query: CallbackQuery, visit: Visit, result: Pressed) -> None:
        """Answer, at once: the button turns until then; and change the message."""
        bot = query.get_bot()
        if result.post:
            result = await _posted(bot, visit, result.post, result)
        await _toast(query, result)
        if result.reply:
            await _edit(query, visit.where, result.reply)
        elif result.swap or result.ticked:
            await _redraw(query, result)
        if result.answer:
            await _send(bot, visit.where, result.answer)
        if result.wakes:
            self.desk.wake()


def _actor(where: Where) -> Actor:
    return Actor(where.chat, where.kind, where.person)


async def _toast(query: CallbackQuery, result: Pressed) -> None:
    """Let the button come to rest; one that was pressed long ago has done so by itself."""
    with suppress(BadRequest):
        await query.answer(result.toast or None, show_alert=result.aloud)


async def _posted(bot: Bot, visit: Visit, reply: Reply, result: Pressed) -> Pressed:
    """Say something where alerts go; if that is refused, the person sees why."""
    chat = chats.chat_of(visit.target.address)
    try:
        await bot.send_message(chat.id, reply.text, message_thread_id=chat.topic)
    except TelegramError as error:
        return replace(result, toast=reason(error)[:TOAST], aloud=True)
    return result


async def _edit(query: CallbackQuery, where: Where, reply: Reply) -> None:
    """The message says something else now; where it cannot, another one does."""
    try:
        await query.edit_message_text(reply.text, reply_markup=markup(reply.keyboard))
    except BadRequest as error:
        if _THE_SAME not in error.message.casefold():
            await _send(query.get_bot(), where, reply)


async def _redraw(query: CallbackQuery, result: Pressed) -> None:
    """The pressed button changes, the others stay."""
    data = query.data or ""
    before = keyboard_of(query.message) if query.message else ()
    after = swapped(before, data, result.swap) if result.swap else ticked(before, data)
    if after != before:
        with suppress(BadRequest):  # the message is gone
            await query.edit_message_reply_markup(markup(after))


async def _send(bot: Bot, where: Where, reply: Reply) -> None:
    await bot.send_message(
        where.chat,
        reply.text,
        message_thread_id=where.topic,
        reply_markup=markup(reply.keyboard),
    )

"""Questions that are asked by a command or a button, and how their answers reach the chat."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from telegram import (
    Bot,
    CallbackQuery,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import CallbackContext, CallbackQueryHandler, MessageHandler, filters

from bot.answers import Answer
from bot.chart import Picture, Theme
from bot.chart.canvas import NoFont
from bot.chat import arrivals, inquired
from bot.chat.answering import addressed
from bot.chat.arrivals import markup
from bot.chat.commands import Asked, Desk
from bot.chat.connection import App
from bot.chat.inquired import Inquired, Shown
from bot.chat.naming import NotYours
from bot.chat.prompts import PROMPTS
from bot.chat.room import Room, Visit, Where
from bot.workload import parse

Context = CallbackContext[Any, Any, Any, Any]

log = logging.getLogger("pricewar.chat")
QUESTION: Final = 200  # letters: whoever writes more names no model
_THE_SAME: Final = "message is not modified"
_TEXT: Final = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
_SAID_TO_IT: Final = _TEXT & filters.ChatType.PRIVATE & ~filters.VIA_BOT & ~filters.FORWARDED


def asking(command: str) -> Callable[[Asked], Awaitable[None]]:
    """The command that answers one of `bot.answers.QUESTIONS`."""

    async def run(asked: Asked) -> None:
        question = inquired.commanded(command, asked.args)
        answer = await _answer(asked.desk, question, asked.visit)
        await Spot.of(asked).show(asked.desk, question, answer, asked.visit)

    return run


async def workload(asked: Asked) -> None:
    """The command that shows and sets what is used a month, here or in a channel."""
    try:
        visit, args = await addressed(asked)
    except NotYours as error:
        await asked.answer(str(error))
        return
    used = visit.reader.workload
    spoken = replace(visit, voice=replace(visit.voice, workload=parse(used) if used else None))
    question = inquired.commanded("workload", args)
    answer = await _answer(asked.desk, question, spoken)
    if answer.workload or answer.forget:
        await asked.desk.ask(lambda room: _remember(room, visit, answer))
    await Spot.of(asked).show(asked.desk, question, answer, visit)


async def _answer(desk: Desk, question: Inquired, visit: Visit) -> Answer:
    return await desk.inquiry.ask(question.command, question.words, visit.voice, visit.now)


def _remember(room: Room, visit: Visit, answer: Answer) -> None:
    """What is used a month is known of the chat from now on, or no longer."""
    room.settle(visit, workload=answer.workload.text if answer.workload else None)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an answer goes; `reply_to` is the message that it answers, where many people write."""

    bot: Bot
    where: Where
    reply_to: int | None = None

    @classmethod
    def of(cls, asked: Asked) -> "Spot":
        """Where a command was given."""
        message = asked.message
        alone = message.chat.type == ChatType.PRIVATE
        number = None if alone else message.message_id
        return cls(message.get_bot(), asked.visit.where, number)

    async def show(self, desk: Desk, question: Inquired, answer: Answer, visit: Visit) -> None:
        """Send the answer: as text, or as a chart with a caption."""
        shown = laid_out(question, answer, visit)
        if shown.caption is not None and answer.picture and question.theme:
            try:
                await self.picture(desk, answer.picture, question.theme, shown)
            except NoFont as error:
                log.warning("telegram: no chart: %s", error)
                shown = without_chart(answer, visit)
        await self.texts(shown)

    async def texts(self, shown: Shown) -> None:
        """Send the texts, the buttons under the last one."""
        for number, text in enumerate(shown.texts, 1):
            last = number == len(shown.texts)
            await self.bot.send_message(
                self.where.chat,
                text,
                reply_markup=markup(shown.keyboard) if last else None,
                message_thread_id=self.where.topic,
                reply_parameters=self._reply(),
            )

    async def picture(self, desk: Desk, picture: Picture, theme: Theme, shown: Shown) -> None:
        """Send the chart, by its number where Telegram has it. Raises NoFont."""

        async def send(photo: str | bytes) -> Message:
            return await self.bot.send_photo(
                self.where.chat,
                photo,
                caption=shown.caption,
                reply_markup=markup(shown.beneath),
                message_thread_id=self.where.topic,
                reply_parameters=self._reply(),
            )

        await _handed(desk, picture, theme, send)

    def _reply(self) -> ReplyParameters | None:
        if self.reply_to is None:
            return None
        return ReplyParameters(self.reply_to, allow_sending_without_reply=True)


def laid_out(question: Inquired, answer: Answer, visit: Visit) -> Shown:
    """The answer as messages; with a chart where there is one and it is wanted."""
    if answer.picture is None or question.theme is None:
        return inquired.in_words(answer, visit.voice.language)
    return inquired.drawn(question, answer, visit.voice.language)


def without_chart(answer: Answer, visit: Visit) -> Shown:
    """The answer where charts cannot be drawn."""
    language = visit.voice.language
    return inquired.in_words(answer, language, PROMPTS[language].no_chart)


async def _handed(
    desk: Desk,
    picture: Picture,
    theme: Theme,
    send: Callable[[str | bytes], Awaitable[Message | bool]],
) -> None:
    """Hand a chart to `send`: its number at Telegram, else its bytes. Raises NoFont."""
    if file := desk.inquiry.file(picture, theme):
        try:
            await send(file)
        except BadRequest as error:
            if _THE_SAME in error.message.casefold():
                return
            desk.inquiry.forget(picture, theme)  # Telegram does not keep a file for ever
        else:
            return
    sent = await send(await desk.inquiry.draw(picture, theme))
    if isinstance(sent, Message) and sent.photo:
        desk.inquiry.remember(picture, theme, sent.photo[-1].file_id)


@dataclass(frozen=True, slots=True)
class Window:
    """Answers what is asked without a command: by buttons, and in private by words alone.

    The message of a button becomes the answer, where it can.
    """

    desk: Desk

    def open(self, app: App) -> None:
        """From now on buttons that ask something are answered, and words to the bot itself."""
        app.add_handler(CallbackQueryHandler(self.press, inquired.ASKS))
        app.add_handler(MessageHandler(_SAID_TO_IT, self.read))

    async def read(self, update: Update, _: Context) -> None:
        """Words: a question by its name, else the price of what they name."""
        message = update.message
        if message is None or message.text is None:
            return
        visit = await self.desk.inquiry.visit(arrivals.written(message), self.desk.clock())
        spot, said = Spot(message.get_bot(), visit.where), PROMPTS[visit.voice.language]
        words = " ".join(message.text.split())
        if len(words) > QUESTION:
            await spot.texts(Shown((said.enough,)))
            return
        named = await self.desk.inquiry.run(lambda answers: answers.question(words))
        question = inquired.commanded(*(named or ("price", words)))
        answer = await _answer(self.desk, question, visit)
        if answer.found or answer.choices:
            await spot.show(self.desk, question, answer, visit)
        else:
            await spot.texts(inquired.in_words(answer, visit.voice.language, said.enough))

    async def press(self, update: Update, _: Context) -> None:
        """One pressed button. What it asks changes nothing."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        where, now = arrivals.pressed(query.message, query.from_user), self.desk.clock()
        visit = await self.desk.inquiry.visit(where, now)
        question = inquired.pressed(query.data or "")
        with suppress(BadRequest):  # pressed long ago: it has come to rest by itself
            await query.answer(None if question else visit.words.old_button)
        if question is not None:
            answer = await _answer(self.desk, question, visit)
            await self._show(query, question, answer, visit)

    async def _show(
        self, query: CallbackQuery, question: Inquired, answer: Answer, visit: Visit
    ) -> None:
        message = query.message
        shown = laid_out(question, answer, visit)
        if isinstance(message, Message):
            if message.photo and answer.picture and shown.caption is not None and question.theme:
                await self._repaint(query, answer.picture, question.theme, shown)
                return
            alone = message.text and shown.caption is None and len(shown.texts) == 1
            if alone and await _rewritten(query, shown):
                return
        await Spot(query.get_bot(), visit.where).show(self.desk, question, answer, visit)

    async def _repaint(
        self, query: CallbackQuery, picture: Picture, theme: Theme, shown: Shown
    ) -> None:
        """The photo becomes another one. Raises NoFont."""

        async def edit(photo: str | bytes) -> Message | bool:
            return await query.edit_message_media(
                InputMediaPhoto(photo, caption=shown.caption), reply_markup=markup(shown.beneath)
            )

        await _handed(self.desk, picture, theme, edit)


async def _rewritten(query: CallbackQuery, shown: Shown) -> bool:
    """Has the message become this answer? It may be that already, or not be there any more."""
    try:
        await query.edit_message_text(shown.texts[0], reply_markup=markup(shown.keyboard))
    except BadRequest as error:
        return _THE_SAME in error.message.casefold()
    return True

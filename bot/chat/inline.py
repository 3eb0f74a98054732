"""Inline mode: `@bot glm-4.5` offers price cards in any chat.

Without words it offers what is free now and what became cheaper within a week.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import CallbackContext, InlineQueryHandler

from bot.answers import Answer, Answers
from bot.chat import arrivals
from bot.chat.commands import Desk
from bot.chat.connection import App
from bot.chat.flood import Flood
from bot.chat.prompts import PROMPTS, Prompts
from bot.chat.room import Where
from bot.words import Line, Voice, html, parts

Context = CallbackContext[Any, Any, Any, Any]

MOST: Final = 20
NEAREST: Final = 5
CACHED: Final = 30  # seconds: prices are read every few minutes, people type every second
TYPED: Final = 5  # queries for each command: a client asks while words are being typed
OFFSET: Final = 4  # digits
BUTTON: Final = 64  # letters; core.telegram.org/bots/api#inlinequeryresultsbutton
_ABOUT: Final = 3  # so many lines of a card describe it
_IDLE: Final = ("free", "changes 7d cut")


class Stall:
    """Offers cards to those who type the bot's name somewhere."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.flood = Flood(desk.settings.telegram.commands_per_minute * TYPED)

    def open(self, app: App) -> None:
        """From now on inline queries are answered."""
        app.add_handler(InlineQueryHandler(self.offer))

    async def offer(self, update: Update, _: Context) -> None:
        """One query."""
        query = update.inline_query
        if query is None:
            return
        now = self.desk.clock()
        voice = await self._voice(query, now)
        said = PROMPTS[voice.language]
        if self.flood.judge(str(query.from_user.id), now) != "answer":
            await _answer(query, (), said.too_many)
            return
        words, after = " ".join(query.query.split()), _offset(query.offset)
        found = await self.desk.inquiry.run(
            lambda answers: _found(answers, words, voice, now, after)
        )
        missing = _missing(words, said) if words and not found and not after else ""
        await _answer(query, [_whole(one, said) for one in found], missing, after)

    async def _voice(self, query: InlineQuery, now: datetime) -> Voice:
        """How the asker is spoken to in private; what they use a month is not for other eyes."""
        person = query.from_user
        language = arrivals.language(person.language_code)
        where = Where(person.id, person=person.id, language=language)
        return replace((await self.desk.inquiry.visit(where, now)).voice, workload=None)


def _found(
    answers: Answers, words: str, voice: Voice, now: datetime, after: int
) -> Sequence[Answer]:
    """The cards that may be meant, else the nearest; without words what there is to tell.

    A question by its name, such as `war 2024-05`, has its answer.
    """
    asked = [answers.question(words)] if words else map(_parted, _IDLE)
    told = [answers.ask(*one, voice, now) for one in asked if one]
    if found := [answer for answer in told if answer.found]:
        return [] if after else found
    if not words:
        return []
    if (cards := answers.cards(words, voice, now, MOST, after)) or after:
        return cards
    nearest = answers.ask("price", words, voice, now)
    if nearest.found:
        return [nearest]
    asks = (_parted(choice.ask) for choice in nearest.choices[:NEAREST])
    return [answers.ask(*ask, voice, now) for ask in asks]


def _parted(question: str) -> tuple[str, str]:
    command, _, words = question.partition(" ")
    return command, words


def _offset(text: str) -> int:
    """How many were offered before; a client sends back what it was given."""
    return int(text) if text.isdecimal() and len(text) <= OFFSET else 0


def _missing(words: str, said: Prompts) -> str:
    """That nothing is called so, within the length of a button."""
    room = BUTTON - len(said.nothing_like.format(words=""))
    return said.nothing_like.format(words=words if len(words) <= room else f"{words[: room - 1]}…")


def _whole(answer: Answer, said: Prompts) -> Answer:
    """A card that is cut to a page says how to ask for the rest: nobody can turn it there."""
    more = next((one.ask for one in answer.choices if one.ask.endswith(" #2")), None)
    if more is None:
        return answer
    rest = Line(said.rest.format(question=f"/{more.removesuffix(' #2')}"))
    message = replace(answer.message, footer=(*answer.message.footer, rest))
    return replace(answer, message=message)


async def _answer(
    query: InlineQuery, found: Sequence[Answer], button: str = "", after: int = 0
) -> None:
    """Offer them; a query that came too long ago waits for nothing any more."""
    offered = [_article(number, answer) for number, answer in enumerate(found[:MOST], after)]
    led = InlineQueryResultsButton(button, start_parameter="inline") if button else None
    following = str(after + MOST) if len(offered) == MOST else None
    with suppress(BadRequest):
        await query.answer(
            offered, cache_time=CACHED, is_personal=True, button=led, next_offset=following
        )


def _article(number: int, answer: Answer) -> InlineQueryResultArticle:
    """A card to choose: its title, its first lines, and what choosing it sends."""
    message = answer.message
    about = [line.text for line in message.lines if line.rank in {"name", "item"}]
    content = InputTextMessageContent(
        parts(html(message), 1, lambda _: "…")[0], parse_mode=ParseMode.HTML
    )
    return InlineQueryResultArticle(
        str(number), message.headline, content, description="\n".join(about[:_ABOUT])
    )

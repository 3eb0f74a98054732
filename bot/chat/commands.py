"""A command: what it is called, what it does, where it works, and how the menu describes it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeVar

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
    Message,
)
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.chat.inquiry import Inquiry
from bot.chat.phrases import PHRASES, Phrases
from bot.chat.room import Room, Visit
from bot.recipients import Language, Reader, Target
from bot.settings import Settings

T = TypeVar("T")
Scope = Literal["private", "group", "operator"]
SCOPES: Final[tuple[Scope, ...]] = ("private", "group", "operator")
EVERYWHERE: Final[frozenset[Scope]] = frozenset({"private", "group"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work with; `wake` says that there is something to deliver."""

    settings: Settings
    room: Room
    clock: Callable[[], datetime]
    commands: "tuple[Command, ...]"
    inquiry: Inquiry
    wake: Callable[[], None] = lambda: None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, question: Callable[[Room], T]) -> T:
        """What a question comes to; one at a time, off the event loop."""
        async with self._turn:
            return await asyncio.to_thread(question, self.room)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as somebody gave it; `args` is what stood behind its name."""

    desk: Desk
    message: Message
    args: str
    scope: Scope
    visit: Visit

    @property
    def target(self) -> Target:
        """The chat, or the topic, as deliveries call it."""
        return self.visit.target

    @property
    def reader(self) -> Reader:
        """How the chat is spoken to."""
        return self.visit.reader

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.visit.voice.language

    @property
    def now(self) -> datetime:
        """When it was asked."""
        return self.visit.now

    @property
    def words(self) -> Phrases:
        """What to answer with."""
        return PHRASES[self.language]

    async def answer(self, html: str, buttons: InlineKeyboardMarkup | None = None) -> Message:
        """Reply where it was asked, in the same topic."""
        return await self.message.reply_text(html, reply_markup=buttons)


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the table from which the menus are made and that /help reads.

    `about` describes it in at most 256 signs. With `changes` it is only for those who may change
    what the chat is told; if it `shows`, all may use it without words, to see what holds.
    """

    name: str
    run: Callable[[Asked], Awaitable[None]]
    about: Mapping[Language, str]
    scopes: frozenset[Scope] = EVERYWHERE
    changes: bool = False
    shows: bool = False

    def alters(self, args: str) -> bool:
        """Would it change something with these words?"""
        return self.changes and not (self.shows and not args)

    def works(self, scope: Scope) -> bool:
        """Is it for this kind of chat? Operators have in private what everybody has there."""
        return scope in self.scopes or (scope == "operator" and "private" in self.scopes)


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands that clients offer in chats of a kind; `language` "" is any other one."""

    scope: Scope
    language: str
    lines: tuple[tuple[str, str], ...]


def offered(commands: Iterable[Command], scope: Scope) -> list[Command]:
    """The commands that work there, in the order of the table."""
    return [command for command in commands if command.works(scope)]


def menus(commands: tuple[Command, ...], default: Language) -> Iterator[Menu]:
    """Every menu there is; `default` is the language of people whose client has another one."""
    for scope in SCOPES:
        found = offered(commands, scope)
        for code, language in (("", default), *((own, own) for own in PHRASES)):
            yield Menu(scope, code, tuple((one.name, one.about[language]) for one in found))


async def publish(bot: Bot, desk: Desk, scopes: Iterable[Scope] = SCOPES) -> None:
    """Tell Telegram the menus. An operator who never wrote to the bot gets none before that.

    Raises TelegramError where Telegram cannot be reached.
    """
    telegram, default = desk.settings.telegram, desk.settings.locale.language
    wanted = (menu for menu in menus(desk.commands, default) if menu.scope in scopes)
    for menu in wanted:
        lines = [BotCommand(name, about) for name, about in menu.lines]
        for scope in _scopes(menu.scope, telegram.operators):
            with suppress(BadRequest):  # an operator whom the bot does not know
                await bot.set_my_commands(lines, scope, language_code=menu.language or None)


def _scopes(scope: Scope, operators: Iterable[int]) -> list[BotCommandScope]:
    if scope == "operator":
        return [BotCommandScopeChat(operator) for operator in operators]
    return [
        BotCommandScopeAllGroupChats() if scope == "group" else BotCommandScopeAllPrivateChats()
    ]


def scope_of(message: Message, operators: Iterable[int]) -> Scope:
    """Where a message was written: an operator is one in private only."""
    if message.chat.type != ChatType.PRIVATE:
        return "group"
    return "operator" if message.chat.id in operators else "private"

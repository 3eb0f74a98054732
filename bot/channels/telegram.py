"""Alerts into Telegram chats: private ones, groups, channels, and the topics of forums.

At least once means here: Telegram knows no idempotency key, so a message whose answer was lost is
sent again. A long alert is several messages. Where a later one fails, the next attempt goes on
with that one, as long as the process lives; after a restart the alert in flight begins anew.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Final

from pydantic import BaseModel, ConfigDict, SecretStr
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot import chats
from bot.alerts import Alert
from bot.channels import AddressBook, Arrived, Gone, Moved, Parcel, Setup, Undelivered
from bot.chats import Chat
from bot.events import Event
from bot.letters import Letter, letter
from bot.logs import masked
from bot.patience import Limit, Manner
from bot.recipients import Reader, Target
from bot.words import Voice, bare

log = logging.getLogger("pricewar.telegram")

FREE_RATE: Final = 30  # messages a second; more are paid for
COMMAND: Final = "/changes"
BEGUN: Final = 1000  # so many alerts that stopped half-way are remembered
LETTERS: Final = 256  # so many are kept for the next reader
EVERYBODY: Final = 3  # so many chats that are refused in a row stand for all
PAUSE: Final = 300.0  # seconds until a refused token is tried again
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
# In Telegram's own words (tdlib/telegram-bot-api, Client.cpp).
_NOBODY: Final = ("chat not found", "user is deactivated", "group chat was deactivated")
_NO_TOPIC: Final = ("message thread not found", "topic_deleted", "topic_id_invalid")
_UNREADABLE: Final = ("can't parse entities", "message is too long", "entit")
_THE_SAME: Final = "message is not modified"


class Options(BaseModel):
    """The bot's token, without which there is no Telegram; the Bot API's root address."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org"
    broadcast_rate: int = FREE_RATE


def connect(setup: Setup) -> "Telegram | None":
    """The bot, if the settings have its token. Raises ValidationError."""
    options = Options.model_validate(setup.options)
    if options.token is None:
        return None
    manner = manner_of(options.broadcast_rate)
    door = HTTPXRequest(
        manner.at_once, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=10
    )
    base = f"{options.base_url.rstrip('/')}/bot"
    bot = Bot(options.token.get_secret_value(), base, request=door, get_updates_request=door)
    voice = replace(setup.voice, changes=COMMAND)
    paid = options.broadcast_rate > FREE_RATE
    return Telegram(bot, door, voice, setup.book, manner, paid=paid)


def manner_of(rate: int) -> Manner:
    """Telegram's limits: so many a second overall, 1 a second a chat, 20 a minute a group."""
    limits = (Limit(rate, _SECOND), Limit(1, _SECOND, chats.chat), Limit(20, _MINUTE, chats.group))
    return Manner(limits=limits, at_once=max(50, rate))


@dataclass(frozen=True, slots=True)
class _Receipt:
    """The messages that a parcel became, and its alerts: `101 102 al_…`."""

    messages: tuple[int, ...]
    alerts: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join((*map(str, self.messages), *self.alerts))

    @classmethod
    def of(cls, text: str) -> "_Receipt":
        words = text.split()
        numbers = tuple(int(word) for word in words if word.isdecimal())
        return cls(numbers, tuple(word for word in words if not word.isdecimal()))


@dataclass(slots=True)
class Telegram:
    """A bot that is only spoken through; `clock` counts seconds."""

    bot: Bot
    door: HTTPXRequest
    voice: Voice
    book: AddressBook
    manner: Manner
    name: str = "telegram"
    paid: bool = field(default=False, kw_only=True)
    clock: Callable[[], float] = time.monotonic
    _begun: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    _letters: dict[tuple[str | None, ...], Letter | None] = field(default_factory=dict)
    _flood: dict[str, float] = field(default_factory=dict)
    _refused: bool = False

    async def send(self, parcel: Parcel) -> Arrived:
        """Send the alerts, or what is left of them; a correction also edits what it corrects.

        Raises Undelivered.
        """
        target = Target(self.name, parcel.address)
        reader = self.book.reader(target)
        said = self._letter(parcel.alerts, reader)
        if said is None:
            return Arrived(messages=0)
        try:
            edits, reply_to = await self._correct(target, parcel.alerts, self.voice.to(reader))
            messages, count = await self._say(parcel, said, reply_to)
        except TelegramError as error:
            raise self._undelivered(error, parcel.address) from None
        self._refused = False
        self._flood.clear()
        receipt = _Receipt(messages, tuple(alert.id for alert in parcel.alerts))
        return Arrived(receipt.text, messages=edits + count)

    async def close(self) -> None:
        """Close the connections."""
        await self.door.shutdown()

    # Saying

    def _letter(self, alerts: Sequence[Alert], reader: Reader) -> Letter | None:
        """What is said, composed once for all who read alike: an alert goes to many."""
        alike = (reader.language, reader.timezone, reader.currency, reader.workload)
        name = (*(alert.id for alert in alerts), *alike)
        if name not in self._letters:
            if len(self._letters) >= LETTERS:
                self._letters.clear()
            self._letters[name] = letter(alerts, self.voice.to(reader))
        return self._letters[name]

    async def _say(
        self, parcel: Parcel, said: Letter, reply_to: int | None
    ) -> tuple[tuple[int, ...], int]:
        """The messages that say it, and how many of them were sent now."""
        chat, last = chats.chat_of(parcel.address), len(said.texts) - 1
        name = (parcel.id, *(alert.id for alert in parcel.alerts))
        done = self._begun.pop(name, [])
        before = len(done)
        try:
            for place, text in list(enumerate(said.texts))[before:]:
                answers = reply_to if place == 0 else None
                keyboard = _keyboard(said) if place == last else None
                done.append(await self._message(chat, text, answers, keyboard))
        except BaseException:
            self._remember(name, done)
            raise
        return tuple(done), len(done) - before

    def _remember(self, name: tuple[str, ...], done: list[int]) -> None:
        """Go on from there at the next attempt."""
        if done:
            self._begun[name] = done
            if len(self._begun) > BEGUN:
                del self._begun[next(iter(self._begun))]

    async def _message(
        self, chat: Chat, text: str, answers: int | None, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        """One message; without its forms, if Telegram cannot read them."""
        send = partial(
            self.bot.send_message,
            chat.id,
            message_thread_id=chat.topic,
            link_preview_options=_NO_PREVIEW,
            allow_paid_broadcast=self.paid or None,
            reply_parameters=_reply(answers),
            reply_markup=keyboard,
        )
        try:
            sent = await send(text, parse_mode=ParseMode.HTML)
        except BadRequest as error:
            if not _says(error, _UNREADABLE):
                raise
            log.warning("telegram: %s; sent without forms", masked(error))
            sent = await send(bare(text))
        return sent.message_id

    # Correcting

    async def _correct(
        self, target: Target, alerts: Sequence[Alert], voice: Voice
    ) -> tuple[int, int | None]:
        """Edit what the alerts refute: how many edits it took, and which message to answer."""
        events = [event for alert in alerts for event in alert.events if event.refutes]
        told = {
            receipt: None
            for event in events
            for receipt in self.book.receipts(target, event.refutes or "")
        }
        edits, reply_to = 0, None
        for receipt in map(_Receipt.of, told):
            edits += await self._strike(target, receipt, events, voice)
            reply_to = receipt.messages[0]
        return edits, reply_to if len(alerts) == 1 else None

    async def _strike(
        self, target: Target, receipt: _Receipt, events: Sequence[Event], voice: Voice
    ) -> int:
        """Strike what is not true any more. Messages that cannot be edited stay as they are."""
        try:
            alerts = [self.book.alert(name) for name in receipt.alerts]
        except KeyError:  # forgotten
            return 0
        known = {event.id for alert in alerts for event in alert.events}
        found = [one for alert in alerts for one in self.book.corrections(alert)]
        by = {one.id: one for one in (*found, *events) if one.refutes in known}
        new = letter(alerts, voice, list(by.values()), most=len(receipt.messages))
        edits = 0
        for place, (message, text) in enumerate(
            zip(receipt.messages, new.texts if new else (), strict=False), 1
        ):
            keyboard = _keyboard(new) if new and place == len(new.texts) else None
            edits += await self._edit(chats.chat_of(target.address), message, text, keyboard)
        return edits

    async def _edit(
        self, chat: Chat, message: int, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        try:
            await self.bot.edit_message_text(
                text,
                chat.id,
                message,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
            )
        except BadRequest as error:
            if not _says(error, (_THE_SAME,)):
                log.info("telegram %s: a message stays as it was: %s", chat.address, error)
        return 1

    # Failing

    def _undelivered(self, error: TelegramError, address: str) -> Undelivered:
        """What an error means for this delivery and for the others."""
        if isinstance(error, RetryAfter):
            return self._flooded(error, address)
        if isinstance(error, InvalidToken):
            return self._unauthorized()
        return _trouble(error, address)

    def _flooded(self, error: RetryAfter, address: str) -> Undelivered:
        """A chat that is refused means itself; several within a second mean the whole bot.

        But only if nothing was accepted in between: a busy hour refuses many chats for themselves.
        """
        wish, chat, now = error.retry_after, chats.chat(address), self.clock()
        recent = {name: at for name, at in self._flood.items() if now - at <= 1}
        self._flood = recent | {chat: now}
        everywhere = len(self._flood) >= EVERYBODY
        seconds = wish.total_seconds() if isinstance(wish, timedelta) else float(wish)
        said = f"Telegram wants to be asked less often (again in {seconds:g} s)"
        return Undelivered(said, retry_after=seconds, everywhere=everywhere)

    def _unauthorized(self) -> Undelivered:
        """The token may be mended: nothing is lost, and nothing is tried for a while."""
        said = "Telegram refuses telegram.token"
        if not self._refused:
            log.error("telegram: %s: is it the one that @BotFather gave?", said)
        self._refused = True
        return Undelivered(said, retry_after=PAUSE, everywhere=True)


def _trouble(error: TelegramError, address: str) -> Undelivered:
    """What an error means that is this chat's, or the network's."""
    said = f"Telegram answers: {masked(error)}"
    match error:
        case ChatMigrated():
            moved = replace(chats.chat_of(address), id=error.new_chat_id)
            return Moved("the group has become a supergroup", to=moved.address)
        case Forbidden():
            return Gone(said)
        case BadRequest():  # a NetworkError to the library, but no trouble of the network
            nobody = _says(error, (*_NOBODY, *_NO_TOPIC))
            return Gone(said) if nobody else Undelivered(said, permanent=True)
        case TimedOut():
            return Undelivered("Telegram does not answer in time")
    return Undelivered(said)


def _says(error: TelegramError, words: Sequence[str]) -> bool:
    return any(word in error.message.casefold() for word in words)


def _reply(answers: int | None) -> ReplyParameters | None:
    if answers is None:
        return None
    return ReplyParameters(answers, allow_sending_without_reply=True)


def _keyboard(said: Letter) -> InlineKeyboardMarkup | None:
    if not said.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.label, callback_data=key.press.data) for key in row]
            for row in said.rows
        ]
    )

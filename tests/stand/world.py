"""What Telegram knows: chats, messages, questions that wait for an answer. And how tests wait."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

from lo_bot_api_emulator import ApiRefusal

from stand.seen import Offer, Seen, Toast, seen
from stand.tdlib import Json

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOT_ID: Final = 123456789
USERNAME: Final = "price_bot"
BOT: Final[Json] = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Price bot",
    "username": USERNAME,
}
PATIENCE: Final = 30  # seconds; only a test that fails waits so long

T = TypeVar("T")


class Resident(Protocol):
    """A chat as the server sees it."""

    id: int
    kind: str
    bot: Json

    def wire(self) -> Json:
        """The chat as the Bot API writes it."""
        ...

    def shut(self) -> ApiRefusal | None:
        """Why the bot may not write here, if it may not."""
        ...

    def has_thread(self, thread: int) -> bool:
        """Is this a topic of the chat?"""
        ...

    def member(self, user: int) -> Json:
        """A person's standing in the chat. Raises ApiRefusal."""
        ...

    def admins(self) -> list[Json]:
        """Who runs the chat. Raises ApiRefusal."""
        ...

    def leave(self) -> None:
        """The bot goes."""
        ...


@dataclass(frozen=True, slots=True)
class Showing:
    """Something that the bot did in a chat: a message came, was edited or was deleted."""

    what: str
    message: Seen


@dataclass(slots=True)
class World:
    """All of it. `send` hands an update to the bot; `now` is Telegram's clock, as tests set it."""

    send: Callable[[Json], Awaitable[None]]
    now: datetime = NOW
    chats: dict[int, Resident] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    showings: list[Showing] = field(default_factory=list)
    presses: dict[str, Toast | None] = field(default_factory=dict)
    questions: dict[str, Offer | None] = field(default_factory=dict)
    own: set[tuple[int, int]] = field(default_factory=set)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    privacy: bool = True
    _last: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def date(self) -> int:
        """The clock as messages carry it."""
        return int(self.now.timestamp())

    def number(self) -> int:
        """The next number, for a message or a question."""
        self._last += 1
        return self._last

    def settle(self, chat: Resident) -> None:
        """Telegram gets to know a chat."""
        self.chats[chat.id] = chat

    def find(self, address: object) -> Resident:
        """The chat of an id or a user name. Raises ApiRefusal where there is none, or none now."""
        name = str(address)
        for chat in self.chats.values():
            if name.startswith("@") and chat.wire().get("username") == name[1:]:
                return chat
        number = int(name) if name.lstrip("-").isdecimal() else 0
        if number in self.moved:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiRefusal(said, 400, {"migrate_to_chat_id": self.moved[number]})
        if number not in self.chats:
            raise ApiRefusal("Bad Request: chat not found")
        return self.chats[number]

    def keep(self, message: Json) -> Json:
        """A message stands in its chat from now on."""
        self.messages[message["chat"]["id"], message["message_id"]] = message
        return message

    def look(self, message: Json) -> Seen:
        """A message as a person sees it."""
        photo = max(message.get("photo", [{}]), key=lambda size: size.get("width", 0))
        file = message.get("document", photo).get("file_id", "")
        return seen(message, self.files.get(file))

    def show(self, what: str, message: Json) -> None:
        """The bot did something that people in the chat see."""
        self.showings.append(Showing(what, self.look(message)))
        self.wake()

    def menu(self, scopes: Iterable[str], language: str | None) -> dict[str, str]:
        """The commands a client shows: of the first scope that has some, in its language first."""
        for scope in scopes:
            for code in (language or "", ""):
                if found := self.commands.get((scope, code)):
                    return {one["command"]: one["description"] for one in found}
        return {}

    def wish(self, chat: int, label: str) -> Json:
        """What a button of the newest keyboard asks for, such as a chat."""
        keyboards = [
            message["reply_markup"]["keyboard"]
            for (place, _), message in self.messages.items()
            if place == chat and "keyboard" in message.get("reply_markup", {})
        ]
        buttons = (one for row in keyboards[-1] for one in row if one["text"] == label)
        wish: Json = next(buttons)["request_chat"]
        return wish

    def wake(self) -> None:
        """Something happened: whoever waits looks again."""
        self._news.set()

    async def until(self, look: Callable[[], T | None], wanted: Callable[[], str]) -> T:
        """What `look` finds, as soon as it finds it. Fails with `wanted` when patience ends."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := look()) is None:
                    self._news.clear()
                    await self._news.wait()
                return found
        except TimeoutError:
            raise AssertionError(wanted()) from None


def wire(message: Json) -> Json:
    """A message as the Bot API writes it: without the reply it answers, inline buttons only."""
    shown = {key: value for key, value in message.items() if key != "reply_to_message"}
    if "inline_keyboard" not in shown.get("reply_markup", {}):
        shown.pop("reply_markup", None)
    return shown

"""What the chats have in common: an alert in words, posted to the address of a room."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import BaseModel, ConfigDict, SecretStr

from bot import words
from bot.channels import Arrived, Gone, Parcel, Setup, Undelivered
from bot.channels._posting import JSON, kept, posted
from bot.endpoints import Endpoint
from bot.patience import Limit, Manner
from bot.post import Reply
from bot.recipients import Target
from bot.seals import BrokenSeal
from bot.words import Message, Voice

__all__ = ["Chat", "Letter", "Options", "Post", "Style"]


class Options(BaseModel):
    """`url`: the operator's own room; `secret`: what its posts are signed with, if they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: SecretStr | None = None
    secret: SecretStr | None = None

    @property
    def endpoint(self) -> Endpoint | None:
        """The room, if there is one."""
        if self.url is None:
            return None
        secrets = (self.secret.get_secret_value(),) if self.secret else ()
        return Endpoint(self.url.get_secret_value(), secrets)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said at once, to whom, and when; the forms that a service may want of it."""

    message: Message
    voice: Voice
    to: Endpoint
    now: datetime

    def title(self, most: int) -> str:
        """The headline."""
        return self._cut(self.message.headline, most, len)

    def text(
        self, form: Callable[[Message], str], most: int, size: Callable[[str], int] = len
    ) -> str:
        """All of it in a form, as far as there is room."""
        return self._cut(form(self.message), most, size)

    def below(self, most: int, size: Callable[[str], int] = len) -> str:
        """All but the title, in plain text, without the lines that are `links`."""
        said = self.message
        lines = tuple(line for line in said.lines if not line.link)
        footer = tuple(line for line in said.footer if not line.link)
        text = words.plain(replace(said, lines=lines, footer=footer))
        return self._cut(text.removeprefix(said.headline).strip("\n"), most, size)

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where to read on: what it is called, and its address; each once."""
        lines = (*self.message.lines, *self.message.footer)
        named = {url: line.text for line in lines if (url := words.address(line))}
        return [(text, url) for url, text in named.items()]

    def _cut(self, text: str, most: int, size: Callable[[str], int]) -> str:
        return words.trimmed(text, most, self.voice.words.more_lines, size)


@dataclass(frozen=True, slots=True)
class Post:
    """A body, and where it goes."""

    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Style:
    """How one service wants to be spoken to. Both functions are pure.

    `compose` writes a letter down; `judge` returns where the answer says that it was taken, and
    raises Undelivered.
    """

    compose: Callable[[Letter], Post]
    judge: Callable[[Reply, datetime], None]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """A channel to rooms of one service: the operator's own, and those that were registered."""

    name: str
    setup: Setup
    style: Style
    own: Endpoint | None = field(default=None, repr=False)

    @classmethod
    def connected(cls, name: str, setup: Setup, style: Style) -> "Chat":
        """Always there: rooms may be registered at any time. Raises ValidationError."""
        return cls(name, setup, style, Options.model_validate(setup.options).endpoint)

    @property
    def manner(self) -> Manner:
        """As the service's own limits have it."""
        return Manner(limits=self.style.limits)

    async def send(self, parcel: Parcel) -> Arrived:
        """Returns when the service says that it has taken the message. Raises Undelivered."""
        voice = self._voice(parcel.address)
        said = words.digest(parcel.alerts, voice)
        if said is None:
            return Arrived(messages=0)
        return await self._say(said, voice, parcel.address)

    async def probe(self, address: str) -> Arrived:
        """Say that this is a test. Raises Undelivered."""
        voice = self._voice(address)
        return await self._say(Message(voice.words.probe), voice, address)

    async def close(self) -> None:
        """The door is closed by who opened it."""

    async def _say(self, said: Message, voice: Voice, address: str) -> Arrived:
        now = self.setup.clock()
        post = self.style.compose(Letter(said, voice, self._room(address), now))
        reply = await posted(self.setup.door, post.url, post.body, JSON)
        self.style.judge(reply, now)
        return Arrived(answer=kept(reply))

    def _room(self, address: str) -> Endpoint:
        try:
            found = self.setup.book.endpoint(address) if address else self.own
        except BrokenSeal as error:
            raise Undelivered(str(error)) from None
        if found is None:
            raise Gone("the room is not registered any more")
        return found

    def _voice(self, address: str) -> Voice:
        """As the settings say, unless the reader has chosen."""
        return self.setup.voice.to(self.setup.book.reader(Target(self.name, address)))

"""Who asks for what, where and when; and what answers are made with, off the event loop."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot import chats, enrolment, webhooks
from bot.chat.keyboards import Button, Reply
from bot.chat.languages import talk
from bot.chat.talk import Talk
from bot.chats import Chat
from bot.planner import Planner
from bot.recipients import ChatKind, Language, Reader, Target
from bot.store import Store
from bot.words import Voice

Addresses = Callable[[Target], AbstractAsyncContextManager[webhooks.Desk]]

CHANNEL: Final = "telegram"


@dataclass(frozen=True, slots=True)
class Where:
    """A chat, or a topic in one, and the person who asks there; None stands for an unnamed admin.

    `language` is what the person's client reports, if it is one of ours.
    """

    chat: int
    kind: ChatKind = "private"
    topic: int | None = None
    person: int | None = None
    language: Language | None = None
    title: str = ""

    @property
    def target(self) -> Target:
        """Where deliveries go."""
        return Target(CHANNEL, Chat(self.chat, self.topic).address)


@dataclass(frozen=True, slots=True)
class Visit:
    """A person asks something that is about `target`: the place itself, or a channel of theirs.

    `voice` speaks to the person, `reader` is how the target is spoken to.
    """

    where: Where
    target: Target
    reader: Reader
    voice: Voice
    now: datetime

    @property
    def title(self) -> str:
        """What the group or the channel is called that it is about."""
        return self.reader.title

    @property
    def words(self) -> Talk:
        """The phrases of the person's language."""
        return talk(self.voice.language)

    @property
    def elsewhere(self) -> str:
        """What the data of buttons ends with: the channel that it is about, if it is one."""
        return "" if self.target == self.where.target else f"@{self.target.address}"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press of a button comes to.

    The message becomes `reply`, if there is one; the person sees the `toast`, `aloud` in a window
    that must be closed; `post` goes to the target of the visit, `answer` to where it was pressed.
    The button itself becomes `swap`, or gets a tick where `ticked`. `wakes`: there is something to
    deliver.
    """

    reply: Reply | None = None
    toast: str = ""
    aloud: bool = False
    post: Reply | None = None
    answer: Reply | None = None
    swap: Button | None = None
    ticked: bool = False
    wakes: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What the chat works with: a store of its own, the settings' voice, and what there is.

    `vendors` are those that can be subscribed to, `sources` those that run; so many subscriptions
    as `most` go into one chat. `addresses` opens the desk at which a chat registers addresses,
    where the operator allows it.
    """

    store: Store
    voice: Voice = field(default_factory=Voice)
    vendors: Sequence[str] = ()
    sources: Sequence[str] = ()
    planner: Planner = field(default_factory=Planner)
    most: int = 20
    addresses: Addresses | None = None

    def visit(self, where: Where, now: datetime, about: Where | None = None) -> Visit:
        """Somebody is here; `about` is the place that it is about, where that is another one."""
        own, place = self.reader(where), about or where
        reader = own if about is None else self.reader(about)
        spoken = replace(own, language=own.language or where.language)
        return Visit(where, place.target, reader, self.voice.to(spoken), now)

    def reader(self, place: Where) -> Reader:
        """How a place is spoken to; a topic as its group, where nothing else was said.

        One that is not known yet is spoken to as the client of the person who asks.
        """
        store, target = self.store, place.target
        known = store.remembered(target) or store.remembered(chat_of(target))
        known = known or Reader(language=place.language)
        return replace(known, kind=place.kind, title=place.title or known.title)

    def settle(self, visit: Visit, **changes: Any) -> Reader:
        """The target is known from now on, and as it says; if it had been gone, it is back."""
        reader = replace(visit.reader, **changes)
        enrolment.come_back(self.store, visit.target, reader, visit.now)
        return reader


def chat_of(target: Target) -> Target:
    """The chat that a topic belongs to."""
    return Target(target.channel, chats.chat(target.address))

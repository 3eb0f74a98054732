"""One file a channel: what carries alerts out. This one says what a channel is, and finds them.

A channel's file has a `connect(setup)` that gives the channel, or None where the settings do not
want it; its name is the file's. Adding one is a file and a test.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from pydantic import ValidationError

from bot.alerts import Alert
from bot.endpoints import Endpoint
from bot.events import Event
from bot.patience import Manner
from bot.post import Door
from bot.recipients import Reader, Target
from bot.words import Voice

__all__ = [
    "AddressBook",
    "Answer",
    "Arrived",
    "BadChannel",
    "Channel",
    "Gone",
    "Moved",
    "Parcel",
    "Setup",
    "Triable",
    "Undelivered",
    "connect",
]


class BadChannel(ValueError):
    """A channel that cannot be used: the message names it and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered, kept to be looked up: its status, the beginning of its text."""

    status: int | None
    text: str = ""


class Undelivered(Exception):
    """An alert did not arrive. `permanent`: trying again is in vain.

    `retry_after` is the receiver's own wish in seconds, if it named one; `everywhere` extends it
    to every address of the channel.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        everywhere: bool = False,
        answer: Answer | None = None,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.everywhere = everywhere
        self.answer = answer


class Gone(Undelivered):
    """There is nobody at this address any more, now or later."""

    def __init__(self, reason: str, *, answer: Answer | None = None) -> None:
        super().__init__(reason, permanent=True, answer=answer)


class Moved(Undelivered):
    """The recipient has another address now: `to`."""

    def __init__(self, reason: str, *, to: str) -> None:
        super().__init__(reason)
        self.to = to


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one address at once: an alert, or several in a digest.

    `id` is the same in every attempt.
    """

    id: str
    address: str
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A parcel has arrived. `receipt` is what the channel needs to find it again.

    `messages` is how many it took now: each counts for the limits.
    """

    receipt: str | None = None
    answer: Answer | None = None
    messages: int = 1


class Channel(Protocol):
    """Carries parcels to addresses, and never decides about retries: the outbox does."""

    @property
    def name(self) -> str:
        """What deliveries call it."""
        ...

    @property
    def manner(self) -> Manner:
        """How it wants to be used."""
        ...

    async def send(self, parcel: Parcel) -> Arrived:
        """Returns when the parcel has arrived; raises Undelivered. May be asked for it again."""
        ...

    async def close(self) -> None:
        """Let go of what is held open; nothing is sent after it."""
        ...


@runtime_checkable
class Triable(Channel, Protocol):
    """A channel whose addresses can be tried."""

    async def probe(self, address: str) -> Arrived:
        """Send something that says that it is a test; otherwise as `send`."""
        ...


class AddressBook(Protocol):
    """What a channel may look up while it sends."""

    def reader(self, target: Target) -> Reader:
        """How this recipient is spoken to; the defaults for one that is not known."""
        ...

    def receipts(self, target: Target, event: str) -> list[str]:
        """The receipts of what this recipient was sent of an event, oldest first."""
        ...

    def alert(self, name: str) -> Alert:
        """An alert with its events. Raises KeyError."""
        ...

    def corrections(self, alert: Alert) -> list[Event]:
        """The events that refute what an alert told, in their order."""
        ...

    def endpoint(self, name: str) -> Endpoint | None:
        """The registered address of an id, None where there is none. Raises BrokenSeal."""
        ...


class _Nobody:
    """An empty address book."""

    def reader(self, _: Target) -> Reader:
        return Reader()

    def receipts(self, _: Target, __: str) -> list[str]:
        return []

    def alert(self, name: str) -> Alert:
        raise KeyError(name)

    def corrections(self, _: Alert) -> list[Event]:
        return []

    def endpoint(self, _: str) -> Endpoint | None:
        return None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a channel is made from: how to speak, where to look up, what the settings say of it.

    `door` is the one way out for posts; who made it closes it.
    """

    voice: Voice = field(default_factory=Voice)
    options: Mapping[str, Any] = field(default_factory=dict)
    book: AddressBook = field(default_factory=_Nobody)
    door: Door = field(default_factory=Door)
    clock: Callable[[], datetime] = _now


def connect(
    voice: Voice,
    options: Mapping[str, Mapping[str, Any]],
    book: AddressBook | None = None,
    door: Door | None = None,
) -> dict[str, Channel]:
    """Every channel that the settings want, by name. Raises BadChannel."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    own = [name for name in names if not name.startswith("_")]  # others are what they share
    setup = Setup(voice, book=book or _Nobody(), door=door or Door())
    found = {name: _connect(name, replace(setup, options=options.get(name, {}))) for name in own}
    return {name: channel for name, channel in found.items() if channel is not None}


def _connect(name: str, setup: Setup) -> Channel | None:
    module = importlib.import_module(f"{__name__}.{name}")
    if not hasattr(module, "connect"):
        raise BadChannel(f"channels/{name}.py: no connect()")
    try:
        channel: Channel | None = module.connect(setup)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join((name, *map(str, first["loc"])))
        raise BadChannel(f"{key}: {first['msg']}") from None
    if channel is not None and channel.name != name:
        raise BadChannel(f"channels/{name}.py: its channel is called {channel.name}")
    return channel

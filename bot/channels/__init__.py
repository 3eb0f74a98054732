"""One file a channel: what carries an alert out. This one says what a channel is, and finds them.

A channel's file has a `connect(setup)` that gives the channel, or None where the settings do not
want it; its name is the file's. Adding one is a file and a test.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import ValidationError

from bot.alerts import Alert
from bot.words import Voice

__all__ = ["BadChannel", "Channel", "Setup", "Undelivered", "connect"]


class BadChannel(ValueError):
    """A channel that cannot be used: the message names it and what is wrong with it."""


class Undelivered(Exception):
    """An alert did not arrive. `permanent`: trying again is in vain.

    `retry_after` is the receiver's own wish in seconds, if it named one.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after


class Channel(Protocol):
    """Carries one alert to one address, and never decides about retries: the outbox does."""

    @property
    def name(self) -> str:
        """What deliveries call it."""
        ...

    async def send(self, alert: Alert, address: str) -> None:
        """Returns when the alert has arrived; raises Undelivered. May be asked for it again."""
        ...


@dataclass(frozen=True, slots=True)
class Setup:
    """What a channel is made from: how to speak, and what the settings say under its name."""

    voice: Voice = field(default_factory=Voice)
    options: Mapping[str, Any] = field(default_factory=dict)


def connect(voice: Voice, options: Mapping[str, Mapping[str, Any]]) -> dict[str, Channel]:
    """Every channel that the settings want, by name. Raises BadChannel."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = {name: _connect(name, Setup(voice, options.get(name, {}))) for name in names}
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

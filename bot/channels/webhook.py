"""Registered addresses of programs: one event a message, signed as Standard Webhooks says.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot import payload, signing
from bot.channels import Arrived, Gone, Parcel, Setup, Undelivered
from bot.channels._posting import JSON, accepted, kept, posted
from bot.events import Event, identify
from bot.patience import Manner, Patience
from bot.seals import BrokenSeal

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
REMEMBERED: Final = 256
# The waits of the specification's own example; after the last one an event is given up.
WAITS: Final = (
    *(timedelta(seconds=5), 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR),
    *(10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)
PATIENCE: Final = Patience(
    waits=WAITS, tries=len(WAITS) + 1, attempt=timedelta(seconds=30), give_up=timedelta(days=5)
)


def connect(setup: Setup) -> "Webhooks":
    """Always there: an address may be registered while the service runs."""
    return Webhooks(setup)


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Posts to the addresses of the book, by their id."""

    setup: Setup
    name: str = "webhook"
    _bodies: dict[str, bytes] = field(default_factory=dict, repr=False)
    manner: Manner = field(default_factory=lambda: Manner(PATIENCE, at_once=200, most=2000))

    async def send(self, parcel: Parcel) -> Arrived:
        """Returns when the receiver has answered 2xx. Raises Undelivered, Gone."""
        (alert,) = parcel.alerts
        (event,) = alert.events
        return await self.post(parcel.id, parcel.address, self._body(event))

    def _body(self, event: Event) -> bytes:
        """The body, made once for all who get it."""
        if event.id not in self._bodies:
            if len(self._bodies) >= REMEMBERED:
                self._bodies.clear()
            self._bodies[event.id] = payload.body(event)
        return self._bodies[event.id]

    async def probe(self, address: str) -> Arrived:
        """A `webhook.test` with an id of its own. Raises Undelivered, Gone."""
        now = self.setup.clock()
        return await self.post(identify("wt", address, now), address, payload.probe(address, now))

    async def post(self, name: str, address: str, body: bytes) -> Arrived:
        """One signed attempt under an id of its own. Raises Undelivered, Gone."""
        try:
            found = self.setup.book.endpoint(address)
        except BrokenSeal as error:
            raise Undelivered(str(error)) from None
        if found is None:
            raise Gone("the endpoint is not registered any more")
        now = self.setup.clock()
        signed = signing.headers(name, now, body, found.secrets)
        reply = await posted(self.setup.door, found.url, body, JSON | signed)
        accepted(reply, now)
        return Arrived(answer=kept(reply))

    async def close(self) -> None:
        """The door is closed by who opened it."""

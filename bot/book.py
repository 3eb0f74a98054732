"""What channels look up while they send: readers, receipts, and registered addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.alerts import Alert
from bot.endpoints import Endpoint
from bot.events import Event
from bot.recipients import Reader, Target
from bot.seals import Seal
from bot.store import Store

__all__ = ["Book"]


@dataclass(frozen=True, slots=True)
class Book:
    """The database as channels see it. `store` is a connection of the event loop's own."""

    store: Store
    seal: Seal
    clock: Callable[[], datetime]

    def reader(self, target: Target) -> Reader:
        """How this recipient is spoken to."""
        return self.store.reader(target)

    def receipts(self, target: Target, event: str) -> list[str]:
        """The receipts of what this recipient was sent of an event, oldest first."""
        return self.store.receipts(target, event)

    def alert(self, name: str) -> Alert:
        """An alert with its events. Raises KeyError."""
        return self.store.alert(name)

    def corrections(self, alert: Alert) -> list[Event]:
        """The events that refute what an alert told, in their order."""
        return self.store.corrections(alert)

    def endpoint(self, name: str) -> Endpoint | None:
        """The registered address of an id in the clear. Raises BrokenSeal."""
        one = self.store.registered(name)
        if one is None:
            return None
        both = one.previous_until is not None and self.clock() < one.previous_until
        sealed = (one.secret, one.previous if both else None)
        secrets = tuple(self.seal.opened(secret) for secret in sealed if secret)
        return Endpoint(self.seal.opened(one.url), secrets)

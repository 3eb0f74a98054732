"""All that apprise knows: e-mail, ntfy, Matrix, Pushover and a hundred more, by their addresses.

They come from the operator's settings only, because apprise opens its own connections.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, SecretStr

from bot import words
from bot.channels import Arrived, BadChannel, Parcel, Setup, Undelivered
from bot.events import identify
from bot.patience import Manner

LONGEST: Final = 20_000
SECONDS: Final = 45


class Options(BaseModel):
    """`urls`: an address each, as https://github.com/caronc/apprise/wiki spells them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: tuple[SecretStr, ...] = ()


def name_of(url: SecretStr) -> str:
    """What deliveries call an address: the same as long as the settings say the same."""
    return identify("ap", url.get_secret_value())


def connect(setup: Setup) -> "Apprise | None":
    """The channel, if the settings name an address. Raises ValidationError, BadChannel."""
    urls = Options.model_validate(setup.options).urls
    if not urls:
        return None
    return Apprise(setup, {name_of(url): _service(url.get_secret_value()) for url in urls})


def _service(url: str) -> Any:
    """What apprise makes of an address. Raises BadChannel."""
    import apprise  # noqa: PLC0415 - a third of a second that only those pay who name an address

    service = apprise.Apprise()
    if not service.add(url):
        kind = url.partition("://")[0][:20]
        raise BadChannel(f"apprise.urls: the address that begins with {kind} is not understood")
    return service


@dataclass(frozen=True, slots=True)
class Apprise:
    """Hands messages to apprise, in a thread of their own."""

    setup: Setup
    services: Mapping[str, Any] = field(repr=False)
    name: str = "apprise"
    manner: Manner = field(default_factory=lambda: Manner(at_once=5))

    async def send(self, parcel: Parcel) -> Arrived:
        """Returns when apprise says that it was taken. Raises Undelivered."""
        service = self.services.get(parcel.address)
        if service is None:
            raise Undelivered("the settings do not name this address any more", permanent=True)
        voice = self.setup.voice
        said = words.digest(parcel.alerts, voice)
        if said is None:
            return Arrived(messages=0)
        title = said.headline
        text = words.plain(said).removeprefix(title).strip("\n") or title
        body = words.trimmed(text, LONGEST, voice.words.more_lines)
        sent = await asyncio.to_thread(
            service.notify, title=title, body=body, body_format="text", timeout=SECONDS
        )
        if not sent:
            raise Undelivered(f"{_kind(service)} did not take it, says apprise")
        return Arrived()

    async def close(self) -> None:
        """Nothing is held open."""


def _kind(service: Any) -> str:
    return str(service[0].service_name)

"""What a webhook's body is: one event as `{type, timestamp, data}`, in less than 20 kB. Pure.

The models here are the published shape: `schema` writes it down.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from bot.events import Event, Instant, stamp

__all__ = ["LARGEST", "TEST", "Message", "Probe", "Told", "body", "probe"]

LARGEST: Final = 20_000
TEST: Final = "webhook.test"
_LISTS: Final = ("before", "after")
_TEXTS: Final = (2_000, 500, 100)


class Price(BaseModel):
    """One printed price, in the notation of docs/quotes.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    meter: str
    amount: str
    currency: str
    per: str
    conditions: dict[str, str | int]
    free: bool
    was: str | None = None
    promo: str | None = None
    effective_from: str | None = None
    effective_until: str | None = None
    announced: bool | None = None
    schedule: str | None = None
    published: str


class Shortened(BaseModel):
    """What did not fit: how many prices a list has in full, how long texts may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: int | None = None
    after: int | None = None
    texts: int | None = None


class Told(Event):
    """An event as a webhook carries it; `shortened` is there only where something did not fit."""

    before: list[Price] | None = None  # type: ignore[assignment]  # the same, said exactly
    after: list[Price] | None = None  # type: ignore[assignment]  # as above
    shortened: Shortened | None = None


class Probe(BaseModel):
    """What a test carries: the id of the endpoint that it is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: str


class Message(BaseModel):
    """The body of a webhook: what happened, when it was told, and the event itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    timestamp: Instant
    data: Told | Probe


def body(event: Event) -> bytes:
    """The body that tells of an event; the same event always gives the same bytes."""
    for data in _shorter(event.json_line()):
        found = _written(event.type, event.at, data)
        if len(found) < LARGEST:
            return found
    raise ValueError(f"{event.id} fits no webhook")


def probe(endpoint: str, now: datetime) -> bytes:
    """The body of a `webhook.test`."""
    return _written(TEST, now, {"endpoint": endpoint})


def _written(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    whole = {"type": kind, "timestamp": stamp(at), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _shorter(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The data, then with ever shorter lists, then with ever shorter texts too."""
    yield data
    full = {name: len(data[name]) for name in _LISTS if data.get(name)}
    while any(data.get(name) for name in full):
        halved = {name: data[name][: len(data[name]) // 2] for name in full}
        data = data | halved | {"shortened": full}
        yield data
    for most in _TEXTS:
        yield _clipped(data, most) | {"shortened": {**full, "texts": most}}


def _clipped(value: Any, most: int) -> Any:
    if isinstance(value, dict):
        return {name: _clipped(one, most) for name, one in value.items()}
    if isinstance(value, str) and len(value) > most:
        return f"{value[: most - 1]}…"
    return value

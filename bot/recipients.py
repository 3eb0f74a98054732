"""Who is told, and how each wants to be spoken to. Values only."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
ChatKind = Literal["private", "group", "supergroup", "channel"]


class Target(NamedTuple):
    """Where a delivery goes: a channel and an address within it."""

    channel: str  # a tuple, because a round may make a hundred thousand of them
    address: str = ""


class Listener(NamedTuple):
    """What the planner needs to know of a subscription; as in `Subscribed`."""

    channel: str
    address: str
    digest: bool
    rule: str
    carried: str
    heard_from: int
    reader: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without messages, by the reader's clock; `begins` after `ends` passes midnight.

    With `free_through` a model that becomes free is told all the same.
    """

    begins: time
    ends: time
    free_through: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """How one recipient is spoken to, and when; None means as the settings say.

    `digest_at` is when a daily digest comes, `muted_until` an instant before which nothing comes,
    `workload` what the reader said is used a month (docs/telegram.md).
    """

    language: Language | None = None
    timezone: str | None = None
    currency: str | None = None
    quiet: Quiet | None = None
    muted_until: datetime | None = None
    digest_at: time | None = None
    workload: str | None = None
    kind: ChatKind | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A stored subscription: whose it is, its rule, and from where on it hears the change log.

    `rule` and `carried` are the JSON of `subscriptions`, as texts so that equal ones are equal;
    `heard_from` is the number of the last event before it, `paused` that of the last one before it
    was paused.
    """

    id: str
    target: Target
    rule: str
    heard_from: int
    carried: str = ""
    digest: bool = False
    paused: int | None = None

"""What the store is handed, and what it answers. Values only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.alerts import Alert, Ending
from bot.endpoints import Format
from bot.events import Event
from bot.pages import Body, PageRow
from bot.recipients import Target
from bot.state import Decision, Known, Matter, Place, State
from scrapers.quotes import Conditions, Quote


class Delivery(NamedTuple):
    """One alert on its way to one target. `id` is stable over retries.

    What waits for a `digest` goes out together with all that is due for the target then.
    """

    id: str  # a tuple, because a round may make a hundred thousand of them
    alert: str
    target: Target
    due_at: datetime
    attempts: int = 0
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of deliveries to a target that were in flight together.

    `again` is when they are tried again, `moved_to` the address that they go to from now on;
    `gone` says that the target is to be forgotten. Without any of these they arrived, unless
    there is an `error`. `status` and `said` are what the receiver answered, if it is to be kept.
    An attempt after which the receiver named the time of the next one is not `counted`.
    """

    ids: tuple[str, ...]
    target: Target
    at: datetime
    receipt: str | None = None
    error: str | None = None
    again: datetime | None = None
    moved_to: str | None = None
    gone: bool = False
    status: int | None = None
    said: str | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """Deliveries to one target that are to go out now, with their alerts."""

    deliveries: tuple[Delivery, ...]
    alerts: tuple[Alert, ...]

    @property
    def target(self) -> Target:
        """Where they go."""
        return self.deliveries[0].target


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered address as it is stored: `url`, `secret` and `previous` are sealed.

    `shown` is what may be seen of the address. It counts from `verified_at` on; `previous` signs
    too until `previous_until`; `ended` says why nothing is posted any more. Without an `owner` it
    is the operator's.
    """

    id: str
    format: Format
    shown: str
    url: str
    made_at: datetime
    secret: str | None = None
    previous: str | None = None
    previous_until: datetime | None = None
    verified_at: datetime | None = None
    owner: Target | None = None
    ended: Ending | None = None

    @property
    def target(self) -> Target:
        """What its deliveries and subscriptions are addressed to: chats go by their own names."""
        return Target("webhook" if self.format == "standard" else self.format, self.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a registered address does.

    It is `gone` when it wants nothing more; `waiting` counts what is on its way to it.
    """

    endpoint: Registered
    gone: bool = False
    failing_since: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One post and what came of it; `status` is None where nobody answered."""

    delivery: str
    at: datetime
    status: int | None
    said: str


class Heard(NamedTuple):
    """The alert that a rule hears which began somewhere; `frees`: it tells of something free."""

    rule: str
    carried: str
    heard_from: int
    alert: str
    frees: bool


class Hour(NamedTuple):
    """When those who read alike get an alert, and whether it waits for a digest.

    `digest` says that they asked for one, `frees` is as in `Heard`.
    """

    reader: str
    digest: bool
    frees: bool
    due_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a round means for all who have one subscription, said once for those who are alike.

    `apart` are the channels and addresses that are told otherwise.
    """

    heard: tuple[Heard, ...]
    hours: tuple[Hour, ...]
    apart: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that one round of one page changes; stored in one transaction.

    `contexts` are the tokens that models take by name, None where the page was not read.
    """

    place: Place
    row: PageRow
    at: datetime
    before: State | None = None
    after: State | None = None
    body: Body | None = None
    contexts: Mapping[str, int] | None = None
    events: tuple[Event, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: Iterable[Delivery] = ()
    crowd: Crowd | None = None
    resolved: tuple[tuple[Matter, str], ...] = ()


class Context(NamedTuple):
    """How many tokens a model takes, as a page prints it."""

    source: str
    page: str
    model: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Latest:
    """A confirmed price as `prices` shows it: where it stands and since when it holds."""

    source: str
    page: str
    vendor: str
    known: Known

    @property
    def quote(self) -> Quote:
        """The quote itself."""
        return self.known.quote


@dataclass(frozen=True, slots=True)
class Sureness:
    """What being sure costs on a page.

    `delay` is the median time from the first sight of a change to its alert, `muted` how many
    prices are not told because they turn back and forth.
    """

    delay: timedelta | None = None
    muted: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """One step of a price's history; `amount` is None from the moment it was no longer printed."""

    source: str
    page: str
    model: str
    meter: str
    currency: str
    per: str
    conditions: Conditions
    amount: str | None
    free: bool
    at: datetime
    sha256: str | None

    @property
    def key(self) -> tuple[str, str, str, str, Conditions]:
        """Which price it is a step of: model, meter, currency, unit, conditions."""
        return self.model, self.meter, self.currency, self.per, self.conditions


@dataclass(frozen=True, slots=True)
class Held:
    """A matter that waits for a person."""

    id: str
    source: str
    page: str
    reason: str
    decision: Decision | None
    matter: Matter

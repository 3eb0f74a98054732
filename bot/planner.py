"""Who gets what of a round's news, and when: alerts become deliveries.

Runs inside the transaction that stores the round: whoever subscribes a moment later hears of the
next one, and nobody hears of a round that was not stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from bot import moments
from bot.alerts import Alert
from bot.audience import Hearing, candidates
from bot.events import Event, identify
from bot.recipients import Target
from bot.state import Place
from bot.store import Crowd, Delivery, Heard, Hour, Store
from bot.store.recipients import reader_of

SINGLY: Final = frozenset({"webhook"})  # a message of theirs is one event
Ids = tuple[str, ...]
# Who gets events together, at once (False) or with a digest (True), not before when.
Wish = tuple[Target, bool, datetime | None]
Wishes = dict[Wish, tuple[str, Ids]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Alerts to store, who gets them one by one, and what becomes of all the others."""

    alerts: tuple[Alert, ...]
    deliveries: tuple[Delivery, ...]
    crowd: Crowd | None = None


@dataclass(frozen=True, slots=True)
class Planner:
    """The operator's own channels get every alert, `operators` what is theirs, subscribers theirs.

    `zone` is that of readers who have named none.
    """

    fixed: tuple[Target, ...] = ()
    operators: tuple[Target, ...] = ()
    zone: tzinfo = field(default=moments.UTC)

    def plan(
        self,
        store: Store,
        place: Place,
        events: Sequence[Event],
        alerts: Sequence[Alert],
        now: datetime,
    ) -> Plan:
        """Everybody's part of a round; `alerts` is its bundle."""
        parts = _Parts(place, events, alerts, now)
        wishes, crowd = _corrected(store, events), None
        if new := candidates(events):
            hearing = Hearing(new, store.log_of(place.source, list({e.model: None for e in new})))
            crowd = self._crowd(store, hearing, parts, wishes, now)
        _drop_repeats(wishes)
        own = (delivery for alert in alerts for delivery in self._own(alert))
        deliveries = (*own, *self._theirs(wishes, parts, now))
        return Plan((*alerts, *parts.new), deliveries, crowd)

    def told(self, alert: Alert) -> list[Delivery]:
        """The operator's part of an alert that is said outside of a round."""
        return list(self._own(alert))

    def _own(self, alert: Alert) -> Iterator[Delivery]:
        operators = self.operators if alert.audience == "operator" else ()
        for target in (*self.fixed, *operators):
            yield posted(alert, target, alert.at)

    def _theirs(self, wishes: Wishes, parts: "_Parts", now: datetime) -> Iterator[Delivery]:
        for (target, digest, until), (reader, ids) in wishes.items():
            for alert in parts.of(ids, singly=target.channel in SINGLY):
                at, waits = self._when(reader, now, digest=digest, freed=alert.frees)
                if until is not None:
                    at, waits = until, True
                yield posted(alert, target, at, digest=waits)

    def _crowd(
        self, store: Store, hearing: Hearing, parts: "_Parts", wishes: Wishes, now: datetime
    ) -> Crowd:
        """What becomes of everybody; what one gets for several reasons goes into `wishes`."""
        apart = store.subscribed_often().union(wish[0] for wish in wishes)
        apart = apart.union(*map(store.subscribed_on, SINGLY))
        for target in apart:
            for one in store.listening(Target(*target)):
                if ids := hearing.of(one.rule, one.carried, one.heard_from):
                    _add(wishes, (Target(*target), bool(one.digest), None), one.reader, ids)
        heard = tuple(_heard(store, hearing, parts))
        hours = (
            Hour(reader, digest, frees, *self._when(reader, now, digest=digest, freed=frees))
            for reader in (store.ways_of_reading() if heard else ())
            for digest in (False, True)
            for frees in {one.frees for one in heard}
        )
        return Crowd(heard, tuple(hours), frozenset(apart))

    def _when(
        self, reader: str, now: datetime, *, digest: bool, freed: bool
    ) -> tuple[datetime, bool]:
        """When it goes out, and whether together with what else is due for the reader then."""
        at = moments.due(reader_of(reader), self.zone, now, digest=digest, freed=freed)
        return at, digest or at > now


def posted(alert: Alert, target: Target, at: datetime, *, digest: bool = False) -> Delivery:
    """A delivery with an id that is the same in every attempt, and names nobody else."""
    name = f"dl_{alert.id.removeprefix('al_')}_{target.channel}_{target.address}"
    return Delivery(name, alert.id, target, at, digest=digest)


def _corrected(store: Store, events: Sequence[Event]) -> Wishes:
    """Everybody who was told what an event corrects.

    A correction of what still waits for a digest waits with it, and the two are silent.
    """
    wishes: Wishes = {}
    for event in events:
        if event.refutes and not event.muted:
            for target, reader, until in store.told_of(event.refutes):
                _add(wishes, (target, False, until), reader, (event.id,))
    return wishes


def _heard(store: Store, hearing: Hearing, parts: "_Parts") -> Iterator[Heard]:
    """What each rule hears from where it began."""
    for rule, carried, heard_from in store.beginnings():
        if ids := hearing.of(rule, carried, heard_from):
            (alert,) = parts.of(ids)
            yield Heard(rule, carried, heard_from, alert.id, alert.frees)


def _add(wishes: Wishes, wish: Wish, reader: str, ids: Ids) -> None:
    """A recipient with several subscriptions gets what any of them hears, once."""
    before = wishes.get(wish)
    if before is not None and before[1] != ids:
        ids = tuple(dict.fromkeys((*before[1], *ids)))
    wishes[wish] = (reader, ids)


def _drop_repeats(wishes: Wishes) -> None:
    """What a recipient hears at once is not in the digest of another of its subscriptions."""
    for wish in [wish for wish in wishes if wish[1]]:
        _, at_once = wishes.get((wish[0], False, None), ("", ()))
        reader, ids = wishes[wish]
        left = tuple(name for name in ids if name not in at_once)
        if left:
            wishes[wish] = (reader, left)
        else:
            del wishes[wish]


class _Parts:
    """The parts of a bundle that somebody gets, each an alert of its own, made once."""

    def __init__(
        self, place: Place, events: Sequence[Event], alerts: Sequence[Alert], now: datetime
    ) -> None:
        self._place = place
        self._events = {event.id: event for event in events}
        whole = next((alert for alert in alerts if alert.audience == "subscribers"), None)
        self._name = whole.id if whole else identify("al", "part", place.source, place.page, now)
        self._now = now
        self._made: dict[Ids, Alert] = {}
        self._split: dict[tuple[bool, Ids], tuple[Alert, ...]] = {}
        if whole:
            self._made[tuple(event.id for event in whole.events)] = whole
        self.new: list[Alert] = []

    def of(self, ids: Ids, *, singly: bool = False) -> Sequence[Alert]:
        """The alerts that carry these events to a recipient, one by one or together."""
        key = (singly, ids)
        if key not in self._split:
            several = [(name,) for name in ids] if singly else [ids]
            self._split[key] = tuple(self._part(some) for some in several)
        return self._split[key]

    def _part(self, ids: Ids) -> Alert:
        """The alert with just these events, in the order of the round."""
        wanted = tuple(name for name in self._events if name in ids)
        if wanted not in self._made:
            events = tuple(self._events[name] for name in wanted)
            name = identify("al", self._name, *wanted)
            place = self._place
            alert = Alert(name, place.source, place.vendor, self._now, "subscribers", events)
            self._made[wanted] = alert
            self.new.append(alert)
        return self._made[wanted]

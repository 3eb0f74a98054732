"""Events become alerts: one vendor's news of one moment in one message. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.events import OPERATORS, Event, identify
from bot.state import Place

Audience = Literal["subscribers", "operator"]
Ending = Literal["failing", "gone"]
STORM = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """What the service itself has to say: nothing is posted to an endpoint any more, and why.

    `since` is when it began to do nothing but fail; one that is `gone` has said so itself.
    """

    ending: Ending
    endpoint: str
    shown: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """What goes out as one message; a `digest` names the count and the biggest movers only.

    One with a `notice` has no events.
    """

    id: str
    source: str
    vendor: str
    at: datetime
    audience: Audience
    events: tuple[Event, ...]
    notice: Notice | None = None

    @property
    def digest(self) -> bool:
        """More than twenty changes at one moment are summed up, never sent one by one."""
        return len(self.events) > STORM

    @property
    def frees(self) -> bool:
        """Does it tell that something is free now?"""
        return any(event.type == "price.freed" or event.free for event in self.events)


def bundle(
    place: Place, events: Sequence[Event], now: datetime
) -> tuple[tuple[Event, ...], tuple[Alert, ...]]:
    """The events, each with its alert, and the alerts: one for subscribers, one for operators.

    Operators hear what is theirs and that a source is stale; an event that nobody is told belongs
    to no alert.
    """
    groups: dict[Audience, list[Event]] = {"subscribers": [], "operator": []}
    names = {kind: identify("al", kind, place.source, place.page, now) for kind in groups}
    named = []
    for event in events:
        operators: list[Audience] = ["operator"] if event.type in OPERATORS else []
        told: list[Audience] = ["subscribers"] if event.told else []
        to = told + operators
        named.append(event.model_copy(update={"alert": names[to[0]]}) if to else event)
        for audience in to:
            groups[audience].append(named[-1])
    alerts = [
        Alert(names[kind], place.source, place.vendor, now, kind, tuple(group))
        for kind, group in groups.items()
        if group
    ]
    return tuple(named), tuple(alerts)


def standing(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """What is left of alerts that are told together: a change and its correction are nothing.

    An event is told once, in the first of its alerts.
    """
    events = [event for alert in alerts for event in alert.events]
    refuted = {event.refutes for event in events} & {event.id for event in events}
    said = {event.id for event in events if event.id in refuted or event.refutes in refuted}
    left = []
    for alert in alerts:
        kept = tuple(event for event in alert.events if event.id not in said)
        said |= {event.id for event in kept}
        left += [replace(alert, events=kept)] if kept else []
    return tuple(left)

"""Who hears which events of a round. Pure.

What a subscriber was told last is not stored: it follows from the change log, heard again from the
event after which the subscription began. So an alert, a back-test and a sentence about the last 90
days can never differ. Subscribers with the same rule and the same beginning share one hearing.
"""

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.events import OPERATORS, Event
from bot.recipients import Subscribed
from bot.subscriptions import Carried, Ear, Subscription, carried_of, rule_of

Numbered = tuple[int, Event]
CORRECTABLE = 200  # so many of the last events told are remembered, for their corrections
_rule = lru_cache(maxsize=4096)(rule_of)


def candidates(events: Iterable[Event]) -> list[Event]:
    """The events of a round that some subscriber may want; corrections go their own way."""
    return [
        event
        for event in events
        if not event.muted and not event.refutes and (event.told or event.type not in OPERATORS)
    ]


class Hearing:
    """Decides for the events of one round; `log` has what was logged of their models before."""

    def __init__(self, events: Sequence[Event], log: Sequence[Numbered]) -> None:
        self._new: dict[str | None, list[Event]] = defaultdict(list)
        for event in events:
            self._new[event.model].append(event)
        self._log: dict[str | None, list[Numbered]] = defaultdict(list)
        for number, event in log:
            self._log[event.model].append((number, event))
        self._numbers = sorted(number for number, _ in log)
        self._events = events
        self._models: dict[tuple[str, str, str | None, int], frozenset[str]] = {}
        self._all: dict[tuple[str, str, int], tuple[str, ...]] = {}

    def of(self, rule: str, carried: str, heard_from: int) -> tuple[str, ...]:
        """The ids of what a subscription hears, in the order of the round."""
        key = (rule, carried, bisect_right(self._numbers, heard_from))
        if key not in self._all:
            ids = frozenset().union(*(self._heard(*key, model) for model in self._new))
            self._all[key] = tuple(event.id for event in self._events if event.id in ids)
        return self._all[key]

    def _heard(self, rule: str, carried: str, entry: int, model: str | None) -> frozenset[str]:
        """The events of one model that are heard by who began after `entry` events of the log."""
        began = self._numbers[entry - 1] if entry else 0
        past = self._log[model]
        first = bisect_right(past, began, key=lambda numbered: numbered[0])
        key = (rule, carried, model, first)
        if key not in self._models:
            ear = ear_of(_rule(rule), carried_of(carried))
            for _, event in past[first:]:
                ear.hears(event)
            new = self._new[model]
            self._models[key] = frozenset(event.id for event in new if ear.hears(event))
        return self._models[key]


def ear_of(subscription: Subscription, carried: Carried) -> Ear:
    """An ear that remembers what was carried over from an earlier form of the subscription."""
    return Ear(subscription, dict(carried.last), set(carried.told))


def carry(one: Subscribed, log: Iterable[Numbered]) -> Carried:
    """What a subscription was told until now, or until it was paused.

    It is handed on when the rule changes or the pause ends, so that what comes is measured from
    what was told, or from what held when the pause began.
    """
    before = carried_of(one.carried)
    ear = ear_of(_rule(one.rule), before)
    last = one.paused if one.paused is not None else sys.maxsize
    heard = []
    for number, event in log:
        if number > last:
            ear.misses(event)
        elif number > one.heard_from and ear.hears(event):
            heard.append(event.id)
    return Carried(tuple(ear.last.items()), (*before.told, *heard)[-CORRECTABLE:])

"""Who wants to hear what: a subscription, its one-line rule, and what it fires on. Pure.

The percent that a subscriber asks for is measured against the price last told to that subscriber:
five cuts of 3 % reach someone who asked for 10 %.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, get_args

from pydantic import TypeAdapter

from bot.events import OPERATORS, Event, Type, beyond

Kind = Literal["cut", "free", "rise", "launch"]
KINDS: Final[tuple[Kind, ...]] = ("cut", "free", "rise", "launch")
# What people call a kind, in English and Chinese.
SPELT: Final[dict[str, tuple[Kind, ...]]] = {
    **dict.fromkeys(("cut", "cuts", "cheaper", "drops", "降价", "便宜"), ("cut",)),
    **dict.fromkeys(("free", "freed", "免费"), ("free",)),
    **dict.fromkeys(("rise", "rises", "raises", "dearer", "涨价"), ("rise",)),
    **dict.fromkeys(("launch", "launches", "new"), ("launch",)),
    **dict.fromkeys(("上新", "新模型", "上线", "下线"), ("launch",)),
    **dict.fromkeys(("all", "everything", "全部", "所有", "一切"), KINDS),
}
_DOWN: Final[frozenset[Type]] = frozenset({"price.cut", "promo.started"})
_UP: Final[frozenset[Type]] = frozenset({"price.raised", "price.charged", "promo.ended"})
_LAUNCH: Final[frozenset[Type]] = frozenset({"model.launched", "model.withdrawn", "model.renamed"})
_REDRAWN: Final[frozenset[Type]] = _LAUNCH | {"terms.changed"}
_MOVES: Final[frozenset[Type]] = _DOWN | _UP | {"price.freed"}
# What may be asked for by its own name; the rest is for operators alone.
TYPES: Final[frozenset[Type]] = frozenset(get_args(Type)) - {"price.quarantined", "source.broken"}
_NAMED: Final[dict[str, tuple[Kind | Type, ...]]] = {
    **SPELT,
    **{name: (one,) for one in get_args(Type) for name in (one, one.partition(".")[2])},
    **{kind: (kind,) for kind in KINDS},
}
_CHINESE: Final = re.compile(
    "|".join(sorted((name for name in SPELT if not name.isascii()), key=len, reverse=True))
)
FLOOR: Final = Decimal("0.02")  # a smaller move is told only to who asks for it
_PERCENT: Final = re.compile(r"(\d{1,2}(?:\.\d+)?)\s?[%％]")
_NUMBER: Final = re.compile(r"[\d.]+[%％]?|[%％]")

Key = tuple[str, str | None, str | None, str | None, str | None, str]


class BadRule(ValueError):
    """A rule that cannot be understood: the message says which word, and the nearest known one.

    `word` is that word, `nearest` the known one; `number` says that it is a percentage gone wrong.
    """

    def __init__(self, word: str, nearest: str | None = None, *, number: bool = False) -> None:
        self.word, self.nearest, self.number = word, nearest, number
        hint = f"; did you mean {nearest}?" if nearest else ""
        said = f"{word} is neither a vendor, a model pattern, a kind nor a percentage{hint}"
        if number:
            said = f"{word}: a percentage is below 100 and has its sign, such as 20%"
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Vendors by slug, models by glob pattern (either fits, none means all), kinds, a floor.

    `floor` is a share: 0.1 is ten percent; `without` are vendors that are never heard. `types` are
    event types that are heard beside those of `kinds`.
    """

    vendors: frozenset[str] = frozenset()
    models: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset(KINDS)
    floor: Decimal = FLOOR
    without: frozenset[str] = frozenset()
    types: frozenset[Type] = frozenset()

    def covers(self, event: Event) -> bool:
        """Is this about a vendor or a model that is subscribed to?"""
        if event.vendor in self.without:
            return False
        if not (self.vendors or self.models) or event.vendor in self.vendors:
            return True
        name = (event.model or "").casefold()
        bare = name.rpartition("/")[2]
        return any(fnmatchcase(name, one) or fnmatchcase(bare, one) for one in self.models)

    def wants(self, event: Event) -> bool:
        """Is this of a kind that is subscribed to? Everything has a kind but a few oddments."""
        if self.kinds == set(KINDS) or event.type in self.types:
            return True
        return not self.kinds.isdisjoint(kinds_of(event))

    @property
    def sized(self) -> bool:
        """Does it matter how far a price moved? Nobody asks that of what became free."""
        moves = _DOWN | _UP
        return not self.kinds.isdisjoint({"cut", "rise"}) or not self.types.isdisjoint(moves)


def parse(words: Iterable[str], vendors: Collection[str]) -> Subscription:
    """A rule such as `deepseek glm-* cut free 20%`. Raises BadRule.

    A word is a vendor's slug, one with a dash before it (`-zhipu`: never that one), a pattern for
    models (it has a `*`, a digit, a dash or a slash), a kind or an event type, or a percentage.
    """
    found = Subscription(kinds=frozenset())
    for word in (part.strip(",;").casefold() for part in words):
        if word:
            found = _narrowed(found, word, vendors)
    some = found.kinds or found.types
    return found if some else replace(found, kinds=frozenset(KINDS))


def _narrowed(found: Subscription, word: str, vendors: Collection[str]) -> Subscription:
    """The subscription with one more word of its rule. Raises BadRule."""
    if percent := _PERCENT.fullmatch(word):
        return replace(found, floor=Decimal(percent[1]) / 100)
    if word in SPELT:
        return replace(found, kinds=found.kinds.union(SPELT[word]))
    if word in TYPES:
        return replace(found, types=found.types.union(kind for kind in TYPES if kind == word))
    if word in vendors:
        return replace(found, vendors=found.vendors | {word})
    if word.startswith("-") and word[1:] in vendors:
        return replace(found, without=found.without | {word[1:]})
    if _NUMBER.fullmatch(word):
        raise BadRule(word, number=True)
    if re.search(r"[*?\d/-]", word):
        return replace(found, models=(*found.models, word))
    raise BadRule(word, next(iter(get_close_matches(word, [*vendors, *SPELT], n=1)), None))


def spell(subscription: Subscription) -> str:
    """The rule that `parse` understands as just this subscription; "all" for no limits."""
    kinds = () if subscription.kinds == set(KINDS) else subscription.kinds
    words = [*sorted(subscription.vendors), *subscription.models]
    words += [kind for kind in KINDS if kind in kinds] + sorted(subscription.types)
    words += [f"-{vendor}" for vendor in sorted(subscription.without)]
    if subscription.floor != FLOOR:
        words.append(f"{(subscription.floor * 100).normalize():f}%")
    return " ".join(words) or "all"


def written(subscription: Subscription) -> str:
    """The subscription as JSON; equal ones give equal texts."""
    dumped: dict[str, Any] = _SUBSCRIPTION.dump_python(subscription, mode="json")
    sets = ("vendors", "kinds", "without", "types")  # which have no order of their own
    ordered = dumped | {name: sorted(dumped[name]) for name in sets}
    if not ordered["types"]:  # as it was written before there were any
        del ordered["types"]
    return json.dumps(ordered, sort_keys=True)


def rule_of(text: str) -> Subscription:
    """The subscription that was `written`."""
    return _SUBSCRIPTION.validate_json(text)


def kinds_named(word: str) -> tuple[Kind | Type, ...]:
    """The kinds of a word (`降价`), or its event type (`promo.ended`, `withdrawn`); else none."""
    return _NAMED.get(word.casefold(), ())


def kinds_apart(text: str) -> str:
    """The text with Chinese kinds standing by themselves: `7天降价的` as `7天 降价 的`."""
    return _CHINESE.sub(r" \g<0> ", text)


def kinds_of(event: Event) -> frozenset[Kind]:
    """The kinds of an event (docs/events.md); empty for what only `all` hears."""
    if event.type in _LAUNCH:
        return frozenset({"launch", "free"} if event.free else {"launch"})
    if event.type == "price.freed":
        return frozenset({"free"})
    if event.type in _DOWN | _UP:
        return frozenset({"cut" if event.type in _DOWN else "rise"})
    if event.type == "price.scheduled" and event.old is not None and event.new is not None:
        return frozenset({"cut" if event.new < event.old else "rise"})
    if event.type == "terms.changed" and event.direction != "mixed":
        return frozenset({"cut" if event.direction == "cheaper" else "rise"})
    return frozenset()


@dataclass(frozen=True, slots=True)
class Carried:
    """What was told under an earlier form of a subscription: the last amounts, and the events."""

    last: tuple[tuple[Key, Decimal], ...] = ()
    told: tuple[str, ...] = ()


def carried_of(text: str) -> Carried:
    """What was carried over, from its JSON; nothing from an empty text."""
    return CARRIED.validate_json(text) if text else Carried()


@dataclass(slots=True)
class Ear:
    """Hears the change log in order on behalf of one subscription, and says what is told.

    `last` is, for each price, what this subscriber was told last. Who does not hear of rises is
    told of a cut from the height that it came down from.
    """

    subscription: Subscription
    last: dict[Key, Decimal] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def hears(self, event: Event) -> bool:
        """Is this event told to the subscriber? Remembers what was told.

        Of the operator's events only those are told that say whether anybody looks: a stale source
        and its end.
        """
        if not self.subscription.covers(event) or event.muted:
            return False
        if event.type in OPERATORS:
            return event.told
        fires = self._fires(event)
        if fires:
            self.told.add(event.id)
        return fires

    def misses(self, event: Event) -> None:
        """An event was not told, whatever the rule: what held before it stays the measure."""
        if event.type in _MOVES and event.old is not None and self.subscription.covers(event):
            self.last.setdefault(_key(event), event.old)

    def _fires(self, event: Event) -> bool:
        if event.refutes or event.type in _MOVES:
            return self._moves(event)
        if event.type in _REDRAWN:  # what was told of its prices before is no measure any more
            self.last = {k: at for k, at in self.last.items() if k[:2] != _key(event)[:2]}
        return event.told and self.subscription.wants(event)

    def _moves(self, event: Event) -> bool:
        """A price moved: by the floor or more since it was told, in a direction that is wanted?

        A correction goes to those who were told what it corrects, however small it is.
        """
        if event.old is None or event.new is None:
            return event.refutes in self.told
        key = _key(event)
        base = self.last.get(key, event.old)
        if self._wants(event, base, event.new):
            self.last[key] = event.new
            return True
        if not self.subscription.wants(event):
            base = max(base, event.new) if event.new > event.old else min(base, event.new)
        self.last[key] = base
        return False

    def _wants(self, event: Event, base: Decimal, new: Decimal) -> bool:
        if event.refutes:
            return event.refutes in self.told
        floor = self.subscription.floor
        return self.subscription.wants(event) and beyond(base, new, floor)


_SUBSCRIPTION: Final = TypeAdapter(Subscription)
CARRIED: Final = TypeAdapter(Carried)


def _key(event: Event) -> Key:
    conditions = str(sorted(event.conditions.items()))
    return event.source, event.model, event.meter, event.currency, event.per, conditions


def fired(subscription: Subscription, log: Iterable[Event]) -> list[Event]:
    """What a subscription would have been told on a recorded change log, oldest first."""
    ear = Ear(subscription)
    return [event for event in log if ear.hears(event)]

"""The guided way to a subscription: whose prices, what of them, from which change on, when. Pure.

A draft stands in the store from press to press, so that it outlives a restart and that two quick
presses both count. A button says what is to be, not that something is to be turned over: pressed
twice it does no harm.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from pydantic import TypeAdapter

from bot.chat.talk import Question
from bot.subscriptions import KINDS, Subscription

Step = Question | Literal["done", "dropped"]
ORDER: Final[tuple[Question, ...]] = ("vendors", "kinds", "floor", "when")
FLOORS: Final = ("0", "2", "5", "10", "20", "30", "50")
PAGE: Final = 10  # so many vendors are shown at a time


class NoChoice(ValueError):
    """Nothing that any button of the dialogue says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been chosen so far. `edits` is the subscription that it will take the place of."""

    wanted: Subscription = field(default_factory=Subscription)
    digest: bool = False
    step: Step = "vendors"
    page: int = 0
    edits: str | None = None


_SIGNS: Final = {"+", "-", "!"}
_DRAFT: Final = TypeAdapter(Draft)
Change = Callable[[Draft, str, Sequence[str]], Draft]


def choose(draft: Draft, choice: str, vendors: Sequence[str]) -> Draft:
    """The draft after a button was pressed; `vendors` are those on offer. Raises NoChoice."""
    change = _CHANGES.get(choice[:1])
    if change is None:
        raise NoChoice(choice)
    return change(draft, choice[1:], vendors)


def written(draft: Draft) -> str:
    """The draft as JSON."""
    return _DRAFT.dump_json(draft, exclude_defaults=True).decode()


def draft_of(text: str) -> Draft:
    """The draft that was `written`."""
    return _DRAFT.validate_json(text)


def refuses(draft: Draft, choice: str) -> bool:
    """Would this take away the last kind of event? Then the draft stays as it is."""
    return choice[:2] == "k-" and draft.wanted.kinds == {choice[2:]}


def steps(wanted: Subscription) -> tuple[Question, ...]:
    """The questions that are asked: how far a price moved matters for cuts and rises only."""
    return tuple(step for step in ORDER if step != "floor" or wanted.sized)


def pages(vendors: Sequence[str]) -> int:
    """How many pages the vendors take."""
    return max(1, -(-len(vendors) // PAGE))


def _vendor(draft: Draft, value: str, vendors: Sequence[str]) -> Draft:
    """One vendor more or less, all, or one that was muted heard again."""
    wanted, sign, slug = draft.wanted, value[:1], value[1:]
    if value == "*":
        none: frozenset[str] = frozenset()
        return replace(draft, wanted=replace(wanted, vendors=none, models=(), without=none))
    if slug not in {*vendors, *wanted.vendors, *wanted.without} or sign not in _SIGNS:
        raise NoChoice(value)
    chosen = {"+": wanted.vendors | {slug}, "-": wanted.vendors - {slug}}
    muted = wanted.without - {slug} if sign != "-" else wanted.without
    changed = replace(wanted, vendors=chosen.get(sign, wanted.vendors), without=muted)
    return replace(draft, wanted=changed)


def _kind(draft: Draft, value: str, _: Sequence[str]) -> Draft:
    """One kind more or less, or all; the last one stays."""
    kinds = frozenset(KINDS)
    if value != "*":
        found = [kind for kind in KINDS if kind == value[1:]]
        if not found or value[0] not in {"+", "-"}:
            raise NoChoice(value)
        kinds = draft.wanted.kinds
        kinds = kinds.union(found) if value[0] == "+" else kinds.difference(found)
    return replace(draft, wanted=replace(draft.wanted, kinds=kinds)) if kinds else draft


def _floor(draft: Draft, value: str, _: Sequence[str]) -> Draft:
    """From which change on; the next question follows."""
    if value not in FLOORS:
        raise NoChoice(value)
    floored = replace(draft.wanted, floor=Decimal(value) / 100)
    return replace(draft, wanted=floored, step="when")


def _when(draft: Draft, value: str, _: Sequence[str]) -> Draft:
    """At once or daily: the last answer."""
    if value not in {"+", "-"}:
        raise NoChoice(value)
    return replace(draft, digest=value == "-", step="done")


def _page(draft: Draft, value: str, vendors: Sequence[str]) -> Draft:
    if not value.isdecimal() or int(value) >= pages(vendors):
        raise NoChoice(value)
    return replace(draft, page=int(value))


def _step(draft: Draft, value: str, _: Sequence[str]) -> Draft:
    """To another question."""
    found = [step for step in ORDER if step == value]
    if not found:
        raise NoChoice(value)
    return replace(draft, step=found[0])


def _drop(draft: Draft, _: str, __: Sequence[str]) -> Draft:
    return replace(draft, step="dropped")


_CHANGES: Final[Mapping[str, Change]] = {
    "v": _vendor,
    "k": _kind,
    "f": _floor,
    "w": _when,
    "p": _page,
    "s": _step,
    "x": _drop,
}

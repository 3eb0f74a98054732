"""What a pressed button asks for, whom it is about, and who may ask for it. Pure.

Data is a verb, a colon and what it is about; `@-100…` at its end names the channel or topic whose
it is, where that is not the one in which the button stands. Under alerts stand those of `buttons`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.chat import habits, joining, leaving, listing, operating, reactions
from bot.chat.keyboards import Reply
from bot.chat.room import CHANNEL, Pressed, Room, Visit
from bot.chats import chat_of
from bot.recipients import Target

Need = Literal["nothing", "changes", "operator"]
Act = Callable[[Room, Visit, str], Pressed]


@dataclass(frozen=True, slots=True)
class Pressing:
    """What was pressed: the verb, what it is about, and whose it is where that is said."""

    verb: str
    about: str
    whose: Target | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What a verb does, and what it takes to be allowed to."""

    act: Act
    need: Need = "changes"


def pressing(data: str) -> Pressing:
    """The parts of a button's data."""
    said, _, address = data.partition("@")
    verb, _, about = said.partition(":")
    try:
        elsewhere = Target(CHANNEL, chat_of(address).address) if address else None
    except ValueError:  # a client may send anything
        elsewhere = None
    return Pressing(verb, about, elsewhere)


def target_of(room: Room, pressed: Pressing) -> Target | None:
    """Whose it is; None for the place in which it stands. What it is about may say so."""
    if pressed.verb == "d":
        unfinished = room.store.draft(pressed.about.partition(":")[0])
        return unfinished.target if unfinished else None
    if pressed.verb == "s":
        one = room.store.subscription(pressed.about.partition(":")[0])
        return one.target if one else None
    return pressed.whose


def need_of(pressed: Pressing) -> Need:
    """What it takes to be allowed to."""
    deed = DEEDS.get(pressed.verb)
    return deed.need if deed else "nothing"


def act(room: Room, visit: Visit, pressed: Pressing) -> Pressed:
    """What it comes to."""
    deed = DEEDS.get(pressed.verb)
    if deed is None:
        return Pressed(toast=visit.words.old_button)
    return deed.act(room, visit, pressed.about)


def _draft(room: Room, visit: Visit, about: str) -> Pressed:
    name, _, choice = about.partition(":")
    unfinished = room.store.draft(name)
    if unfinished is None:
        return Pressed(toast=visit.words.over)
    return joining.choose(room, visit, unfinished, choice)


def _subscription(room: Room, visit: Visit, about: str) -> Pressed:
    name, _, verb = about.partition(":")
    return listing.act(room, visit, name, verb)


def _list(room: Room, visit: Visit, about: str) -> Pressed:
    return Pressed(listing.listed(room, visit, int(about[:4]) if about.isdecimal() else 0))


def _confirmed(room: Room, visit: Visit, about: str) -> Pressed:
    """The answers to what was asked before something ends."""
    if about == "ask":
        return Pressed(listing.ask_all(visit, len(room.store.subscriptions(visit.target))))
    if about == "all":
        return listing.end_all(room, visit)
    if about == "stop":
        return leaving.stop(room, visit)
    return Pressed(Reply(visit.words.nothing_changed))


def _approve(room: Room, visit: Visit, about: str) -> Pressed:
    return operating.decide(room, visit, about, "approved")


def _reject(room: Room, visit: Visit, about: str) -> Pressed:
    return operating.decide(room, visit, about, "rejected")


DEEDS: Final[Mapping[str, Deed]] = {
    "q": Deed(lambda room, visit, _: joining.quick(room, visit)),
    "n": Deed(lambda room, visit, _: Pressed(joining.begin(room, visit))),
    "d": Deed(_draft),
    "s": Deed(_subscription),
    "l": Deed(_list, "nothing"),
    "x": Deed(_confirmed),
    "o": Deed(lambda room, visit, about: Pressed(habits.language(room, visit, about))),
    "z": Deed(lambda room, visit, about: Pressed(habits.timezone(room, visit, about))),
    "c": Deed(lambda room, visit, about: Pressed(habits.currency(room, visit, about))),
    "h": Deed(reactions.hear),
    "mute": Deed(reactions.mute),
    "wrong": Deed(reactions.doubt, "nothing"),
    "approve": Deed(_approve, "operator"),
    "reject": Deed(_reject, "operator"),
    "evidence": Deed(operating.evidence, "operator"),
}

"""The subscriptions of a chat: shown, paused, changed, ended, tried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Final

from bot import enrolment
from bot.chat import joining, rules, samples
from bot.chat.keyboards import Button, Reply, Row
from bot.chat.languages import counted, talk
from bot.chat.promises import promise
from bot.chat.room import Pressed, Room, Visit
from bot.recipients import Subscribed
from bot.subscriptions import rule_of
from bot.words import html, message

PAGE: Final = 4  # so many sentences fit into a message, however long they are


def show(room: Room, visit: Visit, _: str) -> Reply:
    """`/subscriptions`: the first page."""
    return listed(room, visit)


def listed(room: Room, visit: Visit, page: int = 0, before: str = "") -> Reply:
    """The subscriptions, each with its buttons; `before` stands above them."""
    words, own = visit.words, room.store.subscriptions(visit.target)
    if not own:
        return Reply("\n\n".join(part for part in (before, words.list_none) if part))
    pages = -(-len(own) // PAGE)
    page = min(page, pages - 1)
    shown = list(enumerate(own, 1))[page * PAGE : (page + 1) * PAGE]
    items = [_item(visit, number, one) for number, one in shown]
    head = f"<b>{words.list_head}</b>"
    if visit.elsewhere:
        head = words.in_channel.format(title=escape(visit.title), text=words.list_head)
    text = "\n\n".join(part for part in (before, head, *items, words.legend) if part)
    keyboard = [_buttons(number, one) for number, one in shown]
    if pages > 1:
        keyboard.append(_turns(visit, page, pages))
    return Reply(text, tuple(keyboard))


def _item(visit: Visit, number: int, one: Subscribed) -> str:
    words = visit.words
    said = promise(rule_of(one.rule), visit.voice, digest=one.digest)
    paused = f" {words.paused}" if one.paused is not None else ""
    return words.item.format(number=number, sentence=said) + paused


def _buttons(number: int, one: Subscribed) -> Row:
    rest = ("▶", "r") if one.paused is not None else ("⏸", "p")
    marks = (rest, ("✎", "e"), ("🗑", "x"), ("🔔", "t"))
    return tuple(Button(f"{mark} {number}", f"s:{one.id}:{verb}") for mark, verb in marks)


def _turns(visit: Visit, page: int, pages: int) -> Row:
    turns = (("‹", (page - 1) % pages), (f"{page + 1}/{pages}", page), ("›", (page + 1) % pages))
    return tuple(Button(label, f"l:{to}{visit.elsewhere}") for label, to in turns)


def act(room: Room, visit: Visit, name: str, verb: str) -> Pressed:
    """A button of one subscription was pressed; `visit` is about whose it is."""
    one = room.store.subscription(name)
    action = _ACTIONS.get(verb)
    if one is None or action is None:
        return Pressed(toast=visit.words.old_button)
    return action(room, visit, one)


def _pause(room: Room, visit: Visit, one: Subscribed) -> Pressed:
    enrolment.pause(room.store, one)
    return Pressed(_around(room, visit, one))


def _resume(room: Room, visit: Visit, one: Subscribed) -> Pressed:
    enrolment.resume(room.store, one)
    return Pressed(_around(room, visit, one))


def _end(room: Room, visit: Visit, one: Subscribed) -> Pressed:
    page = _page_of(room, visit, one)
    return Pressed(listed(room, visit, page, ended(room, visit, one)))


def _change(room: Room, visit: Visit, one: Subscribed) -> Pressed:
    return Pressed(joining.begin(room, visit, one))


def _try(room: Room, visit: Visit, one: Subscribed) -> Pressed:
    """A sample goes where alerts go, in their words."""
    sample = samples.sample(room.store, rule_of(one.rule), room.vendors, visit.now)
    if sample is None:
        return Pressed(toast=visit.words.nothing_to_show, aloud=True)
    voice = room.voice.to(visit.reader)
    said = html(message(sample, voice))
    return Pressed(toast=visit.words.tested, post=Reply(f"{talk(voice.language).test}\n\n{said}"))


_ACTIONS: Final[Mapping[str, Callable[[Room, Visit, Subscribed], Pressed]]] = {
    "p": _pause,
    "r": _resume,
    "x": _end,
    "e": _change,
    "t": _try,
}


def _page_of(room: Room, visit: Visit, one: Subscribed) -> int:
    own = [other.id for other in room.store.subscriptions(visit.target)]
    return own.index(one.id) // PAGE if one.id in own else 0


def _around(room: Room, visit: Visit, one: Subscribed) -> Reply:
    """The page of the list on which it stands."""
    return listed(room, visit, _page_of(room, visit, one))


def ended(room: Room, visit: Visit, one: Subscribed) -> str:
    """End a subscription, and say how it comes back."""
    room.store.unsubscribe(one.id)
    rule = rules.write(rule_of(one.rule), digest=one.digest)
    address = f"{visit.target.address} " if visit.elsewhere else ""
    command = escape(f"/subscribe {address}{rule}", quote=False)
    return visit.words.ended.format(rule=command)


# /unsubscribe


def unsubscribe(room: Room, visit: Visit, text: str) -> Reply:
    """All, one by its number or its rule, or a choice of buttons."""
    own, words = room.store.subscriptions(visit.target), visit.words
    if not own:
        return Reply(words.list_none)
    if text.casefold() in _ALL or (not text and len(own) == 1):
        return ask_all(visit, len(own))
    if not text:
        return _choice(room, visit)
    one = _meant(room, own, text)
    if one is None:
        return Reply(words.no_such.format(word=escape(text[:40], quote=False)))
    return Reply(ended(room, visit, one))


_ALL: Final = frozenset({"all", "everything", "全部", "所有"})


def ask_all(visit: Visit, count: int) -> Reply:
    """Nothing ends before it was confirmed."""
    words = visit.words
    yes = Button(words.yes_all, f"x:all{visit.elsewhere}")
    no = Button(words.no_keep, f"x:no{visit.elsewhere}")
    return Reply(counted(words.really_all, count).format(count=count), ((yes, no),))


def end_all(room: Room, visit: Visit) -> Pressed:
    """Every subscription ends, and what waits for its hour is not told any more."""
    with room.store.atomic():
        for one in room.store.subscriptions(visit.target):
            room.store.unsubscribe(one.id)
        room.store.drop_waiting(visit.target)
    return Pressed(Reply(visit.words.ended_all))


def _choice(room: Room, visit: Visit) -> Reply:
    """The list, with the one button more."""
    reply = listed(room, visit)
    every = Button(visit.words.end_all, f"x:ask{visit.elsewhere}")
    return replace(reply, keyboard=(*reply.keyboard, (every,)))


def _meant(room: Room, own: Sequence[Subscribed], text: str) -> Subscribed | None:
    """The subscription with this number or this rule."""
    if text.isdecimal() and 0 < int(text[:6]) <= len(own):
        return own[int(text[:6]) - 1]
    vendors = {slug: room.voice.vendors[slug] for slug in room.vendors}
    try:
        typed = rules.read(text, vendors)
    except ValueError:
        return None
    return next((one for one in own if rule_of(one.rule) == typed.wanted), None)

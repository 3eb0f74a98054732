"""The buttons under alerts: no more of a vendor, this looks wrong."""

from bot import doubts, enrolment
from bot.alerts import Alert
from bot.buttons import Press
from bot.chat.keyboards import Button, Reply
from bot.chat.languages import counted
from bot.chat.room import Pressed, Room, Visit
from bot.events import OPERATORS, Event
from bot.words.headlines import headline
from bot.words.line import tidy

LABEL = 60  # characters


def mute(room: Room, visit: Visit, vendor: str) -> Pressed:
    """None of the subscriptions here hears of the vendor any more; the button takes it back."""
    words, name = visit.words, visit.voice.vendor(vendor)
    if vendor not in room.voice.vendors:
        return Pressed(toast=words.old_button)
    count = enrolment.mute_vendor(room.store, visit.target, vendor)
    said = counted(words.vendor_muted, count).format(vendor=name, count=count)
    return Pressed(toast=said, swap=Button(words.undo_mute.format(vendor=name), f"h:{vendor}"))


def hear(room: Room, visit: Visit, vendor: str) -> Pressed:
    """The vendor is heard again."""
    words, name = visit.words, visit.voice.vendor(vendor)
    if vendor not in room.voice.vendors:
        return Pressed(toast=words.old_button)
    enrolment.hear_vendor(room.store, visit.target, vendor)
    label = visit.voice.words.buttons["mute"].format(vendor=name)
    said = words.vendor_heard.format(vendor=name)
    return Pressed(toast=said, swap=Button(label, Press("mute", vendor).data))


def doubt(room: Room, visit: Visit, about: str) -> Pressed:
    """The operator gets the change with its evidence; where an alert tells several, one is named.

    Only what was told here can be doubted here.
    """
    if about.startswith("al_"):
        return _which(room, visit, about)
    event = room.store.event(about)
    if event is None or not room.store.was_sent(visit.target, about):
        return Pressed(toast=visit.words.old_button)
    doubted, alert = doubts.doubt(event, visit.now)
    if room.store.event(doubted.id) is not None:
        return Pressed(toast=visit.words.doubted_before)
    room.store.announce([doubted], [alert], room.planner.told(alert))
    return Pressed(toast=visit.words.doubted, wakes=True)


def _which(room: Room, visit: Visit, name: str) -> Pressed:
    """Which of the changes is meant?"""
    try:
        alert = room.store.alert(name)
    except KeyError:
        return Pressed(toast=visit.words.old_button)
    found = [event for event in _doubtful(alert) if room.store.was_sent(visit.target, event.id)]
    if not found:
        return Pressed(toast=visit.words.old_button)
    rows = tuple((_named(event, visit),) for event in found)
    return Pressed(answer=Reply(visit.words.which_wrong, rows))


def _doubtful(alert: Alert) -> list[Event]:
    return [one for one in alert.events if not one.refutes and one.type not in OPERATORS]


def _named(event: Event, visit: Visit) -> Button:
    label = tidy(headline([event], visit.voice))
    short = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
    return Button(short, Press("wrong", event.id).data)

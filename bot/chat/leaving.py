"""/stop: all that is known of a chat is deleted, once that was confirmed."""

from bot.chat.keyboards import Button, Reply
from bot.chat.room import Pressed, Room, Visit, chat_of


def ask(room: Room, visit: Visit, _: str = "") -> Reply:
    """Is that meant?"""
    words = visit.words
    count = room.store.count_subscriptions(chat_of(visit.target))
    yes = Button(words.yes_stop, f"x:stop{visit.elsewhere}")
    no = Button(words.no_keep, f"x:no{visit.elsewhere}")
    return Reply(words.stop_ask.format(count=count), ((yes, no),))


def stop(room: Room, visit: Visit) -> Pressed:
    """It is meant. The topics of a group go with it."""
    room.store.forget_chat(chat_of(visit.target))
    return Pressed(Reply(visit.words.stopped))

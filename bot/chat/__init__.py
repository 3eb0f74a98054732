"""The bot that people talk to in Telegram; delivering alerts is `channels/telegram`'s business."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.chat.asking import Window
from bot.chat.commands import Command, Desk, publish
from bot.chat.connection import App, Connection, application
from bot.chat.counter import Counter
from bot.chat.inline import Stall
from bot.chat.inquiry import Inquiry
from bot.chat.introduction import introduce
from bot.chat.reception import reception
from bot.chat.room import Room
from bot.chat.standing import Standing
from bot.chat.table import COMMANDS
from bot.settings import Settings

__all__ = ["Inquiry", "Room", "connect", "furnish", "introduce", "known"]

log = logging.getLogger("pricewar.chat")


def connect(
    settings: Settings,
    room: Room,
    inquiry: Inquiry,
    clock: Callable[[], datetime],
    wake: Callable[[], None] = lambda: None,
) -> Connection | None:
    """The chat, ready to `run` in the service's loop; None where the settings have no token.

    The store of `room` is the chat's own: it is used from a thread, as is that of `inquiry` from
    another. `wake` is called from the loop
    when there is something to deliver.
    """
    telegram = settings.telegram
    if telegram.token is None:
        log.info("telegram: no token (telegram.token), so there is no bot")
        return None
    if telegram.mode == "webhook":
        log.warning("telegram: there is no HTTP service for telegram.mode = webhook: polling")
    app = application(telegram.token.get_secret_value(), telegram.base_url)
    desk = Desk(settings, room, clock, known(room), inquiry, wake)
    furnish(desk, app)
    return Connection(app, lambda: publish(app.bot, desk))


def known(room: Room) -> tuple[Command, ...]:
    """The commands that there are with these settings."""
    return tuple(one for one in COMMANDS if one.name != "webhook" or room.addresses)


def furnish(desk: Desk, app: App) -> None:
    """Let the application answer what is written and pressed, and see where the bot stands."""
    front = reception(desk, app)
    front.open(app)
    Window(desk).open(app)
    Stall(desk).open(app)
    Counter(desk, front.rights).open(app)
    Standing(desk).open(app)

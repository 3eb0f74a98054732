"""The bot that people talk to in Telegram; delivering alerts is `channels/telegram`'s business."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.chat.commands import Desk, publish
from bot.chat.connection import Connection, application
from bot.chat.introduction import introduce
from bot.chat.reception import reception
from bot.chat.table import COMMANDS
from bot.settings import Settings
from bot.store import Store

__all__ = ["connect", "introduce"]

log = logging.getLogger("pricewar.chat")


def connect(settings: Settings, store: Store, clock: Callable[[], datetime]) -> Connection | None:
    """The chat, ready to `run` in the service's loop; None where the settings have no token.

    `store` is used from that loop.
    """
    telegram = settings.telegram
    if telegram.token is None:
        log.info("telegram: no token (telegram.token), so there is no bot")
        return None
    if telegram.mode == "webhook":
        log.warning("telegram: there is no HTTP service for telegram.mode = webhook: polling")
    app = application(telegram.token.get_secret_value(), telegram.base_url)
    desk = Desk(settings, store, clock, COMMANDS)
    reception(desk, app).open(app)
    return Connection(app, lambda: publish(app.bot, desk))

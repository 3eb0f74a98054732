"""Who the bot of a token is, asked of Telegram once."""

import asyncio
from typing import Final

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chat.connection import Requests
from bot.chat.reasons import reason
from bot.doctor import Introduced
from bot.settings import TelegramSettings

PATIENCE: Final = 5.0


def introduce(telegram: TelegramSettings, patience: float = PATIENCE) -> Introduced:
    """The bot's name, or why it is not known, within `patience` seconds."""
    return asyncio.run(_introduce(telegram, patience))


async def _introduce(telegram: TelegramSettings, patience: float) -> Introduced:
    token = telegram.token.get_secret_value() if telegram.token else ""
    base = telegram.base_url.rstrip("/")
    try:
        async with (
            asyncio.timeout(patience),
            Bot(token, base_url=f"{base}/bot", request=Requests()) as bot,
        ):
            return Introduced(name=bot.username)
    except InvalidToken as error:
        return Introduced(trouble=reason(error), refused=True)
    except (TelegramError, TimeoutError) as error:
        return Introduced(trouble=reason(error))

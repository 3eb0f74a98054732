"""How many commands a minute a chat is answered. Pure, and handed `now`."""

from datetime import datetime, timedelta
from typing import Final, Literal

from bot.patience import Limit, Pace, each

Judgement = Literal["answer", "say so", "ignore"]
MINUTE: Final = timedelta(minutes=1)


class Flood:
    """At most `commands` in any minute for each chat, and one sentence a minute that says so."""

    def __init__(self, commands: int) -> None:
        self._commands = Pace((Limit(commands, MINUTE, each),))
        self._sentences = Pace((Limit(1, MINUTE, each),))

    def judge(self, chat: str, now: datetime) -> Judgement:
        """What to do with a command that a chat gives now; what is not answered does not count."""
        if self._commands.free(chat, now) <= now:
            self._commands.took(chat, now)
            return "answer"
        if self._sentences.free(chat, now) <= now:
            self._sentences.took(chat, now)
            return "say so"
        return "ignore"

"""The commands there are. Adding one is a line here and a function that answers it."""

from typing import Final

from bot.chat import help as helping
from bot.chat.commands import Command

COMMANDS: Final = (Command("help", helping.answer, {"en": "What I can do", "zh": "我能做什么"}),)

"""Which language the chat speaks."""

from collections.abc import Mapping
from typing import Final

from bot.chat.chinese import CHINESE
from bot.chat.english import ENGLISH
from bot.chat.talk import Talk
from bot.recipients import Language

TALKS: Final[Mapping[Language, Talk]] = {"en": ENGLISH, "zh": CHINESE}


def talk(language: Language) -> Talk:
    """The phrases of a language."""
    return TALKS[language]


def counted(words: tuple[str, str, str], count: int) -> str:
    """Of three phrases the one for so many: none, one, several."""
    return words[min(count, 2)]

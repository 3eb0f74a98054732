"""In which other ways a name may be meant that somebody typed. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from bot import models

_HAN: Final = r"[\u4e00-\u9fff]"
_BORDER: Final = re.compile(rf"(?<={_HAN})(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?={_HAN})")
_GLUED: Final = re.compile(r"(?<=\d)(?=[a-z]{3})|(?<=[a-z]{3})(?=[kmrv]\d)")  # gpt5mini, kimik2
_MARKS: Final = re.compile(r"[?!\"'“”‘’「」『』《》`…]|(?<!\S)@\S*|[。,、;](?!\d)|[.:](?=\s|$)")
_AROUND: Final = re.compile(
    r"\b(?:how|what|which|much|is|are|does|do|the|an?|of|for|prices?|costs?|pricing|please|show|me"
    r"|now|per|million|tokens?|cheap|cheaper|expensive|models?(?!\S))\b"
    r"|(?<!最)更?便宜|更?划算|贵不贵|更?贵|有?哪些|哪个|哪家|有什么|什么"
    r"|价格表?|价钱|定价|报价|售价|单价|收费|费用|多少钱|多少|怎么|请问|现在|目前|今天|查询|查一下"
    r"|一下|大模型|模型|系列|[查的吗呢是]"
)


def parted(text: str) -> str:
    """The text with a space between Chinese and Latin, where people write none."""
    return _BORDER.sub(" ", text)


def bare(text: str) -> str:
    """The name in a question such as `how much is glm-4.5?` or `glm-4.5价格`, in small letters."""
    said = _AROUND.sub(" ", parted(_MARKS.sub(" ", models.small(text))))
    return " ".join(_GLUED.sub(" ", said).split())


def spellings(text: str) -> Iterator[str]:
    """The name as it stands, without a question around it, and with nicknames written out."""
    yield text
    said = bare(text)
    if said and said != models.small(text):
        yield said
    yield from _written_out(said)


def _written_out(said: str) -> Iterator[str]:
    """`豆包 1.6` as `doubao 1.6`, then in the other words that begin the family's names."""
    for family in models.rules().families.values():
        if found := next((word for word in _longest(family.words) if _has(said, word)), None):
            starts = (start for start in family.starts if start != found)
            yield from (" ".join(said.replace(found, f" {start} ").split()) for start in starts)
            return


def _longest(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _has(said: str, word: str) -> bool:
    """Chinese words may stand anywhere, Latin ones by themselves."""
    return word in (said.split() if word.isascii() else said)

"""An answer: a message that fits one screenful of a chat, and what may be asked next. Values."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from bot.chart import Picture
from bot.pages import PageRow
from bot.words import Line, Message, Voice, rates
from bot.workload import Workload

T = TypeVar("T")
ROOM: Final = 3_000  # UTF-16 units of text: Telegram takes 4,096, headline and footer come on top
ASK_BYTES: Final = 60  # Telegram's buttons carry 64
_OF_A_MODEL: Final = frozenset({"price", "history"})
NAMELESS: Final = "~"  # begins what stands for a name that is too long for a button


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and the question that it asks, as a person would type it."""

    label: str
    ask: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one question.

    `picture` can be drawn beside it (`bot.chart`). `workload` is to be remembered of the asker
    from now on, and `forget` says that it no longer is. `found` is false where the answer is only
    the nearest thing.
    """

    message: Message
    choices: tuple[Choice, ...] = ()
    picture: Picture | None = None
    workload: Workload | None = None
    forget: bool = False
    found: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """To whom something is said, when, and how the pages fare, by source and page."""

    voice: Voice
    now: datetime
    rows: Mapping[tuple[str, str], PageRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is cut to pages: blocks stay whole as far as they can.

    One that is a page already says which, and of how many (`turned`).
    """

    headline: str
    blocks: Sequence[Sequence[Line]] = ()
    footer: Sequence[Line] = ()
    choices: Sequence[Choice] = ()
    found: bool = True
    turned: tuple[int, int] | None = None


def ask(command: str, words: str = "", page: int = 1) -> str:
    """A question as a button asks it; a model's name that is too long is asked for by its hash.

    Other long words stay as they are: no button can carry them.
    """
    turned = f" #{page}" if page > 1 else ""
    said = f"{command} {words}".rstrip() + turned
    if len(said.encode()) <= ASK_BYTES or command not in _OF_A_MODEL or " " in words:
        return said
    return f"{command} {nameless(words)}{turned}"


def nameless(name: str) -> str:
    """What stands for a name on a button: a hash of it."""
    return NAMELESS + hashlib.sha256(name.encode()).hexdigest()[:12]


def whole(draft: Draft, scene: Scene, asked: tuple[str, str], page: int = 1) -> Answer:
    """The answer, or one page of it; `asked` are the command and its words, to turn the page.

    No button does where several words are too long for one: a hash stands for a name only.
    """
    pages = [draft.blocks] if draft.turned else _pages(draft.blocks)
    number, count = draft.turned or (max(1, min(page, len(pages))), len(pages))
    shown = pages[0] if draft.turned else pages[number - 1]
    lines = [line for block in shown for line in block]
    footer = [*draft.footer, *rates([*lines, *draft.footer], scene.voice)]
    headline, choices, said = draft.headline, list(draft.choices), scene.voice.replies
    if count > 1:
        headline = said.page.format(headline=headline, number=number, count=count)
    following = ask(*asked, page=number + 1)
    if number < count and len(following.encode()) <= ASK_BYTES:
        choices.append(Choice(said.more.format(number=number + 1, count=count), following))
    message = Message(headline, tuple(lines), tuple(footer))
    return Answer(message, tuple(choices), found=draft.found)


def turn(found: Sequence[T], page: int, most: int) -> tuple[Sequence[T], tuple[int, int]]:
    """The part of a long list that stands on a page, and which of how many pages that is."""
    count = max(1, -(-len(found) // most))
    number = max(1, min(page, count))
    return found[(number - 1) * most : number * most], (number, count)


def _pages(blocks: Iterable[Sequence[Line]]) -> Sequence[Sequence[Sequence[Line]]]:
    """The blocks, as many on a page as it has room for."""
    pages: list[list[Sequence[Line]]] = [[]]
    left = ROOM
    for block in (piece for one in blocks for piece in _pieces(one)):
        length = _length(block)
        if pages[-1] and length > left:
            pages.append([])
            left = ROOM
        pages[-1].append(block)
        left -= length
    return pages


def _pieces(block: Sequence[Line]) -> Iterable[Sequence[Line]]:
    """A block that is too long for a page in several, each under the block's name."""
    if _length(block) <= ROOM:
        yield block
        return
    name = [line for line in block[:1] if line.rank == "name"]
    piece = list(name)
    for line in block[len(name) :]:
        if len(piece) > len(name) and _length([*piece, line]) > ROOM:
            yield piece
            piece = list(name)
        piece.append(line)
    yield piece


def _length(lines: Iterable[Line]) -> int:
    """In UTF-16 units, as Telegram counts, with bullets and line ends."""
    return sum(len(line.text.encode("utf-16-le")) // 2 + 4 for line in lines)

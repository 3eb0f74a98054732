"""A question as it comes from a command or a button, and an answer as messages. Pure.

On a button stands a mark, and behind it the question as a person would type it: `?` shows the
answer (a chart in light colours), `!` the chart in dark ones, `=` the words without the chart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Final

from bot.answers import QUESTIONS, Answer
from bot.chart import Theme
from bot.chat.keyboards import DATA, Button, Keyboard, rows
from bot.chat.prompts import PROMPTS, Prompts
from bot.chat.rules import kind, parted
from bot.recipients import Language
from bot.words import html, parts

MESSAGES: Final = 3
CAPTION: Final = 1024  # UTF-16 units; core.telegram.org/bots/api#sendphoto
WIDTH: Final = 2
LONG: Final = 20  # letters: a longer label has a row of its own
_MARKS: Final[dict[str, Theme | None]] = {"?": "light", "!": "dark", "=": None}
ASKS: Final = f"^[{''.join(_MARKS)}]"
_ALL: Final = "all"  # kinds: as many as without a word
_DRAWN: Final = frozenset({"history", "war"})
_SETTING: Final = frozenset({"workload"})  # what is asked for by its command only
_TOLD_TOO: Final = frozenset({"war"})  # what follows its chart in full words by itself
_BETWEEN: Final = re.compile(r"[\s,，、;；?？]+")
_IDLE: Final = frozenset(
    {"的", "了", "吗", "了吗", "谁", "哪些", "有哪些", "最近", "最近哪些", "最近谁"}
)
_THEMES: Final[dict[str, Theme]] = {
    **dict.fromkeys(("dark", "深色", "夜间"), "dark"),
    **dict.fromkeys(("light", "浅色", "日间"), "light"),
}


@dataclass(frozen=True, slots=True)
class Inquired:
    """One of `QUESTIONS` and its words; `theme` is the chart's, None where none is wanted."""

    command: str
    words: str = ""
    theme: Theme | None = "light"

    @property
    def text(self) -> str:
        """The question as a person would type it."""
        return f"{self.command} {self.words}".rstrip()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as messages: texts in Telegram's HTML, the last one with the buttons.

    With `caption` there is a chart first, whose buttons are `beneath`.
    """

    texts: tuple[str, ...] = ()
    keyboard: Keyboard = ()
    caption: str | None = None
    beneath: Keyboard = ()


def commanded(command: str, args: str) -> Inquired:
    """The question of a command; of what is drawn, the last word may name the colours.

    Kinds of changes go by the names that /subscribe knows.
    """
    words = args.split()
    if command == "changes":
        words = [word for word in _BETWEEN.split(parted(args)) if word and word not in _IDLE]
        return Inquired(command, " ".join(one for one in map(kind, words) if one != _ALL))
    if command in _DRAWN and words and words[-1].casefold() in _THEMES:
        return Inquired(command, " ".join(words[:-1]), _THEMES[words[-1].casefold()])
    return Inquired(command, " ".join(words))


def pressed(data: str) -> Inquired | None:
    """The question of a button; None where it asks nothing that a button may ask."""
    command, _, words = data[1:].partition(" ")
    if command not in QUESTIONS or command in _SETTING or data[:1] not in _MARKS:
        return None
    return Inquired(command, words, _MARKS[data[:1]])


def in_words(answer: Answer, language: Language, longer: str = "") -> Shown:
    """The answer as text; `longer` is a line that goes at its end."""
    said = PROMPTS[language]
    text = "\n\n".join(filter(None, (html(answer.message), longer)))
    texts = parts(text, MESSAGES, lambda count: said.left_out.format(count=count))
    return Shown(tuple(texts), _laid(_choices(answer)))


def drawn(inquired: Inquired, answer: Answer, language: Language) -> Shown:
    """The answer as a chart whose caption says what fits; the rest is a button away, or follows.

    The chart's own title stands there where the words follow: they may have pages, it has not.
    """
    said = PROMPTS[language]
    whole, colours = html(answer.message), _colours(inquired, said)
    cut = parts(whole, 1, lambda _: "…", CAPTION)[0]
    if cut == whole:
        return Shown(caption=whole, beneath=_laid([*_choices(answer), colours]))
    if inquired.command in _TOLD_TOO and answer.picture:
        headline = f"<b>{escape(answer.picture.title, quote=False)}</b>"
        return replace(in_words(answer, language), caption=headline, beneath=_laid([colours]))
    words = Button(said.in_words, f"={inquired.text}")
    return Shown(caption=cut, beneath=_laid([*_choices(answer), words, colours]))


def _colours(inquired: Inquired, said: Prompts) -> Button:
    """The button that shows the same in the other colours."""
    if inquired.theme == "dark":
        return Button(said.light, f"?{inquired.text}")
    return Button(said.dark, f"!{inquired.text}")


def _choices(answer: Answer) -> list[Button]:
    return [Button(choice.label, f"?{choice.ask}") for choice in answer.choices]


def _laid(buttons: Sequence[Button]) -> Keyboard:
    """Short ones side by side; one whose words are too long for a button is left out."""
    fitting = [button for button in buttons if len(button.data.encode()) <= DATA]
    grouped = groupby(fitting, key=lambda button: len(button.label) <= LONG)
    return tuple(row for short, some in grouped for row in rows(list(some), WIDTH if short else 1))

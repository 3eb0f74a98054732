"""The line of which messages are made. Nothing that a page prints can break or forge one."""

from dataclasses import dataclass
from typing import Literal

Rank = Literal["name", "item", "remark", "table"]


def tidy(text: str) -> str:
    """One line without control, bidirectional or other invisible characters."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message: the name of a model, what happened to it, or what goes with that.

    A line of a `table` keeps its spaces and stands in letters of equal width. `link` is the
    address of the whole line. A line with `once` is said once a model under that word; `rates` are
    the currencies whose exchange rates it rests on. What is `struck` is not true any more.
    """

    text: str
    rank: Rank = "item"
    link: str | None = None
    once: str | None = None
    rates: frozenset[str] = frozenset()
    struck: bool = False

    def __post_init__(self) -> None:
        text = _visible(self.text).rstrip() if self.rank == "table" else tidy(self.text)
        object.__setattr__(self, "text", text)

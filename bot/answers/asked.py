"""A question on its way to its answer."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.answers.answer import Answer, Draft, Scene, whole
from bot.answers.finder import Finder
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the command, its words, which page of the answer, and where to look.

    `running` are the sources that are asked now.
    """

    command: str
    words: str
    page: int
    scene: Scene
    finder: Finder
    running: Collection[str] = ()

    @property
    def store(self) -> Store:
        """Where everything stands."""
        return self.finder.shelf.store

    def answer(self, draft: Draft, command: str = "", words: str | None = None) -> Answer:
        """The page of a draft that is asked for; `command` and `words` ask for its other pages."""
        said = self.words if words is None else words
        return whole(draft, self.scene, (command or self.command, said), self.page)

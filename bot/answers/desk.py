"""Where questions are asked: the chat, the command line and the API all ask here."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final

from bot.answers import of_market, of_models, ranking
from bot.answers.answer import Answer, Scene
from bot.answers.asked import Asked
from bot.answers.finder import Finder
from bot.answers.ranking import FREE
from bot.answers.shelf import Shelf
from bot.chart import History
from bot.spellings import bare
from bot.store import Store
from bot.words import Voice

_PAGE: Final = re.compile(r"(?P<words>.*?)\s*#(?P<page>\d{1,3})", re.DOTALL)

QUESTIONS: Final[Mapping[str, Callable[[Asked], Answer]]] = {
    "price": of_models.price,
    "prices": of_models.prices,
    "compare": of_models.compare,
    "history": of_models.history,
    "free": of_market.free,
    "changes": of_market.changes,
    "now": of_market.now,
    "status": of_market.status,
    "war": of_market.battle,
    "workload": of_market.workload,
    "cheapest": of_market.cheapest,
}

# Letters: room for four names. What is pasted in would keep everybody waiting for seconds.
LONGEST: Final = 300
_ASKED: Final[Mapping[str, str]] = {
    **{name: name for name in QUESTIONS if name not in {"price", "workload"}},
    **dict.fromkeys(FREE, "free"),
    **dict.fromkeys(("最便宜", "便宜"), "cheapest"),
    **dict.fromkeys(("变动", "变化"), "changes"),
    "对比": "compare",
    "比较": "compare",
    "历史": "history",
    "价格战": "war",
    "状态": "status",
}


class Answers:
    """Everything that can be asked of one store. Not for two threads at the same time.

    `running` are the sources that are asked, for `status`. A question takes some milliseconds of
    computing: a service asks from a thread, through a connection of its own.
    """

    def __init__(self, store: Store, running: Collection[str] = ()) -> None:
        self.running = running
        self.kept = Shelf(store)

    def ask(self, command: str, words: str, voice: Voice, now: datetime) -> Answer:
        """The answer to one of `QUESTIONS`; words may end in the number of a page, `#2`.

        Raises KeyError for any other command, StoreError where the database cannot be read.
        """
        turned = _PAGE.fullmatch(words.strip())
        said, page = (turned["words"], int(turned["page"])) if turned else (words, 1)
        if command == "price" and (other := _ASKED.get(bare(said))):
            command, said = other, ""
        return QUESTIONS[command](self._asked(command, said, voice, now, page))

    def question(self, words: str) -> tuple[str, str] | None:
        """The question that words ask by its name, `war 2024-05`, `哪些免费`; None for a model."""
        first, _, rest = words.partition(" ")
        if command := _ASKED.get(first.casefold()):
            return command, rest
        command = _ASKED.get(bare(words))
        return (command, "") if command else None

    def cards(
        self, words: str, voice: Voice, now: datetime, most: int = 5, after: int = 0
    ) -> list[Answer]:
        """The price cards of the models that may be meant, the likeliest first, behind so many."""
        asked = self._asked("price", words, voice, now, 1)
        return of_models.cards(asked, most, after)

    def picture(self, model: str, voice: Voice, now: datetime) -> History:
        """What a chart of a model's history is drawn from. Raises UnknownModel."""
        return of_models.picture(self._asked("history", model, voice, now, 1))

    def warm(self, voice: Voice, now: datetime) -> None:
        """Load what questions need, so that the first ones need not wait for it."""
        finder = Finder(self.kept, voice, now)
        finder.meant("-")
        ranking.priced(self.kept.offers(), ("input", "output"), free=False)

    def _asked(self, command: str, words: str, voice: Voice, now: datetime, page: int) -> Asked:
        finder = Finder(self.kept, voice, now)
        scene = Scene(voice, now, self.kept.rows)
        said = " ".join(words.split())[:LONGEST].rstrip()
        return Asked(command, said, page, scene, finder, self.running)

"""The questions of docs/telegram.md with their answers as they are now: `make readme` writes them.

They are asked the day after the war of May 2024, and of a page with peak hours; both are in the
repository.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from market import VOICE, played
from telegram_doc import PAGE, put

from bot.answers import Answer, Answers
from bot.chat import inquired
from bot.chat.inquired import Shown
from bot.chat.keyboards import Keyboard
from bot.demo import PAGES
from bot.demo import RATE as RATE_THEN
from bot.recipients import Language
from bot.replay import Capture, captures
from bot.store import Store
from bot.words import Voice, bare

NOW: Final = datetime(2024, 5, 22, 12, tzinfo=UTC)
PEAKS: Final = Path(__file__).parent / "vendors" / "moonshot" / "peak-rows" / "page.html"
READ_AGAIN: Final = timedelta(minutes=20)
QUESTIONS: Final[Mapping[Language, Sequence[str]]] = {
    "en": (
        *("price glm-3", "prices volcengine", "compare doubao-pro-32k, glm-3-turbo, qwen-long"),
        *("free", "cheapest", "changes 7d", "history qwen-long", "war 2024-05", "now", "status"),
        *("workload 300M in 50M out cached 60%", "price deepseek-v2", "price doubao-por"),
    ),
    "zh": (
        *("price glm-3", "prices 火山引擎", "compare doubao-pro-32k, glm-3-turbo, qwen-long"),
        *("free", "cheapest", "changes 7d", "history qwen-long", "war 2024-05", "now", "status"),
        *("workload 输入3亿 输出5000万 缓存60%", "price deepseek-v2", "price doubao-por"),
    ),
}


def answers(language: Language) -> Iterator[tuple[str, Shown]]:
    """Each question, and what the chat shows."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(played(_pages(), Path(folder) / "db")) as store,
    ):
        asked, voice = Answers(store, _running()), _voice(language)
        for line in QUESTIONS[language]:
            command, _, words = line.partition(" ")
            answer = asked.ask(command, words, voice, NOW)
            if answer.workload:
                voice = replace(voice, workload=answer.workload)
            yield f"/{line}", _shown(line, answer, language)


def _pages() -> list[Capture]:
    """The pages of the war and one with peak hours, and all of them once more just now."""
    found = [*captures(PAGES), Capture("moonshot", "k26", NOW - READ_AGAIN * 3, 200, PEAKS)]
    newest = {(one.source, one.label): one for one in found}
    return [*found, *(replace(one, at=NOW - READ_AGAIN) for one in newest.values())]


def _running() -> tuple[str, ...]:
    return tuple(sorted({one.source for one in _pages()}))


def _voice(language: Language) -> Voice:
    return replace(VOICE, language=language, rates={**VOICE.rates, "CNY": RATE_THEN})


def _shown(line: str, answer: Answer, language: Language) -> Shown:
    if answer.picture is None:
        return inquired.in_words(answer, language)
    question = inquired.commanded(*line.split(" ", 1))
    return inquired.drawn(question, answer, language)


def written(language: Language) -> str:
    """All of it as blocks of text; a chart is named where it stands."""
    return "\n".join(
        f"```\n> {line}\n{_screen(shown)}\n```\n" for line, shown in answers(language)
    )


def _screen(shown: Shown) -> str:
    parts = []
    if shown.caption is not None:
        parts += ["(PNG)", bare(shown.caption), *_rows(shown.beneath)]
    parts += [*map(bare, shown.texts), *_rows(shown.keyboard)]
    return "\n".join(parts)


def _rows(keyboard: Keyboard) -> list[str]:
    return ["".join(f"[{button.label}]" for button in row) for row in keyboard]


def filled(text: str) -> str:
    """The page with the answers of now."""
    return put(put(text, "asked-en", written("en")), "asked-zh", written("zh"))


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf8")), "utf8")
    sys.exit(0)

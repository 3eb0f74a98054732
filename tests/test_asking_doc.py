"""docs/telegram.md shows what the chat answers."""

import asking_doc
import telegram_doc

from bot.answers import QUESTIONS


def test_the_answers_of_the_page_are_those_of_the_chat() -> None:
    """An answer that changes is changed in the page (`make readme` writes it)."""
    text = telegram_doc.PAGE.read_text("utf8")
    assert asking_doc.filled(text) == text


def test_every_question_is_answered_once() -> None:
    """Whoever reads the page has seen each of them, in both languages."""
    for lines in asking_doc.QUESTIONS.values():
        assert {line.split()[0] for line in lines} == QUESTIONS.keys()

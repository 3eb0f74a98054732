"""docs/telegram.md says what the chat says."""

import telegram_doc

from bot.chat.table import COMMANDS


def test_the_talk_of_the_page_is_that_of_the_chat() -> None:
    """A phrase or a command that is new stands in the page (`make readme` writes it)."""
    text = telegram_doc.PAGE.read_text("utf8")
    assert telegram_doc.filled(text) == text


def test_every_command_of_subscribing_is_talked_through() -> None:
    """Whoever reads the page has seen each of them used once, in both languages."""
    assert telegram_doc.ACTS.keys() <= {one.name for one in COMMANDS}
    for scenes in telegram_doc.SCENES.values():
        steps = [step for steps in scenes.values() for step in steps]
        used = {step.split()[0][1:] for step in steps if step.startswith("/")}
        assert used == telegram_doc.ACTS.keys()

"""docs/telegram.md shows alerts as they are sent."""

import alerts_doc
import telegram_doc


def test_the_alerts_of_the_page_are_those_that_are_sent() -> None:
    """A word that is changed stands in the page (`make readme` writes it)."""
    text = telegram_doc.PAGE.read_text("utf8")
    assert alerts_doc.filled(text) == text

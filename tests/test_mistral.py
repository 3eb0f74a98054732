"""Mistral AI: what counts as the same page."""

from pathlib import Path

from scrapers import pages, registry
from scrapers.quotes import Page

CASE = Path(__file__).parent / "vendors" / "mistral" / "plain" / "page.html"
SOURCE = registry.sources()["mistral"]


def essence(text: str) -> str:
    """The part of the page that bears prices."""
    return pages.essence(SOURCE, Page(text))


def test_a_changed_price_is_another_page() -> None:
    """Prices stand only in script data: a change there is a change of the page."""
    text = CASE.read_text("utf8")
    assert "5.4&euro;" in text
    assert essence(text.replace("5.4&euro;", "5.5&euro;")) != essence(text)


def test_data_cut_at_another_place_are_the_same_page() -> None:
    """The server cuts its stream where it likes: the price lists stay equal."""
    text = CASE.read_text("utf8")
    hints = 'self.__next_f.push([1,"0:HL[\\"/b.css\\"]\\n"])'
    other = text.replace("<script>(self", f"<script>{hints}</script><script>(self")
    assert other != text
    assert essence(other) == essence(text)


def test_a_page_without_the_data_differs_from_one_with_them() -> None:
    """A challenge page has an essence of its own, and is read and refused."""
    challenge = "<p>Just a moment</p>"
    assert essence(challenge) == challenge

"""A text that is too long is cut at the end of a line, and says how much is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.words import Line, Message

NOTE = "… lines left out: {count}"
TEXTS = st.lists(st.text(st.characters(codec="utf8"), max_size=30), max_size=20).map("\n".join)


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("a\nb\nc", 5, "a\nb\nc"),
        ("aaaa\nbbbb\ncccc" * 3, 36, "aaaa\nbbbb\n… lines left out: 5"),
        ("head\n\n" + "x" * 40, 30, "head\n… lines left out: 1"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("x" * 50 + "\ny", 10, "x" * 9 + "…"),
    ],
)
def test_as_many_lines_stay_as_fit(text: str, most: int, shown: str) -> None:
    """Empty lines are no loss; a single line that is too long loses its end."""
    assert words.trimmed(text, most, NOTE) == shown


@given(text=TEXTS, most=st.integers(30, 300), octets=st.booleans())
def test_the_limit_always_holds(text: str, most: int, octets: bool) -> None:  # noqa: FBT001
    """In characters or in octets; what fits is left alone, what stays are its first lines."""
    size = words.octets if octets else len
    shown = words.trimmed(text, most, NOTE, size)
    assert size(shown) <= most
    assert (shown == text) == (size(text) <= most)
    *lines, last = shown.split("\n")
    assert text.split("\n")[: len(lines)] == lines
    assert shown == text or last.startswith(text[:1]) or "left out" in last


@given(printed=st.text(st.characters(codec="utf8"), min_size=1, max_size=40))
def test_light_markdown_has_no_markup_but_ours(printed: str) -> None:
    """Whatever a page prints: bold and links are only where we put them."""
    said = Message(printed, (Line(printed, "name"), Line(printed)), (Line(printed, link=URL),))
    shown = words.light(said)
    assert shown.count("*") == 8
    assert shown.count("[") == shown.count("]") == 1
    assert not set("`<>") & set(shown)


URL = "https://v.example/p?a=1&b=(2)|3>"


def test_an_address_ends_where_it_should() -> None:
    """Nothing in it closes a bracket of ours; what is no web address is none."""
    assert words.address(Line("page", link=URL)) == "https://v.example/p?a=1&b=%282%29%7C3%3E"
    assert words.address(Line("page", link="javascript:alert(1)")) is None
    assert words.address(Line("page")) is None

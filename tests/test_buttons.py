"""Buttons carry what they are about there and back, and chats their addresses."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import LONGEST, Press, Verb, press
from bot.chats import Chat, chat, chat_of, group

ids = st.from_regex(r"(ev|al|q)_[0-9a-f]{9,20}|[a-z]{2,20}", fullmatch=True)


@given(verb=st.sampled_from(get_args(Verb)), about=ids)
def test_a_press_comes_back_as_it_was_sent(verb: Verb, about: str) -> None:
    """What a button says when it is pressed is what it was made for, and fits it."""
    one = Press(verb, about)
    assert press(one.data) == one
    assert len(one.data.encode()) <= LONGEST


@pytest.mark.parametrize("data", ["", "mute", "mute:", "page:2", "Mute:deepseek", ":deepseek"])
def test_other_buttons_are_others_business(data: str) -> None:
    """A dialogue has buttons of its own: they are not taken for an alert's."""
    assert press(data) is None


def test_a_button_that_cannot_be_carried_is_an_error() -> None:
    """Telegram would refuse the whole message."""
    with pytest.raises(ValueError, match="more than 64 bytes"):
        _ = Press("mute", "深" * 20).data


@given(
    one=st.builds(
        Chat, st.integers(-(10**14), 10**11), st.none() | st.integers(min_value=1, max_value=10**9)
    )
)
def test_an_address_names_its_chat(one: Chat) -> None:
    """A chat, and a topic in it, come back from the address under which they are kept."""
    assert chat_of(one.address) == one
    assert chat(one.address) == str(one.id)
    assert group(one.address) == (str(one.id) if one.id < 0 else None)


@pytest.mark.parametrize("address", ["", "@name", "12/x", "1/2/3"])
def test_what_is_no_address(address: str) -> None:
    """Only numbers are addresses: a name can change hands."""
    with pytest.raises(ValueError, match="invalid literal"):
        chat_of(address)

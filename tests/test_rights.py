"""Who may change what a chat is told, how often a chat is answered, and in which language."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest
from chatting import staged
from hypothesis import given
from hypothesis import strategies as st
from stand import TOKEN, Person, Stand
from telegram import Bot

from bot.chat import arrivals, rights
from bot.chat.flood import MINUTE, Flood
from bot.chat.phrases import PHRASES
from bot.chat.rights import Actor, Rights
from bot.chat.room import Room, Where
from bot.chat.table import COMMANDS
from bot.recipients import Language, Reader, Target
from bot.store import Store
from bot.words import Voice

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOB = Person(2, "Bob")


def bot_of(stand: Stand) -> Bot:
    """A bot that asks the stand-in."""
    return Bot(TOKEN, base_url=f"{stand.url}/bot")


@staged
async def test_everybody_rules_their_own_chat(stand: Stand) -> None:
    """A private chat is its user's; a channel is changed from elsewhere; nobody is asked."""

    async def ask(_: int) -> frozenset[int]:
        raise AssertionError("nobody needs to be asked")

    law = Rights(ask)
    assert await law.may_change(Actor(1, "private", 1), NOW)
    assert not await law.may_change(Actor(-5, "channel", None, -5), NOW)
    assert await law.may_change(Actor(-7, "group", 1087968824, -7), NOW)
    assert not await law.may_change(Actor(-7, "supergroup", 136817688, -5), NOW)
    assert stand.calls == []


@staged
async def test_admins_are_asked_for_once_a_minute(stand: Stand) -> None:
    """Who is made an admin may after a minute; who is none any more may not then."""
    group = stand.group(admins=[BOB])
    async with bot_of(stand) as bot:

        async def ask(chat: int) -> frozenset[int]:
            return await rights.admins(bot, chat)

        law = Rights(ask)
        bob, ann = Actor(group.id, "group", 2), Actor(group.id, "group", 1)
        assert await law.may_change(bob, NOW)
        assert not await law.may_change(ann, NOW)
        group.appoints(Person(1), anonymous=True)
        group.joins(BOB)
        late = NOW + timedelta(seconds=59)
        assert await law.may_change(bob, late)
        assert not await law.may_change(ann, late)
        assert await law.may_change(ann, NOW + MINUTE)
        assert not await law.may_change(bob, NOW + MINUTE)
    assert len(await stand.called("getChatAdministrators")) == 2


@staged
async def test_where_admins_are_not_told(stand: Stand) -> None:
    """A chat that is not there has none who may change something."""
    async with bot_of(stand) as bot:
        assert await rights.admins(bot, -99) == frozenset()


@staged
async def test_who_may_bind_a_channel(stand: Stand) -> None:
    """Its admins, once the bot is one too and may post; every other case has its name."""
    channel = stand.channel(admins=[BOB], username="prices")
    channel.appoints(Person(4), owner=True)
    group = stand.group()
    async with bot_of(stand) as bot:

        async def ask(where: int | str = "@prices", user: int = 2) -> str:
            return await rights.binding(bot, where, user)

        assert await ask("@nowhere") == "no channel"
        assert await ask(group.id) == "no channel"
        assert await ask() == "bot is no admin"
        await channel.admits_bot(BOB, posts=False)
        assert await ask() == "bot may not post"
        await channel.admits_bot(BOB)
        assert [await ask(), await ask(channel.id, 4)] == ["fine", "fine"]
        assert await ask(user=1) == "not an admin"
        await channel.removes_bot(BOB)
        assert await ask() == "bot is no admin"


def test_a_chat_that_asks_too_often() -> None:
    """Twenty are answered, one more gets a sentence, then silence until a minute has passed."""
    flood = Flood(20)
    said = [flood.judge("1", NOW + timedelta(seconds=n)) for n in range(23)]
    assert said == ["answer"] * 20 + ["say so", "ignore", "ignore"]
    assert flood.judge("2", NOW) == "answer"
    assert flood.judge("1", NOW + MINUTE) == "answer"
    assert flood.judge("1", NOW + MINUTE) == "ignore"
    assert flood.judge("1", NOW + timedelta(seconds=80)) != "ignore"


@given(st.integers(1, 5), st.lists(st.floats(0, 40), max_size=60))
def test_no_minute_has_more_answers_than_allowed(most: int, gaps: Sequence[float]) -> None:
    """In no minute, wherever it begins, are there more; and no more than one sentence of it."""
    flood, at = Flood(most), NOW
    answered, warned = list[datetime](), list[datetime]()
    for gap in gaps:
        at += timedelta(seconds=gap / 10)
        judgement = flood.judge("1", at)
        if judgement != "ignore":
            (answered if judgement == "answer" else warned).append(at)
    for times, allowed in ((answered, most), (warned, 1)):
        for begin in times:
            assert sum(begin <= one < begin + MINUTE for one in times) <= allowed


@pytest.mark.parametrize(
    ("own", "code", "language"),
    [
        *((None, "zh", "zh"), (None, "zh-hans", "zh"), (None, "zh-TW", "zh"), (None, "en", "en")),
        *((None, "en-GB", "en"), (None, "de", "zh"), (None, None, "zh"), (None, "", "zh")),
        *(("en", "zh", "en"), ("zh", "en", "zh")),
    ],
)
def test_the_language_of_an_answer(own: Language | None, code: str, language: str) -> None:
    """What was chosen counts, then the client's, then the one of the settings (here Chinese)."""
    with Store(":memory:") as store:
        if own:
            store.keep_reader(Target("telegram", "1"), Reader(own), NOW)
        room = Room(store, Voice("zh"))
        visit = room.visit(Where(1, language=arrivals.language(code)), NOW)
    assert visit.voice.language == language


def test_both_languages_say_the_same() -> None:
    """Every sentence is there and is filled with the same things."""
    english, chinese = PHRASES["en"], PHRASES["zh"]
    for field in fields(english):
        said = [getattr(words, field.name) for words in (english, chinese)]
        assert all(said), field.name
        filled = [{name for _, name, _, _ in Formatter().parse(text)} for text in said]
        assert filled[0] == filled[1], field.name


def test_the_table_is_sound() -> None:
    """Names are what Telegram takes and stand once; both languages describe each, shortly."""
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert re.fullmatch("[a-z0-9_]{1,32}", command.name)
        assert command.scopes
        assert command.about.keys() == PHRASES.keys()
        assert all(1 <= len(about) <= 60 for about in command.about.values())

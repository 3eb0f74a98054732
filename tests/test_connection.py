"""The line to Telegram: it holds, it says once what hinders it, and it never shows the token."""

import asyncio
import logging
from typing import Any

from chatting import chat, logged, said, settings, staged
from stand import TOKEN, Stand, faults
from telegram import Bot

from bot import chat as room
from bot.answers import Answers
from bot.chat import introduction
from bot.chat.commands import Asked, Command
from bot.doctor import Introduced
from bot.settings import Settings, TelegramSettings
from bot.store import Store

WRONG = "123456789:AAwrongWRONGwrongWRONGwrongWRONGwro"
REFUSED = "Telegram refuses telegram.token (Unauthorized)"


@staged
async def test_the_bot_answers(stand: Stand) -> None:
    """It polls, answers, and ends without a rest when the service stops."""
    ann = stand.private(1)
    with logged() as log:
        async with chat(stand):
            await ann.says("/help")
            assert "/help" in (await ann.hears()).text
    assert said(log.getvalue(), "INFO") == ["telegram: @price_bot answers"]
    assert said(log.getvalue()) == []


@staged
async def test_what_was_answered_does_not_come_again(stand: Stand) -> None:
    """The bot's next poll tells Telegram what it has taken."""
    ann = stand.private(1)
    async with chat(stand):
        await ann.says("/help")
        await ann.hears()
        await stand.called("getUpdates", 2)
    async with Bot(TOKEN, base_url=f"{stand.url}/bot") as other:
        assert await other.get_updates(timeout=0) == ()


@staged
async def test_a_stop_is_silent_while_telegram_still_holds_the_last_poll(stand: Stand) -> None:
    """Another poll then would be told that another instance polls, and the log would say so."""
    ann = stand.private(1)
    with logged() as log:
        async with chat(stand):
            await ann.says("/help")
            await ann.hears()
            await stand.called("getUpdates", 2)
            stand.fails(faults.conflict(), "getUpdates")
    assert said(log.getvalue()) == []


@staged
async def test_what_is_being_answered_is_answered(stand: Stand) -> None:
    """A command that came before the service stops gets its answer."""
    ann, begun, go_on = stand.private(1), asyncio.Event(), asyncio.Event()

    async def slow(asked: Asked) -> None:
        begun.set()
        await go_on.wait()
        await asked.answer("done")

    async with chat(stand, commands=[Command("slow", slow, {"en": "x", "zh": "x"})]):
        await ann.says("/slow")
        await begun.wait()
        asyncio.get_running_loop().call_later(0.01, go_on.set)
    assert (await ann.hears()).text == "done"


@staged
async def test_a_lost_connection_is_found_again(stand: Stand) -> None:
    """At the start and later: the waits grow, the log says it once, and that it is over."""
    ann = stand.private(1)
    stand.fails(faults.bad_gateway(), "getMe", times=2)
    with logged() as log:
        async with chat(stand) as talk:
            await ann.says("/help")
            await ann.hears()
            assert talk.naps == [1, 2]
            stand.fails(faults.cut(), "getUpdates", times=7)
            await ann.says("/help")
            await ann.hears()
            await ann.says("/help")
            await ann.hears()
            assert talk.naps == [1, 2, 1, 2, 5, 10, 30, 60, 60]
    bad, cut = said(log.getvalue())
    assert bad == "telegram: Telegram cannot be reached (Bad Gateway); trying again until it works"
    assert cut.startswith("telegram: Telegram cannot be reached (httpx.RemoteProtocolError")
    assert said(log.getvalue(), "INFO")[-1] == "telegram: it works again"


@staged
async def test_it_ends_while_telegram_is_away(stand: Stand) -> None:
    """The service stops without waiting for a connection that never came."""
    stand.down = True
    async with chat(stand) as talk:
        await stand.called("getMe", 3)
    assert len(talk.naps) >= 2


@staged
async def test_telegram_may_ask_for_patience(stand: Stand) -> None:
    """Its own wish counts, not the usual waits."""
    ann = stand.private(1)
    stand.fails(faults.flood(17), "getMe")
    async with chat(stand) as talk:
        await ann.says("/help")
        await ann.hears()
    assert talk.naps == [17]


@staged
async def test_another_instance_is_named(stand: Stand) -> None:
    """Two that poll with one token take turns; the log says what is wrong."""
    ann = stand.private(1)
    stand.fails(faults.conflict(), "getUpdates", times=3)
    with logged() as log:
        async with chat(stand):
            await ann.says("/help")
            await ann.hears()
    assert said(log.getvalue()) == [
        "telegram: another instance polls with this token; trying again until it works"
    ]


@staged
async def test_a_webhook_that_was_left_behind(stand: Stand) -> None:
    """It is taken down at the start, since nothing would come otherwise."""
    ann = stand.private(1)
    async with Bot(TOKEN, base_url=f"{stand.url}/bot") as other:
        await other.set_webhook(f"{stand.url}/elsewhere")
    async with chat(stand):
        await ann.says("/help")
        await ann.hears()


@staged
async def test_a_webhook_that_is_set_meanwhile(stand: Stand) -> None:
    """The log says why nothing comes."""
    stand.fails(faults.Fault(status=409, words="Conflict: webhook is active"), "getUpdates")
    with logged() as log:
        async with chat(stand):
            await stand.called("getUpdates", 2)
    assert said(log.getvalue())[0].startswith("telegram: a webhook is set for this token")


@staged
async def test_a_wrong_token_is_named_and_never_shown(stand: Stand) -> None:
    """The log says which setting is wrong; the service goes on without a chat."""
    with logged() as log:
        async with chat(stand, settings(stand, WRONG)) as talk:
            await talk.ends()
    (sentence,) = said(log.getvalue(), "ERROR")
    assert sentence == f"telegram: {REFUSED}; there is no chat until the service starts again"
    assert "AAwrong" not in log.getvalue()


@staged
async def test_a_token_that_is_revoked_meanwhile(stand: Stand) -> None:
    """It is noticed at the next poll."""
    ann = stand.private(1)
    with logged() as log:
        async with chat(stand) as talk:
            await ann.says("/help")
            await ann.hears()
            await stand.revokes_token()
            await talk.ends()
    (sentence,) = said(log.getvalue(), "ERROR")
    assert sentence.startswith(f"telegram: {REFUSED}")
    assert TOKEN not in log.getvalue()


@staged
async def test_an_update_that_cannot_be_read(stand: Stand) -> None:
    """It is passed over, without a word of it in the log, and the next one is answered."""
    ann = stand.private(1)
    with logged() as log:
        async with chat(stand):
            await stand.world.send({"message": {"text": "private words", "chat": "none"}})
            await ann.says("/help")
            await ann.hears()
    assert said(log.getvalue()) == ["telegram: update 1 cannot be read and is passed over"]
    assert "private words" not in log.getvalue()


@staged
async def test_the_library_logs_no_address(stand: Stand) -> None:
    """Even where its loggers were turned up, the token in their addresses is blotted out."""
    ann = stand.private(1)
    with logged() as log:
        logging.getLogger("httpx").setLevel(logging.INFO)
        async with chat(stand):
            await ann.says("/help")
            await ann.hears()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    assert "/bot<token>/getMe" in log.getvalue()
    assert TOKEN not in log.getvalue()


@staged
async def test_the_doctor_asks_who_the_bot_is(stand: Stand) -> None:
    """Its name; or that the token is refused; or that Telegram is not there or not answering."""

    async def ask(given: TelegramSettings, patience: float = 5) -> Introduced:
        return await asyncio.to_thread(introduction.introduce, given, patience)

    right = settings(stand).telegram
    assert await ask(right) == Introduced("price_bot")
    wrong = settings(stand, WRONG).telegram
    assert await ask(wrong) == Introduced(trouble=REFUSED, refused=True)
    stand.fails(faults.silence(), "getMe")
    assert await ask(right, 0.05) == Introduced(trouble="Telegram does not answer in time")
    stand.down = True
    assert (await ask(right)).trouble.startswith("Telegram cannot be reached")


def inquiring(store: Store) -> room.Inquiry:
    """Where questions are answered."""
    return room.Inquiry(Answers(store), room.Room(store))


def test_without_a_token_there_is_no_bot() -> None:
    """The service says so and runs without."""
    with logged() as log, Store(":memory:") as store, inquiring(store) as inquiry:
        assert room.connect(Settings(), room.Room(store), inquiry, _never) is None
    assert said(log.getvalue(), "INFO") == [
        "telegram: no token (telegram.token), so there is no bot"
    ]


@staged
async def test_the_service_connects_with_its_settings(stand: Stand) -> None:
    """With a token there is a bot, with every command of the table in its menu."""
    ann = stand.private(1, language="zh")
    with Store(":memory:") as store, inquiring(store) as inquiry:
        with logged() as log:
            own = settings(stand, mode="webhook")
            line = room.connect(own, room.Room(store), inquiry, lambda: stand.world.now)
        assert line is not None
        assert said(log.getvalue())[0].startswith("telegram: there is no HTTP service")
        stop = asyncio.Event()
        running = asyncio.create_task(line.run(stop))
        await ann.says("/help")
        assert "我能做什么" in (await ann.hears()).text
        stop.set()
        await running
    assert ann.menu["help"] == "我能做什么"


def _never() -> Any:
    raise AssertionError("nobody asks for the time")

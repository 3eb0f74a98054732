"""The Telegram that the other tests use refuses what Telegram refuses, and shows what it shows."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from stand import TOKEN, Person, Stand, faults, telegram, units, world
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    ChatAdministratorRights,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

BOB = Person(2, "Bob")
LONELY = "Bad Request: chat not found"
PIXEL = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 800, 600)
ONE = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="m")]])

Scene = Callable[[Stand, Bot], Awaitable[None]]


def staged(scene: Scene) -> Callable[[], None]:
    """A test with a stand of its own and a bot that talks to it."""

    async def play() -> None:
        async with telegram() as stand, speaking(stand) as bot:
            await scene(stand, bot)

    def test() -> None:
        asyncio.run(play())

    test.__doc__ = scene.__doc__
    return test


def speaking(stand: Stand, token: str = TOKEN, patience: float = 20) -> Bot:
    """A bot that is not in need of Telegram's real address."""
    request = HTTPXRequest(read_timeout=patience)
    return Bot(token, base_url=f"{stand.url}/bot", request=request)


async def refused(call: Awaitable[Any], kind: type[TelegramError] = BadRequest) -> str:
    """The words in which a call is refused."""
    with pytest.raises(kind) as caught:
        await call
    return caught.value.message


async def hear(bot: Bot, offset: int = 0) -> list[Update]:
    """The updates that wait for the bot."""
    return list(await bot.get_updates(offset=offset, timeout=0, allowed_updates=Update.ALL_TYPES))


@staged
async def test_markup_is_read_as_telegram_reads_it(stand: Stand, bot: Bot) -> None:
    """Tags become forms, what they hold is text, addresses and commands are noticed."""
    ann = stand.private(1, started=True)
    text = '<b>GLM &lt;4&gt;</b> 🎉 <a href="https://a.example/?x=1&amp;y=2">page</a> /price b.cn'
    await bot.send_message(1, f"  {text}\n", "HTML")
    seen = await ann.hears()
    assert seen.text == "GLM <4> 🎉 page /price b.cn"
    assert seen.formed("bold") == ["GLM <4>"]
    assert seen.links == {"page": "https://a.example/?x=1&y=2"}
    assert [*seen.formed("bot_command"), *seen.formed("url")] == ["/price", "b.cn"]


@staged
async def test_broken_markup_is_refused(stand: Stand, bot: Bot) -> None:
    """An open tag, an unknown one and a bare sign are named as Telegram names them."""
    stand.private(1, started=True)
    for text, words in (
        ("<b>x", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("<h1>x</h1>", 'Can\'t parse entities: unsupported start tag "h1" at byte offset 0'),
        ("1 < 2 ", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
    ):
        assert await refused(bot.send_message(1, text, "HTML")) == words
    assert await refused(bot.send_message(1, "x", "bbcode")) == "Unsupported parse_mode"
    assert stand.sent() == []


@staged
async def test_a_text_is_measured_after_it_was_read(stand: Stand, bot: Bot) -> None:
    """4,096 UTF-16 units besides the tags are a message, one more is none; nothing is none."""
    ann = stand.private(1, started=True)
    await bot.send_message(1, "<b>" + "🎉" * 2048 + "</b>", "HTML")
    assert units((await ann.hears()).text) == 4096
    assert await refused(bot.send_message(1, "🎉" * 2048 + "x")) == "Message is too long"
    assert await refused(bot.send_message(1, "<b> </b>\n", "HTML")) == "Message text is empty"


@staged
async def test_a_caption_is_shorter(stand: Stand, bot: Bot) -> None:
    """A photo carries 1,024 units of text, or none at all."""
    ann = stand.private(1, started=True)
    await bot.send_photo(1, PIXEL, "<i>" + "x" * 1024 + "</i>", parse_mode="HTML")
    seen = await ann.hears()
    assert (len(seen.text), seen.file) == (1024, PIXEL)
    too_long = bot.send_photo(1, PIXEL, "x" * 1025)
    assert await refused(too_long) == "Message caption is too long"
    await bot.send_photo(1, PIXEL)
    assert (await ann.hears()).text == ""


@staged
async def test_a_picture_must_be_one(stand: Stand, bot: Bot) -> None:
    """Other bytes, and a picture that is too big or too long, are no photo."""
    stand.private(1, started=True)
    assert await refused(bot.send_photo(1, b"<svg/>")) == "Image_process_failed"
    for width, height in ((9000, 1001), (2100, 100)):
        shape = PIXEL[:16] + struct.pack(">II", width, height)
        assert await refused(bot.send_photo(1, shape)) == "Photo_invalid_dimensions"
    await bot.send_photo(1, b"\xff\xd8\xff\xe0")
    assert len(stand.sent("sendPhoto")) == 1


@staged
async def test_who_never_spoke_to_the_bot_is_not_written_to(stand: Stand, bot: Bot) -> None:
    """An unknown chat is not found; a known person must have begun."""
    assert await refused(bot.send_message(1, "x")) == "Chat not found"
    ann = stand.private(1)
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await refused(bot.send_message(1, "x"), Forbidden) == words
    await ann.says("/start")
    await bot.send_message(1, "x")
    assert (await ann.hears()).text == "x"


@staged
async def test_who_blocks_the_bot(stand: Stand, bot: Bot) -> None:
    """The bot hears of it, cannot write any more, and can again when that is taken back."""
    ann = stand.private(1, started=True)
    await ann.blocks()
    blocked = "Forbidden: bot was blocked by the user"
    assert await refused(bot.send_message(1, "x"), Forbidden) == blocked
    await ann.unblocks()
    await bot.send_message(1, "x")
    told = [one.my_chat_member for one in await hear(bot)]
    assert [one.new_chat_member.status for one in told if one] == ["kicked", "member"]
    assert await bot.send_chat_action(1, "typing")
    ann.deactivated = True
    gone = "Forbidden: user is deactivated"
    assert await refused(bot.send_message(1, "x"), Forbidden) == gone


@staged
async def test_a_group_throws_the_bot_out(stand: Stand, bot: Bot) -> None:
    """Thrown out, gone by itself and silenced are three refusals; invited again it may write."""
    group = stand.group(admins=[BOB])
    await group.removes_bot(BOB)
    kicked = "Forbidden: bot was kicked from the group chat"
    assert await refused(bot.send_message(group.id, "x"), Forbidden) == kicked
    await group.adds_bot(BOB)
    await bot.send_message(group.id, "x")
    assert (await group.hears()).text == "x"
    await group.mutes_bot(BOB)
    muted = "Not enough rights to send text messages to the chat"
    assert await refused(bot.send_message(group.id, "x")) == muted
    await bot.leave_chat(group.id)
    left = "Forbidden: bot is not a member of the group chat"
    assert await refused(bot.send_message(group.id, "x"), Forbidden) == left
    assert await refused(bot.get_chat(group.id), Forbidden) == left
    kinds = [(one.my_chat_member, one.message) for one in await hear(bot)]
    changes = [change.new_chat_member.status for change, _ in kinds if change]
    assert changes == ["kicked", "member", "restricted"]
    assert [m.new_chat_members[0].id for _, m in kinds if m] == [bot.id]


@staged
async def test_a_group_becomes_a_supergroup(stand: Stand, bot: Bot) -> None:
    """Two messages name the new id, and so does the refusal of the old one."""
    group = stand.group(admins=[BOB])
    old = group.id
    await group.becomes_supergroup(-1001)
    first, second = (one.message for one in await hear(bot))
    assert first
    assert second
    assert (first.chat_id, first.migrate_to_chat_id) == (old, -1001)
    assert (second.chat_id, second.migrate_from_chat_id) == (-1001, old)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old, "x")
    assert caught.value.new_chat_id == -1001
    await bot.send_message(-1001, "x")
    assert (await group.hears()).text == "x"
    assert (await bot.get_chat_member(-1001, BOB.id)).status == "administrator"


@staged
async def test_a_move_that_the_bot_is_not_told_of(stand: Stand, bot: Bot) -> None:
    """What is lost while the bot is away shows only at the next message."""
    group = stand.group()
    await group.becomes_supergroup(-1001, told=False)
    assert await hear(bot) == []
    await group.says("/price glm", by=group.unnamed)
    (update,) = await hear(bot)
    assert update.effective_chat
    assert update.effective_chat.id == -1001


@staged
async def test_a_channel_is_for_admins(stand: Stand, bot: Bot) -> None:
    """The bot is told of posts and members, and may post, as far as it was made an admin."""
    channel = stand.channel(admins=[BOB], username="prices")
    await channel.posts("before")
    left = "Forbidden: bot is not a member of the channel chat"
    assert await refused(bot.send_message("@prices", "x"), Forbidden) == left
    hidden = "Member list is inaccessible"
    assert await refused(bot.get_chat_member(channel.id, BOB.id)) == hidden
    await channel.admits_bot(BOB, posts=False)
    barred = "Need administrator rights in the channel chat"
    assert await refused(bot.send_message("@prices", "x")) == barred
    await channel.admits_bot(BOB)
    sent = await bot.send_message("@prices", "x")
    assert sent.sender_chat
    assert sent.sender_chat.id == channel.id
    assert (await channel.hears()).text == "x"
    await channel.posts("after")
    posts = [one.channel_post for one in await hear(bot)]
    assert [post.text for post in posts if post] == ["after"]
    assert (await bot.get_chat_member(channel.id, BOB.id)).status == "administrator"


@staged
async def test_a_channel_is_handed_to_the_bot(stand: Stand, bot: Bot) -> None:
    """A person forwards a post, or answers a button that asks for a channel."""
    ann = stand.private(1, started=True)
    channel = stand.channel(admins=[ann.person])
    await ann.forwards(channel, await channel.posts("hello"))
    rights = ChatAdministratorRights.no_rights()
    wish = KeyboardButtonRequestChat(7, chat_is_channel=True, bot_administrator_rights=rights)
    keys = ReplyKeyboardMarkup([[KeyboardButton("Choose", request_chat=wish)]])
    await bot.send_message(1, "Which?", reply_markup=keys)
    await ann.shares("Choose", channel)
    forwarded, admitted, shared = await hear(bot)
    assert admitted.my_chat_member
    assert admitted.my_chat_member.new_chat_member.status == "administrator"
    assert forwarded.message
    assert forwarded.message.forward_origin
    assert forwarded.message.forward_origin.to_dict()["chat"]["id"] == channel.id
    assert shared.message
    assert shared.message.chat_shared
    assert shared.message.chat_shared.to_dict() == {"request_id": 7, "chat_id": channel.id}


@staged
async def test_edits_change_what_stands(stand: Stand, bot: Bot) -> None:
    """An edit that changes nothing is refused; buttons that are not sent again are gone."""
    ann = stand.private(1, started=True)
    sent = await bot.send_message(1, "one", reply_markup=ONE)
    same = bot.edit_message_text("one", 1, sent.message_id, reply_markup=ONE)
    assert (await refused(same)).startswith("Message is not modified: specified new message")
    await bot.edit_message_text("two", 1, sent.message_id)
    await bot.edit_message_reply_markup(1, sent.message_id, reply_markup=ONE)
    (shown,) = ann.messages
    assert (shown.text, shown.labels, shown.edited) == ("two", ["Mute"], True)
    assert [(await ann.hears()).text for _ in range(3)] == ["one", "two", "two"]


@staged
async def test_what_cannot_be_edited(stand: Stand, bot: Bot) -> None:
    """No message, somebody else's, the text of a photo, the caption of a text."""
    ann = stand.private(1, started=True)
    number = await ann.says("mine")
    assert await refused(bot.edit_message_text("x", 1, 999)) == "Message to edit not found"
    assert await refused(bot.edit_message_text("x", 1, number)) == "Message can't be edited"
    photo, text = await bot.send_photo(1, PIXEL), await bot.send_message(1, "x")
    no_text = bot.edit_message_text("y", 1, photo.message_id)
    assert await refused(no_text) == "There is no text in the message to edit"
    no_caption = bot.edit_message_caption(1, text.message_id, caption="y")
    assert await refused(no_caption) == "There is no caption in the message to edit"


@staged
async def test_a_photo_is_edited(stand: Stand, bot: Bot) -> None:
    """Its caption alone, or the picture with it."""
    ann = stand.private(1, started=True)
    sent = await bot.send_photo(1, PIXEL, "old")
    await bot.edit_message_caption(1, sent.message_id, caption="new")
    other = PIXEL + b"other"
    media = InputMediaPhoto(other, "<b>newer</b>", parse_mode="HTML")
    await bot.edit_message_media(media, 1, sent.message_id)
    seen = [await ann.hears() for _ in range(3)]
    assert [one.text for one in seen] == ["old", "new", "newer"]
    assert [one.file for one in seen] == [PIXEL, PIXEL, other]


@staged
async def test_a_document_is_sent(stand: Stand, bot: Bot) -> None:
    """A file arrives with its name and its bytes."""
    ann = stand.private(1, started=True)
    sent = await bot.send_document(1, b"a,b\n", filename="prices.csv")
    assert sent.document
    assert sent.document.file_name == "prices.csv"
    assert (await ann.hears()).file == b"a,b\n"


@staged
async def test_messages_are_deleted_for_two_days(stand: Stand, bot: Bot) -> None:
    """Then, and where they are others' or gone, they are not."""
    ann, group = stand.private(1, started=True), stand.group(members=[BOB])
    young, old = await bot.send_message(1, "young"), await bot.send_message(1, "old")
    await bot.delete_message(1, young.message_id)
    assert [one.text for one in ann.messages] == ["old"]
    gone = bot.delete_message(1, young.message_id)
    assert await refused(gone) == "Message to delete not found"
    stand.world.now += timedelta(hours=49)
    late = bot.delete_message(1, old.message_id)
    assert await refused(late) == "Message can't be deleted for everyone"
    word = await group.says("/mine", by=BOB)
    assert await refused(bot.delete_message(group.id, word)) == "Message can't be deleted"


@staged
async def test_replies_need_what_they_answer(stand: Stand, bot: Bot) -> None:
    """A reply to nothing is refused, unless it may stand alone."""
    ann = stand.private(1, started=True)
    await bot.send_message(1, "x", reply_to_message_id=await ann.says("ask"))
    assert (await ann.hears()).reply_to == 1
    lost = bot.send_message(1, "x", reply_to_message_id=99)
    assert await refused(lost) == "Message to be replied not found"
    await bot.send_message(1, "y", reply_to_message_id=99, allow_sending_without_reply=True)
    assert (await ann.hears()).reply_to is None


@staged
async def test_topics_are_places_of_their_own(stand: Stand, bot: Bot) -> None:
    """What is sent into a topic stands there only; an unknown or deleted one is not found."""
    group = stand.group(topics=True, members=[BOB])
    prices, talk = group.topic("Prices"), group.topic("Talk")
    await prices.says("/price glm", by=BOB)
    (update,) = await hear(bot)
    assert update.message
    assert update.message.is_topic_message
    await bot.send_message(group.id, "here", message_thread_id=update.message.message_thread_id)
    assert (await prices.hears()).text == "here"
    assert talk.messages == []
    prices.is_deleted()
    for thread in (prices.thread, 1):
        lost = bot.send_message(group.id, "x", message_thread_id=thread)
        assert await refused(lost) == "Message thread not found"


@staged
async def test_a_chain_of_replies_is_no_topic(stand: Stand, bot: Bot) -> None:
    """A supergroup numbers its threads, and yet nothing may be sent to that number."""
    group = stand.group(supergroup=True, members=[BOB])
    await bot.send_message(group.id, "x")
    await group.says("why?", by=BOB, reply_to=await group.hears())
    (update,) = await hear(bot)
    assert update.message
    thread = update.message.message_thread_id
    assert thread
    lost = bot.send_message(group.id, "x", message_thread_id=thread)
    assert await refused(lost) == "Message thread not found"


@staged
async def test_buttons_hold_64_bytes(stand: Stand, bot: Bot) -> None:
    """Bytes are counted, not signs."""
    stand.private(1, started=True)
    for data, fits in (("价" * 21, True), ("价" * 22, False)):
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])
        if fits:
            await bot.send_message(1, "x", reply_markup=keys)
        else:
            wide = bot.send_message(1, "x", reply_markup=keys)
            assert await refused(wide) == "Button_data_invalid"


@staged
async def test_a_pressed_button_is_answered_once(stand: Stand, bot: Bot) -> None:
    """The newest message with that label counts; a second answer and an invented one are late."""
    ann = stand.private(1, started=True)
    await bot.send_message(1, "old", reply_markup=ONE)
    await bot.send_message(1, "new", reply_markup=ONE)
    pressing = asyncio.create_task(ann.presses("Mute"))
    (update,) = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query
    assert query.data == "m"
    assert query.message
    assert query.message.to_dict()["text"] == "new"
    await query.answer("Muted", show_alert=True)
    toast = await pressing
    assert (toast.text, toast.alert) == ("Muted", True)
    stale = "Query is too old and response timeout expired or query id is invalid"
    assert await refused(query.answer()) == stale
    assert await refused(bot.answer_callback_query("999")) == stale


@staged
async def test_an_old_client_presses_what_is_gone(stand: Stand, bot: Bot) -> None:
    """A button that was seen once can still be pressed, and the bot must bear it."""
    ann = stand.private(1, started=True)
    sent = await bot.send_message(1, "x", reply_markup=ONE)
    seen = await ann.hears()
    await bot.delete_message(1, sent.message_id)
    pressing = asyncio.create_task(ann.presses("Mute", on=seen))
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query
    assert update.callback_query.message
    assert not update.callback_query.message.is_accessible
    await update.callback_query.answer()
    await pressing


@staged
async def test_a_button_that_is_not_there(stand: Stand, bot: Bot) -> None:
    """The test that looks for it fails with what is there instead."""
    ann = stand.private(1, started=True)
    await bot.send_message(1, "x", reply_markup=ONE)
    with pytest.raises(AssertionError, match=r"no button 'Stop'; it shows:\n  'x' \['Mute'\]"):
        await ann.presses("Stop")


@staged
async def test_inline_queries(stand: Stand, bot: Bot) -> None:
    """Results are read as messages would be, and offered once."""
    ann = stand.private(1)
    asking = asyncio.create_task(ann.asks("glm"))
    (update,) = await bot.get_updates(timeout=5)
    query = update.inline_query
    assert query
    content = InputTextMessageContent("<b>free</b>", "HTML")
    card = InlineQueryResultArticle("1", "GLM-4.5", content, description="0", reply_markup=ONE)
    broken = InlineQueryResultArticle("1", "x", InputTextMessageContent("<b>", "HTML"))
    assert (await refused(query.answer([broken]))).startswith("Can't parse entities")
    await query.answer([card], cache_time=60, is_personal=True)
    offer = await asking
    assert (offer.cached, offer.personal) == (60, True)
    (result,) = offer.results
    assert (result.title, result.text, result.description) == ("GLM-4.5", "free", "0")
    stale = "Query is too old and response timeout expired or query id is invalid"
    assert await refused(query.answer([card])) == stale


@staged
async def test_too_much_at_once(stand: Stand, bot: Bot) -> None:
    """Telegram's 429 names the seconds; it can hit one chat only."""
    ann, ben = stand.private(1, started=True), stand.private(2, started=True)
    stand.fails(faults.flood(3), chat=1)
    await bot.send_message(2, "x")
    words = "Flood control exceeded. Retry in 3 seconds"
    assert await refused(bot.send_message(1, "x"), RetryAfter) == words
    await bot.send_message(1, "y")
    assert [(await ann.hears()).text, (await ben.hears()).text] == ["y", "x"]


@staged
async def test_answers_are_lost(stand: Stand, bot: Bot) -> None:
    """A gateway fails, the line goes dead or silent: before the message came, or after."""
    ann = stand.private(1, started=True)
    async with speaking(stand, patience=0.05) as hasty:
        for fault, kind in (
            (faults.bad_gateway, NetworkError),
            (faults.cut, NetworkError),
            (faults.silence, TimedOut),
        ):
            for late in (False, True):
                stand.fails(fault(late=late))
                await refused(hasty.send_message(1, f"{fault.__name__} {late}"), kind)
    assert [one.text for one in ann.messages] == ["bad_gateway True", "cut True", "silence True"]
    stand.down = True
    await refused(bot.get_me(), NetworkError)


@staged
async def test_a_token_that_is_not_known(stand: Stand, bot: Bot) -> None:
    """Any other token is unauthorized, and so is this one when it was revoked."""
    with pytest.raises(InvalidToken):
        async with speaking(stand, "1:wrong"):
            pytest.fail("a wrong token was taken")
    stand.token = "revoked"
    await refused(bot.get_me(), InvalidToken)


@staged
async def test_two_that_poll(stand: Stand, bot: Bot) -> None:
    """The one that came first is sent away by the second, which gets the updates."""
    ann = stand.private(1)
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await stand.called("getUpdates")
    async with speaking(stand) as other:
        second = asyncio.create_task(other.get_updates(timeout=5))
        assert (await refused(first, Conflict)).startswith("Conflict: terminated by other")
        await ann.says("hello")
        (update,) = await second
    assert update.message
    assert update.message.text == "hello"


@staged
async def test_the_menu_of_commands(stand: Stand, bot: Bot) -> None:
    """A client shows the narrowest list that there is, in its language if there is one."""
    ann, ben = stand.private(1, language="zh", started=True), stand.private(2, started=True)
    group = stand.group(admins=[ann.person], members=[ben.person])
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("price", "Latest prices")])
    await bot.set_my_commands([BotCommand("mute", "静音")], private, language_code="zh")
    await bot.set_my_commands([BotCommand("admin", "Sources")], BotCommandScopeChat(2))
    narrow = BotCommandScopeChatAdministrators(group.id)
    await bot.set_my_commands([BotCommand("quiet", "Quiet hours")], narrow)
    assert ann.menu == {"mute": "静音"}
    assert ben.menu == {"admin": "Sources"}
    assert group.menu(ann.person) == {"quiet": "Quiet hours"}
    assert group.menu(ben.person) == {"price": "Latest prices"}
    assert [one.command for one in await bot.get_my_commands()] == ["price"]
    await bot.delete_my_commands()
    assert group.menu(ben.person) == {}


@staged
async def test_commands_have_a_form(stand: Stand, bot: Bot) -> None:
    """Names are small letters, descriptions are short, languages two letters, chats known."""
    for name, said in (("Price", "x"), ("p" * 33, "x"), ("price", "x" * 257)):
        await refused(bot.set_my_commands([(name, said)]))
    fine = [BotCommand("price", "x")]
    await refused(bot.set_my_commands(fine, language_code="zh-CN"))
    assert await refused(bot.set_my_commands(fine, BotCommandScopeChat(9))) == "Chat not found"
    await refused(bot.set_my_commands(fine * 101))
    assert stand.world.commands == {}


@staged
async def test_how_the_bot_describes_itself(stand: Stand, bot: Bot) -> None:
    """The descriptions are kept by language, and have a length."""
    await bot.set_my_short_description("价格战", language_code="zh")
    assert stand.world.profile["short_description", "zh"] == "价格战"
    await refused(bot.set_my_short_description("x" * 121))


@staged
async def test_what_a_bot_hears_in_a_group(stand: Stand, bot: Bot) -> None:
    """Commands for it and replies to it; all, where it is an admin."""
    group = stand.group(members=[BOB])
    await bot.send_message(group.id, "ask me", reply_markup=ForceReply())
    asked = await group.hears()
    assert asked.asks
    for text in ("good morning", "/price@other_bot", "/price@price_bot a", "/price b"):
        await group.says(text, by=BOB)
    await group.says("glm", by=BOB, reply_to=asked)
    heard = [one.message.text for one in await hear(bot) if one.message]
    assert heard == ["/price@price_bot a", "/price b", "glm"]
    await group.admits_bot(BOB)
    await group.says("good night", by=BOB)
    assert any(one.message and one.message.text == "good night" for one in await hear(bot))


@staged
async def test_who_speaks_in_a_group(stand: Stand, bot: Bot) -> None:
    """A member by name, an admin as the group, a person as a channel."""
    group = stand.group(admins=[BOB])
    channel = stand.channel()
    for speaker in (BOB, group.unnamed, channel.as_speaker):
        await group.says("/mute", by=speaker)
    found = [one.message for one in await hear(bot) if one.message]
    ids = [(m.from_user and m.from_user.id, m.sender_chat and m.sender_chat.id) for m in found]
    assert ids == [(2, None), (1087968824, group.id), (136817688, channel.id)]


@staged
async def test_who_runs_a_group(stand: Stand, bot: Bot) -> None:
    """Admins and owner are listed, unnamed ones as such; a private chat has none."""
    group = stand.group(admins=[BOB], members=[Person(3)])
    group.appoints(Person(4), anonymous=True, owner=True)
    found = {one.user.id: one.status for one in await bot.get_chat_administrators(group.id)}
    assert found == {2: "administrator", 4: "creator"}
    states = [(await bot.get_chat_member(group.id, i)).status for i in (2, 3, 4, 5, bot.id)]
    assert states == ["administrator", "member", "creator", "left", "member"]
    group.leaves(BOB)
    assert (await bot.get_chat_member(group.id, 2)).status == "left"
    stand.private(1)
    nobody = "There are no administrators in the private chat"
    assert await refused(bot.get_chat_administrators(1)) == nobody
    assert (await bot.get_chat(group.id)).title == "Watchers"


@staged
async def test_a_message_is_written_anew(stand: Stand, bot: Bot) -> None:
    """The bot hears of it as an edit."""
    ann = stand.private(1)
    await ann.edits(await ann.says("/price gml"), "/price glm")
    said, edited = await hear(bot)
    assert said.message
    assert edited.edited_message
    assert edited.edited_message.text == "/price glm"


@staged
async def test_waiting_for_what_does_not_come(stand: Stand, bot: Bot) -> None:
    """A test that waits in vain fails, and says what was there and what was refused."""
    ann = stand.private(1, started=True)
    await bot.send_message(1, "hello", link_preview_options=LinkPreviewOptions(is_disabled=True))
    await refused(bot.send_message(9, "x"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "PATIENCE", 0.01)
        with pytest.raises(AssertionError, match="heard nothing with") as caught:
            await ann.hears("good bye")
    assert "'hello' []" in str(caught.value)
    assert f"sendMessage: {LONELY}" in str(caught.value)
    assert not (await ann.hears()).preview

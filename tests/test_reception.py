"""Who gets an answer from the bot, where, in which language, and what happens when it fails."""

import asyncio

from chatting import chat, logged, said, settings, staged
from inline_snapshot import snapshot
from stand import Person, Stand, faults
from stand.world import NOW
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.commands import EVERYWHERE, Asked, Command, Scope
from bot.chat.reception import PRESSES
from bot.chat.table import COMMANDS
from bot.recipients import Language, Reader

BOB = Person(2, "Bob")
ABOUT: dict[Language, str] = {"en": "A test", "zh": "测试"}
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Press", callback_data="nothing:here")]])


async def echo(asked: Asked) -> None:
    """Answer with what was asked, and a button."""
    await asked.answer(f"<b>{asked.args or 'nothing'}</b>", BUTTON)


async def fail(asked: Asked) -> None:
    """Fail over what somebody wrote."""
    raise ValueError(asked.args)


def command(name: str = "echo", *scopes: Scope, changes: bool = False) -> Command:
    """A command that answers with what it was given."""
    return Command(name, echo, ABOUT, frozenset(scopes) or EVERYWHERE, changes)


@staged
async def test_help_lists_what_works_here(stand: Stand) -> None:
    """In the language of the person's client; an operator sees more, a group less."""
    table = [
        command("price"),
        command("start", "private"),
        command("topic", "group"),
        command("admin", "operator"),
        *(one for one in COMMANDS if one.name == "help"),
    ]
    own = settings(stand, operators=[3])
    ann, ben = stand.private(1, language="zh-hans"), stand.private(2, language="de")
    boss, group = stand.private(3), stand.group(members=[BOB])
    async with chat(stand, own, table):
        for person in (ann, ben, boss):
            await person.says("/help")
        await group.says("/help", by=BOB)
        answers = [(await one.hears()).text for one in (ann, ben, boss, group)]
    assert answers == snapshot(
        [
            """\
我盯着各家大模型的价格页，一有变化就告诉你。

/price – 测试
/start – 测试
/help – 我能做什么\
""",
            """\
I watch the price pages of LLM vendors and tell you what changes.

/price – A test
/start – A test
/help – What I can do\
""",
            """\
I watch the price pages of LLM vendors and tell you what changes.

/price – A test
/start – A test
/admin – A test
/help – What I can do\
""",
            """\
I watch the price pages of LLM vendors and tell you what changes.

/price – A test
/topic – A test
/help – What I can do\
""",
        ]
    )


@staged
async def test_menus_are_those_of_the_table(stand: Stand) -> None:
    """In private, in groups and for operators, in the language of the client or the usual one."""
    table = [command("price"), command("start", "private"), command("admin", "operator")]
    ann, ben = stand.private(1, language="zh"), stand.private(2, language="fr")
    boss = stand.private(3, language="en", started=True)
    group = stand.group(members=[BOB])
    async with chat(stand, settings(stand, operators=[3, 4]), table):
        await stand.called("setMyCommands", 12)
    assert ann.menu == {"price": "测试", "start": "测试"}
    assert list(ben.menu.values()) == ["A test", "A test"]
    assert list(boss.menu) == ["price", "start", "admin"]
    assert list(group.menu(BOB)) == ["price"]


@staged
async def test_answers_come_where_it_was_asked(stand: Stand) -> None:
    """In the topic, as a reply in a group, plainly in private; links have no card."""
    ann, group = stand.private(1), stand.group(topics=True, members=[BOB])
    topic = group.topic("Prices")
    async with chat(stand, commands=[command()]):
        await ann.says("/echo  a &lt; b ")
        seen = await ann.hears()
        assert (seen.text, seen.formed("bold"), seen.reply_to) == ("a < b", ["a < b"], None)
        assert not seen.preview
        number = await topic.says("/echo@price_bot there", by=BOB)
        seen = await topic.hears()
        assert (seen.text, seen.reply_to) == ("there", number)
        await group.says("/echo", by=BOB)
        assert (await group.hears("nothing")).thread is None


@staged
async def test_a_topic_has_its_own_language(stand: Stand) -> None:
    """What was set for it counts there, and nowhere else."""
    group = stand.group(topics=True, members=[BOB])
    topic = group.topic("价格")

    async def speak(asked: Asked) -> None:
        where = asked.visit.target
        chinese = Reader(language="zh")
        await asked.desk.ask(lambda room: room.store.keep_reader(where, chinese, NOW))
        await asked.answer(where.address)

    async with chat(stand, commands=[*COMMANDS, Command("speak", speak, ABOUT)]):
        await topic.says("/speak", by=BOB)
        assert (await topic.hears()).text == f"{group.id}/{topic.thread}"
        await topic.says("/help", by=BOB)
        assert "我能做什么" in (await topic.hears()).text
        await group.says("/help", by=BOB)
        assert (await group.hears("What I can do")).thread is None


@staged
async def test_commands_that_are_not_known(stand: Stand) -> None:
    """In private they get a hint; in a group they may be another bot's."""
    ann, group = stand.private(1), stand.group(members=[BOB])
    async with chat(stand, commands=[command(), command("admin", "operator")]):
        await ann.says("/prise glm")
        assert (await ann.hears()).text == snapshot(
            "I do not know that command; /help lists those I know."
        )
        await ann.says("/admin")
        assert (await ann.hears()).text.startswith("I do not know that command")
        await group.says("/prise", by=BOB)
        await group.says("/echo", by=BOB)
        assert (await group.hears()).text == "nothing"


@staged
async def test_commands_that_work_elsewhere(stand: Stand) -> None:
    """They say where."""
    ann, group = stand.private(1, language="zh"), stand.group(members=[BOB])
    table = [command("secret", "private"), command("topic", "group")]
    async with chat(stand, commands=table):
        await ann.says("/topic")
        assert (await ann.hears()).text == snapshot("这个命令只能在群组中使用。")
        await group.says("/secret", by=BOB)
        assert (await group.hears()).text == snapshot("That works in a private chat with me only.")


@staged
async def test_only_admins_change_a_group(stand: Stand) -> None:
    """Members and guests who speak as a channel are told so; unnamed admins may."""
    ann = stand.private(1)
    group = stand.group(admins=[ann.person], members=[BOB])
    guest = stand.channel().as_speaker
    async with chat(stand, commands=[command("set", changes=True), command("ask")]):
        await ann.says("/set private")
        await ann.hears("private")
        for speaker, answer in (
            (BOB, "Only admins of this chat may change that."),
            (guest, "Only admins"),
            (ann.person, "by admin"),
            (group.unnamed, "by admin"),
        ):
            await group.says("/set by admin", by=speaker)
            assert answer in (await group.hears()).text
        await group.says("/ask all", by=BOB)
        assert (await group.hears()).text == "all"
    assert len(await stand.called("getChatAdministrators")) == 1


@staged
async def test_who_is_denied_is_not_heard(stand: Stand) -> None:
    """Neither a user, wherever it is, nor a chat, whoever writes there."""
    ann, group, other = stand.private(1), stand.group(), stand.group(members=[BOB])
    own = settings(stand, denied=[1, group.id])
    async with chat(stand, own, [command()]):
        await ann.says("/echo")
        await group.says("/echo", by=BOB)
        await other.says("/echo", by=ann.person)
        await other.says("/echo heard", by=BOB)
        assert (await other.hears()).text == "heard"
    assert (ann.messages, group.messages) == ([], [])


@staged
async def test_too_many_commands(stand: Stand) -> None:
    """The chat is told once a minute, other chats are not held back, and buttons stop turning."""
    ann, ben = stand.private(1, language="zh"), stand.private(2)
    async with chat(stand, settings(stand, commands_per_minute=2), [command()]):
        for n in range(5):
            await ann.says(f"/echo {n}")
        assert [(await ann.hears()).text for _ in range(2)] == ["0", "1"]
        assert (await ann.hears()).text == "一分钟内超过 2 条命令了，请稍等片刻。"
        for _ in range(2 * PRESSES):  # a dialogue has many buttons
            assert (await ann.presses("Press")).text == "这个按钮已失效。"
        assert (await ann.presses("Press")).text.startswith("一分钟内超过 2 条")
        old = ann.messages[0]
        del stand.world.messages[old.chat, old.id]
        assert (await ann.presses("Press", on=old)).text.startswith("一分钟内超过 2 条")
        await ben.says("/echo other")
        assert (await ben.hears()).text == "other"
        stand.world.now = NOW.replace(minute=1)
        await ann.says("/echo again")
        assert (await ann.hears()).text == "again"


@staged
async def test_talk_in_a_group_is_no_command(stand: Stand) -> None:
    """What a bot that is an admin overhears does not count."""
    group = stand.group(admins=[BOB])
    await group.admits_bot(BOB)
    async with chat(stand, settings(stand, commands_per_minute=1), [command()]):
        for _ in range(3):
            await group.says("good morning", by=BOB)
        await group.says("/echo", by=BOB)
        assert (await group.hears()).text == "nothing"


@staged
async def test_a_command_that_fails(stand: Stand) -> None:
    """The person gets a sentence, the log the place in the code, and nobody what was written."""
    ann = stand.private(1, language="zh")
    with logged() as log:
        async with chat(stand, commands=[Command("fail", fail, ABOUT)]):
            await ann.says("/fail my private words")
            assert (await ann.hears()).text == snapshot(
                "我这边出了点问题，运营者可以在日志里看到。"
            )
    assert said(log.getvalue(), "ERROR") == ["telegram: ValueError while answering"]
    assert "test_reception.py" in log.getvalue()
    assert "private words" not in log.getvalue()


@staged
async def test_an_answer_that_cannot_be_given(stand: Stand) -> None:
    """Whoever blocked the bot meanwhile gets none; the log says so in a line."""
    ann, ben = stand.private(1), stand.private(2)
    stand.fails(faults.Fault(status=403, words="Forbidden: bot was blocked by the user"))
    with logged() as log:
        async with chat(stand, commands=[command()]):
            await ann.says("/echo")
            await stand.called("sendMessage")
            await ben.says("/echo")
            await ben.hears()
    (line,) = said(log.getvalue())
    assert line.startswith("telegram: an answer could not be given: Telegram answers: Forbidden")


@staged
async def test_a_chat_keeps_its_order(stand: Stand) -> None:
    """What comes second is answered second, and nobody else waits for it."""
    ann, ben, go_on = stand.private(1), stand.private(2), asyncio.Event()

    async def slow(asked: Asked) -> None:
        if asked.args == "first":
            await go_on.wait()
        await asked.answer(asked.args)

    async with chat(stand, commands=[Command("slow", slow, ABOUT)]):
        await ann.says("/slow first")
        await ann.says("/slow second")
        await ben.says("/slow other")
        await ben.hears("other")
        assert ann.messages == []
        go_on.set()
        assert [(await ann.hears()).text for _ in range(2)] == ["first", "second"]

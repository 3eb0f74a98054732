"""Commands that are answered off the event loop, about the chat itself or a channel."""

from collections.abc import Awaitable, Callable

from bot.chat import arrivals, naming
from bot.chat.commands import Asked
from bot.chat.keyboards import Reply
from bot.chat.naming import NotYours
from bot.chat.room import Room, Visit

Act = Callable[[Room, Visit, str], Reply]
Run = Callable[[Asked], Awaitable[None]]


def replying(act: Act) -> Run:
    """The command that says what `act` comes to, which is handed what stood behind its name."""

    async def run(asked: Asked) -> None:
        try:
            visit, text = await addressed(asked)
        except NotYours as error:
            await asked.answer(str(error))
            return
        reply = await asked.desk.ask(lambda room: act(room, visit, text))
        await asked.answer(reply.text, arrivals.markup(reply.keyboard))

    return run


async def addressed(asked: Asked) -> tuple[Visit, str]:
    """Whose the command is, and its words without the name of a channel. Raises NotYours."""
    name, text = naming.named(asked.args)
    if not name:
        return asked.visit, asked.args
    visit = asked.visit
    about = await naming.channel(asked.message.get_bot(), name, visit.where, visit.words)
    return await asked.desk.ask(lambda room: room.visit(visit.where, visit.now, about)), text

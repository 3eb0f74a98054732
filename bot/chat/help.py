"""/help: what the bot can do here."""

from bot.chat.commands import Asked, offered


async def answer(asked: Asked) -> None:
    """Every command that works in this chat, one a line, out of the table."""
    words = asked.words
    lines = [
        words.help_line.format(name=command.name, about=command.about[asked.language])
        for command in offered(asked.desk.commands, asked.scope)
    ]
    await asked.answer("\n".join([words.help, "", *lines]))

"""Updates of Telegram as the places and people that the rest of the chat knows. Pure."""

from typing import Final

from telegram import (
    Chat,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)

from bot.chat.keyboards import Button, Keyboard
from bot.chat.room import Where
from bot.recipients import ChatKind, Language

_KINDS: Final[dict[str, ChatKind]] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}
_LANGUAGES: Final[dict[str, Language]] = {"en": "en", "zh": "zh"}


def written(message: Message) -> Where:
    """Where a message was written, and by whom; who writes as the group has no name."""
    person = None if message.sender_chat else message.from_user
    return _where(message.chat, message.from_user, person, _topic(message))


def pressed(message: MaybeInaccessibleMessage, person: User) -> Where:
    """Where a button was pressed; who presses always has a name."""
    topic = _topic(message) if isinstance(message, Message) else None
    return _where(message.chat, person, person, topic)


def moved(update: ChatMemberUpdated) -> Where:
    """Where the bot's own standing was changed."""
    return _where(update.chat, update.from_user, update.from_user, None)


def place(update: Update) -> Where | None:
    """Where something happened; None where it is no chat."""
    if update.callback_query and update.callback_query.message:
        return pressed(update.callback_query.message, update.callback_query.from_user)
    return written(update.effective_message) if update.effective_message else None


def _where(chat: Chat, speaker: User | None, person: User | None, topic: int | None) -> Where:
    return Where(
        chat=chat.id,
        kind=_KINDS[chat.type],
        topic=topic,
        person=person.id if person else None,
        language=language(speaker.language_code if speaker else None),
        title=(chat.title or "") if chat.type != Chat.PRIVATE else "",
    )


def language(code: str | None) -> Language | None:
    """Ours, for an IETF tag such as `zh-hans` (Telegram's `language_code`), if we speak it."""
    return _LANGUAGES.get((code or "").casefold().partition("-")[0])


def _topic(message: Message) -> int | None:
    """The number of a thread means a topic only where the message says so."""
    return message.message_thread_id if message.is_topic_message else None


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """A keyboard as the library has it."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.label, callback_data=one.data) for one in row]
            for row in keyboard
        ]
    )


def keyboard_of(message: MaybeInaccessibleMessage) -> Keyboard:
    """The buttons under a message; none where Telegram does not show it any more."""
    if not isinstance(message, Message) or message.reply_markup is None:
        return ()
    rows = message.reply_markup.inline_keyboard
    return tuple(
        tuple(Button(one.text, str(one.callback_data or "")) for one in row) for row in rows
    )

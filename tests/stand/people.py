"""Who speaks: persons, admins who stay unnamed, channels; and how the Bot API writes members."""

from dataclasses import dataclass
from typing import Final, Protocol

from stand.tdlib import Json
from stand.world import BOT

ANONYMOUS: Final[Json] = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
AS_CHANNEL: Final[Json] = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
_RIGHTS: Final = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories"),
)
_SENDING: Final = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
    *("can_send_other_messages", "can_add_web_page_previews", "can_change_info"),
    *("can_invite_users", "can_pin_messages", "can_manage_topics", "can_edit_tag"),
    "can_react_to_messages",
)


class Speaker(Protocol):
    """Whoever a message can come from."""

    def signature(self) -> Json:
        """The fields of a message that say who sent it."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """A user; `language` as the client reports it, None where it reports none."""

    id: int
    name: str = "Ann"
    language: str | None = "en"
    username: str | None = None

    def wire(self) -> Json:
        """The user as the Bot API writes it."""
        known = {"id": self.id, "is_bot": False, "first_name": self.name}
        more = {"language_code": self.language, "username": self.username}
        return known | {key: value for key, value in more.items() if value}

    def signature(self) -> Json:
        """A message of this person."""
        return {"from": self.wire()}


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An admin who writes as the group itself."""

    chat: Json

    def signature(self) -> Json:
        """A message of the group."""
        return {"from": ANONYMOUS, "sender_chat": self.chat}


@dataclass(frozen=True, slots=True)
class AsChannel:
    """A person who writes in a group under the name of a channel."""

    chat: Json

    def signature(self) -> Json:
        """A message of the channel."""
        return {"from": AS_CHANNEL, "sender_chat": self.chat}


def creator(user: Json, *, anonymous: bool = False) -> Json:
    """The owner of a chat."""
    return {"status": "creator", "user": user, "is_anonymous": anonymous}


def admin(user: Json, *, anonymous: bool = False, posts: bool | None = None) -> Json:
    """An admin; `posts` is the right to post, in channels."""
    rights = dict.fromkeys(_RIGHTS, True)
    if posts is not None:
        rights |= {"can_post_messages": posts, "can_edit_messages": posts}
    known = {"status": "administrator", "user": user, "can_be_edited": False}
    return {**known, "is_anonymous": anonymous, **rights}


def member(user: Json = BOT, status: str = "member") -> Json:
    """A plain member, or one who left."""
    return {"status": status, "user": user}


def kicked(user: Json = BOT) -> Json:
    """Banned for good; in a private chat: the bot is blocked."""
    return {"status": "kicked", "user": user, "until_date": 0}


def muted(user: Json = BOT) -> Json:
    """A member who may not write."""
    silent = dict.fromkeys(_SENDING, False)
    return {"status": "restricted", "user": user, "is_member": True, "until_date": 0, **silent}

"""Messages that the bot sends, edits and deletes, under Telegram's rules."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from lo_bot_api_emulator import ApiRefusal

from stand import rules
from stand.tdlib import Json
from stand.world import BOT, Resident, World, wire

Check = Callable[[str, Json, Json], Any]

# Telegram knows these, the emulator does not.
_MORE: Final = frozenset(
    {
        *("link_preview_options", "message_thread_id", "allow_paid_broadcast", "protect_content"),
        "quote_parse_mode",
    }
)
_READ: Final = frozenset({"parse_mode", "reply_markup", "text", "caption"})
_DELETABLE: Final = timedelta(hours=48).total_seconds()
_SAID: Final[tuple[str, ...]] = ("text", "entities", "caption", "caption_entities", "photo")
_CONTENT: Final = (*_SAID, "reply_markup")


class Sending:
    """Sends, edits, deletes. `check` is the emulator's own look at a request."""

    def __init__(self, world: World, check: Check) -> None:
        self._world = world
        self._check = check

    def message(self, fields: Json, uploads: Json) -> Json:
        """The method sendMessage."""
        return self._send("sendMessage", fields, uploads, self._text(fields))

    def photo(self, fields: Json, uploads: Json) -> Json:
        """The method sendPhoto."""
        return self._send("sendPhoto", fields, uploads, self._caption(fields))

    def document(self, fields: Json, uploads: Json) -> Json:
        """The method sendDocument."""
        return self._send("sendDocument", fields, uploads, self._caption(fields))

    def act(self, fields: Json, uploads: Json) -> Any:
        """The method sendChatAction."""
        self._open(fields)
        return self._checked("sendChatAction", fields, uploads, {})

    def edit_text(self, fields: Json, uploads: Json) -> Json:
        """The method editMessageText: buttons that are not sent again are gone."""
        old = self._editable(fields, "text")
        new = self._text(fields)
        self._checked("editMessageText", fields, uploads, new)
        return self._edit(old, {**new, **self._markup(fields), **self._preview(fields)})

    def edit_caption(self, fields: Json, uploads: Json) -> Json:
        """The method editMessageCaption."""
        old = self._editable(fields, "photo", "document")
        new = self._caption(fields)
        self._checked("editMessageCaption", fields, uploads, new)
        return self._edit(old, {**new, **self._markup(fields)})

    def edit_buttons(self, fields: Json, uploads: Json) -> Json:
        """The method editMessageReplyMarkup."""
        old = self._editable(fields)
        self._checked("editMessageReplyMarkup", fields, uploads, {})
        kept: Json = {key: old[key] for key in _SAID if key in old}
        return self._edit(old, {**kept, **self._markup(fields)})

    def edit_media(self, fields: Json, uploads: Json) -> Json:
        """The method editMessageMedia, from photo to photo."""
        old = self._editable(fields, "photo")
        media = fields["media"]
        asked = {**fields, **{k: media[k] for k in ("caption", "parse_mode") if k in media}}
        new = self._caption(asked)
        file = {"chat_id": fields["chat_id"], "photo": media["media"]}
        sent = self._checked("sendPhoto", file, uploads, new)
        return self._edit(old, {**new, **self._file(sent, uploads), **self._markup(fields)})

    def delete(self, fields: Json, _: Json) -> bool:
        """The method deleteMessage: for two days, others' where the bot is an admin."""
        chat = self._open(fields)
        key = chat.id, int(fields["message_id"])
        if key not in self._world.messages:
            raise ApiRefusal("Bad Request: message to delete not found")
        runs = chat.id > 0 or chat.member(BOT["id"])["status"] == "administrator"
        if key not in self._world.own and not runs:
            raise ApiRefusal("Bad Request: message can't be deleted")
        message = self._world.messages[key]
        if self._world.date - message["date"] > _DELETABLE:
            raise ApiRefusal("Bad Request: message can't be deleted for everyone")
        del self._world.messages[key]
        self._world.show("deleted", message)
        return True

    def _open(self, fields: Json) -> Resident:
        """The chat, if the bot may write there. Raises ApiRefusal."""
        chat = self._world.find(fields["chat_id"])
        if shut := chat.shut():
            raise shut
        fields["chat_id"] = chat.id
        return chat

    def _send(self, method: str, fields: Json, uploads: Json, content: Json) -> Json:
        chat = self._open(fields)
        place = {**self._thread(chat, fields), **self._reply(chat, fields)}
        sent = self._checked(method, fields, uploads, content)
        message = {
            "message_id": self._world.number(),
            "date": self._world.date,
            "chat": chat.wire(),
            **({"sender_chat": chat.wire()} if chat.kind == "channel" else {"from": BOT}),
            **place,
            **content,
            **self._file(sent, uploads),
            **self._markup(fields),
            **self._preview(fields),
        }
        self._world.own.add((chat.id, message["message_id"]))
        self._world.show("new", self._world.keep(message))
        return wire(message)

    def _checked(self, method: str, fields: Json, uploads: Json, content: Json) -> Any:
        """What the emulator says to the part that it knows."""
        known = {k: v for k, v in fields.items() if k not in _MORE | _READ}
        said: Json = {key: content[key] for key in ("text", "caption") if key in content}
        markup = fields.get("reply_markup") or {}
        rules.buttons(markup)
        if reply := fields.get("reply_parameters"):
            said["reply_parameters"] = {k: v for k, v in reply.items() if k not in _MORE}
        if "inline_keyboard" in markup or "remove_keyboard" in markup:
            said["reply_markup"] = markup
        return self._check(method, {**known, **said}, uploads)

    def _editable(self, fields: Json, *kinds: str) -> Json:
        """The message to edit, if it has what is to be edited. Raises ApiRefusal."""
        key = self._open(fields).id, int(fields["message_id"])
        message = self._world.messages.get(key)
        if message is None:
            raise ApiRefusal("Bad Request: message to edit not found")
        if key not in self._world.own:
            raise ApiRefusal("Bad Request: message can't be edited")
        if kinds and not any(kind in message for kind in kinds):
            what = "text" if "text" in kinds else "caption"
            raise ApiRefusal(f"Bad Request: there is no {what} in the message to edit")
        return message

    def _edit(self, old: Json, new: Json) -> Json:
        kept = {k: v for k, v in old.items() if k not in {*_CONTENT, "link_preview_options"}}
        files: Json = {k: old[k] for k in ("photo", "document") if k in old}
        message = {**kept, **files, **new}
        if all(old.get(key) == message.get(key) for key in _CONTENT):
            raise ApiRefusal(rules.NOT_MODIFIED)
        message["edit_date"] = self._world.date
        self._world.show("edited", self._world.keep(message))
        return wire(message)

    def _text(self, fields: Json) -> Json:
        return rules.text(fields.get("text", ""), fields.get("parse_mode", ""))

    def _caption(self, fields: Json) -> Json:
        return rules.caption(fields.get("caption", ""), fields.get("parse_mode", ""))

    def _markup(self, fields: Json) -> Json:
        markup = fields.get("reply_markup")
        return {"reply_markup": markup} if markup else {}

    def _preview(self, fields: Json) -> Json:
        options = fields.get("link_preview_options")
        return {"link_preview_options": options} if options else {}

    def _thread(self, chat: Resident, fields: Json) -> Json:
        if "message_thread_id" not in fields:
            return {}
        thread = int(fields["message_thread_id"])
        if not chat.has_thread(thread):
            raise ApiRefusal("Bad Request: message thread not found")
        return {"message_thread_id": thread, "is_topic_message": True}

    def _reply(self, chat: Resident, fields: Json) -> Json:
        reply = fields.get("reply_parameters")
        if reply is None:
            return {}
        old = self._world.messages.get((chat.id, reply["message_id"]))
        if old is None and not reply.get("allow_sending_without_reply"):
            raise ApiRefusal("Bad Request: message to be replied not found")
        return {"reply_to_message": wire(old)} if old else {}

    def _file(self, sent: Any, uploads: Json) -> Json:
        """The photo or document of what the emulator took, with its bytes put away."""
        for kind in ("photo", "document"):
            if kind in sent:
                file = sent[kind][0] if kind == "photo" else sent[kind]
                self._put_away(kind, file, uploads)
                return {kind: sent[kind]}
        return {}

    def _put_away(self, kind: str, file: Json, uploads: Json) -> None:
        for upload in uploads.values():
            self._world.files[file["file_id"]] = upload["data"]
            if kind == "photo":
                file["width"], file["height"] = rules.photo(upload["data"])
            else:
                file |= {"file_name": upload["filename"], "file_size": upload["size"]}

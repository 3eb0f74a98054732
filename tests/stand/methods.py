"""Every method of the Bot API that the stand knows, and what it answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from lo_bot_api_emulator import ApiRefusal

from stand import rules
from stand.seen import Offer, Result, Toast, formed, rows
from stand.sending import Check, Sending
from stand.tdlib import Json
from stand.world import BOT, Resident, World

Method = Callable[[Json, Json], Any]

# Lists and objects come as JSON inside a form.
_NESTED: Final = (
    *("reply_markup", "reply_parameters", "link_preview_options", "results", "commands", "scope"),
    *("media", "button"),
)
_GIFTS: Final = (
    *("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"),
    "gifts_from_channels",
)
_CHAT: Final[Json] = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(_GIFTS, False),
}


class Methods:
    """Answers one call after the other. `check` is the emulator's own look at a request."""

    def __init__(self, world: World, check: Check) -> None:
        self._world = world
        self._check = check
        sending = Sending(world, check)
        self._known: Mapping[str, Method] = {
            "getMe": self._me,
            "sendMessage": sending.message,
            "sendPhoto": sending.photo,
            "sendDocument": sending.document,
            "sendChatAction": sending.act,
            "editMessageText": sending.edit_text,
            "editMessageCaption": sending.edit_caption,
            "editMessageReplyMarkup": sending.edit_buttons,
            "editMessageMedia": sending.edit_media,
            "deleteMessage": sending.delete,
            "answerCallbackQuery": self._answer_press,
            "answerInlineQuery": self._answer_question,
            "setMyCommands": self._set_menu,
            "deleteMyCommands": self._delete_menu,
            "getMyCommands": self._menu,
            "getChat": self._chat,
            "getChatMember": self._member,
            "getChatAdministrators": self._admins,
            "leaveChat": self._leave,
            **dict.fromkeys(rules.PROFILE, self._describe),
        }

    def answer(self, method: str, given: Json, uploads: Json) -> Any:
        """Do what is asked. Raises ApiRefusal."""
        fields = dict(given)
        for key in _NESTED:
            if isinstance(fields.get(key), str):
                fields[key] = json.loads(fields[key])
        if known := self._known.get(method):
            return known(fields, uploads)
        return self._check(method, given, uploads)

    def _me(self, _: Json, __: Json) -> Json:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    # Questions that wait for an answer

    def _answer_press(self, fields: Json, uploads: Json) -> Any:
        query = fields["callback_query_id"]
        if self._world.presses.get(query, Toast()) is not None:
            raise ApiRefusal(rules.STALE)
        answer = self._check("answerCallbackQuery", fields, uploads)
        alert = str(fields.get("show_alert", False)).casefold() == "true"
        self._world.presses[query] = Toast(fields.get("text", ""), alert, fields.get("url", ""))
        self._world.wake()
        return answer

    def _answer_question(self, fields: Json, uploads: Json) -> Any:
        query = fields["inline_query_id"]
        if self._world.questions.get(query, Offer(())) is not None:
            raise ApiRefusal(rules.STALE)
        results = [_read(one) for one in fields["results"]]
        known = {k: v for k, v in fields.items() if k != "button"}
        answer = self._check("answerInlineQuery", {**known, "results": results}, uploads)
        self._world.questions[query] = Offer(
            tuple(map(_result, results)),
            cached=int(fields.get("cache_time", 300)),
            personal=str(fields.get("is_personal", False)).casefold() == "true",
            offset=fields.get("next_offset", ""),
        )
        self._world.wake()
        return answer

    # The menu of commands, and how the bot describes itself

    def _set_menu(self, fields: Json, uploads: Json) -> Any:
        rules.menu(fields["commands"], fields.get("language_code", ""))
        key = self._scope(fields)
        answer = self._check("setMyCommands", fields, uploads)
        self._world.commands[key] = fields["commands"]
        self._world.wake()
        return answer

    def _delete_menu(self, fields: Json, _: Json) -> bool:
        self._world.commands.pop(self._scope(fields), None)
        return True

    def _menu(self, fields: Json, _: Json) -> list[Json]:
        return self._world.commands.get(self._scope(fields), [])

    def _scope(self, fields: Json) -> tuple[str, str]:
        """Where commands hold, in words that `World.menu` looks for, and their language."""
        scope = fields.get("scope") or {"type": "default"}
        words = [scope["type"]]
        if "chat_id" in scope:
            words.append(str(self._world.find(scope["chat_id"]).id))
        if "user_id" in scope:
            words.append(str(scope["user_id"]))
        return " ".join(words), fields.get("language_code", "")

    def _describe(self, fields: Json, _: Json) -> bool:
        language = fields.pop("language_code", "")
        for key, said in fields.items():
            rules.profile(key, said)
            self._world.profile[key, language] = said
        return True

    # Chats and their members

    def _chat(self, fields: Json, _: Json) -> Json:
        return {**self._seen(fields).wire(), **_CHAT}

    def _member(self, fields: Json, _: Json) -> Json:
        return self._seen(fields).member(int(fields["user_id"]))

    def _admins(self, fields: Json, _: Json) -> list[Json]:
        return self._seen(fields).admins()

    def _seen(self, fields: Json) -> Resident:
        """A chat that the bot may look at: its own, or a public one that did not ban it."""
        chat = self._world.find(fields["chat_id"])
        shut = chat.shut()
        public = "username" in chat.wire() and chat.bot["status"] != "kicked"
        if chat.kind != "private" and shut and shut.status == 403 and not public:
            raise shut
        return chat

    def _leave(self, fields: Json, _: Json) -> bool:
        self._world.find(fields["chat_id"]).leave()
        return True


def _read(result: Json) -> Json:
    """An inline result with its text read as it would be sent."""
    rules.buttons(result.get("reply_markup", {}))
    content = result.get("input_message_content")
    if not content:
        return result
    said = rules.text(content["message_text"], content.get("parse_mode", ""))
    return {**result, "input_message_content": {"message_text": said["text"], **said}}


def _result(one: Json) -> Result:
    text, entities = formed(one.get("input_message_content", one))
    description = one.get("description", "")
    buttons = rows(one.get("reply_markup", {}))
    return Result(one["id"], one.get("title", ""), text, description, entities, buttons)

"""A chat: what the server asks of it, and what people see, hear and press in it."""

from collections.abc import Collection
from typing import Any

from lo_bot_api_emulator import ApiRefusal

from stand import people, tdlib
from stand.people import Person, Speaker
from stand.seen import Seen, Toast
from stand.tdlib import Json
from stand.world import BOT_ID, World, wire

Replied = Seen | int | None


class View:
    """What people see of the bot in one place."""

    def __init__(self, world: World, title: str) -> None:
        self.world = world
        self.title = title
        self._heard = 0

    def shows(self, message: Seen) -> bool:
        """Does the message stand in this place?"""
        raise NotImplementedError

    @property
    def messages(self) -> list[Seen]:
        """The bot's messages as they stand now, oldest first."""
        kept = self.world.messages.items()
        found = [self.world.look(one) for key, one in kept if key in self.world.own]
        return [one for one in found if self.shows(one)]

    async def hears(self, *parts: str) -> Seen:
        """The next message or edit here that contains all parts; what came before it is past."""
        return await self.world.until(
            lambda: self._next(parts), lambda: self._complaint(f"heard nothing with {parts}")
        )

    async def presses(self, label: str, by: Person, on: Seen | None = None) -> Toast:
        """Press the button on the newest message that carries it; what the bot answers.

        `on` is a message as it was once seen, in a client that has not heard of an edit.
        """
        for message in [on] if on else reversed(self.messages):
            if (button := message.button(label)) and button.data:
                return await self._press(message, button.data, by)
        raise AssertionError(self._complaint(f"has no button {label!r}"))

    def _next(self, parts: Collection[str]) -> Seen | None:
        for place in range(self._heard, len(self.world.showings)):
            showing = self.world.showings[place]
            message = showing.message
            if showing.what == "deleted" or not self.shows(message):
                continue
            if all(part in message.text for part in parts):
                self._heard = place + 1
                return message
        return None

    async def _press(self, message: Seen, data: str, by: Person) -> Toast:
        query = str(self.world.number())
        self.world.presses[query] = None
        standing = self.world.messages.get((message.chat, message.id))
        gone = {"chat": {"id": message.chat, "type": "private"}, "message_id": message.id}
        await self.world.send(
            {
                "callback_query": {
                    "id": query,
                    "from": by.wire(),
                    "message": wire(standing) if standing else {**gone, "date": 0},
                    "chat_instance": str(message.chat),
                    "data": data,
                }
            }
        )
        return await self.world.until(
            lambda: self.world.presses[query],
            lambda: self._complaint(f"got no answer to {data!r}"),
        )

    def _complaint(self, what: str) -> str:
        standing = "".join(f"\n  {one.text!r} {one.labels}" for one in self.messages)
        refused = "".join(f"\n  {one}" for one in self.world.refused)
        return f"{self.title} {what}; it shows:{standing}\nrefused so far:{refused}"


class Chat(View):
    """A chat of any kind: what the server asks of it."""

    def __init__(self, world: World, id: int, kind: str, title: str) -> None:  # noqa: A002
        super().__init__(world, title)
        self.id = id
        self.kind = kind
        self.bot = people.member()
        world.settle(self)

    def shows(self, message: Seen) -> bool:
        """Every message of this chat."""
        return message.chat == self.id

    def wire(self) -> Json:
        """The chat as the Bot API writes it."""
        return {"id": self.id, "type": self.kind, "title": self.title}

    def shut(self) -> ApiRefusal | None:
        """Why the bot may not write here."""
        status = self.bot["status"]
        if status == "kicked":
            return ApiRefusal(f"Forbidden: bot was kicked from the {self.kind} chat", 403)
        if status == "left":
            return ApiRefusal(f"Forbidden: bot is not a member of the {self.kind} chat", 403)
        if status == "restricted":
            said = "Bad Request: not enough rights to send text messages to the chat"
            return ApiRefusal(said)
        return None

    def has_thread(self, thread: int) -> bool:  # noqa: ARG002 - only a forum looks
        """No topics here."""
        return False

    def member(self, user: int) -> Json:
        """The bot is a member as it is; of others nothing is known here."""
        return self.bot if user == BOT_ID else people.member({"id": user}, "left")

    def admins(self) -> list[Json]:
        """Who runs the chat."""
        return []

    def leave(self) -> None:
        """The bot goes by itself."""
        self.bot = people.member(status="left")

    async def _stands(self, bot: Json, by: Person) -> None:
        """The bot's standing in this chat becomes another, and it hears of that."""
        old, self.bot = self.bot, bot
        told = {"chat": self.wire(), "from": by.wire(), "date": self.world.date}
        await self.world.send(
            {"my_chat_member": {**told, "old_chat_member": old, "new_chat_member": bot}}
        )

    async def _say(self, speaker: Speaker, text: str, reply_to: Replied, **more: Any) -> int:
        shown, entities = tdlib.read(text)
        said = {"text": shown, "entities": [one.wire() for one in entities]}
        return await self._tell(speaker.signature(), reply_to, **said, **more)

    async def _tell(self, signature: Json, reply_to: Replied = None, **more: Any) -> int:
        """A message of somebody else than the bot; its number."""
        message = self.world.keep(
            {
                "message_id": self.world.number(),
                "date": self.world.date,
                "chat": self.wire(),
                **signature,
                **self._reply(reply_to),
                **more,
            }
        )
        if self._reaches_bot(message):
            await self.world.send({"message": message})
        number: int = message["message_id"]
        return number

    def _reply(self, reply_to: Replied) -> Json:
        if reply_to is None:
            return {}
        number = reply_to.id if isinstance(reply_to, Seen) else reply_to
        return {"reply_to_message": wire(self.world.messages[self.id, number])}

    def _reaches_bot(self, message: Json) -> bool:  # noqa: ARG002 - groups look closer
        return True

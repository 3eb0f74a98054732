"""The chat of one person with the bot, as that person uses it."""

from typing import Any

from lo_bot_api_emulator import ApiRefusal

from stand import people, tdlib
from stand.chats import Chat, Replied
from stand.groups import Channel, Group
from stand.people import Person
from stand.seen import Offer, Seen, Toast
from stand.tdlib import Json
from stand.world import World


class Private(Chat):
    """The chat of one person with the bot. Before the first word the bot may not write."""

    def __init__(self, world: World, person: Person, *, started: bool = False) -> None:
        super().__init__(world, person.id, "private", person.name)
        self.person = person
        self.started = started
        self.deactivated = False

    def wire(self) -> Json:
        """The chat is named for the person."""
        user = self.person.wire()
        return {"id": self.id, "type": "private"} | {
            key: user[key] for key in ("first_name", "username") if key in user
        }

    def shut(self) -> ApiRefusal | None:
        """Blocked, gone, or never started."""
        if self.deactivated:
            return ApiRefusal("Forbidden: user is deactivated", 403)
        if self.bot["status"] == "kicked":
            return ApiRefusal("Forbidden: bot was blocked by the user", 403)
        if not self.started:
            return ApiRefusal("Forbidden: bot can't initiate conversation with a user", 403)
        return None

    def admins(self) -> list[Json]:
        """There are none, and Telegram says so."""
        raise ApiRefusal("Bad Request: there are no administrators in the private chat")

    @property
    def menu(self) -> dict[str, str]:
        """The commands that this person's client offers here, with their descriptions."""
        scopes = (f"chat {self.id}", "all_private_chats", "default")
        return self.world.menu(scopes, self.person.language)

    async def says(self, text: str, reply_to: Replied = None, **more: Any) -> int:
        """Write to the bot; the number of the message. `more` are fields of a message."""
        assert self.bot["status"] != "kicked", "who blocks the bot cannot write to it"
        self.started = True
        return await self._say(self.person, text, reply_to, **more)

    async def edits(self, number: int, text: str) -> None:
        """Write an earlier message anew."""
        shown, entities = tdlib.read(text)
        old = self.world.messages[self.id, number]
        old |= {"text": shown, "entities": [one.wire() for one in entities]}
        old["edit_date"] = self.world.date
        await self.world.send({"edited_message": old})

    async def presses(self, label: str, by: Person | None = None, on: Seen | None = None) -> Toast:
        """Press a button, as the person whose chat it is."""
        return await super().presses(label, by or self.person, on)

    async def blocks(self) -> None:
        """The person blocks the bot."""
        await self._stands(people.kicked(), self.person)

    async def unblocks(self) -> None:
        """And takes it back."""
        await self._stands(people.member(), self.person)

    async def forwards(self, channel: Channel, number: int) -> int:
        """Hand on a post of a channel."""
        origin = {"type": "channel", "date": self.world.date, "chat": channel.wire()}
        post = self.world.messages[channel.id, number]
        forwarded = {"forward_origin": {**origin, "message_id": number}, "text": post["text"]}
        self.started = True
        return await self._tell(self.person.signature(), **forwarded)

    async def shares(self, label: str, chat: Group | Channel) -> int:
        """Answer a button that asks for a chat; the bot gets the rights that the button names."""
        wish = self.world.wish(self.id, label)
        assert wish["chat_is_channel"] == (chat.kind == "channel"), "a chat of the other kind"
        if "bot_administrator_rights" in wish:
            await chat.admits_bot(self.person)
        shared = {"request_id": wish["request_id"], "chat_id": chat.id}
        return await self._tell(self.person.signature(), chat_shared=shared)

    async def asks(self, query: str, offset: str = "") -> Offer:
        """Type `@bot query` in some chat; what the bot offers."""
        number = str(self.world.number())
        self.world.questions[number] = None
        asked = {"id": number, "from": self.person.wire(), "query": query, "offset": offset}
        await self.world.send({"inline_query": asked})
        return await self.world.until(
            lambda: self.world.questions[number],
            lambda: self._complaint(f"got no answer to the inline query {query!r}"),
        )

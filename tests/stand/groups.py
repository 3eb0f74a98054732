"""Groups with their topics, and channels, as their members and admins use them."""

from lo_bot_api_emulator import ApiRefusal

from stand import people, tdlib
from stand.chats import Chat, Replied, View
from stand.people import AsChannel, Person, Speaker, Unnamed
from stand.seen import Seen
from stand.tdlib import Json
from stand.world import BOT, BOT_ID, USERNAME, World


class Governed(Chat):
    """A chat that has admins."""

    def __init__(self, world: World, id: int, kind: str, title: str) -> None:  # noqa: A002
        super().__init__(world, id, kind, title)
        self.standing: dict[int, Json] = {}

    def appoints(self, person: Person, *, anonymous: bool = False, owner: bool = False) -> None:
        """Make somebody an admin, or the owner. The bot hears nothing of it."""
        make = people.creator if owner else people.admin
        self.standing[person.id] = make(person.wire(), anonymous=anonymous)

    def joins(self, *persons: Person) -> None:
        """Plain members; who was an admin is none any more."""
        for person in persons:
            self.standing[person.id] = people.member(person.wire())

    def leaves(self, person: Person) -> None:
        """Somebody goes."""
        self.standing[person.id] = people.member(person.wire(), "left")

    def member(self, user: int) -> Json:
        """Who was never here has left, as Telegram puts it."""
        nobody = {"id": user, "is_bot": False, "first_name": str(user)}
        if user == BOT_ID:
            return self.bot
        return self.standing.get(user) or people.member(nobody, "left")

    def admins(self) -> list[Json]:
        """Admins and owner, other bots excepted."""
        found = [*self.standing.values(), self.bot]
        return [one for one in found if one["status"] in {"administrator", "creator"}]

    async def admits_bot(self, by: Person) -> None:
        """The bot becomes an admin."""
        await self._stands(people.admin(BOT), by)

    async def removes_bot(self, by: Person) -> None:
        """The bot is thrown out."""
        await self._stands(people.kicked(), by)


class Group(Governed):
    """A group or a supergroup, with topics or without."""

    def __init__(self, world: World, id: int, title: str, *, topics: bool = False) -> None:  # noqa: A002
        kind = "supergroup" if topics or id <= -(10**12) else "group"
        super().__init__(world, id, kind, title)
        self.forum = topics
        self.threads: set[int] = set()

    @property
    def unnamed(self) -> Unnamed:
        """An admin who writes as the group."""
        return Unnamed(self.wire())

    def wire(self) -> Json:
        """A forum says that it is one."""
        return super().wire() | ({"is_forum": True} if self.forum else {})

    def has_thread(self, thread: int) -> bool:
        """Is it a topic, and not deleted? The general one has no number to write to."""
        return thread in self.threads

    def menu(self, by: Person) -> dict[str, str]:
        """The commands that a member's client offers here."""
        runs = self.member(by.id)["status"] in {"administrator", "creator"}
        scopes = [f"chat_member {self.id} {by.id}"]
        scopes += [f"chat_administrators {self.id}"] if runs else []
        scopes += [f"chat {self.id}"]
        scopes += ["all_chat_administrators"] if runs else []
        return self.world.menu([*scopes, "all_group_chats", "default"], by.language)

    async def says(self, text: str, by: Speaker, reply_to: Replied = None) -> int:
        """Write into the group; in a forum into its general topic."""
        more: Json = {}
        if reply_to is not None and self.kind == "supergroup" and not self.forum:
            # every chain of replies is a thread, and yet no topic to send to
            more["message_thread_id"] = reply_to.id if isinstance(reply_to, Seen) else reply_to
        return await self._say(by, text, reply_to, **more)

    async def adds_bot(self, by: Person) -> None:
        """Somebody invites the bot."""
        await self._stands(people.member(), by)
        await self._tell(by.signature(), new_chat_members=[BOT])

    async def mutes_bot(self, by: Person) -> None:
        """The bot may read and not write."""
        await self._stands(people.muted(), by)

    async def becomes_supergroup(self, new_id: int, *, told: bool = True) -> None:
        """The group gets another id; two messages say so, unless they are lost (`told`)."""
        assert self.kind == "group", "only a basic group is upgraded"
        old_id, before = self.id, self.wire()
        self.id, self.kind = new_id, "supergroup"
        del self.world.chats[old_id]
        self.world.moved[old_id] = new_id
        self.world.settle(self)
        if told:
            await self._serve(before, migrate_to_chat_id=new_id)
            await self._serve(self.wire(), migrate_from_chat_id=old_id)

    async def _serve(self, chat: Json, **what: int) -> None:
        stamp = {"message_id": self.world.number(), "date": self.world.date, "chat": chat}
        await self.world.send({"message": stamp | self.unnamed.signature() | what})

    def topic(self, title: str) -> "Topic":
        """A new topic."""
        assert self.forum, "this group has no topics"
        thread = self.world.number()
        self.threads.add(thread)
        return Topic(self, thread, title)

    def _reaches_bot(self, message: Json) -> bool:
        """With privacy on, a bot that is no admin sees commands and replies to itself only."""
        if not self.world.privacy or self.bot["status"] == "administrator":
            return True
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID
        return answered or "text" not in message or self._commands(message)

    def _commands(self, message: Json) -> bool:
        """Does it begin with a command that is not another bot's?"""
        word = message["text"].split(maxsplit=1)[0] if message["text"] else ""
        starts = any(e["type"] == "bot_command" and not e["offset"] for e in message["entities"])
        return starts and word.partition("@")[2] in {"", USERNAME}


class Topic(View):
    """One topic of a forum."""

    def __init__(self, group: Group, thread: int, title: str) -> None:
        super().__init__(group.world, title)
        self.group = group
        self.thread = thread

    def shows(self, message: Seen) -> bool:
        """What stands in this topic only."""
        return message.chat == self.group.id and message.thread == self.thread

    async def says(self, text: str, by: Speaker, reply_to: Replied = None) -> int:
        """Write into the topic."""
        place = {"message_thread_id": self.thread, "is_topic_message": True}
        return await self.group._say(by, text, reply_to, **place)  # noqa: SLF001 - its own group

    def is_deleted(self) -> None:
        """An admin deletes the topic."""
        self.group.threads.discard(self.thread)


class Channel(Governed):
    """A channel: the bot can do something there only as an admin."""

    def __init__(
        self,
        world: World,
        id: int,  # noqa: A002
        title: str,
        username: str | None = None,
    ) -> None:
        super().__init__(world, id, "channel", title)
        self.username = username
        self.bot = people.member(status="left")

    @property
    def as_speaker(self) -> AsChannel:
        """A person who writes elsewhere in the channel's name."""
        return AsChannel(self.wire())

    def wire(self) -> Json:
        """A public channel has a name."""
        return super().wire() | ({"username": self.username} if self.username else {})

    def shut(self) -> ApiRefusal | None:
        """An admin who may not post is refused in words of its own."""
        if self.bot.get("can_post_messages") is False:
            return ApiRefusal("Bad Request: need administrator rights in the channel chat")
        return super().shut()

    def member(self, user: int) -> Json:
        """Only an admin is shown the members."""
        if self.bot["status"] != "administrator":
            raise ApiRefusal("Bad Request: member list is inaccessible")
        return super().member(user)

    async def admits_bot(self, by: Person, *, posts: bool = True) -> None:
        """The bot becomes an admin, with the right to post or without."""
        await self._stands(people.admin(BOT, posts=posts), by)

    async def posts(self, text: str) -> int:
        """A post, which the bot is told of if it is an admin; its number."""
        shown, entities = tdlib.read(text)
        said = {"text": shown, "entities": [one.wire() for one in entities]}
        stamp = {"message_id": self.world.number(), "date": self.world.date}
        post = {**stamp, "chat": self.wire(), "sender_chat": self.wire(), **said}
        self.world.keep(post)
        if self.bot["status"] == "administrator":
            await self.world.send({"channel_post": post})
        number: int = stamp["message_id"]
        return number

"""A Telegram chat as the address of deliveries: `12345`, `-100123`, or `-100123/7` for a topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat by its id, negative for groups and channels; in a forum one of its topics."""

    id: int
    topic: int | None = None

    @property
    def address(self) -> str:
        """What deliveries call it."""
        return str(self.id) if self.topic is None else f"{self.id}/{self.topic}"


def chat_of(address: str) -> Chat:
    """The chat of an address. Raises ValueError where it is none."""
    number, _, topic = address.partition("/")
    return Chat(int(number), int(topic) if topic else None)


def chat(address: str) -> str:
    """What shares the limit of a chat: all of its topics together."""
    return address.partition("/")[0]


def group(address: str) -> str | None:
    """The same for a group or a channel, None for a person."""
    return chat(address) if address.startswith("-") else None

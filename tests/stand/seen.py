"""What a person sees of the bot: messages with their buttons, toasts, inline results, the menu."""

from dataclasses import dataclass

from stand.tdlib import Entity, Json


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it sends `data`, or opens `url`."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot as it stands in a chat. `text` is the caption of a photo or a file.

    `thread` is the topic it stands in, `preview` whether a link in it is shown as a card,
    `file` the bytes of its photo or document, `asks` whether it opens the reply field.
    """

    id: int
    chat: int
    text: str
    entities: tuple[Entity, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    thread: int | None = None
    edited: bool = False
    preview: bool = True
    file: bytes | None = None
    asks: bool = False

    @property
    def labels(self) -> list[str]:
        """What its buttons say, in reading order."""
        return [button.label for row in self.rows for button in row]

    @property
    def links(self) -> dict[str, str]:
        """The addresses behind its words."""
        return {one.of(self.text): one.url for one in self.entities if one.url}

    def formed(self, kind: str) -> list[str]:
        """The parts of its text with that form, such as bold."""
        return [one.of(self.text) for one in self.entities if one.kind == kind]

    def button(self, label: str) -> Button | None:
        """The button with that label."""
        return next((one for row in self.rows for one in row if one.label == label), None)


@dataclass(frozen=True, slots=True)
class Toast:
    """What the bot answers to a pressed button; `alert` where it must be clicked away."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that an inline query offers; `text` is what choosing it would send."""

    id: str
    title: str
    text: str = ""
    description: str = ""
    entities: tuple[Entity, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bot answers to an inline query; kept for `cached` seconds, for one user or all."""

    results: tuple[Result, ...]
    cached: int = 300
    personal: bool = False
    offset: str = ""


def seen(wire: Json, file: bytes | None = None) -> Seen:
    """A message as the Bot API writes it, as a person sees it."""
    text, entities = formed(wire)
    preview = wire.get("link_preview_options", {})
    markup = wire.get("reply_markup", {})
    return Seen(
        id=wire["message_id"],
        chat=wire["chat"]["id"],
        text=text,
        entities=entities,
        rows=rows(markup),
        reply_to=wire.get("reply_to_message", {}).get("message_id"),
        thread=wire["message_thread_id"] if wire.get("is_topic_message") else None,
        edited="edit_date" in wire,
        preview=not preview.get("is_disabled", False),
        file=file,
        asks=bool(markup.get("force_reply")),
    )


def formed(wire: Json) -> tuple[str, tuple[Entity, ...]]:
    """The text or the caption, with its entities."""
    caption = "caption" in wire
    found = wire.get("caption_entities" if caption else "entities", ())
    entities = (
        Entity(one["type"], one["offset"], one["length"], one.get("url", "")) for one in found
    )
    return wire.get("caption" if caption else "text", ""), tuple(entities)


def rows(markup: Json) -> tuple[tuple[Button, ...], ...]:
    """The inline buttons of a message, row by row."""
    return tuple(tuple(map(_button, row)) for row in markup.get("inline_keyboard", ()))


def _button(one: Json) -> Button:
    return Button(one["text"], one.get("callback_data", ""), one.get("url", ""))

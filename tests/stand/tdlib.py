"""How Telegram itself reads a text: its entities, by TDLib, offline. Lengths are UTF-16 units."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import tdjson
from lo_bot_api_emulator import ApiRefusal

Json = dict[str, Any]

# Where the Bot API has a name of its own; every other is TDLib's in small letters.
_NAMES: Final = {
    "text_url": "text_link",
    "pre_code": "pre",
    "block_quote": "blockquote",
    "expandable_block_quote": "expandable_blockquote",
    "email_address": "email",
    "mention_name": "text_mention",
}
_NOT_IN_THE_BOT_API: Final = {"bank_card_number", "media_timestamp"}
# In these a client looks for nothing: a command in a code span is no command.
_CLOSED: Final = {"text_link", "text_mention", "code", "pre"}
_MODES: Final[dict[str, Json]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
MOST_ENTITIES: Final = 100  # what comes after is text without form


@dataclass(frozen=True, slots=True)
class Entity:
    """A form of a part of a text: `kind` as in the Bot API, where it begins, how long it is."""

    kind: str
    begins: int
    length: int
    url: str = ""

    @property
    def ends(self) -> int:
        """Just after its last unit."""
        return self.begins + self.length

    def of(self, text: str) -> str:
        """The part of the text that it forms."""
        return text.encode("utf-16-le")[2 * self.begins : 2 * self.ends].decode("utf-16-le")

    def wire(self) -> Json:
        """As the Bot API writes it."""
        known = {"type": self.kind, "offset": self.begins, "length": self.length}
        return {**known, "url": self.url} if self.url else known


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def read(text: str, mode: str = "") -> tuple[str, tuple[Entity, ...]]:
    """A text as it is shown, and its entities. Raises ApiRefusal with Telegram's own words."""
    marked: list[Entity] = []
    if mode:
        answer = _ask({"@type": "parseTextEntities", "text": text, "parse_mode": _mode(mode)})
        if answer["@type"] == "error":
            said = answer["message"]
            raise ApiRefusal(f"Bad Request: {said[0].lower()}{said[1:]}")
        text, marked = answer["text"], _entities(answer)
    shown, found = _trimmed(text, [*marked, *_noticed(text, marked)])
    return shown, tuple(found[:MOST_ENTITIES])


def _mode(name: str) -> Json:
    try:
        return _MODES[name.casefold()]
    except KeyError:
        raise ApiRefusal("Bad Request: unsupported parse_mode") from None


def _noticed(text: str, marked: list[Entity]) -> list[Entity]:
    """Commands, addresses and the like, which need no mark."""
    closed = [one for one in marked if one.kind in _CLOSED]
    found = _entities(_ask({"@type": "getTextEntities", "text": text}))
    return [new for new in found if not any(_meet(new, old) for old in closed)]


def _meet(one: Entity, other: Entity) -> bool:
    return one.begins < other.ends and other.begins < one.ends


def _trimmed(text: str, found: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, as every message is sent."""
    shown = text.strip()
    gone, most = units(text) - units(text.lstrip()), units(shown)
    kept = []
    for one in sorted(found, key=lambda one: (one.begins, -one.length)):
        begins, ends = max(one.begins - gone, 0), min(one.ends - gone, most)
        if begins < ends:
            kept.append(Entity(one.kind, begins, ends - begins, one.url))
    return shown, kept


def _entities(answer: Json) -> list[Entity]:
    named = [(_name(one["type"]["@type"]), one) for one in answer["entities"]]
    return [
        Entity(name, one["offset"], one["length"], one["type"].get("url", ""))
        for name, one in named
        if name not in _NOT_IN_THE_BOT_API
    ]


def _name(kind: str) -> str:
    words = re.findall(r"[A-Z][a-z]*", kind.removeprefix("textEntityType"))
    name = "_".join(words).casefold()
    return _NAMES.get(name, name)


def _ask(question: Json) -> Json:
    answer = tdjson.td_execute(json.dumps(question).encode())
    assert answer is not None, question
    found: Json = json.loads(answer)
    return found


_ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

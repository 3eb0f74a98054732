"""The talk of docs/telegram.md, as the chat would have it now: `make readme` writes it."""

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from bot.chat import habits, joining, leaving, listing, presses
from bot.chat.keyboards import Reply
from bot.chat.room import Room, Visit, Where
from bot.chat.table import COMMANDS
from bot.recipients import Language
from bot.store import Store
from bot.words import Rate, Voice, bare
from scrapers import registry

PAGE: Final = Path(__file__).parents[1] / "docs" / "telegram.md"
NOW: Final = datetime(2026, 8, 20, 12, tzinfo=UTC)
KNOWN: Final = registry.vendors()
VENDORS: Final = tuple(slug for slug, one in KNOWN.items() if one.sources[0].audience == "alert")
RATES: Final = {"CNY": Rate(Decimal("7.1"), dt.date(2026, 8, 1))}
ACTS: Final[Mapping[str, Callable[[Room, Visit, str], Reply]]] = {
    "start": joining.start,
    "subscribe": joining.subscribe,
    "subscriptions": listing.show,
    "unsubscribe": listing.unsubscribe,
    "mute": habits.mute,
    "quiet": habits.quiet,
    "digest": habits.digest,
    "language": habits.language,
    "timezone": habits.timezone,
    "currency": habits.currency,
    "stop": leaving.ask,
}
# What is written, and which buttons are pressed.
SCENES: Final[Mapping[Language, Mapping[str, Sequence[str]]]] = {
    "en": {
        "The first minute": ("/start", "[All cuts and free models]"),
        "Step by step": (
            *("/subscribe", "[DeepSeek]", "[Next ›]", "[✓ Dearer]", "[Next ›]", "[20 %]"),
            "[Daily digest]",
        ),
        "In one line": ("/subscribe deepsek cut", "/subscribe glm-* cut free 20%"),
        "What there is": ("/subscriptions", "[⏸ 1]", "[🗑 2]", "/unsubscribe all", "[No, keep]"),
        "When and how": (
            *("/mute 8h", "/quiet 23:00-08:00 free", "/digest 09:00", "/timezone Bejing"),
            *("[Asia/Shanghai]", "/currency CNY", "/language", "[English]"),
        ),
        "The end": ("/stop", "[Yes, delete]"),
    },
    "zh": {
        "第一分钟": ("/start", "[所有降价和免费模型]"),
        "一步一步": (
            *("/subscribe", "[深度求索]", "[下一步 ›]", "[✓ 涨价]", "[下一步 ›]", "[20%]"),
            "[每日摘要]",
        ),
        "写成一行": ("/subscribe 深度 降价", "/subscribe glm-* 降价 免费 20%"),
        "已有的订阅": ("/subscriptions", "[⏸ 1]", "[🗑 2]", "/unsubscribe 全部", "[不，保留]"),
        "何时、如何": (
            *("/mute 8小时", "/quiet 23点到8点 免费", "/digest 早上9点", "/timezone 北京"),
            *("/currency 美元", "/language", "[中文]"),
        ),
        "结束": ("/stop", "[是，删除]"),
    },
}


@dataclass(slots=True)
class Talk:
    """A private chat, and what was shown last."""

    room: Room
    where: Where
    shown: Reply = field(default_factory=lambda: Reply(""))

    def does(self, what: str) -> str:
        """Write a command or press a button; what is to be seen then."""
        visit = self.room.visit(self.where, NOW)
        if what.startswith("/"):
            name, _, text = what[1:].partition(" ")
            self.shown = ACTS[name](self.room, visit, text)
            return f"> {what}\n{_screen(self.shown)}"
        buttons = (button for row in self.shown.keyboard for button in row)
        pressed = next(one for one in buttons if one.label.removeprefix("✓ ") == _bare(what))
        result = presses.act(self.room, visit, presses.pressing(pressed.data))
        self.shown = result.reply or self.shown
        return f"> [{pressed.label}]\n{_screen(self.shown)}"


def _bare(what: str) -> str:
    return what[1:-1].removeprefix("✓ ")


def _screen(reply: Reply) -> str:
    rows = ("".join(f"[{button.label}]" for button in row) for row in reply.keyboard)
    return "\n".join([bare(reply.text), *rows])


def talks(language: Language) -> Iterator[str]:
    """Everything that is said in a language, a heading and a block each."""
    with Store(":memory:") as store:
        room = Room(store, Voice(vendors=KNOWN, rates=RATES), VENDORS)
        talk = Talk(room, Where(1, person=1, language=language))
        for title, steps in SCENES[language].items():
            said = "\n\n".join(talk.does(step) for step in steps)
            yield f"#### {title}\n\n```\n{said}\n```\n"


def commands() -> str:
    """The table of commands in both languages."""
    rows = [f"| `/{one.name}` | {one.about['en']} | {one.about['zh']} |" for one in COMMANDS]
    return "\n".join(["| command | what it does | 作用 |", "|---|---|---|", *rows, ""])


def filled(text: str) -> str:
    """The page with what the chat says now."""
    text = put(text, "chat-commands", commands())
    text = put(text, "talk-en", "\n".join(talks("en")))
    return put(text, "talk-zh", "\n".join(talks("zh")))


def put(text: str, name: str, block: str) -> str:
    """The text with another block between the marks of this name. Raises ValueError."""
    before, begins, rest = text.partition(f"<!-- {name} -->\n")
    _, ends, after = rest.partition(f"<!-- /{name} -->")
    if not (begins and ends):
        raise ValueError(f"the page needs the marks <!-- {name} --> and <!-- /{name} -->")
    return f"{before}{begins}{block}{ends}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf8")), "utf8")
    sys.exit(0)

"""What the chat itself says, in both languages; alerts have their own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Telegram HTML; templates name what they are filled with in braces."""

    help: str
    help_line: str
    unknown: str
    too_many: str
    only_admins: str
    only_private: str
    only_groups: str
    sorry: str


PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        help="I watch the price pages of LLM vendors and tell you what changes.",
        help_line="/{name} – {about}",
        unknown="I do not know that command; /help lists those I know.",
        too_many="That is more than {count} commands in a minute. Please wait a little.",
        only_admins="Only admins of this chat may change that. Asking is open to all.",
        only_private="That works in a private chat with me only.",
        only_groups="That works in a group only.",
        sorry="Something went wrong on my side. The operator can see it in the log.",
    ),
    "zh": Phrases(
        help="我盯着各家大模型的价格页，一有变化就告诉你。",
        help_line="/{name} – {about}",
        unknown="我不认识这个命令；/help 列出了所有命令。",
        too_many="一分钟内超过 {count} 条命令了，请稍等片刻。",
        only_admins="只有本群管理员才能更改这项设置；查询对所有人开放。",
        only_private="这个命令只能在与我的私聊中使用。",
        only_groups="这个命令只能在群组中使用。",
        sorry="我这边出了点问题，运营者可以在日志里看到。",
    ),
}

"""What the chat says of registered addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.recipients import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class HookWords:
    """Templates in Telegram's HTML."""

    usage: str
    made: str
    untried: str
    shown_once: str
    not_done: str
    none: str
    line: str
    tested: str
    rotated: str
    paused: str
    resumed: str
    removed: str
    states: Mapping[str, str]


HOOK_WORDS: Final[Mapping[Language, HookWords]] = {
    "en": HookWords(
        usage="<code>/webhook add https://example.com/hook deepseek cut 20%</code> tells a program"
        " of changes, signed as Standard Webhooks says. <code>/webhook list</code> shows your"
        " addresses; <code>test</code>, <code>pause</code>, <code>resume</code>,"
        " <code>rotate</code> and <code>remove</code> take the id of one.",
        made="<code>{id}</code> is registered, and has answered a test.",
        untried="<code>{id}</code> is registered, but does not count yet: {reason}.\n"
        "<code>/webhook test {id}</code> tries it again.",
        shown_once="Its secret, which is not shown again: <code>{secret}</code>",
        not_done="That is not possible: {reason}.",
        none="No address is registered from this chat.",
        line="<code>{id}</code> {state}\n   {address}: {rule}",
        tested="<code>{id}</code> has answered a test.",
        rotated="The new secret of <code>{id}</code>, which is not shown again:"
        " <code>{secret}</code>\nThe one before it signs beside it for a day.",
        paused="<code>{id}</code> is told nothing until you resume it.",
        resumed="<code>{id}</code> is told again.",
        removed="<code>{id}</code> is forgotten.",
        states={
            "verified": "✓",
            "pending": "has not answered a test yet",
            "paused": "paused",
            "disabled": "ended",
        },
    ),
    "zh": HookWords(
        usage="<code>/webhook add https://example.com/hook deepseek 降价 20%</code> 会把变动推送给"
        "程序，按 Standard Webhooks 签名。<code>/webhook list</code> 列出你的地址；"
        "<code>test</code>、<code>pause</code>、<code>resume</code>、<code>rotate</code>、<code>remove</code>"
        " 后面写地址的编号。",
        made="<code>{id}</code> 已登记，测试已通过。",
        untried="<code>{id}</code> 已登记，但尚未生效：{reason}。\n"
        "用 <code>/webhook test {id}</code> 再试一次。",
        shown_once="密钥（只显示这一次）：<code>{secret}</code>",
        not_done="办不到：{reason}。",
        none="这个聊天没有登记过地址。",
        line="<code>{id}</code> {state}\n   {address}：{rule}",
        tested="<code>{id}</code> 测试已通过。",
        rotated="<code>{id}</code> 的新密钥（只显示这一次）：<code>{secret}</code>\n"
        "旧密钥在一天内仍同时签名。",
        paused="<code>{id}</code> 已暂停，恢复前不再推送。",
        resumed="<code>{id}</code> 已恢复推送。",
        removed="<code>{id}</code> 已删除。",
        states={
            "verified": "✓",
            "pending": "尚未通过测试",
            "paused": "已暂停",
            "disabled": "已停用",
        },
    ),
}

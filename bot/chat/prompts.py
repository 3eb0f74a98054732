"""What the chat adds to an answer: labels of its buttons, and what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.recipients import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """Templates in Telegram's HTML; labels of buttons and of inline results are plain text."""

    dark: str
    light: str
    enough: str
    in_words: str
    left_out: str
    no_chart: str
    nothing_like: str
    rest: str
    too_many: str


PROMPTS: Final[Mapping[Language, Prompts]] = {
    "en": Prompts(
        dark="🌙 Dark",
        light="☀ Light",
        enough="A model's or a vendor's name is enough, such as glm-4.5; /help says the rest.",
        in_words="All of it in words",
        left_out="<i>… and {count} more lines: ask for less, a vendor or a model</i>",
        no_chart="<i>No chart: it cannot be drawn here.</i>",
        nothing_like="No price of “{words}” is known",
        rest="The rest, from the bot itself: {question}",
        too_many="Too many questions in a minute",
    ),
    "zh": Prompts(
        dark="🌙 深色",
        light="☀ 浅色",
        enough="直接发送模型或厂商的名称就行，例如 glm-4.5；/help 有更多说明。",
        in_words="查看全部文字",
        left_out="<i>……另有 {count} 行：请缩小范围，指定厂商或模型</i>",
        no_chart="<i>没有图：这里画不出来。</i>",
        nothing_like="没有“{words}”的价格",
        rest="其余内容请私聊机器人：{question}",
        too_many="一分钟内问得太多了",
    ),
}

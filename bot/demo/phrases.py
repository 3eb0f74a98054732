"""What the demo itself says, in both languages; alerts have their own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.words import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates name what they are filled with in braces."""

    title: str
    pages: str
    progress: str
    operator: str
    timeline: str
    day: str
    who: str
    model: str
    against: str
    footnote: str
    latest: str


PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        title="The price war of May 2024",
        pages="Replayed from the pages made by hand in bot/demo/pages: edit one, and the alerts"
        " follow.\nWhat they call filler-model is filler and no fact.",
        progress="Reading the pages of May 2024",
        operator="{time}, to the operator alone",
        timeline="Who moved, and how long after whom",
        day="day",
        who="who, and which model",
        model="model",
        against="of {name}",
        footnote="Prices per 1M tokens. The last columns are the input and the output price, each"
        " as a part of the reference's.",
        latest="The latest prices on {day}",
    ),
    "zh": Phrases(
        title="2024 年 5 月的价格战",
        pages="由 bot/demo/pages 中手工制作的页面重演：改动页面，提醒随之改变。"
        "\n其中的 filler-model 只是占位，并非事实。",
        progress="正在读取 2024 年 5 月的页面",
        operator="{time}，仅通知运维者",
        timeline="谁先出手，谁跟进，相隔几天",
        day="日期",
        who="厂商与模型",
        model="模型",
        against="相当于 {name}",
        footnote="价格按百万 tokens 计。最后几列依次为输入价、输出价与参照价格之比。",
        latest="{day} 的最新价格",
    ),
}

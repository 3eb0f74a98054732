"""The commands there are. Adding one is a line here and a function that answers it."""

from typing import Final

from bot.chat import habits, joining, leaving, listing, operating
from bot.chat import help as helping
from bot.chat.answering import replying
from bot.chat.commands import Command, Scope

_OPERATOR: Final[frozenset[Scope]] = frozenset({"operator"})

COMMANDS: Final = (
    Command("start", replying(joining.start), {"en": "Begin", "zh": "开始"}, changes=True),
    Command(
        "subscribe",
        replying(joining.subscribe),
        {
            "en": "Choose what you are told: /subscribe deepseek cut 20%",
            "zh": "选择要通知什么：/subscribe deepseek 降价 20%",
        },
        changes=True,
    ),
    Command(
        "subscriptions",
        replying(listing.show),
        {
            "en": "What you are told: pause, change, end, test",
            "zh": "我的订阅：暂停、修改、结束、测试",
        },
    ),
    Command(
        "unsubscribe",
        replying(listing.unsubscribe),
        {"en": "End a subscription, or all", "zh": "结束一项或全部订阅"},
        changes=True,
    ),
    Command(
        "mute",
        replying(habits.mute),
        {"en": "Hear nothing for a while: /mute 8h", "zh": "暂时不通知：/mute 8h"},
        changes=True,
    ),
    Command(
        "quiet",
        replying(habits.quiet),
        {
            "en": "Quiet hours: /quiet 23:00-08:00",
            "zh": "免打扰时段：/quiet 23:00-08:00",
        },
        changes=True,
    ),
    Command(
        "digest",
        replying(habits.digest),
        {"en": "Everything once a day: /digest 09:00", "zh": "每天合并一次：/digest 09:00"},
        changes=True,
    ),
    Command(
        "language",
        replying(habits.language),
        {"en": "中文 or English", "zh": "中文或 English"},
        changes=True,
    ),
    Command(
        "timezone",
        replying(habits.timezone),
        {"en": "Your clock: /timezone Berlin", "zh": "时区：/timezone 北京"},
        changes=True,
    ),
    Command(
        "currency",
        replying(habits.currency),
        {"en": "The currency that you count in", "zh": "折合成哪种货币"},
        changes=True,
    ),
    Command(
        "stop",
        replying(leaving.ask),
        {"en": "Delete all that I know of this chat", "zh": "删除我所知道的关于这个聊天的一切"},
        changes=True,
    ),
    Command("help", helping.answer, {"en": "What I can do", "zh": "我能做什么"}),
    Command(
        "admin",
        replying(operating.admin),
        {"en": "Sources, deliveries, recipients", "zh": "来源、投递、接收者"},
        _OPERATOR,
    ),
)

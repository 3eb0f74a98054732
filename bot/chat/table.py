"""The commands there are. Adding one is a line here and a function that answers it."""

from typing import Final

from bot.chat import habits, hooking, joining, leaving, listing, operating
from bot.chat import help as helping
from bot.chat.answering import replying
from bot.chat.asking import asking, workload
from bot.chat.commands import Command, Scope

_OPERATOR: Final[frozenset[Scope]] = frozenset({"operator"})

_QUESTIONS: Final = (
    Command(
        "price",
        asking("price"),
        {"en": "What a model costs: /price glm-4.5", "zh": "某个模型的价格：/price glm-4.5"},
    ),
    Command(
        "prices",
        asking("prices"),
        {"en": "A vendor's prices: /prices deepseek", "zh": "某家厂商的价格：/prices deepseek"},
    ),
    Command(
        "compare",
        asking("compare"),
        {
            "en": "Models side by side: /compare glm-5, deepseek-v4-pro",
            "zh": "并排比较模型：/compare glm-5, deepseek-v4-pro",
        },
    ),
    Command("free", asking("free"), {"en": "What is free now", "zh": "现在有哪些免费"}),
    Command(
        "cheapest",
        asking("cheapest"),
        {
            "en": "The cheapest for you: /cheapest zhipu 128k free",
            "zh": "最便宜的模型：/cheapest 智谱 128k 免费",
        },
    ),
    Command(
        "changes",
        asking("changes"),
        {"en": "What changed: /changes 7d deepseek", "zh": "最近的变动：/changes 7d deepseek"},
    ),
    Command(
        "history",
        asking("history"),
        {
            "en": "A model's prices as a chart: /history glm-4.5",
            "zh": "价格走势图：/history glm-4.5",
        },
    ),
    Command(
        "war",
        asking("war"),
        {"en": "Who moved in a month: /war 2024-05", "zh": "某月价格战：/war 2024-05"},
    ),
    Command("now", asking("now"), {"en": "Peak or off-peak now", "zh": "现在是高峰还是低谷"}),
    Command("status", asking("status"), {"en": "How old prices are", "zh": "数据有多新"}),
    Command(
        "workload",
        workload,
        {
            "en": "What you use a month: /workload 300M in 50M out cached 60%",
            "zh": "每月用量：/workload 输入3亿 输出5000万 缓存60%",
        },
        changes=True,
        shows=True,
    ),
)

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
        "webhook",
        hooking.run,
        {
            "en": "Tell a program: /webhook add https://example.com/hook",
            "zh": "推送给程序：/webhook add https://example.com/hook",
        },
        scopes=frozenset({"private"}),
        changes=True,
    ),
    Command(
        "stop",
        replying(leaving.ask),
        {"en": "Delete all that I know of this chat", "zh": "删除我所知道的关于这个聊天的一切"},
        changes=True,
    ),
    *_QUESTIONS,
    Command("help", helping.answer, {"en": "What I can do", "zh": "我能做什么"}),
    Command(
        "admin",
        replying(operating.admin),
        {"en": "Sources, deliveries, recipients", "zh": "来源、投递、接收者"},
        _OPERATOR,
    ),
)

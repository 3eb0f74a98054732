"""Who moved in a month, and who followed."""

from datetime import UTC, datetime, timedelta

import pytest
from inline_snapshot import snapshot
from making import quote
from stall import DAY, Stall, event, prices, stocked, voice

from bot.chart import War
from bot.events import Event

HOUR = timedelta(hours=1)
MAY = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI."""
    return stocked()


def told(stall: Stall, *events: Event) -> Stall:
    """The store after these events."""
    stall.shows("deepseek", prices("m-1 input 2"), MAY, events=events)
    return stall


def moves() -> list[dict[str, object]]:
    """The first days of the war of May 2024."""
    launched = [one.json() for one in prices("DeepSeek-V2 input 1", "DeepSeek-V2 output 2")]
    zhipu = {"source": "zhipu", "vendor": "zhipu", "model": "GLM-3-Turbo"}
    baidu = {"source": "baidu", "vendor": "baidu", "model": "ERNIE Speed", "free": True}
    nothing, batch = {"meter": None, "currency": None, "per": None}, {"service": "batch"}
    return [
        {"kind": "model.launched", "day": 6, "model": "DeepSeek-V2", "after": launched} | nothing,
        {"kind": "price.cut", "day": 11, "old": "5", "new": "1"} | zhipu,
        {"kind": "price.cut", "day": 11, "old": "5", "new": "2", "meter": "output"} | zhipu,
        {"kind": "price.freed", "day": 21, "old": "4", "new": "0"} | baidu,
        {
            "kind": "price.cut",
            "day": 22,
            "old": "9",
            "new": "8",
            "conditions": batch,
        },
        {"kind": "price.cut", "day": 38, "old": "9", "new": "8", "model": "in June"},
    ]


@pytest.fixture
def fought(stall: Stall) -> Stall:
    """The store after those days."""
    events = []
    for one in moves():
        kind, day = one.pop("kind"), one.pop("day")
        old, new = one.pop("old", None), one.pop("new", None)
        at = MAY + timedelta(days=int(str(day)) - 1)
        events.append(event(kind, at, old, new, **one))  # type: ignore[arg-type]
    stall.shows("deepseek", prices("DeepSeek-V2 input 1"), MAY, events=events)
    return stall


def test_the_war_of_a_month(fought: Stall) -> None:
    """Who moved, who followed after how many days, how far, and what part of the references."""
    assert fought.says("war 2024-05") == snapshot("""\
Who moved in 2024-05

May 6, 2024: DeepSeek
• DeepSeek-V2: input 1 CNY, output 2 CNY
   1/71, 1/107 of GPT-4-Turbo; 1/107, 1/266 of Claude 3 Opus

May 11, 2024: Zhipu, 5 days after DeepSeek
• GLM-3-Turbo: input 5 → 1 CNY, output 5 → 2 CNY
   1/71, 1/107 of GPT-4-Turbo; 1/107, 1/266 of Claude 3 Opus

May 21, 2024: Baidu, 10 days after Zhipu
• ERNIE Speed: input 4 → free

Prices per 1M tokens.
Below each model: its input and output price as parts of others' prices.
1 USD = 7.1 CNY (2025-11-20)\
""")
    assert fought.says("war 2024-05", voice("zh")) == snapshot("""\
2024-05 谁动了价格

2024年5月6日：深度求索
• DeepSeek-V2：输入 1 元，输出 2 元
   GPT-4-Turbo 的 1/71，1/107；Claude 3 Opus 的 1/107，1/266

2024年5月11日：智谱（比深度求索晚 5 天）
• GLM-3-Turbo：输入 5 → 1 元，输出 5 → 2 元
   GPT-4-Turbo 的 1/71，1/107；Claude 3 Opus 的 1/107，1/266

2024年5月21日：百度（比智谱晚 10 天）
• ERNIE Speed：输入 4 → 免费

价格按百万 tokens 计。
各模型下方依次为输入价、输出价与参照价格之比。
1 美元 = 7.1 元（2025-11-20）\
""")


def test_a_month_in_other_words_is_the_same_month(fought: Stall) -> None:
    """As people write it; without one it is this month."""
    assert fought.says("war 2024/5") == fought.says("war 2024年5月") == fought.says("war 2024-05")
    assert fought.says("war", now=MAY + 3 * DAY) == fought.says("war 2024-05")
    assert fought.says("war 13-2024") == "13-2024 is no month; say 2024-05."
    assert not fought.ask("war 2024-13").found


def test_a_quiet_month_is_answered_with_others(fought: Stall) -> None:
    """The nearest thing there is."""
    answer = fought.ask("war 2025-01")
    assert answer.message.headline == "No move is recorded in 2025-01"
    assert [choice.ask for choice in answer.choices] == ["war 2024-06", "war 2024-05"]
    assert Stall().says("war 2025-01") == "No move is recorded in 2025-01"


def test_the_war_is_drawn_as_parts_of_the_first_reference(fought: Stall) -> None:
    """A rung a model; what cannot be compared is no rung, without references there is no chart."""
    shown = fought.ask("war 2024-05").picture
    assert isinstance(shown, War)
    assert [rung.label for rung in shown.rungs] == snapshot(
        ["May 6 DeepSeek DeepSeek-V2", "May 11 Zhipu GLM-3-Turbo", "May 21 Baidu ERNIE Speed"]
    )
    assert shown.axis == "as part of GPT-4-Turbo's price"
    assert fought.ask("war 2024-05", voice(references=())).picture is None
    assert fought.ask("war 2024-05", voice(rates={})).picture is None
    assert "of GPT-4-Turbo" not in fought.says("war 2024-05", voice(references=()))


def test_of_very_many_moves_the_largest_are_drawn(stall: Stall) -> None:
    """In the order of time, whatever goes to or from nothing among them; the others are counted.

    A model that moved twice is one model.
    """
    small = [event("price.cut", MAY + n * DAY, "3", "2", model=f"m-{n}") for n in range(13)]
    big = event("price.raised", MAY + 13 * DAY, "0.1", "4", model="m-3")
    free = event("price.freed", MAY + 14 * DAY, "1", "0", model="m-5", free=True)
    told(stall, *small, big, free)
    shown = stall.ask("war 2024-05").picture
    assert isinstance(shown, War)
    assert len(shown.rungs) == 10
    assert [rung.label for rung in shown.rungs[-2:]] == [
        "May 14 DeepSeek m-3",
        "May 15 DeepSeek m-5",
    ]
    assert shown.notes[0] == "5 smaller moves are told in words only"
    assert shown.subtitle == "1 vendor, 13 models, per 1M tokens"


# What counts as a move


def test_an_announced_price_is_told_when_it_begins(stall: Stall) -> None:
    """And not as done before its day."""
    later = {"model": "claude-9", "effective_from": "2024-06-01"}
    told(
        stall,
        event("price.scheduled", MAY + DAY, "2", "3", **later),
        event("price.unscheduled", MAY + 2 * DAY, "3", None, **later),
        event("promo.ending", MAY + 3 * DAY, "2", "3", **later),
        event("price.raised", MAY + 31 * DAY, "2", "3", model="claude-9"),
    )
    assert not stall.ask("war 2024-05").found
    assert "claude-9: input 2 → 3 CNY" in stall.says("war 2024-06")


def test_what_was_taken_back_was_no_move(stall: Stall) -> None:
    """Neither the false alarm nor its correction, also where that came in the next month."""
    cut = event("price.cut", MAY + 30.9 * DAY, "5", "1")
    back = event("price.retracted", MAY + 31.5 * DAY, "1", "5", refutes=cut.id)
    told(stall, cut, back)
    assert not stall.ask("war 2024-05").found
    assert not stall.ask("war 2024-06").found


def test_two_moves_of_a_day_are_one(stall: Stall) -> None:
    """From what it was to what it became; there and back is none."""
    told(
        stall,
        event("price.cut", MAY, "5", "1"),
        event("price.cut", MAY + HOUR, "1", "0.8"),
        event("price.cut", MAY, "9", "7", model="restless"),
        event("price.raised", MAY + HOUR, "7", "9", model="restless"),
    )
    said = stall.says("war 2024-05")
    assert "deepseek-v4-pro: input 5 → 0.8 CNY" in said
    assert "restless" not in said


def test_each_price_list_of_a_vendor_has_its_own_line(stall: Stall) -> None:
    """Yuan and dollars are never mixed; what two pages print alike is said once."""
    abroad = {"source": "deepseek-intl", "currency": "USD"}
    told(
        stall,
        event("price.cut", MAY, "5", "1"),
        event("price.cut", MAY + HOUR, "5", "1", page="batch"),
        event("price.cut", MAY, "0.7", "0.1", id="ev_1", **abroad),
        event("price.cut", MAY, "0.9", "0.3", id="ev_2", meter="output", **abroad),
    )
    lines = [line for line in stall.says("war 2024-05").splitlines() if "v4-pro" in line]
    assert lines == [
        "• deepseek-v4-pro: input 5 → 1 CNY",
        "• deepseek-v4-pro: input 0.7 → 0.1 USD, output 0.9 → 0.3 USD",
    ]


def test_redrawn_terms_say_what_the_price_was(stall: Stall) -> None:
    """What a short input costs now, against what it cost; what stands as it was is no move."""
    before = [one.json() for one in prices("m-1 input 4", "m-1 output 8")]
    short, long = {"input_max": 32_000}, {"input_min": 32_000}
    after = [quote("m-1 input 3", short), quote("m-1 input 6", long), quote("m-1 output 8", short)]
    lists = {"before": before, "after": [one.json() for one in after]}
    none = {"meter": None, "currency": None, "per": None}
    told(stall, event("terms.changed", MAY, None, None, model="m-1", **none, **lists))
    assert "m-1: input 4 → 3 CNY\n" in stall.says("war 2024-05")


def test_days_and_months_are_the_readers(stall: Stall) -> None:
    """Half past midnight on the first of June in Beijing is still May in UTC."""
    late = MAY + timedelta(days=30, hours=16, minutes=30)
    zhipu = {"source": "zhipu", "vendor": "zhipu", "model": "glm-9"}
    told(
        stall,
        event("price.cut", late, "5", "1"),
        event("price.cut", late + 8 * HOUR, "5", "1", **zhipu),
    )
    here, there = stall.says("war 2024-06", voice("zh")), stall.says("war 2024-05")
    assert "2024年6月1日：智谱（与深度求索同一天）" in here
    assert "May 31, 2024: DeepSeek" in there
    assert "glm-9" not in there
    assert not stall.ask("war 2024-05", voice("zh")).found
    assert stall.says("war", voice("zh"), late) == here


def test_a_move_that_was_held_for_long_is_in_the_month_of_its_first_sight(stall: Stall) -> None:
    """Whenever it was told."""
    held = event("price.cut", MAY + 62 * DAY, "5", "0.005", seen_at=MAY + 29 * DAY)
    told(stall, held)
    assert "May 30, 2024: DeepSeek" in stall.says("war 2024-05")
    assert not stall.ask("war 2024-07").found


def test_months_that_are_offered_have_moves(stall: Stall) -> None:
    """No dead end: not for what is no move, and not by the time of telling."""
    told(
        stall,
        event("price.cut", MAY, "3", "2", meter="cache_read"),
        event("model.withdrawn", MAY + 40 * DAY, None, None, meter=None),
        event("price.cut", MAY + 62 * DAY, "5", "1", seen_at=MAY + 60 * DAY, model="m-3"),
        event("price.cut", MAY + 92.8 * DAY, "5", "1", model="m-4"),
    )
    months = [choice.ask for choice in stall.ask("war 2025-01").choices]
    assert months == ["war 2024-08", "war 2024-06"]
    assert [one.ask for one in stall.ask("war 2024-08").choices] == []


def test_nobody_follows_itself(stall: Stall) -> None:
    """Only another vendor is a first mover; its Latin name stands apart from 汉字."""
    other = {"source": "openai", "vendor": "openai", "currency": "USD", "model": "gpt-9"}
    told(
        stall,
        event("price.cut", MAY, "5", "1", **other),
        event("price.cut", MAY + DAY, "1", "0.5", **other),
        event("price.cut", MAY + 2 * DAY, "5", "1"),
    )
    assert "May 2, 2024: OpenAI\n" in stall.says("war 2024-05")
    assert "2024年5月3日：深度求索（比 OpenAI 晚 1 天）" in stall.says("war 2024-05", voice("zh"))


def test_further_pages_are_words_only(stall: Stall) -> None:
    """The chart of all of them came with the first."""
    told(stall, *(event("price.cut", MAY, "3", "2", model=f"m-{n}") for n in range(90)))
    assert stall.ask("war 2024-05").picture
    second = stall.ask("war 2024-05 #2")
    assert second.picture is None
    assert second.message.headline == "Who moved in 2024-05 (2/3)"

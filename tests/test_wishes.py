"""What people write to be left in peace, and what is understood of it."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wishes
from bot.recipients import Quiet
from bot.wishes import Unclear

NIGHT = Quiet(time(23), time(8))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        *(("8h", 480), ("2d", 2880), ("30min", 30), ("90m", 90), ("1h30m", 90), ("1w", 10080)),
        *(("2 Days", 2880), ("8 hours", 480), ("1 hr, 5 mins", 65), ("1 day and 1 hour", 1500)),
        *(("8小时", 480), ("2天", 2880), ("30 分钟", 30), ("八个小时", 480), ("半小时", 30)),
        *(("半天", 720), ("两天", 2880), ("一周", 10080), ("1小时30分", 90), ("十二小时", 720)),
        *(("８ｈ", 480), ("0.5h", 30), ("1.5 天", 2160), ("三十分钟", 30), ("二十四小时", 1440)),
    ],
)
def test_how_long(said: str, minutes: int) -> None:
    """Hours, days, minutes and weeks, in words and letters of both languages."""
    assert wishes.mute(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "said",
    [
        *("", "8", "h", "soon", "8 h ours", "-8h", "8h forever", "0h", "31d", "5 weeks", "1e9d"),
        *(
            "8年",
            "9" * 400 + "d",
            "30 seconds",
            "0.1min",
            "8hello",
            "一",
            "20d 20d",
            "十十天",
            "二三十天",
        ),
    ],
)
def test_a_length_that_is_unclear(said: str) -> None:
    """What has no unit, an unknown word in it, or is no time to speak of, is refused."""
    with pytest.raises(Unclear):
        wishes.mute(said)


@pytest.mark.parametrize(
    "said",
    [
        *("23:00-08:00", "23:00 - 8:00", "23-8", "2300-0800", "23:00 08:00", "23.00–8.00"),
        *(
            "11pm-8am",
            "11pm到8am",
            "11 p.m. to 8 a.m.",
            "from 23:00 to 8:00",
            "between 11 pm and 8 am",
        ),
        *(
            "23点到8点",
            "23:00至08:00",
            "２３：００～０８：００",
            "晚上11点到早上8点",
            "夜里十一点至八点",
        ),
        *("23时-8时", "从23点到8点整", "23:00 until 08:00", "晚上11:00-早上8:00"),
    ],
)
def test_from_when_until_when(said: str) -> None:
    """The night, however it is written."""
    assert wishes.quiet(said) == NIGHT


@pytest.mark.parametrize(
    "said",
    [
        *("23:00-08:00 free", "23:00-08:00 but free", "23-8, except free models", "23-8 freed"),
        *("23:00-08:00 免费除外", "23点到8点，免费例外", "23点到8点 除了免费", "free 23-8"),
        "23点到8点,但免费模型照常",
    ],
)
def test_free_models_may_break_through(said: str) -> None:
    """Who names the free ones hears of them at night too."""
    assert wishes.quiet(said) == Quiet(time(23), time(8), free_through=True)


@pytest.mark.parametrize(
    "said",
    [
        *("", "23:00", "23:00-", "8-8", "0-24", "25-8", "23:60-8", "13pm-8am", "23:00-8:00 maybe"),
        *("freedom 23-8", "23-8-9", "at night", "231-8", "24:30-8", "0pm-3am", "free", "2360-8"),
    ],
)
def test_hours_that_are_unclear(said: str) -> None:
    """One hour, hours that are none, no hours at all, and words that change who knows what."""
    with pytest.raises(Unclear):
        wishes.quiet(said)


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        *(("09:00", 9, 0), ("9", 9, 0), ("9am", 9, 0), ("9:30 pm", 21, 30), ("12am", 0, 0)),
        *(("12 pm", 12, 0), ("24:00", 0, 0), ("0930", 9, 30), ("9点半", 9, 30), ("九点", 9, 0)),
        *(("早上9点", 9, 0), ("下午3点20分", 15, 20), ("中午12点", 12, 0), ("中午1点", 13, 0)),
        *(("晚上12点", 0, 0), ("凌晨12点", 0, 0), ("凌晨3点", 3, 0), ("晚上21点", 21, 0)),
        *(("中午11点半", 11, 30), ("上午 10:15", 10, 15), ("9点05", 9, 5), ("半夜12点", 0, 0)),
    ],
)
def test_at_what_time(said: str, hour: int, minute: int) -> None:
    """An hour of twenty-four or of twelve, and the parts of the day."""
    assert wishes.digest(said) == time(hour, minute)


@pytest.mark.parametrize(
    "said", ["", "noon", "25", "9:61", "13pm", "9:00 daily", "9点61分", "900h"]
)
def test_a_time_that_is_unclear(said: str) -> None:
    """No digest comes at a guess."""
    with pytest.raises(Unclear):
        wishes.digest(said)


@pytest.mark.parametrize(
    "said", ["off", "OFF", " Stop ", "clear", "关", "关闭", "取消", "无", "清除"]
)
def test_an_end_to_it(said: str) -> None:
    """The same words end a mute, quiet hours and the digest."""
    assert wishes.mute(said) is None
    assert wishes.quiet(said) is None
    assert wishes.digest(said) is None


@given(clocks, clocks)
def test_every_window_can_be_written(begins: time, ends: time) -> None:
    """Hours as a clock shows them are understood as they are, unless they are one and the same."""
    said = f"{begins:%H:%M}-{ends:%H:%M}"
    if begins == ends:
        with pytest.raises(Unclear):
            wishes.quiet(said)
    else:
        assert wishes.quiet(said) == Quiet(begins, ends)


@given(st.integers(1, 30 * 24 * 60))
def test_every_length_can_be_written(minutes: int) -> None:
    """Minutes from one to thirty days are what they say."""
    assert wishes.mute(f"{minutes}min") == timedelta(minutes=minutes)


@given(st.text(alphabet="0123456789:.-hdm 点半到早晚上ap免费free", max_size=30))
def test_nothing_else_is_raised(said: str) -> None:
    """Whatever is typed is understood or refused, and never breaks anything."""
    for read in (wishes.mute, wishes.quiet, wishes.digest):
        try:
            read(said)
        except Unclear:
            continue

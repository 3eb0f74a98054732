"""Answers as messages: what fits a caption, what a button can carry, what is left out."""

from bot.answers import Answer, Answers, Choice
from bot.chart import Picture, War
from bot.chat import inquired
from bot.chat.inquired import Inquired, commanded, drawn, in_words, pressed
from bot.chat.inquiry import KEPT, Inquiry
from bot.chat.room import Room
from bot.store import Store
from bot.words import Line, Message

WAR = War("War", "", "", (), (), "free")


def long(lines: int, *choices: Choice) -> Answer:
    """An answer of many lines."""
    said = tuple(Line(f"line {number} of a long answer") for number in range(lines))
    return Answer(Message("Prices", said), choices, picture=WAR)


def test_a_long_answer_is_three_messages() -> None:
    """The last one says how much is left out, and has the buttons."""
    shown = in_words(long(900, Choice("More", "prices x #2")), "en")
    assert len(shown.texts) == inquired.MESSAGES
    assert shown.texts[-1].endswith("more lines: ask for less, a vendor or a model</i>")
    assert shown.keyboard[0][0].data == "?prices x #2"


def test_the_words_of_a_war_follow_its_chart() -> None:
    """Where they do not fit beneath it; a history has them behind a button."""
    shown = drawn(Inquired("war", "2024-05"), long(60), "zh")
    assert shown.caption == "<b>War</b>"
    assert len(shown.texts) == 1
    assert [[one.data for one in row] for row in shown.beneath] == [["!war 2024-05"]]
    shown = drawn(Inquired("history", "glm", "dark"), long(60), "zh")
    assert shown.texts == ()
    assert [[one.data for one in row] for row in shown.beneath] == [
        ["=history glm", "?history glm"]
    ]


def test_words_that_are_too_long_for_a_button() -> None:
    """The chart comes all the same, without the buttons that would ask for them again."""
    shown = drawn(Inquired("history", "x" * 60), long(2), "en")
    assert shown.caption
    assert shown.beneath == ()


def test_buttons_lie_side_by_side_where_they_are_short() -> None:
    """A long name has a row of its own."""
    names = ("a", "b", "a model with a very long name", "c", "d", "e")
    shown = in_words(long(1, *(Choice(name, f"price {name}") for name in names)), "en")
    assert [[one.label for one in row] for row in shown.keyboard] == [
        ["a", "b"],
        ["a model with a very long name"],
        ["c", "d"],
        ["e"],
    ]


def test_colours_are_named_last() -> None:
    """In both languages, and only where something is drawn."""
    assert commanded("history", "glm-4.5 Dark") == Inquired("history", "glm-4.5", "dark")
    assert commanded("war", "浅色") == Inquired("war", "", "light")
    assert commanded("price", "glm dark") == Inquired("price", "glm dark", "light")


def test_kinds_of_changes_go_by_many_names() -> None:
    """Those that /subscribe knows, in both languages; all of them are what no word means."""
    assert commanded("changes", "7d 降价 涨价 智谱").words == "7d cut rise 智谱"
    assert commanded("changes", "全部 30d").words == "30d"
    assert commanded("changes", "7d,降价、智谱").words == "7d cut 智谱"
    assert commanded("changes", "最近7天降价的").words == "最近7天 cut"
    assert commanded("changes", "最近哪些降价了？").words == "cut"
    assert commanded("changes", "智谱昨天涨价了吗").words == "智谱昨天 rise"
    assert commanded("changes", "glm-newest").words == "glm-newest"


def test_a_button_asks_what_it_was_made_with() -> None:
    """A mark and a question; anything else asks nothing."""
    assert pressed("!history glm-4.5 #2") == Inquired("history", "glm-4.5 #2", "dark")
    assert pressed("=status") == Inquired("status", "", None)
    assert pressed("?workload off") is None
    assert pressed("xprice glm") is None
    assert pressed("") is None


def test_only_so_many_charts_are_remembered() -> None:
    """The oldest is forgotten; one that Telegram lost, too."""

    def picture(number: int) -> Picture:
        return War(str(number), "", "", (), (), "free")

    with Store(":memory:") as store, Inquiry(Answers(store), Room(store)) as inquiry:
        for number in range(KEPT + 1):
            inquiry.remember(picture(number), "light", f"file {number}")
        assert inquiry.file(picture(0), "light") is None
        assert inquiry.file(picture(1), "light") == "file 1"
        assert inquiry.file(picture(1), "dark") is None
        inquiry.forget(picture(1), "light")
        assert inquiry.file(picture(1), "light") is None

"""Charts as a reader sees them: the right size, steps where they belong, every letter drawn."""

import re
import struct
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any, get_args

import pytest
from matplotlib import image
from matplotlib.ft2font import FT2Font

from bot import chart
from bot.chart import History, Leap, Mark, Panel, Rung, Theme, Track, War, canvas
from bot.words.chinese import CHINESE
from bot.words.english import ENGLISH
from bot.words.replies_chinese import REPLIES_ZH
from bot.words.replies_english import REPLIES_EN

ENDS = datetime(2026, 8, 22, tzinfo=UTC)
DAY = timedelta(days=1)
THEMES: tuple[Theme, ...] = get_args(Theme)
RED = canvas.COLOURS["light"].of("baidu")
BLUE = canvas.COLOURS["light"].of("deepseek")


def track(*steps: tuple[int, str | None], **more: Any) -> Track:
    """A price by days before the end."""
    moved = tuple((ENDS - days * DAY, None if a is None else Decimal(a)) for days, a in steps)
    given: dict[str, Any] = {"label": "input", "vendor": "baidu", "stroke": 0, "steps": moved}
    return Track(**given | more)


def history(*tracks: Track, **more: Any) -> History:
    """A chart of one panel."""
    given: dict[str, Any] = {"title": "ernie-5", "subtitle": "Baidu", "ends": ENDS}
    panels = (Panel("CNY per 1M tokens", tracks),)
    return History(**{"panels": panels, "free": "free"} | given | more)


def leap(old: str | None, new: str) -> Leap:
    """A move in parts of a reference."""
    return Leap(None if old is None else Decimal(old), Decimal(new), "1/72")


WAR = War(
    *("2024 年 5 月的价格战", "5 家厂商", "与 GPT-4-Turbo 价格之比", ("输入", "输出")),
    (
        Rung(
            "5月6日 深度求索 DeepSeek-V2", "deepseek", (leap(None, "0.0139"), leap(None, "0.009"))
        ),
        Rung("5月21日 百度 ERNIE Speed", "baidu", (leap("0.0556", "0"), None)),
        Rung("5月22日 智谱 GLM-9", "zhipu", (leap("0.5", "2.5"), leap("1", "1"))),
    ),
    "免费",
    ("空心为原价，实心为新价",),
    "zh",
)


def pixels(png: bytes) -> Any:
    """The picture as rows of red, green and blue, from 0 to 255."""
    return (image.imread(BytesIO(png))[:, :, :3] * 255).round().astype(int)


def rows_of(colour: str, png: bytes, across: float) -> list[int]:
    """The rows in which a column of the picture has exactly this colour."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    column = pixels(png)[:, int(across * 1080)]
    return [row for row, one in enumerate(column.tolist()) if one == wanted]


def size(png: bytes) -> tuple[int, int]:
    """Width and height as the file says them."""
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("picture", [history(track((9, "3"))), WAR])
def test_a_chart_is_a_picture_as_wide_as_a_phone(picture: chart.Picture, theme: Theme) -> None:
    """A PNG of 1080 by 1350 pixels on the theme's ground, with nothing about who made it."""
    png = chart.draw(picture, theme)
    assert png.startswith(b"\x89PNG")
    assert size(png) == (1080, 1350)
    ground = canvas.COLOURS[theme].ground
    assert pixels(png)[0, 0].tolist() == [int(ground[n : n + 2], 16) for n in (1, 3, 5)]
    assert b"matplotlib" not in png.lower()


def test_a_cut_is_drawn_as_a_step_down() -> None:
    """Higher on the left than on the right, level before and after."""
    png = chart.draw(history(track((20, "4"), (10, "2"))))
    early, before, after = (rows_of(RED, png, across) for across in (0.2, 0.35, 0.6))
    assert early == before
    assert 0 < max(before) < min(after)


def test_what_was_not_printed_is_a_gap() -> None:
    """Neither free nor the price before."""
    png = chart.draw(history(track((20, "4"), (12, None), (6, "4"))))
    assert rows_of(RED, png, 0.2) == rows_of(RED, png, 0.7) != []
    assert rows_of(RED, png, 0.5) == []


def test_free_stands_at_the_foot_of_the_chart() -> None:
    """Also where the prices before it are so far apart that the axis is logarithmic."""
    for dearest in ("4", "400"):
        png = chart.draw(history(track((20, dearest), (15, "1"), (10, "0"))))
        assert min(rows_of(RED, png, 0.6)) > 1200


def test_vendors_keep_their_colours() -> None:
    """One vendor's line is found by its colour; a vendor that is not known has one too."""
    png = chart.draw(history(track((9, "3")), track((9, "1"), vendor="deepseek", stroke=0)))
    assert max(rows_of(RED, png, 0.6)) < min(rows_of(BLUE, png, 0.6))
    others = {canvas.COLOURS["light"].of(f"vendor {n}") for n in range(50)}
    assert len(others) > 3
    assert RED not in others


def test_each_currency_has_a_panel_of_its_own() -> None:
    """One below the other, none of them empty."""
    panels = tuple(Panel(name, (track((9, "3")),)) for name in ("CNY", "USD"))
    rows = rows_of(RED, chart.draw(history(panels=panels)), 0.6)
    assert min(rows) < 650 < max(rows)


def test_moves_are_marked() -> None:
    """A mark changes the picture; where moves are a solid band no single one is labelled."""
    plain = track((20, "4"), (10, "2"), (5, None))
    marks = (Mark(ENDS - 10 * DAY, "−50 %"), Mark(ENDS - 5 * DAY, "gone"))
    early = (Mark(ENDS - 30 * DAY, "before the first step"),)
    drawn = chart.draw(history(plain))
    assert chart.draw(history(replace(plain, marks=marks))) != drawn
    assert chart.draw(history(replace(plain, marks=early))) == drawn
    flips = track(*((90 - n, "2" if n % 2 else "3") for n in range(80)))
    marked = replace(flips, marks=(Mark(ENDS - 20 * DAY, "−33 %"),))
    assert chart.draw(history(marked)) == chart.draw(history(flips))


def test_labels_that_have_no_room_are_shortened() -> None:
    """They never leave the picture."""
    long = "output (input 128k–256k, output > 200, priority, low latency, anything at all)"
    many = [track((9, str(n + 1)), label=f"{long} {n}", vendor=f"v{n}") for n in range(12)]
    png = chart.draw(history(*many))
    edge = pixels(png)[:4, :].reshape(-1, 3)
    assert (edge == 255).all()


@pytest.mark.parametrize("amounts", [("9", "0.2", "0.21", "0.22"), ("9", "8.9", "8.8", "1")])
def test_no_label_stands_on_another(amounts: tuple[str, ...]) -> None:
    """Prices close to one another, at the top or at the foot: each is named in its own place."""
    vendors = ("baidu", "deepseek", "aliyun", "zhipu")
    tracks = [track((9, a), vendor=v, label="in") for a, v in zip(amounts, vendors, strict=True)]
    shown = pixels(chart.draw(history(*tracks)))[:, 826:]
    places = []
    for vendor in vendors:
        colour = canvas.COLOURS["light"].of(vendor)
        wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
        near = abs(shown - wanted).sum(axis=2) < 60  # letters have soft edges
        rows = near.any(axis=1).nonzero()[0]
        places.append((rows.min(), rows.max()))
    assert all(above[1] < below[0] for above, below in pairwise(sorted(places)))


def test_labels_of_moves_keep_their_distance() -> None:
    """Of moves on following days one is labelled."""
    steps = track((20, "9"), (6, "8"), (5, "7"), (4, "6"))
    marks = tuple(Mark(ENDS - n * DAY, f"−{n} %") for n in (6, 5, 4))
    drawn = chart.draw(history(replace(steps, marks=marks)))
    assert drawn == chart.draw(history(replace(steps, marks=marks[1:])))
    assert drawn != chart.draw(history(replace(steps, marks=marks[:1])))


@pytest.mark.parametrize("dearest", ["7000000", "9", "0.000009"])
def test_the_axis_has_a_few_round_amounts(dearest: str) -> None:
    """Whatever the prices: some lines across, never a thicket."""
    png = chart.draw(history(track((20, dearest), (10, "0.0000011"))))
    grid = canvas.COLOURS["light"].grid
    assert 2 <= len(rows_of(grid, png, 0.14)) <= 14


def test_a_war_is_a_ladder_from_old_to_new() -> None:
    """A free model reaches the left edge; a launch is a point and no line."""
    png = chart.draw(WAR)
    assert rows_of(RED, png, 0.2)
    assert not rows_of(BLUE, png, 0.2)
    assert chart.draw(replace(WAR, rungs=WAR.rungs[:1])) != png
    assert size(chart.draw(replace(WAR, rungs=()))) == (1080, 1350)


# Kept


def test_a_chart_is_kept_until_the_data_change() -> None:
    """The same facts give the same bytes without drawing; others and another theme do not."""
    one, other = history(track((9, "3"))), history(track((9, "2")))
    first = chart.draw(one)
    assert chart.draw(history(track((9, "3")))) is first
    assert len({chart.draw(one, "dark"), chart.draw(other), first}) == 3
    assert chart.name(one, "light") == chart.name(history(track((9, "3"))), "light")
    assert chart.name(one, "light") != chart.name(one, "dark")


def test_only_so_many_charts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was not asked for longest makes room."""
    drawn = []

    def draw(picture: chart.Picture, _: Theme) -> bytes:
        drawn.append(picture)
        return b""

    monkeypatch.setattr(chart, "_fresh", draw)
    pictures = [history(title=str(n)) for n in range(chart.KEPT + 1)]
    for picture in pictures[: chart.KEPT]:
        chart.draw(picture)
    chart.draw(pictures[0])
    chart.draw(pictures[-1])
    assert len(drawn) == chart.KEPT + 1
    chart.draw(pictures[0])
    chart.draw(pictures[1])
    assert drawn[chart.KEPT + 1 :] == [pictures[1]]


def test_any_thread_may_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several at once get what each would have got alone."""
    pictures = [history(track((9, str(n))), title=f"模型 {n}") for n in range(1, 7)]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(chart.draw, pictures))
    monkeypatch.setattr(chart, "_drawn", OrderedDict())
    assert together == [chart.draw(picture) for picture in pictures]


# Letters


def test_every_letter_of_both_languages_is_in_the_font() -> None:
    """No box stands in a chart for what a catalogue says."""
    known = FT2Font(str(canvas.font_file())).get_charmap()
    said = "".join(map(repr, (CHINESE, ENGLISH, REPLIES_ZH, REPLIES_EN))) + "≤≥×≈¥€–−→●■"
    assert {letter for letter in said if ord(letter) not in known} == set()


@pytest.mark.filterwarnings("error")
def test_chinese_is_drawn_without_a_missing_letter() -> None:
    """The library warns of each glyph that it does not find."""
    title = "豆包 Seed-1.6：输入 ≤ 32k，输出 > 200（≈ ¥0.4）"
    png = chart.draw(history(track((9, "3"), label="缓存命中输入"), title=title, language="zh"))
    assert png != chart.draw(
        history(track((9, "3"), label="缓存命中输入"), title="", language="zh")
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a few words", ["a few words"]),
        ("输出（输入 ≤ 32k，输出 > 200）", ["输出（输入", "≤ 32k，输出", "> 200）"]),
        ("input (input 128k–256k)", ["input", "(input", "128k–256k)"]),
    ],
)
def test_a_line_is_broken_where_a_reader_would(text: str, lines: list[str]) -> None:
    """Between words or 汉字; not before a comma, not between a sign and its number."""
    room = {"a few words": 0.88}.get(text, 0.155)
    assert canvas.folded(text, 9.5, room) == lines
    assert not any(re.match(r"[，。）]", line) for line in canvas.folded(text, 9.5, 0.05))


def test_without_the_font_there_is_no_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what is missing."""
    monkeypatch.setattr(canvas, "find_spec", lambda _: None)
    with pytest.raises(canvas.NoFont, match=r"NotoSansSC-Regular\.ttf of the package zhplot"):
        chart.draw(history(title="never drawn before"))


def test_the_drawing_library_waits_for_the_first_chart() -> None:
    """A service that draws nothing stays small."""
    code = "import sys, bot.cli, bot.chart; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

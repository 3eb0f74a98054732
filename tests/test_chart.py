"""Charts as a reader sees them: the right size, steps where they belong, every letter drawn."""

import re
import struct
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from io import BytesIO
from itertools import combinations, pairwise
from math import dist, inf
from typing import Any, get_args

import pytest
from matplotlib import image
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from stall import BEIJING

from bot import chart
from bot.chart import History, Leap, Mark, Panel, Rung, Spot, Theme, Track, War, canvas, labels
from bot.chart.dates import dates
from bot.chart.labels import Label
from bot.words.chinese import CHINESE
from bot.words.english import ENGLISH
from bot.words.replies_chinese import REPLIES_ZH
from bot.words.replies_english import REPLIES_EN
from scrapers import registry

ENDS = datetime(2026, 8, 22, tzinfo=UTC)
DAY = timedelta(days=1)
LISTS = ("litellm", "modelsdev", "openrouter")  # of other people's prices
THEMES: tuple[Theme, ...] = get_args(Theme)
RED = canvas.COLOURS["light"].of("baidu")
BLUE = canvas.COLOURS["light"].of("deepseek")


def priced(amount: str | None) -> tuple[Decimal | None, bool]:
    """An amount, and whether it is called free."""
    return (None if amount is None else Decimal(amount.replace("free", "0"))), amount == "free"


def track(*steps: tuple[int, str | None], **more: Any) -> Track:
    """A price by days before the end."""
    moved = tuple(Spot(ENDS - days * DAY, *priced(amount)) for days, amount in steps)
    given: dict[str, Any] = {"label": "input", "vendor": "baidu", "stroke": 0, "steps": moved}
    return Track(**given | more)


def history(*tracks: Track, **more: Any) -> History:
    """A chart of one panel."""
    given: dict[str, Any] = {"title": "ernie-5", "subtitle": "Baidu", "ends": ENDS}
    panels = (Panel("CNY per 1M tokens", tracks),)
    return History(**{"panels": panels, "free": "free", "gone": "gone"} | given | more)


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


def written(picture: chart.Picture) -> dict[str, tuple[float, float]]:
    """What is written on a chart, and where it begins and ends from left to right, in pixels."""
    seen: dict[str, tuple[float, float]] = {}
    plainly = Text.draw

    def write(self: Text, renderer: Any, *args: Any, **kwargs: Any) -> None:
        plainly(self, renderer, *args, **kwargs)
        box = self.get_window_extent(renderer)
        seen[self.get_text().strip()] = (box.x0, box.x1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", write)
        patch.setattr(chart, "_drawn", OrderedDict())
        chart.draw(picture)
    return seen


def texts(picture: chart.Picture) -> set[str]:
    """What is written on a chart."""
    return set(written(picture))


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2 counts it."""
    dark, light = sorted(_xyz(colour)[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def apart(one: str, other: str) -> float:
    """How far two colours are apart to the eye (CIE 1976)."""
    return dist(_lab(one), _lab(other))


def _lab(colour: str) -> tuple[float, float, float]:
    white = (0.9505, 1.0, 1.089)
    parts = (v / w for v, w in zip(_xyz(colour), white, strict=True))
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _xyz(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return (
        0.4124 * red + 0.3576 * green + 0.1805 * blue,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        0.0193 * red + 0.1192 * green + 0.9505 * blue,
    )


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
    ended = replace(flips, marks=(*marked.marks, Mark(ENDS - 11 * DAY, "free", inf)))
    assert "free" in texts(history(ended, free="nothing"))


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
        colour = canvas.COLOURS["light"].ink_of(vendor)
        wanted = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
        near = abs(shown - wanted).sum(axis=2) < 60  # letters have soft edges
        rows = near.any(axis=1).nonzero()[0]
        places.append((rows.min(), rows.max()))
    assert all(above[1] < below[0] for above, below in pairwise(sorted(places)))


def test_labels_keep_their_distance() -> None:
    """From one another, lines and the edge; the weightiest stay, the same is said once."""
    many = [Label(f"−{n} %", 40 + n, 100 + n, n) for n in range(30)]
    line = (0.0, 108.0, 200.0, 108.0)
    shown = labels.placed([*many, replace(many[-1], weight=99)], [line], 200, 200)
    boxes = [one.box for one in shown]
    assert shown[0].label.weight == 99
    assert 1 < len(shown) < 30
    assert len({one.label.text for one in shown}) == len(shown)
    for one, other in combinations([*boxes, line], 2):
        assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] < one[3])
    (edge,) = labels.placed([Label("free", 199, 1, 1)], [], 200, 200)
    assert edge.align == "right"
    assert edge.y > 0
    assert labels.placed([Label("too wide to be put anywhere", 50, 50, 1)], [], 99, 99) == []


@pytest.mark.parametrize("dearest", ["7000000", "9", "0.000009"])
def test_the_axis_has_a_few_round_amounts(dearest: str) -> None:
    """Whatever the prices: some lines across, never a thicket."""
    png = chart.draw(history(track((20, dearest), (10, "0.0000011"))))
    grid = canvas.COLOURS["light"].grid
    assert 2 <= len(rows_of(grid, png, 0.14)) <= 14


def test_a_war_is_a_ladder_from_old_to_new() -> None:
    """A free model reaches the left edge; a launch is a point and no line."""
    png = chart.draw(WAR)
    assert rows_of(RED, png, 0.17)
    assert not rows_of(BLUE, png, 0.17)
    assert chart.draw(replace(WAR, rungs=WAR.rungs[:1])) != png
    assert size(chart.draw(replace(WAR, rungs=()))) == (1080, 1350)


def test_free_is_said_where_the_page_says_so() -> None:
    """A bare 0 is a 0, on the axis as at the end of a line."""
    for steps, said in (
        (((20, "4"), (10, "free")), {"free"}),
        (((20, "4"), (10, "0")), {"0"}),
        (((20, "free"), (10, "0")), {"0"}),
        (((20, "0"), (10, "free")), {"0", "free"}),
    ):
        assert texts(history(track(*steps))) & {"0", "free"} == said


def test_what_is_gone_is_named() -> None:
    """It is said of it that it is."""
    said = texts(history(track((20, "4"), (10, None))))
    assert {"input", "gone"} <= set(said)


def test_what_moved_says_what_it_cost_first() -> None:
    """The old price need not be guessed from the lines across."""
    marks = (Mark(ENDS - 10 * DAY, "−58 %", 1),)
    assert "7.37" in texts(history(track((20, "7.37"), (10, "3.1"), marks=marks)))


def test_lines_without_room_for_their_names_have_numbers() -> None:
    """The highest is the first, and below the chart each number is explained in full."""
    long = "output (input 128k–256k, output > 200, thinking)"
    many = [track((9, str(n + 1)), label=f"{n} {long}", stroke=n) for n in range(8)]
    said = texts(history(*many))
    assert f"① 7 {long}" in said
    assert f"⑧ 0 {long}" in said
    assert "②" in said


def test_prices_that_are_equal_do_not_hide_each_other() -> None:
    """Of two vendors with one price both colours are seen, one at the sides of the other."""
    lines = track((9, "3")), track((9, "3"), vendor="deepseek")
    png = chart.draw(history(*lines))
    assert rows_of(RED, png, 0.6)
    assert rows_of(BLUE, png, 0.6)


def test_lines_of_one_meter_are_told_apart() -> None:
    """The off-peak price stands where the peak price goes after a cut: it is thinner."""
    peak, off = track((20, "4"), (10, "2")), track((20, "2"), (10, "1"), thin=True)
    wide, narrow = (rows_of(RED, chart.draw(history(one)), 0.2) for one in (peak, off))
    assert 0 < len(narrow) < len(wide)


@pytest.mark.parametrize("theme", THEMES)
def test_every_vendor_can_be_read_and_told_from_the_others(theme: Theme) -> None:
    """Letters have the contrast that WCAG 2 asks for; no two colours are nearly alike."""
    colours, vendors = canvas.COLOURS[theme], sorted(registry.vendors())
    for vendor in [*vendors, "somebody else"]:
        assert contrast(colours.ink_of(vendor), colours.ground) >= 4.5, vendor
    known = [vendor for vendor in vendors if vendor not in LISTS]
    for one, other in combinations(known, 2):
        assert apart(colours.of(one), colours.of(other)) > 18, (one, other)


@pytest.mark.parametrize(
    ("days", "zone", "language", "said"),
    [
        (7, UTC, "en", ["Aug 15", "Aug 17", "Aug 19", "Aug 21"]),
        (7, BEIJING, "zh", ["8月17日", "8月19日", "8月21日"]),
        (40, UTC, "en", ["Jul 21", "Aug 1", "Aug 11", "Aug 21"]),
        (300, UTC, "zh", ["11月", "2026年1月", "3月", "5月", "7月"]),
        (150, UTC, "en", ["Apr 2026", "May", "Jun", "Jul", "Aug"]),
        (3650, UTC, "zh", ["2018年", "2020年", "2022年", "2024年", "2026年"]),
    ],
)
def test_dates_stand_where_days_begin(
    days: int, zone: tzinfo, language: str, said: list[str]
) -> None:
    """In the reader's zone and language, few of them, months with a year where one begins."""
    found = dates(ENDS - days * DAY, ENDS, zone, language)
    assert [label for _, label in found] == said
    assert {at.astimezone(zone).time() for at, _ in found} == {time()}


def test_the_label_of_a_rise_stands_beyond_its_line() -> None:
    """As that of a cut does: nothing strikes it through, and what it names is the new price."""
    for old, new in (("0.1", "0.5"), ("0.5", "0.1"), ("0.5", "0")):
        picture = replace(WAR, rungs=(Rung("", "baidu", (leap(old, new), None)),))
        shown = pixels(chart.draw(picture))
        wanted = [int(RED[place : place + 2], 16) for place in (1, 3, 5)]
        line = (shown == wanted).all(axis=2).any(axis=0).nonzero()[0]
        begins, ends = written(picture)["1/72"]
        assert begins > line.max() if Decimal(new) > Decimal(old) else ends < line.min()


def test_a_bare_0_is_not_free_in_a_war_either() -> None:
    """The axis has the word where all that cost nothing is called so."""
    free = Leap(Decimal("0.5"), Decimal(0), "nothing", free=True)
    for given, said in (((free, None), {"free"}), ((free, replace(free, free=False)), {"0"})):
        picture = replace(WAR, free="free", rungs=(Rung("", "baidu", given),))
        assert texts(picture) & {"free", "0"} == said


def test_a_long_name_keeps_as_much_as_has_room() -> None:
    """And not only what stands before the model."""
    name = "May 21 Alibaba Cloud a-model-with-a-name-that-is-longer-than-any-line-of-a-chart-" * 2
    said = texts(replace(WAR, rungs=(replace(WAR.rungs[0], label=name),)))
    assert any("a-model-with-a-name-that-is-longer" in one and one.endswith("…") for one in said)


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
    ("text", "room", "lines"),
    [
        ("a few words", 0.88, ["a few words"]),
        ("输出（输入 ≤ 32k，输出 > 200）", 0.155, ["输出（输入", "≤ 32k，输出", "> 200）"]),
        ("input (input 128k–256k)", 0.155, ["input (input", "128k–256k)"]),
        ("自 2026年8月22日 起", 0.17, ["自", "2026年8月22日", "起"]),
        ("a-model-of-many-words", 0.155, ["a-model-of-", "many-words"]),
        ("nnnnnnnnnnnnnnnnnnnn", 0.155, ["nnnnnnnnnn", "nnnnnnnnnn"]),
    ],
)
def test_a_line_is_broken_where_a_reader_would(text: str, room: float, lines: list[str]) -> None:
    """Between words or 汉字; not before a comma, between a sign and its number, within a date.

    A word that is longer than a line is broken behind a sign, else where the line ends.
    """
    assert canvas.folded(text, 9.5, room) == lines
    assert not any(re.match(r"[，。）]", line) for line in canvas.folded(text, 9.5, 0.12))


def test_of_too_many_lines_the_last_says_that_it_goes_on() -> None:
    """And is not longer for it."""
    assert canvas.folded("one two three four five", 9.5, 0.155, most=2)[-1] == "three four f…"
    assert canvas.folded("one two three four five", 9.5, 0.155, most=1) == ["one two th…"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("odd", ["x$_$y", "$\\foo$", "a\\$b", "$x^2_i$", "价格 $5"])
def test_a_dollar_in_a_name_is_a_dollar(odd: str) -> None:
    """No formula, whether it could be one or not."""
    one = track((20, "4"), (5, "free"), label=odd, marks=(Mark(ENDS - 5 * DAY, odd),))
    given = {"subtitle": odd, "notes": (odd,), "free": odd, "panels": (Panel(odd, (one,)),)}
    assert texts(history(title=odd, **given)) >= {odd}
    rung = replace(WAR.rungs[0], label=odd)
    assert chart.draw(replace(WAR, title=odd, axis=odd, meters=(odd,), rungs=(rung,)))


@pytest.mark.filterwarnings("error")
def test_what_the_font_does_not_have_is_left_out() -> None:
    """No box stands for an emoji."""
    assert "豆包" in texts(history(track((9, "3")), title="豆包😀"))


def test_a_long_name_stays_on_the_sheet() -> None:
    """Whatever it is made of."""
    name = "a-model-with-a-hundred-letters-and-more-that-never-seems-to-end-at-all-2026-08-22" * 3
    for title in (name, name.replace("-", "")):
        edge = pixels(chart.draw(history(track((9, "3"), label=title), title=title)))[:, 1060:]
        assert (edge == 255).all()


def test_without_the_font_there_is_no_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what is missing."""
    monkeypatch.setattr(canvas, "find_spec", lambda _: None)
    with pytest.raises(canvas.NoFont, match=r"NotoSansSC-Regular\.ttf of the package zhplot"):
        chart.draw(history(title="never drawn before"))


def test_the_drawing_library_waits_for_the_first_chart() -> None:
    """A service that draws nothing stays small."""
    code = "import sys, bot.cli, bot.chart; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""A sheet as wide as a phone, its colours and letters. The drawing library is loaded with it.

The font is Noto Sans SC, which the package zhplot carries: it is read as a file, because importing
that package would set up the library for the whole process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

from bot.chart.pictures import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

PIXELS: Final = (1080, 1350)
_DPI: Final = 200
INCHES: Final = (PIXELS[0] / _DPI, PIXELS[1] / _DPI)
_FONT: Final = "NotoSansSC-Regular.ttf"

# One colour a vendor: its own, where that is told from its rivals' at a glance.
_VENDORS: Final[Mapping[str, str]] = {
    "aliyun": "#f2730d",
    "anthropic": "#c15f3c",
    "baidu": "#d7263d",
    "deepseek": "#3f5efb",
    "google": "#d99a00",
    "minimax": "#e0447c",
    "mistral": "#e8590c",
    "moonshot": "#7a5af8",
    "openai": "#0e9c7b",
    "siliconflow": "#9333ea",
    "tencent": "#0b6bcb",
    "volcengine": "#17a34a",
    "xai": "#64748b",
    "zhipu": "#0891b2",
}
_CHINESE: Final = 0x2E7F  # letters beyond are as wide as high
_CLOSING: Final = "，。、：；）》”’！？,.;:)"
_SIGNS: Final = ("≤ ", "> ", "≈ ")  # go with the number behind them
_OPENING: Final = "（《“‘("
_OTHERS: Final = ("#7c6f64", "#5f7161", "#8a5a83", "#4f6d8f", "#94724a")


@dataclass(frozen=True, slots=True)
class Colours:
    """What a theme is painted with."""

    ground: str
    ink: str
    faint: str
    grid: str
    lighten: float

    def of(self, vendor: str) -> str:
        """A vendor's colour, light enough for the ground."""
        known = _VENDORS.get(vendor) or _OTHERS[crc32(vendor.encode()) % len(_OTHERS)]
        parts = (int(known[place : place + 2], 16) for place in (1, 3, 5))
        return "#" + "".join(f"{round(p + (255 - p) * self.lighten):02x}" for p in parts)


COLOURS: Final[Mapping[Theme, Colours]] = {
    "light": Colours("#ffffff", "#1c1f24", "#6b7280", "#e5e7eb", 0),
    "dark": Colours("#17191d", "#eceef2", "#9aa2af", "#30343c", 0.3),
}


class NoFont(FileNotFoundError):
    """The font for charts is not installed."""


def font(size: float) -> "FontProperties":
    """The letters of a chart. Raises NoFont."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - an idle service is small

    return FontProperties(fname=font_file(), size=size)


def font_file() -> Path:
    """The file of the font. Raises NoFont."""
    found = find_spec("zhplot")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (path := Path(folder) / "fonts" / _FONT).is_file():
            return path
    raise NoFont(f"{_FONT} of the package zhplot is not installed")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: title on top, notes at the foot, room between them for axes."""

    figure: "Figure"
    colours: Colours
    top: float
    foot: float

    def axes(self, left: float, bottom: float, right: float, top: float) -> "Axes":
        """Bare axes between these edges, in parts of the sheet."""
        axes: Axes = self.figure.add_axes((left, bottom, right - left, top - bottom))
        axes.set_facecolor(self.colours.ground)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(self.colours.grid)
        axes.tick_params(length=0, colors=self.colours.faint, pad=5)
        return axes

    def png(self) -> bytes:
        """The sheet as a file, without a word about who made it or when."""
        kept = BytesIO()
        self.figure.savefig(kept, format="png", dpi=_DPI, metadata={"Software": None})
        return kept.getvalue()


def sheet(title: str, subtitle: str, notes: tuple[str, ...], theme: Theme) -> Sheet:
    """A new sheet with its texts. Raises NoFont."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    colours = COLOURS[theme]
    figure = Figure(figsize=INCHES, dpi=_DPI, facecolor=colours.ground)
    FigureCanvasAgg(figure)
    top = 0.965
    for text, size, colour in ((title, 17, colours.ink), (subtitle, 10.5, colours.faint)):
        lines = folded(text, size)
        figure.text(
            0.06,
            top,
            "\n".join(lines),
            fontproperties=font(size),
            color=colour,
            va="top",
            linespacing=1.25,
        )
        top -= len(lines) * size * 1.5 / 72 / INCHES[1]
    foot = 0.03
    for note in reversed(notes):
        lines = folded(note, 9)
        figure.text(0.06, foot, "\n".join(lines), fontproperties=font(9), color=colours.faint)
        foot += len(lines) * 9 * 1.5 / 72 / INCHES[1]
    return Sheet(figure, colours, top, foot)


def folded(text: str, size: float, room: float = 0.88) -> list[str]:
    """The text in lines that fit a part of the sheet's width; broken between words or 汉字."""
    most = room * INCHES[0] * 72 / size  # in widths of one Chinese letter
    lines, used = [""], 0.0
    for word in _words(text):
        wide = breadth(word)
        if lines[-1] and used + wide > most:
            lines.append("")
            used = 0.0
        lines[-1] += word
        used += wide
    return [line.strip() for line in lines if line.strip()]


def breadth(text: str) -> float:
    """About how wide a text is, in widths of a Chinese letter."""
    return sum(1.0 if ord(letter) > _CHINESE else 0.56 for letter in text)


def _words(text: str) -> list[str]:
    """Where a line may be broken: behind a space, and around 汉字 but not before a 、 or a ）."""
    words = [""]
    for letter in text:
        last = words[-1][-1:]
        between = ord(letter) > _CHINESE or ord(last or " ") > _CHINESE
        bound = letter in _CLOSING or last in _OPENING or words[-1].endswith(_SIGNS)
        if last and (last == " " or between) and not bound:
            words.append("")
        words[-1] += letter
    return words

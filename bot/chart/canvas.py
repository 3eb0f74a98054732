"""A sheet as wide as a phone, its colours and letters. The drawing library is loaded with it.

The font is Noto Sans SC, which the package zhplot carries: it is read as a file, because importing
that package would set up the library for the whole process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from bot.chart.pictures import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

PIXELS: Final = (1080, 1350)
_DPI: Final = 200
INCHES: Final = (PIXELS[0] / _DPI, PIXELS[1] / _DPI)
_TITLE: Final = 17
_LONG_TITLE: Final = 13
_FONT: Final = "NotoSansSC-Regular.ttf"

# One colour a vendor: near its own, and told from every other on both grounds.
_VENDORS: Final[Mapping[str, str]] = {
    "aliyun": "#f2730d",
    "anthropic": "#8f4a2b",
    "baidu": "#cf1f2e",
    "deepseek": "#2f55e8",
    "google": "#d9a400",
    "minimax": "#ee4fa0",
    "mistral": "#7d8c00",
    "moonshot": "#1f2a63",
    "openai": "#0e9c7b",
    "siliconflow": "#9a35d6",
    "tencent": "#3c9ae8",
    "volcengine": "#2f9e2f",
    "xai": "#6b7280",
    "zhipu": "#0a7f95",
}
_CHINESE: Final = 0x2E7F  # letters beyond are as wide as high
_CLOSING: Final = "，。、：；）》”’！？,.;:)"
_SIGNS: Final = ("≤ ", "> ", "≈ ")  # go with the number behind them
_READABLE: Final = 4.5  # contrast of small letters, as WCAG 2 asks for
_BREAKS: Final = "-_/.:@"  # in a word that is too long for a line
_DATE: Final = "年月日"
_LOOSE: Final = " \u00a0·"  # not at the ends of lines
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
        return _mixed(known, "#ffffff", self.lighten)

    def ink_of(self, vendor: str) -> str:
        """The same for letters: nearer to the ink until they can be read on the ground."""
        colour, share = self.of(vendor), 0.0
        while _contrast(colour, self.ground) < _READABLE:
            share += 0.05
            colour = _mixed(self.of(vendor), self.ink, share)
        return colour


def _mixed(colour: str, other: str, share: float) -> str:
    """A colour with so much of another one in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2 counts it (w3.org/TR/WCAG22, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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


@lru_cache(maxsize=1)
def _face() -> "FT2Font":
    """The font as it is measured. Raises NoFont."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - as above

    return FT2Font(str(font_file()))


@lru_cache(maxsize=4096)
def _width(letter: str) -> float | None:
    """How wide a letter is, in widths of a Chinese one; None where the font does not have it."""
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415 - as above

    face = _face()
    if not face.get_char_index(ord(letter)):
        return None
    glyph = face.load_char(ord(letter), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / face.units_per_EM


def breadth(text: str) -> float:
    """How wide a text is, in widths of a Chinese letter."""
    return sum(_width(letter) or 0.0 for letter in text)


def _drawable(text: str) -> str:
    """The text without what the font has no letter for, such as emoji."""
    return "".join(letter for letter in text if letter == "\n" or _width(letter) is not None)


def lettered(size: float, colour: str) -> dict[str, Any]:
    """How texts are drawn: a `$` that a page prints is a dollar, no formula. Raises NoFont."""
    return {"fontproperties": font(size), "color": colour, "parse_math": False}


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
    large = _TITLE if len(folded(title, _TITLE)) == 1 else _LONG_TITLE
    for text, size, colour in ((title, large, colours.ink), (subtitle, 10.5, colours.faint)):
        lines = folded(text, size, most=3)
        said: dict[str, Any] = {"va": "top", "linespacing": 1.25}
        said |= lettered(size, colour)
        figure.text(0.06, top, "\n".join(lines), **said)
        top -= len(lines) * size * 1.5 / 72 / INCHES[1]
    foot = 0.03
    for note in reversed(notes):
        lines = folded(note, 9)
        figure.text(0.06, foot, "\n".join(lines), **lettered(9, colours.faint))
        foot += len(lines) * 9 * 1.5 / 72 / INCHES[1]
    return Sheet(figure, colours, top, foot)


def folded(text: str, size: float, room: float = 0.88, most: int = 99) -> list[str]:
    """The text in lines that fit a part of the sheet's width; broken between words or 汉字.

    A word that is longer than a line is broken too. Of more than the `most` lines the last one
    ends in an ellipsis.
    """
    wide = room * INCHES[0] * 72 / size  # in widths of one Chinese letter
    lines, used = [""], 0.0
    for word in (piece for one in _words(_drawable(text)) for piece in _pieces(one, wide)):
        length = breadth(word.rstrip())
        if lines[-1] and used + length > wide:
            lines.append("")
            used = 0.0
        lines[-1] += word
        used += breadth(word)
    if len(lines) > most:
        lines[most - 1 :] = [_cut("".join(lines[most - 1 :]), wide)]
    return [line.strip(_LOOSE) for line in lines if line.strip(_LOOSE)]


def _cut(line: str, wide: float) -> str:
    """As much of a line as has room before an ellipsis."""
    while breadth(f"{line}…") > wide:
        line = line[:-1].rstrip()
    return f"{line}…"


def _pieces(word: str, wide: float) -> list[str]:
    """A word in pieces that fit a line: broken behind a sign such as -, else anywhere."""
    pieces = [""]
    for letter in word if breadth(word.rstrip()) > wide else ():
        if breadth(pieces[-1] + letter) > wide:
            kept = max(pieces[-1].rfind(sign) for sign in _BREAKS) + 1 or len(pieces[-1])
            pieces[-1:] = [pieces[-1][:kept], pieces[-1][kept:]]
        pieces[-1] += letter
    return pieces if pieces != [""] else [word]


def _words(text: str) -> list[str]:
    """Where a line may be broken: behind a space, around 汉字, but not before a 、 or a ）.

    A date such as 8月22日 stays whole.
    """
    words = [""]
    for letter in text:
        last = words[-1][-1:]
        between = ord(letter) > _CHINESE or ord(last or " ") > _CHINESE
        if last and (last == " " or between) and not _bound(words[-1], letter):
            words.append("")
        words[-1] += letter
    return words


def _bound(word: str, letter: str) -> bool:
    """Does the letter belong to the word before it?"""
    last = word[-1]
    if "\u00a0" in {letter, last}:  # a space at which no line is broken
        return True
    dated = (letter in _DATE and last.isdigit()) or (last in _DATE and letter.isdigit())
    return dated or letter in _CLOSING or last in _OPENING or word.endswith(_SIGNS)

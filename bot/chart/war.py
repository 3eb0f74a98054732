"""A month's moves, drawn: a rung a model, from what it cost to what it costs, free at the left."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from bot.chart.canvas import INCHES, Colours, Sheet, breadth, folded, lettered, sheet
from bot.chart.pictures import Leap, Rung, Theme, War

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEFT: Final = 0.06
_RIGHT: Final = 0.94
_POINTS: Final = ("o", "s")  # the meters, in their order
_MARGIN: Final = 0.1  # of the width on either side, for labels
_NAME: Final = (10.0, 8.5)  # points: smaller where it is long
_LEAST: Final = 5  # rungs that have room: a few do not stretch
_FREE: Final = 0.16  # of the width, kept for what is free


@dataclass(frozen=True, slots=True)
class Scale:
    """Where parts stand: 0 to 1 across, equal ratios equally far apart, free at the left."""

    low: float
    high: float

    def place(self, part: Decimal) -> float:
        """Where a part of the reference's price stands."""
        if part == 0:
            return 0.0
        reach = math.log(self.high / self.low)
        return _FREE + (1 - _FREE) * math.log(float(part) / self.low) / reach


def draw(picture: War, theme: Theme) -> bytes:
    """The chart as PNG."""
    paper = sheet(picture.title, picture.subtitle, picture.notes, theme)
    rungs = picture.rungs
    axes = paper.axes(_LEFT, paper.foot + 0.05, _RIGHT, paper.top - 0.035)
    axes.set_xlim(-_MARGIN, 1 + _MARGIN)
    axes.set_ylim(max(len(rungs), _LEAST), 0)
    axes.set_yticks([])
    scale = _scale(rungs)
    _across(axes, scale, picture, paper.colours)
    _key(paper, picture)
    for number, rung in enumerate(rungs):
        _rung(axes, rung, number, scale, paper.colours)
    return paper.png()


def _scale(rungs: Sequence[Rung]) -> Scale:
    parts = [float(part) for rung in rungs for part in _parts(rung) if part]
    low, high = min(parts, default=0.01), max(parts, default=1.0)
    return Scale(min(low / 1.5, 0.05), max(high * 1.5, 1.2))


def _parts(rung: Rung) -> Iterator[Decimal]:
    for leap in rung.leaps:
        if leap:
            yield from (part for part in (leap.old, leap.new) if part is not None)


def _across(axes: "Axes", scale: Scale, picture: War, colours: Colours) -> None:
    """Lines down for the powers of ten, named as parts of the reference's price."""
    powers = range(math.ceil(math.log10(scale.low)), math.floor(math.log10(scale.high)) + 1)
    parts = [Decimal(1).scaleb(power) for power in powers]
    labels = ["×1" if p == 1 else f"1/{1 / p:f}" if p < 1 else f"×{p:f}" for p in parts]
    places = [scale.place(part) for part in parts]
    leaps = [leap for rung in picture.rungs for leap in rung.leaps if leap]
    if any(0 in {leap.old, leap.new} for leap in leaps):
        free = all(leap.free for leap in leaps if 0 in {leap.old, leap.new})
        places, labels = [0.0, *places], [picture.free if free else "0", *labels]
    axes.set_xticks(places)
    axes.set_xticklabels(labels, **lettered(9.5, colours.faint))
    axes.grid(axis="x", color=colours.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.axvline(scale.place(Decimal(1)), color=colours.faint, linewidth=1.2, zorder=1)


def _key(paper: Sheet, picture: War) -> None:
    """What the points are, and of what their places are parts, in one line under the titles."""
    size, across, height = 9.5, _LEFT, paper.top - 0.006
    for mark, meter in zip("●■", picture.meters, strict=False):
        said = f"{mark} {meter}"
        paper.figure.text(across, height, said, va="top", **lettered(size, paper.colours.ink))
        across += (breadth(said) + 1.5) * size / 72 / INCHES[0]
    how: dict[str, Any] = {"va": "top", "ha": "right"} | lettered(size, paper.colours.faint)
    paper.figure.text(_RIGHT, height, picture.axis, **how)


def _rung(axes: "Axes", rung: Rung, number: int, scale: Scale, colours: Colours) -> None:
    """The model's name above its leaps."""
    small = len(folded(rung.label, _NAME[0], _RIGHT - _LEFT)) > 1
    size = _NAME[small]
    label = "".join(folded(rung.label, size, _RIGHT - _LEFT, most=1))
    how = {"va": "center"} | lettered(size, colours.ink_of(rung.vendor))
    axes.text(-_MARGIN, number + 0.19, label, **how)
    leaps = [(point, leap) for point, leap in zip(_POINTS, rung.leaps, strict=False) if leap]
    for place, (point, leap) in enumerate(leaps):
        height = number + 0.51 + 0.29 * place
        _leap(axes, leap, height, scale, (point, colours.of(rung.vendor), colours))


def _leap(
    axes: "Axes", leap: Leap, height: float, scale: Scale, drawn: tuple[str, str, Colours]
) -> None:
    """From the hollow point to the full one, which has the label; a lone point is a launch."""
    point, colour, colours = drawn
    new = scale.place(leap.new)
    old = new if leap.old is None else scale.place(leap.old)
    if leap.old is not None:
        axes.plot((old, new), (height, height), color=colour, linewidth=2, zorder=2)
        axes.plot(
            old,
            height,
            point,
            markersize=6.5,
            markerfacecolor=colours.ground,
            markeredgecolor=colour,
            markeredgewidth=1.6,
            zorder=3,
        )
    axes.plot(new, height, point, color=colour, markersize=7, zorder=4)
    rose = new > old  # its label goes where no line is: beyond the new point
    axes.annotate(
        leap.label,
        (new, height),
        xytext=(8 if rose else -8, 0),
        textcoords="offset points",
        ha="left" if rose else "right",
        va="center",
        zorder=5,
        **lettered(9, colours.ink),
    )

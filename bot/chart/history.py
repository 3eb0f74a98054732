"""A model's prices over time, drawn: steps, what happened, what holds now."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from bot.chart import labels, tags
from bot.chart.canvas import INCHES, Colours, Sheet, folded, lettered, sheet
from bot.chart.dates import dates
from bot.chart.labels import Box, Label
from bot.chart.pictures import History, Mark, Panel, Spot, Theme, Track
from bot.chart.tags import Tag
from scrapers.quotes import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST: Final = timedelta(days=7)  # a price that was never seen to move is a line all the same
_STROKES: Final = ("-", (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (6, 1.5, 1.4, 1.5)))
_STEEP: Final = 12  # beyond this ratio of the highest to the lowest, equal steps are equal ratios
_LINES: Final = 7  # across, at most
_CROWDED: Final = 40  # steps: more are a band, and no single one is worth a label
_WIDTH: Final = 2.4
_THIN: Final = 1.2
_WIDER: Final = 2.8  # a line that lies under another one shows at its sides
_LEFT: Final = 0.115
_RIGHT: Final = 0.745
_BESIDE: Final = 1 - _RIGHT - 0.045  # of the sheet's width, for tags
_DATES: Final = 0.045  # of its height, for dates
_COLUMN: Final = 0.435
_ROW: Final = 13.5  # points of a line of what numbers mean
_WIDE: Final = (_RIGHT - _LEFT) * INCHES[0] * 72
_HIGH: Final = INCHES[1] * 72


@dataclass(frozen=True, slots=True)
class Scale:
    """Where amounts stand: between `low` and `high`; 0 stands at `low`, whatever that is."""

    low: float
    high: float
    steep: bool

    def place(self, amount: Decimal) -> float:
        """The height of an amount on the axis."""
        return max(float(amount), self.low)

    def share(self, amount: Decimal) -> float:
        """The same, from 0 to 1 of the axis."""
        place = self.place(amount)
        if not self.steep:
            return (place - self.low) / (self.high - self.low)
        return math.log(place / self.low) / math.log(self.high / self.low)


@dataclass(frozen=True, slots=True)
class Pen:
    """What one panel is drawn with: its axes, `high` points high, from `begins` on."""

    axes: "Axes"
    scale: Scale
    picture: History
    begins: datetime
    high: float
    colours: Colours

    def label(self, text: str, spot: Spot, weight: float) -> Label:
        """Words at a price, as far from the lower left corner as that is."""
        across = (spot.at - self.begins) / (self.picture.ends - self.begins)
        return Label(
            text, across * _WIDE, self.scale.share(spot.amount or Decimal(0)) * self.high, weight
        )


def draw(picture: History, theme: Theme) -> bytes:
    """The chart as PNG."""
    paper = sheet(picture.title, picture.subtitle, picture.notes, theme)
    height = (paper.top - paper.foot) / max(len(picture.panels), 1)
    for number, panel in enumerate(picture.panels):
        top = paper.top - number * height
        _panel(paper, panel, picture, top, top - height)
    return paper.png()


def _begins(picture: History) -> datetime:
    first = (track.steps[0].at for panel in picture.panels for track in panel.tracks)
    return min(picture.ends - _LEAST, *first)


def _panel(paper: Sheet, panel: Panel, picture: History, top: float, bottom: float) -> None:
    """One currency: its title, its axes, its tracks, and what each costs now at the right.

    What has no room there is explained below.
    """
    top -= _heading(paper, panel.title, top - 0.012)
    scale = _scale(panel)
    given = [_tag(track, scale, picture, paper.colours) for track in panel.tracks]
    shown = tags.beside(given, _BESIDE, (top - bottom - _DATES) * _HIGH)
    foot = bottom + _DATES + _explain(paper, tags.explained(shown), bottom)
    axes = paper.axes(_LEFT, foot, _RIGHT, top)
    pen = Pen(axes, scale, picture, _begins(picture), (top - foot) * _HIGH, paper.colours)
    _across(pen, panel)
    _days(pen)
    for track, width in zip(panel.tracks, _widths(panel.tracks), strict=True):
        _track(pen, track, width)
    _marks(pen, panel)
    tags.put(axes, shown, pen.high, paper.colours)


def _heading(paper: Sheet, title: str, top: float) -> float:
    """The panel's title; how much of the sheet it takes, with the room below it."""
    lines = folded(title, 10.5, most=2)
    how: dict[str, Any] = {"va": "top", "linespacing": 1.25}
    how |= lettered(10.5, paper.colours.ink)
    paper.figure.text(0.06, top, "\n".join(lines), **how)
    return 0.05 + (len(lines) - 1) * 10.5 * 1.5 / _HIGH


def _explain(paper: Sheet, said: Sequence[tuple[str, str]], bottom: float) -> float:
    """What the numbers at the ends mean, below the dates; how much of the sheet that takes.

    Short ones stand in two columns.
    """
    columns = 2 if all(len(folded(text, tags.SIZE, _COLUMN)) == 1 for text, _ in said) else 1
    rows = -(-len(said) // columns)
    for number, (text, ink) in enumerate(said):
        column, row = divmod(number, rows)
        height = bottom + ((rows - row - 1) * _ROW + 3) / _HIGH
        across = 0.06 + column * (_COLUMN + 0.01)
        paper.figure.text(across, height, text, va="bottom", **lettered(tags.SIZE, ink))
    return rows * _ROW / _HIGH


# The axes


def _scale(panel: Panel) -> Scale:
    amounts = [s.amount for track in panel.tracks for s in track.steps if s.amount is not None]
    high = float(max(amounts, default=Decimal(1))) or 1.0
    priced = [float(a) for a in amounts if a]
    low = min(priced, default=high)
    if high / low <= _STEEP:
        return Scale(0, high * 1.14, steep=False)
    under = 0.4 if len(priced) < len(amounts) else 0.75
    return Scale(low * under, high * 1.3, steep=True)


def _across(pen: Pen, panel: Panel) -> None:
    """Lines across, each with its amount; the one of 0 with the word for free, if it is that."""
    axes, scale = pen.axes, pen.scale
    axes.set_ylim(scale.low, scale.high)
    if scale.steep:
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_ylim(scale.low, scale.high)
    ticks = _round_amounts(scale)
    said, places = [plain(tick) for tick in ticks], [float(tick) for tick in ticks]
    if nothing := [spot for track in panel.tracks for spot in track.steps if spot.amount == 0]:
        said = [pen.picture.free if all(spot.free for spot in nothing) else "0", *said]
        places = [scale.low, *places]
    axes.set_yticks(places)
    axes.set_yticklabels(said, **lettered(9.5, pen.colours.faint))
    axes.grid(axis="y", color=pen.colours.grid, linewidth=0.8)
    axes.set_axisbelow(True)


def _round_amounts(scale: Scale) -> list[Decimal]:
    """Round amounts for the axis: equal steps apart, or the 1, 2 and 5 of each power of ten."""
    if not scale.steep:
        step = _round_step(scale.high / 4)
        return [step * n for n in range(1, 6) if float(step * n) < scale.high]
    powers = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
    found: list[Decimal] = []
    for digits, apart in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 4)):
        amounts = (Decimal(d).scaleb(power) for power in powers[::apart] for d in digits)
        found = [one for one in amounts if scale.low * 1.2 < float(one) < scale.high]
        if len(found) <= _LINES:
            break
    return found


def _round_step(about: float) -> Decimal:
    power = Decimal(1).scaleb(math.floor(math.log10(about)))
    return next(power * d for d in (1, 2, 5, 10) if float(power * d) >= about * 0.8)


def _days(pen: Pen) -> None:
    """A few dates, where days of the reader's begin."""
    picture = pen.picture
    pen.axes.set_xlim(pen.begins.timestamp(), picture.ends.timestamp())
    found = dates(pen.begins, picture.ends, picture.zone, picture.language)
    pen.axes.set_xticks([at.timestamp() for at, _ in found])
    pen.axes.set_xticklabels([said for _, said in found], **lettered(9.5, pen.colours.faint))
    pen.axes.tick_params(axis="x", length=3, color=pen.colours.grid)


# Prices over time


def _widths(tracks: Sequence[Track]) -> list[float]:
    """How wide the lines are: one that ends where a later one does shows at its sides."""
    found = []
    for number, track in enumerate(tracks):
        above = [other for other in tracks[number + 1 :] if _hides(other, track)]
        found.append((_THIN if track.thin else _WIDTH) + _WIDER * len(above))
    return found


def _hides(above: Track, track: Track) -> bool:
    """Does a line lie on that of another vendor which costs the same?"""
    alike = (above.stroke, above.steps[-1].amount) == (track.stroke, track.steps[-1].amount)
    return alike and above.vendor != track.vendor


def _track(pen: Pen, track: Track, width: float) -> None:
    """The steps of one price, with a gap where it was not printed.

    What connects them is faint, so that no other line is taken for how this one goes on.
    """
    crowded = len(track.steps) > _CROWDED
    how: dict[str, Any] = {"color": pen.colours.of(track.vendor), "zorder": 3, "clip_on": False}
    stroke = "-" if crowded else _STROKES[track.stroke % len(_STROKES)]
    for points, more in (
        (_levels(track, pen), {"linestyle": stroke, "linewidth": 0.9 if crowded else width}),
        (_risers(track, pen), {"linewidth": 0.8}),
    ):
        pen.axes.plot(*zip(*points, strict=True), solid_capstyle="butt", **how, **more)


_APART: Final = (math.nan, math.nan)


def _levels(track: Track, pen: Pen) -> list[tuple[float, float]]:
    """Where the price stood, each time apart from the next."""
    found = [_APART]
    ends = [*(spot.at for spot in track.steps[1:]), pen.picture.ends]
    for spot, end in zip(track.steps, ends, strict=True):
        if spot.amount is not None:
            height = pen.scale.place(spot.amount)
            found += [(spot.at.timestamp(), height), (end.timestamp(), height), _APART]
    return found


def _risers(track: Track, pen: Pen) -> list[tuple[float, float]]:
    """What connects the steps, each apart from the next."""
    found = [_APART]
    for before, spot in pairwise(track.steps):
        if before.amount is not None and spot.amount is not None:
            heights = (pen.scale.place(before.amount), pen.scale.place(spot.amount))
            found += [*((spot.at.timestamp(), height) for height in heights), _APART]
    return found


# What happened


def _marks(pen: Pen, panel: Panel) -> None:
    """Points where something happened, and as many of their labels as have room.

    What moved has what it cost first at its beginning, if there is room for that too.
    """
    found: list[Label] = []
    for track in panel.tracks:
        spots = [(mark, _point(pen, track, mark.at)) for mark in _worth(track)]
        moves = [pen.label(mark.label, spot, mark.size) for mark, spot in spots if spot]
        found += moves
        first = track.steps[0]
        if moves and first.amount:
            found.append(pen.label(plain(first.amount), first, -1.0))
    lines = [line for track in panel.tracks for line in _lines(track, pen)]
    for one in labels.placed(found, lines, _WIDE, pen.high):
        pen.axes.annotate(
            one.label.text,
            (0, 0),
            xycoords="axes fraction",
            xytext=(one.x, one.y),
            textcoords="offset points",
            ha=one.align,
            zorder=5,
            annotation_clip=False,
            **lettered(labels.SIZE, pen.colours.ink),
        )


def _worth(track: Track) -> Sequence[Mark]:
    """The marks that are drawn: of a band only how it ended, where that is free or gone."""
    if len(track.steps) <= _CROWDED:
        return track.marks
    return [mark for mark in track.marks[-1:] if math.isinf(mark.size)]


def _lines(track: Track, pen: Pen) -> Iterator[Box]:
    """What of a track no label may cover: its levels and what connects them."""
    for spot, after in pairwise([*track.steps, track.steps[-1]._replace(at=pen.picture.ends)]):
        if spot.amount is not None:
            here, there = pen.label("", spot, 0), pen.label("", after, 0)
            yield here.x, here.y, there.x, here.y
            if after.amount is not None:
                yield there.x, min(here.y, there.y), there.x, max(here.y, there.y)


def _point(pen: Pen, track: Track, at: datetime) -> Spot | None:
    """A point where something happened; a cross where the price was no longer printed."""
    past = [spot for spot in track.steps if spot.at <= at]
    printed = [spot for spot in past if spot.amount is not None]
    if not printed:
        return None
    spot = printed[-1]._replace(at=at)
    pen.axes.plot(
        at.timestamp(),
        pen.scale.place(spot.amount or Decimal(0)),
        "X" if past[-1].amount is None else "o",
        color=pen.colours.of(track.vendor),
        markersize=6,
        markeredgecolor=pen.colours.ground,
        zorder=4,
        clip_on=False,
    )
    return spot


def _tag(track: Track, scale: Scale, picture: History, colours: Colours) -> Tag:
    """What a price is and costs now; of one that is gone, that it is, where it was last."""
    last = track.steps[-1]
    printed = [spot.amount for spot in track.steps if spot.amount is not None]
    said = picture.gone if last.amount is None else plain(last.amount)
    return Tag(
        scale.share(printed[-1] if printed else Decimal(0)),
        track.label,
        picture.free if last.free else said,
        colours.of(track.vendor),
        colours.ink_of(track.vendor),
        gone=last.amount is None,
    )

"""A model's prices over time, drawn: steps, what happened, what holds now."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.dates import format_skeleton

from bot.chart.canvas import INCHES, Colours, Sheet, folded, font, sheet
from bot.chart.pictures import History, Mark, Panel, Theme, Track
from scrapers.quotes import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST: Final = timedelta(days=7)  # a price that was never seen to move is a line all the same
_STROKES: Final = ("-", (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (6, 1.5, 1.4, 1.5)))
_STEEP: Final = 12  # beyond this ratio of the highest to the lowest, equal steps are equal ratios
_OVER: Final = 14.0  # points above and below the axes that tags may take
_UNDER: Final = 22.0
_MARKED: Final = 5  # so many of a track's moves are labelled
_SPREAD: Final = 0.13  # of the time that is shown: as wide as a label
_LINES: Final = 7  # across, at most
_CROWDED: Final = 40  # steps: more are a band, and no single one is worth a label
_SMALL: Final = 9.5
_LEFT: Final = 0.115
_RIGHT: Final = 0.745


@dataclass(frozen=True, slots=True)
class Scale:
    """Where amounts stand: between `low` and `high`; 0 stands at `low`, whatever that is."""

    low: float
    high: float
    steep: bool

    def place(self, amount: Decimal) -> float:
        """The height of an amount on the axis."""
        return max(float(amount), self.low)


def draw(picture: History, theme: Theme) -> bytes:
    """The chart as PNG."""
    paper = sheet(picture.title, picture.subtitle, picture.notes, theme)
    begins = min(picture.ends - _LEAST, *_times(picture.panels))
    height = (paper.top - paper.foot) / max(len(picture.panels), 1)
    for number, panel in enumerate(picture.panels):
        top = paper.top - number * height
        _panel(paper, panel, picture, (begins, top, top - height))
    return paper.png()


def _times(panels: Sequence[Panel]) -> Iterator[datetime]:
    for panel in panels:
        for track in panel.tracks:
            yield track.steps[0][0]


def _panel(
    paper: Sheet, panel: Panel, picture: History, where: tuple[datetime, float, float]
) -> None:
    """One currency: its title, its axes, its tracks, and what each costs now at the right."""
    begins, top, bottom = where
    paper.figure.text(
        0.06,
        top - 0.012,
        panel.title,
        fontproperties=font(10.5),
        color=paper.colours.ink,
        va="top",
    )
    axes = paper.axes(_LEFT, bottom + 0.045, _RIGHT, top - 0.05)
    scale = _scale(panel)
    axes.set_xlim(begins.timestamp(), picture.ends.timestamp())
    axes.set_ylim(scale.low, scale.high)
    if scale.steep:
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_ylim(scale.low, scale.high)
    _heights(axes, panel, scale, picture, paper.colours)
    _days(axes, begins, picture, paper.colours)
    for track in panel.tracks:
        _track(axes, track, scale, picture, paper.colours)
    _ends(axes, panel.tracks, scale, picture, paper.colours)


def _scale(panel: Panel) -> Scale:
    amounts = [a for track in panel.tracks for _, a in track.steps if a is not None]
    high = float(max(amounts, default=Decimal(1))) or 1.0
    priced = [float(a) for a in amounts if a]
    low = min(priced, default=high)
    if high / low <= _STEEP:
        return Scale(0, high * 1.14, steep=False)
    under = 0.4 if len(priced) < len(amounts) else 0.75
    return Scale(low * under, high * 1.3, steep=True)


def _heights(axes: "Axes", panel: Panel, scale: Scale, picture: History, colours: Colours) -> None:
    """Lines across, each with its amount; the one of 0 with the word for free, if it is that."""
    ticks = _round_amounts(scale)
    free = any(amount == 0 for track in panel.tracks for _, amount in track.steps)
    labels = [plain(tick) for tick in ticks]
    places = [float(tick) for tick in ticks]
    if free:
        ticks, labels = [Decimal(0), *ticks], [picture.free, *labels]
        places = [scale.low, *places]
    axes.set_yticks(places)
    axes.set_yticklabels(labels, fontproperties=font(9.5), color=colours.faint)
    axes.grid(axis="y", color=colours.grid, linewidth=0.8)
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


def _days(axes: "Axes", begins: datetime, picture: History, colours: Colours) -> None:
    """Four or five dates, as far apart as the time that is shown."""
    length = picture.ends - begins
    skeleton = "yyMMM" if length > timedelta(days=300) else "MMMd"
    times = [begins + length * part / 8 for part in (1, 3, 5, 7)]
    labels = [format_skeleton(skeleton, time, locale=picture.language) for time in times]
    axes.set_xticks([time.timestamp() for time in times])
    axes.set_xticklabels(labels, fontproperties=font(9.5), color=colours.faint)


def _track(axes: "Axes", track: Track, scale: Scale, picture: History, colours: Colours) -> None:
    """The steps of one price, with a gap where it was not printed, and what happened to it."""
    crowded = len(track.steps) > _CROWDED
    times = [at.timestamp() for at, _ in track.steps] + [picture.ends.timestamp()]
    amounts = [math.nan if a is None else scale.place(a) for _, a in track.steps]
    colour = colours.of(track.vendor)
    axes.plot(
        times,
        [*amounts, amounts[-1]],
        drawstyle="steps-post",
        color=colour,
        linestyle=_STROKES[track.stroke % len(_STROKES)],
        linewidth=0.9 if crowded else 2.4,
        solid_capstyle="butt",
        zorder=3,
        clip_on=False,
    )
    marks = () if crowded else _spread(track.marks, axes.get_xlim())
    for mark in marks:
        _mark(axes, mark, track, scale, colours)


def _spread(marks: Sequence[Mark], shown: tuple[float, float]) -> list[Mark]:
    """The last few marks, none so close to the next that their labels would meet."""
    room, edge = (shown[1] - shown[0]) * _SPREAD, math.inf
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.at, reverse=True):
        if mark.at.timestamp() <= edge and len(found) < _MARKED:
            found.append(mark)
            edge = mark.at.timestamp() - room
    return found


def _mark(axes: "Axes", mark: Mark, track: Track, scale: Scale, colours: Colours) -> None:
    """A point where something happened; a cross where the price was no longer printed."""
    past = [amount for at, amount in track.steps if at <= mark.at]
    printed = [amount for amount in past if amount is not None]
    if not printed:
        return
    at, height = mark.at.timestamp(), scale.place(printed[-1])
    axes.plot(
        at,
        height,
        "X" if past[-1] is None else "o",
        color=colours.of(track.vendor),
        markersize=6,
        markeredgecolor=colours.ground,
        zorder=4,
        clip_on=False,
    )
    begins, ends = axes.get_xlim()
    late = at > ends - (ends - begins) * _SPREAD
    axes.annotate(
        mark.label,
        (at, height),
        xytext=(-4 if late else 4, -12 if late else 5),
        textcoords="offset points",
        ha="right" if late else "left",
        fontproperties=font(9),
        color=colours.ink,
        zorder=5,
        annotation_clip=False,
    )


def _ends(
    axes: "Axes", tracks: Sequence[Track], scale: Scale, picture: History, colours: Colours
) -> None:
    """Beside each end what it is and what it costs, none on top of another."""
    tags = []
    for track in tracks:
        amount = track.steps[-1][1]
        if amount is None:
            continue
        said = picture.free if amount == 0 else plain(amount)
        lines = [*folded(track.label, _SMALL, 1 - _RIGHT - 0.045), said]
        height = _share(scale, amount)
        tags.append(_Tag(height, lines, colours.of(track.vendor)))
    room = axes.get_position().height * INCHES[1] * 72
    if sum(tag.points for tag in tags) > room + _OVER + _UNDER:
        tags = [_shortened(tag) for tag in tags]
    tags.sort(key=lambda tag: -tag.height)
    for tag, middle in zip(tags, _apart(tags, room), strict=True):
        _tag(axes, tag, middle, colours)


@dataclass(frozen=True, slots=True)
class _Tag:
    """What stands beside the end of a track; `height` is where that is, from 0 to 1."""

    height: float
    lines: Sequence[str]
    colour: str

    @property
    def points(self) -> float:
        """How high it is itself."""
        return len(self.lines) * _SMALL * 1.28 + 4


def _shortened(tag: _Tag) -> _Tag:
    """With as much of the label as stands in one line."""
    label, *rest, amount = tag.lines
    return replace(tag, lines=[f"{label} …" if rest else label, amount])


def _share(scale: Scale, amount: Decimal) -> float:
    """Where an amount stands, from 0 to 1 of the axis."""
    place = scale.place(amount)
    if not scale.steep:
        return (place - scale.low) / (scale.high - scale.low)
    return math.log(place / scale.low) / math.log(scale.high / scale.low)


def _apart(tags: Sequence[_Tag], room: float) -> list[float]:
    """The middles of the tags in parts of the axis' height, from the top, pushed apart."""
    middles: list[float] = []
    edge = room + _OVER
    for tag in tags:
        middle = min(tag.height * room, edge - tag.points / 2)
        middles.append(middle)
        edge = middle - tag.points / 2
    under = -_UNDER - edge  # what hangs out below goes up, and takes along what is in its way
    if under > 0:
        edge = -_UNDER
        for number in reversed(range(len(tags))):
            middles[number] = max(middles[number], edge + tags[number].points / 2)
            edge = middles[number] + tags[number].points / 2
    return [middle / room for middle in middles]


def _tag(axes: "Axes", tag: _Tag, middle: float, colours: Colours) -> None:
    axes.plot(
        (1.0, 1.025),
        (tag.height, middle),
        transform=axes.transAxes,
        color=tag.colour,
        linewidth=0.9,
        clip_on=False,
    )
    *label, amount = tag.lines
    axes.text(
        1.035,
        middle,
        "\n".join(label) + "\n",
        transform=axes.transAxes,
        va="center",
        fontproperties=font(_SMALL),
        color=tag.colour,
        linespacing=1.2,
    )
    axes.text(
        1.035,
        middle,
        "\n" * len(label) + amount,
        transform=axes.transAxes,
        va="center",
        fontproperties=font(_SMALL),
        color=colours.ink,
        linespacing=1.2,
    )

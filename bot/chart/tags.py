"""What stands beside the ends of lines: what each is and what it costs, none on another.

Where there is no room for that, each end has a number, and what they mean stands below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.chart.canvas import INCHES, Colours, breadth, folded, lettered

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OVER: Final = 14.0  # points above and below the axes that tags may take
UNDER: Final = 22.0
SIZE: Final = 9.5
_AWAY: Final = 1.035  # of the axes' width, where a tag begins
_LINES: Final = 3  # of a label beside an end
_NUMBERS: Final = "①②③④⑤⑥⑦⑧⑨⑩"
_BETWEEN: Final = 1.3  # from number to amount, in widths of a Chinese letter


@dataclass(frozen=True, slots=True)
class Tag:
    """What a track is, and what it costs; `height` is where it ends, from 0 to 1.

    With a `number` the label stands elsewhere; of what is `gone` no line leads there.
    """

    height: float
    label: str
    amount: str
    colour: str
    ink: str
    lines: Sequence[str] = ()
    number: str = ""
    gone: bool = False

    @property
    def points(self) -> float:
        """How high it is itself."""
        return (len(self.lines) + 1) * SIZE * 1.28 + 4


def beside(tags: Sequence[Tag], width: float, room: float) -> Sequence[Tag]:
    """The tags as they fit beside axes that are so many points high; else with numbers.

    `width` is what they have of the sheet's. Those with numbers keep their order.
    """
    full = [replace(tag, lines=folded(tag.label, SIZE, width)) for tag in tags]
    high = sum(tag.points for tag in full) > room + OVER + UNDER
    if not high and all(len(tag.lines) <= _LINES for tag in full):
        return full
    ordered = sorted(tags, key=lambda tag: -tag.height)
    return [replace(tag, number=n) for tag, n in zip(ordered, _NUMBERS, strict=False)]


def explained(tags: Sequence[Tag]) -> list[tuple[str, str]]:
    """What the numbers mean, a line each, with its ink; empty where there are none."""
    numbered = [tag for tag in tags if tag.number]
    return [(folded(f"{tag.number} {tag.label}", SIZE, most=1)[0], tag.ink) for tag in numbered]


def put(axes: "Axes", tags: Sequence[Tag], room: float, colours: Colours) -> None:
    """Draw the tags at the right of axes that are so many points high."""
    ordered = sorted(tags, key=lambda tag: -tag.height)
    for tag, middle in zip(ordered, _apart(ordered, room), strict=True):
        _put(axes, tag, middle, colours)


def _apart(tags: Sequence[Tag], room: float) -> list[float]:
    """The middles of the tags in parts of the axis' height, from the top, pushed apart."""
    middles: list[float] = []
    edge = room + OVER
    for tag in tags:
        middle = min(tag.height * room, edge - tag.points / 2)
        middles.append(middle)
        edge = middle - tag.points / 2
    under = -UNDER - edge  # what hangs out below goes up, and takes along what is in its way
    if under > 0:
        edge = -UNDER
        for number in reversed(range(len(tags))):
            middles[number] = max(middles[number], edge + tags[number].points / 2)
            edge = middles[number] + tags[number].points / 2
    return [middle / room for middle in middles]


def _put(axes: "Axes", tag: Tag, middle: float, colours: Colours) -> None:
    if not tag.gone:
        axes.plot(
            (1.0, 1.025),
            (tag.height, middle),
            transform=axes.transAxes,
            color=tag.colour,
            linewidth=0.9,
            clip_on=False,
        )
    how: dict[str, Any] = {"transform": axes.transAxes, "va": "center", "linespacing": 1.2}
    label, away = "\n".join(tag.lines) + "\n", _AWAY
    if tag.number:
        label = tag.number
        points = axes.get_position().width * INCHES[0] * 72
        away += _BETWEEN * SIZE * breadth(tag.number) / points
    axes.text(_AWAY, middle, label, **how, **lettered(SIZE, tag.ink))
    amount = "\n" * len(tag.lines) + tag.amount
    axes.text(away, middle, amount, **how, **lettered(SIZE, colours.ink))

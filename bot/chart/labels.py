"""Labels at the points of a chart: the most important ones, where there is room. Pure.

Everything is in points, from the lower left corner of the axes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.chart.canvas import breadth

SIZE: Final = 9.0
_AWAY: Final = 4.0  # from its point
_HIGH: Final = 10.0
_SIDES: Final = (("left", 1), ("right", 1), ("left", -1), ("right", -1))


Box = tuple[float, float, float, float]  # left, lower, right and upper edge; a line has no width


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a point; the `weight` says which of them stay where there is no room for all."""

    text: str
    x: float
    y: float
    weight: float

    def repeats(self, other: "Label") -> bool:
        """Is the same said at the same point?"""
        near = abs(self.x - other.x) < _AWAY and abs(self.y - other.y) < _AWAY
        return near and self.text == other.text


@dataclass(frozen=True, slots=True)
class Placed:
    """A label where it stands: its lower corner on the side to which it is aligned."""

    label: Label
    x: float
    y: float
    align: str

    @property
    def box(self) -> Box:
        """What it covers."""
        wide = breadth(self.label.text) * SIZE
        left = self.x if self.align == "left" else self.x - wide
        return left, self.y, left + wide, self.y + _HIGH


def placed(
    labels: Iterable[Label], lines: Sequence[Box], width: float, height: float
) -> list[Placed]:
    """As many of the labels as fit beside their points and the lines, the weightiest first.

    What is said of two prices at one point is said once.
    """
    found: list[Placed] = []
    for label in sorted(labels, key=lambda label: -label.weight):
        if any(label.repeats(other.label) for other in found):
            continue
        for align, side in _SIDES:
            x = label.x + (_AWAY if align == "left" else -_AWAY)
            one = Placed(label, x, label.y + (_AWAY if side > 0 else -_AWAY - _HIGH), align)
            if _inside(one.box, width, height) and not any(
                _meet(one.box, other) for other in (*lines, *(o.box for o in found))
            ):
                found.append(one)
                break
    return found


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height + _HIGH


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]

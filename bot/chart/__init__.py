"""Charts as PNG, as wide as a phone: a model's prices over time, and the moves of a war.

The drawing library is loaded with the first chart, so that a service that draws none stays small.
A chart is kept until the data change: its name is a hash of all that is on it.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final

from bot.chart.pictures import History, Leap, Mark, Panel, Picture, Rung, Spot, Theme, Track, War

__all__ = [
    "History",
    "Leap",
    "Mark",
    "Panel",
    "Picture",
    "Rung",
    "Spot",
    "Theme",
    "Track",
    "War",
    "draw",
    "name",
]

KEPT: Final = 64  # charts of about 80 kB

_drawn: OrderedDict[str, bytes] = OrderedDict()
_pen = Lock()  # the drawing library is not made for two threads


def name(picture: Picture, theme: Theme) -> str:
    """What a chart is kept under: the same facts in the same colours have the same name."""
    return hashlib.sha256(repr((theme, picture)).encode()).hexdigest()


def draw(picture: Picture, theme: Theme = "light") -> bytes:
    """The chart as PNG, 1080 by 1350 pixels. Blocks: call it from a thread; any thread will do.

    Raises NoFont (a FileNotFoundError) where the font is not installed.
    """
    key = name(picture, theme)
    with _pen:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
        _drawn[key] = _fresh(picture, theme)
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
        return _drawn[key]


def _fresh(picture: Picture, theme: Theme) -> bytes:
    """The chart, drawn anew."""
    from bot.chart import history, war  # noqa: PLC0415 - they load the drawing library

    if isinstance(picture, History):
        return history.draw(picture, theme)
    return war.draw(picture, theme)

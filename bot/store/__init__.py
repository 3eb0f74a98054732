"""All SQL there is. One transaction per fact: a round is stored whole or not at all.

Money is text, times are RFC 3339 in UTC. Values with structure (a known price, an open matter, an
event) are JSON of their type beside the columns that are asked for.
"""

from bot.store.chats import Chats
from bot.store.connection import StoreError
from bot.store.endpoints import Endpoints
from bot.store.questions import Questions
from bot.store.rounds import Rounds
from bot.store.values import (
    Attempt,
    Context,
    Crowd,
    Delivery,
    Due,
    Heard,
    Held,
    Hour,
    Latest,
    Mark,
    Past,
    Registered,
    Round,
    Standing,
    Sureness,
)

__all__ = [
    "Attempt",
    "Context",
    "Crowd",
    "Delivery",
    "Due",
    "Heard",
    "Held",
    "Hour",
    "Latest",
    "Mark",
    "Past",
    "Registered",
    "Round",
    "Standing",
    "Store",
    "StoreError",
    "Sureness",
]


class Store(Rounds, Questions, Endpoints, Chats):
    """The SQLite file, with everything that can be asked of it."""

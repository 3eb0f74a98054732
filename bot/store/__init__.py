"""All SQL there is. One transaction per fact: a round is stored whole or not at all.

Money is text, times are RFC 3339 in UTC. Values with structure (a known price, an open matter, an
event) are JSON of their type beside the columns that are asked for.
"""

from bot.store.chats import Chats
from bot.store.connection import StoreError
from bot.store.questions import Questions
from bot.store.rounds import Rounds
from bot.store.values import Delivery, Due, Held, Latest, Mark, Past, Round, Sureness

__all__ = [
    "Delivery",
    "Due",
    "Held",
    "Latest",
    "Mark",
    "Past",
    "Round",
    "Store",
    "StoreError",
    "Sureness",
]


class Store(Rounds, Questions, Chats):
    """The SQLite file, with everything that can be asked of it."""

"""What the store knows of chats: drafts, topics, and what an operator wants to see."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lines import START, World, said  # noqa: F401


"""docs/events.md speaks of every event, and its examples are events."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from bot.events import Event, Type

TEXT = (Path(__file__).parents[1] / "docs" / "events.md").read_text("utf8")
SECTIONS = dict(re.findall(r"^### ([\w.]+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_every_event_type_has_its_paragraph() -> None:
    """An operator finds each event that can come out, and none that cannot."""
    assert set(SECTIONS) == set(get_args(Type))


@pytest.mark.parametrize("kind", get_args(Type))
def test_the_example_is_an_event_of_its_type(kind: str) -> None:
    """Every example uses the fields of an event, with values that such an event can have."""
    (example,) = re.findall(r"^`(\{.*\})`$", SECTIONS[kind], re.MULTILINE)
    shown = json.loads(example)
    assert shown["type"] == kind
    rest = {"id": "ev", "at": "2026-08-02T00:00:00Z", "seen_at": "2026-08-02T00:00:00Z"}
    Event.model_validate({**rest, "source": "s", "vendor": "v"} | shown)

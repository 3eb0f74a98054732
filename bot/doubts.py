"""A reader says that a change looks wrong: the operator gets it with its evidence. Pure."""

from datetime import datetime

from bot.alerts import Alert
from bot.events import Event, identify


def doubt(change: Event, now: datetime) -> tuple[Event, Alert]:
    """What the operator hears: the change again, with its evidence and who is meant by it.

    The ids are made from the change alone: however many readers doubt it, the operator hears once.
    """
    name = identify("al", "doubt", change.id)
    facts = {
        "id": identify("ev", "doubt", change.id),
        "type": "price.quarantined",
        "at": now,
        "alert": name,
        "told": False,
        "refutes": None,
        "reason": f"a reader says that this looks wrong: {change.id}",
        "note": change.id,
    }
    event = change.model_copy(update=facts)
    return event, Alert(name, change.source, change.vendor, now, "operator", (event,))

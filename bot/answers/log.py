"""What changed since a time. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.answers.answer import Draft, Scene
from bot.answers.prices import OLD
from bot.events import Event
from bot.pages import PageRow
from bot.words import Line, sentence


def changes(events: Sequence[Event], since: datetime, scene: Scene) -> Draft:
    """What was told since a time, the newest day first; silence is explained.

    What only entered the log (small moves, muted ones) is counted, not listed.
    """
    voice, said = scene.voice, scene.voice.replies
    told = [event for event in events if event.told]
    days: dict[str, list[Event]] = {}
    for event in sorted(told, key=lambda event: event.at, reverse=True):
        day = voice.date(event.at.astimezone(voice.timezone).date())
        days.setdefault(day, []).append(event)
    blocks = [
        [Line(day, "name"), *(Line(sentence(event, voice)) for event in found)]
        for day, found in days.items()
    ]
    time = voice.time(since)
    headline = said.changes(len(told)).format(count=len(told), time=time)
    small = len(events) - len(told)
    footer = [Line(said.untold(small).format(count=small))] if small else []
    blind = [_blind(row, scene) for row in scene.rows.values() if _is_blind(row, scene)]
    if not told:
        footer += [Line(said.silence)] if not blind else []
        headline = said.no_changes.format(time=time)
    return Draft(headline, blocks, [*footer, *map(Line, blind)], found=bool(told))


def _is_blind(row: PageRow, scene: Scene) -> bool:
    return row.good_at is not None and scene.now - row.good_at > OLD


def _blind(row: PageRow, scene: Scene) -> str:
    """A page of which silence says nothing."""
    voice = scene.voice
    name = f"{row.source} {row.page}".strip()
    since = voice.time(row.good_at or scene.now)
    return voice.replies.blind.format(source=name, time=since)

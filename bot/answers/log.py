"""What changed since a time. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot import subscriptions
from bot.answers.answer import Draft, Scene
from bot.answers.prices import blind
from bot.events import Event
from bot.words import Line, Voice, sentence


def of_kinds(events: Iterable[Event], kinds: Collection[str]) -> list[Event]:
    """The events of these types or of the kinds that a subscription names; none: all."""
    wanted = set(kinds)
    return [
        event
        for event in events
        if not wanted or wanted & {event.type, *subscriptions.kinds_of(event)}
    ]


def changes(events: Sequence[Event], since: datetime, scene: Scene) -> Draft:
    """What was told since a time, the newest day first; silence is explained.

    What only entered the log (small moves, muted ones) is counted, not listed.
    """
    voice, said = scene.voice, scene.voice.replies
    told = [event for event in events if event.told]
    days: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for event in sorted(told, key=lambda event: event.at, reverse=True):
        day = voice.date(event.at.astimezone(voice.timezone).date())
        days[day, event.vendor].append(Line(sentence(event, voice)))
    blocks = [_day(*when, lines, voice) for when, lines in days.items()]
    time, small = voice.time(since), len(events) - len(told)
    footer = [Line(voice.counted(said.untold, small))] if small else []
    deaf = [text for place in sorted(scene.rows) if (text := blind(*place, scene))]
    if told:
        counted = voice.counted(said.changes, len(told))
        headline = said.since.format(changes=counted, time=time)
    else:
        headline = said.no_changes.format(time=time)
        footer += [] if deaf else [Line(said.silence)]
    return Draft(headline, blocks, [*footer, *map(Line, deaf)], found=bool(told))


def _day(day: str, vendor: str, lines: Sequence[Line], voice: Voice) -> list[Line]:
    name = voice.words.line.format(what=day, price=voice.vendor(vendor))
    return [Line(name, "name"), *lines]

"""What changed since a time. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import subscriptions
from bot.answers.answer import Draft, Scene
from bot.answers.prices import OLD, blind
from bot.events import Event, Type
from bot.pages import PageRow
from bot.words import Line, Voice, sentence

MOVES: Final[frozenset[Type]] = frozenset(
    {"price.cut", "price.raised", "price.freed", "price.charged", "promo.started", "promo.ended"}
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Whose changes are asked for, and since when prices of each are known, if they are."""

    names: Collection[str]
    began: Mapping[str, datetime]


def of_kinds(events: Iterable[Event], kinds: Collection[str]) -> list[Event]:
    """The events of these types and of the kinds of a subscription; none, or all kinds: all."""
    wanted = set(kinds)
    if not wanted or wanted.issuperset(subscriptions.KINDS):
        return list(events)
    return [one for one in events if wanted & {one.type, *subscriptions.kinds_of(one)}]


def changes(events: Sequence[Event], since: datetime, sources: Sources, scene: Scene) -> Draft:
    """What was told since a time, the newest day first; silence is explained.

    What only entered the log (small moves, muted ones, suspicious values) is counted, not listed.
    Nothing is said of the time before the first reading.
    """
    voice, said = scene.voice, scene.voice.replies
    told = [event for event in events if event.told]
    days: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for event in sorted(told, key=lambda event: event.at, reverse=True):
        day = voice.date(event.at.astimezone(voice.timezone).date())
        days[day, event.vendor].append(Line(sentence(event, voice)))
    blocks = [_day(*when, lines, voice) for when, lines in days.items()]
    unseen = _unseen(sources, scene)
    begins = min([*sources.began.values(), *(event.at for event in told)], default=None)
    if begins is None:
        return Draft(said.no_prices_yet, [], unseen, found=False)
    time = voice.time(max(since, begins))
    footer = [Line(said.known_since.format(time=time))] if begins > since else []
    footer += _later(sources, max(since, begins), voice)
    footer += _untold(events, voice)
    if told:
        counted = voice.counted(said.changes, len(told))
        headline = said.since.format(changes=counted, time=time)
    else:
        headline = said.no_changes.format(time=time)
        footer += [] if unseen else [Line(said.silence)]
    return Draft(headline, blocks, [*footer, *unseen], found=bool(told))


def _later(sources: Sources, since: datetime, voice: Voice) -> list[Line]:
    """Which sources were first read more than a day after that."""
    narrowed = voice.words.narrowed
    listed = voice.words.comma.join(
        narrowed.format(what=name, conditions=voice.time(at))
        for name, at in sorted(sources.began.items())
        if at - OLD > since
    )
    return [Line(voice.replies.known_later.format(sources=listed))] if listed else []


def _untold(events: Iterable[Event], voice: Voice) -> list[Line]:
    """How many prices moved too little, and how many values are doubted."""
    kinds = [event.type for event in events if not event.told]
    small, held = sum(kind in MOVES for kind in kinds), kinds.count("price.quarantined")
    lines = [Line(voice.counted(voice.replies.untold, small))] if small else []
    return [*lines, *([Line(voice.counted(voice.replies.held, held))] if held else [])]


def _unseen(sources: Sources, scene: Scene) -> list[Line]:
    """Where silence says nothing: pages that were not read for a day, or never."""
    rows = [row for row in scene.rows.values() if row.source in sources.names]
    read = {row.source for row in rows if row.good_at}
    deaf = (blind(row.source, row.page, scene) for row in sorted(rows, key=_place))
    lines = [Line(text) for text in deaf if text]
    never = sorted(set(sources.names) - read)
    if never:
        listed = scene.voice.words.comma.join(never)
        lines.append(Line(scene.voice.replies.not_yet.format(sources=listed)))
    return lines


def _place(row: PageRow) -> tuple[str, str]:
    return row.source, row.page


def _day(day: str, vendor: str, lines: Sequence[Line], voice: Voice) -> list[Line]:
    name = voice.words.line.format(what=day, price=voice.vendor(vendor))
    return [Line(name, "name"), *lines]

"""Several alerts as one message: a day's, or what waited while nothing was to be said. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.alerts import Alert, standing
from bot.events import Event
from bot.words.forms import html
from bot.words.headlines import NAMED, by_kind, headline
from bot.words.line import Line, tidy
from bot.words.message import Message, message, movers, rates, rest
from bot.words.parts import parts
from bot.words.sentences import sentences
from bot.words.voice import Voice

MESSAGES: Final = 3  # what a digest may fill, at most
FEW: Final = 8  # so many changes need no list of the biggest moves above them
LISTED: Final = (
    12,
    8,
    5,
    3,
    1,
)  # changes of a vendor that are listed: as many as there is room for


def digest(alerts: Sequence[Alert], voice: Voice, refuted: Collection[str] = ()) -> Message | None:
    """An alert in words, or what still stands of several; None where nothing does.

    It fills three messages of Telegram at most, unless single names are longer than any vendor's.
    """
    left = standing(alerts) if len(alerts) > 1 else alerts
    if len(left) == 1:
        return message(left[0], voice, refuted)
    for most in LISTED if left else ():
        said = _several(left, voice, refuted, most)
        if len(parts(html(said), MESSAGES + 1, lambda _: "")) <= MESSAGES:
            break
    return said if left else None


def _several(
    alerts: Sequence[Alert], voice: Voice, refuted: Collection[str], most: int
) -> Message:
    events = [event for alert in alerts for event in alert.events]
    vendors: dict[str, list[Event]] = {}
    for event in events:
        vendors.setdefault(event.vendor, []).append(event)
    lines = movers(events, voice, refuted) if len(events) > FEW else []
    for vendor, found in vendors.items():
        lines += _block(vendor, found, voice, refuted, most)
    hidden = any(len(found) > most for found in vendors.values())
    footer = (*(rest(voice) if hidden else ()), *rates(lines, voice))
    return Message(
        tidy(_headline(events, vendors, voice)),
        tuple(line for line in lines if line.text),
        footer,
        struck=all(event.id in refuted for event in events),
    )


def _headline(events: Sequence[Event], vendors: Collection[str], voice: Voice) -> str:
    """How many changes at which vendors, and how many of each kind."""
    words = voice.words
    names = words.comma.join(voice.vendor(slug) for slug in list(vendors)[:NAMED])
    if more := max(0, len(vendors) - NAMED):
        names = words.vendors.format(listed=names, more=more)
    counts = [
        words.tally.format(kind=words.kinds[kind], count=len(found))
        for kind, found in by_kind(events).items()
    ]
    said = words.several.format(count=len(events), vendors=names)
    return words.narrowed.format(what=said, conditions=words.comma.join(counts))


def _block(
    vendor: str, events: Sequence[Event], voice: Voice, refuted: Collection[str], most: int
) -> list[Line]:
    """One vendor's changes, the most newsworthy first, its pages and when they were read."""
    ordered = [event for found in by_kind(events).values() for event in found]
    lines = [Line(voice.vendor(vendor), "name")]
    lines += [replace(_short(one, voice), struck=one.id in refuted) for one in ordered[:most]]
    if (more := len(events) - most) > 0:
        lines.append(Line(voice.words.more_changes.format(count=more), "remark"))
    return lines + _pages(vendor, events, voice)


def _short(event: Event, voice: Voice) -> Line:
    """An event in one line among others: which model, what happened to it."""
    words = voice.words
    if event.model is None:
        return Line(headline([event], voice))
    lines = [line for line in sentences(event, voice) if line.once is None]
    said = [line.text for line in lines]
    needed = lines[0].rates if lines else frozenset[str]()
    if event.meter is not None:
        text = words.subject.format(model=event.model, meter=words.comma.join(said))
        return Line(text, rates=needed)
    kind = words.kinds[event.type]
    if event.type in {"terms.changed", "model.withdrawn"}:  # their prices would fill lines
        said = [words.directions[event.direction]] if event.direction else []
        needed = frozenset()
    what = words.narrowed.format(what=event.model, conditions=kind)
    return Line(words.line.format(what=what, price=said[0]) if said else what, rates=needed)


def _pages(vendor: str, events: Iterable[Event], voice: Voice) -> list[Line]:
    words = voice.words
    proven = [event for event in events if event.evidence]
    links = dict.fromkeys(voice.link(event) for event in proven)
    page = words.price_page.format(vendor=voice.vendor(vendor))
    found = [Line(page, "remark", link=link) for link in links]
    times = sorted({event.evidence.read_at for event in proven if event.evidence})
    if times:
        first, last = voice.time(times[0]), voice.time(times[-1])
        said = words.from_to if first != last else words.read
        found.append(Line(said.format(first=first, last=last, time=first), "remark"))
    return found

"""An alert as a message: a headline, a block a model, the page and when it was read. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.alerts import Alert, Notice
from bot.events import Event, Evidence
from bot.words.headlines import by_kind, headline, named, swing
from bot.words.line import Line, tidy
from bot.words.sentences import reason, sentences
from bot.words.voice import Voice
from scrapers.quotes import plain

SAID: Final = 2  # so many sentences of one event stand in a list
MOVERS: Final = 5  # so many of the biggest moves a digest names


@dataclass(frozen=True, slots=True)
class Message:
    """What one alert says to one reader; `forms` writes it down.

    Its headline is `struck` where nothing of it is true any more.
    """

    headline: str
    lines: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()
    struck: bool = False


def message(alert: Alert, voice: Voice, refuted: Collection[str] = ()) -> Message:
    """The alert in words; a storm gives the counts and the biggest moves only.

    What the `refuted` events say is struck.
    """
    events = alert.events
    if alert.notice:
        return _notice(alert.notice, voice)
    if alert.digest:
        vendor, count = voice.vendor(alert.vendor), len(events)
        said = voice.words.digest.format(vendor=vendor, count=count)
        lines = _storm(alert, voice, refuted)
    else:
        said = headline(events, voice)
        lines = _blocks(alert, voice, refuted)
    lines = [line for line in lines if line.text]
    footer, wrong = _footer(alert, lines, voice), all(event.id in refuted for event in events)
    return Message(tidy(said), tuple(lines), tuple(footer), struck=wrong)


def _notice(said: Notice, voice: Voice) -> Message:
    words = voice.words.endings[said.ending]
    since = voice.time(said.since)
    return Message(words.format(endpoint=said.endpoint, address=said.shown, since=since))


def _blocks(alert: Alert, voice: Voice, refuted: Collection[str]) -> list[Line]:
    """The events of a model stand together, under its name."""
    models: dict[str | None, list[Event]] = {}
    for event in alert.events:
        models.setdefault(event.model, []).append(event)
    lines = []
    for model, found in models.items():
        lines += [Line(model, "name")] if model else []
        said = (line for event in found for line in _all(alert, event, voice, refuted))
        lines += _once(said)
    return lines


def _all(alert: Alert, event: Event, voice: Voice, refuted: Collection[str]) -> Iterable[Line]:
    reasons = reason(event, voice) if alert.audience == "operator" else ()
    for line in (*sentences(event, voice), *reasons):
        yield replace(line, struck=event.id in refuted)


def _once(lines: Iterable[Line]) -> list[Line]:
    """A model is compared once a meter: at the first of its prices."""
    said: set[str] = set()
    kept = []
    for line in lines:
        if line.once not in said:
            kept.append(line)
        if line.once:
            said.add(line.once)
    return kept


def _storm(alert: Alert, voice: Voice, refuted: Collection[str]) -> list[Line]:
    words, lines = voice.words, []
    for kind, found in by_kind(alert.events).items():
        what = {"kind": words.kinds[kind], "count": len(found), "what": named(kind, found, voice)}
        lines.append(Line(words.digest_kind.format(**what)))
    return lines + movers(alert.events, voice, refuted)


def movers(events: Iterable[Event], voice: Voice, refuted: Collection[str]) -> list[Line]:
    """The biggest moves, a line each, under their name; nothing where nothing moved."""
    moved = sorted((event for event in events if swing(event) < 0), key=swing)[:MOVERS]
    lines = [Line(voice.words.movers, "name")] if moved else []
    for event in moved:
        first = sentences(event, voice)[0]
        said = voice.words.subject.format(model=event.model, meter=first.text)
        lines.append(Line(said, rates=first.rates, struck=event.id in refuted))
    return lines


def _footer(alert: Alert, lines: Iterable[Line], voice: Voice) -> list[Line]:
    """Where the rest of a storm is, where it stands, when it was read, and the exchange rates."""
    words, found = voice.words, rest(voice, alert.vendor) if alert.digest else []
    proven = [(event, event.evidence) for event in alert.events if event.evidence]
    for url in dict.fromkeys(voice.link(event) for event, _ in proven):
        vendor = voice.vendor(alert.vendor)
        found.append(Line(words.price_page.format(vendor=vendor), link=url))
        times = (_when(proof, voice) for event, proof in proven if voice.link(event) == url)
        found += [Line(text) for text in dict.fromkeys(times)]
    return found + rates(lines, voice)


def sentence(event: Event, voice: Voice) -> str:
    """An event in one line, for a list: which model, what happened to it."""
    words = voice.words
    told = [line.text for line in sentences(event, voice) if line.rank == "item"]
    first = words.comma.join(told[:SAID])
    if event.model is None:
        return words.line.format(what=words.kinds[event.type], price=first)
    if event.meter is not None:
        return words.subject.format(model=event.model, meter=first)
    what = words.narrowed.format(what=event.model, conditions=words.kinds[event.type])
    return words.line.format(what=what, price=first)


def rates(lines: Iterable[Line], voice: Voice) -> list[Line]:
    """The exchange rates that lines rest on, each with its day."""
    found = []
    for code in sorted(frozenset[str]().union(*(line.rates for line in lines))):
        rate = voice.rates[code]
        stated = {"rate": plain(rate.per_dollar), "date": rate.date.isoformat()}
        found.append(Line(voice.words.rate.format(currency=voice.currency(code), **stated)))
    return found


def rest(voice: Voice, vendor: str = "") -> list[Line]:
    """Where the changes are that are not listed, if the reader can ask for them."""
    if voice.changes is None:
        return []
    return [Line(voice.words.rest.format(command=f"{voice.changes} {vendor}"))]


def _when(proof: Evidence, voice: Voice) -> str:
    """The time of the reading; after a gap the two between which it must have happened."""
    after = proof.read_at
    before = proof.before.read_at if proof.before else after
    if after - before <= voice.gap:
        return voice.words.read.format(time=voice.time(after))
    return voice.words.between.format(before=voice.time(before), after=voice.time(after))

"""An alert as a message: a headline, a block a model, the page and when it was read. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.alerts import Alert
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
    """What one alert says to one reader; `forms` writes it down."""

    headline: str
    lines: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()


def message(alert: Alert, voice: Voice) -> Message:
    """The alert in words; a digest gives the counts and the biggest moves only."""
    events = alert.events
    if alert.digest:
        vendor, count = voice.vendor(alert.vendor), len(events)
        said = voice.words.digest.format(vendor=vendor, count=count)
        lines = _digest(events, voice)
    else:
        said = headline(events, voice)
        lines = _blocks(events, voice, reasons=alert.audience == "operator")
    lines = [line for line in lines if line.text]
    return Message(tidy(said), tuple(lines), tuple(_footer(alert, lines, voice)))


def _blocks(events: Iterable[Event], voice: Voice, *, reasons: bool) -> list[Line]:
    """The events of a model stand together, under its name."""
    models: dict[str | None, list[Event]] = {}
    for event in events:
        models.setdefault(event.model, []).append(event)
    lines = []
    for model, found in models.items():
        lines += [Line(model, "name")] if model else []
        lines += _once(_all(found, voice, reasons=reasons))
    return lines


def _all(events: Iterable[Event], voice: Voice, *, reasons: bool) -> Iterable[Line]:
    for event in events:
        yield from sentences(event, voice)
        if reasons:
            yield from reason(event, voice)


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


def _digest(events: Sequence[Event], voice: Voice) -> list[Line]:
    words, lines = voice.words, []
    for kind, found in by_kind(events).items():
        what = {"kind": words.kinds[kind], "count": len(found), "what": named(kind, found, voice)}
        lines.append(Line(words.digest_kind.format(**what)))
    movers = sorted((event for event in events if swing(event) < 0), key=swing)[:MOVERS]
    if movers:
        lines.append(Line(words.movers, "name"))
    for event in movers:
        first = sentences(event, voice)[0].text
        lines.append(Line(words.subject.format(model=event.model, meter=first)))
    return lines


def _footer(alert: Alert, lines: Iterable[Line], voice: Voice) -> list[Line]:
    """Where it stands, when it was read, and the exchange rates that a comparison rests on."""
    words, found = voice.words, []
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


def _when(proof: Evidence, voice: Voice) -> str:
    """The time of the reading; after a gap the two between which it must have happened."""
    after = proof.read_at
    before = proof.before.read_at if proof.before else after
    if after - before <= voice.gap:
        return voice.words.read.format(time=voice.time(after))
    return voice.words.between.format(before=voice.time(before), after=voice.time(after))

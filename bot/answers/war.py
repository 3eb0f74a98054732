"""The moves of a war in their order: who, which model, how long after whom, how far. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.offers import ordinary, terms
from bot.chart import Rung, War
from bot.events import Event
from bot.words import Line, Reference, Voice, figures
from bot.words.sentences import quote_of, quotes_of
from scrapers.quotes import Quote, plain

METERS: Final = ("input", "output")
_MONTH: Final = re.compile(r"(?P<y>\d{4})[-/.年]?(?P<m>\d{1,2})月?|(?P<m2>\d{1,2})[-/.](?P<y2>\d{4})")


@dataclass(frozen=True, slots=True)
class Move:
    """A price that began to hold; `old` is what was charged before, if anything was."""

    new: Quote
    old: Decimal | None = None


Models = Mapping[str, Mapping[str, Move]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one vendor did on one day (UTC): moves by model and meter."""

    day: date
    vendor: str
    models: Models = field(default_factory=dict)


def month(text: str) -> tuple[datetime, datetime] | None:
    """The beginning of a month such as `2024-05` (UTC) and of the next; None where it is none."""
    match = _MONTH.fullmatch(text.strip())
    if match is None:
        return None
    year, number = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
    if not 1 <= number <= 12 or not 2000 <= year < 2200:
        return None
    begins = datetime(year, number, 1, tzinfo=UTC)
    return begins, (begins + timedelta(days=31)).replace(day=1)


def steps(events: Iterable[Event]) -> list[Step]:
    """The moves of text token prices, by the day on which they were first seen."""
    found: dict[tuple[date, str], dict[str, dict[str, Move]]] = {}
    for event in sorted(events, key=lambda event: event.seen_at):
        for move in _moves(event):
            day = event.seen_at.astimezone(UTC).date()
            models = found.setdefault((day, event.vendor), {})
            models.setdefault(move.new.model, {}).setdefault(move.new.meter, move)
    return [Step(day, vendor, models) for (day, vendor), models in found.items()]


def _moves(event: Event) -> Iterator[Move]:
    """The ordinary prices of text tokens that an event brings, of several lengths the shortest."""
    moves = [Move(quote) for quote in quotes_of(event.after)]
    if event.meter and event.new is not None and event.type.startswith(("price.", "promo.")):
        moves.append(Move(quote_of(event, event.new), event.old))
    for move in moves:
        if any(ordinary([move.new], meter) for meter in METERS) and _short(move.new):
            yield move


def _short(quote: Quote) -> bool:
    """No price of long inputs, long outputs or a time of day."""
    keys = {key for key, _ in terms(quote)}
    return not keys & {"input_min", "output_min", "window", "context"}


def who(step: Step, last: Step | None, voice: Voice) -> str:
    """Who moved, and how many days after which other one."""
    vendor = voice.vendor(step.vendor)
    if last is None:
        return vendor
    days, said = (step.day - last.day).days, voice.replies
    template = {0: said.same_day, 1: said.a_day}.get(days, said.days)
    return template.format(days=days, vendor=vendor, other=voice.vendor(last.vendor))


def moved(move: Move, voice: Voice) -> str:
    """From what to what: `5 → 1 CNY`, `4 → free`."""
    new = move.new
    said = voice.words.free if new.free else f"{plain(new.amount)} {voice.currency(new.currency)}"
    return said if move.old is None else f"{plain(move.old)} → {said}"


def parts(moves: Mapping[str, Move], reference: Reference, voice: Voice) -> str:
    """Input and output each as a part or a multiple of the reference's; a dash without a rate."""
    found = [_part(moves[meter].new, reference, voice) for meter in METERS if meter in moves]
    return found[0] if len(set(found)) == 1 else voice.words.comma.join(found)


def _part(quote: Quote, reference: Reference, voice: Voice) -> str:
    if quote.amount == 0:
        return voice.words.free
    share = figures.share(quote, reference, voice)
    return share[0] if share else "–"


def told(found: Sequence[Step], name: str, scene: Scene) -> Draft:
    """The timeline of a month: a block a vendor and day; a model's prices and their parts."""
    voice, last = scene.voice, None
    blocks = []
    for step in found:
        day = voice.date(step.day)
        block = [Line(voice.words.line.format(what=day, price=who(step, last, voice)), "name")]
        for model, moves in step.models.items():
            block += _model(model, moves, voice)
        blocks.append(block)
        last = step
    footer = [Line(voice.replies.war_footnote)] if voice.references and found else []
    return Draft(voice.replies.war.format(month=name), blocks, footer)


def _model(model: str, moves: Mapping[str, Move], voice: Voice) -> list[Line]:
    """A model's input and output, and what part of the references they are."""
    words = voice.words
    cells = [
        voice.replies.cell.format(meter=words.meters[meter], price=moved(moves[meter], voice))
        for meter in METERS
        if meter in moves
    ]
    lines = [Line(words.line.format(what=model, price=words.comma.join(cells)))]
    shares = [
        voice.replies.share.format(times=parts(moves, reference, voice), name=reference.name)
        for reference in voice.references
    ]
    if not shares or all(move.new.amount == 0 for move in moves.values()):
        return lines
    rates = frozenset().union(*(_rates(moves, reference, voice) for reference in voice.references))
    return [*lines, Line(voice.replies.apart.join(shares), "remark", rates=rates)]


def _rates(moves: Mapping[str, Move], reference: Reference, voice: Voice) -> frozenset[str]:
    found = (figures.share(move.new, reference, voice) for move in moves.values())
    return frozenset().union(*(share[1] for share in found if share))


def nothing(name: str, others: Sequence[str], scene: Scene) -> Draft:
    """No move is recorded in a month; `others` are months that have some, the latest first."""
    said = scene.voice.replies
    choices = [Choice(other, ask("war", other)) for other in others]
    lines = [Line(said.other_months)] if others else []
    return Draft(said.no_war.format(month=name), [lines], choices=choices, found=False)


def picture(found: Sequence[Step], name: str, voice: Voice) -> War | None:
    """The moves as parts of the first reference's prices; None where there is none to draw."""
    if not voice.references:
        return None
    reference = voice.references[0]
    rungs = []
    for step in found:
        for model, moves in step.models.items():
            ends = tuple(_ends(moves.get(meter), reference, voice) for meter in METERS)
            if any(ends):
                label = voice.replies.rung.format(day=voice.short_date(step.day), vendor=voice.vendor(step.vendor), model=model)
                rungs.append(Rung(label, step.vendor, ends))
    return None

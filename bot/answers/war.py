"""The moves of a war in their order: who, which model, how long after whom, how far. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from typing import Final

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.offers import ordinary, terms
from bot.chart import Leap, Rung, War
from bot.events import Event
from bot.words import Line, Reference, Voice, figures, rates
from bot.words.sentences import quote_of, quotes_of
from scrapers.quotes import Quote, plain

METERS: Final = ("input", "output")
DRAWN: Final = 12  # moves of a chart that can be told apart


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
        return voice.words.free if quote.free else "0"
    return figures.share(quote, reference, voice) or "–"


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
    rested = _codes([Step(date.min, "", {model: moves})], voice)
    return [*lines, Line(voice.replies.apart.join(shares), "remark", rates=rested)]


def _codes(found: Iterable[Step], voice: Voice) -> frozenset[str]:
    """The currencies on whose rates the parts of the references rest."""
    moved = (move.new for step in found for m in step.models.values() for move in m.values())
    return frozenset[str]().union(
        *(codes for q in moved for *_, codes in figures.shares(q, voice))
    )


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
    reference, said = voice.references[0], voice.replies
    rungs = tuple(_rungs(found, reference, voice))
    if not rungs:
        return None
    rested = Line("", rates=_codes(found, voice))
    notes = (said.hollow, *(line.text for line in rates([rested], voice)))
    more = len(rungs) - DRAWN
    vendors = voice.counted(said.vendors, len({step.vendor for step in found}))
    models = voice.counted(said.models, len(rungs))
    return War(
        said.war.format(month=name),
        voice.words.comma.join((vendors, models)),
        said.as_part.format(name=reference.name),
        tuple(voice.words.meters[meter] for meter in METERS),
        rungs[:DRAWN],
        voice.words.free,
        (voice.words.more_prices.format(count=more), *notes) if more > 0 else notes,
        voice.language,
    )


def _rungs(found: Iterable[Step], reference: Reference, voice: Voice) -> Iterator[Rung]:
    """A rung a model of a step, where a rate is known."""
    for step in found:
        for model, moves in step.models.items():
            leaps = tuple(
                _leap(moves[meter], reference, voice) if meter in moves else None
                for meter in METERS
            )
            if any(leaps):
                when, vendor = voice.short_date(step.day), voice.vendor(step.vendor)
                yield Rung(f"{when} {vendor} {model}", step.vendor, leaps)


def _leap(move: Move, reference: Reference, voice: Voice) -> Leap | None:
    new = figures.part(move.new, move.new.amount, reference, voice)
    if new is None:
        return None
    old = None if move.old is None else figures.part(move.new, move.old, reference, voice)
    return Leap(old, new, _part(move.new, reference, voice))

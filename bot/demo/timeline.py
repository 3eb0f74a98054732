"""The moves of a war in their order: who, which model, how long after whom. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from typing import Final

from rich import box
from rich.table import Table

from bot.demo.phrases import PHRASES
from bot.events import Event
from bot.words import Reference, Voice
from bot.words.figures import times
from bot.words.sentences import quote_of, quotes_of
from scrapers.quotes import TOKENS, Quote, plain

METERS: Final = ("input", "output")


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
    """The ordinary prices of text tokens that an event brings."""
    moves = [Move(quote) for quote in quotes_of(event.after)]
    if event.meter and event.new is not None and event.type.startswith(("price.", "promo.")):
        moves.append(Move(quote_of(event, event.new), event.old))
    for move in moves:
        if move.new.meter in METERS and move.new.per == TOKENS and not move.new.conditions:
            yield move


def timeline(found: Sequence[Step], voice: Voice) -> Table:
    """A row a vendor and day, below it a row a model with its prices against the references."""
    said = PHRASES[voice.language]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(said.day, no_wrap=True)
    table.add_column(said.who)
    for label in (said.input, said.output):
        table.add_column(label, justify="right", no_wrap=True)
    for reference in voice.references:
        table.add_column(said.against.format(name=reference.name), no_wrap=True)
    last: Step | None = None
    for step in found:
        table.add_row(step.day.isoformat(), _who(step, last, voice), style="bold")
        for model, moves in step.models.items():
            table.add_row("", f"  {model}", *_cells(moves, voice))
        last = step
    return table


def footnotes(voice: Voice) -> list[str]:
    """What the columns mean, and the exchange rate that the comparisons rest on."""
    said, rate = PHRASES[voice.language], voice.rates["CNY"]
    stated = {"rate": plain(rate.per_dollar), "date": rate.date.isoformat()}
    return [said.footnote, said.rate.format(currency=voice.currency("CNY"), **stated)]


def _who(step: Step, last: Step | None, voice: Voice) -> str:
    vendor = voice.vendor(step.vendor)
    if last is None:
        return vendor
    days = (step.day - last.day).days
    return PHRASES[voice.language].later(days, vendor, voice.vendor(last.vendor))


def _cells(moves: Mapping[str, Move], voice: Voice) -> Iterator[str]:
    """The move of each meter, then what is left of each reference's prices."""
    for meter in METERS:
        yield _moved(moves[meter], voice) if meter in moves else ""
    found = [moves[meter].new for meter in METERS if meter in moves]
    for reference in voice.references:
        parts = [_part(quote, reference, voice) for quote in found]
        yield parts[0] if len(set(parts)) == 1 else ", ".join(parts)


def _moved(move: Move, voice: Voice) -> str:
    free, new = PHRASES[voice.language].free, move.new
    said = free if new.free else f"{plain(new.amount)} {voice.currency(new.currency)}"
    return said if move.old is None else f"{plain(move.old)} → {said}"


def _part(quote: Quote, reference: Reference, voice: Voice) -> str:
    """A price as a part or a multiple of the reference's; a dash where no rate is known."""
    if quote.amount == 0:
        return PHRASES[voice.language].free
    theirs = reference.input if quote.meter == "input" else reference.output
    whole = _dollars(theirs, reference.currency, voice)
    part = _dollars(quote.amount, quote.currency, voice)
    if whole is None or part is None:
        return "–"
    return times(whole, part, voice) or "×1"


def _dollars(amount: Decimal, currency: str, voice: Voice) -> Decimal | None:
    if currency == "USD":
        return amount
    return amount / voice.rates[currency].per_dollar if currency in voice.rates else None

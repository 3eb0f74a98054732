"""The moves of a war as a table: who, which model, how long after whom. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.table import Table

from bot.answers.moves import METERS, Move, Step
from bot.answers.war import moved, parts, who
from bot.demo.phrases import PHRASES
from bot.words import Line, Voice, rates


def timeline(found: Sequence[Step], voice: Voice) -> Table:
    """A row a vendor and day, below it a row a model with its prices against the references."""
    said = PHRASES[voice.language]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(said.day, no_wrap=True)
    table.add_column(said.who)
    for meter in METERS:
        table.add_column(voice.words.meters[meter], justify="right", no_wrap=True)
    for reference in voice.references:
        table.add_column(said.against.format(name=reference.name), no_wrap=True)
    last: Step | None = None
    for step in found:
        table.add_row(step.day.isoformat(), who(step, last, voice), style="bold")
        for row in step.rows:
            table.add_row("", f"  {row.model}", *_cells(row.moves, voice))
        last = step
    return table


def footnotes(voice: Voice) -> list[str]:
    """What the columns mean, and the exchange rate that the comparisons rest on."""
    rested = rates([Line("", rates=frozenset({"CNY"}))], voice)
    return [PHRASES[voice.language].footnote, *(line.text for line in rested)]


def _cells(moves: Mapping[str, Move], voice: Voice) -> Iterator[str]:
    """The move of each meter, then what is left of each reference's prices."""
    for meter in METERS:
        yield moved(moves[meter], voice) if meter in moves else ""
    for reference in voice.references:
        yield parts(moves, reference, voice)

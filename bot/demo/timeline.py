"""The moves of a war as a table: who, which model, how long after whom. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.answers.moves import METERS, Move, Step
from bot.answers.war import moved, parts, who
from bot.demo.phrases import PHRASES
from bot.layout import Row, Sheet
from bot.words import Line, Voice, rates


def timeline(found: Sequence[Step], voice: Voice) -> Sheet:
    """A row a vendor and day, below it a row a model with its prices against the references."""
    said = PHRASES[voice.language]
    columns = (said.day, said.who, *_columns(voice))
    rows: list[Row] = []
    for last, step in zip([None, *found], found, strict=False):
        rows.append((step.day.isoformat(), who(step, last, voice), *("" for _ in _columns(voice))))
        rows += [("", f"  {row.model}", *_cells(row.moves, voice)) for row in step.rows]
    return Sheet(columns, rows, right=_meters(voice))


def narrow(found: Sequence[Step], voice: Voice) -> Sheet:
    """The same for a terminal that is not as wide: a row a model, under its vendor and day."""
    said = PHRASES[voice.language]
    rows: list[Row] = []
    for last, step in zip([None, *found], found, strict=False):
        move = (step.day.isoformat(), who(step, last, voice))
        rows += [(*move, row.model, *_cells(row.moves, voice)) for row in step.rows]
    columns = (said.day, said.who, said.model, *_columns(voice))
    return Sheet(columns, rows, right=_meters(voice))


def _columns(voice: Voice) -> list[str]:
    """The meters, then what is left of each reference's prices."""
    against = PHRASES[voice.language].against
    meters = [voice.words.meters[meter] for meter in METERS]
    return meters + [against.format(name=reference.name) for reference in voice.references]


def _meters(voice: Voice) -> frozenset[str]:
    return frozenset(voice.words.meters[meter] for meter in METERS)


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

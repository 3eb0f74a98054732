"""A month's moves as a ladder: what the chart of a war shows. Pure."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from bot.answers.moves import METERS, Row, Step
from bot.answers.war import part, rested
from bot.chart import Leap, Rung, War
from bot.words import Line, Reference, Voice, figures, rates

DRAWN: Final = 10  # moves of a chart that can be told apart


def picture(found: Sequence[Step], name: str, voice: Voice) -> War | None:
    """The largest moves as parts of the first reference's prices; None where there is none."""
    if not voice.references:
        return None
    reference, said = voice.references[0], voice.replies
    rungs = list(_rungs(found, reference, voice))
    if not rungs:
        return None
    largest = sorted(rungs, key=_size, reverse=True)[:DRAWN]
    rows = [row for step in found for row in step.rows]
    codes = Line("", rates=rested(rows, voice))
    notes = [said.hollow, *(line.text for line in rates([codes], voice))]
    if more := len(rungs) - len(largest):
        notes.insert(0, voice.counted(said.smaller, more))
    vendors = voice.counted(said.vendors, len({step.vendor for step in found}))
    models = voice.counted(said.models, len({row.model for row in rows}))
    return War(
        said.war.format(month=name),
        voice.words.comma.join((vendors, models, said.war_per)),
        said.as_part.format(name=reference.name),
        tuple(voice.words.meters[meter] for meter in METERS),
        tuple(rung for rung in rungs if rung in largest),
        voice.words.free,
        tuple(notes),
        voice.language,
    )


def _rungs(found: Sequence[Step], reference: Reference, voice: Voice) -> Iterator[Rung]:
    """A rung a row of a step, where a rate is known."""
    for step in found:
        for row in step.rows:
            leaps = tuple(_leap(row, meter, reference, voice) for meter in METERS)
            if any(leaps):
                when, vendor = voice.short_date(step.day), voice.vendor(step.vendor)
                yield Rung(f"{when} {vendor} {row.model}", step.vendor, leaps)


def _leap(row: Row, meter: str, reference: Reference, voice: Voice) -> Leap | None:
    move = row.moves.get(meter)
    if move is None:
        return None
    new = figures.part(move.new, move.new.amount, reference, voice)
    if new is None:
        return None
    old = None if move.old is None else figures.part(move.new, move.old, reference, voice)
    return Leap(old, new, part(move.new, reference, voice), free=move.new.free)


def _size(rung: Rung) -> float:
    """How far a rung goes: by what ratio, endlessly to or from 0; a launch goes nowhere."""
    return max((_reach(leap) for leap in rung.leaps if leap), default=0.0)


def _reach(leap: Leap) -> float:
    if leap.old is None:
        return 0.0
    return abs(math.log(leap.new / leap.old)) if leap.old and leap.new else math.inf

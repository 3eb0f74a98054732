"""The moves of a war in their order: who, which model, how long after whom, how far. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.moves import METERS, Move, Row, Step
from bot.words import Line, Reference, Voice, figures
from scrapers.quotes import Quote, plain


def who(step: Step, last: Step | None, voice: Voice) -> str:
    """Who moved, and how many days after which other one."""
    vendor = voice.vendor(step.vendor)
    if last is None or last.vendor == step.vendor:
        return vendor
    days, said = (step.day - last.day).days, voice.replies
    template = {0: said.same_day, 1: said.a_day}.get(days, said.days)
    return template.format(
        days=days, vendor=vendor, other=_within(voice.vendor(last.vendor), voice)
    )


def _within(name: str, voice: Voice) -> str:
    """A name amid a sentence: in Chinese, Latin letters stand apart from 汉字."""
    if voice.language != "zh":
        return name
    before, after = (" " if letter.isascii() else "" for letter in (name[0], name[-1]))
    return f"{before}{name}{after}"


def moved(move: Move, voice: Voice) -> str:
    """From what to what: `5 → 1 CNY`, `4 → free`."""
    new = move.new
    said = voice.words.free if new.free else f"{plain(new.amount)} {voice.currency(new.currency)}"
    return said if move.old is None else f"{plain(move.old)} → {said}"


def parts(moves: Mapping[str, Move], reference: Reference, voice: Voice) -> str:
    """Input and output each as a part or a multiple of the reference's; a dash without a rate."""
    found = [part(moves[meter].new, reference, voice) for meter in METERS if meter in moves]
    return found[0] if len(set(found)) == 1 else voice.words.comma.join(found)


def part(quote: Quote, reference: Reference, voice: Voice) -> str:
    """A price as a part or a multiple of the reference's; free, 0, or a dash without a rate."""
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
        for row in step.rows:
            block += _row(row, voice)
        blocks.append(block)
        last = step
    footer = [Line(voice.replies.war_unit)]
    footer += [Line(voice.replies.war_footnote)] if voice.references else []
    return Draft(voice.replies.war.format(month=name), blocks, footer)


def _row(row: Row, voice: Voice) -> list[Line]:
    """A model's input and output, and what part of the references they are."""
    words, moves = voice.words, row.moves
    cells = [
        voice.replies.cell.format(meter=words.meters[meter], price=moved(moves[meter], voice))
        for meter in METERS
        if meter in moves
    ]
    lines = [Line(words.line.format(what=row.model, price=words.comma.join(cells)))]
    shares = [
        voice.replies.share.format(times=parts(moves, reference, voice), name=reference.name)
        for reference in voice.references
    ]
    if not shares or all(move.new.amount == 0 for move in moves.values()):
        return lines
    said = voice.replies.apart.join(shares)
    return [*lines, Line(said, "remark", rates=rested([row], voice))]


def rested(rows: Iterable[Row], voice: Voice) -> frozenset[str]:
    """The currencies on whose rates the parts of the references rest."""
    quotes = (move.new for row in rows for move in row.moves.values())
    return frozenset[str]().union(
        *(codes for q in quotes for *_, codes in figures.shares(q, voice))
    )


def nothing(name: str, others: Sequence[str], scene: Scene) -> Draft:
    """No move is recorded in a month; `others` are months that have some, the latest first."""
    said = scene.voice.replies
    choices = [Choice(other, ask("war", other)) for other in others]
    lines = [Line(said.other_months)] if others else []
    return Draft(said.no_war.format(month=name), [lines], choices=choices, found=False)

"""How the sources fare. Pure."""

from collections.abc import Collection, Sequence

from bot.answers.answer import Draft, Scene
from bot.answers.prices import aged, freshness
from bot.pages import PageRow
from bot.words import Line


def status(running: Collection[str], scene: Scene) -> Draft:
    """How many pages are well; those that fail or were not read for a day, come first.

    `running` are the sources that are asked now.
    """
    voice, said = scene.voice, scene.voice.replies
    rows = [row for row in scene.rows.values() if row.source in running]
    ill = [row for row in rows if row.streak or aged(row.source, row.page, scene)]
    well = [row for row in rows if row not in ill]
    unseen = sorted(set(running) - {row.source for row in rows})
    blocks = [
        _block(said.ill, ill, scene),
        _block(said.well, well, scene),
        [Line(said.not_yet.format(sources=voice.words.comma.join(unseen)))] if unseen else [],
    ]
    headline = said.status.format(well=len(well), count=len(rows) + len(unseen))
    return Draft(headline, [block for block in blocks if block])


def _block(heading: str, rows: Sequence[PageRow], scene: Scene) -> list[Line]:
    if not rows:
        return []
    return [Line(heading, "name"), *(Line(_said(row, scene)) for row in rows)]


def _said(row: PageRow, scene: Scene) -> str:
    """A page: how old its prices are and how many there are."""
    words, said = scene.voice.words, scene.voice.replies
    name = f"{row.source} {row.page}".strip()
    count = scene.voice.counted(said.prices, row.quotes)
    state = words.comma.join((freshness(row.source, row.page, scene), count))
    return words.line.format(what=name, price=state)

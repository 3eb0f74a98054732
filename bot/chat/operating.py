"""For operators: what is held is decided, what was told is proved, and how things are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape
from typing import Final

from bot.chat.keyboards import Reply
from bot.chat.room import Pressed, Room, Visit
from bot.evidence import exhibits
from bot.pages import PageRow
from bot.state import Decision
from bot.words import parts
from bot.words.line import tidy

DAY: Final = timedelta(days=1)
SHOWN: Final = 10  # so many failing pages, failing recipients, cells


def decide(room: Room, visit: Visit, held: str, decision: Decision) -> Pressed:
    """A held value is approved or rejected, with effect from the next round."""
    words = visit.words
    try:
        room.store.decide(held, decision)
    except KeyError:
        return Pressed(toast=words.not_held, aloud=True)
    said = words.approved if decision == "approved" else words.rejected
    return Pressed(toast=said, ticked=True)


def evidence(room: Room, visit: Visit, name: str) -> Pressed:
    """The old and the new cell with the labels of their rows, and where they were read."""
    event = room.store.event(name)
    if event is None:
        return Pressed(toast=visit.words.old_button)
    bodies = {sha256: room.store.body(sha256) for sha256 in event.proofs}
    lines = []
    for exhibit in exhibits(event, bodies):
        lines.append(f"<b>{escape(exhibit.side)}</b>: {visit.voice.time(exhibit.proof.read_at)}")
        lines.append(escape(exhibit.proof.url))
        lines += [f"• {escape(tidy(line), quote=False)}" for line in exhibit.context[:SHOWN]]
        lines += [] if exhibit.context else [visit.words.no_evidence]
    text = "\n".join(lines) or visit.words.no_evidence
    return Pressed(answer=Reply(parts(text, 1, lambda _: "…")[0]))


def admin(room: Room, visit: Visit, _: str = "") -> Reply:
    """Sources, deliveries, failing recipients, who is there, what is held."""
    blocks = (_sources, _deliveries, _failing, _recipients, _held)
    said = ("\n".join(block(room, visit)) for block in blocks)
    text = "\n\n".join(block for block in said if block)
    return Reply(parts(text, 1, lambda _: "…")[0])


def _sources(room: Room, visit: Visit) -> Iterator[str]:
    rows = [row for row in room.store.pages() if row.source in room.sources]
    ill = [row for row in rows if row.streak or row.good_at is None]
    yield visit.words.admin_sources.format(well=len(rows) - len(ill), count=len(rows))
    for row in ill[:SHOWN]:
        yield "• " + _ill(row, visit)


def _ill(row: PageRow, visit: Visit) -> str:
    page = escape(f"{row.source} {row.page}".strip())
    reason = escape(tidy(row.reason or "–"), quote=False)
    return visit.words.admin_ill.format(
        page=page, since=_time(row.failing_since, visit), reason=reason
    )


def _deliveries(room: Room, visit: Visit) -> Iterator[str]:
    found = room.store.traffic(visit.now, visit.now - DAY)
    if found:
        yield visit.words.admin_deliveries
    for one in found:
        yield "• " + visit.words.admin_traffic.format(
            channel=escape(one.channel),
            due=one.due,
            waiting=one.waiting,
            failed=one.failed,
            sent=one.sent,
        )


def _failing(room: Room, visit: Visit) -> Iterator[str]:
    found = room.store.failing(SHOWN)
    if found:
        yield visit.words.admin_failing
    for one in found:
        yield "• " + visit.words.admin_failing_since.format(
            target=escape(" ".join(one.target)),
            since=_time(one.since, visit),
            error=escape(tidy(one.error) or "–", quote=False),
        )


def _recipients(room: Room, visit: Visit) -> Iterator[str]:
    found = room.store.census()
    if found:
        yield visit.words.admin_recipients
    for one in found:
        yield "• " + visit.words.admin_census.format(
            channel=escape(one.channel),
            active=one.active,
            gone=one.gone,
            subscriptions=one.subscriptions,
            paused=one.paused,
        )


def _held(room: Room, visit: Visit) -> Iterator[str]:
    yield visit.words.admin_held.format(count=len(room.store.held()))


def _time(at: datetime | None, visit: Visit) -> str:
    return visit.voice.time(at) if at else "–"

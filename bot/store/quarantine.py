"""What waits for a person, and how it ended."""

from bot.events import stamp
from bot.state import Decision, Matter, Place, held_id
from bot.store import columns
from bot.store.connection import Connection
from bot.store.values import Held, Round


class Quarantine(Connection):
    """Held matters: listed, decided, and kept when they are over."""

    def held(self) -> list[Held]:
        """What waits for a person, oldest first."""
        rows = self._rows("SELECT * FROM matters WHERE held IS NOT NULL")
        found = [columns.held(row) for row in rows]
        return sorted(found, key=lambda held: (held.matter.first_seen, held.id))

    def decide(self, held: str, decision: Decision) -> Held:
        """Approve or reject a held matter, with effect from the next round. Raises KeyError."""
        with self.atomic():
            self.db.execute("UPDATE matters SET decision = ? WHERE held = ?", (decision, held))
            row = next(self._rows("SELECT * FROM matters WHERE held = ?", held), None)
            if row is None:
                raise KeyError(held)
            self._call_for_approved(Place(row["source"], "", row["page"]))
        return columns.held(row)

    def _decided(self, place: Place) -> dict[str, Decision]:
        """The decisions on a page's held matters, also those taken while a round was under way."""
        rows = self._rows(
            "SELECT held, decision FROM matters"
            " WHERE source = ? AND page = ? AND decision IS NOT NULL",
            *(place.source, place.page),
        )
        return {row["held"]: row["decision"] for row in rows}

    def _call_for_approved(self, place: Place) -> None:
        """A page with an approved matter is due: what holds changes although the page does not."""
        self.db.execute(
            "UPDATE pages SET due = checked_at WHERE source = ? AND page = ? AND EXISTS"
            " (SELECT 1 FROM matters m WHERE m.source = pages.source AND m.page = pages.page"
            " AND m.decision = 'approved')",
            (place.source, place.page),
        )

    def _resolve(self, done: Round, matter: Matter, outcome: str) -> None:
        held = held_id(done.place, matter)
        self.db.execute(
            "INSERT INTO resolved (held, source, page, at, reason, outcome, matter)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(held, done.place.source, done.place.page, stamp(done.at)),
                *(matter.reason or "", outcome, columns.MATTER.dump_json(matter).decode()),
            ),
        )

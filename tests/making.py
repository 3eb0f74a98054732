"""Prices in a line, and a page that is read again and again: what the tests of judging share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot import judge
from bot.events import Event, Proof
from bot.findings import Finding
from bot.judge import Reading, Rules, Verdict
from bot.state import Decision, Known, Matter, Place, State
from scrapers.quotes import Quote, conditions, plain

START = datetime(2026, 8, 1, tzinfo=UTC)
PLACE = Place("acme", "acme")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def quote(line: str, when: Mapping[str, str | int] | None = None, **more: object) -> Quote:
    """`model meter amount`, in yuan: `pro input 3`, `pro input free`, `pro input 3→2` (struck)."""
    model, meter, printed = line.split()
    was, _, amount = printed.rpartition("→")
    given: dict[str, object] = {
        "currency": "CNY",
        "free": amount == "free",
        "was": Decimal(was) if was else None,
        "published": printed,
        "conditions": conditions(when),
    }
    value = Decimal(0) if amount == "free" else Decimal(amount)
    return Quote(model, meter, value, **given | more)  # type: ignore[arg-type]


def quotes(lines: str) -> list[Quote]:
    """Several of them, between commas."""
    return [quote(line) for line in lines.split(",") if line.strip()]


def pro_at(amount: str, **more: object) -> list[Quote]:
    """A page of one model with two prices: the input price is what it is about."""
    return [quote(f"pro input {amount}", **more), quote("pro output 6")]  # type: ignore[arg-type]


def many(count: int, amount: str = "1") -> list[Quote]:
    """A page of so many models with an input price each."""
    return [quote(f"model-{n} input {amount}") for n in range(count)]


@dataclass
class Watched:
    """A page that a test rewrites and the judge reads; `first` is its baseline."""

    first: str | Sequence[Quote]
    rules: Rules = field(default_factory=Rules)
    agrees: Callable[[Finding], bool] = judge.nobody
    place: Place = PLACE
    now: datetime = START
    state: State | None = None
    shown: Sequence[Quote] = ()
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.look(self.first, later=timedelta())

    def look(
        self,
        shown: str | Sequence[Quote] | None = None,
        *,
        later: timedelta = 30 * MINUTE,
        regular: bool = True,
    ) -> Verdict:
        """One reading, some time later; the page stays as it is where nothing is given."""
        if shown is not None:
            self.shown = quotes(shown) if isinstance(shown, str) else shown
        self.now += later
        reading = Reading(self.shown, self.proof(), regular=regular)
        verdict = judge.judge(self.state, reading, self.now, self.place, self.rules, self.agrees)
        self.state = verdict.state
        self.events += verdict.events
        return verdict

    def settle(
        self, shown: str | Sequence[Quote] | None = None, *, later: timedelta = 30 * MINUTE
    ) -> list[Event]:
        """A scheduled reading and the second looks that it asks for: the events of all."""
        verdict = self.look(shown, later=later)
        events = list(verdict.events)
        for _ in range(9):
            if not verdict.again:
                return events
            verdict = self.look(later=2 * MINUTE, regular=False)
            events += verdict.events
        raise AssertionError("second looks without end")

    def rounds(
        self,
        count: int,
        shown: str | Sequence[Quote] | None = None,
        *,
        later: timedelta = 30 * MINUTE,
    ) -> list[Event]:
        """So many scheduled rounds with their second looks: the events of all."""
        return [event for _ in range(count) for event in self.settle(shown, later=later)]

    def resolved(
        self, shown: Sequence[Quote] | None = None, *, later: timedelta = HOUR
    ) -> list[str]:
        """How the held matters that end with the next round end."""
        return [outcome for _, outcome in self.look(shown, later=later).resolved]

    def proof(self) -> Proof:
        """The page as it is kept at this moment."""
        name = f"{int((self.now - START).total_seconds()):064x}"
        return Proof(
            url="https://acme.example/prices", sha256=name, published="", read_at=self.now
        )

    def decide(self, decision: Decision) -> None:
        """A person's word on everything that is held."""
        assert self.state is not None
        held = {s: replace(m, decision=decision) for s, m in self.state.open.items()}
        self.state = replace(self.state, open=held)

    def rebase(self, reread: str | Sequence[Quote]) -> list[Event]:
        """A new version of the reader reads the last kept page."""
        assert self.state is not None
        seen = quotes(reread) if isinstance(reread, str) else reread
        self.state, events = judge.rebase(self.state, seen, self.place, self.now)
        self.events += events
        return events

    @property
    def held(self) -> list[Matter]:
        """What waits for a person."""
        assert self.state is not None
        return [matter for matter in self.state.open.values() if matter.reason]

    @property
    def prices(self) -> dict[str, str]:
        """What is believed: amounts by model and meter."""
        assert self.state is not None
        return {f"{k.quote.model} {k.quote.meter}": plain(k.quote.amount) for k in self._known()}

    def known(self, name: str) -> Known:
        """What is known of one price, named `model meter`."""
        return next(k for k in self._known() if f"{k.quote.model} {k.quote.meter}" == name)

    def _known(self) -> list[Known]:
        assert self.state is not None
        return list(self.state.prices.values())


def flapping(*amounts: str, later: timedelta = DAY) -> tuple[Watched, list[list[str]]]:
    """A price that takes one amount after another, and what is said each time."""
    page = Watched(f"pro input {amounts[0]}")
    steps = [said(page.settle(f"pro input {amount}", later=later)) for amount in amounts[1:]]
    return page, steps


def said(events: Sequence[Event]) -> list[str]:
    """What was said, in a line each: `price.cut pro input 3→2`; what is not told in brackets."""
    return [f"({_line(event)})" if not event.told else _line(event) for event in events]


def _line(event: Event) -> str:
    amounts = [None if a is None else plain(a) for a in (event.old, event.new)]
    moved = "→".join(a or "-" for a in amounts) if any(amounts) else None
    return " ".join(filter(None, (event.type, event.model, event.meter, moved)))

"""Is a finding news? Confirmation, quarantine, absence. Pure: handed a state, a reading and `now`.

Every healthy reading is compared with the confirmed prices; what differs is a finding; a finding
that is seen often enough in equal form is confirmed, told once (see `news`), and becomes part of
the state. The rules and their reasons stand in docs/design.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot import news
from bot.diff import Prices
from bot.events import Event, Proof
from bot.findings import Finding, Standing, boundary, find, in_force
from bot.news import Telling
from bot.state import Known, Matter, Place, State, held_id
from scrapers.quotes import Quote

PAGE: Final = "page"  # the subject of the matter "a part of the page is gone"


@dataclass(frozen=True, slots=True)
class Rules:
    """How sure is sure enough. Counts are readings; shares are of the prices known."""

    readings: int = 2
    readings_if_large: int = 3
    large_cut: Decimal = Decimal("0.2")  # new/old: Qwen-Long fell to 0.025, and it was true
    rounds_if_absent: int = 3
    hold: timedelta = timedelta(hours=48)
    mass: int = 20
    shrinks: Decimal = Decimal("0.3")
    shrinks_from: int = 10
    telling: Telling = field(default_factory=Telling)


@dataclass(frozen=True, slots=True)
class Reading:
    """One healthy reading of one page. `regular` is false for the second look that confirms."""

    quotes: Sequence[Quote]
    proof: Proof
    regular: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a reading.

    `again` asks for a second look soon; `due` is when the clock alone calls for another judgement;
    `failure` says that the reading must not be trusted (nothing but open matters changed);
    `resolved` are held matters that are over, each with how it ended.
    """

    state: State
    events: tuple[Event, ...] = ()
    again: bool = False
    due: datetime | None = None
    failure: str | None = None
    resolved: tuple[tuple[Matter, str], ...] = ()


def nobody(_: Finding) -> bool:
    """No other source says the same."""
    return False


def judge(
    state: State | None,
    reading: Reading,
    now: datetime,
    place: Place,
    rules: Rules,
    agrees: Callable[[Finding], bool] = nobody,
) -> Verdict:
    """Compare a reading with what is known of its page, and say what is news.

    `agrees` tells whether another source corroborates a finding. The first sight of a page is
    silent: it sets the baseline.
    """
    seen = in_force(reading.quotes, now)
    if state is None:
        prices = {key: Known(quote, now, quote.amount) for key, quote in seen.prices.items()}
        first = State(prices, seen.planned, last=reading.proof)
        return Verdict(first, due=_due(first, reading, now, rules))
    before = {key: known.quote for key, known in state.prices.items()}
    findings = find(Standing(before, state.planned), seen)
    matters = {f.subject: _count(state, f, reading, now) for f in findings}
    standing = {}
    if reason := shrunk(before, findings, rules):
        standing = {PAGE: replace(_missing(state, findings, reading, now), reason=reason)}
        if not _stands(standing[PAGE], now, rules):
            return Verdict(replace(state, open={**state.open, **standing}), failure=reason)
    reasons = hold_reasons(before, findings, rules)
    matters = {s: replace(m, reason=reasons.get(s)) for s, m in matters.items()}
    sure = [m for m in matters.values() if _sure(m, now, rules, agrees)]
    unsure = {s: m for s, m in matters.items() if m not in sure}
    still = {**matters, **standing}
    over = [(m, "reverted") for k, m in state.open.items() if m.reason and k not in still]
    over += [(m, m.decision or "confirmed") for m in sure if m.reason]
    state, events = news.tell(state, sure, seen, place, now, rules.telling)
    events += [_quarantined(m, place, now) for m in unsure.values() if _to_announce(m)]
    unsure = {s: replace(m, announced=m.announced or _to_announce(m)) for s, m in unsure.items()}
    state = replace(state, open={**unsure, **standing}, last=reading.proof)
    return Verdict(
        state,
        tuple(events),
        again=any(_wants_a_look(m, rules) for m in unsure.values()),
        due=_due(state, reading, now, rules),
        resolved=tuple(over),
    )


def rebase(
    state: State, quotes: Sequence[Quote], place: Place, now: datetime
) -> tuple[State, list[Event]]:
    """The state as a new version of the reader sees the page that the old one read.

    Prices that the re-reading shows otherwise are taken over in silence, unless an alert told the
    old value: that alert is retracted.
    """
    seen = in_force(quotes, now)
    current = seen.prices
    prices = {
        key: replace(known, quote=quote)
        if (known := state.prices.get(key)) and known.quote.amount == quote.amount
        else Known(quote, now, quote.amount)
        for key, quote in current.items()
    }
    refuted = [
        news.refutation(known, current.get(key), place, now, state.last)
        for key, known in state.prices.items()
        if known.event and (key not in current or current[key].amount != known.quote.amount)
    ]
    return replace(state, prices=prices, planned=seen.planned, open={}), refuted


def _count(state: State, finding: Finding, reading: Reading, now: datetime) -> Matter:
    """The matter with this reading counted; another form begins anew."""
    known = state.open.get(finding.subject)
    if known is None or known.form != finding.form:
        return Matter(
            finding=finding,
            form=finding.form,
            first_seen=now,
            readings=1,
            rounds=int(reading.regular),
            seen=reading.proof,
            before=known.before if known else state.last,
        )
    return replace(
        known,
        finding=finding,
        readings=known.readings + 1,
        rounds=known.rounds + int(reading.regular),
    )


def _missing(state: State, findings: Sequence[Finding], reading: Reading, now: datetime) -> Matter:
    lost = tuple(quote for f in findings if f.kind in {"gone", "lost"} for quote in f.old)
    return _count(state, Finding("lost", PAGE, lost), reading, now)


def shrunk(before: Prices, findings: Sequence[Finding], rules: Rules) -> str | None:
    """Why a reading is too short to be the whole page, None where it is not.

    Six of ten rows are a broken page, not four models withdrawn; so is a page that lost all
    prices of one meter.
    """
    lost = [quote for f in findings if f.kind in {"gone", "lost"} for quote in f.old]
    if len(before) >= rules.shrinks_from and len(lost) > rules.shrinks * len(before):
        return f"{len(lost)} of {len(before)} prices are gone at once"
    for meter in {quote.meter for quote in lost}:
        known = {quote.model for quote in before.values() if quote.meter == meter}
        gone = {q.model for f in findings if f.kind == "lost" for q in f.old if q.meter == meter}
        if len(known) > 2 and gone == known:
            return f"every price of the meter {meter} is gone at once"
    return None


def hold_reasons(before: Prices, findings: Sequence[Finding], rules: Rules) -> dict[str, str]:
    """Why findings wait for a person, another source or time, by subject."""
    prices = [f for f in findings if f.kind == "price"]
    reasons = {f.subject: r for f in findings if (r := _suspicious(f))}
    if len(before) >= rules.mass and len(prices) * 2 > len(before):
        for finding in prices:
            reasons.setdefault(
                finding.subject, f"{len(prices)} of {len(before)} prices moved at once"
            )
    return reasons


def _suspicious(finding: Finding) -> str | None:
    if finding.kind == "price":
        return _odd_price(finding.old[0], finding.new[0])
    if finding.kind == "terms":
        return _moved_unit(finding)
    return None


def _odd_price(old: Quote, new: Quote) -> str | None:
    if new.free:  # a free word exempts: the page says in words what the number says
        return None
    if new.amount == 0:
        return "zero without a free word"
    if old.amount == 0:
        return None
    power = _power_of_ten(new.amount / old.amount)
    return f"exactly 10^{power} times the old price: a unit slip?" if power else None


def _power_of_ten(ratio: Decimal) -> int:
    """The exponent where a ratio is a power of ten, else 0; from 1000 on it may be rounded."""
    exponent = round(ratio.log10())
    off = abs(ratio / Decimal(10) ** exponent - 1)
    return exponent if off == 0 or (abs(exponent) >= 3 and off < Decimal("0.02")) else 0


def _moved_unit(finding: Finding) -> str | None:
    """The same meter and conditions under another unit or currency is a slip until proven."""
    units = {(q.meter, q.conditions): (q.currency, q.per) for q in finding.old}
    held = {q.key for q in finding.old}
    for quote in finding.new:
        was = units.get((quote.meter, quote.conditions))
        if was and quote.key not in held and was != (quote.currency, quote.per):
            return f"{' per '.join(was)} became {quote.currency} per {quote.per}"
    return None


def _sure(matter: Matter, now: datetime, rules: Rules, agrees: Callable[[Finding], bool]) -> bool:
    if matter.decision:
        return matter.decision == "approved"
    if matter.reason:
        return agrees(matter.finding) or _stands(matter, now, rules)
    if matter.finding.absent:
        return matter.rounds >= rules.rounds_if_absent
    return matter.readings >= _needed(matter.finding, rules) - agrees(matter.finding)


def _stands(matter: Matter, now: datetime, rules: Rules) -> bool:
    """Approved, or seen in equal form for so long that it must be true."""
    if matter.decision:
        return matter.decision == "approved"
    return matter.readings > 1 and now - matter.first_seen >= rules.hold


def _needed(finding: Finding, rules: Rules) -> int:
    """A large cut takes one more reading, and no person."""
    if finding.kind != "price":
        return rules.readings
    old, new = finding.old[0], finding.new[0]
    large = not new.free and old.amount > 0 and new.amount <= old.amount * rules.large_cut
    return rules.readings_if_large if large else rules.readings


def _wants_a_look(matter: Matter, rules: Rules) -> bool:
    if matter.decision or matter.finding.absent:
        return False
    return matter.readings < (rules.readings if matter.reason else _needed(matter.finding, rules))


def _to_announce(matter: Matter) -> bool:
    return (
        bool(matter.reason)
        and matter.readings > 1
        and not matter.announced
        and not matter.decision
    )


def _quarantined(matter: Matter, place: Place, now: datetime) -> Event:
    event = news.event("price.quarantined", matter, place, now)
    about = {"reason": matter.reason, "note": held_id(place, matter), "told": False}
    return event.model_copy(update=about)


def _due(state: State, reading: Reading, now: datetime, rules: Rules) -> datetime | None:
    """When the clock alone calls for another judgement of the same reading."""
    if any(m.finding.absent or not m.reason for m in state.open.values()):
        return now
    instants = [boundary(reading.quotes, now)]
    instants += [m.first_seen + rules.hold for m in state.open.values() if not m.decision]
    instants += [known.quiet_until for known in state.prices.values()]
    return min((instant for instant in instants if instant), default=None)

"""Is a finding news? Confirmation, quarantine, absence. Pure: handed a state, a reading and `now`.

Every healthy reading is compared with the confirmed prices; what differs is a finding; a finding
that is seen often enough in equal form is confirmed, told once (see `news`), and becomes part of
the state. The rules and their reasons stand in docs/design.md.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot import news
from bot.diff import Difference, Prices, by_key, diff
from bot.events import Event, Proof
from bot.findings import Finding, Plan, Standing, boundary, find, in_force, ordered, plan_of
from bot.news import Telling
from bot.state import Known, Matter, Place, State, held_id
from bot.suspicion import absurd, odd
from scrapers.quotes import Quote

PAGE: Final = ""  # no model's name: the matter "a part of the page is gone" is about them all


@dataclass(frozen=True, slots=True)
class Rules:
    """How sure is sure enough. Counts are readings; shares are of the prices known."""

    readings: int = 2
    readings_if_large: int = 3
    large_cut: Decimal = Decimal("0.2")  # new/old: Qwen-Long fell to 0.025, and it was true
    rounds_if_absent: int = 3
    hold: timedelta = timedelta(hours=48)
    absurd: int = 7  # so many times as long where the price is a thousandfold or a thousandth
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


Needed = Mapping[datetime, int]  # how many readings, by when it was first seen


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
        return _first(seen, reading, now)
    before = {key: known.quote for key, known in state.prices.items()}
    findings = find(Standing(before, state.planned), seen)
    short = _cut_short(state, findings, reading, now, rules)
    if short and not _stands(short, now, rules):
        return _failed(state, short)
    matters = _matters(state, before, findings, reading, now, rules)
    needed = _needed_together(matters, rules)
    sure = [
        m for m in matters if (short and m.finding.absent) or _sure(m, needed, now, rules, agrees)
    ]
    certain = {matter.finding.subject for matter in sure}
    unsure = [matter for matter in matters if matter.finding.subject not in certain]
    after, events = news.tell(state, sure, seen, place, now, rules.telling)
    events += [_quarantined(m, place, now) for m in unsure if _to_announce(m)]
    held = {
        m.finding.subject: replace(m, announced=m.announced or _to_announce(m)) for m in unsure
    }
    after = replace(after, open=held, last=reading.proof)
    return Verdict(
        after,
        tuple(events),
        again=any(_wants_a_look(m, needed, rules) for m in unsure),
        due=_due(after, reading, now),
        resolved=_over(state.open, held, (*sure, short) if short else sure),
    )


def _first(seen: Standing, reading: Reading, now: datetime) -> Verdict:
    prices = {key: Known(quote, now, quote.amount) for key, quote in seen.prices.items()}
    state = State(prices, seen.planned, last=reading.proof)
    return Verdict(state, due=_due(state, reading, now))


def _failed(state: State, short: Matter) -> Verdict:
    held = {**state.open, short.finding.subject: short}
    over = _over(state.open, held, ())
    return Verdict(replace(state, open=held), failure=short.reason, resolved=over)


def _matters(
    state: State,
    before: Prices,
    findings: Sequence[Finding],
    reading: Reading,
    now: datetime,
    rules: Rules,
) -> list[Matter]:
    reasons = hold_reasons(before, findings, rules)
    return [
        replace(_count(state, finding, reading, now), reason=reasons.get(finding.subject))
        for finding in findings
    ]


def _over(
    before: Mapping[str, Matter], after: Mapping[str, Matter], sure: Iterable[Matter]
) -> tuple[tuple[Matter, str], ...]:
    """The held matters that are over, each with how it ended: none goes without a word."""
    waiting = {(matter.finding.subject, matter.form) for matter in after.values()}
    true = {(matter.finding.subject, matter.form) for matter in sure}
    held = [matter for matter in before.values() if matter.reason]
    return tuple(
        (m, _outcome(m, true)) for m in held if (m.finding.subject, m.form) not in waiting
    )


def _outcome(matter: Matter, true: Container[tuple[str, str]]) -> str:
    if (matter.finding.subject, matter.form) in true:
        return matter.decision or "confirmed"
    return "rejected" if matter.decision == "rejected" else "reverted"


def rebase(
    state: State, quotes: Sequence[Quote], place: Place, now: datetime
) -> tuple[State, list[Event]]:
    """The state as a new version of the reader sees the page that the old one read last.

    Where the two read the page differently, the new one is believed in silence, unless an alert
    told what it denies: that alert is retracted. Where they agree all stays as it is, and what
    the vendor changed but was not yet confirmed is still waited for.
    """
    then = state.last.read_at if state.last else now
    seen, saw = in_force(quotes, then), _last_read(state)
    learnt = diff(saw.prices, seen.prices)
    prices, refuted = dict(state.prices), []
    for one in learnt:
        known = prices.pop(one.key, None)
        believed = _relearnt(known, one, now)
        if believed:
            prices[one.key] = believed
        kept = believed and believed.event
        if known and known.event and not kept and _denied(known, one, learnt):
            refuted.append(news.refutation(known, one.new, place, now, state.last))
    return replace(state, prices=prices, planned=_replanned(state, saw, seen)), refuted


def _last_read(state: State) -> Standing:
    """What the last good reading showed: what is believed, with all that waits carried out."""
    prices = {key: known.quote for key, known in state.prices.items()}
    planned = dict(state.planned)
    waiting = (m.finding for m in state.open.values() if m.finding.model != PAGE)
    for finding in waiting:
        if finding.kind == "scheduled":
            planned |= {plan_of(quote): quote for quote in finding.new}
        elif finding.kind == "unscheduled":
            planned.pop(plan_of(finding.old[0]), None)
        else:
            prices = {k: q for k, q in prices.items() if q not in finding.old}
            prices |= by_key(finding.new)
    return Standing(prices, planned)


def _relearnt(known: Known | None, learnt: Difference, now: datetime) -> Known | None:
    new = learnt.new
    if new and known and known.quote.amount == new.amount:
        return replace(known, quote=new)
    if new and learnt.old and learnt.old.amount == new.amount:
        return known  # both readings see a move that is not confirmed yet
    return Known(new, now, new.amount) if new else None


def _denied(known: Known, one: Difference, learnt: Sequence[Difference]) -> bool:
    """Is what was told nowhere to be found? Under other terms it is the same price."""
    printed = [one.new] if one.new else [other.new for other in learnt if other.new]
    told = (*known.quote.key[1:4], known.told)
    return all((*quote.key[1:4], quote.amount) != told for quote in printed)


def _replanned(state: State, saw: Standing, seen: Standing) -> dict[Plan, Quote]:
    planned = {
        plan: quote
        for plan, quote in state.planned.items()
        if plan in seen.planned or plan not in saw.planned
    }
    return planned | {
        plan: quote
        for plan, quote in seen.planned.items()
        if plan in planned or plan not in saw.planned or saw.planned[plan].amount != quote.amount
    }


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


def _cut_short(
    state: State, findings: Sequence[Finding], reading: Reading, now: datetime, rules: Rules
) -> Matter | None:
    """The matter "a part of the page is gone", None where the page is whole."""
    reason = shrunk([known.quote for known in state.prices.values()], findings, rules)
    if reason is None:
        return None
    matter = _count(state, Finding("lost", PAGE, _lost(findings)), reading, now)
    return replace(matter, reason=reason)


def _lost(findings: Sequence[Finding]) -> tuple[Quote, ...]:
    return ordered(quote for f in findings if f.kind in {"gone", "lost"} for quote in f.old)


def shrunk(before: Collection[Quote], findings: Sequence[Finding], rules: Rules) -> str | None:
    """Why a reading is too short to be the whole page, None where it is not.

    Six of ten rows are a broken page, not four models withdrawn; so is a page that lost all
    prices of one meter.
    """
    lost = _lost(findings)
    if len(before) >= rules.shrinks_from and len(lost) > rules.shrinks * len(before):
        return f"{len(lost)} of {len(before)} prices are gone at once"
    stay = {quote.key for f in findings if f.kind == "lost" for quote in f.old}
    for meter in sorted({quote.meter for quote in lost}):
        known = [quote for quote in before if quote.meter == meter]
        if len({quote.model for quote in known}) > 2 and all(q.key in stay for q in known):
            return f"every price of the meter {meter} is gone at once"
    return None


def hold_reasons(before: Prices, findings: Sequence[Finding], rules: Rules) -> dict[str, str]:
    """Why findings wait for a person, another source or time, by subject."""
    prices = [f for f in findings if f.kind == "price"]
    reasons = {f.subject: r for f in findings if (r := odd(f, prices))}
    if len(before) >= rules.mass and len(prices) * 2 > len(before):
        for finding in (f for f in findings if f.kind in {"price", "terms"}):
            reasons.setdefault(
                finding.subject, f"{len(prices)} of {len(before)} prices moved at once"
            )
    return reasons


def _sure(
    matter: Matter,
    needed: Needed,
    now: datetime,
    rules: Rules,
    agrees: Callable[[Finding], bool],
) -> bool:
    if matter.decision:
        return matter.decision == "approved"
    if matter.reason:
        return agrees(matter.finding) or _stands(matter, now, rules)
    if matter.finding.absent:
        return matter.rounds >= rules.rounds_if_absent
    return matter.readings >= needed[matter.first_seen] - agrees(matter.finding)


def _stands(matter: Matter, now: datetime, rules: Rules) -> bool:
    """Approved, or seen in equal form for so long that it must be true."""
    if matter.decision:
        return matter.decision == "approved"
    hold = rules.hold * (rules.absurd if absurd(matter.finding) else 1)
    return matter.readings > 1 and now - matter.first_seen >= hold


def _needed(finding: Finding, rules: Rules) -> int:
    """A large cut takes one more reading, and no person."""
    if finding.kind != "price":
        return rules.readings
    old, new = finding.old[0], finding.new[0]
    large = not new.free and new.amount <= old.amount * rules.large_cut
    return rules.readings_if_large if large else rules.readings


def _needed_together(matters: Iterable[Matter], rules: Rules) -> Needed:
    """How many readings what was first seen at one moment takes: as many as its slowest.

    So one model's input and output, or one vendor's price list, are told in one message.
    """
    needed: dict[datetime, int] = {}
    for matter in matters:
        if not (matter.reason or matter.decision or matter.finding.absent):
            least = needed.get(matter.first_seen, rules.readings)
            needed[matter.first_seen] = max(least, _needed(matter.finding, rules))
    return needed


def _wants_a_look(matter: Matter, needed: Needed, rules: Rules) -> bool:
    if matter.decision or matter.finding.absent:
        return False
    return matter.readings < (rules.readings if matter.reason else needed[matter.first_seen])


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


def _due(state: State, reading: Reading, now: datetime) -> datetime | None:
    """When the same reading must be judged again: what is open may find a witness any time."""
    if any(not matter.decision for matter in state.open.values()):
        return now
    instants = [boundary(reading.quotes, now)]
    instants += [known.quiet_until for known in state.prices.values()]
    return min((instant for instant in instants if instant), default=None)

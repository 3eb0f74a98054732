"""Confirmed findings become events and the new state: what is said, and whether it is told.

Pure. `told` on an event is what a subscriber with default settings hears; what is not told (a move
below the floor, a muted flap) still enters the change log.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.diff import Difference
from bot.events import (
    Direction,
    Event,
    Evidence,
    Proof,
    Type,
    beyond,
    identify,
    quotes_json,
    ratio,
)
from bot.findings import Standing, direction, material, moment, plan_of
from bot.state import Known, Matter, Place, State
from bot.subscriptions import FLOOR
from scrapers.quotes import Quote

_FOR_GOOD: Final = re.compile(r"永久|permanent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telling:
    """When a confirmed move is worth a message to a subscriber with default settings."""

    floor: Decimal = FLOOR
    fortnight: timedelta = timedelta(days=14)
    reversals: int = 2
    patience: timedelta = timedelta(days=1)
    settle: timedelta = timedelta(days=3)
    refuted_within: timedelta = timedelta(hours=24)


def tell(
    state: State,
    sure: Sequence[Matter],
    seen: Standing,
    place: Place,
    now: datetime,
    telling: Telling,
) -> tuple[State, list[Event]]:
    """The state after the confirmed matters, and their events in order.

    What differs without being news (a badge, a date, a footnote) is taken over in silence.
    """
    teller = _Teller(state, place, now, telling)
    for matter in sure:
        getattr(teller, matter.finding.kind)(matter)
    teller.refresh(seen)
    teller.settle(seen)
    teller.endings(seen)
    return teller.state(), teller.events


def event(kind: Type, matter: Matter, place: Place, now: datetime, **more: Any) -> Event:
    """An event about a matter; price fields are filled where it is about one quote."""
    finding = matter.finding
    old = finding.old[0] if len(finding.old) == 1 else None
    new = finding.new[0] if len(finding.new) == 1 else None
    about = (new or old) if finding.kind in {"price", "scheduled", "unscheduled"} else None
    facts: dict[str, Any] = {"model": finding.model, "evidence": _evidence(matter)}
    if about:
        amounts = (old.amount if old else None, new.amount if new else None)
        facts |= {"meter": about.meter, "conditions": dict(about.conditions)}
        facts |= {"currency": about.currency, "per": about.per, "ratio": ratio(*amounts)}
        facts |= {"old": amounts[0], "new": amounts[1], "free": about.free or None}
        facts |= {"promo": about.promo, "effective_from": about.effective_from}
        facts |= {"effective_until": about.effective_until, "schedule": about.schedule}
    facts |= more
    name = identify("ev", place.source, place.page, kind, finding.subject, matter.form, now)
    return Event(
        id=name,
        type=kind,
        at=now,
        seen_at=matter.first_seen,
        source=place.source,
        vendor=place.vendor,
        page=place.page or None,
        **facts,
    )


def _evidence(matter: Matter) -> Evidence:
    finding, seen = matter.finding, matter.seen
    printed = " ".join(dict.fromkeys(quote.published for quote in finding.new))
    before = matter.before
    if before:
        cells = " ".join(dict.fromkeys(quote.published for quote in finding.old))
        before = before.model_copy(update={"published": cells})
    return Evidence(
        url=seen.url, sha256=seen.sha256, published=printed, read_at=seen.read_at, before=before
    )


class _Teller:
    """Carries the matters of one reading into the state, in order, and collects what is said."""

    def __init__(self, state: State, place: Place, now: datetime, telling: Telling) -> None:
        self.before = state
        self.prices = dict(state.prices)
        self.planned = dict(state.planned)
        self.departed = dict(state.departed)
        self.place = place
        self.now = now
        self.telling = telling
        self.events: list[Event] = []
        self.turning = {
            known.quote.model for known in state.prices.values() if self._since(known.reversals)
        }

    def state(self) -> State:
        return replace(
            self.before, prices=self.prices, planned=self.planned, departed=self.departed
        )

    def _say(self, kind: Type, matter: Matter, **more: Any) -> Event:
        said = event(kind, matter, self.place, self.now, **more)
        self.events.append(said)
        return said

    def _since(self, times: Iterable[datetime]) -> tuple[datetime, ...]:
        return tuple(at for at in times if self.now - at <= self.telling.fortnight)

    def _adopt(self, quotes: Iterable[Quote], *, redrawn: bool = False) -> None:
        """Believe new quotes; that their terms were redrawn counts as a move of theirs."""
        for quote in quotes:
            left = ((self.now, quote.amount),) if redrawn else ()
            self.prices[quote.key] = Known(quote, self.now, quote.amount, left=left)

    def price(self, matter: Matter) -> None:
        """One amount moved: which kind of move, and is it told?"""
        new = matter.finding.new[0]
        known = self.prices[new.key]
        refutes = self._refuted(known, new, matter.first_seen)
        moved = _moved(known, new, self.now, self.telling)
        patience = self._patience(known, moved, refutes)
        told = not patience and beyond(known.told, new.amount, self.telling.floor)
        if not told:
            refutes = None
        if refutes:  # what a correction takes back was an error, and no turn
            moved = replace(moved, reversals=self._since(known.reversals))
        note = patience and f"muted until it has stood still for {patience.days} d: it turns back"
        kind = "price.retracted" if refutes else _kind(known.quote, new)
        more = {"told": told, "refutes": refutes, "note": note, "muted": bool(patience) or None}
        said = self._say(kind, matter, promo=new.promo or known.quote.promo, **more)
        if told:
            moved = _heard(moved, said)
        elif not patience:
            moved = replace(moved, whispered=new.amount)
        quiet_until = self.now + patience if patience else None
        self.prices[new.key] = replace(moved, quiet_until=quiet_until)

    def _refuted(self, known: Known, new: Quote, seen: datetime) -> str | None:
        """The event of the last day that no longer holds: the value it said had gone is back.

        The day ends with the first sight of it, however many looks being sure takes.
        """
        if known.told_at is None or seen - known.told_at >= self.telling.refuted_within:
            return None
        return known.event if new.amount == known.told_from and not _limited(known.quote) else None

    def _patience(self, known: Known, moved: Known, refutes: str | None) -> timedelta | None:
        """How long a move must stand before it is told; None for a plain one.

        A correction of what was told goes out at once. A price that turned back waits a day; one
        that did so before, or moves on while its model's prices turn back and forth, three days.
        """
        if refutes and len(moved.reversals) < self.telling.reversals:
            return None
        restless = bool(moved.left[:-1]) and moved.quote.model in self.turning
        if restless or len(moved.reversals) >= self.telling.reversals:
            return self.telling.settle
        turned = len(moved.reversals) > len(self._since(known.reversals))
        return self.telling.patience if turned else None

    def terms(self, matter: Matter) -> None:
        """The conditions of a model were redrawn: one event, and no cut or rise out of it."""
        model = matter.finding.model
        charged = [k.quote for k in self.prices.values() if k.quote.model == model]
        self._redraw(matter, direction(matter.finding.old, matter.finding.new, charged))

    def lost(self, matter: Matter) -> None:
        """Some prices of a model are no longer printed, the model itself is."""
        free = all(quote.amount == 0 for quote in matter.finding.old)
        self._redraw(matter, "dearer" if free else "mixed")  # what cost nothing is gone

    def _redraw(self, matter: Matter, favours: Direction) -> None:
        old, new = matter.finding.old, matter.finding.new
        lists = {"before": quotes_json(old), "after": quotes_json(new)}
        self._say("terms.changed", matter, direction=favours, **lists)
        known = {quote.key: self.prices.pop(quote.key) for quote in old}
        self._adopt(new, redrawn=True)
        for quote in new:
            if (same := known.get(quote.key)) and same.quote.amount == quote.amount:
                heard = replace(same, quote=quote, told=quote.amount, whispered=None)
                self.prices[quote.key] = heard

    def launched(self, matter: Matter) -> None:
        """A model appeared; one that only comes and goes is not told again and again."""
        quotes = matter.finding.new
        main = [quote for quote in quotes if quote.meter in {"input", "output"}] or quotes
        left = self._since(self.departed.get(matter.finding.model, ()))
        note = "back after it had left" if left else None
        told = len(left) <= self.telling.reversals
        more = {"after": quotes_json(quotes), "free": all(quote.free for quote in main) or None}
        self._say("model.launched", matter, note=note, told=told, **more)
        self._adopt(quotes)

    def gone(self, matter: Matter) -> None:
        """A model has been missing for long enough."""
        model = matter.finding.model
        left = self._since(self.departed.get(model, ()))
        told = len(left) < self.telling.reversals
        self._say("model.withdrawn", matter, before=quotes_json(matter.finding.old), told=told)
        self.departed[model] = (*left, self.now)
        for quote in matter.finding.old:
            del self.prices[quote.key]
        for plan in [plan for plan, quote in self.planned.items() if quote.model == model]:
            del self.planned[plan]

    def renamed(self, matter: Matter) -> None:
        """The prices stay, the name changes: what is known of them moves with it."""
        finding = matter.finding
        self._say("model.renamed", matter, was_model=finding.was_model)
        old_by_rest = {quote.key[1:]: quote.key for quote in finding.old}
        for quote in finding.new:
            known = self.prices.pop(old_by_rest[quote.key[1:]])
            self.prices[quote.key] = replace(known, quote=quote)
        for plan, quote in list(self.planned.items()):
            if quote.model == finding.was_model:
                moved = replace(self.planned.pop(plan), model=finding.model)
                self.planned[plan_of(moved)] = moved

    def scheduled(self, matter: Matter) -> None:
        """A future price was announced, or an announced one changed."""
        quote = matter.finding.new[0]
        self.planned[plan_of(quote)] = quote
        if (old := self._charged(quote)) != quote.amount:
            self._say("price.scheduled", matter, old=old, ratio=ratio(old, quote.amount))

    def _charged(self, quote: Quote) -> Decimal | None:
        known = self.prices.get(quote.key)
        return known.quote.amount if known else None

    def unscheduled(self, matter: Matter) -> None:
        """An announcement disappeared before it took effect; a postponed one was told again."""
        quote = matter.finding.old[0]
        del self.planned[plan_of(quote)]
        postponed = quote.key in {key for key, _ in self.planned}
        if self._charged(quote) != quote.amount and not postponed:
            self._say("price.unscheduled", matter)

    def refresh(self, seen: Standing) -> None:
        """Take over what differs without being news, and forget plans whose day has come."""
        for key, quote in seen.prices.items():
            known = self.prices.get(key)
            if (
                known
                and known.quote != quote
                and not material(Difference(key, known.quote, quote))
            ):
                self.prices[key] = replace(known, quote=quote)
        for plan, quote in list(self.planned.items()):
            begins = moment(quote.effective_from)
            if begins and begins <= self.now:
                del self.planned[plan]
            elif (printed := seen.planned.get(plan)) and printed.amount == quote.amount:
                self.planned[plan] = printed

    def settle(self, seen: Standing) -> None:
        """A muted price that has stood still is summed up, if it is not what was told last.

        What is too small to be told is for rules with a smaller floor: so is the sum of it.
        """
        for key, known in list(self.prices.items()):
            over = known.quiet_until is not None and self.now >= known.quiet_until
            if over and _printed(known, seen):  # else it may be moving again: the next look knows
                calm = replace(known, quiet_until=None)
                if beyond(known.told, known.quote.amount, self.telling.floor):
                    calm = _heard(calm, self._summary(known, known.told))
                elif (heard := _whispered(known)) != known.quote.amount:
                    self._summary(known, heard, told=False)
                    calm = replace(calm, whispered=known.quote.amount)
                self.prices[key] = calm

    def _summary(self, known: Known, old: Decimal, **more: Any) -> Event:
        quote = known.quote
        kind = _plain_kind(old, quote.amount)
        note = "settled: it has stood still since it was muted"
        return self._about(kind, quote, known.since, old=old, note=note, **more)

    def endings(self, seen: Standing) -> None:
        """A dated promotion that ends within a day is told once."""
        for key, known in list(self.prices.items()):
            quote = known.quote
            ends = moment(quote.effective_until, end=True)
            if not ends or known.ending_told == quote.effective_until:
                continue
            if self.now < ends <= self.now + timedelta(days=1) and _printed(known, seen):
                self._about("promo.ending", quote, self.now, old=quote.amount, note=None)
                self.prices[key] = replace(known, ending_told=quote.effective_until)

    def _about(
        self, kind: Type, quote: Quote, seen: datetime, *, old: Decimal, **more: Any
    ) -> Event:
        new = self._after(quote) if kind == "promo.ending" else quote.amount
        said = about(kind, quote, self.place, self.now, self.before.last)
        more |= {"seen_at": seen, "old": old, "new": new, "ratio": ratio(old, new)}
        self.events.append(said.model_copy(update=more))
        return self.events[-1]

    def _after(self, quote: Quote) -> Decimal | None:
        """What a promotion gives way to: the price announced for then, else the struck one."""
        plans = [plan for (key, _), plan in self.planned.items() if key == quote.key]
        return plans[0].amount if len(plans) == 1 else quote.was


def about(kind: Type, quote: Quote, place: Place, now: datetime, last: Proof | None) -> Event:
    """An event about a believed price that no open matter stands for."""
    evidence = Evidence(**last.model_dump() | {"published": quote.published}) if last else None
    return Event(
        id=identify("ev", place.source, place.page, kind, quote.key, now),
        type=kind,
        at=now,
        seen_at=now,
        source=place.source,
        vendor=place.vendor,
        page=place.page or None,
        model=quote.model,
        meter=quote.meter,
        conditions=dict(quote.conditions),
        currency=quote.currency,
        per=quote.per,
        evidence=evidence,
        free=quote.free or None,
        promo=quote.promo,
        effective_from=quote.effective_from,
        effective_until=quote.effective_until,
        schedule=quote.schedule,
    )


def refutation(
    known: Known, truth: Quote | None, place: Place, now: datetime, last: Proof | None
) -> Event:
    """The kept page, read again, says otherwise than what was told of it."""
    new = truth.amount if truth else None
    more = {"old": known.told, "new": new, "refutes": known.event}
    said = about("price.retracted", truth or known.quote, place, now, last)
    return said.model_copy(update=more | {"ratio": ratio(known.told, new)})


def _moved(known: Known, new: Quote, now: datetime, telling: Telling) -> Known:
    """The price with its new amount, its recent past, and whether it has become a flap."""
    recent = tuple((at, a) for at, a in known.left if now - at <= telling.fortnight)
    reversals = tuple(at for at in known.reversals if now - at <= telling.fortnight)
    corrected = known.event is None and known.told_at is not None
    if _turned_back(recent, known.quote, new, corrected=corrected):
        reversals = (*reversals, now)
    return replace(
        known,
        quote=new,
        since=now,
        left=(*recent, (now, known.quote.amount)),
        reversals=reversals,
        ending_told=None,
    )


def _turned_back(
    recent: Sequence[tuple[datetime, Decimal]], old: Quote, new: Quote, *, corrected: bool
) -> bool:
    """Against the direction of its last move, or to an amount that it had. A promotion may.

    After a correction there is no last move: another level is news.
    """
    had = [amount for _, amount in recent if amount != old.amount]
    if not had or _limited(old) or _limited(new):
        return False
    against = (old.amount > had[-1]) != (new.amount > old.amount)
    return new.amount in had or (against and not corrected)


def _heard(known: Known, said: Event) -> Known:
    """The price as it stands now was told; a correction is not corrected in turn."""
    heard = None if said.refutes else said.id
    return replace(
        known,
        told=known.quote.amount,
        event=heard,
        told_at=said.at,
        told_from=said.old,
        whispered=None,
    )


def _whispered(known: Known) -> Decimal:
    """What rules with the smallest floor were told last."""
    return known.told if known.whispered is None else known.whispered


def _printed(known: Known, seen: Standing) -> bool:
    """Does the page say at this moment what is believed of it?"""
    printed = seen.prices.get(known.quote.key)
    return printed is not None and printed.amount == known.quote.amount


def _kind(old: Quote, new: Quote) -> Type:
    """The event type of a move; from and to nothing it has a name of its own."""
    if new.amount != 0 and old.amount != 0:
        if new.amount < old.amount and _limited(new) and not _limited(old):
            return "promo.started"
        if new.amount > old.amount and _limited(old) and not _limited(new):
            return "promo.ended"
    return _plain_kind(old.amount, new.amount)


def _plain_kind(old: Decimal, new: Decimal) -> Type:
    if new == 0:
        return "price.freed"
    if old == 0:
        return "price.charged"
    return "price.cut" if new < old else "price.raised"


def _limited(quote: Quote) -> bool:
    """Is this price printed as one for a limited time?"""
    for_good = quote.promo is None or _FOR_GOOD.search(quote.promo)
    return bool(quote.effective_until) or not for_good

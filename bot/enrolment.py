"""Subscriptions are made, edited, paused and resumed, without losing what was told before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.audience import Numbered, carry
from bot.recipients import Reader, Subscribed, Target
from bot.store import Store
from bot.store.recipients import subscription_id
from bot.subscriptions import CARRIED, Subscription, rule_of, written


def subscribe(
    store: Store, target: Target, wanted: Subscription, now: datetime, *, digest: bool = False
) -> Subscribed:
    """A new subscription that hears of all that comes from now on."""
    rule = written(wanted)
    with store.atomic():
        name = subscription_id(target, rule, now)
        one = Subscribed(name, target, rule, store.newest_event(), digest=digest)
        store.subscribe(one)
    return one


def edit(store: Store, one: Subscribed, wanted: Subscription, *, digest: bool) -> Subscribed:
    """Another rule in the place of this one; it measures from what the old one told."""
    return _edit(store, one, wanted, digest=digest, log=_log(store, [one]))


def _edit(
    store: Store, one: Subscribed, wanted: Subscription, *, digest: bool, log: list[Numbered]
) -> Subscribed:
    with store.atomic():
        changed = replace(_up_to_now(store, one, log), rule=written(wanted), digest=digest)
        store.subscribe(changed)
    return changed


def pause(store: Store, one: Subscribed) -> Subscribed:
    """Nothing is told until it is resumed."""
    if one.paused is not None:
        return one
    with store.atomic():
        paused = replace(one, paused=store.newest_event())
        store.subscribe(paused)
    return paused


def resume(store: Store, one: Subscribed) -> Subscribed:
    """Tell again, measured from what was told before the pause."""
    if one.paused is None:
        return one
    log = _log(store, [one])
    with store.atomic():
        resumed = _up_to_now(store, one, log)
        store.subscribe(resumed)
    return resumed


def mute_vendor(store: Store, target: Target, vendor: str) -> int:
    """No subscription of this recipient hears of a vendor any more; how many did until now."""
    return _without(store, target, lambda muted: muted | {vendor})


def hear_vendor(store: Store, target: Target, vendor: str) -> int:
    """Every subscription of this recipient may hear of a vendor again; how many did not."""
    return _without(store, target, lambda muted: muted - {vendor})


def _without(
    store: Store, target: Target, change: Callable[[frozenset[str]], frozenset[str]]
) -> int:
    """Change which vendors are never heard, and count the subscriptions that this changes."""
    count = 0
    log = _log(store, store.subscriptions(target))
    with store.atomic():
        for one in store.subscriptions(target):
            rule = rule_of(one.rule)
            changed = replace(rule, without=change(rule.without))
            if changed != rule:
                count += 1
                resumed = _edit(store, one, changed, digest=one.digest, log=log)
                if one.paused is not None:
                    pause(store, resumed)
    return count


def come_back(store: Store, target: Target, reader: Reader, now: datetime) -> bool:
    """A recipient is there, perhaps again; whether it had been gone.

    Whoever comes back finds the subscriptions as they were, and hears of what comes from now on.
    """
    gone = store.gone_after(target) is not None
    log = _log(store, store.subscriptions(target) if gone else ())
    with store.atomic():
        gone_after = store.gone_after(target)
        if gone_after is not None:
            for one in store.subscriptions(target):
                if one.paused is None:
                    store.subscribe(_up_to_now(store, replace(one, paused=gone_after), log))
        store.keep_reader(target, reader, now)
    return gone_after is not None


def _log(store: Store, subscriptions: Sequence[Subscribed]) -> list[Numbered]:
    """The change log since the first of them began.

    It may be long: it is read before the lock is taken, so that nobody waits for that.
    """
    if not subscriptions:
        return []
    return store.log_after(min(one.heard_from for one in subscriptions))


def _up_to_now(store: Store, one: Subscribed, log: list[Numbered]) -> Subscribed:
    """The subscription as it goes on from now, with what it told until now or until its pause.

    `log` is what was read before; what was logged since then is added to it.
    """
    log += store.log_after(log[-1][0] if log else one.heard_from)
    carried = CARRIED.dump_json(carry(one, log)).decode()
    return replace(one, heard_from=store.newest_event(), carried=carried, paused=None)

"""Registered addresses: made, tried, paused, sent to again, and ended when nobody is there."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot import enrolment, signing
from bot.alerts import Alert, Ending, Notice
from bot.channels import Triable, Undelivered
from bot.destinations import Refused
from bot.endpoints import Format
from bot.events import identify
from bot.planner import Planner, posted
from bot.post import Door, Unresolved
from bot.recipients import Reader, Target
from bot.seals import Seal
from bot.store import Attempt, Delivery, Registered, Standing, Store
from bot.subscriptions import Subscription

__all__ = ["Desk", "Made", "NotDone", "Wish", "retire", "state"]

log = logging.getLogger("pricewar.webhooks")

OVERLAP: Final = timedelta(days=1)  # so long does the secret before this one sign too
PATIENCE: Final = timedelta(days=5)
_SIGNED: Final[frozenset[Format]] = frozenset({"feishu", "dingtalk"})


class NotDone(Exception):
    """What was asked for cannot be done: the message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An address that somebody wants to be told at.

    `secret` is what a chat service signs with; programs are given one.
    """

    url: str
    wanted: Subscription
    format: Format = "standard"
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new address, its secret (which is never shown again), and why it does not count yet."""

    id: str
    secret: str | None
    trouble: str | None


def state(one: Standing, *, paused: bool) -> str:
    """What has become of an address, in a word."""
    if one.endpoint.ended or one.gone:
        return "disabled"
    if one.endpoint.verified_at is None:
        return "pending"
    return "paused" if paused else "verified"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where addresses are registered and looked after. Everything here raises NotDone.

    With an `owner` it serves that recipient alone: up to `most` addresses, and nobody else's.
    """

    store: Store
    seal: Seal
    door: Door
    channels: Mapping[str, Triable]
    owner: Target | None = None
    most: int = 3

    async def register(self, wish: Wish, now: datetime) -> Made:
        """A new address. It counts once it has answered a test: at once, or when asked again."""
        if self.owner and len(self.store.standings(self.owner)) >= self.most:
            raise NotDone(f"no more than {self.most} can be registered here")
        try:
            await self.door.admit(wish.url)
        except (Refused, Unresolved) as error:
            raise NotDone(str(error)) from None
        if wish.secret and wish.format not in _SIGNED:
            raise NotDone(f"a secret of one's own is for {' and '.join(sorted(_SIGNED))}")
        secret = signing.new_secret() if wish.format == "standard" else wish.secret
        one = self._sealed(wish, secret, now)
        with self.store.atomic():
            self.store.keep_endpoint(one)
            enrolment.subscribe(self.store, one.target, wish.wanted, now)
        try:
            await self.test(one.id, now)
        except NotDone as trouble:
            return Made(one.id, secret, str(trouble))
        return Made(one.id, secret, None)

    def _sealed(self, wish: Wish, secret: str | None, now: datetime) -> Registered:
        return Registered(
            id=f"ep_{secrets.token_hex(8)}",
            format=wish.format,
            shown=shown(wish.url),
            url=self.seal.sealed(wish.url),
            made_at=now,
            secret=self.seal.sealed(secret) if secret else None,
            owner=self.owner,
        )

    async def test(self, name: str, now: datetime) -> None:
        """Post a test. One that was never answered before counts from now on."""
        one = self._known(name)
        try:
            answer = (await self.channels[one.target.channel].probe(one.id)).answer
        except Undelivered as trouble:
            answer = trouble.answer
            status, said = (answer.status, answer.text) if answer else (None, str(trouble))
            self.store.attempted(Attempt(one.id, now, status, said))
            raise NotDone(f"the test of {one.id} did not arrive: {trouble}") from None
        status, said = (answer.status, answer.text) if answer else (None, "")
        self.store.attempted(Attempt(one.id, now, status, said))
        if one.verified_at is None:
            self._verify(one, now)

    def _verify(self, one: Registered, now: datetime) -> None:
        """It hears of what comes from now on, in the language of who registered it."""
        reader = self.store.reader(one.owner) if one.owner else Reader()
        spoken = Reader(language=reader.language, timezone=reader.timezone)
        with self.store.atomic():
            self.store.keep_endpoint(replace(one, verified_at=now))
            self.store.keep_reader(one.target, spoken, now)
            for heard in self.store.subscriptions(one.target):
                self.store.subscribe(replace(heard, heard_from=self.store.newest_event()))

    def rotate(self, name: str, now: datetime) -> str:
        """Another secret; the one before it signs beside it for a day."""
        one = self._known(name)
        if one.format != "standard":
            raise NotDone(f"{name}: what signs for {one.format} is changed there, then added anew")
        secret = signing.new_secret()
        changed = replace(
            one,
            secret=self.seal.sealed(secret),
            previous=one.secret,
            previous_until=now + OVERLAP,
        )
        self.store.keep_endpoint(changed)
        return secret

    def pause(self, name: str) -> None:
        """Nothing new is told until it is resumed."""
        one = self._living(name)
        for heard in self.store.subscriptions(one.target):
            enrolment.pause(self.store, heard)

    async def resume(self, name: str, now: datetime) -> None:
        """Tell again; one that had come to an end has to answer a test first."""
        one = self._known(name)
        standing = self.store.standing(name)
        if one.ended or (standing and standing.gone):
            await self.test(name, now)
            with self.store.atomic():
                enrolment.come_back(self.store, one.target, self.store.reader(one.target), now)
                self.store.keep_endpoint(replace(self._known(name), ended=None))
        for heard in self.store.subscriptions(one.target):
            enrolment.resume(self.store, heard)

    def remove(self, name: str) -> None:
        """Forget an address, and what was on its way to it."""
        self.store.forget_endpoint(self._known(name))

    def replay(self, name: str, now: datetime, since: datetime | None = None) -> int:
        """Send again: one delivery by its id, or to an address what failed, or all since a time.

        How many deliveries that is.
        """
        to = self.store.endpoint_of(name)
        one = self._living(to.id if to else name)
        only = name if to else None
        count = self.store.replay(one.target, now, since=since, only=only)
        if only and not count:
            raise NotDone(f"{name} is still on its way")
        return count

    def paused(self, one: Registered) -> bool:
        """Is it told nothing for the time being?"""
        return any(heard.paused is not None for heard in self.store.subscriptions(one.target))

    def _living(self, name: str) -> Registered:
        """An address that counts."""
        one = self._known(name)
        standing = self.store.standing(name)
        if one.verified_at is None:
            raise NotDone(f"{name} has not answered a test yet: webhook test {name}")
        if one.ended or (standing and standing.gone):
            raise NotDone(f"{name} has come to an end: webhook resume {name}")
        return one

    def _known(self, name: str) -> Registered:
        one = self.store.registered(name)
        if one is None or (self.owner and one.owner != self.owner):
            raise NotDone(f"no address is registered as {name}: webhook list")
        return one


def shown(url: str) -> str:
    """What may be seen of an address: where it leads, not what opens the door there."""
    parts = urlsplit(url)
    rest = "/…" if parts.path.strip("/") or parts.query else "/"
    return f"{parts.scheme}://{parts.netloc}{rest}"


def ending(one: Standing, now: datetime) -> Ending | None:
    """Has an address come to an end that nobody was told of? Pure."""
    if one.endpoint.ended or one.endpoint.verified_at is None:
        return None
    if one.gone:
        return "gone"
    failing = one.failing_since is not None and now - one.failing_since >= PATIENCE
    return "failing" if failing else None


def retire(store: Store, planner: Planner, now: datetime) -> list[str]:
    """End the addresses that only fail, and tell whoever registered them; their ids.

    Those that have said themselves that they want nothing more are told of too.
    """
    ended = []
    for one in store.standings():
        if end := ending(one, now):
            with store.atomic():
                store.keep_endpoint(replace(one.endpoint, ended=end))
                store.leave(one.endpoint.target)
                store.announce((), *_told(one, end, planner, now))
            log.warning("%s: nothing is posted there any more: %s", one.endpoint.id, end)
            ended.append(one.endpoint.id)
    return ended


def _told(
    one: Standing, end: Ending, planner: Planner, now: datetime
) -> tuple[list[Alert], list[Delivery]]:
    endpoint = one.endpoint
    notice = Notice(end, endpoint.id, endpoint.shown, one.failing_since or now)
    name = identify("al", "notice", endpoint.id, end, now)
    alert = Alert(name, "", "", now, "operator", (), notice)
    if endpoint.owner:
        return [alert], [posted(alert, endpoint.owner, now)]
    return [alert], planner.told(alert)

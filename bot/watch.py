"""One round for one page: fetch, read, check, judge, store. A failure is a value in the result.

The order and the one transaction at its end are the whole of the crash safety: until `record`
nothing has changed, after it nothing is left to do but deliver.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from bot import health, judge, witness
from bot.alerts import bundle
from bot.events import Event, Proof
from bot.findings import Finding
from bot.judge import Reading, Rules, Verdict
from bot.pages import Body, PageRow
from bot.planner import Planner
from bot.state import Place, State
from bot.store import Round, Store
from scrapers import contexts, pages, reading
from scrapers.errors import Implausible, NeedsBrowser, PageChanged, ScrapeError
from scrapers.fetch import Fetched, Validators
from scrapers.quotes import Quote, Source

T = TypeVar("T")


class Door(Protocol):
    """What fetches a page: scrapers.fetch.Fetcher, or a replay."""

    async def get_one(self, url: str, validators: Validators | None = None) -> Fetched:
        """One address; raises ScrapeError."""
        ...


class Screen(Protocol):
    """What runs the scripts of a page: scrapers.render.Browser."""

    async def render(self, sent: Fetched, source: Source) -> Fetched:
        """The page that was sent, as a browser shows it; raises ScrapeError."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to: its events, whether a second look is wanted, the error if it failed.

    `unchanged` says that nothing readable had changed, `served` which address answered.
    """

    place: Place
    events: tuple[Event, ...] = ()
    again: bool = False
    error: ScrapeError | None = None
    unchanged: bool = False
    served: str | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """A page that was fetched and, unless it is the one already known, read."""

    fetched: Fetched
    quotes: tuple[Quote, ...] | None
    sha256: str
    essence: str
    contexts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Refused(Exception):
    """No address gave a reading; `fetched` is the body that was refused, if one came."""

    error: ScrapeError
    fetched: Fetched | None = None

    @property
    def shell(self) -> Fetched | None:
        """The page, if it may be one that its scripts have yet to fill."""
        page = self.fetched
        web = page and page.kind == "html" and isinstance(self.error, PageChanged)
        return page if web else None


@dataclass(frozen=True, slots=True)
class Watch:
    """Carries out rounds; `planner` says who gets what of their news.

    `corroborators` are the sources, aggregators, whose prices may bear witness. Without a `screen`
    no page is run: what is read is what was sent.
    """

    store: Store
    door: Door
    rules: Rules = field(default_factory=Rules)
    planner: Planner = field(default_factory=Planner)
    stale_after: timedelta = timedelta(hours=24)
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)
    corroborators: tuple[str, ...] = ()
    screen: Screen | None = None

    async def round(
        self, source: Source, page: str, now: datetime, *, regular: bool = True
    ) -> Outcome:
        """One round of one page at `now`; a second look is fetched unconditionally."""
        place = Place(source.name, source.vendor, page)
        row = replace(await self._at_desk(partial(self._row, place)), checked_at=now)
        try:
            look = await self._look(source, page, row, regular=regular)
        except _Refused as refused:
            return await self._at_desk(partial(self._fail, source, row, refused, now))
        return await self._at_desk(partial(self._judge, source, row, look, now, regular=regular))

    async def _at_desk(self, do: Callable[[], T]) -> T:
        """Off the loop, and one at a time: the connection is not for two threads."""
        async with self.desk:
            return await asyncio.to_thread(do)

    def _row(self, place: Place) -> PageRow:
        return self.store.page(place.source, place.page) or PageRow(place.source, place.page)

    async def _look(self, source: Source, page: str, row: PageRow, *, regular: bool) -> _Look:
        """The first address that gives a reading, as it is sent or else as a browser shows it.

        Raises _Refused with the first one's error.
        """
        refusals = []
        for url in source.pages[page]:
            sent = self.door.get_one(url, self._validators(source, row, url, regular=regular))
            try:
                return await self._glance(source, row, sent)
            except _Refused as refused:
                refusals.append(refused)
        for place, unread in enumerate(refusals):
            try:
                return await self._shown(source, row, unread)
            except _Refused as again:
                refusals[place] = again
        raise next((one for one in refusals if one.fetched), refusals[0])

    async def _shown(self, source: Source, row: PageRow, refused: _Refused) -> _Look:
        """What its scripts make of a page that gave no reading as it was sent. Raises _Refused."""
        shell = refused.shell if source.render else None
        if shell is None or self.screen is None:
            raise refused
        try:
            return await self._glance(source, row, self.screen.render(shell, source), shell)
        except _Refused as again:
            if isinstance(again.error, NeedsBrowser):  # or else the page has changed: say both
                both = NeedsBrowser(again.error.reason, where=str(refused.error))
                raise _Refused(both, shell) from again
            raise

    async def _glance(
        self,
        source: Source,
        row: PageRow,
        coming: Awaitable[Fetched],
        fetched: Fetched | None = None,
    ) -> _Look:
        """Read the page that is coming. Raises _Refused, with `fetched` if none comes."""
        try:
            fetched = await coming
            return await asyncio.to_thread(self._read, source, row, fetched)
        except ScrapeError as error:
            raise _Refused(error, fetched) from error

    def _validators(
        self, source: Source, row: PageRow, url: str, *, regular: bool
    ) -> Validators | None:
        """A conditional request only where a 304 would say all there is to know."""
        known = row.served == url and row.version == source.version and row.sha256
        if not (regular and known and row.streak == 0):
            return None
        return Validators(row.etag, row.last_modified, url)

    def _read(self, source: Source, row: PageRow, fetched: Fetched) -> _Look:
        """Read a page unless its price-bearing part is the one that was read last."""
        if fetched.unchanged:
            return _Look(fetched, None, row.sha256 or "", row.essence or "")
        page = fetched.page()
        same_reader = row.version == source.version and row.streak == 0
        if same_reader and fetched.sha256 == row.sha256:
            return _Look(fetched, None, fetched.sha256, row.essence or "")
        essence = hashlib.sha256(pages.essence(source, page).encode()).hexdigest()
        if same_reader and essence == row.essence:
            return _Look(fetched, None, row.sha256 or "", essence)
        quotes, known = tuple(reading.read(source, page)), contexts.read(source, page)
        return _Look(fetched, quotes, fetched.sha256, essence, known)

    def _judge(
        self,
        source: Source,
        row: PageRow,
        look: _Look,
        now: datetime,
        *,
        regular: bool,
    ) -> Outcome:
        """Compare with what is believed, and store all that follows in one transaction."""
        row, place = _answered(row, look.fetched), _place(source, row)
        if look.quotes is None and not row.again and (row.due is None or now < row.due):
            return self._finish(source, row, now, unchanged=True)
        before = self.store.state(place.source, place.page)
        try:
            based, corrections = self._rebased(source, place, row, before, now)
            quotes = look.quotes if look.quotes is not None else self._kept(source, row)
        except ScrapeError as error:
            return self._fail(source, row, _Refused(error, look.fetched), now)
        based = _read_until(based, row)
        proof = Proof(url=look.fetched.url, sha256=look.sha256, published="", read_at=now)
        seen = Reading(quotes, proof, regular=regular)
        verdict = judge.judge(based, seen, now, place, self.rules, self._agrees(source, now))
        believed = _Believed(before, verdict, corrections)
        if verdict.failure:
            refused = _Refused(Implausible(verdict.failure), look.fetched)
            return self._fail(source, row, refused, now, believed)
        row = replace(
            row,
            sha256=look.sha256,
            essence=look.essence,
            version=source.version,
            quotes=len(quotes),
            due=verdict.due,
            again=verdict.again,
        )
        body = None if look.quotes is None else _body(look.fetched, now)
        believed = replace(believed, contexts=look.contexts)
        return self._finish(source, row, now, believed, body, unchanged=look.quotes is None)

    def _agrees(self, source: Source, now: datetime) -> Callable[[Finding], bool]:
        """Whether another source corroborates a finding; asked only of what has been found."""

        def agrees(finding: Finding) -> bool:
            if finding.kind != "price":
                return False
            others = tuple(name for name in self.corroborators if name != source.name)
            shown = self.store.shown(others, finding.new[0])
            moved = self.store.moves(source.vendor, source.name, now - self.rules.hold)
            return witness.agree(finding, shown, moved)

        return agrees

    def _kept(self, source: Source, row: PageRow) -> tuple[Quote, ...]:
        """The last healthy page read again: it did not change, but the clock did."""
        body = self.store.body(row.sha256 or "")
        if body is None:
            raise PageChanged("the kept page is missing from the database")
        return tuple(reading.read(source, body.page()))

    def _rebased(
        self, source: Source, place: Place, row: PageRow, state: State | None, now: datetime
    ) -> tuple[State | None, list[Event]]:
        """What the present reader would have believed of the last kept page.

        A new version of a reader first reads that page again: an upgrade neither tells what only
        the reader learnt, nor hides what the vendor changed meanwhile.
        """
        if state is None or row.version == source.version or row.sha256 is None:
            return state, []
        try:
            return judge.rebase(state, self._kept(source, row), place, now)
        except ScrapeError:  # the new reader cannot read the old page: believe the old reader
            return state, []

    def _finish(
        self,
        source: Source,
        row: PageRow,
        now: datetime,
        believed: "_Believed | None" = None,
        body: Body | None = None,
        *,
        unchanged: bool = False,
    ) -> Outcome:
        place = _place(source, row)
        row, said = health.well(row, place, now)
        events = self._store(source, row, now, said, believed, body)
        return Outcome(place, events, again=row.again, unchanged=unchanged, served=row.served)

    def _fail(
        self,
        source: Source,
        row: PageRow,
        refused: _Refused,
        now: datetime,
        believed: "_Believed | None" = None,
    ) -> Outcome:
        place = _place(source, row)
        row, said = health.failed(row, place, refused.error, now, self.stale_after)
        body = _body(refused.fetched, now, refused=True) if refused.fetched else None
        events = self._store(source, row, now, said, believed, body)
        return Outcome(place, events, error=refused.error, served=row.served)

    def _store(
        self,
        source: Source,
        row: PageRow,
        now: datetime,
        said: list[Event],
        believed: "_Believed | None",
        body: Body | None,
    ) -> tuple[Event, ...]:
        verdict = believed.verdict if believed else None
        news = [*said, *believed.corrections, *believed.verdict.events] if believed else said
        place = _place(source, row)
        events, alerts = bundle(place, news if source.audience == "alert" else _hushed(news), now)
        with self.store.atomic():
            plan = self.planner.plan(self.store, place, events, alerts, now)
            self.store.record(
                Round(
                    place=place,
                    row=row,
                    at=now,
                    before=believed.before if believed else None,
                    after=verdict.state if verdict else None,
                    body=body,
                    contexts=believed.contexts if believed else None,
                    events=events,
                    alerts=plan.alerts,
                    deliveries=plan.deliveries,
                    crowd=plan.crowd,
                    resolved=verdict.resolved if verdict else (),
                )
            )
        return events


@dataclass(frozen=True, slots=True)
class _Believed:
    """What was believed before, what the judge says now, and what the re-reading corrected.

    `contexts` are what the page prints besides, None where it was not read.
    """

    before: State | None
    verdict: Verdict
    corrections: list[Event]
    contexts: Mapping[str, int] | None = None


def _read_until(state: State | None, row: PageRow) -> State | None:
    """The last proof, with the time until which it held: equal readings leave no other."""
    if state is None or state.last is None or row.good_at is None:
        return state
    return replace(state, last=state.last.model_copy(update={"read_at": row.good_at}))


def _place(source: Source, row: PageRow) -> Place:
    return Place(source.name, source.vendor, row.page)


def _hushed(news: Sequence[Event]) -> list[Event]:
    """What a source that only corroborates has found: for the change log, and for operators."""
    return [event.model_copy(update={"told": False, "muted": True}) for event in news]


def _answered(row: PageRow, fetched: Fetched) -> PageRow:
    """The page's row with what the server gave for the next conditional request."""
    asked_with = fetched.validators
    return replace(
        row,
        served=fetched.asked,
        etag=asked_with.etag,
        last_modified=asked_with.last_modified,
    )


def _body(fetched: Fetched, now: datetime, *, refused: bool = False) -> Body | None:
    if fetched.unchanged:
        return None
    return Body(
        sha256=fetched.sha256,
        body=fetched.body,
        kind=fetched.kind,
        encoding=fetched.encoding,
        url=fetched.url,
        fetched_at=now,
        refused=refused,
    )

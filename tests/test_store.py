"""The database: what is stored whole, what comes back exactly, what is kept and what forgotten."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import World, types
from making import quote

from bot.alerts import Alert
from bot.events import Event, Proof
from bot.findings import Finding
from bot.pages import Body, PageRow
from bot.recipients import Target
from bot.state import Known, Matter, Place, State, held_id
from bot.store import Delivery, Latest, Mark, Round, Store, StoreError
from scrapers.quotes import METERS, UNITS, Quote, conditions, plain
from scrapers.recorded import Recorded

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
PLACE = Place("acme", "acme")
NONE = State()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new database."""
    with Store(tmp_path / "prices.db") as store:
        yield store


def known(one: Quote, at: datetime = NOW) -> Known:
    """A price that was seen first at a time."""
    return Known(one, at, one.amount)


def believing(*quotes: Quote, at: datetime = NOW) -> State:
    """What is believed after a first sight of these quotes."""
    return State({one.key: known(one, at) for one in quotes})


def row(at: datetime = NOW, place: Place = PLACE, **facts: object) -> PageRow:
    """A healthy page."""
    healthy = PageRow(place.source, place.page, checked_at=at, good_at=at)
    return replace(healthy, **facts)  # type: ignore[arg-type]


def event(name: str, at: datetime = NOW, **facts: object) -> Event:
    """Something that happened to acme's model `pro`."""
    given = {"id": name, "type": "price.cut", "at": at, "seen_at": at, "source": "acme"}
    return Event.model_validate(given | {"vendor": "acme", "model": "pro"} | facts)


def body(sha256: str, at: datetime = NOW, *, refused: bool = False) -> Body:
    """A page that came."""
    url = "https://acme.example/prices"
    return Body(sha256, f"价格 {sha256}".encode("gb18030"), "html", "gb18030", url, at, refused)


def proof(sha256: str) -> Proof:
    """Where a page was read."""
    return Proof(url="https://acme.example/prices", sha256=sha256, published="3元", read_at=NOW)


def matter(one: Quote, new: str, **facts: object) -> Matter:
    """A price that moved, and waits."""
    moved = replace(one, amount=Decimal(new))
    finding = Finding("price", one.model, (one,), (moved,))
    waiting = Matter(finding, finding.form, NOW, 2, 1, proof("seen"), reason="a unit slip?")
    return replace(waiting, **facts)  # type: ignore[arg-type]


# A round is stored whole or not at all


def whole() -> Round:
    """A round that changes everything there is to change."""
    pro, lite = quote("pro input 3"), quote("lite input 1")
    waiting = matter(lite, "0.001")
    told = event("ev_1", evidence=proof("body").model_dump())
    alert = Alert("al_1", "acme", "acme", NOW, "subscribers", (told,))
    return Round(
        place=PLACE,
        row=row(sha256="body"),
        at=NOW,
        after=replace(
            believing(pro, lite),
            open={waiting.finding.subject: waiting},
            planned={(pro.key, "2026-09-01"): replace(pro, effective_from="2026-09-01")},
        ),
        body=body("body"),
        contexts={"pro": 128_000},
        events=(told,),
        alerts=(alert,),
        deliveries=(Delivery("dl_1", "al_1", Target("console"), NOW),),
        resolved=((matter(pro, "4"), "reverted"),),
    )


def contents(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for name in store.db.table_names() if not name.startswith("_")]
    return {name: store.db[name].count for name in names}


def test_a_round_is_in_every_table_when_it_is_stored(store: Store) -> None:
    """Page, body, prices, history, plans, matters, events, alert, delivery, contexts at once."""
    store.record(whole())
    counted = contents(store)
    assert counted.pop("latest") == counted.pop("history") == 2
    for other in ("recipients", "subscriptions", "attempts", "endpoints", "drafts"):
        assert counted.pop(other) == 0
    assert set(counted.values()) == {1}
    assert store.alert("al_1").events == (
        event("ev_1", alert=None, evidence=proof("body").model_dump()),
    )


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("step", ["_keep", "_save_page", "_resolve", "_tell", "_forget_bodies"])
def test_a_round_that_breaks_off_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str, kind: type[BaseException]
) -> None:
    """Wherever it stops, the database is as it was, and the next round can be stored."""

    def stop(*_: object) -> None:
        raise kind

    before = contents(store)
    with monkeypatch.context() as broken:
        broken.setattr(store, step, stop)
        with pytest.raises(kind):
            store.record(whole())
    assert contents(store) == before == dict.fromkeys(before, 0)
    store.record(whole())
    assert store.page("acme", "") == row(sha256="body")


def test_a_round_that_is_stored_again_tells_nothing_twice(store: Store) -> None:
    """Ids are made of the facts: the same event, alert and delivery are there already."""
    store.record(whole())
    store.turn([Mark(("dl_1",), Target("console"), NOW)], NOW, {})
    store.record(replace(whole(), before=store.state("acme", ""), resolved=()))
    assert contents(store) == contents(store) | {"events": 1, "alerts": 1, "deliveries": 1}
    assert store.turn([], NOW + DAY, {"console": 1}) == ([], None)


# Money and states come back as they went in


@pytest.mark.parametrize("amount", ["0.0000001", "0", "3", "1E+3", "1234567890123456789.123456"])
def test_money_is_exact(store: Store, amount: str) -> None:
    """No amount becomes a binary fraction: what was printed is what is shown, digit by digit."""
    one = replace(quote("pro input 1"), amount=Decimal(amount))
    store.record(Round(PLACE, row(), NOW, after=believing(one)))
    shown = plain(Decimal(amount))
    assert [plain(price.quote.amount) for price in store.latest()] == [shown]
    assert [step.amount for step in store.steps(["pro"])] == [shown]
    for table in ("latest", "history"):
        (found,) = store.db[table].rows_where(select="typeof(amount), amount")
        assert found == {"typeof(amount)": "text", "amount": shown}


def test_every_table_refuses_what_is_not_of_its_type(store: Store) -> None:
    """STRICT: a mistake in the program is an error, not a strange row."""
    ours = [name for name in store.db.table_names() if not name.startswith("_")]
    assert all(store.db[name].strict for name in ours)  # type: ignore[union-attr]
    with pytest.raises(StoreError, match="cannot store TEXT value in INTEGER column"):
        store.db.execute("INSERT INTO pages (source, page, streak) VALUES ('acme', '', 'many')")


TIMES = st.integers(0, 10_000_000).map(lambda seconds: NOW + seconds * SECOND)
MONEY = st.decimals(0, 10**9, allow_nan=False, places=7).map(abs)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8)
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "input_max": st.integers(1, 10**7),
        "service": st.sampled_from(["batch", "fast"]),
        "variant": TEXTS,
    },
).map(conditions)  # type: ignore[arg-type]
DATES = st.none() | st.sampled_from(["2026-09-01", "2026-09-01T00:00+08:00"])
QUOTES = st.builds(
    Quote,
    model=st.sampled_from(["pro", "Pro", "lite 模型"]),
    meter=st.sampled_from(sorted(METERS)),
    amount=MONEY,
    currency=st.sampled_from(["CNY", "USD"]),
    per=st.sampled_from(sorted(UNITS)),
    conditions=TERMS,
    free=st.booleans(),
    was=st.none() | MONEY,
    promo=st.none() | TEXTS,
    effective_from=DATES,
    effective_until=DATES,
    announced=st.booleans(),
    schedule=st.none() | TEXTS,
    published=TEXTS,
)
KNOWNS = st.builds(
    Known,
    quote=QUOTES,
    since=TIMES,
    told=MONEY,
    event=st.none() | TEXTS,
    told_at=st.none() | TIMES,
    told_from=st.none() | MONEY,
    left=st.lists(st.tuples(TIMES, MONEY), max_size=2).map(tuple),
    reversals=st.lists(TIMES, max_size=2).map(tuple),
    quiet_until=st.none() | TIMES,
    ending_told=DATES,
)
PROOFS = st.builds(Proof, url=TEXTS, sha256=TEXTS, published=TEXTS, read_at=TIMES)
SIDES = st.lists(QUOTES, min_size=1, max_size=2).map(tuple)
FINDINGS = st.builds(
    Finding,
    kind=st.sampled_from(["price", "terms", "renamed", "lost"]),
    model=TEXTS,
    old=SIDES,
    new=SIDES,
    was_model=st.none() | TEXTS,
)
MATTERS = st.builds(
    Matter,
    finding=FINDINGS,
    form=TEXTS,
    first_seen=TIMES,
    readings=st.integers(1, 9),
    rounds=st.integers(0, 9),
    seen=PROOFS,
    before=st.none() | PROOFS,
    reason=st.none() | st.just("a unit slip?"),
    announced=st.booleans(),
    decision=st.sampled_from([None, "approved", "rejected"]),
)
STATES = st.builds(
    State,
    prices=st.lists(KNOWNS, max_size=4).map(lambda several: {k.quote.key: k for k in several}),
    planned=st.lists(QUOTES, max_size=2).map(
        lambda several: {(q.key, q.effective_from or ""): q for q in several}
    ),
    open=st.lists(MATTERS, max_size=2).map(
        lambda several: {m.finding.subject: m for m in several}
    ),
    departed=st.dictionaries(TEXTS, st.lists(TIMES, max_size=2).map(tuple), max_size=2),
    last=st.none() | PROOFS,
)


few = settings(max_examples=25)  # each makes databases, and large values to put there


def undecided(state: State) -> State:
    """A person decides in the database; only what was read from there is decided in a state."""
    return replace(state, open={s: replace(m, decision=None) for s, m in state.open.items()})


@few
@given(st.lists(STATES, min_size=1, max_size=3))
def test_what_is_believed_comes_back_as_it_was_stored(states: list[State]) -> None:
    """State after state: known prices, plans, open matters, departures, the last proof."""
    with Store(":memory:") as store:
        before = None
        for number, after in enumerate(map(undecided, states)):
            at = NOW + number * DAY
            store.record(Round(PLACE, row(at), at, before=before, after=after))
            before = store.state("acme", "")
            assert before == after


@few
@given(st.lists(STATES, min_size=1, max_size=3))
def test_the_history_leads_to_the_latest_prices(states: list[State]) -> None:
    """Nothing is overwritten: whoever follows the steps of every price ends where it is now."""
    with Store(":memory:") as store:
        before = None
        for number, after in enumerate(map(undecided, states)):
            at = NOW + number * DAY
            store.record(Round(PLACE, row(at), at, before=before, after=after))
            before = after
        steps = {}
        for step in store.db.query("SELECT * FROM history ORDER BY id"):
            names = ("model", "meter", "currency", "per", "conditions")
            steps[tuple(step[name] for name in names)] = step["amount"]
        amounts = sorted(amount for amount in steps.values() if amount is not None)
        assert amounts == sorted(plain(one.quote.amount) for one in store.latest())


def test_a_page_that_was_never_read_well_has_no_state(store: Store) -> None:
    """Its health is known, its prices are not: the first good reading is the first sight."""
    assert (store.page("acme", ""), store.state("acme", ""), store.pages()) == (None, None, [])
    failing = PageRow("acme", "", checked_at=NOW, streak=3, reason="no prices", stale_told=True)
    store.record(Round(PLACE, failing, NOW))
    assert store.page("acme", "") == failing
    assert store.pages() == [failing]
    assert store.state("acme", "") is None


# Files


def test_opening_it_again_changes_nothing(tmp_path: Path) -> None:
    """Migrations run once; what was stored is there."""
    path = tmp_path / "new" / "folder" / "prices.db"
    with Store(path) as store:
        store.record(whole())
        schema, counted = store.db.schema, contents(store)
    with Store(path) as store:
        assert (store.db.schema, contents(store)) == (schema, counted)
        assert store.db.journal_mode == "wal"


def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """The service, a check and a question that start together: one of them makes the tables."""
    start, troubles = threading.Barrier(4), []

    def open_it() -> None:
        start.wait()
        try:
            Store(tmp_path / "prices.db").close()
        except StoreError as error:
            troubles.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with Store(tmp_path / "prices.db") as store:
        store.record(whole())


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """Whatever hinders opening is one kind of error."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, and no database" * 50)
    with pytest.raises(StoreError, match="file is not a database"):
        Store(path)
    assert path.read_text() == "these are notes, and no database" * 50
    with pytest.raises(StoreError, match=r"notes\.txt: File exists"):
        Store(path / "prices.db")


def test_two_connections_take_turns(tmp_path: Path) -> None:
    """A writer waits for the other one; a reader does not, and sees nothing half done."""
    with Store(tmp_path / "db") as one, Store(tmp_path / "db") as two:
        other = Place("other", "other")
        later = Round(other, row(place=other), NOW, after=believing(quote("lite input 1")))
        thread = threading.Thread(target=two.record, args=(later,))
        with one.atomic():
            one.db.execute("INSERT INTO pages (source, page) VALUES ('acme', '')")
            with Store(tmp_path / "db") as reader:
                assert reader.pages() == []
            thread.start()
        thread.join()
        assert [page.source for page in one.pages()] == ["acme", "other"]


# Kept pages


def test_a_kept_page_comes_back_as_it_came(store: Store) -> None:
    """Bytes, character set and address; packed on the disk, and unpacked for a reader."""
    store.record(Round(PLACE, row(sha256="one"), NOW, body=body("one")))
    assert store.body("one") == body("one")
    kept = store.body("one")
    assert kept is not None
    assert kept.page().text == "价格 one"
    assert store.body("two") is None


def test_the_last_good_page_is_kept_and_the_one_before_it_forgotten(store: Store) -> None:
    """As long as nothing else speaks of it."""
    store.record(Round(PLACE, row(sha256="one"), NOW, after=NONE, body=body("one")))
    store.record(Round(PLACE, row(sha256="two"), NOW, after=NONE, body=body("two")))
    assert store.body("one") is None
    assert store.body("two") is not None


def test_what_proves_a_change_or_an_open_matter_is_kept(store: Store) -> None:
    """Both sides of an event for good; the pages of a matter as long as it is open."""
    evidence = proof("two").model_dump() | {"before": proof("one").model_dump()}
    waiting = matter(quote("pro input 3"), "4", seen=proof("four"), before=proof("three"))
    held = State(open={waiting.finding.subject: waiting}, last=proof("last"))
    for name, told, after in (
        ("last", None, NONE),
        ("one", None, replace(NONE, last=proof("last"))),
        ("two", event("ev_1", evidence=evidence), held),
        ("three", None, held),
        ("four", None, held),
        ("five", None, held),
    ):
        events = (told,) if told else ()
        given = {"after": after, "body": body(name), "events": events, "before": held}
        store.record(Round(PLACE, row(sha256=name), NOW, **given))  # type: ignore[arg-type]
    names = ("last", "one", "two", "three", "four", "five")
    assert all(store.body(name) for name in names)
    store.record(Round(PLACE, row(sha256="six"), NOW, held, NONE, body("six")))
    assert {name for name in (*names, "six") if store.body(name)} == {"one", "two", "six"}


def test_a_refused_page_is_kept_for_seven_days(store: Store) -> None:
    """Long enough for a person to look at it."""
    store.record(Round(PLACE, row(sha256="good"), NOW, body=body("good")))
    refused = body("bad", refused=True)
    store.record(Round(PLACE, row(sha256="good"), NOW, body=refused))
    for days, there in ((7, True), (8, False)):
        at = NOW + days * DAY
        store.record(Round(PLACE, row(at, sha256="good"), at, body=body("new", at, refused=True)))
        assert (store.body("bad") == refused) is there
    assert store.body("good") is not None


def test_a_refused_page_that_is_approved_is_a_good_one(store: Store) -> None:
    """It is no longer forgotten after a week; and what was good is not forgotten for a refusal."""
    store.record(Round(PLACE, row(), NOW, body=body("page", refused=True)))
    store.record(Round(PLACE, row(sha256="page"), NOW, body=body("page")))
    store.record(Round(PLACE, row(sha256="page"), NOW, body=body("page", refused=True)))
    later = NOW + 30 * DAY
    store.record(Round(PLACE, row(sha256="page"), later, body=body("other", later, refused=True)))
    assert store.body("page") == body("page")


# Questions


@pytest.fixture
def asked(store: Store) -> Store:
    """Prices of two vendors, one of them on two pages."""
    free = quote("lite-1 input free")
    for source, page, quotes in (
        ("acme", "chat", [quote("pro-1 input 3"), free]),
        ("acme-intl", "", [quote("pro-1 output 6")]),
        ("other", "", [quote("other_1 input 1"), quote("big%model input 0")]),
    ):
        place = Place(source, source.partition("-")[0], page)
        store.record(Round(place, row(place=place), NOW, after=believing(*quotes)))
    return store


def found(latest: list[Latest]) -> list[str]:
    """The models of some prices, each with its source."""
    return [f"{one.source} {one.quote.model}" for one in latest]


def test_the_latest_prices_by_vendor_source_and_model(asked: Store) -> None:
    """All, those of a place, those under exactly these names."""
    assert len(asked.latest()) == 5
    assert found(asked.latest("acme")) == ["acme lite-1", "acme pro-1", "acme-intl pro-1"]
    assert found(asked.latest("acme-intl")) == ["acme-intl pro-1"]
    assert found(asked.latest(names=["pro-1"])) == ["acme pro-1", "acme-intl pro-1"]
    assert found(asked.latest("acme-intl", ["lite-1", "pro-1"])) == ["acme-intl pro-1"]
    assert found(asked.latest(names=["big%model"])) == ["other big%model"]
    assert asked.latest("gpt-9") == asked.latest(names=["gpt-9"]) == asked.latest(names=[]) == []


def test_an_empty_database_has_no_answers(store: Store) -> None:
    """No prices, no history, no changes: and no error."""
    assert store.latest() == store.latest("acme") == []
    assert store.steps(["pro"]) == []
    assert store.events() == []
    assert store.event("ev_1") is None
    assert store.held() == []
    with pytest.raises(KeyError):
        store.alert("al_1")


def test_the_history_of_a_price_that_moves_and_goes(store: Store) -> None:
    """A step when the amount moves and when it is no longer printed; not when a badge does."""
    one = quote("pro-1 input 3")
    states = [
        believing(one),
        believing(replace(one, promo="new")),
        believing(replace(one, amount=Decimal(2))),
        NONE,
    ]
    before = None
    for number, after in enumerate(states):
        at = NOW + number * DAY
        store.record(Round(PLACE, row(at, sha256=f"page{number}"), at, before, after))
        before = after
    steps = store.steps(["PRO-1"])
    assert [(step.amount, step.at, step.sha256) for step in steps] == [
        ("3", NOW, "page0"),
        ("2", NOW + 2 * DAY, "page2"),
        (None, NOW + 3 * DAY, "page3"),
    ]
    assert {(step.source, step.meter, step.conditions) for step in steps} == {
        ("acme", "input", ())
    }


def test_the_change_log_by_time_vendor_and_type(store: Store) -> None:
    """Oldest first; of one moment in the order in which they were told."""
    log = [
        event("ev_3", NOW + DAY),
        event("ev_1", type="model.launched"),
        event("ev_2", vendor="other", source="other-intl"),
    ]
    store.record(Round(PLACE, row(), NOW, events=tuple(log)))

    def names(events: Sequence[Event]) -> list[str]:
        return [one.id for one in events]

    assert names(store.events()) == ["ev_1", "ev_2", "ev_3"]
    assert names(store.events(since=NOW + SECOND)) == ["ev_3"]
    assert names(store.events(since=NOW, vendor="acme")) == ["ev_1", "ev_3"]
    assert names(store.events(kinds=["model.launched", "model.withdrawn"])) == ["ev_1"]
    assert store.event("ev_2") == log[2]


# What waits for a person


def test_held_matters_are_listed_oldest_first(store: Store) -> None:
    """What is not held is only being counted, and nobody's business."""
    pro, lite, counted = (quote(f"{name} input 3") for name in ("pro", "lite", "max"))
    waiting = [
        matter(pro, "0.003"),
        matter(lite, "0.003", first_seen=NOW - DAY),
        matter(counted, "2", reason=None),
    ]
    after = State(open={one.finding.subject: one for one in waiting})
    store.record(Round(PLACE, row(), NOW, after=after))
    old, new = store.held()
    assert (old.matter, new.matter) == (waiting[1], waiting[0])
    assert (new.id, new.source, new.reason) == (held_id(PLACE, waiting[0]), "acme", "a unit slip?")
    decided = store.decide(new.id, "rejected")
    assert (decided.decision, decided.matter.decision) == ("rejected", "rejected")
    assert [one.decision for one in store.held()] == [None, "rejected"]
    with pytest.raises(KeyError):
        store.decide("q_none", "approved")


def test_a_matter_that_is_over_is_kept_with_its_outcome(store: Store) -> None:
    """No held value goes without a trace."""
    store.record(whole())
    (over,) = store.db.query("SELECT source, at, reason, outcome FROM resolved")
    stamped = "2026-08-01T12:00:00Z"
    assert over == {
        "source": "acme",
        "at": stamped,
        "reason": "a unit slip?",
        "outcome": "reverted",
    }


@pytest.mark.parametrize("page", ["a input 0.003", "a input 0.003\n\n"])
def test_a_decision_that_falls_into_a_round_is_not_lost(tmp_path: Path, page: str) -> None:
    """A person approves while the page is being fetched: the next round tells it."""
    path = tmp_path / "prices.db"
    with Store(path) as store, Store(path) as person:
        world = World(store)
        world.settle("a input 3")
        world.settle("a input 0.003")
        usual = world.answer

        def decide_meanwhile(url: str) -> Recorded:
            for one in person.held():
                person.decide(one.id, "approved")
            return usual(url)

        world.answer = decide_meanwhile  # type: ignore[method-assign]
        during = world.settle(page)
        after = world.settle()
        assert types([*during, *after]) == ["price.cut"]
        assert store.held() == []


def test_a_decision_that_falls_into_the_judging_is_not_lost(store: Store) -> None:
    """What was read undecided and is written undecided stays decided, and due."""
    one = quote("pro input 3")
    waiting = matter(one, "0.003")
    state = replace(believing(one), open={waiting.finding.subject: waiting})
    store.record(Round(PLACE, row(), NOW, after=state))
    read = store.state("acme", "")
    store.decide(held_id(PLACE, waiting), "approved")
    later = NOW + DAY
    store.record(Round(PLACE, row(later, due=None), later, before=read, after=state))
    (held,) = store.held()
    assert held.decision == "approved"
    assert store.page("acme", "") == row(later, due=later)


# Deliveries


def delivery(name: str, target: str = "one", at: datetime = NOW) -> Delivery:
    """An alert on its way."""
    return Delivery(name, f"al_{name}", Target("file", target), at)


@pytest.fixture
def sending(store: Store) -> Store:
    """Three deliveries to one target and two to another."""
    several = (
        *(delivery("a"), delivery("b"), delivery("c", at=NOW - DAY)),
        *(delivery("x", "two", NOW + DAY), delivery("y", "two", NOW + 2 * DAY)),
    )
    store.record(Round(PLACE, row(), NOW, deliveries=several))
    return store


def due(store: Store, at: datetime) -> list[str]:
    """What may be carried out at a time."""
    return [one.id for one in on_their_way(store, at)]


def on_their_way(store: Store, at: datetime, most: int = 9) -> list[Delivery]:
    """The deliveries that are due."""
    found, _ = store.turn([], at, {"file": most})
    return [delivery for one in found for delivery in one.deliveries]


def marked(store: Store, name: str, **outcome: Any) -> None:
    """What became of a delivery to the target that its name stands for."""
    target = Target("file", "two" if name in "xy" else "one")
    store.turn([Mark((name,), target, NOW, **outcome)], NOW, {})


def next_due(store: Store) -> datetime | None:
    """When something else is due."""
    return store.turn([], NOW, {"file": 1})[1]


def test_a_target_gets_its_alerts_in_order(sending: Store) -> None:
    """The first one on its way keeps the others waiting, also when they are due before it."""
    assert due(sending, NOW) == ["a"]
    marked(sending, "a")
    assert due(sending, NOW) == ["b"]
    marked(sending, "b")
    assert due(sending, NOW) == ["c"]
    assert due(sending, NOW + 2 * DAY) == ["c", "x"]
    assert [one.id for one in on_their_way(sending, NOW + 2 * DAY, most=1)] == ["c"]


def test_a_delivery_that_failed_is_tried_again_in_its_place(sending: Store) -> None:
    """Put off, it still holds up what comes after it; the attempts are counted."""
    marked(sending, "a", again=NOW + DAY, error="503")
    assert due(sending, NOW) == []
    assert next_due(sending) == NOW + DAY
    again = {one.id: one.attempts for one in on_their_way(sending, NOW + DAY)}
    assert again == {"a": 1, "x": 0}


def test_a_delivery_that_failed_for_good_makes_way(sending: Store) -> None:
    """It is not tried again, and the next one goes out."""
    marked(sending, "a", error="gone")
    assert due(sending, NOW) == ["b"]
    (failed,) = sending.db.query("SELECT state, error, attempts FROM deliveries WHERE id = 'a'")
    assert failed == {"state": "failed", "error": "gone", "attempts": 1}


def test_when_the_next_delivery_is_due(sending: Store) -> None:
    """Of those that are first in their queue; never, when nothing is on its way."""
    assert next_due(sending) == NOW + DAY
    for name in "abcxy":
        marked(sending, name)
    assert next_due(sending) is None
    assert due(sending, NOW + 9 * DAY) == []

"""What the store knows of chats: drafts, topics, and what an operator wants to see."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from lines import START, World
from talking import listeners

from bot import enrolment
from bot.recipients import Reader, Target
from bot.store import Mark, Store
from bot.store.chats import DRAFTS_KEPT, Census, Failing, Traffic, Unfinished
from bot.subscriptions import Subscription

GROUP, TOPIC, OTHER = (Target("telegram", address) for address in ("-100", "-100/7", "-1001"))
DAY = timedelta(days=1)


@pytest.fixture
def store() -> Iterator[Store]:
    """A group with a topic, and a chat whose number begins alike."""
    with Store(":memory:") as opened:
        for target in (GROUP, TOPIC, OTHER):
            enrolment.come_back(opened, target, Reader(title=target.address), START)
            enrolment.subscribe(opened, target, Subscription(), START)
        yield opened


def test_a_draft_is_kept_for_a_week(store: Store) -> None:
    """What nobody goes on with is forgotten when another draft comes."""
    first, second = (Unfinished(name, GROUP, 1, "{}") for name in ("a", "b"))
    store.keep_draft(first, START)
    assert store.draft("a") == first
    store.keep_draft(second, START + DRAFTS_KEPT)
    assert store.draft("a") == first
    store.keep_draft(second, START + DRAFTS_KEPT + timedelta(seconds=1))
    assert (store.draft("a"), store.draft("b")) == (None, second)
    store.drop_draft("b")
    assert store.draft("b") is None


def test_a_topic_belongs_to_its_group(store: Store) -> None:
    """A group is its topics; a group whose number begins alike is another one."""
    assert store.places(GROUP) == [GROUP, TOPIC]
    assert store.count_subscriptions(GROUP) == 2
    assert store.places(Target("webhook", "-100")) == []


def test_a_group_goes_with_its_topics(store: Store) -> None:
    """Who removes the bot hears nothing in any topic; what was wanted is remembered."""
    store.leave_chat(GROUP)
    assert [one.address for one in listeners(store)] == ["-1001"]
    assert store.known_reader(TOPIC) is None
    remembered = store.remembered(TOPIC)
    assert remembered is not None
    assert remembered.title == "-100/7"


def test_a_group_moves_with_its_topics(store: Store) -> None:
    """Settings, subscriptions and drafts have the new number."""
    store.keep_draft(Unfinished("a", TOPIC, 1, "{}"), START)
    store.move_chat(GROUP, "-200")
    assert [one.address for one in listeners(store)] == ["-200", "-200/7", "-1001"]
    moved = store.draft("a")
    assert moved is not None
    assert moved.target == Target("telegram", "-200/7")


def test_a_group_is_forgotten_with_its_topics(store: Store) -> None:
    """Nothing is left but the other chat's."""
    store.keep_draft(Unfinished("a", TOPIC, 1, "{}"), START)
    store.forget_chat(GROUP)
    assert store.places(GROUP) == []
    assert (store.count_subscriptions(GROUP), store.draft("a")) == (0, None)
    assert store.count_subscriptions(OTHER) == 1
    assert store.remembered(GROUP) is None


def test_a_subscription_is_found_by_its_name(store: Store) -> None:
    """Whosever it is."""
    (one,) = store.subscriptions(TOPIC)
    assert store.subscription(one.id) == one
    assert store.subscription("s_none") is None


def test_the_record_begins_with_the_first_price(store: Store) -> None:
    """Before anything was read there is no record."""
    assert store.recorded_since() is None
    World(store, now=START).settle("pro input 3")
    assert store.recorded_since() == START + timedelta(minutes=30)


def test_what_nobody_is_told_is_not_counted(store: Store) -> None:
    """The log without what only corroborates, of all vendors or of some."""
    world = World(store, now=START, corroborators=("lines",))
    world.settle("pro input 3")
    world.settle("pro input 2")
    assert len(store.events()) == 1
    heard = store.heard_since(START)
    assert [event.type for event in heard] == ["price.cut"]
    assert heard[0].evidence is None
    assert store.heard_since(START, ["lines"]) == heard
    assert store.heard_since(START, ["other"]) == []
    muted = [event.model_copy(update={"id": "ev_muted", "muted": True}) for event in heard]
    store.announce(muted, [], [])
    assert store.heard_since(START) == heard


def test_operators_see_what_is_on_its_way(store: Store) -> None:
    """Due, waiting, failed and sent by channel; who only fails, and why; who is there."""
    world = World(store, now=START)
    world.settle("pro input 3")
    world.settle("pro input 2")
    now = world.now
    names = {f"dl_{target.address}": target for target in (GROUP, TOPIC, OTHER)}
    found, _ = store.turn([], now, {"telegram": 9})
    ids = {one.target: tuple(d.id for d in one.deliveries) for one in found}
    assert len(ids) == len(names)
    marks = [
        Mark(ids[GROUP], GROUP, now, receipt="1"),
        Mark(ids[TOPIC], TOPIC, now, error="no luck", again=now + DAY),
        Mark(ids[OTHER], OTHER, now, error="gone", gone=True),
    ]
    store.turn(marks, now, {})
    by_channel = {one.channel: one for one in store.traffic(now, now - DAY)}
    assert by_channel["telegram"] == Traffic("telegram", 0, 1, 1, 1)
    assert store.traffic(now + DAY, now + DAY)[1] == Traffic("telegram", 1, 0, 0, 0)
    assert store.failing(5) == [Failing(TOPIC, now, "no luck")]
    enrolment.pause(store, store.subscriptions(GROUP)[0])
    assert store.census() == [Census("telegram", 2, 1, 3, 1)]


def test_what_waits_can_be_put_off_and_dropped(store: Store) -> None:
    """What waits for a digest, of one recipient only."""
    for target in (GROUP, OTHER):
        (one,) = store.subscriptions(target)
        enrolment.edit(store, one, Subscription(), digest=True)
    world = World(store, now=START)
    world.settle("pro input 3")
    world.settle("pro input 2")
    store.put_off(GROUP, START + 9 * DAY)

    def due(days: int) -> set[str]:
        found, _ = store.turn([], START + days * DAY, {"telegram": 9})
        return {one.target.address for one in found}

    assert due(2) == {"-100/7", "-1001"}
    assert due(9) == {"-100/7", "-1001", "-100"}
    store.drop_waiting(GROUP)
    assert due(9) == {"-100/7", "-1001"}


def test_what_was_sent_is_known_by_recipient(store: Store) -> None:
    """An event that somebody else was told is not one's own."""
    world = World(store, now=START)
    world.settle("pro input 3")
    (event,) = world.settle("pro input 2")
    assert store.was_sent(GROUP, event.id)
    assert not store.was_sent(Target("telegram", "5"), event.id)
    assert not store.was_sent(GROUP, "ev_none")

"""One vendor's news of one moment in one message."""

from making import PLACE, START, Watched, many

from bot.alerts import bundle
from bot.events import Event, Type
from bot.state import Place


def event(kind: Type, *, told: bool = True, name: str = "ev_1") -> Event:
    """An event of the vendor."""
    return Event(
        id=name, type=kind, at=START, seen_at=START, source="acme", vendor="acme", told=told
    )


def test_what_changed_at_one_moment_is_one_message() -> None:
    """Three changes of a vendor go out as one alert that every one of them names."""
    page = Watched("pro input 3, pro output 6, old input 1")
    events = page.settle("pro input 2, pro output 5, old input 0.5")
    named, (alert,) = bundle(PLACE, events, page.now)
    assert (alert.audience, alert.source, alert.vendor, alert.at) == (
        *("subscribers", "acme", "acme"),
        page.now,
    )
    assert alert.events == named
    assert [one.alert for one in named] == [alert.id] * 3
    assert [one.id for one in named] == [one.id for one in events]


def test_silence_makes_no_alert() -> None:
    """A round without news sends nothing."""
    assert bundle(PLACE, [], START) == ((), ())


def test_what_nobody_is_told_belongs_to_no_alert() -> None:
    """A move below the floor stands in the change log and in no message."""
    (named,), alerts = bundle(PLACE, [event("price.cut", told=False)], START)
    assert (named.alert, alerts) == (None, ())


def test_held_values_and_broken_sources_go_to_the_operator_only() -> None:
    """Subscribers hear nothing of what is under repair."""
    held, broken = event("price.quarantined", told=False), event("source.broken", told=False)
    named, (alert,) = bundle(PLACE, [held, broken], START)
    assert (alert.audience, alert.events) == ("operator", named)
    assert {one.alert for one in named} == {alert.id}


def test_a_blind_day_is_told_to_subscribers_and_to_the_operator() -> None:
    """That a source is not read any more concerns both, in a message each."""
    (named,), alerts = bundle(PLACE, [event("source.stale")], START)
    assert [alert.audience for alert in alerts] == ["subscribers", "operator"]
    assert all(alert.events == (named,) for alert in alerts)
    assert named.alert == alerts[0].id != alerts[1].id


def test_news_and_repairs_of_one_moment_are_two_messages() -> None:
    """A cut and a held value of one page reach those whom they concern."""
    events = [event("price.cut"), event("price.quarantined", told=False, name="ev_2")]
    _, (news, repairs) = bundle(PLACE, events, START)
    assert [one.type for one in news.events] == ["price.cut"]
    assert [one.type for one in repairs.events] == ["price.quarantined"]


def test_more_than_twenty_changes_are_one_digest() -> None:
    """A storm is one message with the biggest movers, never one a change."""
    page = Watched(many(50))
    for count, digest in ((20, False), (21, True)):
        events = Watched(many(50)).settle([*many(count, "0.9"), *page.shown[count:]])
        _, (alert,) = bundle(PLACE, events, START)
        assert (len(alert.events), alert.digest) == (count, digest)


def test_a_repeated_round_gives_the_same_alert() -> None:
    """After a crash the alert has the same name; another page, moment or audience has another."""
    named = {
        bundle(place, [event(kind)], at)[1][0].id
        for place in (PLACE, Place("acme", "acme", "second"))
        for at in (START, START.replace(hour=1))
        for kind in ("price.cut", "price.cut")
    }
    assert len(named) == 4

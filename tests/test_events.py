"""One shape for what happened: in logs, webhooks and channels."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import START, Watched, quote, quotes
from pydantic import ValidationError

from bot.events import OPERATORS, Event, Evidence, Proof, identify, quotes_json, ratio, stamp

FIXED = ["id", "type", "at", "seen_at", "alert", "source", "vendor", "model", "meter"]
FIXED += ["conditions", "old", "new", "currency", "per", "ratio", "evidence", "told"]


def test_an_event_is_published_with_the_fields_of_the_contract() -> None:
    """Amounts are strings, times end in Z, and what does not apply is left out."""
    page = Watched([quote("pro input 3", {"window": "peak"}, published="¥3.00")])
    (cut,) = page.settle([quote("pro input 0.75", {"window": "peak"}, published="¥0.75")])
    line = cut.json_line()
    assert line == json.loads(json.dumps(line))
    assert line | {"id": "", "evidence": None} == {
        "id": "",
        "type": "price.cut",
        "at": "2026-08-01T00:32:00Z",
        "seen_at": "2026-08-01T00:30:00Z",
        "alert": None,
        "source": "acme",
        "vendor": "acme",
        "model": "pro",
        "meter": "input",
        "conditions": {"window": "peak"},
        "old": "3",
        "new": "0.75",
        "currency": "CNY",
        "per": "1M tokens",
        "ratio": "0.25",
        "evidence": None,
        "told": True,
    }
    assert line["evidence"] == {
        "url": "https://acme.example/prices",
        "sha256": f"{30 * 60:064x}",
        "published": "¥0.75",
        "read_at": "2026-08-01T00:30:00Z",
        "before": {
            "url": "https://acme.example/prices",
            "sha256": f"{0:064x}",
            "published": "¥3.00",
            "read_at": "2026-08-01T00:00:00Z",
        },
    }


def test_the_fixed_fields_stand_even_where_they_do_not_apply() -> None:
    """A receiver finds the same keys in every event."""
    line = event("source.broken", reason="403").json_line()
    assert sorted(line) == sorted([*FIXED, "reason"])
    assert (line["old"], line["evidence"], line["conditions"]) == (None, None, {})


def test_evidence_without_an_older_page_says_nothing_of_one() -> None:
    """The first thing ever seen of a page has no page before it."""
    proof = Proof(url="https://acme.example", sha256="0" * 64, published="3", read_at=START)
    evidence = Evidence(**proof.model_dump())
    line = event("price.cut", evidence=evidence).json_line()
    assert "before" not in line["evidence"]
    assert event("price.cut", evidence=evidence).proofs == ("0" * 64,)


def test_the_pages_that_prove_an_event_are_named_by_their_hashes() -> None:
    """The new page comes first, then the old one; an event without evidence has none."""
    (cut,) = Watched("pro input 3").settle("pro input 2")
    assert cut.proofs == (f"{30 * 60:064x}", f"{0:064x}")
    assert event("source.broken").proofs == ()


def test_an_unknown_field_is_refused() -> None:
    """A stored event that has another shape is an error and never half an event."""
    with pytest.raises(ValidationError, match="verdict"):
        event("price.cut", verdict="good")


def test_an_event_cannot_be_altered() -> None:
    """What was said stays as it was said."""
    with pytest.raises(ValidationError, match="frozen"):
        event("price.cut").told = False


def test_times_are_told_in_utc() -> None:
    """A moment in Beijing is written as the same moment in UTC."""
    beijing = timezone(timedelta(hours=8))
    assert stamp(datetime(2026, 8, 1, 7, 30, 15, 999, tzinfo=beijing)) == "2026-07-31T23:30:15Z"


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("3", "1", "0.333333"),
        ("20", "0.5", "0.025"),
        ("1000000", "1", "0.000001"),
        ("3000000", "1", "0.000000333333"),
        ("3", "0", "0"),
        ("0", "3", None),
        (None, "3", None),
        ("3", None, None),
    ],
)
def test_a_ratio_is_new_to_old_in_six_digits(
    old: str | None, new: str | None, share: str | None
) -> None:
    """A cut to a three-millionth is not rounded to nothing, and from nothing there is no ratio."""
    amounts = [None if text is None else Decimal(text) for text in (old, new)]
    found = event("price.cut", ratio=ratio(*amounts)).json_line()["ratio"]
    assert found == share


def test_equal_facts_have_equal_names() -> None:
    """An id is made of the facts alone, and facts that only look alike when joined differ."""
    assert identify("ev", "a", START) == identify("ev", "a", START)
    assert (
        len({identify("ev", "a", "bc"), identify("ev", "ab", "c"), identify("al", "a", "bc")}) == 3
    )


@given(st.permutations(["pro output 6", "pro input 3", "pro cache_read 1"]))
def test_quotes_are_listed_in_the_order_of_their_meters(lines: list[str]) -> None:
    """The same prices make the same event, in whatever order the page prints them."""
    listed = quotes_json(quotes(", ".join(lines)))
    assert [one["meter"] for one in listed] == ["cache_read", "input", "output"]


def test_the_operators_events_are_those_of_the_contract() -> None:
    """Held values and the health of sources are for those who look after them."""
    health = {"source.broken", "source.recovered", "source.stale"}
    assert health | {"price.quarantined"} == OPERATORS


def event(kind: str, **more: object) -> Event:
    """An event of which only this is said."""
    facts = {"id": "ev", "type": kind, "at": START, "seen_at": START, "source": "a", "vendor": "a"}
    return Event.model_validate(facts | more)

"""What a webhook carries: the published shape, whole where it fits, honest where not."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import payload
from bot.events import Event, Evidence, Proof, Type, quotes_json
from bot.schema import SAYS, schema
from scrapers.quotes import Quote, conditions

NOW = datetime(2026, 8, 2, 0, 2, 30, tzinfo=UTC)


def proof(published: str, before: str | None = None) -> Evidence:
    """A kept page, and the one before it."""
    kept: dict[str, Any] = {"url": "https://v.example/pricing", "sha256": "a" * 64, "read_at": NOW}
    old = Proof(published=before, **kept) if before else None
    return Evidence(published=published, before=old, **kept)


def event(kind: Type = "price.cut", **facts: Any) -> Event:
    """An event with all that its type says, and what a test adds."""
    known: dict[str, Any] = {
        "model": "glm-4.5",
        "meter": "input",
        "old": Decimal("0.80"),
        "new": Decimal("0.4"),
        "currency": "CNY",
        "per": "1M tokens",
        "ratio": Decimal("0.5"),
        "evidence": proof("0.4元", "0.8元"),
    }
    rest = {"id": "ev_1", "type": kind, "at": NOW, "seen_at": NOW}
    return Event(**known | rest | {"source": "zhipu", "vendor": "zhipu"} | facts)


def quotes(count: int, words: str = "0.8元 / 千tokens") -> list[dict[str, Any]]:
    """So many prices, as an event lists them."""
    bounds = (conditions({"input_min": n * 1000}) for n in range(count))
    return quotes_json(
        [
            Quote("glm-4.5", "input", Decimal(1), "CNY", conditions=c, published=words)
            for c in bounds
        ]
    )


def read(given_event: Event) -> dict[str, Any]:
    """The body of an event as a receiver reads it."""
    body = payload.body(given_event)
    assert len(body) < 20_000
    whole: dict[str, Any] = json.loads(body)
    return whole


def test_a_body_is_type_timestamp_and_the_event() -> None:
    """`data` is the same as in --json output; the same event gives the same bytes."""
    cut = event()
    assert read(cut) == {
        "type": "price.cut",
        "timestamp": "2026-08-02T00:02:30Z",
        "data": cut.json_line(),
    }
    assert payload.body(cut) == payload.body(event())


def test_a_test_names_the_endpoint_and_nothing_else() -> None:
    """It carries no price that could be taken for news."""
    assert json.loads(payload.probe("ep_1", NOW)) == {
        "type": "webhook.test",
        "timestamp": "2026-08-02T00:02:30Z",
        "data": {"endpoint": "ep_1"},
    }


def test_long_lists_are_shortened_and_say_so() -> None:
    """The first of each list come, and how many there are in full."""
    redrawn = event("terms.changed", before=quotes(200), after=quotes(90), direction="mixed")
    data = read(redrawn)["data"]
    assert data["shortened"] == {"before": 200, "after": 90}
    for name, full in (("before", 200), ("after", 90)):
        assert 0 < len(data[name]) < full
        assert data[name] == redrawn.json_line()[name][: len(data[name])]
    whole = redrawn.json_line()
    rest = {"before", "after", "shortened"}
    assert {k: v for k, v in data.items() if k not in rest} == {
        k: v for k, v in whole.items() if k not in rest
    }


def test_long_texts_are_shortened_only_when_lists_are_not_enough() -> None:
    """A cell of a thousand lines; what is cut ends in an ellipsis."""
    data = read(event(evidence=proof("智" * 9_000)))["data"]
    assert data["shortened"] == {"texts": 2000}
    assert data["evidence"]["published"] == "智" * 1999 + "…"
    assert data["model"] == "glm-4.5"


def test_what_fits_in_no_way_is_an_error() -> None:
    """Never JSON that was cut off."""
    with pytest.raises(ValueError, match="ev_1 fits no webhook"):
        payload.body(event(conditions={str(n): "x" * 99 for n in range(300)}))


@given(
    lists=st.tuples(st.integers(0, 300), st.integers(0, 300)),
    texts=st.lists(st.text(max_size=30_000), min_size=5, max_size=5),
)
def test_every_body_fits_and_is_the_published_shape(
    lists: tuple[int, int], texts: list[str]
) -> None:
    """Whatever a page prints: valid JSON, below 20 kB, readable by the models."""
    model, published, reason, promo, schedule = texts
    facts = {"reason": reason, "promo": promo, "schedule": schedule, "model": model}
    lots = {"before": quotes(lists[0], published), "after": quotes(lists[1])}
    whole = read(event("terms.changed", evidence=proof(published), **facts, **lots))
    told = payload.Told.model_validate(whole["data"])
    for name, full in zip(("before", "after"), lists, strict=True):
        kept = len(getattr(told, name) or ())
        said = getattr(told.shortened, name) if told.shortened else None
        assert kept == full or (said == full and kept < full)


@given(
    amount=st.decimals(0, 10_000, places=4),
    free=st.booleans(),
    text=st.text(max_size=20) | st.none(),
)
def test_a_listed_price_is_the_published_shape(
    amount: Decimal,
    free: bool,  # noqa: FBT001 - hypothesis gives it
    text: str | None,
) -> None:
    """Every field that a quote can have has its place in the schema."""
    one = Quote(
        *("m", "input", Decimal(0) if free else amount, "CNY"),
        conditions=conditions({"input_min": 1, "window": "peak"}),
        free=free,
        was=amount,
        promo=text,
        effective_from=text,
        effective_until=text,
        announced=bool(text),
        schedule=text,
    )
    assert payload.Price.model_validate(one.json()).model_dump(exclude_none=True) == one.json()


@pytest.mark.parametrize("kind", get_args(Type))
def test_the_schema_has_every_event(kind: Type) -> None:
    """An alternative a type, with what such an event always says; a test is one of them."""
    whole = schema()
    (found,) = (one for one in whole["oneOf"] if one["title"] == kind)
    said = found["properties"]["data"]["allOf"][1]["required"]
    assert said == ["type", *SAYS[kind]]
    fields = whole["$defs"]["Told"]["properties"]
    assert set(said) <= fields.keys()
    assert set(whole["$defs"]["Told"]["required"]) == {
        key for key, value in event(alert="al_1").json_line().items() if key in fields
    }


def test_the_schema_forbids_no_field_of_tomorrow() -> None:
    """A receiver that checks must not break when an event learns to say more."""
    assert "additionalProperties': False" not in str(schema())

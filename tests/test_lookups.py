"""What answers look up: the right rows in the right order, found without reading all others."""

from datetime import timedelta

import pytest
from making import quote
from stall import DAY, EARLIER, NOW, Stall, dollars, event, prices

from bot.store import Store


@pytest.fixture
def stall() -> Stall:
    """Two pages, and a list of other people's prices."""
    one = Stall()
    one.shows("zhipu", prices("GLM-5 input 4", "GLM-4.7 input free"))
    one.shows("openrouter", [dollars("z-ai/glm-5 input 0.9"), dollars("z-ai/x:free input free")])
    return one


def test_prices_that_are_known_already_are_not_read_again(stall: Stall) -> None:
    """The same values where the text is equal, new ones where it is not."""
    before = stall.store.prices_at("zhipu", "")
    assert all(
        a is b
        for a, b in zip(
            stall.store.prices_at("zhipu", "", before).values(), before.values(), strict=True
        )
    )
    stall.shows("zhipu", prices("GLM-5 input 3", "GLM-4.7 input free"), NOW)
    after = stall.store.prices_at("zhipu", "", before)
    same = [one for text, one in after.items() if one is before.get(text)]
    assert [one.quote.model for one in same] == ["GLM-4.7"]


def test_prices_of_names_at_sources(stall: Stall) -> None:
    """Exactly these names, and only at these sources."""
    found = stall.store.prices_of(["GLM-5", "z-ai/glm-5"], ["openrouter"])
    assert [one.quote.model for one in found] == ["z-ai/glm-5"]
    assert stall.store.prices_of([], ["openrouter"]) == []


def test_what_is_called_free_is_found_by_itself(stall: Stall) -> None:
    """At the sources that are asked for."""
    assert [one.quote.model for one in stall.store.free_at(["openrouter"])] == ["z-ai/x:free"]
    assert [one.quote.model for one in stall.store.free_at(["zhipu", "openrouter"])] == [
        "z-ai/x:free",
        "GLM-4.7",
    ]


def test_names_are_handed_out_once(stall: Stall) -> None:
    """First all of them, then those that are new."""
    first, last = stall.store.names_ever()
    assert {name.casefold() for name in first} >= {"glm-5", "glm-4.7", "z-ai/glm-5"}
    assert stall.store.names_ever(last) == ([], last)
    stall.shows("zhipu", prices("GLM-6 input 9"), NOW)
    assert "GLM-6" in stall.store.names_ever(last)[0]
    assert Store(":memory:").names_ever() == ([], 0)


def test_the_last_steps_of_a_long_history(stall: Stall) -> None:
    """The newest so many, oldest first, whatever the case of the name; others are not touched."""
    for number in range(20):
        stall.shows(
            "zhipu", prices(f"GLM-5 input {number + 1}"), EARLIER + (number + 1) * DAY / 10
        )
    found = stall.store.last_steps([("glm-5", "zhipu")], 3)
    assert [one.amount for one in found] == ["18", "19", "20"]
    assert stall.store.last_steps([("glm-5", "openrouter")], 3) == []
    assert stall.store.last_steps([], 3) == []
    assert stall.store.printed_ever(["glm-5", "Z-AI/GLM-5", "glm-9"]) == [
        ("glm-5", "zhipu"),
        ("Z-AI/GLM-5", "openrouter"),
    ]


def test_announced_prices_are_found_by_their_page(stall: Stall) -> None:
    """And no other's."""
    later = quote("GLM-5 input 9", effective_from="2026-09-01")
    stall.shows("zhipu", prices("GLM-5 input 4"), NOW, planned=[later])
    assert stall.store.planned_at("zhipu", "") == [later]
    assert stall.store.planned_at("zhipu-intl", "") == []


def test_what_was_told_in_a_month(stall: Stall) -> None:
    """From its beginning until before its end; what only entered the log is not told."""
    at = NOW - timedelta(days=40)
    told = event("price.cut", at, "3", "2")
    log_only = event("price.cut", at + DAY, "2", "1.99", told=False)
    stall.shows("deepseek", prices("m-1 input 2"), at, events=[told, log_only])
    kinds = {"price.cut"}
    assert stall.store.events_seen(at, at + 2 * DAY, kinds) == [told]
    assert stall.store.events_seen(at - DAY, at, kinds) == []
    assert stall.store.events_seen(at, at + DAY, {"price.freed"}) == []
    assert stall.store.times_seen(kinds) == [at]


QUERIES = (
    "SELECT * FROM history WHERE model = 'x' COLLATE NOCASE AND source = 'y' ORDER BY at DESC",
    "SELECT min(source) FROM history WHERE model = 'x' COLLATE NOCASE AND source > 'y'",
    "SELECT min(at) FROM history WHERE model = 'x' COLLATE NOCASE AND source = 'y'",
    "SELECT DISTINCT model FROM history WHERE id > 9",
    "SELECT * FROM latest WHERE model IN ('x') AND +source IN ('y')",
    "SELECT * FROM latest INDEXED BY latest_free WHERE free = 1 AND source IN ('y')",
    "SELECT * FROM latest WHERE source = 'x' AND page = ''",
    "SELECT event FROM events WHERE told = 1 AND event ->> '$.seen_at' >= 'x'",
    "SELECT quote FROM planned WHERE source = 'x' AND page = ''",
)


@pytest.mark.parametrize("query", QUERIES)
def test_no_question_reads_a_whole_table(stall: Stall, query: str) -> None:
    """Ten million rows are not looked through: each query has its index."""
    plan = [row[3] for row in stall.store.db.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan[0].startswith("SEARCH"), plan

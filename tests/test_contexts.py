"""How long a context a model takes: what pages print of it, and who is left out by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PAGES
from hypothesis import given
from hypothesis import strategies as st
from lines import World
from lines import source as plain_source
from stall import Stall, dollars, prices, voice

from bot.answers import contexts as known
from bot.store import Store
from scrapers import contexts, registry
from scrapers.quotes import Page, Quote, Source

CASES = Path(__file__).with_name("vendors")
PRINTED = [
    (
        *("zhipu", "html"),
        {"ZLM-9": 1_000_000, "ZLM-8-Flash": 200_000, "ZLM-4": 128_000, "ZLM-4-Flash": 128_000}
        | {"ZLM-4X": 8_000, "Embedding-9": 8_000},
    ),
    ("deepseek", "html", {"whale-small": 1_000_000, "whale-large": 1_000_000}),
    ("moonshot", "html", {"moth-1": 262_144, "moth-1-highspeed": 262_144}),
    (
        *("openrouter", "json"),
        {f"maker/{name}": 100_000 for name in ("one", "two", "writes", "senses", "thinks")}
        | {f"maker/{name}": 100_000 for name in ("small:free", "unpriced-preview")}
        | dict.fromkeys(("router/free", "router/auto", "maker/half-dynamic"), 100_000),
    ),
    ("modelsdev", "json", {"acme/one": 1_048_576}),
    ("litellm", "json", {"one": 128_000}),
]


def source(name: str) -> Source:
    """A source by its name."""
    return registry.sources()[name]


@pytest.mark.parametrize(("name", "kind", "expected"), PRINTED)
def test_what_a_page_prints(name: str, kind: str, expected: dict[str, int]) -> None:
    """Under the names of its quotes; a tier, a limit of 0 and a model without one say nothing."""
    page = Page((CASES / name / "plain" / f"page.{kind}").read_text(), kind)  # type: ignore[arg-type]
    assert contexts.read(source(name), page) == expected


@pytest.mark.parametrize("name", [name for name, *_ in PRINTED])
@pytest.mark.parametrize("text", ["", "<html></html>", "[]", '{"data": 3, "a": {"models": 1}}'])
def test_a_page_that_is_not_understood_says_nothing(name: str, text: str) -> None:
    """It is no price: nothing is refused because of it."""
    assert contexts.read(source(name), Page(text, "json" if text[:1] in "[{" else "html")) == {}


def test_captured_pages_name_most_of_their_models() -> None:
    """Those of DeepSeek and Kimi all; of Zhipu's list the ones that are not sold in tiers."""
    for name in ("deepseek", "deepseek-intl", "moonshot", "zhipu"):
        if not (paths := sorted((PAGES / name).glob("*.html"))):
            pytest.skip("the captured pages are not here")
        for path in paths:
            page = Page(path.read_text(), "html")
            models = {quote.model for quote in source(name).read(page)}
            found = contexts.read(source(name), page)
            assert found.keys() <= models
            assert len(found) >= len(models) // 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("128K", 128_000),
        ("1M", 1_000_000),
        ("262,144 tokens", 262_144),
        ("1.5M", 1_500_000),
        ("８k", 8_000),
        ("200000", 200_000),
        ("0", None),
        ("-", None),
        ("输入长度 [0, 32)", None),
        ("≤32K", None),
        ("None", None),
        ("", None),
    ],
)
def test_sizes(text: str, tokens: int | None) -> None:
    """A number alone, with its scale; a bound is a tier's."""
    assert contexts.size(text) == tokens


@given(st.integers(1, 10**8))
def test_what_is_said_is_never_more_than_there_is(tokens: int) -> None:
    """A context is cut to thousands, and what is cut is less than one."""
    said = contexts.size(known.rounded(tokens))
    assert said is not None
    assert said <= tokens < said + 1000


# From round to round


def sized(page: Page) -> dict[str, int]:
    """A plain page whose comment says what its models take: `<!-- a 128K -->`."""
    said = (line.split()[1:3] for line in page.text.splitlines() if line.startswith("<!--"))
    return contexts.known((model, size) for model, size in said)


@pytest.fixture
def world() -> Iterator[World]:
    """A page that says what its one model takes, read once."""
    with Store(":memory:") as store:
        world = World(store, source=plain_source(contexts=sized))
        world.settle("<!-- a 128K -->\na input 3")
        yield world


def kept(world: World) -> dict[str, int]:
    """What the store knows."""
    return {one.model: one.tokens for one in world.store.contexts()}


def test_a_reading_replaces_what_was_known(world: World) -> None:
    """What the page says no longer is not known any more."""
    assert kept(world) == {"a": 128_000}
    world.settle("<!-- a 1M -->\n<!-- b 8K -->\na input 3")
    assert kept(world) == {"a": 1_000_000, "b": 8_000}
    world.settle("a input 3")
    assert kept(world) == {}


def test_what_is_not_read_changes_nothing(world: World) -> None:
    """Not a page that stayed as it was, nor one that is refused."""
    world.settle()
    world.settle("<!-- a 1M -->\nno price here today")
    assert kept(world) == {"a": 128_000}


# Who is left out

UNSAID = "Of these neither their pages nor a list says how long an input may be"


def ranked(stall: Stall, line: str) -> list[str]:
    """The names in a ranking, each with what stands behind it."""
    said = stall.ask(line, voice(workload="300M in 50M out")).message
    return [one.text.rpartition(". ")[2].partition(":")[0] for one in said.lines]


def both(*names: str) -> list[Quote]:
    """Models with a price of input and of output."""
    return prices(*(f"{name} {meter} 1" for name in names for meter in ("input", "output")))


def test_what_is_known_to_take_less_is_left_out() -> None:
    """Its own page says so, or its name; of others it is said that nobody knows."""
    stall = Stall()
    sizes = {"GLM-4V-Flash": 4_000, "GLM-5": 200_000}
    stall.shows("zhipu", both("GLM-4V-Flash", "GLM-5", "GLM-Z9"))
    stall.takes("zhipu", sizes)
    stall.shows("volcengine", both("doubao-lite-32k"))
    assert ranked(stall, "cheapest 128k") == ["GLM-5 (Zhipu, 200k)", UNSAID, "GLM-Z9 (Zhipu)"]
    assert ranked(stall, "cheapest 32k volcengine") == ["doubao-lite-32k (Volcengine, 32k)"]
    assert ranked(stall, "cheapest 200k zhipu")[0] == "GLM-5 (Zhipu, 200k)"
    assert ranked(stall, "cheapest 201k") == [UNSAID, "GLM-Z9 (Zhipu)"]
    assert len(ranked(stall, "cheapest")) == 4


def test_what_pages_do_not_say_lists_may() -> None:
    """What most of them have; but a vendor's page is believed before any list."""
    stall = Stall()
    stall.shows("deepseek", both("deepseek-v4-pro"))
    stall.takes("deepseek", {"deepseek-v4-pro": 1_000_000})
    stall.shows("openai", [dollars(f"gpt-5 {m} 1") for m in ("input", "output")])
    lists = {"openai/gpt-5": 400_000, "azure/gpt-5": 400_000, "odd/gpt-5": 9_000_000}
    stall.takes("modelsdev", lists | {"host/deepseek-v4-pro": 64_000})
    assert ranked(stall, "cheapest 300k") == [
        "deepseek-v4-pro (DeepSeek, 1M)",
        "gpt-5 (OpenAI, 400k)",
    ]
    assert ranked(stall, "cheapest 500k") == ["deepseek-v4-pro (DeepSeek, 1M)"]

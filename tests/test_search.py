"""What a person finds who asks for a model by whatever name comes to mind."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from market import VOICE

from bot import search
from bot.answers import rows
from bot.events import Proof
from bot.pages import PageRow
from bot.search import UnknownModel, matches
from bot.state import Known, Place, State
from bot.store import Round, Store
from scrapers import pages as kinds
from scrapers import reading, registry
from scrapers.quotes import Page, Quote

NOW = datetime(2026, 8, 1, tzinfo=UTC)
NAMES = [
    *("llama-3.1-70b-instruct", "meta-llama/llama-3-70b-instruct", "groq/llama3-70b-8192"),
    *("replicate/meta/llama-3-70b", "meta-llama/llama-3-70b-instruct:free", "llama-3-8b-instruct"),
    *("gpt-4o", "gpt-4o-mini", "gpt-4o-2024-05-13", "azure/gpt-4o", "gpt-4-turbo"),
    *("GLM-4.5-Flash", "glm-4.5", "GLM-4.5V", "zai-org/GLM-4.5-FP8"),
    *("Claude Sonnet 4.5", "claude-3-5-sonnet-20241022", "~moonshotai/kimi-latest", "kimi-k2.6"),
    *("qwq-plus", "qwen-plus", "doubao-1.5-pro-32k"),
]


def _place(source: str) -> Place:
    return Place(source, source.partition("-")[0])


def _store(store: Store, source: str, quotes: Iterable[Quote], at: datetime = NOW) -> None:
    proof = Proof(url="https://vendor.example/", sha256="0" * 64, published="", read_at=at)
    before = store.state(source, "")
    after = State({q.key: Known(q, at, q.amount) for q in quotes}, last=proof)
    row = PageRow(source, "", good_at=at)
    store.record(Round(_place(source), row, at, before, after))


def _quotes(*models: str, amount: str = "1") -> list[Quote]:
    return [Quote(model, "input", Decimal(amount), "USD") for model in models]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    with Store(tmp_path / "prices.db") as store:
        yield store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (
            "llama-3-70b",
            [
                *("groq/llama3-70b-8192", "meta-llama/llama-3-70b-instruct"),
                *("replicate/meta/llama-3-70b", "meta-llama/llama-3-70b-instruct:free"),
            ],
        ),
        ("groq/llama3-70b-8192", ["groq/llama3-70b-8192"]),
        ("llama-3-70b:free", ["meta-llama/llama-3-70b-instruct:free"]),
        ("gpt-4o", ["azure/gpt-4o", "gpt-4o", "gpt-4o-2024-05-13"]),
        ("GPT 4o 2024-05-13", ["gpt-4o-2024-05-13"]),
        ("glm-4.5", ["glm-4.5", "zai-org/GLM-4.5-FP8"]),
        ("claude-sonnet-4-5-20250929", ["Claude Sonnet 4.5"]),
    ],
)
def test_a_model_is_found_with_its_dates_and_variants(query: str, found: list[str]) -> None:
    """Its hosts, snapshots and variants answer; other versions, sizes and lines do not."""
    assert sorted(matches(query, NAMES)) == sorted(found)
    assert matches(query, NAMES)[0] == found[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kimi", {"~moonshotai/kimi-latest", "kimi-k2.6"}),
        ("通义千问", {"qwq-plus", "qwen-plus"}),
        ("豆包", {"doubao-1.5-pro-32k"}),
        ("llama 3.1", {"llama-3.1-70b-instruct"}),
        ("sonnet 4.5", {"Claude Sonnet 4.5"}),
        ("70b llama 3.1", {"llama-3.1-70b-instruct"}),
        ("turbo", {"gpt-4-turbo"}),
        ("groq", {"groq/llama3-70b-8192"}),
        ("flas", {"GLM-4.5-Flash"}),
    ],
)
def test_what_is_no_model_is_a_family_words_or_a_piece(query: str, found: set[str]) -> None:
    """A family, the beginning of a name, its words in any order, at last any piece of it."""
    assert set(matches(query, NAMES)) == found


def test_a_version_is_not_found_inside_of_another() -> None:
    """Llama 3 is not Llama 3.1, and 3 is no part of 3.1 or of 13."""
    assert matches("llama-3", ["llama-3.1-70b-instruct", "llama-13b"]) == []
    assert matches("lama-3", ["llama-3.1-70b", "llama-3-8b-instruct"]) == ["llama-3-8b-instruct"]


def test_nothing_is_asked_for_with_nothing() -> None:
    """An empty word finds no model."""
    assert matches("", NAMES) == []
    assert matches(" ", NAMES) == []


def test_a_slip_of_the_pen_is_answered_with_what_comes_nearest() -> None:
    """An unknown word names models that are spelt nearly so."""
    with pytest.raises(
        UnknownModel, match=r"no price of gtp-4o-mni is known; .* gpt-4o-mini"
    ) as no:
        search.known("gtp-4o-mni", NAMES)
    assert "gpt-4o-mini" in no.value.nearest
    with pytest.raises(UnknownModel, match=r"^no price of zzz is known$"):
        search.known("zzz", NAMES)


def test_one_model_is_asked_for_where_only_one_will_do() -> None:
    """The model itself where it is there, else the only one that can be meant, else a question."""
    assert search.only("gpt-4o", NAMES) == ["gpt-4o", "azure/gpt-4o"]
    assert search.only("turbo", NAMES) == ["gpt-4-turbo"]
    with pytest.raises(UnknownModel, match="llama could be any of 5 models, such as: llama-3-8b"):
        search.only("llama", NAMES)


def test_a_history_follows_the_model_through_all_its_names(store: Store) -> None:
    """Every host's and every former spelling's steps, in order, and nothing of its neighbours."""
    _store(store, "zhipu", _quotes("GLM-4.5-Flash", "GLM-4.5", amount="5"))
    _store(store, "zhipu-intl", _quotes("glm-4.5-flash"), NOW + timedelta(hours=1))
    later = NOW + timedelta(days=1)
    _store(store, "zhipu", _quotes("glm-4.5-flash", amount="4"), later)
    steps = [
        (past.source, past.model, past.amount)
        for past in rows.history(["zai/glm-4.5-flash"], store, VOICE)
    ]
    assert steps == [
        ("zhipu", "GLM-4.5-Flash", "5"),
        ("zhipu-intl", "glm-4.5-flash", "1"),
        ("zhipu", "glm-4.5-flash", "4"),
        ("zhipu", "GLM-4.5-Flash", None),
    ]


def test_llama_3_70b_is_found_at_its_hosts(store: Store, pages: Path) -> None:
    """The captured feeds name it in two dozen ways; no other version or size is among them."""
    for name in ("openrouter", "litellm", "modelsdev"):
        (path,) = (pages / name).glob("*.json")
        source = registry.sources()[name]
        page = Page(path.read_text("utf8"), kinds.kind_of(path))
        _store(store, name, reading.read(source, page))
    found = {one.quote.model for one in rows.prices(["llama-3-70b"], store, VOICE)}
    assert found >= {
        *("openrouter/meta-llama/llama-3-70b-instruct", "groq/llama3-70b-8192"),
        *("anyscale/meta-llama/Meta-Llama-3-70B-Instruct", "meta.llama3-70b-instruct-v1:0"),
        *("azure_ai/Meta-Llama-3-70B-Instruct", "vertex_ai/meta/llama3-70b-instruct-maas"),
        *("deepinfra/meta-llama/Meta-Llama-3-70B-Instruct", "replicate/meta/llama-3-70b"),
        *("databricks/databricks-meta-llama-3-70b-instruct", "ollama/llama3:70b"),
        *(
            "novita-ai/meta-llama/llama-3-70b-instruct",
            "github-models/meta/meta-llama-3-70b-instruct",
        ),
    }
    assert all("70b" in name.lower() for name in found)
    assert not any(version in name for name in found for version in ("3.1", "3-1", "3.3", "p1"))

"""Which names are one model, and which are not; what the data file may say."""

from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import models
from bot.models import BadModels, Identity, identity, same
from scrapers import pages as kinds
from scrapers import reading, registry
from scrapers.quotes import Page

DATA = files("bot").joinpath("models.toml").read_text("utf8")
EXAMPLES = [pair for rule in models.rules().rules for pair in rule.like.items()]

# Each line is one model under the ids of several hosts, as the captures print them.
ONE = [
    ("deepseek-v4-pro", "deepseek/deepseek-v4-pro", "DeepSeek-V4-Pro", "deepseek_v4_pro"),
    ("glm-4.5-flash", "GLM-4.5-Flash", "empiriolabs/glm-4-5-flash", "zai/glm-4.5-flash"),
    ("z-ai/glm-5", "zai-org/GLM-5", "venice/zai-org-glm-5", "amazon-bedrock/zai.glm-5"),
    ("Pro/deepseek-ai/DeepSeek-R1", "deepseek/deepseek-r1", "us.deepseek.r1-v1:0"),
    (
        "openrouter/meta-llama/llama-3-70b-instruct",
        "groq/llama3-70b-8192",
        "fireworks_ai/accounts/fireworks/models/llama-v3-70b-instruct",
        "togethercomputer/Llama-3-70b-chat-hf",
        "anyscale/meta-llama/Meta-Llama-3-70B-Instruct",
        "azure/meta-llama-3-70b-instruct",
        "bedrock/eu-west-2/meta.llama3-70b-instruct-v1:0",
        "databricks/databricks-meta-llama-3-70b-instruct",
        "deepinfra/meta-llama/Meta-Llama-3-70B-Instruct",
        "vertex_ai/meta/llama3-70b-instruct-maas",
        "ollama/llama3:70b",
        "llama 3 70b",
    ),
    ("claude-3-5-haiku-latest", "anthropic/claude-3.5-haiku", "Claude Haiku 3.5"),
    ("claude-sonnet-4@20250514", "Claude Sonnet 4", "anthropic--claude-4-sonnet"),
    ("gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06", "azure/eu/gpt-4o-2024-08-06"),
    ("doubao-seed-1-6-250615", "doubao-seed-1.6-2025-06-15"),
    ("moonshotai/kimi-k2-0905", "kimi-k2-0905-preview", "moonshotai/Kimi-K2-Instruct-0905"),
    ("qwen/qwen-2.5-72b-instruct", "Qwen/Qwen2.5-72B-Instruct", "alibaba-cn/qwen2-5-72b-instruct"),
    ("minimax/minimax-m2.7", "MiniMax-M2.7", "venice/minimax-m27", "nebius/MiniMax-M2_7"),
    ("mistralai/mistral-small-3.2-24b-instruct", "Mistral Small 3.2", "mistral-small-2506"),
]

# One of each line, and no two of a line are the same: versions, sizes, lines, dates, terms.
APART = [
    (
        *("meta-llama/llama-3-70b-instruct", "groq/llama3-8b-8192", "llama-2-70b-chat"),
        *("llama3.1-70b", "llama-3.2-90b-vision-instruct", "llama-3.3-70b-versatile"),
        *("llama-3.1-405b-instruct", "replicate/meta/llama-3-70b", "llama-3-70b-instruct:nitro"),
        *("groq/llama3-groq-70b-8192-tool-use-preview", "llama-3.3-70b-instruct-turbo"),
        *("nano-gpt/failspy/Meta-Llama-3-70B-Instruct-abliterated-v3.5", "llama-4-scout"),
        *("deepseek-r1-distill-llama-70b", "hermes-3-llama-3.1-70b", "codellama-70b-instruct"),
    ),
    ("glm-4.5", "glm-4.5-air", "glm-4.5-flash", "glm-4.5v", "glm-4.5-x", "glm-4.5-airx", "glm-4"),
    ("glm-4.5-air", "z-ai/glm-4.5-air:free", "GLM-4.5-Air:thinking", "zai-org/GLM-4.5-FP8"),
    ("gpt-4o", "gpt-4o-mini", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "chatgpt-4o-latest"),
    ("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-pro", "gpt-5-chat", "gpt-5.1", "gpt-5-codex"),
    ("gpt-3.5-turbo", "gpt-3.5-turbo-instruct", "gpt-3.5-turbo-16k", "ft:gpt-3.5-turbo"),
    ("gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.0-flash"),
    ("gemini-2.5-pro", "gemini-2.5-pro-preview-05-06", "gemini-2.5-pro-preview-06-05"),
    ("deepseek-v3", "deepseek-v3-0324", "deepseek-v3.1", "deepseek-v3.2", "deepseek-v3.2-exp"),
    ("deepseek-v4-flash", "DeepSeek-V4-Flash 正式版", "deepseek-v4-flash-0731", "deepseek-v4-pro"),
    ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022", "claude-3.7-sonnet"),
    ("anthropic.claude-v1", "anthropic.claude-v2", "anthropic.claude-v2:1", "claude-instant-v1"),
    ("claude-opus-4.7", "claude-opus-4.7-fast", "claude-opus-4-7-think", "claude-opus-4.8"),
    ("qwen3-235b-a22b", "qwen3-235b-a22b-2507", "qwen3-235b-a22b-thinking-2507"),
    ("qwen-plus", "qwen-plus-latest", "qwen-plus-2025-07-28", "qwen-plus-us", "qwen3.5-plus"),
    ("grok-4", "grok-4-fast", "grok-4.1", "grok-4.20", "grok-4-0709", "grok-4.20-multi-agent"),
    ("text-embedding-004", "text-embedding-005", "text-embedding-3-small"),
    ("mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.2", "mistral.mistral-7b-instruct-v0:3"),
    ("mistral-large-2407", "mistral-large-2411", "mistral-large-latest", "mistral-large"),
    ("nvidia/mistral-nemotron", "nvidia/nemotron-3-nano-30b-a3b", "mistral-nemo"),
    ("amazon.titan-embed-text-v1", "amazon.titan-embed-text-v2:0"),
    ("openrouter/auto", "morph/auto", "orcarouter/auto"),
    ("phi-3-mini-4k-instruct", "phi-3-mini-128k-instruct", "phi-3.5-mini-instruct"),
]


def _printed(pages: Path) -> Iterator[str]:
    for name in ("openrouter", "litellm", "modelsdev", "aliyun", "zhipu", "anthropic", "openai"):
        source = registry.sources()[name]
        for path in (p for p in (pages / name).iterdir() if p.suffix in {".json", ".md", ".html"}):
            page = Page(path.read_text("utf8"), kinds.kind_of(path))
            yield from {quote.model for quote in reading.read(source, page)}


@pytest.fixture(scope="session")
def printed(pages: Path) -> list[str]:
    """Every model's name that the captured pages print: seven thousand."""
    return sorted(set(_printed(pages)))


@pytest.mark.parametrize(("one", "other"), EXAMPLES)
def test_every_rule_does_what_it_is_there_for(one: str, other: str) -> None:
    """The data file's own examples are one model each."""
    assert identity(one) == identity(other)


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_one_model_under_the_names_of_several_hosts(names: tuple[str, ...]) -> None:
    """Case, path, vendor's word, separators and spelling of versions make no other model."""
    assert {identity(name) for name in names} == {identity(names[0])}


@pytest.mark.parametrize("names", APART, ids=lambda names: names[0])
def test_what_must_not_be_merged(names: tuple[str, ...]) -> None:
    """Versions, sizes, lines, dates and terms are kept apart."""
    assert [pair for pair in combinations(names, 2) if same(*pair)] == []


def test_a_dated_snapshot_knows_what_it_is_a_snapshot_of() -> None:
    """The date is told from the model, however it is written."""
    dated = {
        "gpt-4o-2024-08-06": "2024-08-06",
        "claude-3-5-sonnet@20241022": "2024-10-22",
        "GLM-4-Air-250414": "2025-04-14",
        "cohere/command-r-08-2024": "2024-08",
        "mistral-large-2411": "2024-11",
        "DeepSeek-R1-0528": "05-28",
        "gemini-1.5-pro-002": "002",
        "qwen-plus-latest": "latest",
    }
    assert {name: identity(name).snapshot for name in dated} == dated
    assert identity("azure/gpt-4o-2024-08-06").alias == identity("gpt-4o")


def test_a_variant_is_told_from_the_model() -> None:
    """Free and thinking routes are the model under other terms."""
    assert identity("z-ai/glm-4.5-air:free") == Identity("glm-4.5-air", "glm", None, "free")
    assert identity("opencode/glm-4.7-free").variant == "free"
    assert identity("claude-opus-4.6:thinking:low").variant == "thinking:low"


def test_a_family_has_a_name_and_a_vendor() -> None:
    """Every line of a vendor's models belongs to one family, whoever serves it."""
    lines = {"qwq-32b": "Qwen", "codestral-2508": "Mistral", "o3-mini": "o-series"}
    families = models.rules().families
    assert {name: families[identity(name).family].name for name in lines} == lines
    assert families[identity("groq/llama3-70b-8192").family].vendor == "meta"
    assert identity("weaver").family == "weaver"


def test_a_name_that_says_too_little_is_its_sources_own() -> None:
    """`Rerank` of two vendors is not one model; a named model is, whoever lists it."""
    assert identity("Rerank", "zhipu") != identity("Rerank", "xai")
    assert identity("openrouter/free") == identity("kilo/openrouter/free")
    assert identity("GLM-5", "zhipu") == identity("z-ai/glm-5", "openrouter")


def test_every_captured_name_means_itself_when_it_is_read_again(printed: list[str]) -> None:
    """A canonical name is a name: naming it finds the same model."""
    again = {name: identity(identity(name).name).name for name in printed}
    assert {n: a for n, a in again.items() if a != identity(n).name} == {}
    spoken = {name: identity(identity(name).text) for name in printed if "/" not in name}
    assert {n for n, one in spoken.items() if one != identity(n)} == set()


def test_the_capture_of_an_aggregator_is_not_merged_away(printed: list[str]) -> None:
    """Of seven thousand ids of hosts some sixteen hundred models are left."""
    assert 1_500 < len({identity(name).name for name in printed}) < 1_800


_WORDS = st.sampled_from(
    [
        *("llama", "3", "1", "70b", "instruct", "gpt", "4o", "claude", "sonnet", "qwen3", "k2p5"),
        *("2024-08-06", "0528", "latest", "v1:0", "v2", "8192"),
        *("free", "fp8", "base", "auto", "meta", "us"),
    ]
)
_NAMES = st.one_of(
    st.text(max_size=30),
    st.lists(st.tuples(_WORDS, st.sampled_from("-_./ :@~")), min_size=1, max_size=8).map(
        lambda parts: "".join(word + mark for word, mark in parts)
    ),
)


@given(_NAMES)
def test_naming_is_idempotent(name: str) -> None:
    """Whatever the text, its canonical name is its own canonical name."""
    once = identity(name).name
    assert identity(once).name == once


@given(_NAMES, _NAMES, _NAMES)
def test_being_the_same_is_an_equivalence(one: str, two: str, three: str) -> None:
    """A name is itself, order does not matter, and what equals one thing is equal."""
    assert same(one, one)
    assert same(one, two) == same(two, one)
    if same(one, two) and same(two, three):
        assert same(one, three)


@given(_NAMES)
def test_case_and_surrounding_space_say_nothing(name: str) -> None:
    """A name shouted or padded is the same name."""
    assert same(f" {name}  ", name)
    if name.isascii():
        assert same(name.upper(), name)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("[general]", "[others]"), r"models\.toml: general"),
        (('vendor = "zhipu"', 'vendr = "zhipu"'), r"families\.glm\.vendor: Field required"),
        (('name = "GLM",', 'name = "GLM", colour = "red",'), r"families\.glm\.colour: Extra"),
        (("why = ", "because = "), r"rules\.0\.why: Field required"),
        (("find = '^~'", "find = '^~('"), r"rules\.0\.find: .*not a regular expression"),
        (("{regions}-", "{countries}-"), r"words\.countries: is missing"),
        (('"gpt-4o-mini" = [', '"GPT-4o mini" = ['), r"same\.GPT-4o mini: is called gpt-4o-mini"),
        (
            ('"deepseek-chat" =', '"DeepSeek Chat" ='),
            r"beside\.DeepSeek Chat: is called deepseek-chat",
        ),
        (('= "mistral-medium-3"', '= "ollama/mistral"'), r"ollama/mistral is an alias too"),
        (("[aliases]", "[aliases"), r"models\.toml: Expected"),
    ],
)
def test_a_mistake_in_the_data_file_is_named(change: tuple[str, str], complaint: str) -> None:
    """Somebody who edits the file is told where it is wrong, and nothing is guessed."""
    assert change[0] in DATA
    with pytest.raises(BadModels, match=complaint):
        models.load(DATA.replace(*change, 1))

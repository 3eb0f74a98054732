"""What words on the command line mean: one question, as in the chat, where they can be one."""

import pytest
from market import VOICE
from stall import Stall, dollars, prices

from bot.answers import rows
from bot.search import UnknownModel


@pytest.fixture(scope="module")
def stall() -> Stall:
    """Two vendors, one of them on two pages, and a list of other people's prices."""
    one = Stall()
    one.shows("zhipu", prices("GLM-5 input 4", "GLM-4.5 input free"))
    one.shows("zhipu-intl", [dollars("glm-5 input 0.9")])
    one.shows("deepseek", prices("deepseek-v4-pro input 12"))
    one.shows("openrouter", [dollars(f"{name} input 0.8") for name in LISTED])
    return one


LISTED = (
    *("z-ai/glm-5", "z-ai/glm-4.5", "deepseek/deepseek-v4-pro", "baidu/ernie-4.5"),
    *("anthropic/claude-opus-5", "anthropic/claude-opus-4.5", "openai/gpt-5"),
)


def found(stall: Stall, *words: str, free: bool = False) -> list[str]:
    """Where the prices stand that words mean, and under which names."""
    meant = rows.prices(words, stall.store, VOICE, free=free)
    return [f"{one.source} {one.quote.model}" for one in meant]


ZHIPU = ["zhipu GLM-4.5", "zhipu GLM-5", "zhipu-intl glm-5"]


@pytest.mark.parametrize("name", ["zhipu", "Zhipu", "智谱", "bigmodel"])
def test_a_vendor_is_meant_by_any_of_its_names(stall: Stall, name: str) -> None:
    """Its own pages, and not whatever is called so in other people's lists."""
    assert found(stall, name) == ZHIPU


def test_a_vendor_without_a_price_of_its_own_is_looked_up_in_other_peoples_lists(
    stall: Stall,
) -> None:
    """In either language."""
    assert found(stall, "百度") == found(stall, "baidu") == ["openrouter baidu/ernie-4.5"]


def test_a_word_for_models_is_no_vendor(stall: Stall) -> None:
    """GLM is what Zhipu's models are called wherever they are sold."""
    assert "openrouter z-ai/glm-5" in found(stall, "glm")
    assert found(stall, "claude") == [
        *("openrouter anthropic/claude-opus-4.5", "openrouter anthropic/claude-opus-5")
    ]


@pytest.mark.parametrize("words", [("glm", "4.5"), ("glm 4.5",), ("GLM-4.5",)])
def test_several_words_name_one_model(stall: Stall, words: tuple[str, ...]) -> None:
    """With quotation marks or without."""
    assert found(stall, *words) == ["openrouter z-ai/glm-4.5", "zhipu GLM-4.5"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("claude", "opus", "5"), ["openrouter anthropic/claude-opus-5"]),
        (("deepseek", "v4", "pro"), ["deepseek deepseek-v4-pro", "openrouter deepseek/"]),
        (("deepseek", "deepseek-v4-pro"), ["deepseek deepseek-v4-pro"]),
        (("zhipu", "glm-5"), ["zhipu GLM-5", "zhipu-intl glm-5"]),
        (("智谱", "glm", "5"), ["zhipu GLM-5", "zhipu-intl glm-5"]),
        (("zhipu-intl", "glm-5"), ["zhipu-intl glm-5"]),
        (("openrouter", "gpt-5"), ["openrouter openai/gpt-5"]),
        (("zhipu", "5"), ["zhipu GLM-5", "zhipu-intl glm-5"]),
    ],
)
def test_a_vendor_before_a_model_says_where(
    stall: Stall, words: tuple[str, ...], meant: list[str]
) -> None:
    """Its own price of that model; a maker's name that belongs to the model's says nothing."""
    answer = found(stall, *words)
    assert len(answer) == len(meant)
    assert all(one.startswith(start) for one, start in zip(answer, meant, strict=True))


def test_words_that_name_nothing_together_are_questions_of_their_own(stall: Stall) -> None:
    """Two vendors, two models, or one of each; nothing twice."""
    assert found(stall, "deepseek", "zhipu") == ["deepseek deepseek-v4-pro", *ZHIPU]
    both = found(stall, "gpt-5", "glm 4.5", "glm-4.5")
    assert both == ["openrouter openai/gpt-5", "openrouter z-ai/glm-4.5", "zhipu GLM-4.5"]


def test_words_that_name_nothing_at_all_are_named_as_they_stand(stall: Stall) -> None:
    """The whole question, with what is spelt nearly so."""
    with pytest.raises(UnknownModel, match="no price of zhipu glm-99 is known; the nearest"):
        found(stall, "zhipu", "glm-99")
    with pytest.raises(UnknownModel, match="no price of foo bar is known"):
        found(stall, "foo", "bar")


def test_where_nothing_was_read_nothing_is_unknown() -> None:
    """An empty answer, to be read as such."""
    assert found(Stall(), "glm-5") == []
    assert rows.history(("glm-5",), Stall().store, VOICE) == []


def test_only_what_is_free(stall: Stall) -> None:
    """Of all, or of what the words mean; what costs something is no unknown model."""
    assert found(stall, free=True) == ["zhipu GLM-4.5"]
    assert found(stall, "glm", "5", free=True) == []
    assert len(found(stall)) == len(LISTED) + 4


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        (("deepseek", "v4", "pro"), {"deepseek", "openrouter"}),
        (("glm-5",), {"zhipu", "zhipu-intl", "openrouter"}),
        (("智谱", "glm", "5"), {"zhipu", "zhipu-intl"}),
        (("zhipu-intl", "glm-5"), {"zhipu-intl"}),
        (("zhipu", "5"), {"zhipu", "zhipu-intl"}),
    ],
)
def test_a_history_is_asked_for_in_the_same_words(
    stall: Stall, words: tuple[str, ...], sources: set[str]
) -> None:
    """One model, everywhere or at the vendor that is named before it."""
    steps = rows.history(words, stall.store, VOICE)
    assert {step.source for step in steps} == sources


def test_a_history_of_what_is_unknown_or_could_be_several(stall: Stall) -> None:
    """Is refused in a sentence, with a vendor before it too."""
    with pytest.raises(UnknownModel, match="no price of zhipu glm-99 is known"):
        rows.history(("zhipu", "glm-99"), stall.store, VOICE)
    with pytest.raises(UnknownModel, match="could be any of 2 models"):
        rows.history(("glm",), stall.store, VOICE)

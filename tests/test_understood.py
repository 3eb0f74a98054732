"""What people type for a model or a vendor: many spellings mean one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from stall import NOW, Stall, dollars, prices, voice

from bot import models
from bot.answers import QUESTIONS, Answers
from bot.answers.vendors import called, led_by, named, vendor_of
from bot.chat import rules
from bot.models import same
from bot.search import Names, find

FAMILIES = models.rules().families


@pytest.fixture(scope="module")
def stall() -> Stall:
    """Vendors whose products have nicknames, two lists of other people's prices."""
    one = Stall(running=("zhipu", "aliyun", "xai"))
    one.shows("zhipu", prices("GLM-5 input 4", "GLM-4.5 input 2", "GLM-4.5-Air input 1"))
    one.shows("deepseek", prices("deepseek-v4-pro input 3", "deepseek-v4-flash input 1"))
    one.shows("aliyun", prices("qwen3-max input 6", "qwen-flash input 1", "glm-5 input 5"))
    seeds = ("1.6", "2.0-pro", "2.1-pro")
    doubao = [price for seed in seeds for price in prices(f"doubao-seed-{seed} input 2")]
    one.shows("volcengine", [*doubao, *prices("deepseek-v4-pro input 4", "deepseek-r1 input 4")])
    one.shows("tencent", prices("Hy3 input 1", "DeepSeek-V4-Pro input 5", "glm-5 input 7"))
    one.shows("moonshot", prices("kimi-k3 input 8"))
    one.shows("openai", [dollars(f"gpt-{name} input 2") for name in ("5", "5-mini", "5.6-sol")])
    one.shows("google", [dollars(f"gemini-{name} input 2") for name in ("3-pro-preview", "2-pro")])
    latest = ("mistral-large-latest input 0.5", "codestral-latest input 0.3")
    one.shows("mistral", [*map(dollars, latest), dollars("open-mixtral-8x7b input 0.7")])
    listed = ("deepseek-chat", "mistral-large-2512", "mixtral-8x7b", "codestral", "gpt-5.6")
    others = ("gemini-pro", "gemini-3-pro", "llama-3-70b", "K2-Think", "ernie-4.5-21b-a3b")
    one.shows("modelsdev", [dollars(f"x/{name} input 9") for name in (*listed, *others, "glm-5")])
    one.shows("openrouter", [dollars("z-ai/glm-5 input 8"), dollars("z-ai/glm-4.5 input 8")])
    return one


@pytest.mark.parametrize(
    "typed",
    [
        *("glm-4.5", "GLM 4.5", "glm4.5", "glm-4.5?", "GLM‑4.5", "glm—4.5", "ｇｌｍ－４．５"),
        *("glm-4.5价格", "glm-4.5多少钱", "how much is glm-4.5?", "price of GLM-4.5, please"),
        *("glm-4.5，多少钱？", "@somebody glm-4.5", "查一下glm4.5的价格"),
        *("“glm-4.5”", "智谱 glm-4.5", "智谱glm4.5", "zhipu glm-4.5", "Z.ai glm-4.5"),
    ],
)
def test_one_model_in_many_spellings(stall: Stall, typed: str) -> None:
    """A question around it, other dashes, gaps and widths, its vendor before it."""
    answer = stall.ask(f"price {typed}")
    assert (answer.message.headline, answer.found) == ("GLM-4.5", True)


@pytest.mark.parametrize(
    ("typed", "model"),
    [
        *(("gpt5mini", "gpt-5-mini"), ("gpt 5 mini", "gpt-5-mini"), ("qwen3max", "qwen3-max")),
        *(("通义千问3 max", "qwen3-max"), ("通义 flash", "qwen-flash"), ("混元 3", "Hy3")),
        *(("deepseekv4pro", "deepseek-v4-pro"), ("kimik3", "kimi-k3")),
        ("gpt-5 cost per million tokens", "gpt-5"),
        *(("混元3", "Hy3"), ("hunyuan 3", "Hy3"), ("腾讯混元3", "Hy3")),
        *(("豆包1.6", "doubao-seed-1.6"), ("豆包 1.6", "doubao-seed-1.6")),
        *(("豆包 2.0 pro", "doubao-seed-2.0-pro"), ("豆包2.0pro", "doubao-seed-2.0-pro")),
        *(("字节豆包1.6", "doubao-seed-1.6"), ("文心 4.5", "ernie-4.5-21b-a3b")),
        ("百度文心4.5", "ernie-4.5-21b-a3b"),
    ],
)
def test_a_nickname_may_have_a_version(stall: Stall, typed: str, model: str) -> None:
    """In Chinese or Latin letters, with a gap or without, after its maker or not."""
    assert stall.ask(f"price {typed}").message.headline == model
    assert stall.ask(f"history {typed}").found
    beside = stall.ask(f"compare {typed} | gpt-5.6-sol").choices
    assert [one.label for one in beside] == [model, "gpt-5.6-sol"]


def test_a_nickname_without_a_version_means_them_all(stall: Stall) -> None:
    """The newest first; other vendors' models of that word are not among them."""
    asks = [one.ask for one in stall.ask("price 豆包 pro").choices]
    assert asks == ["price doubao-seed-2.1-pro", "price doubao-seed-2.0-pro"]


@pytest.mark.parametrize(
    ("typed", "vendor"),
    [
        *((name, "Alibaba Cloud") for name in ("阿里云", "阿里", "百炼", "阿里云百炼", "alibaba")),
        *((name, "Volcengine") for name in ("火山", "字节", "方舟", "火山引擎", "bytedance")),
        *((name, "Tencent Cloud") for name in ("腾讯", "腾讯云", "tencent cloud")),
        *((f"{name}价格", "Alibaba Cloud") for name in ("阿里云", "alibaba ", "百炼的")),
        *(("openai prices?", "OpenAI"), ("谷歌", "Google"), ("智谱AI", "Zhipu")),
    ],
)
def test_a_vendor_goes_by_many_names(stall: Stall, typed: str, vendor: str) -> None:
    """Both commands answer with its list."""
    for command in ("prices", "price"):
        if (command, typed) != ("price", "智谱AI"):
            assert stall.ask(f"{command} {typed}").message.headline.startswith(f"{vendor}: ")


def test_every_nickname_of_a_family_means_its_vendor_too() -> None:
    """Where the vendor goes by the family's own name."""
    spoken = voice()
    for key, family in FAMILIES.items():
        if vendor_of(key, spoken) == family.vendor:
            assert {vendor_of(word, spoken) for word in family.words} <= {family.vendor}


def test_no_two_vendors_share_a_name() -> None:
    """Each slug, name and alias leads to its own."""
    spoken = voice()
    for slug, vendor in spoken.vendors.items():
        for name in filter(None, (slug, vendor.name, vendor.name_zh, *vendor.aliases)):
            assert (vendor_of(name, spoken), led_by(f"{name} x-1", spoken)[0]) == (slug, slug)


def test_a_subscription_knows_the_same_names() -> None:
    """What a vendor is called in a question it is called after /subscribe."""
    vendors = voice().vendors
    for slug, vendor in vendors.items():
        for name in called(vendor):
            assert rules.read(f"{name} cut", vendors).wanted.vendors == {slug}, name


PIECES = (
    *(
        " ",
        "glm-5",
        "豆包",
        "阿里云",
        "glm",
        "/",
        "|",
        "~",
        "@",
        "和",
        "6",
        "1.5",
        "价格",
        "?",
        "-",
    ),
    *(
        "亿",
        "十",
        "in",
        "out",
        "128k",
        "%",
        "7d",
        "月",
        "free",
        "#2",
        "，",
        "cached",
        "is",
        "混元",
    ),
    ".",
)


@given(st.sampled_from(sorted(QUESTIONS)), st.lists(st.sampled_from(PIECES), max_size=8))
def test_nothing_that_is_typed_goes_unanswered(
    stall: Stall, command: str, pieces: list[str]
) -> None:
    """However words and marks are strung together."""
    typed = "".join(pieces)
    assert stall.ask(f"{command} {typed}").message.headline
    Answers(stall.store).cards(typed, voice(), NOW)


@pytest.mark.parametrize(
    "text",
    [
        *("zhipu deepseek 7d", "zhipu, deepseek, 7d", "智谱、深度求索 7d", "智谱和深度求索 7d"),
        *("Z.ai 7d deepseek", "智谱，深度求索，7d", "zhipu;DeepSeek;7d", "智谱7d deepseek"),
    ],
)
def test_vendors_are_named_anywhere_in_a_text(text: str) -> None:
    """With any mark between them; what is none of them is left."""
    vendors, rest = named(text, voice())
    assert (sorted(vendors), rest) == (["deepseek", "zhipu"], ["7d"])
    assert named("Moonshot AI alibaba cloud 1,000k", voice()) == (
        ["moonshot", "aliyun"],
        ["1,000k"],
    )


def test_a_vendor_may_begin_a_word() -> None:
    """Chinese is written without spaces."""
    assert named("智谱昨天", voice()) == (["zhipu"], ["昨天"])
    assert named("昨天智谱免费", voice()) == ([], ["昨天智谱免费"])


def test_a_vendor_before_a_model_is_whose_price_is_shown(stall: Stall) -> None:
    """On its own page, in its list, or as a button that keeps the vendor."""
    assert "Alibaba Cloud (aliyun)" in stall.says("price 阿里云 glm-5")
    assert "Zhipu" not in stall.says("price 阿里云glm-5")
    assert stall.ask("price 火山 deepseek").choices[0].ask == "price volcengine deepseek-v4-pro"
    assert "(tencent)" in stall.says("price 腾讯 deepseek v4 pro")
    assert stall.says("price openrouter glm-5") == snapshot("""\
OpenRouter, glm-5: 1 model

OpenRouter (openrouter), USD per 1M tokens
   read 5 min ago
• z-ai/glm-5: input 8\
""")
    lost = stall.ask("price 火山 gpt-5")
    assert (lost.found, lost.choices[0].ask) == (False, "price gpt-5")


def test_a_vendor_that_was_not_read_is_said_to_be(stall: Stall) -> None:
    """Instead of asking the same again; what others list of its models is shown."""
    assert stall.says("price xai") == "No prices of xAI have been read yet"
    assert stall.says("prices baidu") == snapshot("""\
Baidu's own price page is not read here

In other people's lists
• ernie-4.5-21b-a3b: input 9 USD per 1M tokens (models.dev)\
""")
    assert stall.says("prices 硅基流动", voice("zh")) == "这里不读取硅基流动自己的价格页面"
    assert stall.ask("price xai").choices == ()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("deepseek-chat", "DeepSeek (deepseek), as deepseek-v4-flash"),
        ("deepseek-reasoner", "DeepSeek (deepseek), as deepseek-v4-flash"),
        ("Mistral Large 3", "Mistral AI (mistral), as mistral-large-latest"),
        ("Mixtral 8x7B", "Mistral AI (mistral), as open-mixtral-8x7b"),
        ("codestral", "Mistral AI (mistral), USD"),
        ("mistral large", "Mistral AI (mistral), USD"),
    ],
)
def test_the_vendors_own_price_comes_before_other_peoples(
    stall: Stall, typed: str, printed: str
) -> None:
    """Also where its page prints the price under another name, listed elsewhere or not."""
    assert stall.says(f"price {typed}").splitlines()[2].startswith(printed)
    assert printed.split(maxsplit=1)[0] in stall.says(f"history {typed}")


def test_a_name_in_a_list_is_not_the_last_word(stall: Stall) -> None:
    """What vendors print of the kind is shown first; the list's entry is the last button."""
    for typed, first in (
        ("gpt-5.6", "gpt-5.6-sol"),
        ("gemini 3 pro", "gemini-3-pro-preview"),
        ("gemini pro", "gemini-3-pro-preview"),
    ):
        answer = stall.ask(f"price {typed}")
        assert answer.choices[0].ask == f"price {first}"
        listed = stall.ask(answer.choices[-1].ask)
        assert listed.message.headline == typed.replace(" ", "-")
        assert "In other people's lists" in stall.says(answer.choices[-1].ask)
        again = next(one.ask for one in listed.choices if one.ask.startswith("history"))
        assert stall.says(again).startswith(typed.replace(" ", "-"))
    assert stall.ask("price llama-3-70b").message.headline == "llama-3-70b"
    assert stall.ask("price x/gpt-5.6").message.headline == "gpt-5.6"


def test_every_button_leads_to_the_model_that_it_names(stall: Stall) -> None:
    """Never to the same list again, or to another date of the model."""
    for words in ("gpt", "gemini", "gemini pro", "mistral", "豆包", "腾讯 deepseek", "k2", "x"):
        for one in stall.ask(f"price {words}").choices:
            if one.ask.startswith("price ") and "#" not in one.ask:
                assert same(stall.ask(one.ask).message.headline, one.label)


def test_a_model_where_none_belongs_is_a_button(stall: Stall) -> None:
    """Its history for who asks what changed, its price for who asks what is cheapest."""
    for typed, leads in (("changes glm-5", "history glm-5"), ("cheapest gpt-5", "price gpt-5")):
        answer = stall.ask(typed)
        assert (answer.found, [one.ask for one in answer.choices]) == (False, [leads])
    assert stall.ask("changes some day").choices == ()


def test_free_is_a_question_of_its_own(stall: Stall) -> None:
    """Not the models with that word in their names."""
    typed = (
        "free",
        "免费",
        "what is free?",
        "which models are free",
        "现在有哪些免费",
        "免费的模型有哪些",
    )
    for one in typed:
        assert stall.says(f"price {one}") == stall.says("free")
        assert Answers(stall.store).question(one) == ("free", "")


@pytest.mark.parametrize(
    "typed", ["最便宜的模型", "哪个模型最便宜？", "what is the cheapest model?"]
)
def test_the_cheapest_is_asked_for_in_a_sentence_too(stall: Stall, typed: str) -> None:
    """Instead of a model that is called so."""
    assert stall.says(f"price {typed}") == stall.says("cheapest")
    assert Answers(stall.store).question(typed) == ("cheapest", "")


def test_whether_a_model_is_cheap_asks_for_its_price(stall: Stall) -> None:
    """And which of two is cheaper, for a comparison."""
    for typed in ("glm-5便宜吗", "glm-5贵不贵？", "is glm-5 cheap?", "glm-5划算吗"):
        assert stall.ask(f"price {typed}").message.headline == "GLM-5"
    for typed in (
        "glm-5和gpt-5哪个便宜",
        "glm-5 gpt-5 哪个更便宜",
        "which is cheaper, glm-5 or gpt-5?",
    ):
        assert [one.label for one in stall.ask(f"price {typed}").choices] == ["GLM-5", "gpt-5"]


def test_who_names_nothing_is_asked_for_a_model(stall: Stall) -> None:
    """A question's words alone, and marks, are in no model's name."""
    for typed in (
        "price -",
        "price 。",
        "price how much is the model?",
        "price 多少钱？",
        "history ?",
    ):
        assert stall.says(typed) == "Which model or vendor?"


def test_a_slip_in_a_short_chinese_name_finds_the_vendor(stall: Stall) -> None:
    """One letter of two is right."""
    assert [one.ask for one in stall.ask("price 智普").choices] == ["prices zhipu"]
    assert stall.ask("price 普智").choices == ()


def test_vendors_that_are_compared_are_buttons(stall: Stall) -> None:
    """Where no model is named, and none is called so."""
    choices = stall.ask("price zhipu vs openai").choices
    assert [one.ask for one in choices] == ["prices zhipu", "prices openai"]


def test_what_is_not_understood_is_quoted_as_it_was_typed(stall: Stall) -> None:
    """Not only the letters before its number."""
    assert stall.says("cheapest gpt-5").startswith("“gpt-5” is not understood")
    assert stall.says("cheapest 智谱 glm-5", voice("zh")).startswith("无法理解“glm-5”")


@pytest.mark.parametrize(
    "typed",
    [
        *("glm-5 gpt-5", "glm-5, gpt-5", "glm-5/gpt-5", "glm-5|gpt-5", "glm-5 or gpt-5"),
        *("glm 5 gpt 5", "@somebody glm-5 gpt-5", "glm-5和gpt-5", "glm-5 vs. gpt-5"),
        *("glm-5 还是 gpt-5", "glm-5 & gpt-5", "glm-5 versus gpt-5", "x/glm-5 gpt-5"),
        *("glm-5 + gpt-5",),
        *("智谱 5 gpt 5",),
    ],
)
def test_what_is_compared_is_parted_anyhow(stall: Stall, typed: str) -> None:
    """By marks, by words between, or by where a known name ends."""
    assert [one.label for one in stall.ask(f"compare {typed}").choices] == ["GLM-5", "gpt-5"]


def test_the_price_of_several_models_is_a_comparison(stall: Stall) -> None:
    """Where each of them is known."""
    assert stall.says("price glm-5, gpt-5") == stall.says("compare glm-5 gpt-5")
    assert not stall.ask("price glm-5, cats").found


def test_what_has_no_place_in_a_comparison_is_named(stall: Stall) -> None:
    """The fifth model; one model at two vendors has a place for each."""
    said = stall.says("compare glm-5 gpt-5 qwen3-max deepseek-v4-pro gpt-5-mini")
    assert "Left out: gpt-5-mini. At most 4 models stand side by side." in said
    both = stall.says("compare 阿里云 glm-5, 腾讯 glm-5")
    assert "(aliyun)" in both
    assert "(tencent)" in both


@pytest.mark.parametrize(("typed", "found"), [("glm-", "glm-5"), ("hy-3", "hy3"), ("hy 3", "hy3")])
def test_other_gaps_are_no_other_model_but_half_a_name_is(typed: str, found: str) -> None:
    """Somebody who has typed `glm-` goes on."""
    names = Names(["glm", "glm-5", "hy3", "llama-3-1b"])
    assert not find("llama 31b", names).names
    assert find(typed, names).names[0] == found
    assert find(typed, names).exactly == (typed != "glm-")

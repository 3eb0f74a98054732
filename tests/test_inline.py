"""Inline mode: `@bot glm` in any chat offers price cards."""

import json
from pathlib import Path

from inline_snapshot import snapshot
from market import asking, of_market, of_war
from stand import Offer, Stand
from wrapping import wrapped


def listed(offer: Offer) -> str:
    """What the client shows to choose from."""
    lines = (f"{one.title}\n  {one.description}".replace("\n", "\n  ") for one in offer.results)
    return wrapped("\n".join(lines)) + "\n"


@of_market
async def test_cards_to_choose_from(stand: Stand, path: Path) -> None:
    """In the asker's language; what is chosen is the card that /price gives."""
    ann, li = stand.private(1), stand.private(2, "Li", language="zh-hans")
    async with asking(stand, path):
        offer = await ann.asks("  deepseek   v4 ")
        assert listed(offer) == snapshot("""\
deepseek-v4-pro
    DeepSeek (deepseek), CNY per 1M tokens
  input 3 (≈ $0.423), output 6 (≈
$0.845), cached input 0.025 (≈ $0.00352)
  Volcengine (volcengine), CNY per 1M tokens
deepseek-v4-flash
    DeepSeek (deepseek), CNY per 1M tokens
  input 1 (≈ $0.141), output 2 (≈
$0.282), cached input 0.02 (≈ $0.00282)
  Volcengine (volcengine), CNY per 1M tokens
""")
        assert (offer.cached, offer.personal) == (30, True)
        await ann.says("/price deepseek-v4-pro")
        assert offer.results[0].text == (await ann.hears()).text
        (card,) = (await li.asks("glm-4.5-air")).results
        await li.says("/price glm-4.5-air")
        assert card.text == (await li.hears("智谱")).text


@of_market
async def test_twenty_at_a_time(stand: Stand, path: Path) -> None:
    """However many models are called so: a client that is scrolled asks for the next ones."""
    ann, offset, seen = stand.private(1), "", list[str]()
    async with asking(stand, path):
        while True:
            offer = await ann.asks("gpt", offset)
            seen += [one.title for one in offer.results]
            offset = offer.offset
            if not offset:
                break
            assert len(offer.results) == 20
        assert len(seen) == len(set(seen)) > 40
        assert (await ann.asks("", "20")).results == ()
        assert len((await ann.asks("gpt", "junk")).results) == 20


@of_market
async def test_a_question_by_its_name(stand: Stand, path: Path) -> None:
    """Has its answer, in either language, where models are asked for otherwise."""
    ann = stand.private(1)
    async with asking(stand, path):
        for typed in ("free", "免费"):
            assert [one.title for one in (await ann.asks(typed)).results] == ["Free now"]
        for typed in ("changes 7d cut", "变动 一周 降价"):
            (one,) = (await ann.asks(typed)).results
            assert one.title.startswith("2 changes since")
        for typed in ("cheapest deepseek", "最便宜 深度求索"):
            (one,) = (await ann.asks(typed)).results
            assert one.title == "Cheapest for 3M in, 1M out, a month"
        assert (await ann.asks("war of words")).results == ()


@of_war
async def test_a_war_by_its_name(stand: Stand, path: Path) -> None:
    """A month in whatever words."""
    async with asking(stand, path):
        for typed in ("war 2024-05", "war May 2024", "价格战 2024年5月"):
            (one,) = (await stand.private(1).asks(typed)).results
            assert one.title.startswith("Who moved in 2024-05")


@of_market
async def test_a_card_that_is_cut_says_how_to_get_the_rest(stand: Stand, path: Path) -> None:
    """Nobody can turn a page of what was sent into another chat."""
    ann = stand.private(1)
    async with asking(stand, path):
        (one,) = (await ann.asks("prices openai")).results
        assert "(1/" in one.title
        assert one.text.endswith("The rest, from the bot itself: /prices openai")


@of_market
async def test_many_words_that_mean_nothing(stand: Stand, path: Path) -> None:
    """What is said of them fits a button, with its quotation marks closed."""
    async with asking(stand, path):
        assert (await stand.private(1).asks("z" * 256)).results == ()
    button = [one.fields for one in stand.calls if one.method == "answerInlineQuery"][-1]["button"]
    said = json.loads(button)["text"]
    assert said.endswith("zz…” is known")
    assert len(said) == 64


@of_market
async def test_without_words(stand: Stand, path: Path) -> None:
    """What is free now, and what became cheaper within a week."""
    ann, li = stand.private(1), stand.private(2, "Li", language="zh")
    async with asking(stand, path):
        assert listed(await ann.asks("")) == snapshot("""\
Free now
    OpenAI (openai)
  input: omni-moderation-latest
  Zhipu (zhipu)
2 changes since 2026-11-16 12:00 UTC
    Nov 21, 2026: DeepSeek
  deepseek-v4-pro input: 4 → 3 CNY per
1M tokens (−25 %, ×0.75)
  deepseek-v4-pro output: 9 → 6 CNY per
1M tokens (−33.3 %, ×0.67)
""")
        assert [one.title for one in (await li.asks(" ")).results] == snapshot(
            ["现在免费", "自 2026-11-16 12:00 UTC 起 2 项变动"]
        )


@of_market
async def test_what_nothing_is_called(stand: Stand, path: Path) -> None:
    """The nearest names; where there are none, a line says so."""
    ann = stand.private(1)
    async with asking(stand, path):
        offer = await ann.asks("gtp-4o-mni")
        assert [one.title for one in offer.results] == snapshot(
            ["gpt-4o-mini", "gpt-5.4-mini", "gpt-4.1-mini", "gpt-4o-mini-tts", "gpt-5-mini"]
        )
        assert (await ann.asks("zzzzzzzzzz")).results == ()
    button = [one.fields for one in stand.calls if one.method == "answerInlineQuery"][-1]["button"]
    assert button == snapshot(
        '{"start_parameter": "inline", "text": "No price of \\u201czzzzzzzzzz\\u201d is known"}'
    )


@of_market
async def test_what_one_uses_is_not_shown_to_others(stand: Stand, path: Path) -> None:
    """The card speaks as the asker set, but not of the asker's bill."""
    ann = stand.private(1, started=True)
    async with asking(stand, path):
        for setting in ("/language zh", "/workload 300M in 50M out"):
            await ann.says(setting)
            await ann.hears()
        (card, *_) = (await ann.asks("deepseek-v4-pro")).results
        assert "输入 3" in card.text
        assert "300M" not in card.text


@of_market
async def test_who_types_too_much_waits(stand: Stand, path: Path) -> None:
    """Nothing is offered until the minute is over; others are served."""
    ann, bob = stand.private(1), stand.private(2, "Bob")
    async with asking(stand, path, commands_per_minute=1):
        for _ in range(5):
            assert (await ann.asks("deepseek-v4-pro")).results
        assert (await ann.asks("deepseek-v4-pro")).results == ()
        assert (await bob.asks("deepseek-v4-pro")).results


@of_market
async def test_who_is_denied_gets_nothing(stand: Stand, path: Path) -> None:
    """Not even an empty answer."""
    bad, ann = stand.private(66, "Bad"), stand.private(1)
    async with asking(stand, path, denied=[66]):
        await stand.world.send({"inline_query": _typed(bad.person.wire())})
        assert (await ann.asks("deepseek-v4-pro")).results
    answered = [one.fields for one in stand.calls if one.method == "answerInlineQuery"]
    assert len(answered) == 1


def _typed(person: dict[str, object]) -> dict[str, object]:
    return {"id": "9", "from": person, "query": "glm", "offset": ""}


@of_war
async def test_a_vendor_is_asked_for(stand: Stand, path: Path) -> None:
    """Its price list is offered, where no model is called so."""
    async with asking(stand, path):
        assert listed(await stand.private(1).asks("baidu")) == snapshot("""\
Baidu: 2 models
    Baidu (baidu)
  ERNIE Lite: input free, output free
  ERNIE Speed: input free, output free
""")

"""A price that may have moved since says how old it is, in every answer that shows it."""

import pytest
from inline_snapshot import snapshot
from stall import DAY, NOW, Stall, prices, stocked, voice


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, Zhipu and OpenAI; Zhipu's page fails since last week."""
    one = stocked()
    one.shows("zhipu", prices("GLM-5 input 4", "GLM-5.1 input 6"), NOW - 9 * DAY)
    one.fares("zhipu", good_at=NOW - 8 * DAY, failing_since=NOW - 8 * DAY, streak=300)
    return one


def test_models_to_choose_from(stall: Stall) -> None:
    """Each line says it; what is fresh says nothing."""
    assert stall.says("price glm") == snapshot("""\
glm could be any of 3 models

• GLM-5.1: input 6 CNY per 1M tokens (Zhipu, read 8 d ago)
• GLM-5: input 4 CNY per 1M tokens (Zhipu, read 8 d ago)
• GLM-4.7-Flash: no longer printed\
""")
    assert "ago" not in stall.says("price deepseek-v4")
    assert "（智谱，8 天前读取）" in stall.says("price glm", voice("zh"))


def test_a_history(stall: Stall) -> None:
    """It ends where nobody looks any more."""
    assert "zhipu: nothing could be read since 2026-08-14 12:00 UTC" in stall.says("history glm-5")
    assert "nothing could be read" not in stall.says("history gpt-5")


def test_the_sources(stall: Stall) -> None:
    """A page that nobody reads is not well, though it never failed."""
    stall.fares("openai", good_at=NOW - 2 * DAY)
    assert stall.says("status") == snapshot("""\
1 of 4 pages are well

Not well
• openai: read 2 d ago, not since then (2026-08-20 12:00 UTC), 3 prices
• zhipu: cannot be read since 2026-08-14 12:00 UTC; what stands here was read 8 d ago, 2 prices

Well
• deepseek: read 5 min ago, 4 prices
• Not read yet: xai\
""")

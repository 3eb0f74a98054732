"""Nothing changed: said only of the time and the pages that were really looked at."""

from datetime import timedelta

import pytest
from inline_snapshot import snapshot
from stall import DAY, EARLIER, NOW, Stall, dollars, event, prices, voice


@pytest.fixture
def stall() -> Stall:
    """DeepSeek, read since three days ago and five minutes ago."""
    one = Stall(running=("deepseek",))
    one.shows("deepseek", prices("deepseek-v4-pro input 3"))
    return one


def test_before_the_first_reading_nothing_is_known(stall: Stall) -> None:
    """An answer never reaches farther back than the prices do."""
    assert stall.says("changes 90d") == snapshot("""\
Nothing changed since 2026-08-19 12:00 UTC

Prices are known here since 2026-08-19 12:00 UTC only.
Every source was read within the last 24 hours.\
""")
    assert stall.says("changes 90d", voice("zh")) == snapshot("""\
自 2026-08-19 20:00 UTC+08:00 起没有变动

这里只有 2026-08-19 20:00 UTC+08:00 之后的价格记录。
所有来源在过去 24 小时内都读取过。\
""")
    assert stall.says("changes 1d") == snapshot("""\
Nothing changed since 2026-08-21 12:00 UTC

Every source was read within the last 24 hours.\
""")
    cut = event("price.cut", NOW - DAY, "3", "1.5")
    stall.shows("deepseek", prices("deepseek-v4-pro input 1.5"), NOW - DAY, events=[cut])
    assert stall.says("changes 90d").startswith("1 change since 2026-08-19 12:00 UTC")


def test_a_vendor_is_known_since_its_own_first_reading(stall: Stall) -> None:
    """Not since that of another."""
    stall.shows("zhipu", prices("GLM-5 input 4", "GLM-5.1 input 4"), NOW - DAY)
    stall.shows("zhipu", prices("GLM-5 input 3", "GLM-5.1 input 4"), NOW - DAY / 2)
    stall.running = ("deepseek", "zhipu")
    for word, began in (("zhipu", NOW - DAY), ("deepseek", EARLIER), ("", EARLIER)):
        known = f"Prices are known here since {began:%Y-%m-%d %H:%M} UTC only."
        assert known in stall.says(f"changes 90d {word}")
    later = "First read here later than that: zhipu (2026-08-21 12:00 UTC)"
    assert later in stall.says("changes 90d")
    assert "First read" not in stall.says("changes 1h")


def test_an_empty_store_knows_of_no_silence() -> None:
    """Not even that all was read."""
    assert Stall(running=("deepseek", "zhipu")).says("changes") == snapshot("""\
No prices are known yet: the first round is still to come.

Not read yet: deepseek, zhipu\
""")


def test_a_source_that_was_never_read_is_named(stall: Stall) -> None:
    """Whether it was tried or not; of another vendor it is nobody's business."""
    stall.running = ("deepseek", "xai", "zhipu")
    stall.shows("zhipu", prices("GLM-5 input 4"))
    stall.fares("zhipu", good_at=None, failing_since=NOW - DAY, streak=9)
    assert stall.says("changes 1d") == snapshot("""\
Nothing changed since 2026-08-21 12:00 UTC

Not read yet: xai, zhipu\
""")
    assert "Every source was read" in stall.says("changes 1d deepseek")
    assert "Not read yet: xai" in stall.says("changes 1d xai")


def test_what_is_still_to_come_has_no_changes(stall: Stall) -> None:
    """A slip of the year is answered as one."""
    assert stall.says("changes 2027-01-01") == "2027-01-01 00:00 UTC is still to come."
    assert stall.says("changes 2027-01-01", voice("zh")) == "2027-01-01 00:00 UTC+08:00 还没有到。"


def test_only_what_moved_is_counted_as_too_small(stall: Stall) -> None:
    """A page that broke is no move, a doubted value is held, other people's lists are apart."""
    at = NOW - timedelta(hours=2)
    silent = (
        event("price.raised", at, "3", "3.01", told=False),
        event("source.broken", at, None, None, told=False),
        event("price.quarantined", at, "3", "0.003", told=False),
    )
    stall.shows("deepseek", prices("deepseek-v4-pro input 3.01"), at, events=silent)
    theirs = {"source": "openrouter", "vendor": "openrouter", "told": False}
    list_move = [event("price.cut", at, "3", "1", **theirs)]
    stall.shows("openrouter", [dollars("a/b input 1")], at, events=list_move)
    assert stall.says("changes 1d") == snapshot("""\
Nothing changed since 2026-08-21 12:00 UTC

1 move more was too small to be told, or muted.
1 suspicious value was held back instead of being told.
Every source was read within the last 24 hours.\
""")
    assert "另有 1 个可疑数值已扣留，未通知。" in stall.says("changes 1d", voice("zh"))

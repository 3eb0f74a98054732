"""What the words around a price mean: meters, models, lengths, hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import labels
from scrapers.errors import PageChanged, ScrapeError
from scrapers.quotes import METERS, UNITS


@pytest.mark.parametrize(
    ("label", "meter"),
    [
        ("输入", "input"),
        ("输入价格（元/百万tokens）", "input"),
        ("Base Input Tokens", "input"),
        ("Prompt", "input"),
        ("百万tokens输入（缓存未命中）", "input"),
        ("1M INPUT TOKENS (CACHE MISS)", "input"),
        ("非缓存输入", "input"),
        ("Non-cached input", "input"),
        ("Uncached input", "input"),
        ("输出", "output"),
        ("Completion", "output"),
        ("思考模式输出", "output"),
        ("输入（缓存命中）", "cache_read"),
        ("Cache Hits & Refreshes", "cache_read"),
        ("Prompt caching read", "cache_read"),
        ("Cached input", "cache_read"),
        ("５m Cache Writes", "cache_write"),
        ("缓存创建", "cache_write"),
        ("Cache creation input", "cache_write"),
        ("1h Cache Writes", "cache_write_1h"),
        ("缓存写入（1小时）", "cache_write_1h"),
        ("Cache write (1 hour)", "cache_write_1h"),
        ("缓存存储", "cache_storage"),
        ("Context caching storage", "cache_storage"),
        ("训练", "training"),
        ("音频输入", "input_audio"),
        ("输出（图片）", "output_image"),
        ("Video input", "input_video"),
        ("Cached audio input", "cache_read_audio"),
        ("输入（非音频）", "input"),
        ("Input price (text, image, video)", "input"),
        ("1h image cache writes", "cache_write_1h"),
    ],
)
def test_a_label_names_a_meter(label: str, meter: str) -> None:
    """The trade's words in two languages, the more special before the word it contains."""
    assert labels.meter(label) == meter
    assert meter in METERS


@pytest.mark.parametrize(
    "label",
    [
        *("", "模型", "Price", "上下文", "Prompt caching"),
        *("输入/输出", "输入输出单价", "输出和输入", "Input / Output", "outputs, inputs"),
    ],
)
def test_other_labels_name_none(label: str) -> None:
    """A label without a direction, or with both, is left to the reader to account for."""
    assert labels.meter(label) is None


@pytest.mark.parametrize("meter", sorted(METERS))
def test_every_meter_has_a_usual_unit(meter: str) -> None:
    """A free cell without a unit gets one that the notation knows."""
    assert labels.usual_unit(meter) in UNITS


@pytest.mark.parametrize(
    ("meter", "unit"),
    [
        ("input", "1M tokens"),
        ("cache_storage", "1M tokens/hour"),
        ("image", "image"),
        ("speech", "1M chars"),
        ("search", "request"),
        ("transcription", "minute"),
    ],
)
def test_the_usual_unit_is_that_of_the_trade(meter: str, unit: str) -> None:
    """Tokens by the million, storage by the hour, pictures by the piece."""
    assert labels.usual_unit(meter) == unit


@pytest.mark.parametrize(
    ("lines", "model"),
    [
        (["glass-4"], "glass-4"),
        (["新品", "glass-4"], "glass-4"),
        (["（限时）", "[Hot]", "Glass 4 (new)"], "Glass 4"),
        (["Glass 4 (deprecated) (1)"], "Glass 4"),
        (["Glass 4 (retired, except on Elsewhere)*"], "Glass 4"),
        (["glass-4¹²"], "glass-4"),
        (["glass-4 New"], "glass-4"),
        (["glass-4-New", "second line"], "glass-4-New"),
        (["glass-4 (0728)"], "glass-4 (0728)"),
    ],
)
def test_badges_and_marks_are_no_part_of_a_name(lines: list[str], model: str) -> None:
    """What praises, dates or annotates a model is cut off; a name that contains it is kept."""
    assert labels.model(lines) == model


@pytest.mark.parametrize("lines", [[], ["New"], ["(1)"], ["", "second"]])
def test_a_row_without_a_name_is_refused(lines: list[str]) -> None:
    """A price that belongs to nobody is a page gone wrong."""
    with pytest.raises(PageChanged, match="without a model's name"):
        labels.model(lines)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("[0, 32k)", {"input_max": 32_000}),
        ("[32, 128k)", {"input_min": 32_000, "input_max": 128_000}),
        ("(32K~128K]", {"input_min": 32_000, "input_max": 128_000}),
        ("[128k, +∞)", {"input_min": 128_000}),
        ("[128k+)", {"input_min": 128_000}),
        ("0<Token≤128K", {"input_max": 128_000}),
        ("32k < 输入长度 ≤ 128k", {"input_min": 32_000, "input_max": 128_000}),
        ("8,192 < length ≤ 32,768 tokens", {"input_min": 8192, "input_max": 32_768}),
        ("32K-128K", {"input_min": 32_000, "input_max": 128_000}),
        ("0~32K", {"input_max": 32_000}),
        ("512 to 1k", {"input_min": 512, "input_max": 1000}),
        ("≤ 200K", {"input_max": 200_000}),
        ("prompts <= 200k tokens", {"input_max": 200_000}),
        ("up to 100,000 tokens", {"input_max": 100_000}),
        ("不超过32k", {"input_max": 32_000}),
        ("32k以内", {"input_max": 32_000}),
        ("> 200K", {"input_min": 200_000}),
        ("over 1M", {"input_min": 1_000_000}),
        ("超过 12.8万", {"input_min": 128_000}),
        ("不低于32k", {"input_min": 32_000}),
        ("200K以上", {"input_min": 200_000}),
        ("200K+", {"input_min": 200_000}),
        ("输入<32k，输出≥1k", {"input_max": 32_000, "output_min": 1000}),
        ("输出 ≤ 2k", {"output_max": 2000}),
        ("input [0, 32k) output [1k, 2k)", None),
        ("128K", {}),
        ("glass-4-32k", {}),
        ("", {}),
    ],
)
def test_lengths_become_bounds_in_tokens(text: str, bounds: dict[str, int] | None) -> None:
    """Intervals, signs and words bound the input, or the side that is named before them."""
    expected = {"input_max": 32_000, "output_min": 1000, "output_max": 2000}
    assert labels.lengths(text) == (expected if bounds is None else bounds)


def test_a_bare_number_counts_in_what_the_header_says() -> None:
    """Under 千tokens a tier of [0.2, 32) is 200 to 32000; a unit of its own wins."""
    assert labels.lengths("[0.2, 32)", scale=1000) == {"input_min": 200, "input_max": 32_000}
    assert labels.lengths("[32, 1M)", scale=1000) == {"input_min": 32_000, "input_max": 1_000_000}
    with pytest.raises(PageChanged, match="no number of tokens"):
        labels.lengths("[0.2, 32)")


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("高峰时段", "peak"),
        ("Peak hours", "peak"),
        ("非高峰时段", "off_peak"),
        ("空闲时段", "off_peak"),
        ("Off-peak", "off_peak"),
        ("全天", None),
        ("speaker", None),
    ],
)
def test_a_time_of_day_is_peak_or_not(text: str, window: str | None) -> None:
    """Off-peak contains the word peak and is its opposite."""
    assert labels.window(text) == window


@pytest.mark.parametrize(
    ("text", "header", "terms"),
    [
        ("-", "", {}),
        ("[0, 32)", "输入长度（千tokens）", {"input_max": 32_000}),
        ("≤ 32k", "输入长度", {"input_max": 32_000}),
        ("空闲时段 ≤ 32k", "", {"window": "off_peak", "input_max": 32_000}),
        ("思考模式", "", {"mode": "thinking"}),
        ("非思考模式", "", {"mode": "non_thinking"}),
        ("720P 有声", "", {"variant": "720P 有声"}),
    ],
)
def test_a_condition_is_what_its_cell_says(
    text: str, header: str, terms: dict[str, str | int]
) -> None:
    """Bounds, hours and modes are known; other words tell a row from its neighbour as printed."""
    assert labels.terms(text, header) == terms


@pytest.mark.parametrize(
    ("text", "reason"),
    [("[0, 32)", "without its unit"), ("任意输入长度", "not understood"), ("tokens", "not under")],
)
def test_a_length_that_is_not_understood_is_refused(text: str, reason: str) -> None:
    """32 of what? A tier is never guessed."""
    with pytest.raises(PageChanged, match=reason):
        labels.terms(text)


BOUNDS = st.integers(1, 999), st.integers(1, 999), st.sampled_from(["k", "K", "千", " k"])


@given(*BOUNDS, st.sampled_from(["[{}, {})", "({}~{}]", "{} < 输入 ≤ {}", "{}-{}"]))
def test_an_interval_comes_back(low: int, width: int, unit: str, form: str) -> None:
    """However the two ends of a tier are printed, they are these two."""
    text = form.format(f"{low}{unit}", f"{low + width}{unit}")
    assert labels.lengths(text) == {"input_min": low * 1000, "input_max": (low + width) * 1000}


@given(
    st.text(max_size=30)
    | st.text("输入出长度缓存[](),<≤>≥~-+0123456789.kM千万 tokens", max_size=20)
)
def test_any_label_is_understood_or_refused(text: str) -> None:
    """No text of a page gets more out of a label than an answer or a ScrapeError."""
    assert labels.meter(text) in {None, *METERS}
    for question in (labels.lengths, labels.terms, lambda line: labels.model([line])):
        try:
            question(text)
        except ScrapeError:
            continue

"""Numbers out of text: what is read, what is refused, and that nothing is guessed."""

import sys
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import money
from scrapers.errors import Ambiguous, PageChanged, ScrapeError
from scrapers.money import Price, Unit
from scrapers.quotes import plain

MILLION = Unit("1M tokens", Decimal(1), "CNY")
THOUSAND = Unit("1M tokens", Decimal(1000), "CNY")
BARE = Unit("1M tokens")


def _short(price: Price | None) -> str:
    """A price on one line: `4 CNY/1M tokens, was 8, 5折`."""
    if price is None:
        return "no price"
    parts = [f"{plain(price.amount)} {price.currency}/{price.per}"]
    parts += ["free"] if price.free else []
    parts += [] if price.was is None else [f"was {plain(price.was)}"]
    parts += [price.promo] if price.promo else []
    return ", ".join(parts)


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("0.8元/千tokens", "800 CNY/1M tokens"),
        ("¥0.0008 / 1K tokens", "0.8 CNY/1M tokens"),
        ("￥２．５／百万ｔｏｋｅｎｓ", "2.5 CNY/1M tokens"),
        ("4 元 / 百万 token", "4 CNY/1M tokens"),
        ("CN\u200bY 1\u200b2/1M\ufefftokens", "12 CNY/1M tokens"),
        ("RMB 3 per million tokens", "3 CNY/1M tokens"),
        ("人民币 3 每百万个 token", "3 CNY/1M tokens"),
        ("0.05元/万tokens", "5 CNY/1M tokens"),
        ("1元/十万tokens", "10 CNY/1M tokens"),
        ("1元/一百万tokens", "1 CNY/1M tokens"),
        ("1元/1千tokens", "1000 CNY/1M tokens"),
        ("$3 / MTok", "3 USD/1M tokens"),
        ("US$15.00 per 1M input tokens", "15 USD/1M tokens"),
        ("USD 1,234.50 per 1,000,000 tokens", "1234.5 USD/1M tokens"),
        ("0.5美元/1M tokens", "0.5 USD/1M tokens"),
        ("$0.000002 per token", "2 USD/1M tokens"),
        ("€0.10 / 1k tokens", "100 EUR/1M tokens"),
        ("2 euros per 1M tokens", "2 EUR/1M tokens"),
        ("2欧元/百万tokens", "2 EUR/1M tokens"),
        ("$4.50 / 1M tokens / hour", "4.5 USD/1M tokens/hour"),
        ("0.017元/百万tokens/小时", "0.017 CNY/1M tokens/hour"),
        ("0.017元 每小时每百万tokens", "0.017 CNY/1M tokens/hour"),
        ("$1 per hour per 1M tokens", "1 USD/1M tokens/hour"),
        ("$15 per 1M characters", "15 USD/1M chars"),
        ("2元/万字符", "200 CNY/1M chars"),
        ("$10 / 1,000 searches", "10 USD/1K requests"),
        ("4元/千次", "4 CNY/1K requests"),
        ("0.03元/次", "0.03 CNY/request"),
        ("$0.04 per image", "0.04 USD/image"),
        ("0.2元/张", "0.2 CNY/image"),
        ("$0.5 / video", "0.5 USD/video"),
        ("0.4元/秒", "0.4 CNY/second"),
        ("$0.006 / minute", "0.006 USD/minute"),
        ("$0.004 per page", "0.004 USD/page"),
        ("1元/首", "1 CNY/song"),
        ("9.9元/音色", "9.9 CNY/voice"),
        ("$0.03 / megapixel", "0.03 USD/1M pixels"),
        ("0元/百万tokens", "0 CNY/1M tokens"),
        ("$3① / MTok", "3 USD/1M tokens"),
        ("$3² / MTok*", "3 USD/1M tokens"),
        ("¥0.0（限免）/千tokens", "0 CNY/1M tokens, free, 限免"),
        ("原价12元 限时5折 /百万tokens", "6 CNY/1M tokens, was 12, 限时5折"),
        ("原价：100元（永久七五折）/百万tokens", "75 CNY/1M tokens, was 100, 永久七五折"),
        ("原价10元 95折/百万tokens", "9.5 CNY/1M tokens, was 10, 95折"),
        ("原价10元 0.5折/百万tokens", "0.5 CNY/1M tokens, was 10, 0.5折"),
        ("原价10元 半折/百万tokens", "5 CNY/1M tokens, was 10, 半折"),
        ("原价1,000元 现价2元/百万tokens", "2 CNY/1M tokens, was 1000"),
        ("现价2元（原价 4元）/百万tokens", "2 CNY/1M tokens, was 4"),
        ("2元 4元 5折/百万tokens", "2 CNY/1M tokens, was 4, 5折"),
        ("$0.435 $1.74 75% OFF / MTok", "0.435 USD/1M tokens, was 1.74, 75% OFF"),
        ("List price $8, 25% off per 1M tokens", "6 USD/1M tokens, was 8, 25% off"),
        ("$2 now, was $4 / MTok", "2 USD/1M tokens, was 4"),
    ],
)
def test_a_cell_reads_as_it_is_printed(cell: str, price: str) -> None:
    """Every notation of the vendors becomes an exact amount in a normal unit."""
    assert _short(money.price(cell)) == price


@pytest.mark.parametrize(
    ("cell", "unit", "price"),
    [
        ("0.8", THOUSAND, "800 CNY/1M tokens"),
        ("0.8元", THOUSAND, "800 CNY/1M tokens"),
        ("8元/百万tokens", THOUSAND, "8 CNY/1M tokens"),
        ("0.8/千tokens", MILLION, "800 CNY/1M tokens"),
        ("$3", BARE, "3 USD/1M tokens"),
        ("免费", MILLION, "0 CNY/1M tokens, free"),
    ],
)
def test_the_header_says_what_the_cell_does_not(cell: str, unit: Unit, price: str) -> None:
    """Unit and currency come from the header where the cell names none; its own unit wins."""
    assert _short(money.price(cell, unit=unit)) == price


@pytest.mark.parametrize(
    ("cell", "struck", "price"),
    [
        ("$0.435 (75% off)", "$1.74", "0.435 USD/1M tokens, was 1.74, 75% off"),
        ("4元", "原价8元", "4 CNY/1M tokens, was 8"),
        ("4元 5折", "8", "4 CNY/1M tokens, was 8, 5折"),
        ("$4 / MTok", "$8 / MTok", "4 USD/1M tokens, was 8"),
        ("4", "¥1,008", "4 CNY/1M tokens, was 1008"),
        ("限时免费", "8元", "0 CNY/1M tokens, free, was 8, 限时免费"),
        ("4元", "-", "4 CNY/1M tokens"),
    ],
)
def test_what_is_struck_through_was_the_price(cell: str, struck: str, price: str) -> None:
    """The struck amount is the former one, and the one beside it is charged."""
    assert _short(money.price(cell, struck=struck, unit=BARE)) == price


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("免费", "0 CNY/None, free"),
        ("限时免费", "0 CNY/None, free, 限时免费"),
        ("Free of charge", "0 CNY/None, free"),
        ("Limited-time Free", "0 CNY/None, free, Limited-time Free"),
        ("$0.00 Free", "0 USD/None, free"),
    ],
)
def test_a_free_cell_needs_no_unit(cell: str, price: str) -> None:
    """Free is free whatever it is counted in, and without a sign in the source's currency."""
    assert _short(money.price(cell, usual="CNY")) == price


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "-",
        "—",
        "/",
        "N/A",
        "n/a",
        "×",
        "…",
        "无",
        "暂无",
        "不支持",
        "已下线",
        "Not supported",
    ],
)
def test_a_placeholder_is_no_price(cell: str) -> None:
    """A dash is neither free nor nought."""
    assert money.missing(cell)
    assert money.price(cell, unit=MILLION) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("4元起", "cannot account for '起'"),
        ("4~8元", "cannot account for '~'"),
        ("-4元", "cannot account for '-4'"),
        ("\u22124元", "cannot account for '\u2212'"),
        ("1,23元", "cannot account for '123'"),
        ("1234,567元", "cannot account for '1234567'"),
        ("1.2.3元", "cannot account for '.3'"),
        ("50%", "cannot account for '50%'"),
        ("1e5元", "cannot account for 'e'"),
        ("½元", "cannot account for '⁄'"),
        ("9" * 13 + "元", "cannot account for"),
        ("HK$4", "cannot account for 'hk\\$'"),
        ("3日元", "cannot account for '日元'"),
        ("£4", "cannot account for '£'"),
        ("非免费", "cannot account for '非'"),
        ("not free", "cannot account for 'not'"),
        ("$3 / 2 million tokens", "cannot account for 'milliontokens'"),
        ("3元/千万tokens", "cannot account for '千万tokens'"),
        ("3元/11,000次", "cannot account for '次'"),
        ("3元/百万tokens/天", "cannot account for '百万tokens天'"),
        ("原价10元 10折", "cannot account for '折'"),
        ("原价10元 一二三折", "cannot account for '一二三折'"),
        ("$10 175% off", "cannot account for '175%off'"),
        ("免费 4元", "a free word beside an amount"),
        ("元", "no amount in the cell"),
        ("限时5折", "no amount in the cell"),
        ("4元 5折", "a discount without the price that it starts from"),
        ("$4 (75% off)", "a discount without the price that it starts from"),
        ("原价4元", "a discount without the price that it starts from"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(cell: str, reason: str) -> None:
    """A word, sign or number that is not understood refuses the cell and is named."""
    with pytest.raises(PageChanged, match=reason):
        money.price(cell, unit=MILLION)


@pytest.mark.parametrize(
    ("cell", "struck", "reason"),
    [
        ("4元 8元", "", "two amounts"),
        ("4/8元", "", "two amounts"),
        ("4 000元", "", "two amounts"),
        ("2元 4元", "8元", "two amounts"),
        ("2元 4元 5折", "8元", "two amounts"),
        ("原价1元 现价2元", "", "an original price below"),
        ("4元/千tokens 4元/百万tokens", "", "two units"),
        ("4元/千tokens", "8元/百万tokens", "two units"),
        ("4元", "8元/千tokens", "two units"),
        ("4元 ($)", "", "two currencies"),
        ("4元", "$8", "two currencies"),
        ("€4", "", "EUR instead of CNY"),
    ],
)
def test_two_of_a_kind_are_ambiguous(cell: str, struck: str, reason: str) -> None:
    """Where two amounts, units or currencies stand side by side none of them is chosen."""
    with pytest.raises(Ambiguous, match=reason):
        money.price(cell, struck=struck, unit=MILLION)


@pytest.mark.parametrize("struck", ["4元 8元", "4/8", "元", "免费", "4起"])
def test_a_struck_price_is_one_amount(struck: str) -> None:
    """What is struck through has to be read as exactly as what is not."""
    with pytest.raises(PageChanged):
        money.price("2元", struck=struck, unit=MILLION)


def test_unit_and_currency_have_to_be_printed() -> None:
    """Nothing is assumed: a number without a currency or without a unit is no price."""
    with pytest.raises(PageChanged, match="the currency is not printed"):
        money.price("4/百万tokens")
    with pytest.raises(PageChanged, match="the currency is not printed"):
        money.price("4", unit=BARE, usual="CNY")
    with pytest.raises(PageChanged, match="the currency is not printed"):
        money.price("免费")
    with pytest.raises(PageChanged, match="the unit is not printed"):
        money.price("4元")
    with pytest.raises(PageChanged, match="the unit is not printed"):
        money.price("免费", struck="4元")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("输入价格（元/千tokens）", Unit("1M tokens", Decimal(1000), "CNY")),
        ("Prices per 1M tokens.", Unit("1M tokens")),
        ("Price (USD / MTok)", Unit("1M tokens", Decimal(1), "USD")),
        ("per 1,000 output tokens", Unit("1M tokens", Decimal(1000))),
        ("per 1,000 reasoning tokens", None),
        ("元/小时/百万tokens", Unit("1M tokens/hour", Decimal(1), "CNY")),
        ("每小时每百万tokens", Unit("1M tokens/hour")),
        ("cache writes (1h) / 1M tokens", Unit("1M tokens")),
        ("元/百万tokens/小时计费", Unit("1M tokens/hour", Decimal(1), "CNY")),
        ("$ / 1M tokens / hours", Unit("1M tokens/hour", Decimal(1), "USD")),
        ("元/百万tokens/天", None),
        ("$ per 10 million tokens", None),
        ("元/10 万 tokens", None),
        ("元/两百万tokens", None),
        ("500k tokens", None),
        ("元/每张", Unit("image", Decimal(1), "CNY")),
        ("neural models, €/1M tokens", Unit("1M tokens", Decimal(1), "EUR")),
        ("混元 (百万tokens)", Unit("1M tokens")),
        ("日元/百万tokens", Unit("1M tokens")),
        ("HK$/1M tokens", Unit("1M tokens")),
        ("上下文长度", None),
        ("", None),
    ],
)
def test_a_header_names_a_unit_or_none(header: str, unit: Unit | None) -> None:
    """A unit is read where it is known to the last word; a larger count than it is none."""
    assert money.unit(header) == unit


def test_a_header_with_two_units_is_ambiguous() -> None:
    """Per thousand or per million: a header that says both says nothing."""
    with pytest.raises(Ambiguous, match="two units"):
        money.unit("元/千tokens（元/百万tokens）")
    with pytest.raises(Ambiguous, match="two currencies"):
        money.currency("¥ / $")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", "1234.5"), ("0", "0"), (" 0.0028 ", "0.0028"), ("１２", "12"), ("007", "7")],
)
def test_a_number_alone_is_read(text: str, value: str) -> None:
    """A number is digits, perhaps in groups of three, perhaps with a fraction."""
    assert money.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1,23", "1.", ".5", "-1", "1 2", "1e3", "0,123", "12%"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Half a number is none."""
    with pytest.raises(PageChanged, match="not a number"):
        money.number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5e-06", "0.0000025"),
        ("1.4000000000000001e-07", "0.00000014"),
        ("0.30000000000000004", "0.3"),
        ("-1", "-1"),
        ("0", "0"),
    ],
)
def test_a_number_of_a_program_loses_its_noise(text: str, value: str) -> None:
    """Binary fractions print digits that nobody set."""
    assert money.machine(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1e999", "0x10", "1_000", "1,000", "١"])
def test_what_no_program_prints_is_refused(text: str) -> None:
    """A word or an exponent without bounds is no amount."""
    with pytest.raises(PageChanged, match="not a number"):
        money.machine(text)


AMOUNTS = st.decimals(min_value=0, max_value=999_999, places=6, allow_nan=False)
SIGNS = {
    "CNY": ["¥{}", "￥{}", "{}元", "{} 元", "CNY {}", "{} RMB", "人民币{}"],
    "USD": ["${}", "$ {}", "US${}", "{} USD", "{}美元"],
    "EUR": ["€{}", "{} €", "{} EUR", "{}欧元"],
}
PER = {
    1: ["/百万tokens", " / 1M tokens", " per million tokens", "/MTok", "/1,000,000 tokens"],
    10: ["/十万tokens", " / 100K tokens"],
    100: ["/万tokens", " per 10,000 tokens"],
    1000: ["/千tokens", " / 1K tokens", "/1,000 tokens", " per thousand tokens", "/ k token"],
    1_000_000: ["/token", " per token"],
}
WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, Price]:
    """A cell in some vendor's notation, and what it says."""
    amount = draw(AMOUNTS)
    code = draw(st.sampled_from(sorted(SIGNS)))
    factor = draw(st.sampled_from(sorted(PER)))
    number = f"{amount:,f}" if draw(st.booleans()) else plain(amount)
    text = draw(st.sampled_from(SIGNS[code])).format(number) + draw(st.sampled_from(PER[factor]))
    if draw(st.booleans()):
        text = text.translate(WIDE)
    for place in draw(st.lists(st.integers(0, len(text)), max_size=3)):
        text = text[:place] + draw(st.sampled_from("\u200b\ufeff\u00ad\u2060")) + text[place:]
    return text, Price(amount * factor, code, "1M tokens")


@given(printed())
def test_every_notation_comes_back_exactly(case: tuple[str, Price]) -> None:
    """Sign before or behind, per thousand or million, wide or invisible characters: one price."""
    text, price = case
    assert money.price(text) == price


@given(
    AMOUNTS,
    st.sampled_from(sorted(SIGNS)),
    st.sampled_from(sorted(PER)),
    st.sampled_from(["{}", "({})", "价格（{}）", "Input ({})"]),
)
def test_a_header_counts_as_much_as_a_cell(
    amount: Decimal, code: str, factor: int, form: str
) -> None:
    """Unit and currency over a column mean what they mean within the cell."""
    sign = SIGNS[code][-1].format("").strip()
    unit = money.unit(form.format(sign + PER[factor][0]))
    assert money.price(plain(amount), unit=unit) == Price(amount * factor, code, "1M tokens")


PIECES = [
    *"0123456789.,-%~()/\\:;¥￥$€元折× ",
    *("免费", "free", "限免", "原价", "现价", "was", "now", "5折", "七五折", "半折", "75% off"),
    *("/千tokens", "/百万tokens", "per 1M tokens", "/小时", "/次", "每张", "100,000", "1K", "万"),
    *("百万", "tokens", "token", "\u200b", "²", "①", "½", "٣", "USD", "起", "N/A"),
]
WORDS = st.sampled_from(PIECES)
CELLS = st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=20)


@given(CELLS, CELLS | st.just(""), st.sampled_from([None, MILLION, THOUSAND, BARE]))
def test_a_cell_is_read_or_refused(cell: str, struck: str, unit: Unit | None) -> None:
    """Whatever stands in a cell, it gives a sound price, no price or a ScrapeError."""
    try:
        price = money.price(cell, struck=struck, unit=unit, usual="CNY")
    except ScrapeError:
        return
    if price is not None:
        assert price.amount.is_finite()
        assert price.amount >= 0
        assert price.currency in {"CNY", "USD", "EUR"}
        assert price.per or price.free


@given(CELLS, st.sampled_from([MILLION, THOUSAND]))
def test_nothing_is_free_that_does_not_say_so(cell: str, unit: Unit) -> None:
    """Without a free word there is no free price, whatever the amount."""
    words = ("free", "免费", "限免")
    folded = money.fold(cell).lower()
    try:
        price = money.price(cell, unit=unit)
    except ScrapeError:
        return
    if price is not None and price.free:
        assert any(word in folded for word in words)


@given(CELLS)
def test_the_other_questions_are_answered_or_refused(text: str) -> None:
    """Units, currencies and numbers come out of any text, or a ScrapeError does."""
    for question in (money.unit, money.currency, money.number, money.machine, money.missing):
        try:
            question(text)
        except ScrapeError:
            continue


def test_no_mark_of_a_note_becomes_a_digit() -> None:
    """Raised, circled and bracketed digits behind an amount never change it."""
    for letter in map(chr, range(sys.maxunicode + 1)):
        if letter.isdecimal() or not any(map(str.isdigit, unicodedata.normalize("NFKC", letter))):
            continue
        try:
            price = money.price(f"¥3{letter}", unit=MILLION)
        except ScrapeError:
            continue
        assert price is not None, letter
        assert price.amount == 3, letter

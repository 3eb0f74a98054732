"""Numbers out of text: `0.8元/千tokens` is Decimal("800") CNY per 1M tokens.

This is the only place where a number is read from text, and it never guesses: what is left over
after the amount, the currency, the unit and the known words of discount is a refusal. The
notation that it writes is that of docs/quotes.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final

from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import INVISIBLE, TOKEN_HOURS, TOKENS

# Yen, Hong Kong dollars and their like are none of ours; 混元 and 元宝 are products.
CURRENCIES: Final = {
    "CNY": r"人民币|(?<![a-z])(?:rmb|cny)(?![a-z])|(?<![日韩港台加澳新混])元(?!宝)|(?<!jp)¥",
    "USD": r"us\s?\$|(?<![a-z])usd(?![a-z])|美元|(?<!\bhk)(?<!\bnt)(?<!\b[acsr])\$",
    "EUR": r"(?<![a-z])eur(?:os?)?(?![a-z])|欧元|€",
}
_CURRENCY = re.compile("|".join(f"(?P<{code}>{words})" for code, words in CURRENCIES.items()))

# How many are counted at once; a word is tried before its shorter neighbours.
_COUNTS: Final = {
    r"[一1]?百万|1\s?million|million|1,?000,?000|1\s?m|m": 1_000_000,
    r"十万|100,?000|100\s?k": 100_000,
    r"[一1]?万|10,?000|10\s?k": 10_000,
    r"[一1]?千|1\s?thousand|thousand|1,?000|1\s?k|k": 1_000,
}
_COUNT = "(?P<count>" + "|".join(_COUNTS) + ")"
_BY_TIME = r"\s*(?:[/·*]|per|每)\s*每?\s*"
_HOUR = (
    rf"(?P<hour>{_BY_TIME}(?:小时|(?:hours?|hrs?|h)\b))?"
    rf"(?!{_BY_TIME}(?:分钟|天|日|周|月|年|(?:minute|min|day|week|month|year)s?\b))"
)
_HOUR_FIRST = r"(?P<first>(?:每|per\s+)?(?:小时|(?<![a-z0-9])(?:hour|hr|h)\b)\s*[/·*]?\s*)?"
_DIRECTION = r"(?:input|output|cached|text|audio|image)?\s*"
# "10 million", "十万": a count is not read where it is the end of a larger one.
_EACH = r"(?<![a-z0-9.一二两三四五六七八九十百千几数])(?:per\s+|每\s*|(?=1)|(?<!\d\s))"
_TOKENS = re.compile(
    rf"{_HOUR_FIRST}{_EACH}{_COUNT}\s*个?\s*{_DIRECTION}tok(?:en)?s?(?![a-z]){_HOUR}"
)
_ONE_TOKEN = re.compile(r"(?:/|per|每)\s*个?\s*token(?!s)(?![a-z])")
_CHARS = re.compile(
    rf"{_EACH}{_COUNT}\s*个?\s*(?:utf-8\s*)?(?:字符|汉字|characters?|chars?)(?![a-z])"
)
_THOUSAND_TIMES = re.compile(
    rf"{_EACH}(?:千|1,?000|1\s?k)\s*(?:次|requests?|calls?|search(?:es)?|queries|uses?)"
)
_PIECE = r"(?:/|per|每)\s*(?:一|1|个)?\s*"
_PIECES: Final = {
    "1M pixels": re.compile(_PIECE + r"(?:百万像素|megapixel|1?m\s?pixels?)"),
    "image": re.compile(_PIECE + r"(?:张|幅|images?\b|pictures?\b)"),
    "video": re.compile(_PIECE + r"(?:个?视频|videos?\b|条)"),
    "second": re.compile(_PIECE + r"(?:秒|seconds?\b|sec\b|s\b)"),
    "minute": re.compile(_PIECE + r"(?:分钟|minutes?\b|min\b)"),
    "page": re.compile(_PIECE + r"(?:页|pages?\b)"),
    "song": re.compile(_PIECE + r"(?:首|songs?\b)"),
    "voice": re.compile(_PIECE + r"(?:音色|voices?\b)"),
    "request": re.compile(
        _PIECE + r"(?:次|requests?\b|calls?\b|uses?\b|quer(?:y|ies)\b|search\b)"
    ),
}

# Bounded, so that what is computed with it stays exact.
_NUMBER = re.compile(
    r"(?<![\d.,-])(?:[1-9]\d{0,2}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,12})?(?![\d%])(?!,\d)"
)
# The exponent is bounded: what it unfolds to is printed in plain notation.
_MACHINE = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,80})?(?:[eE][+-]?[0-9]{1,2})?")
# A binary fraction is wrong from its 16th digit on, and no price has more than twelve.
_WITHOUT_NOISE = Context(prec=12)
_FREE = re.compile(r"限时免费|免费|限免|limited[- ]time free|free of charge|\bfree\b")
_OFFER = re.compile(r"限时(?:优惠|特惠|特价|折扣)价?|limited[- ]time (?:offer|price|discount)")
_LIMITED = re.compile(r"限时免费|限免|limited[- ]time free")
# 95折 and 9.5折 are the same; 10折 would be no discount and is not read.
_FOLD = re.compile(
    r"(?:限时|永久|现|低至)?\s*(?<![\d.一二三四五六七八九十])"
    r"(0\.[1-9]|[1-9](?:\.\d|[1-9])?|[一二三四五六七八九]{1,2}|半)\s*折"
)
_OFF = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?)\s*%\s*off\b")
_BEFORE = re.compile(r"原价|刊例价|list price|was\b|original(?:ly| price)?\b")
_ORIGINAL = re.compile(rf"(?:{_BEFORE.pattern})[\s:(]*({_NUMBER.pattern})")
_AFTER = re.compile(
    r"现价|折后价?|优惠价?|限时特惠|限时|now\b|limited[- ]time(?: offer)?|for a limited time"
)
_PLACEHOLDER = re.compile(
    r"[-–—/\\×✗✘x.…\s]*|n/?a|无|暂无|不支持|未开放|不涉及|已下线"
    r"|not (?:available|supported|applicable)|none|null"
)
_PUNCTUATION = re.compile(r"[\s()\[\]【】/,;:·*|]+")
# Normalisation would make digits of them, and 32 of a 3 with a note.
_MARKS = re.compile("[²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㉈-㉏㉑-㉟㊱-㊿🄀-🄌]")
_DIGITS: Final = {word: digit for digit, word in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a printed number counts: `per` (docs/quotes.md), the factor to it, the currency."""

    per: str
    factor: Decimal = Decimal(1)
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """One cell, read: `amount` is charged now, `was` is what is struck or called original."""

    amount: Decimal
    currency: str
    per: str | None
    free: bool = False
    was: Decimal | None = None
    promo: str | None = None


def fold(text: str) -> str:
    """The text as money reads it: half-width, one blank for white space, nothing invisible.

    Raised and circled digits are marks of notes and give way to a blank.
    """
    whole = unicodedata.normalize("NFKC", _MARKS.sub(" ", text))
    return " ".join(INVISIBLE.sub("", whole).split())


def currency(text: str) -> str | None:
    """The ISO code of the one currency a text names, None where it names none.

    Raises Ambiguous where it names two.
    """
    named = {match.lastgroup for match in _CURRENCY.finditer(fold(text).casefold())}
    if len(named) > 1:
        raise Ambiguous("two currencies are named", where=fold(text))
    return named.pop() if named else None


@lru_cache(maxsize=4096)  # a page repeats its headers and amounts
def unit(text: str) -> Unit | None:
    """The unit a header, a sentence or a cell names, None where it names none.

    Raises Ambiguous where it names two different ones.
    """
    folded = fold(text).casefold()
    found = {(per, factor) for per, factor, _ in _units(folded)}
    if len(found) > 1:
        raise Ambiguous("two units are named", where=fold(text))
    if not found:
        return None
    per, factor = found.pop()
    return Unit(per, factor, currency(text))


def _units(folded: str) -> list[tuple[str, Decimal, re.Match[str]]]:
    found = []
    for match in _TOKENS.finditer(folded):
        per = TOKEN_HOURS if match["first"] or match["hour"] else TOKENS
        found.append((per, Decimal(1_000_000) / _count(match["count"]), match))
    found += [(TOKENS, Decimal(1_000_000), match) for match in _ONE_TOKEN.finditer(folded)]
    for match in _CHARS.finditer(folded):
        found.append(("1M chars", Decimal(1_000_000) / _count(match["count"]), match))
    found += [("1K requests", Decimal(1), match) for match in _THOUSAND_TIMES.finditer(folded)]
    for per, pattern in _PIECES.items():
        found += [(per, Decimal(1), match) for match in pattern.finditer(folded)]
    return found


def _count(word: str) -> int:
    return next(count for words, count in _COUNTS.items() if re.fullmatch(words, word))


def number(text: str) -> Decimal:
    """The one number that a text consists of: `1,234.5` is 1234.5.

    Raises PageChanged where the text is anything else.
    """
    folded = fold(text)
    if not _NUMBER.fullmatch(folded):
        raise PageChanged("not a number", where=folded)
    return Decimal(folded.replace(",", ""))


def machine(text: str) -> Decimal:
    """A number as programs write it (`2.5e-06`), the noise of binary fractions rounded away.

    Raises PageChanged where the text is anything else.
    """
    if not _MACHINE.fullmatch(text):
        raise PageChanged("not a number", where=text[:80])
    return _WITHOUT_NOISE.create_decimal(text)


def missing(text: str) -> bool:
    """Is this cell empty, a dash or another way to say that there is no price?"""
    return _PLACEHOLDER.fullmatch(fold(text).casefold()) is not None


@lru_cache(maxsize=16384)
def price(
    text: str, *, struck: str = "", unit: Unit | None = None, usual: str = ""
) -> Price | None:
    """Read one cell: None for a placeholder, else the price that is charged now.

    `struck` is the part of the cell that is struck through and not in `text`; `unit` is what the
    header says and gives way to the cell's own unit; `usual` is the currency of a free cell that
    prints none. Raises PageChanged where a word, the unit or the currency cannot be accounted for,
    Ambiguous where two amounts stand side by side.
    """
    printed = fold(text)
    folded = printed.lower()
    if missing(folded):
        return None
    meant = _meant(folded, fold(struck).lower(), unit)
    free = _FREE.search(folded) is not None
    amount, was = _amounts(folded, struck)
    if free and amount not in {None, Decimal(0)}:
        raise PageChanged("a free word beside an amount", where=printed)
    if amount is None and not free:
        raise PageChanged("no amount in the cell", where=printed)
    code = _charged_in(f"{folded} {struck}", unit) or (usual if free else "")
    if not code:
        raise PageChanged("the currency is not printed", where=printed)
    if meant is None and not (free and was is None):
        raise PageChanged("the unit is not printed", where=printed)
    factor = meant.factor if meant else Decimal(1)
    return Price(
        amount=Decimal(0) if amount is None else amount * factor,
        currency=code,
        per=meant.per if meant else None,
        free=free,
        was=None if was is None else was * factor,
        promo=_promo(printed, folded),
    )


def _charged_in(cell: str, header: Unit | None) -> str | None:
    printed, above = currency(cell), header.currency if header else None
    if printed and above and printed != above:
        raise Ambiguous(f"{printed} instead of {above} as in the header", where=cell.strip())
    return printed or above


def _meant(folded: str, struck: str, header: Unit | None) -> Unit | None:
    """The unit of a cell: its own or the header's, and what is struck may not have another."""
    other = _own_unit(struck)
    meant = _own_unit(folded) or header or other
    if meant and other and (meant.per, meant.factor) != (other.per, other.factor):
        raise Ambiguous("two units in one cell", where=f"{folded} {struck}")
    return meant


def _own_unit(folded: str) -> Unit | None:
    found = {(per, factor) for per, factor, _ in _units(folded)}
    if len(found) > 1:
        raise Ambiguous("two units in one cell", where=folded)
    return Unit(*found.pop()) if found else None


def _amounts(folded: str, struck: str) -> tuple[Decimal | None, Decimal | None]:
    """The amount charged and the original amount, both per printed unit."""
    numbers, bare = _numbers(folded)
    was = _struck(struck)
    if not numbers:
        return None, was
    percent, discount = _OFF.search(bare), _FOLD.search(bare)
    original = _BEFORE.search(bare) is not None
    if len(numbers) == 2 and was is None and (original or discount or percent):
        return _discounted(numbers, bare)
    if len(numbers) > 1:
        raise Ambiguous("two amounts in one cell", where=folded)
    amount = numbers[0]
    if was is not None or not (original or discount or percent):
        return amount, was
    if original and discount:
        return amount * _tenths(discount[1]), amount
    if original and percent:
        return amount * (100 - Decimal(percent[1])) / 100, amount
    # "$0.435 (75% off)": nothing says whether the discount is in the number already.
    raise PageChanged("a discount without the price that it starts from", where=folded)


def _numbers(folded: str) -> tuple[list[Decimal], str]:
    """The numbers of a cell beside its units, and the cell without these.

    Raises PageChanged where a word is left that is not known.
    """
    bare = folded
    for _, _, match in _units(folded):
        bare = bare.replace(match.group(), " ")
    rest = bare
    for pattern in (_OFF, _FOLD, _FREE, _CURRENCY, _AFTER, _BEFORE):
        rest = pattern.sub(" ", rest)
    numbers = [Decimal(found.replace(",", "")) for found in _NUMBER.findall(rest)]
    if left := _PUNCTUATION.sub("", _NUMBER.sub(" ", rest)):
        raise PageChanged(f"cannot account for {left!r}", where=folded)
    return numbers, bare


def _discounted(numbers: list[Decimal], bare: str) -> tuple[Decimal, Decimal]:
    """The lower amount is charged; the higher one is what the page may call the original."""
    amount, was = sorted(numbers)
    called = _ORIGINAL.search(_CURRENCY.sub(" ", bare))
    if called and Decimal(called[1].replace(",", "")) != was:
        raise Ambiguous("an original price below the one that is charged", where=bare)
    return amount, was


def _tenths(word: str) -> Decimal:
    """`5折` is half: digits are tenths, two digits hundredths, 半 is a half."""
    if word == "半":
        return Decimal("0.5")
    digits = "".join(str(_DIGITS.get(letter, letter)) for letter in word)
    return Decimal(digits) / (100 if len(digits) == 2 else 10)


def _struck(struck: str) -> Decimal | None:
    if missing(struck):
        return None
    numbers, _ = _numbers(fold(struck).lower())
    if len(numbers) != 1:
        raise PageChanged("what is struck through is not one amount", where=struck)
    return numbers[0]


def _promo(printed: str, folded: str) -> str | None:
    """The words that qualify the price, in the case they are printed in."""
    patterns = (_LIMITED, _FOLD, _OFF, _OFFER)
    found = next((match for one in patterns if (match := one.search(folded))), None)
    return printed[found.start() : found.end()].strip() if found else None

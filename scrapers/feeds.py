"""Feeds: prices that a program publishes for programs, thousands in one JSON document.

Numbers stay text until `amount` reads them, so that a quote can show what was printed and no
binary fraction comes between. Prices of feeds are in US dollars and count tokens.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NoReturn

from scrapers import money
from scrapers.errors import Ambiguous, PageChanged, ScrapeError
from scrapers.quotes import TOKENS, Conditions, Page, Quote, conditions

Entry = Mapping[str, Any]
Entries = list[tuple[str, Entry]]

PER_TOKEN: Final = 1_000_000
PER_MILLION: Final = 1

# "Depends on where the request goes": -1 a token, which some feeds carry on as -1000000 a million.
_DYNAMIC = re.compile(r"-1(?:000000)?(?:\.0*)?")
_FREE = re.compile(r"(?:^|[:/-])free$", re.IGNORECASE)
_WORD = re.compile(
    r"audio|batch|cached?|call|char|character|code|completion|context|creation|default|discount|document|embedding"
    r"|fast|file|flex|generation|hit|hour|image|images|input|internal|long|minute|miss|music|output|over|page|pdf"
    r"|pixel|priority|prompt|read|reasoning|request|rerank|search|second|session|short|speech|storage|text|thinking"
    r"|tokens?|tool|training|transcription|video|voice|web|write|\d+[hkms]?"
)


class Twice(tuple[Any, ...]):
    """The values of a name that one JSON object gives several, different values."""

    __slots__ = ()


def load(page: Page) -> Entry:
    """The JSON object that a page is; numbers are text.

    Raises PageChanged for anything else.
    """
    try:
        found = json.loads(
            page.text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise PageChanged(f"the feed is not JSON: {error}"[:200]) from error
    if not isinstance(found, dict):
        raise PageChanged("the feed is not a JSON object")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; a repeated name keeps all its values instead of quietly the last."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    for name in found:
        values = [value for key, value in pairs if key == name]
        if any(value != values[0] for value in values):
            found[name] = Twice(values)
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def entries(holder: Entry, name: str = "") -> Entries:
    """The named objects of an object, or of the object under `name`.

    A name that is given twice comes twice. Raises PageChanged where one is no object.
    """
    held = holder.get(name) if name else holder
    if not isinstance(held, Mapping):
        raise PageChanged("the feed holds no list of models", where=name)
    found = [
        (key, each)
        for key, value in held.items()
        for each in (value if isinstance(value, Twice) else (value,))
    ]
    for key, each in found:
        _expect(each, Mapping, key)
    return found


def inner(entry: Entry, name: str, where: str) -> Entry:
    """The object under a name, empty for null and a missing one.

    Raises PageChanged for anything else.
    """
    found = entry.get(name)
    return {} if found is None else _expect(found, Mapping, f"{where} {name}")


def items(entry: Entry, name: str, where: str) -> list[Entry]:
    """The objects of the list under a name. Raises PageChanged for anything else but null."""
    found: Sequence[Any] = _expect(entry.get(name) or [], list, f"{where} {name}")
    return [_expect(each, Mapping, f"{where} {name}") for each in found]


def _expect(found: Any, kind: type, where: str) -> Any:
    if isinstance(found, Twice):
        raise Ambiguous("two values under one name", where=where)
    if not isinstance(found, kind):
        raise PageChanged("an entry of another shape", where=where)
    return found


def dynamic(printed: Any) -> bool:
    """Does a field say that its price depends on where the request goes?"""
    return isinstance(printed, str) and _DYNAMIC.fullmatch(printed) is not None


def amount(printed: Any, *, factor: int) -> Decimal | None:
    """What a field charges per million; None for null, an empty text and a dynamic price.

    Raises PageChanged for anything else that is not a price.
    """
    if printed is None or printed == "":
        return None
    if dynamic(printed):
        return None
    value = money.machine(_expect(printed, str, f"{printed!r}"[:80]))
    if value < 0:
        raise PageChanged("a negative price", where=printed)
    return value * factor


def quotes(
    model: str,
    prices: Entry,
    meters: Mapping[str, str],
    *,
    factor: int,
    per: str = TOKENS,
) -> list[Quote]:
    """One quote for each field of an entry that names a meter and has a price.

    A price is free where the model's id says so and the amount is 0. Raises PageChanged for one
    that cannot be read, Ambiguous for one that is given twice, naming the model and the field.
    """
    found = []
    free = _FREE.search(model) is not None
    for field, printed in prices.items():
        if (meter := meters.get(field)) is None:
            continue
        try:
            value = amount(printed, factor=factor)
        except ScrapeError as error:
            raise type(error)(error.reason, f"{model} {field}: {printed!r}"[:200]) from error
        if value is not None:
            found.append(
                Quote(
                    model=model,
                    meter=meter,
                    amount=value,
                    currency="USD",
                    per=per,
                    free=free and value == 0,
                    published=printed,
                )
            )
    return found


def tokens(printed: Any, where: str) -> int:
    """A bound in tokens. Raises PageChanged for anything but a whole number."""
    try:
        value = money.machine(_expect(printed, str, where))
    except PageChanged as error:
        raise PageChanged("a bound that is no number", where=where) from error
    if value < 0 or value != int(value):
        raise PageChanged("a bound that is no number of tokens", where=where)
    return int(value)


def under(found: Iterable[Quote], bounds: Conditions) -> list[Quote]:
    """The quotes of a tier: under its conditions beside their own."""
    return [replace(q, conditions=conditions(dict(q.conditions), **dict(bounds))) for q in found]


def timed(found: Iterable[Quote], usual: Iterable[Quote], schedule: str) -> list[Quote]:
    """The quotes of a time window: `peak` or `off_peak`, as the first that differs from the usual.

    None where all are the usual ones.
    """
    inside, outside = list(found), {(q.meter, q.conditions): q.amount for q in usual}
    for quote in inside:
        plain = outside.get((quote.meter, ()))
        before = outside.get((quote.meter, quote.conditions), plain)
        if before is not None and before != quote.amount:
            side = "peak" if quote.amount > before else "off_peak"
            return [during(each, side, schedule) for each in inside]
    return []


def during(quote: Quote, side: str, schedule: str) -> Quote:
    """The quote as the price of a time window, `side` being `peak` or `off_peak`."""
    hours = conditions(dict(quote.conditions), window=side)
    return replace(quote, conditions=hours, schedule=schedule)


def clock(printed: Any) -> str:
    """Hours and days in whatever shape a feed prints them, as one text."""
    if isinstance(printed, Mapping):
        return " ".join(map(clock, printed.values()))
    if isinstance(printed, list):
        return ", ".join(map(clock, printed))
    return str(printed)


def joined(found: Iterable[Quote]) -> list[Quote]:
    """Quotes that differ in nothing but their hours become one with all the hours."""
    kept: dict[tuple[object, ...], Quote] = {}
    for quote in found:
        same = (quote.identity, quote.amount)
        first = kept.setdefault(same, quote)
        if quote.schedule and first.schedule != quote.schedule:
            kept[same] = replace(first, schedule=f"{first.schedule}, {quote.schedule}")
    return list(kept.values())


def whole(base: Sequence[Entry], tiers: Iterable[Entry], meters: Mapping[str, str]) -> None:
    """Does the feed still print every kind of price? `tiers` are what refines the `base` entries.

    Raises PageChanged where most entries lack a price of input or output, where a tier refines
    what no entry prints, and where a meter is rarer than one that no vendor prices without it.
    """
    counts = Counter(meters[field] for field in chain.from_iterable(base) if field in meters)
    for meter in ("input", "output"):
        if 2 * counts[meter] < max(len(base), 1):
            raise PageChanged(f"most entries of the feed have no {meter} price")
    if lost := {meters[f] for f in chain.from_iterable(tiers) if f in meters} - counts.keys():
        raise PageChanged(f"only tiers have a price of {', '.join(sorted(lost))}")
    for meter, seldom in (("cache_read", "cache_write"), ("cache_write", "cache_write_1h")):
        if 2 * counts[meter] < counts[seldom]:
            raise PageChanged(f"{seldom} prices, but hardly one for {meter}")


def familiar(fields: Iterable[str], known: Iterable[str]) -> None:
    """Are the fields beside the known ones plausible prices of something that is not read here?

    Raises PageChanged for a word that is not of this trade: a renamed price must not go unnoticed.
    """
    for field in set(fields) - set(known):
        if not all(_WORD.fullmatch(word) for word in field.split("_")):
            raise PageChanged("a field that nobody here knows", where=field)

"""JSON that sits inside a page: script tags, the props of components, the flight data of Next.js.

A number with a fraction becomes a Decimal, never a float. What a page promises and does not hold
(a script that is gone, props cut short, a row that is no JSON) raises PageChanged.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.errors import PageChanged

DEEPEST: Final = 200

_PUSH = re.compile(r"self\.__next_f\.push\(")
# At the head of a string: behind an opening quote, which no backslash can stand before.
_DOLLARS = re.compile(r'(?<=[\[{,:])"\$\$')
_ROW = re.compile(rb"\n*([0-9a-f]*):(?:T([0-9a-f]+),)?")


@dataclass(frozen=True, slots=True)
class Island:
    """A component of an Astro page: its export's name, its props, the element that it fills."""

    component: str
    props: dict[str, Any]
    node: LexborNode


def parse(text: str, where: str = "") -> Any:
    """The JSON value that a text is. Raises PageChanged where it is none or nested too deeply."""
    try:
        value, end = _DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError) as error:
        raise PageChanged(f"data in the page is not JSON: {error}", where=where) from error
    if end != len(text.strip()):
        raise PageChanged("data in the page is more than JSON", where=where)
    return value


def scripts(html: str, selector: str) -> list[Any]:
    """The JSON of every script that a CSS selector finds, in page order; at least one.

    `script#__NEXT_DATA__`, `script[type="application/ld+json"]`. Raises PageChanged.
    """
    found = [parse(node.text(), where=selector) for node in LexborHTMLParser(html).css(selector)]
    if not found:
        raise PageChanged("the page holds no such data", where=selector)
    return found


def islands(tree: LexborHTMLParser | LexborNode, component: str) -> list[Island]:
    """The `<astro-island>`s whose component's name matches a pattern, in page order; at least one.

    Raises PageChanged where there is none, or where one has lost its props.
    """
    found = []
    for node in tree.css("astro-island"):
        name = node.attributes.get("component-export") or ""
        if not re.search(component, name):
            continue
        props = parse(node.attributes.get("props") or "", where=f"props of {name}")
        found.append(Island(name, _members(props, name), node))
    if not found:
        raise PageChanged("the page holds no such component", where=component)
    return found


def flight(html: str, holding: str = "") -> list[Any]:
    """The JSON rows of a Next.js page's flight data that hold a text, in the order of arrival.

    A string that begins with `$$` is given with one dollar, as the page means it; references
    (`$L1f`) stay as they are; rows that are no data (imports, hints) stay out. Raises PageChanged
    where there is none.
    """
    stream = "".join(_pushed(html)).encode("utf-8", "surrogatepass")
    rows = [row for row in _rows(stream.rstrip()) if holding in row]
    if not rows:
        raise PageChanged("the page holds no such flight data", where=holding)
    return [parse(_DOLLARS.sub('"$', row), where="flight data") for row in rows]


def objects(data: Any, *keys: str) -> Iterator[dict[str, Any]]:
    """Every object in the data, however deep, that has all of these keys, in their order."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if all(key in value for key in keys):
                yield value
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))


def _members(encoded: Any, name: str) -> dict[str, Any]:
    if not isinstance(encoded, dict):
        raise PageChanged("the props of a component are no object", where=name)
    return {key: _astro(value, name) for key, value in encoded.items()}


def _astro(encoded: Any, name: str, depth: int = 0) -> Any:
    """Astro writes each value as [kind, value]: 0 is the value itself, 1 an array of such pairs.

    Undefined is `[0]`. The rarer kinds (dates, maps, sets) hold nothing that a price stands in.
    """
    match encoded:
        case [0]:
            return None
        case [0, dict(members)] if depth < DEEPEST:
            return {key: _astro(value, name, depth + 1) for key, value in members.items()}
        case [0, str() | int() | Decimal() | None as value]:
            return value
        case [1, list(items)] if depth < DEEPEST:
            return [_astro(item, name, depth + 1) for item in items]
        case [int(kind), _] if kind > 1:
            return None
    raise PageChanged("the props of a component are written in an unknown way", where=name)


def _pushed(html: str) -> Iterator[str]:
    """The pieces of text that the page's scripts push to the stream: `push([1, "…"])`."""
    for match in _PUSH.finditer(html):
        try:
            pushed, _ = _DECODER.raw_decode(html, match.end())
        except (ValueError, RecursionError) as error:
            raise PageChanged(f"flight data cut short: {error}") from error
        match pushed:
            case [1, str(piece)]:
                yield piece


def _rows(stream: bytes) -> Iterator[str]:
    """The rows that are JSON. A row of text says how many bytes it has; no line feed ends it."""
    place = 0
    while place < len(stream):
        row = _ROW.match(stream, place)
        if row is None:
            raise PageChanged("flight data in an unknown form", where=_excerpt(stream, place))
        if row[2]:
            place = row.end() + int(row[2], 16)
            continue
        end = stream.find(b"\n", row.end())
        place = len(stream) if end < 0 else end
        if stream[row.end() : row.end() + 1] in {b"[", b"{"}:
            yield stream[row.end() : place].decode("utf-8", "replace")


def _excerpt(stream: bytes, place: int) -> str:
    return stream[place : place + 60].decode("utf-8", "replace")


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_constant)

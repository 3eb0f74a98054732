"""Breaks a page of prices on purpose, as vendors have broken theirs.

A breakage is found by words and by the prices that were read, never by a vendor's layout: a price
column (or a row, where models are columns) dropped or renamed, the unit or the currency gone, a
row repeated with another amount, and no page at all.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import sheets
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sheets import Sheet

from scrapers import labels, money
from scrapers.quotes import Page, Quote

CHALLENGE: Final = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>One more step</h1>"
    "<p>Verify you are human by completing the action below.</p></body></html>"
)
SHELL: Final = (
    '<!doctype html><html><head><title>Pricing</title><script src="/app.js"></script></head>'
    '<body><div id="root"></div></body></html>'
)

_PRICE = re.compile(r"价|\bpric(?:e|es|ing)\b|\bcost\b|\btier\b|inference|推理", re.IGNORECASE)
_SIGNS: Final = {"CNY": r"[¥￥]|元|CNY|RMB|人民币", "USD": r"\$|USD|美元"}
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Breakage:
    """A page that must not be read, and what was done to it."""

    name: str
    page: Page


# Pages as a whole


def gone(page: Page) -> Iterator[Breakage]:
    """What a vendor answers when it gives no page."""
    yield Breakage("a challenge page", replace(page, text=CHALLENGE))
    yield Breakage("an empty shell", replace(page, text=SHELL))
    yield Breakage("an empty answer", replace(page, text=""))
    yield Breakage("no digits", replace(page, text=_DIGIT.sub("", page.text)))


def unsigned(page: Page, currency: str, quotes: Iterable[Quote]) -> Iterator[Breakage]:
    """Another currency in every price, none at all, and one price in another."""
    sign = re.compile(_SIGNS[currency])
    for other in ("€", "£", ""):
        text = sign.sub(other, page.text)
        yield Breakage(f"{currency} becomes {other or 'nothing'}", replace(page, text=text))
    for quote in quotes:
        if sign.search(quote.published) and f">{quote.published}<" in page.text:
            new = sign.sub("€", quote.published)
            text = page.text.replace(f">{quote.published}<", f">{new}<", 1)
            yield Breakage(f"{quote.published} becomes {new}", replace(page, text=text))
            return


def unitless(page: Page) -> Iterator[Breakage]:
    """The words that say what a price is for are gone."""
    yield Breakage("no unit", replace(page, text=sheets.UNIT.sub("", page.text)))


# Tables


def lines(sheet: Sheet, published: set[str]) -> Iterator[tuple[str, str, int, int]]:
    """The priced columns and rows that a label tells: "column" or "row", label, place, a row."""
    table = sheet.table
    priced = [
        (number, place)
        for number, row in enumerate(table.rows[table.head :], table.head)
        for place, cell in enumerate(row)
        if cell.text in published and _DIGIT.search(cell.text)
    ]
    columns = {place: number for number, place in reversed(priced)}
    for place, number in sorted(columns.items()):
        label = table.headers[place]
        if sheets.METER.search(label) or _PRICE.search(label):
            yield "column", _plain(label), place, number
    if any(labels.meter(table.headers[place]) for place in columns):
        return
    for number in sorted({number for number, _ in priced}):
        if told := [c.text for c in table.rows[number] if sheets.is_label(c.text)]:
            place = next(place for n, place in priced if n == number)
            yield "row", _plain(told[0]), number, place


def _plain(label: str) -> str:
    """The label without what differs from table to table: blanks, wide brackets."""
    return money.fold(label).replace(" ", "")


def tabular(page: Page, quotes: Iterable[Quote]) -> Iterator[list[Breakage]]:
    """What may happen to a kind of price column or row; the first, dropped once, is the mildest.

    It is dropped once and everywhere, renamed, and one of its prices stands twice.
    """
    published = {quote.published for quote in quotes}
    text, wrap = sheets.document(page)
    found: dict[tuple[str, str], list[tuple[Sheet, int]]] = {}
    repeated: dict[tuple[str, str], tuple[Sheet, int, int]] = {}
    for sheet in sheets.found(text, markdown=page.kind == "markdown"):
        for kind, label, place, other in lines(sheet, published):
            found.setdefault((kind, label), []).append((sheet, place))
            number, column = (other, place) if kind == "column" else (place, other)
            repeated.setdefault((kind, label), (sheet, number, column))
    for (kind, label), places in found.items():
        name = f"{kind} “{label}”"
        sheet, number, column = repeated[kind, label]
        drop, rename = (f"{deed}_{kind}" for deed in ("drop", "rename"))
        every = [(s, getattr(s, drop)(place)) for s, place in _each_once(places)]
        deeds = [
            (f"drop {name} once", every[-1:]),
            (f"drop {name} everywhere", every),
            (f"rename {name}", [(sheet, getattr(sheet, rename)(places[0][1]))]),
            (f"two amounts in {name}", [(sheet, sheet.twice(number, column))]),
        ]
        yield [
            Breakage(told, replace(page, text=wrap(sheets.spliced(text, done))))
            for told, done in deeds
        ]


def _each_once(places: list[tuple[Sheet, int]]) -> list[tuple[Sheet, int]]:
    """One place of each table, the first table last."""
    return list({sheet.start: (sheet, place) for sheet, place in reversed(places)}.values())


def shorter(page: Page, quotes: Iterable[Quote]) -> Page:
    """The page with no more than two tables for each label, so that many readings cost little."""
    published = {quote.published for quote in quotes}
    text, wrap = sheets.document(page)
    seen: Counter[str] = Counter()
    spare = []
    for sheet in sheets.found(text, markdown=page.kind == "markdown"):
        told = {label for _, label, _, _ in lines(sheet, published)}
        if told and all(seen[label] >= 2 for label in told):
            spare.append((sheet, ""))
        seen.update(told)
    return replace(page, text=wrap(sheets.spliced(text, spare)))


# Prices that stand in no table


def grids(page: Page, rows: str) -> Iterator[list[Breakage]]:
    """Tables made of other elements: each child of a row of labels is a column.

    `rows` is the CSS selector of the rows.
    """
    heads = [node for node in LexborHTMLParser(page.text).css(rows) if any(_told(node))]
    for number, head in enumerate(heads):
        for place, label in enumerate(_told(head)):
            if label:
                yield [
                    Breakage(f"{deed.__name__} {label}", replace(page, text=_regrid(page, done)))
                    for deed in (_drop, _rename, _repeat)
                    for done in [(rows, number, place, deed)]
                ]


def _told(row: LexborNode) -> list[str]:
    texts = [" ".join(node.text(separator=" ").split()) for node in row.iter()]
    return [text if sheets.is_label(text) else "" for text in texts]


Deed = Callable[[list[LexborNode], int], None]


def _regrid(page: Page, done: tuple[str, int, int, Deed]) -> str:
    selector, number, place, deed = done
    tree = LexborHTMLParser(page.text)
    head = [node for node in tree.css(selector) if any(_told(node))][number]
    width, mine = len(list(head.iter())), head.parent
    rows = [row for row in (mine.iter() if mine else ()) if len(list(row.iter())) == width]
    deed(rows, place)
    return tree.html or ""


def _drop(rows: list[LexborNode], place: int) -> None:
    for row in rows:
        list(row.iter())[place].decompose()


def _rename(rows: list[LexborNode], place: int) -> None:
    list(rows[0].iter())[place].inner_html = sheets.renamed(list(rows[0].iter())[place].text())


def _repeat(rows: list[LexborNode], place: int) -> None:
    html, parent = rows[-1].html or "", rows[-1].parent
    cell = list(rows[-1].iter())[place].html or ""
    if parent is not None:
        again = html + html.replace(cell, sheets.dearer(cell))
        parent.inner_html = (parent.inner_html or "").replace(html, again)


def worded(page: Page, deeds: Mapping[str, tuple[str, str]]) -> Iterator[Breakage]:
    """What a pattern finds gives way to its replacement: for data in a vendor's own notation."""
    for name, (pattern, other) in deeds.items():
        yield Breakage(name, replace(page, text=re.sub(pattern, other, page.text)))


# Feeds


def feed(page: Page, lost: Iterable[str], listed: str = "") -> Iterator[Breakage]:
    """A feed whose price fields are dropped or renamed, or with an entry twice."""
    for name in lost:
        pattern = re.compile(rf'"{name}":\s*(?:"[^"]*"|[\d.eE+-]+|null),?\s*')
        dropped = re.sub(r",(\s*[}\]])", r"\1", pattern.sub("", page.text))
        yield Breakage(f"drop field {name}", replace(page, text=dropped))
        renamed_text = page.text.replace(f'"{name}":', f'"{sheets.NONSENSE.lower()}":')
        yield Breakage(f"rename field {name}", replace(page, text=renamed_text))
    document: dict[str, Any] = json.loads(page.text)
    yield Breakage("two amounts", replace(page, text=_twice(document, listed, tuple(lost))))


def _twice(document: dict[str, Any], listed: str, fields: tuple[str, ...]) -> str:
    """The feed with its first priced entry once more, at another price."""
    for entry in json.loads(json.dumps(document.get(listed, []))):
        if _raise(entry, fields):
            return json.dumps(document | {listed: [*document[listed], entry]})
    for name, value in document.items():
        entry = json.loads(json.dumps(value))
        if _raise(entry, fields):
            return json.dumps(document)[:-1] + f", {json.dumps(name)}: {json.dumps(entry)}}}"
    raise LookupError(fields)


def _raise(value: Any, fields: tuple[str, ...]) -> bool:
    """Changes the first of these fields that has a price, however deep."""
    if isinstance(value, list):
        return any(_raise(item, fields) for item in value)
    if not isinstance(value, dict):
        return False
    for name in fields:
        if isinstance(value.get(name), str | float) and float(value[name]) > 0:
            value[name] = "7" if isinstance(value[name], str) else 7.0
            return True
    return any(_raise(item, fields) for item in value.values())

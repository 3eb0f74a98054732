r"""Anthropic: one Markdown page in dollars, with display names and the unit (`MTok`) in each cell.

The page's history:

2025-10   the dollars are escaped in the text for machines (`\$3 / MTok`). The long-context table
          has no model column: `≤ 200K input tokens | > 200K input tokens`, the meter
          inside the cell (`Input: $6 / MTok`), the models in the sentence above it.
2026-02   that table got a model column, two rows a model with the name only in the first, and
          shared names (`Claude Sonnet 4.6 / 4.5 / 4`). Fast mode is `Context window | Input |
          Output` for the one model that the sentence names, then `Input | Output` alone.
          Reported, not captured.
2026-07   long-context prices are gone. Fast mode has a model column (`Claude Opus 5 / Claude Opus
          4.8` share a row). Status notes stand behind names: (deprecated), (retired, except on …),
          (limited availability). Claude Sonnet 5 stands twice: `through August 31, 2026` and
          `starting September 1, 2026`.
2026-09   headers in small letters (`Cache hits and refreshes`), footnote marks in cells
          (`MTok<sup>2</sup>`), one model twice by the length of the prompt: `(for prompts up to
          100,000 tokens)`, `(for prompts over 100,000 tokens)`. Reported, not captured.

Not prices of a model: token counts of tools, consumption units, session hours, worked examples,
multipliers. They stand in tables without a header that names a model's meter or a bound.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from scrapers import dates, labels, money, reading, tables
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Table

_MODEL = re.compile(r"models?\b", re.IGNORECASE)
_LENGTH = re.compile(r"(?:context|prompt|input) (?:window|length|size)", re.IGNORECASE)
_PRICE = re.compile(r"[$€¥£]\s?\d|\d\s?/\s?MTok|\bfree\b", re.IGNORECASE)
_SERVICES: Final = {
    "batch": r"\bbatch",
    "fast": r"\bfast\b",
    "priority": r"\bpriority\b",
    "flex": r"\bflex\b",
}
_STATUS = re.compile(
    r"\(\s*(?:deprecated|retired|limited|legacy|(?:research |public )?preview|beta|new)\b[^()]*\)",
    re.IGNORECASE,
)
_PROMPTS = re.compile(r"\(\s*(?:for )?prompts? ([^()]*)\)", re.IGNORECASE)
_BOUND = re.compile(
    r"(?:[≤<≥>]=?|up to|over)\s*[\d.,]+\s*[km]?\s*(?:input |prompt )?(?:tokens?)?", re.IGNORECASE
)
_LABEL = re.compile(
    r"((?:(?:base|cached?) )?(?:input|output|hits?|reads?|writes?)(?: tokens?)?)\s*:\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.:])\s+")


def read(page: Page) -> list[Quote]:
    """The quotes of the price page; base prices have to be among them."""
    every = tables.read(page.text, markdown=page.kind == "markdown")
    grids = [table for table in every if _prices_models(table)]
    known = [name for table in grids for entry in _column_entries(table) for name in entry.names]
    found = [quote for table in grids for quote in _quotes(table, list(dict.fromkeys(known)))]
    if grids and not {"input", "output"} <= {q.meter for q in found if not q.conditions}:
        raise PageChanged("the table of base prices is gone")
    return found


def _prices_models(table: Table) -> bool:
    """Consumption units, session hours and worked examples have prices, but of no model."""
    body = " ".join(cell.text for row in table.body for cell in row)
    named = any(_MODEL.match(header) or labels.meter(header) for header in table.headers)
    return bool(_PRICE.search(body)) and (named or "MTok" in body)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a row is about: the models that share it, the length of prompts, the term."""

    names: tuple[str, ...]
    bounds: dict[str, str | int | None]
    term: dates.Term


def _entry(text: str) -> _Entry:
    term = dates.term(text)
    rest = _STATUS.sub("", term.rest)
    prompts = _PROMPTS.search(rest)
    names: list[str] = []
    for part in re.split(r" / |, (?:and )?| and ", _PROMPTS.sub("", rest)):
        # "Claude Sonnet 4.6 / 4.5": a number alone continues the family before it.
        family = names[-1].rpartition(" ")[0] + " " if names and part[:1].isdigit() else ""
        names.append(labels.model([family + part]))
    return _Entry(tuple(names), _lengths(prompts[1]) if prompts else {}, term)


def _lengths(text: str) -> dict[str, str | int | None]:
    return labels.lengths(text.replace(",", ""))


def _place(table: Table, header: re.Pattern[str]) -> int | None:
    return next((n for n, text in enumerate(table.headers) if header.match(text)), None)


def _column_entries(table: Table) -> list[_Entry]:
    """An entry a row, out of the model column; under a name the cells may be empty."""
    place = _place(table, _MODEL)
    entries: list[_Entry] = []
    if place is None:
        return entries
    for row in table.body:
        text = row[place].live
        entries.append(_entry(text) if text or not entries else entries[-1])
    return entries


def _section_entries(table: Table, known: list[str]) -> list[_Entry]:
    """An entry a row, out of the first sentence of the section that names models of this page."""
    section = table.before.rpartition(table.headings[-1] if table.headings else "")[2]
    for sentence in _SENTENCE.split(section):
        shorts = {name: re.escape(name.removeprefix("Claude ")) for name in known}
        named = [n for n, short in shorts.items() if re.search(rf"\b{short}(?!\.?\d)", sentence)]
        if named:
            return [_Entry(tuple(named), {}, dates.Term(""))] * len(table.body)
    raise PageChanged("a price table without models", where=" | ".join(table.headers))


def _quotes(table: Table, known: list[str]) -> list[Quote]:
    columns = _columns(table)
    entries = _column_entries(table) or _section_entries(table, known)
    label = f"{' '.join(table.headers)} {' '.join(table.headings[-1:])}".lower()
    service = next((name for name, words in _SERVICES.items() if re.search(words, label)), None)
    length = _place(table, _LENGTH)
    found: list[Quote] = []
    for entry, row in zip(entries, table.body, strict=True):
        bounds = entry.bounds | (_lengths(row[length].text) if length is not None else {})
        for (place, (meter, within)), name in product(columns.items(), entry.names):
            given = conditions(bounds | within, service=service)
            for own, cell in _pieces(row[place], meter):
                more = entry.term.particulars
                found += reading.quote(name, own, cell, usual="USD", conditions=given, **more)
    _complete(table, {quote.meter for quote in found})
    return found


def _columns(table: Table) -> dict[int, tuple[str | None, dict[str, str | int | None]]]:
    """The meter (None where the cells name it) and the bounds of each price column."""
    columns: dict[int, tuple[str | None, dict[str, str | int | None]]] = {}
    texts = {_place(table, _MODEL), _place(table, _LENGTH)}
    for place, header in enumerate(table.headers):
        priced = any(_PRICE.search(row[place].text) for row in table.body)
        if place in texts or not (priced or _place(table, _MODEL) is None):
            continue
        # "> 200K input tokens" is a bound and names no meter.
        meter, bounds = labels.meter(_BOUND.sub("", header)), _lengths(header)
        if not priced or not (meter or bounds):
            raise PageChanged("a price table with a header that says nothing known", where=header)
        columns[place] = meter, bounds
    if len({side for _, bounds in columns.values() for side in bounds}) == 1:
        raise PageChanged("a bound without its other side", where=" | ".join(table.headers))
    return columns


def _pieces(cell: Cell, meter: str | None) -> Iterator[tuple[str, Cell]]:
    """The cell under its column's meter, or in pieces where it names meters itself."""
    first, *labelled = _LABEL.split(cell.live)
    if meter and not labelled:
        yield meter, cell
    elif not money.missing(first):
        raise PageChanged("a price without a meter", where=cell.text)
    for label, live in zip(labelled[::2], labelled[1::2], strict=True):
        yield labels.meter(label) or label, replace(cell, live=live)


def _complete(table: Table, meters: set[str]) -> None:
    """Raises PageChanged where a price is missing that the headers promise."""
    every = " | ".join(table.headers)
    promised = {"input", "output"}
    if re.search(r"\b(?:base|cache)\b", every, re.IGNORECASE):
        promised |= {"cache_read", "cache_write"}
    if re.search(r"\b(?:5m|1h)\b", every, re.IGNORECASE):
        promised |= {"cache_write", "cache_write_1h"}
    if missing := promised - meters:
        raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=every)


_PAGE: Final = "https://platform.claude.com/docs/en/about-claude/pricing"

VENDOR: Final = Vendor(
    slug="anthropic",
    name="Anthropic",
    aliases=("claude",),
    sources=(
        Source(
            name="anthropic",
            currencies=("USD",),
            pages={"": (f"{_PAGE}.md", _PAGE)},
            read=read,
        ),
    ),
)

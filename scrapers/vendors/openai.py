"""OpenAI: one page for everything; most models stand only in the props of the page's components.

The page's history:

2026-07   on July 30 "Priority" became "Fast mode" (`data-value="fast"`), by the page's own words.
2026-08   gpt-5.6 has a fourth price, cache writes, and two header rows, "Short context" beside
          "Long context"; what these mean (`≤272K input tokens`) is printed only in a tooltip, in
          the props of the Cyber table. Each table is an `<astro-island>`: the HTML shows a few
          rows, "All models" unfolds the rest out of the props. Those are bare numbers: the
          currency is taken from the rows shown, the unit from the sentence above them ("Prices per
          1M tokens."), and a model that stands in both must have the same prices in both. Rows
          of the text tables have no headings of their own: five items are name, input, cached,
          cache write, output, four are the same without the cache write. The long price of a
          model that is not shown is worked out by the page's script: it is not printed, no quote.
          The bound of older models stands in the name, `gpt-5.5 (<272K context length)`. The
          prices of fine-tuned models stand under the names of their base models.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from scrapers import embedded, labels, money, pages, reading, tables
from scrapers.embedded import Island
from scrapers.errors import PageChanged
from scrapers.quotes import Conditions, Page, Quote, Source, Vendor, conditions, plain
from scrapers.tables import Cell, Row, Table

Bounds = Mapping[str, str | int | None]

_SIDES: Final = ("short", "long")
_COMPONENT: Final = r"Pricing\w*Tables?$"
_TEXTS: Final = {"model": r"^\s*model$", "modality": r"^modality", "variant": r"^size$"}
_OWN_METERS: Final = {"price per second": "video", "estimated cost": "transcription"}
# The columns of a row of a text table that has no cache write, and of one that has.
_ROWS: Final = {
    4: ["Model", "Input", "Cached input", "Output"],
    5: ["Model", "Input", "Cached input", "Cache writes", "Output"],
}
_CONTEXT = re.compile(r"\s*(short|long) context\s*", re.IGNORECASE)
_LONG = re.compile(r"long\b", re.IGNORECASE)
_UNIT = re.compile(r"Prices per [^.]+")
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[€元]")
_LIMIT = re.compile(r"(?:≤|<=?|&lt;=?)\s?(\d+(?:\.\d+)?[KM]) (?:input tokens|context length)")
_BRACKET = re.compile(r"\s*\(([^()]*context[^()]*)\)$")


@dataclass(frozen=True, slots=True)
class _Place:
    """What a table does not say itself: its unit, its service tier, what short and long mean."""

    unit: money.Unit | None
    service: str
    bounds: Mapping[str, Bounds]

    def priced_in(self, table: Table) -> "_Place":
        """The same place for bare numbers: in the currency of the prices that a table shows."""
        shown = " ".join(cell.text for row in table.body for cell in row)
        unit = self.unit and replace(self.unit, currency=money.currency(shown))
        return replace(self, unit=unit)


def read(page: Page) -> list[Quote]:
    """The quotes of every table: the rows that it shows, then those that its component holds."""
    tree = LexborHTMLParser(page.text)
    main = tree.css_first("main") or tree.root
    html = main and main.html
    if main is None or not html:
        raise PageChanged("an empty page")
    islands = embedded.islands(main, _COMPONENT)
    owners = {table.mem_id: island for island in islands for table in island.node.css("table")}
    if len(owners) < len(islands):
        raise PageChanged("a component of prices without a table")
    bounds, units, quotes = _bounds(html), dict[tuple[str, ...], str](), list[Quote]()
    for table, node in zip(tables.read(html), main.css("table"), strict=True):
        if said := _UNIT.findall(table.before):
            units[table.headings] = said[-1]
        if re.match(r"tool\b", table.headers[0], re.IGNORECASE):
            continue  # searches and containers: no model has these prices
        island = owners.get(node.mem_id)
        place = _Place(money.unit(units.get(table.headings, "")), _tier(island), bounds)
        quotes += _quotes(table, place)
        place = place.priced_in(table)
        for held in _held(table, island):
            quotes += _quotes(held, place)
    return quotes


def _bounds(text: str) -> dict[str, Bounds]:
    """What the page means by short and long: a number, if it prints one anywhere."""
    limits = set(_LIMIT.findall(text))
    if len(limits) != 1:
        return {side: {"context": side} for side in _SIDES}
    limit = labels.lengths(f"<{limits.pop()}")["input_max"]
    return {"short": {"input_max": limit}, "long": {"input_min": limit}}


def _tier(island: Island | None) -> str:
    """The service tier: the component's own, or that of the pane that it stands in."""
    tier = island.props.get("tier") if island else None
    node = island.node if island else None
    while tier is None and node is not None:
        if "data-content-switcher-pane" in node.attributes:
            tier = node.attributes["data-value"]
        node = node.parent
    return "" if tier in {None, "standard"} else str(tier)


def _columns(table: Table) -> dict[int, tuple[str, str]]:
    """The meter of each price column, and whether it is of short or long context, or neither.

    Raises PageChanged where a column is missing, empty or not understood.
    """
    found = {}
    for index, header in enumerate(table.headers):
        cells = [row[index].text for row in table.body]
        meter = _OWN_METERS.get(header.lower()) or labels.meter(header)
        if meter is None and any(map(_MONEY.search, cells)):
            raise PageChanged("prices under a header that says nothing known", where=header)
        if meter and not any(cells):
            raise PageChanged("an empty column of prices", where=header)
        if meter and meter != "training":
            context = _CONTEXT.match(header)
            found[index] = meter, context[1].lower() if context else ""
    # Short and long context promise the same columns.
    promised = {"input", "output"} | {meter for meter, context in found.values() if context}
    for within in {context for _, context in found.values()}:
        meters = {meter for meter, context in found.values() if context == within}
        if missing := ({"video"} if "video" in meters else promised) - meters:
            where = " | ".join(table.headers)
            raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=where)
    return found


def _quotes(table: Table, place: _Place) -> list[Quote]:
    columns, texts = _columns(table), table.columns(_TEXTS)
    if "model" not in texts:
        raise PageChanged("a price table without a model", where=" | ".join(table.headers))
    if any(labels.meter(header) == "training" for header in table.headers):
        place = replace(place, service="_".join(filter(None, ("fine_tuned", place.service))))
    found: list[Quote] = []
    for row in table.body:
        text = {name: row[index].text for name, index in texts.items()}
        model, given = _model(row[texts["model"]])
        given = {"service": place.service, "variant": text.get("variant"), **given}
        applies = {name: conditions(place.bounds.get(name), **given) for name in ("", *_SIDES)}
        named = partial(reading.quote, model, unit=place.unit)
        found += _row(row, text.get("modality", ""), columns, applies, named)
    return found


def _row(
    row: Row,
    modality: str,
    columns: Mapping[int, tuple[str, str]],
    applies: Mapping[str, Conditions],
    named: partial[list[Quote]],
) -> list[Quote]:
    found: list[Quote] = []
    for index, (meter, context) in columns.items():
        if meter == "transcription" and found:
            continue  # an estimate beside the token prices that are charged
        # "Audio" in the row and "Cached input" above the column make one meter.
        own = labels.meter(f"{modality} {meter.replace('_', ' ')}") if modality else meter
        read = named(meter=own or meter, cell=row[index], conditions=applies[context])
        # Speech is priced by its characters, in the column of text input.
        found += [replace(q, meter="speech") if q.per == "1M chars" else q for q in read]
    return found


def _model(cell: Cell) -> tuple[str, Bounds]:
    """The name, and what it says of the conditions: a bound in a bracket, "with data sharing"."""
    name = labels.model(cell.lines)
    bracket = _BRACKET.search(name)
    given = labels.lengths(bracket[1]) if bracket else {}
    extra = next((line for line in cell.lines[1:] if line.startswith("with")), None)
    return _BRACKET.sub("", name), {**given, **({"variant": extra} if extra else {})}


def _held(table: Table, island: Island | None) -> list[Table]:
    """The rows that the component holds, with the headers of the table that it shows."""
    if island is None:
        return []
    props, own = island.props, [_cell(heading) for heading in island.props.get("headings", ())]
    rows = props.get("rows") or [[g["model"], *row] for g in props["groups"] for row in g["rows"]]
    shown = {row[0].text for row in table.body}
    under = defaultdict[Row, list[Row]](list)
    for row in rows:
        head = own or _headings(table, len(row), shown=row[0] in shown)
        if len(head) != len(row):
            raise PageChanged(f"{len(row)} items under {len(head)} headings", where=str(row[0]))
        under[tuple(head)].append(tuple(map(_cell, row)))
    held = [Table((head, *body), head=1) for head, body in under.items()]
    if own and _columns(held[0]) != _columns(table):
        where = " | ".join(table.headers)
        raise PageChanged("the table shown and its data differ in their columns", where=where)
    return held


def _headings(table: Table, width: int, *, shown: bool) -> list[Cell]:
    """The headers of a row of a text table: the short prices of a model, without saying so.

    Only of a model that the table shows too is it known that they are the short ones.
    """
    short = {_CONTEXT.sub("", h).strip(): h for h in table.headers if not _LONG.match(h)}
    names = list(short) if width == len(short) else _ROWS.get(width, [])
    if not names or not set(names) <= short.keys():
        raise PageChanged(f"rows of {width} items", where=" | ".join(table.headers))
    return [_cell(short[name] if shown else name) for name in names]


def _cell(item: Any) -> Cell:
    """An item of the component's data as the cell that its script would draw."""
    match item:
        case {"__pricingHtml": str(html)}:
            return tables.read(f"<table><tr><td>{html}</td></tr></table>")[0].rows[0][0]
        case {"__pricingTooltipHeading": {"label": str(label)}}:
            return Cell((label,), label)
        case None | "":
            return Cell(("-",), "-")
        case str():
            return Cell((item,), item)
    return Cell((number := plain(Decimal(item)),), number)


def essence(page: Page) -> str:
    """What is visible, and the props of the components that hold prices."""
    nodes = LexborHTMLParser(page.text).css('astro-island[component-export*="Pricing"]')
    props = [node.attributes.get("props") or "" for node in nodes]
    return "\n".join([pages.visible(page), *props])


VENDOR: Final = Vendor(
    slug="openai",
    name="OpenAI",
    aliases=("gpt", "chatgpt"),
    sources=(
        Source(
            name="openai",
            currencies=("USD",),
            pages={"": ("https://developers.openai.com/api/docs/pricing",)},
            read=read,
            essence=essence,
        ),
    ),
)

"""Mistral AI: dollars and euros side by side, only in the flight data of a Next.js page.

The page's history:

2026-05   the HTML shows no price of the API: a script draws them out of the flight data. A grid of
          three models (`api`) and the table of all (`api_endpoint`) repeat each other, each model
          with `price: [{value, price_dollar, price_euro}]`. Each amount is wrapped in paragraphs;
          a string that begins with a dollar is escaped as `$$`.
          One API id may stand at several entries (`mistral-small-latest` at Small 4 and at
          Small 3.2): these are known by their names. `fine_tuning` holds training and storage,
          and the prices of inference on one's own fine-tune. Voxtral's input is priced by the
          minute and by the token in one cell. A euro cell that repeats its own label (Pixtral
          Large) is the vendor's slip: no quote. Old prices in the prose of cards and answers are
          no quotes, nor is "batch is half price".
"""

import re
from collections import defaultdict
from dataclasses import replace
from itertools import product
from typing import Any, Final

from scrapers import embedded, labels, money, reading, tables
from scrapers.errors import Implausible, PageChanged, ScrapeError
from scrapers.quotes import Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row

Entry = dict[str, Any]

_FIELDS: Final = {"price_dollar": "USD", "price_euro": "EUR"}
_OWN_METERS: Final = {"^Audio Input": "transcription", "^Audio generation": "speech"}
# Priced by the page, the call, the image or the month, or told in words.
_NO_TOKENS = re.compile(r"\bocr\b|annotations|training|storage|available on", re.IGNORECASE)
_ONE_WAY = re.compile(r"embed|moderation|classifi", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥元]|\bfree\b", re.IGNORECASE)
_TWO_UNITS = re.compile(r"(\w+) \((.+?) / (.+?)\)")
_PART = re.compile(r"(.+) \((\w+)\)")
_LIMITED = re.compile(r"for a limited (?:period|time)", re.IGNORECASE)


def read(page: Page) -> list[Quote]:
    """The quotes of every model with a price list, dollars and euros."""
    entries = _entries(page)
    names = defaultdict(set)
    for entry in entries:
        names[_id(entry)].add(entry["name"].strip())
    found: list[Quote] = []
    for entry in entries:
        shared = len(names[_id(entry)]) > 1
        model = labels.model([entry["name"] if shared or not _id(entry) else _id(entry)])
        found += _quotes(model, entry, entry["price"])
        found += _quotes(model, entry, entry.get("fine_tuning") or [])
    return found


def _entries(page: Page) -> list[Entry]:
    """The price lists of models. Tools (search, code, libraries) are sold beside the models."""
    objects = embedded.objects(embedded.flight(page.text, '"price"'), "name", "price")
    listed = [entry for entry in objects if "api" in entry or "api_endpoint" in entry]
    if not listed:
        raise PageChanged("the page's data holds no price lists")
    return [entry for entry in listed if entry.get("type") != "Tools"]


def _id(entry: Entry) -> str:
    return (entry.get("api_endpoint") or entry.get("api") or "").strip()


def _quotes(model: str, entry: Entry, lines: list[Entry]) -> list[Quote]:
    """The quotes of one price list; one that also prices training is of one's own fine-tunes."""
    tuned = any(labels.meter(line["value"]) == "training" for line in lines)
    applies = conditions(service="fine_tuned" if tuned else None)
    found: list[Quote] = []
    if lost := [field for field in _FIELDS if not all(field in line for line in lines)]:
        raise PageChanged(f"a price list without {lost[0]}", where=model)
    printed = _cells([line[field] for line, field in product(lines, _FIELDS)])
    for cell, (line, currency) in zip(printed, product(lines, _FIELDS.values()), strict=True):
        for quote in _line(model, line, cell, usual=currency, conditions=applies):
            if quote.currency != currency:
                raise Implausible(f"{quote.currency} among prices in {currency}", where=model)
            found.append(quote)
    meters = {quote.meter for quote in found if quote.currency == "USD"}
    one_way = _ONE_WAY.search(f"{entry.get('type')} {entry['name']}")
    missing = {"input"} - meters if one_way else {"input", "output"} - meters
    if missing and any(labels.meter(line["value"]) in {"input", "output"} for line in lines):
        raise PageChanged(f"a price list without {', '.join(sorted(missing))}", where=model)
    return found


def _line(model: str, line: Entry, cell: Cell, **given: Any) -> list[Quote]:
    label = line["value"].strip()
    own = next((meter for words, meter in _OWN_METERS.items() if re.search(words, label)), None)
    if _NO_TOKENS.search(label) or cell.text == label:
        return []
    if pair := _TWO_UNITS.fullmatch(label):
        return _pair(model, pair, cell, **given)
    if re.match("api endpoint", label, re.IGNORECASE):
        promo = _LIMITED.search(line.get("detail") or "")
        return reading.both_ways(model, cell, promo=promo and promo[0], **given)
    meter = own or labels.meter(label)
    if meter is None and _MONEY.search(cell.text):
        raise PageChanged("a price under a label that says nothing known", where=label)
    unit = money.unit(label)
    return reading.quote(model, meter, cell, unit=unit, **given) if meter else []


def _pair(model: str, pair: re.Match[str], cell: Cell, **given: Any) -> list[Quote]:
    """`$0.004 (audio) / $0.1 (text)` under `Input (per min / per M tok)` is two quotes."""
    found = []
    for unit, part in zip(pair.groups()[1:], cell.live.split(" / "), strict=True):
        said = _PART.fullmatch(part)
        meter = said and labels.meter(f"{said[2]} {pair[1]}")
        if not said or not meter:
            raise PageChanged("two prices in one cell, not told apart", where=cell.text)
        amount = replace(cell, live=said[1])
        found += reading.quote(model, meter, amount, unit=money.unit(unit), **given)
    return found


def _cells(amounts: list[str | None]) -> Row:
    """Each amount is wrapped in paragraphs of its own: as cells of a table they are read alike."""
    cells = "".join(f"<td>{amount or ''}</td>" for amount in amounts)
    return tables.read(f"<table><tr>{cells}</tr></table>")[0].rows[0] if amounts else ()


def essence(page: Page) -> str:
    """The price lists, however the page around them is cut into pieces."""
    try:
        entries = _entries(page)
    except ScrapeError:
        return page.text
    kept = ("name", "api", "api_endpoint", "type", "price", "fine_tuning")
    return "\n".join(str([entry.get(key) for key in kept]) for entry in entries)


VENDOR: Final = Vendor(
    slug="mistral",
    name="Mistral AI",
    aliases=("mistralai",),
    sources=(
        Source(
            name="mistral",
            currencies=("USD", "EUR"),
            pages={"": ("https://mistral.ai/pricing",)},
            read=read,
            essence=essence,
        ),
    ),
)

"""Volcengine (Ark, in yuan) and BytePlus (ModelArk, in dollars): one documentation page each.

History of the pages, newest first:

- 2026-09  `www.volcengine.com/api/doc/getDocDetail` answers without a browser: `Result.Content` is
           the document in its editor's own form, `Result.MDContent` the same in Markdown, where
           a cell merged with the one above is empty. Peak hours stand in the column of conditions,
           now headed `条件 输入长度：千 token`, as 空闲时段 / 高峰时段; a price that has changed
           stands twice, once with `调整前价格，2026-08-21 起不适用` below the name. (As others
           report it; not captured here.)
- 2026-07  The page has to be rendered; its script carries what the answer above holds. Titles are
           DIVs of the class `heading-h2`, and they alone tell online inference from low latency,
           batch and fine-tuned models. Zero-width characters everywhere; a merged cell leaves
           placeholders with `rowspan="0"`. Lengths count thousands of tokens, which only their
           header says; each price column prints its unit. Packages (TPM), training, video,
           pictures, 3D, plans and the knowledge base stand in tables of their own: passed over.
- 2026     BytePlus has the same columns in English (`Model ID`, `Pricing tiers (K tokens)`,
           `Input (non-audio) (USD/M tokens)`) and calls batch `Offline batch inference`. Not
           captured: the reader is tried on pages made by hand alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from scrapers import labels, money, notes, pages, reading, tables
from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

_TITLE = re.compile(
    r'<div class="[^"]*\bheading-h([1-6])\b[^"]*"[^>]*>(.{0,3000}?)</div></div>', re.DOTALL
)
_SPEAKS = re.compile(
    r"推理|大语言|向量|精调|生成|单元|插件|inference|\bllm|language|embedding|fine-?tun"
    r"|generation|batch|\bplan\b|\bagents?\b",
    re.IGNORECASE,
)
# Sections that sell something else than a model's tokens.
_OTHERS = re.compile(
    r"视频|图片|图像|3d|\btpm\b|模型单元|算力|套餐|插件|助手|知识库|\bplan\b|\bagents?\b"
    r"|video|image generation|\bvisual\b|model units?\b|plug-?ins?\b|knowledge base",
    re.IGNORECASE,
)
_TUNED = re.compile(r"精调|fine-?tun", re.IGNORECASE)
_SERVICES: Final = {
    "batch": r"批量|离线|\bbatch|offline",
    "low_latency": r"低延迟|low[- ]latency",
    "priority": r"优先|priority",
}
_KIND = re.compile(r"(?:在线推理|online inference)\s*\(([^()]*)\)", re.IGNORECASE)
_ORDINARY = re.compile(r"常规|标准|后付费|standard|regular|postpaid|token", re.IGNORECASE)
_ONE_WAY = re.compile(r"向量|重排|embedding|rerank", re.IGNORECASE)
_FORMULA = re.compile(r"费用 ?= ?([^。：:]*)")

# What the columns hold that hold no price; the first is of no use here.
_TEXTS: Final = {
    "aside": r"provider|厂商|上下文|最大|context|\bmax|限流|说明|备注|\bnotes?\b|^版本|额度|quota",
    "model": r"模型|^model",
    "terms": r"条件|长度|分段|condition|tier|length|时段|峰谷|\bpeak\b|period|\bhours\b",
}
_AMOUNT = re.compile(r"[¥￥$€]\s*\d|\d\s*元|免费|\bfree\b|^\d+(?:\.\d+)?$", re.IGNORECASE)
_NOT_AUDIO = re.compile(r"非音频|non-audio", re.IGNORECASE)
_OF_PRICES = re.compile(r"价|\bpric", re.IGNORECASE)
_ENDS = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?\s*起\s*(?:不适用|不再|失效|停用)")


_Terms = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of prices: where it stands, and what its header says."""

    place: int
    header: str
    meter: str

    @property
    def terms(self) -> _Terms:
        """What the header adds to the conditions of a row."""
        said = {"window": labels.window(self.header), "service": _named(self.header)}
        return {name: value for name, value in said.items() if value}


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of the page or of the JSON answer; `currency` is that of a free cell.

    Raises PageChanged where a table of token prices is not understood, or where a price is missing
    that the others presuppose.
    """
    text, markdown = _document(page)
    found = tables.read(text, markdown=markdown)
    hours = notes.hours(*(table.before for table in found))
    following = [*(table.before for table in found[1:]), ""]
    quotes: list[Quote] = []
    for table, after in zip(found, following, strict=False):
        quotes += _table(table, after, currency, blank_is_merged=markdown)
    if not any(q.meter == "output" and "service" not in dict(q.conditions) for q in quotes):
        raise PageChanged("no table of ordinary online inference")
    return [_scheduled(quote, hours) for quote in quotes]


def _scheduled(quote: Quote, hours: str | None) -> Quote:
    return replace(quote, schedule=hours) if "window" in dict(quote.conditions) else quote


def _document(page: Page) -> tuple[str, bool]:
    """The document with its titles made headings, and whether it is Markdown."""
    if not _is_answer(page):
        return _TITLE.sub(r"<h\1>\2</h\1>", page.text), page.kind == "markdown"
    result = json.loads(page.text).get("Result") or {}
    for held in (result.get("MDContent"), result.get("Content")):
        if held and not held.lstrip().startswith("{"):
            return held, not held.lstrip().startswith("<")
    raise PageChanged("the answer holds no document that can be read", where=page.text[:80])


def _is_answer(page: Page) -> bool:
    return page.text.lstrip().startswith("{")


def essence(page: Page) -> str:
    """What bears prices: of the JSON answer, which is numbered anew each time, the document."""
    return _document(page)[0] if _is_answer(page) else pages.visible(page)


def _table(table: Table, after: str, currency: str, *, blank_is_merged: bool) -> Iterator[Quote]:
    about = _about(table)
    if _OTHERS.search(about):
        return
    texts = _texts(table)
    columns = _columns(table, texts) if "model" in texts.values() else []
    if not columns:
        _pass_over(table, about)
        return
    _complete(columns, about, after)
    service = _service(f"{about} {' '.join(table.headers)}")
    for row in _rows(table, texts):
        if blank_is_merged and not all(row[column.place].text for column in columns):
            raise PageChanged("an empty cell, which may be part of a merged one", where=about)
        name = next(row[place] for place, held in texts.items() if held == "model")
        terms = {"service": service} | _terms(table, texts, row)
        yield from _prices(row, columns, name, terms, currency)


def _prices(
    row: Row, columns: list[_Column], name: Cell, terms: _Terms, currency: str
) -> Iterator[Quote]:
    model, more = labels.model(name.lines), _dates(name)
    for column in columns:
        yield from reading.quote(
            model,
            column.meter,
            row[column.place],
            unit=money.unit(column.header),
            usual=currency,
            conditions=conditions(terms | column.terms),
            **more,
        )


def _about(table: Table) -> str:
    """The titles above a table; where none is marked as one, the words right before it."""
    title = " / ".join(table.headings)
    if not _SPEAKS.search(title):
        title = re.split(r"[。？！：:]", table.before)[-1][-60:]
    return money.fold(title)


def _texts(table: Table) -> dict[int, str]:
    """What the columns without prices hold; a header that names a currency is that of a price."""
    found: dict[int, str] = {}
    for place, header in enumerate(table.headers):
        names = (name for name, words in _TEXTS.items() if re.search(words, header, re.IGNORECASE))
        if not money.currency(header) and (name := next(names, None)):
            found[place] = name
    return found


def _columns(table: Table, texts: Mapping[int, str]) -> list[_Column]:
    """The columns of prices. Raises PageChanged where one of them says nothing known."""
    found: list[_Column] = []
    unknown = ""
    for place, header in enumerate(table.headers):
        if place in texts:
            continue
        if meter := labels.meter(header):
            found.append(_Column(place, header, meter))
        elif any(_AMOUNT.search(row[place].text) for row in table.body):
            unknown = header or "an empty header"
    if found and unknown:
        raise PageChanged("prices under a header that says nothing known", where=unknown)
    return found


def _complete(columns: list[_Column], about: str, after: str) -> None:
    """Both directions, both kinds of input where one is named, hits where storage is sold."""
    printed = [(column.meter, *column.terms.values()) for column in columns]
    if len(set(printed)) < len(printed):
        raise Ambiguous("two columns for one meter", where=about)
    promised = {"input"} if _ONE_WAY.search(about) else {"input", "output"}
    for column in columns:
        promised.add(column.meter.removesuffix("_audio"))
        promised |= {f"{column.meter}_audio"} if _NOT_AUDIO.search(column.header) else set()
        promised |= {"cache_read"} if column.meter == "cache_storage" else set()
    if formula := _FORMULA.search(after):
        parts = (part.split("单价")[0] for part in formula[1].split("+") if "单价" in part)
        promised |= {meter for part in parts if (meter := labels.meter(part))}
    if missing := promised - {column.meter for column in columns}:
        raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=about)


def _rows(table: Table, texts: Mapping[int, str]) -> Iterator[Row]:
    """The rows; below a name that spans several, what is empty is as in the row above."""
    names = [place for place, held in texts.items() if held == "model"]
    above: Row = ()
    for row in table.body:
        if above and not any(row[place].text for place in names):
            pairs = zip(row, above, strict=True)
            merged = [old if place in texts else new for place, (new, old) in enumerate(pairs)]
            above = tuple(new if new.text else old for new, old in zip(row, merged, strict=True))
        else:
            above = row
        yield above


def _terms(table: Table, texts: Mapping[int, str], row: Row) -> _Terms:
    found: _Terms = {}
    for place, held in texts.items():
        found |= labels.terms(row[place].text, table.headers[place]) if held == "terms" else {}
    return found


def _service(about: str) -> str | None:
    """The service that a table's titles and headers name; ordinary online inference has none."""
    named = _named(about)
    if _TUNED.search(about):
        return "fine_tuned_batch" if named == "batch" else "fine_tuned"
    kind = _KIND.search(about)
    if kind and not named and not _ORDINARY.search(kind[1]):
        raise PageChanged("a kind of online inference that is not known", where=kind[0])
    return named


def _named(text: str) -> str | None:
    found = (name for name, words in _SERVICES.items() if re.search(words, text, re.IGNORECASE))
    return next(found, None)


def _dates(name: Cell) -> dict[str, Any]:
    """Until when a price holds, as a note below the model's name says."""
    note = " ".join(name.lines[1:])
    if not _OF_PRICES.search(note):
        return {}
    if ends := _ENDS.search(note):
        last = date(*(int(number) for number in ends.groups())) - timedelta(days=1)
        return {"effective_until": last.isoformat()}
    return notes.term(note)


def _pass_over(table: Table, about: str) -> None:
    """Training is sold by the token too; any other such table must not be lost."""
    units = ((header, money.unit(header)) for header in table.headers)
    sold = [header for header, unit in units if unit and unit.per == TOKENS and unit.currency]
    if sold and (any(map(labels.meter, sold)) or not _TUNED.search(about)):
        raise PageChanged("a table of token prices that is not understood", where=about)


_JSON: Final = (
    "https://www.volcengine.com/api/doc/getDocDetail?DocumentCode=model-pricing&LibraryCode=ark"
)

VENDOR: Final = Vendor(
    slug="volcengine",
    name="Volcengine",
    name_zh="火山引擎",
    aliases=(
        "doubao",
        "ark",
        "bytedance",
        "byteplus",
        "火山",
        "火山方舟",
        "方舟",
        "字节",
        "字节跳动",
    ),
    sources=(
        Source(
            name="volcengine",
            currencies=("CNY",),
            # The answer first: it needs no browser and holds what the page is made of.
            pages={"": (_JSON, "https://www.volcengine.com/docs/82379/1544106")},
            read=partial(read, currency="CNY"),
            essence=essence,
            render=True,
            hosts=("volcengine.com", "volccdn.com"),
        ),
        Source(
            name="volcengine-intl",
            currencies=("USD",),
            pages={"": ("https://docs.byteplus.com/en/docs/ModelArk/1544106",)},
            read=partial(read, currency="USD"),
            experimental=True,
            render=True,
            hosts=("byteplus.com",),
        ),
    ),
)

"""Tencent Cloud TokenHub: in yuan on cloud.tencent.com, in dollars on tencentcloud.com.

History of the pages, newest first:

- 2026-09  Windows have a column before the prices (峰谷计费, `Peak/Off-Peak Billing`: 空闲时段
           and 高峰时段, `OFF-PEAK` and `PEAK`, else `-`); names carry a version or the mark
           （新价格）; in English the channel is `Vendor Direct` and the unit `USD / million
           tokens`. intl.cloud.tencent.com serves the dollar page without a browser. (As others
           report it; not captured here.)
- 2026-08  One table a region, in the panels of a tab bar: nothing but the order of the tabs says
           which region a table is for, and tables outside the tabs have none. 原厂直供 behind a
           name is a channel beside Tencent's own hosting. The day on which a model retires
           stands in its name and is no date of a price. Brackets are mixed: （0, 16k）
           [16k, 32k） [32k+）. Pictures, video, music and speech are sold at `10 元/百万 tokens`
           too: not a model's tokens, passed over. Embeddings name their meter in the row
           (计费项). Headers that stick to the window leave tables without rows behind, merged
           cells leave placeholders with `rowspan="0"`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers import labels, money, notes, reading, tables
from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

_REGION: Final = "region: "
# Sections, and columns, of what is sold in another way than a model's tokens.
_OTHERS = re.compile(
    r"视觉(?!理解)|语音|视频生成|图[片像]生成|3d|联网|下线模型|\btpm\b|预付费|资源包|套餐"
    r"|visual models?|vision models?|speech|(?:video|image) generation|web search|\bretired\b"
    r"|prepaid|packages?\b",
    re.IGNORECASE,
)
_OTHER_UNITS = re.compile(
    r"用量|积分|消耗|折合|按张|千次|\busage\b|credits?\b|consum|equivalent|per image|1,?000 calls",
    re.IGNORECASE,
)
_BATCH = re.compile(r"批量|\bbatch", re.IGNORECASE)
_ONE_WAY = re.compile(r"向量|重排|embedding|rerank", re.IGNORECASE)

# What the columns hold that hold no price; the first is of no use here.
_TEXTS: Final = {
    "aside": r"分类|厂商|上下文|最大|限流|并发|说明|备注"
    r"|category|provider|context|\bmax|\blimits?\b|\bnotes?\b|额度|quota",
    "model": r"模型|^model",
    "item": r"计费项|billing item|billable item",
    "terms": r"条件|长度|condition|length|峰谷|时段|\bpeak\b|period",
}
_AMOUNT = re.compile(r"[¥￥$€]\s*\d|\d\s*元|免费|\bfree\b|^\d+(?:\.\d+)?$", re.IGNORECASE)
_PRICE = re.compile(r"价格|单价|\bprice\b", re.IGNORECASE)
_CHANNEL = re.compile(
    r"\s*[(（]?\s*(原厂直供|腾讯云自建|自建|自部署|vendor[- ]direct|self[- ](?:hosted|deployed))"
    r"\s*[)）]?",
    re.IGNORECASE,
)
_GONE = re.compile(r"[(（]\s*(?:已下线|discontinued|retired)\s*[)）]", re.IGNORECASE)
_RETIRES = re.compile(
    r"\s*[(（][^()（）]*(?:下线|退役|停服|discontinu|retir|offline|deprecat|end of)"
    r"[^()（）]*[)）]",
    re.IGNORECASE,
)
_NEW_PRICE = re.compile(r"\s*[(（]\s*((?:新价|new pric)[^()（）]*)[)）]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns hold: words, or prices, by their meter (None where each row names it)."""

    headers: tuple[str, ...]
    texts: Mapping[int, str]
    meters: Mapping[int, str | None]

    def cells(self, row: Row, held: str) -> Iterator[tuple[str, Cell]]:
        """The cells of a row in the columns that hold this, each with its header."""
        for place, found in self.texts.items():
            if found == held:
                yield self.headers[place], row[place]


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of the page; `currency` is that of a free cell, which prints none.

    Raises PageChanged where a table of token prices is not understood or lacks a column, or where
    tabs and their panels do not match.
    """
    found = tables.read(_marked(tables.unbroken(page.text)))
    _alike(found)
    hours = notes.hours(*(table.before for table in found))
    quotes = [quote for table in found for quote in _table(table, currency)]
    meters = {quote.meter for quote in quotes}
    if "output" not in meters:
        raise PageChanged("no table of the prices of language models")
    if "cache_read" not in meters:  # every price list since 2026 has had the column
        raise PageChanged("no prices of cache hits on the whole page")
    return [_scheduled(quote, hours) for quote in quotes]


def _scheduled(quote: Quote, hours: str | None) -> Quote:
    return replace(quote, schedule=hours) if "window" in dict(quote.conditions) else quote


def _marked(page_text: str) -> str:
    """The page with a heading before each table in a tab's panel, which names the tab."""
    tree = LexborHTMLParser(page_text)
    for tabs in tree.css(".tse-tabs"):
        parts = [(child.attributes.get("class") or "", child) for child in tabs.iter()]
        bars = [child for name, child in parts if "tse-tabs__bar" in name]
        panels = [child for name, child in parts if "tse-tabs__cont" in name]
        labelled = [label for bar in bars for label in bar.css(".tse-tabs__item-label")]
        if len(labelled) != len(panels):
            raise PageChanged(f"{len(labelled)} tabs have {len(panels)} panels")
        for label, panel in zip(labelled, panels, strict=True):
            for table in panel.css("table"):
                table.insert_before(_heading(tree, _REGION + label.text(strip=True)))
                table.insert_after(_heading(tree, ""))
    return tree.html or ""


def _heading(tree: LexborHTMLParser, title: str) -> LexborNode:
    heading = tree.create_node("h6")
    heading.insert_child(title)
    return heading


def _titles(table: Table) -> tuple[tuple[str, ...], str]:
    """The titles above a table, and the region whose tab it is in, if in any."""
    titles = tuple(title for title in table.headings if not title.startswith(_REGION))
    regions = [title.removeprefix(_REGION) for title in table.headings if title not in titles]
    return titles, " ".join(regions)


def _alike(found: list[Table]) -> None:
    """Raises PageChanged where one region's tables print cache hits and another's do not."""
    printed: defaultdict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    for table in found:
        titles, region = _titles(table)
        if region:
            hits = "cache_read" in _layout(table).meters.values()
            printed[titles][region] = hits or printed[titles].get(region, False)
    for titles, regions in printed.items():
        if len(set(regions.values())) > 1:
            raise PageChanged("a region without prices of cache hits", where=" / ".join(titles))


def _table(table: Table, currency: str) -> Iterator[Quote]:
    titles, region = _titles(table)
    about = _about(titles, table.before)
    if _OTHERS.search(about) or _OTHER_UNITS.search(" ".join(table.headers)):
        return
    layout = _layout(table)
    if not layout.meters and "item" not in layout.texts.values():
        _pass_over(table, about)
        return
    _complete(layout, about)
    service = "batch" if _BATCH.search(about) else None
    for row in table.body:
        yield from _row(row, layout, currency, {"region": region, "service": service})


def _about(titles: tuple[str, ...], before: str) -> str:
    """The titles above a table; where only the page has one, the words right before it."""
    return " / ".join(titles) if len(titles) > 1 else re.split(r"[。？！：:]", before)[-1][-30:]


def _layout(table: Table) -> _Layout:
    """Raises PageChanged where a column of prices has a header that says nothing known."""
    texts: dict[int, str] = {}
    meters: dict[int, str | None] = {}
    unknown = ""
    for place, header in enumerate(table.headers):
        names = (name for name, words in _TEXTS.items() if re.search(words, header, re.IGNORECASE))
        if not money.currency(header) and (name := next(names, None)):
            texts[place] = name
        elif meter := labels.meter(header):
            meters[place] = meter
        elif _PRICE.search(header) and "item" in texts.values():
            meters[place] = None
        elif any(_AMOUNT.search(row[place].text) for row in table.body):
            unknown = header or "an empty header"
    if unknown and (meters or "item" in texts.values()):
        raise PageChanged("prices under a header that says nothing known", where=unknown)
    return _Layout(table.headers, texts, meters)


def _complete(layout: _Layout, about: str) -> None:
    """A model's name, and both directions of its price unless it has but one."""
    printed = [(meter, labels.window(layout.headers[n])) for n, meter in layout.meters.items()]
    if len(set(printed)) < len(printed):
        raise Ambiguous("two columns for one meter", where=about)
    by_item = "item" in layout.texts.values()
    needed: set[str | None] = {None} if by_item else {"input", "output"}
    needed -= {"output"} if _ONE_WAY.search(about) else set()
    if "model" not in layout.texts.values() or needed - set(layout.meters.values()):
        expected = ", ".join(sorted({"model", *(meter or "price" for meter in needed)}))
        raise PageChanged(f"a price table without one of {expected}", where=about)


def _row(
    row: Row, layout: _Layout, currency: str, place: Mapping[str, str | None]
) -> Iterator[Quote]:
    name = next(cell for _, cell in layout.cells(row, "model"))
    if name.text in layout.headers or _GONE.search(name.text):
        return
    model, channel, more = _model(name)
    terms: dict[str, str | int | None] = {**place, "channel": channel}
    for header, cell in layout.cells(row, "terms"):
        terms |= labels.terms(cell.text, header)
    item = " ".join(cell.text for _, cell in layout.cells(row, "item"))
    for column, meter in layout.meters.items():
        header = layout.headers[column]
        meant = meter or labels.meter(item)
        if meant is None:
            raise PageChanged("a billed item that is not known", where=f"{model}: {item}")
        window = labels.window(header)
        yield from reading.quote(
            model,
            meant,
            row[column],
            unit=money.unit(header),
            usual=currency,
            conditions=conditions(terms | ({"window": window} if window else {})),
            **more,
        )


def _model(name: Cell) -> tuple[str, str | None, dict[str, Any]]:
    """The model, the channel it is sold through, and from when on this is its price."""
    channel, marked = _CHANNEL.search(name.text), _NEW_PRICE.search(name.text)
    more: dict[str, Any] = {}
    if marked:
        more = {**notes.term(marked[1])} or {"announced": True}
    lines = name.lines
    for mark in (_NEW_PRICE, _RETIRES, _CHANNEL):
        lines = tuple(mark.sub(" ", line).strip() for line in lines)
    return labels.model(filter(None, lines)), channel[1] if channel else None, more


def _pass_over(table: Table, about: str) -> None:
    """Limits and features stand in tables too, but a price of tokens must not be lost."""
    units = [money.unit(header) for header in table.headers]
    if any(unit and unit.per == TOKENS and unit.currency for unit in units):
        raise PageChanged("a table of token prices that is not understood", where=about)


_SCRIPTS: Final = ("tencent-cloud.com", "tencent-cloud.cn", "qcloudimg.com")
_INTL: Final = "/zh/document/product/1300/78937"

VENDOR: Final = Vendor(
    slug="tencent",
    name="Tencent Cloud",
    name_zh="腾讯云",
    aliases=("hunyuan", "tokenhub", "腾讯"),
    sources=(
        Source(
            name="tencent",
            currencies=("CNY",),
            pages={"": ("https://cloud.tencent.com/document/product/1823/130055",)},
            read=partial(read, currency="CNY"),
            render=True,
            hosts=("cloud.tencent.com", *_SCRIPTS),
        ),
        Source(
            name="tencent-intl",
            currencies=("USD",),
            pages={
                "": (
                    f"https://www.tencentcloud.com{_INTL}",
                    f"https://intl.cloud.tencent.com{_INTL}",
                )
            },
            read=partial(read, currency="USD"),
            render=True,
            hosts=("tencentcloud.com", *_SCRIPTS),
        ),
    ),
)

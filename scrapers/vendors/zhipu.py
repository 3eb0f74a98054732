"""Zhipu: BigModel's price page (yuan, rendered) and Z.ai's (dollars, a documentation page).

History of the pages, newest first:

- 2026-11  BigModel's documentation prints the list too (docs.bigmodel.cn, Markdown), with the unit
           in the header, `输入单价（元/百万 Tokens）`, and former prices struck through as 刊例价.
- 2026-08  Z.ai (HTML, Markdown twin): tables for text, vision, tools, images, videos, audio and
           agents; the unit stands in the sentence above a table ("Prices per 1M tokens."), or in
           the cell (`$0.7 / MTok`) where a table mixes units. a dash or a backslash is no price.
- 2026-07  BigModel: header and body are two tables, the unit is only in the header, half of the
           tables lie in hidden tabs. `1M` and `200K` are windows, `[0, 32)` is a tier in thousands
           of tokens. 单价 without a direction, and a Batch column beside it. Sections for
           fine-tuning, instances, packages and the knowledge base sell no model by its use.
- 2025-08  Z.ai (MDX): dollars are escaped, some rows lack their closing pipe, one table lists
           models without prices, and a display name contradicts the API name: the latter counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from scrapers import contexts, labels, money, notes, reading, tables
from scrapers.contexts import Contexts
from scrapers.errors import Ambiguous, PageChanged
from scrapers.quotes import TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

_NAME: Final = {
    "api": r"^api name$",
    "name": r"^(?:模型|工具|智能体)(?:名称|编码)?$|^(?:model|tool|agent)s?(?:/tools?)?(?: name)?$",
}
_LENGTH = re.compile(r"上下文|长度|context|length", re.IGNORECASE)
_NO_PRICE = re.compile(rf"模态|modalit|\bmax|{_LENGTH.pattern}", re.IGNORECASE)
_PROSE = re.compile(r"简介|介绍|描述|说明|备注|description|\bnotes?\b", re.IGNORECASE)
_PRICE = re.compile(r"单价|价格|定价|\bprice\b|\bcost\b", re.IGNORECASE)
_BATCH = re.compile(r"\bbatch\b|批量", re.IGNORECASE)
_AMOUNT = re.compile(
    r"[¥￥$€]\s*\d|\d\s*元|^(?:限时)?免费$|^(?:limited-time )?free$", re.IGNORECASE
)
_OTHER_SALES = re.compile(r"微调|实例|私有化|套餐|知识库|fine-tun|\bplans?\b", re.IGNORECASE)
_OVERVIEW = re.compile(r"\b(?:type|strength|language)\b", re.IGNORECASE)
_GENERATES = re.compile(
    r"分辨率|图像生成|视频生成|文生|图生|首尾帧|参考生|(?:image|video) generation", re.IGNORECASE
)
_VIDEO = re.compile(r"视频|首尾帧|\bvid|video", re.IGNORECASE)
_SEARCH = re.compile(r"搜索|工具|\btools?\b|\bsearch\b", re.IGNORECASE)
_SPEECH_IN = re.compile(r"\bASR\b|识别|transcri", re.IGNORECASE)
_ONE_WAY = re.compile(r"embedding|rerank", re.IGNORECASE)
_DISCOUNT = re.compile(r"折|优惠|discount|\boff\b", re.IGNORECASE)
# "16元/百万 tokens(约0.0002元/秒）": what a price comes to in another unit is no second price.
_ASIDE = re.compile(
    r"[(（]\s*(?:约|equivalent)[^)）]*[)）]|^输入\s*[:：]|[;；]\s*输出\s*[:：]\s*不计费"
)
_SAID = re.compile(r"\bper\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of prices: its meter, None for a price without direction, and its unit."""

    place: int
    meter: str | None
    unit: money.Unit | None
    batch: bool


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of either page; `currency` is that of a free cell, which prints none.

    Raises PageChanged where a table sells something that is not understood, or a column of prices
    is missing that the others presuppose.
    """
    found = tables.read(page.text, markdown=page.kind == "markdown")
    quotes = [quote for table in found for quote in _table(table, currency)]
    said = [sentence for table in found for sentence in notes.sentences(table.before)]
    return [_dated(quote, said) for quote in quotes]


def lengths(page: Page) -> Contexts:
    """What each model takes: a column 上下文 that holds sizes, where others hold tiers."""
    return contexts.known(
        (_model(row, names), row[place].text)
        for table in tables.read(page.text, markdown=page.kind == "markdown")
        if (names := table.columns(_NAME))
        for place, header in enumerate(table.headers)
        if _LENGTH.search(header)
        for row in table.body
    )


def _table(table: Table, currency: str) -> Iterator[Quote]:
    about = " ".join((*table.headings[-1:], *table.headers))
    if _OTHER_SALES.search(about):
        return
    names = table.columns(_NAME)
    columns = list(_columns(table, names))
    if not columns and (not names or _OVERVIEW.search(about)):
        return
    _complete(columns, about)
    scales = _scales(table)
    for row in table.body:
        model, bounds = _model(row, names), _bounds(row, scales)
        for column in columns:
            cell = _plain(row[column.place])
            unit = column.unit if column.meter else money.unit(cell.live) or column.unit
            terms = conditions(bounds, service="batch" if column.batch else None)
            for meter in (column.meter,) if column.meter else _meters(about, row, unit):
                yield from reading.quote(
                    model, meter, cell, unit=unit, usual=currency, conditions=terms
                )


def _columns(table: Table, names: Mapping[str, int]) -> Iterator[_Column]:
    said = [s for s in notes.sentences(table.before)[-3:] if _SAID.search(s)]
    for place, header in enumerate(table.headers):
        meter = labels.meter(header)
        if place in names.values():
            continue
        if not _NO_PRICE.search(header) and (meter or _PRICE.search(header)):
            # The sentence above says what tokens cost; storage is counted by the hour besides.
            other = money.unit(said[-1]) if said and meter != "cache_storage" else None
            batch = _BATCH.search(header) is not None
            yield _Column(place, meter, money.unit(header) or other, batch)
        elif not _PROSE.search(header) and any(
            _AMOUNT.search(row[place].text) for row in table.body
        ):
            raise PageChanged("a column of prices that is not understood", where=header)


def _complete(columns: list[_Column], about: str) -> None:
    """Both directions or none, a batch price beside an ordinary one, a hit beside its storage."""
    printed = [(column.meter, column.batch) for column in columns]
    if len(set(printed)) < len(printed):
        raise Ambiguous("two columns for one meter", where=about)
    for batch in {batch for _, batch in printed} | {False}:
        meters = {meter for meter, of_batch in printed if of_batch == batch}
        if None not in meters and not meters >= {"input", "output"}:
            raise PageChanged("no price without direction, nor one for both", where=about)
    if ("cache_storage", False) in printed and ("cache_read", False) not in printed:
        raise PageChanged("no price for cache hits beside that of their storage", where=about)


def _model(row: Row, names: Mapping[str, int]) -> str:
    """The API name where one is printed: the display name beside it has been wrong."""
    cells = [row[names[key]] for key in _NAME if key in names]
    return labels.model(next((c.lines for c in cells if not money.missing(c.text)), ()))


def _scales(table: Table) -> dict[int, int | None]:
    """The columns that hold tiers, and what the header says a bare number in them counts."""
    units = {n: money.unit(h) for n, h in enumerate(table.headers) if _LENGTH.search(h)}
    return {n: int(1_000_000 / unit.factor) if unit else None for n, unit in units.items()}


def _bounds(row: Row, scales: Mapping[int, int | None]) -> dict[str, str | int | None]:
    found: dict[str, str | int | None] = {}
    for place, scale in scales.items():
        tier = labels.lengths(row[place].text, scale=scale or 1)
        if tier and not scale and not re.search(r"\d\s*[km]", row[place].text, re.IGNORECASE):
            raise PageChanged("a tier without its unit", where=row[place].text)
        found |= tier
    return found


def _meters(about: str, row: Row, unit: money.Unit | None) -> tuple[str, ...]:
    """What a price without direction is for; nothing where we have no meter (a voice's clone)."""
    per = unit.per if unit else None
    said = " ".join(cell.text for cell in row if not _AMOUNT.search(cell.text))
    if per in {"image", "video"}:
        return (str(per),)
    if _GENERATES.search(f"{about} {said}") and per != TOKENS:
        return ("video" if _VIDEO.search(f"{about} {said}") else "image",)
    if _SPEECH_IN.search(said):
        return ("transcription",)
    if per == "request":
        return ("search",) if _SEARCH.search(f"{about} {said}") else ()
    tokens = ("input",) if _ONE_WAY.search(said) else ("input", "output")
    return {"1M chars": ("speech",), TOKENS: tokens, None: tokens}.get(per, ())


def _plain(cell: Cell) -> Cell:
    return replace(cell, live=_ASIDE.sub("", cell.live))


def _dated(quote: Quote, said: list[str]) -> Quote:
    """A discount ends when a sentence beside the tables says so of this model."""
    if quote.was is None:
        return quote
    named = re.compile(rf"{re.escape(quote.model)}(?![\w-])")
    told = (s for s in said if named.search(s) and _DISCOUNT.search(s))
    ends = (notes.term(sentence).get("effective_until") for sentence in told)
    return replace(quote, effective_until=next(filter(None, ends), None))


VENDOR = Vendor(
    slug="zhipu",
    name="Zhipu",
    name_zh="智谱",
    aliases=("glm", "z.ai", "zai", "bigmodel", "智谱ai", "zhipuai"),
    sources=(
        Source(
            name="zhipu",
            currencies=("CNY",),
            pages={"": ("https://open.bigmodel.cn/pricing",)},
            read=partial(read, currency="CNY"),
            version=2,
            contexts=lengths,
            render=True,
            hosts=("bigmodel.cn",),
        ),
        Source(
            name="zhipu-intl",
            currencies=("USD",),
            pages={
                "": (
                    "https://docs.z.ai/guides/overview/pricing.md",
                    "https://docs.z.ai/guides/overview/pricing",
                )
            },
            read=partial(read, currency="USD"),
            version=2,
            contexts=lengths,
        ),
    ),
)

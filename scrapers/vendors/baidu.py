"""Baidu AI Cloud Qianfan (百度智能云千帆): the price list in dollars, and the one in yuan.

History of the pages, newest first:

- 2026-06  baidu-intl (static): one layout for all tables, Model Name | Version Name | Service
           Content | Sub-item | Online Inference | Unit; a row for each meter (Input, Cache Hit,
           Output) with a bare number, the currency only in the unit ($/M tokens). The same models
           stand again, at the same prices, in Text Generation, Visual Understanding and Deep
           Thinking, which are sections and no modes. The version is nearer to the API's id than
           the model's name; the two differ only for ERNIE.
- 2026     baidu (rendered, never captured; written from the layout of its English twin): the same
           columns in Chinese (模型名称, 版本名称, 服务内容, 子项, 在线推理, 单位) and one for
           批量推理; free models say 免费; 元/千tokens in older tables, 元/百万tokens in newer.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from scrapers import labels, money, notes, reading, tables
from scrapers.errors import PageChanged
from scrapers.quotes import TOKEN_HOURS, TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Row, Table

# What a column holds, by its label; the first that matches.
_KINDS: Final = {
    "name": r"版本|\bversion\b",
    "model": r"^模型|^model\b",
    "about": r"服务内容|\bservice\b",
    "item": r"子项|计费项|\bsub-?\s?item\b",
    "unit": r"单位|\bunit\b",
    "price": r"推理|价格|单价|\binference\b|\bprice\b",
    "window": r"时段|峰谷|time (?:of day|period)|\bhours\b",
    "tier": r"长度|\blength\b",
    "note": r"上下文|context|备注|说明|\bnotes?\b|remark|额度|quota",
}
_KIND: Final = {kind: re.compile(words, re.IGNORECASE) for kind, words in _KINDS.items()}
_NEEDED: Final = ("name", "item", "unit", "price")
_AMOUNT = re.compile(
    r"\d+(?:\.\d+)?|.*(?:\d\s?元|[¥￥$€]\s?\d).*|(?:限时)?免费|free", re.IGNORECASE
)

_USUAL = re.compile(r"在线推理|online inference|^(?:价格|单价|price)", re.IGNORECASE)
_SERVICES: Final = {
    "fine_tuned": re.compile(r"精调|fine-?\s?tuned", re.IGNORECASE),
    "batch": re.compile(r"批量|(?<![a-z])batch(?![a-z])", re.IGNORECASE),
    "low_latency": re.compile(r"低延迟|low[- ]latency", re.IGNORECASE),
}
_OTHER_SALES = re.compile(
    r"训练|精调服务|模型精调|部署|套餐|资源包|预付费|知识库"
    r"|training|fine-?\s?tuning|deploy|\bplans?\b|package",
    re.IGNORECASE,
)
_NO_ITEM = re.compile(r"推理(?:服务)?|调用|token|inference", re.IGNORECASE)
_ONE_WAY = re.compile(r"向量|排序|embedding|rerank", re.IGNORECASE)
_SEARCH = re.compile(r"搜索|search", re.IGNORECASE)
_BY_PIECE: Final = {"image": "image", "video": "video", "1M chars": "speech", "request": "request"}
_BY_TIME: Final = {
    "video": re.compile(r"视频|video", re.IGNORECASE),
    "transcription": re.compile(r"识别|recognition|transcri", re.IGNORECASE),
    "speech": re.compile(r"语音合成|speech synthesis", re.IGNORECASE),
}


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of either page; `currency` is that of a free cell, which prints none.

    Raises PageChanged where a column, the label of a row or a unit is missing or not understood.
    """
    return [quote for table in tables.read(page.text) for quote in _table(table, currency)]


def _table(table: Table, currency: str) -> list[Quote]:
    """The prices of a table, if it sells models by their use."""
    columns = _columns(table)
    known = columns.keys() & set(_NEEDED)
    if _OTHER_SALES.search(" ".join(table.headings)) or len(known) < 3:
        return []
    _understood(table, columns)
    quotes = [q for row in table.body for q in _row(table, columns, row, currency)]
    about = " ".join((*table.headings, *(quote.model for quote in quotes)))
    meters = {quote.meter for quote in quotes if quote.per == TOKENS}
    if meters and not (meters >= {"input", "output"} or _ONE_WAY.search(about)):
        raise PageChanged("a price of input or output alone", where=about[:200])
    return quotes


def _columns(table: Table) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for place, label in enumerate(table.headers):
        kind = next((kind for kind, words in _KIND.items() if words.search(label)), "")
        columns.setdefault(kind, []).append(place)
    if "model" in columns:
        columns["name"] = [*columns.get("name", ()), *columns["model"]]
    return columns


def _understood(table: Table, columns: Mapping[str, list[int]]) -> None:
    for kind in _NEEDED:
        if kind not in columns:
            raise PageChanged(f"a column is missing: {kind}", where=" | ".join(table.headers))
    for place in columns["price"]:
        label = table.headers[place]
        if not _USUAL.search(label) and not any(w.search(label) for w in _SERVICES.values()):
            raise PageChanged("a column of prices that is not understood", where=label)
    for place in columns.get("", ()):
        if any(_AMOUNT.fullmatch(row[place].live) for row in table.body):
            raise PageChanged("a column of prices that is not understood", table.headers[place])


def _row(
    table: Table, columns: Mapping[str, list[int]], row: Row, currency: str
) -> Iterator[Quote]:
    said = {kind: " ".join(row[n].text for n in places) for kind, places in columns.items()}
    if _OTHER_SALES.search(said.get("about", "")):
        return
    names = (row[place] for place in columns["name"])
    model = labels.model(next((c.lines for c in names if not money.missing(c.text)), ()))
    unit, own = money.unit(said["unit"]), f"{said['item']} {said.get('window', '')}"
    bounds = _bounds(f"{said['item']} {said.get('tier', '')}")
    for place in columns["price"]:
        label = table.headers[place]
        window = labels.window(f"{label} {own}")
        terms = conditions(bounds, service=_service(label, said.get("about", "")), window=window)
        hours = notes.hours(label, own, table.before if window else "")
        for meter in _meters(said, unit, " ".join((*table.headings, model))):
            yield from reading.quote(
                model,
                meter,
                row[place],
                unit=unit,
                usual=currency,
                conditions=terms,
                schedule=hours,
            )


def _bounds(text: str) -> dict[str, str | int | None]:
    bounds = labels.lengths(text)
    if not bounds and re.search(r"\d\s*[km千万]", text, re.IGNORECASE):
        raise PageChanged("a tier that is not understood", where=text)
    return bounds


def _service(label: str, about: str) -> str | None:
    """`fine_tuned` by what the service is, `batch` by the column, or both."""
    said = f"{label} {about}"
    return "_".join(name for name, words in _SERVICES.items() if words.search(said)) or None


def _meters(said: Mapping[str, str], unit: money.Unit | None, about: str) -> tuple[str, ...]:
    """What a row sells. Raises PageChanged where its label says nothing that is known."""
    item, per = said["item"], unit.per if unit else TOKENS
    meter, words = labels.meter(item), f"{about} {said.get('about', '')} {item}"
    if per in {TOKENS, TOKEN_HOURS}:
        if not meter and not (money.missing(item) or _NO_ITEM.search(item)):
            raise PageChanged("a row that is not understood", where=words)
        return (meter,) if meter else ("input",) if _ONE_WAY.search(words) else ("input", "output")
    if per in {"second", "minute"}:
        return tuple(kind for kind, pattern in _BY_TIME.items() if pattern.search(words))[:1]
    if per == "image" and meter and meter.startswith("input"):
        return ("input_image",)
    if per == "request" and _SEARCH.search(words):
        return ("search",)
    return (_BY_PIECE[per],) if per in _BY_PIECE else ()


VENDOR = Vendor(
    slug="baidu",
    name="Baidu",
    name_zh="百度",
    aliases=("qianfan", "ernie", "千帆", "百度千帆", "百度智能云"),
    sources=(
        Source(
            name="baidu",
            currencies=("CNY",),
            pages={"": ("https://cloud.baidu.com/doc/qianfan/s/wmh4sv6ya",)},
            read=partial(read, currency="CNY"),
            experimental=True,
            render=True,
            hosts=("cloud.baidu.com", "bdstatic.com"),
        ),
        Source(
            name="baidu-intl",
            currencies=("USD",),
            pages={"": ("https://intl.cloud.baidu.com/en/doc/qianfan/s/Jm8r1826a-intl-en",)},
            read=partial(read, currency="USD"),
        ),
    ),
)

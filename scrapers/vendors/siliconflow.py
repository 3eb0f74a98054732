"""SiliconFlow, https://siliconflow.cn/pricing: static, in yuan. Written without a capture.

What is known of the page, from programs that read it:

2025      rows are divs, not tables: the first column links to the model (`…models?target=<id>`),
          the others hold a price each (`¥2.00`, 免费); a row of the same number of columns above
          them names the columns and the unit. Prices of pictures, video and speech stand in grids
          of the same kind, with one price.
2026-02   15 models are 免费; ids such as `Pro/deepseek-ai/DeepSeek-V3` are the paid twins.
2026-08   a third column for cached input.

The same data stands in the page's scripts, without its units: not read.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers import labels, money, reading
from scrapers.errors import PageChanged
from scrapers.quotes import TOKENS, Page, Quote, Source, Vendor
from scrapers.tables import Cell

_NAME = re.compile(r"^模型|^model", re.IGNORECASE)
_PRICE = re.compile(r"[¥￥$€]\s?\d|\d\s?元|免费|\bfree\b|^\d+(?:\.\d+)?$", re.IGNORECASE)
_ONE = re.compile(r"价格|单价|\bprice\b", re.IGNORECASE)
_PIECES: Final = {"image": "image", "video": "video", "second": "video", "1M chars": "speech"}
# Speech is sold by the million bytes of UTF-8, which is no unit of ours.
_ELSE = re.compile(r"字节|\bbytes?\b", re.IGNORECASE)


def read(page: Page) -> list[Quote]:
    """The prices of every model that a row links to. Raises PageChanged, Ambiguous."""
    found: list[Quote] = []
    headers: list[str] = []
    for line, model in _lines(LexborHTMLParser(page.text)):
        if not model:
            headers = _accepted(line)
        elif len(headers) != len(line):
            raise PageChanged("a row without a header of its width", where=model)
        elif not _ELSE.search(" ".join(headers)):
            found += _row(model, headers, line)
    if not {"input", "output"} <= {quote.meter for quote in found}:
        raise PageChanged("no prices of tokens")
    return found


def _lines(tree: LexborHTMLParser) -> Iterator[tuple[list[str], str]]:
    """The rows of the grids in page order with their models; headers come without a model."""
    rows = {}
    for link in tree.css("a[href*='target=']"):
        if row := _row_of(link):
            rows[row.mem_id] = _target(link)
    for node in tree.css("div, ul, li, tr"):
        columns = list(node.iter())
        if (model := rows.get(node.mem_id)) or _heads(columns):
            yield [_text(column) for column in columns], model or ""


def _accepted(headers: list[str]) -> list[str]:
    """The header row, if input and output are priced together or not at all."""
    meters = {"input", "output"} & {labels.meter(header) for header in headers}
    if len(meters) == 1:
        raise PageChanged("a price of input or output alone", where=" | ".join(headers))
    return headers


def _row_of(link: LexborNode) -> LexborNode | None:
    """The smallest element that holds a price beside the link; None if it holds another link."""
    column, row = link, link.parent
    while row is not None and not any(
        _PRICE.search(_text(each)) for each in row.iter() if each.mem_id != column.mem_id
    ):
        column, row = row, row.parent
    return None if row is None or len(row.css("a[href*='target=']")) > 1 else row


def _heads(columns: list[LexborNode]) -> bool:
    if len(columns) < len(("model", "price")) or not _NAME.search(_text(columns[0])):
        return False
    return not any(_PRICE.search(text) for text in map(_text, columns))


def _target(link: LexborNode) -> str:
    """The model's id, which the link to it carries, else what the link says."""
    query = parse_qs(urlsplit(link.attributes.get("href") or "").query)
    return labels.model([query.get("target", [""])[0] or _text(link)])


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _row(model: str, headers: list[str], texts: list[str]) -> list[Quote]:
    found = []
    for header, text in list(zip(headers, texts, strict=True))[1:]:
        cell, unit = Cell((text,), text), money.unit(header)
        meter = labels.meter(header)
        if meter is None and _ONE.search(header):
            meter = _PIECES.get(unit.per) if unit else None
            if unit and unit.per == TOKENS:
                found += reading.both_ways(model, cell, unit=unit, usual="CNY")
                continue
        if meter:
            found += reading.quote(model, meter, cell, unit=unit, usual="CNY")
        elif _PRICE.search(text):
            raise PageChanged("a price under an unknown header", where=f"{model} {header}: {text}")
    return found


VENDOR = Vendor(
    slug="siliconflow",
    name="SiliconFlow",
    name_zh="硅基流动",
    aliases=("硅基",),
    sources=(
        Source(
            name="siliconflow",
            currencies=("CNY",),
            pages={"": ("https://siliconflow.cn/pricing",)},
            read=read,
            experimental=True,
        ),
    ),
)

"""Moonshot AI (Kimi): one page a model family, in yuan on platform.kimi.com, in dollars on .ai.

The page's history:

2025      one page for all models; `kimi-latest` was priced by the length of the request, in a
          column of its own (`8,192 < length ≤ 32,768 tokens`).
2026-05   a page a family (chat-k26, chat-k25, …). The address without a family (/pricing/chat) was
          an overview without a single price: refused.
2026-07   the table stands in the HTML that the server sends, and twice more, escaped, in its
          scripts; only the visible one is read. Columns: model, unit (`1M tokens`), cache hit,
          cache miss, output, context window (`262,144 tokens`: the model's own, no condition).
          The high-speed variant has an id of its own. Moonshot V1 has `输入价格` alone, no cache.
          In the Markdown twins the rows are props of `<DocTable>`, on .ai with each dollar in
          braces (`<>{"$"}0.95</>`), which scrapers.mdx makes into tables.
2026-07   K3 has two columns for cache writes, `(TTL 5min)` and `(TTL 1h)`, and calls a cache hit
          `Cached Input Price`. The price list of the batch API says `(Batch)` behind the model.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Final

from scrapers import contexts, dates, labels, mdx, money, reading, tables
from scrapers.contexts import Contexts
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Table

# What stands in the columns that hold no price.
_TEXTS: Final = {
    "model": r"^(?:模型|model)",
    "unit": r"^(?:计费)?单位|^(?:billing )?unit\b",
    "length": r"请求.*长度|计费档|length range|billing tier",
    "context": r"上下文|\bcontext\b",
    "window": r"^(?:计费)?时段|^(?:billing |pricing )?(?:period|hours|time)\b",
}
_WINDOWS: Final = {
    "off_peak": r"非高峰|低峰|空闲|闲时|谷时|\boff[- ]?peak\b|\bidle\b",
    "peak": r"高峰|峰时|忙时|\bpeak\b",
}
_PRICE = re.compile(r"[¥￥$€]\s?\d|\d\s?元|免费|\bfree\b", re.IGNORECASE)
_BATCH = re.compile(r"\s*[(（]\s*(?:batch|批量)[^)）]*[)）]", re.IGNORECASE)
_SPLIT_CACHE = re.compile(r"未命中|写入|\bmiss\b|\bwrite", re.IGNORECASE)
_HOURS = re.compile(r"[^。.;；|()（）]*\d{1,2}[:：]\d{2}[^。.;；|()（）]*")


def read(page: Page, usual: str) -> list[Quote]:
    """The quotes of one family's page; `usual` is the currency of a cell that only says "free"."""
    markdown = page.kind == "markdown"
    text = mdx.plain(page.text) if markdown else page.text
    found: list[Quote] = []
    for table in filter(_prices_tokens, tables.read(text, markdown=markdown)):
        places = table.columns(_TEXTS)
        meters = _meters(table, places)
        model = ""
        for row in table.body:
            texts = {name: row[place].text for name, place in places.items()}
            # Below a name that spans several rows its cells may be empty.
            if texts["model"] or not model:
                model = labels.model(row[places["model"]].lines)
            for place, meter in meters.items():
                texts["header"] = table.headers[place]
                found += _quote(model, meter, row[place], texts, usual, table.before)
    return found


def lengths(page: Page) -> Contexts:
    """What each model takes: the column of its context window."""
    markdown = page.kind == "markdown"
    text = mdx.plain(page.text) if markdown else page.text
    return contexts.known(
        (_BATCH.sub("", labels.model(row[places["model"]].lines)), row[places["context"]].text)
        for table in filter(_prices_tokens, tables.read(text, markdown=markdown))
        if (places := table.columns(_TEXTS)).keys() >= {"model", "context"}
        for row in table.body
    )


def _prices_tokens(table: Table) -> bool:
    """Limits, top-ups and tool calls also stand in tables, but name no price of tokens."""
    cells = [cell.text for row in table.rows for cell in row]
    return any(map(_PRICE.search, cells)) and any("token" in text.lower() for text in cells)


def _meters(table: Table, places: dict[str, int]) -> dict[int, str]:
    """The meter of each price column. Raises PageChanged where one is missing or unknown."""
    meters: dict[int, str] = {}
    rest = set(range(len(table.headers))) - set(places.values())
    for place in sorted(rest):
        header = table.headers[place]
        if meter := labels.meter(header):
            meters[place] = meter
        elif any(_PRICE.search(row[place].text) for row in table.body):
            raise PageChanged("prices under a header that says nothing known", where=header)
    every = " | ".join(table.headers)
    # A header that says "cache miss" promises a column of hits.
    promised = {"cache_read"} if _SPLIT_CACHE.search(every) else set()
    known = places.keys() | set(meters.values())
    if missing := ({"model", "input", "output"} | promised) - known:
        raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=every)
    return meters


def _quote(
    model: str, meter: str, cell: Cell, texts: dict[str, str], usual: str, before: str
) -> list[Quote]:
    header = texts["header"]
    when = f"{header} {texts.get('window', '')}"
    lower = when.lower()
    window = next((name for name, words in _WINDOWS.items() if re.search(words, lower)), None)
    hours = window and (_HOURS.search(when) or _HOURS.search(before))
    term = dates.term(cell.live)
    # Thousands are set off by commas, which would end a bound.
    bounds = labels.lengths(texts.get("length", "").replace(",", ""))
    return reading.quote(
        _BATCH.sub("", model),
        meter,
        replace(cell, live=term.rest),
        unit=money.unit(texts.get("unit", "")) or money.unit(header),
        usual=usual,
        conditions=conditions(
            bounds, service="batch" if _BATCH.search(model) else None, window=window
        ),
        schedule=hours[0].strip() if hours else None,
        **term.particulars,
    )


_FAMILIES: Final = ("k3", "k26", "k25", "k27-code")
_CN: Final = "https://platform.kimi.com/docs/pricing/chat-"
_INTL: Final = "https://platform.kimi.ai/docs/pricing/chat-"

VENDOR: Final = Vendor(
    slug="moonshot",
    name="Moonshot AI",
    name_zh="月之暗面",
    aliases=("kimi", "moonshotai"),
    sources=(
        Source(
            name="moonshot",
            currencies=("CNY",),
            pages={family: (_CN + family, f"{_CN}{family}.md") for family in _FAMILIES},
            read=partial(read, usual="CNY"),
            version=2,
            contexts=lengths,
        ),
        Source(
            name="moonshot-intl",
            currencies=("USD",),
            # The Markdown twin first: the web page has not always sent its table with the HTML.
            pages={family: (f"{_INTL}{family}.md", _INTL + family) for family in _FAMILIES},
            read=partial(read, usual="USD"),
            version=2,
            contexts=lengths,
        ),
    ),
)

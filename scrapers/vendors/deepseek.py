"""DeepSeek: one page of models and prices, in yuan (zh) and in dollars (en), static HTML.

History of the page, newest first:

- 2026-11  Further tables follow the main one: web search and fetch, file parsing, speech, sold by
           the thousand calls, pages or characters (a column 计费单位). A Markdown twin answers
           under the same address with `.md`: spans are repeated cells, footnote marks plain text.
- 2026-09  Peak hours: every price row is split into 空闲时段 and 高峰时段, a third label column;
           the hours stand in a footnote to 价格. deepseek-v4-flash became deepseek-flash.
- 2026-08  The new prices were announced in a footnote that holds a table, one row a model and
           window, introduced by "take effect at 16:00 UTC on August 16, 2026, as follows:".
- 2026-05  V4: a discount stands in the cell, `$0.435 (75% off(3)) <del>$1.74</del>`, its end in
           the footnote. Footnote (1) names old models that are aliases: no prices of theirs.
- 2025-09  Two price tables, each under a sentence that dates it ("will remain in effect until …").
- 2025-03  Standard and discount hours as row groups, the hours in the label. The number in a
           discount row, `0.25元（5折）`, is the discounted one already.
- 2025-01  One row a model, one column a meter.

So: models may be columns or rows; a price's labels print its meter and its unit, and have always
done so; only a footnote that speaks of prices dates them, the end of a model's life does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from scrapers import contexts, labels, money, notes, reading, tables
from scrapers.contexts import Contexts
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

_MODEL = re.compile(r"(?:模型|models?)\s*(?:\(\d+\))*", re.IGNORECASE)
_SOLD_BY = re.compile(r"计费单位|\bunit\b", re.IGNORECASE)
_CONTEXT = re.compile(r"上下文(?:长度|窗口)?|context (?:length|window)", re.IGNORECASE)
_SEARCH = re.compile(r"搜索|\bsearch\b", re.IGNORECASE)
_PRICE = re.compile(r"价格|\bpric(?:e|es|ing)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"[¥￥$€]\s*\d|\d\s*元")
_MISS = re.compile(r"未命中|\bmiss\b", re.IGNORECASE)
_DISCOUNT = re.compile(r"\(?\s*(\d{1,2}% off|[\d.]+折)\s*\)?", re.IGNORECASE)
_MARK = re.compile(r"\((\d{1,2})\)")
_CONDITIONS: Final = {
    "window": {
        "off_peak": r"空闲|非高峰|低谷|谷时|闲时|优惠时段|off[- ]?peak|discount price",
        "peak": r"高峰|标准时段|\bpeak\b|standard price",
    },
    "mode": {"non_thinking": r"非思考|non-thinking", "thinking": r"思考|\bthinking\b"},
}
_HOURS = re.compile(r"\d:\d\d\s*[-–—~至到]+\s*\d{1,2}:\d\d")
_LABEL_HOURS = re.compile(r"\(([^()]*\d:\d\d[^()]*)\)")
_OF_WINDOWS = re.compile(r"时段|高峰|周末|\bpeak\b|off-peak|weekend", re.IGNORECASE)
_OF_PRICES = re.compile(r"价|折|优惠|\bpric|discount|% off", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"{_OF_WINDOWS.pattern}|弃用|下线|停用|deprecat|retire|discontinu", re.IGNORECASE
)
_INTRODUCES = re.compile(r"[:：]$|如下|下表|新价格|new price|\bfollow|\bbelow\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell, and the model and the labels that it stands under."""

    model: Cell
    label: str
    cell: Cell


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of the page; `currency` is that of a free cell, which prints none.

    Raises PageChanged where a table of token prices has a layout, or a price a label, that is not
    understood, or where a meter is missing that the others presuppose.
    """
    prose = notes.prose(page)
    quotes: list[Quote] = []
    for table in tables.read(page.text, markdown=page.kind == "markdown"):
        if _is_model(table.rows[0][0]):
            quotes += _models(table, prose, currency)
        elif _SOLD_BY.search(" ".join(table.headers)):
            quotes += _searches(table)
        else:
            _pass_over(table)
    return quotes


def _models(table: Table, prose: notes.Prose, currency: str) -> list[Quote]:
    quotes: list[Quote] = []
    seen: defaultdict[str | None, set[str]] = defaultdict(set)
    expected = {"input", "output"}
    for slot in _slots(table):
        meter, unit = labels.meter(slot.label), money.unit(slot.label)
        if not meter or not unit:
            _refuse_price(slot)
            continue
        named = {key: _named(words, slot.label) for key, words in _CONDITIONS.items()}
        seen[named["window"]].add(meter)
        expected |= {"cache_read"} if _MISS.search(slot.label) else set()
        cell, more = _charged(slot.cell, in_window=named["window"] is not None)
        more |= _dates(slot, prose, table.before) | _schedule(slot, prose, named["window"])
        quotes += reading.quote(
            labels.model(slot.model.lines),
            meter,
            cell,
            unit=unit,
            usual=currency,
            conditions=conditions(named),
            **more,
        )
    _complete(seen, expected)
    return quotes


def lengths(page: Page) -> Contexts:
    """What each model takes: a row 上下文长度 below the models' names."""
    return contexts.known(
        (labels.model(name.lines), cell.text)
        for table in tables.read(page.text, markdown=page.kind == "markdown")
        if _is_model(table.rows[0][0])
        for row in table.rows
        if _CONTEXT.fullmatch(money.fold(row[0].text))
        for name, cell in zip(table.rows[0], row, strict=True)
    )


def _slots(table: Table) -> Iterator[_Slot]:
    """Each cell beside the label columns, row by row, whichever way the table is turned."""
    top, turned = table.rows[0], _side(table.rows[0])
    head = next((n for n, row in enumerate(table.rows) if not _is_model(row[0])), 1)
    below = [_joined(row[column] for row in table.rows[1:head]) for column in range(len(top))]
    models_down = any(money.unit(cell.text) for cell in top[turned:])
    for row in table.rows[head:]:
        windows = [cell for cell in row[1:] if _named(_CONDITIONS["window"], cell.text)]
        if not models_down and any(_AMOUNT.search(cell.text) for cell in row[:turned]):
            raise PageChanged("an amount among the labels: the row is askew", _joined(row))
        for column in range(turned, len(top)):
            own = (top[column], *windows) if models_down else row[:turned]
            label = f"{_joined(own)} {below[column]}"
            yield _Slot(row[0] if models_down else top[column], label, row[column])


def _side(top: Row) -> int:
    """How many columns hold labels: those under the word 模型 / MODEL."""
    return next((n for n, cell in enumerate(top) if not _is_model(cell)), len(top))


def _is_model(cell: Cell) -> bool:
    return _MODEL.fullmatch(money.fold(cell.text)) is not None


def _joined(cells: Iterable[Cell]) -> str:
    return money.fold(" ".join(dict.fromkeys(cell.text for cell in cells)))


def _named(words: Mapping[str, str], label: str) -> str | None:
    found = (name for name, pattern in words.items() if re.search(pattern, label, re.IGNORECASE))
    return next(found, None)


def _charged(cell: Cell, *, in_window: bool) -> tuple[Cell, dict[str, str]]:
    """The cell without footnote marks, and the words of a discount that its number contains."""
    live = _MARK.sub("", money.fold(cell.live))
    found = _DISCOUNT.search(live) if in_window and not cell.struck else None
    if not found:
        return replace(cell, live=live), {}
    return replace(cell, live=live.replace(found.group(), " ")), {"promo": found[1]}


def _dates(slot: _Slot, prose: notes.Prose, before: str) -> dict[str, str]:
    """The dates of a price: those of its table's introduction, and those of its footnotes."""
    marks = _MARK.findall(money.fold(f"{slot.model.text} {slot.label} {slot.cell.text}"))
    told = notes.sentences(before)[-2:]
    said = [*told] if told and _INTRODUCES.search(told[-1]) else []
    for mark in marks:
        noted = (s for s in prose.notes.get(mark, ()) if _OF_PRICES.search(s))
        said += [s for s in noted if not (_OF_OTHERS.search(s) or _INTRODUCES.search(s))]
    found: dict[str, str] = {}
    for sentence in said:
        found |= notes.term(sentence)
    return found


def _schedule(slot: _Slot, prose: notes.Prose, window: str | None) -> dict[str, str]:
    """The hours of a window, as printed: in its label, else in the sentences that tell them."""
    if window is None:
        return {}
    if own := _LABEL_HOURS.search(slot.label):
        return {"schedule": own[1]}
    told = [s for s in prose.sentences if _HOURS.search(s) and _OF_WINDOWS.search(s)]
    return {"schedule": " ".join(told)} if told else {}


def _refuse_price(slot: _Slot) -> None:
    """A row without meter and unit is a feature or a limit, unless it holds a price."""
    named = _PRICE.search(slot.label) and not money.missing(slot.cell.text)
    if named or _AMOUNT.search(slot.cell.text):
        where = f"{slot.label}: {slot.cell.text}"
        raise PageChanged("a price whose label is not understood", where=where)


def _complete(seen: Mapping[str | None, set[str]], expected: set[str]) -> None:
    """Is every meter printed, in both windows if in one? A table without any prints no prices."""
    always = seen.get(None, set())
    windows = seen.keys() - {None}
    for window in ("peak", "off_peak") if windows else (None,):
        absent = expected.union(*seen.values()) - always - seen.get(window, set())
        if seen and absent:
            raise PageChanged(f"no {window or 'price'} row for {', '.join(sorted(absent))}")


def _searches(table: Table) -> list[Quote]:
    """Web search by the thousand calls; the other tools of such tables have no meter of ours."""
    places = table.columns({"unit": _SOLD_BY.pattern, "price": r"^(?:价格|price)$"})
    quotes: list[Quote] = []
    for row in table.body if len(places) == 2 else ():
        unit = money.unit(re.sub(r"successful|成功", "", row[places["unit"]].text))
        if unit and unit.per == "1K requests" and _SEARCH.search(row[0].text):
            model, price = labels.model(row[0].lines), row[places["price"]]
            quotes += reading.quote(model, "search", price, unit=unit)
    return quotes


def _pass_over(table: Table) -> None:
    """Whatever else stands in a table may be left unread, but not a price of tokens."""
    text = " ".join(cell.text for row in table.rows for cell in row)
    if _AMOUNT.search(text) and re.search("token", text, re.IGNORECASE):
        raise PageChanged("a table of token prices without a row of models", where=text[:80])


_EN: Final = "https://api-docs.deepseek.com"
_ZH: Final = f"{_EN}/zh-cn"

VENDOR = Vendor(
    slug="deepseek",
    name="DeepSeek",
    name_zh="深度求索",
    sources=(
        Source(
            name="deepseek",
            currencies=("CNY",),
            pages={"": (f"{_ZH}/quick_start/pricing", f"{_ZH}/quick_start/pricing.md")},
            read=partial(read, currency="CNY"),
            version=2,
            contexts=lengths,
        ),
        Source(
            name="deepseek-intl",
            currencies=("USD",),
            pages={"": (f"{_EN}/quick_start/pricing", f"{_EN}/quick_start/pricing.md")},
            read=partial(read, currency="USD"),
            version=2,
            contexts=lengths,
        ),
    ),
)

"""Alibaba Cloud Model Studio (百炼): the price list in yuan, and its English twin in dollars.

History of the pages, newest first:

- 2026-08  aliyun (a JSON answer with the document in `data.content`, or the page around the same
           document): 274 tables, no `th` and no `thead`; a second header row lies beside merged
           cells (输出单价: 非思考模式 | 思考模式; 输入单价: 文本 | 音频). The region is a heading
           above and holds over those below and beside it (更多模型, the TTS models); two regions
           are headings of the highest level by mistake. Badges (当前能力等同于…, Batch调用半价)
           are lines of their own below the id. Discounts stand in the cell (原价12元 限时5折); one
           限时免费 spans input, output and free quota; 已下线 and 目前仅供免费体验 sell nothing.
           Cache and batch prices are rules in prose, which are no quotes. Pictures, video, speech
           and rerank name the unit or input in the cell (0.2元/张, 输入图像：0.004元/张), a line
           for each variant.
- 2025-11  aliyun-intl (static, never captured; written from the layout of the Chinese page and the
           labels of older English ones): Input price (Million tokens), before 2025 (1,000 tokens);
           the free quota is granted in Singapore only.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from scrapers import labels, money, notes, pages, reading, tables
from scrapers.errors import PageChanged
from scrapers.quotes import TOKEN_HOURS, TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

# What a column holds, by its label; the first that matches.
_KINDS: Final = {
    "price": r"单价|价格|\bprice\b|\bcost\b|复刻",
    "model": r"^模型|^model\b",
    "scope": r"部署范围|deployment (?:scope|mode)",
    "variant": r"分辨率|视频类型|视频模式|任务类型|规格|阶梯层级"
    r"|resolution|video (?:type|mode)|task type|specification",
    "quota": r"额度|\bquota\b",
    "prose": r"备注|说明|描述|\bnotes?\b|remark|description",
    "note": r"模式$|^mode$|折扣$|discount$|版本|version|上下文|context|最大|\bmax",
    "tier": r"输入\s?token|input tokens?\b",
    "window": r"时段|时间段|峰谷|time (?:of day|period)|\bhours\b",
}
_QUALIFYING: Final = {"scope", "variant", "tier", "window"}
_KIND: Final = {kind: re.compile(words, re.IGNORECASE) for kind, words in _KINDS.items()}
_PLACE = re.compile(
    r"(?:华[东南西北中]\s?\d?|西[南北]\s?\d?|中国\S{0,4}?|金融云|国际|全球|新加坡|美国|德国|日本|英国|法国"
    r"|韩国|印度尼西亚|印尼|印度|马来西亚|泰国|菲律宾|阿联酋|沙特\S{0,3}?|墨西哥|巴西"
    r"|(?:mainland )?china|chinese mainland|international|global|singapore|us|germany|japan|uk"
    r"|france|south korea|indonesia|india|malaysia|thailand|philippines|uae|saudi arabia|mexico"
    r"|brazil|hong kong)\s?(?:[(（][^()（）]+[)）])?",
    re.IGNORECASE,
)
_OTHER_SALES = re.compile(
    r"套餐|资源包|节省计划|预付费|调优|微调|模型训练|模型部署|知识库|插件"
    r"|\bplans?\b|training|fine-?tun|model deployment|plug-?in",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d\s?元|[¥￥$€]\s?\d|^(?:限时)?免费$|^(?:limited-time )?free$", re.IGNORECASE
)
_NO_SALE = re.compile(
    r"免费体验|不计费|不可调用|已下线|敬请期待|free trial|not billed|no charge|discontinued",
    re.IGNORECASE,
)
_COLON = re.compile(r"[:：]")
_LABELLED = re.compile(r"(.*\S)\s*[:：]\s*([^:：]*)")
_NO_LABEL = re.compile(rf"原价|刊例价|original|list price|{_AMOUNT.pattern}", re.IGNORECASE)
_ELSEWHERE = re.compile(r"参见|\bsee\b", re.IGNORECASE)
_INVITED = re.compile(r"\s*[(（]?(?:邀测|公测|内测)中?[)）]?$")

# What a label says besides the meter.
_TERMS: Final = {
    "service": {"batch": r"(?<![a-z])batch(?![a-z])|批量"},
    "mode": {
        "non_thinking": r"非思考(?!和)|non-?\s?thinking(?! and)",
        "thinking": r"(?<![非和])思考模式|(?<!-)(?<!and )\bthinking mode",
    },
    "cache": {"explicit": r"显式|\bexplicit\b", "implicit": r"隐式|\bimplicit\b"},
}
_KIND_OF_CACHE = re.compile("|".join(_TERMS["cache"].values()), re.IGNORECASE)
_ONE_OF = r"(?:文本|图片|图像|视频|音频|text|images?|videos?|audio)"
_ANY_OF = re.compile(rf"{_ONE_OF}(?:\s?/\s?{_ONE_OF})+", re.IGNORECASE)
_SPOKEN = re.compile(r"(?:文本|text)\s?\+\s?(?=.*(?:仅音频|only audio|audio only))", re.IGNORECASE)
_ONE_WAY = re.compile(r"向量|排序|embedding|rerank", re.IGNORECASE)
_VOICE = re.compile(r"音色|\bvoices?\b", re.IGNORECASE)
_BY_PIECE: Final = {"image": "image", "video": "video", "1M chars": "speech", "request": "request"}
_BY_TIME: Final = {
    "video": re.compile(r"视频|video", re.IGNORECASE),
    "transcription": re.compile(r"识别|\basr\b|recognition|transcri", re.IGNORECASE),
    "speech": re.compile(r"语音合成|\btts\b|speech synthesis", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class _Price:
    """A column of prices: its label, the lower part of it, and the unit if the label has one.

    The lower part is the variant where nothing else tells the column from another.
    """

    place: int
    label: str
    below: str
    unit: money.Unit | None
    alone: bool


@dataclass(frozen=True, slots=True)
class _Sale:
    """A table with its region and its columns: those of prices, and the places of the others."""

    table: Table
    region: str | None
    prices: tuple[_Price, ...]
    others: Mapping[str, list[int]]
    about: str

    @property
    def prose(self) -> list[str]:
        """What stands above the table, without the titles, which end no sentence."""
        titles = "|".join(re.escape(title) for _, title in self.table.titles)
        return re.split(titles, self.table.before) if titles else [self.table.before]


def read(page: Page, *, currency: str) -> list[Quote]:
    """The prices of either page; `currency` is that of a free cell, which prints none.

    Raises PageChanged where a column, a unit or a tier is not understood, where a direction or a
    mode is missing beside the other, and where a table of models has no prices.
    """
    sales = [sale for table, region in _placed(_tables(page)) for sale in _sale(table, region)]
    priced = {sale.about for sale in sales if sale.prices}
    quotes: list[Quote] = []
    for sale in sales:
        if sale.about not in priced:
            raise PageChanged("a table of models without prices", where=sale.about)
        quotes += [q for row in sale.table.body for q in _row(sale, row, currency)]
    if not {"input", "output"} <= {quote.meter for quote in quotes}:
        raise PageChanged("no prices of tokens")
    return quotes


def essence(page: Page) -> str:
    """The document's visible part; around it the answer names other pages, which come and go."""
    try:
        return pages.visible(Page(_document(page)))
    except PageChanged:
        return page.text


def _document(page: Page) -> str:
    if not page.text.lstrip().startswith("{"):
        return page.text
    try:
        answer = json.loads(page.text)
    except ValueError as error:
        raise PageChanged("the answer breaks off") from error
    data = answer.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("content"), str):
        raise PageChanged("the answer holds no document", where=str(answer.get("message") or ""))
    return str(data["content"])


def _tables(page: Page) -> Iterator[Table]:
    """The tables; a header ends below the merged cell that names the first column."""
    for table in tables.read(_document(page)):
        below = (n for n, row in enumerate(table.rows) if row[0] != table.rows[0][0])
        yield replace(table, head=max(table.head, next(below, 1)))


def _placed(found: Iterable[Table]) -> Iterator[tuple[Table, str | None]]:
    """Each table with its region: the last heading that is a place, until a higher one follows."""
    level, region = 0, None
    for table in found:
        for depth, title in table.titles:
            if _PLACE.fullmatch(title):
                level, region = depth, title
            elif depth < level:
                region = None
        yield table, region


def _sale(table: Table, region: str | None) -> Iterator[_Sale]:
    """The table, if it sells models by their use."""
    if _OTHER_SALES.search(" ".join(table.headings)):
        return
    others: dict[str, list[int]] = {}
    for place, label in enumerate(table.headers):
        others.setdefault(_kind(label), []).append(place)
    prices = tuple(_prices(table, others.pop("price", [])))
    if "model" in others:
        _complete(table, prices, [*others.get("", ()), *others.get("note", ())])
        if prices or others.keys() & {"quota", "scope"}:
            yield _Sale(table, region, prices, others, " ".join(table.headings))
    elif any(price.unit and price.unit.per == TOKENS for price in prices):
        raise PageChanged("a table of prices without models", where=" | ".join(table.headers))


@lru_cache(maxsize=512)
def _kind(label: str) -> str:
    return next((kind for kind, words in _KIND.items() if words.search(label)), "")


def _prices(table: Table, places: list[int]) -> Iterator[_Price]:
    labelled = table.headers
    held = [(_meter(labelled[place]), _terms(labelled[place])) for place in places]
    for place, holds in zip(places, held, strict=True):
        label, first = labelled[place], table.rows[0][place].text
        below, unit = label.removeprefix(first).strip(), money.unit(_ANY_OF.sub(" ", label))
        yield _Price(place, label, below, unit, held.count(holds) == 1)


def _complete(table: Table, prices: tuple[_Price, ...], unknown: list[int]) -> None:
    """No prices under other labels; tokens in both directions, a mode beside the other."""
    for place in unknown:
        if any(_AMOUNT.search(row[place].live) for row in table.body):
            raise PageChanged("a column of prices that is not understood", table.headers[place])
    about = " ".join((*table.headings, *table.headers))
    tokens = [price.label for price in prices if price.unit and price.unit.per == TOKENS]
    ways = {(_meter(label) or "").partition("_")[0] for label in tokens}
    if not (ways >= {"input", "output"} or ways <= {""} or _ONE_WAY.search(about)):
        raise PageChanged("a price of input or output alone", where=about)
    if len({_terms(label).get("mode") for label in tokens} - {None}) == 1:
        raise PageChanged("a price of one mode without the other", where=about)


def _row(sale: _Sale, row: Row, currency: str) -> Iterator[Quote]:
    model = _INVITED.sub("", labels.model(row[sale.others["model"][0]].lines))
    if _ELSEWHERE.search(model):
        return
    said = _said(sale, row)
    terms = {"region": sale.region, "scope": said.get("scope"), **_tier(said.get("tier", ""))}
    for price in sale.prices:
        below = "" if price.alone else price.below
        for own, cell in _parts(row[price.place]):
            when = f"{own} {said.get('window', '')}"
            label = f"{price.label} {when}"
            found = _terms(label)
            variant = (said.get("variant"), below, "" if _meter(own) or _terms(own) else own)
            unit = money.unit(cell.live) or price.unit
            for meter in _meters(label, unit, sale.about):
                yield from reading.quote(
                    model,
                    meter,
                    cell,
                    unit=unit,
                    usual=currency,
                    conditions=conditions(terms, variant=_joined(variant), **found),
                    schedule=_hours(sale, price, when) if "window" in found else None,
                )


def _joined(texts: Iterable[str | None]) -> str:
    return " ".join(filter(None, texts))


def _said(sale: _Sale, row: Row) -> dict[str, str]:
    """What the columns that qualify the prices say in this row, by their kind."""
    kinds = sale.others.keys() & _QUALIFYING
    texts = {kind: (row[place].text for place in sale.others[kind]) for kind in kinds}
    return {kind: _joined(t for t in said if not money.missing(t)) for kind, said in texts.items()}


def _hours(sale: _Sale, price: _Price, when: str) -> str | None:
    return notes.hours(price.below or price.label, when.strip(), *sale.prose)


def _parts(cell: Cell) -> Iterator[tuple[str, Cell]]:
    """What a cell sells, with the label of its own that a line may have (480P：0.5元/秒)."""
    if _NO_SALE.search(cell.live) and not _AMOUNT.search(cell.live):
        return
    lines = [_LABELLED.fullmatch(line) for line in cell.lines if _COLON.search(cell.live)]
    if all(line is None or _NO_LABEL.search(line[1]) for line in lines):
        yield "", cell
        return
    for match, line in zip(lines, cell.lines, strict=True):
        yield (match[1], replace(cell, live=match[2])) if match else ("", replace(cell, live=line))


@lru_cache(maxsize=512)
def _tier(text: str) -> Mapping[str, str | int | None]:
    bounds = labels.lengths(text)
    if not bounds and re.search(r"\d", text):
        raise PageChanged("a tier that is not understood", where=text)
    return bounds


@lru_cache(maxsize=512)
def _terms(label: str) -> Mapping[str, str]:
    window = labels.window(label)
    found = ({"window": window} if window else {}) | {
        key: value
        for key, values in _TERMS.items()
        for value, words in reversed(values.items())
        if re.search(words, label, re.IGNORECASE)
    }
    if _meter(label) != "cache_read":
        found.pop("cache", None)
    return found


@lru_cache(maxsize=2048)
def _meter(label: str) -> str | None:
    return labels.meter(_SPOKEN.sub("", _KIND_OF_CACHE.sub("", label)))


@lru_cache(maxsize=2048)
def _meters(label: str, unit: money.Unit | None, about: str) -> tuple[str, ...]:
    """What a price is for; nothing where we have no meter (music by the second, a voice)."""
    meter, per = _meter(label), unit.per if unit else TOKENS
    if _VOICE.search(label):
        return ()
    if per in {TOKENS, TOKEN_HOURS}:
        ways = ("input",) if _ONE_WAY.search(about) else ("input", "output")
        return (meter,) if meter else ways
    if per in {"second", "minute"}:
        sold = (kind for kind, words in _BY_TIME.items() if words.search(f"{about} {label}"))
        return tuple(sold)[:1]
    if per == "image" and meter and meter.startswith("input"):
        return ("input_image",)
    return (_BY_PIECE[per],) if per in _BY_PIECE else ()


_JSON: Final = (
    "https://help.aliyun.com/help/json/document_detail.json"
    "?alias=%2Fmodel-studio%2Fmodel-pricing&pageNum=1&pageSize=20&website=cn&language=zh"
)
VENDOR = Vendor(
    slug="aliyun",
    name="Alibaba Cloud",
    name_zh="阿里云百炼",
    aliases=("qwen", "bailian", "alibaba", "dashscope", "阿里", "阿里云", "百炼"),
    sources=(
        Source(
            name="aliyun",
            currencies=("CNY",),
            pages={
                "": (
                    _JSON,
                    "https://help.aliyun.com/zh/model-studio/model-pricing",
                )
            },
            read=partial(read, currency="CNY"),
            essence=essence,
        ),
        Source(
            name="aliyun-intl",
            currencies=("USD",),
            pages={"": ("https://www.alibabacloud.com/help/en/model-studio/model-pricing",)},
            read=partial(read, currency="USD"),
            experimental=True,
        ),
    ),
)

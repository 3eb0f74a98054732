"""MiniMax: language models in grids of DIVs on the console's page, in plain tables in its docs.

The page's history:

2026-07   platform.minimaxi.com/subscribe/token-plan (tab "API 价格") is drawn by a browser.
          Language models stand in grids of DIVs: a row of labels, then the rows of prices, each
          with as many cells as there are labels. In the first grid the unit is in the label
          (`输入价格 百万 tokens`), the bound in the model's cell (`上下文 ≤ 512K`, `512K ~ 1M`),
          and the old price stands first, struck by CSS only; 永久五折 is a permanent half price.
          In the second the unit is in the cell (`/ 百万 tokens`). Of the tabs 标准 and 优先 only
          the chosen one is drawn: priority prices are not on the page. Video, speech and music
          are tables; music and cloned voices are priced by the piece and are no meter here.
          Monthly plans stand in scripts.
2026-07   the page sends its readers to /docs/guides/pricing-paygo for all models; the same guide
          on platform.minimax.io is in dollars. Neither has been captured yet: their tables are
          read by the words in their headers, as plain tables or as a Markdown twin.
"""

import re
from collections.abc import Container
from functools import partial
from itertools import product
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers import dates, labels, money, notes, reading, tables
from scrapers.errors import PageChanged
from scrapers.quotes import Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Table

_MODEL = re.compile(r"模型|\bmodels?\b", re.IGNORECASE)
_OWN_METERS: Final = {"cache_read": r"\bcach\w* reads?\b", "cache_write": r"\bcach\w* writes?\b"}
# What is sold by the piece, and how much of it; songs and voices are no meter.
_PIECES: Final = {"video": "video", "second": "video", "image": "image", "1M chars": "speech"}
_PRICE = re.compile(r"价格|单价|费用|\b(?:price|pricing|cost)\b", re.IGNORECASE)
_PLANS = re.compile(r"套餐|资源包|订阅|\b(?:plans?|packages?)\b", re.IGNORECASE)
_EVERY = re.compile(r"所有模型|all models", re.IGNORECASE)
_MONEY = re.compile(r"[$€¥￥]\s?\d|\d\s?元|免费|限免|\bfree\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\d[\d.]*\s*[km]?\s*[~～–-]\s*\d[\d.]*\s*[km]\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(（]([^()（）]*\d\s*[KkMm]\b[^()（）]*)[)）]$")
_PROMO = re.compile(
    r"(?:永久|限时)?\s*[\d.一二三四五六七八九半]+\s*折|限时(?:免费|优惠|特惠)|\d+% off",
    re.IGNORECASE,
)


def read(page: Page, usual: str) -> list[Quote]:
    """The quotes of language models, of which there must be a table, of videos, images and speech.

    `usual` is the currency of a cell that only says "free".
    """
    markdown = page.kind == "markdown"
    grids = [] if markdown else _grids(page.text)
    every = [*grids, *tables.read(page.text, markdown=markdown)]
    sold = [table for table in every if not any(map(_PLANS.search, table.headers))]
    if not any(map(_by_tokens, sold)):
        raise PageChanged("no table of language models")
    told = notes.prose(page).sentences if any(map(_windowed, sold)) else ()
    found: list[Quote] = []
    for table in sold:
        found += _tokens(table, usual, told) if _by_tokens(table) else _pieces(table, usual)
    return found


def _grids(html: str) -> list[Table]:
    """The grids of DIVs that begin with a row of labels, as tables."""
    tree = LexborHTMLParser(html)
    for tab in tree.css('[role="tab"][aria-selected="true"]'):
        if re.search("优先|priority", tab.text(), re.IGNORECASE):
            raise PageChanged("the page shows the priority prices, not the standard ones")
    heads = [node for node in tree.css('div[class*="grid"]') if _names_columns(node)]
    return tables.read("".join(map(_table, heads)))


def _names_columns(node: LexborNode) -> bool:
    """Cells of a word or two, two of them meters; the frame of a grid has whole rows as cells."""
    texts = [cell.text() for cell in node.iter()]
    short = all(len(text) < 40 and not _MONEY.search(text) for text in texts)
    return short and sum(_meter(text) is not None for text in texts) > 1


def _table(head: LexborNode) -> str:
    """The rows of a grid, from its labels on, as a table; a blank parts what two spans hold."""
    rows, width = [], _tracks(head) or len(list(head.iter()))
    node: LexborNode | None = head
    while node is not None:
        cells = [cell.html or "" for cell in node.iter()]
        if cells and len(cells) != width:
            text = node.text(separator=" ", strip=True)
            raise PageChanged(f"a row of {len(cells)} cells in {width} columns", where=text)
        if cells:
            rows.append("".join(f"<td>{cell}</td>" for cell in cells))
        node = node.next
    html = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>{html}</table>".replace("</span>", "</span> ")


def _tracks(head: LexborNode) -> int:
    """How many columns the style promises; 0 where it says nothing."""
    style = re.sub(r"minmax\([^()]*\)", "1fr", head.attributes.get("style") or "")
    said = re.search(r"grid-template-columns:([^;]*)", style)
    tracks = re.sub(r"repeat\((\d{1,2}),([^()]*)\)", _repeated, said[1]) if said else ""
    return len(tracks.split())


def _repeated(match: re.Match[str]) -> str:
    return f"{match[2]} " * int(match[1])


def _meter(header: str) -> str | None:
    own = (m for m, words in _OWN_METERS.items() if re.search(words, header, re.IGNORECASE))
    return next(own, None) or labels.meter(header)


def _by_tokens(table: Table) -> bool:
    """Does the table price tokens? Tables of limits name input and output too, but no price."""
    texts = " ".join(cell.text for row in table.rows for cell in row)
    priced = _MONEY.search(texts) or "token" in texts.lower()
    return bool(priced) and any(map(_meter, table.headers))


def _columns(table: Table, priced: Container[int]) -> int:
    """Where the model stands. Raises PageChanged where prices stand under a header unknown."""
    model = next((n for n, header in enumerate(table.headers) if _MODEL.search(header)), None)
    for place, header in enumerate(table.headers):
        cells = [row[place].text for row in table.body]
        if place in priced and not any(cells):
            raise PageChanged("an empty column of prices", where=header)
        if place not in priced and place != model and any(map(_MONEY.search, cells)):
            raise PageChanged("prices under a header that says nothing known", where=header)
    if model is None:
        raise PageChanged("a price table without a model", where=" | ".join(table.headers))
    return model


def _windowed(table: Table) -> bool:
    return any(labels.window(cell.text) for row in table.rows for cell in row)


def _tokens(table: Table, usual: str, told: tuple[str, ...]) -> list[Quote]:
    meters = {n: meter for n, header in enumerate(table.headers) if (meter := _meter(header))}
    place = _columns(table, meters)
    known = set(meters.values())
    promised = {"input", "output"} | ({"cache_read"} if "cache_write" in known else set())
    if missing := promised - known:
        where = " | ".join(table.headers)
        raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=where)
    found: list[Quote] = []
    for row in table.body:
        model, said = _model(row[place])
        for column, meter in meters.items():
            header = table.headers[column]
            more = _particulars(said, header, told)
            unit = money.unit(header)
            found += reading.quote(model, meter, row[column], unit=unit, usual=usual, **more)
    return found


def _model(cell: Cell) -> tuple[str, str]:
    """The name, and what else the cell says: a bound, a discount, hours."""
    name = labels.model(cell.lines)
    rest = [line for line in cell.lines if not line.startswith(name)]
    return _BRACKET.sub("", name), " ".join([*_BRACKET.findall(name), *rest])


def _particulars(said: str, header: str, told: tuple[str, ...]) -> dict[str, Any]:
    """The conditions, term and promotion of a price; the hours may stand in a sentence."""
    between, promo, term = _BETWEEN.search(said), _PROMO.search(said), dates.term(said)
    bounds = labels.lengths(f"[{between[0]}]" if between else said)
    window = labels.window(f"{header} {said}")
    return {
        "conditions": conditions(bounds, window=window),
        "schedule": window and (notes.hours(said, header) or notes.hours(*told)),
        **term.particulars,
        **({"promo": promo[0].strip()} if promo else {}),
    }


def _pieces(table: Table, usual: str) -> list[Quote]:
    """Prices by the piece; what else a row says tells it from its neighbours."""
    if not any(map(_MODEL.search, table.headers)):
        return []  # tools and endpoints
    prices = {n: header for n, header in enumerate(table.headers) if _PRICE.search(header)}
    if not prices:
        raise PageChanged("a table of models without prices", where=" | ".join(table.headers))
    place = _columns(table, prices)
    found: list[Quote] = []
    for row, (column, header) in product(table.body, prices.items()):
        unit = money.unit(row[column].live) or money.unit(header)
        piece = _PIECES.get(unit.per) if unit else "video"
        if piece is None or _EVERY.fullmatch(row[place].text):
            continue
        rest = [c.text for n, c in enumerate(row) if n != place and n not in prices]
        found += reading.quote(
            labels.model(row[place].lines),
            piece,
            row[column],
            unit=unit,
            usual=usual,
            conditions=conditions(variant=" ".join(rest)),
        )
    return found


VENDOR: Final = Vendor(
    slug="minimax",
    name="MiniMax",
    name_zh="稀宇科技",
    aliases=("minimaxi", "稀宇"),
    sources=(
        Source(
            name="minimax",
            currencies=("CNY",),
            pages={
                "": (
                    "https://platform.minimaxi.com/subscribe/token-plan?tab=api-enterprise",
                    "https://platform.minimaxi.com/docs/guides/pricing-paygo",
                )
            },
            read=partial(read, usual="CNY"),
            render=True,
            hosts=("minimaxi.com", "minimax.chat"),
        ),
        Source(
            name="minimax-intl",
            currencies=("USD",),
            pages={"": ("https://platform.minimax.io/docs/guides/pricing-paygo",)},
            read=partial(read, usual="USD"),
            experimental=True,
        ),
    ),
)

r"""Google (Gemini API): one Markdown page in dollars, a table a model and service, meters as rows.

The page's history:

2025-04   no service headings; `Output price` could say `Non-thinking: $0.60 Thinking: $3.50`.
          Reported, not captured.
2025-12   `## Gemini …`, the API id in code below it, `### Standard` and `### Batch`, each with
          `Free Tier | Paid Tier, per 1M tokens in USD`. A cell holds several prices, each with its
          words behind it: `$2.00, prompts <= 200k tokens $4.00, prompts > 200k`, `$0.30 (text /
          image / video) $1.00 (audio)`, `$4.50 / 1,000,000 tokens per hour (storage price)`. Gemma
          has no id, and only the free tier. The label `(text, image, video)` is no promise: the
          cell has an audio price too. Older models have `Context caching (storage)` as a row.
2026      `### Flex` and `### Priority` beside the two; the id as a link; several ids in one
          section; two terms in one cell (`$0.75 through December 31, 2026. $1.50 starting January
          1, 2027.`). Reported, not captured.

Read are the prices per token of models that work on text, embeddings among them. Sections of other
media (image, speech, live audio, video, music) are left out: their cells mix tokens, pieces and
"equivalent to"; so are tools, grounding and tuning.
"""

import re
from dataclasses import replace
from typing import Final

from scrapers import dates, labels, money, reading, tables
from scrapers.errors import Implausible, PageChanged
from scrapers.quotes import METERS, TOKENS, Page, Quote, Source, Vendor, conditions
from scrapers.tables import Cell, Row, Table

_COLUMNS: Final = {"paid": r"\bpaid\b", "free": r"\bfree\b"}
_SERVICES: Final = ("standard", "batch", "flex", "priority")
_ID: Final = r"[a-z][a-z0-9.]*(?:-[a-z0-9.]+)+"
_IDS: Final = rf"{_ID}(?:(?:\s*,\s*(?:and )?|\s+and\s+){_ID})*"
_OUT = re.compile(
    r"\b(?:image|imagen|video|veo|omni|audio|live|tts|speech|lyria|music|tools)\b", re.IGNORECASE
)
_OTHER_ROWS = re.compile(
    r"grounding|search|maps|tuning|generation|speech|\blive\b|execution|url context|improve",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[$€¥£]\s?\d|free of charge", re.IGNORECASE)
# Equivalents in brackets and footnote marks; quotas and references to another section.
_ASIDE = re.compile(r"\([^()]*[$€¥£][^()]*\)|\^[^^\s]*\^")
_NO_PRICE = re.compile(r"free of charge\b.*\d|(?:see|same|charged|billed|priced)\b", re.IGNORECASE)
_PROMPTS = re.compile(
    r",?\s*prompts?\s*([<>≤≥]=?\s*[\d.,]+\s*[km]?)\s*(?:tokens?)?", re.IGNORECASE
)
_KNOWN_MEDIA: Final = frozenset(
    {"text", "audio", "image", "images", "video", "videos", "thinking", "and", "pdf", "documents"}
)
_MEDIA = re.compile(r"\(([a-z /,&]*)\)", re.IGNORECASE)


def read(page: Page) -> list[Quote]:
    """The prices per token of every section that is about a text model."""
    found: list[Quote] = []
    title: str = ""
    models: tuple[str, ...] = ()
    for table in tables.read(page.text, markdown=page.kind == "markdown"):
        title, models = _section(table, title, models)
        if not _OUT.search(" ".join((title, *models))):
            for model in models:
                found += _quotes(table, title, model)
    return found


def _section(table: Table, title: str, models: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The section's title and its models: the ids right behind the title, else the title."""
    for heading in reversed(table.headings):
        if named := re.search(rf"{re.escape(heading)}\s+({_IDS})(?![\w-])", table.before):
            return heading, tuple(re.findall(_ID, named[1]))
    if title in table.headings:
        return title, models
    own = [heading for heading in table.headings if heading.lower() not in _SERVICES]
    return (own[-1], (own[-1],)) if own else ("", ("",))


def _quotes(table: Table, title: str, model: str) -> list[Quote]:
    places = table.columns(_COLUMNS)
    labelled = _labelled(table, set(places.values()))
    if not labelled:
        return []
    if not model:
        raise PageChanged("prices under no heading that names a model")
    needed = {"input"} if "embedding" in title.lower() else {"input", "output"}
    if missing := (needed - {meter for meter, _ in labelled}) | (_COLUMNS.keys() - places.keys()):
        raise PageChanged(f"a price table without {', '.join(sorted(missing))}", where=model)
    unit = _unit(table.headers[places["paid"]])
    last = table.headings[-1].lower()
    service = None if last in {title.lower(), "standard"} else last.replace(" ", "_")
    found: list[Quote] = []
    for meter, row in labelled:
        for tier, place in places.items():
            given = {"service": service, "tier": None if tier == "paid" else tier}
            found += _prices(model, meter, row[place], unit, given)
    return found


def _labelled(table: Table, prices: set[int]) -> list[tuple[str, Row]]:
    """The rows that price tokens, each with its meter. Raises PageChanged for an unknown one."""
    found: list[tuple[str, Row]] = []
    for row in table.body:
        rest = [cell.text for place, cell in enumerate(row) if place not in prices]
        label = " ".join(filter(None, rest))
        if _OTHER_ROWS.search(label):
            continue
        cached = "cache_read" if re.search(r"\bcaching\b", label, re.IGNORECASE) else None
        meter = labels.meter(label) or cached
        priced = any(_PRICE.search(cell.text) for cell in row)
        if meter and not _PRICE.search(label):
            found.append((meter, row))
        elif priced:
            raise PageChanged("a price that no header and no label explains", where=label)
    return found


def _unit(header: str) -> money.Unit:
    unit = money.unit(header)
    if unit is None or unit.per != TOKENS:
        raise PageChanged("the prices are not per token", where=header)
    if unit.currency != "USD":
        raise Implausible("another currency than USD", where=header)
    return unit


def _prices(
    model: str, meter: str, cell: Cell, unit: money.Unit, given: dict[str, str | None]
) -> list[Quote]:
    """Each price of a cell with the words behind it; a quota is not free."""
    found: list[Quote] = []
    live = "" if _NO_PRICE.match(cell.live) else _ASIDE.sub("", cell.live)
    for part in filter(str.strip, re.split(r"(?=[$€¥£])", live)):
        term = dates.term(part)
        prompts, media = _PROMPTS.search(term.rest), _MEDIA.search(term.rest)
        bounds = labels.lengths(prompts[1].replace(",", "")) if prompts else {}
        alone = _MEDIA.sub("", _PROMPTS.sub("", term.rest)).strip(" .,;")
        for own in _meters(meter, media[1].lower() if media else "", part):
            found += reading.quote(
                model,
                own,
                replace(cell, live=alone),
                unit=unit,
                usual="USD",
                conditions=conditions(given, **bounds),
                **term.particulars,
            )
    return found


def _meters(meter: str, media: str, part: str) -> list[str]:
    """The meters that a price is for: one shared with text is the text meter's."""
    words = set(re.findall(r"[a-z]+", media))
    if "storage" in words or "per hour" in part:
        return ["cache_storage"]
    if words - _KNOWN_MEDIA:
        raise PageChanged("a price of something unknown", where=part)
    if not words or "text" in words:
        return [meter]
    kinds = ("audio", "image", "video")
    own = [f"{meter}_{kind}" for kind in kinds if words & {kind, f"{kind}s"}]
    if not (known := [name for name in own if name in METERS]):
        raise PageChanged("a price without a meter", where=part)
    return known


_PAGE: Final = "https://ai.google.dev/gemini-api/docs/pricing"

VENDOR: Final = Vendor(
    slug="google",
    name="Google",
    name_zh="谷歌",
    aliases=("gemini",),
    sources=(
        Source(
            name="google",
            currencies=("USD",),
            pages={"": (f"{_PAGE}.md.txt", _PAGE)},
            read=read,
        ),
    ),
)

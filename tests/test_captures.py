"""The captured pages: read exactly as their keys say, and refused once they are broken."""

import runpy
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import breaking
import pytest
from breaking import Breakage
from conftest import PAGES

from scrapers import pages as kinds
from scrapers import reading, registry
from scrapers.errors import ScrapeError
from scrapers.quotes import Page, Quote, Source

SUFFIXES: Final = {".html", ".md", ".mdx", ".json"}
CAPTURES: Final = sorted(p for p in PAGES.glob("*/*") if p.suffix in SUFFIXES)

# Feeds print dollars per token or million without saying so: no unit and no sign to break.
FEEDS: Final = {
    "openrouter": (("prompt", "completion"), "data"),
    "modelsdev": (("input", "output"), ""),
    "litellm": (("input_cost_per_token", "output_cost_per_token"), ""),
}
# Prices that stand in no table: in grids of other elements (the rows), and in script data.
GRIDS: Final = {"minimax": 'div[class*="grid"]'}
_LINE: Final = r'\{\\"value\\":\\"%s \(/M tokens\)\\".*?\},?'
WORDS: Final = {
    "mistral": {
        "drop the dollars": (r'\\"price_dollar\\":\\".*?\\",', ""),
        "rename the euros": ("price_euro", "gnarl"),
        "drop output": (_LINE % "Output", ""),
        "rename input": (r"Input \(/M tokens", "Gnarl (/M tokens"),
        "two amounts": (
            r'(\{\\"value\\":\\"Input \(/M tokens\)\\",\\"price_dollar\\":\\"\$\$)([\d.]+.*?\},)',
            r"\1\2\g<1>7\2",
        ),
    }
}

# Breakages that read on (words of their names), and why no reader can tell them from what a vendor
# may do itself.
_ALONE: Final = "a table without prices among several: the watch sees what is gone"
_SOME: Final = "not every model has a price of this kind"
_KINDS: Final = "one of several kinds of input or output that the page prices side by side"
UNTOLD: Final[dict[str, dict[str, str]]] = {
    "aliyun": {
        "drop column “输入单价” ": _SOME,
        "drop column “输出单价” ": _SOME,
        "drop column “语音合成单价(每万字符)”": _ALONE,
        "“单价(每个音色)”": "a voice of one's own has no meter here",
    },
    "baidu-intl": {"drop row “CacheHit”": _SOME},
    "google": {"drop row “Contextcaching(storage)”": _SOME},
    "tencent": {
        **{f"drop row “{kind}输入”": _KINDS for kind in ("文本", "图片", "视频")},
    },
    "zhipu": {"drop column “BatchAPI定价”": _SOME, "row “超长输入”": "a tier told in words"},
}


@cache
def _capture(path: Path) -> tuple[Source, Page, tuple[Quote, ...]]:
    source = registry.sources()[path.parent.name]
    page = Page(path.read_text("utf8"), kinds.kind_of(path))
    try:
        return source, page, tuple(reading.read(source, page))
    except ScrapeError:
        return source, page, ()


def _names(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


needs_pages = pytest.mark.usefixtures("pages")
READ = [path for path in CAPTURES if "no-prices" not in path.name]


@needs_pages
def test_there_are_captures() -> None:
    """The folder that the other tests of this file run over is not empty."""
    assert len(CAPTURES) > 10


@needs_pages
@pytest.mark.parametrize("path", CAPTURES, ids=_names)
def test_a_capture_reads_as_its_key_says(path: Path, pages: Path) -> None:
    """Every price is found, none is invented, and each under the conditions that are printed."""
    stem = path.name.removesuffix(path.suffix)
    _, _, quotes = _capture(path)
    about_path = path.with_name(f"{stem}.key.toml")
    about = tomllib.loads(about_path.read_text("utf8")) if about_path.exists() else {}
    assert bool(quotes) != bool(about.get("refuse"))
    if not quotes or not about:
        return
    tool = runpy.run_path(str(pages.parent / "tools" / "conformance"), run_name="conformance")
    keyed, optional = (tool["key"](path.parent, stem, kind) for kind in ("quotes", "optional"))
    read = [quote.json() for quote in quotes]
    total, *differences = tool["compare"](read, keyed, optional, about)
    assert total == 0 or not any(differences), differences
    assert list(tool["malformed"](read, about)) == []


@needs_pages
@pytest.mark.parametrize("path", READ, ids=_names)
def test_the_essence_of_a_capture_holds_its_prices(path: Path) -> None:
    """Where the essence is the visible page, it reads as the page does."""
    source, page, quotes = _capture(path)
    if source.essence is None:
        assert reading.read(source, Page(kinds.essence(source, page), page.kind)) == list(quotes)


def _reads(source: Source, page: Page) -> list[Quote]:
    try:
        return reading.read(source, page)
    except ScrapeError:
        return []


def _broken(path: Path) -> Iterator[list[Breakage]]:
    source, page, quotes = _capture(path)
    yield list(breaking.gone(page))
    if path.parent.name in FEEDS:
        yield list(breaking.feed(page, *FEEDS[path.parent.name]))
        return
    small = _small(source, page, quotes)
    for currency in {quote.currency for quote in quotes} - {"EUR"}:
        yield list(breaking.unsigned(small, currency, quotes))
    yield list(breaking.unitless(small))
    yield from breaking.tabular(small, quotes)
    if path.parent.name in GRIDS:
        yield from breaking.grids(small, GRIDS[path.parent.name])
    yield list(breaking.worded(small, WORDS.get(path.parent.name, {})))


def _small(source: Source, page: Page, quotes: tuple[Quote, ...]) -> Page:
    """The page without what no reader looks at: each breakage costs a reading."""
    visible = Page(kinds.visible(page), page.kind)
    shown = visible if _reads(source, visible) == list(quotes) else page
    short = breaking.shorter(shown, quotes)
    return short if _reads(source, short) else shown


def _reads_on(path: Path) -> Iterator[str]:
    """The names of the breakages that give an answer.

    Where a column is dropped and nothing is missing, no price is read from it: it may be renamed.
    """
    source, page, quotes = _capture(path)
    small = page if path.parent.name in FEEDS else _small(source, page, quotes)
    whole = set(_reads(source, small))
    for deeds in _broken(path):
        unread = False
        for deed in deeds:
            found = set(_reads(source, deed.page))
            unread |= found == whole and deed is deeds[0] and deed.name.startswith("drop")
            if found and not (unread and found == whole):
                yield deed.name


@needs_pages
@pytest.mark.parametrize("path", READ, ids=_names)
def test_a_broken_capture_is_refused(path: Path) -> None:
    """No breakage gives a short answer; those that cannot be told are known by name."""
    untold = UNTOLD.get(path.parent.name, {})
    read_on = list(_reads_on(path))
    assert [name for name in read_on if not any(words in name for words in untold)] == []
    assert [words for words in untold if not any(words in name for name in read_on)] == []

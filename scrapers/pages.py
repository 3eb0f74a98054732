"""A page's kind, and the part of it that bears prices."""

import re
from pathlib import PurePath
from typing import Final

from scrapers.quotes import Kind, Page, Source

_KINDS: Final[dict[str, Kind]] = {
    ".json": "json",
    ".md": "markdown",
    ".mdx": "markdown",
    ".txt": "markdown",
}
_DROPPED = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template|svg)\b[^>]*>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_MATTERS = re.compile(r"\b(?:rowspan|colspan|class|style|thead)\s*=", re.IGNORECASE)


def kind_of(path: PurePath) -> Kind:
    """The content type that a file's extension stands for."""
    return _KINDS.get(path.suffix, "html")


def essence(source: Source, page: Page) -> str:
    """The part of a page that bears prices: equal essence means an equal reading.

    A source may name its own part (prices in script data); otherwise it is what is visible.
    """
    return source.essence(page) if source.essence else visible(page)


def visible(page: Page) -> str:
    """A web page without scripts and styles; of each tag stays what a table reader looks at."""
    if page.kind != "html":
        return page.text
    return _TAG.sub(_bare, _DROPPED.sub("", page.text))


def _bare(match: re.Match[str]) -> str:
    tag = match.group()
    return tag if _MATTERS.search(tag) else tag.split(None, 1)[0]

"""A page's kind, and the part of it that bears prices."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from scrapers.errors import ScrapeError
from scrapers.quotes import Kind, Page, Source

# What code for one page may stumble over on another.
UNFORESEEN: Final = (
    *(LookupError, ValueError, ArithmeticError, TypeError, AttributeError),
    RecursionError,
)

_KINDS: Final[dict[str, Kind]] = {
    ".json": "json",
    ".md": "markdown",
    ".mdx": "markdown",
    ".txt": "markdown",
}
_OPENING = re.compile(r"<(?:!--|(script|style)\b)", re.IGNORECASE)
_CLOSING: Final = {
    None: re.compile(r"--!?>"),
    "script": re.compile(r"</script\b[^<>]*>?", re.IGNORECASE),
    "style": re.compile(r"</style\b[^<>]*>?", re.IGNORECASE),
}
# What does not look like a tag to this stays as it is: too much is harmless, too little is not.
_TAG = re.compile(r"""<[^<>"']*(?:="[^"<]*"[^<>"']*|='[^'<]*'[^<>"']*)*>""")
_MATTERS = re.compile(
    r"""\s(?:rowspan|colspan|class|style|thead)=(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)


def kind_of(path: PurePath) -> Kind:
    """The content type that a file's extension stands for."""
    return _KINDS.get(path.suffix, "html")


def essence(source: Source, page: Page) -> str:
    """The part of a page that bears prices: equal essence means an equal reading.

    A source may name its own part (prices in script data); otherwise it is what is visible. Of a
    page that is another than the source knows, everything counts: its reader says what is wrong.
    """
    try:
        return source.essence(page) if source.essence else visible(page)
    except (ScrapeError, *UNFORESEEN):
        return page.text


def visible(page: Page) -> str:
    """A web page without scripts and styles; of each tag stays what a table reader looks at."""
    if page.kind != "html":
        return page.text
    return _TAG.sub(_bare, "".join(_shown(page.text)))


def _shown(html: str) -> Iterator[str]:
    """The pieces between comments, scripts and styles; one that is not closed ends with the page.

    Pictures stay, without their attributes: `<svg/>` needs no closing tag.
    """
    at = 0
    while opening := _OPENING.search(html, at):
        yield html[at : opening.start()]
        kind = opening[1] and opening[1].lower()
        # A comment may close with the dashes that open it.
        closing = _CLOSING[kind].search(html, opening.start() + len("<!"))
        at = closing.end() if closing else len(html)
    yield html[at:]


def _bare(match: re.Match[str]) -> str:
    tag = match.group()
    if "=" not in tag:
        return tag
    return tag.split(None, 1)[0] + "".join(_MATTERS.findall(tag)) + ">"

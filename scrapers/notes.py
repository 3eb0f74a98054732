"""What a page says around its tables: sentences, footnotes, and the instants that they name.

A price's dates often stand in a footnote ("(3) … extended until 2026/05/31 15:59 UTC") or in the
sentence that introduces its table. Nothing here knows a vendor; which sentence speaks of which
price is for the reader to say.
"""

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from scrapers import dates, labels, tables
from scrapers.quotes import Page

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NOTE = re.compile(r"(?:^|\n)\s*[(（](\d{1,2})[)）]")
_END = re.compile(r"(?<=[。！!])|(?<=[.:])\s+(?=[A-Z(])")
_CLAUSE = re.compile(r"[。；;！!]")
_HOURS = re.compile(r"\d:\d\d\s*[-–—~至到]+\s*(?:次日\s*)?\d{1,2}:\d\d")
_TIME = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_ZONES: Final = {
    "+08:00": re.compile(r"北京时间|utc\s?\+\s?8|\bbeijing\b", re.IGNORECASE),
    "Z": re.compile(r"\b(?:utc|gmt)\b", re.IGNORECASE),
}
# What stands between "until" and the day, and what says "from" in other words.
_CLOCK = re.compile(
    r"\(?\b(?:utc|gmt)(?:\s?\+\s?8)?(?: time)?\b\)?|北京时间|\d{1,2}:\d\d|\b(?:at|on)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"\b(?:takes?|comes?) (?:into )?effect(?: from| on| at)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """The sentences of a page's paragraphs in page order, and those of each numbered footnote."""

    sentences: tuple[str, ...]
    notes: dict[str, tuple[str, ...]]


def prose(page: Page) -> Prose:
    """The paragraphs and list items of a page; a footnote is one that begins with `(1)`."""
    html = tables.render(page.text) if page.kind == "markdown" else page.text
    said: list[str] = []
    notes: dict[str, tuple[str, ...]] = {}
    for node in LexborHTMLParser(_BREAK.sub("\n", html)).css("p, li"):
        first, *rest = _NOTE.split(node.text())
        said += sentences(first)
        for number, text in zip(rest[::2], rest[1::2], strict=True):
            notes.setdefault(number, sentences(text))
            said += sentences(text)
    return Prose(tuple(dict.fromkeys(said)), notes)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, white space folded; a colon before a capital ends one too."""
    return tuple(filter(None, (" ".join(part.split()) for part in _END.split(text))))


def term(sentence: str) -> dict[str, str]:
    """`effective_from` and `effective_until`, as far as the sentence names them.

    An ISO date-time where the one clock time and its zone are printed, else a date.
    """
    days = dates.term(_CLOCK.sub(" ", _EFFECT.sub(" from ", sentence).replace("生效", " 起")))
    found = {"effective_from": days.since, "effective_until": days.until}
    clock = _clock(sentence)
    return {name: f"{day}{clock}" for name, day in found.items() if day}


def _clock(sentence: str) -> str:
    times = _TIME.findall(sentence)
    zone = next((zone for zone, words in _ZONES.items() if words.search(sentence)), None)
    return f"T{times[0][0]:0>2}:{times[0][1]}{zone}" if len(times) == 1 and zone else ""


def hours(*texts: str) -> str | None:
    """The clauses that tell the clock hours of a time of day, as printed; None where none does."""
    clauses = (clause.strip() for text in texts for clause in _CLAUSE.split(text))
    told = [clause for clause in clauses if _HOURS.search(clause) and labels.window(clause)]
    return "; ".join(dict.fromkeys(told)) or None

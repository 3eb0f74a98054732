"""The days between which a price holds, out of the words around it.

"through August 31, 2026", "starting September 1, 2026", "自2026年9月1日起". A day without a year
is no date: the words stay where they are, for the reader to account for.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from scrapers import money

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
)
_UNTIL = (
    r"(?:through|thru|until|till|valid (?:to|until)|up to|ends?(?: on)?|expires?(?: on)?"
    r"|有效期至|截至|截止|至)"
)
_SINCE = r"(?:starting(?: from)?|effective(?: from)?|beginning|from|as of|since|自|从)"
_TERM = re.compile(
    rf"(?P<until>{_UNTIL} ?(?P<end>{_DAY})|(?P<last>{_DAY}) ?(?:之前|前|止))"
    rf"|(?P<since>{_SINCE} ?(?P<start>{_DAY}) ?起?|(?P<first>{_DAY}) ?起)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """From when and until when (ISO dates, both days included), and the text without those words.

    `words` are those that name the end, as printed.
    """

    rest: str
    since: str | None = None
    until: str | None = None
    words: str | None = None

    @property
    def particulars(self) -> dict[str, Any]:
        """What a quote says of it: only the fields that apply."""
        fields = {
            "effective_from": self.since,
            "effective_until": self.until,
            "promo": self.words,
        }
        return {name: value for name, value in fields.items() if value is not None}


def term(text: str) -> Term:
    """The term that a text prints. Raises ValueError for a day that is in no calendar."""
    folded = money.fold(text)
    since = until = words = None
    for match in _TERM.finditer(folded):
        if match["until"]:
            until, words = _iso(match["end"] or match["last"]), match["until"]
        else:
            since = _iso(match["start"] or match["first"])
    return Term(" ".join(_TERM.sub(" ", folded).split()), since, until, words)


def _iso(printed: str) -> str:
    month = re.search(r"[a-z]{3}", printed.lower())
    numbers = [int(number) for number in re.findall(r"\d+", printed)]
    if month:
        day, year = numbers
        return date(year, _MONTHS.index(month.group()) + 1, day).isoformat()
    return date(*numbers).isoformat()

"""A rule as people write it after /subscribe, in English or Chinese. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.answers.vendors import called
from bot.subscriptions import SPELT, Subscription, parse, spell
from bot.words.line import tidy
from scrapers.quotes import Vendor

LONGEST: Final = 250  # characters: what a rule says must fit into a message, with others
_DIGEST: Final = frozenset({"digest", "daily", "每日", "每天", "摘要", "汇总"})
_PERCENT: Final = re.compile(r"(\d)\s+(?=[%％])")
_BETWEEN: Final = re.compile(r"[,;，；、]")
_NOT_WITHIN: Final = r"[\w*?./-]"


class LongRule(ValueError):
    """A rule with more words than anybody could want."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A rule that was understood; `digest` says that it is for a daily digest."""

    wanted: Subscription
    digest: bool = False


def read(text: str, vendors: Mapping[str, Vendor]) -> Typed:
    """What somebody wants to hear; a vendor goes by any of its names. Raises BadRule, LongRule."""
    said = _PERCENT.sub(r"\1", _BETWEEN.sub(" ", tidy(text)).casefold())
    if len(said) > LONGEST:
        raise LongRule(text)
    for name, slug in _spelt(vendors):
        said = _replaced(said, name, slug)
    words = said.split()
    wanted = parse([word for word in words if word not in _DIGEST], vendors)
    return Typed(wanted, digest=not _DIGEST.isdisjoint(words))


def write(wanted: Subscription, *, digest: bool) -> str:
    """The rule that `read` understands as just this."""
    return f"{spell(wanted)} digest" if digest else spell(wanted)


def _spelt(vendors: Mapping[str, Vendor]) -> Iterator[tuple[str, str]]:
    """Every word that stands for another, the longest first: it may have another one in it."""
    found = {word: kinds[0] if len(kinds) == 1 else "all" for word, kinds in SPELT.items()}
    found |= {word: word for word in _DIGEST}
    for slug, vendor in vendors.items():
        found |= dict.fromkeys(called(vendor), slug)
    return iter(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _replaced(said: str, name: str, word: str) -> str:
    """`said` with a name as the word that it stands for. Chinese is written without spaces."""
    if name.isascii():
        pattern = rf"(?<!{_NOT_WITHIN})(-?){re.escape(name)}(?!{_NOT_WITHIN})"
        return re.sub(pattern, rf"\g<1>{word}", said)
    return re.sub(rf"(-?){re.escape(name)}", rf" \g<1>{word} ", said)

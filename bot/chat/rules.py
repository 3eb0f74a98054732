"""A rule as people write it after /subscribe, in English or Chinese. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.answers.vendors import called
from bot.subscriptions import Subscription, parse, spell
from bot.words.line import tidy
from scrapers.quotes import Vendor

LONGEST: Final = 250  # characters: what a rule says must fit into a message, with others
_KINDS: Final = {
    **dict.fromkeys(("降价", "便宜", "cheaper", "drops"), "cut"),
    **dict.fromkeys(("免费",), "free"),
    **dict.fromkeys(("涨价", "dearer", "raises"), "rise"),
    **dict.fromkeys(("上新", "新模型", "上线", "下线", "new"), "launch"),
    **dict.fromkeys(("全部", "所有", "一切", "everything"), "all"),
}
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


def kind(word: str) -> str:
    """A kind as rules spell it, for what people call it; any other word as it is."""
    return _KINDS.get(word.casefold(), word)


def parted(text: str) -> str:
    """The text with Chinese kinds standing by themselves: `7天降价的` as `7天 降价 的`."""
    chinese = sorted((name for name in _KINDS if not name.isascii()), key=len, reverse=True)
    return re.sub("|".join(chinese), r" \g<0> ", text)


def write(wanted: Subscription, *, digest: bool) -> str:
    """The rule that `read` understands as just this."""
    return f"{spell(wanted)} digest" if digest else spell(wanted)


def _spelt(vendors: Mapping[str, Vendor]) -> Iterator[tuple[str, str]]:
    """Every word that stands for another, the longest first: it may have another one in it."""
    found = dict(_KINDS) | {word: word for word in _DIGEST}
    for slug, vendor in vendors.items():
        found |= dict.fromkeys(called(vendor), slug)
    return iter(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _replaced(said: str, name: str, word: str) -> str:
    """`said` with a name as the word that it stands for. Chinese is written without spaces."""
    if name.isascii():
        pattern = rf"(?<!{_NOT_WITHIN})(-?){re.escape(name)}(?!{_NOT_WITHIN})"
        return re.sub(pattern, rf"\g<1>{word}", said)
    return re.sub(rf"(-?){re.escape(name)}", rf" \g<1>{word} ", said)

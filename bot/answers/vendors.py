"""What vendors are called by those who ask. Pure."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from bot import models
from bot.models import small
from bot.spellings import bare, parted
from bot.words import Voice
from scrapers.quotes import Vendor

_BETWEEN: Final = re.compile(r"(?:\s|[,，](?!\d)|(?<!\d)[,，]|[、;；])+")
_JOINING: Final = re.compile(r"[和与及跟]")


def called(vendor: Vendor) -> list[str]:
    """All that a vendor is called: slug, names, aliases, and nicknames of a family among these."""
    return list(_spelt((vendor.slug, vendor.name, vendor.name_zh, *vendor.aliases)))


@lru_cache(maxsize=256)
def _spelt(names: tuple[str, ...]) -> tuple[str, ...]:
    families = models.rules().families.items()
    words = [word for key, family in families if key in names for word in family.words]
    return tuple(filter(None, dict.fromkeys(small(name) for name in (*names, *words))))


def vendor_of(words: str, voice: Voice) -> str | None:
    """The slug of the vendor that goes by these words, whatever a question has around them."""
    names = _called(voice)
    return names.get(small(words)) or names.get(bare(words))


def led_by(words: str, voice: Voice) -> tuple[str | None, str]:
    """The vendor whose name the words begin with, and what stands behind it; None for none."""
    names, parts = _called(voice), parted(words).split()
    if slug := names.get(small(words)):
        return slug, ""
    for count in range(len(parts), 0, -1):
        if slug := names.get(small(" ".join(parts[:count]))):
            return slug, _behind(" ".join(parts[count:]))
    if parts and (name := _begun(parts[0], names)):
        return names[name], _behind(" ".join([parts[0][len(name) :], *parts[1:]]))
    return None, words


def _behind(words: str) -> str:
    """What is asked of a vendor: nothing in particular with `阿里云价格`."""
    return words.strip() if bare(words) else ""


def named(text: str, voice: Voice) -> tuple[list[str], list[str]]:
    """The vendors that a text names, wherever they stand in it, and its other words in order."""
    names, slugs, rest = _called(voice), list[str](), list[str]()
    words = list(filter(None, _BETWEEN.split(parted(text))))
    while words:
        for count in range(len(words), 0, -1):
            if found := _all_of(small(" ".join(words[:count])), names):
                slugs += found
                break
        else:
            if name := _begun(words[0], names):
                slugs.append(names[name])
                words[0] = words[0][len(name) :]
                continue
            rest.append(words[0])
            count = 1
        del words[:count]
    return list(dict.fromkeys(slugs)), rest


def _all_of(words: str, names: Mapping[str, str]) -> list[str]:
    """The vendors of a phrase that names nothing else: one, or several as `智谱和深度求索`."""
    if words in names:
        return [names[words]]
    found = [names.get(part, "") for part in _JOINING.split(words)]
    return found if all(found) else []


def _begun(word: str, names: Mapping[str, str]) -> str | None:
    """The longest Chinese name that a word begins with."""
    if word.isascii():
        return None
    begun = (name for name in names if not name.isascii() and small(word).startswith(name))
    return max(begun, key=len, default=None)


def nearest(word: str, voice: Voice) -> list[str]:
    """Vendors whose names are spelt nearly so; of a short Chinese one half is enough: `智普`."""
    names, said = _called(voice), small(word)
    close = get_close_matches(said, names, n=3, cutoff=0.7)
    if len(said) == 2 and not said.isascii():
        close += [name for name in names if len(name) == 2 and name[0] == said[0]]
    return list(dict.fromkeys(names[name] for name in close))


def aggregators(voice: Voice) -> frozenset[str]:
    """The sources that list other vendors' prices."""
    return frozenset(
        source.name
        for vendor in voice.vendors.values()
        for source in vendor.sources
        if source.audience == "corroborate"
    )


def _called(voice: Voice) -> dict[str, str]:
    return {name: vendor.slug for vendor in voice.vendors.values() for name in called(vendor)}

"""What vendors are called by those who ask. Pure."""

from difflib import get_close_matches

from bot.models import small
from bot.words import Voice


def vendor_of(word: str, voice: Voice) -> str | None:
    """The slug of the vendor that goes by this word: slug, name, alias, in either language."""
    return _called(voice).get(small(word))


def led_by(words: str, voice: Voice) -> tuple[str | None, str]:
    """The vendor whose name the words begin with, and what stands behind it; None for none."""
    parts = words.split()
    for count in range(len(parts), 0, -1):
        if slug := vendor_of(" ".join(parts[:count]), voice):
            return slug, " ".join(parts[count:])
    return None, words


def nearest(word: str, voice: Voice) -> list[str]:
    """Vendors whose names are spelt nearly so."""
    names = _called(voice)
    close = get_close_matches(small(word), names, n=3, cutoff=0.7)
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
    return {
        small(name): vendor.slug
        for vendor in voice.vendors.values()
        for name in (vendor.slug, vendor.name, vendor.name_zh, *vendor.aliases)
        if name
    }

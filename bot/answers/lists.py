"""Many models in a line each: a vendor's prices, and what is free. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.card import remarks
from bot.answers.offers import METERS, Offer
from bot.answers.prices import brief, freshness
from bot.words import Line
from scrapers.quotes import Quote

BUTTONS = 8


def prices(heading: str, offers: Sequence[Offer], scene: Scene) -> Draft:
    """What each model costs in brief, a block a source; those whose price moved last come first."""
    voice = scene.voice
    blocks = []
    for found in by_page(offers).values():
        first = found[0]
        said = voice.replies.offered.format(vendor=voice.vendor(first.vendor), source=first.source)
        block = [Line(said, "name")]
        block.append(Line(freshness(first.source, first.page, scene), "remark"))
        for offer in sorted(found, key=moved, reverse=True):
            block.append(Line(voice.words.line.format(what=offer.name, price=brief(offer, voice))))
        blocks.append(block)
    return Draft(heading, blocks)


def moved(offer: Offer) -> tuple[object, ...]:
    """When the last of its prices began to hold; text models before others of that time."""
    text = any(quote.meter in METERS for quote in offer.quotes)
    return max(one.known.since for one in offer.prices), text


def by_page(offers: Sequence[Offer]) -> dict[tuple[str, str], list[Offer]]:
    """The offers of each page, in their order."""
    pages: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in offers:
        pages[offer.source, offer.page].append(offer)
    return pages


def choices(names: Sequence[str]) -> list[Choice]:
    """A button a model."""
    return [Choice(name, ask("price", name)) for name in names[:BUTTONS]]


def free(offers: Sequence[Offer], scene: Scene) -> Draft:
    """What is free now, by the words of which page; whole models before parts of them.

    `offers` hold free prices only.
    """
    voice, said = scene.voice, scene.voice.replies
    if not offers:
        return Draft(said.nothing_free, found=False)
    blocks = []
    for found in by_page(offers).values():
        first = found[0]
        heading = said.offered.format(vendor=voice.vendor(first.vendor), source=first.source)
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for offer in found:
            groups[_what(offer, voice)].append(offer.name)
        block = [Line(heading, "name")]
        for what, words in sorted(groups, key=lambda group: "input" not in group[0]):
            names = voice.words.comma.join(dict.fromkeys(groups[what, words]))
            block.append(Line(voice.words.line.format(what=what, price=names)))
            block += [Line(words, "remark")] if words else []
        block.append(Line(freshness(first.source, first.page, scene), "remark"))
        blocks.append(block)
    return Draft(said.free_now, blocks, [Line(said.only_words)])


def _what(offer: Offer, voice: Voice) -> tuple[str, str]:
    """Which meters of a model are free and under which terms, and the page's words for it."""
    rows = [one for section in offer.sections for one in section.rows]
    parts = dict.fromkeys(
        figures.meter(replace(quote, conditions=one.terms), voice)
        for one in rows
        for quote in one.quotes
    )
    words = dict.fromkeys(said for quote in offer.quotes if (said := _words(quote, voice)))
    return voice.words.comma.join(parts), voice.words.comma.join(words)


def _words(quote: Quote, voice: Voice) -> str:
    """By which words a price is called free, and until when."""
    printed = quote.promo or (quote.published if any(map(str.isalpha, quote.published)) else "")
    parts = [voice.words.promo.format(words=printed)] if printed else []
    if quote.effective_until:
        parts.append(voice.words.until.format(date=voice.day(quote.effective_until)))
    return voice.words.comma.join(parts)

"""Many models in a line each: a vendor's prices, and what is free. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.answers.answer import Draft, Scene
from bot.answers.offers import Offer, by_meter, order
from bot.answers.offers import terms as terms_of
from bot.answers.prices import brief, freshness, heading_of, qualified, unit
from bot.models import identity, version
from bot.words import Line, Voice, terms
from scrapers.quotes import Conditions, Quote


def prices(heading: str, offers: Sequence[Offer], scene: Scene) -> Draft:
    """What each model costs in brief, a block a page."""
    voice = scene.voice
    blocks = []
    for found in _by_page(offers).values():
        first = found[0]
        usual = (offer.usual(voice.second) for offer in found)
        known = unit(quote for section in usual for quote in section.quotes)
        block = [Line(heading_of(first, known, voice), "name")]
        block.append(Line(freshness(first.source, first.page, scene), "remark"))
        block += [
            Line(voice.words.line.format(what=offer.name, price=brief(offer, scene, known)))
            for offer in found
        ]
        blocks.append(block)
    shown = (quote for offer in offers for quote in offer.quotes)
    bare = any(quote.amount == 0 and not quote.free for quote in shown)
    return Draft(heading, blocks, [Line(voice.replies.bare_zero)] if bare else [])


def newest(offers: Sequence[Offer]) -> list[Offer]:
    """Page by page those whose price moved last first, and of those the newest version."""
    return sorted(offers, key=_moved)


def _moved(offer: Offer) -> tuple[object, ...]:
    def when() -> float:
        return -max(one.known.since for one in offer.prices).timestamp()

    place = (offer.source, offer.page)
    return *place, offer.keep("moved", when), -version(identity(offer.name)), offer.name


def _by_page(offers: Sequence[Offer]) -> dict[tuple[str, str], list[Offer]]:
    """The offers of each page, in their order."""
    pages: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in offers:
        pages[offer.source, offer.page].append(offer)
    return pages


def free(offers: Sequence[Offer], about: str, scene: Scene) -> Draft:
    """What is free now, and by which words of the page; whole models before parts of them.

    `about` are the vendor and the models that were named, empty for all.
    """
    voice, said = scene.voice, scene.voice.replies
    blocks = []
    for found in _by_page(offers).values():
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for offer in found:
            if quotes := [quote for quote in offer.quotes if quote.free]:
                groups[_what(quotes, offer, voice), _words(quotes, scene)].append(offer.name)
        if groups:
            blocks.append([Line(heading_of(found[0], None, voice), "name")])
            blocks[-1] += [line for lines in _grouped(groups, voice) for line in lines]
            blocks[-1].append(Line(freshness(found[0].source, found[0].page, scene), "remark"))
    if not blocks:
        nothing = said.nothing_free_of.format(what=about) if about else said.nothing_free
        return Draft(nothing, found=False)
    return Draft(said.free_now, blocks, [Line(said.only_words)])


def _grouped(
    groups: Mapping[tuple[str, str], Sequence[str]], voice: Voice
) -> Iterator[list[Line]]:
    """What is free, of which models; the page's words for it."""
    text = voice.words.meters["input"]
    for what, words in sorted(groups, key=lambda group: not group[0].startswith(text)):
        names = voice.words.comma.join(dict.fromkeys(groups[what, words]))
        line = Line(voice.words.line.format(what=what, price=names))
        yield [line, *([Line(words, "remark")] if words else [])]


def _what(quotes: Sequence[Quote], offer: Offer, voice: Voice) -> str:
    """Which meters of a model are free, and under which terms."""
    parts: dict[Conditions, list[str]] = defaultdict(list)
    for quote in sorted(quotes, key=lambda one: (*order(terms_of(one)), *by_meter(one))):
        meters = parts[_narrowed(quote, offer)]
        meters.append(voice.words.meters.get(quote.meter, quote.meter))
    said = []
    for given, meters in parts.items():
        what = voice.words.comma.join(dict.fromkeys(meters))
        conditions = voice.words.comma.join(terms(dict(given), voice))
        narrowed = voice.words.narrowed.format(what=what, conditions=conditions)
        said.append(narrowed if conditions else what)
    return voice.replies.apart.join(said)


def _narrowed(quote: Quote, offer: Offer) -> Conditions:
    """The terms of a free price, without the bounds where it is free within all of them."""
    given = terms_of(quote)
    rest = tuple(term for term in given if not term[0].endswith(("_min", "_max")))
    alike = (
        other
        for other in offer.quotes
        if other.meter == quote.meter and set(rest) <= set(other.conditions)
    )
    return rest if all(other.free for other in alike) else given


def _words(quotes: Sequence[Quote], scene: Scene) -> str:
    """By which words prices are called free, and until when."""
    voice = scene.voice
    said = dict.fromkeys(text for quote in quotes if (text := _word(quote, scene)))
    return voice.replies.page_says.format(words=voice.words.comma.join(said)) if said else ""


def _word(quote: Quote, scene: Scene) -> str:
    """The page's own words: what qualifies the price, else the cell that is no number."""
    if quote.promo or not any(map(str.isalpha, quote.published)):
        return qualified(quote, scene.voice, scene.now)
    return qualified(replace(quote, promo=quote.published), scene.voice, scene.now)

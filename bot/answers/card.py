"""One model with every price that is known of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from bot.answers.answer import Choice, Draft, Scene, ask
from bot.answers.clock import now_line
from bot.answers.offers import Offer, Row, Section, nearness
from bot.answers.prices import Unit, against, freshness, listed, measure, places, row, unit
from bot.answers.sums import billed
from bot.windows import Key, Turn, turns
from bot.words import Line, Voice, figures
from scrapers.quotes import Quote


def card(
    name: str,
    key: str,
    own: Sequence[Offer],
    elsewhere: Sequence[Offer],
    scene: Scene,
) -> Draft:
    """A block for each source and place, then what catalogues of others say, a line each.

    `key` is how the model is asked for.
    """
    blocks = [block for offer in own for block in _blocks(name, offer, scene)]
    if elsewhere:
        blocks.append(_elsewhere(elsewhere, scene))
    links = dict.fromkeys(_link(offer, scene.voice) for offer in (own or elsewhere)[:1])
    return Draft(name, blocks, [link for link in links if link], _next(key, own, scene.voice))


def _next(key: str, own: Sequence[Offer], voice: Voice) -> list[Choice]:
    choices = [Choice(voice.replies.ask_history, ask("history", key))]
    if own:
        label = voice.replies.ask_prices.format(vendor=voice.vendor(own[0].vendor))
        choices.append(Choice(label, ask("prices", own[0].vendor)))
    return choices


def _link(offer: Offer, voice: Voice) -> Line | None:
    url = voice.page(offer.source, offer.page)
    if url is None:
        return None
    return Line(voice.words.price_page.format(vendor=voice.vendor(offer.vendor)), link=url)


def _blocks(name: str, offer: Offer, scene: Scene) -> list[list[Line]]:
    """One offer: a block for each place, or for the places that have the same prices.

    The price list in the currency that is nearest to the reader's own comes first.
    """
    voice = scene.voice
    sections = sorted(offer.sections, key=lambda one: nearness(one.currency, voice.second))
    clock = turns(offer.quotes, scene.now)
    blocks = []
    for section in sections:
        known = unit(section.quotes)
        block = [Line(_heading(name, offer, section, known, voice), "name")]
        block += _rows(section.rows, known, scene, compared=section is sections[0])
        block += _now(section.rows, clock, scene)
        block += billed(section.quotes, scene)
        blocks.append(block)
    blocks[0] += [_planned(plan, voice) for plan in offer.plans]
    blocks[-1].append(Line(freshness(offer.source, offer.page, scene), "remark"))
    return blocks


def _heading(name: str, offer: Offer, section: Section, known: Unit | None, voice: Voice) -> str:
    """Whose prices, from which source, where, and in which currency per what."""
    said = voice.replies
    parts = [said.offered.format(vendor=voice.vendor(offer.vendor), source=offer.place)]
    if offer.name != name:
        parts.append(said.called.format(name=offer.name))
    if where := places(section.places, voice):
        parts.append(where)
    return voice.words.comma.join([*parts, *measure(known, voice)])


def _rows(found: Sequence[Row], known: Unit | None, scene: Scene, *, compared: bool) -> list[Line]:
    """The rows, each with the page's own words; the first ordinary one against the references."""
    lines: list[Line] = []
    for one in found:
        first, *others = row(one, scene, known)
        lines.append(first)
        if compared and not one.apart and (shares := against(one.quotes, scene.voice)):
            lines += shares
            compared = False
        lines += others
    return lines


def _now(found: Iterable[Row], clock: Mapping[Key, Turn], scene: Scene) -> list[Line]:
    """Which of the windows holds now, and until when; that it cannot be told, where it cannot."""
    timed = [one for one in found if dict(one.terms).get("window")]
    if not timed:
        return []
    known = [clock[q.key] for one in timed for q in one.quotes if q.key in clock]
    if not known:
        return [Line(scene.voice.replies.hours_unknown, "remark")]
    return [Line(now_line(known, scene))]


def _planned(quote: Quote, voice: Voice) -> Line:
    """A price that is announced, and from when."""
    words = voice.words
    price = figures.price(quote, voice)
    if quote.effective_from:
        said = words.begins.format(date=voice.day(quote.effective_from), price=price)
    else:
        said = words.undated.format(price=price)
    return Line(words.line.format(what=figures.meter(quote, voice), price=said))


def _elsewhere(offers: Sequence[Offer], scene: Scene) -> list[Line]:
    """What catalogues of other people's prices say, a line a catalogue."""
    voice, lines = scene.voice, [Line(scene.voice.replies.elsewhere, "name")]
    sources: dict[tuple[str, str], list[Offer]] = {}
    for offer in offers:
        sources.setdefault((offer.source, offer.page), []).append(offer)
    for (source, page), found in sources.items():
        vendor = voice.vendor(found[0].vendor)
        entries = voice.counted(voice.replies.entries, len(found))
        said = voice.words.narrowed.format(what=vendor, conditions=entries)
        price = listed([quote for offer in found for quote in offer.quotes], voice)
        lines.append(Line(voice.words.line.format(what=said, price=price)))
        lines.append(Line(freshness(source, page, scene), "remark"))
    return lines

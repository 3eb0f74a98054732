"""Which time-of-day windows hold now, and until when. Pure."""

from collections.abc import Sequence
from functools import partial

from bot.answers.answer import Draft, Scene
from bot.answers.offers import Offer
from bot.answers.prices import freshness, places
from bot.windows import Turn, turns
from bot.words import Line

Shown = tuple[str, str, str, str]


def now(offers: Sequence[Offer], scene: Scene) -> Draft:
    """A block a page: each of its clocks, with the models that go by it."""
    said = scene.voice.replies
    pages: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for offer in offers:
        if offer.keep("timed", partial(_is_timed, offer)):
            clocks = pages.setdefault((offer.vendor, offer.source, offer.page), {})
            for name, clock in _clocks(offer, scene):
                clocks.setdefault(clock, []).append(name)
    if not pages:
        return Draft(said.no_windows, found=False)
    blocks = [_block(place, clocks, scene) for place, clocks in pages.items()]
    return Draft(said.windows.format(time=scene.voice.time(scene.now)), blocks)


def _is_timed(offer: Offer) -> bool:
    return any(key == "window" for quote in offer.quotes for key, _ in quote.conditions)


def _clocks(offer: Offer, scene: Scene) -> list[tuple[str, str]]:
    """A model and what its clock says; with each place, where the clocks there differ."""
    voice, found = scene.voice, list[tuple[str, str]]()
    known = turns(offer.quotes, scene.now)
    for section in offer.sections:
        timed = [quote.key for quote in section.quotes if dict(quote.conditions).get("window")]
        held = [known[key] for key in timed if key in known]
        if timed:
            clock = now_line(held, scene) if held else voice.replies.hours_unknown
            found.append((places(section.places, voice), clock))
    if len({clock for _, clock in found}) == 1:
        return [(offer.name, found[0][1])]
    narrowed = voice.words.narrowed
    return [
        (narrowed.format(what=offer.name, conditions=where) if where else offer.name, clock)
        for where, clock in found
    ]


def _block(place: tuple[str, str, str], clocks: dict[str, list[str]], scene: Scene) -> list[Line]:
    voice = scene.voice
    vendor, source, page = place
    heading = voice.replies.offered.format(vendor=voice.vendor(vendor), source=source)
    lines = [Line(heading, "name")]
    for clock, models in clocks.items():
        lines.append(Line(clock))
        lines.append(Line(voice.words.comma.join(dict.fromkeys(models)), "remark"))
    return [*lines, Line(freshness(source, page, scene), "remark")]


def now_line(known: Sequence[Turn], scene: Scene) -> str:
    """`now: off-peak, until 09:00 UTC+08:00`; where the one known window is over, that it is."""
    voice = scene.voice
    turn = next((turn for turn in known if turn.now), known[0])
    window = voice.words.values["window", turn.window]
    said = voice.replies.now if turn.now else voice.replies.not_now
    text = said.format(window=window, until=voice.clock(turn.until, scene.now))
    if turn.doubt is None:
        return text
    doubt = voice.replies.doubts[turn.doubt]
    return voice.words.narrowed.format(what=text, conditions=doubt)

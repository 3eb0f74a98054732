"""What a subscription will tell, in one sentence, and how often that would have been. Pure.

Subscriptions that tell different things never share a sentence. A floor is a matter of cuts and
rises only, and is named only beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Final

from babel.dates import format_date
from babel.lists import format_list

from bot import moments
from bot.chat.languages import counted, talk
from bot.chat.talk import Talk
from bot.events import Event
from bot.recipients import Reader
from bot.subscriptions import KINDS, Subscription
from bot.words import Voice

SPAN: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Record:
    """Since when prices are recorded, None where none was read yet; and the time that it is."""

    since: datetime | None
    now: datetime


def promise(wanted: Subscription, voice: Voice, *, digest: bool) -> str:
    """The sentence, as Telegram's HTML."""
    words = talk(voice.language)
    sentence = words.told_in_digest if digest else words.told_at_once
    return sentence.format(whom=_whom(wanted, words, voice), what=_what(wanted, words, voice))


def remarks(wanted: Subscription, voice: Voice) -> str:
    """What goes without saying, and is said all the same; empty where there is nothing."""
    words = talk(voice.language)
    sized = wanted.floor != 0 and wanted.sized
    whole = wanted.vendors or not wanted.models
    return words.together(*[words.any_size] * sized, *[words.blind] * bool(whole))


def frequency(
    fired: Iterable[Event], record: Record, voice: Voice, digest: Reader | None = None
) -> str:
    """How many messages `fired` would have been, which is what was told in the last 90 days.

    What one page shows at one moment is one message; what waits for the same digest of a reader
    is one too, if it is for the digest.
    """
    words = talk(voice.language)
    if record.since is None:
        return words.no_record
    count = len({_moment(event, digest, voice) for event in fired})
    said = counted(words.messages, count).format(count=count)
    if record.since <= record.now - SPAN:
        return words.frequency.format(days=SPAN.days, messages=said)
    day = format_date(record.since.astimezone(voice.timezone), "medium", voice.language)
    return words.short_record.format(date=day, messages=said)


def _moment(event: Event, digest: Reader | None, voice: Voice) -> tuple[object, ...]:
    """The message that an event would have been told in."""
    if digest is None:
        return event.source, event.page, event.at
    by_the_clock = replace(digest, muted_until=None)
    return (moments.due(by_the_clock, voice.timezone, event.at, digest=True, freed=False),)


def _whom(wanted: Subscription, words: Talk, voice: Voice) -> str:
    """Whose prices."""
    vendors = _listed([escape(voice.vendor(one)) for one in sorted(wanted.vendors)], voice)
    models = _listed([f"<code>{escape(one, quote=False)}</code>" for one in wanted.models], voice)
    if vendors and models:
        whom = words.of_either.format(vendors=vendors, models=models)
    elif vendors:
        whom = words.of_vendors.format(vendors=vendors)
    else:
        whom = words.of_models.format(models=models) if models else words.of_any
    without = _listed([escape(voice.vendor(one)) for one in sorted(wanted.without)], voice)
    return words.but_not.format(whom=whom, vendors=without) if without else whom


def _what(wanted: Subscription, words: Talk, voice: Voice) -> str:
    """What happens to them."""
    kinds = wanted.kinds & {"cut", "rise"}
    found = [_by(wanted, words.moved[tuple(sorted(kinds))], words, voice)] if kinds else []
    found += [words.freed] if "free" in wanted.kinds else []
    found += [words.launched] if "launch" in wanted.kinds else []
    if wanted.kinds == set(KINDS):
        return _listed([*found, words.redrawn], voice)
    if wanted.types:
        types = _listed([f"<code>{one}</code>" for one in sorted(wanted.types)], voice)
        said = words.of_types.format(types=types)
        found.append(_by(wanted, said, words, voice) if wanted.sized and not kinds else said)
    return _listed(found, voice)


def _by(wanted: Subscription, moved: str, words: Talk, voice: Voice) -> str:
    """From which change on; any, where no floor is set."""
    if wanted.floor == 0:
        return moved
    floor = voice.words.percent.format(value=voice.number(wanted.floor * 100))
    return words.by.format(moved=moved, floor=floor)


def _listed(found: Sequence[str], voice: Voice) -> str:
    """`a, b, or c`."""
    return format_list(list(found), style="or", locale=voice.language) if found else ""

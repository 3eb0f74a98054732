"""When and how a chat is told: mute, quiet hours, digest, language, time zone, currency."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from html import escape
from typing import Final

from babel.dates import format_time

from bot import moments, wishes
from bot.chat import zones
from bot.chat.keyboards import Button, Keyboard, Reply, marked, rows
from bot.chat.languages import talk
from bot.chat.room import Room, Visit
from bot.chat.zones import NoZone
from bot.recipients import Language
from bot.wishes import Unclear

NEAR_HAND: Final = (
    *("Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Europe/London", "Europe/Berlin"),
    *("America/New_York", "America/Los_Angeles", "UTC"),
)
_LANGUAGES: Final[Mapping[str, Language]] = {
    **dict.fromkeys(("en", "english", "英文", "英语"), "en"),
    **dict.fromkeys(("zh", "chinese", "中文", "汉语", "简体中文"), "zh"),
}
_NAMES: Final[Mapping[Language, str]] = {"en": "English", "zh": "中文"}
_CURRENCIES: Final = {
    **dict.fromkeys(("cny", "rmb", "yuan", "¥", "元", "人民币"), "CNY"),
    **dict.fromkeys(("usd", "dollar", "dollars", "$", "美元"), "USD"),
    **dict.fromkeys(("eur", "euro", "euros", "€", "欧元"), "EUR"),
}


def _changed(room: Room, visit: Visit, **changes: object) -> Visit:
    """The visit after the target's habits changed; what waits for it is due by the new ones."""
    with room.store.atomic():
        reader = room.settle(visit, **changes)
        daily = any(one.digest for one in room.store.subscriptions(visit.target))
        zone = room.voice.timezone
        at = moments.due(reader, zone, visit.now, digest=daily, freed=False)
        room.store.put_off(visit.target, at)
    return replace(visit, reader=reader)


def _how(question: str, state: str, visit: Visit) -> Reply:
    """What can be said after a command, and how it is now."""
    now = [visit.words.now_so.format(state=state)] if state else []
    return Reply("\n".join([*now, question]))


def _unclear(text: str, question: str, visit: Visit) -> Reply:
    word = escape(text[:40], quote=False)
    return Reply(visit.words.together(visit.words.unclear.format(word=word), question))


# /mute


def mute(room: Room, visit: Visit, text: str) -> Reply:
    """For some time nothing is told."""
    words = visit.words
    if not text:
        return _how(words.mute_how, _muted(visit), visit)
    try:
        length = wishes.mute(text)
    except Unclear:
        return _unclear(text, words.mute_how, visit)
    until = None if length is None else visit.now + length
    return Reply(_muted(_changed(room, visit, muted_until=until)) or words.unmuted)


def _muted(visit: Visit) -> str:
    """Until when; empty for one that is not muted."""
    until, words = visit.reader.muted_until, visit.words
    if until is None or until <= visit.now:
        return ""
    said = words.muted.format(time=visit.voice.time(until))
    return words.together(said, words.ends_with.format(command="/mute"))


# /quiet


def quiet(room: Room, visit: Visit, text: str) -> Reply:
    """Every day nothing is told between two hours."""
    words = visit.words
    if not text:
        return _how(words.quiet_how, _quiet(room, visit), visit)
    try:
        hours = wishes.quiet(text)
    except Unclear:
        return _unclear(text, words.quiet_how, visit)
    return Reply(_quiet(room, _changed(room, visit, quiet=hours)) or words.quiet_off)


def _quiet(room: Room, visit: Visit) -> str:
    """Between which hours; empty for one that has none."""
    hours, words = visit.reader.quiet, visit.words
    if hours is None:
        return ""
    template = words.quiet_but_free if hours.free_through else words.quiet
    said = template.format(
        begins=_clock(hours.begins, visit),
        ends=_clock(hours.ends, visit),
        zone=_zone(room, visit),
    )
    return words.together(said, words.ends_with.format(command="/quiet"))


# /digest


def digest(room: Room, visit: Visit, text: str) -> Reply:
    """Everything once a day, or at once again: that holds for every subscription there is."""
    words = visit.words
    if not text:
        return _how(words.digest_how, _digest(room, visit), visit)
    try:
        hour = wishes.digest(text)
    except Unclear:
        return _unclear(text, words.digest_how, visit)
    with room.store.atomic():
        for one in room.store.subscriptions(visit.target):
            room.store.subscribe(replace(one, digest=hour is not None))
        changed = _changed(room, visit, digest_at=hour)
    said = _digest(room, changed)
    more = [words.no_subscription_yet] if not room.store.subscriptions(visit.target) else []
    return Reply(words.together(said, *more))


def _digest(room: Room, visit: Visit) -> str:
    """At what time, or at once."""
    words = visit.words
    daily = any(one.digest for one in room.store.subscriptions(visit.target))
    if not daily and visit.reader.digest_at is None:
        return words.digest_off
    hour = visit.reader.digest_at or moments.DIGEST_AT
    said = words.digest.format(time=_clock(hour, visit), zone=_zone(room, visit))
    return words.together(said, words.ends_with.format(command="/digest"))


def _clock(hour: time, visit: Visit) -> str:
    """A time of day as the reader's language writes it, in 24 hours."""
    return format_time(hour, "HH:mm", locale=visit.voice.language)


def _zone(room: Room, visit: Visit) -> str:
    """What the target's time zone is called."""
    zone = moments.zone_of(visit.reader, room.voice.timezone)
    return escape(zones.called(str(zone)))


# /language, /timezone, /currency


def language(room: Room, visit: Visit, text: str) -> Reply:
    """The language of everything that is said."""
    chosen = _LANGUAGES.get(text.casefold())
    if chosen is None:
        own = visit.reader.language or room.voice.language
        buttons = tuple(
            Button(marked(name, on=own == code), f"o:{code}{visit.elsewhere}")
            for code, name in _NAMES.items()
        )
        return Reply(visit.words.language_how, (buttons,))
    _changed(room, visit, language=chosen)
    return Reply(talk(chosen).language)


def timezone(room: Room, visit: Visit, text: str) -> Reply:
    """The clock by which hours are meant and shown."""
    words = visit.words
    if not text:
        said = words.together(_clock_of(room, visit), words.zone_how)
        return Reply(said, _zones(visit, NEAR_HAND))
    try:
        name = zones.zone(text)
    except NoZone as error:
        said = words.no_zone.format(word=escape(text[:40], quote=False))
        if error.nearest is None:
            return Reply(words.together(said, words.zone_how))
        near = words.did_you_mean.format(nearest=escape(zones.called(error.nearest)))
        return Reply(words.together(said, near), _zones(visit, (error.nearest,)))
    return Reply(_clock_of(room, _changed(room, visit, timezone=name)))


def _zones(visit: Visit, names: Sequence[str]) -> Keyboard:
    buttons = [Button(zones.called(name), f"z:{name}{visit.elsewhere}") for name in names]
    return rows(buttons, 2)


def _clock_of(room: Room, visit: Visit) -> str:
    """The zone, and what time it is there."""
    there = room.voice.to(visit.reader).timezone
    at = replace(visit.voice, timezone=there).time(visit.now)
    return visit.words.zone.format(zone=_zone(room, visit), time=at)


def currency(room: Room, visit: Visit, text: str) -> Reply:
    """The currency in which prices are shown beside the vendor's own."""
    words, voice = visit.words, visit.voice
    known = ("USD", *sorted(voice.rates.keys() - {"USD"}))
    word = text.casefold()
    if not word:
        own = visit.reader.currency or "off"
        named = [(code, code) for code in known] + [(words.own_currency, "off")]
        buttons = [
            Button(marked(label, on=code == own), f"c:{code}{visit.elsewhere}")
            for label, code in named
        ]
        return Reply(words.currency_how, rows(buttons, 4))
    code = None if word in wishes.OFF else _CURRENCIES.get(word, word.upper())
    if code is not None and code not in known:
        word = escape(text[:40], quote=False)
        return Reply(words.no_currency.format(word=word, known=voice.words.comma.join(known)))
    _changed(room, visit, currency=code)
    if code is None:
        return Reply(words.currency_off)
    return Reply(words.currency.format(currency=voice.currency(code)))

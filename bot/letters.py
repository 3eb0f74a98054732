"""What a chat is sent for alerts: texts in Telegram HTML, with buttons under the last. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.alerts import Alert, standing
from bot.buttons import Press, Verb
from bot.events import OPERATORS, Event
from bot.words import Message, Voice, digest, html, parts
from bot.words.digest import MESSAGES
from bot.words.headlines import headline
from bot.words.sentences import subject

MOST: Final = 8  # messages that a single alert may fill: twenty changes of long price lists
_LABEL: Final = 40  # characters of a button's label


@dataclass(frozen=True, slots=True)
class Key:
    """A button: what stands on it, and what it asks for."""

    label: str
    press: Press


@dataclass(frozen=True, slots=True)
class Letter:
    """The texts of the messages in their order, and the rows of buttons under the last."""

    texts: tuple[str, ...]
    rows: tuple[tuple[Key, ...], ...] = ()


def letter(
    alerts: Sequence[Alert],
    voice: Voice,
    corrections: Sequence[Event] = (),
    most: int | None = None,
) -> Letter | None:
    """The alerts as they are sent; None where one takes back what another says, and nothing else.

    `corrections` came after it was sent: they stand above it, and what they refute is struck. It
    fills `most` messages, else as many as it may.
    """
    refuted = {one.refutes for one in corrections if one.refutes}
    told = standing(alerts) if len(alerts) > 1 else alerts
    said = digest(told, voice, refuted)
    if said is None:
        return None
    above = [Message(headline([one], voice)) for one in corrections]
    text = "\n\n".join(map(html, [*above, said]))
    most = most or (MESSAGES if len(told) > 1 or told[0].digest else MOST)
    rows = tuple(_held(told[0], voice) or _row(told, voice, refuted))
    note = voice.words.more_lines
    return Letter(
        tuple(parts(text, most, lambda count: f"<i>{note.format(count=count)}</i>")), rows
    )


def _row(alerts: Sequence[Alert], voice: Voice, refuted: Collection[str]) -> list[tuple[Key, ...]]:
    """For readers: no more of this vendor; this looks wrong."""
    if alerts[0].audience == "operator" or alerts[0].notice:
        return []
    vendors, keys = {alert.vendor for alert in alerts}, []
    if len(vendors) == 1:
        keys.append(_key("mute", alerts[0].vendor, voice, vendor=voice.vendor(alerts[0].vendor)))
    doubtful = [
        event
        for event in alerts[0].events
        if not event.refutes and event.type not in OPERATORS and event.id not in refuted
    ]
    if doubtful and len(alerts) == 1:
        about = doubtful[0].id if len(doubtful) == 1 else alerts[0].id
        keys.append(_key("wrong", about, voice))
    return [tuple(keys)] if keys else []


def _held(alert: Alert, voice: Voice) -> list[tuple[Key, ...]]:
    """For operators: what is to become of each value that is held, and what proves it.

    A reader's doubt is about a change that was told: there is nothing to approve any more.
    """
    if alert.digest:
        return []
    held = (event for event in alert.events if event.type == "price.quarantined")
    return [_decision(event, voice) for event in held]


def _decision(event: Event, voice: Voice) -> tuple[Key, ...]:
    doubted = (event.note or "").startswith("ev_")
    proof = _key("evidence", event.note if doubted and event.note else event.id, voice)
    if doubted or not event.note:
        return (proof,)
    approve = _key("approve", event.note, voice, what=subject(event, voice))
    return approve, _key("reject", event.note, voice), proof


def _key(verb: Verb, about: str, voice: Voice, **named: str) -> Key:
    label = voice.words.buttons[verb].format(**named).strip()
    short = label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
    return Key(short, Press(verb, about))

"""Subscribing: at one press, in one line, or step by step."""

from dataclasses import replace
from html import escape
from typing import Final

from bot import enrolment
from bot.chat import drafts, promises, rules
from bot.chat.drafts import Draft, NoChoice
from bot.chat.keyboards import Button, Keyboard, Reply
from bot.chat.languages import counted
from bot.chat.questions import Asking, ask
from bot.chat.room import Pressed, Room, Visit, chat_of
from bot.chat.rules import LongRule, Typed
from bot.events import identify
from bot.recipients import Subscribed
from bot.store.chats import Unfinished
from bot.subscriptions import BadRule, Subscription, fired, rule_of, written

QUICK: Final = Subscription(kinds=frozenset({"cut", "free"}))


class Full(ValueError):
    """There are as many subscriptions in the chat as there may be."""


def start(room: Room, visit: Visit, _: str = "") -> Reply:
    """A greeting with the one button; who comes back finds everything as it was."""
    words = visit.words
    back = enrolment.come_back(room.store, visit.target, visit.reader, visit.now)
    own = room.store.subscriptions(visit.target)
    if back:
        count = sum(one.paused is None for one in own)
        text = counted(words.welcome_back, count).format(count=count)
        return Reply(text, () if own else quick_button(visit))
    if own:
        return Reply(words.here_already)
    return Reply(words.hello, quick_button(visit))


def quick_button(visit: Visit) -> Keyboard:
    """All cuts and free models, at one press."""
    return ((Button(visit.words.quick, f"q{visit.elsewhere}"),),)


def quick(room: Room, visit: Visit) -> Pressed:
    """The one button was pressed."""
    try:
        return Pressed(_enrol(room, visit, _as_usual(visit, Typed(QUICK))))
    except Full:
        return Pressed(toast=_full(room, visit), aloud=True)


def subscribe(room: Room, visit: Visit, text: str) -> Reply:
    """`/subscribe`: in one line where there is one, else step by step."""
    return by_rule(room, visit, text) if text else begin(room, visit)


def by_rule(room: Room, visit: Visit, text: str) -> Reply:
    """`/subscribe` with a rule: it is done, or it is said which word is not understood."""
    words = visit.words
    vendors = {slug: room.voice.vendors[slug] for slug in room.vendors}
    try:
        return _enrol(room, visit, _as_usual(visit, rules.read(text, vendors)))
    except BadRule as error:
        return Reply(explained(error, visit))
    except LongRule:
        return Reply(words.long_rule)
    except Full:
        return Reply(_full(room, visit))


def _as_usual(visit: Visit, typed: Typed) -> Typed:
    """Who asked for a digest of everything gets what is new in it too."""
    return replace(typed, digest=typed.digest or visit.reader.digest_at is not None)


def begin(room: Room, visit: Visit, one: Subscribed | None = None) -> Reply:
    """The first question of the dialogue, for a new subscription or one that is to change."""
    draft = Draft()
    if one is not None:
        draft = Draft(rule_of(one.rule), digest=one.digest, edits=one.id)
    elif room.store.count_subscriptions(chat_of(visit.target)) >= room.most:
        return Reply(_full(room, visit))
    facts = (*visit.target, visit.where.target.address, visit.where.person, visit.now)
    name = identify("draft", *facts, draft.edits).removeprefix("draft_")[:10]
    text = drafts.written(draft)
    room.store.keep_draft(Unfinished(name, visit.target, visit.where.person, text), visit.now)
    return ask(Asking(draft, name, room.vendors, visit.voice))


def choose(room: Room, visit: Visit, unfinished: Unfinished, choice: str) -> Pressed:
    """A button of the dialogue was pressed."""
    words, draft = visit.words, drafts.draft_of(unfinished.draft)
    if unfinished.person not in {None, visit.where.person}:
        return Pressed(toast=words.not_yours)
    if drafts.refuses(draft, choice):
        return Pressed(toast=words.one_kind)
    try:
        chosen = drafts.choose(draft, choice, room.vendors)
    except NoChoice:
        return Pressed(toast=words.old_button)
    if chosen.step == "dropped":
        room.store.drop_draft(unfinished.id)
        return Pressed(Reply(words.dropped))
    if chosen.step == "done":
        return _finish(room, visit, unfinished.id, chosen)
    room.store.keep_draft(replace(unfinished, draft=drafts.written(chosen)), visit.now)
    return Pressed(ask(Asking(chosen, unfinished.id, room.vendors, visit.voice)))


def _finish(room: Room, visit: Visit, name: str, draft: Draft) -> Pressed:
    """The last question was answered."""
    before = room.store.subscription(draft.edits) if draft.edits else None
    try:
        if before is None:
            reply = _enrol(room, visit, Typed(draft.wanted, digest=draft.digest))
        else:
            one = enrolment.edit(room.store, before, draft.wanted, digest=draft.digest)
            reply = confirmed(room, visit, one)
    except Full:
        return Pressed(toast=_full(room, visit), aloud=True)
    room.store.drop_draft(name)
    return Pressed(reply)


def _enrol(room: Room, visit: Visit, typed: Typed) -> Reply:
    """A new subscription, unless there is just this one already. Raises Full."""
    store, rule = room.store, written(typed.wanted)
    with store.atomic():
        room.settle(visit)
        own = store.subscriptions(visit.target)
        same = next((o for o in own if (o.rule, o.digest) == (rule, typed.digest)), None)
        if same is not None:
            return confirmed(room, visit, enrolment.resume(store, same), had=True)
        if store.count_subscriptions(chat_of(visit.target)) >= room.most:
            raise Full
        one = enrolment.subscribe(
            store, visit.target, typed.wanted, visit.now, digest=typed.digest
        )
    return confirmed(room, visit, one)


def confirmed(room: Room, visit: Visit, one: Subscribed, *, had: bool = False) -> Reply:
    """What the subscription tells, and how often that would have been."""
    words, wanted = visit.words, rule_of(one.rule)
    sentence = promises.promise(wanted, visit.voice, digest=one.digest)
    if visit.elsewhere:
        sentence = words.in_channel.format(title=escape(visit.title), text=sentence)
    remark = promises.remarks(wanted, visit.voice)
    often = _frequency(room, visit, wanted, digest=one.digest)
    paragraphs = [words.had_already] * had + [
        sentence,
        f"<i>{remark}</i>" if remark else "",
        often,
    ]
    text = "\n\n".join(part for part in paragraphs if part)
    buttons = (Button(words.change, f"s:{one.id}:e"), Button(words.try_it, f"s:{one.id}:t"))
    return Reply(text, (buttons,))


def _frequency(room: Room, visit: Visit, wanted: Subscription, *, digest: bool) -> str:
    store, voice = room.store, visit.voice
    vendors = () if wanted.models else wanted.vendors
    log = store.heard_since(visit.now - promises.SPAN, vendors)
    record = promises.Record(store.recorded_since(), visit.now)
    daily = visit.reader if digest else None
    return promises.frequency(fired(wanted, log), record, voice, daily)


def explained(error: BadRule, visit: Visit) -> str:
    """Which word of a rule is wrong, what may have been meant, and a rule that is right."""
    words = visit.words
    template = words.bad_number if error.number else words.bad_word
    said = [template.format(word=escape(error.word, quote=False))]
    if error.nearest:
        said.append(words.did_you_mean.format(nearest=escape(error.nearest, quote=False)))
    return "\n".join([*said, words.example])


def _full(room: Room, visit: Visit) -> str:
    return visit.words.full.format(count=room.most)

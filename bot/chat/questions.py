"""The questions of the guided dialogue, as messages with buttons. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.chat import drafts
from bot.chat.drafts import Draft
from bot.chat.keyboards import Button, Keyboard, Reply, Row, marked, rows
from bot.chat.languages import talk
from bot.chat.promises import promise
from bot.chat.talk import Question, Talk
from bot.subscriptions import KINDS
from bot.words import Voice


@dataclass(frozen=True, slots=True)
class Asking:
    """An open draft by its name in the store, the vendors on offer, and how it is spoken."""

    draft: Draft
    name: str
    vendors: Sequence[str]
    voice: Voice

    @property
    def words(self) -> Talk:
        """The phrases of the reader's language."""
        return talk(self.voice.language)

    def button(self, label: str, choice: str) -> Button:
        """A button that makes this choice."""
        return Button(label, f"d:{self.name}:{choice}")


def ask(asking: Asking) -> Reply:
    """The question that is open, what has been chosen so far, and the buttons that answer."""
    draft, words = asking.draft, asking.words
    steps = drafts.steps(draft.wanted)
    last: Question = "when"
    step = next((one for one in steps if one == draft.step), last)
    title = f"<b>{steps.index(step) + 1}/{len(steps)} · {words.questions[step]}</b>"
    hint = [words.single_models] if step == "vendors" else []
    sentence = promise(draft.wanted, asking.voice, digest=draft.digest)
    text = "\n\n".join([title, *hint, words.together(f"<i>{words.so_far}</i>", sentence)])
    return Reply(text, (*_ANSWERS[step](asking), _way(asking, step, steps)))


def _way(asking: Asking, step: Question, steps: Sequence[Question]) -> Row:
    """Back, out, and on."""
    at, words = steps.index(step), asking.words
    back = [asking.button(words.back, f"s{steps[at - 1]}")] if at else []
    on = [asking.button(words.on, f"s{steps[at + 1]}")] if at + 1 < len(steps) else []
    return (*back, asking.button(words.cancel, "x"), *on)


def _vendors(asking: Asking) -> Keyboard:
    wanted, pages = asking.draft.wanted, drafts.pages(asking.vendors)
    page = min(asking.draft.page, pages - 1)
    shown = asking.vendors[page * drafts.PAGE : (page + 1) * drafts.PAGE]
    turns = (
        asking.button("‹", f"p{(page - 1) % pages}"),
        asking.button(f"{page + 1}/{pages}", f"p{page}"),
        asking.button("›", f"p{(page + 1) % pages}"),
    )
    whole = not (wanted.vendors or wanted.models or wanted.without)
    every = asking.button(marked(asking.words.all_vendors, on=whole), "v*")
    listed = rows([_vendor(asking, slug) for slug in shown], 2)
    return (*listed, *([turns] if pages > 1 else []), (every,))


def _vendor(asking: Asking, slug: str) -> Button:
    wanted, name = asking.draft.wanted, asking.voice.vendor(slug)
    if slug in wanted.without:
        return asking.button(f"🔇 {name}", f"v!{slug}")
    return _tick(asking, name, f"v{{}}{slug}", on=slug in wanted.vendors)


def _kinds(asking: Asking) -> Keyboard:
    kinds, words = asking.draft.wanted.kinds, asking.words
    listed = [_tick(asking, words.kinds[kind], f"k{{}}{kind}", on=kind in kinds) for kind in KINDS]
    every = asking.button(marked(words.all_kinds, on=kinds == set(KINDS)), "k*")
    return (*rows(listed, 2), (every,))


def _tick(asking: Asking, label: str, choice: str, *, on: bool) -> Button:
    """A button that adds what is not marked, and takes away what is."""
    return asking.button(marked(label, on=on), choice.format("-" if on else "+"))


def _floors(asking: Asking) -> Keyboard:
    chosen, percent = asking.draft.wanted.floor * 100, asking.voice.words.percent
    listed = []
    for floor in drafts.FLOORS:
        label = asking.words.any_change if floor == "0" else percent.format(value=floor)
        listed.append(asking.button(marked(label, on=chosen == Decimal(floor)), f"f{floor}"))
    return rows(listed, 4)


def _when(asking: Asking) -> Keyboard:
    words = asking.words
    return ((asking.button(words.at_once, "w+"), asking.button(words.in_digest, "w-")),)


_ANSWERS: Final[Mapping[Question, Callable[[Asking], Keyboard]]] = {
    "vendors": _vendors,
    "kinds": _kinds,
    "floor": _floors,
    "when": _when,
}

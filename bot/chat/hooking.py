"""/webhook: people register addresses of their programs, where the operator allows it.

What is done at an address's desk may wait for a network and for the database: it runs in a thread,
with an event loop, a door and connections of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from bot import subscriptions
from bot.chat import rules
from bot.chat.commands import Asked
from bot.chat.hookwords import HOOK_WORDS, HookWords
from bot.chat.joining import explained
from bot.chat.room import Addresses, Visit
from bot.chat.rules import LongRule
from bot.subscriptions import BadRule
from bot.webhooks import Desk, NotDone, Wish, state
from scrapers import registry


@dataclass(frozen=True, slots=True)
class _Errand:
    """What somebody asks of the desk: the words behind the act, and how to answer."""

    words: tuple[str, ...]
    say: HookWords
    visit: Visit

    @property
    def name(self) -> str:
        """The id that was named."""
        return self.words[0] if self.words else ""


Act = Callable[[Desk, _Errand], Awaitable[str]]


async def run(asked: Asked) -> None:
    """The command itself."""
    say = HOOK_WORDS[asked.language]
    addresses = asked.desk.room.addresses
    act, _, rest = asked.args.partition(" ")
    if addresses is None or act not in ACTS:
        await asked.answer(say.usage)
    else:
        errand = _Errand(tuple(rest.split()), say, asked.visit)
        work = _work(addresses, ACTS[act], errand)
        await asked.answer(await asyncio.to_thread(asyncio.run, work))


async def _work(addresses: Addresses, act: Act, errand: _Errand) -> str:
    try:
        async with addresses(errand.visit.target) as desk:
            return await act(desk, errand)
    except NotDone as error:
        return errand.say.not_done.format(reason=escape(str(error), quote=False))


async def _add(desk: Desk, errand: _Errand) -> str:
    say = errand.say
    if not errand.words:
        return say.usage
    try:
        rule = rules.read(" ".join(errand.words[1:]), registry.vendors())
    except BadRule as error:
        return explained(error, errand.visit)
    except LongRule:
        return errand.visit.words.long_rule
    made = await desk.register(Wish(errand.words[0], rule.wanted), errand.visit.now)
    trouble = made.trouble and escape(made.trouble, quote=False)
    said = (say.untried if trouble else say.made).format(id=made.id, reason=trouble)
    return f"{said}\n{say.shown_once.format(secret=made.secret)}"


async def _list(desk: Desk, errand: _Errand) -> str:
    lines = []
    for one in desk.store.standings(desk.owner):
        found = desk.store.subscriptions(one.endpoint.target)
        rules = (subscriptions.spell(subscriptions.rule_of(each.rule)) for each in found)
        lines.append(
            errand.say.line.format(
                id=one.endpoint.id,
                state=errand.say.states[state(one, paused=desk.paused(one.endpoint))],
                address=escape(one.endpoint.shown, quote=False),
                rule=escape("; ".join(rules), quote=False),
            )
        )
    return "\n".join(lines) or errand.say.none


async def _test(desk: Desk, errand: _Errand) -> str:
    await desk.test(errand.name, errand.visit.now)
    return errand.say.tested.format(id=errand.name)


async def _rotate(desk: Desk, errand: _Errand) -> str:
    secret = desk.rotate(errand.name, errand.visit.now)
    return errand.say.rotated.format(id=errand.name, secret=secret)


async def _pause(desk: Desk, errand: _Errand) -> str:
    desk.pause(errand.name)
    return errand.say.paused.format(id=errand.name)


async def _resume(desk: Desk, errand: _Errand) -> str:
    await desk.resume(errand.name, errand.visit.now)
    return errand.say.resumed.format(id=errand.name)


async def _remove(desk: Desk, errand: _Errand) -> str:
    desk.remove(errand.name)
    return errand.say.removed.format(id=errand.name)


ACTS: Final[Mapping[str, Act]] = {
    "add": _add,
    "list": _list,
    "test": _test,
    "rotate": _rotate,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
}

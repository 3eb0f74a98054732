"""The chat as people use it, with a store that outlives it, and the vendors that there are."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from chatting import Talk, chat, settings
from lines import World, source
from stand import Person, Private, Seen, Stand
from stand.chats import Chat
from stand.world import NOW
from wrapping import wrapped

from bot.book import Book
from bot.channels import connect
from bot.chat import Room
from bot.events import Event
from bot.outbox import Outbox
from bot.planner import Planner
from bot.recipients import Listener, Target
from bot.seals import Seal
from bot.store import Store
from bot.subscriptions import rule_of, spell
from bot.watch import Outcome, Watch
from bot.words import Rate, Voice
from scrapers import registry
from scrapers.recorded import fetcher as recorded_fetcher

KNOWN = registry.vendors()
VENDORS = tuple(slug for slug in KNOWN if slug not in {"litellm", "modelsdev", "openrouter"})
RATES = {"CNY": Rate(Decimal("7.1"), dt.date(2026, 8, 1))}
OPERATOR = 99
PLANNER = Planner(operators=(Target("telegram", str(OPERATOR)),))
VOICE = Voice(vendors=KNOWN, rates=RATES)


@asynccontextmanager
async def talking(
    stand: Stand, store: Store, most: int = 20, **telegram: Any
) -> AsyncIterator[Talk]:
    """The bot, talking; what it knows is in the store."""
    room = Room(store, VOICE, VENDORS, ("deepseek", "zhipu"), PLANNER, most)
    own = settings(stand, **{"operators": [OPERATOR], **telegram})
    async with chat(stand, own, room=room) as talk:
        yield talk


def rules(store: Store, address: object) -> list[str]:
    """What a chat is told, as rules; a digest and a pause are named."""
    found = []
    for one in store.subscriptions(Target("telegram", str(address))):
        more = [" digest"] * one.digest + [" paused"] * (one.paused is not None)
        found.append(spell(rule_of(one.rule)) + "".join(more))
    return found


def listeners(store: Store) -> list[Listener]:
    """Every subscription that is told, of all recipients."""
    places = store.db.query(
        "SELECT channel, target FROM subscriptions GROUP BY 1, 2 ORDER BY min(rowid)"
    )
    return [one for at in places for one in store.listening(Target(at["channel"], at["target"]))]


async def press(
    place: Chat, *labels: str, by: Person | None = None, message: Seen | None = None
) -> Seen:
    """Press buttons, each once the message has changed after the one before; what it says then.

    `message` is whose buttons they are, as it was at some time; without one the newest is meant.
    """
    for label in labels:
        wanted = [one for one in place.messages if one.button(label)]
        seen = next(one for one in reversed(wanted) if not message or one.id == message.id)
        person = by or (place.person if isinstance(place, Private) else None)
        assert person is not None
        await Chat.presses(place, label, person, on=seen)
        while (now := await place.hears()).id != seen.id or now == seen:
            pass  # something else, or what was shown before
        message = now
    assert message is not None
    return message


def screen(seen: Seen) -> str:
    """A message as people see it: its text and its buttons."""
    rows = ("".join(f"[{button.label}]" for button in row) for row in seen.rows)
    return wrapped("\n".join([seen.text, *(["", *rows] if seen.rows else [])])) + "\n"


class Page(World):
    """A page of DeepSeek that a test rewrites; operators hear of it in Telegram."""

    async def _look(self, *, regular: bool) -> Outcome:
        async with recorded_fetcher(self.answer) as door:
            watch = Watch(self.store, door, planner=PLANNER)
            return await watch.round(self.source, "", self.now, regular=regular)


def page(store: Store, ago: timedelta = timedelta()) -> Page:
    """The page, from so long ago on."""
    return Page(store, now=NOW - ago, source=source(name="deepseek"))


async def shows(store: Store, *texts: str) -> None:
    """The page shows one text after the other, each until it is believed."""

    def read() -> None:
        world = page(store)
        for text in texts:
            world.settle(text)

    await asyncio.to_thread(read)


async def deliver(stand: Stand, store: Store, after: timedelta = timedelta(hours=3)) -> None:
    """Let the outbox carry out what is due by then."""
    options: dict[str, dict[str, object]] = {
        "telegram": {"token": stand.token, "base_url": stand.url},
        "console": {"enabled": False},
    }
    book = Book(store, Seal(lambda: "no address is registered here"), lambda: NOW + after)
    outbox = Outbox(store, {"telegram": connect(VOICE, options, book)["telegram"]})
    await outbox.run_once(NOW + after)
    await outbox.close()


def priced(store: Store) -> World:
    """A page that was read once."""
    world = page(store)
    world.settle("pro input 100\npro output 60\nlite input free")
    return world


def recorded(store: Store) -> list[Event]:
    """A page that moved twice before anybody subscribed: what was logged of it."""
    world = page(store, timedelta(days=20))
    world.settle("pro input 100\npro output 60")
    events = world.settle("pro input 80\npro output 60", later=24 * 60)
    return events + world.settle("pro input 50\npro output 60", later=5 * 24 * 60)

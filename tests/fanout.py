"""A fan-out of webhooks to a receiver of its own process: what the bench and the crash test share.

Usage: fanout.py receive LOG prints a port and answers as the path says: `/ok`, `/hang`, `/500`,
`/429`, appending the webhook-id of each post to LOG. fanout.py send FOLDER AT_ONCE UNTIL delivers
what is due in FOLDER's database until so many have arrived.
"""

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen

from aiohttp import web

from bot import signing
from bot.alerts import Alert
from bot.book import Book
from bot.channels import Setup
from bot.channels.webhook import Webhooks
from bot.destinations import Rules
from bot.events import Event
from bot.outbox import Outbox
from bot.planner import posted
from bot.post import Door
from bot.recipients import Reader, Target
from bot.seals import Seal
from bot.store import Registered, Store

NOW = datetime.now(UTC)  # what is older than five days is given up
KEY = Seal(lambda: "fan-out")


def prepared(folder: Path, root: str, paths: Sequence[str], events: int) -> None:
    """A database with an endpoint at every path, each of which is to be told of every event."""
    secret = KEY.sealed(signing.new_secret())
    urls = {path: KEY.sealed(f"{root}{path}") for path in set(paths)}
    names = [f"ep_{number}" for number in range(len(paths))]
    alerts = [_alert(number) for number in range(events)]
    with Store(folder / "fanout.db") as store, store.atomic():
        for name, path in zip(names, paths, strict=True):
            one = Registered(name, "standard", path, urls[path], NOW, secret, verified_at=NOW)
            store.keep_endpoint(one)
            store.keep_reader(one.target, Reader(), NOW)
        told = [event for alert in alerts for event in alert.events]
        targets = [Target("webhook", name) for name in names]
        store.announce(told, alerts, (posted(a, to, NOW) for a in alerts for to in targets))


def _alert(number: int) -> Alert:
    event = Event(
        id=f"ev_{number}", type="price.cut", at=NOW, seen_at=NOW, source="s", vendor="v", model="m"
    )
    return Alert(f"al_{number}", "s", "v", NOW, "subscribers", (event,))


@dataclass
class Sender:
    """The real outbox with the real channel, at most so many at once."""

    folder: Path
    at_once: int = 200

    async def send(self, until: int, seconds: float = 300) -> int:
        """Deliver until so many have arrived, or the time is over; how many have."""
        path = self.folder / "fanout.db"
        with Store(path) as store, Store(path) as looked:
            async with Door(Rules(("127.0.0.1",))) as door:
                book = Book(looked, KEY, lambda: datetime.now(UTC))
                channel = Webhooks(Setup(book=book, door=door))
                manner = replace(channel.manner, at_once=self.at_once)
                outbox = Outbox(store, {"webhook": replace(channel, manner=manner)})
                stop = asyncio.Event()
                running = asyncio.create_task(outbox.run(stop, lambda: datetime.now(UTC)))
                await self._until(looked, until, seconds)
                stop.set()
                running.cancel()
                await asyncio.wait([running])
            return arrived(looked)

    async def _until(self, looked: Store, until: int, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while arrived(looked) < until and loop.time() < end:  # noqa: ASYNC110 - a database
            await asyncio.sleep(0.02)


def arrived(store: Store) -> int:
    """How many deliveries have arrived."""
    row = store.db.execute("SELECT count(*) FROM deliveries WHERE state = 'sent'").fetchone()
    return int(row[0])


@contextmanager
def receiving(log: Path) -> Iterator[str]:
    """The address of a receiver in a process of its own."""
    words = [sys.executable, __file__, "receive", str(log)]
    with Popen(words, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


ANSWERS: Mapping[str, int] = {"ok": 200, "500": 500, "429": 429}


def receive(log: Path) -> None:
    """Answer until killed."""
    written = log.open("a", buffering=1)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        written.write(f"{request.headers['webhook-id']}\n")
        what = request.path.strip("/").partition("/")[0]
        if what == "hang":
            await asyncio.sleep(3600)
        return web.Response(status=ANSWERS[what], headers={"Retry-After": "60"})

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
        await site.start()
        sys.stdout.write(f"{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    if sys.argv[1] == "receive":
        receive(Path(sys.argv[2]))
    else:
        asyncio.run(Sender(Path(sys.argv[2]), int(sys.argv[3])).send(int(sys.argv[4])))

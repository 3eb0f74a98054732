"""People register addresses of their programs in a private chat, where the operator allows it."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from chatting import chat, settings, staged
from inline_snapshot import snapshot
from receiver import Receiver, answer, receiving
from stand import Stand
from stand.private import Private
from standardwebhooks.webhooks import Webhook
from talking import VENDORS, VOICE
from wrapping import wrapped

from bot import app
from bot.chat import known
from bot.chat.room import Room
from bot.recipients import Target
from bot.settings import Settings
from bot.store import Store
from bot.subscriptions import rule_of, spell


@dataclass
class Club:
    """Somebody in a private chat, a program that listens, and what is known of both."""

    person: Private
    program: Receiver
    store: Store

    async def says(self, text: str) -> str:
        """What the bot answers; ids and secrets by what they are."""
        await self.person.says(text)
        said = (await self.person.hears()).text
        said = re.sub(r"ep_[0-9a-f]{16}", "ep_1", said)
        said = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", said)
        return wrapped(re.sub(r"whsec_[\w+/=]+", "whsec_…", said))

    @property
    def id(self) -> str:
        """The id of the address."""
        (one,) = self.store.standings()
        return one.endpoint.id


@asynccontextmanager
async def joined(stand: Stand, language: str = "en", status: int = 204) -> AsyncIterator[Club]:
    """A bot that lets people register addresses."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prices.db"
        own = Settings(
            store={"path": path},
            network={"allow_hosts": ["127.0.0.1"]},
            webhooks={"from_chats": True, "per_chat": 1},
            telegram=dict(settings(stand).telegram),
        )
        with Store(path) as store:
            room = Room(store, VOICE, VENDORS, addresses=partial(app.addresses, own))
            async with receiving(answer(status)) as program, chat(stand, own, room=room):
                yield Club(stand.private(1, language=language), program, store)


@staged
async def test_an_address_is_registered_tried_and_shown(stand: Stand) -> None:
    """It counts once it has answered a signed test; its secret is shown once."""
    async with joined(stand) as club:
        await club.person.says(f"/webhook add {club.program.url()} deepseek cut 20%")
        said = (await club.person.hears()).text
        secret = re.search(r"whsec_[\w+/=]+", said)
        assert secret is not None
        (came,) = club.program.got
        assert Webhook(secret[0]).verify(came.body, dict(came.headers))
        assert json.loads(came.body)["type"] == "webhook.test"
        assert await club.says("/webhook list") == snapshot("""\
ep_1 ✓
   http://127.0.0.1/…: deepseek cut 20%\
""")
        (rule,) = club.store.subscriptions(Target("webhook", club.id))
        assert spell(rule_of(rule.rule)) == "deepseek cut 20%"
        assert secret[0] not in await club.says("/webhook list")


@staged
async def test_an_address_is_looked_after(stand: Stand) -> None:
    """Tried, paused, resumed, given another secret, and forgotten."""
    async with joined(stand) as club:
        await club.says(f"/webhook add {club.program.url()}")
        acts = ("test", "pause", "list", "resume", "rotate", "remove", "list")
        said = [
            await club.says(f"/webhook {act} {club.id if n < 6 else ''}")
            for n, act in enumerate(acts)
        ]
        assert "\n".join(said) == snapshot("""\
ep_1 has answered a test.
ep_1 is told nothing until you resume it.
ep_1 paused
   http://127.0.0.1/…: all
ep_1 is told again.
The new secret of ep_1, which is not
shown again: whsec_…
The one before it signs beside it for a day.
ep_1 is forgotten.
No address is registered from this chat.\
""")
        assert len(club.program.got) == 2


@staged
async def test_what_cannot_be_done_is_said(stand: Stand) -> None:
    """A private address, a second one, a rule with a slip, somebody else's address."""
    async with joined(stand) as club:
        said = [
            await club.says("/webhook"),
            await club.says("/webhook add"),
            await club.says("/webhook add https://10.0.0.1/hook"),
            await club.says(f"/webhook add {club.program.url()} deepsek"),
            await club.says(f"/webhook add {club.program.url()}"),
            await club.says(f"/webhook add {club.program.url()}"),
            await club.says("/webhook remove ep_2"),
        ]
        bob = stand.private(2)
        await bob.says(f"/webhook remove {club.id}")
        said.append(re.sub(r"ep_[0-9a-f]{16}", "ep_1", (await bob.hears()).text))
        assert "\n--\n".join(said) == snapshot("""\
/webhook add https://example.com/hook deepseek cut 20% tells a program of
changes, signed as Standard Webhooks says. /webhook list shows your addresses;
test, pause, resume, rotate and remove take the id of one.
--
/webhook add https://example.com/hook deepseek cut 20% tells a program of
changes, signed as Standard Webhooks says. /webhook list shows your addresses;
test, pause, resume, rotate and remove take the id of one.
--
That is not possible: the address has a number for a host: name the host.
--
deepsek is neither a vendor, a model such as glm-*, a kind (cut, free, rise,
launch, all) nor a percentage.
Did you mean deepseek?
For example: /subscribe deepseek glm-* cut free 20%
--
ep_1 is registered, and has answered a test.
Its secret, which is not shown again:
whsec_…
--
That is not possible: no more than 1 can be registered here.
--
That is not possible: no address is registered as ep_2: webhook list.
--
That is not possible: no address is registered as ep_1: webhook list.\
""")


@staged
async def test_an_address_that_does_not_answer_waits(stand: Stand) -> None:
    """It is kept, and says how it is tried again; in Chinese too."""
    async with joined(stand, language="zh", status=500) as club:
        said = [
            await club.says(f"/webhook add {club.program.url()} 降价"),
            await club.says("/webhook list"),
        ]
        assert "\n".join(said) == snapshot("""\
ep_1 已登记，但尚未生效：the test of ep_1 did not
arrive: the receiver answers 500。
用 /webhook test ep_1 再试一次。
密钥（只显示这一次）：whsec_…
ep_1 尚未通过测试
   http://127.0.0.1/…：cut\
""")


@staged
async def test_in_a_group_there_are_no_secrets(stand: Stand) -> None:
    """An address is a private matter."""
    async with joined(stand):
        ann = stand.private(1)
        group = stand.group(admins=[ann.person])
        await group.says("/webhook list", by=ann.person)
        assert (await group.hears()).text == "That works in a private chat with me only."


@pytest.mark.parametrize("allowed", [True, False])
def test_where_it_is_not_allowed_no_menu_offers_it(allowed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """The operator decides whether people may register addresses."""
    own = Settings(
        store={"path": tmp_path / "prices.db"},
        webhooks={"from_chats": allowed},
        telegram={"token": "1:" + "a" * 35},
    )
    with Store(own.store.path) as store:
        room = app.room(own, store, ())
        assert (room.addresses is not None) is allowed
        names = {one.name for one in known(room)}
        assert ("webhook" in names) is allowed

"""What every channel that posts must hold, against receivers on this machine."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from inline_snapshot import snapshot
from pydantic import SecretStr
from receiver import Receiver, Script, answer, looped, receiving
from standardwebhooks.webhooks import Webhook

from bot import channels, payload, signing
from bot.alerts import Alert
from bot.channels import Arrived, BadChannel, Channel, Gone, Parcel, Undelivered, webhook
from bot.channels.apprise import name_of
from bot.destinations import Rules
from bot.endpoints import CHATS, Endpoint
from bot.events import Event, Evidence
from bot.post import Door
from bot.recipients import Reader, Target
from bot.seals import BrokenSeal
from bot.words import Language, Voice
from scrapers.quotes import Source, Vendor

NOW = datetime(2026, 8, 2, 0, 2, tzinfo=UTC)
URL = "https://v.example/p?a=1&b=2"
SECRET = signing.new_secret()
HERE = Rules(("127.0.0.1",))
SOURCE = Source("deepseek", ("CNY",), {"": (URL,)}, lambda _: [])
VENDORS = {"deepseek": Vendor("deepseek", "DeepSeek", (SOURCE,), name_zh="深度求索")}
HEARD = {
    "slack": b"ok",
    "discord": b"",
    "feishu": b'{"code":0,"msg":"success","data":{}}',
    "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "webhook": b"thanks",
    "apprise": b"",
}
POSTING = sorted(HEARD)


def event(number: int = 0, **facts: Any) -> Event:
    """A price that was halved."""
    proof = Evidence(url=URL, sha256="a" * 64, published="1.5元", read_at=NOW)
    known: dict[str, Any] = {"model": f"deepseek-v{number}", "meter": "input", "old": Decimal(3)}
    money = {"new": Decimal("1.5"), "currency": "CNY", "per": "1M tokens", "evidence": proof}
    ids = {"id": f"ev_{number}", "type": "price.cut", "source": "deepseek", "vendor": "deepseek"}
    return Event(**ids | known | money | {"at": NOW, "seen_at": NOW} | facts)


def alert(*events: Event) -> Alert:
    """What goes out as one message."""
    return Alert("al_1", "deepseek", "deepseek", NOW, "subscribers", events or (event(),))


@dataclass
class Book:
    """One registered address, whatever its id, and one way to speak to its reader."""

    endpoint_: Endpoint | None = None
    reader_: Reader = field(default_factory=Reader)

    def reader(self, _: Target) -> Reader:
        return self.reader_

    def receipts(self, _: Target, __: str) -> list[str]:
        return []

    def alert(self, name: str) -> Alert:
        raise KeyError(name)

    def corrections(self, _: Alert) -> list[Event]:
        return []

    def endpoint(self, _: str) -> Endpoint | None:
        return self.endpoint_


def options(name: str, url: str, secret: str | None = None) -> dict[str, dict[str, Any]]:
    """Settings in which the operator's own room of a service is at an address."""
    if name == "apprise":
        return {name: {"urls": (url.replace("http://", "json://"),)}}
    own = {"url": url, "secret": secret} if name in CHATS else {}
    return {name: own}


@asynccontextmanager
async def channel(
    name: str,
    receiver: Receiver,
    language: Language = "en",
    secret: str | None = None,
    book: Book | None = None,
) -> AsyncIterator[Channel]:
    """A channel that posts to a receiver."""
    book = book or Book(Endpoint(receiver.url("/hook/word"), (SECRET,)))
    async with Door(HERE) as door:
        given = options(name, receiver.url("/hook/word"), secret)
        found = channels.connect(Voice(language, vendors=VENDORS), given, book, door)[name]
        yield found
        await found.close()


def address(name: str, receiver: Receiver) -> str:
    """What a delivery calls the receiver."""
    if name == "apprise":
        return name_of(SecretStr(receiver.url("/hook/word").replace("http://", "json://")))
    return "ep_1" if name == "webhook" else ""


async def sent(
    name: str, receiver: Receiver, *alerts: Alert, language: Language = "en", **more: Any
) -> Arrived:
    """One parcel by a channel of its own."""
    async with channel(name, receiver, language, **more) as found:
        return await found.send(Parcel("dl_1", address(name, receiver), alerts or (alert(),)))


async def refused(name: str, script: Script) -> Undelivered:
    """What a channel says when its receiver answers like this."""
    async with receiving(script) as receiver:
        with pytest.raises(Undelivered) as caught:
            await sent(name, receiver)
    return caught.value


def _outcome(trouble: Undelivered) -> str:
    if isinstance(trouble, Gone):
        return "gone"
    return "never" if trouble.permanent else "later"


def said(receiver: Receiver) -> dict[str, Any]:
    """The body that came."""
    found: dict[str, Any] = json.loads(receiver.got[-1].body)
    return found


def test_every_channel_is_there_once_it_is_wanted() -> None:
    """The chats and webhooks always, because somebody may register; apprise by its addresses."""
    found = channels.connect(Voice(), {})
    assert set(found) == {"console", "webhook", *CHATS}
    wanted = channels.connect(Voice(), {"apprise": {"urls": ["json://127.0.0.1/"]}})
    assert set(wanted) == {*found, "apprise"}


@pytest.mark.parametrize("name", POSTING)
@looped
async def test_what_was_taken_has_arrived(name: str) -> None:
    """The receiver got one post, and its answer is kept."""
    async with receiving(answer(200, HEARD[name])) as receiver:
        arrived = await sent(name, receiver)
    assert len(receiver.got) == 1
    assert receiver.got[0].target.startswith("/hook/word")
    if name != "apprise":
        assert arrived.answer
        assert (arrived.answer.status, arrived.answer.text) == (200, HEARD[name].decode())


@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize("status", [302, 429, 500, 502, 503, 504])
@looped
async def test_what_may_pass_is_no_permanent_error(name: str, status: int) -> None:
    """A receiver in trouble, or one that sends elsewhere, is tried again."""
    trouble = await refused(name, answer(status, b"{}", location="http://127.0.0.1:1/"))
    assert not trouble.permanent
    assert not isinstance(trouble, Gone)


@pytest.mark.parametrize("name", [name for name in POSTING if name != "apprise"])
@looped
async def test_a_receivers_wish_is_handed_on(name: str) -> None:
    """Retry-After counts where the answer says "not now", and never as less than five seconds."""
    for wish, seconds in (("90", 90), ("0", 5)):
        trouble = await refused(name, answer(503, b"{}", retry_after=wish))
        assert trouble.retry_after == seconds
    assert (await refused(name, answer(500, b"{}", retry_after="90"))).retry_after is None


@pytest.mark.parametrize("name", [name for name in POSTING if name != "apprise"])
@looped
async def test_gone_is_gone(name: str) -> None:
    """410 says that nobody wants anything any more."""
    assert isinstance(await refused(name, answer(410, b"{}")), Gone)


@pytest.mark.parametrize("name", POSTING)
@looped
async def test_a_receiver_that_is_not_there_may_come_back(name: str) -> None:
    """The reason names the host and nothing of the address that is secret."""
    async with receiving() as receiver:
        pass
    with pytest.raises(Undelivered) as caught:
        await sent(name, receiver)
    assert not caught.value.permanent
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("name", [name for name in POSTING if name != "apprise"])
@looped
async def test_an_address_inside_is_never_posted_to(name: str) -> None:
    """Whatever the settings or the book say: only what the operator opened is reached."""
    async with receiving() as receiver, Door() as door:
        own = options(name, receiver.url())
        book = Book(Endpoint(receiver.url(), (SECRET,)))
        found = channels.connect(Voice(), own, book, door)[name]
        with pytest.raises(Undelivered, match="must begin with https"):
            await found.send(Parcel("dl_1", address(name, receiver), (alert(),)))
    assert receiver.callers == 0


@pytest.mark.parametrize("name", ["webhook", *CHATS])
@looped
async def test_a_registered_address_is_looked_up_for_every_post(name: str) -> None:
    """One that is gone from the book is gone; one whose seal is broken waits for its key."""
    async with receiving(answer(200, HEARD[name])) as receiver:
        book = Book()
        async with channel(name, receiver, book=book) as found:
            with pytest.raises(Gone, match="not registered any more"):
                await found.send(Parcel("dl_1", "ep_1", (alert(),)))
            book.endpoint_ = Endpoint(receiver.url("/new"), (SECRET,))
            await found.send(Parcel("dl_1", "ep_1", (alert(),)))
            assert receiver.got[0].target.startswith("/new")

            def broken(_: str) -> Endpoint:
                raise BrokenSeal("another key")

            book.endpoint = broken  # type: ignore[method-assign]
            with pytest.raises(Undelivered, match="another key") as caught:
                await found.send(Parcel("dl_1", "ep_1", (alert(),)))
    assert not caught.value.permanent


def long(name: str) -> Alert:
    """More than a service takes in one message, in lines that are not too long for it."""
    promo = "限时5折" * {"apprise": 250, "feishu": 120, "dingtalk": 120}.get(name, 45)
    return alert(*(event(n, model=f"a-long-name-{n}", promo=promo) for n in range(20)))


SIZES: dict[str, tuple[Callable[[dict[str, Any]], list[int]], int]] = {
    "slack": (lambda b: [len(b["blocks"][1]["text"]["text"])], 3000),
    "discord": (lambda b: [len(b["embeds"][0]["description"])], 4096),
    "feishu": (lambda b: [len(json.dumps(b, ensure_ascii=False).encode())], 20_000),
    "dingtalk": (lambda b: [len(json.dumps(b, ensure_ascii=False).encode())], 20_000),
    "wecom": (lambda b: [len(b["markdown"]["content"].encode())], 2048),
    "apprise": (lambda b: [len(b["message"])], 20_000),
}


@pytest.mark.parametrize("name", sorted(SIZES))
@pytest.mark.parametrize("language", ["en", "zh"])
@looped
async def test_a_long_message_is_cut_at_a_line_end_and_says_so(
    name: str, language: Language
) -> None:
    """Every service's own limit is kept to, in its own measure."""
    measure, most = SIZES[name]
    async with receiving(answer(200, HEARD[name])) as receiver:
        await sent(name, receiver, long(name), language=language)
    (size,) = measure(said(receiver))
    assert most * 0.5 < size <= most
    note = {"en": "lines left out here: ", "zh": "行未显示"}[language]
    assert note in json.dumps(said(receiver), ensure_ascii=False)


@pytest.mark.parametrize("name", sorted(SIZES))
@pytest.mark.parametrize(
    ("language", "words"), [("en", "DeepSeek cuts prices"), ("zh", "深度求索降价")]
)
@looped
async def test_it_speaks_the_readers_language(name: str, language: Language, words: str) -> None:
    """English and Chinese, with the price and the way to the vendor's page."""
    async with receiving(answer(200, HEARD[name])) as receiver:
        await sent(name, receiver, language=language)
    shown = json.dumps(said(receiver), ensure_ascii=False)
    assert words in shown
    assert "3 → 1.5" in shown
    assert "v.example/p?" in shown


@looped
async def test_a_registered_reader_is_spoken_to_as_it_chose() -> None:
    """Language and time zone come from the book."""
    async with receiving(answer(200, HEARD["wecom"])) as receiver:
        reader = Reader(language="zh", timezone="Asia/Shanghai")
        book = Book(Endpoint(receiver.url()), reader)
        async with channel("wecom", receiver, book=book) as found:
            await found.send(Parcel("dl_1", "ep_1", (alert(),)))
    assert said(receiver)["markdown"]["content"] == snapshot("""\
**深度求索降价：deepseek-v0 输入 −50%**

**deepseek-v0**
- 输入：3 → 1.5 元/百万 tokens（−50%，1/2）

[深度求索价格页](https://v.example/p?a=1&b=2)

读取于 2026-08-02 08:02 UTC+08:00\
""")


@looped
async def test_a_test_says_that_it_is_one() -> None:
    """In words, where people read it."""
    for name in CHATS:
        taken = answer(200, HEARD[name])
        async with receiving(taken) as receiver, channel(name, receiver, "zh") as found:
            await found.probe("")  # type: ignore[attr-defined]
        assert "pricewar 的测试消息" in json.dumps(said(receiver), ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "body", "outcome", "wait"),
    [
        ("feishu", {"code": 19001, "msg": "access token invalid"}, "gone", None),
        ("feishu", {"code": 19002, "msg": "params error"}, "never", None),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, "later", None),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, "later", 60),
        ("feishu", {"code": 9499, "msg": "too many request"}, "later", None),
        ("feishu", {"StatusCode": 19021, "StatusMessage": "old"}, "later", None),
        ("feishu", {"StatusMessage": "success"}, "later", None),
        ("dingtalk", {"errcode": 300005, "errmsg": "token is not exist"}, "gone", None),
        ("dingtalk", {"errcode": 400105, "errmsg": "unknown type"}, "never", None),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, "later", None),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "later", 600),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, "gone", None),
        ("wecom", {"errcode": 40058, "errmsg": "exceed max length"}, "never", None),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, "later", 60),
        ("wecom", {"errcode": -1, "errmsg": "system busy"}, "later", None),
        ("wecom", {"errcode": [0]}, "later", None),
        ("wecom", [], "later", None),
    ],
)
@looped
async def test_a_200_that_says_no_is_a_no(
    name: str, body: Any, outcome: str, wait: float | None
) -> None:
    """The verdict stands in the body; the reason repeats what the service calls it."""
    trouble = await refused(name, answer(200, json.dumps(body).encode()))
    assert (_outcome(trouble), trouble.retry_after) == (outcome, wait)
    assert trouble.answer
    assert trouble.answer.status == 200


@pytest.mark.parametrize(
    ("name", "status", "body", "outcome", "wait"),
    [
        ("slack", 400, b"invalid_payload", "never", None),
        ("slack", 403, b"action_prohibited", "gone", None),
        ("slack", 404, b"no_service", "gone", None),
        ("discord", 400, b'{"message": "Invalid Form Body"}', "never", None),
        ("discord", 401, b'{"message": "Invalid Webhook Token"}', "gone", None),
        ("discord", 404, b'{"message": "Unknown Webhook", "code": 10015}', "gone", None),
        ("discord", 429, b'{"retry_after": 0.64, "global": false}', "later", 0.64),
        ("discord", 429, b"slow down", "later", None),
        ("webhook", 400, b"", "later", None),
        ("webhook", 401, b"", "later", None),
        ("webhook", 404, b"", "later", None),
    ],
)
@looped
async def test_a_status_means_what_the_service_means_by_it(
    name: str, status: int, body: bytes, outcome: str, wait: float | None
) -> None:
    """A room that was deleted is gone; a message that is malformed never gets better."""
    trouble = await refused(name, answer(status, body))
    assert (_outcome(trouble), trouble.retry_after) == (outcome, wait)


@looped
async def test_feishu_checks_our_signature() -> None:
    """The HMAC of nothing under time and secret, in the body beside the card."""
    async with receiving(answer(200, HEARD["feishu"])) as receiver:
        await sent("feishu", receiver, secret="word")
    body = said(receiver)
    key = f"{body['timestamp']}\nword".encode()
    expected = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
    assert body["sign"] == expected


@looped
async def test_dingtalk_checks_our_signature() -> None:
    """Of time and secret, in the address; what else is in the address stays."""
    async with receiving(answer(200, HEARD["dingtalk"])) as receiver:
        book = Book(Endpoint(receiver.url("/send?access_token=t"), ("word",)))
        async with channel("dingtalk", receiver, book=book) as found:
            await found.send(Parcel("dl_1", "ep_1", (alert(),)))
    query = parse_qs(urlsplit(receiver.got[0].target).query)
    (stamp,), (sign,) = query["timestamp"], query["sign"]
    told = f"{stamp}\nword".encode()
    digest = hmac.new(b"word", told, hashlib.sha256).digest()
    assert (query["access_token"], sign) == (["t"], base64.b64encode(digest).decode())
    assert len(stamp) == 13


@looped
async def test_a_webhook_is_one_signed_event() -> None:
    """Its id is that of the delivery, and both secrets sign while they change."""
    old = signing.new_secret()
    async with receiving() as receiver:
        book = Book(Endpoint(receiver.url(), (SECRET, old)))
        async with channel("webhook", receiver, book=book) as found:
            await found.send(Parcel("dl_1", "ep_1", (alert(),)))
    (got,) = receiver.got
    assert got.body == payload.body(event())
    assert got.headers["webhook-id"] == "dl_1"
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    for secret in (SECRET, old):
        assert Webhook(secret).verify(got.body, dict(got.headers))["type"] == "price.cut"


HOSTILE = "<@everyone> *x* `y` [z](http://evil.example) <!channel> @here"


@looped
async def test_nothing_that_a_page_prints_is_markup() -> None:
    """No bold, no link, no call to anybody comes out of a model's name."""
    shown = {}
    for name in CHATS:
        async with receiving(answer(200, HEARD[name])) as receiver:
            await sent(name, receiver, alert(event(model=HOSTILE)))
        shown[name] = said(receiver)
    slack, discord = shown["slack"], shown["discord"]
    assert {block["text"]["type"] for block in slack["blocks"][:2]} == {"plain_text"}
    assert "<@everyone>" not in slack["text"]
    assert discord["allowed_mentions"] == {"parse": []}
    assert "\\<@everyone\\> \\*x\\* \\`y\\` \\[z\\]" in discord["embeds"][0]["description"]
    assert shown["feishu"]["card"]["elements"][0]["text"]["tag"] == "plain_text"
    for text in (shown["dingtalk"]["markdown"]["text"], shown["wecom"]["markdown"]["content"]):
        assert "＜@everyone＞ ＊x＊ ｀y｀ ［z］" in text
        assert "[z](" not in text


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("slack", [(1, 1)]),
        ("discord", [(5, 2), (30, 60)]),
        ("feishu", [(5, 1), (100, 60)]),
        ("dingtalk", [(20, 60)]),
        ("wecom", [(20, 60)]),
        ("webhook", []),
    ],
)
def test_the_limits_of_a_service_are_those_of_each_room(
    name: str, limits: list[tuple[int, int]]
) -> None:
    """As data for the outbox: so many messages in so many seconds, room by room."""
    found = channels.connect(Voice(), {})[name].manner.limits
    assert [(one.count, one.per / timedelta(seconds=1)) for one in found] == limits
    assert all(one.bucket("a") != one.bucket("b") for one in found)


def test_the_retries_of_a_webhook_are_those_of_the_standard() -> None:
    """Nine of them, with a fifth more or less; then an event is given up."""
    patience = channels.connect(Voice(), {})["webhook"].manner.patience
    assert patience.tries == 10
    waits = [patience.wait(n, 0.5) for n in range(9)]
    seconds = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert [wait.total_seconds() for wait in waits] == seconds
    assert patience.wait(0, 0) == timedelta(seconds=4)
    assert patience.wait(0, 1) == timedelta(seconds=6)
    assert sum(waits, timedelta()) * 1.2 < patience.give_up


@looped
async def test_what_each_service_is_sent() -> None:
    """The bodies, word for word."""
    shown = {}
    for name in CHATS:
        async with receiving(answer(200, HEARD[name])) as receiver:
            await sent(name, receiver, alert(event(model="v1")))
        shown[name] = said(receiver)
    assert shown == snapshot(
        {
            "slack": {
                "text": "DeepSeek cuts prices: v1 input −50 %",
                "blocks": [
                    {
                        "type": "header",
                        "text": {
                            "type": "plain_text",
                            "text": "DeepSeek cuts prices: v1 input −50 %",
                            "emoji": False,
                        },
                    },
                    {
                        "type": "section",
                        "text": {
                            "type": "plain_text",
                            "text": """\
v1
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

read 2026-08-02 00:02 UTC\
""",
                            "emoji": False,
                        },
                    },
                    {
                        "type": "context",
                        "elements": [
                            {
                                "type": "mrkdwn",
                                "text": "<https://v.example/p?a=1&b=2|DeepSeek's price page>",
                            }
                        ],
                    },
                ],
            },
            "discord": {
                "embeds": [
                    {
                        "description": """\
**DeepSeek cuts prices: v1 input −50 %**

**v1**

- input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

[DeepSeek's price page](https://v.example/p?a=1&b=2)

read 2026-08-02 00:02 UTC\
"""
                    }
                ],
                "allowed_mentions": {"parse": []},
            },
            "feishu": {
                "msg_type": "interactive",
                "card": {
                    "config": {"wide_screen_mode": True},
                    "header": {
                        "title": {
                            "tag": "plain_text",
                            "content": "DeepSeek cuts prices: v1 input −50 %",
                        },
                        "template": "blue",
                    },
                    "elements": [
                        {
                            "tag": "div",
                            "text": {
                                "tag": "plain_text",
                                "content": """\
v1
• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

read 2026-08-02 00:02 UTC\
""",
                            },
                        },
                        {
                            "tag": "action",
                            "actions": [
                                {
                                    "tag": "button",
                                    "text": {
                                        "tag": "plain_text",
                                        "content": "DeepSeek's price page",
                                    },
                                    "url": "https://v.example/p?a=1&b=2",
                                }
                            ],
                        },
                    ],
                },
            },
            "dingtalk": {
                "msgtype": "markdown",
                "markdown": {
                    "title": "DeepSeek cuts prices: v1 input −50 %",
                    "text": """\
**DeepSeek cuts prices: v1 input −50 %**

**v1**
- input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

[DeepSeek's price page](https://v.example/p?a=1&b=2)

read 2026-08-02 00:02 UTC\
""",
                },
            },
            "wecom": {
                "msgtype": "markdown",
                "markdown": {
                    "content": """\
**DeepSeek cuts prices: v1 input −50 %**

**v1**
- input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)

[DeepSeek's price page](https://v.example/p?a=1&b=2)

read 2026-08-02 00:02 UTC\
"""
                },
            },
        }
    )


@looped
async def test_apprise_knows_only_what_the_settings_name() -> None:
    """An address that was taken out of them ends its deliveries."""
    async with receiving() as receiver, channel("apprise", receiver) as found:
        with pytest.raises(Undelivered, match="do not name this address any more") as caught:
            await found.send(Parcel("dl_1", "ap_other", (alert(),)))
    assert caught.value.permanent
    assert receiver.got == []


def test_an_address_that_apprise_does_not_know_is_an_error_at_start() -> None:
    """Named by its beginning, without what may be a password."""
    with pytest.raises(BadChannel, match="begins with bogus is not understood") as caught:
        channels.connect(Voice(), {"apprise": {"urls": ["bogus://user:word@host"]}})
    assert "word" not in str(caught.value)


@looped
async def test_a_message_without_lines_has_a_body_too() -> None:
    """A headline alone is not sent as an empty message."""
    gone = event(type="source.recovered", model=None, meter=None, old=None, new=None)
    async with receiving() as receiver:
        await sent("apprise", receiver, alert(gone.model_copy(update={"evidence": None})))
    assert said(receiver)["message"]


@pytest.mark.parametrize("name", ["apprise", "wecom"])
@looped
async def test_what_takes_itself_back_is_not_told(name: str) -> None:
    """A digest of a change and its correction says nothing, and nothing is posted."""
    back = event(1, type="price.retracted", refutes="ev_0")
    first, second = alert(event(0)), replace(alert(back), id="al_2")
    async with receiving(answer(200, HEARD[name])) as receiver:
        arrived = await sent(name, receiver, first, second)
    assert (arrived.messages, receiver.got) == (0, [])


@looped
async def test_bodies_are_remembered_for_a_fan_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many events there were, only the last ones are kept."""
    monkeypatch.setattr(webhook, "REMEMBERED", 2)
    async with receiving() as receiver, channel("webhook", receiver) as found:
        for number in range(5):
            said_now = alert(event(number))
            await found.send(Parcel(f"dl_{number}", "ep_1", (said_now,)))
        assert isinstance(found, webhook.Webhooks)
        assert len(found._bodies) <= 2  # noqa: SLF001 - memory is what it is about
    assert [json.loads(got.body)["data"]["id"] for got in receiver.got] == [
        f"ev_{number}" for number in range(5)
    ]


def test_without_an_address_book_nobody_is_known() -> None:
    """Readers are spoken to as the settings say; nothing was sent, nothing is registered."""
    book = channels.Setup().book
    nobody = Target("webhook", "ep_1")
    assert book.reader(nobody) == Reader()
    assert book.receipts(nobody, "ev_1") == []
    assert book.corrections(alert()) == []
    assert book.endpoint("ep_1") is None
    with pytest.raises(KeyError):
        book.alert("al_1")

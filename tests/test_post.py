"""The guarded door, against receivers that are good, slow, broken and hostile."""

import asyncio
import gzip
import socket
import ssl
from ipaddress import ip_address

import pytest
import trustme
from receiver import Caller, Receiver, Request, answer, looped, receiving, saying

from bot.destinations import Address, Refused, Rules
from bot.post import Door, Limits, NoAnswer, Reply, Unresolved, resolved

BODY = b'{"type":"webhook.test"}'
HEADERS = {"Content-Type": "application/json", "webhook-id": "msg_1"}
HERE = Rules(("127.0.0.1",))
QUICK = Limits(total=0.3, connect=0.2)
AUTHORITY = trustme.CA()


class Names:
    """A resolver that gives one answer after the other, and the last one for ever."""

    def __init__(self, *answers: str) -> None:
        self.left = list(answers)
        self.asked: list[str] = []

    async def __call__(self, name: str) -> list[Address]:
        self.asked.append(name)
        given = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        return [ip_address(one) for one in given.split()]


def trusting() -> ssl.SSLContext:
    """Checks certificates as usual, against the authority of these tests."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def certified(*hosts: str) -> ssl.SSLContext:
    """A receiver's side, with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(*hosts).configure_cert(context)
    return context


def door(*answers: str, rules: Rules = HERE, limits: Limits | None = None) -> Door:
    """A door that finds every name on this machine."""
    return Door(rules, resolve=Names(*answers or ("127.0.0.1",)), limits=limits, tls=trusting())


async def posted(receiver: Receiver, url: str = "", limits: Limits | None = None) -> Reply:
    """One post by a door of its own."""
    async with door(limits=limits) as way:
        return await way.post(url or receiver.url(), BODY, HEADERS)


@looped
async def test_a_post_arrives_as_it_was_given() -> None:
    """Body, path, query and headers, the name of who posts, and nothing asked for packed."""
    async with receiving(answer(202, b"thanks", retry_after="7")) as receiver:
        reply = await posted(receiver, receiver.url("/a/b?c=%20d"))
    assert reply == Reply(202, {"content-length": "6", "retry-after": "7"}, b"thanks")
    (got,) = receiver.got
    assert (got.target, got.body) == ("/a/b?c=%20d", BODY)
    assert got.headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "user-agent": "pricewar",
        "accept": "*/*",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "content-length": "23",
    }


@looped
async def test_a_connection_is_used_again() -> None:
    """One after the other on one connection; at the same time each on its own."""
    async with receiving() as receiver, door() as way:
        for _ in range(3):
            await way.post(receiver.url(), BODY, HEADERS)
        assert receiver.callers == 1
        await asyncio.gather(*(way.post(receiver.url(), BODY, HEADERS) for _ in range(3)))
        assert (receiver.callers, len(receiver.got)) == (3, 6)


@looped
async def test_a_connection_that_was_closed_meanwhile_costs_no_delivery() -> None:
    """A receiver may hang up between two posts, also without a word: the second gets through."""

    async def once(request: Request, caller: Caller) -> None:
        if len(receiver.got) == 2:  # the second on the kept connection: hung up unanswered
            caller.writer.close()
            return
        await answer(204)(request, caller)

    async with receiving(once) as receiver, door() as way:
        for _ in range(2):
            assert (await way.post(receiver.url(), BODY, HEADERS)).status == 204
    assert (receiver.callers, len(receiver.got)) == (2, 3)


@looped
async def test_a_farewell_is_heard_before_the_next_post() -> None:
    """A connection that the receiver has closed is not written to."""

    async def short(request: Request, caller: Caller) -> None:
        await answer(connection="keep-alive")(request, caller)
        caller.writer.close()

    async with receiving(short) as receiver, door() as way:
        await way.post(receiver.url(), BODY, HEADERS)
        await asyncio.wait_for(receiver.left.wait(), 5)
        await asyncio.sleep(0)
        await way.post(receiver.url(), BODY, HEADERS)
    assert (receiver.callers, len(receiver.got)) == (2, 2)


@looped
async def test_idle_connections_are_few_and_do_not_last() -> None:
    """The oldest makes room for the newest, and a kept one is let go when its time is over."""
    few = Limits(idle=1)
    async with receiving() as one, receiving() as other, door(limits=few) as way:
        for receiver in (one, other, one, one):
            await way.post(receiver.url(), BODY, HEADERS)
        assert (one.callers, other.callers) == (2, 1)
    async with receiving() as receiver, door(limits=Limits(keep=0)) as way:
        for _ in range(2):
            await way.post(receiver.url(), BODY, HEADERS)
        assert receiver.callers == 2


@looped
async def test_the_door_closes_what_it_kept_open() -> None:
    """When the service stops no connection stays behind."""
    async with receiving() as receiver:
        await posted(receiver)
        await asyncio.wait_for(receiver.left.wait(), 5)


@looped
async def test_a_redirect_is_an_answer_and_not_a_way() -> None:
    """Nothing is posted to where it leads, be it a service of this machine or anything else."""
    async with receiving() as inner, receiving() as receiver:
        receiver.script = answer(307, location=inner.url("/admin"))
        assert (await posted(receiver)).status == 307
    assert inner.got == []


@looped
async def test_a_name_that_changes_its_mind_is_looked_at_every_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was public when it was registered is refused the moment it leads inside."""

    async def nowhere(_: object, address: Address) -> None:
        raise ConnectionRefusedError(111, f"no way to {address}")

    names = Names("8.8.8.8", "127.0.0.1", "8.8.8.8 127.0.0.1", "::ffff:127.0.0.1")
    async with receiving() as receiver, Door(Rules(), resolve=names, limits=QUICK) as way:
        monkeypatch.setattr(way, "_open", nowhere)  # no test leaves this machine
        with pytest.raises(NoAnswer):
            await way.post("https://hook.example/", BODY, HEADERS)
        for inside in ("127.0.0.1", "127.0.0.1", str(ip_address("::ffff:127.0.0.1"))):
            with pytest.raises(Refused, match=f"hook.example leads to {inside}, which is not"):
                await way.post("https://hook.example/", BODY, HEADERS)
    assert receiver.callers == 0


@looped
async def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    """A name is resolved once a connection: there is no second answer that could differ."""
    names = Names("127.0.0.1", "127.0.0.2")
    rules = Rules(("hook.example",))
    async with receiving() as receiver, Door(rules, resolve=names) as way:
        reply = await way.post(receiver.url(host="hook.example"), BODY, HEADERS)
    assert (reply.status, names.asked) == (200, ["hook.example"])
    assert receiver.got[0].headers["host"] == f"hook.example:{receiver.port}"


@looped
async def test_an_address_that_does_not_answer_is_passed_over() -> None:
    """Where a name has several addresses, the next one is tried."""
    rules = Rules(("hook.example",))
    async with receiving() as receiver, Door(rules, resolve=Names("::1 127.0.0.1")) as way:
        reply = await way.post(receiver.url(host="hook.example"), BODY, HEADERS)
    assert reply.status == 200


@looped
async def test_a_certificate_is_checked_against_the_name() -> None:
    """The right name is let in and named to the receiver; the wrong one ends the connection."""
    asked: list[str | None] = []
    tls = certified("hook.example")
    tls.sni_callback = lambda _socket, name, _context: asked.append(name)
    async with receiving(tls=tls) as receiver, door() as way:
        for _ in range(2):
            url = receiver.url(host="hook.example")
            assert (await way.post(url, BODY, HEADERS)).status == 200
        assert (receiver.callers, asked) == (1, ["hook.example"])
        with pytest.raises(NoAnswer, match=r"certificate of other\.example does not hold"):
            await way.post(receiver.url(host="other.example"), BODY, HEADERS)
        assert (len(receiver.got), asked) == (2, ["hook.example", "other.example"])


@looped
async def test_a_number_needs_a_certificate_too() -> None:
    """An address that the operator opened is checked as an address."""
    async with receiving(tls=certified("127.0.0.1")) as receiver:
        assert (await posted(receiver)).status == 200


@looped
async def test_an_unknown_authority_is_not_trusted() -> None:
    """A receiver that signed its own certificate gets nothing."""
    async with receiving(tls=certified("hook.example")) as receiver:
        async with Door(HERE, resolve=Names("127.0.0.1")) as way:
            with pytest.raises(NoAnswer, match="does not hold"):
                await way.post(receiver.url(host="hook.example"), BODY, HEADERS)
        assert receiver.got == []


@looped
async def test_a_receiver_without_tls_is_an_error_with_a_reason() -> None:
    """An https address that answers in plain text."""
    async with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port, door() as way:
        with pytest.raises(NoAnswer, match="does not speak TLS as it should: WRONG_VERSION"):
            await way.post(f"https://127.0.0.1:{port}/", BODY, HEADERS)


@looped
async def test_an_endless_body_is_cut() -> None:
    """64 KB are read, the connection is let go, and the status counts."""

    async def endless(_: Request, caller: Caller) -> None:
        await caller.say(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            await caller.say(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    async with receiving(endless) as receiver:
        reply = await posted(receiver)
        await asyncio.wait_for(receiver.left.wait(), 5)
    assert (reply.status, len(reply.body), reply.whole) == (200, 65_536, False)


@looped
async def test_nothing_packed_is_unpacked() -> None:
    """A bomb of a few kilobytes stays a few kilobytes."""
    bomb = gzip.compress(bytes(50_000_000))
    async with receiving(answer(200, bomb, content_encoding="gzip")) as receiver:
        reply = await posted(receiver)
    assert bomb.startswith(reply.body)
    assert len(reply.body) <= 65_536


@looped
async def test_slow_headers_end_with_the_time() -> None:
    """A receiver that sends a byte now and then does not keep anybody waiting beyond the limit."""

    async def slow(_: Request, caller: Caller) -> None:
        await caller.say(b"HTTP/1.1 200 OK\r\nx: ")
        while True:
            await caller.say(b"y")
            await asyncio.sleep(0.02)

    async with receiving(slow) as receiver:
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.3 s") as caught:
            await posted(receiver, limits=QUICK)
        await asyncio.wait_for(receiver.left.wait(), 5)
    assert caught.value.late


@looped
async def test_a_receiver_may_end_the_connection_with_its_answer() -> None:
    """Connection: close is kept to, and the next post has a connection of its own."""
    async with receiving(answer(connection="close")) as receiver, door() as way:
        for _ in range(2):
            assert (await way.post(receiver.url(), BODY, HEADERS)).status == 200
    assert (receiver.callers, len(receiver.got)) == (2, 2)


@looped
async def test_an_answer_that_breaks_off_is_not_asked_for_again() -> None:
    """The receiver may have done what was asked: only the outbox decides about trying again."""

    async def half(request: Request, caller: Caller) -> None:
        if receiver.got[1:]:
            await caller.say(b"HTTP/1.1 2")
            caller.writer.close()
            return
        await answer()(request, caller)

    async with receiving(half) as receiver, door() as way:
        await way.post(receiver.url(), BODY, HEADERS)
        with pytest.raises(NoAnswer, match="did not answer in HTTP"):
            await way.post(receiver.url(), BODY, HEADERS)
    assert (receiver.callers, len(receiver.got)) == (1, 2)


@looped
async def test_whoever_stops_waiting_leaves_no_connection_behind() -> None:
    """Also in the middle of a body."""
    begun = asyncio.Event()

    async def slow(_: Request, caller: Caller) -> None:
        await caller.say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbegun")
        begun.set()
        await caller.gone()

    async with receiving(slow) as receiver, door() as way:
        waiting = asyncio.create_task(way.post(receiver.url(), BODY, HEADERS))
        await begun.wait()
        for _ in range(20):  # rounds of the loop, until the head has been read
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        await asyncio.wait_for(receiver.left.wait(), 5)


@looped
async def test_a_slow_body_does_not_undo_the_answer() -> None:
    """The status came in time: what was read of the body by then is kept."""

    async def slow(_: Request, caller: Caller) -> None:
        await caller.say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbegun")
        await caller.gone()

    async with receiving(slow) as receiver:
        reply = await posted(receiver, limits=QUICK)
    assert (reply.status, reply.body, reply.whole) == (200, b"begun", False)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "did not answer in HTTP"),
        (b"220 mail.example ESMTP\r\n", "did not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20_000, "did not answer in HTTP"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "did not answer in HTTP"),
        (b"HTTP/1.1 99999 OK\r\n\r\n", "did not answer in HTTP"),
    ],
)
@looped
async def test_what_is_no_answer_is_an_error(said: bytes, reason: str) -> None:
    """Silence, another protocol and endless headers are no answer."""

    async def say(_: Request, caller: Caller) -> None:
        await caller.say(said)
        caller.writer.close()

    async with receiving(say) as receiver:
        with pytest.raises(NoAnswer, match=reason) as caught:
            await posted(receiver)
    assert not caught.value.late


@looped
async def test_an_interim_answer_is_not_the_answer() -> None:
    """100 Continue and early hints come before it."""

    async def patient(request: Request, caller: Caller) -> None:
        await caller.say(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n")
        await answer(201)(request, caller)

    async with receiving(patient) as receiver:
        assert (await posted(receiver)).status == 201


@looped
async def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next() -> None:
    """A receiver that answers twice does not answer what it has not yet been sent."""

    async def twice(_: Request, caller: Caller) -> None:
        said = (b"HTTP/1.1 %d -\r\ncontent-length: 0\r\n\r\n" % status for status in (500, 200))
        await caller.say(b"".join(said))

    async with receiving(twice) as receiver, door() as way:
        for _ in range(2):
            assert (await way.post(receiver.url(), BODY, HEADERS)).status == 500
    assert receiver.callers == 2


@looped
async def test_a_closed_port_is_an_error_with_a_reason() -> None:
    """Nobody is there."""
    async with receiving() as receiver:
        url = receiver.url()
    async with door() as way:
        with pytest.raises(NoAnswer, match=r"the connection to 127\.0\.0\.1 failed: "):
            await way.post(url, BODY, HEADERS)


@looped
async def test_a_receiver_that_takes_no_connection_is_late() -> None:
    """TLS that never begins: the attempt to connect has a limit of its own."""
    brief = Limits(total=5, connect=0.05)
    async with saying(b"") as port, door(limits=brief) as way:
        with pytest.raises(NoAnswer, match="does not take the connection") as caught:
            await way.post(f"https://127.0.0.1:{port}/", BODY, HEADERS)
    assert caught.value.late


@looped
async def test_one_that_hangs_delays_nobody() -> None:
    """While one receiver says nothing, another gets its posts."""

    async def hang(_: Request, caller: Caller) -> None:
        await caller.gone()

    async with receiving(hang) as slow, receiving() as quick, door() as way:
        hanging = asyncio.create_task(way.post(slow.url(), BODY, HEADERS))
        await asyncio.wait_for(slow.asked.wait(), 5)
        for _ in range(3):
            assert (await way.post(quick.url(), BODY, HEADERS)).status == 200
        assert not hanging.done()
        hanging.cancel()
        await asyncio.wait([hanging])
        await asyncio.wait_for(slow.left.wait(), 5)


@looped
async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve the name again, and elsewhere."""
    async with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url("/"))
        assert (await posted(receiver)).status == 200
    assert proxy.callers == 0


@looped
async def test_the_systems_resolver_gives_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of both families, as the system orders them."""
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1111", 0, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert [str(one) for one in await resolved("x.example")] == ["2606:4700::1111", "8.8.8.8"]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service"),
        (UnicodeError("label too long"), "no host name"),
    ],
)
@looped
async def test_a_name_that_nobody_knows_is_an_error(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception, said: str
) -> None:
    """In the words of the resolver."""

    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    async with Door(HERE) as way:
        with pytest.raises(Unresolved, match=f"x.example could not be resolved: {said}"):
            await way.post("https://x.example/", BODY, HEADERS)


@looped
async def test_an_error_names_the_host_and_no_more() -> None:
    """The rest of an address is often the receiver's secret."""
    async with receiving() as receiver:
        url = receiver.url("/services/T0/B0/secret?token=secret")
    async with door() as way:
        with pytest.raises(NoAnswer) as caught:
            await way.post(url, BODY, HEADERS)
    assert "secret" not in str(caught.value)

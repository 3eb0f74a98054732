"""One door to vendors: what is asked, how politely, and what an answer is taken for."""

import asyncio
import gzip
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard
from ports import listening

from scrapers.errors import Blocked, PageChanged, ScrapeError, Unreachable
from scrapers.fetch import Fetched, Fetcher, Manners, Validators

URL = "https://vendor.example/pricing"
TWIN = "https://docs.vendor.example/pricing.md"
PAGE = "<html><table><tr><td>输入</td><td>1元</td></tr></table>"
HTML = {"content-type": "text/html; charset=utf-8"}
WALL = "<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"


@dataclass(frozen=True)
class Answer:
    """What a vendor says to one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> httpx.Response:
        """The answer as it leaves the vendor: a body not yet read."""
        pairs = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        return httpx.Response(self.status, headers=pairs, stream=httpx.ByteStream(self.body))


Reply = Answer | Exception


def page(text: str = PAGE, status: int = 200, **headers: str) -> Answer:
    """An answer with this text; header names with underscores for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, text.encode(), HTML | named)


def redirect(location: str) -> Answer:
    """An answer that sends the visitor elsewhere."""
    return Answer(302, headers={"location": location})


@dataclass
class Vendor:
    """A vendor that gives each address its replies in turn, the last one for ever."""

    replies: dict[str, list[Reply]]
    requests: list[httpx.Request] = field(default_factory=list)
    naps: list[float] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The next reply for the address of this request."""
        self.requests.append(request)
        replies = self.replies[str(request.url)]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply.response()

    @property
    def asked(self) -> list[str]:
        """The addresses asked so far, in order."""
        return [str(request.url) for request in self.requests]

    async def nap(self, seconds: float) -> None:
        """Note a pause and go on at once."""
        self.naps.append(seconds)

    def get(
        self,
        urls: Sequence[str] = (URL,),
        validators: Validators | None = None,
        manners: Manners | None = None,
    ) -> Fetched:
        """Fetch from this vendor, with jitter at the middle of its bounds."""

        async def fetched() -> Fetched:
            async with Fetcher(
                manners or Manners("ops@example.org"),
                transport=httpx.MockTransport(self.answer),
                sleep=self.nap,
                jitter=lambda low, high: (low + high) / 2,
            ) as fetcher:
                return await fetcher.get(urls, validators)

        return asyncio.run(fetched())


def vendor(*replies: Reply, **others: Sequence[Reply]) -> Vendor:
    """A vendor that answers at URL with these replies, and at TWIN with `twin`."""
    return Vendor({URL: list(replies), TWIN: list(others.get("twin", ()))})


def test_a_page_is_fetched_as_text_with_its_hash_and_validators() -> None:
    """The answer carries everything the caller keeps: bytes, hash, kind, address, validators."""
    got = vendor(page(etag='W/"7"', last_modified="Mon, 06 May 2024 00:00:00 GMT")).get()
    assert got == Fetched(
        asked=URL,
        url=URL,
        status=200,
        body=PAGE.encode(),
        sha256=hashlib.sha256(PAGE.encode()).hexdigest(),
        kind="html",
        encoding="utf-8",
        validators=Validators('W/"7"', "Mon, 06 May 2024 00:00:00 GMT", URL),
    )
    read = got.page()
    assert (read.text, read.kind, read.url) == (PAGE, "html", URL)


def test_a_gbk_page_is_kept_as_sent_and_read_as_meant() -> None:
    """The kept bytes are the vendor's own; the text is Chinese."""
    body = PAGE.encode("gbk")
    got = vendor(Answer(200, body, {"content-type": "text/html"})).get()
    assert got.body == body
    assert got.page().text == PAGE


def test_the_request_says_honestly_who_asks() -> None:
    """The User-Agent names the program and the contact; only bounded codings are asked for."""
    shop = vendor(page())
    shop.get(manners=Manners("https://example.org/why"))
    headers = shop.requests[0].headers
    assert headers["user-agent"].startswith("pricewar/")
    assert headers["user-agent"].endswith(" (+https://example.org/why)")
    assert headers["accept-encoding"] == "gzip, br, zstd"
    assert "text/html" in headers["accept"]
    assert "accept-language" not in headers


def test_without_a_contact_the_program_still_names_itself() -> None:
    """No empty brackets stand in the User-Agent."""
    assert "(" not in Manners().agent


@pytest.mark.parametrize("contact", ["a\r\nHost: b", "价格"])
def test_a_contact_that_no_header_can_carry_is_refused(contact: str) -> None:
    """A bad contact fails when the settings are read, not at every request."""
    with pytest.raises(ValueError, match="printable ASCII"):
        Manners(contact)


def test_cookies_are_not_kept() -> None:
    """One reading does not depend on what an earlier one was given."""
    shop = vendor(page(status=503, set_cookie="a=b"), page())
    shop.get()
    assert [request.headers.get("cookie") for request in shop.requests] == [None, None]


# Conditional requests


def test_validators_make_the_request_conditional() -> None:
    """What the server gave last time is asked with, and its 304 says that nothing changed."""
    known = Validators('"a"', "Mon, 06 May 2024 00:00:00 GMT", URL)
    shop = vendor(Answer(304, headers={"etag": '"b"'}))
    got = shop.get(validators=known)
    headers = shop.requests[0].headers
    assert headers["if-none-match"] == '"a"'
    assert headers["if-modified-since"] == "Mon, 06 May 2024 00:00:00 GMT"
    assert "cache-control" not in headers
    assert (got.unchanged, got.status, got.body, got.sha256) == (True, 304, b"", "")
    assert got.validators == Validators('"b"', "Mon, 06 May 2024 00:00:00 GMT", URL)


def test_an_unconditional_request_bypasses_caches() -> None:
    """The confirming second reading sees the page itself."""
    shop = vendor(page())
    shop.get()
    headers = shop.requests[0].headers
    assert headers["cache-control"] == "no-cache"
    assert "if-none-match" not in headers


@pytest.mark.parametrize("known", [Validators('"a"', None, TWIN), Validators(None, None, URL)])
def test_validators_of_another_address_are_not_sent(known: Validators) -> None:
    """A stand-in's ETag says nothing about this address; empty validators say nothing at all."""
    shop = vendor(page())
    assert not shop.get(validators=known).unchanged
    assert "if-none-match" not in shop.requests[0].headers
    assert shop.requests[0].headers["cache-control"] == "no-cache"


def test_a_304_that_was_not_asked_for_is_no_answer() -> None:
    """Without a kept page "unchanged" would mean an empty one."""
    with pytest.raises(PageChanged, match="answers 304 instead of the page"):
        vendor(Answer(304)).get()


def test_validators_belong_to_where_a_redirect_ended() -> None:
    """They are sent to the address that gave them, not to the one that points there."""
    end = "https://vendor.example/new"
    shop = Vendor({URL: [redirect("/new")], end: [page(etag='"n"'), Answer(304)]})
    first = shop.get()
    assert first.validators == Validators('"n"', None, end)
    assert (first.asked, first.url) == (URL, end)
    assert shop.get(validators=first.validators).unchanged
    sent = [request.headers.get("if-none-match") for request in shop.requests]
    assert sent == [None, None, None, '"n"']


def test_an_etag_that_cannot_be_sent_back_is_left_out() -> None:
    """An ETag outside ASCII does not break the next round."""
    assert vendor(page(etag="价")).get().validators == Validators(None, None, URL)


# Redirects


@pytest.mark.parametrize(
    "location", ["/new", "https://www.vendor.example/pricing", "https://docs.vendor.example/x"]
)
def test_a_redirect_within_the_vendors_hosts_is_followed(location: str) -> None:
    """The same host, its www. form, and the hosts of the page's other addresses are home."""
    end = str(httpx.URL(URL).join(location))
    shop = Vendor({URL: [redirect(location)], end: [page()], TWIN: [page("")]})
    assert shop.get([URL, TWIN]).url == end
    assert shop.asked == [URL, end]


@pytest.mark.parametrize(
    ("location", "error", "reason"),
    [
        ("https://elsewhere.example/", PageChanged, "redirected to https://elsewhere.example/"),
        ("http://vendor.example/pricing", PageChanged, "redirected to http://vendor.example"),
        ("/login?back=pricing", Blocked, "redirected to a log-in"),
        ("https://passport.vendor.example/", Blocked, "redirected to a log-in"),
        ("https://u:p@vendor.example/", Blocked, "user name"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(
    location: str, error: type[ScrapeError], reason: str
) -> None:
    """Another host, a lost encryption or a log-in page ends the reading at once."""
    shop = vendor(redirect(location))
    with pytest.raises(error, match=reason):
        shop.get()
    assert shop.asked == [URL]


def test_redirects_in_a_circle_end() -> None:
    """Five are followed, no more."""
    shop = vendor(redirect("/pricing"))
    with pytest.raises(PageChanged, match="more than 5 redirects"):
        shop.get()
    assert len(shop.asked) == 6


def test_a_redirect_without_an_aim_is_no_page() -> None:
    """A 302 that names no address is refused like any other odd status."""
    with pytest.raises(PageChanged, match="answers 302 instead of the page"):
        vendor(Answer(302)).get()


# Status


@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [
        (401, Blocked, "refuses the request"),
        (403, Blocked, "refuses the request"),
        (407, Blocked, "refuses the request"),
        (451, Blocked, "refuses the request"),
        (404, PageChanged, "the address is gone"),
        (410, PageChanged, "the address is gone"),
        (405, PageChanged, "answers 405 instead"),
        (202, PageChanged, "answers 202 instead"),
        (204, PageChanged, "answers 204 instead"),
    ],
)
def test_a_refusal_is_final(status: int, error: type[ScrapeError], reason: str) -> None:
    """What will not pass by itself is reported at once, with its status and address."""
    shop = vendor(page("<p>Forbidden</p>", status))
    with pytest.raises(error, match=reason) as caught:
        shop.get()
    assert str(status) in caught.value.reason
    assert caught.value.where == URL
    assert shop.asked == [URL]


def test_an_empty_answer_is_no_page() -> None:
    """Status 200 with nothing in it is refused."""
    with pytest.raises(PageChanged, match="the answer is empty"):
        vendor(page(" \n")).get()


def test_a_binary_answer_is_no_page() -> None:
    """A document in the place of the page is refused, naming the address."""
    with pytest.raises(PageChanged, match="binary file") as caught:
        vendor(Answer(200, b"%PDF-1.7")).get()
    assert caught.value.where == URL


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_page_is_a_refusal(status: int) -> None:
    """A bot wall is named whatever its status, and not knocked at again."""
    shop = vendor(page(WALL, status))
    with pytest.raises(Blocked, match=rf"challenge page .*\(Cloudflare, {status}\)"):
        shop.get()
    assert shop.asked == [URL]
    assert shop.naps == []


def test_a_challenge_that_is_only_in_the_headers_is_seen() -> None:
    """An answer that is marked as a challenge is one, even when its body cannot be read."""
    answer = page(status=403, cf_mitigated="challenge", content_encoding="odd")
    with pytest.raises(Blocked, match="Cloudflare"):
        vendor(answer).get()


def test_a_refusal_with_a_huge_body_is_still_a_refusal() -> None:
    """Of an error page only the beginning is read; the status decides."""
    with pytest.raises(Blocked, match="403"):
        vendor(page("<p>no</p>" * 300_000, 403)).get()


# Retries


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("name not known"),
        httpx.ReadTimeout("silence"),
        httpx.RemoteProtocolError("peer closed connection"),
        page("", 500),
        page("", 502),
        page("", 429),
        page("", 408),
        Answer(200, b"\x1f\x8b\x08", {"content-encoding": "gzip"}),
    ],
)
def test_what_may_pass_is_tried_again(fault: Reply) -> None:
    """Faults of the moment cost a pause that doubles, not the reading."""
    shop = vendor(fault, fault, page())
    assert shop.get().status == 200
    assert shop.asked == [URL] * 3
    assert shop.naps == [1.0, 2.0]


def test_trying_ends() -> None:
    """After the last attempt the reason is told, without another pause."""
    shop = vendor(httpx.ConnectError("name not known"))
    with pytest.raises(Unreachable, match="the connection failed: name not known"):
        shop.get(manners=Manners(attempts=2))
    assert shop.asked == [URL] * 2
    assert shop.naps == [1.0]


def test_a_nameless_fault_is_told_by_its_kind() -> None:
    """The reason never ends in nothing."""
    with pytest.raises(Unreachable, match="the connection failed: ReadError"):
        vendor(httpx.ReadError("")).get(manners=Manners(attempts=1))


@pytest.mark.parametrize(
    ("wish", "nap"),
    [
        ("7", 7.5),
        ("0", 0.5),
        ("Mon, 06 May 2024 10:00:30 GMT", 30.5),
        ("Mon, 06 May 2024 10:00:30 -0000", 30.5),
        ("Mon, 06 May 2024 09:00:00 GMT", 0.5),
        ("soon", 1.0),
        ("-5", 1.0),
    ],
)
def test_the_vendors_wish_is_honoured(wish: str, nap: float) -> None:
    """Retry-After in seconds or as a date sets the pause; what cannot be read sets nothing."""
    answer = page("", 429, retry_after=wish, date="Mon, 06 May 2024 10:00:00 GMT")
    shop = vendor(answer, page())
    shop.get()
    assert shop.naps == [nap]


def test_a_date_in_the_past_without_a_date_beside_it_means_now() -> None:
    """Where the server does not say its time, ours is taken."""
    shop = vendor(page("", 503, retry_after="Mon, 06 May 2024 10:00:30 GMT"), page())
    shop.get()
    assert shop.naps == [0.5]


@pytest.mark.parametrize(("wish", "told"), [("61", 61.0), ("9" * 400, 86_400.0)])
def test_a_long_wish_is_handed_to_the_caller(wish: str, told: float) -> None:
    """More than a minute is not waited for; the caller hears how long, at most a day."""
    shop = vendor(page("", 429, retry_after=wish))
    with pytest.raises(Unreachable, match="answers 429: not now") as caught:
        shop.get()
    assert caught.value.retry_after == told
    assert shop.asked == [URL]
    assert shop.naps == []


# Addresses that stand in for one another


@pytest.mark.parametrize(
    "failure", [page("", 403), page("", 404), page(WALL), redirect("https://elsewhere.example/")]
)
def test_the_next_address_stands_in(failure: Answer) -> None:
    """A refused, moved or walled address costs nothing while another serves."""
    got = vendor(failure, twin=[page("# Pricing", content_type="text/markdown")]).get([URL, TWIN])
    assert (got.asked, got.url, got.kind) == (TWIN, TWIN, "markdown")


def test_the_first_address_that_serves_is_enough() -> None:
    """No request is made that is not needed."""
    shop = vendor(page(), twin=[page()])
    shop.get([URL, TWIN])
    assert shop.asked == [URL]


def test_when_all_fail_every_address_is_named() -> None:
    """The error is the first address's own, and tells what the others said."""
    with pytest.raises(Blocked) as caught:
        vendor(page("", 403), twin=[page("", 404)]).get([URL, TWIN])
    assert caught.value.where == URL
    assert caught.value.reason == (
        "the vendor refuses the request (403); nor did another address serve: "
        f"{TWIN}: the address is gone (404)"
    )


def test_when_all_fail_the_wish_to_wait_is_kept() -> None:
    """The caller still learns when to come back."""
    shop = vendor(page("", 429, retry_after="100"), twin=[page("", 404)])
    with pytest.raises(Unreachable, match="address is gone") as caught:
        shop.get([URL, TWIN])
    assert caught.value.retry_after == 100


def test_a_host_that_asked_for_a_pause_is_not_asked_by_another_address() -> None:
    """A wish to wait counts for the whole host; a stand-in on another host may serve."""
    sibling = URL + ".md"
    shop = vendor(page("", 429, retry_after="100"), twin=[page()])
    assert shop.get([URL, sibling, TWIN]).url == TWIN
    assert shop.asked == [URL, TWIN]


def test_a_malformed_stand_in_does_not_spoil_the_others() -> None:
    """The good address serves although its neighbour is no address."""
    assert vendor(page()).get(["http://[::1/", URL]).url == URL


def test_no_address_at_all_is_a_mistake_of_the_caller() -> None:
    """An empty list is not an unreachable vendor."""
    with pytest.raises(ValueError, match="no address"):
        vendor(page()).get([])


def test_one_address_can_be_asked_alone() -> None:
    """A caller whose reader refused the first address's page asks the next one itself."""

    async def fetched(shop: Vendor) -> Fetched:
        async with Fetcher(transport=httpx.MockTransport(shop.answer)) as fetcher:
            return await fetcher.get_one(TWIN)

    assert asyncio.run(fetched(vendor(twin=[page()]))).url == TWIN


def test_a_private_address_is_never_asked() -> None:
    """Nothing inside the operator's own network is reached unless it is allowed."""
    inside = "http://127.0.0.1:9/"
    shop = Vendor({inside: [page()]})
    with pytest.raises(Blocked, match="not public"):
        shop.get([inside])
    assert shop.asked == []
    assert shop.get([inside], manners=Manners(allow_hosts=("127.0.0.0/8",))).url == inside


# Limits


def test_an_endless_page_is_cut_off() -> None:
    """What comes over the wire is counted while it comes."""
    sent = Counter[str]()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            sent["pieces"] += 1
            yield bytes(1000)

    async def fetched() -> Fetched:
        answer = httpx.Response(200, content=endless())
        transport = httpx.MockTransport(lambda _request: answer)
        async with Fetcher(Manners(max_bytes=10_000), transport) as fetcher:
            return await fetcher.get_one(URL)

    with pytest.raises(PageChanged, match=r"the page is larger than 0\.01 MB"):
        asyncio.run(fetched())
    assert sent["pieces"] == 11


def test_a_whole_answer_has_a_deadline() -> None:
    """A vendor who drips bytes for ever is given up."""

    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError(request)

    async def fetched() -> Fetched:
        manners = Manners(deadline=0, attempts=1)
        async with Fetcher(manners, transport=httpx.MockTransport(never)) as fetcher:
            return await fetcher.get_one(URL)

    with pytest.raises(Unreachable, match="no whole answer came in time"):
        asyncio.run(fetched())


# Manners towards hosts


def test_a_host_gets_one_request_at_a_time_and_hosts_do_not_wait_for_each_other() -> None:
    """Six requests to two hosts: two at once, never two to the same."""
    busy, worst = Counter[str](), Counter[str]()

    async def nested() -> None:
        both = asyncio.Barrier(2)

        async def answer(request: httpx.Request) -> httpx.Response:
            host = request.url.host
            busy[host] += 1
            worst[host] = max(worst[host], busy[host])
            async with asyncio.timeout(20):
                await both.wait()
            busy[host] -= 1
            return page().response()

        async with Fetcher(transport=httpx.MockTransport(answer)) as fetcher:
            await asyncio.gather(*(fetcher.get_one(url) for url in [URL, TWIN] * 3))

    asyncio.run(nested())
    assert worst == {"vendor.example": 1, "docs.vendor.example": 1}


# Over a real connection


@asynccontextmanager
async def served(*answers: bytes) -> AsyncIterator[str]:
    """A loopback server that gives these raw answers, one a connection; yields its address."""
    left = list(answers)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(left.pop(0))
        writer.close()

    async with listening(handle) as port:
        yield f"http://127.0.0.1:{port}/pricing"


def raw(body: bytes, *lines: str) -> bytes:
    """A whole HTTP answer with these header lines."""
    head = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Content-Type: text/html", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def over_loopback(*answers: bytes) -> Fetched:
    """Fetch the page that a loopback server serves with these answers, of at most 1 MB."""

    async def at_once(seconds: float) -> None:
        del seconds

    async def fetched() -> Fetched:
        manners = Manners(max_bytes=1_000_000, allow_hosts=("127.0.0.1",))
        async with served(*answers) as url, Fetcher(manners, sleep=at_once) as fetcher:
            return await fetcher.get_one(url)

    return asyncio.run(fetched())


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("coding", PACKERS)
def test_a_packed_page_arrives_whole(coding: str) -> None:
    """gzip, br and zstd bodies come out as the page, hashed unpacked."""
    text = PAGE * 500
    got = over_loopback(raw(PACKERS[coding](text.encode()), f"Content-Encoding: {coding}"))
    assert got.page().text == text
    assert got.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_refused(coding: str) -> None:
    """A small answer that unpacks beyond the limit is refused, not swallowed."""
    bomb = PACKERS[coding](b" " * 5_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(PageChanged, match="unpacks to more than 1 MB"):
        over_loopback(raw(bomb, f"Content-Encoding: {coding}"))


def test_a_broken_connection_is_mended_by_another_try() -> None:
    """Half an answer is not half a page."""
    whole = raw(PAGE.encode())
    assert over_loopback(whole[:-5], b"", whole).page().text == PAGE


def test_nobody_there_is_unreachable() -> None:
    """A refused connection is told as such, with the address."""

    async def fetched() -> Fetched:
        manners = Manners(attempts=1, allow_hosts=("127.0.0.1",))
        async with served() as url:
            pass
        async with Fetcher(manners) as fetcher:
            return await fetcher.get_one(url)

    with pytest.raises(Unreachable, match="the connection failed") as caught:
        asyncio.run(fetched())
    assert caught.value.where.startswith("http://127.0.0.1:")

"""The door with kept answers behind it instead of a network: all else in a replay is real."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from scrapers.fetch import Fetcher, Manners


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an address answered once: status, content type and the bytes.

    With an `etag` a request that still has it is answered 304.
    """

    status: int
    content_type: str
    body: bytes
    etag: str = ""


def fetcher(answer: Callable[[str], Recorded]) -> Fetcher:
    """A Fetcher that gets every answer from `answer(url)`, without waiting and without retries."""

    def handle(request: httpx.Request) -> httpx.Response:
        kept = answer(str(request.url))
        headers = {"content-type": kept.content_type, "etag": kept.etag}
        if kept.etag and request.headers.get("if-none-match") == kept.etag:
            return httpx.Response(304, headers=headers, stream=httpx.ByteStream(b""))
        return httpx.Response(kept.status, headers=headers, stream=httpx.ByteStream(kept.body))

    return Fetcher(Manners(attempts=1), transport=httpx.MockTransport(handle))

"""The vendors' stand-in: their addresses, answered by a server on this machine."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any, Final, Self

from bot.replay import Capture
from scrapers import registry
from scrapers.errors import ScrapeError
from scrapers.fetch import Fetched, Fetcher, Validators
from scrapers.quotes import Source

_TYPES: Final = {".html": "text/html; charset=utf-8", ".json": "application/json"}
# What answers programs: the JSON behind a page, or its Markdown twin.
_TWIN: Final = re.compile(r"\.(?:json|md|txt)\b|/api/")


class Stand(ThreadingTCPServer):
    """Serves `/<source>`: of its pages the one that is up at `now`. A context manager.

    The plain TCP server, because the one for HTTP asks the network for its own name.
    """

    host: Final = "127.0.0.1"
    daemon_threads = True

    def __init__(self, found: Sequence[Capture]) -> None:
        self.found = found
        self.now = found[0].at
        super().__init__((self.host, 0), _Answer)

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def up(self, source: str) -> Capture | None:
        """The page of a source that is up now."""
        turned = [one for one in self.found if one.source == source and one.at <= self.now]
        return turned[-1] if turned else None

    def address(self, source: str) -> str:
        """Where this machine serves a source."""
        return f"http://{self.host}:{self.server_address[1]}/{source}"


class _Answer(BaseHTTPRequestHandler):
    """One request for the page of a source; one that is known already is not sent again."""

    server: Stand

    def do_GET(self) -> None:
        """Answer with the page, with 304 or with 404."""
        capture = self.server.up(self.path.removeprefix("/"))
        if capture is None:
            self.send_error(404)
            return
        body = capture.path.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if known else capture.status)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", _TYPES.get(capture.path.suffix, "text/markdown"))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Keep silent: what is told is the watch's business."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A door that leads to the stand, while every address stays the vendor's own."""

    door: Fetcher
    stand: Stand

    def source(self, source: Source) -> Source:
        """The source at the one address that a person would open, which is what the files hold."""
        pages = {
            page: (next((url for url in urls if not _TWIN.search(url)), urls[0]),)
            for page, urls in source.pages.items()
        }
        return replace(source, pages=pages)

    async def get_one(self, url: str, validators: Validators | None = None) -> Fetched:
        """What the stand answers for this address. Raises ScrapeError."""
        here = self.stand.address(self._name(url))
        try:
            fetched = await self.door.get_one(here, validators and replace(validators, url=here))
        except ScrapeError as error:
            raise type(error)(error.reason, url) from error
        asked_with = replace(fetched.validators, url=url)
        return replace(fetched, asked=url, url=url, validators=asked_with)

    def _name(self, url: str) -> str:
        known = registry.sources().values()
        return next(s.name for s in known if any(url in urls for urls in s.pages.values()))


@contextmanager
def direct() -> Iterator[None]:
    """No proxy of the environment for clients made meanwhile: it cannot reach this machine."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        os.environ.pop("no_proxy")
        if before is not None:
            os.environ["no_proxy"] = before

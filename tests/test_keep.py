"""`pricewar keep`: pages fetched through the real door, kept as cases for a person to review."""

import asyncio
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import lines
import pytest
from lines import START
from typer.testing import CliRunner, Result

from bot import cli
from bot.keep import Kept
from bot.keep import keep as keep_pages
from scrapers import recorded, registry
from scrapers.errors import NeedsBrowser
from scrapers.fetch import Fetched
from scrapers.quotes import Source
from scrapers.recorded import Recorded

FEED = {
    "data": [{"id": "made/by-hand", "pricing": {"prompt": "0.000003", "completion": "0.000006"}}]
}


SHELL = b"<html><p>Loading the prices, one moment please</p></html>"


class Vendor(BaseHTTPRequestHandler):
    """A vendor on this machine: what it answers by path, and what it was asked."""

    answers: ClassVar[dict[str, tuple[int, str, bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, kind, body = self.answers.get(self.path, (404, "text/html", b"nothing here"))
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a vendor that has just opened."""
    Vendor.answers, Vendor.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def keep(folder: Path, source: str, settings: str, *more: str) -> Result:
    """Run the command with these settings; it keeps below `folder`/kept."""
    config = folder / "config.toml"
    config.write_text(f'network.allow_hosts = ["127.0.0.1"]\n{settings}\n', "utf8")
    where = ["--out", str(folder / "kept"), "--config", str(config)]
    return CliRunner().invoke(cli.app, ["keep", source, *where, *more])


def only(folder: Path) -> Path:
    """The one case that was written."""
    (case,) = (folder / "kept").glob("*/*")
    return case


def test_a_page_is_kept_with_what_is_read_of_it(tmp_path: Path, address: str) -> None:
    """The page as it came, a line a quote, and where and when it was fetched."""
    body = json.dumps(FEED).encode()
    Vendor.answers = {"/models": (200, "application/json", body)}
    result = keep(tmp_path, "openrouter", f'sources.openrouter.urls = ["{address}/models"]')
    case = only(tmp_path)
    assert (result.exit_code, result.stdout) == (0, f"{case}: 2 quotes\n")
    assert case.parent.name == "openrouter"
    assert (case / "page.json").read_bytes() == body
    quotes = [json.loads(line) for line in (case / "quotes.jsonl").read_text("utf8").splitlines()]
    assert [(q["model"], q["meter"], q["amount"]) for q in quotes] == [
        ("made/by-hand", "input", "3"),
        ("made/by-hand", "output", "6"),
    ]
    about = tomllib.loads((case / "about.toml").read_text("utf8"))
    assert about["source"] == "openrouter"
    assert about["kind"] == "captured"
    assert about["url"] == f"{address}/models"
    assert about["sha256"] == hashlib.sha256(body).hexdigest()
    assert about["captured"].startswith(case.name)
    assert about["reviewed"] is False
    assert "Check every line" in about["note"]
    assert "do not commit" in about["note"]


def test_a_page_that_is_refused_is_kept_with_the_reason(tmp_path: Path, address: str) -> None:
    """Nothing is proposed, and what the reader stumbled over stands in about.toml."""
    page = 'no prices today, said "he" \x7f 没有'
    Vendor.answers = {"/models": (200, "application/json", page.encode())}
    result = keep(tmp_path, "openrouter", f'sources.openrouter.urls = ["{address}/models"]')
    case = only(tmp_path)
    assert result.exit_code == 0
    assert "refused: the feed is not JSON" in result.stdout
    assert (case / "quotes.jsonl").read_text("utf8") == ""
    assert (case / "page.json").read_text("utf8") == page
    assert "not JSON" in tomllib.loads((case / "about.toml").read_text("utf8"))["refused"]


def test_an_address_that_can_be_read_is_kept_rather_than_one_before_it(
    tmp_path: Path, address: str
) -> None:
    """Addresses stand in for one another, as when the service reads them."""
    feed = json.dumps(FEED, indent=1).replace("\n", "\r\n").encode()
    Vendor.answers = {
        "/shell": (200, "text/html", SHELL),
        "/twin": (200, "application/json", feed),
    }
    urls = f'["{address}/gone", "{address}/shell", "{address}/twin"]'
    assert keep(tmp_path, "openrouter", f"sources.openrouter.urls = {urls}").exit_code == 0
    assert (only(tmp_path) / "page.json").read_bytes() == feed
    assert len((only(tmp_path) / "quotes.jsonl").read_text("utf8").splitlines()) == 2
    assert Vendor.asked == ["/gone", "/shell", "/twin"]


def test_a_case_is_never_overwritten(tmp_path: Path, address: str) -> None:
    """What somebody may have reviewed stays; the vendor is not even asked."""
    Vendor.answers = {"/models": (200, "application/json", json.dumps(FEED).encode())}
    settings = f'sources.openrouter.urls = ["{address}/models"]'
    keep(tmp_path, "openrouter", settings)
    (only(tmp_path) / "about.toml").write_text("reviewed = true\n", "utf8")
    again = keep(tmp_path, "openrouter", settings)
    assert again.exit_code == 1
    said = f"pricewar: {only(tmp_path)} is there already: a case is never overwritten\n"
    assert again.stderr == said
    assert (only(tmp_path) / "about.toml").read_text("utf8") == "reviewed = true\n"
    assert Vendor.asked == ["/models"]


def test_each_page_of_a_source_has_its_folder(tmp_path: Path, address: str) -> None:
    """A page that does not come is named; the others are kept, and the command has failed."""
    Vendor.answers = {"/here": (200, "text/html", SHELL)}
    names = list(registry.sources()["moonshot"].pages)
    first, *others = names
    lines = [f'sources.moonshot.pages."{first}" = ["{address}/here"]']
    lines += [f'sources.moonshot.pages."{name}" = ["{address}/gone"]' for name in others]
    result = keep(tmp_path, "moonshot", "\n".join(lines))
    assert result.exit_code == 1
    assert only(tmp_path).name.endswith(f"--{first}")
    assert (only(tmp_path) / "page.html").read_bytes() == SHELL
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == [
        f" moonshot {name}" for name in others
    ]


class Screen:
    """A browser that shows prices where the scripts ran, or says why it cannot."""

    def __init__(self, shown: str = "") -> None:
        self.shown = shown

    async def render(self, sent: Fetched, source: Source) -> Fetched:
        """What the lines stand for, in place of the page that was sent."""
        if not self.shown:
            raise NeedsBrowser(f"{source.name} needs a browser")
        return replace(sent, body=self.shown.encode())


@pytest.mark.parametrize(("shown", "quotes"), [("a input 3", 1), ("", 0)])
def test_a_page_that_its_scripts_fill_is_kept_as_a_browser_shows_it(
    tmp_path: Path, shown: str, quotes: int
) -> None:
    """Where there is no browser, the page as it was sent is kept with the reason."""

    async def kept() -> list[Kept]:
        async with recorded.fetcher(lambda _: Recorded(200, "text/html", SHELL)) as door:
            return await keep_pages(
                lines.source(render=True), tmp_path, START, door, Screen(shown)
            )

    (one,) = asyncio.run(kept())
    assert (one.quotes, one.error is None) == (quotes, bool(shown))
    assert (one.folder / "page.html").read_bytes() == (shown.encode() or SHELL)
    about = tomllib.loads((one.folder / "about.toml").read_text("utf8"))
    assert about.get("refused") == (None if shown else "lines needs a browser")


def test_an_unknown_source_is_named(tmp_path: Path) -> None:
    """A slip of the pen asks nobody and writes nothing."""
    result = keep(tmp_path, "openruoter", "")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "openruoter is no source" in result.stderr
    assert not (tmp_path / "kept").exists()

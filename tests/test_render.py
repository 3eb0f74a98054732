"""Pages that their scripts fill: run in an installed Chromium, served on this machine."""

import asyncio
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from scripted import APP, Shop, app, below, browsers, opened, words

from scrapers import render
from scrapers.errors import Blocked, NeedsBrowser, PageChanged, ScrapeError, Unreachable
from scrapers.fetch import Fetched, Fetcher, Manners, Validators
from scrapers.quotes import Source
from scrapers.render import Browser


def source(url: str) -> Source:
    """A source with one page that may need a browser."""
    return Source("shop", ("CNY",), {"": (url,)}, lambda _: [], render=True)


def manners(**given: float) -> Manners:
    """Manners that let a page of this machine be asked for."""
    limits = {"max_bytes": int(given.pop("max_bytes", 1_000_000)), **given}
    return Manners("ops@example.org", allow_hosts=("127.0.0.1",), **limits)  # type: ignore[arg-type]


async def shown(url: str, polite: Manners, quiet: float = 0.2) -> Fetched:
    """The page at this address, fetched and then run."""
    async with Fetcher(polite) as door, Browser(polite, quiet=quiet) as browser:
        return await browser.render(await door.get_one(url), source(url))


def run(answers: Mapping[str, str], quiet: float = 0.2, **limits: float) -> tuple[Fetched, Shop]:
    """The page of a shop as a browser shows it, and what the shop saw."""

    async def ran() -> tuple[Fetched, Shop]:
        async with opened(answers) as shop:
            return await shown(shop.url, manners(**limits), quiet), shop

    return asyncio.run(ran())


def refusal(answers: Mapping[str, str], **limits: float) -> ScrapeError:
    """Why the page of a shop is refused."""
    with pytest.raises(ScrapeError) as caught:
        run(answers, **limits)
    return caught.value


@pytest.mark.usefixtures("chromium")
def test_prices_that_a_script_writes_down_are_on_the_page() -> None:
    """What a visitor sees is what is read: kept as UTF-8, with its own hash, to be asked anew."""
    got, shop = run(app(APP))
    assert "<p>a input 3</p><p>a output 6</p>" in got.page().text
    assert got.body == got.page().text.encode()
    assert got.sha256 == hashlib.sha256(got.body).hexdigest()
    assert (got.asked, got.url, got.status, got.kind) == (shop.url, shop.url, 200, "html")
    assert got.validators == Validators(None, None, shop.url)
    assert not got.validators.fit(shop.url)


@pytest.mark.usefixtures("chromium")
def test_the_page_is_asked_for_once_and_pictures_never() -> None:
    """The browser is given what was fetched; nothing that cannot hold a price is loaded."""
    _, shop = run(app(APP + 'document.body.append(Object.assign(new Image(), {src: "/a.png"}))'))
    assert shop.asked == ["/", "/app.js", "/api.json"]
    assert all("pricewar/" in one and "(+ops@example.org)" in one for one in shop.agents)


LEAKS = """
    document.head.innerHTML += `<link rel=preconnect href="OTHER">
        <link rel=stylesheet href="OTHER/a.css"><link rel=stylesheet href="/away">`;
    document.body.insertAdjacentHTML("beforeend", `<img src="OTHER/a.png">
        <iframe src="OTHER/frame"></iframe>`);
    document.body.append(Object.assign(document.createElement("script"), {src: "OTHER/a.js"}));
    navigator.sendBeacon("OTHER/beacon", "x");
    window.open("OTHER/window");
    try { new WebSocket("OTHER/socket".replace("http", "ws")); } catch { }
    await Promise.allSettled([fetch("OTHER/api"), fetch("OTHER/plain", {mode: "no-cors"})]);
"""


@pytest.mark.usefixtures("chromium")
def test_no_other_host_is_asked() -> None:
    """Scripts, frames, redirects, sockets, beacons: only the vendor's own host hears of us."""

    async def ran() -> tuple[str, Shop, Shop]:
        async with opened({}) as other:
            name = other.url.replace("127.0.0.1", "localhost").rstrip("/")
            leaky = app(LEAKS.replace("OTHER", name) + APP, away=f"->{name}/redirected")
            async with opened(leaky) as shop:
                got = await shown(shop.url, manners())
                return got.page().text, shop, other

    text, shop, other = asyncio.run(ran())
    assert "a input 3" in text
    assert "/away" in shop.asked
    assert (other.asked, other.connections) == ([], 0)


@pytest.mark.usefixtures("chromium")
def test_another_port_of_the_host_is_another_site() -> None:
    """What answers on another port need not be the vendor's."""

    async def ran() -> list[str]:
        async with opened({"/x.json": "[]"}) as other:
            asking = f'await fetch("{other.url}x.json", {{mode: "no-cors"}}).catch(() => 0);'
            async with opened(app(asking + APP)) as shop:
                assert "a input 3" in (await shown(shop.url, manners())).page().text
            return other.asked

    assert asyncio.run(ran()) == []


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(
    ("script", "kind", "reason"),
    [
        ('location.href = "http://localhost:1/x"', PageChanged, "redirected to http://localhost"),
        ('location.href = "/away"', PageChanged, "redirected to http://localhost:1/elsewhere"),
        ('history.pushState(0, "", "/login")', Blocked, "redirected to a log-in"),
        ('document.body.innerText = "请完成安全验证"', Blocked, "a challenge page came"),
    ],
)
def test_a_page_that_leads_elsewhere_is_refused(
    script: str, kind: type[ScrapeError], reason: str
) -> None:
    """Another host, a log-in and a challenge are not the price page, whoever leads there."""
    error = refusal(app(script, away="->http://localhost:1/elsewhere"))
    assert isinstance(error, kind)
    assert error.reason.startswith(reason)


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(
    "script",
    [
        'document.body.innerText = "x".repeat(3e5)',
        'document.body.innerText = "元".repeat(1e5)',
        'await fetch("/much.json")',
    ],
)
def test_a_page_that_is_too_large_is_refused(script: str) -> None:
    """The limit holds for what the scripts make of the page, and for what they load."""
    error = refusal(app(script, much_json="y" * 300_000), max_bytes=200_000)
    assert isinstance(error, PageChanged)
    assert error.reason == "the page is larger than 0.2 MB"


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(
    "script", ['setInterval(() => document.body.append("more"), 10)', "while (true) { }"]
)
def test_a_page_without_end_is_given_up(script: str) -> None:
    """A page that grows for ever, or that hangs, ends with the time that an answer may take."""
    error = refusal(app(script), deadline=2.5)
    assert isinstance(error, Unreachable)
    assert error.reason == "the page did not come to rest in time"
    assert list(below()) == []


@pytest.mark.usefixtures("chromium")
def test_a_request_without_end_does_not_hold_up_the_page() -> None:
    """After the longest silence that is borne, what stands on the page is what there is."""
    got, shop = run(app(APP + 'fetch("/poll")', poll="…"), timeout=0.4)
    assert "a input 3" in got.page().text
    assert "/poll" in shop.asked


SLOW = """
    setTimeout(() => fetch("/go"), 1000);
    await fetch("/slow.json");
    await new Promise(done => setTimeout(done, 200));
"""


@pytest.mark.usefixtures("chromium")
def test_an_answer_that_takes_its_time_is_waited_for() -> None:
    """A page that shows nothing new is not at rest while it loads, nor just after."""
    got, shop = run(app(SLOW + APP, slow_json="?[]"), quiet=0.6)
    assert shop.asked[2:4] == ["/slow.json", "/go"]
    assert "a input 3" in got.page().text


@pytest.mark.usefixtures("chromium")
def test_one_page_at_a_time_and_no_browser_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages never share the machine, nothing of ours is in the browser, nothing is left."""
    monkeypatch.setenv("PRICEWAR_TELEGRAM__TOKEN", "a secret")
    environments: list[list[str]] = []

    def look() -> Iterator[int]:
        for pid in browsers():
            environments.append(words(pid, "environ"))
            yield pid

    async def ran() -> list[list[int]]:
        async with opened(app(APP)) as shop:
            shop.look = look
            polite = manners()
            async with Fetcher(polite) as door, Browser(polite, quiet=0.2) as browser:
                sent = await door.get_one(shop.url)
                pages = [browser.render(sent, source(shop.url)) for _ in range(2)]
                await asyncio.gather(*pages)
                assert list(below()) == []
        return shop.browsers

    counts = [len(running) for running in asyncio.run(ran())]
    assert counts == [0, 1, 1, 1, 1]
    named = [{word.partition("=")[0] for word in one} for one in environments]
    assert all("PATH" in names and "PRICEWAR_TELEGRAM__TOKEN" not in names for names in named)


@pytest.mark.usefixtures("chromium")
def test_a_page_that_is_being_run_is_given_up_at_the_end() -> None:
    """A service that stops waits for no page, and leaves no browser behind."""

    async def ran() -> None:
        async with opened(app(APP, api_json="…")) as shop:
            polite = manners()
            async with Fetcher(polite) as door, Browser(polite) as browser:
                sent = await door.get_one(shop.url)
                page = asyncio.create_task(browser.render(sent, source(shop.url)))
                await shop.waiting.wait()
            assert list(below()) == []
            with pytest.raises(asyncio.CancelledError):
                await page

    asyncio.run(ran())


@pytest.mark.usefixtures("chromium")
def test_a_browser_that_dies_is_no_crash_of_ours() -> None:
    """The page is unreachable this time; the next round starts a browser of its own."""

    async def ran() -> None:
        async with opened(app(APP, api_json="…")) as shop:
            page = asyncio.create_task(shown(shop.url, manners(timeout=1_000, deadline=20)))
            await shop.waiting.wait()
            for pid in browsers():
                os.kill(pid, 9)
            with pytest.raises(Unreachable, match="the browser failed"):
                await page

    asyncio.run(ran())


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("what page?", "the browser failed: BrowserType.launch: "),
        ("No usable sandbox!", "the browser failed: its sandbox does not work here (Debian: "),
    ],
)
def test_a_program_that_does_not_start_is_told(tmp_path: Path, says: str, reason: str) -> None:
    """What ends at once instead of showing a page makes the page unreachable, with a reason."""
    pytest.importorskip("playwright")
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    program.chmod(0o755)
    sent = Fetched("http://a.example/", "http://a.example/", 200, b"", "", "html", "utf-8", NONE)

    async def ran() -> None:
        async with Browser(program=str(program), quiet=0.1) as browser:
            await browser.render(sent, source(sent.url))

    with pytest.raises(Unreachable) as caught:
        asyncio.run(ran())
    assert caught.value.reason.startswith(reason)
    assert "\n" not in caught.value.reason


NONE = Validators(None, None, "http://a.example/")


def test_without_the_extra_the_sentence_says_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever reads it can copy the command: the extra, the program, or both."""
    (tmp_path / "chromium").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "playwright", None)
    assert render.missing() == f"{sys.executable} -m pip install 'pricewar[browser]'"
    (tmp_path / "chromium").unlink()
    both = f"{sys.executable} -m pip install 'pricewar[browser]' && apt-get install chromium"
    assert render.missing() == both
    sent = Fetched("http://a.example/", "http://a.example/", 200, b"", "", "html", "utf-8", NONE)
    with pytest.raises(NeedsBrowser) as caught:
        asyncio.run(Browser().render(sent, source(sent.url)))
    assert str(caught.value) == f"needs a browser: {both} (http://a.example/)"


def test_a_browser_is_found_on_the_path_or_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Any of the usual names will do; a program that the settings name has to be there."""
    pytest.importorskip("playwright")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.missing() == "apt-get install chromium"
    own = tmp_path / "my-browser"
    named = f"name a browser that is there in network.browser, not {own}"
    assert render.missing(str(own)) == named
    own.touch(mode=0o755)
    assert render.missing(str(own)) == render.missing("my-browser") == ""
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert render.missing() == ""

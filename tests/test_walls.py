"""A page that asks whether we are human is told from a page that prints prices."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import walls

CAPTURES = Path(__file__).resolve().parents[2] / "shared/pages"


def _page(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


CHALLENGES = {
    "Cloudflare": [
        _page("Just a moment...", "<noscript>Enable JavaScript</noscript>"),
        _page("请稍候…", "", "<script>window._cf_chl_opt = {cType: 'managed'};</script>"),
        _page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
    ],
    "Alibaba Cloud WAF": [
        "<html><script>var arg1='00AB';document.cookie='acw_sc__v2='+f(arg1)</script></html>",
        _page("", "", '<meta http-equiv="refresh" content="0;url=/x/_____tmd_____/punish?a=1">'),
        _page("验证", '<div id="nc_1_wrapper" class="nc_wrapper"></div>'),
        '{"ret":["RGV587_ERROR::SM::made by hand"],"data":{}}',
        _page("405", "很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。"),
    ],
    "Tencent EdgeOne": ["<script>document['cookie']='__tst_status='+1;location.reload()</script>"],
    "Baidu": [_page("百度安全验证", '<div class="timeout">网络不给力，请稍后重试</div>')],
    "Akamai": [
        _page(
            "Access Denied",
            "<h1>Access Denied</h1>You don't have permission to access this."
            "<p>Reference&#32;&#35;18.1a2b.3c4d",
        )
    ],
    "DataDome": [_page("vendor.example", '<script src="https://ct.captcha-delivery.com/c.js">')],
    "PerimeterX": [_page("Access denied", "<h1>Press &amp; Hold to confirm</h1>")],
    "Imperva": [_page("", "Request unsuccessful. Incapsula incident ID: 1-2")],
    "AWS WAF": [_page("", "", "<script>window.gokuProps = {};</script>")],
    "a bot wall": [
        _page("Check", "<p>Please verify you are\n human to continue</p>"),
        _page("提示", "<p>访问过于频繁，请稍后再试</p>"),
        _page("提示", "<p>请完成安全验证</p>"),
    ],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in CHALLENGES.items() for text in texts]
)
def test_a_challenge_page_is_named(name: str, text: str) -> None:
    """The wall that stands in the place of the page is recognised and called by its name."""
    assert walls.challenge(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        _page("BigModel", '<div id="app"></div>'),
        _page("Volcengine", "<noscript>You need to enable JavaScript to run this app.</noscript>"),
        _page("Docs", "<p>Models</p>", '<script src="/TCaptcha.js"></script>'),
        _page("Docs", "<p>Models</p>", '<script>e={"captcha":"请完成安全验证"}</script>'),
        _page("Docs", "<p>Models</p><!-- verify you are human -->"),
        _page("Docs", "<p>Models</p>", "<style>/* just a moment... */</style>"),
    ],
)
def test_a_page_without_prices_is_not_called_a_wall(text: str) -> None:
    """An empty shell, or a page that merely loads a captcha script, is the reader's to refuse."""
    assert walls.challenge(text) is None


@pytest.mark.parametrize("price", ["¥ 2", "$0.14", "0.8元", "€3"])
def test_a_page_with_a_price_is_never_a_wall(price: str) -> None:
    """A short genuine page may speak of rate limits: it prints a price, and no wall does."""
    text = _page("Pricing", f"<td>{{}}</td><p>访问过于频繁 gives 429</p><i>{price}</i>")
    assert walls.challenge(text.replace(price, "")) == "a bot wall"
    assert walls.challenge(text) is None


def test_a_long_page_is_never_a_wall() -> None:
    """A page with much to read is genuine, whatever single sentence or script stands on it."""
    wall = _page("Just a moment...", "<script>window._cf_chl_opt={}</script>")
    assert walls.challenge(wall) == "Cloudflare"
    assert walls.challenge(wall + "<p>terms of use </p>" * 200) is None
    assert walls.challenge(wall + " " * walls.LARGEST) is None


@pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="LOUD: the captures in ../shared/pages are missing"
)
def test_no_captured_page_is_taken_for_a_wall() -> None:
    """Every genuine page that was ever captured passes."""
    pages = [
        path
        for path in sorted(CAPTURES.glob("*/*"))
        if path.suffix in (".html", ".md", ".mdx", ".json")
    ]
    assert pages
    assert {path.name: walls.challenge(path.read_text("utf-8")) for path in pages} == {
        path.name: None for path in pages
    }


@given(st.lists(st.sampled_from(["<script", "<!--", "-->", "<", ">", "</script>", "元", " a "])))
def test_broken_markup_is_survived(pieces: list[str]) -> None:
    """Whatever is left open or closed twice, the answer is that this is no wall, not a failure."""
    assert walls.challenge("".join(pieces)) is None


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"cf-mitigated": "challenge"}, "Cloudflare"),
        ({"x-amzn-waf-action": "captcha"}, "AWS WAF"),
        ({"server": "cloudflare", "cf-ray": "1"}, None),
    ],
)
def test_a_wall_may_say_so_in_its_headers(headers: dict[str, str], name: str | None) -> None:
    """An answer that is marked as a challenge is believed; one that merely came through is not."""
    assert walls.announced(headers) == name


@pytest.mark.parametrize(
    ("url", "aim"),
    [
        ("https://vendor.example/login?next=/pricing", "a log-in"),
        ("https://vendor.example/user/sign-in", "a log-in"),
        ("https://passport.vendor.example/v3", "a log-in"),
        ("https://wappass.vendor.example/static/captcha/x.html", "a challenge"),
        ("https://vendor.example/docs/_____tmd_____/punish?x5secdata=1", "a challenge"),
        ("https://vendor.example/docs/pricing?from=login", None),
        ("https://vendor.example/docs/login-free-models", None),
    ],
)
def test_a_redirect_to_a_gate_is_known(url: str, aim: str | None) -> None:
    """A log-in and a challenge are told from an ordinary page by their address."""
    assert walls.gate(url) == aim

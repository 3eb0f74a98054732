"""What may be asked, and where a redirect may lead."""

import httpx
import pytest

from scrapers import addresses
from scrapers.errors import Blocked, PageChanged


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://localhost:8080/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[ff0e::1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[fec0::1]/",
        "http://[2001::4136:e378:8000:63bf]/",
        "http://[3fff::1]/",
        "http://100.100.100.200/",
        "http://168.63.129.16/metadata",
        "http://192.0.0.192/",
        "ftp://vendor.example/",
        "file:///etc/hosts",
        "pricing.html",
        "https://user:word@vendor.example/",
        "http://[::1/",
        "https:///pricing",
    ],
)
def test_an_unsafe_address_is_refused(url: str) -> None:
    """Private and odd addresses, other schemes and credentials are refused before any request."""
    with pytest.raises(Blocked):
        addresses.permitted(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://vendor.example/pricing",
        "http://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://例.cn/",
    ],
)
def test_a_public_address_may_be_asked(url: str) -> None:
    """Names and public addresses pass without anything being allowed."""
    assert addresses.permitted(url) == httpx.URL(url)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:9/", "127.0.0.1"),
        ("http://127.1/", "127.0.0.0/8"),
        ("http://localhost/", "LocalHost"),
        ("http://[fd00::7]/", "fd00::/8"),
    ],
)
def test_an_allowed_host_may_be_asked_although_it_is_private(url: str, allowed: str) -> None:
    """The operator opens single hosts and networks, and nothing but them."""
    assert addresses.permitted(url, ("mirror.lan", allowed)) == httpx.URL(url)
    with pytest.raises(Blocked, match="not among the allowed hosts"):
        addresses.permitted("http://192.168.0.1/", ("mirror.lan", allowed))


@pytest.mark.parametrize(
    ("start", "location", "target"),
    [
        ("https://v.example/a", "/b", "https://v.example/b"),
        ("https://v.example/a", "https://www.v.example/b", "https://www.v.example/b"),
        ("https://www.v.example/a", "//v.example/b", "https://v.example/b"),
        ("http://v.example/a", "https://v.example/a", "https://v.example/a"),
        ("https://v.example/a", "https://docs.v.example/b", "https://docs.v.example/b"),
    ],
)
def test_a_redirect_within_the_vendors_hosts_is_followed(
    start: str, location: str, target: str
) -> None:
    """The same host, its www. form, its https form and the page's other addresses are home."""
    own = frozenset({("v.example", None), ("docs.v.example", None)})
    assert addresses.redirected(httpx.URL(start), location, own) == httpx.URL(target)


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/pricing",
        "https://shop.v.example/pricing",
        "https://v.example:8443/pricing",
        "http://v.example/pricing",
        "https://v.example.evil.example/",
        "https://[::1/",
    ],
)
def test_a_redirect_elsewhere_is_a_changed_page(location: str) -> None:
    """Another host, a sibling, another port or the loss of encryption ends the reading."""
    with pytest.raises(PageChanged, match="redirected to"):
        addresses.redirected(
            httpx.URL("https://v.example/pricing"), location, frozenset({("v.example", None)})
        )


def test_a_redirect_to_a_login_is_a_refusal() -> None:
    """A log-in page is a refusal, on the vendor's own host too."""
    with pytest.raises(Blocked, match=r"redirected to a log-in: https://v\.example/login"):
        addresses.redirected(
            httpx.URL("https://v.example/pricing"), "/login", frozenset({("v.example", None)})
        )


@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://vendor.example/app.js", True),
        ("wss://www.vendor.example/live", True),
        ("https://cdn.example/app.js", True),
        ("https://static.cdn.example/app.js", True),
        ("https://docs.vendor.example/app.js", False),
        ("https://othercdn.example/app.js", False),
        ("https://cdn.example:8443/app.js", False),
        ("https://vendor.example:8443/app.js", False),
        ("https://cdn.example.evil.example/app.js", False),
        ("data:text/javascript,1", False),
        ("https://[", False),
    ],
)
def test_what_belongs_to_a_vendor(url: str, theirs: bool) -> None:  # noqa: FBT001 - a table
    """Its own sites do, its domains with all below them, and nothing that only looks alike."""
    own = frozenset({("vendor.example", None)})
    assert addresses.belongs(url, own, ("cdn.example",)) is theirs


def test_what_is_no_address_has_no_site() -> None:
    """A malformed address among the stand-ins does not get in the way of the others."""
    assert addresses.site("http://[::1/") is None

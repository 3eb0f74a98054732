"""Vendor files are found by themselves, and a bad one is an error that names it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import scrapers.vendors
from scrapers import registry
from scrapers.quotes import Vendor

GOOD = '''"""Glass: one page, unchanged since 2026."""

from scrapers.quotes import Source, Vendor

VENDOR = Vendor(
    slug="glass",
    name="Glass",
    sources=(
        Source("glass", ("CNY",), {"": ("https://glass.example/",)}, lambda page: []),
        Source("glass-intl", ("USD",), {"": ("https://glass.example/en",)}, lambda page: []),
    ),
)
'''

Room = Callable[[str, str], None]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """An empty folder of vendors that a test puts files into."""

    def put(slug: str, code: str) -> None:
        (tmp_path / f"{slug}.py").write_text(code, "utf8")
        monkeypatch.delitem(sys.modules, f"scrapers.vendors.{slug}", raising=False)

    def forget() -> None:
        registry.vendors.cache_clear()
        registry.sources.cache_clear()
        sys.modules.pop("scrapers.vendors.glass", None)

    monkeypatch.setattr(scrapers.vendors, "__path__", [str(tmp_path)])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget()
    yield put
    forget()


def test_a_vendor_file_is_found_by_being_there(room: Room) -> None:
    """No list names the vendors: a file brings its vendor and its sources."""
    room("glass", GOOD)
    assert list(registry.vendors()) == ["glass"]
    assert list(registry.sources()) == ["glass", "glass-intl"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("VENDOR = Vendor(", "vendor = Vendor(", "no VENDOR"),
        ('slug="glass"', 'slug="bottle"', "its slug must be 'glass'"),
        ('"""Glass: one page, unchanged since 2026."""', "", "no history of its page"),
        ('"glass-intl"', '"glass"', "two sources of one name among glass, glass"),
        ('"glass-intl"', '"bottle"', "source 'bottle' is misnamed"),
        ('{"": ("https://glass.example/",)}', "{}", "has no address"),
        ('("https://glass.example/",)', "()", "has no address"),
        ("import Source, Vendor", "import Source, Vendr", "cannot be loaded: ImportError"),
        ("VENDOR = Vendor(", "VENDOR = Vendor(((", "cannot be loaded: SyntaxError"),
        ('name="Glass"', "name=1 / 0", "cannot be loaded: ZeroDivisionError"),
        ('name="Glass",', "", "cannot be loaded: TypeError"),
    ],
)
def test_a_bad_file_is_named(room: Room, old: str, new: str, reason: str) -> None:
    """What is wrong with a vendor's file is said at start, with the file's name."""
    assert old in GOOD
    room("glass", GOOD.replace(old, new))
    with pytest.raises(registry.BadVendor, match=rf"^glass\.py: .*{reason}"):
        registry.vendors()


def test_a_vendor_without_sources_is_none(room: Room) -> None:
    """Who prints no prices is no vendor."""
    start = GOOD[: GOOD.index("    sources=(")]
    room("glass", f"{start}    sources=(),\n)\n")
    with pytest.raises(registry.BadVendor, match="it needs a source"):
        registry.vendors()


@pytest.mark.parametrize("vendor", registry.vendors().values(), ids=lambda vendor: vendor.slug)
def test_every_vendor_says_when_its_page_changed(vendor: Vendor) -> None:
    """Each file opens with the history of its page, by year."""
    history = sys.modules[f"scrapers.vendors.{vendor.slug}"].__doc__ or ""
    assert "202" in history


@pytest.mark.parametrize("vendor", registry.vendors().values(), ids=lambda vendor: vendor.slug)
def test_every_address_is_safe_and_stands_once(vendor: Vendor) -> None:
    """Prices come over https, and no two pages of one source are the same address."""
    for source in vendor.sources:
        addresses = [address for page in source.pages.values() for address in page]
        assert all(address.startswith("https://") for address in addresses)
        assert len(set(addresses)) == len(addresses)

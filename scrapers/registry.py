"""Finds the vendor files. A malformed or duplicate one is an error at start, not at three in the morning."""

import importlib
import pkgutil
from functools import cache

import scrapers.vendors
from scrapers.quotes import Source, Vendor


class BadVendor(ValueError):
    """A vendor file that cannot be used: the message names the file and what is wrong with it."""


@cache
def vendors() -> dict[str, Vendor]:
    """Every vendor by slug, in alphabetical order. Raises BadVendor."""
    names = sorted(module.name for module in pkgutil.iter_modules(scrapers.vendors.__path__))
    found = {name: _load(name) for name in names}
    seen: dict[str, str] = {}
    for name, vendor in found.items():
        for source in vendor.sources:
            if (other := seen.setdefault(source.name, name)) != name:
                raise BadVendor(f"{name}.py: source {source.name} is {other}.py's already")
    return found


def _load(name: str) -> Vendor:
    module = importlib.import_module(f"scrapers.vendors.{name}")
    vendor = getattr(module, "VENDOR", None)
    if not isinstance(vendor, Vendor):
        raise BadVendor(f"{name}.py: no VENDOR")
    if vendor.slug != name or not vendor.sources:
        raise BadVendor(f"{name}.py: its slug must be {name!r}, and it needs a source")
    if not (module.__doc__ or "").strip():
        raise BadVendor(f"{name}.py: no history of its page")
    for source in vendor.sources:
        if source.vendor != name or not all(source.pages.values()):
            raise BadVendor(f"{name}.py: source {source.name!r} is misnamed or has no address")
    return vendor


@cache
def sources() -> dict[str, Source]:
    """Every source by name. Raises BadVendor."""
    return {source.name: source for vendor in vendors().values() for source in vendor.sources}


def vendor_of(source: str) -> Vendor:
    """The vendor whose source this is. Raises KeyError."""
    return vendors()[sources()[source].vendor]

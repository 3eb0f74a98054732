"""Finds the vendor files. A malformed one is an error at start, not at three in the morning."""

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
    return {name: _load(name) for name in names}


def _load(name: str) -> Vendor:
    try:
        module = importlib.import_module(f"scrapers.vendors.{name}")
    except Exception as error:
        raise BadVendor(f"{name}.py: cannot be loaded: {error!r}") from error
    vendor = getattr(module, "VENDOR", None)
    if not isinstance(vendor, Vendor):
        raise BadVendor(f"{name}.py: no VENDOR")
    if vendor.slug != name or not vendor.sources:
        raise BadVendor(f"{name}.py: its slug must be {name!r}, and it needs a source")
    if not (module.__doc__ or "").strip():
        raise BadVendor(f"{name}.py: no history of its page")
    names = [source.name for source in vendor.sources]
    if len(set(names)) < len(names):
        raise BadVendor(f"{name}.py: two sources of one name among {', '.join(names)}")
    for source in vendor.sources:
        if source.vendor != name or not source.pages or not all(source.pages.values()):
            raise BadVendor(f"{name}.py: source {source.name!r} is misnamed or has no address")
    return vendor


@cache
def sources() -> dict[str, Source]:
    """Every source by name. Raises BadVendor."""
    return {source.name: source for vendor in vendors().values() for source in vendor.sources}

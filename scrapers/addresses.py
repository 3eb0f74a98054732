"""Which addresses may be asked, and how far a redirect may lead. No name is resolved here."""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from socket import inet_aton
from typing import Final

import httpx

from scrapers import walls
from scrapers.errors import Blocked, PageChanged

__all__ = ["Site", "belongs", "is_public", "permitted", "redirected", "site"]

# Global by number, yet they lead into IPv4 nets that need not be (RFC 6052, 8215, 3056).
TRANSLATED: Final = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))

Site = tuple[str, int | None]


def permitted(text: str, allow: tuple[str, ...] = ()) -> httpx.URL:
    """The address, if it may be asked: http or https, no credentials, not a private host.

    `allow` lists host names, addresses and networks that pass although they are not public. Names
    are taken as public: vendors' addresses come from code or from the operator. Raises Blocked.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Blocked(f"no valid address: {error}", where=text[:200]) from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Blocked("only http and https addresses are fetched", where=text[:200])
    if url.userinfo:
        raise Blocked("an address with a user name in it is not fetched", where=url.host)
    if _is_private(url) and not _is_allowed(url, allow):
        raise Blocked("the address is not public and not among the allowed hosts", where=text)
    return url


def redirected(url: httpx.URL, location: str, own: frozenset[Site]) -> httpx.URL:
    """Where a redirect from `url` leads, if that is one of the vendor's `own` sites.

    Raises Blocked for a log-in or a challenge, PageChanged for anything else that is not theirs.
    """
    try:
        target = url.join(location)
    except httpx.InvalidURL as error:
        raise PageChanged("redirected to no valid address", where=str(url)) from error
    told = str(target)[:200]
    if aim := walls.gate(str(target)):
        raise Blocked(f"redirected to {aim}: {told}", where=str(url))
    if site(str(target)) not in own or (url.scheme == "https" and target.scheme != "https"):
        raise PageChanged(f"redirected to {told}", where=str(url))
    return target


def site(text: str) -> Site | None:
    """Whose door an address is: host (with or without www.) and port, where that is unusual.

    None where it is no address.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return None
    return url.host.removeprefix("www."), url.port


def belongs(text: str, own: frozenset[Site], domains: tuple[str, ...] = ()) -> bool:
    """Whether an address is at one of the `own` sites, or at or below one of the `domains`."""
    found = site(text)
    if found is None:
        return False
    host, port = found
    below = any(host == name or host.endswith(f".{name}") for name in domains)
    return found in own or (below and port is None)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet, however it is written."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def _is_private(url: httpx.URL) -> bool:
    address = _literal(url)
    if address is not None:
        return not is_public(address)
    name = _name(url)
    return name == "localhost" or name.endswith(".localhost")


def _is_allowed(url: httpx.URL, allow: tuple[str, ...]) -> bool:
    address = _literal(url)
    if address is None:
        return _name(url) in {entry.lower() for entry in allow}
    return any(address in network for entry in allow if (network := _network(entry)))


def _name(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii").lower().rstrip(".")


def _literal(url: httpx.URL) -> IPv4Address | IPv6Address | None:
    """The address that a host is by itself, also in the shorthand that resolvers take (127.1)."""
    name = _name(url)
    try:
        return ip_address(name)
    except ValueError:
        pass
    try:
        return IPv4Address(inet_aton(name))
    except OSError:
        return None


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None

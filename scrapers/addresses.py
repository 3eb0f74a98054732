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

__all__ = ["Site", "belongs", "is_opened", "is_public", "permitted", "redirected", "site"]

# What IANA's registry of special IPv4 addresses sets aside (RFC 6890), multicast, the reserved
# end, and the one public address at which a cloud answers with its own service (Azure).
_IPV4_KEPT: Final = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        ),
    )
)
# IANA has given out addresses of 2000::/3 only (RFC 4291, 2.4): all that is private, link-local,
# multicast, IPv4-mapped or translated by NAT64 (RFC 6052, 8215) lies elsewhere. Inside it Teredo
# and its like (RFC 2928, 4380), 6to4 (RFC 3056) and examples (RFC 3849, 9637) are none's.
_IPV6_GIVEN: Final = IPv6Network("2000::/3")
_IPV6_KEPT: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)

Address = IPv4Address | IPv6Address
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
    host = _literal(url) or _name(url)
    if _is_private(host) and not is_opened(host, allow):
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


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet; what is not known to is not."""
    if isinstance(address, IPv6Address):
        kept = any(address in network for network in _IPV6_KEPT)
        return address in _IPV6_GIVEN and not kept
    return not any(address in network for network in _IPV4_KEPT)


def is_opened(host: str | Address, allow: tuple[str, ...]) -> bool:
    """Whether the operator lets a host name or an address be reached although it is not public."""
    if isinstance(host, str):
        return host in {entry.lower() for entry in allow}
    return any(host in network for entry in allow if (network := _network(entry)))


def _is_private(host: str | Address) -> bool:
    if isinstance(host, str):
        return host == "localhost" or host.endswith(".localhost")
    return not is_public(host)


def _name(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii").lower().rstrip(".")


def _literal(url: httpx.URL) -> Address | None:
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

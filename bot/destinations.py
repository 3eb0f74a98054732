"""Where a post may go: an address is taken apart once, strictly, or refused in a sentence. Pure.

What is refused is refused for everyone: the sentences name the host at most, because the rest of
an address is often a secret of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from scrapers.addresses import is_opened, is_public

__all__ = ["Address", "Destination", "Refused", "Rules", "admitted", "destination"]

LONGEST: Final = 2048
_PARTS: Final = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<target>[^#]*)", re.IGNORECASE
)
_HOST: Final = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::(?P<port>\d{1,5}))?")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# The last label of a number in any spelling: 127.1, 0x7f000001, 017700000001 (WHATWG URL, 3.5).
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")

Address = IPv4Address | IPv6Address


class Refused(ValueError):
    """An address that nothing is posted to: the message is a sentence without the address."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator opens beside the public internet by https.

    `allow` lists host names, addresses and networks that may be reached although they are not
    public: by number, on any port and, on this machine, by http. `ports` are those of all others.
    """

    allow: tuple[str, ...] = ()
    ports: frozenset[int] = frozenset({443})


@dataclass(frozen=True, slots=True)
class Destination:
    """An address in parts; `name` is a host name in lower case or an address without brackets."""

    name: str
    port: int
    tls: bool
    target: str

    @property
    def literal(self) -> Address | None:
        """The address that the host is by itself, None for a name."""
        try:
            return ip_address(self.name)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """The host and, where it is unusual, the port, as the Host header has them."""
        host = f"[{self.name}]" if ":" in self.name else self.name
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


@lru_cache(maxsize=4096)
def destination(url: str, rules: Rules) -> Destination:
    """The parts of an address that may be posted to, as far as it tells without resolving.

    Raises Refused.
    """
    _refuse_characters(url)
    parts = _PARTS.match(url)
    if not parts or parts["scheme"].lower() not in {"http", "https"}:
        raise Refused("only https addresses can be posted to, such as https://example.com/hook")
    if "@" in parts["authority"]:
        raise Refused("an address with a user name or a password in it is not posted to")
    host = _HOST.fullmatch(parts["authority"].lower())
    if not host or not host["name"]:
        raise Refused("the address has no host that can be read")
    tls = parts["scheme"].lower() == "https"
    port = int(host["port"] or (443 if tls else 80))
    if not 0 < port < 1 << 16:
        raise Refused(f"there is no port {port}")
    target = parts["target"] if parts["target"].startswith("/") else f"/{parts['target']}"
    found = Destination(_name(host["name"], rules), port, tls, target)
    if not _may_be_opened(found, rules):
        _refuse_unusual(found, rules)
    return found


def admitted(where: Destination, addresses: Sequence[Address], rules: Rules) -> list[Address]:
    """The resolved addresses of a destination, if every single one may be reached.

    Raises Refused.
    """
    if not addresses:
        raise Refused(f"{where.name} has no address")
    allow = rules.allow
    opened = is_opened(where.name, allow) or all(is_opened(one, allow) for one in addresses)
    if not opened:
        _refuse_unusual(where, rules)
        for one in addresses:
            if not is_public(one) and not is_opened(one, allow):
                raise Refused(f"{where.name} leads to {one}, which is not a public address")
    elif not where.tls and not all(one.is_loopback for one in addresses):
        raise Refused("http is for this machine only: the address must begin with https://")
    return list(dict.fromkeys(addresses))


def _may_be_opened(where: Destination, rules: Rules) -> bool:
    """Could the operator's list open it, whatever it is resolved to?"""
    if where.tls or where.literal or where.name == "localhost":
        return bool(rules.allow)
    return is_opened(where.name, rules.allow)


def _refuse_characters(url: str) -> None:
    """What two programs might read differently is read by neither."""
    if len(url) > LONGEST:
        raise Refused(f"the address is longer than {LONGEST} characters")
    if not url.isascii():
        raise Refused(
            "the address has letters outside ASCII: spell the host as xn--…, the rest with %"
        )
    if not url.isprintable() or " " in url:
        raise Refused("the address has white space or control characters in it")
    if "\\" in url:
        raise Refused("the address has a backslash in it")


def _name(host: str, rules: Rules) -> str:
    """A host as it is resolved and named in the certificate. Raises Refused."""
    if host.startswith("["):
        return _bracketed(host[1:-1])
    name = host.removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _numeric(name)
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Refused("the address has a host that is no host name")
    if len(labels) == 1 and not is_opened(name, rules.allow) and name != "localhost":
        raise Refused(f"{name} is no full host name")
    return name


def _bracketed(text: str) -> str:
    try:
        address = IPv6Address(text)
    except ValueError:
        raise Refused("the address has a host that is no IPv6 address") from None
    if address.scope_id:
        raise Refused("the address has a network interface in it")
    return str(address)


def _numeric(text: str) -> str:
    """Four decimal numbers, for the operator's own list to open; never a shorter spelling."""
    try:
        return str(IPv4Address(text))
    except ValueError:
        raise Refused("the address has a number for a host: name the host") from None


def _refuse_unusual(where: Destination, rules: Rules) -> None:
    """What only opened hosts may have: http, a number for a name, another port."""
    if not where.tls:
        raise Refused("the address must begin with https://")
    if where.literal:
        raise Refused("the address has a number for a host: name the host")
    if where.port not in rules.ports:
        usual = ", ".join(map(str, sorted(rules.ports)))
        raise Refused(f"the port {where.port} is not among those that are posted to ({usual})")

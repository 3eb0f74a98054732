"""Where a post may go, and what is refused with a sentence."""

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.destinations import Refused, Rules, admitted, destination
from scrapers.addresses import is_public

STRICT = Rules()
HERE = Rules(("127.0.0.1", "hook.lan", "10.0.0.0/8"))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.com/hook", "must begin with https"),
        ("ftp://example.com/hook", "only https addresses"),
        ("example.com/hook", "only https addresses"),
        ("https:example.com", "only https addresses"),
        ("//example.com/hook", "only https addresses"),
        ("", "only https addresses"),
        ("https:///hook", "no host"),
        ("https://:443/hook", "no host"),
        ("https://user@example.com/hook", "user name or a password"),
        ("https://user:word@example.com/hook", "user name or a password"),
        ("https://example.com@evil.example/hook", "user name or a password"),
        ("https://example.com:8443/hook", "the port 8443 is not among"),
        ("https://example.com:22/hook", "the port 22 is not among"),
        ("https://example.com:0/hook", "no port 0"),
        ("https://example.com:65536/hook", "no port 65536"),
        ("https://example.com:443x/hook", "no host that can be read"),
        ("https://example.com\\@evil.example/", "backslash"),
        ("https:\\\\example.com/", "backslash"),
        ("https://exa mple.com/", "white space"),
        ("https://example.com/a b", "white space"),
        (" https://example.com/", "white space"),
        ("https://example.com/\n", "control characters"),
        ("https://exam\tple.com/", "control characters"),
        ("https://example.com/\x00", "control characters"),
        ("https://exаmple.com/", "outside ASCII"),  # the third letter is Cyrillic
        ("https://例.cn/", "outside ASCII"),
        ("https://①②⑦.⓪.⓪.①/", "outside ASCII"),
        ("https://example。com/", "outside ASCII"),
        ("https://ex%61mple.com/", "no host name"),
        ("https://-example.com/", "no host name"),
        ("https://example..com/", "no host name"),
        ("https://exa*mple.com/", "no host name"),
        (f"https://{'a' * 64}.com/", "no host name"),
        ("https://intranet/hook", "no full host name"),
        ("https://2130706433/", "number for a host"),
        ("https://0x7f000001/", "number for a host"),
        ("https://0X7F.1/", "number for a host"),
        ("https://017700000001/", "number for a host"),
        ("https://0177.0.0.1/", "number for a host"),
        ("https://127.1/", "number for a host"),
        ("https://127.0.0.1/", "number for a host"),
        ("https://127.0.0.1./", "number for a host"),
        ("https://8.8.8.8/", "number for a host"),
        ("https://1.2.3.4.5/", "number for a host"),
        ("https://example.0x/", "number for a host"),
        ("https://[::1]/", "number for a host"),
        ("https://[::ffff:127.0.0.1]/", "number for a host"),
        ("https://[2606:4700::1111]/", "number for a host"),
        ("https://[fe80::1%25eth0]/", "network interface"),
        ("https://[fe80::1%eth0]/", "network interface"),
        ("https://[::1/", "no host that can be read"),
        ("https://[127.0.0.1]/", "no IPv6 address"),
        (f"https://example.com/{'a' * 2048}", "longer than 2048"),
    ],
)
def test_an_odd_address_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    """Before any name is resolved, and without repeating what may be a secret."""
    with pytest.raises(Refused, match=sentence) as caught:
        destination(url, STRICT)
    assert "hook" not in str(caught.value).removesuffix("https://example.com/hook")
    assert "word" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize(
    ("url", "name", "port", "target", "authority"),
    [
        ("https://example.com", "example.com", 443, "/", "example.com"),
        ("HTTPS://Example.COM./a?b=%20c#d", "example.com", 443, "/a?b=%20c", "example.com"),
        ("https://example.com?x=1", "example.com", 443, "/?x=1", "example.com"),
        ("https://example.com:443/a//b/", "example.com", 443, "/a//b/", "example.com"),
        ("https://xn--fsq.cn/", "xn--fsq.cn", 443, "/", "xn--fsq.cn"),
        ("https://my_hook.example.com/", "my_hook.example.com", 443, "/", "my_hook.example.com"),
    ],
)
def test_an_address_is_taken_apart_once(
    url: str, name: str, port: int, target: str, authority: str
) -> None:
    """What is resolved, what is connected to and what is named to the receiver are one reading."""
    found = destination(url, STRICT)
    assert (found.name, found.port, found.target) == (name, port, target)
    assert found.authority == authority


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://127.0.0.1:9000/hook", "127.0.0.1:9000"),
        ("https://127.0.0.1/", "127.0.0.1"),
        ("http://hook.lan/", "hook.lan"),
        ("https://10.1.2.3:8443/", "10.1.2.3:8443"),
        ("https://[::1]:9/", "[::1]:9"),
    ],
)
def test_opened_hosts_may_be_unusual(url: str, authority: str) -> None:
    """What the operator's list names may be a number, have any port, and on loopback be http."""
    assert destination(url, HERE).authority == authority


def _admitted(url: str, *addresses: str, rules: Rules = STRICT) -> list[str]:
    where = destination(url, rules)
    return [str(one) for one in admitted(where, [ip_address(a) for a in addresses], rules)]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "169.254.170.2", "100.64.0.1", "100.127.255.255", "100.100.100.200"),
        *("0.1.2.3", "0.255.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7"),
        *("168.63.129.16", "192.88.99.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1"),
        *("::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1"),
        *("2002:7f00:1::1", "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
        *("2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1"),
        *("ff02::1", "ff0e::1", "100::1", "5f00::1", "4000::1"),
    ],
)
def test_every_address_of_a_name_must_be_public(address: str) -> None:
    """One that is not refuses the name, wherever it stands among good ones."""
    for addresses in ([address], ["8.8.8.8", address], [address, "2606:4700::1111"]):
        with pytest.raises(Refused, match=r"example\.com leads to .*, which is not a public"):
            _admitted("https://example.com/", *addresses)


def test_a_public_name_is_admitted_with_all_its_addresses_once() -> None:
    """In the order of the resolver, each one time."""
    found = _admitted("https://example.com/", "2606:4700::1111", "8.8.8.8", "8.8.8.8")
    assert found == ["2606:4700::1111", "8.8.8.8"]


def test_a_name_without_addresses_is_refused() -> None:
    """There is nothing to connect to."""
    with pytest.raises(Refused, match="has no address"):
        _admitted("https://example.com/")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:9/", "127.0.0.1"),
        ("http://localhost:9/", "127.0.0.1"),
        ("http://hook.lan:9/", "127.0.0.1"),
        ("https://hook.lan:9/", "192.168.7.7"),
        ("https://erp.example:9/", "10.1.2.3"),
    ],
)
def test_the_operator_opens_names_and_networks(url: str, address: str) -> None:
    """By name whatever it leads to, by network whatever leads there."""
    assert _admitted(url, address, rules=HERE) == [address]


@pytest.mark.parametrize(
    ("url", "addresses", "sentence"),
    [
        ("http://hook.lan/", ["192.168.7.7"], "http is for this machine only"),
        ("http://10.1.2.3/", ["10.1.2.3"], "http is for this machine only"),
        ("https://erp.example/", ["10.1.2.3", "192.168.0.1"], "leads to 192.168.0.1"),
        ("https://erp.example:9/", ["10.1.2.3", "8.8.8.8"], "the port 9 is not among"),
        ("https://localhost/", ["127.0.0.1", "::1"], "leads to ::1"),
        ("http://example.com/", ["8.8.8.8"], "must begin with https"),
        ("https://8.8.8.8/", ["8.8.8.8"], "number for a host"),
    ],
)
def test_the_list_opens_nothing_else(url: str, addresses: list[str], sentence: str) -> None:
    """What is beside the opened names and networks stays under the strict rules."""
    with pytest.raises(Refused, match=sentence):
        _admitted(url, *addresses, rules=HERE)


def test_ports_are_a_setting() -> None:
    """Another port is for those whom the operator grants it."""
    rules = Rules(ports=frozenset({443, 8443}))
    assert destination("https://example.com:8443/", rules).authority == "example.com:8443"


@given(url=st.text(max_size=80) | st.from_regex(r"https?://[^/]{1,30}/.{0,20}"))
def test_any_text_is_refused_or_taken_apart(url: str) -> None:
    """No address ends in another error, and what is taken apart is fit for a header."""
    with suppress(Refused):
        found = destination(url, STRICT)
        assert found.tls
        assert found.literal is None
        assert "." in found.name or found.name == "localhost"
        assert f"{found.name}{found.target}".isascii()
        assert found.target.startswith("/")


@given(address=st.ip_addresses())
def test_no_address_is_public_against_the_registries(address: object) -> None:
    """What Python's own tables call private, reserved or for many is never taken as public."""
    found = ip_address(str(address))
    if is_public(found):
        assert found.is_global
        assert not found.is_multicast
        assert not found.is_reserved

"""Packed bytes in any character set become text, within limits."""

import gzip
import tracemalloc
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from scrapers import bodies
from scrapers.errors import PageChanged, Unreachable
from scrapers.quotes import Kind


def _pack(coding: str, body: bytes) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    return zstandard.compress(body) if coding == "zstd" else gzip.compress(body)


CODINGS = ["gzip", "br", "zstd"]


@pytest.mark.parametrize("coding", [*CODINGS, "x-gzip"])
@given(body=st.binary(max_size=3000), spare=st.integers(0, 1))
def test_what_was_packed_is_unpacked(coding: str, body: bytes, spare: int) -> None:
    """Every announced coding gives back the very bytes, up to exactly the limit."""
    assert bodies.unpack(_pack(coding, body), coding, len(body) + spare) == body


@pytest.mark.parametrize("coding", CODINGS)
@given(body=st.binary(min_size=1, max_size=3000))
def test_one_byte_too_many_is_refused(coding: str, body: bytes) -> None:
    """The limit holds for what comes out, not for what came in."""
    with pytest.raises(PageChanged, match="unpacks to more than"):
        bodies.unpack(_pack(coding, body), coding, len(body) - 1)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_is_cut_off(coding: str) -> None:
    """A few kilobytes that stand for 400 MB never take more memory than a small page may."""
    bomb = {
        "gzip": lambda: _gzip_bomb(400),
        "br": lambda: _brotli_bomb(400),
        "zstd": lambda: _zstd_bomb(400),
    }[coding]()
    assert len(bomb) < 500_000
    tracemalloc.start()
    try:
        with pytest.raises(PageChanged, match="unpacks to more than 1 MB"):
            bodies.unpack(bomb, coding, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


MEGABYTE = bytes(1_000_000)


def _gzip_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(MEGABYTE) for _ in range(megabytes)) + packer.flush()


def _brotli_bomb(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return bytes(b"".join(packer.process(MEGABYTE) for _ in range(megabytes)) + packer.finish())


def _zstd_bomb(megabytes: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return b"".join(packer.compress(MEGABYTE) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize("coding", CODINGS)
def test_an_answer_that_broke_off_is_not_a_short_page(coding: str) -> None:
    """Half a packed body is no answer: the next one may be whole."""
    packed = _pack(coding, bytes(range(256)) * 40)
    with pytest.raises(Unreachable, match="does not end where the answer does"):
        bodies.unpack(packed[:-9], coding, 100_000)


@pytest.mark.parametrize("coding", CODINGS)
def test_an_empty_answer_that_claims_a_coding_broke_off(coding: str) -> None:
    """No bytes at all are not a packed empty page."""
    with pytest.raises(Unreachable, match="does not end"):
        bodies.unpack(b"", coding, 100)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_corrupt_answer_is_no_answer(coding: str) -> None:
    """Bytes that do not unpack are said to be corrupt."""
    with pytest.raises(Unreachable, match=f"the {coding} packing of the answer is corrupt"):
        bodies.unpack(b"\xff<html>" * 200, coding, 100_000)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [10, 600])
def test_what_follows_the_packed_body_is_not_dropped(coding: str, size: int) -> None:
    """A second packed part is refused rather than left out of the page."""
    packed = _pack(coding, b"a" * size)
    with pytest.raises(Unreachable, match="does not end where the answer does"):
        bodies.unpack(packed + packed * 40, coding, 100_000)


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    """Two codings in a row are undone; identity and an empty header change nothing."""
    twice = _pack("br", _pack("gzip", b"page"))
    assert bodies.unpack(twice, "gzip, BR", 100) == b"page"
    assert bodies.unpack(b"page", "identity", 100) == b"page"
    assert bodies.unpack(b"page", "", 100) == b"page"


@pytest.mark.parametrize("codings", ["compress", "deflate", "gzip, gzip, gzip"])
def test_a_coding_nobody_asked_for_is_refused(codings: str) -> None:
    """Unknown codings and piles of them are refused by name."""
    with pytest.raises(PageChanged, match=f"we did not ask for: {codings}"):
        bodies.unpack(b"page", codings, 100)


YUAN = "<html><p>输入 0.8元/千tokens"


@pytest.mark.parametrize(
    ("body", "content_type", "codec"),
    [
        (YUAN.encode(), "text/html", "utf-8"),
        (YUAN.encode(), "text/html; charset=UTF-8", "utf-8"),
        (YUAN.encode("utf-8-sig"), "text/html; charset=gbk", "utf-8-sig"),
        (YUAN.encode("utf-16"), "text/html", "utf-16"),
        (YUAN.encode("gbk"), "text/html; charset=GB2312", "gb18030"),
        (YUAN.encode("gbk"), 'text/html; charset="gbk"', "gb18030"),
        (YUAN.encode("gbk"), "text/html", "gb18030"),
        (YUAN.encode("gbk"), "text/html; charset=utf-8", "gb18030"),
        (YUAN.encode("gbk"), "text/html; charset=no-such-set", "gb18030"),
        (YUAN.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (YUAN.encode(), "text/html; charset=zlib", "utf-8"),
    ],
)
def test_chinese_pages_are_decoded(body: bytes, content_type: str, codec: str) -> None:
    """The text comes out right whatever the server says of it, and with it the codec that fits."""
    assert bodies.decode(body, content_type) == (YUAN, codec)


def test_a_page_may_name_its_own_character_set() -> None:
    """<meta charset> counts where the server says nothing."""
    text = '<html><meta http-equiv="Content-Type" content="text/html; charset=big5"><p>價格'
    assert bodies.decode(text.encode("big5")) == (text, "big5hkscs")


def test_western_text_is_taken_at_its_word_when_it_is_not_utf8() -> None:
    """A single-byte page keeps its currency sign."""
    assert bodies.decode(b"\xa33 or \x803", "text/html; charset=latin-1")[0] == "£3 or €3"


@given(st.text(st.characters(codec="gb18030", exclude_characters="\0\ufeff"), max_size=200))
def test_a_declared_page_survives_the_way(text: str) -> None:
    """What a vendor wrote in a declared character set is what the reader sees."""
    assert bodies.decode(
        "中".encode("gbk") + text.encode("gb18030"), "text/html; charset=gbk"
    ) == (
        "中" + text,
        "gb18030",
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 prices", "text/html"),
        (b"\x89PNG\r\n", ""),
        (b"<html>" + bytes(50), "text/html"),
        (b"<svg>", "image/svg+xml"),
        (b"prices", "application/pdf"),
        (b"<p>\xff\xff\xff", "text/html"),
    ],
)
def test_what_is_no_text_is_refused(body: bytes, content_type: str) -> None:
    """Documents, pictures and noise never reach a reader."""
    with pytest.raises(PageChanged, match=r"the answer is not"):
        bodies.decode(body, content_type)


@pytest.mark.parametrize(
    ("content_type", "path", "text", "kind"),
    [
        ("text/html; charset=utf-8", "/pricing.md", "# Pricing", "html"),
        ("text/markdown", "/pricing", "<html>", "markdown"),
        ("application/json", "/pricing.html", "", "json"),
        ("application/problem+json", "/", "", "json"),
        ("text/plain", "/pricing.md", "<Note>", "markdown"),
        ("text/plain", "/pricing.MDX", "", "markdown"),
        ("text/plain", "/pricing.md.txt", "", "markdown"),
        ("text/plain", "/main/prices.json", "{}", "json"),
        ("", "/pricing.htm", "", "html"),
        ("", "/pricing", "\ufeff <!DOCTYPE html>", "html"),
        ("", "/pricing", '{ "data": []}', "json"),
        ("", "/pricing", '[{"id": 1}]', "json"),
        ("", "/pricing", "[Pricing](/p)\n# Models", "markdown"),
        ("text/plain", "/pricing", "# Models", "markdown"),
    ],
)
def test_the_kind_of_a_page_is_known(content_type: str, path: str, text: str, kind: Kind) -> None:
    """Content-Type first, then the address, then how the text begins."""
    assert bodies.kind(content_type, path, text) == kind

"""From the bytes of an answer to text: content coding, character set, kind. Pure, and bounded.

The limits hold against bombs: a decompressor is never let beyond them, however small the input.
"""

import codecs
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import brotli  # type: ignore[import-untyped]
import zstandard

from scrapers.errors import PageChanged, Unreachable
from scrapers.quotes import Kind

__all__ = ["ACCEPTED", "decode", "kind", "unpack"]

# Honest servers pack once; each layer costs another pass over the limit.
MOST_CODINGS: Final = 2
# Four bytes of zstd may stand for 128 kB (RFC 8878, RLE block): a slice stays below 16 MB.
ZSTD_SLICE: Final = 512
# RFC 9659: zstd as a content coding needs no larger window.
ZSTD_WINDOW: Final = 8 * 1024 * 1024

META_CHARSET: Final = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
CONTENT_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 holds all of GBK and GB2312, and pages declare the smaller while using the larger.
CHARSETS: Final = {
    "utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
}

MAGIC: Final = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1f\x8b",
)
BINARY_TYPE: Final = re.compile(r"(?:image|audio|video|font)/|application/(?:pdf|zip|gzip)\b")
SUFFIXES: Final[tuple[tuple[tuple[str, ...], Kind], ...]] = (
    ((".md", ".mdx", ".md.txt"), "markdown"),
    ((".json",), "json"),
    ((".html", ".htm"), "html"),
)
JSON_START: Final = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]\d-])')
HTML_START: Final = re.compile(r"\s*<(?:!|\?xml|(?:html|head|body|meta|div|table|script)\b)")


def unpack(raw: bytes, codings: str, limit: int) -> bytes:
    """Undo a Content-Encoding of gzip, br or zstd (also several, in the header's order).

    Raises PageChanged for an unknown coding and for more than `limit` bytes, Unreachable for bytes
    that break off or are corrupt (the next answer may be whole).
    """
    names = [name for coding in codings.split(",") if (name := coding.strip().lower())]
    for name in reversed(names):
        if name == "identity":
            continue
        if name not in UNPACKERS or len(names) > MOST_CODINGS:
            raise PageChanged(f"the answer is packed in a way we did not ask for: {codings[:80]}")
        raw = _unpacked(raw, name, limit)
    return raw


def _unpacked(raw: bytes, name: str, limit: int) -> bytes:
    try:
        body, whole = UNPACKERS[name](raw, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise Unreachable(f"the {name} packing of the answer is corrupt: {error}") from error
    if len(body) > limit:
        raise PageChanged(f"the page unpacks to more than {limit / 1e6:g} MB")
    if not whole:
        raise Unreachable(f"the {name} packing of the answer does not end where the answer does")
    return body


def _gunzip(raw: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(wbits=31)
    body = unpacker.decompress(raw, limit + 1)
    return body, unpacker.eof and not unpacker.unused_data


def _unbrotli(raw: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    body = unpacker.process(raw, output_buffer_limit=limit + 1)
    return body, unpacker.is_finished()


def _unzstd(raw: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
    body = bytearray()
    for start in range(0, len(raw), ZSTD_SLICE):
        if unpacker.eof:
            return bytes(body), False
        body += unpacker.decompress(raw[start : start + ZSTD_SLICE])
        if len(body) > limit:
            break
    return bytes(body), unpacker.eof and not unpacker.unused_data


UNPACKERS: Final[dict[str, Callable[[bytes, int], tuple[bytes, bool]]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "br": _unbrotli,
    "zstd": _unzstd,
}
ACCEPTED: Final = "gzip, br, zstd"


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a body, and the codec that gave it.

    In this order: byte order mark, Content-Type, <meta charset>, UTF-8, GB18030; a codec that does
    not fit is passed over. Raises PageChanged for a body that is no text at all.
    """
    _refuse_binary(body, content_type)
    for codec in _codecs(body, content_type):
        try:
            return body.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise PageChanged("the answer is not text in any character set the page could mean")


def _refuse_binary(body: bytes, content_type: str) -> None:
    if BINARY_TYPE.match(content_type.strip().lower()):
        raise PageChanged(f"the answer is not a page but {content_type[:80]}")
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if body.startswith(MAGIC) or (not wide and body.count(0) > len(body) // 1000):
        raise PageChanged("the answer is not a page but a binary file")


def _codecs(body: bytes, content_type: str) -> Iterator[str]:
    yield from (codec for mark, codec in BOMS if body.startswith(mark))
    labels = [found[1] for found in [CONTENT_CHARSET.search(content_type)] if found]
    labels += [found[1].decode("ascii") for found in [META_CHARSET.search(body[:4096])] if found]
    declared = [codec for label in labels if (codec := _codec(label))]
    # Servers put "iso-8859-1" on everything, and it fits everything; UTF-8 fits by no accident.
    yield from (codec for codec in declared if codec != "cp1252")
    yield "utf-8"
    yield from (codec for codec in declared if codec == "cp1252")
    yield "gb18030"


def _codec(label: str) -> str | None:
    try:
        return CHARSETS.get(codecs.lookup(label).name)
    except LookupError:
        return None


def kind(content_type: str, path: str, text: str) -> Kind:
    """What a page is: after its Content-Type, else its address's suffix, else its beginning."""
    return _kind_of_type(content_type) or _kind_of_path(path) or _kind_of_text(text)


def _kind_of_type(content_type: str) -> Kind | None:
    name = content_type.partition(";")[0].strip().lower()
    if name in ("text/html", "application/xhtml+xml"):
        return "html"
    if name in ("text/markdown", "text/x-markdown", "text/mdx"):
        return "markdown"
    if name in ("application/json", "text/json") or name.endswith("+json"):
        return "json"
    return None


def _kind_of_path(path: str) -> Kind | None:
    lowered = path.lower()
    return next((kind for suffixes, kind in SUFFIXES if lowered.endswith(suffixes)), None)


def _kind_of_text(text: str) -> Kind:
    start = text[:1000].lstrip("\ufeff").lower()
    if JSON_START.match(start):
        return "json"
    return "html" if HTML_START.match(start) else "markdown"

"""A page's kind, and the part of it that bears prices."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers import pages, registry
from scrapers.quotes import Page, Source

SOURCE = Source("glass", ("CNY",), {}, lambda _page: [])
PAGE = """<html><head><title>Glass</title><style>td {{ color: red }}</style></head>
<body data-build="{0}"><!-- {0} --><script nonce="{0}">var a = "{0}"</script>
<svg id="{0}"/><img src='{0}' alt="x > y"><a href="?{0}" class="link">a</a>
<table id=t{0}><tr><th colspan="2" data-x="{0}">Input</th></tr>
<tr><td class="price">4元</td><td style="color:red">8元</td></tr></table>
<script>window.build = "{0}"</script></body></html>"""


def _essence(text: str) -> str:
    return pages.essence(SOURCE, Page(text))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.html", "html"),
        ("page.md", "markdown"),
        ("page.mdx", "markdown"),
        ("page.md.txt", "markdown"),
        ("api.json", "json"),
        ("pricing", "html"),
    ],
)
def test_the_kind_follows_from_the_extension(name: str, kind: str) -> None:
    """A kept page is read as what it was fetched as."""
    assert pages.kind_of(Path(name)) == kind


def test_a_nonce_is_no_part_of_the_essence() -> None:
    """What changes with every answer, in attributes, scripts and comments, costs no reading."""
    assert _essence(PAGE.format("8c1f")) == _essence(PAGE.format("d2aa7"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4元", "3元"),
        ('colspan="2"', 'colspan="1"'),
        ('class="price"', 'class="price line-through"'),
        ('style="color:red"', 'style="text-decoration:line-through"'),
        ("<td", "<th"),
        ("Input", "Output"),
        ("<tr>", "<tr thead=true>"),
        ("<tr>", "<tr><td rowspan='2'>new</td>"),
        ("<svg", "<del><svg"),
        ("</table>", "</table><p>5元</p>"),
    ],
)
def test_what_a_reader_may_look_at_is(old: str, new: str) -> None:
    """A price, a span, a strike-through, a tag or a word that changes is read again."""
    page = PAGE.format("8c1f")
    assert old in page
    assert _essence(page) != _essence(page.replace(old, new))


@pytest.mark.parametrize(
    "before",
    [
        "<svg/>",
        "<svg><path d='M0'>",
        "<!-->",
        "<!--->",
        "<!-- a --!>",
        "<p title=it's>",
        '<p title="a > b">',
        "a < b",
        '<i class="[&>p]:x">',
        "<template>",
        "<noscript>",
        "<script></script >",
        "<STYLE></style\n>",
    ],
)
def test_a_price_behind_odd_markup_is_seen(before: str) -> None:
    """Whatever stands before a price on a page, a change of the price is a change of the page."""
    form = before + "<p>{}元</p><p title=it's><!-- b --><svg></svg><script>c</script>"
    assert _essence(form.format(4)) != _essence(form.format(3))


@pytest.mark.parametrize("end", ["<!-- {}", "<script>{}", "<style>{}"])
def test_what_never_closes_is_hidden_to_the_end(end: str) -> None:
    """A page that breaks off within a script shows nothing more."""
    assert _essence("<p>4元</p>" + end.format("a")) == _essence("<p>4元</p>" + end.format("b"))


def test_markdown_and_feeds_are_essence_as_a_whole() -> None:
    """Nothing hides in a text that is read as it is."""
    for kind in ("markdown", "json"):
        page = Page("<script>a</script>", kind)
        assert pages.essence(SOURCE, page) == page.text


def test_a_source_may_name_its_own_essence() -> None:
    """Where prices stand in script data the source says which part counts."""
    source = Source("glass", ("CNY",), {}, SOURCE.read, essence=lambda page: page.text[:3])
    assert pages.essence(source, Page("abcdef")) == "abc"


TAGS = st.sampled_from(
    ["<p>", "</p>", "<a b='", "'", '"', ">", "<", "<!--", "-->", "<script>", "</script>", "=", "x"]
)


@given(st.lists(TAGS).map("".join))
def test_the_essence_of_an_essence_loses_no_text(page: str) -> None:
    """However broken the markup is, a price in a paragraph of its own in front is kept."""
    assert _essence("<p>4元</p>" + page).startswith("<p>4元</p>")


@pytest.mark.parametrize("source", registry.sources().values(), ids=lambda source: source.name)
@pytest.mark.parametrize("text", ["", "x", "<p>Just a moment...</p>", "{}", '{"a', "[" * 9999])
def test_any_answer_has_an_essence(source: Source, text: str) -> None:
    """An answer that is not the page is the reader's to refuse, and never a crash before it."""
    for kind in ("html", "markdown", "json"):
        assert isinstance(pages.essence(source, Page(text, kind)), str)

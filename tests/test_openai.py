"""OpenAI: what counts as the same page."""

from pathlib import Path

import pytest

from scrapers import pages, registry
from scrapers.quotes import Page

CASE = Path(__file__).parent / "vendors" / "openai" / "components" / "page.html"
SOURCE = registry.sources()["openai"]


def essence(text: str) -> str:
    """The part of the page that bears prices."""
    return pages.essence(SOURCE, Page(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td>$4.00</td>", "<td>$3.00</td>"),
        ("swift-7-mini&quot;],[0,0.25]", "swift-7-mini&quot;],[0,0.2]"),
    ],
)
def test_a_changed_price_is_another_page(old: str, new: str) -> None:
    """A price that stands only in a component's data counts as much as one that is shown."""
    text = CASE.read_text("utf8")
    assert old in text
    assert essence(text.replace(old, new)) != essence(text)


def test_a_changed_script_is_the_same_page() -> None:
    """A new build of the site with the same prices needs no new reading."""
    text = CASE.read_text("utf8")
    assert essence(text.replace("</body>", "<script>build(2)</script></body>")) == essence(text)

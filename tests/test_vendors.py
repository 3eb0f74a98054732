"""Every vendor file has cases made by hand, and reads each of them exactly."""

import json
import tomllib
from pathlib import Path

import pytest

from scrapers import pages, reading, registry
from scrapers.errors import ScrapeError
from scrapers.quotes import Page

CASES = sorted(Path(__file__).parent.glob("vendors/*/*/about.toml"))


def _page(folder: Path) -> Page:
    path = next(folder.glob("page.*"))
    return Page(path.read_text("utf8"), pages.kind_of(path))


@pytest.mark.parametrize("about", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_case_reads_as_its_answer_says(about: Path) -> None:
    """A page made by hand gives exactly the quotes beside it, or the refusal that is named."""
    case = tomllib.loads(about.read_text("utf8"))
    source = registry.sources()[case["source"]]
    if case.get("refuse"):
        with pytest.raises(ScrapeError, match=case["reason"]):
            reading.read(source, _page(about.parent))
        return
    answer = (about.parent / "quotes.jsonl").read_text("utf8").splitlines()
    quotes = reading.read(source, _page(about.parent))
    assert [quote.json() for quote in quotes] == [json.loads(line) for line in answer if line]


@pytest.mark.parametrize("about", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_case_says_on_its_face_that_it_is_made_by_hand(about: Path) -> None:
    """Nobody mistakes a page of ours for a vendor's."""
    page = next(about.parent.glob("page.*")).read_text("utf8")
    assert "by hand" in page


@pytest.mark.parametrize("source", registry.sources())
def test_every_source_has_a_case_that_reads(source: str) -> None:
    """A vendor file without a case is not done."""
    answered = [
        path for path in CASES if tomllib.loads(path.read_text("utf8"))["source"] == source
    ]
    assert any((path.parent / "quotes.jsonl").exists() for path in answered)

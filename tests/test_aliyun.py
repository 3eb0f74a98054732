"""Alibaba's price list comes inside an answer of which only the document counts."""

import json

from scrapers import pages, registry
from scrapers.quotes import Page

SOURCE = registry.sources()["aliyun"]


def _answer(price: str, **around: object) -> Page:
    """An answer made by hand, with one price in its document and whatever stands around it."""
    return Page(json.dumps({"data": {"content": f"<p>{price}</p>"} | around}), "json")


def test_what_stands_around_the_document_does_not_matter() -> None:
    """Another recommended page in the answer costs no reading."""
    before = pages.essence(SOURCE, _answer("12元", recommendDocs=[]))
    assert pages.essence(SOURCE, _answer("12元", recommendDocs=["new"])) == before


def test_a_price_in_the_document_matters() -> None:
    """A changed price is never taken for the same page."""
    before = pages.essence(SOURCE, _answer("12元"))
    assert pages.essence(SOURCE, _answer("6元")) != before


def test_an_answer_without_a_document_is_told_apart_by_its_whole_text() -> None:
    """A broken answer is left to the reader to refuse, with its own reason."""
    assert pages.essence(SOURCE, Page('{"data": ', "json")) == '{"data": '

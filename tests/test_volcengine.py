"""Volcengine's JSON answer: the same document as the page, in an envelope that changes."""

import json
from pathlib import Path

from scrapers import reading, registry
from scrapers.quotes import Page, Source

_TABLE = """## 在线推理（常规）

|模型名称 |输入<br><br>元/百万token |输出<br><br>元/百万token |
|---|---|---|
|alpha\\-1 |{amount} |4.00 |
"""


def _source() -> Source:
    return registry.sources()["volcengine"]


def _answer(request: str, amount: str = "1.00") -> Page:
    held = {"Content": '{"version":"0.4"}', "MDContent": _TABLE.replace("{amount}", amount)}
    return Page(json.dumps({"ResponseMetadata": {"RequestId": request}, "Result": held}), "json")


def test_an_answer_with_another_number_bears_the_same_prices() -> None:
    """The request's number changes each time and costs no reading; a price does."""
    essence = _source().essence
    assert essence is not None
    assert essence(_answer("one")) == essence(_answer("two"))
    assert essence(_answer("one")) != essence(_answer("two", "2.00"))


def test_the_document_in_the_pages_script_reads_like_the_page(pages: Path) -> None:
    """What the JSON answer holds stands in the script of the rendered page too: same prices."""
    captured = (pages / "volcengine" / "2026-07-17--rendered.html").read_text("utf8")
    start = captured.index("{", captured.index("window._ROUTER_DATA"))
    loaded = json.JSONDecoder().raw_decode(captured, start)[0]["loaderData"]
    document = next(part["curDoc"] for part in loaded.values() if part and "curDoc" in part)
    answer = Page(json.dumps({"Result": document}), "json")
    assert reading.read(_source(), answer) == reading.read(_source(), Page(captured))

"""What proves a change: the kept pages, and the cells with their labels."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events import Event, Evidence, Proof
from bot.evidence import context, exhibits, write
from bot.pages import Body
from scrapers.quotes import Kind, Page

AT = datetime(2026, 8, 2, tzinfo=UTC)
URL = "https://vendor.example/prices"
BY_ROW = """
| Model | Input | Output |
| --- | --- | --- |
| pro | $3 | $13 |
| lite | $3 | $6 |
"""
BY_COLUMN = (
    "<table><tr><td>模型</td><td>pro</td><td>lite</td></tr>"
    "<tr><td>输入</td><td>3元</td><td>13元</td></tr></table>"
)
BY_TITLE = """
## pro

| Item | Price |
| --- | --- |
| Input | $3 |

## lite

| Item | Price |
| --- | --- |
| Input | $3 |
"""
LISTED = '<ul><li>pro: <b class="p">$3</b></li></ul>'


def proof(side: str) -> Proof:
    """Where one side of a change was read."""
    cell = {"old": "$3", "new": "$1"}[side]
    return Proof(url=URL, sha256=f"{side}-hash-of-a-page", published=cell, read_at=AT)


def body(side: str, kind: Kind = "markdown") -> Body:
    """The kept page of one side."""
    text = BY_ROW if side == "old" else BY_ROW.replace("| $3 | $13 |", "| $1 | $13 |")
    return Body(f"{side}-hash-of-a-page", text.encode(), kind, "utf-8", URL, AT)


def changed(*, before: bool = True, evidence: bool = True) -> Event:
    """A cut from $3 to $1, with or without its proofs."""
    old = proof("old") if before else None
    new = Evidence(**proof("new").model_dump(), before=old) if evidence else None
    given = {"id": "ev_1", "type": "price.cut", "at": AT, "seen_at": AT, "source": "vendor"}
    return Event.model_validate(given | {"vendor": "vendor", "model": "pro", "evidence": new})


def kept(*sides: str) -> dict[str, Body | None]:
    """The pages of these sides are kept, others are not."""
    return {f"{s}-hash-of-a-page": body(s) if s in sides else None for s in ("old", "new")}


@pytest.mark.parametrize(
    ("text", "kind", "cell", "lines"),
    [
        (BY_ROW, "markdown", "$3", ["pro | Input: $3"]),
        (BY_ROW, "markdown", "$3 $13", ["pro | Input: $3", "pro | $3 | Output: $13"]),
        (BY_COLUMN, "html", "3元", ["输入 | pro: 3元"]),
        (BY_COLUMN, "html", "13元", ["… "]),
        (BY_TITLE, "markdown", "$3", ["pro | Input | Price: $3"]),
        (LISTED, "html", "$3", ["… pro: $3 …"]),
        ('{"pro": {"input": 3}}', "json", "3", ['… {"pro": {"input": 3}} …']),
        (BY_ROW.replace("pro", "max"), "markdown", "$3", []),
        ("<table>" * 500, "html", "$3", []),
    ],
)
def test_a_cell_is_shown_with_the_labels_that_say_what_it_is(
    text: str, kind: Kind, cell: str, lines: list[str]
) -> None:
    """Of its row, its column or its section; where no table has it, the text around the name."""
    found = context(Page(text, kind), "pro", cell)
    assert [one[: len(line)] for one, line in zip(found, lines, strict=True)] == lines


def test_a_long_page_is_shown_around_the_name() -> None:
    """Some words before and after, not the whole feed."""
    page = Page('{"x": "' + "a " * 500 + 'pro" ' + "b " * 500 + "}", "json")
    (line,) = context(page, "pro", "3")
    assert "pro" in line
    assert len(line) < 400
    assert context(page, "acme/pro", "3") == [line]


def test_a_change_has_an_old_and_a_new_side() -> None:
    """Both in order, each with its page, its cell and a title that says when it was read."""
    old, new = exhibits(changed(), kept("old", "new"))
    assert (old.side, old.body, old.context) == ("old", body("old"), ("pro | Input: $3",))
    assert (new.side, new.body, new.context) == ("new", body("new"), ("pro | Input: $1",))
    assert old.title == f"old: read 2026-08-02T00:00:00Z at {URL}"


def test_a_launch_has_no_old_side_and_an_operators_event_none_at_all() -> None:
    """What was never on a page cannot be shown."""
    assert [one.side for one in exhibits(changed(before=False), kept("new"))] == ["new"]
    assert exhibits(changed(evidence=False), {}) == []


def test_a_page_that_is_no_longer_kept_leaves_its_proof() -> None:
    """Hash, time and cell stay; there is no context to show."""
    old, new = exhibits(changed(), kept("new"))
    assert (old.body, old.context, old.proof) == (None, (), proof("old"))
    assert new.body is not None


def test_the_pages_are_written_as_they_came(tmp_path: Path) -> None:
    """Files named by change, side and hash, with the extension that their kind has."""
    folder = tmp_path / "a" / "b"
    found = exhibits(changed(), kept("old", "new"))
    paths = write(changed(), found, folder)
    names = ["ev_1-old-old-hash-of-.md", "ev_1-new-new-hash-of-.md"]
    assert paths == [folder / name for name in names]
    assert [path.read_bytes() for path in paths] == [body("old").body, body("new").body]
    assert write(changed(), exhibits(changed(), kept()), folder) == []
    with pytest.raises(OSError, match="Not a directory"):
        write(changed(), found, paths[0] / "below")

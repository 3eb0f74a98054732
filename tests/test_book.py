"""What channels look up while they send is what the database says."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.alerts import Alert
from bot.book import Book
from bot.events import Event
from bot.recipients import Reader, Target
from bot.seals import Seal
from bot.store import Delivery, Mark, Store

NOW = datetime(2026, 8, 2, tzinfo=UTC)
ANN = Target("telegram", "42")


def said(number: int, **facts: object) -> Alert:
    """An alert of one event."""
    known = {"type": "price.cut", "at": NOW, "seen_at": NOW, "source": "s", "vendor": "v"}
    event = Event.model_validate({"id": f"ev_{number}", **known, **facts})
    return Alert(f"al_{number}", "s", "v", NOW, "subscribers", (event,))


@pytest.fixture
def store() -> Iterator[Store]:
    """Ann was told of a cut, and then that it was none."""
    with Store(":memory:") as made:
        cut, correction = said(1), said(2, type="price.retracted", refutes="ev_1")
        sent = [Delivery(f"dl_{one.id}", one.id, ANN, NOW) for one in (cut, correction)]
        made.announce((*cut.events, *correction.events), (cut, correction), sent)
        made.turn([Mark((sent[0].id,), ANN, NOW, receipt="101")], NOW, {})
        made.keep_reader(ANN, Reader(language="zh"), NOW)
        yield made


def test_the_book_is_open_at_what_was_sent(store: Store) -> None:
    """Readers, receipts, alerts and what took them back; no address that nobody registered."""
    book = Book(store, Seal(lambda: "key"), lambda: NOW)
    assert book.reader(ANN).language == "zh"
    assert book.receipts(ANN, "ev_1") == ["101"]
    assert book.alert("al_1") == said(1)
    assert [event.id for event in book.corrections(said(1))] == ["ev_2"]
    assert book.endpoint("ep_1") is None

"""While the service reads, people get answers: no long silence, and no memory that only grows."""

import gc
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import app, cli
from bot.interpreter import taking_turns
from bot.settings import Settings

FULL = 2  # the oldest generation: a collection of it looks at everything there is


@pytest.fixture
def collected() -> Callable[[], int]:
    """How many full collections there have been since the test began."""
    before = gc.get_stats()[FULL]["collections"]
    return lambda: gc.get_stats()[FULL]["collections"] - before


def page() -> list[list[int]]:
    """As many objects as a big page makes."""
    return [[number] for number in range(400_000)]


def test_a_big_page_costs_no_full_collection(collected: Callable[[], int]) -> None:
    """Its objects are many, but they are gone with it."""
    with taking_turns():
        begun = collected()
        for _ in range(5):
            page()
        assert collected() == begun


def test_what_only_knows_itself_is_still_found() -> None:
    """Rare is not never: a ring of objects goes while the next page is read."""

    class Ring:
        def __init__(self) -> None:
            self.me = self

    with taking_turns():
        ring = weakref.ref(Ring())
        page()
        assert ring() is None


def test_afterwards_all_is_as_it_was() -> None:
    """A command that is used as a library leaves nothing behind, also when it fails."""

    def habits() -> tuple[tuple[int, int, int], float, int]:
        return gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()

    before = habits()
    within: list[object] = []

    def work() -> None:
        with taking_turns():
            within.extend(habits())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert habits() == before
    assert not set(within) & set(before)


def test_the_service_takes_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pricewar run`, for as long as it runs."""
    seen: list[float] = []

    async def serve(_: Settings) -> None:
        seen.append(sys.getswitchinterval())

    usual = sys.getswitchinterval()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "serve", serve)
    assert CliRunner().invoke(cli.app, ["run"]).exit_code == 0
    assert seen[0] < usual == sys.getswitchinterval()

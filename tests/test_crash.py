"""kill -9 at every step of a round: nothing is lost, nothing told twice but what was in flight."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.store import Store

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def survivors(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder for every step at which a service was killed and another carried on."""
    folder = tmp_path_factory.mktemp("crash")
    command = [sys.executable, str(HERE / "crash.py"), str(folder)]
    paths = {"PYTHONPATH": f"{HERE}:{HERE.parent}"}
    subprocess.run(command, check=True, env=paths, timeout=300)
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


def told(folder: Path) -> Counter[str]:
    """How often each event of a type was written to the file."""
    lines = (folder / "told.jsonl").read_text("utf8").splitlines()
    return Counter(json.loads(line)["id"] for line in lines if line)


def test_the_service_is_killed_at_every_step(survivors: list[Path]) -> None:
    """Enough steps are tried for the claim to mean something: statements, answers, deliveries."""
    assert len(survivors) > 60


def test_a_start_after_a_kill_loses_nothing(survivors: list[Path]) -> None:
    """Wherever it was killed, the cut is known, logged once, told and delivered in the end."""
    for folder in survivors:
        with Store(folder / "prices.db") as store:
            (cut,) = store.events(kinds=["price.cut"])
            amounts = [str(one.quote.amount) for one in store.latest(names=["a"])]
            steps = [past.amount for past in store.steps(["a"]) if past.meter == "input"]
            assert (amounts, steps) == (["1.5", "6"], ["3", "1.5"]), folder.name
            assert store.turn([], cut.at, {"jsonl": 1}) == ([], None)
        assert set(told(folder)) == {cut.id}, folder.name


def test_nothing_is_told_twice_but_the_message_in_flight(survivors: list[Path]) -> None:
    """Only a kill between the delivery and its mark repeats it, once and under the same id."""
    repeated = [folder.name for folder in survivors if max(told(folder).values()) > 1]
    assert all(max(told(folder).values()) <= 2 for folder in survivors)
    assert len(repeated) <= 6

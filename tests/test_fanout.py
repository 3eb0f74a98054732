"""kill -9 in the middle of a fan-out: nothing is lost, and little is told twice."""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import fanout
from fanout import Sender

COUNT = 300
AT_ONCE = 20


def told(log: Path) -> list[str]:
    """The webhook-ids that came, in their order."""
    return log.read_text("utf8").split() if log.exists() else []


def test_a_kill_loses_nothing_and_repeats_only_what_was_in_flight(tmp_path: Path) -> None:
    """A second sender carries on; what comes twice comes under the same id."""
    log = tmp_path / "log"
    with fanout.receiving(log) as root:
        fanout.prepared(tmp_path, root, ["/ok"] * COUNT, events=1)
        words = [fanout.__file__, "send", str(tmp_path), str(AT_ONCE), str(COUNT)]
        with subprocess.Popen([sys.executable, *words]) as sender:
            end = time.monotonic() + 60
            while len(told(log)) < COUNT // 3 and time.monotonic() < end:
                time.sleep(0.005)
            sender.kill()
        before = len(told(log))
        assert asyncio.run(Sender(tmp_path, AT_ONCE).send(COUNT, seconds=60)) == COUNT
    times = Counter(told(log))
    assert COUNT // 3 <= before < COUNT
    assert len(times) == COUNT
    assert max(times.values()) <= 2
    assert sum(count > 1 for count in times.values()) <= AT_ONCE

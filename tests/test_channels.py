"""The channels that need no network: standard output and a file; and how channels are found."""

import asyncio
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from wrapping import wrapped

from bot import channels
from bot.alerts import Alert, Notice
from bot.channels import BadChannel, Parcel, Undelivered
from bot.channels.console import Console
from bot.channels.jsonl import JsonLines, append
from bot.events import Event, Evidence
from bot.words import Voice

NOW = datetime(2026, 8, 2, 0, 2, tzinfo=UTC)
URL = "https://example.org/pricing"


def _event(number: int = 0, model: str = "m") -> Event:
    return Event(
        id=f"ev_{number}",
        type="price.cut",
        at=NOW,
        seen_at=NOW,
        source="deepseek",
        vendor="deepseek",
        model=f"{model}{number}",
        meter="input",
        old=Decimal(3),
        new=Decimal("1.50"),
        currency="CNY",
        per="1M tokens",
        evidence=Evidence(url=URL, sha256="a" * 64, published="1.5元", read_at=NOW),
    )


def _alert(*events: Event) -> Alert:
    return Alert("al_1", "deepseek", "deepseek", NOW, "subscribers", events)


class Screen(io.StringIO):
    """A terminal that remembers what was shown."""

    def isatty(self) -> bool:
        return True


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, _: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def _printed(alert: Alert, out: io.StringIO) -> str:
    asyncio.run(Console(Voice(), out).send(Parcel("dl", "", (alert,))))
    return out.getvalue()


def test_a_pipe_gets_one_plain_line_an_event() -> None:
    """Each line can be read alone: who, what, the prices, the link; no colour, no wrapping."""
    lines = _printed(_alert(_event(1), _event(2)), io.StringIO()).splitlines()
    assert len(lines) == 2
    for number, line in enumerate(lines, 1):
        assert line.isprintable()
        assert f"m{number} input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)" in line
        assert URL in line


def test_a_pipe_gets_a_digest_as_one_line() -> None:
    """A storm is not told one by one."""
    (line,) = _printed(_alert(*map(_event, range(25))), io.StringIO()).splitlines()
    assert line.startswith("deepseek: 25 changes at once")


def test_what_the_service_itself_says_is_one_line() -> None:
    """It has no events, and is in words all the same."""
    notice = Notice("failing", "ep_1", "https://hook.example/…", NOW)
    alert = Alert("al_1", "", "", NOW, "operator", (), notice)
    (line,) = _printed(alert, io.StringIO()).splitlines()
    assert wrapped(line) == snapshot("""\
Nothing is posted to
https://hook.example/… (ep_1) any more:
it has done nothing but fail since
2026-08-02 00:02 UTC. webhook resume
ep_1 tries it again.\
""")
    out = io.StringIO()
    Console(Voice("zh"), out).print(replace(alert, notice=replace(notice, ending="gone")))
    assert wrapped(out.getvalue()) == snapshot("""\
不再向 https://hook.example/…（ep_1）推送：对方已表示
不再接收。用 webhook resume ep_1 可以再试。
""")


def test_a_terminal_gets_a_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headline, prices and a link that can be followed, in a frame; brackets stay brackets."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    shown = _printed(_alert(_event(1, model="[bold]m")), Screen())
    assert "╭" in shown
    assert "deepseek cuts prices: [bold]m1 input −50 %" in shown
    assert "• input: 3 → 1.5 CNY per 1M tokens (−50 %, 1/2)" in shown
    assert f";{URL}\x1b\\" in shown  # what a terminal makes a link of
    assert f" {URL}" in shown


@pytest.mark.parametrize("tail", ["", "\x1b[2J", "\n"])
def test_a_name_cannot_command_a_terminal(tail: str) -> None:
    """Escape sequences and line ends in a model's name are not passed on."""
    shown = _printed(_alert(_event(1, model=f"m{tail}")), io.StringIO())
    assert len(shown.splitlines()) == 1
    assert "\x1b" not in shown


def test_a_closed_pipe_is_tried_again() -> None:
    """What nobody read did not arrive; it may, later."""
    with pytest.raises(Undelivered, match="standard output: Broken pipe") as caught:
        _printed(_alert(_event()), Closed())
    assert not caught.value.permanent


def test_an_old_encoding_loses_no_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an arrow cannot be written its number is, instead of an error."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii"))
    console = channels.connect(Voice(), {})["console"]
    asyncio.run(console.send(Parcel("dl", "", (_alert(_event()),))))
    assert rb"3 \u2192 1.5 CNY" in raw.getvalue()


def test_a_file_gets_one_json_line_an_event(tmp_path: Path) -> None:
    """The published shape, in a file whose folders are made, appended alert by alert."""
    path = tmp_path / "new" / "folder" / "events.jsonl"
    file = JsonLines(path)
    events = [_event(1, model="智谱"), _event(2), _event(3)]
    asyncio.run(file.send(Parcel("dl", "", (_alert(*events[:2]),))))
    asyncio.run(file.send(Parcel("dl", "", (_alert(events[2]),))))
    lines = path.read_text("utf8").splitlines()
    assert [json.loads(line) for line in lines] == [event.json_line() for event in events]
    assert "智谱" in lines[0]


@given(left=st.text(st.characters(exclude_characters="\r\n", codec="utf8")))
def test_half_a_line_stays_alone(tmp_path_factory: pytest.TempPathFactory, left: str) -> None:
    """A crash in the middle of a line costs that line and no other."""
    path = tmp_path_factory.mktemp("crash") / "events.jsonl"
    path.write_text(f"{{}}\n{left}", "utf8")
    append(path, ['{"id": 1}', '{"id": 2}'])
    whole = ["{}", *([left] if left else []), '{"id": 1}', '{"id": 2}']
    assert path.read_text("utf8").split("\n") == [*whole, ""]


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    """A full or missing disk may come back; the reason names the file."""
    with pytest.raises(Undelivered, match="Is a directory") as caught:
        asyncio.run(JsonLines(tmp_path).send(Parcel("dl", "", (_alert(_event()),))))
    assert str(tmp_path) in str(caught.value)
    assert not caught.value.permanent


def test_the_console_is_there_unless_it_is_silenced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without settings alerts go to standard output; a file is written where one is named."""
    local = {"console", "jsonl"}
    assert local & set(channels.connect(Voice(), {})) == {"console"}
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert local & set(channels.connect(Voice(), {})) == {"console"}
    wanted: dict[str, dict[str, Any]] = {
        "console": {"enabled": False},
        "jsonl": {"path": tmp_path / "events.jsonl"},
    }
    assert local & set(channels.connect(Voice(), wanted)) == {"jsonl"}


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"console": {"enabled": "perhaps"}}, "console.enabled"),
        ({"console": {"colour": True}}, "console.colour"),
        ({"jsonl": {"path": 5}}, "jsonl.path"),
    ],
)
def test_a_wrong_option_is_named_with_its_key(
    options: dict[str, dict[str, Any]], key: str
) -> None:
    """A slip in the settings is one sentence."""
    with pytest.raises(BadChannel, match=f"^{key}: "):
        channels.connect(Voice(), options)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose files are channels too."""
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    yield tmp_path
    sys.modules.pop("bot.channels.broken", None)


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("", "broken.py: no connect()"),
        (
            "class Channel:\n    name = 'other'\n\ndef connect(setup):\n    return Channel()",
            "broken.py: its channel is called other",
        ),
    ],
)
def test_a_malformed_channel_is_an_error_at_start(folder: Path, code: str, complaint: str) -> None:
    """Not at three in the morning, when the first alert goes out."""
    (folder / "broken.py").write_text(code, "utf8")
    with pytest.raises(BadChannel, match=re.escape(complaint)):
        channels.connect(Voice(), {})

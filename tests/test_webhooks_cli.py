"""`pricewar webhook` as an operator or a script uses it."""

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from receiver import Receiver, answer, beside
from standardwebhooks.webhooks import Webhook
from typer.testing import CliRunner, Result

from bot import cli
from bot.store.lease import Lease


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, which may post to this machine."""
    for name in [name for name in os.environ if name.startswith("PRICEWAR_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRICEWAR_NETWORK__ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("PRICEWAR_STORE__PATH", "new/prices.db")
    return tmp_path


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that is told."""
    with beside() as found:
        yield found


def run(*words: object) -> Result:
    """`pricewar webhook` with these words."""
    return CliRunner().invoke(cli.app, ["webhook", *map(str, words)])


def lines(result: Result) -> list[dict[str, Any]]:
    """Standard output as JSON Lines."""
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def failure(result: Result) -> str:
    """The one line that says why."""
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("pricewar: ")
    return line.removeprefix("pricewar: ")


def added(*words: object) -> str:
    """The id of an address that was registered and has answered."""
    (made,) = lines(run("add", *words, "--json"))
    return str(made["id"])


def test_add_gives_an_id_and_a_secret_that_signs(receiver: Receiver, nowhere: Path) -> None:
    """With --json nothing else is printed; the key is made beside the database."""
    result = run("add", receiver.url(), "--json")
    (made,) = lines(result)
    assert (set(made), result.stderr) == ({"id", "secret"}, "")
    (got,) = receiver.got
    assert Webhook(made["secret"]).verify(got.body, dict(got.headers))["type"] == "webhook.test"
    key = nowhere / "new" / "webhooks.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_add_says_it_to_a_person(receiver: Receiver) -> None:
    """With the secret, this once."""
    result = run("add", receiver.url())
    assert "is registered, and has answered a test" in result.stdout
    assert "which is not shown again: whsec_" in result.stdout
    assert "whsec_" not in run("list").stdout


def test_an_address_that_does_not_answer_yet_is_kept(receiver: Receiver) -> None:
    """It counts once it answers; until then the list says that it waits."""
    receiver.script = answer(500)
    result = run("add", receiver.url(), "--json")
    (made,) = lines(result)
    assert f"it counts once it answers `pricewar webhook test {made['id']}`" in result.stderr
    assert lines(run("list", "--json"))[0]["state"] == "pending"
    assert "answers 500" in failure(run("test", made["id"]))
    receiver.script = answer()
    assert run("test", made["id"]).stdout == f"{made['id']} has answered a test\n"
    assert lines(run("list", "--json"))[0]["state"] == "verified"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["https://10.0.0.1/"], "number for a host"),
        (["http://example.com/"], "must begin with https"),
        (["https://u:word@example.com/"], "user name or a password"),
        (["https://[::1]/"], "number for a host"),
        (["--types", "price.quarantined", "https://x.example/"], "--types: price.quarantined"),
        (["--types", "glm-*", "https://x.example/"], "--types glm-*: neither an event type"),
        (["--vendor", "nobody", "https://x.example/"], "--vendor nobody: no vendor is called so"),
        (["--min-cut", "much", "https://x.example/"], "--min-cut much: a percentage"),
        (["--min-cut", "100", "https://x.example/"], "--min-cut 100: a percentage"),
        (["--format", "telex", "https://x.example/"], "--format telex: it is one of standard"),
        (["--secret-file", "none", "https://x.example/"], "--secret-file none: "),
    ],
)
def test_what_is_refused_is_one_sentence(words: list[str], sentence: str) -> None:
    """Exit code 1, nothing on standard output, and nothing is kept."""
    assert sentence in failure(run("add", *words))
    assert lines(run("list", "--json")) == []


def test_the_list_says_what_each_is_told(receiver: Receiver) -> None:
    """The filters in the words of a subscription."""
    assert run("list").stdout == "no address is registered\n"
    words = ("--types", "price.cut,free", "--vendor", "深度求索", "--model", "GLM-*")
    name = added(receiver.url(), *words, "--min-cut", "12.5%")
    (line,) = lines(run("list", "--json"))
    assert line["told"] == "deepseek glm-* free price.cut 12.5%"
    assert (line["id"], line["format"], line["waiting"]) == (name, "standard", 0)
    assert line["address"] == f"http://127.0.0.1:{receiver.port}/…"
    assert name in run("list").stdout


def test_the_attempts_with_one_address(receiver: Receiver) -> None:
    """When, with what status, and how the answer began."""
    receiver.script = answer(200, b"thanks")
    name = added(receiver.url())
    (attempt,) = lines(run("list", name, "--json"))
    assert (attempt["status"], attempt["said"]) == (200, "thanks")
    assert "thanks" in run("list", name).stdout
    assert failure(run("list", "ep_none")) == "no address is registered as ep_none: webhook list"


def test_an_address_without_attempts(receiver: Receiver) -> None:
    """After 30 days there is nothing to show."""
    name = added(receiver.url())
    with sqlite3.connect("new/prices.db") as database:
        database.execute("DELETE FROM attempts")
    assert "nothing was posted there" in run("list", name).stdout


def test_a_life(receiver: Receiver) -> None:
    """Paused, resumed, given another secret, removed."""
    name = added(receiver.url())
    assert run("pause", name).stdout == f"{name} is paused\n"
    assert lines(run("list", "--json"))[0]["state"] == "paused"
    assert run("resume", name).stdout == f"{name} is told again\n"
    (rotated,) = lines(run("rotate", name, "--json"))
    assert rotated["id"] == name
    assert run("test", name).exit_code == 0
    got = receiver.got[-1]
    assert Webhook(rotated["secret"]).verify(got.body, dict(got.headers))
    assert len(got.headers["webhook-signature"].split()) == 2
    assert "which is not shown again: whsec_" in run("rotate", name).stdout
    assert run("remove", name).stdout == f"{name} is forgotten\n"
    for command in ("test", "rotate", "pause", "resume", "remove", "replay"):
        assert "no address is registered as" in failure(run(command, name))


def test_replay_leaves_it_to_the_service_where_one_runs(receiver: Receiver, nowhere: Path) -> None:
    """Two would post everything twice."""
    name = added(receiver.url())
    assert run("replay", name, "--since", "7d").stdout == "sent again: 0\n"
    with Lease(nowhere / "new" / "prices.db"):
        assert run("replay", name).stdout == "sent again: 0\n"
    assert "neither a date nor a time" in failure(run("replay", name, "--since", "soon"))


def test_a_room_without_a_secret_shows_none(receiver: Receiver) -> None:
    """WeCom signs nothing."""
    receiver.script = answer(200, b'{"errcode": 0}')
    shown = run("add", receiver.url(), "--format", "wecom").stdout
    assert shown.endswith(" is registered, and has answered a test\n")


def test_a_robots_secret_comes_in_a_file(receiver: Receiver, nowhere: Path) -> None:
    """Not on the command line, where everybody can read it."""
    receiver.script = answer(200, b'{"errcode": 0}')
    (nowhere / "secret").write_text("SECword\n", "utf8")
    added(receiver.url(), "--format", "dingtalk", "--secret-file", "secret")
    assert "sign=" in receiver.got[0].target
    assert "SECword" not in (nowhere / "new" / "prices.db").read_bytes().decode("latin-1")


def test_the_key_of_the_settings_seals(
    receiver: Receiver, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then none is made; without it nothing can be opened, and the reason is one sentence."""
    monkeypatch.setenv("PRICEWAR_WEBHOOKS__KEY", "a person's own words")
    name = added(receiver.url())
    assert not (nowhere / "new" / "webhooks.key").exists()
    monkeypatch.setenv("PRICEWAR_WEBHOOKS__KEY", "others")
    assert "was not sealed with this webhooks.key" in failure(run("test", name))

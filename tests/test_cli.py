"""The commands as a person or a script uses them: what they print, where, and how they end."""

import json
import os
import re
import runpy
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from shop import Shop, given, opened, page, written

from bot import app as service
from bot import cli, show
from bot.channels import BadChannel
from bot.state import Place
from bot.store import Round, Store

README = Path(__file__).parent.parent / "README.md"
NOW = datetime(2026, 8, 10, 12, tzinfo=UTC)
STORY = {
    "2026-08-01": ("whale 3 6", "minnow 1 2"),
    "2026-08-02": ("whale 1.5 6", "minnow 1 2"),
    "2026-08-03": ("whale 1.5 6", "minnow free free"),
    "2026-08-04": ("whale 0.0015 6", "minnow free free"),
}


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines; whatever else stands there is an error."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def told(self) -> list[str]:
        """The types of the events that were printed."""
        return [line["type"] for line in self.lines]


COMMANDS = (
    *("run", "check", "read", "replay", "demo", "prices", "history", "changes", "evidence"),
    *("backtest", "sources", "quarantine", "keep", "doctor"),
)

Pricewar = Callable[..., Answer]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test stands in a directory of its own, without settings, on a day in August."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PRICEWAR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(service, "utc_now", lambda: NOW)


@pytest.fixture
def pricewar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Pricewar:
    """The command itself. However it ends, it ends without a traceback."""

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["pricewar", *map(str, words)])
        code, said = 0, ""
        try:
            cli.main()
        except SystemExit as end:
            named = isinstance(end.code, str)
            code, said = (1, f"{end.code}\n") if named else (int(end.code or 0), "")
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err + said)

    return run


@pytest.fixture
def failure(pricewar: Pricewar) -> Callable[..., str]:
    """A command that fails: exit code 1, nothing on standard output, one line that says why."""

    def run(*words: object) -> str:
        answer = pricewar(*words)
        assert (answer.code, answer.out) == (1, "")
        (line,) = answer.err.splitlines()
        assert line.startswith("pricewar: ")
        return line.removeprefix("pricewar: ")

    return run


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The vendor's address, on this machine."""
    with opened(Shop()) as shop:
        shop.show("whale 3 6", "minnow 1 2")
        yield shop


@pytest.fixture
def config(tmp_path: Path, shop: Shop) -> Path:
    """The settings that lead to the shop, where every command finds them."""
    return written(tmp_path / "config.toml", given(tmp_path, shop))


def captured(folder: Path, pages: Mapping[str, tuple[str, ...]]) -> Path:
    """A folder of captures."""
    (folder / "deepseek").mkdir(parents=True)
    for name, models in pages.items():
        (folder / "deepseek" / f"{name}.md").write_text(page(*models), "utf8")
    return folder


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Four days of a vendor: a baseline, a cut, a freed model, a slip."""
    return captured(tmp_path / "story", STORY)


@pytest.fixture
def known(pricewar: Pricewar, story: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that holds the story, where every command finds it."""
    path = story.parent / "known.db"
    assert pricewar("replay", story, "--db", path).code == 0
    monkeypatch.setenv("PRICEWAR_STORE__PATH", str(path))
    return path


# read


def test_a_saved_page_is_read_without_network_and_database(
    pricewar: Pricewar, tmp_path: Path
) -> None:
    """A person gets a table of what the page prints, and no file is left behind."""
    file = tmp_path / "page.md"
    file.write_text(page("whale 3 6", "minnow free 2"), "utf8")
    answer = pricewar("read", "deepseek", file)
    assert (answer.code, answer.err) == (0, "")
    rows = [line.split() for line in answer.out.splitlines() if line.strip()]
    assert rows[2:] == [
        ["whale", "input", "3", "CNY", "1M", "tokens", "3元"],
        ["minnow", "input", "free", "1M", "tokens", "免费"],
        ["whale", "output", "6", "CNY", "1M", "tokens", "6元"],
        ["minnow", "output", "2", "CNY", "1M", "tokens", "2元"],
    ]
    assert list(tmp_path.iterdir()) == [file]


def test_read_prints_quotes_as_json_lines(pricewar: Pricewar, tmp_path: Path) -> None:
    """A machine gets one quote a line in the notation of docs/quotes.md, in page order."""
    file = tmp_path / "page.md"
    file.write_text(page("whale 3 free"), "utf8")
    answer = pricewar("read", "deepseek", file, "--json")
    told = [(q["model"], q["meter"], q["amount"], q["free"]) for q in answer.lines]
    assert (answer.code, answer.err) == (0, "")
    assert told == [("whale", "input", "3", False), ("whale", "output", "0", True)]


def test_a_page_in_a_chinese_character_set_is_read(pricewar: Pricewar, tmp_path: Path) -> None:
    """GBK bytes that the page declares are the same page."""
    rows = "<tr><td>价格</td><td>百万tokens输入</td><td>2元</td></tr>"
    rows += "<tr><td>价格</td><td>百万tokens输出</td><td>8元</td></tr>"
    head = '<meta charset="gbk"><title>made by hand for tests</title>'
    table = f"<table><tr><td colspan=2>模型</td><td>whale</td></tr>{rows}</table>"
    file = tmp_path / "page.html"
    file.write_bytes(f"<html><head>{head}</head><body>{table}</body></html>".encode("gbk"))
    quotes = pricewar("read", "deepseek", file, "--json").lines
    assert [(q["meter"], q["amount"], q["published"]) for q in quotes] == [
        ("input", "2", "2元"),
        ("output", "8", "8元"),
    ]


@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_a_page_that_must_not_be_trusted_is_refused_by_name(
    failure: Callable[..., str], tmp_path: Path, flag: tuple[str, ...]
) -> None:
    """A page without its output prices gives nothing at all, and the reason."""
    file = tmp_path / "page.md"
    file.write_text(page("whale 3 6").replace("输出", "功能"), "utf8")
    assert failure("read", "deepseek", file, *flag).startswith("deepseek: ")


def test_what_is_no_page_is_refused_by_name(failure: Callable[..., str], tmp_path: Path) -> None:
    """A picture, a missing file and a folder are each told apart."""
    (tmp_path / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert "binary" in failure("read", "deepseek", "page.png")
    assert failure("read", "deepseek", "none.md") == "none.md: No such file or directory"
    assert failure("read", "deepseek", tmp_path) == f"{tmp_path}: Is a directory"


def test_an_unknown_source_is_named(failure: Callable[..., str]) -> None:
    """A slip in a source's name says where the names stand."""
    sentence = "deepsek is no source; `pricewar sources` lists them"
    assert failure("read", "deepsek", "page.md") == sentence
    assert failure("check", "deepsek") == sentence


# replay


def test_a_replay_prints_the_events_in_order(pricewar: Pricewar, story: Path) -> None:
    """Dated captures give what the service would have told, operator events included."""
    answer = pricewar("replay", story, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.told == ["price.cut", "price.freed", "price.freed", "price.quarantined"]
    cut = answer.lines[0]
    assert (cut["model"], cut["old"], cut["new"], cut["told"]) == ("whale", "3", "1.5", True)
    assert cut["at"] == "2026-08-02T00:02:00Z"


def test_a_replay_gives_the_same_bytes_twice(pricewar: Pricewar, story: Path) -> None:
    """Nothing of the machine, the day or the run is in the output."""
    assert pricewar("replay", story, "--json").out == pricewar("replay", story, "--json").out


def test_a_replay_for_a_person_is_a_table(pricewar: Pricewar, story: Path) -> None:
    """Each event is a row; what only the log hears says so."""
    rows = pricewar("replay", story).out.splitlines()
    assert any("price.cut" in row and "whale" in row and "yes" in row for row in rows)
    assert any("price.quarantined" in row and "log only" in row for row in rows)


def test_a_replay_in_which_nothing_happens_says_so(pricewar: Pricewar, tmp_path: Path) -> None:
    """First sight is silent, and the person sees that it was looked."""
    captured(tmp_path / "one", {"2026-08-01": ("whale 3 6",)})
    assert pricewar("replay", "one").out == "no changes\n"


def test_a_replay_keeps_its_database_only_where_it_is_told_to(
    pricewar: Pricewar, story: Path, known: Path
) -> None:
    """`--db` names it, and the other commands can ask it; else nothing is left."""
    assert {path.name for path in story.parent.iterdir()} == {"story", known.name}
    prices = pricewar("prices", "whale", "--json").lines
    assert [(one["meter"], one["amount"]) for one in prices] == [("input", "1.5"), ("output", "6")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("deepseek/today.md", "deepseek/today.md: not <YYYY-MM-DD>[--label].<ext>"),
        ("deepseek/2026-02-30.md", "deepseek/2026-02-30.md: no such time"),
        ("deepsek/2026-08-01.md", "deepsek is no source; `pricewar sources` lists them"),
    ],
)
def test_what_is_no_capture_is_named(
    failure: Callable[..., str], tmp_path: Path, name: str, sentence: str
) -> None:
    """A replay that cannot be right does not begin."""
    file = tmp_path / "bad" / name
    file.parent.mkdir(parents=True)
    file.write_text(page("whale 3 6"), "utf8")
    assert failure("replay", "bad", "--json") == sentence


def test_a_folder_without_captures_is_named(failure: Callable[..., str], tmp_path: Path) -> None:
    """An empty folder and a missing one are told apart."""
    (tmp_path / "empty").mkdir()
    assert failure("replay", "empty") == "no captures in empty"
    assert failure("replay", "missing") == "missing is not a folder"


# check


def test_a_check_reads_the_vendor_now_and_tells_what_changed(
    pricewar: Pricewar, config: Path, shop: Shop, tmp_path: Path
) -> None:
    """The first sight is silent; a lower price is confirmed in the same call, told and stored."""
    assert config.exists()
    first = pricewar("check")
    assert (first.code, first.out, first.err) == (0, "no changes\n", "")
    shop.show("whale 1.5 6", "minnow 1 2")
    second = pricewar("check")
    assert second.code == 0
    assert any("price.cut" in row and "whale" in row for row in second.out.splitlines())
    (alert,) = (tmp_path / "told.jsonl").read_text("utf8").splitlines()
    assert json.loads(alert)["type"] == "price.cut"
    assert pricewar("prices", "whale", "--json").lines[0]["amount"] == "1.5"


def test_a_check_for_a_machine_prints_events_and_nothing_else(
    pricewar: Pricewar, config: Path, shop: Shop
) -> None:
    """No alert of the console channel stands between the JSON Lines."""
    pricewar("check", "deepseek", "--config", config)
    shop.show("whale 1.5 6", "minnow 1 3")
    answer = pricewar("check", "deepseek", "deepseek", "--config", config, "--json")
    assert (answer.code, answer.told) == (0, ["price.cut", "price.raised"])


def test_a_source_that_fails_ends_a_check_with_a_line_and_exit_code_1(
    pricewar: Pricewar, config: Path, shop: Shop
) -> None:
    """What was known stays, and the operator's event is printed as any other."""
    pricewar("check", "--config", config)
    shop.status = 403
    answer = pricewar("check", "--json")
    assert (answer.code, answer.told) == (1, ["source.broken"])
    refusal = f"the vendor refuses the request (403) ({shop.url})"
    assert answer.err == f"pricewar: deepseek: {refusal}\n"
    assert len(pricewar("prices", "--json").lines) == 4


def test_a_check_shows_its_progress_where_somebody_looks(
    pricewar: Pricewar, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal, standard error names what is being read; standard output stays clean."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    answer = pricewar("check", "--config", config, "--json")
    assert (answer.code, answer.out) == (0, "")
    assert "read deepseek" in answer.err


# prices and history


def test_the_latest_prices_with_their_age(pricewar: Pricewar, known: Path) -> None:
    """A person sees amount, since when it holds, and how long ago it was read."""
    assert known.exists()
    rows = [line.split() for line in pricewar("prices").out.splitlines() if line.strip()]
    assert rows[0][:4] == ["source", "model", "meter", "price"]
    whale = ["deepseek", "whale", "input", "1.5", "CNY", "1M", "tokens", "2026-08-02", "6", "d"]
    free = ["deepseek", "minnow", "input", "free", "1M", "tokens", "2026-08-03", "6", "d"]
    assert whale in rows
    assert free in rows


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ((), {"whale", "minnow"}),
        (("--free",), {"minnow"}),
        (("WHA",), {"whale"}),
        (("deepseek",), {"whale", "minnow"}),
        (("DeepSeek", "--free"), {"minnow"}),
        (("whale", "minnow"), {"whale", "minnow"}),
    ],
)
def test_prices_can_be_asked_for_by_vendor_model_and_being_free(
    pricewar: Pricewar, known: Path, words: tuple[str, ...], models: set[str]
) -> None:
    """A word is a vendor, a source or a part of a model's name, in whatever case."""
    assert known.exists()
    answer = pricewar("prices", *words, "--json")
    assert {one["model"] for one in answer.lines} == models
    assert all(one["source"] == "deepseek" and one["since"] for one in answer.lines)


@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_prices_that_are_not_known_are_a_failure(
    failure: Callable[..., str],
    known: Path,
    flag: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A script that asks for a misspelt model does not take silence for an answer."""
    assert known.exists()
    assert failure("prices", "gpt", *flag) == "no price of gpt is known"
    assert failure("prices", "whale", "--free", *flag) == "no such prices are known"
    monkeypatch.setenv("PRICEWAR_STORE__PATH", "fresh.db")
    assert failure("prices", *flag) == "no prices yet: run or check"


def test_several_words_are_one_question(pricewar: Pricewar, known: Path) -> None:
    """As in the chat: a vendor and its model, in any language; `history` takes them too."""
    assert known.exists()
    for command in ("prices", "history"):
        found = pricewar(command, "深度求索", "whale", "--json").lines
        assert {one["model"] for one in found} == {"whale"}


def test_bytes_that_are_no_text_are_one_line(failure: Callable[..., str], known: Path) -> None:
    """A terminal of another encoding sends them; they name nothing."""
    assert known.exists()
    for words in (("prices", "\udcff"), ("history", "\udcff"), ("evidence", "\udcff")):
        assert failure(*words) == "what was typed is no text in UTF-8"


def test_the_history_of_a_model(pricewar: Pricewar, known: Path) -> None:
    """Every price it had and from when, for a person and for a machine."""
    assert known.exists()
    steps = pricewar("history", "WHALE", "--json").lines
    assert [(one["at"][:10], one["meter"], one["amount"]) for one in steps] == [
        ("2026-08-01", "input", "3"),
        ("2026-08-01", "output", "6"),
        ("2026-08-02", "input", "1.5"),
    ]
    table = pricewar("history", "minnow").out
    assert "2026-08-01T00:00:00Z" in table
    assert "free" in table


def test_a_model_without_history_is_a_failure(
    failure: Callable[..., str], known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of this name, or of anything yet: that is no empty answer."""
    assert known.exists()
    assert failure("history", "gpt", "--json") == "no price of gpt is known"
    monkeypatch.setenv("PRICEWAR_STORE__PATH", "fresh.db")
    assert failure("history", "gpt") == "no prices yet: run or check"
    assert failure("prices", "gpt") == "no prices yet: run or check"


def test_the_history_of_a_model_is_drawn(pricewar: Pricewar, known: Path) -> None:
    """Into a file, beside the table or the JSON Lines; standard output holds nothing else."""
    assert known.exists()
    table = pricewar("history", "whale", "--png", "whale.png")
    assert table.out == pricewar("history", "whale").out + "wrote whale.png\n"
    assert Path("whale.png").read_bytes().startswith(b"\x89PNG")
    assert len(pricewar("history", "whale", "--png", "again.png", "--json").lines) == 3
    assert Path("again.png").read_bytes() == Path("whale.png").read_bytes()


def test_a_chart_that_cannot_be_written_is_a_failure(
    failure: Callable[..., str], known: Path
) -> None:
    """And nothing is printed that would look like an answer."""
    assert known.exists()
    nowhere = "history", "whale", "--png", "nowhere/whale.png"
    assert failure(*nowhere) == "nowhere/whale.png: No such file or directory"


def test_prices_that_cannot_be_read_any_more_say_since_when(
    pricewar: Pricewar, known: Path
) -> None:
    """Below the table, in a line a page; a machine finds it with `sources`."""
    with Store(known) as store:
        (row,) = store.pages()
        since = datetime(2026, 8, 8, tzinfo=UTC)
        failing = replace(row, failing_since=since, streak=9, reason="403")
        store.record(Round(Place("deepseek", "deepseek"), failing, NOW))
    said = "cannot be read since 2026-08-08 00:00 UTC; what stands here was read 6 d ago"
    assert pricewar("prices").out.splitlines()[-1] == f"deepseek: {said}"
    assert len(pricewar("prices", "--json").lines) == 4


# changes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ["price.cut", "price.freed", "price.freed", "price.quarantined"]),
        (("--since", "2026-08-03"), ["price.freed", "price.freed", "price.quarantined"]),
        (("--since", "2026-08-04T08:02+08:00"), ["price.quarantined"]),
        (("--since", "8d"), ["price.freed", "price.freed", "price.quarantined"]),
        (("--since", "1 w"), ["price.quarantined"]),
        (("--since", "180h"), ["price.freed", "price.freed", "price.quarantined"]),
        (("--since", "9000min"), []),
        (("--vendor", "deepseek", "--kind", "price.cut"), ["price.cut"]),
        (("--vendor", "openai"), []),
        (("--vendor", "深度求索", "--kind", "price.cut"), ["price.cut"]),
        (("--kind", "降价"), ["price.cut"]),
        (("--kind", "quarantined"), ["price.quarantined"]),
        (("--kind", "free", "--kind", "price.cut"), ["price.cut", "price.freed", "price.freed"]),
    ],
)
def test_the_change_log_by_time_vendor_and_kind(
    pricewar: Pricewar, known: Path, words: tuple[str, ...], told: list[str]
) -> None:
    """Times are dates, instants or spans before now; kinds are event types or a subscriber's."""
    assert known.exists()
    answer = pricewar("changes", *words, "--json")
    assert (answer.code, answer.told) == (0, told)


def test_a_day_of_an_option_is_one_of_the_settings_zone(
    pricewar: Pricewar, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came two minutes past midnight in Greenwich came the evening before in New York."""
    assert known.exists()
    asked = ("changes", "--kind", "free", "--since", "2026-08-03", "--json")
    assert len(pricewar(*asked).told) == 2
    monkeypatch.setenv("PRICEWAR_LOCALE__TIMEZONE", "America/New_York")
    assert len(pricewar(*asked).told) == 0
    assert len(pricewar(*asked[:-2], "2026-08-02", "--json").told) == 2


def test_the_change_log_for_a_person(pricewar: Pricewar, known: Path) -> None:
    """A row a change; no rows are a sentence."""
    assert known.exists()
    freed = pricewar("changes", "--kind", "free").out.splitlines()[-2]
    assert freed.split() == [
        *("2026-08-03T00:02:00Z", "deepseek", "price.freed", "minnow", "output"),
        *("2", "CNY", "free", "1M", "tokens", "yes"),
    ]
    assert pricewar("changes", "--vendor", "openai").out == "no changes\n"


@pytest.mark.parametrize("since", ["some day", "7", "2026-13-01", "99999999999d", "9999999w"])
def test_a_time_that_is_none_is_named(failure: Callable[..., str], since: str) -> None:
    """Words, impossible dates and spans beyond all time are each one sentence."""
    sentence = f"--since {since}: neither a date nor a time such as 7d or 24h"
    assert failure("changes", "--since", since) == sentence
    assert failure("backtest", "cut", "--since", since) == sentence


def test_a_vendor_that_does_not_exist_is_named(failure: Callable[..., str]) -> None:
    """A misspelt vendor is not an empty log either, and what was meant is said."""
    said = failure("changes", "--vendor", "deepsek")
    assert said == "--vendor deepsek: no vendor is called so; did you mean deepseek?"
    assert "there are aliyun, anthropic" in failure("changes", "--vendor", "acme")


def test_a_kind_that_does_not_exist_is_named(failure: Callable[..., str]) -> None:
    """A misspelt kind is not an empty log."""
    sentence = "--kind price.cuts: neither an event type nor cut, free, rise or launch"
    assert failure("changes", "--kind", "price.cuts") == sentence


# sources


def test_every_source_is_listed_with_its_health(pricewar: Pricewar, config: Path) -> None:
    """A source that runs is due an interval after its last reading; others say why they rest."""
    pricewar("check", "--config", config)
    listed = {(one["source"], one["page"]): one for one in pricewar("sources", "--json").lines}
    mine, feed = listed["deepseek", ""], listed["openrouter", ""]
    assert (mine["state"], mine["streak"], mine["quotes"]) == ("ok", 0, 4)
    assert mine["last_good"] == "2026-08-10T12:00:00Z"
    assert mine["next_check"] == "2026-08-10T12:30:00Z"
    assert (feed["state"], feed["next_check"]) == ("aggregator", None)


def test_a_failing_source_shows_its_streak_and_reason(
    pricewar: Pricewar, config: Path, shop: Shop
) -> None:
    """A person sees what fails, since which reading, and why."""
    pricewar("check", "--config", config)
    shop.status = 404
    pricewar("check")
    pricewar("check")
    (row,) = [r for r in pricewar("sources").out.splitlines() if r.startswith(" deepseek ")]
    assert "failing" in row
    assert "the address is gone (404)" in row
    assert row.split()[5:7] == ["2", "4"]


# quarantine


def test_what_waits_for_a_person_is_listed_with_the_reason(
    pricewar: Pricewar, known: Path
) -> None:
    """The bare command and `list` say the same, to a person and to a machine."""
    assert known.exists()
    (held,) = pricewar("quarantine", "list", "--json").lines
    assert (held["source"], held["model"], held["decision"]) == ("deepseek", "whale", None)
    assert "unit slip" in held["reason"]
    assert (held["old"][0]["amount"], held["new"][0]["amount"]) == ("1.5", "0.0015")
    assert pricewar("quarantine", "--json").out == pricewar("quarantine", "list", "--json").out
    table = pricewar("quarantine").out
    assert held["id"] in table
    assert table == pricewar("quarantine", "list").out


@pytest.mark.parametrize(("word", "told"), [("approve", ["price.cut"]), ("reject", [])])
def test_a_person_decides_and_the_next_round_acts_on_it(
    pricewar: Pricewar, config: Path, shop: Shop, word: str, told: list[str]
) -> None:
    """An approved value is told although the page did not change again; a rejected one never."""
    for models in (("whale 3 6",), ("whale 0.003 6",)):
        shop.show(*models)
        pricewar("check", "--config", config)
    (held,) = pricewar("quarantine", "--json").lines
    answer = pricewar("quarantine", word, held["id"])
    decision = {"approve": "approved", "reject": "rejected"}[word]
    assert answer.out == f"{decision}: whale, with effect from the next round\n"
    assert pricewar("check", "--json").told == told


def test_nothing_is_held(pricewar: Pricewar, failure: Callable[..., str]) -> None:
    """An empty quarantine is a sentence, and an unknown id a failure."""
    assert pricewar("quarantine").out == "nothing is held\n"
    assert pricewar("quarantine", "list", "--json").out == ""
    sentence = "nothing is held as q_1; `pricewar quarantine list` shows what is"
    assert failure("quarantine", "approve", "q_1") == sentence
    assert failure("quarantine", "reject", "q_1") == sentence


def test_options_of_the_group_hold_for_its_commands(
    pricewar: Pricewar, known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`quarantine --config F approve ID` asks the database of F, not another one."""
    monkeypatch.delenv("PRICEWAR_STORE__PATH")
    other = written(tmp_path / "other.toml", {"store": {"path": str(known)}})
    (held,) = pricewar("quarantine", "--config", other, "--json", "list").lines
    for word in ("approve", "reject"):
        assert pricewar("quarantine", "--config", other, word, held["id"]).code == 0


# evidence


def test_a_change_is_proved_by_two_pages_and_their_cells(
    pricewar: Pricewar, known: Path, tmp_path: Path
) -> None:
    """Both cells stand in their context, and both pages can be had as files."""
    assert known.exists()
    (cut,) = pricewar("changes", "--kind", "price.cut", "--json").lines
    answer = pricewar("evidence", cut["id"], "--out", "proof")
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[0] == "price.cut whale input"
    assert [line for line in lines if "cell:" in line] == ["  cell: 3元", "  cell: 1.5元"]
    assert "  价格 | 百万tokens输入 | whale: 1.5元" in lines
    old, new = sorted((tmp_path / "proof").iterdir(), key=lambda path: "new" in path.name)
    assert (old.read_text("utf8"), new.read_text("utf8")) == (
        page(*STORY["2026-08-01"]),
        page(*STORY["2026-08-02"]),
    )
    assert [line for line in lines if line.startswith("wrote")] == [
        f"wrote {path.relative_to(tmp_path)}" for path in (old, new)
    ]


def test_the_evidence_for_a_machine(pricewar: Pricewar, known: Path) -> None:
    """One line a side, with hash, time, cell and whether the page is still kept."""
    assert known.exists()
    (cut,) = pricewar("changes", "--kind", "price.cut", "--json").lines
    old, new = pricewar("evidence", cut["id"], "--json", "--out", "proof").lines
    assert (old["side"], old["published"], old["kept"]) == ("old", "3元", True)
    assert (new["side"], new["sha256"]) == ("new", cut["evidence"]["sha256"])


def test_a_page_that_is_no_longer_kept_is_said_to_be_so(
    pricewar: Pricewar, known: Path, tmp_path: Path
) -> None:
    """Hash and cell remain; no file is written in its place."""
    (cut,) = pricewar("changes", "--kind", "price.cut", "--json").lines
    with Store(known) as store, store.atomic():
        store.db.execute("DELETE FROM bodies")
    answer = pricewar("evidence", cut["id"], "--out", "proof")
    assert answer.out.count("(no longer kept)") == 2
    assert "wrote" not in answer.out
    assert list((tmp_path / "proof").iterdir()) == []


def test_evidence_that_cannot_be_given_is_named(
    pricewar: Pricewar, failure: Callable[..., str], known: Path
) -> None:
    """An unknown change, and a place where no folder can be."""
    (cut,) = pricewar("changes", "--kind", "price.cut", "--json").lines
    assert failure("evidence", "ev_none") == "no change is known as ev_none"
    sentence = f"{known}/proof: Not a directory"
    assert failure("evidence", cut["id"], "--out", known / "proof") == sentence


# backtest


def test_a_rule_is_tried_on_the_recorded_history(pricewar: Pricewar, known: Path) -> None:
    """Of the log a subscriber hears what the rule wants; an operator's events are not theirs."""
    assert known.exists()
    assert pricewar("backtest", "deepseek cut 60%", "--json").told == []
    for rule in (("deepseek", "cut"), ("深度求索", "降价"), ("DeepSeek", "price.cut")):
        assert pricewar("backtest", *rule, "--json").told == ["price.cut"]
    assert pricewar("backtest", "all", "--json").told == [
        "price.cut",
        "price.freed",
        "price.freed",
    ]
    assert (
        pricewar("backtest", "all", "--since", "2026-08-03", "--json").told == ["price.freed"] * 2
    )


def test_a_backtest_says_how_often_the_rule_would_have_fired(
    pricewar: Pricewar, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events, messages and days: enough to see whether a rule is too loud."""
    assert known.exists()
    said = pricewar("backtest", "free").out
    assert said.splitlines()[-1] == "2 events in 1 message over 2 recorded days"
    monkeypatch.setenv("PRICEWAR_STORE__PATH", "fresh.db")
    assert pricewar("backtest", "free").out == "no changes\nnothing is recorded yet\n"


def test_a_rule_that_is_not_understood_is_named(failure: Callable[..., str]) -> None:
    """The word and the nearest known one."""
    assert failure("backtest", "deepsek").endswith("did you mean deepseek?")


def test_a_rule_that_is_too_long_is_refused(failure: Callable[..., str]) -> None:
    """As in the chat, where it would not fit into an answer."""
    assert failure("backtest", "glm-*" * 51) == "a rule has at most 250 characters"


# doctor


def test_a_fresh_installation_is_well(pricewar: Pricewar) -> None:
    """Nothing to mend is exit code 0."""
    answer = pricewar("doctor")
    assert answer.code == 0
    assert " bad " not in answer.out


def test_the_doctor_names_what_is_wrong_and_exits_with_1(
    pricewar: Pricewar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setting that does not exist, and a database that is none."""
    (tmp_path / "config.toml").write_text("[store]\npth = 'x'\n")
    answer = pricewar("doctor")
    assert answer.code == 1
    assert "store.pth" in answer.out
    (tmp_path / "config.toml").unlink()
    (tmp_path / "junk.db").write_text("no database at all, only words, and enough of them" * 30)
    monkeypatch.setenv("PRICEWAR_STORE__PATH", "junk.db")
    answer = pricewar("doctor")
    assert answer.code == 1
    assert "file is not a database" in answer.out


def test_the_doctor_asks_telegram_and_shows_no_token(
    pricewar: Pricewar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Telegram that cannot be reached is a warning: the rest is looked at all the same."""
    token = "123456789:" + "A" * 35
    monkeypatch.setenv("PRICEWAR_TELEGRAM__TOKEN", token)
    monkeypatch.setenv("PRICEWAR_TELEGRAM__BASE_URL", "http://127.0.0.1:1")
    answer = pricewar("doctor")
    assert answer.code == 0
    assert "Telegram cannot be reached" in answer.out
    assert token not in answer.out + answer.err


# run


class Closing(Shop):
    """A shop whose first visitor is told to stop."""

    def answer(self) -> tuple[int, bytes]:
        """The page, and a signal to this process."""
        os.kill(os.getpid(), signal.SIGTERM)
        return super().answer()


def test_the_service_starts_and_ends_with_sigterm(pricewar: Pricewar, tmp_path: Path) -> None:
    """The first round begins at once; the signal ends the service with exit code 0."""
    with opened(Closing()) as shop:
        shop.show("whale 3 6")
        config = written(tmp_path / "config.toml", given(tmp_path, shop))
        answer = pricewar("run", "--config", config)
    assert (answer.code, shop.asked) == (0, 1)


# what holds for all of them


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("read",),
        ("read", "deepseek"),
        ("check", "--nonsense"),
        ("history",),
        ("evidence",),
        ("backtest",),
        ("quarantine", "approve"),
        ("quarantine", "bogus"),
        ("prices", "--config"),
    ],
)
def test_wrong_usage_is_exit_code_2(pricewar: Pricewar, words: tuple[str, ...]) -> None:
    """What is wrong stands on standard error, with the way to the help."""
    answer = pricewar(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "Error" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "name",
    ["", *COMMANDS, "quarantine list", "quarantine approve", "quarantine reject"],
)
def test_every_command_explains_itself(pricewar: Pricewar, name: str) -> None:
    """`--help` is on standard output, with exit code 0."""
    answer = pricewar(*name.split(), "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"Usage: {'pricewar ' + name}".strip() in answer.out


EXAMPLES = re.findall(r"^pricewar (.*?) +#", README.read_text("utf8"), re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_readme_is_right_usage(
    pricewar: Pricewar, known: Path, example: str
) -> None:
    """It may find nothing here, but every option in it exists."""
    assert known.exists()
    assert len(EXAMPLES) == 5
    assert pricewar(*example.split()).code in {0, 1}


ASKING = [
    ("prices",),
    ("history", "whale"),
    ("changes", "--json"),
    ("evidence", "ev_1"),
    ("backtest", "cut"),
    ("sources", "--json"),
    ("quarantine",),
    ("quarantine", "list"),
    ("quarantine", "approve", "q_1"),
    ("check",),
    ("run",),
]


@pytest.mark.parametrize("words", [*ASKING, ("demo",)])
def test_settings_that_are_wrong_are_one_line(
    failure: Callable[..., str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The file and the full key are named, whatever was asked."""
    (tmp_path / "mine.toml").write_text("[sources]\nintervall = 5\n")
    line = failure(*words, "--config", "mine.toml")
    assert line.startswith("mine.toml: ")
    assert "sources.intervall" in line


@pytest.mark.parametrize("words", ASKING)
def test_a_database_that_cannot_be_used_is_one_line(
    failure: Callable[..., str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Another file in its place, or no place at all, is named with its path."""
    (tmp_path / "junk.db").write_text("no database at all, only words, and enough of them" * 30)
    for path, why in (
        ("junk.db", "file is not a database"),
        ("junk.db/x", "junk.db: File exists"),
    ):
        config = written(tmp_path / "mine.toml", {"store": {"path": path}})
        assert failure(*words, "--config", config) == f"the database {path}: {why}"


def test_a_replay_into_a_file_that_is_no_database_is_one_line(
    failure: Callable[..., str], story: Path
) -> None:
    """What stands there is left alone."""
    junk = story / "deepseek" / "2026-08-01.md"
    before = junk.read_bytes()
    line = failure("replay", story, "--db", junk, "--json")
    assert line == f"the database {junk}: file is not a database"
    assert junk.read_bytes() == before


def test_trouble_that_nobody_foresaw_is_one_line(
    failure: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel that cannot be set up, a disk that is full."""

    def refuse(*_: object) -> None:
        raise BadChannel("jsonl.path: not a path")

    def fill(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service, "connected", refuse)
    assert failure("check", "deepseek") == "jsonl.path: not a path"
    monkeypatch.setattr(show, "print_changes", fill)
    assert failure("changes") == "[Errno 28] No space left on device"


def test_a_reader_of_a_pipe_that_has_seen_enough_ends_it_quietly(
    pricewar: Pricewar, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pricewar prices | head -1` is no error: what is left over goes nowhere."""
    assert known.exists()
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf8") as pipe:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", pipe)
            answer = pricewar("changes", "--json")
        assert (answer.code, answer.err) == (0, "")


def test_an_old_encoding_loses_no_answer(
    pricewar: Pricewar, known: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where standard output cannot write 元, it stands as JSON writes it."""
    assert known.exists()
    with (tmp_path / "out").open("w", encoding="ascii") as out, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        assert pricewar("changes", "--json").code == 0
    cut = json.loads((tmp_path / "out").read_text("ascii").splitlines()[0])
    assert cut["evidence"]["published"] == "1.5元"


def test_an_answer_may_go_anywhere(pricewar: Pricewar, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that runs a command in its own process catches the words as they are."""
    out = StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        assert pricewar("quarantine").code == 0
    assert out.getvalue() == "nothing is held\n"


def test_python_m_bot_is_pricewar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package can be run where the script is not installed."""
    monkeypatch.setattr(sys, "argv", ["pricewar", "quarantine"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("bot", run_name="__main__")
    assert (end.value.code, capsys.readouterr().out) == (0, "nothing is held\n")

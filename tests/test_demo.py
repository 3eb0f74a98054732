"""The war of May 2024: the facts, what its output says, and that alerts follow the pages."""

import asyncio
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bot import cli, demo
from bot.answers.moves import steps
from bot.app import voice
from bot.demo.mirror import Mirror, Stand
from bot.demo.phrases import PHRASES
from bot.demo.timeline import timeline
from bot.events import Event
from bot.replay import BadCapture, captures
from bot.settings import Settings
from bot.words import Language
from scrapers import reading, registry
from scrapers.errors import PageChanged
from scrapers.fetch import Fetcher, Manners
from scrapers.pages import kind_of
from scrapers.quotes import Page, plain

EXPECTED = Path(__file__).with_name("demo.expected.txt")
FACTS = {
    "deepseek/2024-05-06": {"DeepSeek-V2": ("1", "2")},
    "zhipu/2024-05-10": {"GLM-3-Turbo": ("5", "5")},
    "zhipu/2024-05-11": {"GLM-3-Turbo": ("1", "2")},
    "volcengine/2024-05-15": {"Doubao-pro-32k": ("0.8", "2"), "Doubao-pro-128k": ("5", "9")},
    "aliyun/2024-05-20": {"Qwen-Long": ("20", "20")},
    "aliyun/2024-05-21": {"Qwen-Long": ("0.5", "2")},
    "baidu/2024-05-20": {"ERNIE Speed": ("4", "8"), "ERNIE Lite": ("3", "6")},
    "baidu/2024-05-21": {"ERNIE Speed": ("free", "free"), "ERNIE Lite": ("free", "free")},
}
FILES = sorted(demo.PAGES.glob("*/*"))
Edit = Callable[[str, str, str], None]


def told(pages: Path = demo.PAGES, **settings: object) -> str:
    """What the demo prints of these pages."""
    out = StringIO()
    demo.run(Settings(**settings), pages, out)
    return out.getvalue()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A copy of the pages that a test may edit."""
    return Path(shutil.copytree(demo.PAGES, tmp_path / "pages"))


@pytest.fixture
def edit(pages: Path) -> Edit:
    """Replaces what must be there on one of the copied pages."""

    def replace(name: str, old: str, new: str) -> None:
        file = pages / f"{name}.html"
        text = file.read_text("utf8")
        assert old in text
        file.write_text(text.replace(old, new), "utf8")

    return replace


def test_the_demo_prints_what_is_expected() -> None:
    """The same output every time, byte for byte: the one that `.ci/run` compares with."""
    assert told() == EXPECTED.read_text("utf8")


def test_the_command_runs_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`pricewar demo` prints it on standard output, in whatever directory it is started."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.app, ["demo"])
    assert (result.exit_code, result.stdout) == (0, EXPECTED.read_text("utf8"))


def test_the_demo_says_the_headline_facts() -> None:
    """A cut of 97.5 %, a 72nd of GPT-4-Turbo's input price, and free."""
    out = told()
    assert "Alibaba Cloud cuts prices: Qwen-Long input −97.5 %" in out
    assert "• input: 20 → 0.5 CNY per 1M tokens (−97.5 %, 1/40)" in out
    assert "1/72 of GPT-4-Turbo's input price" in out
    assert "Baidu makes ERNIE Speed, ERNIE Lite free" in out


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_page_holds_the_facts_and_says_that_it_is_made_by_hand(file: Path) -> None:
    """Besides the facts there is only what the page calls filler."""
    text = file.read_text("utf8")
    page = Page(text, kind_of(file))
    found: dict[str, dict[str, str]] = {}
    for quote in reading.read(registry.sources()[file.parent.name], page):
        amount = "free" if quote.free else plain(quote.amount)
        found.setdefault(quote.model, {})[quote.meter] = amount
    filler = found.pop("filler-model", None)
    facts = FACTS.get(f"{file.parent.name}/{file.stem}", {})
    assert {model: (one["input"], one["output"]) for model, one in found.items()} == facts
    said = " ".join(text.split())
    assert "Made by hand for" in said
    assert "not the vendor's page" in said
    assert ("Filler: filler-model" in said) == (filler is not None)


def test_an_edited_price_is_told_as_edited(pages: Path, edit: Edit) -> None:
    """Whoever writes another price on a page gets another alert."""
    edit("aliyun/2024-05-21", "0.5元", "0.4元")
    assert "• input: 20 → 0.4 CNY per 1M tokens (−98 %, 1/50)" in told(pages)


def test_a_model_that_an_edited_page_drops_is_withdrawn(pages: Path, edit: Edit) -> None:
    """The clock goes on for as long as it takes to be sure that a model is gone."""
    row = "<tr><td>Doubao-pro-128k</td><td>-</td><td>5</td><td>9</td></tr>\n"
    shutil.copy(pages / "volcengine/2024-05-15.html", pages / "volcengine/2024-05-17.html")
    edit("volcengine/2024-05-17", row, "")
    assert "Volcengine withdraws Doubao-pro-128k" in told(pages)


def test_a_broken_page_is_the_operators_and_never_shows_this_machine(
    pages: Path, edit: Edit
) -> None:
    """An edit that makes a page unreadable changes no price, and names the vendor's address."""
    edit("zhipu/2024-05-11", "(百万tokens)", "")
    out = told(pages)
    assert "to the operator alone" in out
    assert "Zhipu: source zhipu can no longer be read" in out
    assert "GLM-3-Turbo" in out
    assert "Zhipu cuts" not in out
    assert "127.0.0.1" not in out


def test_a_stray_file_among_the_pages_is_named(pages: Path) -> None:
    """An editor's backup copy is no page, and the error says which file it is."""
    (pages / "aliyun" / "2024-05-21.html~").write_text("", "utf8")
    with pytest.raises(BadCapture, match=r"aliyun/2024-05-21\.html~"):
        told(pages)


def test_the_demo_speaks_the_language_of_the_settings() -> None:
    """With Chinese settings the alerts and the timeline are Chinese, times are local."""
    out = told(locale={"language": "zh", "timezone": "Asia/Shanghai"})
    assert "阿里云百炼降价：Qwen-Long 输入 −97.5%" in out
    assert "智谱（比深度求索晚 5 天）" in out
    assert "百度（与阿里云百炼同一天）" in out
    assert "读取于 2024-05-21 08:00 UTC+08:00" in out


@pytest.mark.parametrize("before", [None, "intranet"])
def test_a_proxy_of_the_environment_is_passed_by(
    monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    """The pages lie on this machine, where no proxy leads; the environment is left as it was."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    if before:
        monkeypatch.setenv("no_proxy", before)
    assert told() == EXPECTED.read_text("utf8")
    assert os.environ.get("no_proxy") == before


class Terminal(StringIO):
    """Somewhere that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_alerts_are_framed_and_progress_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frames are the console channel's; the progress bar goes to standard error alone."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    demo.run(Settings(), out=out)
    assert out.getvalue().count("╭") == out.getvalue().count("╰") == 5
    assert "Reading the pages of May 2024" in capsys.readouterr().err
    assert "Reading the pages" not in out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_the_timeline_is_whole_on_a_terminal_of_any_width(
    monkeypatch: pytest.MonkeyPatch, language: Language, width: int
) -> None:
    """Who moved, which model and what it cost stand on it, in letters of either width."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    demo.run(Settings(locale={"language": language}), out=out)
    table = out.getvalue().partition(PHRASES[language].timeline)[2]
    whole = {
        "en": ("Alibaba Cloud, 6 days after Volcengine", "20 → 0.5 CNY", "4 → free"),
        "zh": ("阿里云百炼（比火山引擎晚 6 天）", "20 → 0.5 元", "4 → 免费"),
    }
    for value in (*whole[language], "Doubao-pro-128k", "1/216"):
        assert value in table
    assert max(map(cell_len, table.splitlines())) <= width


def test_the_stand_serves_the_page_of_the_day_under_the_vendors_address() -> None:
    """The real fetcher asks over HTTP; what did not change is not sent again."""
    source = registry.sources()["zhipu"]
    (url,) = source.pages[""]

    async def look(stand: Stand) -> None:
        async with Fetcher(Manners(attempts=1, allow_hosts=(stand.host,))) as door:
            mirror = Mirror(door, stand)
            stand.now = datetime(2024, 5, 10, tzinfo=UTC)
            first = await mirror.get_one(url)
            assert (first.url, first.asked, first.validators.url) == (url, url, url)
            assert (await mirror.get_one(url, first.validators)).unchanged
            stand.now += timedelta(days=1)
            assert not (await mirror.get_one(url, first.validators)).unchanged
            stand.now -= timedelta(days=2)
            with pytest.raises(PageChanged, match="gone") as refused:
                await mirror.get_one(url)
            assert refused.value.where == url

    with Stand(captures(demo.PAGES)) as stand:
        asyncio.run(look(stand))


def test_the_addresses_shown_are_those_that_a_person_would_open() -> None:
    """An alert links to the vendor's page, not to the JSON that a program reads."""
    out = told()
    assert "https://help.aliyun.com/zh/model-studio/model-pricing\n" in out
    assert "https://www.volcengine.com/docs/82379/1544106\n" in out


def _event(vendor: str, day: int, **about: object) -> Event:
    at = datetime(2024, 5, day, tzinfo=UTC)
    given: dict[str, object] = {
        "id": f"{vendor}{day}",
        "type": "price.cut",
        "at": at,
        "seen_at": at,
        "source": vendor,
        "vendor": vendor,
        "model": "whale",
        "meter": "input",
        "currency": "USD",
        "per": "1M tokens",
        "old": Decimal(20),
        "new": Decimal(10),
    }
    return Event.model_validate(given | about)


def test_the_timeline_counts_the_days_since_the_move_before() -> None:
    """One vendor's moves of one day are one step; steps stand in the order of first sight."""
    found = steps(
        [
            _event("zhipu", 7),
            _event("deepseek", 6),
            _event("zhipu", 7, meter="output"),
            _event("zhipu", 7, meter="input", conditions={"service": "batch"}, model="batch"),
        ],
        UTC,
    )
    assert [(step.day, step.vendor, [row.model for row in step.rows]) for step in found] == [
        (date(2024, 5, 6), "deepseek", ["whale"]),
        (date(2024, 5, 7), "zhipu", ["whale"]),
    ]
    who = [row[1] for row in timeline(found, voice(Settings())).rows]
    assert who == ["DeepSeek", "  whale", "Zhipu, 1 day after DeepSeek", "  whale"]


@pytest.mark.parametrize(
    ("about", "cells"),
    [
        ({}, ["20 → 10 USD", "", "×1", "×0.67"]),
        ({"currency": "EUR"}, ["20 → 10 EUR", "", "×1.15", "×0.77"]),
        ({"currency": "GBP"}, ["20 → 10 GBP", "", "–", "–"]),
        ({"type": "price.freed", "new": 0, "free": True}, ["20 → free", "", "free", "free"]),
        ({"type": "price.charged", "old": 0}, ["0 → 10 USD", "", "×1", "×0.67"]),
    ],
)
def test_the_timeline_compares_with_the_references(
    about: dict[str, object], cells: list[str]
) -> None:
    """A price stands as a part of each reference's; without a rate nothing is claimed."""
    sheet = timeline(steps([_event("deepseek", 6, **about)], UTC), voice(Settings()))
    assert sheet.rows[1][2:] == tuple(cells)

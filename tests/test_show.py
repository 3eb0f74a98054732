"""Answers at a terminal and in a pipe: what stands in each column, and nothing lost."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from making import quote
from rich.console import Console

from bot import layout, show
from bot.doctor import Finding as Advice
from bot.events import Event, Proof, quotes_json
from bot.evidence import Exhibit
from bot.findings import Finding
from bot.pages import Body, PageRow
from bot.state import Known, Matter
from bot.store import Held, Latest, Past, Sureness
from scrapers.quotes import Quote, Source, conditions

NOW = datetime(2026, 8, 10, 12, tzinfo=UTC)
AT = "2026-08-10T12:00:00Z"
URL = "https://acme.example/b"
EARLIER = NOW - timedelta(minutes=5)
DAY = timedelta(days=1)
PROOF = Proof(url="https://acme.example/prices", sha256="abc", published="3元", read_at=NOW)
ACME = Source("acme", ("CNY",), {"": ("https://acme.example/prices",)}, lambda _: [], interval=600)


@pytest.fixture
def rows(capsys: pytest.CaptureFixture[str]) -> "Rows":
    """Prints a table into a pipe, and gives its rows without the header."""
    return Rows(capsys)


class Rows:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, table: layout.Sheet) -> list[list[str]]:
        layout.print_table(table)
        lines = [line for line in self.capsys.readouterr().out.splitlines() if line.strip()]
        return [re.split(r"\s{2,}", line.strip()) for line in lines[2:]]


def event(kind: str = "price.cut", **facts: object) -> Event:
    """Something that happened to acme's model `pro`."""
    given = {"id": "ev_1", "type": kind, "at": NOW, "seen_at": NOW, "source": "acme"}
    return Event.model_validate(given | {"vendor": "acme", "model": "pro"} | facts)


# Tables in general


def narrow(*, terminal: bool) -> Console:
    """A console of forty columns."""
    return Console(file=StringIO(), width=40, force_terminal=terminal, color_system=None)


def test_a_pipe_gets_every_column_whole(rows: Rows) -> None:
    """However long a name is: a script that cuts columns finds all of it."""
    model = "a-model-with-a-name-" * 20
    assert rows(show.quotes([quote(f"{model} input 3")])) == [
        [model, "input", "3 CNY", "1M tokens", "3"]
    ]
    wide = narrow(terminal=False)
    layout.print_table(show.quotes([quote(f"{model} input 3")]), wide)
    assert model in wide.file.getvalue()  # type: ignore[attr-defined]


def test_a_terminal_gets_a_table_that_fits() -> None:
    """No line is broken in two."""
    small = narrow(terminal=True)
    layout.print_table(show.quotes([quote("a-model-with-a-very-long-name input 3")]), small)
    lines = small.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(len, lines)) <= 40


def test_what_a_vendor_prints_is_printed_as_it_is(rows: Rows) -> None:
    """Brackets and colons of a vendor are no commands to the terminal."""
    odd = replace(quote("pro[image]:free: input 3"), published="[bold]3[/] [/nothing]")
    assert rows(show.quotes([odd]))[0][0] == "pro[image]:free:"
    assert rows(show.quotes([odd]))[0][-1] == "[bold]3[/] [/nothing]"


def test_json_lines_keep_their_characters(capsys: pytest.CaptureFixture[str]) -> None:
    """A line an object, 元 as 元."""
    show.print_json([{"published": "3元"}, {"published": "free"}])
    assert capsys.readouterr().out == '{"published": "3元"}\n{"published": "free"}\n'


# Prices


@pytest.mark.parametrize(
    ("given", "shown"),
    [("3", "3 CNY"), ("0.0000001", "0.0000001 CNY"), ("0", "0 CNY"), ("free", "free")],
)
def test_an_amount_is_the_vendors_own_number(given: str, shown: str) -> None:
    """Free is a word; a bare zero is a number."""
    assert show.amount(quote(f"pro input {given}")) == shown


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7_199, "119 min"),
        (7_200, "2 h"),
        (172_799, "47 h"),
        (172_800, "2 d"),
        (-5, "0 s"),
    ],
)
def test_an_age_is_in_the_largest_unit_that_says_enough(seconds: int, said: str) -> None:
    """From seconds to days; a clock that was put back makes nothing negative."""
    assert show.age(NOW - timedelta(seconds=seconds), NOW) == said


def latest(one: Quote) -> Latest:
    """A price that holds since a day ago."""
    return Latest("acme", "", "acme", Known(one, NOW - DAY, one.amount))


def test_the_latest_prices_show_terms_and_age(rows: Rows) -> None:
    """Since when a price holds is one thing, when it was read last another."""
    when = conditions(input_max=32_000, service="batch")
    tiered = replace(quote("pro input 3"), conditions=when)
    read = PageRow("acme", "", good_at=NOW - timedelta(minutes=5))
    assert rows(show.prices([latest(tiered)], [read], NOW)) == [
        ["acme", "pro", "input", "3 CNY", "1M tokens", "input ≤ 32k, batch", "2026-08-09", "5 min"]
    ]
    assert rows(show.prices([latest(quote("pro input free"))], [], NOW)) == [
        ["acme", "pro", "input", "free", "1M tokens", "2026-08-09", "never"]
    ]


def test_a_price_says_what_it_was_and_until_when() -> None:
    """And the page's own words for it: a promotion is not to be found with --json alone."""
    promo = replace(quote("pro input 3"), was=Decimal("6.0"), promo="限时", conditions=())
    promo = replace(promo, effective_until="2026-09-01")
    (row,) = show.prices([latest(promo)], [], NOW).rows
    assert row[5] == "was 6, “限时”, until Sep 1, 2026"


def test_a_price_for_a_machine_says_where_and_since_when() -> None:
    """The quote's own fields, and where it stands."""
    line = show.price_line(latest(quote("pro input 3")))
    assert (line["source"], line["vendor"], line["since"]) == (
        "acme",
        "acme",
        "2026-08-09T12:00:00Z",
    )
    assert (line["model"], line["amount"], line["free"]) == ("pro", "3", False)


PAST = Past(
    *("acme", "", "pro", "input", "CNY", "1M tokens"),
    *(conditions(window="peak"), "3", False, NOW, "abc"),
)


def test_a_price_that_is_no_longer_printed_is_a_dash(rows: Rows) -> None:
    """Also where it had been free: gone is not free."""
    free = replace(PAST, amount="0", free=True)
    steps = [PAST, free, replace(free, amount=None)]
    assert [row[4] for row in rows(show.history(steps))] == ["3 CNY", "free", "–"]
    assert rows(show.history([PAST])) == [
        [AT, "acme", "pro", "input", "3 CNY", "1M tokens", "peak"]
    ]


def test_a_step_of_history_for_a_machine() -> None:
    """The amount is null from when it was no longer printed."""
    assert show.past_line(replace(PAST, amount=None)) == {
        "at": "2026-08-10T12:00:00Z",
        "source": "acme",
        "model": "pro",
        "meter": "input",
        "amount": None,
        "currency": "CNY",
        "per": "1M tokens",
        "conditions": {"window": "peak"},
        "free": False,
        "sha256": "abc",
    }


# Changes


def test_a_change_that_nobody_is_told_says_so(rows: Rows) -> None:
    """A row each: when, where, what, from and to, under which terms."""
    cut = event(meter="input", old=Decimal("3.0"), new=Decimal(0), conditions={"tier": "free"})
    cut = cut.model_copy(update={"currency": "CNY", "per": "1M tokens"})
    assert rows(show.changes([cut, event("source.broken", model=None, told=False)])) == [
        [
            "2026-08-10T12:00:00Z",
            "acme",
            "price.cut",
            "pro",
            "input",
            "3 CNY",
            "0 CNY",
            "1M tokens",
            "free tier",
            "yes",
        ],
        ["2026-08-10T12:00:00Z", "acme", "source.broken", "log only"],
    ]


def moves(sheet: layout.Sheet) -> list[tuple[str, ...]]:
    """Of a change log: the type, the model, the meter, old, new and the conditions."""
    places = [sheet.columns.index(name) for name in ("type", "model", "meter", "old", "new")]
    return [tuple(row[place] for place in (*places, 8)) for row in sheet.rows]


PRICED = {"meter": "input", "currency": "CNY", "per": "1M tokens"}


def test_free_is_a_word_in_the_change_log() -> None:
    """As alerts say it: only where the page does; what it cost has its currency too."""
    zero = {"old": Decimal(4), "new": Decimal(0)}
    freed = [event("price.freed", **PRICED, **zero, free=free) for free in (True, None)]
    charged = event("price.charged", **PRICED, old=Decimal(0), new=Decimal(4))
    assert moves(show.changes([*freed, charged])) == [
        ("price.freed", "pro", "input", "4 CNY", "free", ""),
        ("price.freed", "pro", "input", "4 CNY", "0 CNY", ""),
        ("price.charged", "pro", "input", "0 CNY", "4 CNY", ""),
    ]


def test_a_launch_says_its_prices() -> None:
    """A row each, and what a withdrawn model cost; a rename has two names and no price."""
    prices = quotes_json([quote("pro input 3"), quote("pro output free")])
    log = [event("model.launched", after=prices), event("model.withdrawn", before=prices)]
    assert moves(show.changes([*log, event("model.renamed", was_model="max")])) == [
        ("model.launched", "pro", "input", "", "3 CNY", ""),
        ("model.launched", "pro", "output", "", "free", ""),
        ("model.withdrawn", "pro", "input", "3 CNY", "", ""),
        ("model.withdrawn", "pro", "output", "free", "", ""),
        ("model.renamed", "max → pro", "", "", "", ""),
    ]


def test_other_terms_show_what_differs() -> None:
    """A price that moved beside its old one, a new tier alone, nothing of what stayed."""
    batch = quote("pro input 1", {"service": "batch"})
    before = quotes_json([quote("pro input 3"), quote("pro output 6")])
    after = quotes_json([quote("pro input 2"), batch, quote("pro output 6")])
    assert moves(show.changes([event("terms.changed", before=before, after=after)])) == [
        ("terms.changed", "pro", "input", "3 CNY", "2 CNY", ""),
        ("terms.changed", "pro", "input", "", "1 CNY", "batch"),
    ]


def test_a_change_log_for_a_person_and_for_a_machine(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows, a sentence where there are none, or JSON Lines and nothing else."""
    show.print_changes([event()])
    assert "price.cut" in capsys.readouterr().out
    show.print_changes([])
    assert capsys.readouterr().out == "no changes\n"
    show.print_changes([event(), event()], as_json=True)
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [
        "ev_1"
    ] * 2
    show.print_changes([], as_json=True)
    assert capsys.readouterr().out == ""


def test_how_often_a_rule_fires() -> None:
    """Events, the messages they came in, and the time that they are counted over."""
    log = [event(at=NOW - 10 * DAY), event(at=NOW - 2 * DAY), event(at=NOW)]
    told = [event(alert="al_1"), event(alert="al_1"), event(alert=None)]
    said = "3 events in 2 messages over {} recorded days"
    assert show.frequency(told, log, None) == said.format(10)
    assert show.frequency(told, log, NOW - 4 * DAY) == said.format(4)
    assert show.frequency(told, log, NOW - 99 * DAY) == said.format(10)
    assert show.frequency(told, log, NOW + DAY) == "3 events in 2 messages over 1 recorded day"
    assert show.frequency([], [], None) == "nothing is recorded yet"


# Sources


@pytest.mark.parametrize(
    ("source", "row", "running", "state"),
    [
        (ACME, PageRow("acme", "", good_at=NOW), True, "ok"),
        (ACME, PageRow("acme", "", good_at=NOW, streak=2), True, "failing"),
        (ACME, PageRow("acme", ""), True, "not read yet"),
        (ACME, PageRow("acme", ""), False, "off"),
        (replace(ACME, experimental=True), PageRow("acme", ""), False, "experimental"),
        (replace(ACME, audience="corroborate"), PageRow("acme", ""), False, "aggregator"),
    ],
)
def test_the_state_of_a_source_is_one_word(
    source: Source,
    row: PageRow,
    running: bool,  # noqa: FBT001
    state: str,
) -> None:
    """A person sees at once what works, what fails and what rests, and why it rests."""
    (line,) = show.health([source], [row], {"acme"} if running else ())
    assert line.state == state
    assert line.json()["state"] == state


def test_a_source_that_needs_a_browser_says_what_would_install_one() -> None:
    """Before its first round and after a failed one; where it is not missed, nothing is said."""
    rendered = replace(ACME, render=True)
    (line,) = show.health([rendered], [], {"acme"}, "install Chromium")
    assert (line.state, line.reason) == ("needs a browser", "needs a browser: install Chromium")
    failed = PageRow("acme", "", streak=1, reason="needs a browser: install Chromium")
    (line,) = show.health([rendered], [failed], {"acme"})
    assert line.state == "needs a browser"
    for source, row in ((ACME, PageRow("acme", "")), (rendered, PageRow("acme", "", good_at=NOW))):
        (line,) = show.health([source], [row], {"acme"}, "install Chromium")
        assert line.reason is None


def test_every_page_of_a_source_is_listed_with_its_next_check(rows: Rows) -> None:
    """Due an interval after the last one; at once where there was none; never where it is off."""
    two = replace(ACME, pages={"chat": ("https://acme.example/a",), "batch": ("x",)})
    seen = PageRow("acme", "chat", served=URL, checked_at=EARLIER)
    seen = replace(seen, good_at=EARLIER, quotes=7)
    cost = {("acme", "chat"): Sureness(timedelta(minutes=4), muted=2)}
    listed = show.health([two, replace(ACME, name="other")], [seen], {"acme"}, "", cost)
    soon, served = "2026-08-10T12:05:00Z", f"served by {URL}"
    assert rows(show.sources(listed, NOW)) == [
        ["acme", "chat", "ok", "5 min ago", "0", "7", "2", "4 min", soon, served],
        ["acme", "batch", "not read yet", "never", "0", "0", "0", "–", "now"],
        ["other", "off", "never", "0", "0", "0", "–", "–"],
    ]


def test_a_source_for_a_machine() -> None:
    """Times in UTC or null, the streak with its reason."""
    row = PageRow("acme", "", checked_at=EARLIER, streak=3, reason="no prices", quotes=7)
    (line,) = show.health([ACME], [row], {"acme"})
    assert line.json() == {
        "source": "acme",
        "page": "",
        "vendor": "acme",
        "state": "failing",
        "experimental": False,
        "audience": "alert",
        "last_good": None,
        "last_checked": "2026-08-10T11:55:00Z",
        "next_check": "2026-08-10T12:05:00Z",
        "streak": 3,
        "quotes": 7,
        "served": None,
        "told_after_seconds": None,
        "muted": 0,
        "reason": "no prices",
    }


# What waits, what is wrong, what proves


def held(*amounts: str) -> Held:
    """A held matter: prices of `pro` that moved to these amounts."""
    old = tuple(quote("pro input 3") for _ in amounts)
    new = tuple(quote(f"pro input {amount}") for amount in amounts)
    matter = Matter(Finding("price", "pro", old, new), "form", NOW, 2, 1, PROOF)
    return Held("q_1", "acme", "", "a unit slip?", None, matter)


def test_what_is_held_is_shown_with_its_amounts_and_reason(rows: Rows) -> None:
    """The first amounts are enough to decide; the reason is whole."""
    assert rows(show.quarantine([held("0.003")])) == [
        [
            "q_1",
            "acme",
            "pro",
            "input",
            "3 CNY",
            "0.003 CNY",
            "2026-08-10T12:00:00Z",
            "a unit slip?",
        ]
    ]
    many = replace(held("1", "2", "3", "4"), decision="rejected")
    assert rows(show.quarantine([many]))[0][4:8] == [
        *("3 CNY, 3 CNY, 3 CNY", "1 CNY, 2 CNY, 3 CNY", "2026-08-10T12:00:00Z", "rejected")
    ]


def test_what_is_held_for_a_machine() -> None:
    """All quotes of both sides, with the id to decide by."""
    line = show.held_line(held("0.003"))
    assert (line["id"], line["decision"], line["seen_at"]) == ("q_1", None, "2026-08-10T12:00:00Z")
    assert line["new"] == [quote("pro input 0.003").json()]


def test_what_the_doctor_found(rows: Rows) -> None:
    """What is well has nothing to mend."""
    found = [Advice("ok", "clock"), Advice("bad", "disk: full", "make room")]
    assert rows(show.findings(found)) == [["ok", "clock"], ["bad", "disk: full", "make room"]]


def test_an_exhibit_is_shown_with_its_hash_cell_and_context() -> None:
    """Where the page is no longer kept, it says so."""
    body = Body("abc", b"page", "html", "utf-8", PROOF.url, NOW)
    kept = Exhibit("new", PROOF, body, ("pro | Input: 3元",))
    gone = Exhibit("old", PROOF.model_copy(update={"published": ""}), None, ())
    title = "read 2026-08-10T12:00:00Z at https://acme.example/prices"
    assert list(show.exhibits([gone, kept])) == [
        f"old: {title}",
        "  sha256 abc (no longer kept)",
        "  cell: –",
        f"new: {title}",
        "  sha256 abc",
        "  cell: 3元",
        "  pro | Input: 3元",
    ]
    line = show.exhibit_line(kept)
    assert (line["side"], line["kept"], line["context"]) == ("new", True, ["pro | Input: 3元"])
    assert (line["sha256"], line["read_at"]) == ("abc", "2026-08-10T12:00:00Z")


def test_a_source_that_was_never_asked_has_no_time_of_its_next_check() -> None:
    """It is asked with the first round; a machine is not told a day long past."""
    (line,) = show.health([ACME], [], {"acme"})
    assert line.json()["next_check"] is None

"""Tables on a terminal of any width: nothing that a person acts on is ever cut."""

from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from rich.cells import cell_len
from rich.console import Console

from bot import layout
from bot.layout import Sheet

COLUMNS = ("source", "model", "meter", "price", "per", "conditions", "since", "age")
PRICES = Sheet(
    COLUMNS,
    [
        ("acme", "pro", "input", "3 CNY", "1M tokens", "input ≤ 32k", "2026-08-09", "5 min"),
        ("acme", "pro", "output", "free", "1M tokens", "", "2026-08-10", "5 min"),
        ("other", "vendor/pro-max", "input", "0.003625 USD", "1M tokens", "batch", "", "2 d"),
    ],
    right=frozenset({"price", "age"}),
    wraps=frozenset({"conditions"}),
    own=frozenset({"price"}),
)
HELD = Sheet(
    ("id", "source", "since", "reason"),
    [
        ("q_aabe4c488c", "acme", "2026-08-10T12:00:00Z", "a tenth of the old price: a slip?"),
        ("q_db5c034231", "acme", "2026-08-10T12:00:00Z", ""),
    ],
    below=frozenset({"reason"}),
    own=frozenset({"id", "reason"}),
)
STATES = Sheet(
    ("source", "state", "told after", "next"),
    [("acme", "ok", "4 min", "2026-08-10T12:05:00Z"), ("other", "failing", "–", "now")],
    spare=("told after", "next"),
)


def drawn(sheet: Sheet, width: int, *, terminal: bool = True) -> str:
    """What is seen on a console of so many columns, without colour."""
    file = StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, color_system=None)
    layout.print_table(sheet, console)
    return file.getvalue().strip("\n") + "\n"


def test_where_there_is_room_a_table_is_as_wide_as_it_is() -> None:
    """The same on a wide terminal as in a pipe, however narrow a pipe says that it is."""
    wide = drawn(HELD, 200)
    assert wide == drawn(HELD, 20, terminal=False)
    assert [line.rstrip() for line in wide.splitlines()] == snapshot(
        [
            "",
            " id             source   since                  reason",
            " ────────────────────────────────────────────────────────────────────────────────",
            " q_aabe4c488c   acme     2026-08-10T12:00:00Z   a tenth of the old price: a slip?",
            " q_db5c034231   acme     2026-08-10T12:00:00Z",
            "",
        ]
    )


def test_what_all_rows_share_is_said_once_above_them() -> None:
    """First of the whole table, then of the rows that are about the same."""
    assert drawn(PRICES, 80) == snapshot("""\
per 1M tokens
source  model           meter          price  conditions   since         age
────────────────────────────────────────────────────────────────────────────
acme    pro             input          3 CNY  input ≤ 32k  2026-08-09  5 min
acme    pro             output          free               2026-08-10  5 min
other   vendor/pro-max  input   0.003625 USD  batch                      2 d
""")
    assert drawn(PRICES, 60) == snapshot("""\
  meter          price  conditions   since
───────────────────────────────────────────────
acme · pro · per 1M tokens · age 5 min
  input          3 CNY  input ≤ 32k  2026-08-09
  output          free               2026-08-10
other · vendor/pro-max · per 1M tokens · age 2 d
  input   0.003625 USD  batch
""")


def test_where_no_table_fits_each_row_says_what_its_values_are() -> None:
    """A paragraph a row, with names before values; what is empty is not said."""
    assert drawn(PRICES, 40) == snapshot("""\
acme · pro
  input · price 3 CNY · per 1M tokens
      conditions input ≤ 32k
      since 2026-08-09 · age 5 min
  output · price free · per 1M tokens
      since 2026-08-10 · age 5 min
other · vendor/pro-max
  input · price 0.003625 USD
      per 1M tokens · conditions batch
      age 2 d
""")


def test_a_sentence_stands_below_its_row_and_an_id_is_whole() -> None:
    """Nobody can approve half an id."""
    assert drawn(HELD, 40) == snapshot("""\
source acme · since 2026-08-10T12:00:00Z
id
────────────
q_aabe4c488c
    a tenth of the old price: a slip?
q_db5c034231
""")


def test_spare_columns_are_left_out_and_named() -> None:
    """The first one first, and only as many as it takes."""
    assert drawn(STATES, 48) == snapshot("""\
source  state    told       next
                 after
────────────────────────────────────────────────
acme    ok       4 min      2026-08-10T12:05:00Z
other   failing  –          now
""")
    assert drawn(STATES, 30) == snapshot("""\
source  state
───────────────
acme    ok
other   failing
left out for want of room: told after, next
""")


@pytest.mark.parametrize("width", [20, 200])
def test_a_page_cannot_command_the_terminal(width: int) -> None:
    """Line ends and escapes that a vendor prints are white space."""
    odd = replace(PRICES, rows=[(*PRICES.rows[0][:5], "a\x1b[31mred\nb", "", "")])
    assert "\x1b" not in drawn(odd, width)
    assert "red\nb" not in drawn(odd, width)


def words(alphabet: str, longest: int) -> st.SearchStrategy[str]:
    """A word of these letters."""
    return st.text(alphabet, min_size=1, max_size=longest)


NAMES = words("glm-4.5/豆包", 25)
AMOUNTS = st.decimals("0.0000001", "99999", places=7).map(lambda amount: f"{amount:f} CNY")
WHERE = st.lists(words("abc地域（）", 12), max_size=9).map(" ".join)
ROWS = st.tuples(
    words("abc", 15),
    NAMES,
    st.sampled_from(["input", "output", "cache_write_1h"]),
    AMOUNTS,
    st.sampled_from(["1M tokens", "image"]),
    WHERE,
    st.sampled_from(["2026-08-09", "2026-08-10"]),
    st.sampled_from(["5 min", "119 min"]),
)


@given(rows=st.lists(ROWS, min_size=1, max_size=8), width=st.integers(60, 200))
def test_every_name_and_number_is_whole_at_any_width(
    rows: list[tuple[str, ...]], width: int
) -> None:
    """Also in characters that are two columns wide; no line is wider than the terminal."""
    shown = drawn(replace(PRICES, rows=rows), width)
    lines = shown.splitlines()
    for source, model, _, price, *_ in rows:
        for value in (source, model, price):
            assert any(value in line for line in lines), value
    for word in (word for row in rows for word in row[5].split()):
        assert word in "".join(shown.split())
    assert max(map(cell_len, lines)) <= width

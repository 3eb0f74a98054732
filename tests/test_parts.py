"""Long texts become several messages that Telegram takes, and nothing of them is lost."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st
from stand import read
from stand import units as counted

from bot.words import Line, Message, html, parts
from bot.words.parts import FORMS, LONGEST, units


def note(count: int) -> str:
    """What the last message says of what is left out."""
    return f"<i>{count} more</i>"


def cut(text: str, most: int = 99, longest: int = LONGEST) -> list[str]:
    """The messages of a text."""
    return parts(text, most, note, longest)


signs = st.text("ab <>&\"'价🎉é\u0301/=;#", max_size=60)
lines = st.builds(
    Line,
    signs | st.text(max_size=60),
    st.sampled_from(("name", "item", "remark")),
    st.sampled_from((None, "https://a.example/?x=1&y=<2>\"'", "javascript:alert(1)")),
)
messages = st.builds(
    Message, signs.map(str.strip), st.lists(lines, max_size=40).map(tuple), st.just(())
)


def shown(text: str) -> list[str]:
    """The lines of a text as Telegram shows them, without empty ones."""
    return [line for line in read(text, "HTML")[0].split("\n") if line.strip()]


def test_a_short_text_is_one_message() -> None:
    """It is left as it is."""
    assert cut("<b>DeepSeek</b>\n\n• input 3 → 1.5") == ["<b>DeepSeek</b>\n\n• input 3 → 1.5"]
    assert cut("") == []


def test_a_message_is_full_at_4096() -> None:
    """Counted in UTF-16 units, without tags, an escape as one."""
    full = "<b>" + "🎉" * 2000 + "</b>\n" + "&lt;" * 95
    assert cut(full) == [full]
    assert cut(full + "x") == ["<b>" + "🎉" * 2000 + "</b>", "&lt;" * 95 + "x"]


def test_a_cut_goes_between_models_if_it_can() -> None:
    """A model's name does not stand alone at an end, unless its message were half empty."""
    assert cut("aaaa\n\n<b>b</b>\nb1\nb2", longest=8) == ["aaaa", "<b>b</b>\nb1\nb2"]
    assert cut("a\n\n<b>b</b>\nb1\nb2\nb3", longest=10) == ["a\n\n<b>b</b>\nb1\nb2", "b3"]


def test_what_is_too_much_is_counted() -> None:
    """The last message says how many lines it leaves out, and still fits."""
    text = "\n".join(f"line {n}" for n in range(10))
    assert cut(text, most=2, longest=20) == [
        "line 0\nline 1\nline 2",
        "line 3\nline 4\n<i>5 more</i>",
    ]
    assert cut(text, most=1, longest=8) == ["<i>10 more</i>"]
    assert cut(text, most=5, longest=14)[-1] == "line 8\nline 9"


def test_a_line_that_fits_no_message_is_cut_with_its_forms() -> None:
    """Bold goes on as bold, a link as a link, and an escape stays whole."""
    text = '<b>abc<a href="https://a.example/?b=1&amp;c">de&amp;f</a></b>'
    assert cut(text, longest=5) == [
        '<b>abc<a href="https://a.example/?b=1&amp;c">de</a></b>',
        '<b><a href="https://a.example/?b=1&amp;c">&amp;f</a></b>',
    ]


def test_no_message_has_more_forms_than_telegram_shows() -> None:
    """The hundred and first bold line begins another message."""
    text = "\n".join(f"<b>{n}</b>" for n in range(FORMS + 1))
    first, second = cut(text)
    assert (first.count("<b>"), second) == (FORMS, "<b>100</b>")


@given(messages, st.integers(40, 400))
def test_every_line_is_in_one_message(message: Message, longest: int) -> None:
    """Telegram takes every part, and one after the other they show what the whole would."""
    text = html(message)
    found = cut(text, longest=longest)
    read_parts = [read(part, "HTML") for part in found]
    assert all(counted(plain) <= longest for plain, _ in read_parts)
    whole = "".join("".join(shown(text)).split())
    assert "".join("".join(plain for plain, _ in read_parts).split()) == whole


@given(messages)
def test_forms_and_links_survive(message: Message) -> None:
    """What is bold, slanted or a link in the whole is so in the parts."""
    text = html(message)
    plain, entities = read(text, "HTML")
    wanted = [(one.kind, one.of(plain).strip(), one.url) for one in entities]
    found = [
        (one.kind, one.of(part).strip(), one.url)
        for part, its in (read(part, "HTML") for part in cut(text, longest=200))
        for one in its
    ]
    assert [one for one in found if one[0] in {"bold", "italic", "text_link"}] == [
        one for one in wanted if one[0] in {"bold", "italic", "text_link"}
    ]


@given(messages, st.integers(1, 3), st.integers(60, 200))
def test_never_more_messages_than_wanted(message: Message, most: int, longest: int) -> None:
    """However long the text is; and what is left out is counted to the line."""
    text = html(message)
    found = cut(text, most, longest)
    assert len(found) <= most
    assert all(counted(read(part, "HTML")[0]) <= longest for part in found)
    whole = cut(text, longest=longest)
    if len(whole) <= most:
        assert found == whole
        return
    *_, last = found
    said, _, left = last.rpartition("<i>")
    kept = "\n".join([*found[:-1], said]).split("\n")
    everything = "\n".join(whole).split("\n")
    assert int(left.split()[0]) == sum(map(bool, everything)) - sum(map(bool, kept))


def test_a_table_stays_in_one_message() -> None:
    """It goes whole into the next one; a longer one than any message is cut between rows."""
    table = "<pre>A  B\n1  2\n3  4</pre>"
    assert cut(f"one\ntwo\n{table}\nend", longest=20) == ["one\ntwo", f"{table}\nend"]
    assert cut(f"one\n{table}", longest=10) == [
        "one",
        "<pre>A  B\n1  2</pre>",
        "<pre>3  4</pre>",
    ]
    assert cut("<pre>abcdef\ngh</pre>", longest=4) == [
        "<pre>abcd</pre>",
        "<pre>ef</pre>",
        "<pre>gh</pre>",
    ]
    assert cut(f"one\n{table}\nend", most=1, longest=14) == ["one\n<i>4 more</i>"]


rows = st.builds(Line, signs.filter(str.strip).map("|{}|".format), st.just("table"))
tables = st.builds(
    lambda above, table, below: Message("Prices", (*above, *table, *below)),
    st.lists(lines, max_size=8),
    st.lists(rows, min_size=1, max_size=12),
    st.lists(lines, max_size=8),
)


@given(tables, st.integers(70, 400))
def test_telegram_shows_every_row_in_a_table(message: Message, longest: int) -> None:
    """Wherever the cuts are: TDLib finds in the parts the same rows in letters of equal width."""
    text = html(message)
    found = [read(part, "HTML") for part in cut(text, longest=longest)]
    assert all(counted(plain) <= longest for plain, _ in found)
    boxes = [one.of(plain) for plain, its in found for one in its if one.kind == "pre"]
    whole, entities = read(text, "HTML")
    (box,) = (one.of(whole) for one in entities if one.kind == "pre")
    assert "\n".join(boxes) == box
    if counted(box) <= longest:
        assert boxes == [box]


@given(signs)
def test_lengths_are_telegrams(text: str) -> None:
    """The length of a line is what TDLib makes of it."""
    line = f"<b>|{escape(text, quote=False)}|</b>"
    assert units(line) == counted(read(line, "HTML")[0])

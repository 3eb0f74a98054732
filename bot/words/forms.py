"""A message written down: Telegram HTML, plain text, two kinds of Markdown, one line. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import quote

from bot.words.line import Line, Rank
from bot.words.message import Message

# Every character that CommonMark or its usual extensions could take for markup inside a line,
# and what could make a line a heading, a list or a rule.
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&~|$]|^[#+-]|^\d+[.)]")
# What would be markup where nothing escapes it, and what stands for it there.
_ALIKE: Final = str.maketrans("*`[]<>", "＊｀［］＜＞")
_URL_SAFE: Final = "%/:=&?~#+!$,;'@"
_FENCE: Final = "```"


@dataclass(frozen=True, slots=True)
class _Form:
    """How a line is written, what its rank adds to it, and what goes around a table."""

    write: Callable[[Line], str]
    ranks: Mapping[Rank, str]
    table: str


def html(message: Message) -> str:
    """HTML as Telegram takes it. Only a table's tag spans line ends: elsewhere it may be cut."""
    headline = _html(Line(message.headline, struck=message.struck))
    return _text(f"<b>{headline}</b>", message, _HTML)


def plain(message: Message) -> str:
    """Plain text; addresses are written out."""
    return _text(message.headline, message, _PLAIN)


def markdown(message: Message) -> str:
    """CommonMark; nothing that a vendor prints is taken for markup."""
    return _text(f"**{_escaped(message.headline)}**", message, _MARKDOWN, between="\n\n")


def light(message: Message) -> str:
    """Markdown for messengers that know bold and links, and no way to escape anything.

    What could be taken for markup, or call somebody, is replaced by its full-width form.
    """
    return _text(f"**{message.headline.translate(_ALIKE)}**", message, _LIGHT, between="\n\n")


def one_line(message: Message) -> str:
    """All of it in one line, for logs and pipes."""
    parts, name = [message.headline], ""
    for line in message.lines:
        if line.rank == "name":
            name = f"{line.text} "
        else:
            parts.append(name + _plain(line))
            name = ""
    return " · ".join([*parts, *(_plain(line) for line in message.footer)])


def _text(headline: str, message: Message, form: _Form, *, between: str = "\n") -> str:
    """Headline, blocks and footer with an empty line between them."""
    blocks = "\n".join(_blocks(message.lines, form))
    footer = between.join(form.write(line) for line in message.footer)
    return "\n\n".join(part for part in (headline, blocks.strip("\n"), footer) if part)


def _blocks(lines: Iterable[Line], form: _Form) -> Iterator[str]:
    """Each line after its rank; the lines of a table are one block."""
    for tabular, found in groupby(lines, key=lambda line: line.rank == "table"):
        written = [form.ranks[line.rank].format(form.write(line)) for line in found]
        if tabular:
            yield form.table.format("\n".join(written))
        else:
            yield from written


def address(line: Line) -> str | None:
    """Where the line leads, spelt so that it ends where it should in any markup."""
    link = _link(line)
    return quote(link, safe=_URL_SAFE) if link else None


def _link(line: Line) -> str | None:
    """The address, if it is one that a reader may be sent to."""
    return line.link if line.link and line.link.startswith(("https://", "http://")) else None


def _html(line: Line) -> str:
    text, link = escape(line.text, quote=False), _link(line)
    said = f'<a href="{escape(link)}">{text}</a>' if link else text
    return f"<s>{said}</s>" if line.struck else said


def _plain(line: Line) -> str:
    return f"{line.text}: {line.link}" if line.link else line.text


def _markdown(line: Line) -> str:
    if line.rank == "table":  # in a fence nothing is markup but the fence
        return line.text.replace("`", "'")
    text, link = _escaped(line.text), address(line)
    return f"[{text}]({link})" if link else text


def _light(line: Line) -> str:
    text, link = line.text.translate(_ALIKE), address(line)
    return f"[{text}]({link})" if link else text


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


_BULLETS: Final[Mapping[Rank, str]] = {"item": "• {}", "table": "{}"}
_HTML: Final = _Form(
    _html, {**_BULLETS, "name": "\n<b>{}</b>", "remark": "   <i>{}</i>"}, "<pre>{}</pre>"
)
_PLAIN: Final = _Form(_plain, {**_BULLETS, "name": "\n{}", "remark": "   {}"}, "\n{}")
_LIGHT: Final = _Form(
    _light, {"name": "\n**{}**", "item": "- {}", "remark": "- {}", "table": "{}"}, "{}"
)
_MARKDOWN: Final = _Form(
    _markdown,
    {"name": "\n**{}**\n", "item": "- {}", "remark": "  - {}", "table": "{}"},
    f"\n{_FENCE}\n{{}}\n{_FENCE}\n",
)

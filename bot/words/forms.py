"""A message written down: Telegram HTML, plain text, Markdown, one line. Pure."""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import quote

from bot.words.line import Line, Rank
from bot.words.message import Message

# Every character that CommonMark or its usual extensions could take for markup inside a line,
# and what could make a line a heading, a list or a rule.
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&~|$]|^[#+-]|^\d+[.)]")
_URL_SAFE: Final = "%/:=&?~#+!$,;'@"

_HTML: Final[Mapping[Rank, str]] = {
    "name": "\n<b>{}</b>",
    "item": "• {}",
    "remark": "   <i>{}</i>",
}
_PLAIN: Final[Mapping[Rank, str]] = {"name": "\n{}", "item": "• {}", "remark": "   {}"}
_MARKDOWN: Final[Mapping[Rank, str]] = {"name": "\n**{}**\n", "item": "- {}", "remark": "  - {}"}


def html(message: Message) -> str:
    """HTML as Telegram takes it. No tag spans a line end, so the text may be cut there."""
    headline = _html(Line(message.headline, struck=message.struck))
    return _text(f"<b>{headline}</b>", message, _html, _HTML)


def plain(message: Message) -> str:
    """Plain text; addresses are written out."""
    return _text(message.headline, message, _plain, _PLAIN)


def markdown(message: Message) -> str:
    """CommonMark; nothing that a vendor prints is taken for markup."""
    return _text(
        f"**{_escaped(message.headline)}**", message, _markdown, _MARKDOWN, between="\n\n"
    )


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


def _text(
    headline: str,
    message: Message,
    write: Callable[[Line], str],
    ranks: Mapping[Rank, str],
    *,
    between: str = "\n",
) -> str:
    """Headline, blocks and footer with an empty line between them."""
    blocks = "\n".join(ranks[line.rank].format(write(line)) for line in message.lines)
    footer = between.join(write(line) for line in message.footer)
    return "\n\n".join(part for part in (headline, blocks.strip("\n"), footer) if part)


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
    text, link = _escaped(line.text), _link(line)
    return f"[{text}]({quote(link, safe=_URL_SAFE)})" if link else text


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)

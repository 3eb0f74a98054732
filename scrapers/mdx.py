r"""MDX: tables that stand in the props of a component, as ordinary HTML tables.

Mintlify's Markdown twins print `<DocTable columns={[{ title: "Model" }]} rows={[["a", "$1"]]} />`.
The props are JavaScript literals: keys and strings in any quotes, JSX in cells, commas too many,
dollars escaped or wrapped (`\$1`, `{"$"}1`). Nothing is run: what is no literal is refused.
"""

import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from scrapers.errors import PageChanged

Value = str | list["Value"] | dict[str, "Value"]

DEEPEST: Final = 20
# Bounds that no price page comes near, so that a hostile one costs little.
LARGEST: Final = 1_000_000
LONGEST: Final = 5_000
NEAREST: Final = 4
_HEADS: Final = ("columns", "headers", "header", "head", "cols")
_TITLES: Final = ("title", "label", "header", "name", "text")
_KEYS: Final = ("key", "dataIndex", "field", "accessor", "id")

# An export whose first line opens a bracket ends with the line that closes it.
_EXPORT = re.compile(
    r"^export (?:[^\n]*[\[({>=][ \t]*\n.*?^[\])}]+;?[ \t]*$|[^\n]*$)", re.DOTALL | re.MULTILINE
)
_OPENING = re.compile(r"<([A-Z][\w.]*)(?=[\s/>])")
_ROWS = re.compile(r"\brows=\{")
_ASSIGNED = re.compile(r"\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!>)")
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.{0,2000}?\*/|\{/\*.{0,2000}?\*/\})*", re.DOTALL)
_STRING = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\]){0,5000})\1""", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORD = re.compile(r"[A-Za-z_$][\w$-]*")
_TAG = re.compile(
    r"""<(/?)(?:[\w.]+)?(?:"[^"]{0,999}"|'[^']{0,999}'|\{(?:[^{}]|\{[^{}]*\})*\}|[^<>"'{}])*?(/?)>"""
)
_EMPTY = re.compile(r"<(?:br|hr|img|wbr)\b")
_QUOTED_CHILD = re.compile(
    r"""\{\s*(["'`])((?:\\.|(?!\1)[^\\{}])*)\1\s*\}|\{\s*(\d+(?:\.\d+)?)\s*\}"""
)
_STRUCK = re.compile(r"\bstyle=\{\{[^{}]*line-through[^{}]*\}\}")
_PROP = re.compile(r"\s[\w-]+=\{(?:[^{}]|\{[^{}]*\})*\}")
_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIGN: Final = {"n": " ", "t": " ", "r": " "}


def plain(text: str) -> str:
    """The text with each component that is given `rows` as an HTML table on a line of its own.

    Exported code vanishes; other components stay. Raises PageChanged where rows are no literal.
    """
    if len(text) > LARGEST:
        raise PageChanged("this page is too large to be a price page in Markdown")
    names: dict[str, _Scan] = {}
    for name in _ASSIGNED.finditer(text):
        names[name[1]] = _Scan(text, name.end(), names)
    text = _EXPORT.sub("", text)
    openings = [match.span() for match in _OPENING.finditer(text)]
    pieces, at = [], 0
    for rows in _ROWS.finditer(text):
        if rows.start() < at:
            continue
        # Cells and titles may hold components too, so the nearest need not be the one.
        last = bisect(openings, rows.span())
        near = [span for span in openings[max(last - NEAREST, 0) : last] if span[0] >= at]
        start, html, end = _table(text, near, names)
        pieces += [text[at:start], f"\n\n{html}\n\n"]
        at = end
    return "".join(pieces) + text[at:]


def _table(
    text: str, near: list[tuple[int, int]], names: dict[str, "_Scan"]
) -> tuple[int, str, int]:
    """The nearest of these components that is given rows: its start, its table, its end."""
    refusal = PageChanged("rows that no component is given")
    for start, inside in reversed(near):
        scan = _Scan(text, inside, names)
        try:
            props = scan.props()
        except PageChanged as error:
            refusal = error
            continue
        body = props.get("rows")
        if isinstance(body, list):
            head = next((props[name] for name in _HEADS if name in props), [])
            return start, _html(head if isinstance(head, list) else [], body), scan.at
    raise refusal


def _html(head: list[Value], body: list[Value]) -> str:
    names = [_title(column) for column in head]
    keys = [_named(column, _KEYS) or name for column, name in zip(head, names, strict=True)]
    if not keys:
        objects = [row for row in body if isinstance(row, dict)]
        keys = names = list(dict.fromkeys(key for row in objects for key in row))
    lines = [_row("td", _cells(row, keys)) for row in body]
    header = f"<thead>{_row('th', names)}</thead>" if names else ""
    return f"<table>{header}<tbody>{''.join(lines)}</tbody></table>"


def _row(tag: str, cells: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{' '.join(cell.split())}</{tag}>" for cell in cells) + "</tr>"


def _cells(row: Value, keys: list[str]) -> list[str]:
    if isinstance(row, dict) and not row.keys().isdisjoint(keys):
        row = [row.get(key, "") for key in keys]
    if not isinstance(row, list) or (keys and len(row) != len(keys)):
        raise PageChanged("a row of a component does not fit its columns", where=str(row))
    return [_text(cell) for cell in row]


def _text(cell: Value) -> str:
    if not isinstance(cell, str):
        raise PageChanged("a cell of a component that is no text", where=str(cell))
    return cell


def _title(column: Value) -> str:
    return column if isinstance(column, str) else _named(column, _TITLES)


def _named(column: Value, names: tuple[str, ...]) -> str:
    if not isinstance(column, dict):
        return ""
    return next((value for name in names if isinstance(value := column.get(name), str)), "")


@dataclass(slots=True)
class _Scan:
    """A place in the text that moves on as literals are read."""

    text: str
    at: int
    names: dict[str, "_Scan"]
    depth: int = 0

    def props(self) -> dict[str, Value]:
        """The props of an opening tag, up to and with its end."""
        props: dict[str, Value] = {}
        while not (self._take("/>") or self._take(">")):
            name = self._match(_WORD).group()
            props[name] = self._prop() if self._take("=") else ""
        return props

    def _prop(self) -> Value:
        if not self._take("{"):
            return self._string()
        value = self.value()
        self._expect("}")
        return value

    def value(self) -> Value:
        """The literal that stands here. Raises PageChanged for anything else."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._refusal()
        value = self._value()
        self.depth -= 1
        return value

    def _value(self) -> Value:
        self._skip()
        kinds: dict[str, Callable[[], Value]] = {
            "[": self._array,
            "{": self._object,
            "(": self._bracketed,
            "<": self._markup,
        }
        sign = self.text[self.at : self.at + 1]
        if kind := kinds.get(sign):
            return kind()
        if sign and sign in "\"'`":
            return self._string()
        if _NUMBER.match(self.text, self.at):
            return self._match(_NUMBER).group()
        return self._word()

    def _bracketed(self) -> Value:
        self._expect("(")
        value = self.value()
        self._expect(")")
        return value

    def _array(self) -> list[Value]:
        values: list[Value] = []
        self._expect("[")
        while not self._take("]"):
            values.append(self.value())
            self._take(",")
        return values

    def _object(self) -> dict[str, Value]:
        values: dict[str, Value] = {}
        self._expect("{")
        while not self._take("}"):
            self._skip()
            quoted = _STRING.match(self.text, self.at)
            key = self._string() if quoted else self._match(_WORD).group()
            self._expect(":")
            values[key] = self.value()
            self._take(",")
        return values

    def _string(self) -> str:
        return _unescaped(self._match(_STRING)[2])

    def _word(self) -> Value:
        """A name stands for what the page assigns to it; `null` and its like for an empty cell."""
        name = self._match(_WORD).group()
        if name in {"null", "undefined", "true", "false"}:
            return ""
        if name not in self.names:
            raise self._refusal()
        return replace(self.names[name], depth=self.depth).value()

    def _markup(self) -> str:
        start, open_tags = self.at, 0
        while True:
            tag = _TAG.search(self.text, self.at)
            if not tag or tag.start() > start + LONGEST:
                raise self._refusal()
            self.at = tag.end()
            if not (tag[2] or _EMPTY.match(tag.group())):
                open_tags += -1 if tag[1] else 1
            if open_tags <= 0:
                return _from_jsx(self.text[start : self.at])

    def _skip(self) -> None:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at

    def _take(self, sign: str) -> bool:
        self._skip()
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._refusal()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        self._skip()
        match = pattern.match(self.text, self.at)
        if not match:
            raise self._refusal()
        self.at = match.end()
        return match

    def _refusal(self) -> PageChanged:
        seen = " ".join(self.text[self.at : self.at + 60].split())
        return PageChanged("a component's props are no literal", where=seen)


def _from_jsx(markup: str) -> str:
    """JSX as HTML: fragments and comments vanish, quoted children become text."""
    html = _COMMENT.sub("", markup).replace("<>", "").replace("</>", "").replace("\\$", "$")
    html = _QUOTED_CHILD.sub(lambda child: _unescaped(child[2] or "") or child[3] or " ", html)
    return _PROP.sub("", _STRUCK.sub('class="line-through"', html))


def _unescaped(string: str) -> str:
    plain_text = _ESCAPE.sub(
        lambda escape: chr(int(escape[1], 16)) if escape[1] else _SIGN.get(escape[2], escape[2]),
        string,
    )
    # JavaScript writes a sign beyond the first plane as two escapes.
    return plain_text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

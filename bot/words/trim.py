"""A text that is too long for where it goes is cut at the end of a line, and says so. Pure."""

from collections.abc import Callable

__all__ = ["octets", "trimmed"]


def octets(text: str) -> int:
    """How long a text is where bytes are counted."""
    return len(text.encode())


def trimmed(text: str, most: int, note: str, size: Callable[[str], int] = len) -> str:
    """The text, or as many of its first lines as fit beside the `note` of how many were left out.

    `note` has a place for the `count`. Of a first line that is too long alone its beginning stays.
    """
    if size(text) <= most:
        return text
    lines = text.split("\n")
    for kept in range(len(lines) - 1, 0, -1):
        left = sum(1 for line in lines[kept:] if line.strip())
        short = "\n".join((*_closed(lines[:kept]), note.format(count=left)))
        if size(short) <= most:
            return short
    return _clipped(lines[0], most, size)


def _closed(lines: list[str]) -> list[str]:
    """Without the empty lines at the end."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _clipped(line: str, most: int, size: Callable[[str], int]) -> str:
    while line and size(f"{line}…") > most:
        line = line[:-1]
    return f"{line}…"

"""The tables of README.md that are made from the code: `make readme` writes them."""

import re
import sys
import tomllib
from pathlib import Path

import typer.main
from rich.text import Text

from bot.cli import app
from scrapers import registry
from scrapers.quotes import Source

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
PROVEN = HERE / "vendors" / "captured.toml"


def filled(text: str) -> str:
    """The README with both tables as the code has them now."""
    return put(put(text, "vendors", _vendors()), "commands", _commands())


def put(text: str, name: str, table: str) -> str:
    """The text with another table between the marks of this name."""
    marks = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    found, times = re.subn(marks, lambda m: m[1] + table + m[2], text, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"the page needs the marks <!-- {name} --> and <!-- /{name} --> once")
    return found


def _vendors() -> str:
    captured = tomllib.loads(PROVEN.read_text("utf8"))
    rows = ["| source | vendor | currency | page | proven by |", "|---|---|---|---|---|"]
    for vendor in registry.vendors().values():
        name = f"{vendor.name} {vendor.name_zh}".strip()
        for source in vendor.sources:
            address = next(iter(source.pages.values()))[0]
            currency = ", ".join(source.currencies)
            kind = _proof(source, captured)
            rows.append(f"| `{source.name}` | {name} | {currency} | <{address}> | {kind} |")
    return "\n".join(rows) + "\n"


def _proof(source: Source, captured: dict[str, str]) -> str:
    """Captured (with the last date), by hand, or experimental and off by default."""
    date = captured.get(source.name)
    if date and not source.experimental:
        return f"captured {date}"
    return "by hand, experimental: off by default" if source.experimental else "by hand"


def _commands() -> str:
    group = typer.main.get_command(app)
    rows = ["| command | what it does |", "|---|---|"]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        about = Text.from_markup((command.help or "").split("\n\n")[0]).plain
        rows.append(f"| `pricewar {name}` | {' '.join(about.split())} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf8")), "utf8")
    sys.exit(0)

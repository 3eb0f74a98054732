"""The schema and the tables of docs/webhooks.md that are made from the code: `make readme`."""

import json
from datetime import timedelta
from itertools import accumulate
from pathlib import Path

from readme import put

from bot.channels.webhook import WAITS
from bot.payload import TEST
from bot.schema import SAYS, schema

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "webhooks.md"
SCHEMA = DOCS / "webhooks.schema.json"


def written() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def filled(text: str) -> str:
    """The page with its tables as the code has them now."""
    return put(put(text, "types", _table(_types())), "retries", _table(_retries()))


def _table(rows: list[str]) -> str:
    return "\n".join(rows) + "\n"


def _types() -> list[str]:
    rows = ["| type | always says |", "|---|---|"]
    rows += [f"| `{kind}` | {_fields(said)} |" for kind, said in SAYS.items()]
    return [*rows, f"| `{TEST}` | `endpoint`, and nothing else |"]


def _fields(said: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in said) or "–"


def _retries() -> list[str]:
    rows = [
        "| try | after the one before | after the first |",
        "|---|---|---|",
        "| 1 | | at once |",
    ]
    for number, (wait, whole) in enumerate(zip(WAITS, accumulate(WAITS), strict=True), 2):
        rows.append(f"| {number} | {_spelt(wait)} | {_spelt(whole)} |")
    return [*rows, "| – | | given up, until `replay` sends it again |"]


def _spelt(wait: timedelta) -> str:
    hours, rest = divmod(int(wait.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def main() -> None:
    """Write both."""
    PAGE.write_text(filled(PAGE.read_text("utf8")), "utf8")
    SCHEMA.write_text(written(), "utf8")


if __name__ == "__main__":
    main()

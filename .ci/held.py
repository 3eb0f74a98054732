"""Holds what the shared tools say against .ci/held.toml: nothing listed there may fall back.

usage: held.py TOOLS (the folder with `conformance` and `traps`); `pricewar` comes from the PATH.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

VERDICT = re.compile(r"(ok|FAIL) +(.+)")


def verdicts(command: list[str]) -> list[tuple[bool, str]]:
    """Run a tool, show what it prints, and give each of its verdicts with what it is about."""
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(run.stdout, flush=True)
    lines = filter(None, map(VERDICT.match, run.stdout.splitlines()))
    return [(line[1] == "ok", line[2]) for line in lines]


def exact_sources(tools: Path) -> set[str]:
    """The sources that have captures and are exact on every one ("ok    SOURCE/CAPTURE: …")."""
    command = [sys.executable, str(tools / "conformance"), "--strict"]
    found = [(good, about.split("/")[0]) for good, about in verdicts(command)]
    return {source for _, source in found} - {source for good, source in found if not good}


def passed_traps(tools: Path) -> set[str]:
    """The traps that hold ("ok    NAME")."""
    return {name for good, name in verdicts([sys.executable, str(tools / "traps")]) if good}


def report(kind: str, listed: list[str], holds: set[str]) -> bool:
    """Print how a list compares with what holds; False when something listed fell back."""
    lost = [name for name in listed if name not in holds]
    print(f"{kind}: {len(listed) - len(lost)} of the {len(listed)} listed in .ci/held.toml hold")
    for name in lost:
        print(f"  FELL BACK: {name}")
    for name in sorted(holds.difference(listed)):
        print(f"  holds too, not listed yet: {name}")
    return not lost


def main() -> int:
    """Compare both lists; 1 when something fell back."""
    tools = Path(sys.argv[1])
    held = tomllib.loads(Path(__file__).with_name("held.toml").read_text("utf-8"))
    conformance = report("conformance", held["conformance"], exact_sources(tools))
    traps = report("traps", held["traps"], passed_traps(tools))
    for known in held.get("known", []):
        print(f"known to fail: {known['what']}: {known['why']}")
    return 0 if conformance and traps else 1


if __name__ == "__main__":
    sys.exit(main())

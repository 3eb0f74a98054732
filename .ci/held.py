"""Holds what the shared tools say against .ci/held.toml: nothing listed there may fall back.

usage: held.py TOOLS (the folder with `conformance` and `traps`); `pricewar` comes from the PATH.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

SCORES = {
    "recall": r"recall (\d+)",
    "precision": r"strict precision ([\d.]+)",
    "false_alarms": r"false alarms (\d+)",
    "flaps": r"flaps told (\d+)",
    "at_one_moment": r"at one moment (\d+)",
    "median_delay_hours": r"median delay ([\d.]+)",
}
HIGH = {"recall", "precision"}  # the more the better; of the others the less
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


def passed_traps(tools: Path, kept: Path) -> set[str]:
    """The traps that hold ("ok    NAME"); the folders that they replay are left in `kept`."""
    command = [sys.executable, str(tools / "traps"), "--keep", str(kept)]
    return {name for good, name in verdicts(command) if good}


def replayed(folder: Path) -> bytes:
    """What `pricewar replay --json` says of a folder."""
    return subprocess.run(
        ["pricewar", "replay", str(folder), "--json"], stdout=-1, check=True
    ).stdout


def same_twice(kept: Path) -> bool:
    """Replaying a folder twice gives the same bytes."""
    folders = sorted(kept.iterdir())
    unlike = [folder.name for folder in folders if replayed(folder) != replayed(folder)]
    print(f"replayed twice: {len(folders) - len(unlike)} of {len(folders)} folders say the same")
    for name in unlike:
        print(f"  DIFFERS: {name}")
    return not unlike


def scored(tools: Path, limits: dict[str, float]) -> bool:
    """The month of a real feed, replayed, against what really happened to it."""
    recorded = tools.parent / "replay" / "openrouter-2026-03"
    with tempfile.TemporaryDirectory() as scratch:
        folder, said = Path(scratch) / "feed", Path(scratch) / "said.jsonl"
        with tarfile.open(f"{recorded}.tar.xz") as archive:
            archive.extractall(folder)  # noqa: S202 - shared/ is ours, and 3.11.2 has no filter
        said.write_bytes(replayed(folder))
        events = f"{recorded}.events.jsonl"
        command = [sys.executable, str(tools / "score"), events, str(said)]
        line = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(line)
    found = {name: float(re.search(pattern, line)[1]) for name, pattern in SCORES.items()}  # type: ignore[index]
    worse = [n for n in limits if (found[n] < limits[n] if n in HIGH else found[n] > limits[n])]
    print(f"score: {len(limits) - len(worse)} of the {len(limits)} limits in .ci/held.toml hold")
    for name in worse:
        print(f"  FELL BACK: {name} is {found[name]:g}, the limit {limits[name]:g}")
    return not worse


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
    sound = [report("conformance", held["conformance"], exact_sources(tools))]
    with tempfile.TemporaryDirectory() as kept:
        sound.append(report("traps", held["traps"], passed_traps(tools, Path(kept))))
        sound.append(same_twice(Path(kept)))
    sound.append(scored(tools, held["score"]))
    for known in held.get("known", []):
        print(f"known to fail: {known['what']}: {known['why']}")
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())

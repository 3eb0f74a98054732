"""Events appended to a file, one JSON object a line, as docs/events.md describes them."""

import asyncio
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

from bot.channels import Arrived, Parcel, Setup, Undelivered
from bot.patience import Manner


class Options(BaseModel):
    """`path`: the file, made with its folders on the first event; None turns the channel off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path | None = None


def connect(setup: Setup) -> "JsonLines | None":
    """The file, if the settings name one. Raises ValidationError."""
    path = Options.model_validate(setup.options).path
    return None if path is None else JsonLines(path)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Appends to `path`. An alert that is sent again is written again, with the same ids."""

    path: Path
    name: str = "jsonl"
    manner: Manner = field(default_factory=Manner)

    async def send(self, parcel: Parcel) -> Arrived:
        """Returns when the lines are on the disk. Raises Undelivered where they cannot be."""
        told = [event for alert in parcel.alerts for event in alert.events]
        lines = [json.dumps(event.json_line(), ensure_ascii=False) for event in told]
        try:
            await asyncio.to_thread(append, self.path, lines)
        except OSError as error:
            raise Undelivered(f"{self.path}: {error.strerror}") from error
        return Arrived()

    async def close(self) -> None:
        """Nothing is held open."""


def append(path: Path, lines: list[str]) -> None:
    """Add whole lines for good; what a crash left of a line becomes a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        text = "".join(f"{line}\n" for line in lines).encode()
        file.write(text if _ends_a_line(file) else b"\n" + text)
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"

"""Alerts on standard output: a panel on a terminal, one plain line an event anywhere else."""

import sys
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from typing import Final, TextIO

from pydantic import BaseModel, ConfigDict
from rich.console import Console as Terminal
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from bot.alerts import Alert
from bot.channels import Arrived, Parcel, Setup, Undelivered
from bot.patience import Manner
from bot.words import Message, Voice, message, one_line
from bot.words.line import Rank

_STYLES: Final[dict[Rank, tuple[str, str]]] = {
    "name": ("\n", "bold"),
    "item": ("• ", ""),
    "remark": ("   ", "dim"),
}


class Options(BaseModel):
    """`enabled`: false keeps standard output silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True


def connect(setup: Setup) -> "Console | None":
    """The console, unless the settings silence it. Raises ValidationError."""
    if not Options.model_validate(setup.options).enabled:
        return None
    if isinstance(sys.stdout, TextIOWrapper):  # a pipe in an old encoding must not lose an alert
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console(setup.voice, sys.stdout)


@dataclass(frozen=True, slots=True)
class Console:
    """Writes to `out`, every alert to everyone who looks."""

    voice: Voice
    out: TextIO
    name: str = "console"
    manner: Manner = field(default_factory=Manner)

    async def send(self, parcel: Parcel) -> Arrived:
        """Print the alerts. Raises Undelivered where nobody reads standard output any more."""
        try:
            for alert in parcel.alerts:
                self.print(alert)
        except OSError as error:
            raise Undelivered(f"standard output: {error.strerror}") from error
        return Arrived()

    async def close(self) -> None:
        """Nothing is held open."""

    def print(self, alert: Alert) -> None:
        """One alert, as a panel or in lines."""
        terminal = Terminal(file=self.out, highlight=False)
        if terminal.is_terminal:
            terminal.print(panel(message(alert, self.voice)))
        else:
            self.out.writelines(f"{one_line(part)}\n" for part in _parts(alert, self.voice))
            self.out.flush()


def _parts(alert: Alert, voice: Voice) -> list[Message]:
    """A message an event; a digest stays one, and what is no event is one too."""
    if alert.digest or not alert.events:
        return [message(alert, voice)]
    return [message(replace(alert, events=(event,)), voice) for event in alert.events]


def panel(said: Message) -> Panel:
    """The message in a frame; addresses can be followed, and are printed for those who cannot."""
    text = Text()
    text.append(said.headline, "bold")
    for line in said.lines:
        before, style = _STYLES[line.rank]
        text.append(f"\n{before}{line.text}", style)
    text.append("\n")
    for line in said.footer:
        text.append("\n")
        text.append(line.text, Style(dim=True, link=line.link))
        text.append(f" {line.link}" if line.link else "", "dim")
    return Panel(text, expand=False)

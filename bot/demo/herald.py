"""What the demo prints: alerts as they come, then the timeline and the prices at its end.

On a terminal the alerts are the console channel's own, elsewhere plain text. Nothing here depends
on the machine: no port, no path, no time of today.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TextIO, TypeVar

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from bot import show
from bot.alerts import Alert
from bot.answers.moves import Step, steps
from bot.channels import Arrived, Parcel
from bot.channels import console as channel
from bot.demo.phrases import PHRASES
from bot.demo.timeline import footnotes, narrow, timeline
from bot.layout import Sheet, print_table, width_of
from bot.patience import Manner
from bot.store import Store
from bot.words import Voice, message, plain

T = TypeVar("T")
WIDTH: Final = 120  # of what is no terminal


class Herald:
    """The demo's console channel. `voice` is how it speaks, `out` where to."""

    name = "console"
    manner = Manner()

    def __init__(self, out: TextIO, voice: Voice) -> None:
        self.voice = voice
        self.said = PHRASES[voice.language]
        self.out = out
        self.on_terminal = out.isatty()
        width = None if self.on_terminal else WIDTH
        self.console = Console(
            file=out, width=width, force_terminal=self.on_terminal, highlight=False
        )
        self.progress = Progress(
            console=Console(stderr=True), transient=True, redirect_stdout=False
        )

    def opens(self) -> None:
        """What this is, and that its pages are made by hand."""
        self._heading(self.said.title)
        self._line(self.said.pages)

    def track(self, rounds: Sequence[T]) -> Iterator[T]:
        """The rounds one by one, with their progress on standard error if that is a terminal."""
        if not self.progress.console.is_terminal:
            yield from rounds
            return
        with self.progress:
            yield from self.progress.track(rounds, description=self.said.progress)

    async def send(self, parcel: Parcel) -> Arrived:
        """A subscriber's alert as it arrives; of an operator's the headline and the reasons."""
        for alert in parcel.alerts:
            self._say(alert)
        return Arrived()

    async def close(self) -> None:
        """Nothing is held open."""

    def _say(self, alert: Alert) -> None:
        time = self.voice.time(alert.at)
        with self._undisturbed():
            if alert.audience == "operator":
                self._heading(self.said.operator.format(time=time))
                reasons = dict.fromkeys(event.reason for event in alert.events if event.reason)
                self._line("\n".join([message(alert, self.voice).headline, *reasons]))
                return
            self._heading(time)
            if self.on_terminal:
                channel.Console(self.voice, self.out).print(alert)
            else:
                self._line(plain(message(alert, self.voice)))

    def closes(self, store: Store, now: datetime) -> None:
        """The war's timeline, and the latest prices."""
        told = [event for event in store.events() if event.told]
        self._heading(self.said.timeline)
        self._table(self._timeline(steps(told, self.voice.timezone)))
        for line in footnotes(self.voice):
            self._line(line)
        self._heading(self.said.latest.format(day=now.date().isoformat()))
        self._table(show.prices(store.latest(), store.pages(), now))

    def _timeline(self, found: Sequence[Step]) -> Sheet:
        wide = timeline(found, self.voice)
        fits = not self.on_terminal or width_of(wide) <= self.console.width
        return wide if fits else narrow(found, self.voice)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Without the progress bar, which would end up amid the lines."""
        shown = self.progress.live.is_started
        if shown:
            self.progress.stop()
        try:
            yield
        finally:
            if shown:
                self.progress.start()

    def _heading(self, text: str) -> None:
        self.console.print()
        self.console.rule(text, align="left", style="dim")

    def _line(self, text: str) -> None:
        """As it is; a terminal is not left to break it within a word."""
        if self.on_terminal:
            self.console.print(Text(text))
        else:
            self.console.out(text, highlight=False)

    def _table(self, sheet: Sheet) -> None:
        """Without the white space that fills up the lines of a table."""
        with self.console.capture() as kept:
            print_table(sheet, self.console)
        self.out.writelines(f"{line.rstrip()}\n" for line in kept.get().strip("\n").splitlines())

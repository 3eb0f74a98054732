"""What can go wrong between the bot and Telegram, on demand."""

from dataclasses import dataclass, field
from typing import Literal

from lo_bot_api_emulator import ApiRefusal

How = Literal["answer", "silence", "cut"]


class Silence(Exception):
    """No answer comes."""


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure. `late`: Telegram does what it was asked, only the answer goes wrong."""

    how: How = "answer"
    status: int = 0
    words: str = ""
    retry_after: int | None = None
    late: bool = False

    def happens(self) -> Exception:
        """What to raise."""
        if self.how == "answer":
            more = {"retry_after": self.retry_after} if self.retry_after is not None else None
            return ApiRefusal(self.words, self.status, more)
        return Silence() if self.how == "silence" else Cut()


def flood(seconds: int) -> Fault:
    """429: come back later."""
    words = f"Too Many Requests: retry after {seconds}"
    return Fault(status=429, words=words, retry_after=seconds)


def bad_gateway(*, late: bool = False) -> Fault:
    """502, before or after the work was done."""
    return Fault(status=502, words="Bad Gateway", late=late)


def conflict() -> Fault:
    """409: another instance asks for updates with the same token."""
    words = (
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    return Fault(status=409, words=words)


def silence(*, late: bool = False) -> Fault:
    """No answer, until the bot gives up waiting."""
    return Fault("silence", late=late)


def cut(*, late: bool = False) -> Fault:
    """The connection is lost."""
    return Fault("cut", late=late)


@dataclass(slots=True)
class Plan:
    """Which calls fail next, in the order in which they were planned."""

    _planned: list[tuple[str, int | None, Fault]] = field(default_factory=list)

    def add(self, fault: Fault, method: str, chat: int | None, times: int) -> None:
        """The next calls of a method fail, in any chat or only in one."""
        self._planned += [(method, chat, fault)] * times

    def take(self, method: str, chat: object) -> Fault | None:
        """The fault of this call, which is then used up."""
        for place, (name, only, fault) in enumerate(self._planned):
            if name == method and (only is None or str(only) == str(chat)):
                del self._planned[place]
                return fault
        return None

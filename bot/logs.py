"""The log of the service: who may speak in it, and what never stands in it."""

import logging
import re
from typing import Final, TextIO

__all__ = ["TOKEN", "begin", "handler", "hush", "masked"]

TOKEN: Final = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,}")  # the form of a bot's token
_IN_AN_ADDRESS: Final = re.compile(TOKEN.pattern.replace(":", "(?::|%3A)"), re.IGNORECASE)
_FIELD: Final = re.compile(r"[\"'`]?%[-#0 +]*[\d.]*[srdaif][\"'`]?")
# httpx logs every address (the bot's token is part of it), the others every step they take.
_NOISY: Final = ("httpx", "httpcore", "apscheduler", "telegram")


class _Discreet(logging.Formatter):
    """Writes records down without tokens, wherever in them one stands."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: object) -> str:
    """The text of something with every bot's token in it blotted out."""
    return _IN_AN_ADDRESS.sub("<token>", str(text))


def begin() -> None:
    """Log what matters to standard error from now on."""
    logging.basicConfig(level=logging.INFO, handlers=[handler()])
    hush()


def hush() -> None:
    """Libraries speak up only when something is wrong."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def handler(stream: TextIO | None = None) -> logging.Handler:
    """Writes to a stream, or to standard error, what may be read by anybody."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Discreet("%(asctime)s %(levelname)s %(message)s"))
    made.addFilter(_wordless)
    return made


def _wordless(record: logging.LogRecord) -> bool:
    """The Telegram library quotes what people wrote, where it cannot read it: that is left out."""
    if record.name.partition(".")[0] == "telegram" and record.args:
        record.msg, record.args = _FIELD.sub("…", str(record.msg)), ()
    return True

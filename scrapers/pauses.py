"""How long a server asks to be left alone: the header Retry-After."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["pause"]


def pause(retry_after: str, date: str, now: datetime) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3); a moment counts from the answer's own Date, else `now`.

    Both are header values, empty where there is none. None where no wish can be read.
    """
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])  # longer than anyone lives; more digits need not fit a float
    until = _moment(value)
    if until is None:
        return None
    return max(0.0, (until - (_moment(date) or now)).total_seconds())


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

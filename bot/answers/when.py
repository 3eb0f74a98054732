"""Times as people type them. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_AGO: Final = re.compile(r"(\d+)\s*(min|h|d|w|分钟|小时|天|周)")
_UNITS: Final = {
    **dict.fromkeys(("min", "分钟"), "minutes"),
    **dict.fromkeys(("h", "小时"), "hours"),
    **dict.fromkeys(("d", "天"), "days"),
    **dict.fromkeys(("w", "周"), "weeks"),
}


def moment(text: str, now: datetime) -> datetime:
    """`7d`, `24h` before now, or an ISO date or date-time. Raises ValueError, OverflowError."""
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)

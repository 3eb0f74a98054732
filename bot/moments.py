"""When a reader wants to be told. Pure, and handed `now`."""

from datetime import UTC, datetime, tzinfo

from bot.recipients import Reader

__all__ = ["UTC", "due"]


def due(reader: Reader, zone: tzinfo, now: datetime, *, digest: bool, freed: bool) -> datetime:  # noqa: ARG001
    """The instant from `now` on at which something is told."""
    return now

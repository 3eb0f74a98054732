"""What a server asks for in Retry-After."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pauses import pause

NOW = datetime(2026, 8, 2, 0, 0, 30, tzinfo=UTC)
MIDNIGHT = "Sun, 02 Aug 2026 00:00:00 GMT"
LATER = "Sun, 02 Aug 2026 00:01:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("120", "", 120),
        (" 0 ", MIDNIGHT, 0),
        (LATER, MIDNIGHT, 60),
        (LATER, "", 30),
        (LATER, "yesterday", 30),
        ("Sun, 02 Aug 2026 00:01:00 -0000", "", 30),
        (MIDNIGHT, LATER, 0),
        ("9" * 400, "", 999_999_999_999),
        ("", MIDNIGHT, None),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("١٢", "", None),
    ],
)
def test_a_wish_is_a_number_of_seconds(retry_after: str, date: str, seconds: float | None) -> None:
    """Counted as such, or until a moment by the server's own clock; else there is none."""
    assert pause(retry_after, date, NOW) == seconds


@given(retry_after=st.text(max_size=40), date=st.text(max_size=40))
def test_no_header_is_an_error(retry_after: str, date: str) -> None:
    """A server may write what it likes."""
    found = pause(retry_after, date, NOW)
    assert found is None or found >= 0

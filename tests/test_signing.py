"""Standard Webhooks to the letter, as its own library reads it."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot import signing
from bot.signing import BadSecret

NOW = datetime.now(UTC)  # the library compares with the clock of this machine
BODY = b'{"type":"webhook.test","timestamp":"2026-08-02T00:02:00Z","data":{"name":"\xe6\x99\xba"}}'


def secret(size: int) -> str:
    """A secret of so many bytes."""
    return "whsec_" + base64.b64encode(bytes(range(size))).decode()


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    """Its own library's example: id, time and body with full stops between them."""
    at = datetime.fromtimestamp(1614265330, UTC)
    body = b'{"test": 2432232314}'
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body, [key]) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(size=st.integers(24, 64), body=st.binary(max_size=200))
def test_the_official_library_takes_every_signature(size: int, body: bytes) -> None:
    """With the shortest and the longest secret, whatever the body and the time zone."""
    key = secret(size)
    east = NOW.astimezone(timezone(timedelta(hours=8)))
    text = json.dumps({"body": body.hex()}).encode()
    signed = signing.headers("dl_1", east, text, [key])
    assert Webhook(key).verify(text, signed) == {"body": body.hex()}


def test_a_changed_body_is_not_taken() -> None:
    """Nor another id, another time or another secret."""
    key = secret(32)
    signed = signing.headers("dl_1", NOW, BODY, [key])
    later = str(int(NOW.timestamp()) + 1)
    forged = (
        (key, BODY + b" ", signed),
        (key, BODY, signed | {"webhook-id": "dl_2"}),
        (key, BODY, signed | {"webhook-timestamp": later}),
        (secret(33), BODY, signed),
    )
    for known, body, headers in forged:
        with pytest.raises(WebhookVerificationError):
            Webhook(known).verify(body, headers)


def test_either_secret_verifies_while_they_change() -> None:
    """Both sign, with a space between."""
    old, new = secret(24), secret(40)
    signed = signing.headers("dl_1", NOW, BODY, [new, old])
    assert len(signed["webhook-signature"].split(" ")) == 2
    for key in (old, new):
        assert Webhook(key).verify(BODY, signed)


def test_a_new_secret_is_one_that_receivers_take() -> None:
    """32 bytes that nobody can guess, another time others."""
    first, second = signing.new_secret(), signing.new_secret()
    assert first != second
    assert len(signing.key_of(first)) == 32


@pytest.mark.parametrize(
    ("given_secret", "reason"),
    [
        (secret(23), "24 to 64 bytes"),
        (secret(65), "24 to 64 bytes"),
        ("whsec_", "24 to 64 bytes"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_"),
        ("whsec_not base64", "base64"),
        ("whsec_é", "base64"),
    ],
)
def test_a_bad_secret_is_not_signed_with(given_secret: str, reason: str) -> None:
    """Too short, too long or misspelt; the error does not show it."""
    with pytest.raises(BadSecret, match=reason) as caught:
        signing.headers("dl_1", NOW, BODY, [given_secret])
    assert "MfKQ" not in str(caught.value)


def test_an_id_cannot_be_read_as_a_time() -> None:
    """A full stop in it would move the border between the two."""
    with pytest.raises(ValueError, match="full stop"):
        signing.headers("dl.1", NOW, BODY, [secret(24)])

"""Standard Webhooks, version 1.0.0: secrets, signatures and headers. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

__all__ = ["BadSecret", "headers", "key_of", "new_secret"]

PREFIX: Final = "whsec_"
SHORTEST: Final = 24
LONGEST: Final = 64
OURS: Final = 32


class BadSecret(ValueError):
    """A secret that no receiver's library would take. The message does not show it."""


def new_secret() -> str:
    """A secret that nobody knows yet, as it is shown to its receiver."""
    return PREFIX + base64.b64encode(secrets.token_bytes(OURS)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign. Raises BadSecret."""
    if not secret.startswith(PREFIX):
        raise BadSecret(f"a webhook's secret begins with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret("a webhook's secret is base64 after its prefix") from None
    if not SHORTEST <= len(key) <= LONGEST:
        raise BadSecret(f"a webhook's secret has {SHORTEST} to {LONGEST} bytes")
    return key


def headers(name: str, at: datetime, body: bytes, signers: Sequence[str]) -> dict[str, str]:
    """The three headers of one attempt at `at`; `name` is the same in every attempt.

    Every secret of `signers` signs, so that a receiver may know either while they change. Raises
    BadSecret.
    """
    if "." in name:
        raise ValueError("a full stop in the id would let it be read as a time")
    stamp = str(int(at.timestamp()))
    told = f"{name}.{stamp}.".encode() + body
    signed = [_signature(key_of(secret), told) for secret in signers]
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signed),
    }


def _signature(key: bytes, told: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()

"""Secrets at rest: sealed with a key that does not lie in the database.

The key is what the settings say, else one that is made once and kept beside the database, in a
file that nobody but its owner may read.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

__all__ = ["FILE", "BrokenSeal", "Seal", "kept_key", "seal_of"]

FILE: Final = "webhooks.key"
REMEMBERED: Final = 4096  # texts that a fan-out opens again and again
# A person's own words may be the key: each guess at them costs some 50 ms and 16 MB (RFC 7914).
_COST: Final = {"n": 2**14, "r": 8, "p": 1}
_SALT: Final = b"pricewar webhooks.key"


class BrokenSeal(ValueError):
    """Something was sealed with another key, or changed since."""


class Seal:
    """Seals and opens texts with Fernet (AES-128-CBC and HMAC-SHA256, made for this).

    `key` is asked for when something is sealed or opened for the first time, and may raise OSError
    then.
    """

    def __init__(self, key: Callable[[], str]) -> None:
        self._key = key
        self.opened = lru_cache(maxsize=REMEMBERED)(self._opened)

    @cached_property
    def _box(self) -> Fernet:
        stretched = hashlib.scrypt(self._key().encode(), salt=_SALT, dklen=32, **_COST)
        return Fernet(base64.urlsafe_b64encode(stretched))

    def sealed(self, text: str) -> str:
        """What may be stored; another text every time."""
        return self._box.encrypt(text.encode()).decode()

    def _opened(self, token: str) -> str:
        """What was sealed. Raises BrokenSeal."""
        try:
            return self._box.decrypt(token).decode()
        except InvalidToken:
            told = f"a secret in the database was not sealed with this webhooks.key (or {FILE})"
            raise BrokenSeal(told) from None


def seal_of(database: Path, key: SecretStr | None) -> Seal:
    """The seal of a database: with the key of the settings, else the one kept beside it."""
    return Seal(key.get_secret_value if key else lambda: kept_key(database))


def kept_key(database: Path) -> str:
    """The key in the file beside a database, made with it where there is none. Raises OSError.

    It appears whole or not at all: of two processes that make one, the second reads the first's.
    """
    path = database.with_name(FILE)
    if not path.exists():
        _make(path)
    return path.read_text("ascii").strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

"""Addresses that somebody registered: where and how they are posted to. Values only."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

__all__ = ["CHATS", "FORMATS", "Endpoint", "Format"]

Format = Literal["standard", "slack", "discord", "feishu", "dingtalk", "wecom"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
CHATS: Final = FORMATS[1:]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address with its secrets in the clear, for the moment of a post; never stored like this.

    The first of `secrets` is the one that holds, another is the one before it while they change.
    """

    url: str
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Endpoint(…)"  # an address may be as secret as the secrets

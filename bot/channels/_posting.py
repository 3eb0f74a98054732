"""What the channels that post have in common: one way out, and what an answer means."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.channels import Answer, Gone, Undelivered
from bot.destinations import Refused
from bot.post import Door, NoAnswer, Reply
from scrapers.pauses import pause

__all__ = ["JSON", "Verdicts", "accepted", "kept", "posted", "read"]

JSON: Final = {"Content-Type": "application/json; charset=utf-8"}
KEPT: Final = 1024
# Answers that say "not now" (RFC 9110 and 6585): a wish in them is kept to.
_THROTTLING: Final = frozenset({429, 502, 503, 504})
# No wish is shorter than the first wait: a receiver that says "at once" is not hammered.
_SHORTEST: Final = 5.0


async def posted(door: Door, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """What the receiver answers. Raises Undelivered."""
    try:
        return await door.post(url, body, headers)
    except (Refused, NoAnswer) as error:
        raise Undelivered(str(error), answer=Answer(None, str(error))) from None


def accepted(reply: Reply, now: datetime) -> None:
    """Returns where the status says that the post has arrived. Raises Undelivered."""
    status = reply.status
    if 200 <= status < 300:
        return
    if status == 410:
        raise Gone("the receiver answers 410: it wants nothing more", answer=kept(reply))
    if 300 <= status < 400:
        told = f"the receiver answers {status}: a redirect is not followed"
        raise Undelivered(told, answer=kept(reply))
    asked = wish(reply, now) if status in _THROTTLING else None
    raise Undelivered(f"the receiver answers {status}", retry_after=asked, answer=kept(reply))


def wish(reply: Reply, now: datetime) -> float | None:
    """How long the receiver asks to be left alone, in seconds."""
    headers = reply.headers
    asked = pause(headers.get("retry-after", ""), headers.get("date", ""), now)
    return None if asked is None else max(asked, _SHORTEST)


def kept(reply: Reply) -> Answer:
    """What is remembered of an answer: its status and its beginning."""
    return Answer(reply.status, reply.body[:KEPT].decode("utf8", "replace"))


def read(reply: Reply) -> dict[str, Any]:
    """The answer as the JSON object that the services put their verdict in; else an empty one."""
    try:
        found = json.loads(reply.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the codes in a service's answers mean, which come with HTTP 200 whatever they say.

    `gone`: nobody has this address; `refused`: this message will never be taken; `throttled`: not
    for `pause` seconds. Any other code but 0 may pass, or be put right by somebody.
    """

    service: str
    gone: frozenset[int]
    refused: frozenset[int]
    throttled: frozenset[int]
    pause: float = 60
    names: tuple[tuple[str, str], ...] = (("errcode", "errmsg"),)

    def judge(self, reply: Reply, now: datetime) -> None:
        """Returns where the answer says that the post was taken. Raises Undelivered."""
        said, answer = read(reply), kept(reply)
        code, text = self._code(said)
        told = f"{self.service} answers {code}: {text}"
        if code in self.gone:
            raise Gone(told, answer=answer)
        if code in self.refused:
            raise Undelivered(told, permanent=True, answer=answer)
        if code in self.throttled:
            raise Undelivered(told, retry_after=self.pause, answer=answer)
        accepted(reply, now)
        if code != 0:
            raise Undelivered(told, answer=answer)

    def _code(self, said: Mapping[str, Any]) -> tuple[int | None, Any]:
        """The code and what it is called; None where the service gave no verdict."""
        for code, text in self.names:
            if isinstance(said.get(code), int):
                return said[code], said.get(text)
        return None, "no verdict"

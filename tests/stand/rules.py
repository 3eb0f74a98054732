"""What Telegram refuses, in its own words. Pure; every check raises ApiRefusal."""

import re
import struct
from collections.abc import Iterable
from typing import Final

from lo_bot_api_emulator import ApiRefusal

from stand import tdlib
from stand.tdlib import Json

TEXT: Final = 4096  # UTF-16 units, after the entities were read
CAPTION: Final = 1024
DATA: Final = 64  # bytes in a button
MENU: Final = 100
PHOTO_SIDES: Final = 10_000
PHOTO_RATIO: Final = 20

STALE: Final = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
PROFILE: Final = ("setMyName", "setMyDescription", "setMyShortDescription")
_LONGEST: Final = {"name": 64, "description": 512, "short_description": 120}


def text(raw: str, mode: str = "") -> Json:
    """The fields of a message with that text."""
    shown, entities = tdlib.read(raw, mode)
    if not shown:
        raise ApiRefusal("Bad Request: message text is empty")
    if tdlib.units(shown) > TEXT:
        raise ApiRefusal("Bad Request: message is too long")
    return {"text": shown, "entities": [one.wire() for one in entities]}


def caption(raw: str, mode: str = "") -> Json:
    """The fields of a photo or file with that caption; it may be empty."""
    shown, entities = tdlib.read(raw, mode)
    if tdlib.units(shown) > CAPTION:
        raise ApiRefusal("Bad Request: message caption is too long")
    found = {"caption": shown, "caption_entities": [one.wire() for one in entities]}
    return found if shown else {}


def buttons(markup: Json) -> None:
    """What a button sends back."""
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= DATA:
                raise ApiRefusal("Bad Request: BUTTON_DATA_INVALID")


def photo(data: bytes) -> tuple[int, int]:
    """Width and height; those of a JPEG are not looked at."""
    if data.startswith(_JPEG):
        return 1, 1
    if not data.startswith(_PNG) or len(data) < 24:
        raise ApiRefusal("Bad Request: IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", data[16:24])
    short, long = sorted((width, height))
    if width + height > PHOTO_SIDES or short * PHOTO_RATIO < long:
        raise ApiRefusal("Bad Request: PHOTO_INVALID_DIMENSIONS")
    return width, height


def menu(commands: Iterable[Json], language: str) -> None:
    """A list of commands, and the language it is for."""
    listed = list(commands)
    if len(listed) > MENU:
        raise ApiRefusal("Bad Request: too many bot commands specified")
    if not _LANGUAGE.fullmatch(language):
        raise ApiRefusal("Bad Request: invalid language code specified")
    for one in listed:
        if not _COMMAND.fullmatch(one["command"]):
            raise ApiRefusal("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= tdlib.units(one["description"]) <= 256:
            raise ApiRefusal("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def profile(key: str, said: str) -> None:
    """The bot's name or one of its descriptions."""
    if tdlib.units(said) > _LONGEST[key]:
        raise ApiRefusal(f"Bad Request: {key} is too long")

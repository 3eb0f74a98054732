"""Telegram for tests: the Bot API on loopback, and the people who use the bot.

    async with telegram() as stand:
        ann = stand.private(1, language="zh")
        await ann.says("/start")
        message = await ann.hears("DeepSeek")
        toast = await ann.presses("All cuts")

It is made of lo-bot-api-emulator (requests, updates, uploads) and tdjson (TDLib, which reads
texts as Telegram does), and refuses what Telegram refuses, in its words. What it does not know:
albums, polls, payments, copies, pins, inline messages that were sent, JPEG sizes, and Telegram's
own flood limits, which a test lets happen with `stand.fails(faults.flood(3))`.
"""

from stand import faults
from stand.groups import Channel, Group, Topic
from stand.people import Person
from stand.private import Private
from stand.seen import Button, Offer, Result, Seen, Toast
from stand.server import TOKEN, Call, Stand, telegram
from stand.tdlib import Entity, Json, read, units
from stand.world import BOT_ID, USERNAME

__all__ = [
    "BOT_ID",
    "TOKEN",
    "USERNAME",
    "Button",
    "Call",
    "Channel",
    "Entity",
    "Group",
    "Json",
    "Offer",
    "Person",
    "Private",
    "Result",
    "Seen",
    "Stand",
    "Toast",
    "Topic",
    "faults",
    "read",
    "telegram",
    "units",
]

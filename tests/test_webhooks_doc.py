"""docs/webhooks.md says what the code does, and its examples take what the service sends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import pytest
from conftest import NO_NODE
from receiver import looped
from test_contract import Book, event
from webhook_docs import DOCS, PAGE, SCHEMA, filled, written

from bot import payload, signing
from bot.channels import Setup, Undelivered
from bot.channels.webhook import Webhooks
from bot.destinations import Rules
from bot.endpoints import Endpoint
from bot.events import Type
from bot.post import Door

EXAMPLES = DOCS / "examples"
SECRET = signing.new_secret()
TYPES: tuple[Type, ...] = get_args(Type)


def test_the_schema_is_that_of_the_models() -> None:
    """An event that learns to say more says so there (`make readme` writes it)."""
    assert SCHEMA.read_text("utf8") == written()


def test_the_tables_are_those_of_the_code() -> None:
    """What each type says, and when a delivery is tried again."""
    text = PAGE.read_text("utf8")
    assert filled(text) == text


def command(language: str) -> list[str]:
    """What runs an example; where that is missing the test is skipped, and counted."""
    if language == "python":
        return [sys.executable, str(EXAMPLES / "receive.py")]
    node, packages = shutil.which("node"), EXAMPLES / "node_modules" / "standardwebhooks"
    if node is None or not packages.is_dir():
        pytest.skip(NO_NODE)
    return [node, str(EXAMPLES / "receive.mjs")]


@contextmanager
def example(language: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A receiver of the documentation, with its address."""
    environ = {**os.environ, "WEBHOOK_SECRET": SECRET, "PORT": "0"}
    words = command(language)
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout
            port = run.stdout.readline().rpartition(" ")[2].strip()
            yield f"http://127.0.0.1:{port}/hook", run
        finally:
            run.terminate()


@pytest.mark.parametrize("language", ["python", "node"])
@looped
async def test_the_examples_take_every_delivery_and_nothing_else(language: str) -> None:
    """With the official library: every type once, a repeated one quietly, a forged one never."""
    with example(language) as (url, run):
        async with Door(Rules(("127.0.0.1",))) as door:
            book = Book(Endpoint(url, (SECRET, signing.new_secret())))
            sender = Webhooks(Setup(book=book, door=door))
            await sender.probe("ep_1")
            for number, kind in enumerate(TYPES):
                said = payload.body(event(number, type=kind, model="智谱 glm-4.5"))
                for _ in range(2):
                    await sender.post(f"dl_{number}", "ep_1", said)
            book.endpoint_ = Endpoint(url, (signing.new_secret(),))
            with pytest.raises(Undelivered, match="answers 400"):
                await sender.probe("ep_1")
        run.terminate()
        assert run.stdout
        printed = run.stdout.read().splitlines()
    assert [line.strip() for line in printed] == [
        "webhook.test",
        *(f"{kind} 智谱 glm-4.5" for kind in TYPES),
    ]


def test_the_packages_of_the_example_are_locked_without_an_address() -> None:
    """Whoever installs them uses the registry that is set up there."""
    lock = (EXAMPLES / "package-lock.json").read_text("utf8")
    assert '"integrity": "sha512-' in lock
    assert "resolved" not in lock
    assert "http" not in lock

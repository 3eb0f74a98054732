"""What stands in the log: no token, no private word, no chatter."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST0"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service's own handler writes of everything that is logged."""
    stream = io.StringIO()
    handler = logs.handler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def test_a_token_is_blotted_out_wherever_it_stands(log: io.StringIO) -> None:
    """In the words, in what fills them, in an address, in an error and in its causes."""
    logger = logging.getLogger("pricewar.test")
    logger.error(f"plain {TOKEN}")  # noqa: G004 - such a line is what the filter is for
    logger.error("filled %s and %r", TOKEN, {"url": f"https://api.example/bot{TOKEN}/getMe"})
    logger.error("escaped %s", f"https://api.example/bot{TOKEN.replace(':', '%3a')}/getMe")
    error = RuntimeError(f"the token {TOKEN} was rejected")
    error.__cause__ = ValueError(TOKEN)
    logger.error("failed", exc_info=error)
    written = log.getvalue()
    assert "AAtest" not in written
    assert written.count("<token>") == 6
    assert "RuntimeError: the token <token> was rejected" in written


def test_what_people_wrote_is_left_out(log: io.StringIO) -> None:
    """The Telegram library quotes what it cannot read; what is said besides stays."""
    received = [{"message": {"text": "my secret"}}]
    telegram = logging.getLogger("telegram.Bot")
    telegram.critical("Error while parsing updates! Received data was %r", received)
    telegram.critical('Can not load invalid JSON data: "%s"', "my secret")
    telegram.warning("No arguments, 100% safe")
    logging.getLogger("telegraphy").warning("%s is not Telegram", "this")
    assert [line.split(" ", 3)[3] for line in log.getvalue().splitlines()] == [
        "Error while parsing updates! Received data was …",
        "Can not load invalid JSON data: …",
        "No arguments, 100% safe",
        "this is not Telegram",
    ]


def test_the_service_logs_to_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From INFO on its own words, from WARNING on those of chatty libraries, who log addresses."""
    root = logging.Logger("root")  # noqa: LOG001 - as a process has it that logged nothing yet
    monkeypatch.setattr(logging, "root", root)
    logs.begin()
    root.info("watching")
    root.debug("looking")
    err = capsys.readouterr().err
    assert "INFO watching" in err
    assert "looking" not in err
    for name in ("httpx", "httpcore", "apscheduler", "telegram"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_any_text_can_be_masked() -> None:
    """Errors are masked before they are shown, whatever they are."""
    assert logs.masked(ValueError(f"bot{TOKEN} is wrong")) == "bot<token> is wrong"
    assert logs.masked("12:30 is no token") == "12:30 is no token"

"""What commands have in common: options, the settings, the database, and how they fail."""

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import app as service
from bot import settings as configuration
from bot.answers import vendors
from bot.answers.when import moment
from bot.events import Type
from bot.search import UnknownModel
from bot.settings import Settings, SettingsError
from bot.store import Store, StoreError
from bot.subscriptions import Kind, kinds_named
from bot.words import Voice
from scrapers import registry

__all__ = ["AsJson", "Config", "Name", "fail", "kinds", "naming", "opened", "settings", "since"]
__all__ += ["store", "vendor"]

Config = Annotated[Path | None, typer.Option("--config", help="The settings file.")]
Name = Annotated[str, typer.Argument(metavar="ID")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines, and nothing else.")]


def fail(sentence: object) -> NoReturn:
    """One line on standard error, exit code 1."""
    typer.echo(f"pricewar: {sentence}", err=True)
    raise typer.Exit(1)


def settings(config: Path | None) -> Settings:
    """What the file and the environment say."""
    try:
        return configuration.load(config, os.environ)
    except SettingsError as error:
        fail(error)


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """A database; what is wrong with it is said with its path."""
    with naming(path), Store(path) as found:
        try:
            yield found
        except UnknownModel as error:
            fail(error)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """What goes wrong with the database is said with its path."""
    try:
        yield
    except StoreError as error:
        fail(f"the database {path}: {error}")


def store(config: Path | None) -> AbstractContextManager[Store]:
    """The database of the settings."""
    return opened(settings(config).store.path)


def since(text: str | None, config: Path | None) -> datetime | None:
    """The time that an option means, a day being one of the settings' zone."""
    zone = settings(config).locale.zone
    try:
        return moment(text, service.utc_now(), zone) if text else None
    except ValueError:
        fail(f"--since {text}: neither a date nor a time such as 7d or 24h")


def kinds(words: Iterable[str]) -> set[Kind | Type]:
    """The kinds and the event types that options mean, in whatever form they are named."""
    found = set[Kind | Type]()
    for word in words:
        if not (named := kinds_named(word)):
            fail(f"--kind {word}: neither an event type nor cut, free, rise or launch")
        found.update(named)
    return found


def vendor(text: str | None) -> str | None:
    """The slug of the vendor that an option means, in whatever form it is named."""
    voice = Voice(vendors=registry.vendors())
    if text is None or (slug := vendors.vendor_of(text, voice)):
        return text and slug
    close = " or ".join(vendors.nearest(text, voice))
    said = f"did you mean {close}?" if close else f"there are {', '.join(voice.vendors)}"
    fail(f"--vendor {text}: no vendor is called so; {said}")

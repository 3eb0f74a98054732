"""What is wrong with an installation, and how to mend it. Shows no secret.

Only the token is asked of the network, where the caller hands in an instrument for it.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from bot.destinations import Refused, Rules, destination
from bot.endpoints import CHATS
from bot.logs import TOKEN
from bot.seals import FILE, BrokenSeal, seal_of
from bot.settings import BoardSettings, Settings, SettingsError, TelegramSettings
from bot.store import Store, StoreError
from bot.store.migrations import migrations
from scrapers import render
from scrapers.errors import NeedsBrowser
from scrapers.quotes import Source

__all__ = ["Finding", "Instruments", "Introduced", "diagnose", "room"]

Level = Literal["ok", "warn", "bad"]

LITTLE: Final = 500_000_000
# Before it was written this program cannot run: such a clock was never set.
WRITTEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
# The service may store while the doctor looks.
SKEW: Final = timedelta(minutes=1)
_WHOLE: Final = "copy it whole from @BotFather: digits, a colon, 35 signs"
_FORM: Final = "telegram: the token has the right form"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    level: Level
    what: str
    how_to_mend: str = ""


@dataclass(frozen=True, slots=True)
class Introduced:
    """What Telegram says of a token: the bot's name, or the trouble with it."""

    name: str = ""
    trouble: str = ""
    refused: bool = False


def room(path: Path) -> int:
    """Free bytes where a file is, or is going to be."""
    return shutil.disk_usage(_there(path)).free


@dataclass(frozen=True, slots=True)
class Instruments:
    """What the doctor looks with.

    `introduce` asks Telegram who the bot is; without it only the form of the token is judged.
    """

    free: Callable[[Path], int] = room
    browser: Callable[[str], str] = render.missing
    introduce: Callable[[TelegramSettings], Introduced] | None = None


def diagnose(
    settings: Settings | SettingsError,
    sources: Sequence[Source],
    now: datetime,
    *,
    origin: Path | None = None,
    instruments: Instruments | None = None,
) -> list[Finding]:
    """Look at everything once. `sources` are those that run, `origin` is the settings' file.

    Settings that could not be read are the only finding: nothing else can be judged without them.
    """
    if isinstance(settings, SettingsError):
        return [Finding("bad", str(settings), "config.example.toml shows every key")]
    look = instruments or Instruments()
    return [
        Finding("ok", f"settings: {origin or 'no config.toml, the defaults and the environment'}"),
        _clock(now),
        *_database(settings.store.path, now),
        _disk(settings.store.path, look.free),
        *_telegram(settings.telegram, look.introduce),
        _channels(settings),
        *_rooms(settings),
        *_endpoints(settings),
        _board(settings.board),
        *_sources(sources, look.browser(settings.network.browser)),
    ]


def _there(path: Path) -> Path:
    """The nearest folder above a path that exists."""
    return next(folder for folder in path.absolute().parents if folder.is_dir())


def _clock(now: datetime) -> Finding:
    if now < WRITTEN:
        return Finding("bad", f"clock: it says {now:%Y-%m-%d}", "set the system clock (NTP)")
    return Finding("ok", f"clock: {now:%Y-%m-%d %H:%M} UTC")


def _database(path: Path, now: datetime) -> Iterator[Finding]:
    if not path.exists():
        yield _place(path)
        return
    try:
        with Store(path) as store:
            yield from _opened(store, path, now)
    except Exception as error:  # noqa: BLE001 - whatever hinders opening it is the finding
        mend = "check that it is pricewar's own file and may be written, or restore a backup"
        yield Finding("bad", f"database {path}: {error}", mend)


def _place(path: Path) -> Finding:
    folder = _there(path)
    if not os.access(folder, os.W_OK | os.X_OK):
        mend = "allow this user to write there, or change store.path"
        return Finding("bad", f"database {path}: {folder} may not be written", mend)
    return Finding("ok", f"database {path}: will be made at the first start")


def _opened(store: Store, path: Path, now: datetime) -> Iterator[Finding]:
    """Opening has brought the tables up to date; taking the lock shows that it can be written."""
    with store.atomic():
        pass
    yield Finding("ok", f"database {path}: can be written, its tables are up to date")
    if newer := _steps(store) - _own_steps():
        what = f"database {path}: a newer pricewar has changed it ({', '.join(sorted(newer))})"
        yield Finding("bad", what, "install that version again, or restore a backup")
    if (mode := store.db.journal_mode) != "wal":
        what = (
            f"database {path}: journal mode {mode}, so that readers and writers block each other"
        )
        yield Finding("warn", what, "keep it on a local disk: a network share cannot do WAL")
    if ahead := store.events(since=now + SKEW):
        last = max(event.at for event in ahead)
        what = (
            f"clock: it says {now:%Y-%m-%d %H:%M}, but a change of {last:%Y-%m-%d %H:%M} is known"
        )
        yield Finding("bad", what, "set the system clock (NTP)")


def _steps(store: Store) -> set[str]:
    return {step.name for step in migrations.applied(store.db)}


def _own_steps() -> set[str]:
    with Store(":memory:") as fresh:
        return _steps(fresh)


def _disk(path: Path, free: Callable[[Path], int]) -> Finding:
    there = free(path)
    what = f"disk: {there // 1_000_000} MB free at {_there(path)}"
    if there < LITTLE:
        return Finding("warn", what, f"make room: pages and history want {LITTLE // 1_000_000} MB")
    return Finding("ok", what)


def _telegram(
    telegram: TelegramSettings, introduce: Callable[[TelegramSettings], Introduced] | None
) -> Iterator[Finding]:
    if telegram.token is None:
        yield Finding("ok", "telegram: no token, so no bot (telegram.token)")
        return
    if not TOKEN.fullmatch(telegram.token.get_secret_value()):
        yield Finding("bad", "telegram: telegram.token does not look like a bot's token", _WHOLE)
        return
    if not telegram.operators:
        what = "telegram: nobody hears of broken sources and held prices"
        yield Finding("warn", what, "name your user id in telegram.operators")
    yield _introduced(introduce(telegram)) if introduce else Finding("ok", _FORM)


def _introduced(found: Introduced) -> Finding:
    if found.refused:
        mend = f"{_WHOLE}; /token there shows it, /revoke gives another"
        return Finding("bad", f"telegram: {found.trouble}", mend)
    if found.trouble:
        mend = "see whether this machine reaches telegram.base_url (a proxy: HTTPS_PROXY)"
        return Finding("warn", f"telegram: {found.trouble}", mend)
    return Finding("ok", f"telegram: the bot is @{found.name}")


def _channels(settings: Settings) -> Finding:
    on: dict[str, bool] = {
        "console": settings.console.enabled,
        "JSON Lines file": settings.jsonl.path is not None,
        "apprise": bool(settings.apprise.urls),
    }
    on |= {name: getattr(settings, name).url is not None for name in CHATS}
    names = ", ".join(name for name, enabled in on.items() if enabled)
    if not names:
        mend = "set console.enabled or jsonl.path"
        return Finding("warn", "channels: none, alerts reach nobody", mend)
    path = settings.jsonl.path
    if path is not None and not os.access(path if path.exists() else _there(path), os.W_OK):
        mend = "allow this user to write there, or change jsonl.path"
        return Finding("bad", f"channels: {path} may not be written", mend)
    return Finding("ok", f"channels: {names}")


def _rooms(settings: Settings) -> Iterator[Finding]:
    """The operator's own rooms whose address nothing would be posted to."""
    rules = Rules(settings.network.allow_hosts, frozenset(settings.webhooks.ports))
    for name in CHATS:
        url = getattr(settings, name).url
        try:
            destination(url.get_secret_value() if url else "https://none.example/", rules)
        except Refused as error:
            yield Finding("bad", f"{name}: {error}", f"copy it whole into {name}.url")


def _endpoints(settings: Settings) -> Iterator[Finding]:
    """The key of registered addresses: whether others may read it, whether it fits."""
    path, database = settings.store.path.with_name(FILE), settings.store.path
    if settings.webhooks.key is None and path.exists() and path.stat().st_mode & 0o077:
        yield Finding("bad", f"webhooks: others may read {path}", f"chmod 600 {path}")
    if not database.exists():
        return
    try:
        with Store(database) as store:
            found = store.standings()
        seal = seal_of(database, settings.webhooks.key)
        for one in found:
            seal.opened(one.endpoint.url)
    except StoreError:  # said of the database already
        return
    except (BrokenSeal, OSError) as error:
        yield Finding("bad", f"webhooks: {error}", "bring back the webhooks.key of before")
    else:
        if found:
            failing = sum(1 for one in found if one.failing_since or one.gone)
            level: Level = "warn" if failing else "ok"
            mend = "pricewar webhook list says which" if failing else ""
            told = f"webhooks: {len(found)} registered, {failing} failing"
            yield Finding(level, told, mend)


def _board(board: BoardSettings) -> Finding:
    if not board.listen:
        return Finding("ok", "board: off (board.listen is empty)")
    if urlsplit(f"//{board.listen}").port == 0:
        what = f"board: {board.listen} is another port at every start"
        return Finding("warn", what, "name a port in board.listen")
    return Finding("ok", f"board: {board.listen}")


def _sources(sources: Sequence[Source], missing: str) -> Iterator[Finding]:
    if not sources:
        yield Finding("bad", "sources: none runs", "name some in sources.only, or empty it")
        return
    yield Finding("ok", f"sources: {len(sources)} run")
    rendered = [source.name for source in sources if source.render]
    if rendered and missing:
        needs = f"{NeedsBrowser.SAYS}, for a page that is empty without one"
        yield Finding("warn", f"sources: {', '.join(rendered)}: {needs}", missing)
    if unproven := [source.name for source in sources if source.experimental]:
        what = f"sources: {', '.join(unproven)} are experimental: no page was ever captured"
        yield Finding("warn", what, "compare their prices with the vendor's page")

"""What the doctor says of an installation."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Finding, Instruments, Introduced, diagnose
from bot.events import Event
from bot.pages import PageRow
from bot.recipients import Reader
from bot.seals import seal_of
from bot.settings import Settings, SettingsError, TelegramSettings
from bot.state import Place
from bot.store import Registered, Round, Store
from scrapers.quotes import Source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN = "123456789:" + "A" * 35
PLENTY = 10_000_000_000
ROOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=word"
DEEPSEEK = Source("deepseek", ("CNY",), {"": ("https://vendor.example/",)}, lambda _: [])


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in an empty directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def look(
    settings: Settings | None = None,
    sources: Sequence[Source] = (DEEPSEEK,),
    now: datetime = NOW,
    free: int = PLENTY,
    *,
    missing: str = "apt-get install chromium",
    introduce: Callable[[TelegramSettings], Introduced] | None = None,
) -> list[Finding]:
    """Diagnose an installation that is well but for what is given."""
    instruments = Instruments(lambda _: free, lambda _: missing, introduce)
    return diagnose(settings or Settings(), sources, now, instruments=instruments)


def ailments(findings: list[Finding]) -> list[tuple[str, str]]:
    """Level and words of what is not well; each must say how to mend it."""
    ill = [one for one in findings if one.level != "ok"]
    assert all(one.how_to_mend for one in ill)
    return [(one.level, one.what) for one in ill]


def test_a_fresh_installation_is_well(nowhere: Path) -> None:
    """With the defaults there is nothing to mend, and looking leaves nothing behind."""
    findings = look()
    assert ailments(findings) == []
    assert Finding("ok", "database data/pricewar.db: will be made at the first start") in findings
    assert list(nowhere.iterdir()) == []


def test_settings_that_cannot_be_read_are_the_only_finding() -> None:
    """The sentence about the settings is passed on."""
    error = SettingsError("config.toml: store.pth is no setting; did you mean store.path?")
    assert ailments(diagnose(error, (), NOW)) == [("bad", str(error))]


def test_the_file_of_the_settings_is_named() -> None:
    """A person sees which file counts, or that there is none."""
    assert look()[0].what == "settings: no config.toml, the defaults and the environment"
    assert diagnose(Settings(), (), NOW, origin=Path("c.toml"))[0].what == "settings: c.toml"


def test_a_clock_that_was_never_set() -> None:
    """A machine that believes it is 1970 is told so."""
    assert ailments(look(now=datetime(1970, 1, 1, tzinfo=UTC))) == [
        ("bad", "clock: it says 1970-01-01")
    ]


def stored(at: datetime) -> Settings:
    """Settings whose database holds one change of that time."""
    settings = Settings()
    place = Place("deepseek", "deepseek", "")
    event = Event(
        id="ev_1",
        type="source.broken",
        at=at,
        seen_at=at,
        source="deepseek",
        vendor="deepseek",
        told=False,
    )
    with Store(settings.store.path) as store:
        store.record(Round(place, PageRow("deepseek", ""), at, events=(event,)))
    return settings


def test_a_database_in_use_is_well() -> None:
    """A database that can be written, with changes of the past and of this moment, is well."""
    findings = look(stored(NOW + timedelta(seconds=30)))
    assert ailments(findings) == []
    assert "database data/pricewar.db: can be written, its tables are up to date" in {
        one.what for one in findings
    }


def test_a_clock_behind_the_last_change() -> None:
    """A clock that stands before a change that is stored has gone wrong."""
    assert ailments(look(stored(NOW + timedelta(days=3)))) == [
        ("bad", "clock: it says 2026-11-23 12:00, but a change of 2026-11-26 12:00 is known")
    ]


def test_a_database_of_a_newer_version() -> None:
    """Tables that a later version has changed are not for this one."""
    with Store(Settings().store.path) as store:
        table = store.db.table("_sqlite_migrations")
        table.insert({"migration_set": "pricewar", "name": "m999_later", "applied_at": "x"})
    assert ailments(look()) == [
        ("bad", "database data/pricewar.db: a newer pricewar has changed it (m999_later)")
    ]


def test_a_database_without_a_write_ahead_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system cannot do WAL, a person is told what it costs."""
    monkeypatch.setattr("sqlite_utils.Database.enable_wal", lambda _: None)
    stored(NOW)
    ((level, what),) = ailments(look())
    assert level == "warn"
    assert "journal mode delete" in what


def test_a_file_that_is_no_database() -> None:
    """Another file at the database's place is left alone and named."""
    Path("data").mkdir()
    Path("data/pricewar.db").write_bytes(b"a letter to a friend, and long enough" * 40)
    ((level, what),) = ailments(look())
    assert (level, what) == ("bad", "database data/pricewar.db: file is not a database")


def test_a_folder_that_may_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database and an alert file that cannot be made are found before the first start."""
    monkeypatch.setattr("os.access", lambda *_: False)
    found = ailments(look(Settings(jsonl={"path": "alerts.jsonl"})))
    assert found == [
        ("bad", f"database data/pricewar.db: {Path.cwd()} may not be written"),
        ("bad", "channels: alerts.jsonl may not be written"),
    ]


def test_little_room_on_the_disk() -> None:
    """Under half a gigabyte is little, that much is enough."""
    assert ailments(look(free=499_999_999)) == [("warn", f"disk: 499 MB free at {Path.cwd()}")]
    assert ailments(look(free=500_000_000)) == []


def test_room_is_measured_where_the_file_will_be() -> None:
    """The folder need not exist yet."""
    assert doctor.room(Path("not/yet/there.db")) > 0


@pytest.mark.parametrize("token", ["123456789", "123456789:short", "bot" + TOKEN, TOKEN + " "])
def test_a_token_that_cannot_be_one(token: str) -> None:
    """A token cut short or with something around it is named by its setting, never shown."""
    findings = look(Settings(telegram={"token": token, "operators": [7]}))
    assert ailments(findings) == [
        ("bad", "telegram: telegram.token does not look like a bot's token")
    ]
    assert token not in repr(findings)


def test_telegram_is_asked_who_the_bot_is() -> None:
    """A token that is refused is bad, a Telegram that does not answer is a warning."""
    settings = Settings(telegram={"token": TOKEN, "operators": [7]})

    def ask(found: Introduced) -> list[Finding]:
        return look(settings, introduce=lambda _: found)

    assert Finding("ok", "telegram: the bot is @prices") in ask(Introduced("prices"))
    refused = Introduced(trouble="Telegram refuses telegram.token (Unauthorized)", refused=True)
    assert ailments(ask(refused)) == [
        ("bad", "telegram: Telegram refuses telegram.token (Unauthorized)")
    ]
    silent = Introduced(trouble="Telegram does not answer in time")
    assert ailments(ask(silent)) == [("warn", "telegram: Telegram does not answer in time")]


def test_a_bot_without_operators() -> None:
    """A good token is well; that nobody minds the bot is worth a word."""
    findings = look(Settings(telegram={"token": TOKEN}))
    assert ailments(findings) == [
        ("warn", "telegram: nobody hears of broken sources and held prices")
    ]
    assert TOKEN not in repr(findings)
    assert ailments(look(Settings(telegram={"token": TOKEN, "operators": [7]}))) == []


def test_channels() -> None:
    """The channels that are on are named; that none is on is worth a word."""
    silent = Settings(console={"enabled": False})
    assert ailments(look(silent)) == [("warn", "channels: none, alerts reach nobody")]
    both = Settings(jsonl={"path": "alerts.jsonl"})
    assert Finding("ok", "channels: console, JSON Lines file") in look(both)


def test_a_room_that_nothing_would_be_posted_to() -> None:
    """A slip in its address is found before the first alert, without showing it."""
    slip = Settings(slack={"url": "http://hooks.slack.com/services/word"}, wecom={"url": ROOM})
    findings = look(slip)
    assert ailments(findings) == [("bad", "slack: the address must begin with https://")]
    assert Finding("ok", "channels: console, slack, wecom") in findings
    assert "word" not in str(findings)


def _registered(settings: Settings) -> Registered:
    """An address that somebody registered."""
    seal = seal_of(settings.store.path, settings.webhooks.key)
    one = Registered("ep_1", "standard", "shown", seal.sealed(ROOM), NOW, verified_at=NOW)
    with Store(settings.store.path) as store:
        store.keep_endpoint(one)
        store.keep_reader(one.target, Reader(), NOW)
    return one


def test_registered_addresses() -> None:
    """They are counted; one that fails is worth a word."""
    settings = Settings()
    one = _registered(settings)
    assert Finding("ok", "webhooks: 1 registered, 0 failing") in look(settings)
    with Store(settings.store.path) as store:
        store.leave(one.target)
    assert ailments(look(settings)) == [("warn", "webhooks: 1 registered, 1 failing")]


def test_the_key_of_registered_addresses() -> None:
    """Others may not read it, and it must be the one that sealed them."""
    settings = Settings()
    _registered(settings)
    key = settings.store.path.with_name("webhooks.key")
    key.chmod(0o644)
    (finding,) = ailments(look(settings))
    assert finding == ("bad", f"webhooks: others may read {key}")
    key.unlink()
    ((level, what),) = ailments(look(settings))
    assert level == "bad"
    assert "was not sealed with this webhooks.key" in what


def test_the_board() -> None:
    """The board's place is named; a port that changes at every start is worth a word."""
    assert Finding("ok", "board: 127.0.0.1:8787") in look()
    assert Finding("ok", "board: off (board.listen is empty)") in look(
        Settings(board={"listen": ""})
    )
    assert ailments(look(Settings(board={"listen": "127.0.0.1:0"}))) == [
        ("warn", "board: 127.0.0.1:0 is another port at every start")
    ]


def test_sources() -> None:
    """Sources that need a browser where there is none, and unproven ones, are named.

    What installs the browser is how to mend it.
    """
    pages = {"": ("https://vendor.example/",)}
    odd = Source("odd", ("USD",), pages, lambda _: [], experimental=True, render=True)
    unproven = ("warn", "sources: odd are experimental: no page was ever captured")
    hidden = "sources: odd: needs a browser, for a page that is empty without one"
    assert ailments(look(sources=[DEEPSEEK, odd])) == [("warn", hidden), unproven]
    assert Finding("warn", hidden, "apt-get install chromium") in look(sources=[odd])
    assert ailments(look(sources=[DEEPSEEK, odd], missing="")) == [unproven]
    assert ailments(look(sources=[])) == [("bad", "sources: none runs")]


def test_the_browser_that_the_settings_name_is_looked_for() -> None:
    """A program that is not there is named with the key that names it."""
    asked = Settings(network={"browser": "/nowhere/chromium"})
    odd = Source("odd", ("USD",), {"": ("https://vendor.example/",)}, lambda _: [], render=True)
    (found,) = (one for one in diagnose(asked, [odd], NOW) if one.what.startswith("sources: odd"))
    assert "in network.browser, not /nowhere/chromium" in found.how_to_mend

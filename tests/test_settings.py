"""Settings out of a file and an environment, and what is said of those that cannot be used."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.judge import Rules
from bot.settings import Settings, SettingsError, SourceSettings, find, load
from scrapers.fetch import Manners
from scrapers.quotes import Source

MANY_PAGES = (
    "sources.moonshot.urls cannot stand for several pages:"
    " use sources.moonshot.pages.<page> (k3, k2-turbo)"
)
NO_ZONE = "locale.timezone must be a time zone such as Asia/Shanghai; did you mean Asia/Shanghai?"
TOKEN = "123456789:the-secret-of-the-bot"


def source(name: str, *pages: str) -> Source:
    """A source with the pages named, or one without a name."""
    addresses = {page: (f"https://vendor.example/{page}",) for page in pages or ("",)}
    return Source(name, ("CNY",), addresses, read=lambda _: [])


KNOWN = {
    one.name: one
    for one in (source("deepseek"), source("deepseek-intl"), source("moonshot", "k3", "k2-turbo"))
}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in an empty directory of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(text: str = "", **environ: str) -> Settings:
    """The settings of a file with this text, and of this environment."""
    path = Path("given.toml")
    path.write_text(text, "utf8")
    return load(path, {f"PRICEWAR_{key}": value for key, value in environ.items()}, KNOWN)


def refusal(text: str = "", **environ: str) -> str:
    """The one sentence that such a file and environment are refused with."""
    with pytest.raises(SettingsError) as refused:
        read(text, **environ)
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def test_without_a_file_the_defaults_hold() -> None:
    """Neither a file nor a variable is needed."""
    settings = load(None, {"HOME": "/home/someone"}, KNOWN)
    assert settings == Settings()
    assert settings.store.path == Path("data/pricewar.db")
    assert (settings.sources.interval, settings.sources.confirm_after) == (1800, 120)
    assert settings.telegram.token is None


def test_the_defaults_are_those_of_the_rooms_they_steer() -> None:
    """A judge or a fetcher made without settings behaves as one made with the default settings."""
    judge, rules = Settings().judge, Rules()
    assert dt.timedelta(hours=judge.hold_hours) == rules.hold
    assert judge.floor_percent / 100 == rules.telling.floor
    network, manners = Settings().network, Manners()
    assert (network.timeout, network.deadline) == (manners.timeout, manners.deadline)


def test_the_file_is_found_by_argument_then_variable_then_place(nowhere: Path) -> None:
    """An argument counts more than PRICEWAR_CONFIG, which counts more than ./config.toml."""
    named, variable = Path("a.toml"), {"PRICEWAR_CONFIG": "b.toml"}
    assert find(None, {}) is None
    (nowhere / "config.toml").write_text('[store]\npath = "here.db"')
    assert load(None, {}, KNOWN).store.path == Path("here.db")
    assert find(None, variable) == Path("b.toml")
    assert find(named, variable) == named


def test_a_named_file_must_be_there() -> None:
    """A file that was asked for and is missing is an error, not the defaults."""
    with pytest.raises(SettingsError, match=r"^gone\.toml cannot be read: No such file"):
        load(None, {"PRICEWAR_CONFIG": "gone.toml"}, KNOWN)


def test_the_environment_counts_more_than_the_file() -> None:
    """A variable replaces the one key that it names and leaves the file's others."""
    settings = read("[sources]\ninterval = 60\nconfirm_after = 5", SOURCES__INTERVAL="90")
    assert (settings.sources.interval, settings.sources.confirm_after) == (90, 5)


def test_the_variables_of_a_named_source() -> None:
    """A dash in a source's or page's name is an underscore in the environment."""
    settings = read(
        "[sources.deepseek-intl]\ninterval = 60",
        SOURCES__DEEPSEEK_INTL__URLS='["http://127.0.0.1:8000/a"]',
        SOURCES__MOONSHOT__PAGES__K2_TURBO="http://127.0.0.1/b, http://127.0.0.1/c",
    )
    assert settings.sources.named == {
        "deepseek-intl": SourceSettings(urls=("http://127.0.0.1:8000/a",), interval=60),
        "moonshot": SourceSettings(
            pages={"k2-turbo": ("http://127.0.0.1/b", "http://127.0.0.1/c")}
        ),
    }


def test_lists_of_the_environment() -> None:
    """A list is JSON or words with commas between; an empty variable is an empty list."""
    assert read(SOURCES__ONLY="deepseek, moonshot").sources.only == ("deepseek", "moonshot")
    assert read(TELEGRAM__OPERATORS="[7, 8]").telegram.operators == (7, 8)
    assert read("[telegram]\noperators = [7]", TELEGRAM__OPERATORS="").telegram.operators == ()
    assert read(TELEGRAM__DENIED="7,-1001").telegram.denied == (7, -1001)
    entry = '[{"name": "Old", "currency": "USD", "input": 0.1, "output": 0.3}]'
    assert read(REFERENCES=entry).references[0].input == Decimal("0.1")


def test_amounts_are_exact() -> None:
    """A number in the file is the decimal that is written there, not the nearest float."""
    settings = read("[rates.CNY]\nper_dollar = 7.10000000000000001\ndate = 2026-11-01")
    assert settings.rates.CNY.per_dollar == Decimal("7.10000000000000001")
    assert settings.rates.CNY.date == dt.date(2026, 11, 1)
    assert settings.rates.EUR == Settings().rates.EUR


def test_a_source_as_the_settings_want_it() -> None:
    """Addresses, audience and interval of a source follow the settings; the rest is built in."""
    own = read(
        "[sources]\ninterval = 600\n"
        '[sources.deepseek]\nurls = ["http://mirror.example/"]\naudience = "corroborate"\n'
        "confirm_after = 0\n"
        '[sources.moonshot]\ninterval = 60\npages.k3 = ["http://mirror.example/k3"]'
    ).sources
    deepseek, moonshot = (own.adjusted(KNOWN[name]) for name in ("deepseek", "moonshot"))
    assert deepseek.pages == {"": ("http://mirror.example/",)}
    assert (deepseek.audience, deepseek.interval) == ("corroborate", 600)
    assert moonshot.pages == {
        "k3": ("http://mirror.example/k3",),
        "k2-turbo": ("https://vendor.example/k2-turbo",),
    }
    assert (moonshot.audience, moonshot.interval) == ("alert", 60)
    assert (own.confirm_after_of("deepseek"), own.confirm_after_of("moonshot")) == (0, 120)


def test_the_builtin_interval_of_a_source_counts_more_than_the_common_one() -> None:
    """A source that should be asked rarely is, unless the settings name that very source."""
    rare = Source("rare", ("USD",), {"": ("https://a.example",)}, lambda _: [], interval=86400)
    assert Settings().sources.adjusted(rare).interval == 86400


@pytest.mark.parametrize("key", ["TELEGRAM__TOKEN", "WEBHOOKS__KEY", "API__KEY"])
def test_a_secret_may_stand_in_a_file(key: str, nowhere: Path) -> None:
    """A variable that ends in _FILE names the file that holds the secret."""
    (nowhere / "secret").write_text(f"{TOKEN}\n")
    section, name = key.lower().split("__")
    for settings in (
        read(**{f"{key}_FILE": "secret"}),
        read(f'[{section}]\n{name}_file = "secret"'),
        read(f'[{section}]\n{name} = "another"', **{f"{key}_FILE": "secret"}),
        read(f'[{section}]\n{name}_file = "secret"', **{key: TOKEN}),
    ):
        assert getattr(getattr(settings, section), name) == SecretStr(TOKEN)


def test_an_empty_secret_is_none() -> None:
    """A container that passes on an unset variable gives no token, not an empty one."""
    assert read(TELEGRAM__TOKEN="").telegram.token is None
    assert read('[telegram]\ntoken = ""\ntoken_file = ""').telegram.token is None


def test_secrets_do_not_show() -> None:
    """Neither the settings nor a complaint about them shows a secret, wherever it stands."""
    settings = read(f'[telegram]\ntoken = "{TOKEN}"', API__KEY="hidden-key")
    assert settings.telegram.token == SecretStr(TOKEN)
    assert TOKEN not in repr(settings)
    assert "hidden-key" not in settings.model_dump_json()
    for text in (
        f'telegram = "{TOKEN}"',
        f'[telegram]\ntoken = ["{TOKEN}"]',
        f'[telegram]\nbase_url = "https://api:{TOKEN}@telegram.example"',
        f'[telegram]\nmode = "{TOKEN}"',
        f'[telegram]\noperators = ["{TOKEN}"]',
    ):
        assert TOKEN not in refusal(text)


def test_the_time_zone_can_be_reckoned_with() -> None:
    """A named zone knows its offset."""
    zone = read(LOCALE__TIMEZONE="Asia/Shanghai").locale.zone
    assert dt.datetime(2026, 1, 1, tzinfo=zone).utcoffset() == dt.timedelta(hours=8)


def test_a_setting_cannot_be_changed() -> None:
    """Settings are read once; nobody changes them on the way."""
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings.sources, "interval", 5)  # noqa: B010 - mypy refuses the plain way


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[sources]\nintervl = 5",
            "sources.intervl is no setting; did you mean sources.interval?",
        ),
        ('[stor]\npath = "x"', "stor.path is no setting; did you mean store.path?"),
        ("[zzz]", "zzz is no setting"),
        (
            "[sources.deepsek]\ninterval = 5",
            "sources.deepsek.interval is no setting; did you mean sources.deepseek.interval?",
        ),
        (
            '[sources.moonshot.pages]\nk4 = ["https://a.example"]',
            "sources.moonshot.pages.k4 is no setting; did you mean sources.moonshot.pages.k3?",
        ),
        ("store = 3", "store must be a table, [store]"),
        (
            '[[references]]\nname = "x"\ncurrency = "USD"\ninput = 1\noutputs = 2',
            "references[0].output is missing",
        ),
        (
            '[[references]]\nname = "x"\ncurrency = "USD"\ninput = 1\noutput = 1\noutputs = 2',
            "references[0].outputs is no setting; did you mean references.output?",
        ),
        ("references = [3]", "references[0] must be a table"),
        ('[sources]\ninterval = "soon"', "sources.interval must be a whole number"),
        ("[sources]\ninterval = -5", "sources.interval must be at least 1"),
        ("[sources]\ninterval = true", "sources.interval must be a number, not true or false"),
        ("[sources]\ninterval = 1.5", "sources.interval must be a whole number"),
        ("[telegram]\nbroadcast_rate = 5000", "telegram.broadcast_rate must be at most 1000"),
        ("[telegram]\ndenied = [true]", "telegram.denied[0] must be a number, not true or false"),
        ("[telegram]\ncommands_per_minute = 0", "telegram.commands_per_minute must be at least 1"),
        (
            "[telegram]\nsubscriptions_per_chat = 0",
            "telegram.subscriptions_per_chat must be at least 1",
        ),
        ('[telegram]\noperators = [1, "x"]', "telegram.operators[1] must be a whole number"),
        ('[sources]\nonly = "deepseek"', "sources.only must be a list"),
        (
            '[sources]\nonly = ["deepsek"]',
            "sources.only names 'deepsek', which is no source; did you mean deepseek?",
        ),
        (
            '[sources.moonshot]\nurls = ["https://a.example"]',
            MANY_PAGES,
        ),
        (
            '[sources.deepseek]\naudience = "all"',
            "sources.deepseek.audience must be 'alert' or 'corroborate'",
        ),
        (
            '[locale]\ntimezone = "Asia/Shangai"',
            NO_ZONE,
        ),
        ('[console]\nenabled = "perhaps"', "console.enabled must be true or false"),
        ("[judge]\nfloor_percent = 100", "judge.floor_percent must be less than 100"),
        ("[judge]\nfloor_percent = nan", "judge.floor_percent must be a number"),
        ("[rates.CNY]\nper_dollar = 7", "rates.CNY.date is missing"),
        (
            "[rates.CNY]\nper_dollar = 0\ndate = 2026-01-01",
            "rates.CNY.per_dollar must be more than 0",
        ),
        (
            '[rates.CNY]\nper_dollar = 7\ndate = "today"',
            "rates.CNY.date must be a date such as 2026-01-31",
        ),
        ("[locale]\nlanguage = 3", "locale.language must be 'en' or 'zh'"),
        ("[network]\ncontact = 3", "network.contact must be text"),
        (
            '[network]\ncontact = "价格"',
            "network.contact must be printable ASCII: it goes into a request header",
        ),
        ("[store]\npath = 3", "store.path must be the path of a file"),
        ('[store]\npath = ""', "store.path must be the path of a file"),
        ("[telegram]\ntoken_file = 3", "telegram.token_file must be the path of a file"),
        (
            '[telegram]\ntoken_file = "gone"',
            "telegram.token_file cannot be read: No such file or directory",
        ),
        (
            '[telegram]\ntoken = "1"\ntoken_file = "2"',
            "telegram.token_file and telegram.token are both given",
        ),
    ],
)
def test_a_bad_file_is_one_sentence(text: str, sentence: str) -> None:
    """The sentence names the file, the full key, and where a name is close to it the known one."""
    assert refusal(text) == f"given.toml: {sentence}"


@pytest.mark.parametrize(
    "text",
    [
        "mirror.example/pricing",
        "ftp://mirror.example/",
        "https://",
        "https://user@mirror.example/",
        "https://mirror.example:99999/",
        "http://[::1/",
        "https://mirror.example/a b",
    ],
)
def test_a_malformed_address_is_refused(text: str) -> None:
    """Only a whole http or https address without credentials can stand for a page."""
    assert refusal(f'[sources.deepseek]\nurls = ["{text}"]') == (
        "given.toml: sources.deepseek.urls[0] must be an http or https address,"
        " without a user name"
    )


@pytest.mark.parametrize(
    "text", ["8787", "localhost", ":8787", "a:b", "a:99999", "a:1/x", "u@a:1"]
)
def test_a_malformed_place_to_listen_is_refused(text: str) -> None:
    """The board listens at a host and a port."""
    assert "board.listen must be host:port" in refusal(BOARD__LISTEN=text)


@pytest.mark.parametrize("text", ["", "127.0.0.1:8787", "[::1]:80", "0.0.0.0:8080", "board.lan:1"])
def test_where_the_board_may_listen(text: str) -> None:
    """Names and addresses of both kinds will do, and nothing at all turns the board off."""
    assert read(BOARD__LISTEN=text).board.listen == text


def test_hosts_that_may_be_asked() -> None:
    """Names, addresses and networks are hosts; an address of a page or a port is not."""
    hosts = ("127.0.0.1", "10.0.0.0/8", "::1", "mirror.lan", "localhost")
    assert read(NETWORK__ALLOW_HOSTS=",".join(hosts)).network.allow_hosts == hosts
    for bad in ("http://mirror.lan", "127.0.0.1:80", "10.0.0.0/40"):
        assert "network.allow_hosts[0] must be a host name" in refusal(NETWORK__ALLOW_HOSTS=bad)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "STORE__PTH",
            "x",
            "store.pth is no setting; did you mean store.path (PRICEWAR_STORE__PATH)?",
        ),
        ("QQQ", "x", "qqq is no setting"),
        ("SOURCES__INTERVAL", "soon", "sources.interval must be a whole number"),
        ("SOURCES__ONLY", "nobody", "sources.only names 'nobody', which is no source"),
        ("TELEGRAM__OPERATORS", "[7", "telegram.operators must be a list in JSON"),
        ("TELEGRAM__OPERATORS", "7,x", "telegram.operators[1] must be a whole number"),
        ("TELEGRAM__TOKEN_FILE", ".", "telegram.token_file cannot be read: Is a directory"),
    ],
)
def test_a_bad_variable_is_one_sentence(name: str, value: str, sentence: str) -> None:
    """The sentence names the variable as well as the key."""
    assert refusal(**{name: value}) == f"PRICEWAR_{name}: {sentence}"


def test_a_secret_file_must_hold_a_secret(nowhere: Path) -> None:
    """An empty file and a binary one are refused, by the name of the setting."""
    (nowhere / "empty").write_text("\n")
    (nowhere / "binary").write_bytes(b"\xff\xfe")
    assert "api.key_file names an empty file" in refusal(API__KEY_FILE="empty")
    assert "that is not UTF-8 text" in refusal(API__KEY_FILE="binary")


def test_a_file_that_is_no_toml(nowhere: Path) -> None:
    """A slip of the pen is named with its line, a file in another encoding as such."""
    assert "given.toml is not valid TOML" in refusal("[store")
    (nowhere / "latin.toml").write_bytes("[store]\npath = 'é'".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.toml is not UTF-8 text"):
        load(Path("latin.toml"), {}, KNOWN)

"""Typed settings out of config.toml and the environment, or one sentence that says what is wrong.

The environment counts more than the file, the file more than the defaults. What each key means
stands in config.example.toml; a secret never appears in a representation or a message.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import layers
from bot.layers import Key, Layer, SettingsError
from scrapers import registry
from scrapers.quotes import Audience, Source

__all__ = ["Reference", "Settings", "SettingsError", "find", "load"]

HERE: Final = Path("config.toml")

_LIST: Final = tuple[str, ...]
_HOST: Final = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\.?")


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")  # noqa: TRY004 - pydantic's way
    return value


def _given(value: Any) -> Any:
    """An empty text is how files and containers say "not set"."""
    return None if value == "" else value


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or "@" in parts.netloc or re.search(r"\s", text):
        raise ValueError("must be an http or https address, without a user name")
    return text


def _listen(text: str) -> str:
    try:
        parts = urlsplit(f"//{text}")
        fits = parts.hostname and parts.port is not None and parts.netloc == text
    except ValueError:
        fits = False
    if text and (not fits or "@" in text):
        raise ValueError("must be host:port such as 127.0.0.1:8787, or empty")
    return text


def _host(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        if not _HOST.fullmatch(text):
            raise ValueError("must be a host name, an address or a network") from None
    return text


def _header(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("must be printable ASCII: it goes into a request header")
    return text


def _file(path: Path) -> Path:
    if path == Path():
        raise ValueError("must be the path of a file")
    return path


def _lines(value: Any) -> Any:
    """The lines of a secret file."""
    if isinstance(value, SecretStr):
        return [line for line in value.get_secret_value().split() if line]
    return value


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError):
        hint = layers.meant(text, available_timezones())
        raise ValueError(f"must be a time zone such as Asia/Shanghai{hint}") from None
    return text


_Number = BeforeValidator(_no_flag)
_Optional = BeforeValidator(_given)
_Seconds = Annotated[int, _Number, Field(ge=1)]
_Delay = Annotated[int, _Number, Field(ge=0)]
_Price = Annotated[Decimal, _Number, Field(gt=0)]
_Secret = Annotated[SecretStr | None, _Optional]
_Address = Annotated[str, AfterValidator(_address)]
_Host = Annotated[str, AfterValidator(_host)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class StoreSettings(_Table):
    """Where the database is; a relative path begins at the working directory."""

    path: Annotated[Path, AfterValidator(_file)] = Path("data/pricewar.db")


class SourceSettings(_Table):
    """What differs for one source; None and empty mean as everywhere or as built in."""

    urls: tuple[_Address, ...] = ()
    pages: Mapping[str, tuple[_Address, ...]] = Field(default_factory=dict)
    interval: _Seconds | None = None
    confirm_after: _Delay | None = None
    audience: Audience | None = None


class SourcesSettings(_Table):
    """Which sources run, how often (seconds), and what differs for single ones, by their name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SourceSettings] = Field(init=False)

    only: tuple[str, ...] = ()
    interval: _Seconds = 1800
    confirm_after: _Delay = 120

    @property
    def named(self) -> dict[str, SourceSettings]:
        """The sources that have settings of their own."""
        return dict(self.__pydantic_extra__)

    def confirm_after_of(self, name: str) -> int:
        """Seconds before the confirming second reading of this source."""
        own = self.named.get(name, SourceSettings()).confirm_after
        return self.confirm_after if own is None else own

    def adjusted(self, source: Source) -> Source:
        """The source with its addresses, audience and interval as the settings want them."""
        own = self.named.get(source.name, SourceSettings())
        pages = {
            page: own.pages.get(page) or own.urls or built_in
            for page, built_in in source.pages.items()
        }
        return replace(
            source,
            pages=pages,
            audience=own.audience or source.audience,
            interval=own.interval or source.interval or self.interval,
        )


class NetworkSettings(_Table):
    """Manners and limits of outgoing requests; times are seconds."""

    allow_hosts: tuple[_Host, ...] = ()
    contact: Annotated[str, AfterValidator(_header)] = ""
    timeout: _Seconds = 30
    deadline: _Seconds = 120
    browser: str = ""


class TelegramSettings(_Table):
    """The bot. Without a token there is none."""

    token: _Secret = None
    base_url: _Address = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    operators: tuple[Annotated[int, _Number], ...] = ()
    denied: tuple[Annotated[int, _Number], ...] = ()
    broadcast_rate: Annotated[int, _Number, Field(ge=1, le=1000)] = 30
    commands_per_minute: Annotated[int, _Number, Field(ge=1, le=1000)] = 20
    subscriptions_per_chat: Annotated[int, _Number, Field(ge=1, le=1000)] = 20


class WebhooksSettings(_Table):
    """Registered addresses. `key` encrypts their secrets; None: one is made beside the database.

    `ports` may be posted to, `from_chats` lets people register `per_chat` addresses each.
    """

    key: _Secret = None
    ports: tuple[Annotated[int, _Number, Field(ge=1, le=65535)], ...] = (443,)
    from_chats: bool = False
    per_chat: Annotated[int, _Number, Field(ge=1, le=1000)] = 3


class RoomSettings(_Table):
    """The operator's own room of a chat service: its address, which is secret."""

    url: _Secret = None


class SignedRoomSettings(RoomSettings):
    """One whose posts are signed."""

    secret: _Secret = None


class AppriseSettings(_Table):
    """Addresses in apprise's own spelling, which are secret; a file has one a line."""

    urls: Annotated[tuple[SecretStr, ...], BeforeValidator(_lines)] = ()


class BoardSettings(_Table):
    """Where the board and the API listen, `host:port`; empty turns them off."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8787"


class ApiSettings(_Table):
    """The operator's key for the API."""

    key: _Secret = None


class LocaleSettings(_Table):
    """Language and time zone for people who set none."""

    language: Literal["en", "zh"] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)


class ConsoleSettings(_Table):
    """Alerts on standard output."""

    enabled: bool = True


class JsonlSettings(_Table):
    """Alerts appended to a file, one JSON object a line; None turns it off."""

    path: Annotated[Path | None, _Optional] = None


class JudgeSettings(_Table):
    """How long a suspicious value is held; a move below `floor_percent` only enters the log."""

    hold_hours: Annotated[int, _Number, Field(ge=1)] = 48
    floor_percent: Annotated[Decimal, _Number, Field(ge=0, lt=100)] = Decimal(2)


class Reference(_Table):
    """A price that alerts compare with, per 1M tokens in its currency."""

    name: str
    vendor: str = ""
    currency: Literal["USD", "CNY", "EUR"]
    input: _Price
    output: _Price


class Rate(_Table):
    """Units of a currency per US dollar, as of a day."""

    per_dollar: _Price
    date: dt.date


def _rate(per_dollar: str) -> Rate:
    return Rate(per_dollar=Decimal(per_dollar), date=dt.date(2025, 11, 20))


class RatesSettings(_Table):
    """Exchange rates for display only: no alert can come of them."""

    CNY: Rate = _rate("7.1")
    EUR: Rate = _rate("0.87")


def _in_dollars(name: str, vendor: str, price: int, output: int) -> Reference:
    amounts = {"input": Decimal(price), "output": Decimal(output)}
    return Reference(name=name, vendor=vendor, currency="USD", **amounts)


REFERENCES: Final = (
    _in_dollars("GPT-4-Turbo", "openai", 10, 30),
    _in_dollars("Claude 3 Opus", "anthropic", 15, 75),
)


class Settings(BaseSettings):
    """All settings, checked and frozen. `Settings()` is the defaults; `load` reads the real ones.

    Nothing here looks at the process's own environment: `load` is handed one.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    store: StoreSettings = StoreSettings()
    sources: SourcesSettings = SourcesSettings()
    network: NetworkSettings = NetworkSettings()
    telegram: TelegramSettings = TelegramSettings()
    webhooks: WebhooksSettings = WebhooksSettings()
    board: BoardSettings = BoardSettings()
    api: ApiSettings = ApiSettings()
    locale: LocaleSettings = LocaleSettings()
    console: ConsoleSettings = ConsoleSettings()
    jsonl: JsonlSettings = JsonlSettings()
    slack: RoomSettings = RoomSettings()
    discord: RoomSettings = RoomSettings()
    feishu: SignedRoomSettings = SignedRoomSettings()
    dingtalk: SignedRoomSettings = SignedRoomSettings()
    wecom: RoomSettings = RoomSettings()
    apprise: AppriseSettings = AppriseSettings()
    judge: JudgeSettings = JudgeSettings()
    references: tuple[Reference, ...] = REFERENCES
    rates: RatesSettings = RatesSettings()

    def __init__(self, *given: PydanticBaseSettingsSource, **values: Any) -> None:
        own = InitSettingsSource(type(self), values)
        super().__init__(_build_sources=((own, *given), {}))


def find(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: the one named, else PRICEWAR_CONFIG, else ./config.toml if it is there."""
    named = config or environ.get(layers.CONFIG)
    if named:
        return Path(named)
    return HERE if HERE.is_file() else None


def load(
    config: Path | None, environ: Mapping[str, str], known: Mapping[str, Source] | None = None
) -> Settings:
    """The settings of a file and an environment; `known` are the sources there are, by name.

    Raises SettingsError.
    """
    known = registry.sources() if known is None else known
    kinds = dict(_kinds(Settings, known))
    given = [layers.from_environment(environ, kinds)]
    if path := find(config, environ):
        given.append(layers.from_file(path, kinds))
    try:
        settings = Settings(*(InitSettingsSource(Settings, one.nested()) for one in given))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    else:
        _check(settings.sources, known, given)
        return settings
    inner = [("references", name) for name in Reference.model_fields]
    raise SettingsError(layers.complaint(first, given, map(layers.dotted, [*kinds, *inner])))


def _kinds(
    table: type[BaseModel], known: Mapping[str, Source], above: Key = ()
) -> Iterator[tuple[Key, object]]:
    """Every key there is, with its type. A secret may also be given as the path of a file."""
    for name, field in table.model_fields.items():
        key, kind = (*above, name), field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _kinds(kind, known, key)
        elif get_origin(kind) is Mapping:
            yield from (((*key, page), _LIST) for page in known[above[-1]].pages if page)
        else:
            yield key, kind
            if SecretStr in get_args(kind):
                yield (*above, name + layers.IN_A_FILE), Path
    if table is SourcesSettings:
        for name in known:
            yield from _kinds(SourceSettings, known, (*above, name))


def _check(own: SourcesSettings, known: Mapping[str, Source], given: Sequence[Layer]) -> None:
    """What only the sources themselves can tell. Raises SettingsError."""
    for name in own.only:
        if name not in known:
            place = layers.origin(("sources", "only"), given)
            hint = layers.meant(name, known)
            raise SettingsError(f"{place}sources.only names {name!r}, which is no source{hint}")
    for name, one in own.named.items():
        if one.urls and len(known[name].pages) > 1:
            place = layers.origin(("sources", name, "urls"), given)
            pages = ", ".join(known[name].pages)
            raise SettingsError(
                f"{place}sources.{name}.urls cannot stand for several pages:"
                f" use sources.{name}.pages.<page> ({pages})"
            )

"""`pricewar webhook`: addresses that are told of changes. Works while the service runs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import app as service
from bot import layout, show, subscriptions, terminal
from bot.endpoints import FORMATS, Format
from bot.events import stamp
from bot.outbox import Outbox
from bot.store import Standing, Store
from bot.store.lease import Lease, Taken
from bot.subscriptions import BadRule, Subscription
from bot.terminal import AsJson, Config, Name, fail
from bot.webhooks import Desk, Made, NotDone, Wish, state
from scrapers import registry

__all__ = ["app"]

app = typer.Typer(help="Addresses that are told of changes.", no_args_is_help=True)
T = TypeVar("T")


@app.command()
def add(  # noqa: PLR0913, PLR0917 - an option each
    url: Annotated[str, typer.Argument(metavar="URL")],
    types: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE,…", help="Event types, or cut, free, rise, launch."),
    ] = None,
    vendor: Annotated[
        list[str] | None, typer.Option(metavar="VENDOR,…", help="All that these vendors do.")
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN,…", help="Such as glm-*; beside vendors.")
    ] = None,
    min_cut: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="The smallest move that is told.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=", ".join(FORMATS))
    ] = "standard",
    secret_file: Annotated[
        Path | None,
        typer.Option(help="What a Feishu or DingTalk robot signs with, in a file."),
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Register an address and post a test to it. Its secret is shown this once."""
    wanted = _wanted(types, vendor, model, min_cut)
    if form not in FORMATS:
        fail(f"--format {form}: it is one of {', '.join(FORMATS)}")
    wish = Wish(url, wanted, _format(form), _secret(secret_file))
    made = _done(config, lambda desk, now: desk.register(wish, now))
    if as_json:
        show.print_json([{"id": made.id, "secret": made.secret}])
    else:
        _introduce(made)
    if made.trouble:
        told = f"{made.trouble}; it counts once it answers `pricewar webhook test {made.id}`"
        typer.echo(f"pricewar: {told}", err=True)


def _introduce(made: Made) -> None:
    typer.echo(f"{made.id} is registered{'' if made.trouble else ', and has answered a test'}")
    if made.secret:
        typer.echo(f"its secret, which is not shown again: {made.secret}")


@app.command("list")
def list_(
    name: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Every address and how it does, or the last attempts with one."""
    with terminal.store(config) as store:
        if name is None:
            _list_all(store, as_json=as_json)
        else:
            _list_attempts(store, name, as_json=as_json)


def _list_all(store: Store, *, as_json: bool) -> None:
    lines = [_line(store, one) for one in store.standings()]
    if as_json:
        show.print_json(lines)
    elif lines:
        layout.print_table(show.listed(lines))
    else:
        typer.echo("no address is registered")


def _line(store: Store, one: Standing) -> dict[str, object]:
    endpoint = one.endpoint
    heard = store.subscriptions(endpoint.target)
    rules = [subscriptions.spell(subscriptions.rule_of(each.rule)) for each in heard]
    since = one.failing_since
    return {
        "id": endpoint.id,
        "state": state(one, paused=any(each.paused is not None for each in heard)),
        "format": endpoint.format,
        "address": endpoint.shown,
        "told": "; ".join(rules),
        "made_at": stamp(endpoint.made_at),
        "waiting": one.waiting,
        "failing_since": stamp(since) if since else None,
        "owner": endpoint.owner and f"{endpoint.owner.channel} {endpoint.owner.address}",
    }


def _list_attempts(store: Store, name: str, *, as_json: bool) -> None:
    one = store.registered(name)
    if one is None:
        fail(f"no address is registered as {name}: webhook list")
    lines = [
        {"at": stamp(a.at), "delivery": a.delivery, "status": a.status, "said": a.said}
        for a in store.attempts(one)
    ]
    if as_json:
        show.print_json(lines)
    elif lines:
        layout.print_table(show.listed(lines))
    else:
        typer.echo("nothing was posted there in the last 30 days")


@app.command("test")
def probe(name: Name, config: Config = None) -> None:
    """Post a test. An address that answers its first one counts from then on."""
    _done(config, lambda desk, now: desk.test(name, now))
    typer.echo(f"{name} has answered a test")


@app.command()
def replay(
    name: Annotated[str, typer.Argument(metavar="ID", help="An address or a delivery.")],
    since: Annotated[
        str | None, typer.Option(help="All since 7d, 24h, or a date; else what failed.")
    ] = None,
    config: Config = None,
) -> None:
    """Send again, with the same ids: one delivery, what failed, or all since a time."""
    start = terminal.since(since, config)

    async def again(desk: Desk, now: datetime) -> int:
        count = desk.replay(name, now, start)
        with suppress(Taken), Lease(terminal.settings(config).store.path):  # else the service does
            await Outbox(desk.store, desk.channels).run_once(now)
        return count

    count = _done(config, again)
    typer.echo(f"sent again: {count}")


@app.command()
def rotate(name: Name, config: Config = None, as_json: AsJson = False) -> None:
    """Another secret, shown this once; the one before it signs beside it for a day."""
    secret = _done(config, _soon(lambda desk, now: desk.rotate(name, now)))
    if as_json:
        show.print_json([{"id": name, "secret": secret}])
    else:
        typer.echo(f"its new secret, which is not shown again: {secret}")


@app.command()
def pause(name: Name, config: Config = None) -> None:
    """Tell it nothing until it is resumed."""
    _done(config, _soon(lambda desk, _: desk.pause(name)))
    typer.echo(f"{name} is paused")


@app.command()
def resume(name: Name, config: Config = None) -> None:
    """Tell it again; an address that had come to an end has to answer a test first."""
    _done(config, lambda desk, now: desk.resume(name, now))
    typer.echo(f"{name} is told again")


@app.command()
def remove(name: Name, config: Config = None) -> None:
    """Forget an address, its secret, and what was on its way to it."""
    _done(config, _soon(lambda desk, _: desk.remove(name)))
    typer.echo(f"{name} is forgotten")


def _wanted(
    types: Iterable[str] | None,
    vendors: Iterable[str] | None,
    models: Iterable[str] | None,
    min_cut: str | None,
) -> Subscription:
    """The filters as a subscription."""
    known = registry.vendors()
    slugs = [slug for word in _words(vendors) if (slug := terminal.vendor(word))]
    try:
        found = subscriptions.parse([*_words(types), *slugs], known)
    except BadRule as error:
        fail(f"--types: {error}")
    if found.models:
        fail(f"--types {found.models[0]}: neither an event type nor cut, free, rise or launch")
    floor = found.floor if min_cut is None else _share(min_cut)
    return replace(found, models=tuple(_words(models)), floor=floor)


def _words(given: Iterable[str] | None) -> list[str]:
    parts = [part.strip() for text in given or () for part in text.split(",")]
    return [part.casefold() for part in parts if part]


def _share(percent: str) -> Decimal:
    try:
        share = Decimal(percent.strip().rstrip("%％")) / 100
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share < 1:
        fail(f"--min-cut {percent}: a percentage below 100, such as 20")
    return share


def _format(text: str) -> Format:
    return next(one for one in FORMATS if one == text)


def _secret(path: Path | None) -> str | None:
    try:
        return path.read_text("utf8").strip() if path else None
    except (OSError, UnicodeDecodeError) as error:
        fail(f"--secret-file {path}: {error}")


def _soon(act: Callable[[Desk, datetime], T]) -> Callable[[Desk, datetime], Awaitable[T]]:
    """Something that needs no network."""

    async def wait(desk: Desk, now: datetime) -> T:
        return act(desk, now)

    return wait


def _done(config: Path | None, act: Callable[[Desk, datetime], Awaitable[T]]) -> T:
    """What comes of doing something at the desk; what cannot be done is one sentence."""
    settings = terminal.settings(config)

    async def work() -> T:
        async with service.addresses(settings) as desk:
            return await act(desk, service.utc_now())

    with terminal.naming(settings.store.path):
        try:
            return asyncio.run(work())
        except NotDone as error:
            fail(error)

"""The commands. Each is thin: settings in, one call, words out.

Standard output carries answers only; logs and errors go to standard error. Exit code 1 is a
failure named in one line, 2 wrong usage.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from bot import app as service
from bot import (
    chart,
    chat,
    layout,
    logs,
    quarantine_cli,
    show,
    subscriptions,
    terminal,
    webhooks_cli,
)
from bot import demo as war
from bot import doctor as medicine
from bot import evidence as proof
from bot import keep as cases
from bot import replay as captures
from bot import settings as configuration
from bot.answers import Answers, log, rows
from bot.channels import BadChannel
from bot.chat import rules
from bot.events import Event
from bot.interpreter import taking_turns
from bot.settings import Settings, SettingsError
from bot.store import Store
from bot.store.lease import Taken
from bot.terminal import AsJson, Config, fail
from scrapers import bodies, pages, reading, registry, render
from scrapers.errors import ScrapeError
from scrapers.fetch import Fetcher
from scrapers.quotes import Page, Source
from scrapers.render import Browser

app = typer.Typer(
    name="pricewar",
    help="Tells you when an LLM vendor cuts a price or makes a model free.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(quarantine_cli.app, name="quarantine", invoke_without_command=True)
app.add_typer(webhooks_cli.app, name="webhook")
SourceName = Annotated[str, typer.Argument(metavar="SOURCE", help="See `pricewar sources`.")]


def _source(name: str) -> Source:
    try:
        return registry.sources()[name]
    except KeyError:
        fail(f"{name} is no source; `pricewar sources` lists them")


@app.command()
def run(config: Config = None) -> None:
    """The service: first round at once, then on schedule; SIGTERM and SIGINT stop it cleanly."""
    logs.begin()
    settings = terminal.settings(config)
    with terminal.naming(settings.store.path), taking_turns():
        asyncio.run(service.serve(settings))


@app.command()
def check(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Only these, see `sources`.")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """One round now: fetch, read, check, diff, judge, store, and print the changes."""
    only = [_source(name).name for name in sources or ()]
    settings = terminal.settings(config)
    with terminal.naming(settings.store.path):
        events, failed = asyncio.run(_check(settings, only))
    show.print_changes(events, as_json=as_json)
    if failed:
        raise typer.Exit(1)


async def _check(settings: Settings, only: list[str]) -> tuple[list[Event], bool]:
    """The events of one round, and whether a source failed; progress where somebody looks."""
    events: list[Event] = []
    failed = False
    bar = Progress(SpinnerColumn(), TextColumn("{task.description}"), console=_errors())
    with bar:
        task = bar.add_task("asking the vendors", start=True)
        async for outcomes in service.check(settings, only):
            for outcome in outcomes:
                bar.update(task, description=f"read {outcome.place.source} {outcome.place.page}")
                events += outcome.events
            if error := outcomes[-1].error:
                failed = True
                print(f"pricewar: {outcomes[-1].place.source}: {error}", file=sys.stderr)
    return events, failed


def _errors() -> Console:
    return Console(stderr=True, quiet=not sys.stderr.isatty())


@app.command()
def read(
    source: SourceName,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Read a saved page with that source's reader: no network, no database."""
    reader = _source(source)
    try:
        text, _ = bodies.decode(file.read_bytes())
        quotes = reading.read(reader, Page(text, pages.kind_of(file)))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except ScrapeError as error:
        fail(f"{source}: {error}")
    if as_json:
        show.print_json(quote.json() for quote in quotes)
    else:
        layout.print_table(show.quotes(quotes))


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    db: Annotated[Path | None, typer.Option(help="Keep the database here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Feed dated captures through the whole live path, and print the events in order."""
    try:
        found = captures.captures(folder)
    except captures.BadCapture as error:
        fail(error)
    with (
        tempfile.TemporaryDirectory() as scratch,
        terminal.opened(db or Path(scratch) / "db") as store,
    ):
        if as_json:
            asyncio.run(_play(store, found, lambda event: show.print_json([event.json_line()])))
            return
        events: list[Event] = []
        asyncio.run(_play(store, found, events.append))
    show.print_changes(events)


async def _play(store: Store, found: list[captures.Capture], say: Callable[[Event], None]) -> None:
    defaults = Settings()
    after = timedelta(seconds=defaults.sources.confirm_after)
    async for outcome in captures.replay(store, found, service.rules(defaults), after):
        for event in outcome.events:
            say(event)


@app.command()
def demo(config: Config = None) -> None:
    """The price war of May 2024, offline, through the whole path, with the alerts it gives."""
    war.run(terminal.settings(config))


@app.command()
def prices(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="VENDOR or MODEL", help="Such as: zhipu, glm 4.5, zhipu glm-5"),
    ] = None,
    config: Config = None,
    free: Annotated[bool, typer.Option("--free", help="Only what is free.")] = False,
    as_json: AsJson = False,
) -> None:
    """The latest prices, with their age."""
    now, settings = service.utc_now(), terminal.settings(config)
    with terminal.opened(settings.store.path) as store:
        found = rows.prices(words or (), store, service.voice(settings), free=free)
        pages_read = store.pages()
    if not found:
        fail("no such prices are known" if pages_read else "no prices yet: run or check")
    if as_json:
        show.print_json(show.price_lines(found, now))
        return
    layout.print_table(show.prices(found, pages_read, now))
    for line in show.unread(found, pages_read, now):
        print(line)


@app.command()
def history(
    model: Annotated[
        list[str], typer.Argument(metavar="MODEL", help="Such as: glm-4.5, deepseek v4 pro")
    ],
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a chart here.")] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Every price a model ever had, and when."""
    settings = terminal.settings(config)
    with terminal.opened(settings.store.path) as store:
        steps = rows.history(model, store, service.voice(settings))
        if not steps:
            fail("no prices yet: run or check")
        if png:
            _draw(settings, store, " ".join(model), png)
    if as_json:
        show.print_json(show.past_line(step) for step in steps)
        return
    layout.print_table(show.history(steps))
    if png:
        print(f"wrote {png}")


def _draw(settings: Settings, store: Store, model: str, file: Path) -> None:
    """A model's history as a chart, as wide as a phone."""
    asked = Answers(store).picture(model, service.voice(settings), service.utc_now())
    drawn = chart.draw(asked)
    try:
        file.write_bytes(drawn)
    except OSError as error:
        fail(f"{file}: {error.strerror}")


@app.command()
def changes(
    since: Annotated[str | None, typer.Option(help="7d, 24h, or a date.")] = None,
    vendor: Annotated[
        str | None, typer.Option(help="Its name in any form: zhipu, 智谱, glm.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="An event type, or cut, free, rise, launch.")
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """The change log."""
    kinds, slug = terminal.kinds(kind or ()), terminal.vendor(vendor)
    with terminal.store(config) as store:
        events = store.events(since=terminal.since(since, config), vendor=slug)
    show.print_changes(log.of_kinds(events, kinds), as_json=as_json)


@app.command()
def evidence(
    change: Annotated[
        str, typer.Argument(metavar="CHANGE", help="An event's id, see `changes --json`.")
    ],
    out: Annotated[Path | None, typer.Option(help="Write the two kept pages here.")] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """The two kept pages and cells that prove a change."""
    with terminal.store(config) as store:
        event = store.event(change)
        if event is None:
            fail(f"no change is known as {change}")
        kept = {sha: store.body(sha) for sha in event.proofs}
    found = proof.exhibits(event, kept)
    try:
        written = proof.write(event, found, out) if out else []
    except OSError as error:
        fail(f"{out}: {error.strerror}")
    if as_json:
        show.print_json(show.exhibit_line(exhibit) for exhibit in found)
        return
    print(f"{event.type} {event.model or ''} {event.meter or ''}".strip())
    for line in show.exhibits(found):
        print(line)
    for path in written:
        print(f"wrote {path}")


@app.command()
def backtest(
    rule: Annotated[
        list[str], typer.Argument(metavar="RULE", help="Such as: deepseek glm-* cut free 20%")
    ],
    since: Annotated[str | None, typer.Option(help="7d, 24h, or a date.")] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """What a subscription would have been told on the recorded history."""
    start = terminal.since(since, config)
    try:
        subscription = rules.read(" ".join(rule), registry.vendors()).wanted
    except subscriptions.BadRule as error:
        fail(error)
    except rules.LongRule:
        fail(f"a rule has at most {rules.LONGEST} characters")
    with terminal.store(config) as store:
        events = store.events()
    told = [e for e in subscriptions.fired(subscription, events) if not start or e.at >= start]
    if as_json:
        show.print_changes(told, as_json=True)
        return
    show.print_changes(told)
    print(show.frequency(told, events, start))


@app.command()
def sources(config: Config = None, as_json: AsJson = False) -> None:
    """Every source: last good reading, streak of failures, quotes, next check."""
    settings = terminal.settings(config)
    running = {source.name for source in service.chosen(settings)}
    known = [settings.sources.adjusted(source) for source in registry.sources().values()]
    with terminal.opened(settings.store.path) as store:
        missing = render.missing(settings.network.browser)
        listed = show.health(known, store.pages(), running, missing, store.sureness())
    if as_json:
        show.print_json(line.json() for line in listed)
    else:
        layout.print_table(show.sources(listed, service.utc_now()))


@app.command()
def keep(
    source: SourceName,
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("kept"),
    config: Config = None,
) -> None:
    """Fetch a source's pages and write a case folder each, for a person to review."""
    settings = terminal.settings(config)
    chosen = settings.sources.adjusted(_source(source))
    try:
        done = asyncio.run(_keep(settings, chosen, out))
    except cases.KeptAlready as error:
        fail(error)
    for one in done:
        if one.came:
            said = f"refused: {one.error}" if one.error else f"{one.quotes} quotes"
            print(f"{one.folder}: {said}")
        else:
            print(f"pricewar: {source} {one.page}".rstrip() + f": {one.error}", file=sys.stderr)
    if not all(one.came for one in done):
        raise typer.Exit(1)


async def _keep(settings: Settings, source: Source, out: Path) -> list[cases.Kept]:
    manners = service.manners(settings)
    async with Fetcher(manners) as door, Browser(manners, settings.network.browser) as screen:
        return await cases.keep(source, out, service.utc_now(), door, screen)


@app.command()
def doctor(config: Config = None) -> None:
    """Settings, database, channels, disk, clock: what is wrong and how to mend it."""
    read: Settings | SettingsError
    running: list[Source] = []
    try:
        read = configuration.load(config, os.environ)
        running = service.chosen(read)
    except SettingsError as error:
        read = error
    origin = configuration.find(config, os.environ)
    look = medicine.Instruments(introduce=chat.introduce)
    now = service.utc_now()
    findings = medicine.diagnose(read, running, now, origin=origin, instruments=look)
    layout.print_table(show.findings(findings))
    if any(finding.level == "bad" for finding in findings):
        raise typer.Exit(1)


def main() -> None:
    """The one command."""
    if isinstance(sys.stdout, TextIOWrapper):  # an old encoding must not end in a traceback
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            app(prog_name="pricewar")
        finally:
            sys.stdout.flush()
    except UnicodeEncodeError:  # the bytes of an argument, which Python carries along as they are
        sys.exit("pricewar: what was typed is no text in UTF-8")
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, BadChannel, Taken, registry.BadVendor) as error:
        sys.exit(f"pricewar: {error}")

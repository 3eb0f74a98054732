"""`pricewar quarantine`: what waits for a person. Works while the service runs."""

from pathlib import Path

import typer

from bot import layout, show, terminal
from bot.state import Decision
from bot.terminal import AsJson, Config, Name, fail

__all__ = ["app"]

app = typer.Typer(help="Suspicious values that wait for a person.")


@app.callback()
def quarantine(context: typer.Context, config: Config = None, as_json: AsJson = False) -> None:
    """Suspicious values that wait for a person: list, approve ID, reject ID."""
    if context.invoked_subcommand is None:
        _list_held(config, as_json=as_json)
    context.obj = context.params


@app.command("list")
def list_held(context: typer.Context, config: Config = None, as_json: AsJson = False) -> None:
    """What waits, with the reason."""
    above = context.obj
    _list_held(config or above["config"], as_json=as_json or above["as_json"])


def _list_held(config: Path | None, *, as_json: bool) -> None:
    with terminal.store(config) as store:
        waiting = store.held()
    if as_json:
        show.print_json(show.held_line(one) for one in waiting)
    elif waiting:
        layout.print_table(show.quarantine(waiting))
    else:
        print("nothing is held")


@app.command()
def approve(context: typer.Context, name: Name, config: Config = None) -> None:
    """It is true: tell it with the next round."""
    _decide(config or context.obj["config"], name, "approved")


@app.command()
def reject(context: typer.Context, name: Name, config: Config = None) -> None:
    """It is a slip: keep the price that was known."""
    _decide(config or context.obj["config"], name, "rejected")


def _decide(config: Path | None, name: str, decision: Decision) -> None:
    with terminal.store(config) as store:
        try:
            matter = store.decide(name, decision).matter
        except KeyError:
            fail(f"nothing is held as {name}; `pricewar quarantine list` shows what is")
    print(f"{decision}: {matter.finding.model}, with effect from the next round")

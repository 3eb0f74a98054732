"""config.example.toml shows every key with its default."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from bot.settings import Reference, Settings, SourceSettings, load
from scrapers import registry

EXAMPLE = Path(__file__).resolve().parents[1] / "config.example.toml"


def test_the_example_is_loaded_and_holds_the_defaults() -> None:
    """A copied example behaves like no file at all."""
    assert load(EXAMPLE, {}, registry.sources()) == Settings()


def test_the_example_with_its_comments_removed(tmp_path: Path) -> None:
    """The keys that the example shows as comments are right too."""
    whole = tmp_path / "whole.toml"
    whole.write_text(whole_example(), "utf8")
    assert load(whole, {}, registry.sources()).sources.named


def test_the_example_names_every_key() -> None:
    """There is no key that config.example.toml does not show."""
    shown = set(shown_keys(tomllib.loads(whole_example())))
    keys = {*model_keys(Settings), *model_keys(SourceSettings, "sources.")}
    keys |= {*model_keys(Reference, "references."), "telegram.token_file"}
    assert keys - shown == set()


def whole_example() -> str:
    """The example with its commented keys taken for good."""
    return re.sub(r"(?m)^#(?=\S)", "", EXAMPLE.read_text("utf8"))


def shown_keys(table: Mapping[str, object], above: str = "") -> Iterator[str]:
    """The dotted keys of a TOML file; a source's name and a list's index are left out."""
    for name, value in table.items():
        key = above if name in registry.sources() else f"{above}{name}."
        yield key.rstrip(".")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from shown_keys(one, key)


def model_keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """The dotted keys of a model and of the models within."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from model_keys(kind, f"{above}{name}.")
        else:
            yield f"{above}{name}"

"""What a file and an environment say, by key, before the values are checked; and how to complain.

A key is known, or it is an error that names the nearest one. Complaints show no value: it may be a
secret that stands in the wrong place.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from os.path import commonprefix
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from pydantic import SecretStr
from pydantic_core import ErrorDetails

PREFIX: Final = "PRICEWAR_"
CONFIG: Final = "PRICEWAR_CONFIG"
IN_A_FILE: Final = "_file"  # ends the key that names the file of a secret

Key = tuple[str, ...]
Kinds = Mapping[Key, object]  # every key there is, with its type

# By pydantic's type of the error, whole or its first word.
_WORDS: Final = {
    "value_error": "{error}",
    "missing": "is missing",
    "extra_forbidden": "is no setting",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "finite_number": "must be a number",
    "int": "must be a whole number",
    "decimal": "must be a number",
    "bool": "must be true or false",
    "string": "must be text",
    "path": "must be the path of a file",
    "date": "must be a date such as 2026-01-31",
    "tuple": "must be a list",
    "model": "must be a table",
}


class SettingsError(ValueError):
    """A setting that cannot be used, in one sentence with its full key. Shows no secret."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Values by key from one file, or (where there is no file) from the environment."""

    file: Path | None
    values: Mapping[Key, Any]

    def nested(self) -> dict[str, Any]:
        """The values as tables within tables."""
        root: dict[str, Any] = {}
        for key, value in self.values.items():
            table = root
            for name in key[:-1]:
                table = table.setdefault(name, {})
            table[key[-1]] = value
        return root


def dotted(key: Key) -> str:
    """The key as people write it."""
    return ".".join(key)


def variable(key: Key) -> str:
    """The environment variable that gives this key."""
    return PREFIX + re.sub(r"[^A-Z0-9]", "_", "__".join(key).upper())


def from_environment(environ: Mapping[str, str], kinds: Kinds) -> Layer:
    """What the variables that begin with PRICEWAR_ say. Raises SettingsError."""
    known = {variable(key): key for key in kinds}
    values: dict[Key, Any] = {}
    for name, text in environ.items():
        if not name.startswith(PREFIX) or name == CONFIG:
            continue
        if name not in known:
            raise SettingsError(_unknown_variable(name, known))
        key = known[name]
        values[key] = _list(key, text) if get_origin(kinds[key]) is tuple else text
    return Layer(None, _opened(values, kinds, None))


def _unknown_variable(name: str, known: Mapping[str, Key]) -> str:
    said = name.removeprefix(PREFIX)
    words = [one.removeprefix(PREFIX) for one in known]
    near = [PREFIX + one for one in difflib.get_close_matches(said, words, n=1)]
    hint = "".join(f"; did you mean {dotted(known[one])} ({one})?" for one in near)
    return f"{name}: {dotted(tuple(said.lower().split('__')))} is no setting{hint}"


def _list(key: Key, text: str) -> list[Any]:
    """JSON, or words with commas between."""
    if not text.lstrip().startswith("["):
        return [word.strip() for word in text.split(",") if word.strip()]
    try:
        return list(json.loads(text, parse_float=Decimal))
    except json.JSONDecodeError:
        raise SettingsError(f"{_place(key, None)} must be a list in JSON") from None


def from_file(path: Path, kinds: Kinds) -> Layer:
    """What a TOML file says; its numbers stay exact. Raises SettingsError."""
    try:
        root = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    values = dict(_leaves(root, kinds))
    tables = {key[:depth] for key in kinds for depth in range(1, len(key))}
    for key, value in values.items():
        if key in tables and value != {}:
            raise SettingsError(f"{_place(key, path)} must be a table, [{dotted(key)}]")
        if key not in kinds and key not in tables:
            hint = meant(dotted(key), map(dotted, kinds))
            raise SettingsError(f"{_place(key, path)} is no setting{hint}")
    return Layer(path, _opened(values, kinds, path))


def _leaves(table: Mapping[str, Any], kinds: Kinds, above: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in table.items():
        key = (*above, name)
        if isinstance(value, dict) and value and key not in kinds:
            yield from _leaves(value, kinds, key)
        else:
            yield key, value


def _opened(values: Mapping[Key, Any], kinds: Kinds, file: Path | None) -> dict[Key, Any]:
    """The values with secrets wrapped, those that stand in files of their own read from there."""
    opened = {
        key: SecretStr(value) if _wraps(kinds.get(key), value) else value
        for key, value in values.items()
        if not key[-1].endswith(IN_A_FILE)
    }
    for key in values.keys() - opened.keys():
        secret = (*key[:-1], key[-1].removesuffix(IN_A_FILE))
        if values[key] and opened.get(secret):
            raise SettingsError(f"{_place(key, file)} and {dotted(secret)} are both given")
        if values[key]:
            opened[secret] = _secret(values[key], _place(key, file))
    return opened


def _wraps(kind: object, value: object) -> bool:
    return SecretStr in get_args(kind) and isinstance(value, str) and value != ""


def _secret(file: Any, place: str) -> SecretStr:
    try:
        text = Path(file).read_text("utf8").strip()
    except TypeError:
        raise SettingsError(f"{place} must be the path of a file") from None
    except OSError as error:
        raise SettingsError(f"{place} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{place} names a file that is not UTF-8 text") from None
    if not text:
        raise SettingsError(f"{place} names an empty file")
    return SecretStr(text)


def _place(key: Key, file: Path | None) -> str:
    return f"{file or variable(key)}: {dotted(key)}"


def meant(text: str, known: Iterable[str]) -> str:
    """The end of a sentence that names the known word nearest to this one, if any is near."""
    near = difflib.get_close_matches(text, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def complaint(error: ErrorDetails, layers: Sequence[Layer], known: Iterable[str]) -> str:
    """What pydantic found wrong, in the words of someone who edits a file."""
    parts = error["loc"]
    key = tuple(part for part in parts if isinstance(part, str))
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)[1:]
    words = _WORDS.get(error["type"]) or _WORDS.get(error["type"].split("_")[0]) or error["msg"]
    told = words.format(**error.get("ctx", {}))
    hint = meant(dotted(key), known) if error["type"] == "extra_forbidden" else ""
    return f"{origin(key, layers)}{path} {told}{hint}"


def origin(key: Key, layers: Sequence[Layer]) -> str:
    """Who gave a key, or else what stands nearest to it, as the beginning of a sentence."""
    given = [(one, layer.file) for layer in layers for one in layer.values]
    shared = [len(commonprefix([one, key])) for one, _ in given]  # noqa: RUF071 - keys, no paths
    nearest, file = given[shared.index(max(shared))]
    return f"{file or variable(nearest)}: "

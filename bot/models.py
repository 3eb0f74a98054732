"""Which names are one model: the same weights under the ids of several hosts. Pure.

What is known about names stands in models.toml, with an example for each rule; the code here only
applies it. Identity is for finding and comparing: it never merges prices.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?![\d.]*[kbm]\b)")  # not 32k, 72b
_NO_VERSION: Final = 100
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
ENOUGH: Final = 8  # rounds: no real name needs more than four, and each should take something away


class BadModels(ValueError):
    """A data file that cannot be used: the message names the place and what is wrong with it."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


_Regex = Annotated[str, AfterValidator(_regex)]


class Rule(_Table):
    """One step: what is found gives way to `put`; its groups make up a snapshot or a variant.

    `like` pairs ids that the rule shows to be one; a test reads them.
    """

    find: _Regex
    put: str = ""
    why: str
    like: Mapping[str, str]


class Family(_Table):
    """What a vendor's models are called: `starts` begin their names, `words` are nicknames."""

    name: str
    vendor: str
    starts: tuple[str, ...]
    words: tuple[str, ...] = ()


class _General(_Table):
    names: tuple[_Regex, ...]


class Rules(_Table):
    """The data file as it stands, see its own comments."""

    words: Mapping[str, tuple[_Regex, ...]]
    rules: tuple[Rule, ...]
    general: _General
    same: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    beside: Mapping[str, str]
    families: Mapping[str, Family]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a name means: the model, its family, which dated snapshot, under which other terms.

    `name` is an id that means itself. `snapshot` is a date as far as it is given (`2024-08-06`,
    `2025-07`, `05-28`) or a word (`latest`, `001`); `variant` is `free`, `thinking`, `fp8` …
    """

    name: str
    family: str
    snapshot: str | None = None
    variant: str | None = None

    @property
    def alias(self) -> "Identity":
        """The model without its date: what a snapshot is a snapshot of."""
        return replace(self, snapshot=None)

    @property
    def text(self) -> str:
        """The identity in one word, for people: `gpt-4o@2024-08-06`, `glm-4.5-air:free`."""
        at = f"@{self.snapshot}" if self.snapshot else ""
        return self.name + at + (f":{self.variant}" if self.variant else "")


@dataclass(frozen=True, slots=True)
class _Reader:
    """The rules, compiled."""

    rules: Rules
    steps: tuple[tuple[re.Pattern[str], str], ...]
    general: re.Pattern[str]
    families: re.Pattern[str]
    keys: Mapping[str, str]

    def identity(self, model: str, source: str | None) -> Identity:
        whole = small(model)
        provider, whole = self._called(whole, source)
        name, snapshots, variants = whole, list[str](), list[str]()
        for _ in range(ENOUGH + len(whole)):
            before = name
            for find, put in self.steps:
                name = _applied(find, put, name, snapshots, variants)
            if name == before:
                break
        if provider and self.general.fullmatch(name):
            name = f"{provider}/{name}"
        date = " ".join(dict.fromkeys(snapshots))
        usual = date in self.rules.same.get(name, ())
        variant = " ".join(sorted(set(variants)))
        return Identity(name, self.family(name), None if usual else date or None, variant or None)

    def _called(self, whole: str, source: str | None) -> tuple[str, str]:
        """Who offers it, and what is left without the path. A display name has no path."""
        aliases = self.rules.aliases
        if whole in aliases:
            return source or "", aliases[whole]
        if any(map(str.isspace, whole)):
            return source or "", whole.replace("/", " ")
        path, _, last = whole.strip("/").rpartition("/")
        if not last:
            return source or "", whole
        return path.rpartition("/")[2] or source or "", aliases.get(last, last)

    def family(self, name: str) -> str:
        """The key of the family, where none is known the first word of the name."""
        if found := self.families.match(name):
            return self.keys[found[1]]
        return re.split(r"[-\d./:@ ]", name, maxsplit=1)[0] or name


def small(model: str) -> str:
    """The name in small letters, full-width ones and dashes of all kinds made plain."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", model).casefold())
    return folded.translate(_DASHES).strip()


def _applied(
    find: re.Pattern[str], put: str, name: str, snapshots: list[str], variants: list[str]
) -> str:
    """The name after one rule. A rule that would leave nothing is not meant."""
    match = find.search(name)
    if match is None or not (after := find.sub(put, name, count=1 if find.groupindex else 0)):
        return name
    groups = {key: value for key, value in match.groupdict().items() if value}
    variants += [groups["variant"]] if "variant" in groups else []
    year = groups.get("y", "")
    date = [f"20{year}" if len(year) == 2 else year, groups.get("m"), groups.get("d")]
    snapshot = "-".join(part for part in date if part) or groups.get("n", "")
    snapshots += [snapshot] if snapshot else []
    return after


def load(text: str) -> _Reader:
    """The rules of a data file, checked. Raises BadModels, naming the place."""
    try:
        rules = Rules.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadModels(f"models.toml: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BadModels(f"models.toml: {where}: {first['msg']}") from error
    reader = _compiled(rules)
    for table, names in (("same", rules.same), ("beside", rules.beside)):
        for name in names:
            _settled(reader, name, table)
    for alias, name in rules.aliases.items():
        if {name, reader.identity(name, None).name} & rules.aliases.keys():
            raise BadModels(f"models.toml: aliases.{alias}: {name} is an alias too")
    return reader


def _settled(reader: _Reader, name: str, table: str) -> None:
    if (found := reader.identity(name, None).name) != name:
        raise BadModels(f"models.toml: {table}.{name}: is called {found}")


def _compiled(rules: Rules) -> _Reader:
    keys = {start: key for key, family in rules.families.items() for start in family.starts}
    starts = "|".join(sorted(keys, key=len, reverse=True))
    lists = {name: f"(?:{'|'.join(words)})" for name, words in rules.words.items()}
    lists["families"] = f"(?:{starts})(?![a-z])"

    def fill(match: re.Match[str]) -> str:
        if match[1] not in lists:
            raise BadModels(f"models.toml: words.{match[1]}: is missing, and a rule names it")
        return lists[match[1]]

    steps = [(re.compile(re.sub(r"\{([a-z]+)\}", fill, r.find)), r.put) for r in rules.rules]
    return _Reader(
        rules=rules,
        steps=tuple(steps),
        general=re.compile("|".join(rules.general.names)),
        families=re.compile(f"({starts})(?![a-z])"),
        keys=keys,
    )


@cache
def _own() -> _Reader:
    return load(files("bot").joinpath("models.toml").read_text("utf8"))


def identity(model: str, source: str | None = None) -> Identity:
    """What a name means; `source` qualifies a name that says too little by itself (`Rerank`)."""
    return _identity(model, source)


@lru_cache(maxsize=65_536)  # an aggregator's names, asked again with every question
def _identity(model: str, source: str | None) -> Identity:
    return _own().identity(model, source)


def version(one: Identity) -> float:
    """The first number of a name, which is its version where it has one; 0 where it has none."""
    numbers = (float(number) for number in _NUMBER.findall(one.name))
    return next((number for number in numbers if number < _NO_VERSION), 0)


def rules() -> Rules:
    """The data file."""
    return _own().rules


def same(one: str, other: str) -> bool:
    """Do two ids name one model, of one date, under the same terms?"""
    return identity(one) == identity(other)


def alike(model: str, names: Iterable[str]) -> list[str]:
    """Those of the names that are the same model."""
    meant = identity(model)
    return [name for name in names if identity(name) == meant]

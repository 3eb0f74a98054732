"""The JSON Schema of what webhooks carry, made from the models. Pure."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from bot.events import FIXED, Type
from bot.payload import TEST, Message

__all__ = ["SAYS", "schema"]

_PRICE: Final = ("model", "meter", "currency", "per")
_MOVE: Final = (*_PRICE, "old", "new", "ratio")
# What an event of a type always says, beyond the fields that none is without.
SAYS: Final[Mapping[Type, tuple[str, ...]]] = {
    "price.cut": _MOVE,
    "price.raised": _MOVE,
    "price.freed": _MOVE,
    "price.charged": (*_PRICE, "old", "new"),  # there is no ratio to 0
    "price.scheduled": (*_PRICE, "new"),
    "price.unscheduled": (*_PRICE, "old"),
    "price.retracted": ("model", "refutes"),
    "promo.started": _MOVE,
    "promo.ending": (*_PRICE, "old", "effective_until"),
    "promo.ended": _MOVE,
    "model.launched": ("model", "after"),
    "model.withdrawn": ("model", "before"),
    "model.renamed": ("model", "was_model"),
    "terms.changed": ("model", "before", "after", "direction"),
    "price.quarantined": ("reason", "note"),
    "source.broken": ("reason",),
    "source.recovered": (),
    "source.stale": (),
}


def schema() -> dict[str, Any]:
    """Every message that a webhook can carry, one alternative a type.

    Fields may be added to any object: what is not known is to be passed over.
    """
    whole = _bare(Message.model_json_schema(mode="serialization"))
    named = whole["$defs"] | {"Said": {"not": {"type": "null"}}}
    named["Told"]["required"] = sorted(FIXED)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a webhook of pricewar carries",
        "description": whole["description"],
        "type": "object",
        "properties": whole["properties"],
        "required": whole["required"],
        "oneOf": [*map(_event, get_args(Type)), _message(TEST, {"$ref": "#/$defs/Probe"})],
        "$defs": named,
    }


def _event(kind: Type) -> dict[str, Any]:
    said = {"type": {"const": kind}} | {name: {"$ref": "#/$defs/Said"} for name in SAYS[kind]}
    own = {"properties": said, "required": list(said)}
    return _message(kind, {"allOf": [{"$ref": "#/$defs/Told"}, own]})


def _message(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"title": kind, "properties": {"type": {"const": kind}, "data": data}}


def _bare(value: Any) -> Any:
    """Without what only repeats a name, and without what would forbid another field."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    dropped = {"additionalProperties": False, "default": None}
    kept = {key: one for key, one in value.items() if dropped.get(key, ...) is not one}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    return {key: _bare(one) for key, one in kept.items()}

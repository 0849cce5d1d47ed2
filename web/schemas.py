"""JSON Schemas of Python types, so that what an answer holds is said once, as a type."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    Fraction: {"type": "string", "pattern": r"^\d+(/\d+)?$"},
    Any: {},
    object: {},
}


class Schemas:
    """Collects the named schemas that the types of a description need, each once."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def of(self, hint: Any) -> Schema:
        """The schema of a type; a schema stays as it is.

        Raises
        ------
        TypeError
            A type that has no form in JSON here.
        """
        if isinstance(hint, dict):
            return hint
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        if is_typeddict(hint) or is_dataclass(hint):
            return self._record(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"type": "string", "enum": [member.value for member in hint]}
        return self._made_of(get_origin(hint) or hint, get_args(hint))

    def _made_of(self, origin: Any, parts: tuple[Any, ...]) -> Schema:
        """The schema of a type that is made of others."""
        if origin is Annotated:
            return self.of(parts[0]) | {"description": str(parts[1])}
        if origin is Literal:
            return {"enum": list(parts)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(part) for part in parts]}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object"} | (
                {"additionalProperties": self.of(parts[1])} if parts else {}
            )
        if isinstance(origin, type) and issubclass(origin, Sequence | frozenset):
            return {"type": "array"} | ({"items": self.of(parts[0])} if parts else {})
        raise TypeError(f"{origin!r} has no JSON Schema here")

    def _record(self, kind: Any) -> Schema:
        """A reference to the schema of a record, which is written on first sight."""
        name = kind.__name__
        if name not in self.named:
            self.named[name] = {}
            hints = get_type_hints(kind, include_extras=True)
            names = [f.name for f in fields(kind)] if is_dataclass(kind) else list(hints)
            self.named[name] = {
                "type": "object",
                "description": (kind.__doc__ or "").partition("\n\n")[0].replace("\n   ", ""),
                "properties": {n: self.of(_inner(hints[n])) for n in names},
                "required": [n for n in names if get_origin(hints[n]) is not NotRequired],
            }
        return {"$ref": f"#/components/schemas/{name}"}


def _inner(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint

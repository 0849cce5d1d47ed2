"""The OpenAPI 3.1 description of every address under /api, made from the functions themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, TypedDict

from graph.errors import CaptivityError, Finding, NotAllowed, StoreUnavailable
from ontology import VERSION
from web.operation import OPERATIONS, Operation, Parameter
from web.paging import TOTAL
from web.schemas import Schema, Schemas

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"
METHODS = ("GET", "POST", "PUT", "DELETE")
#: Whatever the address, these can happen to it.
ALWAYS: tuple[type[CaptivityError], ...] = (NotAllowed, StoreUnavailable)
_CONVERTER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


class Problem(TypedDict):
    """What went wrong, as RFC 9457 has it, with our code for it."""

    type: str
    title: str
    status: int
    detail: str
    code: str


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one path of the API, and the function behind it.

    ``operation`` is None for one that nobody has described.
    """

    path: str
    method: str
    function: Callable[..., Any]
    operation: Operation | None

    @property
    def words(self) -> tuple[str, str]:
        """The first sentence of the docstring, and what follows it."""
        first, _, rest = cleandoc(self.function.__doc__ or "").partition("\n\n")
        rest = re.split(r"\n*(?:Raises|Parameters|See Also)\n---", rest)[0]
        return " ".join(first.split()), " ".join(rest.split())

    @property
    def name(self) -> str:
        """What programs may call the operation."""
        path = _CONVERTER.sub(r"by-\1", self.path.removeprefix("/"))
        return f"{self.method.lower()}-{path}".replace("/", "-").replace(".", "-")


def list_routes(app: Flask) -> list[Route]:
    """Every route under /api, by path."""
    return sorted(_iter_routes(app), key=lambda route: (route.path, METHODS.index(route.method)))


def _iter_routes(app: Flask) -> Iterator[Route]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            function = app.view_functions[rule.endpoint]
            for method in sorted(_methods(rule)):
                yield Route(rule.rule, method, function, OPERATIONS.get(function))


def _methods(rule: Rule) -> set[str]:
    return {method for method in rule.methods or () if method in METHODS}


def make_openapi(app: Flask) -> dict[str, Any]:
    """The description as a JSON document.

    Raises
    ------
    LookupError
        A route under /api that says nothing of itself.
    """
    schemas = Schemas()
    schemas.named["Problem"] = _problem_schema(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for route in list_routes(app):
        if route.operation is None:
            raise LookupError(f"Nothing describes {route.method} {route.path}: add @describe")
        path = _CONVERTER.sub(r"{\1}", route.path)
        told = _describe_route(route, route.operation, schemas)
        paths.setdefault(path, {})[route.method.lower()] = told
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Captivity",
            "version": VERSION,
            "summary": "Who sells which AI model through whose platform, and who can shut it.",
            "description": "Everything that the pages show, as JSON. Fractions are texts such as "
            "1/3, so that they stay exact. Each answer has a weak ETag that changes with the data.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.named.items())),
            "headers": {"ETag": ETAG, "Link": LINK, TOTAL: COUNT},
        },
    }


ETAG = {
    "description": "Changes with the data and the day: send it as If-None-Match, and 304 comes "
    "back while nothing has changed.",
    "schema": {"type": "string"},
}
LINK = {
    "description": "Where the first, previous, next and last part of a list are (RFC 8288).",
    "schema": {"type": "string"},
}
COUNT = {
    "description": "How many items the whole list has, of which the answer may be a part.",
    "schema": {"type": "integer"},
}


def _describe_route(route: Route, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    summary, description = route.words
    told: dict[str, Any] = {
        "operationId": route.name,
        "tags": [operation.topic],
        "summary": summary,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": _responses(route, operation, schemas),
    }
    return told | ({"description": description} if description else {})


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: Schema = {"type": parameter.type}
    for key, value in (
        ("format", parameter.format),
        ("enum", list(parameter.enum)),
        ("minimum", parameter.at_least),
        ("maximum", parameter.at_most),
        ("default", parameter.default),
    ):
        if value not in (None, []) and (value != "" or key == "default"):
            schema[key] = value
    if parameter.many:
        schema = {"type": "array", "items": schema}
    told = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.words,
        "required": parameter.required,
        "schema": schema,
    }
    if parameter.example:
        told["example"] = [parameter.example] if parameter.many else parameter.example
    return told


def _responses(route: Route, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    forms: dict[str, Any] = {"application/json": {"schema": schemas.of(operation.answer)}}
    forms |= {form: {"schema": {"type": "string"}} for form in operation.forms}
    good: dict[str, Any] = {"description": "The answer.", "content": forms}
    found: dict[str, Any] = {"200": good}
    if route.method == "GET":
        good["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
        if any(parameter.name == "offset" for parameter in operation.parameters):
            good["headers"] |= {
                name: {"$ref": f"#/components/headers/{name}"} for name in ("Link", TOTAL)
            }
        found["304"] = {"description": "Nothing has changed since the answer of that ETag."}
    kinds: dict[int, list[type[CaptivityError]]] = {}
    for kind in dict.fromkeys((*operation.raises, *ALWAYS)):
        kinds.setdefault(kind.status, []).append(kind)
    for status in sorted(kinds):
        found[str(status)] = _refusal(kinds[status])
    return found


def _refusal(kinds: list[type[CaptivityError]]) -> dict[str, Any]:
    told = [f"`{kind.code}`: {_first_line(kind)}" for kind in kinds]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "\n\n".join(told), "content": {PROBLEM_TYPE: {"schema": schema}}}


def _problem_schema(schemas: Schemas) -> Schema:
    schemas.of(Problem)
    schema = schemas.named["Problem"]
    schema["properties"]["code"] = {
        "type": "string",
        "description": "Stable: " + ", ".join(sorted({kind.code for kind in iter_kinds()})),
    }
    schema["properties"] |= {
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "findings": {"type": "array", "items": schemas.of(Finding)},
    }
    return schema


def iter_kinds(root: type[CaptivityError] = CaptivityError) -> Iterator[type[CaptivityError]]:
    """Yield every kind of error, the root first."""
    yield root
    for kind in root.__subclasses__():
        yield from iter_kinds(kind)


def _first_line(kind: type[CaptivityError]) -> str:
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split())

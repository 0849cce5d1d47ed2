"""The API says of itself what it does: the description is whole, valid, and true."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from graph.errors import CaptivityError
from web.openapi import iter_kinds, list_routes, make_openapi


@pytest.fixture(scope="module")
def described(shipped: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = shipped.get("/api/openapi.json").get_json()
    return found


def test_every_route_of_the_api_is_described(shipped: FlaskClient) -> None:
    silent = [r.path for r in list_routes(shipped.application) if r.operation is None]
    assert silent == []


def test_route_that_says_nothing_is_named(small_app: Flask) -> None:
    small_app.add_url_rule("/api/silent", view_func=lambda: "nothing")
    with pytest.raises(LookupError, match="GET /api/silent"):
        make_openapi(small_app)


def test_description_is_valid_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    validate(described)


def test_every_part_of_a_path_is_a_parameter(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for told in methods.values():
            named = {p["name"] for p in told["parameters"] if p["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}, path
            assert told["summary"].endswith("."), path


def test_every_code_of_an_error_is_told(described: dict[str, Any]) -> None:
    words = described["components"]["schemas"]["Problem"]["properties"]["code"]["description"]
    assert {kind.code for kind in iter_kinds(CaptivityError)} <= set(
        words.removeprefix("Stable: ").split(", ")
    )


def test_example_of_every_operation_answers(small: FlaskClient) -> None:
    for route in list_routes(small.application):
        assert route.operation is not None
        if route.method == "GET":
            assert route.operation.tries, route.path
            answer = small.get(route.operation.tries)
            assert answer.status_code == 200, route.operation.tries


def test_page_lists_every_operation_with_its_parameters(shipped: FlaskClient) -> None:
    page = shipped.get("/api", headers={"Accept": "text/html"}).text
    for route in list_routes(shipped.application):
        assert route.path.replace("<", "&lt;").replace(">", "&gt;") in page
        assert route.operation is not None
        for parameter in route.operation.parameters:
            assert f"<code>{parameter.name}</code>" in page


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/api/nope", 404, "not-found"),
        ("DELETE", "/api/counts", 405, "method-not-allowed"),
        ("GET", "/api/score?as_of=soon", 400, "invalid-date"),
        ("GET", "/api/entity/codx", 404, "unknown-entity"),
    ],
)
def test_errors_of_the_api_are_problem_documents_for_browsers_too(
    shipped: FlaskClient, method: str, address: str, status: int, code: str
) -> None:
    answer = shipped.open(address, method=method, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["code"] == code

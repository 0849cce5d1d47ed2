"""The description of the API: OpenAPI for programs, a page for people, both from the code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from web.answers import as_json
from web.openapi import Route, list_routes, make_openapi
from web.operation import describe

api_page = Blueprint("api_page", __name__)

TOPICS = ("Market", "Tables", "Thesis and what-if", "Questions", "Records", "Names", "This service")
ADDRESS = "/api/openapi.json"


@api_page.get(ADDRESS)
@describe(answer=dict[str, Any], topic="This service", tries=ADDRESS)
def openapi() -> Response:
    """The description of the API, as OpenAPI 3.1."""
    return as_json(make_openapi(current_app))


@api_page.get("/api")
def show_api() -> str:
    """Every address of the API with its parameters and an example to open."""
    return render_template("api.html", topics=group_routes(list_routes(current_app)))


def group_routes(routes: list[Route]) -> dict[str, list[Route]]:
    """Topic -> its routes, in their order; the topics that most readers want come first."""
    found: dict[str, list[Route]] = {topic: [] for topic in TOPICS}
    for route in routes:
        if route.operation is not None:
            found.setdefault(route.operation.topic, []).append(route)
    return {topic: group for topic, group in found.items() if group}

"""Queries of programs are answered before the pages' framework, and exactly as it answers them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import Client

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from web.app import create_app
from web.quick_sparql import QuickSparql, read_query

ALL = quote("SELECT * { ?s rdfs:label ?o } ORDER BY ?s ?o LIMIT 200")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def app(shipped_store: EmbeddedStore) -> Flask:
    return create_app(Settings(store=":memory:"), shipped_store)


def both(app: Flask, **request: Any) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """Status, headers and body by the quick way and by the routes."""
    quick = app.wsgi_app
    assert isinstance(quick, QuickSparql)
    answers = [Client(way).open(**request) for way in (quick, quick.rest)]
    return [(a.status_code, sorted(a.headers), a.data) for a in answers]


@pytest.mark.parametrize(
    "request_",
    [
        {"path": f"/sparql?query={ALL}"},
        {"path": f"/sparql/?query={ALL}", "headers": {"Accept": "text/csv"}},
        {"path": f"/sparql?query={ALL}", "headers": {"Accept-Encoding": "gzip"}},
        {"path": "/sparql?query=ASK%7B%7D", "headers": {"Accept-Encoding": "gzip"}},
        {"path": f"/sparql?query={ALL}&format=csv&download=1"},
        {"path": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"},
        {"path": "/sparql?query=SELECT%20%7B"},
        {"path": "/sparql?query=ASK%7B%7D", "headers": {"Accept": "text/turtle"}},
        {"path": "/sparql?query=ASK%7B%7D&as-of=yesterday"},
        {"path": "/sparql?query=ASK%7B%7D", "headers": {"Host": "elsewhere.example"}},
        {"path": f"/sparql?query={quote('CONSTRUCT { <a> <b> <c> } {}')}"},
        {"path": "/sparql?query=ASK%20%7B%20%FF%20%7D"},
        {"path": "/sparql", "method": "POST", "data": f"query={ALL}", "content_type": FORM},
        {
            "path": "/sparql?default-graph-uri=urn:g",
            "method": "POST",
            "data": "ASK { ?s ?p ?o }",
            "content_type": "application/sparql-query",
        },
        {
            "path": "/sparql",
            "method": "POST",
            "data": b"ASK { ?s ?p '\xff' }",
            "content_type": "application/sparql-query",
        },
        {"path": "/sparql", "method": "POST", "data": "query=A&update=B", "content_type": FORM},
        {"path": "/sparql", "headers": {"Accept": "text/turtle;q=0"}},
    ],
)
def test_both_ways_answer_alike(app: Flask, request_: dict[str, Any]) -> None:
    quick, slow = both(app, **request_)
    assert quick == slow


def test_answer_that_the_client_has_is_not_sent_again(app: Flask) -> None:
    path = f"/sparql?query={ALL}"
    tag = Client(app).get(path).headers["ETag"]
    quick, slow = both(app, path=path, headers={"If-None-Match": tag})
    assert quick == slow
    assert quick[0] == 304


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/sparql?query={ALL}", {"Accept": "text/html,*/*"}),
        ("/sparql", {}),
        ("/", {}),
    ],
)
def test_pages_and_descriptions_are_left_to_the_routes(
    app: Flask, path: str, headers: dict[str, str]
) -> None:
    with app.test_request_context(path, headers=headers) as context:
        environ = context.request.environ
        assert environ["PATH_INFO"] == "/" or read_query(environ) is None

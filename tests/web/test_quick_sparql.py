"""Queries of programs are answered before the pages' framework, and exactly as it answers them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from flask import Flask

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from web.app import create_app
from web.asgi import collect_headers
from web.quick_sparql import read_query
from web.server import make_asgi
from web.waiting import Waiting

ALL = quote("SELECT * { ?s a ctv:Stake ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 200")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
Answer = tuple[int, list[tuple[str, str]], bytes]


@pytest.fixture(scope="module")
def app(shipped_store: EmbeddedStore) -> Flask:
    return create_app(Settings(store=":memory:"), shipped_store)


def both(
    app: Flask, path: str, *, method: str = "GET", data: bytes = b"", **headers: str
) -> list[Answer]:
    """Status, headers and body by the quick way and by the routes."""

    async def ask(client: httpx.AsyncClient) -> Answer:
        sent = {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
        answer = await client.request(method, path, headers=sent, content=data)
        return answer.status_code, sorted(answer.headers.multi_items()), answer.content

    async def ask_both() -> list[Answer]:
        waiting = Waiting()
        with ThreadPoolExecutor(4) as threads:
            quick = make_asgi(app, threads, waiting)
            answers = []
            for way in (quick, quick.rest):
                transport = httpx.ASGITransport(app=way)
                async with httpx.AsyncClient(
                    transport=transport, base_url="http://localhost"
                ) as client:
                    answers.append(await ask(client))
        waiting.close()
        return answers

    return asyncio.run(ask_both())


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/sparql?query={ALL}", {}),
        (f"/sparql/?query={ALL}", {"Accept": "text/csv"}),
        (f"/sparql?query={ALL}", {"Accept-Encoding": "gzip"}),
        (f"/sparql?query={quote('SELECT * { ?s a ctv:Channel }')}", {"Accept": "text/csv"}),
        ("/sparql?query=ASK%7B%7D", {"Accept-Encoding": "gzip"}),
        (f"/sparql?query={ALL}&format=csv&download=1", {}),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}),
        ("/sparql?query=SELECT%20%7B", {}),
        ("/sparql?query=", {}),
        ("/sparql?query=ASK%7B%7D", {"Accept": "text/turtle"}),
        ("/sparql?query=ASK%7B%7D&as-of=yesterday", {}),
        ("/sparql?query=ASK%7B%7D", {"Host": "elsewhere.example"}),
        (f"/sparql?query={quote('CONSTRUCT { <a> <b> <c> } {}')}", {}),
        ("/sparql?query=ASK%20%7B%20%FF%20%7D", {}),
        ("/sparql", {"Accept": "text/turtle;q=0"}),
    ],
)
def test_both_ways_answer_alike(app: Flask, path: str, headers: dict[str, str]) -> None:
    quick, slow = both(app, path, **headers)
    assert quick == slow


@pytest.mark.parametrize(
    ("path", "data", "headers"),
    [
        ("/sparql", f"query={ALL}".encode(), FORM),
        ("/sparql", b"query=A&update=B", FORM),
        ("/sparql?default-graph-uri=urn:g", b"ASK { ?s ?p ?o }", DIRECT),
        ("/sparql", b"ASK { ?s ?p '\xff' }", DIRECT),
        ("/sparql", f"query={ALL}".encode(), {**FORM, "Accept-Encoding": "gzip"}),
    ],
)
def test_both_ways_answer_what_is_posted_alike(
    app: Flask, path: str, data: bytes, headers: dict[str, str]
) -> None:
    quick, slow = both(app, path, method="POST", data=data, **headers)
    assert quick == slow


def test_answer_that_the_client_has_is_not_sent_again(app: Flask) -> None:
    path = f"/sparql?query={ALL}"
    tag = dict(both(app, path)[0][1])["etag"]
    quick, slow = both(app, path, **{"If-None-Match": tag})
    assert quick == slow
    assert quick[0] == 304


@pytest.mark.parametrize(
    ("address", "accept"), [(f"query={ALL}", "text/html,*/*"), ("", "*/*"), ("name=x", "*/*")]
)
def test_pages_and_descriptions_are_left_to_the_routes(address: str, accept: str) -> None:
    scope: dict[str, Any] = {
        "method": "GET",
        "path": "/sparql",
        "query_string": address.encode(),
        "headers": [(b"accept", accept.encode())],
    }
    assert read_query(scope, collect_headers(scope), None) is None

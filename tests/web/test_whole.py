"""Clients of HTTP/1.0, for whom an answer without a length ends wherever the connection does."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit

import pytest
from hostile_load import make_data
from own_server import Running, start_own_server

from graph.errors import QueryTimeout
from graph.settings import Settings
from graph.store import open_store
from web.asking import Reply
from web.whole import IN_MEMORY, make_whole

#: More than one part, and more than is kept in memory.
MANY = f"/sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000')}&format=csv"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("whole") / "store"
    with open_store(Settings(store=str(folder)), write=True) as store:
        store.commit(make_data())
    running = start_own_server(folder)
    yield running
    running.stop()


def ask_old(server: Running, path: str, *headers: str) -> tuple[list[str], bytes]:
    """The lines of the head and the body, as they come until the connection ends."""
    host, _, port = urlsplit(server.endpoint).netloc.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        lines = [f"GET {path} HTTP/1.0", "Host: localhost", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode().lower().split("\r\n"), body


def ask_new(server: Running, path: str) -> bytes:
    with closing(http.client.HTTPConnection(urlsplit(server.endpoint).netloc)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.chunked
        return answer.read()


def test_stream_comes_whole_with_its_length_and_without_chunks(server: Running) -> None:
    expected = ask_new(server, MANY)
    head, body = ask_old(server, MANY, "Connection: keep-alive")
    assert head[0] == "http/1.1 200 ok"
    assert f"content-length: {len(body)}" in head
    assert not any(line.startswith("transfer-encoding") for line in head)
    # Kept open it is not: it ended, although the client would have had it otherwise.
    assert "connection: close" in head
    assert len(body) > IN_MEMORY
    assert body == expected
    head, packed = ask_old(server, MANY, "Accept-Encoding: gzip")
    assert f"content-length: {len(packed)}" in head
    assert gzip.decompress(packed) == expected


def test_short_answers_and_pages_have_their_length_as_ever(server: Running) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/about", "/api/counts"):
        head, body = ask_old(server, path)
        assert head[0] == "http/1.1 200 ok"
        assert head.count(f"content-length: {len(body)}") == 1


def test_what_goes_wrong_in_the_middle_is_the_answer() -> None:
    closed: list[bool] = []

    def parts() -> Iterator[bytes]:
        try:
            yield b"a" * IN_MEMORY * 2
            raise QueryTimeout("The query took too long")
        finally:
            closed.append(True)

    headers = [("Content-Type", "text/csv"), ("ETag", 'W/"1"'), ("X-Frame-Options", "DENY")]
    reply = make_whole(Reply(200, headers, parts()))
    assert reply.status == 504
    body = b"".join(reply.parts)
    assert json.loads(body)["code"] == "query-timeout"
    assert dict(reply.headers) == {
        "X-Frame-Options": "DENY",
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Retry-After": "5",
    }
    assert closed

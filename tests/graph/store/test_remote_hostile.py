"""Remotes that are down, slow, endless or lying: a clear error, in time, in bounded memory."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import tracemalloc
import zlib

import pytest
from hostile_server import drip, hang_up, respond, run_server, silence

from graph.errors import (
    CaptivityError,
    InvalidQuery,
    MisconfiguredSettings,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    RemoteMisbehaved,
    RemoteRefused,
    RemoteUnreachable,
    StoreFull,
    StoreUnavailable,
)
from graph.settings import Settings
from graph.store.remote.client import JSON_RESULTS, N_TRIPLES, Call, RemoteClient
from graph.store.remote.results import iterate, read_solutions, read_triples
from graph.store.remote.store import open_remote

TIMEOUT_S = 1.0
#: What a busy machine may add to a deadline.
SLACK_S = 2.0
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":['
ROW = b'{"a":{"type":"literal","value":"x"}}'
HUSH = "hush-hush"
REDIRECT = ("Location: http://elsewhere.example/sparql",)


def ask(address: str, accept: str = JSON_RESULTS, most_mb: int = 4, is_read: bool = True) -> bytes:
    """The body that a remote gives for a query."""
    client = RemoteClient(
        Settings(store=address, remote_timeout_s=TIMEOUT_S, remote_max_mb=most_mb)
    )
    try:
        call = Call("POST", address, form={"query": "ASK {}"}, accept=accept, is_read=is_read)
        with client.send(call).body as body:
            return body.read()
    finally:
        client.close()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RemoteUnreachable, match="does not answer"):
        ask(f"http://127.0.0.1:{port}/sparql")


SLOW = {
    "silent": silence,
    "header by header": drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.05),
    "byte by byte": drip(HEAD + b"Content-Length: 100000\r\n\r\n", b" ", 0.05),
    "without an end": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.02),
}


@pytest.mark.parametrize("behave", SLOW.values(), ids=SLOW)
def test_slow_remote_is_left_at_the_deadline(behave) -> None:
    with run_server(behave) as address:
        start = time.monotonic()
        with pytest.raises(QueryTimeout, match="not done within 1 seconds"):
            ask(address)
        assert time.monotonic() - start < TIMEOUT_S + SLACK_S


def test_endless_answer_is_cut_at_the_limit_of_bytes_in_bounded_memory() -> None:
    part = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with run_server(drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", part, 0)) as address:
        tracemalloc.start()
        try:
            with pytest.raises(RemoteMisbehaved, match="larger than 4 MiB"):
                ask(address)
            assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
        finally:
            tracemalloc.stop()


def test_gzip_that_unpacks_to_a_thousandfold_is_cut_in_bounded_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(300)) + packer.flush()
    with run_server(respond(body=bomb, headers=("Content-Encoding: gzip",))) as address:
        tracemalloc.start()
        try:
            with pytest.raises(RemoteMisbehaved, match="larger than 4 MiB"):
                ask(address)
            assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
        finally:
            tracemalloc.stop()


def test_honest_gzip_is_unpacked() -> None:
    body = ROWS + ROW + b"]}}"
    packed = respond(body=gzip.compress(body), headers=("Content-Encoding: gzip",))
    with run_server(packed) as address:
        assert ask(address) == body


LIES = {
    "unknown coding": respond(body=b"x", headers=("Content-Encoding: br",)),
    "no gzip inside": respond(body=b"plain", headers=("Content-Encoding: gzip",)),
    "cut gzip": respond(body=gzip.compress(ROWS * 9)[:-9], headers=("Content-Encoding: gzip",)),
    "a page instead of rows": respond(body=b"<html>Hello</html>", media_type="text/html"),
    "another format": respond(body=b"a,b\r\n", media_type="text/csv"),
    "deep objects": respond(body=b'{"a":' * 200_000),
    "deep arrays": respond(body=ROWS + b"[" * 200_000),
    "depth hidden behind strings": respond(body=b'{"}}}}}}":' * 100_000),
    "triples in triples": respond(
        body=ROWS + b'{"a":' + b'{"type":"triple","value":{"subject":' * 20_000
    ),
    "redirect": respond("302 Found", headers=REDIRECT),
    "redirect that keeps the method": respond("307 Temporary Redirect", headers=REDIRECT),
    "to a file": respond("301 Moved Permanently", headers=("Location: file:///etc/passwd",)),
    "no such page": respond("404 Not Found", b"<h1>Not here</h1>", "text/html"),
}


@pytest.mark.parametrize("behave", LIES.values(), ids=LIES)
def test_lying_remote_is_refused(behave) -> None:
    with run_server(behave) as address, pytest.raises(RemoteMisbehaved) as caught:
        ask(address)
    assert address in caught.value.message
    assert len(caught.value.message) < 600


BROKEN = {
    "promises more": respond(body=ROWS, length=5000),
    "hangs up": hang_up,
    "speaks something else": lambda connection: connection.sendall(b"220 mail ready\r\n"),
    "is gone in the middle": respond(body=ROWS + ROW, length=10_000),
}


@pytest.mark.parametrize("behave", BROKEN.values(), ids=BROKEN)
def test_broken_connection_is_said_to_be_one(behave) -> None:
    with run_server(behave) as address, pytest.raises((RemoteUnreachable, QueryTimeout)):
        ask(address)


DAMAGED = {
    "half an object": ROWS + ROW,
    "nothing": b"",
    "not JSON": b"Fatal error in line 3",
    "rows of numbers": b'{"head":{"vars":["a"]},"results":{"bindings":[1,2]}}',
    "IRI that is none": ROWS + b'{"a":{"type":"uri","value":"not an iri"}}]}}',
    "yes instead of rows": b'{"head":{},"boolean":true}',
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_damaged_rows_are_refused(tmp_path, body: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(body)
    with path.open("rb") as file, pytest.raises(RemoteMisbehaved):
        list(iterate(read_solutions(file, "there"), "there"))


@pytest.mark.parametrize("body", [b"<urn:a> <urn:b", b"<html>", b'<urn:a> <urn:b> "x .\n'])
def test_damaged_triples_are_refused(tmp_path, body: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(body)
    with path.open("rb") as file, pytest.raises(RemoteMisbehaved):
        list(read_triples(file, "there"))


def test_nested_triples_do_not_reach_the_parser() -> None:
    body = b"<<( <urn:a> <urn:b> " * 200_000
    with (
        run_server(respond(body=body, media_type=N_TRIPLES)) as address,
        pytest.raises(RemoteMisbehaved, match="triples about triples"),
    ):
        ask(address, accept=N_TRIPLES, most_mb=16)


STATUSES: dict[str, type[CaptivityError]] = {
    "400 Bad Request": InvalidQuery,
    "401 Unauthorized": RemoteRefused,
    "403 Forbidden": RemoteRefused,
    "413 Content Too Large": QueryTooLarge,
    "429 Too Many Requests": StoreUnavailable,
    "500 Internal Server Error": QueryFailed,
    "503 Service Unavailable": StoreUnavailable,
    "504 Gateway Timeout": QueryTimeout,
    "507 Insufficient Storage": StoreFull,
}


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_status_that_says_no_becomes_the_error_for_it(status: str, kind) -> None:
    with (
        run_server(respond(status, b"Sorry, line 3: no", "text/plain")) as address,
        pytest.raises(kind) as caught,
    ):
        ask(address)
    assert "Sorry, line 3: no" in caught.value.message


@pytest.mark.parametrize(("is_read", "times"), [(True, 3), (False, 1)])
def test_reads_are_tried_again_and_changes_never(is_read: bool, times: int) -> None:
    asked: list[int] = []

    def behave(connection: socket.socket) -> None:
        asked.append(1)
        respond("503 Service Unavailable")(connection)

    with run_server(behave) as address, pytest.raises(StoreUnavailable):
        ask(address, is_read=is_read)
    assert len(asked) == times


def test_remote_that_recovers_is_read() -> None:
    left = [hang_up, respond("503 Service Unavailable")]
    lock = threading.Lock()

    def behave(connection: socket.socket) -> None:
        with lock:
            step = left.pop() if left else respond(body=ROWS + b"]}}")
        step(connection)

    with run_server(behave) as address:
        assert ask(address) == ROWS + b"]}}"


def test_password_is_neither_sent_unasked_nor_over_plain_http_nor_shown() -> None:
    settings = Settings(store="http://store.example/sparql", remote_user="me", remote_password=HUSH)
    assert HUSH not in repr(settings)
    with run_server(respond("401 No", headers=('WWW-Authenticate: Basic realm="x"',))) as address:
        with pytest.raises(RemoteRefused) as caught:
            open_remote(
                Settings(store=address, remote_user="me", remote_password=HUSH), write=False
            )
        assert "hush" not in caught.value.message


def test_token_does_not_go_over_plain_http_to_another_machine() -> None:
    settings = Settings(store="http://store.example/sparql", remote_token=HUSH)
    with pytest.raises(MisconfiguredSettings, match="not sent over plain http"):
        open_remote(settings, write=False)


@pytest.mark.parametrize(
    "address", ["http://me:hush@store.example/sparql", "http://", "https://host:x/", "http://[/"]
)
def test_address_that_is_none_or_holds_a_secret_is_refused(address: str) -> None:
    with pytest.raises(MisconfiguredSettings) as caught:
        open_remote(Settings(store=address), write=False)
    assert "hush" not in caught.value.message


def test_endpoint_that_is_a_page_says_what_to_check() -> None:
    page = respond(body=b"<!DOCTYPE html><p>Welcome", media_type="text/html; charset=utf-8")
    with run_server(page) as address, pytest.raises(RemoteMisbehaved, match="SPARQL endpoint"):
        open_remote(Settings(store=address), write=False)


def test_graph_that_gives_less_than_it_counts_is_not_taken_for_whole() -> None:
    """A remote that cuts answers off without a word is found out by its own count."""

    def behave(connection: socket.socket) -> None:
        text = requests.pop(0)
        if text == "ask":
            respond(body=b'{"head":{},"boolean":true}')(connection)
        elif text == "state":
            respond(body=b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}')(connection)
        elif text == "count":
            row = {"g": {"type": "uri", "value": "urn:g"}, "n": {"type": "literal", "value": "3"}}
            body = {"head": {"vars": ["g", "n"]}, "results": {"bindings": [row]}}
            respond(body=json.dumps(body).encode())(connection)
        elif text == "kind":
            respond("404 Not Found")(connection)
        else:
            respond(body=b"<urn:a> <urn:b> <urn:c> .\n", media_type=N_TRIPLES)(connection)

    requests = ["ask", "kind", "state", "count", *["triples"] * 9]
    with (
        run_server(behave) as address,
        open_remote(Settings(store=address), write=False) as store,
        pytest.raises(RemoteMisbehaved, match="1 of 3 triples"),
    ):
        list(store.match())

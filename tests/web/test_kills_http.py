"""Kill -9 of workers and of the server during queries over HTTP: no wrong answer, clean restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hostile_load import THINGS, Broken, good_query, make_data, run_load
from http_client import Client
from own_server import STOPS_IN_S, Running, start_own_server

from graph.settings import Settings
from graph.store import open_store
from graph.store.port import QueryRequest

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: Eighty million rows: whoever reads it will not see its end.
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(Settings(store=str(tmp_path / "store")), write=True) as store:
        store.commit(make_data())
    return tmp_path / "store"


@pytest.fixture
def server(folder: Path) -> Iterator[Running]:
    running = start_own_server(folder)
    yield running
    running.stop()


def kill(pids: set[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    # A query that is given to one on its way out counts as one whose worker was killed.
    while any(is_running(pid) for pid in pids):
        threading.Event().wait(0.001)


def removed_files(folder: Path) -> set[str]:
    """The open files that have no name any more, of a process that has them in this folder."""
    found = set()
    for path in folder.iterdir():
        with suppress(OSError):
            found.add(str(path.readlink()))
    return {name for name in found if name.endswith(" (deleted)")}


def is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def test_answer_whose_worker_is_killed_in_the_middle_is_seen_to_be_broken(server: Running) -> None:
    with Client(server.endpoint) as client:
        answer = client.begin(ENDLESS)
        assert answer.status == 200
        # It has a length or comes in chunks, so that a short answer cannot look whole.
        assert answer.chunked or answer.length is not None
        assert len(answer.read(100_000)) == 100_000
        kill(server.descendants())
        with pytest.raises(Broken):
            client.read_on(answer)
        assert json.loads(client.ask(good_query(1)))["results"]["bindings"]


def test_client_of_the_old_protocol_is_told_of_a_worker_that_is_killed(server: Running) -> None:
    place = urlsplit(server.endpoint)
    files = Path(f"/proc/{server.process.pid}/fd")
    before = removed_files(files)
    with socket.create_connection((place.hostname, place.port)) as connection:
        line = f"GET {place.path}?query={quote(ENDLESS)} HTTP/1.0\r\nHost: localhost\r\n\r\n"
        connection.sendall(line.encode())
        # Once the answer is in a file, its worker is in the middle of it.
        while removed_files(files) <= before:
            threading.Event().wait(0.01)
        kill(server.descendants())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert f"content-length: {len(body)}" in head.decode()
    assert json.loads(body)["code"] == "query-failed"
    while removed_files(files) - before:
        threading.Event().wait(0.01)


def test_server_that_is_to_stop_ends_a_stream_and_starts_again_clean(folder: Path) -> None:
    running = start_own_server(folder)
    with Client(running.endpoint) as client:
        stream = client.begin(ENDLESS)
        assert stream.read(10_000)
        workers = running.descendants()
        running.process.terminate()
        assert running.process.wait(STOPS_IN_S) == 0
        with pytest.raises(Broken):
            client.read_on(stream)
    running.stop()
    while any(is_running(pid) for pid in workers):
        threading.Event().wait(0.01)
    with open_store(Settings(store=str(folder)), write=True) as store:
        # Nothing was left behind that says that somebody did not let go of it.
        count = store.query(QueryRequest("SELECT (COUNT(*) AS ?n) { ?s <urn:n> ?o }")).read()
        assert f'"{THINGS}"'.encode() in count


def test_query_whose_worker_is_killed_gets_an_error_and_the_next_an_answer(server: Running) -> None:
    before = server.descendants()
    ends: list[str] = []

    def run_away() -> None:
        with Client(server.endpoint) as client, pytest.raises(Broken) as caught:
            client.ask(RUNAWAY)
        ends.append(caught.value.end)

    thread = threading.Thread(target=run_away)
    thread.start()
    with Client(server.endpoint) as client:
        # The processes that make and keep workers go as well.
        while thread.is_alive():
            thread.join(2.0)
            kill(server.descendants())
        assert ends == ["503 query-failed"]
        assert json.loads(client.ask(good_query(5)))["results"]["bindings"]
    assert server.process.poll() is None
    assert server.descendants() != before


def test_no_answer_is_wrong_while_workers_are_killed_all_the_time(server: Running) -> None:
    done = threading.Event()

    def kill_on() -> None:
        while not done.wait(0.2):
            kill(set(list(server.descendants())[-1:]))

    killer = threading.Thread(target=kill_on)
    killer.start()
    with Client(server.endpoint) as client:
        outcome = run_load(client.ask, 300, [], timeout_s=10.0)
        done.set()
        killer.join()
        # Whatever had no answer was told so; nothing else was said.
        assert {line.partition(": ")[2] for line in outcome.wrong} <= {
            "Broken('503 query-failed')", "Broken('IncompleteRead')",
        }  # fmt: skip
        assert run_load(client.ask, 100, [], timeout_s=10.0).wrong == []


def test_killed_server_takes_its_workers_along_and_starts_again(folder: Path) -> None:
    running = start_own_server(folder)
    ends: list[str] = []

    def run_away() -> None:
        with Client(running.endpoint) as client, suppress(Broken):
            client.ask(RUNAWAY)
            ends.append("answered")

    threads = [threading.Thread(target=run_away) for _ in range(3)]
    for thread in threads:
        thread.start()
    with Client(running.endpoint) as client:
        stream = client.begin(ENDLESS)
        assert stream.read(10_000)
        workers = running.descendants()
        running.process.kill()
        with pytest.raises(Broken):
            client.read_on(stream)
    for thread in threads:
        thread.join()
    running.stop()
    assert ends == []
    while any(is_running(pid) for pid in workers):
        threading.Event().wait(0.01)
    again = start_own_server(folder)
    try:
        with Client(again.endpoint) as client:
            assert run_load(client.ask, 50, [], timeout_s=10.0).wrong == []
            count = json.loads(client.ask("SELECT (COUNT(*) AS ?n) { ?s <urn:n> ?o }"))
            assert count["results"]["bindings"][0]["n"]["value"] == str(THINGS)
    finally:
        again.stop()

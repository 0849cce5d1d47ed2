"""What the system refuses a worker: the network above all, whatever gets past the guard."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import InvalidQuery
from graph.settings import Settings
from graph.store import open_store
from graph.store.confine import MACHINES, is_supported, make_filter
from graph.store.nursery import Nursery
from graph.store.port import QueryRequest
from graph.store.worker_process import Worker, WorkerLimits

LIMITS = WorkerLimits(timeout_s=10.0, memory_mb=512)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody on this machine who can be called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        yield server


def call(server: socket.socket) -> str:
    return f"ASK {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"


def was_called(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


@pytest.fixture
def snapshot(store, make_quads) -> str:
    store.commit(make_quads(3))
    return store.snapshot_path()


@pytest.fixture
def make_worker(snapshot: str) -> Iterator[object]:
    """A maker of workers as the pool makes them, but without the guard before them."""
    made: list[tuple[Nursery, Worker]] = []

    def make(limits: WorkerLimits) -> Worker:
        nursery = Nursery(limits)
        worker = nursery.make_worker(snapshot)
        made.append((nursery, worker))
        return worker

    yield make
    for nursery, worker in made:
        worker.let_go()
        worker.wait()
        nursery.close()


def ask(worker: Worker, snapshot: str, text: str) -> tuple[bytes, list[str]]:
    worker.send_query(snapshot, text, QueryRequest(""), 10.0)
    return worker.receive_head()


def test_kernel_here_takes_filters() -> None:
    assert is_supported()


def test_worker_cannot_open_a_socket(make_worker, snapshot: str, listener: socket.socket) -> None:
    worker = make_worker(LIMITS)
    letter, head = ask(worker, snapshot, call(listener))
    assert (letter, head[0]) == (b"X", "failed")
    assert not was_called(listener)
    # It is none the worse for it.
    assert ask(worker, snapshot, "ASK { ?s ?p ?o }")[0] == b"H"


def test_worker_of_an_operator_who_lists_endpoints_can(
    make_worker, snapshot: str, listener: socket.socket
) -> None:
    worker = make_worker(replace(LIMITS, services=frozenset({"http://127.0.0.1/"})))
    worker.send(
        b"Q",
        {
            "snapshot": snapshot,
            "text": call(listener),
            "formats": {},
            "default_graphs": (),
            "named_graphs": (),
            "timeout_s": 10.0,
        },
    )
    assert was_called(listener)


def test_only_listed_endpoints_are_let_through(tmp_path: Path, listener: socket.socket) -> None:
    endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listed = Settings(store=str(tmp_path / "s"), query_services=endpoint, query_timeout_s=2.0)
    with open_store(listed, write=True) as store:
        for text in (
            "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "ASK { VALUES ?e { <http://x/> } SERVICE ?e { ?s ?p ?o } }",
            f"PREFIX e: <{endpoint}> ASK {{ SERVICE e: {{ ?s ?p ?o }} }}",
        ):
            with pytest.raises(InvalidQuery, match="SERVICE is refused"):
                store.query(QueryRequest(text))
        assert not was_called(listener)


def test_worker_has_no_new_rights_no_core_dump_and_writes_no_file(make_worker) -> None:
    worker = make_worker(LIMITS)
    worker.wait_ready()
    status = Path(f"/proc/{worker.pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status
    limits = Path(f"/proc/{worker.pid}/limits").read_text().splitlines()
    found = {line[:26].strip(): line[26:].split()[0] for line in limits}
    assert found["Max core file size"] == "0"
    assert found["Max file size"] == "0"
    assert int(found["Max open files"]) <= 1024


def test_worker_gets_none_of_our_secrets(monkeypatch, snapshot: str) -> None:
    monkeypatch.setenv("CAPTIVITY_TOKEN", "not for workers")
    nursery = Nursery(LIMITS)
    worker = nursery.make_worker(snapshot)
    try:
        worker.wait_ready()
        assert nursery._process is not None
        known = Path(f"/proc/{nursery._process.pid}/environ").read_bytes()
        assert b"not for workers" not in known
    finally:
        worker.let_go()
        worker.wait()
        nursery.close()


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("network", [False, True])
def test_filter_is_whole_and_every_jump_lands_in_it(machine: str, network: bool) -> None:
    import struct

    lines = list(struct.iter_unpack("HBBI", make_filter(machine, network=network)))
    assert len(lines) < 4096
    assert lines[-1][0] == 0x06
    for place, (code, yes, no, _) in enumerate(lines):
        if code & 0x07 == 0x05:
            assert place + 1 + max(yes, no) < len(lines)


def test_forked_child_would_be_refused_by_the_filter(tmp_path: Path) -> None:
    """The filter itself, in a process of its own that then tries everything."""
    import subprocess
    import sys

    tries = """
import os, socket, sys
from graph.store.confine import confine
print(confine(network=False))
for name, act in {
    "socket": lambda: socket.socket(),
    "pair": lambda: socket.socketpair(),
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "write": lambda: open(sys.argv[1] + "/x", "w"),
    "remove": lambda: os.unlink(sys.argv[1] + "/y"),
    "kill": lambda: os.kill(1, 0),
}.items():
    try:
        act()
        print(name, "done")
    except PermissionError:
        print(name, "refused")
print(open(sys.argv[1] + "/y").read())
import threading
thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
"""
    (tmp_path / "y").write_text("read")
    done = subprocess.run(
        [sys.executable, "-c", tries, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path.cwd(),
    )
    assert done.stdout.split("\n")[:-1] == [
        "True",
        *(f"{name} refused" for name in ("socket", "pair", "fork", "exec", "write", "remove")),
        "kill refused",
        "read",
        "thread",
    ]

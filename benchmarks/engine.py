"""SPARQL over HTTP on a million triples: ours, the engine alone and others, in the same run.

Processor time of the server with its workers, because that does not depend on what else the
machine does; ratios to the engine alone behind the same HTTP server. Run

    .venv/bin/python benchmarks/engine.py [--size N] [--endpoint PYTHON] [--virtuoso URL,PID]

``--endpoint`` is the Python of an environment with rdflib-endpoint, oxrdflib and uvicorn;
``--virtuoso`` a running one that holds the triples that ``--keep FOLDER`` leaves in data.nt.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from peers import Meter, Peer, endpoint, ours, raw, run_peer
from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.opened import open_embedded
from graph.store.port import QueryRequest

BASE = "urn:bench:"
GRAPH = NamedNode(BASE + "graph")
PER_MODEL, PLATFORMS, OWNERS = 12, 400, 40
#: Triples of one channel, and of one model.
PER_CHANNEL = 7
QUERIES = {
    "one row": f"SELECT ?l {{ <{BASE}model/%d> <{BASE}label> ?l }}",
    "look-up": f"SELECT ?c ?p ?l {{ ?c <{BASE}asset> <{BASE}model/%d> ; "
    f"<{BASE}platform> ?p . ?p <{BASE}label> ?l }}",
    "export": f"SELECT ?c ?a ?p {{ ?c <{BASE}asset> ?a ; <{BASE}platform> ?p }}",
    "stream": "SELECT ?s ?p ?o { ?s ?p ?o }",
}
CAPTIVES = f"""SELECT DISTINCT ?a {{
  ?c <{BASE}asset> ?a ; <{BASE}platform> ?p . ?p <{BASE}operator> ?o
  FILTER NOT EXISTS {{ ?d <{BASE}asset> ?a ; <{BASE}platform> ?q . ?q <{BASE}operator> ?r
                      FILTER(?r != ?o) }} }}"""
TIMES = {"one row": 400, "look-up": 400, "export": 3, "stream": 2}


def node(name: str) -> NamedNode:
    """A node of the benchmark's own vocabulary."""
    return NamedNode(BASE + name)


def make_triples(size: int) -> Iterator[Triple]:
    """Yield a market of about so many triples: models of twelve channels, platforms, owners."""
    models = size // (PER_MODEL * PER_CHANNEL + 1)
    for n in range(PLATFORMS):
        yield Triple(node(f"platform/{n}"), node("label"), Literal(f"Platform {n}"))
        yield Triple(node(f"platform/{n}"), node("operator"), node(f"owner/{n % OWNERS}"))
    for n in range(models):
        yield Triple(node(f"model/{n}"), node("label"), Literal(f"Model {n}"))
        for k in range(PER_MODEL):
            channel = node(f"channel/{n}/{k}")
            platform = n % PLATFORMS if n % 10 == 0 else (n * 13 + k * 29) % PLATFORMS
            yield Triple(channel, node("asset"), node(f"model/{n}"))
            yield Triple(channel, node("platform"), node(f"platform/{platform}"))
            yield Triple(channel, node("label"), Literal(f"Model {n} on {platform}"))
            yield Triple(channel, node("number"), Literal(n * PER_MODEL + k))
            yield Triple(channel, node("region"), node(f"region/{k}"))
            yield Triple(channel, node("since"), Literal(f"2025-{1 + k:02}-01"))
            yield Triple(channel, node("kind"), node("Channel"))


def make_store(folder: Path, size: int) -> EmbeddedStore:
    """Our store with the triples in one graph."""
    store = open_embedded(Settings(store=str(folder)), write=True)
    quads = (Quad(t.subject, t.predicate, t.object, GRAPH) for t in make_triples(size))
    store.commit(quads)
    return store


class Caller:
    """One connection to a server, kept open."""

    def __init__(self, peer: Peer) -> None:
        parts = urllib.parse.urlsplit(peer.address)
        self._path = parts.path
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=600)

    def ask(self, query: str) -> tuple[float, int]:
        """Seconds until the first byte of the result, and its length."""
        start = time.perf_counter()
        self._connection.request(
            "GET",
            f"{self._path}?{urllib.parse.urlencode({'query': query})}",
            headers={"Accept": "application/sparql-results+json"},
        )
        answer = self._connection.getresponse()
        size = len(answer.read(1))
        first = time.perf_counter() - start
        while part := answer.read(1 << 20):
            size += len(part)
        if answer.status != 200:
            raise SystemExit(f"{answer.status} for {query}")
        return first, size


def measure(peer: Peer, name: str, models: int) -> tuple[float, float, float]:
    """Milliseconds of processor, milliseconds to the first byte, growth in MB: of one query."""
    caller, meter = Caller(peer), Meter(peer.pid)
    query, times = QUERIES[name], TIMES[name]
    vary = "%d" in query
    for n in range(20 if vary else 0):
        caller.ask(query % n)
    done = threading.Event()
    sizes: list[float] = [meter.resident_mb()]

    def watch() -> None:
        while not done.wait(0.02):
            meter.read()
            sizes.append(meter.resident_mb())

    before = meter.read()
    watcher = threading.Thread(target=watch)
    watcher.start()
    firsts = [caller.ask(query % (n * 7 % models) if vary else query)[0] for n in range(times)]
    done.set()
    watcher.join()
    spent = meter.read() - before
    return 1000 * spent / times, 1000 * statistics.median(firsts), max(sizes) - sizes[0]


def show_peer(peer: Peer, models: int, base: dict[str, float]) -> None:
    """Print one line a query: processor time, ratio to the first peer, first byte, growth."""
    for name in QUERIES:
        cpu, first, growth = measure(peer, name, models)
        ratio = cpu / base.setdefault(name, cpu)
        print(
            f"{peer.name:28} {name:15} {cpu:9.2f} ms CPU {ratio:7.2f} x raw, "
            f"first byte {first:8.1f} ms, growth {growth:6.1f} MB",
            flush=True,
        )


def show_store(store: EmbeddedStore) -> None:
    """Print how long a commit takes until a query has seen it."""
    store.warm()
    count = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:bench:new> { ?s ?p ?o } }"
    times = []
    for n in range(30):
        quad = Quad(node(f"new/{n}"), node("label"), Literal(n), NamedNode(BASE + "new"))
        start = time.perf_counter()
        store.commit([quad])
        answer = store.query(QueryRequest(count)).read()
        times.append(1000 * (time.perf_counter() - start))
        assert f'"{n + 1}"'.encode() in answer
    print(f"written to visible: median {statistics.median(times):.1f} ms, best {min(times):.1f}")


def show_captives(folder: Path) -> None:
    """Print the captives by FILTER NOT EXISTS at 100,000 triples."""
    with make_store(folder, 100_000) as store:
        store.query(QueryRequest(CAPTIVES)).read()
        times = []
        for _ in range(5):
            start = time.perf_counter()
            rows = store.query(QueryRequest(CAPTIVES)).read().count(b'"a":')
            times.append(1000 * (time.perf_counter() - start))
    print(f"captives by NOT EXISTS, 100,000 triples: {rows} rows, best {min(times):.1f} ms, "
          f"median {statistics.median(times):.1f}")  # fmt: skip


def show_command(folder: Path) -> None:
    """Print the time from the command line to the first row of a query on disk."""
    query = folder.parent / "one.rq"
    query.write_text(QUERIES["one row"] % 1)
    command = [str(Path(sys.executable).with_name("captivity")), "--store", str(folder)]
    # As for a user: the first command leaves the compiled modules for the next.
    env = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(16):
        start = time.perf_counter()
        subprocess.run([*command, "query", str(query)], check=True, capture_output=True, env=env)
        times.append(1000 * (time.perf_counter() - start))
    times.pop(0)
    print(f"command line to first disk query: best {min(times):.0f} ms, "
          f"median {statistics.median(times):.0f}")  # fmt: skip


def main() -> None:
    """Measure everything that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--endpoint", help="Python of an environment with rdflib-endpoint")
    parser.add_argument("--virtuoso", help="address and process of a loaded Virtuoso")
    parser.add_argument("--keep", type=Path, help="folder to work in and leave")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        store_folder, models = folder / "store", asked.size // (PER_MODEL * PER_CHANNEL + 1)
        with make_store(store_folder, asked.size) as store:
            show_store(store)
            snapshot = Path(store.snapshot_path())
        show_captives(folder / "small")
        show_command(store_folder)
        plans = [(raw(snapshot), 60.0), (ours(store_folder), 60.0)]
        if asked.endpoint:
            triples = folder / "data.nt"
            triples.write_text("".join(f"{t} .\n" for t in make_triples(asked.size)))
            names = ("default", "Oxigraph")
            plans += [(endpoint(asked.endpoint, triples, name), 900.0) for name in names]
        base: dict[str, float] = {}
        for (name, command, address), wait_s in plans:
            with run_peer(name, command, address, wait_s) as peer:
                show_peer(peer, models, base)
        if asked.virtuoso:
            address, _, pid = asked.virtuoso.rpartition(",")
            show_peer(Peer("Virtuoso", address, int(pid)), models, base)


if __name__ == "__main__":
    main()

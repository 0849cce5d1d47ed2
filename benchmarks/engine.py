"""SPARQL over HTTP on a million triples: ours, the engine alone and others, in the same run.

Processor time of the server with its workers, because that depends little on what else the machine
does; ratios to the engine alone behind the same HTTP server. All servers run at once, and short
queries are asked of one after the other in rounds, so that a busy moment meets all of them. Run

    .venv/bin/python benchmarks/engine.py [--size N] [--endpoint PYTHON] [--virtuoso] [--short]

``--endpoint`` is the Python of an environment with rdflib-endpoint, oxrdflib and uvicorn;
``--virtuoso`` has Virtuoso (Debian's virtuoso-opensource-7) started, loaded and measured too;
``--short`` leaves out all but the short queries.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from peers import Caller, Meter, Peer, endpoint, ours, raw, run_peer, run_virtuoso_peer
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
TIMES = {"export": 3, "stream": 2}
#: Seconds of processor in one second, below which a server is at rest.
QUIET_S = 0.02
#: Rounds of the short queries, how often each server is asked in one, and before that to warm up:
#: the caches of the processors are full of the others when its turn comes.
ROUNDS, PER_ROUND, WARM = 15, 300, 100


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
    # As an operator is told to after a large load: every server then reads the same files.
    store.compact()
    return store


def show_short(peers: list[Peer], name: str, models: int) -> None:
    """Print the processor time of one short query, a line for each server, in rounds."""
    query = QUERIES[name]
    spent: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for turn in range(ROUNDS):
        for peer in peers:
            # A connection of its own: servers close those that rest while the others are asked.
            caller, meter = Caller(peer), Meter(peer.pid)
            for n in range(WARM):
                caller.ask(query % n)
            before = meter.read()
            for n in range(turn * PER_ROUND, (turn + 1) * PER_ROUND):
                caller.ask(query % (n * 7 % models))
            spent[peer.name].append(1000 * (meter.read() - before) / PER_ROUND)
    base = statistics.median(spent[peers[0].name])
    for peer_name, times in spent.items():
        middle = statistics.median(times)
        print(
            f"{peer_name:28} {name:10} median {middle:7.3f} ms CPU, {middle / base:6.2f} x raw, "
            f"best {min(times):7.3f}",
            flush=True,
        )


def measure(peer: Peer, name: str) -> tuple[float, float, float]:
    """Milliseconds of processor, milliseconds to the first byte, growth in MB: of one query."""
    caller, meter, times = Caller(peer), Meter(peer.pid), TIMES[name]
    done = threading.Event()
    sizes: list[float] = [meter.resident_mb()]

    def watch() -> None:
        while not done.wait(0.02):
            meter.read()
            sizes.append(meter.resident_mb())

    before = meter.read()
    watcher = threading.Thread(target=watch)
    watcher.start()
    firsts = [caller.ask(QUERIES[name])[0] for _ in range(times)]
    done.set()
    watcher.join()
    spent = meter.read() - before
    return 1000 * spent / times, 1000 * statistics.median(firsts), max(sizes) - sizes[0]


def show_long(peers: list[Peer], name: str) -> None:
    """Print one line a server: processor time, ratio to the first one, first byte, growth."""
    base = 0.0
    for peer in peers:
        cpu, first, growth = measure(peer, name)
        base = base or cpu
        print(
            f"{peer.name:28} {name:10} {cpu:9.2f} ms CPU {cpu / base:7.2f} x raw, "
            f"first byte {first:8.1f} ms, growth {growth:6.1f} MB",
            flush=True,
        )


def wait_until_quiet(peer: Peer) -> None:
    """Wait until a server that has just begun has done all that it does at its start."""
    meter, before = Meter(peer.pid), -1.0
    while (now := meter.read()) - before > QUIET_S:
        before = now
        time.sleep(1)


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


def show_update(peer: Peer) -> None:
    """Print how long an update over HTTP takes until a query over HTTP has seen it."""
    caller, times = Caller(peer), []
    for _ in range(30):
        triple = f"<{BASE}written> <{BASE}number> {time.time_ns()}"
        start = time.perf_counter()
        caller.update(f"INSERT DATA {{ {triple} }}")
        answer = caller.fetch(f"ASK {{ {triple} }}")
        times.append(1000 * (time.perf_counter() - start))
        assert b"true" in answer
    print(f"written to visible over HTTP: median {statistics.median(times):.1f} ms, "
          f"best {min(times):.1f}")  # fmt: skip


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
    parser.add_argument("--virtuoso", action="store_true", help="measure a Virtuoso as well")
    parser.add_argument("--short", action="store_true", help="measure short queries alone")
    parser.add_argument("--keep", type=Path, help="folder to work in and leave")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        store_folder, models = folder / "store", asked.size // (PER_MODEL * PER_CHANNEL + 1)
        with make_store(store_folder, asked.size) as store:
            if not asked.short:
                show_store(store)
            snapshot = Path(store.snapshot_path())
        if not asked.short:
            show_captives(folder / "small")
            show_command(store_folder)
        peers = start_peers(stack, asked, folder, snapshot)
        for name in ("one row", "look-up"):
            show_short(peers, name, models)
        for name in () if asked.short else TIMES:
            show_long(peers, name)
        if not asked.short:
            show_update(next(peer for peer in peers if peer.name == "captivity"))


def start_peers(
    stack: ExitStack, asked: argparse.Namespace, folder: Path, snapshot: Path
) -> list[Peer]:
    """All servers, at rest; the engine alone is the first."""
    plans = [(raw(snapshot), 60.0), (ours(folder / "store"), 60.0)]
    if asked.endpoint:
        triples = folder / "data.nt"
        triples.write_text("".join(f"{t} .\n" for t in make_triples(asked.size)))
        names = ("default", "Oxigraph")
        plans += [(endpoint(asked.endpoint, triples, name), 900.0) for name in names]
    peers = [stack.enter_context(run_peer(*plan, wait_s)) for plan, wait_s in plans]
    if asked.virtuoso:
        triples_again = make_triples(asked.size)
        virtuoso = run_virtuoso_peer(folder / "virtuoso", triples_again, GRAPH.value)
        peers.append(stack.enter_context(virtuoso))
    for peer in peers:
        wait_until_quiet(peer)
    return peers


if __name__ == "__main__":
    main()

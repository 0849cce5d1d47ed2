"""The servers that :mod:`engine` measures, each a process that answers SPARQL over HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import httpx
from pyoxigraph import Triple

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from virtuoso import run_virtuoso

#: Rows after which Virtuoso cuts answers off, its buffers of 8 KiB, and triples loaded at a time.
MOST_ROWS, BUFFERS, PIECE = 2_000_000, 100_000, 50_000

#: The engine on the same files behind the same HTTP server, in one process, without any limit.
RAW = """
import sys, urllib.parse, uvicorn
from pyoxigraph import QueryResultsFormat, Store
store = Store.read_only(sys.argv[1])
JSON = QueryResultsFormat.JSON
async def app(scope, receive, send):
    query = urllib.parse.parse_qs(scope["query_string"].decode())["query"][0]
    body = store.query(query, use_default_graph_as_union=True).serialize(format=JSON)
    kind = [(b"content-type", JSON.media_type.encode()), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": kind})
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False,
            lifespan="off")
"""
ENDPOINT = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph(store=sys.argv[3])
graph.parse(sys.argv[1], format="nt")
app = SparqlEndpoint(graph=graph, path="/sparql")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A running server: the address for queries and the process at the top of it."""

    name: str
    address: str
    pid: int


@contextmanager
def run_virtuoso_peer(folder: Path, triples: Iterable[Triple], graph: str) -> Iterator[Peer]:
    """A Virtuoso with the triples in one graph, that cuts no answer off, stopped in the end."""
    pieces = iter(triples)
    with run_virtuoso(folder, rows=MOST_ROWS, buffers=BUFFERS) as server:
        with httpx.Client(auth=httpx.DigestAuth(server.user, server.password)) as client:
            while piece := "".join(f"{triple} .\n" for triple in islice(pieces, PIECE)):
                client.post(
                    f"http://127.0.0.1:{server.port}/sparql-graph-crud-auth",
                    params={"graph": graph},
                    content=piece.encode(),
                    headers={"Content-Type": "text/turtle"},
                    timeout=600,
                ).raise_for_status()
        yield Peer("Virtuoso", server.query, server.process.pid)


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def run_peer(name: str, command: list[str], address: str, wait_s: float) -> Iterator[Peer]:
    """Start a server and stop it in the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(address, process, wait_s)
        yield Peer(name, address, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ours(store: Path) -> tuple[str, list[str], str]:
    """Name, command and address of our own server."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("captivity")), "--store", str(store), "serve"]
    command += ["--no-browser", "--port", str(port)]
    return "captivity", command, f"http://127.0.0.1:{port}/sparql"


def raw(snapshot: Path) -> tuple[str, list[str], str]:
    """The same for the engine alone."""
    port = free_port()
    command = [sys.executable, "-c", RAW, str(snapshot), str(port)]
    return "raw engine", command, f"http://127.0.0.1:{port}/"


def endpoint(python: str, triples: Path, store: str) -> tuple[str, list[str], str]:
    """The same for rdflib-endpoint in an environment of its own; ``store`` is rdflib's name."""
    port = free_port()
    command = [python, "-c", ENDPOINT, str(triples), str(port), store]
    return f"rdflib-endpoint ({store})", command, f"http://127.0.0.1:{port}/sparql"


def _await(address: str, process: subprocess.Popen[bytes], wait_s: float) -> None:
    end = time.monotonic() + wait_s
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=5).read()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} did not answer")


class Caller:
    """One connection to a server, kept open."""

    def __init__(self, peer: Peer) -> None:
        parts = urllib.parse.urlsplit(peer.address)
        self._path = parts.path
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=600)

    def fetch(self, query: str) -> bytes:
        """The whole answer to a query."""
        return self._send(query).read()

    def update(self, text: str) -> None:
        """Send an update and wait until it is done."""
        kind = {"Content-Type": "application/sparql-update"}
        self._connection.request("POST", self._path, text.encode(), kind)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{answer.status} for {text}")

    def ask(self, query: str) -> tuple[float, int]:
        """Seconds until the first byte of the result, and its length."""
        start = time.perf_counter()
        answer = self._send(query)
        size = len(answer.read(1))
        first = time.perf_counter() - start
        while part := answer.read(1 << 20):
            size += len(part)
        return first, size

    def _send(self, query: str) -> http.client.HTTPResponse:
        self._connection.request(
            "GET",
            f"{self._path}?{urllib.parse.urlencode({'query': query})}",
            headers={"Accept": "application/sparql-results+json"},
        )
        answer = self._connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{answer.status} for {query}")
        return answer


class Meter:
    """The processor time of a server with all its workers, those that have ended too."""

    def __init__(self, pid: int) -> None:
        self._top = pid
        self._seen: dict[int, float] = {}

    def read(self) -> float:
        """Seconds so far; call it often, what a worker does after the last call is not seen."""
        for pid in (self._top, *_descendants(self._top)):
            self._seen[pid] = max(self._seen.get(pid, 0.0), _seconds(pid))
        return sum(self._seen.values())

    def resident_mb(self) -> float:
        """The memory of the server's own process."""
        pages = int(Path(f"/proc/{self._top}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _seconds(pid: int) -> float:
    try:
        # The clock of all that a process has worked, as clock_getcpuclockid(3) numbers it.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


def _descendants(pid: int) -> Iterator[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [c for t in tasks for c in (t / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, children):
        yield child
        yield from _descendants(child)

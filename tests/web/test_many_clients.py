"""Eight clients add to one real server at once: every file is in, none twice, counts are right."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph.ingest.loads import list_loads
from graph.settings import Settings
from graph.store import open_store
from graph.terms import LEDGER_GRAPH

CAPTIVITY = "import sys; from web.cli import main; sys.exit(main())"
SERVE = ("serve", "--no-browser", "--port", "0")
CLIENTS = 8
FILES = 3
TRIPLES = 50


def file_of(client: int, number: int) -> bytes:
    lines = (
        f"<https://example.org/{client}/{number}/{n}> <https://example.org/p> {n} ."
        for n in range(TRIPLES)
    )
    return "\n".join(lines).encode()


def send(address: str, client: int) -> list[int]:
    """The statuses of adding one client's files, the last of them twice."""
    statuses = []
    for number in [*range(FILES), FILES - 1]:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{address}add?name=c{client}-{number}.ttl",
            data=file_of(client, number),
            headers={"Content-Type": "text/turtle"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            statuses.append(answer.status)
            json.load(answer)
    return statuses


def test_eight_clients_add_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(Settings(store=str(folder)), write=True):
        pass
    server = subprocess.Popen(
        [sys.executable, "-c", CAPTIVITY, "--store", str(folder), *SERVE],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = next(w for w in server.stdout.readline().split() if w.startswith("http"))
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(lambda client: send(address, client), range(CLIENTS)))
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    assert answers == [[201] * FILES + [200]] * CLIENTS
    with open_store(Settings(store=str(folder)), write=True) as store:
        loads = list_loads(store)
        names = {f"c{client}-{n}.ttl" for client in range(CLIENTS) for n in range(FILES)}
        assert sorted(load.name for load in loads) == sorted(names)
        assert {load.triples for load in loads} == {TRIPLES}
        ledger = sum(1 for _ in store.match(graph_name=LEDGER_GRAPH))
        assert len(store) - ledger == CLIENTS * FILES * TRIPLES
        assert store.revision == CLIENTS * FILES
        assert len(list(store.layout.sources.iterdir())) == CLIENTS * FILES

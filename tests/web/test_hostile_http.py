"""Hostile queries beside good ones over HTTP: the good are right, the server stays what it was.

By default a tenth of the full set; ``benchmarks/hostile.py`` runs the whole one with its figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_load import make_data, run_load
from hostile_queries import iter_hostile
from http_client import Client
from own_server import Running, start_own_server

from graph.settings import Settings
from graph.store import open_store

HOSTILE, GOOD = 50, 200
TIMEOUT_S = 1.0
MOST_GROWTH_MB = 96
#: How a hostile query may end: answered, refused with a reason, or broken off in the middle.
ENDS = {
    "answered", "400 invalid-query", "400 query-too-large", "413 query-too-large",
    "422 query-too-large", "400 invalid-input", "503 query-failed", "503 store-busy",
    "504 query-timeout", "IncompleteRead",
}  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "store"
    with open_store(Settings(store=str(folder)), write=True) as store:
        store.commit(make_data())
    running = start_own_server(folder, query_timeout_s=TIMEOUT_S, query_memory_mb=512)
    yield running
    running.stop()


def test_good_queries_are_right_beside_hostile_ones_and_nothing_grows(server: Running) -> None:
    with Client(server.endpoint) as client:
        assert run_load(client.ask, GOOD, [], timeout_s=TIMEOUT_S).wrong == []
        size, processes = server.resident_mb(), len(server.descendants())
        outcome = run_load(client.ask, GOOD, list(iter_hostile(HOSTILE)), timeout_s=TIMEOUT_S)
        assert outcome.wrong == []
        assert len(outcome.seconds) == GOOD
        assert outcome.ends.total() == HOSTILE
        assert set(outcome.ends) <= ENDS
        assert run_load(client.ask, GOOD, [], timeout_s=TIMEOUT_S).wrong == []
    # The server is the one that was started, and as many processes stand by as before.
    assert server.process.poll() is None
    assert server.resident_mb() - size < MOST_GROWTH_MB
    assert len(server.descendants()) <= processes + 3

"""Queries that run away, are cancelled or lose their process: stopped in time, alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hostile_queries import RUNAWAYS

from graph.errors import QueryCancelled, QueryFailed, QueryTimeout, QueryTooLarge, StoreBusy
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.store.port import QueryRequest

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = RUNAWAYS["cross join"]
#: What a machine that is busy with other things may add to the times promised.
SLACK_S = 0.4


@pytest.fixture
def warm(store: EmbeddedStore, make_quads) -> EmbeddedStore:
    store.commit(make_quads(600))
    store.warm()
    assert count(store) == 600
    return store


def count(store: EmbeddedStore) -> int:
    answer = json.loads(store.query(QueryRequest(COUNT)).read())
    return int(answer["results"]["bindings"][0]["n"]["value"])


def wait_until(holds, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(holds())


def test_runaway_is_stopped_at_its_deadline_and_the_next_answer_comes_at_once(warm) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout):
        warm.query(QueryRequest(RUNAWAY, timeout_s=0.5)).read()
    stopped = time.monotonic()
    assert 0.5 <= stopped - start < 0.6 + SLACK_S
    assert count(warm) == 600
    assert time.monotonic() - stopped < 0.25 + SLACK_S


@pytest.mark.parametrize("name", ["cross join sorted", "closure of closures", "doubling text"])
def test_runaway_of_any_kind_ends_in_an_error_of_ours(warm, name: str) -> None:
    with pytest.raises((QueryTimeout, QueryFailed)):
        warm.query(QueryRequest(RUNAWAYS[name], timeout_s=1.0)).read()
    assert count(warm) == 600


def test_query_that_nobody_wants_any_more_is_stopped(warm) -> None:
    gone = threading.Event()
    threading.Timer(0.3, gone.set).start()
    start = time.monotonic()
    with pytest.raises(QueryCancelled):
        warm.query(QueryRequest(RUNAWAY, is_cancelled=gone.is_set)).read()
    assert time.monotonic() - start < 0.5 + SLACK_S


def test_answer_closed_by_another_thread_ends_for_its_reader(warm, make_quads) -> None:
    warm.commit(make_quads(50_000, "more"))
    answer = warm.query(QueryRequest("SELECT * { ?s ?p ?o . ?a ?b ?c }"))
    assert next(answer.chunks)
    threading.Timer(0.2, answer.chunks.close).start()
    with pytest.raises(QueryCancelled):
        b"".join(answer.chunks)
    assert wait_until(lambda: len(warm._pool._admission.lanes) == 0)


def test_more_long_queries_than_have_a_place_are_refused_and_short_ones_answered(warm) -> None:
    ended: list[str] = []

    def run_away(client: str) -> None:
        try:
            warm.query(QueryRequest(RUNAWAY, timeout_s=4.0, client=client)).read()
        except (QueryTimeout, StoreBusy) as error:
            ended.append(f"{type(error).__name__} {client}")

    names = ["greedy"] * 16 + ["modest"]
    threads = [threading.Thread(target=run_away, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for _ in range(20):
        assert count(warm) == 600
    for thread in threads:
        thread.join(timeout=30)
    assert len(ended) == 17
    assert "QueryTimeout modest" in ended
    assert ended.count("StoreBusy greedy") >= 1


def test_result_larger_than_allowed_is_stopped(tmp_path: Path, make_quads) -> None:
    small = Settings(store=str(tmp_path / "s"), query_output_mb=1)
    with open_store(small, write=True) as store:
        store.commit(make_quads(2_000))
        with pytest.raises(QueryFailed, match="CAPTIVITY_QUERY_OUTPUT_MB"):
            store.query(QueryRequest("SELECT * { ?s ?p ?o . ?a ?b ?c }")).read()


def test_long_text_is_looked_at_in_its_worker_and_refused_in_the_same_words(warm) -> None:
    text = "SELECT * {" + " OPTIONAL { ?s ?p ?o }" * 401 + "}"
    with pytest.raises(QueryTooLarge, match="too many pattern keywords: 402, the limit is 400"):
        warm.query(QueryRequest(text))


def test_running_query_keeps_its_snapshot(warm, make_quads) -> None:
    warm.commit(make_quads(30_000, "many"))
    answer = warm.query(QueryRequest("SELECT ?s { ?s ?p ?o }"))
    first = next(answer.chunks)
    for number in range(6):
        warm.commit(make_quads(1, f"later{number}", start=90_000 + number))
    rows = json.loads(first + b"".join(answer.chunks))["results"]["bindings"]
    assert len(rows) == 30_600
    assert count(warm) == 30_606


def test_each_commit_is_seen_by_the_next_query(warm, make_quads) -> None:
    for number in range(10):
        warm.commit(make_quads(1, "new", start=1_000 + number))
        assert count(warm) == 601 + number


def test_maker_of_workers_that_is_killed_is_started_again(warm) -> None:
    process = warm._pool._stock._nursery._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    for _ in range(3):
        for worker in list(warm._pool._stock.free):
            os.kill(worker.pid, signal.SIGKILL)
            assert wait_until(worker.is_gone)
        assert count(warm) == 600


def test_workers_that_all_ended_while_nobody_looked_are_made_again_at_once(warm) -> None:
    assert wait_until(lambda: warm._pool._keepers._is_asleep)
    for worker in list(warm._pool._stock.free):
        os.kill(worker.pid, signal.SIGKILL)
        assert wait_until(worker.is_gone)
    # It finds none of them alive, and does not wait; the next one waits for those that come.
    assert warm.begin(QueryRequest(COUNT)) is None
    assert json.loads(warm.query(QueryRequest(COUNT, timeout_s=20)).read())["results"]["bindings"]


SERVER = """
import sys, threading
from graph.settings import Settings
from graph.store import open_store
from graph.store.port import QueryRequest

store = open_store(Settings(store=sys.argv[1]), write=True)
store.warm()
def run():
    store.query(QueryRequest(sys.argv[2])).read()
for _ in range(3):
    threading.Thread(target=run, daemon=True).start()
import time
while len(list(store._pool._admission.lanes)) < 3:
    time.sleep(0.01)
time.sleep(0.3)
workers = [run.worker for run in store._pool._admission.lanes] + store._pool._stock.free
pids = [worker.pid for worker in workers]
print(*pids, store._pool._stock._nursery._process.pid, flush=True)
time.sleep(60)
"""


def test_kill_of_the_server_ends_its_workers_in_the_middle_of_queries(settings, make_quads) -> None:
    with open_store(settings, write=True) as store:
        store.commit(make_quads(600))
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, settings.store, RUNAWAY],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    pids = [int(pid) for pid in server.stdout.readline().split()]
    server.kill()
    server.wait()
    server.stdout.close()
    assert len(pids) >= 4
    assert wait_until(lambda: not any(is_running(pid) for pid in pids))
    with open_store(settings, write=True) as store:
        assert count(store) == 600
        store.commit(make_quads(1, "after"))
        assert count(store) == 601


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"

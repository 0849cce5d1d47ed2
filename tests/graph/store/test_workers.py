"""Queries in worker processes: answers, limits, deadlines, and nobody else noticing."""

from __future__ import annotations

import json
import os
import signal
import threading
import time

import pytest

from graph.errors import (
    InvalidIRI,
    InvalidQuery,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    UnknownFormat,
)
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from graph.store.port import QueryRequest

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"


def ask_count(store: EmbeddedStore) -> int:
    answer = json.loads(store.query(QueryRequest(COUNT)).read())
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_query_sees_the_union_of_all_graphs_and_each_commit(store, make_quads) -> None:
    store.commit(make_quads(3, "one"))
    store.commit(make_quads(2, "two", start=10))
    assert ask_count(store) == 5
    store.commit(make_quads(1, "three", start=20))
    assert ask_count(store) == 6


def test_named_graphs_narrow_the_dataset(store, make_quads) -> None:
    store.commit([*make_quads(3, "one"), *make_quads(2, "two")])
    request = QueryRequest(COUNT, default_graphs=("https://example.org/two",))
    assert b'"2"' in store.query(request).read()


def test_kind_and_format_follow_the_query(store, make_quads) -> None:
    store.commit(make_quads(1))
    formats = {"select": "text/csv", "ask": "application/sparql-results+xml",
               "graph": "application/n-triples"}  # fmt: skip
    answer = store.query(QueryRequest("SELECT ?o { ?s ?p ?o }", formats))
    assert (answer.kind, answer.media_type, answer.read()) == ("select", "text/csv", b"o\r\n0\r\n")
    answer = store.query(QueryRequest("ASK { ?s ?p ?o }", formats))
    assert answer.kind == "ask"
    assert b"<boolean>true</boolean>" in answer.read()
    answer = store.query(QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", formats))
    assert answer.kind == "graph"
    assert answer.read().startswith(b"<https://example.org/s0>")


def test_unknown_format_is_refused(store) -> None:
    with pytest.raises(UnknownFormat, match="text/html"):
        store.query(QueryRequest(COUNT, {"select": "text/html", "ask": "", "graph": ""}))


def test_syntax_error_has_line_and_column(store) -> None:
    with pytest.raises(InvalidQuery) as caught:
        store.query(QueryRequest("SELECT * {\n  ?s ?p }"))
    assert (caught.value.line, caught.value.column) == (2, 10)
    with pytest.raises(InvalidQuery, match="add PREFIX"):
        store.query(QueryRequest("SELECT * { ?s nope:x ?o }"))


def test_runaway_is_stopped_near_its_deadline_and_the_next_is_answered(store, make_quads) -> None:
    store.commit(make_quads(600))
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"more than 0\.5 s"):
        store.query(QueryRequest(RUNAWAY, timeout_s=0.5))
    assert time.monotonic() - start < 3
    assert ask_count(store) == 600


def test_deeply_nested_text_ends_no_process(store) -> None:
    for text in ("SELECT * " + "{" * 2_200, "SELECT (" + "!" * 4_000 + "1 AS ?x) {}"):
        with pytest.raises(QueryTooLarge):
            store.query(QueryRequest(text))
    assert ask_count(store) == 0


def test_hunger_for_memory_fails_that_query_alone(tmp_path, make_quads) -> None:
    settings = Settings(store=str(tmp_path / "s"), query_timeout_s=60, query_memory_mb=64)
    with open_store(settings, write=True) as store:
        store.commit(make_quads(600))
        with pytest.raises((QueryFailed, QueryTimeout)):
            store.query(QueryRequest(HUNGRY)).read()
        assert ask_count(store) == 600


def test_killed_worker_fails_its_query_and_is_replaced(store, make_quads) -> None:
    store.commit(make_quads(600))
    store.warm()
    failed: list[QueryFailed] = []

    def ask() -> None:
        try:
            store.query(QueryRequest(RUNAWAY))
        except QueryFailed as error:
            failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not (runs := list(store._pool._admission.lanes)):
        time.sleep(0.01)
    for run in runs:
        os.kill(run.worker.pid, signal.SIGKILL)
    thread.join(timeout=10)
    assert len(failed) == 1
    assert ask_count(store) == 600


def test_result_is_streamed_and_can_be_abandoned(store, make_quads) -> None:
    store.commit(make_quads(20_000))
    answer = store.query(QueryRequest("SELECT * { ?s ?p ?o }"))
    assert next(answer.chunks)
    answer.chunks.close()
    assert ask_count(store) == 20_000
    whole = store.query(QueryRequest("SELECT * { ?s ?p ?o }")).read()
    assert len(json.loads(whole)["results"]["bindings"]) == 20_000


def test_many_threads_get_right_answers_while_one_runs_away(store, make_quads) -> None:
    store.commit(make_quads(600))
    wrong: list[object] = []

    def ask_often() -> None:
        for _ in range(10):
            if (found := ask_count(store)) != 600:
                wrong.append(found)

    def run_away() -> None:
        with pytest.raises(QueryTimeout):
            store.query(QueryRequest(RUNAWAY, timeout_s=1.0))

    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    threads.append(threading.Thread(target=run_away))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []


def test_reader_that_stops_reading_does_not_keep_its_worker_for_ever(store, make_quads) -> None:
    store.commit(make_quads(20_000))
    held = [store.query(QueryRequest("SELECT * { ?s ?p ?o }", timeout_s=1.0)) for _ in range(4)]
    assert ask_count(store) == 20_000
    time.sleep(1.2)
    with pytest.raises(QueryTimeout):
        held[0].read()


def test_name_that_is_no_iri_is_refused_as_a_graph(store) -> None:
    with pytest.raises(InvalidIRI):
        store.query(QueryRequest(COUNT, default_graphs=("no iri",)))
    with pytest.raises(InvalidQuery, match="Unicode"):
        store.query(QueryRequest("SELECT * { ?s ?p '\ud800' }"))


def test_reader_of_a_store_beside_its_writer_asks_its_own_snapshot(
    settings, store, make_quads
) -> None:
    store.commit(make_quads(1))
    with open_store(settings, write=False) as reader:
        store.commit(make_quads(4, "more"))
        assert (ask_count(reader), ask_count(store)) == (1, 5)


def test_closing_ends_every_worker(settings, make_quads) -> None:
    store = open_store(settings, write=True)
    store.commit(make_quads(1))
    store.warm()
    ask_count(store)
    pids = [worker.pid for worker in store._pool._stock.free]
    assert pids
    store.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(QueryFailed, match="closed"):
        store.query(QueryRequest(COUNT))

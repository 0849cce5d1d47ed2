"""Each snapshot holds what the database held, whether it is a full copy or a longer log."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from graph.settings import Settings
from graph.store import open_store
from graph.store.canonical import write_canonical
from graph.store.change import BULK_FROM
from graph.store.snapshot_maker import LONGEST_LOG

GRAPH = NamedNode("urn:g")


def files_of(folder: str, pattern: str) -> set[str]:
    return {path.name for path in Path(folder).glob(pattern)}


def content_of(folder: str) -> bytes:
    return write_canonical(Engine.read_only(folder))


def test_small_change_adds_no_data_file_but_the_log(store, make_quads) -> None:
    store.commit(make_quads(10, "first"))
    before = files_of(store.snapshot_path(), "*.sst")
    store.commit(make_quads(1, "second"))
    store.commit([], removals=make_quads(4, "first"))
    assert files_of(store.snapshot_path(), "*.sst") == before
    (log,) = Path(store.snapshot_path()).glob("*.log")
    assert log.stat().st_size > 0
    assert content_of(store.snapshot_path()) == store.dump()
    assert len(store) == 7


def test_snapshot_of_a_revision_stays_as_it_is_while_the_log_grows(store, make_quads) -> None:
    store.commit(make_quads(2, "first"))
    store.commit(make_quads(2, "second"))
    second, before = store.snapshot_path(), content_of(store.snapshot_path())
    store.commit(make_quads(2, "third"))
    assert content_of(second) == before


@pytest.mark.parametrize("way", ["long log", "bulk", "flush", "compact"])
def test_all_is_copied_when_the_log_does_not_tell_all(way: str, store, make_quads) -> None:
    store.commit(make_quads(3, "first"))
    store.commit(make_quads(3, "second"))
    before = files_of(store.snapshot_path(), "*.sst")
    if way == "long log":
        label = Literal("x" * LONGEST_LOG)
        store.commit([Quad(GRAPH, GRAPH, label, GRAPH)])
    elif way == "bulk":
        store.commit(make_quads(BULK_FROM, "bulk"))
    elif way == "flush":
        store.flush()
    else:
        store.compact()
    store.commit(make_quads(3, "last"))
    assert files_of(store.snapshot_path(), "*.sst") != before
    assert content_of(store.snapshot_path()) == store.dump()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 30), st.integers(1, 12)),
        st.tuples(st.just("remove"), st.integers(0, 30), st.integers(1, 12)),
        st.tuples(st.just("drop"), st.just(0), st.just(0)),
        st.tuples(st.just("flush"), st.just(0), st.just(0)),
        st.tuples(st.just("open anew"), st.just(0), st.just(0)),
    ),
    min_size=2,
    max_size=8,
)


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_snapshots_follow_the_database_through_any_changes(
    tmp_path_factory, steps: list[tuple[str, int, int]]
) -> None:
    settings = Settings(store=str(tmp_path_factory.mktemp("any") / "store"))
    expected: set[Quad] = set()
    store = open_store(settings, write=True)
    try:
        for step, first, count in steps:
            quads = [
                Quad(NamedNode(f"urn:{n}"), GRAPH, Literal(n), GRAPH)
                for n in range(first, first + count)
            ]
            if step == "add":
                store.commit(quads)
                expected |= set(quads)
            elif step == "remove":
                store.commit([], removals=quads)
                expected -= set(quads)
            elif step == "drop":
                store.commit([], [GRAPH])
                expected.clear()
            elif step == "flush":
                store.flush()
            else:
                store.close()
                store = open_store(settings, write=True)
            assert set(Engine.read_only(store.snapshot_path())) == expected
            assert set(store.match()) == expected
    finally:
        store.close()

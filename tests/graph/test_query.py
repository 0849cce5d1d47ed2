"""Rows of terms from SELECT, and files read into memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import FileMissing, InvalidQuery, ParseFailed, QueryTooLarge
from graph.ingest.loads import list_loads
from graph.query import select_rows
from graph.settings import Settings
from graph.store import open_store
from graph.store.memory import read_files

S, P, G = (NamedNode(f"https://example.org/{name}") for name in "spg")


@pytest.fixture(scope="module")
def small_store():
    with open_store(Settings(store=":memory:"), write=True) as store:
        store.commit([Quad(S, P, Literal(number), G) for number in range(3)])
        yield store


def test_rows_are_dictionaries_of_terms_with_none_for_unbound(small_store) -> None:
    rows = select_rows(
        small_store,
        "SELECT ?s ?o ?none { ?s ?p ?o OPTIONAL { ?s <urn:x> ?none } FILTER(?o = ?n) }",
        {"n": Literal(2)},
    )
    assert rows == [{"s": S, "o": Literal(2), "none": None}]


def test_no_solution_is_an_empty_list(small_store) -> None:
    assert select_rows(small_store, "SELECT ?o { ?s ?p ?o }", {"s": P}) == []


def test_other_kinds_of_query_give_no_rows(small_store) -> None:
    with pytest.raises(InvalidQuery, match="Write a SELECT"):
        select_rows(small_store, "ASK { ?s ?p ?o }")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_survives_the_way_through_a_worker(small_store, text: str) -> None:
    (row,) = select_rows(small_store, "SELECT ?x { BIND(?x AS ?y) }", {"x": Literal(text)})
    assert row["x"] == Literal(text)


def test_files_are_read_into_memory_each_as_a_load(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.nt"
    first.write_text(
        "@prefix : <https://w3id.org/captivity/id/> .\n"
        "@prefix ctv: <https://w3id.org/captivity/ns#> .\n"
        ":bot ctv:distributedVia :shop ."
    )
    second.write_text('<https://example.org/s> <https://example.org/p> "1" .')
    with read_files([first, second]) as store:
        assert {load.name: load.triples for load in list_loads(store)} == {"a.ttl": 8, "b.nt": 1}
        assert len(store.findings) == 1
        assert store.revision == 1
        assert len(list(store.match())) == len(store) == 8 + 1 + 2 * 8
        (row,) = select_rows(store, "SELECT ?c { ?c a <https://w3id.org/captivity/ns#Channel> }")
        assert row["c"].value.endswith("channel/bot--shop")
        with pytest.raises(InvalidQuery) as caught:
            select_rows(store, "SELECT")
        assert caught.value.line == 1
        with pytest.raises(QueryTooLarge):
            select_rows(store, "{" * 100)


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"none\.ttl"):
        read_files([tmp_path / "none.ttl"])
    (tmp_path / "bad.ttl").write_text("oops")
    with pytest.raises(ParseFailed, match=r"bad\.ttl, line 1"):
        read_files([tmp_path / "bad.ttl"])

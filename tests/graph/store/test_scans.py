"""Joins that read everything give the same rows as sub-selects; all others stay as they are."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from graph.store.rewriting import WHOLE_JOIN, rewrite
from graph.store.scans import spread_joins
from graph.store.worker_program import measure_data

SPREAD = [
    "SELECT ?c ?a ?b { ?c <urn:p> ?a ; <urn:q> ?b }",
    "SELECT ?c ?a ?b { ?c <urn:p> ?a, ?b . }",
    "SELECT ?a (COUNT(*) AS ?n) { ?c <urn:p> ?a . ?a <urn:q> ?b . ?c <urn:q> ?b } GROUP BY ?a",
    "SELECT ?a ?d { ?c <urn:p> ?a . ?b <urn:q> ?d . ?c <urn:q> ?b }",
    "SELECT DISTINCT ?a { ?c a <urn:n1> ; <urn:p> ?a ; <urn:q> ?b FILTER(?a != ?b) }",
    "SELECT ?c ?b ?z { ?c <urn:p> ?a FILTER(BOUND(?a)) . $a <urn:q> ?b . FILTER(?a < ?b || ?a > 0) "
    "?b <urn:p> ?z FILTER(?z != 4) } ORDER BY ?z",
    "SELECT ?c ?e { ?c <urn:p> ?a ; <urn:q> ?b OPTIONAL { ?a <urn:q> ?e } FILTER(!BOUND(?e)) }",
    "SELECT ?c ?x { ?c <urn:p> ?a ; <urn:q> ?b BIND(IF(?a < ?b, ?a, ?b) AS ?x) "
    "MINUS { ?a <urn:p> ?b } }",
    "SELECT ?a ?n { { SELECT ?a (COUNT(DISTINCT ?b) AS ?n) { ?c <urn:p> ?a ; <urn:q> ?b } "
    "GROUP BY ?a } FILTER(?n > 1) }",
    "SELECT ?c ?a ?b { ?c <urn:p>/<urn:q> ?a ; <urn:q> ?b . }",
    "SELECT ?c ?b { ?c <urn:p>/<urn:q>/<urn:p> ?b }",
    "SELECT ?c ?a { ?c <urn:p>/<urn:q> ?a MINUS { ?c <urn:q>/<urn:p> ?a } }",
    "SELECT ?c { { ?c <urn:p> ?a } MINUS { ?c <urn:q> ?b ; <urn:p> ?d FILTER(?b != ?d) } }",
    "PREFIX u: <urn:> SELECT ?a FROM <urn:g> WHERE { ?c u:p ?a . ?c u:q ?a }",
]
KEPT = [
    "SELECT ?c ?a ?b { ?c <urn:p> ?a ; <urn:q> ?b } LIMIT 5",
    "SELECT * { ?c <urn:p> ?a ; <urn:q> ?b }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> <urn:n1> }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?b FILTER(?b = <urn:n1>) }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?b FILTER(?b IN (1, 4)) }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?b FILTER regex(?b, 'x') }",
    "SELECT ?a { VALUES ?a { 1 } ?c <urn:p> ?a ; <urn:q> ?b }",
    "SELECT ?a { ?c <urn:p> ?a . ?d <urn:q> ?b }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?c }",
    "SELECT ?a { ?c <urn:p> ?a ; ?p ?b . ?b <urn:p> ?a }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> _:b . _:b <urn:p> ?a }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q>+ ?b . ?b <urn:q> ?d }",
    "SELECT ?a { ?c <urn:p>/^<urn:q> ?a ; <urn:q> ?b }",
    "SELECT ?a { ?c <urn:p>/<urn:q> ?a, ?b }",
    "SELECT ?a { GRAPH ?g { ?c <urn:p> ?a ; <urn:q> ?b } }",
    "SELECT ?g ?a { GRAPH ?g { SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?b } } }",
    "SELECT ?a { { ?c <urn:p> ?a ; <urn:q> ?b } UNION { ?c <urn:q> ?a } }",
    "SELECT ?a { ?c <urn:p> ?a OPTIONAL { ?c <urn:q> ?b . ?b <urn:p> ?d } }",
    "SELECT ?a { ?c <urn:p> ?a OPTIONAL { ?a <urn:q> ?x } ?c <urn:q> ?b . ?b <urn:p> ?x }",
    "SELECT ?a { { ?d <urn:q> ?a } ?c <urn:p> ?a ; <urn:q> ?b }",
    "ASK { ?c <urn:p> ?a ; <urn:q> ?b }",
    "SELECT ?a { ?c <urn:p> ?a ; <urn:q> ?b",
]
names = [NamedNode(f"urn:n{n}") for n in range(4)]
quads = st.builds(
    Quad,
    st.sampled_from([*names, BlankNode("b")]),
    st.sampled_from(
        [NamedNode(f"urn:{p}") for p in "pq"]
        + [NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")]
    ),
    st.sampled_from([*names, BlankNode("b"), Literal(1), Literal(4)]),
    st.sampled_from([DefaultGraph(), NamedNode("urn:g"), NamedNode("urn:h")]),
)


def rows(store: Store, text: str) -> Counter[str]:
    options = {} if "FROM" in text else {"use_default_graph_as_union": True}
    return Counter(str(row) for row in store.query(text, **options))


@pytest.mark.parametrize("text", SPREAD)
@settings(deadline=None)
@given(data=st.lists(quads, max_size=20))
def test_spread_join_gives_the_same_rows(text: str, data: list[Quad]) -> None:
    other = spread_joins(text)
    assert other.count("SELECT") >= text.count("SELECT") + 2
    store = Store()
    store.extend(data)
    assert rows(store, other) == rows(store, text)


@pytest.mark.parametrize("text", KEPT)
def test_what_asks_for_a_part_is_left_as_it_is(text: str) -> None:
    assert spread_joins(text) == text


def test_usual_joins_are_found_and_look_ups_pass_without_a_tokenizer() -> None:
    for text in SPREAD[:5]:
        assert rewrite(text, may_scan=True) != text
    for text in (
        "SELECT ?l { <urn:n1> <urn:label> ?l }",
        "SELECT ?c ?p ?l { ?c <urn:asset> <urn:n1> ; <urn:platform> ?p . ?p <urn:label> ?l }",
        "SELECT ?s ?p ?o { ?s ?p ?o }",
    ):
        assert WHOLE_JOIN.search(text) is None


@pytest.mark.parametrize("text", SPREAD)
def test_nothing_is_read_through_in_a_large_store(text: str) -> None:
    assert rewrite(text, may_scan=False) == text


def test_size_of_a_store_is_that_of_its_data_files(store, make_quads) -> None:
    store.commit(make_quads(50))
    files = list(store.layout.snapshots.glob("1/*.sst"))
    assert measure_data(store.snapshot_path()) == sum(path.stat().st_size for path in files) > 0

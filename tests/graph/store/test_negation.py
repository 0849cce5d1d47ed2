"""Negated joins in another form give the same rows, and what is not such a join stays as it is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from graph.store.negation import rewrite_negation
from graph.store.rewriting import rewrite

REWRITTEN = [
    # The captives: no other owner of a platform on which the same asset is sold.
    "SELECT ?a ?o { ?c <urn:p> ?a . ?a <urn:q> ?o "
    "FILTER NOT EXISTS { ?c2 <urn:p> ?a . ?a <urn:q> ?o2 FILTER(?o2 != ?o) } }",
    "SELECT DISTINCT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } "
    "FILTER NOT EXISTS { ?b <urn:p> ?x ; <urn:q> ?y } ?b ?q ?d }",
    "SELECT ?a ?x { ?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?x } "
    "FILTER NOT EXISTS { ?b <urn:p>/<urn:q> ?x FILTER(?x != ?b || ?a = ?b) } ?a ?q ?b }",
    "SELECT ?x (COUNT(?a) AS ?n) { { ?a <urn:p> ?b FILTER NOT EXISTS { ?a <urn:q> ?x, ?n } } "
    "?b <urn:p> ?x } GROUP BY ?x",
    "SELECT ?a ?b { { SELECT ?a { ?a <urn:p> ?x } } ?a <urn:q> ?b "
    "FILTER NOT EXISTS { ?b <urn:q> ?x ; <urn:p> ?a FILTER(?x < 3) FILTER(?x > ?z) } }",
    "SELECT ?a { { ?a <urn:p> ?b } UNION { ?a <urn:q> ?c } "
    "FILTER NOT EXISTS { ?a <urn:p> ?c . ?c <urn:q> ?b } BIND(?a AS ?z) }",
    "ASK { VALUES ?a { <urn:n0> UNDEF } ?a <urn:p> ?b MINUS { ?b <urn:q> ?x } "
    "FILTER NOT EXISTS { ?a <urn:q> ?x . ?x <urn:q> ?b . } }",
    "SELECT * { ?c <urn:p> $a OPTIONAL { ?c <urn:q> ?b } FILTER(?k = 1 || ?a != ?b) "
    "FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } }",
    "SELECT DISTINCT * { GRAPH <urn:g> { ?c <urn:p> [ <urn:q> ?a ] } VALUES ?b { 1 4 } "
    "FILTER NOT EXISTS { ?a <urn:q> ?x . ?x <urn:p> ?b } }",
    "CONSTRUCT { ?a <urn:r> ?b } { ?a <urn:p> ?b "
    "FILTER NOT EXISTS { ?a <urn:p> ?m . ?m <urn:p> ?b } }",
]
#: No pair is made for these: an inner value that differs from an outer one.
UNEQUAL = [
    "SELECT DISTINCT ?a { ?c <urn:p> ?a ; <urn:q> ?o "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) } }",
    "SELECT ?a ?o { ?c <urn:p> ?a . ?a <urn:q> ?o "
    "FILTER NOT EXISTS { ?c2 <urn:p> ?a . ?a <urn:q> ?o2 . FILTER(?o != ?o2) } }",
    "SELECT ?c ?o { <urn:n1> <urn:p> ?a . ?c <urn:q> ?a ; <urn:p> ?o "
    "FILTER NOT EXISTS { ?d <urn:q> ?a . FILTER(?d != <urn:n2>) ?d <urn:p> ?r FILTER(?r != ?o) } }",
    "SELECT ?a ?o { ?c <urn:p> ?a OPTIONAL { ?c <urn:q> ?o } "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) } }",
    "SELECT ?a ?o { VALUES (?a ?o) { (<urn:n0> 1) (UNDEF 4.0) (<urn:n1> UNDEF) (UNDEF <urn:n2>) } "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) } }",
    "SELECT ?c (COUNT(*) AS ?n) { ?c <urn:p> ?a ; <urn:p> ?b ; <urn:q> ?o "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?b . ?b <urn:p> ?r FILTER(?r != ?o) } } "
    "GROUP BY ?c",
    "SELECT ?a { GRAPH <urn:g> { ?c <urn:p> ?a ; <urn:q> ?o "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) } } }",
    "SELECT ?a ?o { ?c <urn:p> ?a ; <urn:q> ?o "
    "FILTER(NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(!(?r = ?o)) }) }",
    "SELECT DISTINCT ?a { ?c <urn:p> ?a ; <urn:p>/<urn:q> ?o "
    "FILTER (!EXISTS { ?d <urn:p> ?a ; <urn:p>/<urn:q> ?r FILTER(?r != ?o) }) ?a <urn:p> ?l }",
    "SELECT ?a ?o { ?c <urn:p> ?a ; <urn:q> ?o FILTER NOT EXISTS "
    "{ ?d <urn:p> ?a ; <urn:q> ?r FILTER(?d != ?r && (?r != 4 || ?d = ?a) && ?r NOT IN (?o)) } }",
    "SELECT * { ?c <urn:p> ?a ; <urn:q> ?o "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) } }",
    "SELECT ?a ?l { ?c <urn:p> ?a ; <urn:q> ?o . ?a <urn:q> ?l "
    "FILTER NOT EXISTS { ?d <urn:p> ?a ; <urn:q> ?r FILTER(?r != ?o) FILTER(?l != ?o) } }",
]
UNTOUCHED = [
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x } }",
    "SELECT * { ?a <urn:p> ?b BIND(?k AS ?z) FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } }",
    "SELECT * { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } } "
    "VALUES ?k { 1 }",
    "SELECT ?a { { SELECT * { ?a <urn:p> ?b "
    "FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } } } }",
    "SELECT ?a { ?a <urn:p> ?b OPTIONAL { ?b <urn:p> ?c "
    "FILTER NOT EXISTS { ?c <urn:q> ?x . ?x <urn:p> ?a } } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . "
    "FILTER NOT EXISTS { ?x <urn:p> ?y . ?y <urn:p> ?a } } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q>* ?x . ?x <urn:p> ?a } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?c <urn:q> ?x . ?x <urn:p> ?y } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?y "
    "FILTER(RAND() > 0.5) } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { { ?b <urn:q> ?x } UNION { ?b <urn:p> ?x } } }",
    "SELECT ?a { GRAPH ?g { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?g . ?g <urn:p> ?y } } }",
    "SELECT ?a { ?a <urn:p> ?b FILTER EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } }",
    "SELECT ?a { ?a <urn:p> ' FILTER NOT EXISTS { ?a ?b ?c . ?c ?d ?e } ' } # NOT EXISTS",
    "SELECT ?a { FILTER NOT EXISTS { ?a ?b",
    "SELECT ?a { ?a <urn:p> ?b FILTER(NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } || ?b = 1) }",
]

XSD = "http://www.w3.org/2001/XMLSchema#"
names = [NamedNode(f"urn:n{n}") for n in range(4)]
#: Terms of which some are equal without being the same, and some cannot be compared.
terms = [
    *(*names, BlankNode("b"), Literal(1), Literal("1.0", datatype=NamedNode(f"{XSD}decimal"))),
    *(Literal("a"), Literal("a", language="en"), Literal("a", datatype=NamedNode("urn:own"))),
    *(Literal("b", datatype=NamedNode("urn:own")), Literal(float("nan")), Literal(4)),
]
quads = st.builds(
    Quad,
    st.sampled_from([*names, BlankNode("b")]),
    st.sampled_from([NamedNode("urn:p"), NamedNode("urn:q")]),
    # Names are drawn more often, or nothing would join.
    st.sampled_from(names) | st.sampled_from(names) | st.sampled_from(terms),
    st.sampled_from([DefaultGraph(), DefaultGraph(), NamedNode("urn:g")]),
)


def rows(store: Store, text: str) -> Counter[str] | bool:
    found = store.query(text, use_default_graph_as_union=True)
    return bool(found) if text.startswith("ASK") else Counter(str(row) for row in found)


@pytest.mark.parametrize("text", [*REWRITTEN, *UNEQUAL])
@settings(deadline=None)
@given(data=st.lists(quads, max_size=18))
def test_rewritten_query_gives_the_same_rows(text: str, data: list[Quad]) -> None:
    store = Store()
    store.extend(data)
    expected = rows(store, text)
    for may_scan in (True, False):
        other = rewrite(text, may_scan=may_scan)
        assert "EXISTS" not in other
        assert rows(store, other) == expected


@pytest.mark.parametrize("text", UNEQUAL[:-1])
def test_inequality_makes_no_pairs(text: str) -> None:
    assert "COUNT(DISTINCT" in rewrite_negation(text)


def test_everything_is_read_through_only_if_the_outer_pattern_reads_all_and_may() -> None:
    assert "SELECT ?n1_d ?a { ?n1_d <urn:p> ?a }" in rewrite_negation(UNEQUAL[0])
    assert "SELECT DISTINCT ?a {" in rewrite_negation(UNEQUAL[0], may_scan=False)
    assert "SELECT DISTINCT ?a {" in rewrite_negation(UNEQUAL[2])


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_would_not_be_equal_or_no_quicker_is_left_as_it_is(text: str) -> None:
    assert rewrite_negation(text) == text


def test_new_names_are_nobodys() -> None:
    text = "SELECT ?n1_ { ?n1_ <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x ?y ?n1_ } }"
    assert "?nn1_x" in rewrite_negation(text)


def test_fault_is_told_where_the_writer_made_it(store) -> None:
    from graph.errors import InvalidQuery
    from graph.store.port import QueryRequest

    text = (
        "SELECT ?a { ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?x . ?x <urn:p> ?a } }\nORDER ?a"
    )
    with pytest.raises(InvalidQuery) as caught:
        store.query(QueryRequest(text))
    assert caught.value.line == 2


def test_negated_join_over_many_rows_ends(store) -> None:
    """12,000 channels of 2,000 assets: the engine's own plan takes the square of that."""
    from graph.store.port import QueryRequest

    def node(name: str) -> NamedNode:
        return NamedNode(f"urn:{name}")

    graph = node("g")
    data = [Quad(node(f"p{n}"), node("operator"), node(f"o{n % 20}"), graph) for n in range(40)]
    for n in range(12_000):
        data.append(Quad(node(f"c{n}"), node("asset"), node(f"a{n % 2000}"), graph))
        # Every tenth asset is on one platform only, however many channels it has.
        platform = n % 2000 % 40 if n % 10 == 0 else n % 2000 % 7 + n // 2000
        data.append(Quad(node(f"c{n}"), node("platform"), node(f"p{platform}"), graph))
    store.commit(data)
    text = """SELECT DISTINCT ?a { ?c <urn:asset> ?a ; <urn:platform> ?p . ?p <urn:operator> ?o
        FILTER NOT EXISTS { ?c2 <urn:asset> ?a ; <urn:platform> ?p2 . ?p2 <urn:operator> ?o2
                            FILTER(?o2 != ?o) } }"""
    formats = {"select": "text/csv", "ask": "text/csv", "graph": "text/turtle"}
    found = store.query(QueryRequest(text, formats)).read().split()
    assert len(found) - 1 == 200

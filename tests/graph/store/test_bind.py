"""Binding terms to variables: every place where a variable can stand, and hostile content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from graph.errors import InvalidInput
from graph.store.bind import bind_terms

P = NamedNode("urn:p")
BINDINGS = {"s": NamedNode("urn:s2"), "k": Literal(2)}


@pytest.fixture(scope="module")
def engine() -> Store:
    """Five subjects urn:s0 .. urn:s4, each with its number."""
    store = Store()
    store.extend(Quad(NamedNode(f"urn:s{n}"), P, Literal(n)) for n in range(5))
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?o { ?s <urn:p> ?o }", [["2"]]),
        ("SELECT ?s ?o WHERE { ?s <urn:p> ?o }", [["urn:s2", "2"]]),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", [["1"]]),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) < ?k)",
         [["urn:s2", "1"]]),
        ("SELECT ?x { ?x <urn:p> ?o MINUS { ?x <urn:p> ?v FILTER(?v >= ?k) } } ORDER BY ?x",
         [["urn:s0"], ["urn:s1"]]),
        ("SELECT ?x { { ?x <urn:p> ?o FILTER(?o = ?k) } UNION { ?x <urn:p> 4 } } ORDER BY ?x",
         [["urn:s2"], ["urn:s4"]]),
        ("SELECT ?x { ?x <urn:p> ?o FILTER NOT EXISTS { ?x <urn:p> ?v FILTER(?v != ?k) } }",
         [["urn:s2"]]),
        ("SELECT (?k + 1 AS ?z) {}", [["3"]]),
        ("SELECT ?n { { SELECT ?s (COUNT(*) AS ?n) { ?s <urn:p> ?o } GROUP BY ?s } }", [["1"]]),
        ("SELECT ?x { ?x <urn:p> ?o OPTIONAL { ?x <urn:q> ?d FILTER(?d < ?k) } FILTER(?o < ?k) }"
         " ORDER BY DESC(?o + ?k)", [["urn:s1"], ["urn:s0"]]),
        ("SELECT ?x { VALUES (?x ?o) { (1 2) (2 3) } FILTER(?k = ?o) }", [["1"]]),
        ("SELECT $s { $s <urn:p> ?k }", [["urn:s2"]]),
        ("SELECT ?o { ?s <urn:p> ?o FILTER(STR(?o) != '?s') } # ?s", [["2"]]),
        ("SELECT ?sk { ?sk <urn:p> 3 }", [["urn:s3"]]),
    ],
)  # fmt: skip
def test_variable_stands_for_its_term_everywhere(
    engine: Store, query: str, expected: list[list[str]]
) -> None:
    solutions = engine.query(bind_terms(query, BINDINGS))
    names = [variable.value for variable in solutions.variables]
    assert [[row[name].value for name in names] for row in solutions] == expected


def test_other_forms_of_query_take_terms_too(engine: Store) -> None:
    assert bool(engine.query(bind_terms("ASK { ?s <urn:p> ?k }", BINDINGS)))
    assert not bool(engine.query(bind_terms("ASK { ?s <urn:p> 3 }", BINDINGS)))
    made = engine.query(bind_terms("CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s ?p ?o }", BINDINGS))
    assert [str(triple.subject) for triple in made] == ["<urn:s2>"]
    assert len(list(engine.query(bind_terms("CONSTRUCT WHERE { ?s ?p ?o }", BINDINGS)))) == 1
    assert len(list(engine.query(bind_terms("DESCRIBE ?s", BINDINGS)))) == 1


def test_unused_binding_changes_nothing() -> None:
    assert bind_terms("ASK { ?a ?b ?c }", BINDINGS) == "ASK { ?a ?b ?c }"


def test_blank_node_and_odd_names_are_refused() -> None:
    with pytest.raises(InvalidInput, match="blank node"):
        bind_terms("ASK { ?s ?p ?o }", {"s": BlankNode("b")})
    with pytest.raises(InvalidInput, match="name of a variable"):
        bind_terms("ASK { ?s ?p ?o }", {"s } #": Literal("x")})


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.text(alphabet="\"'\\\n\r\t}{?$<>#.;@^u0021", max_size=30),
    ),
    st.sampled_from([None, "en"]),
)
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_content_of_a_literal_breaks_out(text: str, language: str | None) -> None:
    term = Literal(text, language=language) if language else Literal(text)
    query = bind_terms("SELECT ?x (STRLEN(?x) AS ?n) { BIND(?x AS ?y) }", {"x": term})
    (row,) = Store().query(query)
    assert row["x"] == term
    assert row["n"].value == str(len(text))


@given(st.text(alphabet="abc?#}%20é/<>\"' \\", max_size=20))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_content_of_an_iri_breaks_out(text: str) -> None:
    try:
        term = NamedNode(f"https://example.org/{text}")
    except ValueError:
        return
    (row,) = Store().query(bind_terms("SELECT ?x { BIND(?x AS ?y) }", {"x": term}))
    assert row["x"] == term

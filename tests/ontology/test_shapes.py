"""The shapes are well formed, say what they want, and agree with the ontology and the drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, Triple, parse

import ontology
from graph.terms import CTV, VOCABULARY_BASE

BOTH = pytest.mark.parametrize(
    ("shapes", "severity"),
    [(ontology.SHAPES, "Violation"), (ontology.ADVICE, "Warning")],
    ids=["must", "should"],
)
PREFIXES = """
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
Validate = Callable[[Path, Iterable[Triple]], list[Any]]


def select(query: str, *paths: Path) -> list[tuple[str, ...]]:
    """The solutions of a query over some Turtle files, as the plain text of their terms."""
    store = Store()
    for path in paths:
        store.load(path=str(path), format=RdfFormat.TURTLE)
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in solutions]


@BOTH
def test_every_shape_has_an_iri_a_label_and_its_severity(shapes: Path, severity: str) -> None:
    anonymous = select(
        f"""SELECT ?shape WHERE {{
          {{ ?shape a sh:NodeShape }} UNION {{ ?shape sh:path ?path }}
          FILTER(isBlank(?shape) || NOT EXISTS {{ ?shape rdfs:label ?label }}
            || NOT EXISTS {{ ?shape sh:severity sh:{severity} }})
        }}""",
        shapes,
    )
    assert not anonymous, f"give an IRI, rdfs:label and sh:severity to {anonymous}"


@BOTH
def test_every_message_says_the_rule_and_the_fix(shapes: Path, severity: str) -> None:
    rows = select(
        """SELECT ?shape ?message WHERE {
          { ?shape a sh:NodeShape } UNION { ?shape a sh:PropertyShape }
          OPTIONAL { ?shape sh:message|sh:sparql/sh:message ?message }
          FILTER NOT EXISTS { ?shape sh:property ?inner }
        }""",
        shapes,
    )
    assert rows
    for shape, message in rows:
        assert len(re.findall(r"[.:)] [A-Z]", message)) >= 1, f"{shape}: say how to mend it"
        assert message.endswith("."), f"{shape}: end the message with a full stop"


@BOTH
def test_the_shapes_are_valid_shacl(shapes: Path, severity: str) -> None:
    from pyshacl import validate
    from rdflib import Graph

    conforms, _, text = validate(Graph(), shacl_graph=Graph().parse(shapes), meta_shacl=True)
    assert conforms, text


@BOTH
def test_the_shapes_name_only_terms_of_the_ontology(shapes: Path, severity: str) -> None:
    named = set(re.findall(r"\bctv:(\w+)", shapes.read_text(encoding="utf-8")))
    assert named <= CTV.members, f"not in the ontology: {sorted(named - CTV.members)}"


def test_every_list_of_values_is_a_whole_code_list() -> None:
    """A concept that is added to a scheme must be added to the rule, and the other way round."""
    listed: dict[str, set[str]] = {}
    for shape, concept in select(
        "SELECT ?shape ?item WHERE { ?shape sh:in/rdf:rest*/rdf:first ?item }", ontology.SHAPES
    ):
        listed.setdefault(shape, set()).add(concept)
    schemes: dict[str, set[str]] = {}
    for scheme, concept in select(
        "SELECT ?scheme ?item WHERE { ?item skos:inScheme ?scheme }", ontology.VOCABULARY
    ):
        schemes.setdefault(scheme, set()).add(concept)
    assert len(listed) == 12
    for shape, concepts in listed.items():
        assert concepts in schemes.values(), f"{shape}: make sh:in equal to one of the code lists"


@pytest.mark.parametrize(
    "names",
    [
        ("article",),
        ("article", "background"),
        ("article", "background", "inference-overlay"),
        ("article", "background", "updates"),
    ],
    ids="-".join,
)
def test_graphs_written_with_the_drafts_obey_the_rules(
    validate: Validate, shared: Path, names: tuple[str, ...]
) -> None:
    triples = [
        quad.triple
        for name in names
        for quad in parse(
            path=str(shared / "domain" / f"{name}.draft.ttl"), format=RdfFormat.TURTLE
        )
    ]
    assert validate(ontology.SHAPES, triples) == []


def test_no_term_of_the_draft_is_lost(shared: Path) -> None:
    draft = parse(path=str(shared / "domain" / "ontology.draft.ttl"), format=RdfFormat.TURTLE)
    iris = {getattr(quad.subject, "value", "") for quad in draft}
    names = {iri.removeprefix(VOCABULARY_BASE) for iri in iris if iri.startswith(VOCABULARY_BASE)}
    assert names <= CTV.members

"""The ontology at its own address: a page of terms for people, Turtle for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.terms import RDF, RDFS, SKOS, VOCABULARY_BASE
from ontology import VOCABULARY
from web import negotiation
from web.answers import as_rdf

vocabulary = Blueprint("vocabulary", __name__)

OFFERS = {"html": negotiation.HTML, **negotiation.RDF_FORMATS}
OWL = "http://www.w3.org/2002/07/owl#"
SECTIONS = (
    ("Classes", frozenset({f"{OWL}Class"})),
    ("Relations", frozenset({f"{OWL}ObjectProperty"})),
    ("Values", frozenset({f"{OWL}DatatypeProperty"})),
    ("Code lists and their members", frozenset({SKOS.Concept.value, SKOS.ConceptScheme.value})),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the vocabulary as the page shows it."""

    name: str
    label: str
    definition: str
    examples: tuple[str, ...]
    broader: tuple[str, ...]


@vocabulary.get("/ns")
@vocabulary.get("/ontology")
def show_vocabulary() -> Response:
    """The vocabulary in the form asked for."""
    form = negotiation.choose(request, OFFERS)
    if form == "text/turtle":
        # As it was written, with its order and comments.
        answer = Response(VOCABULARY.read_bytes(), mimetype=form)
    elif form != negotiation.HTML:
        return as_rdf(read_vocabulary(), form)
    else:
        answer = Response(render_template("vocabulary.html", sections=list_terms()))
    answer.vary.add("Accept")
    return answer


@lru_cache(maxsize=1)
def read_vocabulary() -> tuple[Triple, ...]:
    """Every triple of the packaged ontology."""
    quads = parse(path=str(VOCABULARY), format=RdfFormat.TURTLE)
    return tuple(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


@lru_cache(maxsize=1)
def list_terms() -> Mapping[str, tuple[Term, ...]]:
    """Section -> its terms by name."""
    about: dict[str, list[Triple]] = {}
    for triple in read_vocabulary():
        if isinstance(triple.subject, NamedNode):
            about.setdefault(triple.subject.value, []).append(triple)
    terms: dict[str, list[Term]] = {title: [] for title, _ in SECTIONS}
    for iri, triples in sorted(about.items()):
        types = _nodes(triples, {RDF.type})
        for title, classes in SECTIONS:
            if types & classes and iri.startswith(VOCABULARY_BASE):
                terms[title].append(_term(iri, triples))
                break
    return {title: tuple(found) for title, found in terms.items() if found}


def _term(iri: str, triples: list[Triple]) -> Term:
    name = iri.removeprefix(VOCABULARY_BASE)
    definitions = _texts(triples, SKOS.definition) or _texts(triples, RDFS.comment)
    above = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.inScheme}
    return Term(
        name=name,
        label=(_texts(triples, RDFS.label) or _texts(triples, SKOS.prefLabel) or (name,))[0],
        definition=" ".join(definitions),
        examples=_texts(triples, SKOS.example),
        broader=tuple(sorted(_nodes(triples, above))),
    )


def _texts(triples: list[Triple], predicate: NamedNode) -> tuple[str, ...]:
    found = (t.object for t in triples if t.predicate == predicate)
    return tuple(node.value for node in found if isinstance(node, Literal))


def _nodes(triples: list[Triple], predicates: set[NamedNode]) -> set[str]:
    found = (t.object for t in triples if t.predicate in predicates)
    return {node.value for node in found if isinstance(node, NamedNode)}

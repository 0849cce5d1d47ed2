"""The ontology at its own address: a page of terms for people, Turtle for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.terms import RDF, RDFS, SKOS, VOCABULARY_BASE
from ontology import VOCABULARY
from web import negotiation
from web.answer_shapes import TermRow
from web.answers import as_json, as_rdf
from web.operation import describe
from web.state import state
from web.uses import uses_of

vocabulary = Blueprint("vocabulary", __name__)

OFFERS = {"html": negotiation.HTML, **negotiation.RDF_FORMATS}
OWL = "http://www.w3.org/2002/07/owl#"
SCHEMA = "https://schema.org/"
#: What a property is said of, and what it gives: to infer from, or only to tell.
DOMAIN = {NamedNode(f"{RDFS.base}domain"), NamedNode(f"{SCHEMA}domainIncludes")}
RANGE = {NamedNode(f"{RDFS.base}range"), NamedNode(f"{SCHEMA}rangeIncludes")}
#: Title, what it holds, in a sentence, and the classes of its terms.
SECTIONS = (
    ("Classes", "What things there are.", frozenset({f"{OWL}Class"})),
    ("Relations", "What ties one thing to another.", frozenset({f"{OWL}ObjectProperty"})),
    ("Values", "What is said of a thing in numbers, days and words.",
     frozenset({f"{OWL}DatatypeProperty"})),
    ("Code lists", "The values that a relation may take, and the lists they stand in.",
     frozenset({SKOS.Concept.value, SKOS.ConceptScheme.value})),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the vocabulary as the page shows it; the last five are IRIs of other terms."""

    name: str
    section: str
    label: str
    definition: str
    examples: tuple[str, ...]
    notes: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    aligned: tuple[str, ...]

    @property
    def query(self) -> str:
        """The address of a query that lists where the term is used."""
        shapes = {"Classes": "?thing a ctv:{}", "Code lists": "?thing ?property ctv:{}"}
        shape = shapes.get(self.section, "?thing ctv:{} ?value").format(self.name)
        text = f"PREFIX ctv: <{VOCABULARY_BASE}>\nSELECT * {{ {shape} }} LIMIT 100"
        return f"/sparql?{urlencode({'query': text})}"


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
        page = render_template("vocabulary.html", sections=list_terms(), uses=uses_of(state()),
                               leads={title: lead for title, lead, _ in SECTIONS},
                               base=VOCABULARY_BASE)  # fmt: skip
        answer = Response(page)
    answer.vary.add("Accept")
    return answer


@vocabulary.get("/api/vocabulary")
@describe(answer=list[TermRow], topic="This service", tries="/api/vocabulary")
def vocabulary_data() -> Response:
    """Every term of the vocabulary, with how often the graph uses it."""
    uses = uses_of(state())
    rows = [
        {
            "name": term.name,
            "iri": VOCABULARY_BASE + term.name,
            "label": term.label,
            "section": term.section,
            "definition": term.definition,
            "examples": list(term.examples),
            "broader": list(term.broader),
            "uses": uses.get(term.name, 0) if uses else None,
        }
        for terms in list_terms().values()
        for term in terms
    ]
    return as_json(rows)


@lru_cache(maxsize=1)
def read_vocabulary() -> tuple[Triple, ...]:
    """Every triple of the packaged ontology."""
    quads = parse(path=str(VOCABULARY), format=RdfFormat.TURTLE)
    return tuple(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


@lru_cache(maxsize=1)
def list_terms() -> Mapping[str, tuple[Term, ...]]:
    """Section -> its terms by name; the members of a code list stand after their list."""
    about: dict[str, list[Triple]] = {}
    below: dict[str, list[str]] = {}
    for triple in read_vocabulary():
        if isinstance(triple.subject, NamedNode):
            about.setdefault(triple.subject.value, []).append(triple)
            if triple.predicate in ABOVE and isinstance(triple.object, NamedNode):
                below.setdefault(triple.object.value, []).append(triple.subject.value)
    terms: dict[str, list[Term]] = {title: [] for title, _, _ in SECTIONS}
    for iri, triples in sorted(about.items()):
        types = _nodes(triples, {RDF.type})
        if _nodes(triples, {SKOS.inScheme}):
            # A member of a list may have a class of its own besides.
            types = types | {SKOS.Concept.value}
        for title, _, classes in SECTIONS:
            if types & classes and iri.startswith(VOCABULARY_BASE):
                terms[title].append(_term(iri, title, triples, below.get(iri, [])))
                break
    lists = terms["Code lists"]
    lists.sort(key=lambda t: (t.broader or (VOCABULARY_BASE + t.name,), bool(t.broader), t.name))
    return {title: tuple(found) for title, found in terms.items() if found}


#: What leads from a term to a broader one.
ABOVE = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.inScheme)


def _term(iri: str, section: str, triples: list[Triple], narrower: list[str]) -> Term:
    name = iri.removeprefix(VOCABULARY_BASE)
    definitions = _texts(triples, SKOS.definition) or _texts(triples, RDFS.comment)
    above = _nodes(triples, set(ABOVE))
    return Term(
        name=name,
        section=section,
        label=(_texts(triples, RDFS.label) or _texts(triples, SKOS.prefLabel) or (name,))[0],
        definition=" ".join(definitions),
        examples=_texts(triples, SKOS.example),
        notes=_texts(triples, SKOS.scopeNote),
        broader=tuple(sorted(n for n in above if n.startswith(VOCABULARY_BASE))),
        narrower=tuple(sorted(narrower)),
        subjects=_sorted(triples, DOMAIN),
        objects=_sorted(triples, RANGE),
        aligned=tuple(sorted(n for n in above if not n.startswith(VOCABULARY_BASE))),
    )


def _sorted(triples: list[Triple], predicates: set[NamedNode]) -> tuple[str, ...]:
    return tuple(sorted(_nodes(triples, predicates)))


def _texts(triples: list[Triple], predicate: NamedNode) -> tuple[str, ...]:
    found = (t.object for t in triples if t.predicate == predicate)
    return tuple(node.value for node in found if isinstance(node, Literal))


def _nodes(triples: list[Triple], predicates: set[NamedNode]) -> set[str]:
    found = (t.object for t in triples if t.predicate in predicates)
    return {node.value for node in found if isinstance(node, NamedNode)}

"""What the editor offers to complete: prefixes, and the classes, relations and terms in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response
from pyoxigraph import NamedNode

from graph.market.columns import read_texts
from graph.store.port import QueryRequest, Store
from graph.terms import PREFIXES, RDFS, SKOS, VOCABULARY_BASE
from web.answer_shapes import Completions
from web.answers import as_json
from web.operation import describe
from web.state import state
from web.vocabulary import list_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

completion = Blueprint("completion", __name__, url_prefix="/api")

#: Terms of the data beyond which the rest is left out, the least used first.
MOST_TERMS = 1000
#: Section of the vocabulary -> what its terms are in a query.
TYPES = {"Classes": "class", "Relations": "property", "Values": "property"}
IN_USE = {
    "class": "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x ORDER BY DESC(?n) LIMIT 1000",
    "property": "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY DESC(?n) LIMIT 1000",
}


@completion.get("/completion")
@describe(answer=Completions, topic="Names", tries="/api/completion")
def show_completion() -> Response:
    """The prefixes and terms that a query can use, with their labels and definitions."""
    site = state()
    return as_json(site.kept("completion", lambda: list_completions(site.store)))


def list_completions(store: Store) -> dict[str, Any]:
    """The prefixes by name; and the terms: name, label, what it is, definition, uses in the data.

    Terms of the ontology come first, then what else the data uses, the most used first.
    """
    used = {kind: dict(_count_uses(store, query)) for kind, query in IN_USE.items()}
    ours = list(_own_terms(used))
    known = {term["name"] for term in ours}
    others = [term for term in _other_terms(store, used) if term["name"] not in known]
    return {"prefixes": dict(PREFIXES), "terms": ours + others}


def _count_uses(store: Store, query: str) -> Iterator[tuple[str, int]]:
    import json

    for row in json.loads(store.query(QueryRequest(query)).read())["results"]["bindings"]:
        if row["x"]["type"] == "uri":
            yield row["x"]["value"], int(row["n"]["value"])


def _own_terms(used: Mapping[str, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    for section, terms in list_terms().items():
        kind = TYPES.get(section, "constant")
        for term in terms:
            uses = used.get(kind, {}).get(VOCABULARY_BASE + term.name, 0)
            yield _describe(f"ctv:{term.name}", term.label, kind, term.definition, uses)


def _other_terms(store: Store, used: Mapping[str, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    labels: Mapping[str, Sequence[str]] = read_texts(store, RDFS.label)
    definitions = read_texts(store, SKOS.definition)
    for kind, counts in used.items():
        for iri, uses in counts.items():
            label = labels.get(iri, ("",))[0]
            info = definitions.get(iri, ("",))[0]
            yield _describe(name_term(iri), label, kind, info, uses)


def _describe(name: str, label: str, kind: str, info: str, uses: int) -> dict[str, Any]:
    return {"name": name, "label": label, "type": kind, "info": info, "uses": uses}


def name_term(iri: str) -> str:
    """The term as a query writes it: with a prefix that needs no declaration, or in full.

    >>> name_term("http://www.w3.org/2000/01/rdf-schema#label"), name_term("urn:x")
    ('rdfs:label', '<urn:x>')
    """
    for prefix, base in PREFIXES.items():
        rest = iri.removeprefix(base)
        if rest != iri and rest.replace("_", "a").replace("-", "a").isalnum():
            return f"{prefix}:{rest}"
    return str(NamedNode(iri))

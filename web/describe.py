"""The RDF description of one node: what is said of it, and the records that hang on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.store.port import Store
from graph.terms import CTV, ID_BASE, PREFIXES, RDF

#: Kinds of node that make no sense apart from what they speak of, so they come along whole.
ATTACHED = frozenset({CTV.Channel, CTV.Claim, CTV.Stake, CTV.Measurement})

_RDF_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def describe_node(store: Store, iri: str) -> list[Triple]:
    """Every triple with the node, and all of each channel, claim, stake or blank node at it.

    Sorted, each once, whatever the graph; empty when nothing is said of the node.
    """
    node = NamedNode(iri)
    found: set[Triple] = set()
    for quad in (*store.match(node), *store.match(None, None, node)):
        found.add(_plain(quad))
        for end in (quad.subject, quad.object):
            if end != node and isinstance(end, NamedNode | BlankNode) and _is_attached(store, end):
                found.update(_plain(part) for part in store.match(end))
    return sorted(found, key=str)


def is_known(store: Store, iri: str) -> bool:
    """Whether anything is said of the node; a text that is no IRI is known to nobody."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(True for _ in store.match(node)) or any(True for _ in store.match(None, None, node))


def write_triples(triples: Iterable[Triple], media_type: str) -> bytes:
    """The triples in an RDF format, with the prefixes of the project."""
    form = _RDF_FORMATS[media_type]
    # Only Turtle writes the empty prefix in a way that every reader understands.
    prefixes = {name: base for name, base in PREFIXES.items() if name or form is RdfFormat.TURTLE}
    return serialize(triples, format=form, prefixes=prefixes) or b""


def statements_of(store: Store, iri: str) -> Iterator[Triple]:
    """What is said of the node itself, sorted by predicate, each once."""
    yield from sorted({_plain(quad) for quad in store.match(NamedNode(iri))}, key=str)


def mentions_of(store: Store, iri: str) -> Iterator[Triple]:
    """What other nodes say that points at this one, sorted, each once."""
    yield from sorted({_plain(q) for q in store.match(None, None, NamedNode(iri))}, key=str)


def _is_attached(store: Store, end: NamedNode | BlankNode) -> bool:
    if isinstance(end, BlankNode):
        return True
    return end.value.startswith(ID_BASE) and any(
        quad.object in ATTACHED for quad in store.match(end, RDF.type)
    )


def _plain(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)

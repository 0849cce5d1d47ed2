"""Blank nodes under names of their own: a remote cannot be asked about one that has none.

We write each as an IRI and read that IRI as the blank node again. Blank nodes that others put
there have names that hold within one copy only.
"""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.errors import InvalidInput
from graph.store.port import Term

BLANK_BASE = "urn:captivity:blank:"

AnyTerm = NamedNode | BlankNode | Literal | Triple


def name_blank(term: AnyTerm) -> Term:
    """The term as it is written to a remote.

    >>> str(name_blank(BlankNode("a")))
    '<urn:captivity:blank:a>'

    Raises
    ------
    InvalidInput
        It is a triple about a triple.
    """
    if isinstance(term, Triple):
        raise InvalidInput("Triples about triples are not stored", str(term)[:200])
    return NamedNode(BLANK_BASE + term.value) if isinstance(term, BlankNode) else term


def unname_blank(term: AnyTerm) -> Term:
    """The term as everybody else knows it.

    >>> str(unname_blank(NamedNode("urn:captivity:blank:a")))
    '_:a'
    """
    if isinstance(term, Triple):
        raise InvalidInput("Triples about triples are not read", str(term)[:200])
    if isinstance(term, NamedNode) and term.value.startswith(BLANK_BASE):
        return BlankNode(term.value.removeprefix(BLANK_BASE))
    return term


def to_remote(quad: Quad) -> Triple:
    """The triple of a quad as it is written to a remote."""
    subject = name_blank(quad.subject)
    assert not isinstance(subject, Literal)  # noqa: S101 - no subject is one
    return Triple(subject, quad.predicate, name_blank(quad.object))


def from_remote(triple: Triple, graph: NamedNode) -> Quad:
    """The quad of a triple that a remote gave for a graph."""
    subject = unname_blank(triple.subject)
    assert not isinstance(subject, Literal)  # noqa: S101 - no subject is one
    return Quad(subject, triple.predicate, unname_blank(triple.object), graph)

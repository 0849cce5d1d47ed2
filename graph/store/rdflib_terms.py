"""Between pyoxigraph's terms and rdflib's, one by one: no text in between that could be misread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.errors import InvalidInput
from graph.store.port import Term

if TYPE_CHECKING:
    import rdflib


def from_rdflib(term: Any) -> Term:
    """The same term for pyoxigraph.

    Raises
    ------
    InvalidInput
        It is a variable or no valid term.
    """
    import rdflib

    try:
        if isinstance(term, rdflib.Literal):
            if term.language:
                return Literal(str(term), language=term.language)
            datatype = NamedNode(str(term.datatype)) if term.datatype else None
            return Literal(str(term), datatype=datatype)
        if isinstance(term, rdflib.BNode):
            return BlankNode(str(term))
        if isinstance(term, rdflib.URIRef):
            return NamedNode(str(term))
    except ValueError as error:
        raise InvalidInput("Not a term", repr(term)[:200], str(error)) from error
    raise InvalidInput("Not a term", repr(term)[:200], "Give an IRI, a blank node or a literal.")


def to_rdflib(term: Any) -> rdflib.term.Node:
    """The same term for rdflib; the text of a literal stays as it is."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = rdflib.URIRef(term.datatype.value)
        if datatype == rdflib.XSD.string:
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise InvalidInput("rdflib has no such term", str(term)[:200])


def read_graph(graph: rdflib.Graph) -> Iterator[Quad]:
    """Yield the statements of an rdflib Graph or Dataset; those without a graph are in the default.

    Raises
    ------
    InvalidInput
        One of them is no RDF.
    """
    import rdflib

    if not isinstance(graph, rdflib.Dataset):
        for s, p, o in graph:
            yield _quad(s, p, o, None)
        return
    for s, p, o, name in graph.quads((None, None, None, None)):
        yield _quad(s, p, o, name)


def make_graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The triples of the quads as one rdflib Graph."""
    import rdflib

    graph = rdflib.Graph()
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def make_dataset(quads: Iterable[Quad]) -> rdflib.Dataset:
    """The quads as an rdflib Dataset."""
    import rdflib

    dataset = rdflib.Dataset()
    for quad in quads:
        node = quad.graph_name
        target: rdflib.Graph = dataset.default_graph
        if isinstance(node, NamedNode):
            target = dataset.graph(rdflib.URIRef(node.value))
        elif isinstance(node, BlankNode):
            target = dataset.graph(rdflib.BNode(node.value))
        target.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return dataset


def _quad(s: Any, p: Any, o: Any, name: Any) -> Quad:
    subject, predicate = from_rdflib(s), from_rdflib(p)
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        raise InvalidInput("Not a triple of RDF", repr((s, p, o))[:200])
    triple = Triple(subject, predicate, from_rdflib(o))
    if name is None or str(name) == "urn:x-rdflib:default":
        return Quad(triple.subject, triple.predicate, triple.object)
    node = from_rdflib(name)
    if isinstance(node, Literal):
        raise InvalidInput("Not the name of a graph", repr(name)[:200])
    return Quad(triple.subject, triple.predicate, triple.object, node)

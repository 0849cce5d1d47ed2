"""Judge new data by the shapes, together with what it refers to in the store."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from graph.errors import Finding
from graph.ingest.context import gather_context
from graph.ingest.lines import LineFinder
from graph.ingest.parse import Document
from graph.ingest.rules import Result, read_results, to_finding
from graph.store.port import Store
from graph.terms import CTV
from ontology import ADVICE, SHAPES, VOCABULARY

if TYPE_CHECKING:
    from rdflib import Graph


#: rdflib's SPARQL parser is not made for threads.
_JUDGING = threading.Lock()


def validate_document(
    document: Document, quads: Sequence[Quad], ledger: Sequence[Quad], store: Store
) -> list[Finding]:
    """What the shapes say about a file, in the order of its lines: violations block, advice warns.

    Only the nodes that the file describes are judged. ``quads`` are its triples with lifted
    channels, ``ledger`` the description of the load, which they may name as their source.
    """
    context = gather_context(store, quads)
    triples = [quad.triple for quad in (*quads, *ledger)]
    own = {_key(quad.subject) for quad in quads}
    totals = {_key(quad.object) for quad in quads if quad.predicate == CTV.issuer}
    lines = LineFinder(document.content, document.form)
    findings = [
        to_finding(result, _shapes(), advice=_advises(result), lines=lines)
        for result in _judge([*triples, *context])
        if _concerns(result, own, totals)
    ]
    return sort_findings(findings)


def validate_all(store: Store) -> list[Finding]:
    """What the shapes say about everything in the store; slow, meant for tests of data."""
    lines = LineFinder(b"", RdfFormat.TURTLE)
    results = _judge({quad.triple for quad in store.match()})
    return sort_findings(
        [to_finding(result, _shapes(), advice=_advises(result), lines=lines) for result in results]
    )


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: violations first, then by line, node and rule."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity != "violation", f.line or 0, f.node, f.rule, f.value),
    )


def _judge(triples: Iterable[Triple]) -> list[Result]:
    """Run the shapes: our own only, given as graphs, so that nothing is fetched or executed."""
    from pyshacl import validate

    data = to_graph(triples)
    with _JUDGING:
        _, report, _ = validate(
            data,
            shacl_graph=_shapes(),
            ont_graph=_graph_of(VOCABULARY),
            inference="none",
            advanced=False,
            do_owl_imports=False,
            inplace=True,
        )
    return read_results(report)


def _concerns(result: Result, own: set[tuple[str, str]], totals: set[tuple[str, str]]) -> bool:
    """Whether a result is about the file: its own nodes, or a total that its stakes enter."""
    key = _rdflib_key(result.focus)
    return key in own or (key in totals and result.component == "SPARQL")


def _key(term: object) -> tuple[str, str]:
    if isinstance(term, NamedNode):
        return "iri", term.value
    return ("blank", term.value) if isinstance(term, BlankNode) else ("other", str(term))


def _rdflib_key(term: Any) -> tuple[str, str]:
    from rdflib import BNode

    return "blank" if isinstance(term, BNode) else "iri", str(term)


def _advises(result: Result) -> bool:
    return (result.shape, None, None) in _graph_of(ADVICE)


@lru_cache(maxsize=1)
def _shapes() -> Graph:
    return _graph_of(SHAPES) + _graph_of(ADVICE)


@lru_cache(maxsize=4)
def _graph_of(path: Path) -> Graph:
    if not path.is_file():
        return to_graph([])
    quads = parse_rdf(path.read_bytes(), RdfFormat.TURTLE, rename_blank_nodes=True)
    return to_graph(quad.triple for quad in quads)


def to_graph(triples: Iterable[Triple]) -> Graph:
    """The triples as an rdflib graph, texts of literals as they stand."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def _term(term: Any) -> Any:
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    assert isinstance(term, Literal)  # noqa: S101 - triple terms were refused by the parser
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    if term.datatype.value.endswith("#string"):
        return RdflibLiteral(term.value)
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)

"""Read a file into facts, each statement once and as the store will write it, and spool them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from pyoxigraph import Store as Engine

from graph.errors import Finding
from graph.ingest.facts import Facts
from graph.ingest.literals import XSD_BASE
from graph.ingest.parse import folding_findings, no_triple, read_quads
from graph.terms import CTV

Node = Any

#: The predicates by which a plain edge and the channel that makes it unnecessary are found.
EDGES = frozenset({CTV.distributedVia, CTV.asset, CTV.platform})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: its facts, how many, and what to say of the way it was written.

    ``edges`` are the statements from which channels are lifted.
    """

    facts: Facts
    triples: int
    edges: tuple[Quad, ...]
    findings: tuple[Finding, ...]


def read_facts(
    name: str, form: RdfFormat, text: bytes, graph: NamedNode, spool: BinaryIO
) -> Reading:
    """The facts of a file; each statement also goes to the spool as N-Quads of the graph.

    Raises
    ------
    EmptyFile, ParseFailed
        The file is without a triple, or not what its format says.
    """
    graphs: set[str] = set()
    edges: list[Quad] = []
    facts = Facts()
    count = 0

    def spooled() -> Iterator[Quad]:
        nonlocal count
        same = _Interned()
        for quad in read_quads(name, form, text, graphs):
            subject, predicate, value = map(same, (quad.subject, quad.predicate, quad.object))
            if not facts.add(subject, predicate, value):
                continue
            count += 1
            if predicate in EDGES:
                edges.append(quad)
            yield Quad(subject, predicate, value, graph)

    serialize(spooled(), spool, RdfFormat.N_QUADS)
    if not count:
        raise no_triple(name)
    return Reading(facts, count, tuple(edges), folding_findings(name, graphs))


class _Interned(dict[Node, Node]):
    """Term -> the one object that stands for it, a literal in the form that the store gives it."""

    def __init__(self) -> None:
        self._engine = Engine()

    def __call__(self, term: Node) -> Node:
        return self[term]

    def __missing__(self, term: Node) -> Node:
        self[term] = found = self._canonical(term) if isinstance(term, Literal) else term
        return found

    def _canonical(self, literal: Literal) -> Node:
        """The literal as the engine writes it: 0.80 is 0.8 there, and @EN is @en."""
        if literal.datatype.value == f"{XSD_BASE}string":
            return literal
        self._engine.add(Quad(CTV.Channel, CTV.weight, literal))
        found = next(iter(self._engine)).object
        self._engine.clear()
        return found

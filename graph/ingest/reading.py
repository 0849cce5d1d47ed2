"""Read a file into facts, each statement once and as the store will write it, and spool them.

The parser hands its statements on as lines of N-Triples, without a step of Python for each: the
lines are cut at their blanks, and a term becomes an object only when its text is seen first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from graph.errors import Finding
from graph.ingest.facts import Facts
from graph.ingest.parse import folding_findings, no_triple, read_statements
from graph.ingest.texts import Terms
from graph.terms import CTV

Node = Any

#: The predicate of a plain edge, as it stands in a line.
PLAIN_EDGE = str(CTV.distributedVia).encode()
#: The predicates by which the channel is found that makes a plain edge unnecessary.
ROAD = (CTV.asset, CTV.platform)
#: So many lines are cut before the kept ones are written.
AT_ONCE = 4_096


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
    name: str, form: RdfFormat, text: bytes, graph: NamedNode, spool: BinaryIO, draft: Path
) -> Reading:
    """The facts of a file; each statement also goes to the spool as N-Quads of the graph.

    ``draft`` is a file to write in passing; it is left to whoever owns the folder.

    Raises
    ------
    EmptyFile, ParseFailed
        The file is without a triple, or not what its format says.
    """
    graphs: set[str] = set()
    facts = Facts()
    edges: list[Quad] = []
    end = b" " + str(graph).encode() + b" .\n"
    count = 0
    with draft.open("wb") as lines:
        serialize(read_statements(name, form, text, graphs), lines, RdfFormat.N_TRIPLES)
    with draft.open("rb") as lines:
        for kept in _new_lines(lines, facts, Terms(name, text), edges, end):
            count += len(kept)
            spool.writelines(kept)
    if not count:
        raise no_triple(name)
    if edges:
        edges += _roads(facts)
    return Reading(facts, count, tuple(edges), folding_findings(name, graphs))


def _roads(facts: Facts) -> Iterator[Quad]:
    """Yield what the file says of the assets and platforms of its channels."""
    for predicate in ROAD:
        for value, channels in facts.by_object[predicate].items():
            for channel in channels:
                yield Quad(channel, predicate, value)


def _new_lines(
    lines: Iterable[bytes], facts: Facts, terms: Terms, edges: list[Quad], end: bytes
) -> Iterator[list[bytes]]:
    """Yield the lines that say something new, as N-Quads, and put it into the facts and edges."""
    kept: list[bytes] = []
    add = facts.add
    for line in lines:
        first, second, rest = line.split(b" ", 2)
        # A line ends in a blank, a dot and its end.
        subject, predicate, value = terms[first], terms[second], terms[rest[:-3]]
        if add(subject, predicate, value):
            kept.append(line[:-3] + end)
            if second == PLAIN_EDGE:
                edges.append(Quad(subject, predicate, value))
            if len(kept) == AT_ONCE:
                yield kept
                kept = []
    yield kept

"""What is to be known of a file before it may be committed: read, lift, validate, compare.

The whole walk is a function of the file and of a store that is only read. It runs in a process of
its own for a store on disk (:mod:`graph.ingest.examiner`), because some files are made to harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, serialize

from graph.errors import Finding
from graph.ingest.context import gather_context
from graph.ingest.diff import compare
from graph.ingest.facts import Facts, Matcher
from graph.ingest.formats import find_format
from graph.ingest.known import remembering
from graph.ingest.ledger import Load, load_quads
from graph.ingest.lift import lift_edges
from graph.ingest.lines import LineFinder
from graph.ingest.parse import unpack
from graph.ingest.reading import read_facts
from graph.ingest.validate import sort_findings, validate_facts
from graph.progress import note_stage
from graph.store.port import Term
from graph.terms import CTV

#: The file beside the spool that says how far the examination is.
STAGE_NOTE = "stage"


@dataclass(frozen=True, slots=True)
class Task:
    """One file to examine as the load it would become.

    ``name`` is as the user gave it, ``form`` the format if it was stated.

    ``check`` False leaves out the shapes: for files that a program made and its tests validate.
    ``replaced`` is the graph of the load that goes when this one comes: nothing of it is known.
    """

    load: Load
    name: str
    form: str | None
    max_mb: int
    check: bool = True
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """How many statements a file brings, how many were known, and what is to be said about it.

    ``known_in`` maps the graph of each load to how many of them it holds.
    """

    triples: int
    known: int
    known_in: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the file out."""
        return all(finding.severity != "violation" for finding in self.findings)


class Without:
    """A store as it looks without one load: neither its graph nor what the ledger says of it."""

    def __init__(self, store: Matcher, graph: NamedNode) -> None:
        self._store = store
        self._graph = graph

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern and are of another load."""
        for quad in self._store.match(subject, predicate, object, graph_name):
            if self._graph not in (quad.graph_name, quad.subject):
                yield quad


def examine(task: Task, content: bytes, store: Matcher, spool: Path) -> Examination:
    """Examine one file beside what the store knows, and spool its statements as N-Quads.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        The file cannot be read at all.
    """
    load = task.load
    if task.replaced:
        store = Without(store, NamedNode(task.replaced))
    name, text = unpack(task.name, content, task.max_mb)
    form = find_format(name, task.form)
    stage = spool.with_name(STAGE_NOTE)
    note_stage(stage, "Reading")
    with spool.open("wb") as output:
        draft = spool.with_name(f"{spool.name}.draft")
        reading = read_facts(task.name, form, text, load.graph, output, draft)
        lifted = lift_edges(reading.edges, store, load.graph)
        new = _add_all(reading.facts, lifted.quads)
        graph = load.graph
        named = (Quad(q.subject, q.predicate, q.object, graph) for q in new)
        serialize(named, output, RdfFormat.N_QUADS)
    findings = [*reading.findings, *lifted.findings]
    note_stage(stage, "Judging")
    store = remembering(store, reading.facts)
    different = compare(reading.facts, store)
    if task.check:
        findings += different.findings
        findings += _validate(reading.facts, load, store, LineFinder(text, form))
    return Examination(
        triples=reading.triples + len(new),
        known=different.known,
        known_in=different.known_in,
        findings=tuple(sort_findings(findings)),
    )


def _add_all(facts: Facts, quads: tuple[Quad, ...]) -> list[Quad]:
    return [quad for quad in quads if facts.add(quad.subject, quad.predicate, quad.object)]


def _validate(facts: Facts, load: Load, store: Matcher, lines: LineFinder) -> list[Finding]:
    own = list(facts.by_subject)
    totals: dict[NamedNode, None] = {}
    for node in own:
        totals.update(dict.fromkeys(facts.values(node, CTV.issuer)))
    for triple in gather_context(store, facts):
        facts.add(triple.subject, triple.predicate, triple.object)
    for quad in load_quads(load):
        facts.add(quad.subject, quad.predicate, quad.object)
    return validate_facts(facts, own, list(totals), lines)

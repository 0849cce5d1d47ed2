"""Judge new data by the shapes, together with what it refers to in the store."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.errors import Finding
from graph.ingest.context import SHARED
from graph.ingest.facts import FOLLOWED_BACK, Facts
from graph.ingest.lines import LineFinder
from graph.ingest.rules import Result, read_results, to_finding
from graph.ingest.screen import find_suspects
from graph.ingest.shape_rules import Rule, load_rules
from graph.store.port import Store
from graph.terms import CTV
from ontology import ADVICE, SHAPES, VOCABULARY

if TYPE_CHECKING:
    from rdflib import Graph


Node = Any

#: How many suspects are judged at once, and how many statements are too few to choose among.
BATCH = 500
SMALL = 20_000
#: How many users of one node are looked at: a rule needs few, a hub has many.
MOST_NEAR = 2_000
#: How many values are compared with others in order.
MOST_COMPARED = 20

#: rdflib's SPARQL parser is not made for threads.
_JUDGING = threading.Lock()


def validate_facts(
    facts: Facts, own: Collection[Node], totals: Collection[Node], lines: LineFinder
) -> list[Finding]:
    """What the shapes say about a file, in the order of its lines: violations block, advice warns.

    Only the nodes that the screen suspects are judged, so a sound file costs no judgement at all.
    Of very many suspects the first are judged, and the rest is counted in a finding.

    Parameters
    ----------
    facts
        What the file says, what the store says around it, and the description of the load.
    own
        The subjects of the file: findings about other nodes are none of its concern.
    totals
        The nodes that only the sums of stakes are about.
    """
    suspects = find_suspects(facts, own, totals)
    findings: list[Finding] = []
    findings += _judge_suspects(facts, suspects, is_advice=False, lines=lines)
    if not any(finding.severity == "violation" for finding in findings):
        findings += _judge_suspects(facts, suspects, is_advice=True, lines=lines)
    return sort_findings(findings)


def _judge_suspects(
    facts: Facts, suspects: Mapping[Rule, list[Node]], *, is_advice: bool, lines: LineFinder
) -> Iterator[Finding]:
    """Yield the findings about the suspects of one severity, batch by batch.

    Violations are looked for until a batch has one, advice in the first batch only.
    """
    accused = {rule: nodes for rule, nodes in suspects.items() if rule.is_advice is is_advice}
    waiting = list(dict.fromkeys(node for nodes in accused.values() for node in nodes))
    while waiting:
        batch, waiting = waiting[:BATCH], waiting[BATCH:]
        wanted = {_key(node) for node in batch}
        found = [
            to_finding(result, _shapes(), advice=_advises(result), lines=lines)
            for result in judge_triples(find_neighbourhood(facts, batch))
            if _rdflib_key(result.focus) in wanted or result.shape in _nested()
        ]
        yield from found
        if waiting and (is_advice or any(one.severity == "violation" for one in found)):
            yield _unjudged(accused, set(waiting), is_advice)
            return


def _unjudged(accused: Mapping[Rule, list[Node]], waiting: set[Node], is_advice: bool) -> Finding:
    """One finding that stands for the suspects that were not judged one by one."""
    rules = sorted(
        rule.shape.rpartition("#")[2]
        for rule, nodes in accused.items()
        if not waiting.isdisjoint(nodes)
    )
    return Finding(
        "warning" if is_advice else "violation",
        f"{len(waiting):,} more nodes",
        "may break the same rules: " + ", ".join(rules),
        fix="Mend those listed and try again.",
    )


def find_neighbourhood(facts: Facts, nodes: Collection[Node]) -> list[tuple[Node, Node, Node]]:
    """The statements that decide about these nodes; of a small file simply all of them.

    That is what is said of them, of what they name and of what names them, of the channels and
    stakes that share their asset or issuer, and of the channels upstream.
    """
    everything = facts.by_subject
    if sum(map(len, everything.values())) <= SMALL:
        chosen: Collection[Node] = everything
    else:
        chosen = dict.fromkeys(near for node in nodes for near in _near(facts, node))
    return [statement for node in chosen for statement in _bounded(facts, node)]


def _bounded(facts: Facts, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what is said of a node, of very many values to compare only the first.

    Every pair of values is compared, and each such predicate may have one value anyway.
    """
    for predicate, values in facts.by_subject.get(node, {}).items():
        shown = islice(values, MOST_COMPARED) if predicate in _compared() else values
        for value in shown:
            yield node, predicate, value


def _near(facts: Facts, node: Node) -> Iterator[Node]:
    waiting, seen = [node], {node}
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [up for up in facts.values(current, CTV.upstream) if up not in seen]
        seen.update(waiting)
    for _, predicate, value in facts.statements(node):
        yield value
        yield from islice(facts.users(value, predicate) if predicate in SHARED else (), MOST_NEAR)
    for predicate in FOLLOWED_BACK:
        for user in islice(facts.users(node, predicate), MOST_NEAR):
            yield user
            yield from (value for _, _, value in facts.statements(user))


def validate_all(store: Store) -> list[Finding]:
    """What the shapes say about everything in the store; slow, meant for tests of data."""
    lines = LineFinder(b"", RdfFormat.TURTLE)
    results = judge_triples({(q.subject, q.predicate, q.object) for q in store.match()})
    return sort_findings(
        [to_finding(result, _shapes(), advice=_advises(result), lines=lines) for result in results]
    )


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: violations first, then by line, node and rule."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity != "violation", f.line or 0, f.node, f.rule, f.value),
    )


def judge_triples(triples: Iterable[tuple[Node, Node, Node]]) -> list[Result]:
    """What the shapes say of these triples.

    They are our own shapes, given as graphs, so that nothing is fetched or executed.
    """
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
def _compared() -> frozenset[Any]:
    """The predicates whose values some rule wants in order."""
    found: set[Any] = set()
    for rule in load_rules():
        for constraint in rule.constraints:
            if constraint.component in ("lessThan", "lessThanOrEquals"):
                found |= {constraint.value, *(step.predicate for step in rule.path)}
    return frozenset(found)


@lru_cache(maxsize=1)
def _nested() -> frozenset[Any]:
    """The shapes inside others: their results are about the values of a suspect, not about it."""
    from rdflib import URIRef

    targeted = {rule.shape for rule in load_rules()}
    named = {shape for shape in _shapes().subjects() if isinstance(shape, URIRef)}
    return frozenset(shape for shape in named if str(shape) not in targeted)


@lru_cache(maxsize=1)
def _shapes() -> Graph:
    return _graph_of(SHAPES) + _graph_of(ADVICE)


@lru_cache(maxsize=4)
def _graph_of(path: Path) -> Graph:
    if not path.is_file():
        return to_graph([])
    quads = parse_rdf(path.read_bytes(), RdfFormat.TURTLE, rename_blank_nodes=True)
    return to_graph((quad.subject, quad.predicate, quad.object) for quad in quads)


def to_graph(triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    """The triples as an rdflib graph, texts of literals as they stand."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        graph.add((_term(subject), _term(predicate), _term(value)))
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

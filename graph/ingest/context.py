"""What the store knows about the nodes of a new file: what its rules need to be judged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.ingest.facts import Facts, Matcher
from graph.terms import CTV, RDF, VOCABULARY_BASE

Node = NamedNode | BlankNode

#: The most that is fetched about one node, and in all: a rule needs few, a hub has many.
MOST_PER_NODE = 2_000
MOST = 200_000
#: A rule about a node may look at everything that names it by one of these.
SHARED = (CTV.issuer, CTV.asset)


def gather_context(store: Matcher, facts: Facts) -> set[Triple]:
    """The triples of the store that say what the nodes of these facts are.

    That is: every statement about a node of the file; every node that names a subject of the file
    (its claims); and the channels and stakes that share an asset or an issuer with new ones.
    """
    subjects = {node for node in facts.by_subject if isinstance(node, NamedNode)}
    objects: set[NamedNode] = set()
    shared: set[tuple[NamedNode, NamedNode]] = set()
    for described in facts.by_subject.values():
        for predicate, values in described.items():
            if predicate != RDF.type:
                named = [value for value in values if isinstance(value, NamedNode)]
                objects.update(named)
                if predicate in SHARED:
                    shared.update((predicate, value) for value in named)
    context: set[Triple] = set()
    for triple in _walk(store, subjects, objects, shared):
        context.add(triple)
        if len(context) >= MOST:
            break
    return context


class _Describer:
    """Yields what the store says about nodes, each node once."""

    def __init__(self, store: Matcher) -> None:
        self._store = store
        self._done: set[Node] = set()

    def describe(self, node: Node | Literal | Triple) -> Iterator[Triple]:
        """Yield the statements about one node."""
        if isinstance(node, NamedNode | BlankNode) and node not in self._done:
            self._done.add(node)
            yield from _triples(self._store, subject=node)

    def describe_with_values(self, node: NamedNode) -> Iterator[Triple]:
        """Yield the statements about one node and those about the nodes that they name."""
        for triple in list(self.describe(node)):
            yield triple
            if triple.predicate != RDF.type:
                yield from self.describe(triple.object)

    def describe_users(self, node: NamedNode, by: NamedNode | None = None) -> Iterator[Triple]:
        """Yield the statements about each node that names this one."""
        for triple in _triples(self._store, predicate=by, object=node):
            yield triple
            yield from self.describe(triple.subject)


def _walk(
    store: Matcher,
    subjects: set[NamedNode],
    objects: set[NamedNode],
    shared: set[tuple[NamedNode, NamedNode]],
) -> Iterator[Triple]:
    describer = _Describer(store)
    for node in subjects:
        # What the store says already of a node of the file is judged with it: its values too.
        yield from describer.describe_with_values(node)
        yield from describer.describe_users(node)
    for node in objects:
        if not node.value.startswith(VOCABULARY_BASE):
            yield from describer.describe(node)
    yield from _upstream(store, objects)
    for predicate, value in shared:
        yield from describer.describe_users(value, predicate)


def _upstream(store: Matcher, start: set[NamedNode]) -> Iterator[Triple]:
    """Yield the chains of channels behind these nodes, to find a circle in them."""
    waiting, seen = list(start), set(start)
    while waiting:
        for triple in _triples(store, subject=waiting.pop(), predicate=CTV.upstream):
            yield triple
            if isinstance(triple.object, NamedNode) and triple.object not in seen:
                seen.add(triple.object)
                waiting.append(triple.object)


def _triples(
    store: Matcher,
    *,
    subject: Node | None = None,
    predicate: NamedNode | None = None,
    object: NamedNode | None = None,
) -> Iterator[Triple]:
    for quad in islice(store.match(subject, predicate, object), MOST_PER_NODE):
        yield quad.triple

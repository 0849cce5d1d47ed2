"""A store that knows by heart which nodes it mentions: look-ups of new ones cost almost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

from graph.ingest.facts import Facts, Matcher
from graph.store.port import Term

#: From so many subjects in the file on, one walk through the store is quicker than look-ups.
MANY = 10_000
#: The most statements that are walked through.
MOST = 600_000


def remembering(store: Matcher, facts: Facts) -> Matcher:
    """The store, made quick for the many look-ups of a large file; the same for a small file."""
    if len(facts.by_subject) < MANY:
        return store
    nodes: set[Any] = set()
    count = 0
    for quad in islice(store.match(), MOST):
        count += 1
        nodes.add(quad.subject)
        if isinstance(quad.object, NamedNode | BlankNode):
            nodes.add(quad.object)
    return store if count == MOST else Remembering(store, nodes)


class Remembering:
    """A store that does not change, beside the set of all nodes that it mentions."""

    def __init__(self, store: Matcher, nodes: set[Any]) -> None:
        self._store = store
        self._nodes = nodes

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        if subject is not None and subject not in self._nodes:
            return iter(())
        if isinstance(object, NamedNode | BlankNode) and object not in self._nodes:
            return iter(())
        return self._store.match(subject, predicate, object, graph_name)

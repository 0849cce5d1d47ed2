"""A store as it would be with some triples more, to look before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Triple
from pyoxigraph import Store as Engine

from graph.market.columns import Readable
from graph.store.port import Term


class Overlay:
    """A store and, over it, triples that are in no store; it can be read like a store."""

    def __init__(self, base: Readable, triples: Iterable[Triple] = ()) -> None:
        self.base = base
        self.added = Engine()
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Lay more triples over the store."""
        self.lay(Quad(t.subject, t.predicate, t.object) for t in triples)

    def lay(self, quads: Iterable[Quad]) -> None:
        """Lay quads over the store, each in its graph."""
        self.added.extend(quads)

    @property
    def revision(self) -> int:
        """The revision of the store below."""
        return self.base.revision

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern, those of the store first."""
        yield from self.base.match(subject, predicate, object, graph_name)
        yield from self.added.quads_for_pattern(subject, predicate, object, graph_name)

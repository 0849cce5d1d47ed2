"""A copy of some graphs of a remote in this process, so that many look-ups cost one reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize
from pyoxigraph import Store as Engine

from graph.store.port import Term


class LocalCopy:
    """Graphs of a remote as they were at one fingerprint."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.graphs: set[str] = set()
        self._engine = Engine()

    def add(self, graph: str, quads: Iterable[Quad]) -> None:
        """Take in one graph, wholly or not at all."""
        self._engine.bulk_extend(list(quads))
        self.graphs.add(graph)

    def match(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph: NamedNode | None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit."""
        return self._engine.quads_for_pattern(subject, predicate, object, graph)

    def save(self, path: Path) -> None:
        """Keep the copy in a file; where that cannot be, it is made again the next time."""
        draft = path.with_name(f"{path.name}.part")
        with suppress(OSError):
            draft.write_bytes(
                serialize(self.match(None, None, None, None), format=RdfFormat.N_QUADS) or b""
            )
            draft.replace(path)

    def load(self, path: Path, graphs: Iterable[str]) -> bool:
        """Take in a file that :meth:`save` wrote; False if it is not there or not whole."""
        try:
            self._engine.bulk_extend(parse(path=path, format=RdfFormat.N_QUADS))
        except (OSError, SyntaxError, ValueError):
            self._engine = Engine()
            return False
        self.graphs.update(graphs)
        return True


def normalise(quads: Iterable[Quad]) -> list[Quad]:
    """The quads with their literals as our own engine writes them.

    >>> from graph.terms import XSD
    >>> from pyoxigraph import Literal
    >>> node = NamedNode("https://example.org/a")
    >>> [str(q.object) for q in normalise([Quad(node, node, Literal("1", datatype=XSD.boolean))])]
    ['"true"^^<http://www.w3.org/2001/XMLSchema#boolean>']
    """
    engine = Engine()
    engine.extend(quads)
    return list(engine)

"""Whole graphs put, added to and taken out, as the Graph Store Protocol asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.errors import EmptyFile, NotFound
from graph.ingest.parse import DEFAULT_MAX_MB, parse_document
from graph.store.port import Store
from graph.update.effect import Effect
from graph.update.record import Recorded, commit_effect

Graph = NamedNode | DefaultGraph
#: Content with its media type.
Body = tuple[bytes, str]


def read_graph(store: Store, graph: Graph) -> Iterator[Quad]:
    """Yield the quads of one graph."""
    # The engine takes the default graph here, which the port has no name for.
    return store.match(graph_name=graph)  # type: ignore[arg-type]


def has_graph(store: Store, graph: Graph) -> bool:
    """Whether the graph holds anything; the default graph is always there."""
    return isinstance(graph, DefaultGraph) or next(read_graph(store, graph), None) is not None


def write_graph(
    store: Store,
    graph: Graph,
    bodies: Sequence[Body],
    who: str,
    *,
    replace: bool,
    max_mb: int = DEFAULT_MAX_MB,
) -> tuple[bool, Recorded | None]:
    """Put the bodies into a graph, in the place of what it held or beside it.

    Returns whether the graph is new, and the change as recorded; None when nothing changed.

    Raises
    ------
    UnknownFormat, InputTooLarge, ParseFailed
        A body is refused.
    NotAllowed
        The graph is a load, the ledger or the ontology.
    """
    new = {quad for body in bodies for quad in _parse(body, graph, max_mb)}
    with store.exclusive():
        is_new = not has_graph(store, graph)
        old = set(read_graph(store, graph))
        removed = tuple(old - new) if replace else ()
        effect = Effect(tuple(new - old), removed, _emptied(graph, removed, len(old), new))
        for content, _ in bodies:
            store.keep_source(content)
        name = f"{'PUT' if replace else 'POST'} graph"
        return is_new, commit_effect(store, effect, name, f"{name} {graph}", who)


def delete_graph(store: Store, graph: Graph, who: str) -> Recorded | None:
    """Take a whole graph out.

    Raises
    ------
    NotFound
        There is no such graph.
    NotAllowed
        It is the ledger or the ontology.
    """
    with store.exclusive():
        require_graph(store, graph)
        old = tuple(read_graph(store, graph))
        effect = Effect((), old, _emptied(graph, old, len(old), set()))
        return commit_effect(store, effect, "DELETE graph", f"DELETE graph {graph}", who)


def require_graph(store: Store, graph: Graph) -> None:
    """Say so when there is no such graph.

    Raises
    ------
    NotFound
    """
    if not has_graph(store, graph):
        raise NotFound("There is no such graph", str(graph), "The ledger lists those of loads.")


def _emptied(graph: Graph, removed: Sequence[Quad], held: int, new: set[Quad]) -> frozenset[str]:
    """The graph, if it is a named one of which nothing is left."""
    is_empty = bool(removed) and len(removed) == held and not new
    return frozenset({graph.value} if is_empty and isinstance(graph, NamedNode) else ())


def _parse(body: Body, graph: Graph, max_mb: int) -> Iterator[Quad]:
    content, media_type = body
    try:
        document = parse_document("the body", content, format=media_type, max_mb=max_mb)
    except EmptyFile:
        # An empty graph is a graph without triples, which is how a graph is emptied.
        return
    # Two bodies in one request may use the same label for different blank nodes, but the parser
    # has renamed them.
    for quad in document.quads:
        yield Quad(quad.subject, quad.predicate, quad.object, graph)

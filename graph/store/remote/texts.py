"""The SPARQL that is sent to a remote; terms are written by the engine, never by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from graph.store.port import Term

#: The graph in which a remote keeps its revision; no data, and never shown.
STATE_GRAPH = NamedNode("urn:captivity:store")
REVISION = NamedNode("urn:captivity:store:revision")
COMMIT = NamedNode("urn:captivity:store:commit")
HIDDEN = NamedNode("urn:captivity:store:hidden")
SEEDING = NamedNode("urn:captivity:store:seeding")
NOTE = NamedNode("urn:captivity:store:note")

READ_STATE = f"SELECT ?s ?p ?o WHERE {{ GRAPH {STATE_GRAPH} {{ ?s ?p ?o FILTER(?p != {NOTE}) }} }}"
COUNT_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"

Groups = Mapping[NamedNode, Iterable[Triple]]


def pattern(
    subject: Term | None, predicate: NamedNode | None, object: Term | None
) -> tuple[str, str]:
    """A triple pattern and the variables in it."""
    parts = {"?s": subject, "?p": predicate, "?o": object}
    text = " ".join(name if term is None else str(term) for name, term in parts.items())
    return text, " ".join(name for name, term in parts.items() if term is None)


def read_graph(graph: NamedNode, limit: int | None, offset: int, *, is_sorted: bool) -> str:
    """The triples of a graph from ``offset`` on, as a CONSTRUCT."""
    inner = f"GRAPH {graph} {{ ?s ?p ?o }}"
    if limit is not None:
        rows = f"SELECT ?s ?p ?o WHERE {{ {inner} }}"
        if is_sorted:
            # Sorted within: one engine refuses to sort more rows than it may give out.
            rows = f"SELECT ?s ?p ?o WHERE {{ {{ {rows} ORDER BY ?s ?p ?o }} }}"
        inner = f"{{ {rows} LIMIT {limit} OFFSET {offset} }}"
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {inner} }}"


def write_groups(groups: Groups) -> str:
    """Triples by graph as the inside of a template or of DATA."""
    return " ".join(
        f"GRAPH {graph} {{ {' '.join(f'{write_triple(triple)}' for triple in triples)} }}"
        for graph, triples in groups.items()
    )


def write_triple(triple: Triple) -> str:
    """The triple as SPARQL."""
    return f"{triple.subject} {triple.predicate} {triple.object} ."


def begin_state() -> str:
    """The update that gives a remote its first revision, unless it has one."""
    first = write_groups({STATE_GRAPH: [Triple(STATE_GRAPH, REVISION, Literal(0))]})
    return (
        f"INSERT {{ {first} }} WHERE {{ FILTER NOT EXISTS "
        f"{{ GRAPH {STATE_GRAPH} {{ {STATE_GRAPH} {REVISION} ?n }} }} }}"
    )


def exchange(revision: int, removals: Groups, additions: Groups) -> str:
    """The update that takes away and adds at once, if the revision is still this one."""
    return (
        f"DELETE {{ {write_groups(removals)} }} INSERT {{ {write_groups(additions)} }} "
        f"WHERE {{ GRAPH {STATE_GRAPH} {{ {STATE_GRAPH} {REVISION} {Literal(revision)} }} }}"
    )

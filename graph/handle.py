"""What a person does with an open store: ask for rows, take graphs out and put graphs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
    serialize,
)

from graph.errors import InvalidInput, InvalidQuery
from graph.ingest.add import add_document
from graph.ingest.loads import find_load, list_loads, undo_load
from graph.store.port import OpenedStore, QueryAnswer, QueryRequest, Store
from graph.store.rows import Rows, iri, read_rows, to_term

if TYPE_CHECKING:
    import rdflib

    from graph.ingest.ledger import Load
    from graph.ingest.report import LoadReport

_KINDS = {"select": "rows", "ask": "yes or no", "graph": "triples"}
_AS_NQUADS = {
    "select": "application/sparql-results+json",
    "ask": "application/sparql-results+json",
    "graph": "application/n-quads",
}


class StoreHandle:
    """An open store for people; close it by ``with``. ``store`` is what is behind it.

    >>> from graph.store import open_store
    >>> with open_store(":memory:") as store:
    ...     rows = store.select("SELECT (1 + ?x AS ?y) {}", x=2)
    >>> rows[0].y
    3
    """

    def __init__(self, store: OpenedStore) -> None:
        self.store = self._store = store

    @property
    def revision(self) -> int:
        """The number of changes so far."""
        return self._store.revision

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._store)

    def select(self, text: str, /, **values: Any) -> Rows:
        """The rows of a SELECT; each value stands for the variable of its name.

        Values are terms or plain: a text is a literal; write ``iri("openai/gpt-5.5")`` for a thing.

        Raises
        ------
        InvalidQuery, QueryTooLarge
            The text does not parse, is refused or is no SELECT.
        QueryTimeout, QueryFailed
            It was stopped at its deadline or ran out of memory.
        """
        answer = _ask(self._store, text, values, "select")
        found = parse_query_results(answer.read(), QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)  # noqa: S101 - SELECT gives solutions
        return read_rows(found)

    def ask(self, text: str, /, **values: Any) -> bool:
        """Whether an ASK holds; see :meth:`select`."""
        answer = _ask(self._store, text, values, "ask")
        found = parse_query_results(answer.read(), QueryResultsFormat.JSON)
        assert isinstance(found, QueryBoolean)  # noqa: S101 - ASK gives a boolean
        return bool(found)

    def construct(self, text: str, /, **values: Any) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE as an rdflib Graph; see :meth:`select`."""
        from graph.store.rdflib_terms import make_graph

        answer = _ask(self._store, text, values, "graph")
        return make_graph(parse(answer.read(), format=RdfFormat.N_QUADS))

    def to_rdflib(self, name: str | NamedNode | None = None) -> rdflib.Graph:
        """Everything as an rdflib Dataset, or one named graph as a Graph: a copy.

        ``name`` is the IRI of the graph or the id of a load (``captivity loads``).
        """
        from graph.store.rdflib_terms import make_dataset, make_graph

        if name is None:
            return make_dataset(self._store.match())
        node = name if isinstance(name, NamedNode) else iri(name)
        if not any(self._store.match(graph_name=node)) and isinstance(name, str):
            node = find_load(self._store, name).graph
        return make_graph(self._store.match(graph_name=node))

    def add_graph(
        self, graph: rdflib.Graph, *, name: str, who: str = "", check: bool = True
    ) -> LoadReport:
        """Add an rdflib Graph or Dataset as one load, checked, with its provenance; undoable.

        ``name`` is what the load is called. The same content is added once only.

        Raises
        ------
        InvalidInput
            Something in the graph is no RDF.
        ShapesViolated, EmptyFile, InputTooLarge
            It is refused; the store is as it was.
        ReadOnlyStore, StoreUnavailable
            The store cannot take it; open it with ``write=True``.
        """
        from graph.store.rdflib_terms import read_graph

        if "/" in name or not name.strip():
            raise InvalidInput("Not the name of a load", repr(name), "Give a plain name.")
        content = serialize(sorted(set(read_graph(graph)), key=str), format=RdfFormat.N_QUADS)
        return add_document(
            self._store, f"{name}.nq", content or b"", format="nquads", who=who or None, check=check
        )

    def loads(self) -> list[Load]:
        """What was added, oldest first."""
        return list_loads(self._store)

    def undo(self, load_id: str) -> Load:
        """Take one load out, its data and its entry at once.

        Raises
        ------
        UnknownLoad
            There is none of that id.
        ReadOnlyStore, StoreUnavailable
            The store cannot be changed; it is as it was.
        """
        return undo_load(self._store, load_id)

    def close(self) -> None:
        """Let go of the store; closing twice is harmless."""
        self._store.close()

    def __enter__(self) -> StoreHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ask(store: Store, text: str, values: dict[str, Any], kind: str) -> QueryAnswer:
    bindings = {name: to_term(value) for name, value in values.items()}
    answer = store.query(QueryRequest(text, _AS_NQUADS, bindings=bindings))
    if answer.kind != kind:
        raise InvalidQuery(
            f"The query gives {_KINDS[answer.kind]}, not {_KINDS[kind]}",
            advice="select() is for SELECT, ask() for ASK, construct() for CONSTRUCT and DESCRIBE.",
        )
    return answer

"""Ask a store in SPARQL: as bytes in any format, or as rows of terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from graph.errors import InvalidQuery
from graph.store.port import QueryAnswer, QueryRequest, Term

#: Short name -> media type, by what the query gives.
RESULT_FORMATS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPH_FORMATS: Mapping[str, str] = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}

Row = dict[str, Term | None]


class Queryable(Protocol):
    """What is asked of a store here."""

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query."""
        ...


def run_query(
    store: Queryable,
    text: str,
    *,
    results: str = "json",
    graph: str = "turtle",
    bindings: Mapping[str, Term] | None = None,
    timeout_s: float | None = None,
) -> QueryAnswer:
    """The serialised answer: ``results`` is the format of rows, ``graph`` that of triples.

    Raises
    ------
    InvalidQuery, QueryTooLarge
        The text does not parse or is refused.
    QueryTimeout, QueryFailed
        It was stopped at its deadline or ran out of memory.
    """
    formats = {
        "select": RESULT_FORMATS[results],
        "ask": RESULT_FORMATS[results],
        "graph": GRAPH_FORMATS[graph],
    }
    return store.query(
        QueryRequest(text, formats, bindings=dict(bindings or {}), timeout_s=timeout_s)
    )


def select_rows(
    store: Queryable,
    text: str,
    bindings: Mapping[str, Term] | None = None,
    timeout_s: float | None = None,
) -> list[Row]:
    """The solutions of a SELECT as dictionaries, one key per variable; None where it is unbound.

    Each variable of ``bindings`` stands for its term everywhere in the query.

    Raises
    ------
    InvalidQuery
        The text does not parse, or is not a SELECT.
    QueryTimeout, QueryFailed
        It was stopped at its deadline or ran out of memory.
    """
    answer = run_query(store, text, bindings=bindings, timeout_s=timeout_s)
    return read_rows(answer)


def read_rows(answer: QueryAnswer) -> list[Row]:
    """The rows of an answer in SPARQL JSON."""
    if answer.kind != "select":
        raise InvalidQuery(
            "The query gives no rows", f"it is of the kind {answer.kind}", "Write a SELECT."
        )
    solutions = parse_query_results(answer.read(), QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - SELECT gives solutions
    names = [variable.value for variable in solutions.variables]
    return [{name: solution[name] for name in names} for solution in solutions]

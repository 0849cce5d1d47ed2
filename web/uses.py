"""How often each term of the vocabulary is used in the graph, asked once a revision."""

from __future__ import annotations

from collections.abc import Mapping

from graph.errors import CaptivityError
from graph.questions import read_rows
from graph.store.port import QueryRequest, Store
from graph.terms import VOCABULARY_BASE
from web.state import State

#: The things of a class, the statements of a property, and what points at a member of a list.
QUERIES = (
    "SELECT ?term (COUNT(DISTINCT ?thing) AS ?uses) { ?thing a ?term } GROUP BY ?term",
    "SELECT ?term (COUNT(*) AS ?uses) { ?thing ?term ?value } GROUP BY ?term",
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?term (COUNT(*) AS ?uses) "
    "{ ?term skos:inScheme ?list . ?thing ?property ?term } GROUP BY ?term",
)


def uses_of(state: State) -> Mapping[str, int]:
    """Local name -> how often it is used; empty when the store cannot say now."""
    try:
        return state.kept("uses", lambda: count_uses(state.store))
    except CaptivityError:
        return {}


def count_uses(store: Store) -> dict[str, int]:
    """Local name of a term -> things of that class, statements or mentions of that term."""
    found: dict[str, int] = {}
    for text in QUERIES:
        _, rows = read_rows(store.query(QueryRequest(text)).read())
        for row in rows:
            term = row["term"] or ""
            if term.startswith(VOCABULARY_BASE):
                found.setdefault(term.removeprefix(VOCABULARY_BASE), int(row["uses"]))
    return found

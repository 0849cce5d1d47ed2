"""The statements about a node as they stand in the graph, and who mentions it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from web.describe import mentions_of, statements_of
from web.state import State

MENTIONS_SHOWN = 40
STATEMENTS_SHOWN = 200


def list_statements(state: State, iri: str) -> dict[str, Any]:
    """``statements``, ``mentions``, and whether there are more of either than are listed."""
    said = list(islice(statements_of(state.store, iri), STATEMENTS_SHOWN + 1))
    mentions = list(islice(mentions_of(state.store, iri), MENTIONS_SHOWN + 1))
    return {
        "statements": [
            {"predicate": t.predicate.value, **_node(t.object)} for t in said[:STATEMENTS_SHOWN]
        ],
        "more_statements": len(said) > STATEMENTS_SHOWN,
        "mentions": [
            {"predicate": t.predicate.value, **_node(t.subject)} for t in mentions[:MENTIONS_SHOWN]
        ],
        "more_mentions": len(mentions) > MENTIONS_SHOWN,
    }


def _node(node: object) -> dict[str, str]:
    if isinstance(node, NamedNode):
        return {"iri": node.value}
    if isinstance(node, Literal):
        return {"text": node.value, "language": node.language or ""}
    return {"text": f"_:{node.value}" if isinstance(node, BlankNode) else str(node)}

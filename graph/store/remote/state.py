"""What a remote says of itself at one moment: its revision and the graphs that are to be seen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution

from graph.store.remote.address import Addresses
from graph.store.remote.client import JSON_RESULTS, Call, RemoteClient
from graph.store.remote.kinds import SYSTEM_GRAPHS
from graph.store.remote.results import iterate, read_solutions
from graph.store.remote.texts import (
    COMMIT,
    COUNT_GRAPHS,
    HIDDEN,
    READ_STATE,
    REVISION,
    SEEDING,
    STATE_GRAPH,
)


@dataclass(frozen=True, slots=True)
class RemoteState:
    """``counts`` has the graphs that are to be seen, each with its number of triples.

    ``revision`` is None where Captivity never wrote; ``hidden`` has the graphs that a change has
    begun and not ended, each with what was noted of it.
    """

    revision: int | None
    commit: str
    counts: Mapping[str, int]
    hidden: Mapping[str, str]
    is_seeding: bool = False

    @property
    def total(self) -> int:
        """The number of quads."""
        return sum(self.counts.values())

    @property
    def fingerprint(self) -> str:
        """A name for this content: other content has another one."""
        graphs = "\n".join(f"{name} {count}" for name, count in sorted(self.counts.items()))
        text = f"{self.revision} {self.commit}\n{graphs}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def read_state(
    client: RemoteClient, addresses: Addresses, known: RemoteState | None = None
) -> RemoteState:
    """The state of a remote now; the one known before where nobody has committed since.

    Counting the graphs is the dearer part, and left out then.
    """
    revision, commit, hidden, is_seeding = None, "", {}, False
    for subject, predicate, value in _rows(client, addresses, READ_STATE):
        if predicate == REVISION:
            revision = max(revision or 0, int(value.value))
        elif predicate == COMMIT:
            commit = value.value
        elif predicate == HIDDEN:
            hidden[subject.value] = value.value
        elif predicate == SEEDING:
            is_seeding = True
    if known is not None and revision is not None:
        counts = known.counts
        if known == RemoteState(revision, commit, counts, hidden, is_seeding):
            return known
    unseen = {STATE_GRAPH.value, *SYSTEM_GRAPHS, *hidden}
    counts = {
        graph.value: int(number.value)
        for graph, number in _rows(client, addresses, COUNT_GRAPHS)
        if isinstance(graph, NamedNode) and graph.value not in unseen
    }
    return RemoteState(revision, commit, counts, hidden, is_seeding)


def ask_rows(client: RemoteClient, addresses: Addresses, text: str) -> list[QuerySolution]:
    """The rows of a query of ours."""
    form = {"query": text}
    reply = client.send(Call("POST", addresses.query, form=form, accept=JSON_RESULTS))
    with reply.body:
        return list(iterate(read_solutions(reply.body, addresses.query), addresses.query))


def _rows(
    client: RemoteClient, addresses: Addresses, text: str
) -> list[tuple[NamedNode | BlankNode | Literal, ...]]:
    rows = ask_rows(client, addresses, text)
    # A group without rows is one row without values.
    return [tuple(row) for row in rows if all(term is not None for term in row)]

"""One change to a remote such that none of its readers here sees half of it.

New graphs are sent first, marked as hidden. Then one single update, which takes effect only if the
revision is still the one that we know, adds the ledger entry, takes away what goes, moves the
revision on and lifts the marks. Graphs that go are hidden by it and dropped afterwards.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.errors import (
    CaptivityError,
    InputTooLarge,
    InvalidInput,
    QueryTimeout,
    RemoteUnreachable,
    StoreLocked,
    StoreUnavailable,
)
from graph.store.remote.address import Addresses
from graph.store.remote.blanks import to_remote
from graph.store.remote.client import RemoteClient
from graph.store.remote.staging import IN_ONE_UPDATE, require_arrived, send_graph, send_update
from graph.store.remote.state import RemoteState, read_state
from graph.store.remote.texts import (
    COMMIT,
    HIDDEN,
    NOTE,
    REVISION,
    STATE_GRAPH,
    exchange,
    write_groups,
)

Grouped = dict[NamedNode, list[Quad]]


@dataclass(slots=True)
class RemoteChange:
    """What one commit adds to and takes from a remote whose state is ``state``."""

    state: RemoteState
    additions: Grouped
    removals: Grouped
    removed_graphs: tuple[NamedNode, ...]
    note: Mapping[str, str]
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    since: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def new_graphs(self) -> list[NamedNode]:
        """The graphs that are sent before anybody sees them."""
        return [graph for graph in self.additions if graph.value not in self.state.counts]

    @property
    def mark(self) -> str:
        """What is noted of hidden graphs: whose they are and since when."""
        return f"{self.token} {self.since}"


def group_quads(quads: Iterable[Quad]) -> Grouped:
    """The quads by their graph.

    Raises
    ------
    InvalidInput
        One is in the default graph: remotes differ in what that is.
    """
    groups: Grouped = {}
    for quad in quads:
        if isinstance(quad.graph_name, DefaultGraph) or not isinstance(quad.graph_name, NamedNode):
            raise InvalidInput(
                "A remote store keeps named graphs only", str(quad)[:200], "Name its graph."
            )
        groups.setdefault(quad.graph_name, []).append(quad)
    return groups


def apply_change(client: RemoteClient, addresses: Addresses, change: RemoteChange) -> RemoteState:
    """Bring a change about and return the state that it led to.

    Raises
    ------
    StoreLocked
        Somebody else was first; the remote is as they left it.
    StoreUnavailable, RemoteRefused
        The remote did not take it; nothing of it is to be seen.
    DataRejected, InputTooLarge
        The remote cannot hold it.
    """
    require_small(change)
    graphs = change.new_graphs
    try:
        if graphs:
            send_update(client, addresses, f"INSERT DATA {{ {_marks(graphs, change.mark)} }}")
        for graph in graphs:
            send_graph(client, addresses, graph, change.additions[graph])
            require_arrived(client, addresses, graph, change.additions[graph])
        state = _decide(client, addresses, change, graphs)
    except CaptivityError:
        with suppress(CaptivityError):
            sweep(client, addresses, change.token)
        raise
    if change.removed_graphs:
        # They are hidden already; if this fails, the next writer drops them.
        with suppress(CaptivityError):
            sweep(client, addresses, change.token)
    return state


def require_small(change: RemoteChange) -> None:
    """Refuse what does not fit into the one update that decides.

    Raises
    ------
    InputTooLarge
        Too much goes into, or out of, graphs that are there and stay.
    """
    new = {graph.value for graph in change.new_graphs}
    if twice := change.additions.keys() & set(change.removed_graphs):
        raise InvalidInput(
            "A remote store cannot replace a graph in one step",
            min(graph.value for graph in twice),
            "Take it out first.",
        )
    size = sum(len(quads) for graph, quads in change.additions.items() if graph.value not in new)
    size += sum(map(len, change.removals.values()))
    if size > IN_ONE_UPDATE:
        raise InputTooLarge(
            "A remote store cannot change so much of graphs that stay in one step",
            f"{size:,} triples, the limit is {IN_ONE_UPDATE}",
            "Put new data into a graph of its own.",
        )


def sweep(client: RemoteClient, addresses: Addresses, token: str = "") -> None:
    """Drop the hidden graphs of a change, or of every change older than an hour."""
    state = read_state(client, addresses)
    for name, mark in state.hidden.items():
        owner, _, since = mark.partition(" ")
        if owner == token or (not token and _is_old(since)):
            graph = NamedNode(name)
            lifted = write_groups({STATE_GRAPH: [Triple(graph, HIDDEN, Literal(mark))]})
            send_update(
                client, addresses, f"DROP SILENT GRAPH {graph} ; DELETE DATA {{ {lifted} }}"
            )


def _decide(
    client: RemoteClient, addresses: Addresses, change: RemoteChange, sent: list[NamedNode]
) -> RemoteState:
    """Send the update that decides, and see whether it is ours that took effect."""
    text = _deciding_update(change, sent)
    fault: CaptivityError | None = None
    try:
        send_update(client, addresses, text)
    except (QueryTimeout, RemoteUnreachable) as error:
        # It may have arrived all the same: the remote knows.
        fault = error
    try:
        state = read_state(client, addresses)
    except CaptivityError as error:
        raise StoreUnavailable(
            "The connection broke while the remote decided; the change may be there or not",
            addresses.update,
            "Look with `captivity loads` before you repeat it.",
        ) from error
    if state.commit == change.token:
        return state
    if fault is not None:
        raise fault
    raise StoreLocked(
        "Somebody else changed the remote store meanwhile", addresses.update, "Try again."
    )


def _deciding_update(change: RemoteChange, sent: list[NamedNode]) -> str:
    old, revision = change.state, change.state.revision or 0
    node = NamedNode(f"{STATE_GRAPH.value}:change:{revision + 1}")
    state_out = [Triple(STATE_GRAPH, REVISION, Literal(revision)), *read_marks(old, sent)]
    state_out += [Triple(graph, HIDDEN, Literal(change.mark)) for graph in sent]
    if old.commit:
        state_out.append(Triple(STATE_GRAPH, COMMIT, Literal(old.commit)))
    state_in = [
        Triple(STATE_GRAPH, REVISION, Literal(revision + 1)),
        Triple(STATE_GRAPH, COMMIT, Literal(change.token)),
        Triple(node, NOTE, Literal(json.dumps(dict(change.note), sort_keys=True))),
    ]
    state_in += [Triple(graph, HIDDEN, Literal(change.mark)) for graph in change.removed_graphs]
    removals = {graph: list(map(to_remote, quads)) for graph, quads in change.removals.items()}
    additions = {
        graph: list(map(to_remote, quads))
        for graph, quads in change.additions.items()
        if graph not in sent
    }
    return exchange(
        revision, {STATE_GRAPH: state_out, **removals}, {STATE_GRAPH: state_in, **additions}
    )


def read_marks(state: RemoteState, graphs: Iterable[NamedNode]) -> list[Triple]:
    """The marks of hidden graphs as triples of the state graph."""
    return [
        Triple(graph, HIDDEN, Literal(state.hidden[graph.value]))
        for graph in graphs
        if graph.value in state.hidden
    ]


def _marks(graphs: Iterable[NamedNode], mark: str) -> str:
    return write_groups({STATE_GRAPH: [Triple(graph, HIDDEN, Literal(mark)) for graph in graphs]})


def _is_old(since: str) -> bool:
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(since)
    except (ValueError, TypeError):
        return True
    return age.total_seconds() > 3600

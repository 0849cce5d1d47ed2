"""Whole graphs from a remote: as few requests as it allows, and not one triple short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from graph.errors import RemoteMisbehaved
from graph.store.remote.address import Addresses
from graph.store.remote.blanks import from_remote
from graph.store.remote.client import N_TRIPLES, Call, RemoteClient
from graph.store.remote.results import read_triples
from graph.store.remote.texts import read_graph


def pull_graph(
    client: RemoteClient, addresses: Addresses, graph: NamedNode, expected: int
) -> Iterator[Quad]:
    """Yield the quads of a graph that is known to hold so many.

    Asked for all of it at once first. A remote that stops before the end, many do so without a
    word, is asked for the rest in pages of the size that it gave; where pages overlap, sorted.

    Raises
    ------
    RemoteMisbehaved
        It gives fewer than it counts.
    """
    seen: set[int] = set()
    pages = _Pages(client, addresses, graph, expected, seen)
    for is_sorted in (False, True):
        yield from pages.read(is_sorted)
        if len(seen) >= expected:
            return
    raise RemoteMisbehaved(
        "The remote gives less of a graph than it counts",
        f"{graph.value}: {len(seen):,} of {expected:,} triples",
        "Somebody may be changing it: try again.",
    )


@dataclass(slots=True)
class _Pages:
    """Reads a graph to its end; ``seen`` collects what has come, as hashes."""

    client: RemoteClient
    addresses: Addresses
    graph: NamedNode
    expected: int
    seen: set[int]
    size: int | None = None

    def read(self, is_sorted: bool) -> Iterator[Quad]:
        """Yield what has not come before."""
        offset = 0
        # To the offset alone: a remote that gives the same page for ever must not keep us.
        while len(self.seen) < self.expected and offset < self.expected:
            count = 0
            text = read_graph(self.graph, self.size, offset, is_sorted=is_sorted)
            for triple in _ask(self.client, self.addresses, text):
                count += 1
                if (key := hash(triple)) not in self.seen:
                    self.seen.add(key)
                    yield from_remote(triple, self.graph)
            # What came of the whole is the most that it gives at once.
            self.size = self.size or count
            offset += count
            if not count:
                return


def _ask(client: RemoteClient, addresses: Addresses, text: str) -> Iterator[Triple]:
    call = Call("POST", addresses.query, form={"query": text}, accept=N_TRIPLES)
    reply = client.send(call)
    with reply.body:
        yield from read_triples(reply.body, addresses.query)

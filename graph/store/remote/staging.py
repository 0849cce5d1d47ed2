"""Send a whole graph to a remote and see that it arrived as it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from pyoxigraph import Store as Engine

from graph.errors import DataRejected
from graph.store.remote.address import Addresses
from graph.store.remote.blanks import to_remote
from graph.store.remote.client import N_TRIPLES, Call, RemoteClient
from graph.store.remote.pull import pull_graph
from graph.store.remote.texts import write_groups

UPDATE_TYPE = "application/sparql-update"
#: Triples in one update: one engine compiles each update to a program of limited length.
IN_ONE_UPDATE = 400


def send_update(client: RemoteClient, addresses: Addresses, text: str) -> None:
    """Have the remote do an update; tried once only."""
    client.send(
        Call(
            "POST",
            addresses.update,
            content=text.encode(),
            content_type=UPDATE_TYPE,
            is_read=False,
        )
    ).body.close()


def send_graph(
    client: RemoteClient, addresses: Addresses, graph: NamedNode, quads: Sequence[Quad]
) -> None:
    """Make these the content of a graph that nobody sees yet.

    In one request where the remote has a graph store, else in many updates.
    """
    triples = list(dict.fromkeys(map(to_remote, quads)))
    if addresses.graphs:
        content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        client.send(
            Call(
                "PUT",
                addresses.graphs,
                content=content,
                content_type=N_TRIPLES,
                params={"graph": graph.value},
                is_read=False,
            )
        ).body.close()
        return
    send_update(client, addresses, f"DROP SILENT GRAPH {graph}")
    for part in _parts(triples):
        send_update(client, addresses, f"INSERT DATA {{ {write_groups({graph: part})} }}")


def require_arrived(
    client: RemoteClient, addresses: Addresses, graph: NamedNode, quads: Sequence[Quad]
) -> None:
    """Compare what the remote has of a graph with what it was sent.

    Raises
    ------
    DataRejected
        It wrote a value as another one; some engines cut long numbers or rewrite durations.
    RemoteMisbehaved
        Some of it is missing.
    """
    sent, arrived = Engine(), Engine()
    sent.bulk_extend(list(quads))
    arrived.bulk_extend(list(pull_graph(client, addresses, graph, len(set(map(to_remote, quads))))))
    lost = [quad for quad in sent if quad not in arrived]
    if lost:
        raise DataRejected(
            f"The remote does not keep {len(lost):,} of the triples as they are",
            str(lost[0].triple)[:300],
            "It is not added. Write the value in another way, or use an embedded store.",
        )


def _parts(triples: Sequence[Triple]) -> Iterator[Sequence[Triple]]:
    for start in range(0, len(triples), IN_ONE_UPDATE):
        yield triples[start : start + IN_ONE_UPDATE]

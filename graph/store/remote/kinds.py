"""What a remote is and cannot do, found out by asking it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store.remote.address import VIRTUOSO
from graph.store.remote.client import JSON_RESULTS, Call, RemoteClient

#: Graphs of engines themselves; they are no data of anybody.
SYSTEM_GRAPHS = frozenset(
    {
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/ns/ldp#",
        "http://localuriqaserver/sparql",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
        "urn:virtuoso:val:acl:schema",
    }
)
MOST_ROWS_HEADER = "x-sparql-maxrows"
#: A question that shows in a header after how many rows an engine of this kind stops.
MANY_ROWS = "SELECT (1 AS ?x) WHERE { ?s ?p ?o } LIMIT 100000"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found out about a remote.

    ``most_rows`` is the number of rows or triples after which it cuts an answer off, None where no
    cut is known. ``counts_copies`` says that a triple in two graphs is two in their union.
    """

    kind: str = ""
    server: str = ""
    has_graph_store: bool = False
    most_rows: int | None = None
    counts_copies: bool = False

    def lacks(self) -> tuple[str, ...]:
        """What it cannot do, each as a sentence."""
        found = []
        if not self.has_graph_store:
            found.append("It has no graph store: loads go in many updates instead of one.")
        if self.most_rows is not None:
            found.append(f"It cuts answers off after {self.most_rows:,} rows.")
        if self.counts_copies:
            found.append("It counts a triple once for each graph that holds it.")
        return tuple(found)


def kind_of(server: str) -> str:
    """The kind of engine that a ``Server`` header names; empty if it is none that we know.

    >>> kind_of("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu")
    'virtuoso'
    """
    return VIRTUOSO if VIRTUOSO in server.lower() else ""


def greet(client: RemoteClient, query: str) -> str:
    """What a remote calls itself, if it answers the smallest of questions."""
    reply = client.send(Call("POST", query, form={"query": "ASK {}"}, accept=JSON_RESULTS))
    reply.body.close()
    return str(reply.headers.get("server", ""))[:200]


def find_most_rows(client: RemoteClient, query: str) -> int | None:
    """After how many rows a remote says that it cuts off; None where it does not say."""
    reply = client.send(Call("POST", query, form={"query": MANY_ROWS}, accept=JSON_RESULTS))
    reply.body.close()
    found = reply.headers.get(MOST_ROWS_HEADER, "")
    return int(found) if found.isdigit() else None

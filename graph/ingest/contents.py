"""What one load holds: its things, its triples as text, its original bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from graph.ingest.ledger import Load
from graph.market.columns import local_name, slug_of
from graph.store.port import Store
from graph.terms import CTV, DCTERMS, PREFIXES, RDF, RDFS

NAMES = (RDFS.label, DCTERMS.title, CTV.statement)


@dataclass(frozen=True, slots=True)
class Item:
    """A typed thing that a load speaks of; of several types the first one met."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Contents:
    """One load and what is in it: channels first, then by kind and label.

    ``kinds`` counts the things by kind, most frequent first; ``triples`` counts the graph itself,
    which `captivity check` holds against what the ledger says.
    """

    load: Load
    triples: int
    kinds: Mapping[str, int]
    things: tuple[Item, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contents as plain values, for JSON."""
        return {
            **self.load.to_dict(),
            "triples": self.triples,
            "kinds": dict(self.kinds),
            "things": [asdict(thing) for thing in self.things],
        }


def describe_contents(store: Store, load: Load) -> Contents:
    """What is in a load."""
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    triples = 0
    for quad in store.match(graph_name=load.graph):
        triples += 1
        node, value = quad.subject, quad.object
        if not isinstance(node, NamedNode):
            continue
        if quad.predicate == RDF.type and isinstance(value, NamedNode):
            kinds.setdefault(node.value, local_name(value.value))
        elif quad.predicate in NAMES and isinstance(value, Literal):
            labels.setdefault(node.value, value.value)
    things = [Item(iri, labels.get(iri) or slug_of(iri), kind) for iri, kind in kinds.items()]
    things.sort(key=lambda item: (item.kind != "Channel", item.kind, item.label, item.iri))
    counts = dict(Counter(kinds.values()).most_common())
    return Contents(load, triples, counts, tuple(things))


def write_turtle(store: Store, load: Load) -> bytes:
    """The triples of a load as Turtle, lifted channels included."""
    triples = (quad.triple for quad in store.match(graph_name=load.graph))
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""

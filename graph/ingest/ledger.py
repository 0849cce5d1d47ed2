"""The ledger: what the store says about each load, in the same transaction as its data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph.store.port import Store
from graph.terms import CTV, DCTERMS, ID_BASE, LEDGER_GRAPH, PROV, RDF, SCHEMA, XSD
from ontology import VERSION

LOAD_BASE = f"{ID_BASE}load/"
UNSAFE = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 48
#: The fields of a load that are plain texts.
TEXTS = ("added_at", "who", "version", "source", "confidence", "form", "replaces")


@dataclass(frozen=True, slots=True)
class Load:
    """One file in the store. ``triples`` counts its graph, lifted channels included.

    ``source`` is the address it was taken from, ``confidence`` a number from 0 to 1 as text,
    ``form`` the short name of its format where the name does not tell, ``replaces`` the IRI of
    the load whose place it took. Each may be empty.
    """

    load_id: str
    iri: str
    name: str
    sha256: str
    added_at: str
    who: str
    triples: int
    version: str
    source: str = ""
    confidence: str = ""
    form: str = ""
    replaces: str = ""

    @property
    def graph(self) -> NamedNode:
        """The named graph that holds its data."""
        return NamedNode(self.iri)

    def to_dict(self) -> dict[str, Any]:
        """The load as plain values, for JSON."""
        return {
            "load_id": self.load_id,
            "name": self.name,
            "sha256": self.sha256,
            "added_at": self.added_at,
            "who": self.who,
            "triples": self.triples,
            "version": self.version,
            "graph": self.iri,
            "source": self.source,
            "confidence": self.confidence,
            "form": self.form,
            "replaces": self.replaces,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Load:
        """The load that :meth:`to_dict` described; what an old description lacks is empty.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is no description of a load.
        """
        load_id, name, sha256 = (str(values[key]) for key in ("load_id", "name", "sha256"))
        texts = {key: str(values.get(key, "")) for key in TEXTS}
        graph = str(values.get("graph") or LOAD_BASE + load_id)
        triples = int(values.get("triples", 0))
        return cls(load_id, graph, name, sha256, triples=triples, **texts)


def make_load_id(name: str, sha256: str) -> str:
    """The id of a load: what its file is called and the beginning of its digest.

    >>> make_load_id("My market (2).ttl", "0123456789abcdef")
    'my-market-2-01234567'
    """
    stem = UNSAFE.sub("-", PurePath(name).stem.lower()).strip("-")[:LONGEST_SLUG].strip("-")
    return f"{stem or 'file'}-{sha256[:8]}"


def make_load(
    name: str, sha256: str, triples: int, who: str, *, load_id: str = "", iri: str = ""
) -> Load:
    """The description of a load that is made now."""
    identifier = load_id or make_load_id(name, sha256)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Load(
        identifier,
        iri or LOAD_BASE + identifier,
        PurePath(name).name,
        sha256,
        now,
        who,
        triples,
        VERSION,
    )


def load_quads(load: Load) -> list[Quad]:
    """The description as quads of the ledger."""
    node = load.graph
    statements: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, CTV.Load),
        (DCTERMS.identifier, Literal(load.load_id)),
        (DCTERMS.title, Literal(load.name)),
        (SCHEMA.sha256, Literal(load.sha256)),
        (PROV.generatedAtTime, Literal(load.added_at, datatype=XSD.dateTime)),
        (PROV.wasAttributedTo, Literal(load.who)),
        (CTV.tripleCount, Literal(str(load.triples), datatype=XSD.integer)),
        (SCHEMA.softwareVersion, Literal(load.version)),
    ]
    if load.source:
        statements.append((DCTERMS.source, NamedNode(load.source)))
    if load.confidence:
        statements.append((CTV.confidence, Literal(load.confidence, datatype=XSD.decimal)))
    if load.form:
        statements.append((DCTERMS.format, Literal(load.form)))
    if load.replaces:
        statements.append((DCTERMS.replaces, NamedNode(load.replaces)))
    return [Quad(node, predicate, value, LEDGER_GRAPH) for predicate, value in statements]


def read_loads(store: Store) -> Iterator[Load]:
    """Yield the loads of a store in no particular order."""
    for quad in store.match(None, RDF.type, CTV.Load, LEDGER_GRAPH):
        if isinstance(quad.subject, NamedNode):
            yield read_load(store, quad.subject)


def read_load(store: Store, node: NamedNode) -> Load:
    """The description of one load as the ledger has it."""

    def text(predicate: NamedNode) -> str:
        for quad in store.match(node, predicate, None, LEDGER_GRAPH):
            if isinstance(quad.object, Literal | NamedNode):
                return quad.object.value
        return ""

    return Load(
        load_id=text(DCTERMS.identifier) or node.value.removeprefix(LOAD_BASE),
        iri=node.value,
        name=text(DCTERMS.title),
        sha256=text(SCHEMA.sha256),
        added_at=text(PROV.generatedAtTime),
        who=text(PROV.wasAttributedTo),
        triples=int(text(CTV.tripleCount) or 0),
        version=text(SCHEMA.softwareVersion),
        source=text(DCTERMS.source),
        confidence=text(CTV.confidence),
        form=text(DCTERMS.format),
        replaces=text(DCTERMS.replaces),
    )


def find_by_digest(store: Store, sha256: str) -> Load | None:
    """The load with these bytes, if there is one."""
    for quad in store.match(None, SCHEMA.sha256, Literal(sha256), LEDGER_GRAPH):
        if isinstance(quad.subject, NamedNode):
            return read_load(store, quad.subject)
    return None

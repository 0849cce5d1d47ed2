"""The W3C's test manifests as cases: what is asked, on which data, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ROOT = Path(__file__).resolve().parents[2].parent / "shared" / "w3c" / "sparql" / "sparql11"
BASE = "http://w3c.example/sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True)
class Manifest:
    """One manifest file."""

    path: Path
    store: Store = field(repr=False)

    def values(self, node, predicate: str) -> list:
        """All objects of a node's property."""
        return [q.object for q in self.store.quads_for_pattern(node, NamedNode(predicate), None)]

    def value(self, node, predicate: str):
        """The object of a node's property; None without one."""
        return next(iter(self.values(node, predicate)), None) if node is not None else None

    def text(self, node, predicate: str) -> str:
        """The text of a node's property; empty without one."""
        found = self.value(node, predicate)
        return found.value if isinstance(found, Literal | NamedNode) else ""

    def items(self, node) -> Iterator:
        """Yield the members of a list."""
        while node is not None and getattr(node, "value", "") != f"{RDF}nil":
            yield self.value(node, f"{RDF}first")
            node = self.value(node, f"{RDF}rest")


@dataclass(frozen=True)
class Case:
    """One test: its name, its type and its node in the manifest."""

    name: str
    kind: str
    node: NamedNode = field(repr=False)
    manifest: Manifest = field(repr=False)

    def __str__(self) -> str:
        return self.name


def file_of(node) -> Path:
    """The file that an IRI of a manifest stands for."""
    return ROOT / node.value.removeprefix(BASE)


@cache
def read_manifest(relative: str) -> Manifest:
    """A manifest file under the folder of the suite."""
    path = ROOT / relative
    store = Store()
    store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE + relative)
    return Manifest(path, store)


def list_cases(*kinds: str, folders: tuple[str, ...] = ()) -> list[Case]:
    """The cases of some types, of all folders or of some."""
    if not ROOT.is_dir():
        return []
    found = []
    names = folders or sorted(path.parent.name for path in ROOT.glob("*/manifest.ttl"))
    for folder in names:
        relative = folder if folder.endswith(".ttl") else f"{folder}/manifest.ttl"
        manifest = read_manifest(relative)
        for head in manifest.store.quads_for_pattern(None, NamedNode(f"{MF}entries"), None):
            for node in manifest.items(head.object):
                kind = manifest.text(node, f"{RDF}type").removeprefix(MF)
                if kind in kinds:
                    short = node.value.rpartition("#")[2]
                    found.append(Case(f"{relative.split('/')[0]}/{short}", kind, node, manifest))
    return found

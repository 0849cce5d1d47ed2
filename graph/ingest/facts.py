"""What is known about the nodes of a new file, in it and around it, ready to look up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.store.port import Term
from graph.terms import CTV, RDF, RDFS
from ontology import VOCABULARY

Node = Any
#: Few values are kept as a list, which is small; many as the keys of a dictionary, which is quick.
Values = list[Node] | dict[Node, None]
LONG = 16

#: The predicates that some rule follows backwards.
FOLLOWED_BACK = frozenset({CTV.about, CTV.platform, CTV.asset, CTV.issuer})


class Matcher(Protocol):
    """The one thing asked of a store here."""

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern."""
        ...


class Facts:
    """Statements by subject, and by object where a rule asks for it; types with their parents.

    Each statement is there once. Anything with a subject, a predicate and an object will do:
    quads of a file, triples of a store.
    """

    def __init__(self, *statements: Iterable[Any]) -> None:
        self.by_subject: dict[Node, dict[NamedNode, Values]] = {}
        self.by_object: dict[NamedNode, defaultdict[Node, list[Node]]] = {
            predicate: defaultdict(list) for predicate in FOLLOWED_BACK
        }
        self._parents: dict[Node, set[Node]] = {n: set(up) for n, up in _class_tree().items()}
        self._ancestors: dict[frozenset[Node], frozenset[Node]] = {}
        for part in statements:
            for statement in part:
                self.add(statement.subject, statement.predicate, statement.object)

    def add(self, subject: Node, predicate: NamedNode, value: Node) -> bool:
        """Take one statement in; False when it was there already."""
        facts = self.by_subject.get(subject)
        if facts is None:
            facts = self.by_subject[subject] = {}
        values = facts.get(predicate)
        if values is None:
            facts[predicate] = [value]
        elif value in values:
            return False
        elif isinstance(values, list) and len(values) < LONG:
            values.append(value)
        elif isinstance(values, list):
            facts[predicate] = dict.fromkeys((*values, value))
        else:
            values[value] = None
        if predicate in self.by_object:
            self.by_object[predicate][value].append(subject)
        elif predicate == RDFS.subClassOf:
            self._parents.setdefault(subject, set()).add(value)
            self._ancestors.clear()
        return True

    def values(self, node: Node, predicate: NamedNode) -> Collection[Node]:
        """The objects of the statements about the node with that predicate, each once."""
        facts = self.by_subject.get(node)
        return () if facts is None else facts.get(predicate, ())

    def users(self, node: Node, predicate: NamedNode) -> Collection[Node]:
        """The subjects of the statements that name the node by that predicate, each once."""
        return self.by_object[predicate].get(node, ())

    def statements(self, node: Node) -> Iterator[tuple[Node, NamedNode, Node]]:
        """Yield what is said about the node."""
        for predicate, values in self.by_subject.get(node, {}).items():
            for value in values:
                yield node, predicate, value

    def classes(self, node: Node) -> frozenset[Node]:
        """The classes of the node with everything above them; empty for an untyped node."""
        direct = frozenset(self.values(node, RDF.type)) | vocabulary_types().get(node, frozenset())
        if direct not in self._ancestors:
            self._ancestors[direct] = self.climb(direct)
        return self._ancestors[direct]

    def climb(self, direct: Iterable[Node]) -> frozenset[Node]:
        """The classes with everything above them."""
        found: set[Node] = set()
        waiting = list(direct)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(self._parents.get(node, ()))
        return frozenset(found)


@lru_cache(maxsize=1)
def _vocabulary() -> Sequence[Any]:
    return list(parse_rdf(VOCABULARY.read_bytes(), RdfFormat.TURTLE))


@lru_cache(maxsize=1)
def _class_tree() -> dict[Node, frozenset[Node]]:
    tree: defaultdict[Node, set[Node]] = defaultdict(set)
    for quad in _vocabulary():
        if quad.predicate == RDFS.subClassOf:
            tree[quad.subject].add(quad.object)
    return {node: frozenset(parents) for node, parents in tree.items()}


@lru_cache(maxsize=1)
def vocabulary_types() -> dict[Node, frozenset[Node]]:
    """Term of the vocabulary -> the classes that the vocabulary says it is of."""
    types: defaultdict[Node, set[Node]] = defaultdict(set)
    for quad in _vocabulary():
        if quad.predicate == RDF.type:
            types[quad.subject].add(quad.object)
    return {node: frozenset(found) for node, found in types.items()}


def class_members(store: Matcher, classes: Iterable[Node]) -> dict[Node, set[Node]]:
    """Class -> the nodes of a store that are of it or of a class below it in the vocabulary."""
    below = {
        wanted: {wanted} | {node for node in _class_tree() if wanted in Facts().climb([node])}
        for wanted in classes
    }
    return {
        wanted: {quad.subject for kind in kinds for quad in store.match(None, RDF.type, kind)}
        for wanted, kinds in below.items()
    }

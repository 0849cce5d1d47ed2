"""The table of kinds against the class tree of the ontology."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from graph.market.kinds import PARENTS
from graph.terms import CTV, RDFS
from ontology import VOCABULARY


def test_the_table_agrees_with_the_class_tree_of_the_ontology() -> None:
    """A new sub-class of a class in the table must be added to it, with all its parents."""
    tree: dict[str, set[str]] = {}
    for triple in parse(path=str(VOCABULARY), format=RdfFormat.TURTLE):
        if triple.predicate == RDFS.subClassOf:
            child = CTV.local_name(triple.subject.value)
            parent = CTV.local_name(getattr(triple.object, "value", ""))
            if child and parent:
                tree.setdefault(child, set()).add(parent)
    for kind, parents in PARENTS.items():
        assert set(parents) == tree.get(kind, set()), kind
    missing = {child for child, parents in tree.items() if parents & PARENTS.keys()}
    assert missing <= PARENTS.keys()

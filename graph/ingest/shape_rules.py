"""The shapes as plain rules: which nodes each is about, what it looks at, what must hold there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from pyoxigraph import NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.terms import RDF
from ontology import ADVICE, SHAPES

SH = "http://www.w3.org/ns/shacl#"

#: What describes a shape without constraining anything.
DESCRIPTIVE = frozenset({"severity", "message", "path", "name", "description", "order"})
TARGETS = frozenset({"targetClass", "targetSubjectsOf", "targetObjectsOf"})

Node = Any
Index = Mapping[Node, Mapping[NamedNode, list[Node]]]


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate, followed from subject to object, or the other way when ``inverse``."""

    predicate: NamedNode
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that must hold: the name of the SHACL component (``"minCount"``) and its value.

    The value is a pyoxigraph term, for ``"in"`` a frozen set of terms, for ``"property"`` a Rule.
    """

    component: str
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape. ``path`` are alternatives; an empty one looks at the focus node itself."""

    shape: str
    is_advice: bool
    target_classes: frozenset[Node]
    target_subjects_of: frozenset[Node]
    target_objects_of: frozenset[Node]
    path: tuple[Step, ...]
    constraints: tuple[Constraint, ...] = field(default=())


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Every rule of the shipped shapes that has a target of its own."""
    return (*read_rules(SHAPES), *read_rules(ADVICE, is_advice=True))


def read_rules(path: File, *, is_advice: bool = False) -> tuple[Rule, ...]:
    """The rules of one file of shapes, those with a target only, in the order of their IRIs."""
    index = _index(path)
    shapes = [
        node
        for node, facts in index.items()
        if isinstance(node, NamedNode) and any(NamedNode(SH + name) in facts for name in TARGETS)
    ]
    return tuple(_rule(index, node, is_advice) for node in sorted(shapes, key=str))


def _index(path: File) -> Index:
    index: defaultdict[Node, dict[NamedNode, list[Node]]] = defaultdict(dict)
    for quad in parse_rdf(path.read_bytes(), RdfFormat.TURTLE):
        index[quad.subject].setdefault(quad.predicate, []).append(quad.object)
    return index


def _rule(index: Index, node: Node, is_advice: bool) -> Rule:
    facts = index[node]

    def targets(name: str) -> frozenset[Node]:
        return frozenset(facts.get(NamedNode(SH + name), ()))

    return Rule(
        shape=node.value,
        is_advice=is_advice,
        target_classes=targets("targetClass"),
        target_subjects_of=targets("targetSubjectsOf"),
        target_objects_of=targets("targetObjectsOf"),
        path=tuple(
            step for node in facts.get(NamedNode(SH + "path"), ()) for step in _steps(index, node)
        ),
        constraints=tuple(_constraints(index, facts, is_advice)),
    )


def _constraints(
    index: Index, facts: Mapping[NamedNode, list[Node]], is_advice: bool
) -> list[Constraint]:
    found = []
    for predicate, values in facts.items():
        component = predicate.value.removeprefix(SH)
        if component == predicate.value or component in DESCRIPTIVE | TARGETS:
            continue
        for value in values:
            if component == "in":
                found.append(Constraint("in", frozenset(_members(index, value))))
            elif component == "property":
                found.append(Constraint("property", _rule(index, value, is_advice)))
            else:
                found.append(Constraint(component, value))
    return found


def _steps(index: Index, node: Node) -> list[Step]:
    if isinstance(node, NamedNode):
        return [Step(node)]
    facts = index[node]
    if inverse := facts.get(NamedNode(SH + "inversePath")):
        return [Step(inverse[0], inverse=True)]
    alternatives = facts[NamedNode(SH + "alternativePath")][0]
    return [step for part in _members(index, alternatives) for step in _steps(index, part)]


def _members(index: Index, head: Node) -> list[Node]:
    """The members of an RDF list."""
    found = []
    while head != RDF.nil:
        found.append(index[head][RDF.first][0])
        head = index[head][RDF.rest][0]
    return found

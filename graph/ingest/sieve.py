"""The rules of one file made quick: what a value must be is found out once for each value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from graph.ingest.facts import Facts
from graph.ingest.shape_rules import Constraint, Rule

Node = Any
#: (facts, focus node, value nodes, value of the constraint) -> whether it surely holds.
Check = Callable[[Facts, Node, Collection[Node], Any], bool]

#: The constraints that look at each value by itself, whatever the node and its other values.
BY_VALUE = frozenset(
    {"class", "in", "datatype", "nodeKind", "pattern", "minInclusive", "maxInclusive"}
)
COUNTS = frozenset({"minCount", "maxCount"})
UNBOUNDED = 1 << 62


@dataclass(slots=True)
class Sieve:
    """A rule about the values of one predicate: how many, and what each must be."""

    rule: Rule
    predicate: NamedNode
    least: int
    most: int
    checks: tuple[tuple[Check, Any], ...]
    seen: dict[Node, bool]

    def passes(self, facts: Facts, value: Node) -> bool:
        """Whether the value surely obeys, found out once."""
        found = self.seen[value] = all(
            check(facts, value, (value,), wanted) for check, wanted in self.checks
        )
        return found


def make_sieve(rule: Rule, check_of: Callable[[Rule, Constraint], Check]) -> Sieve | None:
    """The sieve that does what the rule asks; None where the rule asks for more than sieves do."""
    if len(rule.path) != 1 or rule.path[0].inverse:
        return None
    if any(c.component not in BY_VALUE | COUNTS for c in rule.constraints):
        return None
    limits = {name: [int(c.value.value) for c in _of(rule, name)] for name in COUNTS}
    return Sieve(
        rule,
        rule.path[0].predicate,
        max(limits["minCount"], default=0),
        min(limits["maxCount"], default=UNBOUNDED),
        tuple((check_of(rule, c), c.value) for c in rule.constraints if c.component in BY_VALUE),
        {},
    )


def _of(rule: Rule, component: str) -> Iterable[Constraint]:
    return (c for c in rule.constraints if c.component == component)


def caught(sieves: Iterable[Sieve], facts: Facts, described: Any) -> list[Rule]:
    """The rules that a node may break about which this is said."""
    found = []
    for sieve in sieves:
        values = described.get(sieve.predicate, ())
        if not sieve.least <= len(values) <= sieve.most:
            found.append(sieve.rule)
            continue
        seen = sieve.seen
        for value in values:
            passed = seen.get(value)
            if passed is None:
                passed = sieve.passes(facts, value)
            if not passed:
                found.append(sieve.rule)
                break
    return found

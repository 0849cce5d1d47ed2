"""Which nodes of a file may break a rule: a quick look that never passes what the shapes refuse.

The judge of a file is pySHACL, which is exact and slow. This screen looks at every node with the
same rules and lets the judge see those only that look wrong. Where it is not sure it suspects:
an unknown kind of constraint, a value that it cannot compare, a rule written in SPARQL.
``tests/graph/ingest/test_screen.py`` holds it against the judge on damaged files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.ingest.facts import Facts, vocabulary_types
from graph.ingest.literals import RULES as CHECKED_DATATYPES
from graph.ingest.literals import XSD_BASE
from graph.ingest.shape_rules import Constraint, Rule, load_rules
from graph.ingest.sieve import Check, Sieve, caught, make_sieve
from graph.terms import CTV, RDF, VOCABULARY_BASE

Node = Any
SHAPES_BASE = f"{VOCABULARY_BASE.removesuffix('ns#')}shapes#"
SURE_DATATYPES = frozenset({*CHECKED_DATATYPES, "string"})
NUMERIC = frozenset({f"{XSD_BASE}decimal", f"{XSD_BASE}integer"})
PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def find_suspects(
    facts: Facts, own: Iterable[Node], totals: Iterable[Node] = ()
) -> dict[Rule, list[Node]]:
    """Rule -> the nodes that may break it; rules without any are left out.

    Parameters
    ----------
    facts
        The statements of the file and of what it refers to.
    own
        The subjects of the file, which are judged by every rule.
    totals
        Nodes that are judged only as the object of a rule's target (sums of stakes).
    """
    found: defaultdict[Rule, list[Node]] = defaultdict(list)
    sieves = {rule: make_sieve(rule, _check) for rule in load_rules()}
    chosen: dict[tuple[int, ...], tuple[tuple[Sieve, ...], tuple[Rule, ...]]] = {}
    for node in own:
        described = facts.by_subject.get(node, {})
        # The terms of a file are one object each, so nodes described alike have the same key.
        special = id(node) if node in vocabulary_types() else 0
        key = (special, *map(id, described.get(RDF.type, ())), 0, *map(id, described))
        if key not in chosen:
            rules = _rules_for(facts.classes(node), frozenset(described))
            chosen[key] = (
                tuple(sieve for rule in rules if (sieve := sieves[rule]) is not None),
                tuple(rule for rule in rules if sieves[rule] is None),
            )
        quick, slow = chosen[key]
        for rule in caught(quick, facts, described):
            found[rule].append(node)
        for rule in slow:
            if not holds(rule, facts, node):
                found[rule].append(node)
    for rule in load_rules():
        if rule.target_objects_of:
            found[rule] += [node for node in totals if not holds(rule, facts, node)]
    return {rule: nodes for rule, nodes in found.items() if nodes}


def _rules_for(classes: frozenset[Node], predicates: frozenset[Node]) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in load_rules()
        if rule.target_classes & classes or rule.target_subjects_of & predicates
    )


def holds(rule: Rule, facts: Facts, node: Node) -> bool:
    """Whether the node surely obeys the rule."""
    if not rule.path:
        values: Collection[Node] = (node,)
    elif len(rule.path) == 1 and not rule.path[0].inverse:
        values = facts.values(node, rule.path[0].predicate)
    else:
        values = set[Node]().union(
            *(
                (facts.users if step.inverse else facts.values)(node, step.predicate)
                for step in rule.path
            )
        )
    return all(_check(rule, c)(facts, node, values, c.value) for c in rule.constraints)


def _check(rule: Rule, constraint: Constraint) -> Check:
    if constraint.component == "sparql":
        return SPARQL_CHECKS.get(rule.shape.removeprefix(SHAPES_BASE), _suspect)
    return CHECKS.get(constraint.component, _suspect)


def _suspect(_facts: Facts, _node: Node, _values: Collection[Node], _wanted: Any) -> bool:
    return False


def _has_datatype(_facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    # The parser has refused ill-formed texts of these datatypes already.
    name = wanted.value.removeprefix(XSD_BASE)
    return name in SURE_DATATYPES and all(
        isinstance(value, Literal) and value.datatype == wanted for value in values
    )


def _is_of_kind(_facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    if wanted.value.endswith("#IRI"):
        return all(isinstance(value, NamedNode) for value in values)
    if wanted.value.endswith("#BlankNodeOrIRI"):
        return all(isinstance(value, NamedNode | BlankNode) for value in values)
    return False


def _matches(_facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    pattern = re.compile(wanted.value)
    return all(isinstance(v, Literal) and pattern.search(v.value) for v in values)


def _number(term: Any) -> Decimal | None:
    if not isinstance(term, Literal) or term.datatype.value not in NUMERIC:
        return None
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return None


def _is_at_least(_facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    return _compare(values, (wanted,), lambda value, limit: value >= limit)


def _is_at_most(_facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    return _compare(values, (wanted,), lambda value, limit: value <= limit)


def _is_less(facts: Facts, node: Node, values: Collection[Node], wanted: Any) -> bool:
    return _compare(values, facts.values(node, wanted), lambda value, other: value < other)


def _is_not_more(facts: Facts, node: Node, values: Collection[Node], wanted: Any) -> bool:
    return _compare(values, facts.values(node, wanted), lambda value, other: value <= other)


def _compare(
    values: Collection[Node], others: Collection[Node], in_order: Callable[[Any, Any], bool]
) -> bool:
    """Whether every pair is surely in order: both plain numbers, or both plain days."""
    for value in values:
        for other in others:
            ranks = _number(value), _number(other)
            if ranks[0] is None or ranks[1] is None:
                days = _plain_day(value), _plain_day(other)
                if None in days or not in_order(*days):
                    return False
            elif not in_order(*ranks):
                return False
    return True


def _plain_day(term: Any) -> str | None:
    """A day whose text sorts as the day does: four digits of a year, no time zone."""
    is_date = isinstance(term, Literal) and term.datatype.value == f"{XSD_BASE}date"
    return term.value if is_date and PLAIN_DATE.fullmatch(term.value) else None


def _all_obey(facts: Facts, _node: Node, values: Collection[Node], wanted: Any) -> bool:
    return all(holds(wanted, facts, value) for value in values)


def _needs_no_circle(facts: Facts, node: Node, _values: Collection[Node], _wanted: Any) -> bool:
    """Whether no chain of upstream channels leads back to the node."""
    waiting, seen = [node], set[Node]()
    while waiting:
        for upstream in facts.values(waiting.pop(), CTV.upstream):
            if upstream == node:
                return False
            if upstream not in seen:
                seen.add(upstream)
                waiting.append(upstream)
    return True


def _votes_fit(facts: Facts, node: Node, _values: Collection[Node], _wanted: Any) -> bool:
    """Whether the votes of all holders at all dates, the largest of each, add up to at most 1."""
    best: dict[Node, Decimal] = {}
    for stake in facts.users(node, CTV.issuer):
        shares = [_number(share) for share in facts.values(stake, CTV.votingShareMin)]
        if None in shares:
            return False
        for holder in facts.values(stake, CTV.holder):
            best[holder] = max([best.get(holder, Decimal(0)), *filter(None, shares)])
    return sum(best.values(), Decimal(0)) <= 1


def _stands_alone(facts: Facts, node: Node, _values: Collection[Node], _wanted: Any) -> bool:
    """Whether no channel of the same asset, this one included, is marked exclusive."""
    channels = {
        channel
        for asset in facts.values(node, CTV.asset)
        for channel in facts.users(asset, CTV.asset)
    }
    return all(
        CTV.Exclusive not in facts.values(channel, CTV.exclusivity) for channel in channels | {node}
    )


CHECKS: Mapping[str, Check] = {
    "minCount": lambda _f, _n, values, wanted: len(values) >= int(wanted.value),
    "maxCount": lambda _f, _n, values, wanted: len(values) <= int(wanted.value),
    "class": lambda facts, _n, values, wanted: all(wanted in facts.classes(v) for v in values),
    "in": lambda _f, _n, values, wanted: all(value in wanted for value in values),
    "datatype": _has_datatype,
    "nodeKind": _is_of_kind,
    "pattern": _matches,
    "minInclusive": _is_at_least,
    "maxInclusive": _is_at_most,
    "lessThan": _is_less,
    "lessThanOrEquals": _is_not_more,
    "disjoint": lambda facts, node, values, wanted: (
        not any(value in facts.values(node, wanted) for value in values)
    ),
    "property": _all_obey,
}

#: The rules written in SPARQL, by the name of the shape: enough to be sure, not all that is fine.
SPARQL_CHECKS: Mapping[str, Check] = {
    "UpstreamCycle": _needs_no_circle,
    "StakeSum": _votes_fit,
    "ExclusiveOverlap": _stands_alone,
}

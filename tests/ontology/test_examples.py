"""Each rule has an example that breaks it and nothing else, and the border cases break none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

import ontology

EXAMPLES = Path(__file__).parent / "examples"
Validate = Callable[[Path, Iterable[Triple]], list[Any]]


def read_cases(name: str) -> dict[str, list[Triple]]:
    """The graphs of one TriG file by the last part of their names."""
    cases: dict[str, list[Triple]] = defaultdict(list)
    for quad in parse(path=str(EXAMPLES / name), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        cases[quad.graph_name.value.partition("#")[2]].append(quad.triple)
    return dict(cases)


def read_messages(shapes: Path) -> dict[str, str]:
    """The message of each rule of a file of shapes, by the short name of the rule."""
    store = Store()
    store.load(path=str(shapes), format=RdfFormat.TURTLE)
    solutions = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?shape ?message WHERE {
          VALUES ?kind { sh:NodeShape sh:PropertyShape }
          ?shape a ?kind ; sh:message|sh:sparql/sh:message ?message
        }"""
    )
    assert isinstance(solutions, QuerySolutions)
    return {row["shape"].value.partition("#")[2]: row["message"].value for row in solutions}


VALID = read_cases("valid.trig")
INVALID = read_cases("invalid.trig")
WEAK = read_cases("weak.trig")
MUST = read_messages(ontology.SHAPES)
SHOULD = read_messages(ontology.ADVICE)


@pytest.fixture(scope="module")
def base() -> list[Triple]:
    path = str(EXAMPLES / "base.ttl")
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("shapes", [ontology.SHAPES, ontology.ADVICE], ids=lambda path: path.stem)
def test_the_base_example_obeys_rules_and_advice(
    validate: Validate, base: list[Triple], shapes: Path
) -> None:
    assert validate(shapes, base) == []


@pytest.mark.parametrize("case", VALID)
def test_a_border_case_obeys_rules_and_advice(
    validate: Validate, base: list[Triple], case: str
) -> None:
    triples = base + VALID[case]
    assert validate(ontology.SHAPES, triples) == []
    assert validate(ontology.ADVICE, triples) == []


@pytest.mark.parametrize("rule", INVALID)
def test_an_invalid_example_breaks_its_rule_alone(
    validate: Validate, base: list[Triple], rule: str
) -> None:
    findings = validate(ontology.SHAPES, base + INVALID[rule])
    assert {finding.rule for finding in findings} == {rule}
    assert {finding.severity for finding in findings} == {"Violation"}
    assert_says(findings, MUST[rule])


@pytest.mark.parametrize("rule", WEAK)
def test_a_weak_example_draws_its_advice_alone(
    validate: Validate, base: list[Triple], rule: str
) -> None:
    triples = base + WEAK[rule]
    assert validate(ontology.SHAPES, triples) == []
    findings = validate(ontology.ADVICE, triples)
    assert {finding.rule for finding in findings} == {rule}
    assert {finding.severity for finding in findings} == {"Warning"}
    assert_says(findings, SHOULD[rule])


def assert_says(findings: Iterable[Any], message: str) -> None:
    """Each finding carries the message of its rule, with any variables filled in."""
    opening = message.partition("{")[0]
    for finding in findings:
        assert finding.message.startswith(opening)
        assert "{?" not in finding.message


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert set(INVALID) == set(MUST)
    assert set(WEAK) == set(SHOULD)


def test_a_sum_of_votes_names_the_total_and_the_day(validate: Validate, base: list[Triple]) -> None:
    """0.6 held by Parent since 2020 and 0.5 by Nimbus since 2025 make 1.1 on the later day."""
    (finding,) = validate(ontology.SHAPES, base + INVALID["StakeSum"])
    assert finding.node == "acme"
    assert "here 1.1 on 2025-01-01" in finding.message


def test_an_exclusive_channel_and_its_rival_are_both_named(
    validate: Validate, base: list[Triple]
) -> None:
    findings = validate(ontology.ADVICE, base + WEAK["ExclusiveOverlap"])
    assert [finding.node for finding in findings] == ["only", "only", "road"]

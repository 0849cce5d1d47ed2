"""The ontology is free of the modelling pitfalls that a query can find, and each query can fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

import ontology

LINT = Path(__file__).parent / "lint"
QUERIES = sorted(LINT.glob("*.rq"))
VOCABULARY_BASE = "https://w3id.org/captivity/ns#"


def find_offenders(query: Path, turtle: Path) -> set[str]:
    """The terms that the query returns over one file, ours without their namespace."""
    store = Store()
    store.load(path=str(turtle), format=RdfFormat.TURTLE)
    solutions = store.query(query.read_text(encoding="utf-8"))
    assert isinstance(solutions, QuerySolutions)
    return {row["term"].value.removeprefix(VOCABULARY_BASE) for row in solutions}


def read_first_comment(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#").strip()


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_ontology_has_no_offender(query: Path) -> None:
    offenders = find_offenders(query, ontology.VOCABULARY)
    assert not offenders, f"{sorted(offenders)}: {read_first_comment(query)}"


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_lint_names_the_offenders_of_a_bad_ontology(query: Path) -> None:
    bad = LINT / "bad" / f"{query.stem}.ttl"
    expected = read_first_comment(bad).removeprefix("offenders:").split()
    assert find_offenders(query, bad) == set(expected)


def test_every_pitfall_that_style_asks_for_has_a_lint() -> None:
    numbers = {query.stem.partition("-")[0] for query in QUERIES}
    assert numbers == set("p04 p06 p07 p08 p13 p19 p22 p24 p32 p34 p35 p36 p40".split())

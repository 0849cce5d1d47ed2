"""The closed list of terms in the code is the list of terms in the ontology, both ways."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

import ontology
from graph.terms import CTV, VOCABULARY_BASE


@pytest.fixture(scope="module")
def described() -> set[str]:
    """The local names of everything that the ontology describes in its own namespace."""
    triples = parse(path=str(ontology.VOCABULARY), format=RdfFormat.TURTLE)
    subjects = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    return {
        iri.removeprefix(VOCABULARY_BASE) for iri in subjects if iri.startswith(VOCABULARY_BASE)
    }


def test_every_term_of_the_ontology_is_in_the_code(described: set[str]) -> None:
    missing = sorted(described - CTV.members)
    assert not missing, f"add to CTV in graph/terms.py: {' '.join(missing)}"


def test_every_term_in_the_code_is_in_the_ontology(described: set[str]) -> None:
    surplus = sorted(CTV.members - described)
    assert not surplus, f"describe in ontology/captivity.ttl or drop from CTV: {' '.join(surplus)}"


def test_a_misspelt_term_raises_and_names_itself() -> None:
    with pytest.raises(AttributeError, match="has no term distributedvia"):
        _ = CTV.distributedvia

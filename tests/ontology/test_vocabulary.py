"""The ontology's header is complete, and its terms are connected the way the papers say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

import ontology
from graph.terms import CTV, ONTOLOGY_GRAPH, RDF, RDFS, SKOS

HEADER = {
    "http://purl.org/dc/terms/title": "Captivity ontology",
    "http://purl.org/dc/terms/creator": "The Captivity authors",
    "http://purl.org/dc/terms/created": "2026-11-22",
    "http://purl.org/dc/terms/license": "https://spdx.org/licenses/MIT",
    "http://www.w3.org/2002/07/owl#versionInfo": ontology.VERSION,
    "http://www.w3.org/2002/07/owl#versionIRI": f"{ONTOLOGY_GRAPH.value}/{ontology.VERSION}",
    "http://purl.org/vocab/vann/preferredNamespacePrefix": "ctv",
    "http://purl.org/vocab/vann/preferredNamespaceUri": CTV.base,
}


@pytest.fixture(scope="module")
def vocabulary() -> Store:
    store = Store()
    store.load(path=str(ontology.VOCABULARY), format=RdfFormat.TURTLE)
    return store


def values(store: Store, subject: NamedNode, predicate: NamedNode) -> Iterator[str]:
    for quad in store.quads_for_pattern(subject, predicate, None):
        assert isinstance(quad.object, NamedNode | Literal)
        yield quad.object.value


@pytest.mark.parametrize("predicate", HEADER)
def test_the_header_states_it_once(vocabulary: Store, predicate: str) -> None:
    assert list(values(vocabulary, ONTOLOGY_GRAPH, NamedNode(predicate))) == [HEADER[predicate]]


def test_the_header_says_that_the_redirect_is_still_to_be_made(vocabulary: Store) -> None:
    comments = " ".join(values(vocabulary, ONTOLOGY_GRAPH, RDFS.comment))
    assert "redirect at w3id.org still has to be requested" in comments


def test_no_two_terms_have_the_same_definition(vocabulary: Store) -> None:
    texts = Counter(
        quad.object.value for quad in vocabulary.quads_for_pattern(None, SKOS.definition, None)
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_a_definition_is_one_plain_sentence(vocabulary: Store) -> None:
    for quad in vocabulary.quads_for_pattern(None, SKOS.definition, None):
        text = quad.object.value
        assert text[0].isupper(), f"{quad.subject}: begin with a capital: {text}"
        assert text.endswith("."), f"{quad.subject}: end with a full stop: {text}"
        assert ". " not in text, f"{quad.subject}: put the rest into skos:scopeNote: {text}"


def test_a_concept_is_in_one_scheme_and_at_its_top(vocabulary: Store) -> None:
    schemes = set(vocabulary.quads_for_pattern(None, RDF.type, SKOS.ConceptScheme))
    assert len(schemes) == 15
    for quad in vocabulary.quads_for_pattern(None, SKOS.inScheme, None):
        concept, scheme = quad.subject, quad.object
        assert isinstance(concept, NamedNode)
        assert list(values(vocabulary, concept, SKOS.inScheme)) == [scheme.value]
        top = NamedNode("http://www.w3.org/2004/02/skos/core#topConceptOf")
        assert list(values(vocabulary, concept, top)) == [scheme.value]
        assert list(values(vocabulary, concept, RDFS.label)) == list(
            values(vocabulary, concept, SKOS.prefLabel)
        )


def test_distributed_via_is_derived_from_the_channel_by_a_property_chain(vocabulary: Store) -> None:
    query = """
    PREFIX ctv: <https://w3id.org/captivity/ns#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    ASK {
      ctv:distributedVia owl:propertyChainAxiom ?chain .
      ?chain rdf:first/owl:inverseOf ctv:asset ; rdf:rest ?more .
      ?more rdf:first ctv:platform ; rdf:rest rdf:nil .
    }"""
    assert bool(vocabulary.query(query))


def test_the_terms_that_the_code_relies_on_stand_where_it_expects_them(vocabulary: Store) -> None:
    for lower, upper in pairwise((CTV.Load, CTV.Source)):
        assert upper.value in list(values(vocabulary, lower, RDFS.subClassOf))
    assert set(values(vocabulary, CTV.Assistant, RDFS.subClassOf)) >= {
        CTV.Asset.value,
        CTV.Platform.value,
    }

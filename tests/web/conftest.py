"""Apps over real stores: the shipped market to read, a small one for each test that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shipped_market import copy_store

from graph.ingest.add import add_document
from graph.ingest.parse import parse_document
from graph.settings import Settings
from graph.store.embedded import EmbeddedStore
from graph.store.opened import open_embedded
from graph.terms import ONTOLOGY_GRAPH
from ontology import DATA, VOCABULARY
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

SETTINGS = Settings(store=":memory:")

NEW_CHANNEL = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:ch-codex-test a ctv:Channel ; rdfs:label "Codex through Google Cloud, for a test" ;
    ctv:asset :codex ; ctv:platform :google-ai ;
    ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ; ctv:exclusivity ctv:NonExclusive ;
    ctv:validFrom "2026-06-02"^^xsd:date .
:claim-codex-test a ctv:Claim ; ctv:about :ch-codex-test ;
    ctv:claimKind ctv:Fact ; ctv:polarity ctv:Asserts ; ctv:confidence 0.9 ;
    ctv:statement "Codex can be had on Google Cloud." ;
    prov:hadPrimarySource :src-codex-test .
:src-codex-test a ctv:Source ; dcterms:title "A test page" .
"""


@pytest.fixture(scope="session")
def shipped_store(new_market: Callable[[], Path]) -> Iterator[EmbeddedStore]:
    with open_embedded(Settings(store=str(new_market())), write=True) as store:
        yield store


@pytest.fixture(scope="session")
def shipped(shipped_store: EmbeddedStore) -> FlaskClient:
    """A client of the shipped market; for reading only."""
    return create_app(SETTINGS, shipped_store).test_client()


@pytest.fixture(scope="session")
def article_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the vocabulary and the article, to be copied."""
    folder = tmp_path_factory.mktemp("article") / "store"
    with open_embedded(Settings(store=str(folder)), write=True) as store:
        vocabulary = parse_document(VOCABULARY.name, VOCABULARY.read_bytes())
        store.commit(list(vocabulary.quads_in(ONTOLOGY_GRAPH)))
        article = DATA / "article.ttl"
        add_document(store, article.name, article.read_bytes(), check=False)
    return folder


@pytest.fixture
def small_store(article_folder: Path, tmp_path: Path) -> Iterator[EmbeddedStore]:
    """The vocabulary and the article."""
    folder = copy_store(article_folder, tmp_path / "small-store")
    with open_embedded(Settings(store=str(folder)), write=True) as store:
        yield store


@pytest.fixture
def small_app(small_store: EmbeddedStore) -> Flask:
    return create_app(SETTINGS, small_store)


@pytest.fixture
def small(small_app: Flask) -> FlaskClient:
    """A client of a small market that may be written to."""
    return small_app.test_client()


@pytest.fixture
def new_channel() -> str:
    """A Turtle file with one channel, its claim and its source."""
    return NEW_CHANNEL

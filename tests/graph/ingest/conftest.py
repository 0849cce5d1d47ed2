"""A small market in a real store, and the beginning that every Turtle file here has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore

HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
"""
MARKET = """
:src a ctv:Source ; rdfs:label "a source" .
:acme a ctv:Organization ; rdfs:label "Acme" .
:shop a ctv:ModelPlatform ; rdfs:label "The shop" ; ctv:operatedBy :acme .
:bot a ctv:Model ; rdfs:label "Bot" ; ctv:developedBy :acme .
"""


@pytest.fixture
def turtle() -> Callable[[str], bytes]:
    """A maker of Turtle with the usual prefixes, five lines before the text."""
    return lambda text: (HEAD + text).encode()


@pytest.fixture
def market(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """A store with one platform, one model and their organisation."""
    with open_store(Settings(store=str(tmp_path / "store")), write=True) as store:
        add_document(store, "market.ttl", (HEAD + MARKET).encode(), check=False)
        yield store

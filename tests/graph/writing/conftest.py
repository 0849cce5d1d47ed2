"""A small market by name: what a writer may refer to."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.market.names import NameIndex
from graph.market.read import read_records
from graph.store.memory import read_files

KNOWN = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
:acme a ctv:Vendor ; rdfs:label "Acme" .
:zed a ctv:Organization ; rdfs:label "Zed" .
:acme\\/bot a ctv:Model ; rdfs:label "Bot" ; ctv:developedBy :acme .
:shop a ctv:ModelPlatform ; rdfs:label "The Shop" ; ctv:operatedBy :zed .
:sky a ctv:Cloud ; rdfs:label "Sky" ; ctv:operatedBy :zed .
:src a ctv:Source ; dcterms:title "The paper" .
:ch a ctv:Channel ; rdfs:label "Bot in the shop" ; ctv:asset :acme\\/bot ; ctv:platform :shop ;
    ctv:accessMode ctv:RawAPI ; ctv:stage ctv:Preview ; prov:hadPrimarySource :src .
:said a ctv:Claim ; ctv:about :ch ; ctv:statement "Bot is in the shop." ; ctv:claimKind ctv:Fact ;
    ctv:polarity ctv:Asserts ; ctv:confidence 0.5 ; prov:hadPrimarySource :src .
"""


@pytest.fixture(scope="session")
def known_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("writing") / "known.ttl"
    path.write_text(KNOWN)
    return path


@pytest.fixture(scope="session")
def index(known_file: Path) -> NameIndex:
    return NameIndex(read_records(read_files([known_file])))

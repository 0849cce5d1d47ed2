"""What a file would move, worked by hand on the article's market."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import RdfFormat, parse

from graph.impact import find_impact
from graph.market.compile import compile_market
from graph.market.read import read_records
from graph.store.memory import read_files
from ontology import DATA

HEAD = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
"""
#: An API of MAI-Code-1-Flash on Bedrock, from 1 July 2026 on.
EXIT = """
:ch-mai-bedrock a ctv:Channel ; rdfs:label "MAI on Bedrock" ; ctv:asset :mai-code-1-flash ;
  ctv:platform :bedrock ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
  ctv:validFrom "2026-07-01"^^xsd:date ; prov:hadPrimarySource :src-seed .
"""


@pytest.fixture(scope="module")
def store():
    return read_files([DATA / "article.ttl"])


def impact(store, text: str, day: date):
    market = compile_market(read_records(store), day)
    return find_impact(market, store, parse((HEAD + text).encode(), RdfFormat.TURTLE))


def test_new_road_through_another_owner_halves_captivity_and_denies_the_thesis(store) -> None:
    """MAI had Microsoft's road alone; Amazon's is a raw API outside Copilot, its captive set."""
    found = impact(store, EXIT, date(2026, 7, 2)).to_dict()
    (moved,) = found["moved"]
    assert (moved["name"], moved["captivity_before"], moved["captivity_after"]) == (
        "mai-code-1-flash",
        "1",
        "1/2",
    )
    (verdict,) = found["verdicts"]
    assert verdict["literal"] == ["holding", "denied"]
    assert verdict["owner_closed"] == ["holding", "denied"]


def test_day_before_the_road_opens_nothing_moves(store) -> None:
    found = impact(store, EXIT, date(2026, 6, 30))
    assert found.to_dict()["moved"] == []
    assert found.verdicts == ()
    assert "Nothing moves" in found.to_lines()[0]


def test_words_name_what_moves_and_why(store) -> None:
    lines = impact(store, EXIT, date(2026, 7, 2)).to_lines()
    assert any("MAI-Code-1-Flash: 1 -> 1/2" in line for line in lines)
    assert any("literal holding -> denied" in line for line in lines)

"""What a new file is told about beside the store: known, at odds, strange, alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.ingest.add import add_document, preview_document
from graph.ingest.lookalikes import fold

ROAD = """
:road a ctv:Channel ; ctv:asset :bot ; ctv:platform :shop ; ctv:accessMode ctv:RawAPI ;
  ctv:stage ctv:GA ; ctv:validFrom "2026-01-01"^^xsd:date ; prov:hadPrimarySource :src .
"""
Turtle = Callable[[str], bytes]


def warnings(store, turtle: Turtle, text: str) -> list[str]:
    return [str(finding) for finding in preview_document(store, "x.ttl", turtle(text)).warnings]


def test_known_statements_are_counted_by_the_load_that_holds_them(market, turtle: Turtle) -> None:
    add_document(market, "road.ttl", turtle(ROAD))
    report = preview_document(market, "again.ttl", turtle(ROAD + ":src ctv:note_ 1 ."))
    holder = add_document(market, "road.ttl", turtle(ROAD)).load_id
    assert (report.triples, report.already_known, report.new) == (8, 7, 1)
    assert report.known_in == {holder: 7}


def test_term_that_the_vocabulary_lacks_is_named_with_the_one_meant(market, turtle: Turtle) -> None:
    found = warnings(market, turtle, ":bot ctv:developdBy :acme .")
    assert any("ctv:developdBy" in line and "developedBy" in line for line in found)


def test_second_channel_on_the_same_road_is_told_with_what_differs(market, turtle: Turtle) -> None:
    add_document(market, "road.ttl", turtle(ROAD))
    other = ROAD.replace(":road", ":road-2").replace("2026-01-01", "2026-02-01")
    found = [line for line in warnings(market, turtle, other) if "second channel" in line]
    assert len(found) == 1
    assert "validFrom (2026-02-01 here, 2026-01-01 there)" in found[0]


def test_claim_against_a_claim_of_the_store_is_told(market, turtle: Turtle) -> None:
    claim = """
    {} a ctv:Claim ; ctv:about :road ; ctv:claimKind ctv:Fact ; ctv:polarity ctv:{} ;
      ctv:confidence 0.8 ; ctv:statement "it is so" ; prov:hadPrimarySource :src ;
      ctv:recordedOn "2026-06-02"^^xsd:date .
    """
    add_document(market, "road.ttl", turtle(ROAD + claim.format(":yes", "Asserts")))
    found = warnings(market, turtle, claim.format(":no", "Denies"))
    assert any("no: denies what yes does not" in line for line in found)
    assert not any("asserts what" in line for line in found)


@pytest.mark.parametrize(
    ("label", "is_told"), [("BOT", True), ("Bot!", True), ("Robot Nine", False), ("Bot 2", False)]
)
def test_new_entity_is_told_when_its_name_is_nearly_that_of_another(
    market, turtle: Turtle, label: str, is_told: bool
) -> None:
    text = f':new a ctv:Model ; rdfs:label "{label}" ; ctv:developedBy :acme .'
    found = [line for line in warnings(market, turtle, text) if "looks like" in line]
    assert bool(found) is is_told
    assert not found or "found bot" in found[0]


def test_thing_of_another_sort_is_no_lookalike(market, turtle: Turtle) -> None:
    text = ':new a ctv:Organization ; rdfs:label "Bot" .'
    assert not any("looks like" in line for line in warnings(market, turtle, text))


def test_folding_drops_case_accents_and_punctuation() -> None:
    assert fold("Mistral Médium 3") == "mistralmedium3"
